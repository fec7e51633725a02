/** A stream of batches as the service hands it out: the package's own, with its call begun and ended. */
import type { BatchProgress, BatchStream } from '../../index.js';
import { guardMethods } from '../members.js';
import type { Call } from './call.js';

type Result = IteratorResult<BatchProgress, undefined>;

/** Ends the calls of streams that were dropped half way. */
const abandoned = new FinalizationRegistry<Call>((call) => call.end('stopped'));

export class ObservedStream implements BatchStream {
  readonly #stream: BatchStream;
  readonly #call: Call;

  static {
    guardMethods({ name: 'BatchStream', prototype: ObservedStream.prototype }, (object) => #stream in object);
  }

  constructor(stream: BatchStream, call: Call) {
    this.#stream = stream;
    this.#call = call;
    abandoned.register(this, call, this);
  }

  async next(): Promise<Result> {
    const call = this.#call;
    call.begin();
    const since = performance.now();
    try {
      const result = await call.run(() => this.#stream.next());
      if (result.done === true) {
        this.#end('completed');
      } else {
        const { batch, batchIndex: index } = result.value;
        const failures = batch.failures.length;
        call.batch({ since, index, files: batch.files.length + failures, failures });
      }
      return result;
    } catch (error) {
      this.#end('failed', error);
      throw error;
    }
  }

  return(value?: unknown): Promise<Result> {
    this.#end('stopped');
    return this.#stream.return(value);
  }

  throw(error?: unknown): Promise<Result> {
    this.#end('failed', error);
    return this.#stream.throw(error);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #end(outcome: 'completed' | 'stopped' | 'failed', error?: unknown): void {
    abandoned.unregister(this);
    this.#call.end(outcome, error);
  }
}
