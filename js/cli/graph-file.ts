/**
 * A graph as a JSON file. The text is written piece by piece as it is made: a large graph's is longer than the
 * longest string V8 can hold.
 */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { CodeGraph } from '../../index.js';

/** UTF-16 units collected before they are written. */
const PIECE = 256 * 1024;

/**
 * Writes `graph` to `path`, Maps as objects. The file appears whole or not at all: an interrupted run leaves
 * what was there before.
 */
export async function writeGraph(graph: CodeGraph, path: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${path}.${process.pid}.part`;
  try {
    await pipeline(Readable.from(pieces(jsonText(graph))), createWriteStream(unfinished), { signal });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
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
