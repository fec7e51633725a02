/** Batches that are planned when somebody asks for the first, as those of the main entry begin then. */
import { resolve } from 'node:path';
import type { BatchProgress, BatchStream, ShardPlan } from '../../index.js';
import { guardMethods } from '../members.js';

type Result = IteratorResult<BatchProgress, undefined>;

export class PlannedBatches implements BatchStream {
  readonly #open: () => Promise<BatchStream>;
  #stream: Promise<BatchStream> | undefined;
  #isPaused = false;
  #isOver = false;

  static {
    guardMethods({ name: 'BatchStream', prototype: PlannedBatches.prototype }, (object) => #open in object);
  }

  constructor(open: () => Promise<BatchStream>) {
    this.#open = open;
  }

  async next(): Promise<Result> {
    if (this.#isOver) return { value: undefined, done: true };
    this.#stream ??= this.#opened();
    try {
      return await (await this.#stream).next();
    } catch (error) {
      // Told once: what failed before there was a stream has none that would be at its end.
      if (this.#isOver) return { value: undefined, done: true };
      this.#isOver = true;
      throw error;
    }
  }

  async return(value?: unknown): Promise<Result> {
    this.#stop();
    return { value: (await value) as undefined, done: true };
  }

  async throw(error?: unknown): Promise<Result> {
    this.#stop();
    throw error;
  }

  pause(): void {
    this.#isPaused = true;
    this.#stream?.then((stream) => stream.pause()).catch(() => undefined);
  }

  resume(): void {
    this.#isPaused = false;
    this.#stream?.then((stream) => stream.resume()).catch(() => undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop();
  }

  async #opened(): Promise<BatchStream> {
    const stream = await this.#open();
    if (this.#isPaused) stream.pause();
    if (this.#isOver) await stream.return?.();
    return stream;
  }

  #stop(): void {
    this.#isOver = true;
    this.#stream?.then((stream) => stream.return?.()).catch(() => undefined);
  }
}

/** The paths of a plan as they were given: those of `files` that options left. */
export function givenPaths(plan: ShardPlan, files: readonly string[], root: string): string[] {
  const failures = new Map(plan.failures.map(({ place, filePath }) => [place, filePath]));
  const analyzed = plan.shards.flatMap((shard) => shard.files);
  const given: string[] = [];
  let [next, at] = [0, 0];
  for (const file of files) {
    const path = failures.get(at) ?? analyzed[next]?.path;
    if (path === undefined) break;
    if (resolve(root, file) !== resolve(root, path)) continue;
    if (!failures.has(at)) next += 1;
    at += 1;
    given.push(file);
  }
  return given;
}
