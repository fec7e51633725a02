/** Ways from one to another, circles, and what nothing leads to. */
import type { CycleOptions, EdgeInfo, PathOptions, UnusedOptions } from '../../../index.js';
import { type Ask, definition } from './answer.js';
import { type Cell, counted, type Sheet } from './sheet.js';

export const path: Ask = async (index, [from = '', to = ''], { depth, limit, references, dispatch }) => {
  const answer = await index.paths(from, to, { maxDepth: depth, limit, references, dispatch } as PathOptions);
  const { paths, truncated } = answer;
  return {
    json: answer,
    lines: paths,
    truncated,
    nothing: paths.length > 0 ? undefined : `No way leads from ${from} to ${to}`,
    text(sheet) {
      const title = `${counted(paths.length, 'way')} from ${sheet.ink('symbol', from)} to ${sheet.ink('symbol', to)}`;
      return [title, ...paths.flatMap(({ edges }) => ['', ...sheet.table(edges.map(edgeRow(sheet)))])].join('\n');
    },
  };
};

export const cycles: Ask = async (index, _keys, { level, limit, dispatch }) => {
  const answer = await index.cycles({ level, limit, dispatch } as CycleOptions);
  const { cycles, truncated } = answer;
  return {
    json: answer,
    lines: cycles,
    truncated,
    text(sheet) {
      if (cycles.length === 0) return 'No cycles';
      const parts = cycles.flatMap(({ level, members, cycle }) => {
        const shown = cycle.map((member): Cell[] => [[level === 'file' ? 'place' : 'symbol', member]]);
        const kind =
          members.length === 1
            ? `A ${level} that leads to itself`
            : `${counted(members.length, level)} that lead to each other`;
        const shortest = cycle.length < members.length ? `, ${cycle.length} of them in a shortest circle` : '';
        return ['', `${kind}${shortest}`, '', ...sheet.table(shown)];
      });
      return [counted(cycles.length, 'cycle'), ...parts].join('\n');
    },
  };
};

export const unused: Ask = async (index, _keys, { entryPoints, limit, after }) => {
  const answer = await index.unused({ entryPoints, limit, after } as UnusedOptions);
  const { symbols, truncated } = answer;
  return {
    json: answer,
    lines: symbols,
    truncated,
    text(sheet) {
      if (symbols.length === 0) return 'Nothing is unused';
      const rows = symbols.map((symbol): Cell[] => [
        ...definition(sheet, symbol),
        ['faint', symbol.exported ? 'exported' : ''],
      ]);
      return [`Nothing leads to ${counted(symbols.length, 'symbol')}`, '', ...sheet.table(rows)].join('\n');
    },
  };
};

function edgeRow(sheet: Sheet): (edge: EdgeInfo) => Cell[] {
  return ({ file, line, column, from, to, kind }) => [
    sheet.place(file, line, column),
    ['symbol', from ?? file],
    ['faint', kind === 'call' ? '' : kind],
    ['plain', '>'],
    ['symbol', to],
  ];
}
