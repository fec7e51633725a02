/** From a graph to what the command prints about it. Pure: changes nothing and prints nothing. */
import type { CodeGraph, FileFailure, StreamingMetrics } from '../../index.js';
import { bytes, count, duration, printable } from './format.js';

/** What `--json` prints. */
export interface Summary {
  /** The folder's absolute path, `/`-separated. */
  root: string;
  /** Files analysed. */
  files: number;
  /** Files that failed. */
  failed: number;
  functions: number;
  types: number;
  calls: number;
  imports: number;
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
  failures: FileFailure[];
}

/** A function of the repository and how often it is called. */
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
  durationMs: number;
  peakMemoryBytes: number;
  cache: Pick<StreamingMetrics, 'cacheHits' | 'cacheMisses'>;
}

const MOST_CALLED = 10;
const FAILURES_SHOWN = 20;

/** Counts `graph`. */
export function summarize(graph: CodeGraph, facts: RunFacts): Summary {
  let calls = 0;
  let imports = 0;
  const callsOf = new Map<string, number>();
  for (const file of graph.files.values()) {
    imports += file.imports.length;
    calls += file.calls.length;
    for (const { targetKey } of file.calls) {
      if (targetKey !== null) callsOf.set(targetKey, (callsOf.get(targetKey) ?? 0) + 1);
    }
  }
  const files = graph.files.size;
  const failed = graph.failures.length;
  return {
    root: facts.root,
    files,
    failed,
    functions: graph.functions.size,
    types: graph.types.size,
    calls,
    imports,
    durationMs: Math.round(facts.durationMs),
    filesPerSecond: facts.durationMs > 0 ? Math.round(((files + failed) / facts.durationMs) * 1000) : 0,
    peakMemoryBytes: facts.peakMemoryBytes,
    cacheHits: facts.cache.cacheHits,
    cacheMisses: facts.cache.cacheMisses,
    mostCalled: mostCalled(graph, callsOf),
    failures: graph.failures,
  };
}

function mostCalled(graph: CodeGraph, callsOf: ReadonlyMap<string, number>): CalledFunction[] {
  return [...callsOf]
    .sort(([leftKey, left], [rightKey, right]) => right - left || (leftKey < rightKey ? -1 : 1))
    .slice(0, MOST_CALLED)
    .map(([key, calls]) => {
      const definition = graph.functions.get(key);
      return { key, name: definition?.name ?? key, file: definition?.file ?? '', calls };
    });
}

/** `summary` as lines for a person. */
export function summaryText(summary: Summary): string {
  return [
    ...countLines(summary),
    ...mostCalledLines(summary),
    ...failureLines(summary),
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

function mostCalledLines({ mostCalled, root }: Summary): string[] {
  if (mostCalled.length === 0) return [];
  const rows = mostCalled.map(({ key, calls }) => `${column(calls)}  ${printable(under(root, key))}`);
  return ['', 'Most called functions', '', ...rows];
}

function failureLines({ failures, root }: Summary): string[] {
  if (failures.length === 0) return [];
  const rows = failures
    .slice(0, FAILURES_SHOWN)
    .map(({ code, filePath, message }) => `  ${code}  ${printable(under(root, filePath))}: ${printable(message)}`);
  const more = failures.length - rows.length;
  return ['', 'Failures', '', ...rows, ...(more > 0 ? [`  and ${count(more)} more (--json lists all)`] : [])];
}

function column(number: number): string {
  return count(number).padStart(11);
}

/** A path or key without the root it begins with. */
function under(root: string, path: string): string {
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
