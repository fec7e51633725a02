/** Parts of the graph, or all of it, for those who keep a graph of their own. */
import type { CodeIndex, Enrichment, SubgraphOptions } from '../../../index.js';
import { graphToJSON } from '../../index.js';
import { type Answer, type Ask, named } from './answer.js';
import { type Cell, counted } from './sheet.js';

export const subgraph: Ask = async (index, keys, { depth, dispatch, limit }) => {
  const { truncated, candidates, ...graph } = await index.subgraph(keys, { depth, dispatch, limit } as SubgraphOptions);
  const json = graphToJSON(graph);
  const lines = (['files', 'functions', 'types'] as const).flatMap((of) =>
    Object.entries(json[of]).map(([key, value]) => ({ of: of.slice(0, -1), key, ...value })),
  );
  return {
    json: { ...json, candidates, truncated },
    lines,
    truncated,
    text(sheet) {
      const { functions, types, files } = graph;
      const all = [...functions, ...types];
      const title = `${counted(all.length, 'function or type', 'functions and types')} in ${counted(files.size, 'file')}`;
      const kinds = [...[...functions].map(() => 'function'), ...[...types].map(() => 'type')];
      const rows = all.map(([key, { file, position }], at): Cell[] => [
        sheet.place(file, position.startPosition.row + 1),
        ['faint', kinds[at] ?? ''],
        ['symbol', key],
      ]);
      return [`${title} around ${sheet.ink('symbol', named(keys))}`, '', ...sheet.table(rows)].join('\n');
    },
  };
};

/** All nodes and relationships, in one answer. */
export async function enriched(index: CodeIndex): Promise<Answer> {
  const all: Enrichment = { nodes: [], relationships: [] };
  for await (const { nodes, relationships } of index.enrich()) {
    for (const node of nodes) all.nodes.push(node);
    for (const relationship of relationships) all.relationships.push(relationship);
  }
  const { nodes, relationships } = all;
  return {
    json: all,
    lines: [],
    truncated: false,
    text(sheet) {
      const counts = [counted(nodes.length, 'function or type', 'functions and types')];
      for (const kind of ['calls', 'extends', 'implements', 'imports'] as const) {
        counts.push(`${relationships.filter((one) => one.kind === kind).length.toLocaleString('en-US')} ${kind}`);
      }
      const rows = relationships.map(({ from, kind, to }): Cell[] => [
        ['symbol', from],
        ['faint', kind],
        ['symbol', to],
      ]);
      return [counts.join(', '), ...(rows.length === 0 ? [] : ['', ...sheet.table(rows)])].join('\n');
    },
  };
}

/** The same as JSON Lines, piece by piece. */
export async function* enrichedLines(index: CodeIndex): AsyncGenerator<string> {
  for await (const { nodes, relationships } of index.enrich()) {
    const lines = [
      ...nodes.map((node) => ({ of: 'node', ...node })),
      ...relationships.map((relationship) => ({ of: 'relationship', ...relationship })),
    ];
    yield lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  }
}
