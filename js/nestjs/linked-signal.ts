/** One signal for the several that may end a call. */
import { follow } from '../abortion.js';

/**
 * Aborts as soon as one of its sources does, from {@link LinkedSignal.link} until {@link LinkedSignal.unlink}.
 * `AbortSignal.any` would do, if it did not leave a reference on each source for every call: Node.js 20 never takes
 * them away, and the sources live as long as the service.
 */
export class LinkedSignal {
  readonly #controller = new AbortController();
  readonly #sources: readonly AbortSignal[];
  #unfollow: (() => void)[] = [];

  constructor(sources: readonly AbortSignal[]) {
    this.#sources = sources;
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  link(): void {
    this.#unfollow = this.#sources.map((source) => {
      const abort = () => this.#controller.abort(source.reason);
      if (!source.aborted) return follow(source, abort);
      abort();
      return () => {};
    });
  }

  unlink(): void {
    for (const unfollow of this.#unfollow.splice(0)) unfollow();
  }
}
