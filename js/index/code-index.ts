/** A repository that stays: what callers hold of it. `code-index.d.ts` describes it to them. */
import type {
  Comparison,
  Content,
  ContentOptions,
  CycleOptions,
  CyclesResult,
  Enrichment,
  EnrichOptions,
  ExportFormat,
  ExportOptions,
  ExportResult,
  ExportTarget,
  FileRanges,
  FindOptions,
  FindResult,
  Impact,
  ImpactOptions,
  ImpactQuery,
  IndexOptions,
  IndexProgress,
  IndexStats,
  CodeIndex as Interface,
  PathOptions,
  PathsResult,
  RefreshOptions,
  RefreshResult,
  SimilarOptions,
  SimilarResult,
  SimilarTo,
  SnapshotOptions,
  Subgraph,
  SubgraphOptions,
  UnusedOptions,
  UnusedResult,
  WalkOptions,
  WalkResult,
  WatchOptions,
} from '../../code-index.js';
import type {
  AnalyzedFile,
  CodeGraph,
  FileAnalysis,
  FileFailure,
  FunctionAnalysis,
  GraphWarning,
  Language,
  Snapshot,
  StreamOptions,
  TypeAnalysis,
} from '../../index.js';
import { Abortion } from '../abortion.js';
import type { NativeFailure } from '../decode/failures.js';
import { CodeKnowledgeGraphError } from '../decode/graph-error.js';
import { decodeBatch } from '../decode/handover.js';
import { typeError } from '../errors.js';
import { emptyGraph, withJSON } from '../json.js';
import { guardMethods } from '../members.js';
import { type GivenRoot, type IndexWork, type NativeIndex, type NativePieces, native, release } from '../native.js';
import { cacheWarnings, mergedOptions, nativeOptions, newRoot, optionsNamed, rootFolder, string } from '../options.js';
import { successOf } from '../outcome.js';
import { Reporter } from '../reporter.js';
import { Slices } from '../slices.js';
import { snapshotOf } from '../snapshots.js';
import { warningsBeside } from '../warnings.js';
import {
  anyBoolean,
  anyFunction,
  anySignal,
  anyString,
  anyStrings,
  type Checks,
  checkedOptions,
  integerFrom,
  keyBelow,
  keysBelow,
  oneOf,
  pathBelow,
  pathsBelow,
  questionText,
  share,
  someOf,
  stringOrNull,
  stringOrStrings,
} from './arguments.js';
import { IndexWatch } from './watch.js';

/** Milliseconds between two looks at how far the work is. */
const PROGRESS_MS = 200;

const OPTION_NAMES = [
  ...['signal', 'concurrency', 'maxFileSize', 'fileTimeoutMs', 'include', 'exclude', 'respectGitignore', 'cache'],
  ...['logger', 'onProgress'],
] as (keyof IndexOptions)[];

const OPTIONS: Checks = {
  // The others are checked as those of a graph are.
  ...Object.fromEntries(OPTION_NAMES.map((name) => [name, (_: string, value: unknown) => value])),
  snapshot: anyString,
};
const WATCH: Checks = { signal: anySignal, debounceMs: integerFrom(0) };
const REFRESH: Checks = { paths: anyStrings, signal: anySignal, onProgress: anyFunction };
const limit = integerFrom(1);
/** Those of `Language`, by which `stats` counts as well. */
const LANGUAGES: readonly Language[] = [
  ...(['typescript', 'javascript', 'python', 'java', 'go', 'ruby', 'php', 'csharp', 'rust'] as const),
];
const FIND: Checks = {
  name: anyString,
  text: anyString,
  kind: someOf('function', 'class', 'interface', 'enum', 'type'),
  language: someOf(...LANGUAGES),
  path: stringOrStrings,
  limit,
  after: stringOrNull,
};
const WALK: Checks = { depth: limit, dispatch: anyBoolean, references: anyBoolean, limit, after: stringOrNull };
const HASHES: Checks = { functionHash: anyString, signatureHash: anyString };
const SIMILAR: Checks = { threshold: share, signature: anyBoolean, limit, after: stringOrNull, signal: anySignal };
const CONTENT: Checks = {
  related: oneOf('none', 'signatures', 'definitions'),
  callers: anyBoolean,
  maxBytes: integerFrom(0, 2 ** 32 - 1),
  limit,
  signal: anySignal,
};
/** What a change is given by. */
const CHANGE = 'an object with keys, files or diff';
const SNAPSHOT: Checks = { signal: anySignal };
const GRAPH: Checks = { rootDir: anyString, signal: anySignal };

/** Opens a repository. See `code-index.d.ts`. */
export function openIndex(root: string, options?: IndexOptions | null): Promise<Interface> {
  return openIndexWith({}, root, options);
}

/** Opens a repository with an instance's options under those of the call. */
export async function openIndexWith(
  defaults: StreamOptions,
  root: string,
  options: IndexOptions | null | undefined,
): Promise<Interface> {
  const folder = rootFolder('root', root);
  const { snapshot, ...own } = checkedOptions<IndexOptions>(options, OPTIONS);
  const { given, onProgress } = indexOptionsUnder(defaults, own, OPTION_NAMES);
  const forNative = nativeOptions(given);
  const reporter = new Reporter(given);
  reporter.warnings(cacheWarnings(given, forNative));
  return indexOf(folder, reporter, { signal: given.signal, onProgress }, (work) =>
    native().openIndex(folder, forNative, snapshot, work),
  );
}

/**
 * An instance's options, as far as they have these names, under those of a call.
 *
 * @returns `onProgress` alone, which is checked here: `given` is checked as the options of a graph are
 */
export function indexOptionsUnder(
  defaults: StreamOptions,
  own: IndexOptions,
  names: readonly (keyof IndexOptions)[],
): { given: StreamOptions; onProgress: IndexOptions['onProgress'] } {
  const { onProgress, ...rest } = own;
  if (onProgress !== undefined) anyFunction('onProgress', onProgress);
  // Who is told of a stream's progress is told of batches, which there are none of here.
  const { onProgress: _, ...under } = optionsNamed<IndexOptions>(defaults, names);
  return { given: mergedOptions(under, rest), onProgress };
}

/** The index of `root` that `open` opens. */
export async function indexOf(
  root: GivenRoot,
  reporter: Reporter,
  watched: Watched,
  open: (work: IndexWork) => Promise<NativeIndex | NativeFailure>,
): Promise<Interface> {
  const index = new CodeIndex(await worked(watched, open), root, reporter);
  index.tell();
  return index;
}

class CodeIndex implements Interface {
  readonly #native: NativeIndex;
  readonly #reporter: Reporter;
  readonly #watches = new Set<IndexWatch>();
  readonly root: string;
  #isClosed = false;

  static {
    guardMethods(CodeIndex, (object) => #native in object);
  }

  constructor(index: NativeIndex, root: GivenRoot, reporter: Reporter) {
    this.#native = index;
    this.root = native().rootPath(root);
    this.#reporter = reporter;
  }

  /** Tells the logger what came up. */
  tell(): void {
    this.#reporter.warnings(this.#native.takeWarnings());
    this.#reporter.failures(this.failures);
  }

  get stats(): IndexStats {
    return { ...JSON.parse(successOf(this.#native.stats())), failures: this.#native.failures().length };
  }

  get failures(): FileFailure[] {
    this.#throwIfClosed();
    return this.#native.failures() as FileFailure[];
  }

  get warnings(): GraphWarning[] {
    return warningsBeside(this.failures, this.#native.resultWarnings());
  }

  async refresh(options?: RefreshOptions | null): Promise<RefreshResult> {
    const { paths, signal, onProgress } = checkedOptions<RefreshOptions>(options, REFRESH);
    const answer = await worked({ signal, onProgress }, (work) =>
      this.#native.refresh(paths === undefined ? undefined : [...paths], work),
    );
    this.#reporter.warnings(this.#native.takeWarnings());
    return JSON.parse(answer);
  }

  watch(options?: WatchOptions | null): AsyncIterableIterator<RefreshResult> {
    const { signal, debounceMs } = checkedOptions<WatchOptions>(options, WATCH);
    const watch = new IndexWatch(
      {
        open: async () => successOf(await this.#native.watch()),
        refresh: (paths) => this.refresh(paths === undefined ? {} : { paths }),
        ended: (ended) => this.#watches.delete(ended),
      },
      { ...(signal === undefined ? {} : { signal }), ...(debounceMs === undefined ? {} : { debounceMs }) },
    );
    if (!watch.hasEnded) this.#watches.add(watch);
    return watch;
  }

  async function(key: string): Promise<FunctionAnalysis | undefined> {
    return (await this.#analyzedWith(key))?.analysis.functions.get(keyBelow(this.root, key));
  }

  async type(key: string): Promise<TypeAnalysis | undefined> {
    return (await this.#analyzedWith(key))?.analysis.types.get(keyBelow(this.root, key));
  }

  async file(path: string): Promise<FileAnalysis | undefined> {
    return (await this.#analyzed(pathBelow(this.root, string('path', path))))?.analysis.fileAnalysis;
  }

  async graph(options?: { rootDir?: string | undefined; signal?: StreamOptions['signal'] } | null): Promise<CodeGraph> {
    const { rootDir, signal } = checkedOptions<{ rootDir: string; signal: AbortSignal }>(options, GRAPH);
    const abortion = new Abortion(signal);
    const slices = new Slices(() => signal?.aborted === true);
    const root = rootDir === undefined ? undefined : newRoot(rootDir);
    try {
      return await abortion.race(async () => {
        const { failures, warnings } = this;
        return graphOf(successOf(await this.#native.pieces(undefined, root)), { failures, warnings }, slices);
      });
    } finally {
      abortion.dispose();
    }
  }

  async *graphInParts(
    options?: { rootDir?: string | undefined; signal?: StreamOptions['signal'] } | null,
  ): AsyncGenerator<CodeGraph, undefined, undefined> {
    const { rootDir, signal } = checkedOptions<{ rootDir: string; signal: AbortSignal }>(options, GRAPH);
    const root = rootDir === undefined ? undefined : newRoot(rootDir);
    const slices = new Slices(() => signal?.aborted === true);
    const pieces = successOf(await this.#native.pieces(undefined, root));
    for (let piece = 0; piece < pieces.length; piece++) {
      signal?.throwIfAborted();
      const part = emptyGraph();
      await addPiece(part, pieces, piece, slices);
      yield part;
    }
    return undefined;
  }

  async snapshot(name: string, options?: SnapshotOptions | null): Promise<Snapshot> {
    const called = string('name', name);
    const { signal } = checkedOptions<SnapshotOptions>(options, SNAPSHOT);
    return snapshotOf(await worked({ signal }, (work) => this.#native.snapshot(called, work)));
  }

  find(options?: FindOptions | null): Promise<FindResult> {
    return this.#ask('find', () => {
      const { name, path, ...rest } = checkedOptions<FindOptions>(options, FIND);
      return {
        ...rest,
        ...(name === undefined ? {} : { name: keyBelow(this.root, name) }),
        ...(path === undefined ? {} : { path: pathsBelow(this.root, 'options.path', path) }),
      };
    });
  }

  callers(keys: string | readonly string[], options?: WalkOptions | null): Promise<WalkResult> {
    return this.#ask('callers', () => this.#about(keys, options, WALK));
  }

  callees(keys: string | readonly string[], options?: WalkOptions | null): Promise<WalkResult> {
    return this.#ask('callees', () => this.#about(keys, options, WALK));
  }

  impact(change: ImpactQuery, options?: ImpactOptions | null): Promise<Impact> {
    return this.#ask('impact', () => ({
      query: this.#changeQuery(change),
      options: checkedOptions(options, { depth: limit, limit }),
    }));
  }

  paths(
    from: string | readonly string[],
    to: string | readonly string[],
    options?: PathOptions | null,
  ): Promise<PathsResult> {
    return this.#ask('paths', () => ({
      from: keysBelow(this.root, 'from', from),
      to: keysBelow(this.root, 'to', to),
      options: checkedOptions(options, { maxDepth: limit, dispatch: anyBoolean, references: anyBoolean, limit }),
    }));
  }

  async subgraph(keys: string | readonly string[], options?: SubgraphOptions | null): Promise<Subgraph> {
    const checks = { depth: integerFrom(0), dispatch: anyBoolean, references: anyBoolean, limit };
    const found: FoundSubgraph = await this.#ask('subgraph', () => this.#about(keys, options, checks));
    const pieces = successOf(await this.#native.pieces(found.files, undefined));
    const { files, functions, types, failures } = await graphOf(pieces, { failures: [], warnings: [] }, new Slices());
    const kept = <Value>(all: Map<string, Value>, keys: readonly string[]) => {
      const wanted = new Set(keys);
      return new Map([...all].filter(([key]) => wanted.has(key)));
    };
    return withJSON({
      files,
      functions: kept(functions, found.functions),
      types: kept(types, found.types),
      failures,
      warnings: [],
      candidates: found.candidates,
      truncated: found.truncated,
    });
  }

  cycles(options?: CycleOptions | null): Promise<CyclesResult> {
    return this.#ask('cycles', () =>
      checkedOptions(options, { level: oneOf('file', 'function'), dispatch: anyBoolean, limit }),
    );
  }

  unused(options?: UnusedOptions | null): Promise<UnusedResult> {
    return this.#ask('unused', () => {
      const checks = { entryPoints: anyStrings, strict: anyBoolean, limit, after: stringOrNull };
      const { entryPoints, ...rest } = checkedOptions<UnusedOptions>(options, checks);
      return { ...rest, entryPoints: (entryPoints ?? []).map((entry) => pathBelow(this.root, entry)) };
    });
  }

  async similar(to: string | SimilarTo, options?: SimilarOptions | null): Promise<SimilarResult> {
    const asked = typeof to === 'string' ? { key: keyBelow(this.root, to) } : hashesOf(to);
    const { signal, ...rest } = checkedOptions<SimilarOptions>(options, SIMILAR);
    return this.#askFiles('similar', { to: asked, options: rest }, signal);
  }

  async contentFor(change: readonly FileRanges[] | ImpactQuery, options?: ContentOptions | null): Promise<Content> {
    const query = this.#changeQuery(Array.isArray(change) ? { diff: change } : change);
    const { signal, ...rest } = checkedOptions<ContentOptions>(options, CONTENT);
    return this.#askFiles('content', { query, options: rest }, signal);
  }

  async *enrich(options?: EnrichOptions | null): AsyncGenerator<Enrichment, undefined, undefined> {
    const given = checkedOptions<EnrichOptions>(options, { limit });
    let after: string | null | undefined;
    do {
      const piece: Enrichment & { after: string | null } = await this.#ask('enrich', () => ({ ...given, after }));
      after = piece.after;
      yield { nodes: piece.nodes, relationships: piece.relationships };
    } while (after !== null);
    return undefined;
  }

  async compare(after: Interface): Promise<Comparison> {
    if (!(after instanceof CodeIndex)) throw typeError('after', 'an index', after);
    return JSON.parse(successOf(await this.#native.compare(after.#native)));
  }

  async export(format: ExportFormat, target: ExportTarget, options?: ExportOptions | null): Promise<ExportResult> {
    // Loaded when it is needed: what it takes of Node.js costs more than the rest of this module.
    const { exportIndex } = require('./export.js') as typeof import('./export.js');
    return exportIndex(this.#native, format, target, options);
  }

  toJSON(): ReturnType<Interface['toJSON']> {
    const { root, stats, failures, warnings } = this;
    return { root, stats, failures, warnings };
  }

  async close(): Promise<void> {
    for (const watch of [...this.#watches]) watch.end();
    this.#isClosed = true;
    // Nothing is asked of it any more from here on; what it answers is kept for whoever opens it next.
    const settled = this.#native.settle();
    this.#native.close();
    await settled;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Asks a question with what `checked` makes of its arguments. */
  async #ask<Answer>(question: string, checked: () => object): Promise<Answer> {
    return JSON.parse(successOf(await this.#native.ask(question, questionText(checked()))));
  }

  /** Asks a question for which files are read, which a signal cancels. */
  async #askFiles<Answer>(question: string, asked: object, signal: StreamOptions['signal']): Promise<Answer> {
    const answer = (work: IndexWork) => this.#native.askFiles(question, questionText(asked), work);
    return JSON.parse(await worked({ signal }, answer));
  }

  #changeQuery(change: unknown): object {
    if (typeof change !== 'object' || change === null || Array.isArray(change))
      throw typeError('change', CHANGE, change);
    const { keys, files, diff } = checkedOptions<ImpactQuery>(change, {
      keys: stringOrStrings,
      files: stringOrStrings,
      diff: (_, value) => value,
    });
    // Nothing is affected by nothing, but that is hardly what was to be known.
    if ((keys ?? files ?? diff) === undefined) throw typeError('change', `${CHANGE}, one of them at least`, change);
    const query = {
      keys: keysBelow(this.root, 'keys', keys ?? []),
      files: pathsBelow(this.root, 'files', files ?? []),
    };
    if (diff === undefined || typeof diff === 'string') return { ...query, ...(diff === undefined ? {} : { diff }) };
    if (!Array.isArray(diff)) throw typeError('diff', 'a unified diff, or ranges of lines by file', diff);
    return { ...query, diff: diff.map((of, number) => rangesOf(this.root, `diff[${number}]`, of)) };
  }

  /** For what is not asked of the native side, which says so itself. */
  #throwIfClosed(): void {
    if (this.#isClosed) throw new CodeKnowledgeGraphError('The index is closed', 'ERR_INDEX_CLOSED');
  }

  #about(keys: unknown, options: unknown, checks: Checks): object {
    return { keys: keysBelow(this.root, 'keys', keys), options: checkedOptions(options, checks) };
  }

  /** The file that a key is of, if there is one: a path may have `::` in it. */
  async #analyzedWith(key: string): Promise<AnalyzedFile | undefined> {
    const own = keyBelow(this.root, string('key', key));
    this.#throwIfClosed();
    for (let end = own.indexOf('::'); end !== -1; end = own.indexOf('::', end + 1)) {
      const file = await this.#analyzed(own.slice(0, end));
      if (file !== undefined) return file;
    }
    return undefined;
  }

  async #analyzed(path: string): Promise<AnalyzedFile | undefined> {
    const pieces = successOf(await this.#native.pieces([path], undefined));
    if (pieces.length === 0) return undefined;
    const buffer = successOf(await pieces.batch(0));
    const { files, failures } = await decodeBatch(buffer, new Slices());
    release(buffer);
    const [failure] = failures;
    if (failure !== undefined) {
      const { code, filePath, message } = failure;
      throw Object.assign(new CodeKnowledgeGraphError(message, code), { filePath });
    }
    return files[0];
  }
}

/** A subgraph, before its files are decoded. */
interface FoundSubgraph extends Pick<Subgraph, 'candidates' | 'truncated'> {
  files: string[];
  functions: string[];
  types: string[];
}

/** Checks the hashes of a function: one of them at least. */
function hashesOf(to: unknown): object {
  const hashes =
    typeof to === 'object' && to !== null && !Array.isArray(to) ? checkedOptions<SimilarTo>(to, HASHES) : {};
  if (Object.keys(hashes).length === 0) throw typeError('to', 'a key, a name, or { functionHash, signatureHash }', to);
  return hashes;
}

/** Checks the ranges of lines of one file. */
function rangesOf(root: string, name: string, of: unknown): object {
  const { file, ranges } = (typeof of === 'object' && of !== null ? of : {}) as Partial<FileRanges>;
  if (typeof file !== 'string' || !Array.isArray(ranges)) throw typeError(name, '{ file, ranges }', of);
  const isLine = (line: unknown) => Number.isInteger(line) && (line as number) >= 1 && (line as number) < 2 ** 32;
  for (const range of ranges) {
    if (!Array.isArray(range) || range.length !== 2 || !range.every(isLine)) {
      throw typeError(`${name}.ranges`, 'pairs of lines from 1', range);
    }
  }
  return { file: pathBelow(root, file), ranges };
}

async function graphOf(
  pieces: NativePieces,
  told: Pick<CodeGraph, 'failures' | 'warnings'>,
  slices: Slices,
): Promise<CodeGraph> {
  const graph = Object.assign(emptyGraph(), told);
  for (let piece = 0; piece < pieces.length; piece++) await addPiece(graph, pieces, piece, slices);
  return graph;
}

/** Adds the files of one piece. */
async function addPiece(graph: CodeGraph, pieces: NativePieces, piece: number, slices: Slices): Promise<void> {
  const buffer = successOf(await pieces.batch(piece));
  const decoded = await decodeBatch(buffer, slices, undefined, 0);
  release(buffer);
  for (const { normalizedPath, analysis } of decoded.files) {
    graph.files.set(normalizedPath, analysis.fileAnalysis);
    for (const [key, of] of analysis.functions) graph.functions.set(key, of);
    for (const [key, of] of analysis.types) graph.types.set(key, of);
    if (slices.isOver) await slices.next();
  }
  graph.failures.push(...decoded.failures);
}

/** What is told while native work goes on. */
interface Watched {
  signal?: StreamOptions['signal'];
  onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** Waits for native work, which a signal cancels. */
async function worked<Outcome>(
  { signal, onProgress }: Watched,
  begin: (work: IndexWork) => Promise<Outcome>,
): Promise<Exclude<Outcome, NativeFailure>> {
  const work = new (native().IndexWork)();
  const tell = () => {
    try {
      onProgress?.(work.progress());
    } catch {
      // What a caller's own function throws is no failure of the index.
    }
  };
  const timer = onProgress === undefined ? undefined : setInterval(tell, PROGRESS_MS).unref();
  const abortion = new Abortion(signal, () => work.cancel());
  try {
    const outcome = await abortion.race(() => begin(work));
    if (onProgress !== undefined) tell();
    return successOf(outcome);
  } finally {
    clearInterval(timer);
    abortion.dispose();
    // Held until here: collected earlier, it would end the work.
    work.cancel();
  }
}
