/**
 * A graph as the text of a file. Without further wishes it has nothing twice: paths and keys without the root, the calls and
 * references of functions as their places among their file's, and no texts or nodes, which stand in the files themselves.
 */
import type { Call, CodeGraph, FileAnalysis, FunctionAnalysis, Reference, TypeAnalysis } from '../../index.js';
import { graphToJSONText } from '../index.js';
import { under } from './summary.js';

/** How much of a graph is written. */
export interface WrittenForm {
  /** The root that paths and keys are written without. */
  root: string;
  /** Whether they are written with it. */
  isAbsolute: boolean;
  /** Whether everything is written, as `graphToJSON` has it. */
  isFull: boolean;
}

type Name = (pathOrKey: string) => string;

/** UTF-16 units of text that are worth a write. */
const PIECE = 256 * 1024;

/** The JSON of `graph`, Maps as objects, in pieces that are worth a write each. */
export function* graphPieces(graph: CodeGraph, form: WrittenForm): Generator<string> {
  let piece = '';
  for (const part of parts(graph, form)) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

function* parts(graph: CodeGraph, { root, isAbsolute, isFull }: WrittenForm): Generator<string> {
  const name: Name = isAbsolute ? (path) => path : (path) => under(root, path);
  const places = isFull ? new Map<unknown, number>() : placesIn(graph);
  const file = (one: FileAnalysis) => ({ ...namedFile(one, name), ...(isFull ? {} : { nodes: {} }) });
  const definition = (one: FunctionAnalysis) => ({
    ...one,
    file: name(one.file),
    calls: one.calls.map((call) => places.get(call) ?? namedCall(call, name)),
    references: one.references.map((reference) => places.get(reference) ?? namedReference(reference, name)),
    ...(isFull ? {} : { fullText: '' }),
  });
  yield '{"files":{';
  yield* members(graph.files, name, file);
  yield '},"functions":{';
  yield* members(graph.functions, name, definition);
  yield '},"types":{';
  yield* members(graph.types, name, (type) => namedType(type, name));
  const failures = graph.failures.map((failure) => ({ ...failure, filePath: name(failure.filePath) }));
  const warnings = graph.warnings.map((warning) => ({ ...warning, path: name(warning.path) }));
  yield `},"failures":${JSON.stringify(failures)},"warnings":${JSON.stringify(warnings)}}`;
}

function* members<Value>(
  map: ReadonlyMap<string, Value>,
  name: Name,
  written: (value: Value) => unknown,
): Generator<string> {
  let separator = '';
  for (const [key, value] of map) {
    yield `${separator}${JSON.stringify(name(key))}:`;
    yield* graphToJSONText(written(value));
    separator = ',';
  }
}

/** Where calls and references stand among their file's: functions have the same objects. */
function placesIn({ files }: CodeGraph): Map<unknown, number> {
  const places = new Map<unknown, number>();
  for (const { calls, references } of files.values()) {
    for (const list of [calls, references]) for (const [place, one] of list.entries()) places.set(one, place);
  }
  return places;
}

function namedFile(file: FileAnalysis, name: Name): FileAnalysis {
  return {
    ...file,
    imports: file.imports.map(name),
    calls: file.calls.map((call) => namedCall(call, name)),
    references: file.references.map((reference) => namedReference(reference, name)),
  };
}

function namedCall(call: Call, name: Name): Call {
  return {
    ...call,
    file: name(call.file),
    targetKey: maybe(call.targetKey, name),
    candidates: call.candidates.map(name),
    receiverType: maybe(call.receiverType, name),
  };
}

function namedReference(reference: Reference, name: Name): Reference {
  return { ...reference, file: name(reference.file), targetKey: maybe(reference.targetKey, name) };
}

function namedType(type: TypeAnalysis, name: Name): TypeAnalysis {
  const keys = (all: string[]) => all.map(name);
  return {
    ...type,
    file: name(type.file),
    extends: keys(type.extends),
    implements: keys(type.implements),
    extendedBy: keys(type.extendedBy),
    implementedBy: keys(type.implementedBy),
  };
}

function maybe(key: string | null, name: Name): string | null {
  return key === null ? null : name(key);
}
