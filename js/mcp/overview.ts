/** The tool `graph_overview`: what there is, and where to begin. */
import type { CodeIndex, SymbolInfo } from '../../index.js';
import type { Schema } from './given.js';
import { section, symbolLine } from './text.js';

export const OVERVIEW_SCHEMA: Schema = { type: 'object', properties: {}, additionalProperties: false };

/** Lines of each part. */
const SHOWN = 15;
/** Files of a circle. */
const CIRCLE = 5;

export async function overview(index: CodeIndex): Promise<string[]> {
  const { files, functions, types, calls, callsWithTarget, edges, languages } = index.stats;
  const share = calls === 0 ? 0 : Math.round((100 * callsWithTarget) / calls);
  const [{ folders, called }, cycles, unused] = await Promise.all([
    counted(index),
    index.cycles({ level: 'file', limit: SHOWN + 1 }),
    index.unused({ limit: SHOWN + 1 }),
  ]);
  return [
    `# ${index.root}`,
    `${files} files, ${functions} functions, ${types} types, ${calls} calls (${share} % lead to a function of the repository), ${edges} edges`,
    '',
    ...section(
      'Languages',
      Object.entries(languages).map(([name, of]) => `${name}: ${of.files} files, ${of.functions} functions`),
      SHOWN,
    ),
    ...section('Folders, by functions and types', folders, SHOWN),
    ...section('Called by most functions', called, SHOWN),
    ...section(
      'Circles of files that import each other',
      cycles.cycles.map(({ members, cycle }) => `${members.length} files: ${circle(cycle)}`),
      SHOWN,
      cycles.truncated,
    ),
    ...section('Nothing leads to', unused.symbols.map(symbolLine), SHOWN, unused.truncated),
    ...section(
      'Not analysed',
      index.failures.map(({ filePath, message }) => `${filePath}: ${message}`),
      SHOWN,
    ),
  ];
}

/** The first files of a circle. */
function circle(files: readonly string[]): string {
  const shown = files.slice(0, CIRCLE).join(' → ');
  return files.length > CIRCLE ? `${shown} → … (${files.length} on the way)` : shown;
}

/** What only all symbols together tell. */
async function counted(index: CodeIndex): Promise<{ folders: string[]; called: string[] }> {
  const folders = new Map<string, number>();
  let called: { symbol: SymbolInfo; callers: number }[] = [];
  for await (const { nodes } of index.enrich()) {
    for (const node of nodes) {
      const parts = node.file.split('/');
      const folder = parts.slice(0, Math.min(2, parts.length - 1)).join('/') || '.';
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
      if (node.callers.length > 0) called.push({ symbol: node, callers: node.callers.length });
    }
    called = called.sort((one, other) => other.callers - one.callers).slice(0, SHOWN);
  }
  const ranked = [...folders].sort(([, one], [, other]) => other - one);
  return {
    folders: ranked.map(([folder, count]) => `${folder}: ${count}`),
    called: called.map(({ symbol, callers }) => `${symbolLine(symbol)}: by ${callers}`),
  };
}
