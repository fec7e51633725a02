/** What a question comes to, however it is printed. */
import type { CodeIndex, FileRanges, SymbolInfo } from '../../../index.js';
import type { Cell, Sheet } from './sheet.js';

/** An answer. */
export interface Answer {
  /** What `--json` prints. */
  json: unknown;
  /** What `--jsonl` prints, each on a line. */
  lines: readonly unknown[];
  /** What is printed for a person, without the last line break. */
  text(sheet: Sheet): string;
  /** Whether there is more. */
  truncated: boolean;
  /** What there is nothing of, if there is nothing: it ends the command with 1. */
  nothing?: string | undefined;
}

/** What the command line says of a question. */
export interface Asking {
  words: readonly string[];
  /** The words that are files, and lines of files. */
  files?: readonly string[];
  ranges?: readonly FileRanges[];
  depth?: number;
  limit?: number;
  after?: string;
  references?: boolean;
  dispatch?: boolean;
  kind?: string[];
  language?: string[];
  path?: string[];
  level?: 'file' | 'function';
  entryPoints?: string[];
  threshold?: number;
  signature?: boolean;
  related?: 'signatures' | 'definitions';
  callers?: boolean;
  /** A file with a unified diff, `-` for standard input; then its text. */
  diff?: string;
  /** The snapshot that is asked in the folder's place. */
  snapshot?: string;
}

/** Asks an index, which knows these keys. */
export type Ask = (index: CodeIndex, keys: readonly string[], asking: Asking) => Promise<Answer>;

/** A symbol where it is defined. */
export function definition(sheet: Sheet, { file, startLine, kind, key }: SymbolInfo): Cell[] {
  return [sheet.place(file, startLine), ['faint', kind], ['symbol', key]];
}

/** `OrderService.load`, or how many there are. */
export function named(keys: readonly string[]): string {
  return keys.length <= 3 ? keys.join(', ') : `${keys.length} functions and types`;
}
