/** Long work on the JavaScript thread in short slices, so that a server's other requests are answered in between. */
import { setImmediate } from 'node:timers/promises';

/** Milliseconds of work before other work gets its turn. */
const SLICE_MS = 8;

/** Measures the slice under way. One file is never divided. */
export class Slices {
  #begin = performance.now();

  /** Lets other work run if the present slice is over. */
  giveWay(): Promise<void> | undefined {
    return performance.now() - this.#begin < SLICE_MS ? undefined : this.#next();
  }

  async #next(): Promise<void> {
    await setImmediate();
    this.#begin = performance.now();
  }
}
