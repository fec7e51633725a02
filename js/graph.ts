/** A whole repository as one graph: records are decoded while parsing goes on, links are applied at the end. */
import type { CodeGraph, FileFailure, StreamOptions } from '../index.js';
import { Abortion } from './abortion.js';
import type { NativeFailure } from './decode/failures.js';
import { applyGraphLinks, decodeGraphBatch, holdsLinks, type Unlinked } from './decode/handover.js';
import type { DecodedFile } from './decode/record.js';
import { type GivenRoot, type NativeEngine, type NativeOptions, type NativeStream, native, release } from './native.js';
import { cacheWarnings } from './options.js';
import { Reporter } from './reporter.js';
import { GivenUp, Slices } from './slices.js';
import { successOf } from './stream.js';

/** What a graph is built of. */
export interface GraphRequest {
  engine: NativeEngine;
  root: GivenRoot;
  pathParts: string[];
  options: StreamOptions;
  native: NativeOptions;
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
  readonly #slices = new Slices(() => this.#isCancelled);
  #isCancelled = false;
  /** Whether all that is left is to be linked. */
  #isParsed = false;
  /** Those that wait for their links. */
  readonly #files: (DecodedFile | undefined)[] = [];
  /** Filled while files come, so that no long piece of work is left for the end. */
  readonly #graph: CodeGraph = { files: new Map(), functions: new Map(), types: new Map(), failures: [] };
  #stream: NativeStream | undefined;

  constructor(request: GraphRequest) {
    this.#request = request;
    this.#reporter = new Reporter(request.options);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#reporter.silence();
    this.#control.cancel();
    this.#stream?.cancel();
  }

  async run(): Promise<CodeGraph> {
    const { root } = this.#request;
    try {
      this.#stream = successOf(await this.#reporter.during('discovering', this.#open()));
      this.#throwIfCancelled();
      this.#reporter.started(root.given, undefined, this.#stream);
      this.#reporter.warnings(cacheWarnings(this.#request.options, this.#request.native));
      for await (const buffer of { [Symbol.asyncIterator]: () => this.#buffers(this.#stream as NativeStream) }) {
        this.#throwIfCancelled();
        if (holdsLinks(buffer)) this.#leaveOut(await applyGraphLinks(this.#files, buffer, this.#slices));
        else await this.#add(buffer);
        release(buffer);
      }
      this.#throwIfCancelled();
      this.#warn();
      this.#reporter.completed(this.#graph.files.size + this.#graph.failures.length);
      return this.#graph;
    } catch (error) {
      if (!this.#isCancelled) this.#reporter.failed(error);
      throw error;
    } finally {
      this.#stream?.cancel();
    }
  }

  /** The abortion rejects for the caller: here it only ends the work. */
  #throwIfCancelled(): void {
    if (this.#isCancelled) throw new GivenUp();
  }

  #open(): Promise<NativeStream | NativeFailure> {
    const { engine, root, pathParts, native } = this.#request;
    return engine.openGraph(root, pathParts, native, this.#control, this.#reporter.onMemory);
  }

  #buffers(stream: NativeStream): AsyncIterator<Buffer, unknown, undefined> {
    const buffers = stream[Symbol.asyncIterator]();
    const stage = () => (this.#isParsed ? 'linking' : 'parsing');
    return { next: () => this.#reporter.during(stage(), buffers.next()) };
  }

  async #add(buffer: Buffer): Promise<void> {
    const { files, failures, progress } = await decodeGraphBatch(buffer, this.#slices, this.#graph);
    for (const file of files) {
      this.#files.push(file);
      this.#graph.files.set(file.normalizedPath, file.fileAnalysis);
    }
    for (const failure of failures) this.#graph.failures.push(failure);
    this.#warn();
    this.#isParsed = progress.processedFiles === progress.totalFiles;
    this.#reporter.batch(progress, failures);
  }

  #warn(): void {
    this.#reporter.warnings(this.#stream?.takeWarnings() ?? []);
  }

  /** Files that cannot be linked are failures like others, although they are in the graph already. */
  #leaveOut(unlinked: readonly Unlinked[]): void {
    const { files, functions, types, failures } = this.#graph;
    const failed: FileFailure[] = [];
    for (const { file, reason } of unlinked) {
      const path = file.normalizedPath;
      files.delete(path);
      for (const definitions of [functions, types]) {
        for (const [key, definition] of definitions) if (definition.file === path) definitions.delete(key);
      }
      failed.push({ filePath: file.filePath, code: 'ERR_INTERNAL', message: `it could not be linked: ${reason}` });
    }
    failures.push(...failed);
    this.#reporter.failures(failed);
  }
}
