import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type {
  Call,
  CodeGraph,
  FileAnalysis,
  FunctionAnalysis,
  LogEntry,
  StreamLogger,
  TypeAnalysis,
} from '../index.mjs';
import { GONE } from './gone.js';

/** Paths below the root, `/`-separated, with each file's content. */
export type Files = Record<string, string | Uint8Array>;

/** Writes `files` to a new folder that goes away with the running test, and returns its real path. */
export async function repositoryOf(files: Files): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ckg-')));
  onTestFinished(() => rm(folder, GONE));
  await addFiles(folder, files);
  return slashed(folder);
}

/** Writes `files` below `root`. */
export async function addFiles(root: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
}

/** A path as the package writes it. */
export function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

/** A path or key with the root taken off, so that expectations read the same on every machine. */
export function below(root: string, pathOrKey: string): string {
  return pathOrKey.startsWith(`${root}/`) ? pathOrKey.slice(root.length + 1) : pathOrKey;
}

/** Paths or keys with the root taken off. */
export function allBelow(root: string, pathsOrKeys: Iterable<string>): string[] {
  return Array.from(pathsOrKeys, (pathOrKey) => below(root, pathOrKey));
}

/** A logger that keeps the entries of one level. */
export function listening(level: keyof StreamLogger) {
  const entries: LogEntry[] = [];
  const others = () => {};
  const logger: StreamLogger = { log: others, warn: others, error: others, debug: others };
  logger[level] = (entry) => void entries.push(entry);
  return { entries, logger };
}

/** Everything an iterator yields. */
export async function collected<Value>(iterable: AsyncIterable<Value>): Promise<Value[]> {
  const values: Value[] = [];
  for await (const value of iterable) values.push(value);
  return values;
}

export function fileIn(graph: CodeGraph, root: string, path: string): FileAnalysis {
  return present(graph.files.get(`${root}/${path}`), path);
}

export function functionIn(graph: CodeGraph, root: string, key: string): FunctionAnalysis {
  return present(graph.functions.get(`${root}/${key}`), key);
}

export function typeIn(graph: CodeGraph, root: string, key: string): TypeAnalysis {
  return present(graph.types.get(`${root}/${key}`), key);
}

/** What a call says, without its id and position, paths below the root. */
export interface CallSummary {
  function: string;
  caller: string;
  file: string;
  targetKey: string | null;
  resolution: Call['resolution'];
}

export function summaryOf(call: Call, root: string): CallSummary {
  return {
    function: call.function,
    caller: call.caller,
    file: below(root, call.file),
    targetKey: call.targetKey === null ? null : below(root, call.targetKey),
    resolution: call.resolution,
  };
}

/** The calls of one file, in order. */
export function callsIn(graph: CodeGraph, root: string, path: string): CallSummary[] {
  return fileIn(graph, root, path).calls.map((call) => summaryOf(call, root));
}

/** The one call of `name` in a file; fails where there are several. */
export function callOf(graph: CodeGraph, root: string, path: string, name: string): CallSummary {
  const found = callsIn(graph, root, path).filter((call) => call.function === name);
  if (found.length !== 1) {
    throw new Error(`${path} has ${found.length} calls of ${name}, not one`);
  }
  return found[0] as CallSummary;
}

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) {
    throw new Error(`${what} is not in the graph`);
  }
  return value;
}

/** The calls of one file as `caller.function > file [target] resolution`, in order. */
export function writtenCalls(graph: CodeGraph, root: string, path: string): string[] {
  return callsIn(graph, root, path).map(
    ({ caller, function: name, file, targetKey, resolution }) =>
      `${caller}.${name} > ${file} [${targetKey ?? '-'}] ${resolution}`,
  );
}
