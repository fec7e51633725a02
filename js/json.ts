/**
 * Results as JSON, which has no Maps: objects take their place. In: a graph, a batch, or any part of one. Out: plain
 * values, or text in pieces; and a graph back from the former.
 */
import { isMap } from 'node:util/types';
import type { AsJSON, Call, CodeGraph, Reference } from '../index.js';
import { typeError } from './errors.js';

/** See `index.d.ts`. */
export function graphToJSON<Result>(result: Result): AsJSON<Result> {
  return plain(result) as AsJSON<Result>;
}

/** See `index.d.ts`. */
export function* graphToJSONText(result: unknown): Generator<string, void, undefined> {
  let piece = '';
  for (const part of parts(result)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

/** See `index.d.ts`. */
export function graphFromJSON(json: AsJSON<CodeGraph>): CodeGraph {
  const { files, functions, types, failures, warnings } = membersOf('json', json);
  // A function's calls and references are the very objects that its file's are. Graphs were written before there were
  // references and warnings.
  const calls = new Map<string, Call>();
  const references = new Map<string, Map<number, Reference>>();
  const graph: CodeGraph = withJSON({
    files: mapOf('json.files', files, (name, value, path) => {
      const file = membersOf(name, value);
      for (const call of objectsAt(`${name}.calls`, file.calls)) calls.set(call.nodeId, call);
      const nodes = mapOf(`${name}.nodes`, file.nodes, (_, node) => node);
      const named = objectsAt(`${name}.references`, file.references ?? []);
      references.set(path, new Map(named.map((one) => [startOf(`${name}.references`, one), one])));
      return { ...file, references: file.references ?? [], nodes };
    }),
    functions: new Map(),
    types: mapOf('json.types', types, (name, value) => {
      const type = membersOf(name, value);
      return { ...type, fields: mapOf(`${name}.fields`, type.fields, (_, field) => field) };
    }),
    failures: [...listAt('json.failures', failures)],
    warnings: [...listAt('json.warnings', warnings ?? [])],
  });
  graph.functions = mapOf('json.functions', functions, (name, value) => {
    const definition = membersOf(name, value);
    const file = graph.files.get(definition.file);
    const own = placedAt<Call>(`${name}.calls`, definition.calls);
    const known = references.get(definition.file);
    const named = placedAt<Reference>(`${name}.references`, definition.references ?? []);
    return {
      ...definition,
      calls: own.map(
        (call) => placed(`${name}.calls`, call, file?.calls) ?? calls.get((call as Call).nodeId) ?? call,
      ) as Call[],
      references: named.map(
        (one) =>
          placed(`${name}.references`, one, file?.references) ??
          known?.get(startOf(`${name}.references`, one as Reference)) ??
          one,
      ) as Reference[],
    };
  });
  return graph;
}

/**
 * The same result, of which `JSON.stringify` makes what it makes of {@link graphToJSON}, by itself and within other values. Not
 * enumerable: copies, clones and comparisons are of what the result holds.
 */
export function withJSON<Result extends object>(result: Result): Result {
  return Object.defineProperty(result, 'toJSON', {
    value: toJSON,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/** A graph to be filled. */
export function emptyGraph(): CodeGraph {
  return withJSON({ files: new Map(), functions: new Map(), types: new Map(), failures: [], warnings: [] });
}

function toJSON(this: object): unknown {
  return graphToJSON({ ...this });
}

/** One of a function's calls or references, or its place among its file's, as the command writes it. */
type Placed<One> = One | number;

function placed<One>(name: string, one: Placed<One>, all: readonly One[] | undefined): One | undefined {
  if (typeof one !== 'number') return undefined;
  const found = all?.[one];
  if (found === undefined) throw typeError(name, 'places in its file', one);
  return found;
}

/** UTF-16 units of text that are worth a write. */
const PIECE = 256 * 1024;

/** The value with objects for Maps; what holds none is the same value. */
function plain(value: unknown): unknown {
  if (!holdsMaps(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  // Whatever a member is called, `__proto__` too, the object has it itself.
  return Object.fromEntries(Array.from(entriesOf(value), ([name, member]) => [name, plain(member)]));
}

/** The text of the value in parts: one for each value in it that holds no Map. */
function* parts(value: unknown): Generator<string> {
  if (!holdsMaps(value)) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    let separator = '[';
    for (const item of value) {
      yield separator;
      yield* parts(item);
      separator = ',';
    }
    yield ']';
  } else {
    let separator = '{';
    for (const [name, member] of entriesOf(value)) {
      // As JSON has it: what has no text is left out, and names are texts.
      if (['undefined', 'function', 'symbol'].includes(typeof member)) continue;
      yield `${separator}${JSON.stringify(String(name))}:`;
      yield* parts(member);
      separator = ',';
    }
    yield separator === '{' ? '{}' : '}';
  }
}

/** Whether there is a Map in it somewhere. Lists have items of one kind. */
function holdsMaps(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  if (isMap(value)) return true;
  return Array.isArray(value) ? holdsMaps(value[0]) : Object.values(value).some(holdsMaps);
}

function entriesOf(value: object): Iterable<[string, unknown]> {
  return isMap(value) ? (value as Map<string, unknown>) : Object.entries(value);
}

function mapOf<Member, Value>(
  name: string,
  members: { [key: string]: Member },
  convert: (name: string, member: Member, key: string) => Value,
): Map<string, Value> {
  const map = new Map<string, Value>();
  for (const [key, member] of Object.entries(membersOf(name, members))) {
    const at = `${name}[${JSON.stringify(key)}]`;
    map.set(key, convert(at, member, key));
  }
  return map;
}

function membersOf<Members extends object>(name: string, value: Members): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw typeError(name, 'an object', value);
  return value;
}

function objectsAt<Item extends object>(name: string, value: Item[]): Item[] {
  for (const [at, item] of listAt(name, value).entries()) membersOf(`${name}[${at}]`, item);
  return value;
}

/** The calls or references of a function, each of which may be a place. */
function placedAt<One extends object>(name: string, value: Placed<One>[]): Placed<One>[] {
  for (const [at, one] of listAt(name, value).entries()) if (typeof one !== 'number') membersOf(`${name}[${at}]`, one);
  return value;
}

function startOf(name: string, { position }: Reference): number {
  return membersOf(`${name}[…].position`, position).startIndex;
}

function listAt<Item>(name: string, value: Item[]): Item[] {
  if (!Array.isArray(value)) throw typeError(name, 'an array', value);
  return value;
}
