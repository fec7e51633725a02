/**
 * Graphs that several instances make, over [BullMQ](https://docs.bullmq.io) on Redis: `GraphQueue` wants them, `GraphWorker`s analyse.
 * `bullmq` and `ioredis` are to be installed beside this package.
 */
import type { Redis, RedisOptions } from 'ioredis';
import type {
  AssembleOptions,
  BatchStream,
  Checkout,
  CheckoutJob,
  CodeGraph,
  CodeIndex,
  IndexOptions,
  PlanOptions,
  RecordStore,
  StoreEntry,
  StoreFolder,
  StreamingMetrics,
  StreamLogger,
  StreamOptions,
} from './index.js';

/** Options of a connection, which is opened and closed here; or one of the caller's, with `maxRetriesPerRequest: null`. */
export type RedisConnection = RedisOptions | Redis;

/** What a queue and its workers have to agree on. */
export interface GraphQueueOptions {
  connection: RedisConnection;
  /** The queue's name. @default 'code-knowledge-graph' */
  name?: string | undefined;
  /** What all keys in Redis begin with. @default 'bull' */
  prefix?: string | undefined;
  /** Where analyses are kept. @default a {@link RedisRecordStore} on this connection */
  store?: RecordStore | StoreFolder | undefined;
  /**
   * What files hold goes through a store, for workers that have no copies of them: through this one, or with `true` the same as analyses if
   * that is no folder, else Redis. For the queue and the workers alike. @default false
   */
  contents?: boolean | RecordStore | undefined;
  /** Whether graphs and shards are OpenTelemetry spans, of one trace. @default whether `@opentelemetry/api` is installed */
  tracing?: boolean | undefined;
  /** Told what should not be, such as a Redis that may evict jobs (`ERR_REDIS_EVICTION`), and of graphs. */
  logger?: StreamLogger | undefined;
}

/** Options of one graph: those of a stream and of a plan. */
export interface GraphJobOptions
  extends Omit<AssembleOptions, 'root' | 'files'>,
    Pick<StreamOptions, 'include' | 'exclude' | 'respectGitignore' | 'maxFileSize' | 'fileTimeoutMs'>,
    Pick<PlanOptions, 'shards' | 'bytesPerShard'> {
  /**
   * Up to 64 letters, digits, `-` and `_`. A producer that died comes back for its graph by the same name: what was done meanwhile is
   * not done again. Two at once must not have the same. @default a new one
   */
  jobId?: string | undefined;
  /** So often a shard is tried. @default 3 */
  attempts?: number | undefined;
  /** What the `checkout` of workers is told, such as a repository and a commit: JSON, small, as each shard has it. */
  source?: unknown;
}

/** Options of an index. */
export interface GraphIndexOptions
  extends Pick<
      GraphJobOptions,
      | 'jobId'
      | 'attempts'
      | 'source'
      | 'signal'
      | 'concurrency'
      | 'include'
      | 'exclude'
      | 'respectGitignore'
      | 'maxFileSize'
      | 'fileTimeoutMs'
      | 'shards'
      | 'bytesPerShard'
      | 'logger'
    >,
    Pick<IndexOptions, 'onProgress'> {}

/** What a queue has. */
export interface GraphQueueMetrics {
  /** Shards that nobody works on yet. */
  waiting: number;
  /** Shards that are worked on. */
  active: number;
  /** Shards that wait for another try, or for a worker of another version. */
  delayed: number;
  /** Shards that failed and are still there. */
  failed: number;
  /** Of the active ones those whose worker gives no sign: they are another's soon. */
  stalled: number;
  /** Workers that are connected; 0 where Redis does not tell. */
  workers: number;
}

/** Whoever wants graphs. */
export declare class GraphQueue {
  constructor(options: GraphQueueOptions);

  /**
   * The graph that `buildGraphStreaming` of the main entry makes of the same files, analysed by workers. Rejects with `ERR_FILE_CHANGED`
   * if a file changed meanwhile, with what a shard failed with at its last try, with `ERR_JOB_LOST` if Redis lost the job, or
   * somebody else ended it, and with `ERR_REDIS_FULL` if Redis has no memory left. Ends with its `signal`, and so do all who work on it.
   */
  buildGraph(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: GraphJobOptions | null,
  ): Promise<CodeGraph>;

  /** The index that `openIndex` of the main entry opens of the same files, analysed by workers. Rejects as {@link buildGraph} does. */
  openIndex(rootDir: string, options?: GraphIndexOptions | null): Promise<CodeIndex>;

  /**
   * The batches that `processFilesInBatches` of the main entry yields for these files, in their order: each as soon as the shards up to it are
   * analysed. Planned with the first `next()`. A file that is listed twice is refused (`ERR_INVALID_PLAN`).
   */
  processFilesInBatches(files: readonly string[], rootDir: string, options?: GraphJobOptions | null): BatchStream;

  /** What the queue has now. Rejects with `ERR_REDIS_UNREACHABLE` if Redis does not answer within half a second. */
  getMetrics(): Promise<GraphQueueMetrics>;

  /**
   * Waits for graphs that are under way until nothing is left of them, and closes the connections that were opened here. While Redis does not
   * answer it waits for five seconds; then what is under way rejects with `ERR_REDIS_UNREACHABLE`. A later call rejects with
   * `ERR_QUEUE_CLOSED`.
   */
  close(): Promise<void>;
}

/** What a checkout is made for. */
export interface GraphCheckoutJob {
  /** The `jobId` of the graph. */
  graph: string;
  /** Where the repository is for the producer. */
  root: string;
  /** What the producer said (`source`), or whoever can write to the queue. */
  source: unknown;
}

/** Options of a worker: one of `root`, `checkout` and `contents` says where files are. */
export interface GraphWorkerOptions extends GraphQueueOptions {
  /**
   * A folder: roots of jobs are to be this one or below it, by the same path as where the producer runs. Or a function that answers
   * where the repository with this root is on this machine, asked once a shard.
   */
  root?: string | ((job: { root: string; signal: AbortSignal }) => string | Promise<string>) | undefined;
  /**
   * Makes a copy of the repository here: once a graph, before its first shard that has to be analysed. It is released when the graph is
   * done or not wanted any more, and when the worker is closed.
   */
  checkout?: ((job: GraphCheckoutJob & CheckoutJob) => string | Checkout | Promise<string | Checkout>) | undefined;
  /** Shards at once, which share the threads: while one is analysed another is fetched, or stored. @default 2 */
  concurrency?: number | undefined;
  /** Parser threads a shard. @default one a core */
  threads?: number | undefined;
  /** Milliseconds after which a shard whose worker gives no sign is another's. @default 15000 */
  lockDurationMs?: number | undefined;
  /** How often such shards are looked for. @default 5000 */
  stalledIntervalMs?: number | undefined;
  /** So often a shard's worker may die before it counts as what kills them. @default 10 */
  maxStalledCount?: number | undefined;
}

/** What a worker did. */
export interface GraphWorkerMetrics {
  /** Shards that are worked on. */
  active: number;
  completed: number;
  /** Tries that failed. */
  failed: number;
  /** Shards of another version, which were left to others. */
  refused: number;
  /** Shards of others that this worker found without a sign. */
  stalled: number;
  /** Of files. */
  streaming: StreamingMetrics;
}

/** Whoever analyses. It begins at once. */
export declare class GraphWorker {
  constructor(options: GraphWorkerOptions);
  /** Waits for the connection. */
  waitUntilReady(): Promise<void>;
  getMetrics(): GraphWorkerMetrics;
  /**
   * Takes no more shards, and waits for those that are worked on; with `force` they are given up and are another's soon. So they are
   * if Redis does not answer for five seconds.
   */
  close(options?: { force?: boolean }): Promise<void>;
}

/** Options of a store in Redis. */
export interface RedisRecordStoreOptions {
  connection: RedisConnection;
  /** What keys begin with, before `:record:`. @default 'code-knowledge-graph' */
  prefix?: string | undefined;
  /** How long analyses are kept after they were last asked for. @default 86400 */
  expireSeconds?: number | undefined;
}

/** Analyses in Redis: an entry a key, compressed, with an expiry. */
export declare class RedisRecordStore implements RecordStore {
  constructor(options: RedisRecordStoreOptions);
  getMany(keys: readonly string[]): Promise<(Buffer | null)[]>;
  putMany(entries: readonly StoreEntry[]): Promise<void>;
  hasMany(keys: readonly string[]): Promise<boolean[]>;
  /** Closes the connection, if it was opened here: while Redis does not answer, after five seconds at most. */
  close(): Promise<void>;
}
