/** One call's view of its `AbortSignal`. */

/**
 * Listens to a signal until disposed of. Uses `addEventListener`, so the caller's `onabort` stays the caller's, and
 * an abort that came before is not missed.
 */
export class Abortion {
  readonly #signal: AbortSignal | undefined;
  readonly #listener: (() => void) | undefined;
  readonly #aborted: Promise<never> | undefined;

  /** @param onAbort called once, at once if the signal is aborted already */
  constructor(signal: AbortSignal | undefined, onAbort: (reason: unknown) => void = () => {}) {
    if (signal === undefined) return;
    this.#signal = signal;
    let reject: (reason: unknown) => void;
    this.#aborted = new Promise<never>((_, rejected) => {
      reject = rejected;
    });
    // Nobody may be waiting when it comes.
    this.#aborted.catch(() => {});
    this.#listener = () => {
      onAbort(signal.reason);
      reject(signal.reason);
    };
    if (signal.aborted) this.#listener();
    else signal.addEventListener('abort', this.#listener, { once: true });
  }

  /** Settles as `promise` does, or rejects with the signal's reason as soon as it is aborted. */
  race<T>(promise: Promise<T>): Promise<T> {
    return this.#aborted === undefined ? promise : Promise.race([this.#aborted, promise]);
  }

  /** Throws the signal's reason if it is aborted. */
  throwIfAborted(): void {
    this.#signal?.throwIfAborted();
  }

  /** Stops listening. */
  dispose(): void {
    if (this.#listener !== undefined) this.#signal?.removeEventListener('abort', this.#listener);
  }
}
