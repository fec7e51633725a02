/**
 * A graph as JSON. The text is made piece by piece, to be written as it is made: a large graph's is longer than the
 * longest string V8 can hold.
 */
import type { CodeGraph } from '../../index.js';

/** UTF-16 units collected before they are written. */
const PIECE = 256 * 1024;

/** The JSON of `graph`, Maps as objects, in pieces that are worth a write each. */
export function graphPieces(graph: CodeGraph): Iterable<string> {
  return pieces(jsonText(graph));
}

/** The JSON of `value`, Maps as objects, in parts: one for each value that holds no Map. */
export function* jsonText(value: unknown): Generator<string> {
  if (value instanceof Map) yield* members(value);
  else if (holdsMap(value)) yield* members(Object.entries(value));
  else yield JSON.stringify(value) ?? 'null';
}

function* members(entries: Iterable<[unknown, unknown]>): Generator<string> {
  let separator = '{';
  for (const [name, value] of entries) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(String(name))}:`;
    yield* jsonText(value);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

function holdsMap(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).some((member) => member instanceof Map);
}

function* pieces(parts: Iterable<string>): Generator<string> {
  let piece = '';
  for (const part of parts) {
    piece += part;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield `${piece}\n`;
}
