/** The tool `explore`: what a name or a few words mean, with source and neighbours. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeIndex, SymbolInfo, SymbolKind } from '../../index.js';
import type { Schema } from './given.js';
import { messageOf, numbered, reachedLine, section, symbolLine } from './text.js';

export const EXPLORE_SCHEMA: Schema = {
  type: 'object',
  properties: {
    query: {
      type: 'string',
      description:
        'A key (src/order.ts::Order::load), a name or the end of a key (Order.load), part of a name, or a few words of a question (how are orders saved)',
    },
    kind: {
      type: 'string',
      description: 'Only symbols of this kind',
      enum: ['function', 'class', 'interface', 'enum', 'type'],
    },
    path: { type: 'string', description: 'Only below this folder, in this file, or where this glob matches' },
    limit: {
      type: 'integer',
      description: 'Candidates and neighbours shown of each kind (10)',
      minimum: 1,
      maximum: 100,
    },
  },
  required: ['query'],
  additionalProperties: false,
};

/** Symbols that are shown with source and neighbours, where several have the very name. */
const DETAILED = 3;
/** Lines of a symbol's source at most. */
const LINES = 150;
/** Words of a question that are looked for: each is a search. */
const MOST_WORDS = 24;
/** Words of a question that are no names. */
const NO_NAMES = new Set(
  'a an and are by call called calls can do does for from function how in is it of on or that the this to what when where which who why with'.split(
    ' ',
  ),
);

export async function explore(index: CodeIndex, given: Record<string, unknown>): Promise<string[]> {
  const {
    query,
    kind,
    path,
    limit = 10,
  } = given as { query: string; kind?: SymbolKind; path?: string; limit?: number };
  const { symbols, isExact, truncated } = await meant(index, query.trim(), { kind, path, limit });
  if (symbols.length === 0) return [`Nothing is called '${query}', or nearly so. Try fewer words, or graph_overview.`];
  const detailed = symbols.slice(0, isExact ? DETAILED : 1);
  const lines: string[] = [];
  for (const symbol of detailed) lines.push(...(await detail(index, symbol, limit)));
  const others = symbols.slice(detailed.length).map(symbolLine);
  return [...lines, ...section('Other candidates', others, limit, truncated)];
}

interface Meant {
  symbols: SymbolInfo[];
  /** Whether the query is their name, or the end of their key. */
  isExact: boolean;
  truncated: boolean;
}

async function meant(
  index: CodeIndex,
  query: string,
  { limit, ...where }: { kind: SymbolKind | undefined; path: string | undefined; limit: number },
): Promise<Meant> {
  const named = await index.find({ ...where, name: query, limit: limit + DETAILED + 1 });
  if (named.symbols.length > 0) return { symbols: named.symbols, isExact: true, truncated: named.truncated };
  const like = await index.find({ ...where, text: query, limit: limit + 2 });
  if (like.symbols.length > 0) return { symbols: like.symbols, isExact: false, truncated: like.truncated };
  return inWords(index, query, where, limit);
}

/** A question: what most of its words are like goes first, and of those what has the others in its key. */
async function inWords(
  index: CodeIndex,
  query: string,
  where: { kind: SymbolKind | undefined; path: string | undefined },
  limit: number,
): Promise<Meant> {
  const words = query
    .split(/[^\p{L}\p{N}_$]+/u)
    .filter((word) => word.length > 2 && !NO_NAMES.has(word.toLowerCase()))
    .slice(0, MOST_WORDS);
  // Names are singular more often than questions are.
  const stems = new Set(words.map((word) => (/[^s]s$/.test(word) && word.length > 4 ? word.slice(0, -1) : word)));
  const found = new Map<string, { symbol: SymbolInfo; score: number }>();
  for (const stem of stems) {
    const { symbols } = await index.find({ ...where, text: stem, limit: 50 });
    for (const symbol of symbols) {
      const score = (found.get(symbol.key)?.score ?? 0) + symbol.score;
      found.set(symbol.key, { symbol, score });
    }
  }
  for (const entry of found.values()) {
    const key = entry.symbol.key.toLowerCase();
    for (const stem of stems) if (key.includes(stem.toLowerCase())) entry.score += 0.5;
  }
  const ranked = [...found.values()].sort((one, other) => other.score - one.score);
  const symbols = ranked.slice(0, limit + 2).map(({ symbol }) => symbol);
  return { symbols, isExact: false, truncated: ranked.length > symbols.length };
}

async function detail(index: CodeIndex, symbol: SymbolInfo, limit: number): Promise<string[]> {
  const { key } = symbol;
  const page = { limit: limit + 1 };
  const [callers, callees, source] = await Promise.all([
    index.callers(key, { ...page, references: true }),
    index.callees(key, page),
    sourceOf(index, symbol),
  ]);
  const outside = callers.files.map(({ file, via }) => `${file}:${via.line} outside of any function`);
  return [
    `# ${symbol.kind} ${key}`,
    `${symbol.file}:${symbol.startLine}-${symbol.endLine}`,
    ...source,
    '',
    ...section('Called or used by', [...callers.functions.map(reachedLine), ...outside], limit, callers.truncated),
    ...section('Calls', callees.functions.map(reachedLine), limit, callees.truncated),
  ];
}

/** The lines of a symbol, as its file has them now. */
async function sourceOf(index: CodeIndex, { file, startLine, endLine }: SymbolInfo): Promise<string[]> {
  let text: string;
  try {
    text = await readFile(join(index.root, file), 'utf8');
  } catch (error) {
    return [`(no source: ${messageOf(error)})`];
  }
  const lines = text.split(/\r?\n/).slice(startLine - 1, endLine);
  const left = lines.length - LINES;
  const more = left > 0 ? [`… ${left} more lines`] : [];
  return ['```', ...numbered(lines.slice(0, LINES), startLine), ...more, '```'];
}
