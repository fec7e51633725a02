/** A whole repository as one graph: records are decoded while parsing goes on, links are applied at the end. */
import type { CodeGraph, StreamOptions } from '../index.js';
import { Abortion } from './abortion.js';
import { GraphAssembly } from './assembly.js';
import type { NativeFailure } from './decode/failures.js';
import { globError } from './errors.js';
import { Keeping, remember } from './kept.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, type NativeStream, native, release } from './native.js';
import { cacheWarnings } from './options.js';
import { successOf } from './outcome.js';
import { Reporter } from './reporter.js';
import type { ShardAssembly } from './shards/assembly.js';
import { GivenUp, Slices } from './slices.js';
import { warningsBeside } from './warnings.js';

/** What a graph is built of. */
export interface GraphRequest {
  engine: NativeEngine;
  root: GivenRoot;
  pathParts: string[];
  options: StreamOptions;
  native: NativeOptions;
  /** Shards that it is put together of, in place of what is found below the root. */
  assembly?: ShardAssembly;
}

/** Builds the graph, or rejects with the signal's reason as soon as it is aborted. */
export async function buildGraph(request: GraphRequest): Promise<CodeGraph> {
  const build = new GraphBuild(request);
  const abortion = new Abortion(request.options.signal, () => build.cancel());
  try {
    // One race for the whole build: one a batch would keep every batch alive until the end.
    return await abortion.race(() => build.run());
  } finally {
    abortion.dispose();
  }
}

class GraphBuild {
  readonly #request: GraphRequest;
  readonly #reporter: Reporter;
  readonly #control = new (native().Control)();
  readonly #assembly = new GraphAssembly(new Slices(() => this.#isCancelled));
  /** What keeps of the buffers what the graph is encoded of, if that was asked for. */
  readonly #keeping: Keeping | undefined;
  #isCancelled = false;
  /** Whether all that is left is to be linked. */
  #isParsed = false;
  #stream: NativeStream | undefined;
  /** Why no more shards come. */
  #unfed: { reason: unknown } | undefined;

  constructor(request: GraphRequest) {
    this.#request = request;
    this.#reporter = new Reporter(request.options);
    if (request.options.compress === true) this.#keeping = new Keeping(request.root);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#reporter.silence();
    this.#control.cancel();
    this.#request.assembly?.cancel();
    this.#stream?.cancel();
  }

  async run(): Promise<CodeGraph> {
    const { root } = this.#request;
    try {
      this.#stream = successOf(await this.#reporter.during('discovering', this.#open()));
      this.#throwIfCancelled();
      this.#reporter.started(root.given, undefined, this.#stream);
      this.#reporter.warnings(cacheWarnings(this.#request.options, this.#request.native));
      this.#feed(this.#stream);
      for await (const buffer of { [Symbol.asyncIterator]: () => this.#buffers(this.#stream as NativeStream) }) {
        this.#throwIfCancelled();
        await this.#keeping?.add(buffer);
        await this.#add(buffer);
        release(buffer);
      }
      this.#throwIfCancelled();
      if (this.#unfed !== undefined) throw this.#unfed.reason;
      this.#warn();
      const { graph } = this.#assembly;
      const glob = graph.files.size + graph.failures.length === 0 ? globError(this.#request.pathParts) : undefined;
      if (glob !== undefined) throw glob;
      graph.warnings = warningsBeside(graph.failures, this.#stream.resultWarnings());
      await this.#keep(graph);
      this.#throwIfCancelled();
      this.#reporter.completed(graph.files.size + graph.failures.length);
      return graph;
    } catch (error) {
      if (!this.#isCancelled) this.#reporter.failed(error);
      throw error;
    } finally {
      this.#stream?.cancel();
      this.#request.assembly?.cancel();
    }
  }

  /** Has shards come in while records are decoded. */
  #feed(stream: NativeStream): void {
    this.#request.assembly?.feed(stream).catch((reason: unknown) => {
      this.#unfed ??= { reason };
      stream.cancel();
    });
  }

  /** Remembers what the graph can be encoded of. */
  async #keep(graph: CodeGraph): Promise<void> {
    remember(graph, { root: this.#request.root, keeper: await this.#keeping?.whole() });
  }

  /** The abortion rejects for the caller: here it only ends the work. */
  #throwIfCancelled(): void {
    if (this.#isCancelled) throw new GivenUp();
  }

  #open(): Promise<NativeStream | NativeFailure> {
    const { engine, root, pathParts, native, assembly } = this.#request;
    if (assembly !== undefined) {
      return assembly.open(this.#request, true, this.#control, this.#reporter.onMemory);
    }
    return engine.openGraph(root, pathParts, native, this.#control, this.#reporter.onMemory);
  }

  #buffers(stream: NativeStream): AsyncIterator<Buffer, unknown, undefined> {
    const buffers = stream[Symbol.asyncIterator]();
    const stage = () => (this.#isParsed ? 'linking' : 'parsing');
    return { next: () => this.#reporter.during(stage(), buffers.next()) };
  }

  async #add(buffer: Buffer): Promise<void> {
    const { batch, failed } = await this.#assembly.add(buffer);
    if (batch === undefined) {
      this.#reporter.failures(failed);
      return;
    }
    const { failures, progress } = batch;
    this.#request.assembly?.check(failures);
    this.#warn();
    this.#isParsed = progress.processedFiles === progress.totalFiles;
    this.#reporter.batch(progress, failures);
  }

  #warn(): void {
    this.#reporter.warnings(this.#stream?.takeWarnings() ?? []);
  }
}
