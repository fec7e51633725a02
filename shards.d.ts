/**
 * One list of files for several instances: planned by one, analysed in shards by any number of others, put together by one
 * again, as one instance would have done it to the last byte. What they hand each other is JSON, for whatever carries it: BullMQ,
 * RabbitMQ, a folder. Analyses go through a store that all of them reach.
 */
import type { AsyncDisposal, CodeIndex, IndexOptions } from './code-index.js';
import type { BatchStream, CodeGraph, StreamOptions } from './index.js';

/** What a file may take, wherever it is analysed. */
export interface ShardLimits {
  /** Bytes. */
  maxFileSize: number;
  /** Milliseconds of processor time. */
  fileTimeoutMs: number;
}

/** A file as it was when it was planned. */
export interface PlannedFile {
  /** Relative to the root, `/`-separated. */
  path: string;
  /** Bytes. */
  size: number;
  /** BLAKE3 of its bytes, in hexadecimal. */
  hash: string;
}

/** Files that one instance analyses. Plain JSON. */
export interface Shard {
  /** Of this form. */
  version: number;
  /** Of the code that analyses: instances whose analyses differ have different ones. */
  fingerprint: string;
  /** 64 hexadecimal digits that name all of it: the same files have the same shard in any plan. */
  id: string;
  limits: ShardLimits;
  /** Some that follow each other in the order of paths. */
  files: PlannedFile[];
}

/** A file that has no analysis, as instances hand it to each other. */
export interface ShardFailure {
  /** Relative to the root. */
  filePath: string;
  /** As in `FileFailure`. */
  code: string;
  message: string;
}

/** What instances are to do with a repository. Plain JSON. */
export interface ShardPlan {
  /** Of this form. */
  version: number;
  /** Of the code that analyses. */
  fingerprint: string;
  limits: ShardLimits;
  /** In the order of paths; none is empty. */
  shards: Shard[];
  /** What cannot be read, with its place in the order of all paths. */
  failures: (ShardFailure & { place: number })[];
  /** Files that are found under the name of a symbolic link: where they are, and that name; relative to the root. */
  links: [target: string, name: string][];
}

/** What a shard came to: where its analyses are, never the analyses. Plain JSON; the same for every analysis of the shard. */
export interface ShardReceipt {
  version: number;
  fingerprint: string;
  /** The shard's id. */
  shard: string;
  /** The keys of what its analyses are in; none where the store is a folder. */
  packs: string[];
  counts: {
    files: number;
    /** Of them, those that have no analysis. */
    failed: number;
    /** Of source. */
    bytes: number;
  };
  failures: ShardFailure[];
  /** Names all of it: a receipt that was changed is refused. */
  digest: string;
}

/** Something to be kept. */
export interface StoreEntry {
  /** 64 hexadecimal digits in small letters: fit for a name of a file, an object or a row. */
  key: string;
  /** At most some 20 MB, compressed. Equal keys have equal bytes, whoever keeps them. */
  bytes: Uint8Array;
}

/**
 * Where instances keep analyses for each other: a database, an object store. Nothing that is kept ever changes. What is lost costs
 * time, as it is made again where it is needed; an error that a method rejects with is one of the call. What comes out is
 * verified by its key before it is read. `code-knowledge-graph/testing` tests an implementation.
 */
export interface RecordStore {
  /** What is kept under each key, in the order asked for; `null` or `undefined` if nothing is. */
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null | undefined)[]>;
  /** Keeps all of these, or rejects. What is there already may be written again. */
  putMany(entries: readonly StoreEntry[]): Promise<unknown>;
  /** Whether something is kept under each key. */
  hasMany(keys: readonly string[]): Promise<readonly boolean[]>;
}

/** A folder that all instances reach: the package's own [cache](./docs/cache.md). */
export interface StoreFolder {
  /** The folder; a relative path is relative to the working directory. */
  directory: string;
  /** What may be kept in it, in bytes. @default 4 GiB */
  maxBytes?: number | undefined;
}

/** Options of {@link planShards}: those that decide which files there are and what they may take. */
export interface PlanOptions
  extends Pick<
    StreamOptions,
    'signal' | 'concurrency' | 'maxFileSize' | 'fileTimeoutMs' | 'include' | 'exclude' | 'respectGitignore'
  > {
  /**
   * These files, in this order, in place of those that are found; as those of `processFilesInBatches`, but for one that is listed twice,
   * which cannot be put together.
   */
  files?: readonly string[] | undefined;
  /** So many shards, if there are as many files; in place of `bytesPerShard`. */
  shards?: number | undefined;
  /**
   * No shard has more bytes of source, but for one with a single file; a file counts for 1 KiB beside its bytes. A file that
   * changes, appears or goes changes its own shard, as a rule, and no other. @default 8 MiB
   */
  bytesPerShard?: number | undefined;
}

/** A copy of a repository that was made for an analysis. */
export interface Checkout {
  folder: string;
  /** Takes it away. Called once, when nobody uses it any more. */
  release?: (() => unknown) | undefined;
}

/** What a checkout is made for. */
export interface CheckoutJob {
  /** Aborted when nobody waits for it any more. */
  signal: NonNullable<StreamOptions['signal']>;
}

/**
 * Makes a copy of the repository, or answers where one is. What it rejects with is the `cause` of an `ERR_CHECKOUT_FAILED`, as which
 * the analysis fails.
 */
export type ShardCheckout = (job: CheckoutJob) => string | Checkout | Promise<string | Checkout>;

/** Checkouts that shards share which are analysed on one machine; see {@link checkouts}. */
export interface Checkouts<Job extends object> extends AsyncDisposal {
  /** The names of those that are there, or are being made. */
  readonly names: string[];
  /**
   * The option `checkout` of a shard that is part of `job`: of all that have the same name one is made, for the first that is analysed. One
   * that failed, or that nobody waited for, is made again for the next.
   */
  of(name: string, job: Job): ShardCheckout;
  /** Waits for those who use it, and takes it away. Nothing happens where there is none. */
  release(name: string): Promise<void>;
  /** Does so with all. */
  close(): Promise<void>;
}

/** Options of {@link analyzeShard}. One of `root`, `checkout` and `contents` is to be given. */
export interface ShardOptions
  extends Pick<
    StreamOptions,
    | 'signal'
    | 'concurrency'
    | 'memoryThreshold'
    | 'memoryLimitBytes'
    | 'memoryPauseMs'
    | 'maxMemoryPauses'
    | 'logger'
    | 'onProgress'
  > {
  /** Where the repository is on this machine. No path of a shard leads out of it. */
  root?: string | undefined;
  /** Makes it, where nothing is known of the shard yet; what it answers is released when the shard is done. */
  checkout?: ShardCheckout | undefined;
  /** Where {@link sendContents} sent what the files hold: nothing is read on this machine. */
  contents?: RecordStore | undefined;
}

/** Options of {@link findReceipts}. */
export interface FindReceiptsOptions extends Pick<StreamOptions, 'signal'> {}

/** Options of {@link sendContents}. */
export interface SendOptions extends Pick<StreamOptions, 'signal'> {
  /** Where the repository is on this machine. */
  root: string;
}

/** What {@link sendContents} did. */
export interface SentContents {
  /** Files of the plan. */
  files: number;
  /** Their bytes. */
  bytes: number;
  /** Those that the store had not; of equal ones one counts. */
  sentFiles: number;
  /** The bytes that went into the store: compressed. */
  sentBytes: number;
}

/** Options of {@link assembleIndex}: those of the plan that say which files there are, for edits that follow. */
export interface AssembleIndexOptions
  extends Pick<
    IndexOptions,
    'signal' | 'concurrency' | 'include' | 'exclude' | 'respectGitignore' | 'logger' | 'onProgress'
  > {
  /** Where the repository is on this machine. */
  root: string;
}

/** Options of {@link assembleGraph} and {@link assembleBatches}: those of a stream, but for what the plan has decided. */
export interface AssembleOptions
  extends Omit<StreamOptions, 'cache' | 'include' | 'exclude' | 'respectGitignore' | 'maxFileSize' | 'fileTimeoutMs'> {
  /** Where the repository is on this machine: texts of results are read there, and imports lead to what is there. */
  root: string;
  /** Of batches: the paths that the plan was made of, as `filePath`s are to be. */
  files?: readonly string[] | undefined;
}

/** Receipts in any order, as they come; of a shard there may be several. */
export type ShardReceipts = Iterable<ShardReceipt> | AsyncIterable<ShardReceipt>;

/**
 * Plans the analysis of the files under `rootDir` whose path contains at least one of `filePaths` (all, if there are none): each
 * is read and hashed, none is parsed.
 */
export declare function planShards(
  rootDir: string,
  filePaths?: readonly string[] | null,
  options?: PlanOptions | null,
): Promise<ShardPlan>;

/**
 * Analyses a shard and keeps what it comes to in `store`. It may be done any number of times, at the same time too: what is kept already
 * is not made again. A file that cannot be analysed is in the receipt. Rejects with
 *
 * - `ERR_FILE_CHANGED` and the `filePath` if a file does not hold what was planned,
 * - `ERR_CONTENT_MISSING` or `ERR_CONTENT_CORRUPT` and the `filePath` if what a file holds is not in `contents`, or something else is,
 * - `ERR_CHECKOUT_FAILED` if `checkout` rejects, or answers no folder,
 * - `ERR_OTHER_VERSION` if the shard was planned by code whose analyses differ,
 * - `ERR_INVALID_SHARD` if it is none, or was changed. A shard may come from anybody.
 */
export declare function analyzeShard(
  shard: Shard,
  store: RecordStore | StoreFolder,
  options: ShardOptions,
): Promise<ShardReceipt>;

/**
 * The receipts of those shards of a plan that were analysed before, for whatever plan, and whose analyses `store` still has: nobody needs to
 * be given these. Asking keeps them as {@link analyzeShard} does. None where the store is a folder: that knows files, and no shards.
 */
export declare function findReceipts(
  plan: Pick<ShardPlan, 'shards'>,
  store: RecordStore | StoreFolder,
  options?: FindReceiptsOptions | null,
): Promise<ShardReceipt[]>;

/**
 * Sends what the files of a plan hold to a store, for instances that have no copy of the repository: compressed, an entry for what each
 * holds, and only those that the store has not. Rejects with `ERR_FILE_CHANGED` and the `filePath` if a file does not hold what was planned.
 */
export declare function sendContents(
  plan: Pick<ShardPlan, 'shards'>,
  store: RecordStore,
  options: SendOptions,
): Promise<SentContents>;

/**
 * Checkouts that shards share: `make` is called once a name, with what {@link Checkouts.of} was given, and what it answers
 * is kept until it is released.
 */
export declare function checkouts<Job extends object>(
  make: (job: Job, work: CheckoutJob) => string | Checkout | Promise<string | Checkout>,
): Checkouts<Job>;

/**
 * The graph of a plan whose shards were analysed: what `buildGraphStreaming` makes of the same files. Begins with the first receipt.
 * Analyses that the store has lost are made again here. Rejects with `ERR_FILE_CHANGED`, `ERR_OTHER_VERSION`, `ERR_INVALID_PLAN`,
 * `ERR_INVALID_SHARD` or `ERR_INVALID_RECEIPT` as {@link analyzeShard} does, and with `ERR_RECEIPT_MISSING` if `receipts` end before all
 * shards are done.
 */
export declare function assembleGraph(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleOptions,
): Promise<CodeGraph>;

/**
 * The batches of a plan whose shards are analysed: what `processFilesInBatches` yields for the same files, in their order.
 * A batch comes as soon as the shards up to it are done. Rejects as {@link assembleGraph} does.
 */
export declare function assembleBatches(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleOptions,
): BatchStream;

/**
 * The index of a plan whose shards are analysed: what `openIndex` opens of the same files, to every answer (`stats.bytes` may be
 * some others), and it follows edits as that one does. Nothing is
 * parsed whose analysis is in the store. The plan is to be of all files that the options find: rejects with `ERR_FILE_CHANGED` and the
 * `filePath` if a file is not in it, or does not hold what was planned; else as {@link assembleGraph} does.
 */
export declare function assembleIndex(
  plan: ShardPlan,
  receipts: ShardReceipts,
  store: RecordStore | StoreFolder,
  options: AssembleIndexOptions,
): Promise<CodeIndex>;
