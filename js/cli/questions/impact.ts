/** What a change may affect, and the tests among it. */
import type { ImpactOptions } from '../../../index.js';
import { type Ask, named } from './answer.js';
import { type Cell, counted } from './sheet.js';
import { wayNote } from './walks.js';

export const impact: Ask = async (index, keys, { files: given, ranges, diff, depth, limit }) => {
  const answer = await index.impact({ keys, files: given, diff: diff ?? ranges }, { depth, limit } as ImpactOptions);
  const { changed, affected, tests, files, truncated } = answer;
  return {
    json: answer,
    lines: [
      ...changed.map((symbol) => ({ of: 'changed', ...symbol })),
      ...affected.map((symbol) => ({ of: 'affected', ...symbol })),
      ...tests.map((test) => ({ of: 'test', ...test })),
      ...files.map((file) => ({ of: 'file', file })),
    ],
    truncated,
    text(sheet) {
      const of = sheet.ink('symbol', named(changed.map(({ key }) => key)));
      const about = changed.length === 0 ? 'what is outside of functions and types' : of;
      const lines = [
        `${counted(affected.length, 'function or type', 'functions and types')} in ${counted(files.length, 'file')}, ` +
          `with ${counted(tests.length, 'test')}, may be affected by ${about}`,
      ];
      const rows = affected.map(({ via, key, distance }): Cell[] => [
        sheet.place(via.file, via.line, via.column),
        ['symbol', key],
        ['faint', wayNote({ distance, via })],
      ]);
      if (rows.length > 0) lines.push('', ...sheet.table(rows));
      const testRows = tests.map(({ file, line, title }): Cell[] => [sheet.place(file, line), ['plain', title]]);
      if (testRows.length > 0) lines.push('', 'Tests', '', ...sheet.table(testRows));
      return lines.join('\n');
    },
  };
};
