/**
 * The graph of an index as the text of a file, without ever being whole in memory. Without further wishes it has nothing twice: paths
 * and keys without the root, the calls and references of functions as their places among their file's, and no texts or nodes, which
 * stand in the files themselves.
 */
import type { CodeGraph, CodeIndex, FileAnalysis, FunctionAnalysis } from '../../index.js';
import { graphToJSONText } from '../index.js';
import { naming, toldBy } from './summary.js';

/** How much of a graph is written. */
export interface WrittenForm {
  /** The root that paths and keys are written without. */
  root: string;
  /** Whether they are written with it. */
  isAbsolute: boolean;
  /** Whether everything is written, as `graphToJSON` has it. */
  isFull: boolean;
}

/** UTF-16 units of text that are worth a write. */
const PIECE = 256 * 1024;

/**
 * The JSON of the index's graph, Maps as objects, in pieces that are worth a write each.
 *
 * @param seen is given every part of the graph once
 */
export async function* graphPieces(
  index: CodeIndex,
  form: WrittenForm,
  seen: (part: CodeGraph) => void,
): AsyncGenerator<string> {
  let piece = '';
  for await (const text of texts(index, form, seen)) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}

/** Each list is a pass over the index: its parts are made anew in less time and memory than they could be kept. */
async function* texts(
  index: CodeIndex,
  { root, isAbsolute, isFull }: WrittenForm,
  seen: (part: CodeGraph) => void,
): AsyncGenerator<string> {
  const parts = () => index.graphInParts({ rootDir: isAbsolute ? root : undefined });
  yield '{"files":{';
  yield* members(parts(), (part) => {
    seen(part);
    return mapped(part.files, (file) => writtenFile(file, isFull));
  });
  yield '},"functions":{';
  yield* members(parts(), (part) => {
    const places = isFull ? new Map<unknown, number>() : placesIn(part);
    return mapped(part.functions, (definition) => writtenFunction(definition, places, isFull));
  });
  yield '},"types":{';
  yield* members(parts(), ({ types }) => types);
  const { failures, warnings } = toldBy(naming(root, isAbsolute), index);
  yield `},"failures":${JSON.stringify(failures)},"warnings":${JSON.stringify(warnings)}}`;
}

async function* members(
  parts: AsyncIterable<CodeGraph>,
  listOf: (part: CodeGraph) => Iterable<readonly [string, unknown]>,
): AsyncGenerator<string> {
  let separator = '';
  for await (const part of parts) {
    let text = '';
    for (const [key, value] of listOf(part)) {
      text += `${separator}${JSON.stringify(key)}:`;
      for (const piece of graphToJSONText(value)) text += piece;
      separator = ',';
    }
    yield text;
  }
}

function* mapped<Value>(
  map: ReadonlyMap<string, Value>,
  written: (value: Value) => unknown,
): Generator<readonly [string, unknown]> {
  for (const [key, value] of map) yield [key, written(value)];
}

function writtenFile(file: FileAnalysis, isFull: boolean): unknown {
  // Copied, since what is made when it is looked at would be there until the part is gone.
  return isFull ? file : { ...file, nodes: {} };
}

function writtenFunction(definition: FunctionAnalysis, places: ReadonlyMap<unknown, number>, isFull: boolean): unknown {
  if (isFull) return definition;
  const { calls, references } = definition;
  return {
    ...definition,
    calls: calls.map((call) => places.get(call) ?? call),
    references: references.map((reference) => places.get(reference) ?? reference),
    fullText: '',
  };
}

/** Where calls and references stand among their file's: functions have the same objects. */
function placesIn({ files }: CodeGraph): Map<unknown, number> {
  const places = new Map<unknown, number>();
  for (const { calls, references } of files.values()) {
    for (const list of [calls, references]) for (const [place, one] of list.entries()) places.set(one, place);
  }
  return places;
}
