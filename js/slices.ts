/** Long work on the JavaScript thread in short slices, so that a server's other requests are answered in between. */
import { setImmediate } from 'node:timers/promises';

/**
 * Milliseconds of work before other work gets its turn. With the piece under way and a garbage collection, which may
 * take twice as long, the thread is to be held for less than 8.
 */
const SLICE_MS = 2;

/** Work was given up, as nobody waits for it any more. Nobody is told either. */
export class GivenUp extends Error {}

/** Measures the slice under way. */
export class Slices {
  readonly #isUnwanted: () => boolean;
  #begin = performance.now();

  /** @param isUnwanted whether nobody waits for the work any more; asked between slices */
  constructor(isUnwanted: () => boolean = () => false) {
    this.#isUnwanted = isUnwanted;
  }

  /** Whether other work should get its turn now, by {@link next}. */
  get isOver(): boolean {
    return performance.now() - this.#begin >= SLICE_MS;
  }

  /**
   * Lets other work run, and begins the next slice.
   *
   * @throws GivenUp if there is to be none
   */
  async next(): Promise<void> {
    await setImmediate();
    if (this.#isUnwanted()) throw new GivenUp();
    this.#begin = performance.now();
  }
}
