/** One call's view of its `AbortSignal`, and how many calls share one. */

/** What follows one signal. */
class Followers {
  readonly #signal: AbortSignal;
  readonly #followers = new Set<() => void>();

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    // Without options: they would be looked for in `Object.prototype` too.
    signal.addEventListener('abort', this.#tell);
  }

  add(follower: () => void): void {
    this.#followers.add(follower);
  }

  remove(follower: () => void): void {
    if (this.#followers.delete(follower) && this.#followers.size === 0) this.#stop();
  }

  readonly #tell = (): void => {
    this.#stop();
    const failures: unknown[] = [];
    for (const follower of this.#followers) {
      this.#followers.delete(follower);
      try {
        follower();
      } catch (error) {
        failures.push(error);
      }
    }
    // One that fails concerns no other.
    if (failures.length > 0) throw failures[0];
  };

  #stop(): void {
    followersOf.delete(this.#signal);
    try {
      this.#signal.removeEventListener('abort', this.#tell);
    } catch {
      // A call that is over has its outcome, whatever a signal of the caller's own making does when it is let go.
    }
  }
}

const followersOf = new WeakMap<AbortSignal, Followers>();

/**
 * Calls `follower` once when `signal`, which is not aborted yet, is aborted.
 *
 * However many follow a signal, it has one listener of this package: Node.js takes more than ten for a leak and warns.
 * The caller's limit, and the caller's `onabort`, stay the caller's.
 *
 * @returns what ends that
 */
export function follow(signal: AbortSignal, follower: () => void): () => void {
  let followers = followersOf.get(signal);
  if (followers === undefined) {
    followers = new Followers(signal);
    followersOf.set(signal, followers);
  }
  followers.add(follower);
  return followers.remove.bind(followers, follower);
}

/** Listens to a signal until disposed of. An abort that came before is not missed. */
export class Abortion {
  readonly #signal: AbortSignal | undefined;
  readonly #unfollow: (() => void) | undefined;
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
    const end = () => {
      const reason = reasonOf(signal);
      onAbort(reason);
      reject(reason);
    };
    if (signal.aborted) end();
    else this.#unfollow = follow(signal, end);
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
    this.#unfollow?.();
  }
}

/** Why a signal is aborted. Signals of older libraries and other realms do not say; anything else is a reason. */
function reasonOf(signal: AbortSignal): unknown {
  return signal.reason === undefined ? new DOMException('This operation was aborted', 'AbortError') : signal.reason;
}
