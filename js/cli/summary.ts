/** From a graph to what the command prints about it. Pure: changes nothing and prints nothing. */
import type {
  CallResolution,
  CodeGraph,
  FileAnalysis,
  FileFailure,
  GraphWarning,
  SlowFile,
  StreamingMetrics,
} from '../../index.js';
import { bytes, count, duration, printable } from './format.js';
import type { Structure } from './structure.js';

/** What `--json` prints. */
export interface Summary {
  /** The folder's absolute path, `/`-separated. */
  root: string;
  /** The folder as it was written. */
  folder: string;
  /** Files analysed. */
  files: number;
  /** Files that failed. */
  failed: number;
  functions: number;
  types: number;
  calls: number;
  /** Calls that lead to a function of the repository. */
  callsWithTarget: number;
  /** Why the others do not. */
  callsWithoutTarget: CallsWithoutTarget;
  imports: number;
  /** The same by language, that of most files first. */
  languages: Record<string, LanguageCounts>;
  /** Milliseconds from start to finished graph. */
  durationMs: number;
  /** Files analysed or failed, a second. */
  filesPerSecond: number;
  /** Highest resident set seen, in bytes. */
  peakMemoryBytes: number;
  /** Files whose analysis came from the cache. */
  cacheHits: number;
  /** Files that the cache was asked for in vain. */
  cacheMisses: number;
  /** The ten functions with the most calls whose target is known, most first. */
  mostCalled: CalledFunction[];
  /** The ten functions that call the most other functions of the repository, most first. */
  mostCalling: CalledFunction[];
  /** The files that took longer than a second, at most five, the slowest first. */
  slowestFiles: { file: string; ms: number }[];
  /** Sets of files that import each other (`cycles --level file` lists them); `null` where no index was opened. */
  fileCycles: number | null;
  /** Functions that nothing leads to (`unused` lists them); `null` where no index was opened. */
  unusedFunctions: number | null;
  failures: FileFailure[];
  /** What manifests and folders did not add. */
  warnings: GraphWarning[];
}

/** Calls that lead to no function of the repository, by why. */
export interface CallsWithoutTarget {
  /** They lead to a package, or out of the repository otherwise. */
  external: number;
  /** They lead to a part of the language or its runtime. */
  builtin: number;
  /** They lead to something of the repository that is no function: a class without a constructor, a function type. */
  noFunction: number;
  /** The type that they are called on is not known, or what is called is not declared. */
  unresolved: number;
}

/** How much there is of a language. */
export interface LanguageCounts {
  files: number;
  functions: number;
  calls: number;
  callsWithTarget: number;
}

/** A function of the repository, and how often it is called, or how many it calls. */
export interface CalledFunction {
  /** Its key in the graph's functions. */
  key: string;
  name: string;
  file: string;
  calls: number;
}

/** What the graph does not know of the run that made it. */
export interface RunFacts {
  root: string;
  /** The folder as written. */
  folder: string;
  /** Whether paths and keys have the root in front. */
  isAbsolute: boolean;
  durationMs: number;
  peakMemoryBytes: number;
  cache: Pick<StreamingMetrics, 'cacheHits' | 'cacheMisses'>;
  /** The slowest files, the slowest first. */
  slowest: readonly Pick<SlowFile, 'path' | 'ms'>[];
  /** `undefined` if nobody asked an index. */
  structure: Structure | undefined;
}

const REASONS: Readonly<Record<CallResolution, keyof CallsWithoutTarget>> = {
  external: 'external',
  builtin: 'builtin',
  unresolved: 'unresolved',
  local: 'noFunction',
  import: 'noFunction',
  receiver: 'noFunction',
  inherited: 'noFunction',
};
const MOST = 10;
/** Lines of failures, and of warnings. */
const MOST_TOLD = 20;

/** Counts a graph, whole or part by part. */
export class Tally {
  /** What manifests and folders did not add, and the files that failed. */
  readonly failures: FileFailure[] = [];
  readonly warnings: GraphWarning[] = [];
  #files = 0;
  #types = 0;
  #imports = 0;
  #calls = 0;
  readonly #without = { external: 0, builtin: 0, noFunction: 0, unresolved: 0 };
  readonly #functions = new Map<string, Pick<CalledFunction, 'name' | 'file'>>();
  readonly #callers = new Map<string, number>();
  readonly #callees = new Map<string, number>();
  readonly #languages = new Map<string, LanguageCounts>();

  /** Adds a graph, or some files of one with all that is in them. */
  add(graph: CodeGraph): void {
    this.#files += graph.files.size;
    this.#types += graph.types.size;
    for (const file of graph.files.values()) this.#addFile(file);
    for (const [key, { name, file, calls }] of graph.functions) {
      const kept = copied(key);
      this.#functions.set(kept, { name: copied(name), file: copied(file) });
      const language = graph.files.get(file)?.language;
      if (language !== undefined) countsOf(this.#languages, language).functions++;
      const targets = new Set(calls.map(({ targetKey }) => targetKey));
      targets.delete(null);
      if (targets.size > 0) this.#callees.set(kept, targets.size);
    }
    this.failures.push(...graph.failures);
    this.warnings.push(...graph.warnings);
  }

  #addFile(file: FileAnalysis): void {
    this.#imports += file.imports.length;
    this.#calls += file.calls.length;
    let without = 0;
    for (const { targetKey, resolution } of file.calls) {
      if (targetKey !== null) {
        const calls = this.#callers.get(targetKey);
        this.#callers.set(calls === undefined ? copied(targetKey) : targetKey, (calls ?? 0) + 1);
        continue;
      }
      without++;
      this.#without[REASONS[resolution]]++;
    }
    const of = countsOf(this.#languages, file.language);
    of.files++;
    of.calls += file.calls.length;
    of.callsWithTarget += file.calls.length - without;
  }

  /** What the counts come to. */
  summary(facts: RunFacts): Summary {
    const { root, isAbsolute, structure } = facts;
    const withoutTarget = Object.values(this.#without).reduce((sum, number) => sum + number, 0);
    const [files, failed] = [this.#files, this.failures.length];
    const name = naming(root, isAbsolute);
    const named = (one: CalledFunction) => ({ ...one, key: name(one.key), file: name(one.file) });
    return {
      root,
      folder: facts.folder,
      files,
      failed,
      functions: this.#functions.size,
      types: this.#types,
      calls: this.#calls,
      callsWithTarget: this.#calls - withoutTarget,
      callsWithoutTarget: this.#without,
      imports: this.#imports,
      languages: Object.fromEntries([...this.#languages].sort(([, one], [, other]) => other.files - one.files)),
      durationMs: Math.round(facts.durationMs),
      filesPerSecond: facts.durationMs > 0 ? Math.round(((files + failed) / facts.durationMs) * 1000) : 0,
      peakMemoryBytes: facts.peakMemoryBytes,
      cacheHits: facts.cache.cacheHits,
      cacheMisses: facts.cache.cacheMisses,
      mostCalled: this.#most(this.#callers).map(named),
      mostCalling: this.#most(this.#callees).map(named),
      slowestFiles: facts.slowest.map(({ path, ms }) => ({ file: name(path), ms: Math.round(ms) })),
      fileCycles: structure?.fileCycles ?? null,
      unusedFunctions: structure?.unusedFunctions ?? null,
      ...toldBy(name, this),
    };
  }

  #most(counts: ReadonlyMap<string, number>): CalledFunction[] {
    return [...counts]
      .sort(([leftKey, left], [rightKey, right]) => right - left || (leftKey < rightKey ? -1 : 1))
      .slice(0, MOST)
      .map(([key, calls]) => ({ key, ...(this.#functions.get(key) ?? { name: key, file: '' }), calls }));
  }
}

/** What paths and keys are called: as they are, or without the root. */
export function naming(root: string, isAbsolute: boolean): (pathOrKey: string) => string {
  return (pathOrKey) => (isAbsolute ? pathOrKey : under(root, pathOrKey));
}

/** What was told of files and folders, by such names. */
export function toldBy(
  name: (path: string) => string,
  { failures, warnings }: { readonly failures: readonly FileFailure[]; readonly warnings: readonly GraphWarning[] },
): { failures: FileFailure[]; warnings: GraphWarning[] } {
  return {
    failures: failures.map((failure) => ({ ...failure, filePath: name(failure.filePath) })),
    warnings: warnings.map((warning) => ({ ...warning, path: name(warning.path) })),
  };
}

/** The same text in memory of its own: what is cut out of the text of a whole file would keep all of that. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

function countsOf(languages: Map<string, LanguageCounts>, language: string): LanguageCounts {
  const known = languages.get(language) ?? { files: 0, functions: 0, calls: 0, callsWithTarget: 0 };
  languages.set(language, known);
  return known;
}

/** `summary` as lines for a person. */
export function summaryText(summary: Summary): string {
  return [
    ...countLines(summary),
    ...callLines(summary),
    ...languageLines(summary),
    ...mostLines('Most called functions', summary.mostCalled, summary),
    ...mostLines('Functions that call the most others', summary.mostCalling, summary),
    ...structureLines(summary),
    ...slowestLines(summary),
    ...toldLines('Failures', failureRows(summary)),
    ...toldLines('Manifests left out, in whole or in part', warningRows(summary)),
    '',
    `Done in ${duration(summary.durationMs)}: ${count(summary.filesPerSecond)} files/s, ` +
      `at most ${bytes(summary.peakMemoryBytes)} of memory`,
    ...cacheLines(summary),
    '',
  ].join('\n');
}

function cacheLines({ cacheHits, cacheMisses }: Summary): string[] {
  const asked = cacheHits + cacheMisses;
  return asked === 0 ? [] : [`${count(cacheHits)} of ${count(asked)} files came from the cache`];
}

function countLines(summary: Summary): string[] {
  if (summary.files + summary.failed === 0) {
    return [`No file in a supported language under ${printable(summary.root)}`];
  }
  const rows = [
    ['files', summary.files],
    ['functions', summary.functions],
    ['types', summary.types],
    ['calls', summary.calls],
    ['imports', summary.imports],
    ['failed', summary.failed],
  ] as const;
  return [printable(summary.root), '', ...rows.map(([name, number]) => `  ${name.padEnd(9)} ${column(number)}`)];
}

function callLines({ calls, callsWithTarget, callsWithoutTarget }: Summary): string[] {
  if (calls === 0) return [];
  const rows = [
    [callsWithTarget, 'functions of the repository'],
    [callsWithoutTarget.external, 'packages'],
    [callsWithoutTarget.builtin, 'the language and its runtime'],
    [callsWithoutTarget.noFunction, 'what is no function, as a class without a constructor'],
    [callsWithoutTarget.unresolved, 'nobody knows where: the type they are called on is not told'],
  ] as const;
  const shown = rows.filter(([number]) => number > 0);
  const share = (number: number) => `${((100 * number) / calls).toFixed(0)} %`.padStart(6);
  return ['', 'Calls lead to', '', ...shown.map(([number, what]) => `${column(number)}  ${share(number)}  ${what}`)];
}

function languageLines({ languages }: Summary): string[] {
  const all = Object.entries(languages);
  if (all.length === 0) return [];
  const width = Math.max(...all.map(([name]) => name.length));
  const row = ([name, { files, functions }]: [string, LanguageCounts]) =>
    `  ${name.padEnd(width)} ${column(files)} ${files === 1 ? 'file ' : 'files'} ${column(functions)} function${functions === 1 ? '' : 's'}`;
  return ['', 'Languages', '', ...all.map(row)];
}

function mostLines(heading: string, functions: readonly CalledFunction[], { root }: Summary): string[] {
  if (functions.length === 0) return [];
  const rows = functions.map(({ key, calls }) => `${column(calls)}  ${printable(under(root, key))}`);
  return ['', heading, '', ...rows];
}

/** How many there are of what a question lists, with the question. */
function structureLines({ fileCycles, unusedFunctions, folder }: Summary): string[] {
  const rows = [
    [fileCycles, 'cycles of files that import each other', 'cycles --level file'],
    [unusedFunctions, 'functions that nothing leads to', 'unused'],
  ] as const;
  const shown = rows.filter(([number]) => number !== null && number > 0);
  if (shown.length === 0) return [];
  const command = `code-knowledge-graph ${quoted(folder)}`;
  const lines = shown.map(([number, what, question]) => `${column(number ?? 0)}  ${what}: ${command} ${question}`);
  return ['', 'Worth a look', '', ...lines.map(printable)];
}

/** A word as a shell takes it for one. */
function quoted(word: string): string {
  return /^[\w./@:\\-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

function slowestLines({ slowestFiles, root }: Summary): string[] {
  if (slowestFiles.length === 0) return [];
  const rows = slowestFiles.map(({ file, ms }) => `${duration(ms).padStart(11)}  ${printable(under(root, file))}`);
  return ['', 'Slowest files', '', ...rows];
}

function failureRows({ failures, root }: Summary): string[] {
  return failures.map(
    ({ code, filePath, message }) => `  ${code}  ${printable(under(root, filePath))}: ${printable(message)}`,
  );
}

function warningRows({ warnings, root }: Summary): string[] {
  return warnings.map(({ code, path, reason }) => `  ${code}  ${printable(under(root, path))}: ${printable(reason)}`);
}

function toldLines(heading: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length - MOST_TOLD;
  const shown = rows.slice(0, MOST_TOLD);
  return ['', heading, '', ...shown, ...(more > 0 ? [`  and ${count(more)} more (--json lists all)`] : [])];
}

function column(number: number): string {
  return count(number).padStart(11);
}

/** A path or key without the root it begins with. */
function under(root: string, path: string): string {
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
