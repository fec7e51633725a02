/** The package's functions, and the class that holds their state. `index.d.ts` describes them to callers. */
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
} from '../index.js';
import { Abortion } from './abortion.js';
import { decodePaths } from './decode/handover.js';
import { buildGraph } from './graph.js';
import { openIndexWith } from './index/code-index.js';
import { guardMethods } from './members.js';
import { type NativeEngine, native } from './native.js';
import { mergedOptions, nativeOptions, optionsObject, rootFolder, sourcesOptions, strings } from './options.js';
import { successOf } from './outcome.js';
import { Reporter } from './reporter.js';
import { Slices } from './slices.js';
import { analyzeSources as analyzeTexts, sourceTexts } from './sources.js';
import { BatchIterator } from './stream.js';

export { getCacheInfo, pruneCache } from './cache.js';
export { NodeType } from './decode/node-type.js';
export { decodeBatch, decodeGraph, encodeGraph } from './encoded.js';
export { openIndex } from './index/code-index.js';
export { graphFromJSON, graphToJSON, graphToJSONText } from './json.js';

export class CodeKnowledgeGraph {
  readonly #defaults: StreamOptions;
  readonly #engine: NativeEngine = new (native().Engine)();
  /** From the native clock to `performance.now()`'s; taken once, so that `startTime` does not waver. */
  readonly #clockOffset = performance.now() - this.#engine.metrics().now;

  static {
    guardMethods(CodeKnowledgeGraph, (object) => #engine in object);
  }

  constructor(options?: StreamOptions | null) {
    this.#defaults = optionsObject(options);
    nativeOptions(this.#defaults);
  }

  async getAllSourceFiles(baseDir: string): Promise<string[]> {
    const root = rootFolder('baseDir', baseDir);
    const control = new (native().Control)();
    const abortion = new Abortion(this.#defaults.signal, () => control.cancel());
    try {
      return await abortion.race(async () => {
        const found = successOf(await this.#engine.sourceFiles(root, nativeOptions(this.#defaults), control));
        new Reporter(this.#defaults).unsearched(root.given, found.failures);
        return decodePaths(found.pieces, new Slices(() => this.#defaults.signal?.aborted === true));
      });
    } catch (error) {
      if (this.#defaults.signal?.aborted !== true) new Reporter(this.#defaults).searchFailed(error);
      throw error;
    } finally {
      abortion.dispose();
      // Held until here: collected earlier, it would end the search.
      control.cancel();
    }
  }

  processFilesInBatches(files: readonly string[], rootDir: string, options?: StreamOptions | null): BatchStream {
    const all = this.#options(options);
    return new BatchIterator({
      engine: this.#engine,
      files: strings('files', files),
      root: rootFolder('rootDir', rootDir),
      options: all,
      native: nativeOptions(all),
    });
  }

  async buildGraphStreaming(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: StreamOptions | null,
  ): Promise<CodeGraph> {
    const all = this.#options(options);
    return buildGraph({
      engine: this.#engine,
      root: rootFolder('rootDir', rootDir),
      pathParts: strings('filePaths', filePaths ?? []),
      options: all,
      native: nativeOptions(all),
    });
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
    const { rootDir, ...given } = sourcesOptions(options);
    const all = mergedOptions(this.#defaults, given);
    return analyzeTexts({
      engine: this.#engine,
      sources: sourceTexts(sources),
      root: rootFolder('options.rootDir', rootDir ?? '.'),
      isRootGiven: rootDir !== undefined,
      signal: all.signal,
      native: nativeOptions(all),
    });
  }

  async openIndex(root: string, options?: IndexOptions | null): Promise<CodeIndex> {
    return openIndexWith(this.#defaults, root, options);
  }

  getStreamingMetrics(): StreamingMetrics {
    const { now: _, startTime, lastBatchTime, ...metrics } = this.#engine.metrics();
    return {
      ...metrics,
      retryCount: 0,
      startTime: startTime + this.#clockOffset,
      lastBatchTime: lastBatchTime === null ? 0 : lastBatchTime + this.#clockOffset,
    };
  }

  resetStreamingMetrics(): void {
    this.#engine.resetMetrics();
  }

  /** The instance's options under those of one call. */
  #options(options: unknown): StreamOptions {
    return mergedOptions(this.#defaults, optionsObject(options));
  }
}

const shared = new CodeKnowledgeGraph();

export function getAllSourceFiles(baseDir: string): Promise<string[]> {
  return shared.getAllSourceFiles(baseDir);
}

export function processFilesInBatches(
  files: readonly string[],
  rootDir: string,
  options?: StreamOptions | null,
): BatchStream {
  return shared.processFilesInBatches(files, rootDir, options);
}

export function buildGraphStreaming(
  rootDir: string,
  filePaths?: readonly string[] | null,
  options?: StreamOptions | null,
): Promise<CodeGraph> {
  return shared.buildGraphStreaming(rootDir, filePaths, options);
}

export function buildGraphProgressively(
  rootDir: string,
  filePaths?: readonly string[] | null,
  options?: StreamOptions | null,
): Promise<CodeGraph> {
  return shared.buildGraphProgressively(rootDir, filePaths, options);
}

export function analyzeSources(
  sources: readonly SourceText[],
  options?: AnalyzeSourcesOptions | null,
): Promise<AnalyzedSources> {
  return shared.analyzeSources(sources, options);
}

export function getStreamingMetrics(): StreamingMetrics {
  return shared.getStreamingMetrics();
}

export function resetStreamingMetrics(): void {
  shared.resetStreamingMetrics();
}
