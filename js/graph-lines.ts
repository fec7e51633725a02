/**
 * A graph as lines of text, for graphs of which there are only objects: from `JSON.parse`, `structuredClone` or the caller.
 * Paths and keys below a root lose it and get another. In: a graph. Out: lines, and a graph of lines, which may come from
 * anywhere.
 */
import type { Call, CodeGraph, FileAnalysis, FunctionAnalysis, Reference, TypeAnalysis } from '../index.js';
import { callError } from './decode/failures.js';
import { emptyGraph } from './json.js';

type Rename = (text: string) => string;

/** What a path or key begins with instead of the root. */
const MARK = '\0';
const BELOW = `${MARK}b`;
const ROOT = `${MARK}r`;
/** Before texts that begin with the mark themselves. */
const AS_IT_IS = `${MARK}t`;

/** The lines of a graph, each with its end. */
export function* graphLines(graph: CodeGraph, root: string | undefined): Generator<string, void, undefined> {
  const rename = withoutRoot(root);
  /** Where calls and references stand in their file: functions have the same objects. */
  const places = new Map<unknown, number>();
  for (const [path, file] of graph.files) {
    for (const list of [file.calls, file.references ?? []]) for (const [at, one] of list.entries()) places.set(one, at);
    yield line('file', rename(path), { ...renamedFile(file, rename), nodes: [...file.nodes] });
  }
  const placeOf =
    <One>(renamed: (one: One, rename: Rename) => One, list: readonly One[] | undefined) =>
    (one: One) => {
      const place = places.get(one);
      return place !== undefined && list?.[place] === one ? place : renamed(one, rename);
    };
  for (const [key, definition] of graph.functions) {
    const file = graph.files.get(definition.file);
    const { calls, references } = definition;
    yield line('function', rename(key), {
      ...definition,
      file: rename(definition.file),
      calls: calls.map(placeOf(renamedCall, file?.calls)),
      references: references?.map(placeOf(renamedReference, file?.references)),
    });
  }
  for (const [key, type] of graph.types) {
    yield line('type', rename(key), { ...renamedType(type, rename), fields: [...type.fields] });
  }
  for (const failure of graph.failures) {
    yield line('failure', '', { ...failure, filePath: rename(failure.filePath) });
  }
  // Graphs were kept before there were warnings.
  for (const warning of graph.warnings ?? []) yield line('warning', '', { ...warning, path: rename(warning.path) });
}

/** Makes a graph of lines. */
export class GraphReader {
  readonly graph: CodeGraph = emptyGraph();
  readonly #rename: Rename;

  /** @param root what paths and keys are to be below */
  constructor(root: string) {
    this.#rename = withRoot(root);
  }

  /** @throws Error with the code `ERR_ENCODED_CORRUPT` */
  add(text: string): void {
    try {
      this.#add(JSON.parse(text));
    } catch (error) {
      if ((error as { code?: unknown }).code === CORRUPT) throw error;
      throw corrupt(error instanceof Error ? error.message : String(error));
    }
  }

  #add(parsed: unknown): void {
    const rename = this.#rename;
    const [kind, name, value] = parsed as [unknown, unknown, unknown];
    if (typeof name !== 'string' || typeof value !== 'object' || value === null) throw corrupt('a line');
    const key = rename(name);
    const { files, functions, types, failures, warnings } = this.graph;
    if (kind === 'file') {
      const file = renamedFile(value as FileAnalysis, rename);
      files.set(key, Object.assign(file, { nodes: new Map(file.nodes) }));
    } else if (kind === 'function') {
      const definition = value as FunctionAnalysis;
      const path = rename(definition.file);
      const file = files.get(path);
      const calls = definition.calls.map((call) => placed(call, file?.calls) ?? renamedCall(call, rename));
      const references = definition.references?.map(
        (reference) => placed(reference, file?.references) ?? renamedReference(reference, rename),
      );
      functions.set(key, Object.assign(definition, { file: path, calls }, references && { references }));
    } else if (kind === 'type') {
      const type = renamedType(value as TypeAnalysis, rename);
      types.set(key, Object.assign(type, { fields: new Map(type.fields) }));
    } else if (kind === 'failure') {
      const failure = value as CodeGraph['failures'][number];
      failures.push(Object.assign(failure, { filePath: rename(failure.filePath) }));
    } else if (kind === 'warning') {
      const warning = value as CodeGraph['warnings'][number];
      warnings.push(Object.assign(warning, { path: rename(warning.path) }));
    } else {
      throw corrupt('a line');
    }
  }
}

/** What stands at this place of a file's list; `undefined` if it is not a place that is asked for. */
function placed<One>(place: One | number, list: readonly One[] | undefined): One | undefined {
  if (typeof place !== 'number') return undefined;
  const one = list?.[place];
  if (one === undefined) throw corrupt('a place');
  return one;
}

function renamedFile(file: FileAnalysis, rename: Rename): FileAnalysis {
  const renamed = {
    ...file,
    calls: file.calls.map((call) => renamedCall(call, rename)),
    imports: file.imports.map(rename),
  };
  if (file.references === undefined) return renamed;
  return { ...renamed, references: file.references.map((reference) => renamedReference(reference, rename)) };
}

function renamedCall(call: Call, rename: Rename): Call {
  const renamed = { ...call, file: rename(call.file), candidates: call.candidates.map(rename) };
  renamed.targetKey = maybe(call.targetKey, rename);
  renamed.receiverType = maybe(call.receiverType, rename);
  return renamed;
}

function renamedReference(reference: Reference, rename: Rename): Reference {
  return { ...reference, file: rename(reference.file), targetKey: maybe(reference.targetKey, rename) };
}

function renamedType(type: TypeAnalysis, rename: Rename): TypeAnalysis {
  const { file, extends: extended, implements: implemented, extendedBy, implementedBy } = type;
  return {
    ...type,
    file: rename(file),
    extends: extended.map(rename),
    implements: implemented.map(rename),
    extendedBy: extendedBy.map(rename),
    implementedBy: implementedBy.map(rename),
  };
}

function maybe(text: string | null, rename: Rename): string | null {
  return typeof text === 'string' ? rename(text) : text;
}

function line(kind: string, name: string, value: object): string {
  return `${JSON.stringify([kind, name, value])}\n`;
}

function withoutRoot(root: string | undefined): Rename {
  const marked = (text: string): string => (text.startsWith(MARK) ? AS_IT_IS + text : text);
  if (root === undefined) return marked;
  const below = root.endsWith('/') ? root : `${root}/`;
  return (text) => {
    if (text.startsWith(below)) return BELOW + text.slice(below.length);
    if (text === root || text.startsWith(`${root}::`)) return ROOT + text.slice(root.length);
    return marked(text);
  };
}

function withRoot(root: string): Rename {
  const below = root.endsWith('/') ? root : `${root}/`;
  return (text) => {
    if (typeof text !== 'string') throw corrupt('a path');
    if (!text.startsWith(MARK)) return text;
    if (text.startsWith(BELOW)) return below + text.slice(BELOW.length);
    if (text.startsWith(ROOT)) return root + text.slice(ROOT.length);
    if (text.startsWith(AS_IT_IS)) return text.slice(AS_IT_IS.length);
    throw corrupt('a path');
  };
}

const CORRUPT = 'ERR_ENCODED_CORRUPT';

function corrupt(what: string): Error {
  return callError({ code: CORRUPT, message: `Encoded results are corrupt: ${what}` });
}
