/** Long work on the JavaScript thread in short slices, so that a server's other requests are answered in between. */
import { setImmediate } from 'node:timers/promises';

/**
 * Milliseconds of work before other work gets its turn: with the piece under way, a garbage collection and what the
 * consumer does with a batch, the thread is held for less than 8.
 */
const SLICE_MS = 4;

/** Measures the slice under way. */
export class Slices {
  #begin = performance.now();

  /** Whether other work should get its turn now, by {@link next}. */
  get isOver(): boolean {
    return performance.now() - this.#begin >= SLICE_MS;
  }

  /** Lets other work run, and begins the next slice. */
  async next(): Promise<void> {
    await setImmediate();
    this.#begin = performance.now();
  }
}
