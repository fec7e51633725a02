/** The package's functions as an injectable service, which ends with its application. */
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleDestroy, Optional } from '@nestjs/common';
import type {
  AnalyzedSources,
  AnalyzeSourcesOptions,
  BatchStream,
  CodeGraph,
  CodeIndex,
  IndexOptions,
  SourceText,
  StreamingMetrics,
  StreamOptions,
} from '../../index.js';
import { CodeKnowledgeGraph } from '../index.js';
import { guardMethods } from '../members.js';
import { nativeOptions, optionsObject, sourcesOptions } from '../options.js';
import { Call, type CallDescription, type CallObserver } from './call.js';
import { LinkedSignal } from './linked-signal.js';
import { ObservedStream } from './observed-stream.js';
import { CODE_KNOWLEDGE_GRAPH_OPTIONS, type GivenOptions, streamOptions } from './options.js';
import { callSpans } from './tracing.js';

let observersOf: (service: CodeKnowledgeGraphService) => Set<CallObserver>;

/** Has `observer` watch each call that `service` is asked for from now on. */
export function observe(service: CodeKnowledgeGraphService, observer: CallObserver): void {
  observersOf(service).add(observer);
}

@Injectable()
export class CodeKnowledgeGraphService implements OnModuleDestroy, OnApplicationShutdown {
  readonly #defaults: StreamOptions;
  readonly #graph: CodeKnowledgeGraph;
  readonly #shutdown = new AbortController();
  /** Ends what has no signal of its own. */
  readonly #lifetime: LinkedSignal;
  readonly #observers = new Set<CallObserver>();
  /** Weakly: one that nobody holds any more is nobody's to be closed. */
  readonly #indexes = new Set<WeakRef<CodeIndex>>();

  static {
    observersOf = (service) => service.#observers;
    guardMethods(CodeKnowledgeGraphService, (object) => #graph in object);
  }

  constructor(@Optional() @Inject(CODE_KNOWLEDGE_GRAPH_OPTIONS) options?: GivenOptions) {
    this.#defaults = streamOptions(options);
    nativeOptions(this.#defaults);
    const { signal } = this.#defaults;
    this.#lifetime = new LinkedSignal(signal === undefined ? [this.#shutdown.signal] : [this.#shutdown.signal, signal]);
    this.#lifetime.link();
    this.#graph = new CodeKnowledgeGraph({ ...this.#defaults, signal: this.#lifetime.signal });
    const spans = callSpans(options);
    if (spans !== undefined) this.#observers.add(spans);
  }

  getAllSourceFiles(baseDir: string): Promise<string[]> {
    return this.#graph.getAllSourceFiles(baseDir);
  }

  processFilesInBatches(files: readonly string[], rootDir: string, options?: StreamOptions | null): BatchStream {
    const given = checked(options);
    const call = this.#call({ operation: 'stream', rootDir, totalFiles: files?.length }, given);
    return new ObservedStream(
      this.#graph.processFilesInBatches(files, rootDir, { ...given, signal: call.signal }),
      call,
    );
  }

  async buildGraphStreaming(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: StreamOptions | null,
  ): Promise<CodeGraph> {
    const given = checked(options);
    const call = this.#call({ operation: 'graph', rootDir }, given);
    const onProgress = given.onProgress ?? this.#defaults.onProgress;
    let processedFiles = 0;
    let since = performance.now();
    call.begin();
    try {
      const graph = await call.run(() =>
        this.#graph.buildGraphStreaming(rootDir, filePaths, {
          ...given,
          signal: call.signal,
          onProgress: (progress) => {
            const files = progress.processedFiles - processedFiles;
            // Between batches it tells what takes long.
            if (files > 0) {
              call.batch({ since, index: progress.batchIndex, files });
              processedFiles = progress.processedFiles;
              since = performance.now();
            }
            return onProgress?.(progress);
          },
        }),
      );
      call.end('completed');
      return graph;
    } catch (error) {
      call.end('failed', error);
      throw error;
    }
  }

  buildGraphProgressively(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: StreamOptions | null,
  ): Promise<CodeGraph> {
    return this.buildGraphStreaming(rootDir, filePaths, options);
  }

  async analyzeSources(
    sources: readonly SourceText[],
    options?: AnalyzeSourcesOptions | null,
  ): Promise<AnalyzedSources> {
    const given = sourcesOptions(options);
    const { signal } = checked(given);
    if (signal === undefined) return this.#graph.analyzeSources(sources, given);
    const linked = new LinkedSignal([this.#shutdown.signal, signal]);
    linked.link();
    try {
      return await this.#graph.analyzeSources(sources, { ...given, signal: linked.signal });
    } finally {
      linked.unlink();
    }
  }

  async openIndex(root: string, options?: IndexOptions | null): Promise<CodeIndex> {
    const { signal } = checked(options);
    const call = this.#call({ operation: 'index', rootDir: root }, signal === undefined ? {} : { signal });
    call.begin();
    try {
      const index = await call.run(() => this.#graph.openIndex(root, withSignal(options, call.signal)));
      this.#keep(index);
      call.end('completed');
      return index;
    } catch (error) {
      call.end('failed', error);
      throw error;
    }
  }

  getStreamingMetrics(): StreamingMetrics {
    return this.#graph.getStreamingMetrics();
  }

  resetStreamingMetrics(): void {
    this.#graph.resetStreamingMetrics();
  }

  onModuleDestroy(): void {
    this.#end();
  }

  /** An application may end without its modules being destroyed first. */
  onApplicationShutdown(): void {
    this.#end();
  }

  #call(description: CallDescription, { signal }: StreamOptions): Call {
    const signals = signal === undefined ? [this.#lifetime.signal] : [this.#shutdown.signal, signal];
    return new Call(description, signals, this.#observers);
  }

  /** Has `index` closed with the application, which may have ended a moment ago. */
  #keep(index: CodeIndex): void {
    for (const held of this.#indexes) if (held.deref() === undefined) this.#indexes.delete(held);
    this.#indexes.add(new WeakRef(index));
    if (this.#shutdown.signal.aborted) this.#closeIndexes();
  }

  #closeIndexes(): void {
    for (const held of this.#indexes) void held.deref()?.close();
    this.#indexes.clear();
  }

  #end(): void {
    this.#closeIndexes();
    this.#shutdown.abort(new DOMException('The application shuts down', 'AbortError'));
    this.#lifetime.unlink();
  }
}

/** The options with another signal: inherited ones are still there, and one that is misspelled is still found. */
function withSignal(options: IndexOptions | null | undefined, signal: AbortSignal): IndexOptions {
  return Object.assign(Object.create(options ?? null) as IndexOptions, options, { signal });
}

/** The options of one call, found to be right before a signal of them is listened to. */
function checked(options: StreamOptions | null | undefined): StreamOptions {
  const given = optionsObject(options);
  nativeOptions(given);
  return given;
}
