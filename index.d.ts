/**
 * Turns a repository into a code knowledge graph: files, functions, types, calls, imports.
 *
 * Positions count UTF-16 code units from 0, as JavaScript strings do; rows and columns count from 0 too. Times are
 * in milliseconds, sizes in bytes. Results are plain objects, arrays, strings and `Map`s that belong to the caller.
 * `analysis` of a streamed file, `calls`, `references` and `nodes` of an analysis and of a function are made when they are first
 * looked at; until then their property descriptor is an accessor's. The README says who can tell.
 */

import type { CodeIndex, IndexOptions } from './code-index.js';
import type {
  AssembleIndexOptions,
  AssembleOptions,
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
} from './shards.js';

export * from './code-index.js';
export * from './shards.js';

/**
 * The kinds of nodes, types and scopes. An enum, so that it and a service's own enum of this name with these members are
 * assignable to each other.
 */
export declare enum NodeType {
  NODE_TYPE_UNSPECIFIED = 'NODE_TYPE_UNSPECIFIED',
  NODE_TYPE_IMPORT = 'NODE_TYPE_IMPORT',
  NODE_TYPE_CLASS = 'NODE_TYPE_CLASS',
  NODE_TYPE_INTERFACE = 'NODE_TYPE_INTERFACE',
  NODE_TYPE_ENUM = 'NODE_TYPE_ENUM',
  NODE_TYPE_FUNCTION = 'NODE_TYPE_FUNCTION',
  NODE_TYPE_FUNCTION_CALL = 'NODE_TYPE_FUNCTION_CALL',
  NODE_TYPE_TYPE_ALIAS = 'NODE_TYPE_TYPE_ALIAS',
  UNRECOGNIZED = 'UNRECOGNIZED',
}

/** A place: row and column from 0; columns in UTF-16 code units. */
export interface Point {
  row: number;
  column: number;
}

/** A stretch of a file: `source.slice(startIndex, endIndex)` is its text. */
export interface Range {
  startIndex: number;
  endIndex: number;
  startPosition: Point;
  endPosition: Point;
}

/** One segment of the path to a type: an enclosing scope, or the type itself. */
export interface Scope {
  name: string;
  type: NodeType;
}

/** An import, class, interface, enum, type alias or function, or a part of one (then without children). */
export interface AnalysisNode {
  /** 22 URL-safe characters, unique in a repository, the same in every run. */
  id: string;
  /** An import's specifier, or the thing's name. */
  name: string;
  type: NodeType;
  /** The source text at `position`. */
  text: string;
  position: Range;
  /** Of an import its specifier and names; of a function its name, parameters, return type and body. */
  children: AnalysisNode[];
}

/**
 * How a call's target was found: declared in the calling file, imported by it, a member of the receiver's own type or
 * of a supertype of it, a part of the language or its runtime, outside the repository, or not known.
 */
export type CallResolution = 'local' | 'import' | 'receiver' | 'inherited' | 'builtin' | 'external' | 'unresolved';

/** One call expression, `new`, JSX element, tagged template or decorator with arguments. */
export interface Call {
  nodeId: string;
  /** The name called; `constructor` for `new X()`. */
  function: string;
  /** The file that declares what is called, a package's specifier, or the calling file if it is not known. */
  file: string;
  /** The receiver: its type's name if known, else its name; `''` for a plain call. */
  caller: string;
  position: Range;
  /** Key in `functions`, or `null` if the target is not known or is no function of the repository. */
  targetKey: string | null;
  resolution: CallResolution;
  /**
   * Where the receiver's own type decides what runs: the keys of all functions of the repository that may, the target
   * itself if it has a body and what subtypes have in its place; ordered, 64 at most. Empty for every other call, and
   * where nothing but the target can run. In a stream: those of the calling file.
   */
  candidates: string[];
  /** Key in `types` of the receiver's type (of a class whose static member is called that class), or `null`. */
  receiverType: string | null;
}

/**
 * How something is named: as a value (passed, stored, returned); as a decorator without arguments; as a type in a signature,
 * a field or a variable; as an accessor that is read or written (`access`; `o.name += 1` does both).
 */
export type ReferenceKind = 'value' | 'decorator' | 'type' | 'access';

/**
 * A name of a function or type of the repository that is not called: passed, stored, returned, put in front of a
 * definition as a decorator, declared as the type of something.
 */
export interface Reference {
  /** The name as written. */
  name: string;
  /** The file that declares what is named. */
  file: string;
  /** Where the name stands. */
  position: Range;
  /** Key in `functions`; of a type, a class as a value too, in `types`. */
  targetKey: string | null;
  kind: ReferenceKind;
}

/** A language whose files are analysed. */
export type Language = 'typescript' | 'javascript' | 'python' | 'java' | 'go' | 'ruby' | 'php' | 'csharp' | 'rust';

/** What a file declares, imports, calls and refers to. */
export interface FileAnalysis {
  /** Names of its types and their methods, once each. */
  defines: string[];
  /** Its calls, in the order of the called names in the source. */
  calls: Call[];
  /** What each import resolves to, once each: an absolute path, else the specifier as written. */
  imports: string[];
  /** Names of its classes, interfaces and enums. */
  className: string[];
  /** Its nodes by id. They are made when they are first read: most files' never are. */
  nodes: Map<string, AnalysisNode>;
  /** Its references, in the order of their places. */
  references: Reference[];
  /** The language it was parsed as. */
  language: Language;
  /** BLAKE3 of its bytes, in hex. */
  contentHash: string;
  /** Whether part of it could not be parsed. */
  hasSyntaxErrors: boolean;
}

/** A function, method, constructor, accessor or bound function expression with a body. */
export interface FunctionAnalysis {
  nodeId: string;
  /** The whole definition. */
  position: Range;
  /** Absolute path, `/`-separated. */
  file: string;
  name: string;
  /** Parameter names, in order. */
  params: string[];
  /** Rows of the body. */
  lines: number;
  /** The declared return type's text, or `unknown`. */
  returnType: string;
  /** The calls in its body: the same objects as in {@link FileAnalysis.calls}. */
  calls: Call[];
  /** The innermost enclosing class, else interface or enum, else `''`. */
  className: string;
  /** First row of the body, from 1. */
  startLine: number;
  /** Last row of the body, from 1. */
  endLine: number;
  /** The body's syntax tree as text, names and literals left out. */
  functionHash: string;
  /** SHA-256 in hex of the number of parameters and the return type. */
  signatureHash: string;
  /** The body's text. */
  fullText: string;
  /** The references in it: the same objects as in {@link FileAnalysis.references}. */
  references: Reference[];
  /** The parameters' types as written, in order; `''` where none is. */
  paramTypes: string[];
  /** Modifiers as written, such as `async`, `static`, `private`. */
  modifiers: string[];
}

/** A class, interface, enum or type alias; the declarations of one name in one file are one. */
export interface TypeAnalysis {
  nodeId: string;
  position: Range;
  name: string;
  /** Keys of what it extends. */
  extends: string[];
  /** Keys of what it implements. */
  implements: string[];
  /** Member name to type text; a method's is `(a, b):ReturnType`; `unknown` if there is none. */
  fields: Map<string, string>;
  /** Keys of the types that extend it; filled in a whole graph, empty in a stream. */
  extendedBy: string[];
  /** Keys of the types that implement it; filled in a whole graph, empty in a stream. */
  implementedBy: string[];
  /** The scopes around it, outermost first, and itself. */
  scope: Scope[];
  /** Absolute path, `/`-separated. */
  file: string;
  type: NodeType;
}

/** One file's analysis. */
export interface AnalyzedFile {
  /** The path as it was given. */
  filePath: string;
  /** The absolute path, `/`-separated. */
  normalizedPath: string;
  analysis: {
    fileAnalysis: FileAnalysis;
    /** By key: `ABSOLUTE_PATH::scope::name`. */
    functions: Map<string, FunctionAnalysis>;
    /** By key: `ABSOLUTE_PATH::scope::Name`. */
    types: Map<string, TypeAnalysis>;
  };
}

/** A text that is in no file. */
export interface SourceText {
  /** Where it would lie: absolute, or relative to the root. Its ending says the language. There need be no such file. */
  path: string;
  text: string;
}

/** Options of {@link CodeKnowledgeGraph.analyzeSources}. */
export interface AnalyzeSourcesOptions {
  /**
   * The folder that paths are relative to, and in which imports are looked up. @default none: imports are what is written, and
   * paths are relative to the working directory
   */
  rootDir?: string | undefined;
  /** Cancels: the promise rejects with the signal's reason. */
  signal?: Signal | undefined;
  /** Parser threads. @default the number of cores */
  concurrency?: number | undefined;
  /** Bytes a text may have in UTF-8; more is a failure of that text (`ERR_FILE_TOO_LARGE`). @default 5 MiB */
  maxFileSize?: number | undefined;
  /** Milliseconds of processor time that a text may take (`ERR_PARSE_TIMEOUT`). @default 10000 */
  fileTimeoutMs?: number | undefined;
  /** As of a stream. @default the container's limit, else the physical memory */
  memoryLimitBytes?: number | undefined;
}

/** A place where a text is not of its language. */
export interface SourceSyntaxError {
  /** Whether something stands there that cannot, or something does not that has to. */
  kind: 'unexpected' | 'missing';
  /** How what stands there begins, at most 80 bytes of it; what is missing, as the grammar calls it (`}`, `identifier`). */
  text: string;
  /** In UTF-16 units, as all positions. Of what is missing, start and end are the same. */
  position: Range;
}

/** The analysis of a text. */
export interface AnalyzedSource extends AnalyzedFile {
  /** The first places where it is not of its language, in its order, at most 20; none unless `hasSyntaxErrors`. */
  syntaxErrors: SourceSyntaxError[];
}

/** The analyses of texts. Each text is in `files` or in `failures`. */
export interface AnalyzedSources {
  /** In the order of the texts. */
  files: AnalyzedSource[];
  /** `Error analyzing file PATH: REASON`, one a failure. */
  errors: string[];
  /** Why texts have no analysis, in their order. */
  failures: FileFailure[];
}

/** Why a file has no analysis; what each code means stands in the README. None ever changes. */
export type FileFailureCode =
  | 'ERR_BINARY_FILE'
  | 'ERR_CONTENT_CORRUPT'
  | 'ERR_FILE_CHANGED'
  | 'ERR_FILE_NOT_FOUND'
  | 'ERR_FILE_PERMISSION'
  | 'ERR_FILE_READ'
  | 'ERR_FILE_TOO_LARGE'
  | 'ERR_FOLDER_UNREADABLE'
  | 'ERR_INTERNAL'
  | 'ERR_INVALID_PATH'
  | 'ERR_NOT_A_FILE'
  | 'ERR_OUTSIDE_ROOT'
  | 'ERR_PARSE_MEMORY'
  | 'ERR_PARSE_TIMEOUT'
  | 'ERR_SNAPSHOT_CORRUPT'
  | 'ERR_UNSUPPORTED_LANGUAGE';

/** Why one file has no analysis. */
export interface FileFailure {
  /** The path as it was given; of a folder that cannot be listed (`ERR_FOLDER_UNREADABLE`) its absolute path. */
  filePath: string;
  code: FileFailureCode;
  /** The reason, without the path. */
  message: string;
}

/**
 * What is wrong with a manifest or a folder: it is larger, is nested deeper or lists more than is read; it may not be read; it is not
 * what its format asks for; it extends a configuration that is not there; it cannot be listed.
 */
export type GraphWarningCode =
  | 'ERR_MANIFEST_LIMIT'
  | 'ERR_MANIFEST_UNREADABLE'
  | 'ERR_MANIFEST_INVALID'
  | 'ERR_EXTENDS_NOT_FOUND'
  | 'ERR_FOLDER_UNREADABLE';

/**
 * What a manifest (`tsconfig.json`, `package.json`, `go.mod`, …) that imports ask for, or a folder that they lead into, does not add to
 * where they lead. Files are analysed all the same.
 */
export interface GraphWarning {
  /** The absolute path of the manifest or the folder. */
  path: string;
  /** Stable. */
  code: GraphWarningCode;
  /** What is wrong with it, in one line without the path. */
  reason: string;
}

/** What is being done: the folder is searched for files, they are parsed, they are linked with each other. */
export type ProgressStage = 'discovering' | 'parsing' | 'linking';

/** A file that takes long. */
export interface SlowFile {
  /** The path as given; while files are linked, and in a graph, the absolute one. */
  path: string;
  /** Milliseconds that it was worked on, until now or until its end. */
  ms: number;
  /** Whether it came to its end. */
  isDone: boolean;
}

/** How far a stream is. */
export interface StreamProgress {
  /** What is being done now. A stream of listed files has one stage: `parsing`. */
  stage: ProgressStage;
  /**
   * Files of this stage that take longer than a second, at most five: those that are being worked on, longest first, then
   * those that took longest.
   */
  slowestFiles: SlowFile[];
  /** Whether memory is too short for all threads: no file starts, or one at a time. */
  isShortOfMemory: boolean;
  /** Share of the files that came to an end, 0 to 100. */
  progress: number;
  /** Files that came to an end so far, failed ones included. */
  processedFiles: number;
  /** 0 while files are discovered. */
  totalFiles: number;
  /** The index of the batch, from 0; between batches that of the last one. */
  batchIndex: number;
  /** With adaptive sizes an estimate, exact in the last batch; 0 before the first one. */
  totalBatches: number;
}

/** `Buffer`, where Node.js's types declare it. */
type Bytes = typeof globalThis extends { Buffer: { isBuffer(value: unknown): value is infer Declared } }
  ? Declared
  : Uint8Array;

/** One batch of a stream. */
export interface BatchProgress extends StreamProgress {
  batch: {
    /** In the order they were given. */
    files: AnalyzedFile[];
    /** One text a failed file: `Error analyzing file PATH: REASON`. */
    errors: string[];
    /** The same failures, typed. */
    failures: FileFailure[];
    /**
     * Of the last batch: what manifests and folders did not add, for all files of the stream, by path; once for each and each code.
     * Empty in those before it.
     */
    warnings: GraphWarning[];
    /**
     * The batch as it was yielded, with how far it was, in few bytes: {@link decodeBatch} turns them into the same objects,
     * anywhere. Synchronous: 40 to 70 ms for a megabyte of source. Not enumerable: copies, JSON and comparisons of a batch are
     * of what it holds.
     */
    toBuffer(): Bytes;
  };
}

/** A whole repository. `JSON.stringify` makes of it what {@link graphToJSON} gives; of a copy, that is to be called by hand. */
export interface CodeGraph {
  /** By absolute path. */
  files: Map<string, FileAnalysis>;
  /** By key: `ABSOLUTE_PATH::scope::name`. */
  functions: Map<string, FunctionAnalysis>;
  /** By key: `ABSOLUTE_PATH::scope::Name`. */
  types: Map<string, TypeAnalysis>;
  /** The files that have no analysis. */
  failures: FileFailure[];
  /** What manifests and folders did not add, by path; once for each and each code. Folders of `failures` are not among them. */
  warnings: GraphWarning[];
}

/** What streams did since the start or the last reset. Shares are from 0 to 1. */
export interface StreamingMetrics {
  /** Files that came to an end, failed ones included. */
  filesProcessed: number;
  /** Milliseconds a file took one thread, on average. */
  averageProcessingTime: number;
  /** The highest share of the memory limit seen. */
  memoryUsage: number;
  /** When counting began, on `performance.now()`'s clock. */
  startTime: number;
  /** When the last batch was completed, on `performance.now()`'s clock; 0 before the first. */
  lastBatchTime: number;
  /** Milliseconds since `startTime`. */
  uptime: number;
  /** Over the time in which at least one stream ran. */
  filesPerSecond: number;
  filesFailed: number;
  /** Of the failed files, those that took longer than `fileTimeoutMs`. */
  timeoutCount: number;
  /** Bytes of source. */
  bytesProcessed: number;
  batchesProcessed: number;
  /** Of them, those with a file that failed. */
  failedBatches: number;
  /** Always 0: no thread is lost with a file, so nothing is tried again. Services have such a counter. */
  retryCount: number;
  /** How often a stream waited for memory. */
  memoryPauses: number;
  /** Milliseconds in which a stream waited for memory. */
  memoryPausedMs: number;
  /** Streams that wait for memory now. */
  pausedStreams: number;
  /** How often a stream had waited `maxMemoryPauses` times in a row and went on with one file at a time. */
  singleFilePhases: number;
  /** Streams that run now. */
  activeStreams: number;
  /** The present share of the memory limit. */
  currentMemoryUsage: number;
  /** Files whose analysis came from a {@link StreamOptions.cache}. */
  cacheHits: number;
  /** Files that a cache was asked for in vain. */
  cacheMisses: number;
}

/** What a logger is given. */
export interface LogEntry {
  message: string;
  /** Who says it. */
  context: string;
  /** What went wrong, in entries for `error`; `metadata.error` is the same. */
  error?: Error;
  metadata: Record<string, unknown>;
}

/**
 * Where streams report what they do. An exception from it does not disturb the stream. What a manifest or a folder does not add is
 * a warning ({@link GraphWarning}) when it is met, and so is a cache that cannot be used as asked: its metadata has `filePath`, the
 * `code` (`ERR_MANIFEST_INVALID`, …, `ERR_CACHE_UNUSABLE`) and the reason as `message`.
 */
export interface StreamLogger {
  log(entry: LogEntry): void;
  warn(entry: LogEntry): void;
  error(entry: LogEntry): void;
  debug(entry: LogEntry): void;
}

/**
 * What tells that a file has not changed since its analysis was kept: what the file system says of it (`stat`), or its
 * bytes (`content`).
 */
export type CacheTrust = 'stat' | 'content';

/** Where analyses are kept. All but the folder may be left out, or be `undefined`. */
export interface CacheOptions {
  /**
   * The folder; a relative one is relative to the working directory at the time of the call. It need not exist: it is made
   * when something is first kept, for the current user alone. Nothing is ever written outside of it.
   */
  directory: string;
  /** What is kept at most, in bytes: beyond that, what was not used for longest goes. @default 4 GiB */
  maxBytes?: number | undefined;
  /**
   * With `'stat'` a file whose size, times and identity are what they were counts as the same. With `'content'` the bytes of
   * every file decide. `docs/cache.md` says what can go unnoticed with the former. @default 'stat'
   */
  trust?: CacheTrust | undefined;
  /** The folder is read and never written, as it may be where many share one that is made elsewhere. @default false */
  readOnly?: boolean | undefined;
}

/** `AbortSignal`, whether the DOM's types declare it or Node.js's do; without either nothing is known of it. */
type Signal = typeof globalThis extends { AbortSignal: { prototype: infer Declared } } ? Declared : object;

/** What `await using` asks for, where the compiler's `lib` or Node.js's types declare it. */
type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol }
  ? { [Name in Key]: () => Promise<void> }
  : object;

/**
 * Options of a stream or a graph. All may be left out, or be `undefined`. They may be inherited, but not from
 * `Object.prototype`.
 */
export interface StreamOptions {
  /** Cancels: pending promises reject with the signal's reason. */
  signal?: Signal | undefined;
  /** Files a batch. @default 'auto' — three a core, from 5 to 25; fewer in large repositories */
  batchSize?: number | 'auto' | undefined;
  /** Whether batch sizes follow the time batches take. @default true with `batchSize: 'auto'` */
  adaptive?: boolean | undefined;
  /** Share of the memory limit, above 0 and up to 1, above which no new file is started. @default 0.8 */
  memoryThreshold?: number | undefined;
  /** What the share is of, in bytes. @default the container's limit, else physical memory */
  memoryLimitBytes?: number | undefined;
  /** Milliseconds a memory pause lasts before looking again. @default 100 */
  memoryPauseMs?: number | undefined;
  /** After so many looks in a row the stream goes on with one file at a time. @default 50 */
  maxMemoryPauses?: number | undefined;
  /** Finished batches that may wait for a slow consumer. @default 2 */
  prefetchBatches?: number | undefined;
  /** Parser threads. @default one a core */
  concurrency?: number | undefined;
  /** Larger files, in bytes, fail with `ERR_FILE_TOO_LARGE`. @default 5 MiB */
  maxFileSize?: number | undefined;
  /**
   * Milliseconds of processor time that the work on one file may take, else it fails with `ERR_PARSE_TIMEOUT`.
   * @default 10000
   */
  fileTimeoutMs?: number | undefined;
  /** Globs relative to the root: only files that match one are taken. */
  include?: string[] | undefined;
  /** Globs relative to the root: files and folders that match one are left out. */
  exclude?: string[] | undefined;
  /** Whether `.gitignore` files count. @default false */
  respectGitignore?: boolean | undefined;
  /**
   * Keeps analyses, and takes from there what was analysed before, whichever process did so: `true` in the user's cache folder,
   * else in the folder of this path. Results are the same with and without. A folder that cannot be read or written
   * costs its use and a warning to the `logger`, never the call. @default false
   */
  cache?: boolean | string | CacheOptions | undefined;
  /**
   * Of a graph: keeps, compressed in native memory and as long as the graph is there, what {@link encodeGraph} makes its
   * bytes of, which is then many times as fast. A stream does without: `toBuffer()` of a batch needs nothing. @default false
   */
  compress?: boolean | undefined;
  /** Where the stream reports what it does. */
  logger?: StreamLogger | undefined;
  /**
   * Called after each batch, and every two seconds in which none comes: while a folder is searched, a file takes long, a
   * graph is linked, memory is waited for. An exception from it does not disturb the stream.
   */
  onProgress?: ((progress: StreamProgress) => void) | undefined;
}

/** Batches in the order of the files given. `break`, `return()` or an aborted signal stop the work at once. */
export interface BatchStream extends AsyncIterableIterator<BatchProgress>, AsyncDisposal {
  next(): Promise<IteratorResult<BatchProgress, undefined>>;
  /** Stops the work; does not wait for the files under way. */
  return(value?: unknown): Promise<IteratorResult<BatchProgress, undefined>>;
  /** Stops the work and rejects with `error`. */
  throw(error?: unknown): Promise<IteratorResult<BatchProgress, undefined>>;
  /**
   * No new file is started until {@link BatchStream.resume}. A `next()` that waits meanwhile keeps the process alive,
   * as any `next()` does.
   */
  pause(): void;
  resume(): void;
  [Symbol.asyncIterator](): BatchStream;
}

/** Options of {@link encodeGraph}. */
export interface EncodeOptions {
  /**
   * What paths and keys are below: they lose it and get another in {@link decodeGraph}. @default the root that the graph was
   * built under; of graphs from elsewhere none: their paths stay as they are
   */
  rootDir?: string | undefined;
}

/** Options of {@link decodeGraph} and {@link decodeBatch}. */
export interface DecodeOptions {
  /**
   * The root that paths and keys are below; it need not exist. A relative one is relative to the working directory. @default the
   * root that they were below
   */
  rootDir?: string | undefined;
}

/** Why a call failed; what each code means stands in the README. None ever changes. */
export type GraphErrorCode =
  | FileFailureCode
  | 'ABORT_ERR'
  | 'ERR_CACHE_UNUSABLE'
  | 'ERR_CANNOT_WATCH'
  | 'ERR_CHECKOUT_FAILED'
  | 'ERR_CONTENT_MISSING'
  | 'ERR_ENCODED_CORRUPT'
  | 'ERR_ENCODED_VERSION'
  | 'ERR_EXPORT'
  | 'ERR_INDEX_BEHIND'
  | 'ERR_INDEX_CLOSED'
  | 'ERR_INDEX_IS_SNAPSHOT'
  | 'ERR_INVALID_ARG_TYPE'
  | 'ERR_INVALID_ARG_VALUE'
  | 'ERR_INVALID_CURSOR'
  | 'ERR_INVALID_DIFF'
  | 'ERR_INVALID_GLOB'
  | 'ERR_INVALID_PLAN'
  | 'ERR_INVALID_QUESTION'
  | 'ERR_INVALID_RECEIPT'
  | 'ERR_INVALID_SHARD'
  | 'ERR_INVALID_SNAPSHOT_NAME'
  | 'ERR_INVALID_THIS'
  | 'ERR_JOB_LOST'
  | 'ERR_MISSING_PACKAGE'
  | 'ERR_NOT_ENCODED'
  | 'ERR_NO_CACHE'
  | 'ERR_NO_THREADS'
  | 'ERR_OTHER_VERSION'
  | 'ERR_OUT_OF_RANGE'
  | 'ERR_QUEUE_CLOSED'
  | 'ERR_RECEIPT_MISSING'
  | 'ERR_RECORD_CORRUPT'
  | 'ERR_REDIS_FULL'
  | 'ERR_REDIS_UNREACHABLE'
  | 'ERR_ROOT_DIR_EMPTY'
  | 'ERR_ROOT_DIR_NOT_FOUND'
  | 'ERR_ROOT_REFUSED'
  | 'ERR_SNAPSHOT_NOT_FOUND'
  | 'ERR_SNAPSHOT_VERSION'
  | 'ERR_TOO_LARGE_TO_ENCODE'
  | 'ERR_UNSUPPORTED_PLATFORM';

/**
 * An error of this package. Wrong argument types are `TypeError`s (`ERR_INVALID_ARG_TYPE`), numbers out of range `RangeError`s
 * (`ERR_OUT_OF_RANGE`): `instanceof` this class holds for these, too, and for errors of another copy of the package. What a
 * signal was aborted with is none.
 */
export declare class CodeKnowledgeGraphError extends Error {
  constructor(message: string, code: GraphErrorCode, options?: { cause?: unknown });
  readonly code: GraphErrorCode;
  /** `BUSINESS_ERROR` for errors about the root directory. */
  errorType?: 'BUSINESS_ERROR';
}

/** Whether something that was thrown is an error of this package, with this code if one is given. */
export declare function isGraphError<Code extends GraphErrorCode = GraphErrorCode>(
  error: unknown,
  code?: Code,
): error is CodeKnowledgeGraphError & { readonly code: Code };

/** The functions of this package with options and metrics of their own. */
export declare class CodeKnowledgeGraph {
  /** @param options defaults for every call of this instance; `null`: none */
  constructor(options?: StreamOptions | null);

  /**
   * Every file in a supported language under `baseDir`: absolute, `/`-separated, sorted by UTF-8 bytes. Leaves out
   * names that begin with `.`, and folders named `node_modules`, `dist`, `build` or `coverage`. A file is listed once,
   * by its path without symbolic links where that has a wanted ending. Folders that cannot be listed are told to the
   * instance's `logger`, without one by a process warning. Rejects with `ERR_FOLDER_UNREADABLE` if `baseDir` is one.
   */
  getAllSourceFiles(baseDir: string): Promise<string[]>;

  /**
   * Analyses `files` off the JavaScript thread and yields them batch by batch, in the order given. The work begins
   * with the first `next()`. A relative path is relative to `rootDir`. Files that `include`, `exclude` or
   * `respectGitignore` leave out count as not given: they are in no batch, and not in `totalFiles`.
   *
   * @throws TypeError, RangeError at once if an argument is wrong; a wrong root or glob rejects the first `next()`
   */
  processFilesInBatches(files: readonly string[], rootDir: string, options?: StreamOptions | null): BatchStream;

  /**
   * Analyses the files under `rootDir` whose path contains at least one of `filePaths` (all, if there are none) and
   * merges them: call targets and supertypes are looked up in the whole graph. Rejects with a `TypeError` where there is no such file
   * since one of `filePaths` is a glob: these go to `options.include`.
   */
  buildGraphStreaming(
    rootDir: string,
    filePaths?: readonly string[],
    options?: StreamOptions | null,
  ): Promise<CodeGraph>;

  /** The older name of {@link CodeKnowledgeGraph.buildGraphStreaming}. */
  buildGraphProgressively(
    rootDir: string,
    filePaths?: readonly string[],
    options?: StreamOptions | null,
  ): Promise<CodeGraph>;

  /**
   * Analyses texts that are in no file, such as generated code before it is written: in parallel, off the JavaScript thread, each
   * linked by what it says itself, as in a stream. What is at their paths is not looked at, and no cache has a part in it.
   * A path of no supported language, and a text that is too large or takes too long, is that text's failure.
   */
  analyzeSources(sources: readonly SourceText[], options?: AnalyzeSourcesOptions | null): Promise<AnalyzedSources>;

  /**
   * Opens a repository to be asked about. Of this instance's options those count that an index has, but for `onProgress`: they are
   * under the call's.
   */
  openIndex(root: string, options?: IndexOptions | null): Promise<CodeIndex>;

  /** Plans the analysis of a repository by several instances; see {@link planShards}. */
  planShards(rootDir: string, filePaths?: readonly string[] | null, options?: PlanOptions | null): Promise<ShardPlan>;

  /** Analyses a shard of a plan; see {@link analyzeShard}. */
  analyzeShard(shard: Shard, store: RecordStore | StoreFolder, options: ShardOptions): Promise<ShardReceipt>;

  /** Finds what shards of a plan came to before; see {@link findReceipts}. */
  findReceipts(
    plan: Pick<ShardPlan, 'shards'>,
    store: RecordStore | StoreFolder,
    options?: FindReceiptsOptions | null,
  ): Promise<ShardReceipt[]>;

  /** Sends what the files of a plan hold to a store; see {@link sendContents}. */
  sendContents(plan: Pick<ShardPlan, 'shards'>, store: RecordStore, options: SendOptions): Promise<SentContents>;

  /** Puts the shards of a plan together as an index; see {@link assembleIndex}. */
  assembleIndex(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleIndexOptions,
  ): Promise<CodeIndex>;

  /** Puts the shards of a plan together as a graph; see {@link assembleGraph}. */
  assembleGraph(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): Promise<CodeGraph>;

  /**
   * Puts the shards of a plan together as batches; see {@link assembleBatches}.
   *
   * @throws TypeError, RangeError at once if an argument is wrong
   */
  assembleBatches(
    plan: ShardPlan,
    receipts: ShardReceipts,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): BatchStream;

  /** What the streams of this instance did so far. Cheap enough for a health endpoint. */
  getStreamingMetrics(): StreamingMetrics;

  /** Sets the metrics back to zeros. */
  resetStreamingMetrics(): void;
}

/** {@link CodeKnowledgeGraph.getAllSourceFiles} of the shared instance. */
export declare function getAllSourceFiles(baseDir: string): Promise<string[]>;

/** {@link CodeKnowledgeGraph.processFilesInBatches} of the shared instance. */
export declare function processFilesInBatches(
  files: readonly string[],
  rootDir: string,
  options?: StreamOptions | null,
): BatchStream;

/** {@link CodeKnowledgeGraph.buildGraphStreaming} of the shared instance. */
export declare function buildGraphStreaming(
  rootDir: string,
  filePaths?: readonly string[],
  options?: StreamOptions | null,
): Promise<CodeGraph>;

/** {@link CodeKnowledgeGraph.buildGraphProgressively} of the shared instance. */
export declare function buildGraphProgressively(
  rootDir: string,
  filePaths?: readonly string[],
  options?: StreamOptions | null,
): Promise<CodeGraph>;

/** {@link CodeKnowledgeGraph.analyzeSources} of the shared instance. */
export declare function analyzeSources(
  sources: readonly SourceText[],
  options?: AnalyzeSourcesOptions | null,
): Promise<AnalyzedSources>;

/** {@link CodeKnowledgeGraph.getStreamingMetrics} of the shared instance. */
export declare function getStreamingMetrics(): StreamingMetrics;

/** {@link CodeKnowledgeGraph.resetStreamingMetrics} of the shared instance. */
export declare function resetStreamingMetrics(): void;

/** What a cache holds. */
export interface CacheInfo {
  /** The folder's absolute path. */
  directory: string;
  /** Files of entries that can be read. */
  packs: number;
  /** What is kept in them: analyses and links. */
  entries: number;
  /** What that and what is known of roots takes, in bytes: what `maxBytes` is about. */
  bytes: number;
  /** Roots whose files need not be read while they look as they did. */
  roots: number;
  /** Snapshots of indexes: see {@link listSnapshots}. */
  snapshots: number;
  /** What they take, in bytes, beside all else. */
  snapshotBytes: number;
  /** When what was not used for longest was last used, to the hour; `null` if there is nothing. */
  oldestUse: Date | null;
  /** When any of it was last used, to the hour. */
  newestUse: Date | null;
}

/** What was taken out of a cache. */
export interface PrunedCache {
  /** The folder's absolute path. */
  directory: string;
  /** Files of entries that are gone. */
  packs: number;
  /** What they and others took, in bytes. */
  bytes: number;
}

/** How much of a cache stays. */
export interface PruneOptions {
  /** What may stay, in bytes; 0: nothing. @default 4 GiB */
  maxBytes?: number | undefined;
}

/**
 * What the cache in `directory` holds; in the user's cache folder if it is left out. A folder that does not exist holds nothing.
 * Rejects with `ERR_CACHE_UNUSABLE` if the folder cannot be read, or is not known.
 */
export declare function getCacheInfo(directory?: string | null): Promise<CacheInfo>;

/**
 * Takes what was not used for longest out of the cache in `directory` (the user's cache folder, if it is left out), until
 * no more than `maxBytes` are left. Whoever uses it at the same time goes on, and makes again what is gone. Rejects like
 * {@link getCacheInfo}.
 */
export declare function pruneCache(directory?: string | null, options?: PruneOptions | null): Promise<PrunedCache>;

/** An index that was kept under a name: see `CodeIndex.snapshot`. */
export interface Snapshot {
  name: string;
  /** The absolute path of the root that it is of. */
  root: string;
  /** When it was taken. */
  created: Date;
  /** How many files its index has. */
  files: number;
  /** What it takes on the disk, in bytes. */
  bytes: number;
}

/** Which snapshots go: those that are meant by all that is given. */
export interface PruneSnapshotsOptions {
  /** Those of this root alone. */
  root?: string | undefined;
  /** All but the newest ones of each root, so many. */
  keep?: number | undefined;
  /** Those that were taken longer ago, in milliseconds. */
  olderThanMs?: number | undefined;
}

/** What was taken out of a cache. */
export interface PrunedSnapshots {
  /** The folder's absolute path. */
  directory: string;
  /** Snapshots that are gone. */
  snapshots: number;
  /** What they took, in bytes. */
  bytes: number;
}

/**
 * The snapshots in the cache in `directory` (the user's cache folder, if it is left out), of one root or of all; the newest first.
 * Rejects like {@link getCacheInfo}.
 */
export declare function listSnapshots(
  directory?: string | null,
  options?: { root?: string | undefined } | null,
): Promise<Snapshot[]>;

/** Removes a snapshot: whether there was one. Who has it open keeps it. Rejects like {@link getCacheInfo}. */
export declare function deleteSnapshot(root: string, name: string, directory?: string | null): Promise<boolean>;

/** Removes snapshots by age, by number or by both. Who has one open keeps it. Rejects like {@link getCacheInfo}. */
export declare function pruneSnapshots(
  directory: string | null | undefined,
  options: PruneSnapshotsOptions,
): Promise<PrunedSnapshots>;

/** What JSON can hold of a result: objects in place of Maps, anything else as it is. */
export type AsJSON<Value> =
  Value extends Map<string, infer Member>
    ? { [name: string]: AsJSON<Member> }
    : Value extends (infer Item)[]
      ? AsJSON<Item>[]
      : Value extends object
        ? { [Name in keyof Value]: AsJSON<Value[Name]> }
        : Value;

/**
 * A graph, a batch, or any part of one for `JSON.stringify`, which makes `{}` of a Map: each Map is an object with the
 * Map's keys. What holds no Map is shared with the result, not copied.
 */
export declare function graphToJSON<Result>(result: Result): AsJSON<Result>;

/**
 * The text that `JSON.stringify` makes of {@link graphToJSON}, in pieces and in little memory: a large graph's is longer
 * than the longest string. Members are in the Maps' order, also those named like integers, which objects put first.
 */
export declare function graphToJSONText(result: unknown): Generator<string, void, undefined>;

/**
 * The graph that {@link graphToJSON} was given, with the calls of functions the same objects as those of their files.
 *
 * @throws TypeError that says where it is no graph
 */
export declare function graphFromJSON(json: AsJSON<CodeGraph>): CodeGraph;

/**
 * A graph in few bytes, a fraction of its compressed JSON: for a database, an object store, a queue. Nothing in them says when or by
 * which machine they were made: the same files below a root of the same path give the same bytes.
 *
 * Of a graph that was built with {@link StreamOptions.compress} the bytes are made of what was kept, off the JavaScript thread:
 * what was built is what is encoded. If its Maps or its failures have become more or fewer since, and of every other graph, they
 * are made of its objects, which takes many times as long and more than twice the bytes.
 *
 * @throws TypeError if `graph` is none
 */
export declare function encodeGraph(graph: CodeGraph, options?: EncodeOptions | null): Promise<Bytes>;

/**
 * The graph that {@link encodeGraph} was given, with its paths and keys below `rootDir`, or where they were. Made in slices of a few milliseconds,
 * as a graph is built. The bytes may come from anywhere: others are an error (`ERR_NOT_ENCODED`), so are those of another
 * version of their form (`ERR_ENCODED_VERSION`), and those that are cut off or changed, or contradict themselves
 * (`ERR_ENCODED_CORRUPT`).
 */
export declare function decodeGraph(buffer: Uint8Array, options?: DecodeOptions | null): Promise<CodeGraph>;

/**
 * The batch whose {@link BatchProgress.batch} gave these bytes by `toBuffer()`, with how far it was and its paths and keys below
 * `rootDir`, or where they were; paths that were given relative stay so. Errors are those of {@link decodeGraph}.
 */
export declare function decodeBatch(buffer: Uint8Array, options?: DecodeOptions | null): Promise<BatchProgress>;
