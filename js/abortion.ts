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
      const reason = reasonOf(signal);
      onAbort(reason);
      reject(reason);
    };
    if (signal.aborted) this.#listener();
    else signal.addEventListener('abort', this.#listener, { once: true });
  }

  /**
   * Settles as the promise that `work` makes does, or rejects with the signal's reason as soon as it is aborted. No
   * work begins if it is aborted already.
   */
  race<T>(work: () => Promise<T>): Promise<T> {
    if (this.#aborted === undefined) return work();
    return this.#signal?.aborted === true ? this.#aborted : Promise.race([this.#aborted, work()]);
  }

  /** Stops listening. */
  dispose(): void {
    if (this.#listener !== undefined) this.#signal?.removeEventListener('abort', this.#listener);
  }
}

/** Why a signal is aborted. Signals of older libraries and other realms do not say. */
function reasonOf(signal: AbortSignal): unknown {
  return signal.reason ?? new DOMException('This operation was aborted', 'AbortError');
}
