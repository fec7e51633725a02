/**
 * A repository that stays: opened once, brought up to date as its files change, asked at any time. It is held in native
 * memory; nothing is in V8's heap that was not asked for.
 *
 * Paths and keys in answers are relative to the root, `/`-separated: `src/order.ts::OrderService::load`. Those in questions may
 * be absolute too. Lines and columns count from 1, columns in UTF-16 code units.
 */
import type {
  CodeGraph,
  FileAnalysis,
  FileFailure,
  FunctionAnalysis,
  GraphWarning,
  Snapshot,
  StreamOptions,
  TypeAnalysis,
} from './index.js';

/** What `await using` asks for, where the compiler's `lib` or Node.js's types declare it. */
type AsyncDisposal = SymbolConstructor extends { readonly asyncDispose: infer Key extends symbol }
  ? { [Name in Key]: () => Promise<void> }
  : object;

/** By shape, so that it may be of another realm or a polyfill. */
type Signal = NonNullable<StreamOptions['signal']>;

/** How far the opening of an index is, or its refreshing. */
export interface IndexProgress {
  stage: 'discovering' | 'parsing' | 'linking';
  /** Files that this stage is done with. */
  processedFiles: number;
  /** Files of this stage, as far as they are known. */
  totalFiles: number;
}

/** Options of {@link openIndex}: those of a graph, but for what concerns batches. */
export interface IndexOptions
  extends Pick<
    StreamOptions,
    | 'signal'
    | 'concurrency'
    | 'maxFileSize'
    | 'fileTimeoutMs'
    | 'include'
    | 'exclude'
    | 'respectGitignore'
    | 'cache'
    | 'logger'
  > {
  /** Called a few times a second while the index is opened. An exception from it disturbs nothing. */
  onProgress?: ((progress: IndexProgress) => void) | undefined;
  /**
   * The name of a {@link CodeIndex.snapshot} of this root, which is opened from the `cache` in the place of the files: these are not
   * looked at and need not be there, so what says which of them count means nothing. It answers every question as the index did that
   * it was taken of, and cannot be refreshed or watched: that is `ERR_INDEX_IS_SNAPSHOT`.
   */
  snapshot?: string | undefined;
}

/** Options of {@link CodeIndex.snapshot}. */
export interface SnapshotOptions {
  /** Cancels it: nothing is kept then, and what was there under the name is there still. */
  signal?: Signal | undefined;
}

/** How much of something an index knows. */
export interface IndexCounts {
  files: number;
  functions: number;
  types: number;
  calls: number;
  /** Calls that lead to a function of the repository. */
  callsWithTarget: number;
}

/** How much an index knows. */
export interface IndexStats extends IndexCounts {
  /** What leads from one function or type to another. */
  edges: number;
  /** Bytes of the sources. */
  sourceBytes: number;
  /** Bytes that are held in memory, about. */
  bytes: number;
  /** Files that could not be analysed: see {@link CodeIndex.failures}. */
  failures: number;
  /** By language: `typescript`, `python`, … */
  languages: Record<string, IndexCounts>;
}

/** What a symbol is. */
export type SymbolKind = 'function' | 'class' | 'interface' | 'enum' | 'type';

/** A function or a type. */
export interface SymbolInfo {
  /** Its key, below the root. */
  key: string;
  name: string;
  kind: SymbolKind;
  /** The path of its file, below the root. */
  file: string;
  language: string;
  /** The class that it is in; `''` if it is in none. */
  owner: string;
  startLine: number;
  endLine: number;
  /** Whether it is a test, or for tests. */
  isTest: boolean;
}

/**
 * How one function or type leads to another: it calls it; it calls what the other runs in the place of (`dispatch`); it makes an
 * instance of it, which has no constructor of its own (`construct`); it names it as a value, as a decorator, as a type, or reads or
 * writes it (`access`); it extends or implements it. In an {@link Impact} also: it overrides it, or is overridden by it (`override`).
 */
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

/** An edge where it stands in the source. */
export interface EdgeInfo {
  /** The key that it leads from; `null` outside of any function. */
  from: string | null;
  to: string;
  kind: EdgeKind;
  /** The path of the file it stands in. */
  file: string;
  line: number;
  column: number;
}

/** An edge, wherever it stands. */
export interface Link {
  /** The key that it leads from; the path of its file, outside of any function. */
  from: string;
  to: string;
  kind: EdgeKind;
}

/** Functions or types that came, went and changed, by key. */
export interface SymbolChanges {
  added: string[];
  removed: string[];
  /** Those that kept their key and have another body, or another signature: what stands before the body. */
  changed: { key: string; body: boolean; signature: boolean }[];
  /** Those that have another key now, and nothing else. Another line in the same file is no move. */
  moved: { from: string; to: string }[];
}

/** What differs between two moments, or two versions. */
export interface IndexChanges {
  files: { added: string[]; removed: string[]; changed: string[] };
  functions: SymbolChanges;
  types: SymbolChanges;
  edges: { added: Link[]; removed: Link[] };
}

/** What {@link CodeIndex.refresh} came to. */
export interface RefreshResult extends IndexChanges {
  /** How many files were parsed again. */
  parsed: number;
  /** How many files were linked again. */
  linked: number;
  /** Their paths, in order. */
  linkedFiles: string[];
}

/** Options of {@link CodeIndex.refresh}. */
export interface RefreshOptions {
  /** Looks at these files alone. @default all */
  paths?: readonly string[] | undefined;
  signal?: Signal | undefined;
  /** Called a few times a second. */
  onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** Options of {@link CodeIndex.watch}. */
export interface WatchOptions {
  signal?: Signal | undefined;
  /** Milliseconds in which nothing happens before the index is brought up to date. @default 50 */
  debounceMs?: number | undefined;
}

/** What {@link CodeIndex.compare} answers. */
export interface Comparison extends IndexChanges {
  /** Who calls what changed, as it is afterwards, and who called what is gone, as it was before. */
  callers: SymbolInfo[];
}

/** Options of {@link CodeIndex.find}. All that are given must hold. */
export interface FindOptions {
  /** The whole name, or the end of a key: `load`, `OrderService.load`, `order.ts::OrderService`. */
  name?: string | undefined;
  /** What the name is like: it is that, begins with it, has it in it, or nearly so; upper and lower case are alike. */
  text?: string | undefined;
  kind?: SymbolKind | readonly SymbolKind[] | undefined;
  /** One of `Language`, or several. */
  language?: string | readonly string[] | undefined;
  /** A folder, a file or a glob, below the root. */
  path?: string | readonly string[] | undefined;
  /** Symbols in a page. @default 50 */
  limit?: number | undefined;
  /** The `after` of the page before. It stays right while files change. */
  after?: string | null | undefined;
}

/** A page of what {@link CodeIndex.find} found, best first. */
export interface FindResult {
  symbols: (SymbolInfo & {
    /** How well it fits, from 0 to 1. */
    score: number;
    match: 'exact' | 'prefix' | 'part' | 'fuzzy';
  })[];
  /** Whether there are more. */
  truncated: boolean;
  /** What the next page is asked with; `null` if there is none. */
  after: string | null;
}

/** Options of {@link CodeIndex.callers} and {@link CodeIndex.callees}. */
export interface WalkOptions {
  /** Steps. @default 1 */
  depth?: number | undefined;
  /** Whether a call leads to all that may run in the place of its target, too: overrides, implementations. @default true */
  dispatch?: boolean | undefined;
  /** Whether what is named without being called counts: functions as values, decorators, accessors, types. @default false */
  references?: boolean | undefined;
  /** Functions in a page. @default 1000 */
  limit?: number | undefined;
  /** The `after` of the page before. */
  after?: string | null | undefined;
}

/** A page of what {@link CodeIndex.callers} or {@link CodeIndex.callees} reach: by distance, then by path and place. */
export interface WalkResult {
  functions: (SymbolInfo & {
    /** Steps. */
    distance: number;
    /** The last edge on the way. */
    via: EdgeInfo;
  })[];
  /** Files that call outside of any function. */
  files: { file: string; language: string; distance: number; via: EdgeInfo }[];
  /** What a name may mean that means several; nothing is reached from these. */
  candidates: SymbolInfo[];
  truncated: boolean;
  after: string | null;
}

/** A format of others. `docs/exports.md` describes each. */
export type ExportFormat = 'jsonl' | 'graphml' | 'dot' | 'mermaid' | 'neo4j-csv' | 'sqlite' | 'scip' | 'html';

/** A stream of Node.js that can be written to, by shape. */
export interface WritableTarget {
  readonly writable: boolean;
  end(): unknown;
}

/** Where an export goes: to a path (of a folder, for `neo4j-csv`) or a `file:` URL, or to a stream of Node.js or of the web, by shape. */
export type ExportTarget = string | { readonly href: string } | WritableTarget | { getWriter(): unknown };

/** Options of {@link CodeIndex.export}. */
export interface ExportOptions {
  signal?: Signal | undefined;
}

/** What {@link CodeIndex.export} wrote. */
export interface ExportResult {
  /** The absolute paths of the files; none of a stream. */
  files: string[];
  /** How many bytes. */
  bytes: number;
}

/** Lines of a file. */
export interface FileRanges {
  /** Its path. */
  file: string;
  /** The first and the last line of each range. */
  ranges: readonly (readonly [first: number, last: number])[];
}

/** What is changed: all that is given. */
export interface ImpactQuery {
  /** Functions and types, by their keys or names. */
  keys?: string | readonly string[] | undefined;
  /** Files, with all that is in them. */
  files?: string | readonly string[] | undefined;
  /** A unified diff, as `git diff` writes it, or ranges of lines by file. */
  diff?: string | readonly FileRanges[] | undefined;
}

/** Options of {@link CodeIndex.impact}. */
export interface ImpactOptions {
  /** Steps. @default 5 */
  depth?: number | undefined;
  /** Symbols, files and tests at most, of each. @default 1000 */
  limit?: number | undefined;
}

/** A test. */
export interface TestInfo {
  /** Its title behind those of the blocks around it, or its name behind its class's. */
  title: string;
  /** Its key; `null` of a test that is no function of the graph. */
  key: string | null;
  file: string;
  line: number;
  /** Steps from the change; 0 if it is changed itself. */
  distance: number;
}

/** What {@link CodeIndex.impact} answers. */
export interface Impact {
  /** The smallest functions and types that are changed. */
  changed: SymbolInfo[];
  /** What that may affect, the nearest first. */
  affected: WalkResult['functions'];
  /** The tests among both. */
  tests: TestInfo[];
  /** The files that have something affected in them. */
  files: string[];
  candidates: SymbolInfo[];
  truncated: boolean;
}

/** Options of {@link CodeIndex.paths}. */
export interface PathOptions {
  /** Steps of a way at most. @default 10 */
  maxDepth?: number | undefined;
  /** As in {@link WalkOptions}. @default true */
  dispatch?: boolean | undefined;
  /** As in {@link WalkOptions}. @default false */
  references?: boolean | undefined;
  /** Ways at most. @default 10 */
  limit?: number | undefined;
}

/** What {@link CodeIndex.paths} answers: ways without circles, the shortest first. */
export interface PathsResult {
  paths: { symbols: SymbolInfo[]; edges: EdgeInfo[] }[];
  candidates: SymbolInfo[];
  truncated: boolean;
}

/** Options of {@link CodeIndex.subgraph}. */
export interface SubgraphOptions {
  /** Steps each way. @default 1 */
  depth?: number | undefined;
  /** As in {@link WalkOptions}. @default true */
  dispatch?: boolean | undefined;
  /** Whether references and supertypes count beside calls. @default true */
  references?: boolean | undefined;
  /** Functions and types at most, the nearest first. @default 1000 */
  limit?: number | undefined;
}

/** A part of the graph: a {@link CodeGraph} of the functions and types around some, and the files they are in. */
export interface Subgraph extends CodeGraph {
  candidates: SymbolInfo[];
  truncated: boolean;
}

/** Options of {@link CodeIndex.cycles}. */
export interface CycleOptions {
  /** Files that import each other, or functions that call each other. @default both */
  level?: 'file' | 'function' | undefined;
  /** Whether calls lead to what may run in the place of their target, too. @default false */
  dispatch?: boolean | undefined;
  /** Cycles at most. @default 1000 */
  limit?: number | undefined;
}

/** What {@link CodeIndex.cycles} answers: files, then functions; the largest first. */
export interface CyclesResult {
  cycles: {
    level: 'file' | 'function';
    /** All that lead to each other: paths or keys. */
    members: string[];
    /** A shortest circle among them; the last leads to the first. */
    cycle: string[];
    /** The calls that make it, of functions. */
    edges: EdgeInfo[];
  }[];
  truncated: boolean;
}

/** Options of {@link CodeIndex.unused}. */
export interface UnusedOptions {
  /**
   * Where the repository is entered: files, folders or globs, of which all exports count, and keys or names. @default the files
   * that a language calls
   */
  entryPoints?: readonly string[] | undefined;
  /** Whether decorators, and supertypes that are out of sight, say nothing. @default false */
  strict?: boolean | undefined;
  /** Symbols in a page. @default 1000 */
  limit?: number | undefined;
  /** The `after` of the page before. */
  after?: string | null | undefined;
}

/** A page of what nothing leads to. */
export interface UnusedResult {
  symbols: (SymbolInfo & {
    /** Whether other files may name it, so that somebody outside of the repository might. */
    exported: boolean;
  })[];
  candidates: SymbolInfo[];
  truncated: boolean;
  after: string | null;
}

/** A function that need not be in the repository, by its hashes: at least one of them. */
export interface SimilarTo {
  functionHash?: string | undefined;
  /** Functions with an equal signature count, whatever their bodies. */
  signatureHash?: string | undefined;
}

/** Options of {@link CodeIndex.similar}. */
export interface SimilarOptions {
  /** How much a body is at least like the other, from 0 to 1. @default 0.7 */
  threshold?: number | undefined;
  /** Whether functions with an equal `signatureHash` count, whatever their bodies. @default false */
  signature?: boolean | undefined;
  /** Functions in a page. @default 50 */
  limit?: number | undefined;
  /** The `after` of the page before. */
  after?: string | null | undefined;
  /** Cancels it: it rejects with the signal's reason, and no further file is read. */
  signal?: Signal | undefined;
}

/** A page of what {@link CodeIndex.similar} found, the most alike first, then by path and key. */
export interface SimilarResult {
  functions: (SymbolInfo & {
    /** How much the bodies are alike, from 0 to 1: 1 for equal ones alone, else estimated. 0 if no body was asked about. */
    score: number;
    /** What makes it similar: an equal `functionHash`, a body that is near, an equal `signatureHash` alone. */
    match: 'body' | 'near' | 'signature';
    sameSignature: boolean;
  })[];
  /** What the name may mean that means several; nothing is like these. */
  candidates: SymbolInfo[];
  /** Files that had changed on the disk before they were looked at, and whose functions are left out; paths are below the root. */
  failures: FileFailure[];
  truncated: boolean;
  after: string | null;
}

/** Options of {@link CodeIndex.contentFor}. */
export interface ContentOptions {
  /** What of the functions and types that are used is wanted: the bodies of functions are left out of signatures. @default none */
  related?: 'none' | 'signatures' | 'definitions' | undefined;
  /** Whether the functions that call the definitions are wanted, too. @default false */
  callers?: boolean | undefined;
  /** Bytes of UTF-8 that all texts have at most. @default 200,000 */
  maxBytes?: number | undefined;
  /** Definitions at most, and related functions and types at most. @default 1000 */
  limit?: number | undefined;
  /** Cancels it: it rejects with the signal's reason, and no further file is read. */
  signal?: Signal | undefined;
}

/** A definition, or what stands around definitions. */
export interface ContentDefinition {
  /** Its key; `null` of what is neither a function nor a type. */
  key: string | null;
  /** Its name; of an `impl` what is in front of its members; `''` of imports and statements. */
  name: string;
  /**
   * `impl` holds members of a type that is defined elsewhere, `imports` are as many as stand together, `statement` is whatever else
   * is outside of functions and types.
   */
  kind: SymbolKind | 'impl' | 'imports' | 'statement';
  file: string;
  language: string;
  owner: string;
  /** Its first line: that of the comment in front of it, if that was asked about. */
  startLine: number;
  endLine: number;
  /** The lines of it that were asked about; none if it was asked about by its key. */
  ranges: [first: number, last: number][];
  /** What is written there; `null` where there was no room for it. */
  text: string | null;
}

/** What {@link CodeIndex.contentFor} answers. */
export interface Content {
  /** The smallest definitions around the change, by path, then as they stand there. */
  definitions: ContentDefinition[];
  /** What they use and what calls them, unless it is in one of them. */
  related: (SymbolInfo & { role: 'used' | 'caller'; via: EdgeInfo; text: string | null })[];
  candidates: SymbolInfo[];
  /** Files that had changed on the disk since they were looked at, with `ERR_FILE_READ`; paths are below the root. */
  failures: FileFailure[];
  truncated: boolean;
}

/** Options of {@link CodeIndex.enrich}. */
export interface EnrichOptions {
  /** About how many nodes there are in a piece. @default 1000 */
  limit?: number | undefined;
}

/** A piece of all nodes and relationships. */
export interface Enrichment {
  nodes: (SymbolInfo & {
    /** The keys of the functions that call it, or may. */
    callers: string[];
  })[];
  relationships: {
    kind: 'calls' | 'implements' | 'extends' | 'imports';
    from: string;
    to: string;
    /** The line of the first place; `null` of an import. */
    line: number | null;
  }[];
}

/** A repository that stays. A later call than {@link CodeIndex.close} rejects with `ERR_INDEX_CLOSED`. */
export interface CodeIndex extends AsyncDisposal {
  /** The root as it was given, absolute. */
  readonly root: string;
  /** How much it knows. */
  readonly stats: IndexStats;
  /** The files that could not be analysed; their paths are absolute. */
  readonly failures: FileFailure[];
  /**
   * What manifests and folders do not add to it, by path; once for each and each code. Folders of `failures` are not among them. With
   * `paths`, `refresh` may leave some here that are gone since: the next one without looks at all of them.
   */
  readonly warnings: GraphWarning[];
  /**
   * Brings the index up to date with the files and says what changed. Questions that are asked meanwhile are answered as it
   * was before. One at a time: a second call waits for the first.
   */
  refresh(options?: RefreshOptions | null): Promise<RefreshResult>;
  /**
   * Follows the files, and says what changed whenever they have come to rest: the first time also what changed before they were
   * watched. No change is lost, however many there are; while nobody asks they are gathered. Ends with `break`, `return()`, the
   * signal (then `next()` rejects with its reason) or {@link CodeIndex.close}. Rejects with `ERR_CANNOT_WATCH` where the system does
   * not let files be watched, and with `ERR_FOLDER_UNREADABLE` when the root is removed or renamed: watch it again when it is back.
   */
  watch(options?: WatchOptions | null): AsyncIterableIterator<RefreshResult>;
  /** The function with this key, as a {@link CodeGraph} holds it, with paths and keys below the root. */
  function(key: string): Promise<FunctionAnalysis | undefined>;
  /** The same of a type. */
  type(key: string): Promise<TypeAnalysis | undefined>;
  /** The same of the file at this path. */
  file(path: string): Promise<FileAnalysis | undefined>;
  /**
   * The whole graph. Its paths and keys are below the root; with `rootDir` they are below that, so that
   * `graph({ rootDir: index.root })` is what `buildGraphStreaming(index.root)` gives.
   */
  graph(options?: { rootDir?: string | undefined; signal?: Signal | undefined } | null): Promise<CodeGraph>;
  /**
   * The same, some files at a time, by path: each part has all that is in its files, linked with all others, and no part is kept. The
   * `failures` are of files that cannot be read any more; those of the index, and its `warnings`, are in no part.
   */
  graphInParts(
    options?: { rootDir?: string | undefined; signal?: Signal | undefined } | null,
  ): AsyncGenerator<CodeGraph, undefined, undefined>;
  /** Symbols by name, best first, page by page. */
  find(options?: FindOptions | null): Promise<FindResult>;
  /**
   * Who calls these: keys, or names as in {@link FindOptions.name}. An unknown one has no callers, an ambiguous one is answered
   * by its `candidates`. A type stands for what makes its instances.
   */
  callers(keys: string | readonly string[], options?: WalkOptions | null): Promise<WalkResult>;
  /** What these call. A type stands for all its members. */
  callees(keys: string | readonly string[], options?: WalkOptions | null): Promise<WalkResult>;
  /** What a change may affect: callers, overrides, subtypes, users of types, importers; with the tests among it. */
  impact(change: ImpactQuery, options?: ImpactOptions | null): Promise<Impact>;
  /** How some functions lead to others. */
  paths(
    from: string | readonly string[],
    to: string | readonly string[],
    options?: PathOptions | null,
  ): Promise<PathsResult>;
  /** What stands around some functions and types, as a graph. */
  subgraph(keys: string | readonly string[], options?: SubgraphOptions | null): Promise<Subgraph>;
  /** Files that import each other, and functions that call each other. */
  cycles(options?: CycleOptions | null): Promise<CyclesResult>;
  /** Functions and types that nothing leads to. */
  unused(options?: UnusedOptions | null): Promise<UnusedResult>;
  /**
   * Functions with a body that is equal or like that of one: of a key or name, or of hashes. The first such question looks at all
   * functions, the first after a refresh at those that changed.
   */
  similar(to: string | SimilarTo, options?: SimilarOptions | null): Promise<SimilarResult>;
  /**
   * What is written at a change: ranges of lines by file, or what {@link CodeIndex.impact} takes. Of each line the smallest function,
   * type, block of imports or statement around it, with its text.
   */
  contentFor(change: readonly FileRanges[] | ImpactQuery, options?: ContentOptions | null): Promise<Content>;
  /** Every function and type, with who calls it, and every relationship; in pieces. */
  enrich(options?: EnrichOptions | null): AsyncGenerator<Enrichment, undefined, undefined>;
  /** What differs between this index and another that came after it: the base of a change and its head. */
  compare(after: CodeIndex): Promise<Comparison>;
  /**
   * Writes the index in a format of others, no faster than the target takes it. A path appears when the export is whole;
   * links are followed, and what is no regular file is refused. A stream is ended, or destroyed if the export fails, as `pipeline`
   * of Node.js does.
   *
   * @throws CodeKnowledgeGraphError with `ERR_EXPORT` where a path cannot be written; a stream's own error if that fails
   */
  export(format: ExportFormat, target: ExportTarget, options?: ExportOptions | null): Promise<ExportResult>;
  /**
   * Keeps the index as it is now under a name in its cache, in place of what was kept under it: {@link IndexOptions.snapshot} opens it
   * again, whatever becomes of the files. It stays until {@link deleteSnapshot} or {@link pruneSnapshots} removes it; no limit of
   * the cache does. All of it is kept or, where it rejects, nothing: with `ERR_NO_CACHE` without a cache, `ERR_CACHE_UNUSABLE` where
   * that cannot be written, `ERR_INVALID_SNAPSHOT_NAME`, and `ERR_INDEX_BEHIND` where a file has changed since the index last
   * looked at it, whose text it could not keep.
   *
   * @param name of at most 200 bytes, without `/`, `\` and control characters
   */
  snapshot(name: string, options?: SnapshotOptions | null): Promise<Snapshot>;
  /** What `JSON.stringify` says of an index: what there is to be asked, not all that is known. Of a whole graph see `graph`. */
  toJSON(): Pick<CodeIndex, 'root' | 'stats' | 'failures' | 'warnings'>;
  /** Frees it. With a cache, waits until what it answers is kept there. */
  close(): Promise<void>;
}

/**
 * Opens a repository to be asked about.
 *
 * @throws an error with `ERR_ROOT_DIR_NOT_FOUND` and the other codes of {@link CodeGraph}'s builders; a `TypeError` for an option
 *   that there is not; for a `snapshot` with `ERR_SNAPSHOT_NOT_FOUND`, `ERR_SNAPSHOT_CORRUPT`, `ERR_SNAPSHOT_VERSION` or `ERR_NO_CACHE`
 */
export declare function openIndex(root: string, options?: IndexOptions | null): Promise<CodeIndex>;
