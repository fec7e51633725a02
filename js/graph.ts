/** A whole repository as one graph: records are decoded while parsing goes on, links are applied at the end. */
import type { CodeGraph, FileFailure, StreamOptions } from '../index.js';
import { Abortion } from './abortion.js';
import { applyGraphLinks, decodeBatch, holdsLinks } from './decode/handover.js';
import type { DecodedFile } from './decode/record.js';
import { type NativeEngine, type NativeOptions, type NativeStream, native } from './native.js';
import { Reporter } from './reporter.js';
import { Slices } from './slices.js';
import { opened } from './stream.js';

/** What a graph is built of. */
export interface GraphRequest {
  engine: NativeEngine;
  rootDir: string;
  pathParts: string[];
  options: StreamOptions;
  native: NativeOptions;
}

/** Builds the graph, or rejects with the signal's reason as soon as it is aborted. */
export async function buildGraph(request: GraphRequest): Promise<CodeGraph> {
  const build = new GraphBuild(request);
  const abortion = new Abortion(request.options.signal, () => build.cancel());
  try {
    abortion.throwIfAborted();
    // One race for the whole build: one a batch would keep every batch alive until the end.
    return await abortion.race(build.run());
  } finally {
    abortion.dispose();
  }
}

class GraphBuild {
  readonly #request: GraphRequest;
  readonly #reporter: Reporter;
  readonly #cancellation = new (native().Cancellation)();
  readonly #slices = new Slices();
  readonly #files: DecodedFile[] = [];
  readonly #failures: FileFailure[] = [];
  #stream: NativeStream | undefined;

  constructor(request: GraphRequest) {
    this.#request = request;
    this.#reporter = new Reporter(request.options);
  }

  cancel(): void {
    this.#cancellation.cancel();
    this.#stream?.cancel();
  }

  async run(): Promise<CodeGraph> {
    const { engine, rootDir, pathParts, native, options } = this.#request;
    try {
      this.#stream = opened(await engine.openGraph(rootDir, pathParts, native, this.#cancellation));
      options.signal?.throwIfAborted();
      this.#reporter.started(rootDir, undefined, engine.metrics());
      for await (const buffer of { [Symbol.asyncIterator]: () => this.#buffers() }) {
        options.signal?.throwIfAborted();
        if (holdsLinks(buffer)) await applyGraphLinks(this.#files, buffer, this.#slices);
        else await this.#add(buffer);
      }
      const graph = await this.#merge();
      options.signal?.throwIfAborted();
      this.#reporter.completed(this.#files.length + this.#failures.length);
      return graph;
    } catch (error) {
      if (options.signal?.aborted !== true) this.#reporter.failed(error);
      throw error;
    } finally {
      this.#stream?.cancel();
    }
  }

  #buffers(): AsyncIterator<Buffer> {
    return (this.#stream as NativeStream)[Symbol.asyncIterator]();
  }

  async #add(buffer: Buffer): Promise<void> {
    const { files, failures, progress } = await decodeBatch(buffer, this.#slices);
    for (const file of files) this.#files.push(file);
    for (const failure of failures) this.#failures.push(failure);
    this.#reporter.batch(progress, failures, this.#request.engine.metrics());
  }

  async #merge(): Promise<CodeGraph> {
    const graph: CodeGraph = { files: new Map(), functions: new Map(), types: new Map(), failures: this.#failures };
    for (const { file } of this.#files) {
      await this.#slices.giveWay();
      graph.files.set(file.normalizedPath, file.analysis.fileAnalysis);
      for (const [key, analysis] of file.analysis.functions) graph.functions.set(key, analysis);
      for (const [key, analysis] of file.analysis.types) graph.types.set(key, analysis);
    }
    return graph;
  }
}
