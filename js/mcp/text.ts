/** Answers as an agent reads them: short lines, bounded, each with the place that an editor opens. */
import type { EdgeInfo, SymbolInfo } from '../../index.js';

/** UTF-16 units of an answer at most: a few thousand tokens. */
const MOST = 24_000;

/** `src/order.ts:12 function Order::load`: the place, and what is behind `src/order.ts::` in its key. */
export function symbolLine({ file, startLine, kind, key }: SymbolInfo): string {
  return `${file}:${startLine} ${kind} ${key.startsWith(`${file}::`) ? key.slice(file.length + 2) : key}`;
}

/** The symbol, and the place of the edge that leads to it: a line of the same file, or of another. */
export function reachedLine(symbol: SymbolInfo & { distance: number; via: EdgeInfo }): string {
  const { kind, file, line } = symbol.via;
  const place = file === symbol.file ? `:${line}` : `${file}:${line}`;
  return `${symbolLine(symbol)} (${kind} at ${place}${symbol.distance > 1 ? `, ${symbol.distance} steps` : ''})`;
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * A heading with lines below it, of which the first are shown; nothing without any. `isCut` says that some may be missing: then there
 * are more than are shown.
 */
export function section(heading: string, lines: readonly string[], shown: number, isCut = false): string[] {
  if (lines.length === 0) return [];
  const isMore = isCut && lines.length > shown;
  const left = lines.length - shown;
  const more = isMore ? ['… and more'] : left > 0 ? [`… and ${left} more`] : [];
  return [`## ${heading} (${isMore ? `more than ${shown}` : lines.length})`, ...lines.slice(0, shown), ...more, ''];
}

/** Lines of a file with their numbers, from `first`. */
export function numbered(lines: readonly string[], first: number): string[] {
  const width = String(first + lines.length - 1).length;
  return lines.map((line, at) => `${String(first + at).padStart(width)}  ${line}`);
}

/** All of it, or as much as an answer may have. */
export function bounded(lines: readonly string[]): string {
  const text = lines.join('\n').trimEnd();
  if (text.length <= MOST) return text;
  const end = text.lastIndexOf('\n', MOST);
  return `${text.slice(0, end > 0 ? end : MOST)}\n… cut off after ${MOST} characters: ask for less`;
}
