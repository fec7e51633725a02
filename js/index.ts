/** The package's functions, and the class that holds their state. `index.d.ts` describes them to callers. */
import type {
  AnalyzedSources,
  AnalyzeSourcesOptions,
  BatchStream,
  CodeGraph,
  CodeIndex,
  FileFailure,
  IndexOptions,
  SourceText,
  StreamingMetrics,
  StreamOptions,
} from '../index.js';
import type {
  AssembleIndexOptions,
  AssembleOptions,
  Checkout,
  CheckoutJob,
  Checkouts,
  FindReceiptsOptions,
  PlanOptions,
  RecordStore,
  SendOptions,
  SentContents,
  Shard,
  ShardOptions,
  ShardPlan,
  ShardReceipt,
  ShardReceipts,
  StoreFolder,
} from '../shards.js';
import { Abortion } from './abortion.js';
import { decodePaths } from './decode/handover.js';
import { typeError } from './errors.js';
import { buildGraph } from './graph.js';
import { indexOf, indexOptionsUnder, openIndexWith } from './index/code-index.js';
import { guardMethods } from './members.js';
import { type NativeEngine, type NativeOptions, native } from './native.js';
import {
  integer,
  mergedOptions,
  nativeOptions,
  optionsNamed,
  optionsObject,
  rootFolder,
  sourcesOptions,
  strings,
} from './options.js';
import { successOf } from './outcome.js';
import { Reporter } from './reporter.js';
import type * as Shards from './shards/index.js';
import { Slices } from './slices.js';
import { analyzeSources as analyzeTexts, sourceTexts } from './sources.js';
import { BatchIterator } from './stream.js';

export { getCacheInfo, pruneCache } from './cache.js';
export { CodeKnowledgeGraphError, isGraphError } from './decode/graph-error.js';
export { NodeType } from './decode/node-type.js';
export { decodeBatch, decodeGraph, encodeGraph } from './encoded.js';
export { openIndex } from './index/code-index.js';
export { graphFromJSON, graphToJSON, graphToJSONText } from './json.js';
export { deleteSnapshot, listSnapshots, pruneSnapshots } from './snapshots.js';

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
        new Reporter(this.#defaults).unsearched(root.given, found.failures as FileFailure[]);
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

  async planShards(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: PlanOptions | null,
  ): Promise<ShardPlan> {
    const own = optionsNamed<PlanOptions>(options, ['shards', 'bytesPerShard', 'files']);
    const { shards: count, bytesPerShard, files } = own;
    const all = mergedOptions(this.#defaults, optionsNamed<StreamOptions>(options, PLAN_NAMES));
    return shards().makePlan({
      engine: this.#engine,
      root: rootFolder('rootDir', rootDir),
      pathParts: strings('filePaths', filePaths ?? []),
      files: files === undefined ? undefined : strings('options.files', files),
      signal: all.signal,
      native: nativeOptions(all),
      shards: count === undefined ? undefined : integer('shards', count, [1, 0x7fff_ffff]),
      bytesPerShard:
        bytesPerShard === undefined ? undefined : integer('bytesPerShard', bytesPerShard, [1, Number.MAX_SAFE_INTEGER]),
    });
  }

  async analyzeShard(shard: Shard, store: RecordStore | StoreFolder, options: ShardOptions): Promise<ShardReceipt> {
    const checked = shards().checkedStore(store);
    const all = this.#shardOptions(optionsNamed<StreamOptions>(options, SHARD_NAMES));
    return shards().analyze({
      engine: this.#engine,
      shard,
      files: shardFiles(options),
      options: all,
      native: withCache(nativeOptions(all), checked.cache),
      store: checked,
    });
  }

  async sendContents(plan: Pick<ShardPlan, 'shards'>, store: RecordStore, options: SendOptions): Promise<SentContents> {
    const { root, signal } = optionsNamed<SendOptions>(options, ['root', 'signal']);
    const { checkedPlan, checkedRecords, send } = shards();
    return send({
      shards: checkedPlan(plan).shards,
      root: rootFolder('options.root', root),
      records: checkedRecords('store', store),
      signal: mergedOptions(this.#defaults, optionsNamed<StreamOptions>({ signal }, ['signal'])).signal,
    });
  }

  async findReceipts(
    plan: Pick<ShardPlan, 'shards'>,
    store: RecordStore | StoreFolder,
    options?: FindReceiptsOptions | null,
  ): Promise<ShardReceipt[]> {
    const { checkedPlan, checkedStore, findKnown } = shards();
    const [{ shards: asked }, { records }] = [checkedPlan(plan), checkedStore(store)];
    const { signal } = mergedOptions(this.#defaults, optionsNamed<StreamOptions>(options, ['signal']));
    // A folder has analyses of files, and knows of no shards.
    if (records === undefined) return [];
    const abortion = new Abortion(signal, () => {});
    try {
      return await abortion.race(() => findKnown(asked, records, () => signal?.aborted !== true));
    } finally {
      abortion.dispose();
    }
  }

  async assembleGraph(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): Promise<CodeGraph> {
    return buildGraph({ ...this.#assembly(plan, receipts, store, options), pathParts: [] });
  }

  assembleBatches(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): BatchStream {
    const { files = [] } = optionsNamed<AssembleOptions>(options, ['files']);
    return new BatchIterator({
      ...this.#assembly(plan, receipts, store, options),
      files: strings('options.files', files),
    });
  }

  async assembleIndex(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleIndexOptions,
  ): Promise<CodeIndex> {
    const checked = shards().checkedStore(store);
    const { root, ...own } = optionsNamed<AssembleIndexOptions>(options, ['root', ...INDEX_NAMES]);
    const { given: all, onProgress } = indexOptionsUnder(this.#defaults, own, INDEX_NAMES);
    // As it stays, a file's looks tell that it is what it was.
    const cache = checked.cache === undefined ? undefined : { ...checked.cache, trust: 'stat' as const };
    const forNative = withCache(nativeOptions(all), cache);
    const folder = rootFolder('options.root', root);
    const assembly = new (shards().ShardAssembly)({ plan, receipts, store: checked });
    const abortion = new Abortion(all.signal, () => assembly.cancel());
    try {
      return await indexOf(folder, new Reporter(all), { signal: all.signal, onProgress }, (work) =>
        assembly.index(folder, (planned) => planned.openIndex(forNative, work)),
      );
    } finally {
      abortion.dispose();
      assembly.cancel();
    }
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

  #assembly(plan: ShardPlan, receipts: ShardReceipts, store: unknown, options: AssembleOptions) {
    const checked = shards().checkedStore(store);
    const { root } = optionsNamed<AssembleOptions>(options, ['root']);
    const all = this.#shardOptions(optionsObject(options));
    return {
      engine: this.#engine,
      root: rootFolder('options.root', root),
      options: all,
      native: withCache(nativeOptions(all), checked.cache),
      assembly: new (shards().ShardAssembly)({ plan, receipts, store: checked }),
    };
  }

  /** The instance's options under those of a call, which are checked, without what a plan has decided. */
  #shardOptions(options: StreamOptions): StreamOptions {
    const all = mergedOptions(this.#defaults, options);
    for (const name of PLANNED_NAMES) delete all[name];
    return all;
  }

  /** The instance's options under those of one call. */
  #options(options: unknown): StreamOptions {
    return mergedOptions(this.#defaults, optionsObject(options));
  }
}

/** What a plan decides, among the options of a stream. */
const PLANNED_NAMES = [
  ...['cache', 'include', 'exclude', 'respectGitignore', 'maxFileSize', 'fileTimeoutMs'],
] as (keyof StreamOptions)[];

const PLAN_NAMES = [...PLANNED_NAMES.slice(1), 'signal', 'concurrency'] as (keyof StreamOptions)[];

const SHARD_NAMES = [
  ...['signal', 'concurrency', 'memoryThreshold', 'memoryLimitBytes', 'memoryPauseMs', 'maxMemoryPauses'],
  ...['logger', 'onProgress'],
] as (keyof StreamOptions)[];

const INDEX_NAMES = [
  ...['signal', 'concurrency', 'include', 'exclude', 'respectGitignore', 'logger', 'onProgress'],
] as (keyof AssembleIndexOptions & keyof IndexOptions)[];

/** Where options of {@link CodeKnowledgeGraph.analyzeShard} say that files are. */
function shardFiles(options: ShardOptions): Shards.ShardFiles {
  const { root, checkout, contents } = optionsNamed<ShardOptions>(options, ['root', 'checkout', 'contents']);
  const given = [root, checkout, contents].filter((it) => it !== undefined);
  if (given.length > 1) throw typeError('options', 'one of root, checkout and contents', options);
  if (contents !== undefined) return { contents: shards().checkedRecords('options.contents', contents) };
  if (checkout === undefined) return { root: rootFolder('options.root', root) };
  if (typeof checkout !== 'function') throw typeError('options.checkout', 'a function', checkout);
  return { checkout };
}

function withCache(options: NativeOptions, cache: NativeOptions['cache']): NativeOptions {
  return cache === undefined ? options : Object.assign(options, { cache });
}

function shards(): typeof Shards {
  return require('./shards/index.js') as typeof Shards;
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

export function planShards(
  rootDir: string,
  filePaths?: readonly string[] | null,
  options?: PlanOptions | null,
): Promise<ShardPlan> {
  return shared.planShards(rootDir, filePaths, options);
}

export function analyzeShard(
  shard: Shard,
  store: RecordStore | StoreFolder,
  options: ShardOptions,
): Promise<ShardReceipt> {
  return shared.analyzeShard(shard, store, options);
}

export function assembleGraph(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleOptions,
): Promise<CodeGraph> {
  return shared.assembleGraph(plan, receipts, store, options);
}

export function assembleBatches(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleOptions,
): BatchStream {
  return shared.assembleBatches(plan, receipts, store, options);
}

export function assembleIndex(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleIndexOptions,
): Promise<CodeIndex> {
  return shared.assembleIndex(plan, receipts, store, options);
}

export function findReceipts(
  plan: Pick<ShardPlan, 'shards'>,
  store: RecordStore | StoreFolder,
  options?: FindReceiptsOptions | null,
): Promise<ShardReceipt[]> {
  return shared.findReceipts(plan, store, options);
}

export function sendContents(
  plan: Pick<ShardPlan, 'shards'>,
  store: RecordStore,
  options: SendOptions,
): Promise<SentContents> {
  return shared.sendContents(plan, store, options);
}

export function checkouts<Job extends object>(
  make: (job: Job, work: CheckoutJob) => string | Checkout | Promise<string | Checkout>,
): Checkouts<Job> {
  return new (shards().Checkouts)(make);
}

export function getStreamingMetrics(): StreamingMetrics {
  return shared.getStreamingMetrics();
}

export function resetStreamingMetrics(): void {
  shared.resetStreamingMetrics();
}
