/** One signal for the several that may end a call. */

/**
 * Aborts as soon as one of its sources does, from {@link LinkedSignal.link} until {@link LinkedSignal.unlink}.
 * `AbortSignal.any` would do, if it did not leave a reference on each source for every call: Node.js 20 never takes
 * them away, and the sources live as long as the service.
 */
export class LinkedSignal {
  readonly #controller = new AbortController();
  readonly #links: readonly { source: AbortSignal; follow: () => void }[];

  constructor(sources: readonly AbortSignal[]) {
    this.#links = sources.map((source) => ({ source, follow: () => this.#controller.abort(source.reason) }));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  link(): void {
    for (const { source, follow } of this.#links) {
      if (source.aborted) follow();
      else source.addEventListener('abort', follow, { once: true });
    }
  }

  unlink(): void {
    for (const { source, follow } of this.#links) source.removeEventListener('abort', follow);
  }
}
