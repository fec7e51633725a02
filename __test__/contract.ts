/**
 * The shapes callers rely on, written down a second time, from the contract and not from `index.d.ts`: that the two are
 * the same, in both directions, is what `contract.test-d.ts` and the version matrix hold. A change here is a change of
 * the interface: it breaks somebody's build.
 */

import type { NodeType } from '../index.js';

/** The values of `NodeType`. The enum itself can only be declared once: two of them are never the same type. */
export type NodeTypeValue =
  | 'NODE_TYPE_UNSPECIFIED'
  | 'NODE_TYPE_IMPORT'
  | 'NODE_TYPE_CLASS'
  | 'NODE_TYPE_INTERFACE'
  | 'NODE_TYPE_ENUM'
  | 'NODE_TYPE_FUNCTION'
  | 'NODE_TYPE_FUNCTION_CALL'
  | 'NODE_TYPE_TYPE_ALIAS'
  | 'UNRECOGNIZED';

export interface Point {
  row: number;
  column: number;
}

export interface Range {
  startIndex: number;
  endIndex: number;
  startPosition: Point;
  endPosition: Point;
}

export interface Scope {
  name: string;
  type: NodeType;
}

export interface AnalysisNode {
  id: string;
  name: string;
  type: NodeType;
  text: string;
  position: Range;
  children: AnalysisNode[];
}

export type CallResolution = 'local' | 'import' | 'receiver' | 'inherited' | 'builtin' | 'external' | 'unresolved';

export interface Call {
  nodeId: string;
  function: string;
  file: string;
  caller: string;
  position: Range;
  targetKey: string | null;
  resolution: CallResolution;
  candidates: string[];
  receiverType: string | null;
}

export interface Reference {
  name: string;
  file: string;
  position: Range;
  targetKey: string | null;
  kind: ReferenceKind;
}

export type ReferenceKind = 'value' | 'decorator' | 'type' | 'access';

export interface FileAnalysis {
  defines: string[];
  calls: Call[];
  imports: string[];
  className: string[];
  nodes: Map<string, AnalysisNode>;
  references: Reference[];
  language: Language;
  contentHash: string;
  hasSyntaxErrors: boolean;
}

export interface FunctionAnalysis {
  nodeId: string;
  position: Range;
  file: string;
  name: string;
  params: string[];
  lines: number;
  returnType: string;
  calls: Call[];
  className: string;
  startLine: number;
  endLine: number;
  functionHash: string;
  signatureHash: string;
  fullText: string;
  references: Reference[];
  paramTypes: string[];
  modifiers: string[];
}

export interface TypeAnalysis {
  nodeId: string;
  position: Range;
  name: string;
  extends: string[];
  implements: string[];
  fields: Map<string, string>;
  extendedBy: string[];
  implementedBy: string[];
  scope: Scope[];
  file: string;
  type: NodeType;
}

export interface AnalyzedFile {
  filePath: string;
  normalizedPath: string;
  analysis: {
    fileAnalysis: FileAnalysis;
    functions: Map<string, FunctionAnalysis>;
    types: Map<string, TypeAnalysis>;
  };
}

export type GraphWarningCode =
  | 'ERR_MANIFEST_LIMIT'
  | 'ERR_MANIFEST_UNREADABLE'
  | 'ERR_MANIFEST_INVALID'
  | 'ERR_EXTENDS_NOT_FOUND'
  | 'ERR_FOLDER_UNREADABLE';

export interface GraphWarning {
  path: string;
  code: GraphWarningCode;
  reason: string;
}

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

export type Language = 'typescript' | 'javascript' | 'python' | 'java' | 'go' | 'ruby' | 'php' | 'csharp' | 'rust';

export interface FileFailure {
  filePath: string;
  code: FileFailureCode;
  message: string;
}

export interface BatchProgress {
  batch: {
    files: AnalyzedFile[];
    errors: string[];
    failures: FileFailure[];
    warnings: GraphWarning[];
    toBuffer(): Buffer;
  };
  stage: ProgressStage;
  slowestFiles: SlowFile[];
  isShortOfMemory: boolean;
  progress: number;
  processedFiles: number;
  totalFiles: number;
  batchIndex: number;
  totalBatches: number;
}

export type ProgressStage = 'discovering' | 'parsing' | 'linking';

export interface SlowFile {
  path: string;
  ms: number;
  isDone: boolean;
}

/** What `onProgress` is given: a batch's progress without the batch. */
export interface StreamProgress {
  stage: ProgressStage;
  slowestFiles: SlowFile[];
  isShortOfMemory: boolean;
  progress: number;
  processedFiles: number;
  totalFiles: number;
  batchIndex: number;
  totalBatches: number;
}

export interface CodeGraph {
  files: Map<string, FileAnalysis>;
  functions: Map<string, FunctionAnalysis>;
  types: Map<string, TypeAnalysis>;
  failures: FileFailure[];
  warnings: GraphWarning[];
}

export interface StreamingMetrics {
  filesProcessed: number;
  averageProcessingTime: number;
  memoryUsage: number;
  startTime: number;
  lastBatchTime: number;
  uptime: number;
  filesPerSecond: number;
  filesFailed: number;
  timeoutCount: number;
  bytesProcessed: number;
  batchesProcessed: number;
  failedBatches: number;
  retryCount: number;
  memoryPauses: number;
  memoryPausedMs: number;
  pausedStreams: number;
  singleFilePhases: number;
  activeStreams: number;
  currentMemoryUsage: number;
  cacheHits: number;
  cacheMisses: number;
}

export interface LogEntry {
  message: string;
  context: string;
  error?: Error;
  metadata: Record<string, unknown>;
}

export interface StreamLogger {
  log(entry: LogEntry): void;
  warn(entry: LogEntry): void;
  error(entry: LogEntry): void;
  debug(entry: LogEntry): void;
}

export interface CacheOptions {
  directory: string;
  maxBytes?: number | undefined;
  trust?: CacheTrust | undefined;
  readOnly?: boolean | undefined;
}

export type CacheTrust = 'stat' | 'content';

/** An option may be left out or be `undefined`: callers with `exactOptionalPropertyTypes` pass on what they have. */
export interface StreamOptions {
  signal?: AbortSignal | undefined;
  batchSize?: number | 'auto' | undefined;
  adaptive?: boolean | undefined;
  memoryThreshold?: number | undefined;
  memoryLimitBytes?: number | undefined;
  memoryPauseMs?: number | undefined;
  maxMemoryPauses?: number | undefined;
  prefetchBatches?: number | undefined;
  concurrency?: number | undefined;
  maxFileSize?: number | undefined;
  fileTimeoutMs?: number | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  respectGitignore?: boolean | undefined;
  cache?: boolean | string | CacheOptions | undefined;
  compress?: boolean | undefined;
  logger?: StreamLogger | undefined;
  onProgress?: ((progress: StreamProgress) => void) | undefined;
}

/** What JSON can hold of a result. */
export type AsJSON<Value> =
  Value extends Map<string, infer Member>
    ? { [name: string]: AsJSON<Member> }
    : Value extends (infer Item)[]
      ? AsJSON<Item>[]
      : Value extends object
        ? { [Name in keyof Value]: AsJSON<Value[Name]> }
        : Value;

/** What is thrown or rejected with, besides a signal's own reason. */
export interface CodeKnowledgeGraphError extends Error {
  readonly code: GraphErrorCode;
  errorType?: 'BUSINESS_ERROR';
}

/** What a caller may do with the functions, in the words of the service they replace. */
export interface Functions {
  getAllSourceFiles(baseDir: string): Promise<string[]>;
  processFilesInBatches(
    files: string[],
    rootDir: string,
    options?: StreamOptions,
  ): AsyncIterableIterator<BatchProgress>;
  buildGraphStreaming(rootDir: string, filePaths?: string[], options?: StreamOptions): Promise<CodeGraph>;
  buildGraphProgressively(rootDir: string, filePaths?: string[], options?: StreamOptions): Promise<CodeGraph>;
  analyzeSources(sources: SourceText[], options?: AnalyzeSourcesOptions): Promise<AnalyzedSources>;
  openIndex(root: string, options?: IndexOptions): Promise<CodeIndex>;
  planShards(rootDir: string, filePaths?: string[], options?: PlanOptions): Promise<ShardPlan>;
  analyzeShard(shard: Shard, store: RecordStore | StoreFolder, options: ShardOptions): Promise<ShardReceipt>;
  findReceipts(
    plan: Pick<ShardPlan, 'shards'>,
    store: RecordStore | StoreFolder,
    options?: { signal?: AbortSignal | undefined },
  ): Promise<ShardReceipt[]>;
  sendContents(
    plan: Pick<ShardPlan, 'shards'>,
    store: RecordStore,
    options: { root: string; signal?: AbortSignal | undefined },
  ): Promise<SentContents>;
  assembleIndex(
    plan: ShardPlan,
    receipts: Iterable<ShardReceipt> | AsyncIterable<ShardReceipt>,
    store: RecordStore | StoreFolder,
    options: AssembleIndexOptions,
  ): Promise<CodeIndex>;
  assembleGraph(
    plan: ShardPlan,
    receipts: Iterable<ShardReceipt> | AsyncIterable<ShardReceipt>,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): Promise<CodeGraph>;
  assembleBatches(
    plan: ShardPlan,
    receipts: Iterable<ShardReceipt> | AsyncIterable<ShardReceipt>,
    store: RecordStore | StoreFolder,
    options: AssembleOptions,
  ): AsyncIterableIterator<BatchProgress>;
  getStreamingMetrics(): StreamingMetrics;
  resetStreamingMetrics(): void;
}

/** What instances hand each other that work on one list of files: plain JSON. */
export interface ShardLimits {
  maxFileSize: number;
  fileTimeoutMs: number;
}

export interface PlannedFile {
  path: string;
  size: number;
  hash: string;
}

export interface Shard {
  version: number;
  fingerprint: string;
  id: string;
  limits: ShardLimits;
  files: PlannedFile[];
}

export interface ShardFailure {
  filePath: string;
  code: string;
  message: string;
}

export interface ShardPlan {
  version: number;
  fingerprint: string;
  limits: ShardLimits;
  shards: Shard[];
  failures: (ShardFailure & { place: number })[];
  links: [target: string, name: string][];
}

export interface ShardReceipt {
  version: number;
  fingerprint: string;
  shard: string;
  packs: string[];
  counts: { files: number; failed: number; bytes: number };
  failures: ShardFailure[];
  digest: string;
}

export interface StoreEntry {
  key: string;
  bytes: Uint8Array;
}

export interface RecordStore {
  getMany(keys: readonly string[]): Promise<readonly (Uint8Array | null | undefined)[]>;
  putMany(entries: readonly StoreEntry[]): Promise<unknown>;
  hasMany(keys: readonly string[]): Promise<readonly boolean[]>;
}

export interface StoreFolder {
  directory: string;
  maxBytes?: number | undefined;
}

export interface PlanOptions {
  signal?: AbortSignal | undefined;
  concurrency?: number | undefined;
  maxFileSize?: number | undefined;
  fileTimeoutMs?: number | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  respectGitignore?: boolean | undefined;
  files?: readonly string[] | undefined;
  shards?: number | undefined;
  bytesPerShard?: number | undefined;
}

export interface Checkout {
  folder: string;
  release?: (() => unknown) | undefined;
}

export interface SentContents {
  files: number;
  bytes: number;
  sentFiles: number;
  sentBytes: number;
}

export interface AssembleIndexOptions {
  root: string;
  signal?: AbortSignal | undefined;
  concurrency?: number | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  respectGitignore?: boolean | undefined;
  logger?: StreamLogger | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
}

export interface ShardOptions {
  root?: string | undefined;
  checkout?: ((job: { signal: AbortSignal }) => string | Checkout | Promise<string | Checkout>) | undefined;
  contents?: RecordStore | undefined;
  signal?: AbortSignal | undefined;
  concurrency?: number | undefined;
  memoryThreshold?: number | undefined;
  memoryLimitBytes?: number | undefined;
  memoryPauseMs?: number | undefined;
  maxMemoryPauses?: number | undefined;
  logger?: StreamLogger | undefined;
  onProgress?: ((progress: StreamProgress) => void) | undefined;
}

export interface AssembleOptions {
  root: string;
  files?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  batchSize?: number | 'auto' | undefined;
  adaptive?: boolean | undefined;
  memoryThreshold?: number | undefined;
  memoryLimitBytes?: number | undefined;
  memoryPauseMs?: number | undefined;
  maxMemoryPauses?: number | undefined;
  prefetchBatches?: number | undefined;
  concurrency?: number | undefined;
  compress?: boolean | undefined;
  logger?: StreamLogger | undefined;
  onProgress?: ((progress: StreamProgress) => void) | undefined;
}

export interface SourceText {
  path: string;
  text: string;
}

export interface AnalyzeSourcesOptions {
  rootDir?: string | undefined;
  signal?: AbortSignal | undefined;
  concurrency?: number | undefined;
  maxFileSize?: number | undefined;
  fileTimeoutMs?: number | undefined;
  memoryLimitBytes?: number | undefined;
}

export interface SourceSyntaxError {
  kind: 'unexpected' | 'missing';
  text: string;
  position: Range;
}

export interface AnalyzedSource extends AnalyzedFile {
  syntaxErrors: SourceSyntaxError[];
}

export interface AnalyzedSources {
  files: AnalyzedSource[];
  errors: string[];
  failures: FileFailure[];
}

export interface CacheInfo {
  directory: string;
  packs: number;
  entries: number;
  bytes: number;
  roots: number;
  snapshots: number;
  snapshotBytes: number;
  oldestUse: Date | null;
  newestUse: Date | null;
}

export interface PrunedCache {
  directory: string;
  packs: number;
  bytes: number;
}

export interface PruneOptions {
  maxBytes?: number | undefined;
}

export interface Snapshot {
  name: string;
  root: string;
  created: Date;
  files: number;
  bytes: number;
}

export interface PruneSnapshotsOptions {
  root?: string | undefined;
  keep?: number | undefined;
  olderThanMs?: number | undefined;
}

export interface PrunedSnapshots {
  directory: string;
  snapshots: number;
  bytes: number;
}

/** What a caller may do with a cache, without a stream. */
export interface Caches {
  getCacheInfo(directory?: string): Promise<CacheInfo>;
  pruneCache(directory?: string, options?: PruneOptions): Promise<PrunedCache>;
  listSnapshots(directory?: string, options?: { root?: string }): Promise<Snapshot[]>;
  deleteSnapshot(root: string, name: string, directory?: string): Promise<boolean>;
  pruneSnapshots(directory: string | undefined, options: PruneSnapshotsOptions): Promise<PrunedSnapshots>;
}

export interface EncodeOptions {
  rootDir?: string | undefined;
}

export interface DecodeOptions {
  rootDir?: string | undefined;
}

/** What a caller may do with results. */
export interface Conversions {
  encodeGraph(graph: CodeGraph, options?: EncodeOptions | null): Promise<Buffer>;
  decodeGraph(buffer: Uint8Array, options?: DecodeOptions | null): Promise<CodeGraph>;
  decodeBatch(buffer: Uint8Array, options?: DecodeOptions | null): Promise<BatchProgress>;
  graphToJSON<Result>(result: Result): AsJSON<Result>;
  graphToJSONText(result: unknown): Iterable<string>;
  graphFromJSON(json: AsJSON<CodeGraph>): CodeGraph;
}

/** What an index is opened with. */
export interface IndexOptions {
  signal?: AbortSignal | undefined;
  concurrency?: number | undefined;
  maxFileSize?: number | undefined;
  fileTimeoutMs?: number | undefined;
  include?: string[] | undefined;
  exclude?: string[] | undefined;
  respectGitignore?: boolean | undefined;
  cache?: boolean | string | CacheOptions | undefined;
  logger?: StreamLogger | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
  snapshot?: string | undefined;
}

export interface IndexProgress {
  stage: ProgressStage;
  processedFiles: number;
  totalFiles: number;
}

export interface IndexCounts {
  files: number;
  functions: number;
  types: number;
  calls: number;
  callsWithTarget: number;
}

export interface IndexStats extends IndexCounts {
  edges: number;
  sourceBytes: number;
  bytes: number;
  failures: number;
  languages: Record<string, IndexCounts>;
}

export interface SymbolInfo {
  key: string;
  name: string;
  kind: SymbolKind;
  file: string;
  language: string;
  owner: string;
  startLine: number;
  endLine: number;
  isTest: boolean;
}

export type SymbolKind = 'function' | 'class' | 'interface' | 'enum' | 'type';

export type EdgeKind =
  | 'call'
  | 'dispatch'
  | 'construct'
  | 'value'
  | 'decorator'
  | 'type'
  | 'access'
  | 'extends'
  | 'implements'
  | 'override';

export interface EdgeInfo {
  from: string | null;
  to: string;
  kind: EdgeKind;
  file: string;
  line: number;
  column: number;
}

export interface Link {
  from: string;
  to: string;
  kind: EdgeKind;
}

export interface SymbolChanges {
  added: string[];
  removed: string[];
  changed: { key: string; body: boolean; signature: boolean }[];
  moved: { from: string; to: string }[];
}

export interface IndexChanges {
  files: { added: string[]; removed: string[]; changed: string[] };
  functions: SymbolChanges;
  types: SymbolChanges;
  edges: { added: Link[]; removed: Link[] };
}

export interface RefreshOptions {
  paths?: readonly string[] | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((progress: IndexProgress) => void) | undefined;
}

export interface RefreshResult extends IndexChanges {
  parsed: number;
  linked: number;
  linkedFiles: string[];
}

export interface WatchOptions {
  signal?: AbortSignal | undefined;
  debounceMs?: number | undefined;
}

export interface Comparison extends IndexChanges {
  callers: SymbolInfo[];
}

export interface FindOptions {
  name?: string | undefined;
  text?: string | undefined;
  kind?: SymbolKind | readonly SymbolKind[] | undefined;
  language?: string | readonly string[] | undefined;
  path?: string | readonly string[] | undefined;
  limit?: number | undefined;
  after?: string | null | undefined;
}

export interface FindResult {
  symbols: (SymbolInfo & { score: number; match: 'exact' | 'prefix' | 'part' | 'fuzzy' })[];
  truncated: boolean;
  after: string | null;
}

export interface WalkOptions {
  depth?: number | undefined;
  dispatch?: boolean | undefined;
  references?: boolean | undefined;
  limit?: number | undefined;
  after?: string | null | undefined;
}

export interface WalkResult {
  functions: (SymbolInfo & { distance: number; via: EdgeInfo })[];
  files: { file: string; language: string; distance: number; via: EdgeInfo }[];
  candidates: SymbolInfo[];
  truncated: boolean;
  after: string | null;
}

export interface FileRanges {
  file: string;
  ranges: readonly (readonly [first: number, last: number])[];
}

export interface ImpactQuery {
  keys?: string | readonly string[] | undefined;
  files?: string | readonly string[] | undefined;
  diff?: string | readonly FileRanges[] | undefined;
}

export interface ImpactOptions {
  depth?: number | undefined;
  limit?: number | undefined;
}

export interface TestInfo {
  title: string;
  key: string | null;
  file: string;
  line: number;
  distance: number;
}

export interface Impact {
  changed: SymbolInfo[];
  affected: (SymbolInfo & { distance: number; via: EdgeInfo })[];
  tests: TestInfo[];
  files: string[];
  candidates: SymbolInfo[];
  truncated: boolean;
}

export interface PathOptions {
  maxDepth?: number | undefined;
  dispatch?: boolean | undefined;
  references?: boolean | undefined;
  limit?: number | undefined;
}

export interface PathsResult {
  paths: { symbols: SymbolInfo[]; edges: EdgeInfo[] }[];
  candidates: SymbolInfo[];
  truncated: boolean;
}

export interface CyclesResult {
  cycles: { level: 'file' | 'function'; members: string[]; cycle: string[]; edges: EdgeInfo[] }[];
  truncated: boolean;
}

export interface UnusedResult {
  symbols: (SymbolInfo & { exported: boolean })[];
  candidates: SymbolInfo[];
  truncated: boolean;
  after: string | null;
}

export interface SimilarTo {
  functionHash?: string | undefined;
  signatureHash?: string | undefined;
}

export interface SimilarOptions {
  threshold?: number | undefined;
  signature?: boolean | undefined;
  limit?: number | undefined;
  after?: string | null | undefined;
  signal?: AbortSignal | undefined;
}

export interface SimilarResult {
  functions: (SymbolInfo & { score: number; match: 'body' | 'near' | 'signature'; sameSignature: boolean })[];
  candidates: SymbolInfo[];
  failures: FileFailure[];
  truncated: boolean;
  after: string | null;
}

export interface ContentOptions {
  related?: 'none' | 'signatures' | 'definitions' | undefined;
  callers?: boolean | undefined;
  maxBytes?: number | undefined;
  limit?: number | undefined;
  signal?: AbortSignal | undefined;
}

export interface ContentDefinition {
  key: string | null;
  name: string;
  kind: SymbolKind | 'impl' | 'imports' | 'statement';
  file: string;
  language: string;
  owner: string;
  startLine: number;
  endLine: number;
  ranges: [first: number, last: number][];
  text: string | null;
}

export interface Content {
  definitions: ContentDefinition[];
  related: (SymbolInfo & { role: 'used' | 'caller'; via: EdgeInfo; text: string | null })[];
  candidates: SymbolInfo[];
  failures: FileFailure[];
  truncated: boolean;
}

export type ExportFormat = 'jsonl' | 'graphml' | 'dot' | 'mermaid' | 'neo4j-csv' | 'sqlite' | 'scip' | 'html';

export interface ExportResult {
  files: string[];
  bytes: number;
}

/** What an index answers. */
export interface CodeIndex {
  readonly root: string;
  readonly stats: IndexStats;
  readonly failures: FileFailure[];
  readonly warnings: GraphWarning[];
  refresh(options?: RefreshOptions): Promise<RefreshResult>;
  watch(options?: WatchOptions): AsyncIterableIterator<RefreshResult>;
  function(key: string): Promise<FunctionAnalysis | undefined>;
  type(key: string): Promise<TypeAnalysis | undefined>;
  file(path: string): Promise<FileAnalysis | undefined>;
  graph(): Promise<CodeGraph>;
  find(options: FindOptions): Promise<FindResult>;
  callers(keys: string | string[], options?: WalkOptions): Promise<WalkResult>;
  callees(keys: string | string[], options?: WalkOptions): Promise<WalkResult>;
  impact(change: ImpactQuery, options?: ImpactOptions): Promise<Impact>;
  paths(from: string | string[], to: string | string[], options?: PathOptions): Promise<PathsResult>;
  subgraph(keys: string | string[], options?: { depth?: number }): Promise<CodeGraph>;
  cycles(): Promise<CyclesResult>;
  unused(options: { entryPoints?: string[] }): Promise<UnusedResult>;
  similar(to: string | SimilarTo, options?: SimilarOptions): Promise<SimilarResult>;
  contentFor(change: readonly FileRanges[] | ImpactQuery, options?: ContentOptions): Promise<Content>;
  export(format: ExportFormat, target: string | NodeJS.WritableStream): Promise<ExportResult>;
  // An index compares with what `openIndex` gives, and with nothing else.
  compare(after: never): Promise<Comparison>;
  snapshot(name: string, options?: { signal?: AbortSignal }): Promise<Snapshot>;
  close(): Promise<void>;
}
