/** Functions that are like one. */
import type { SimilarOptions } from '../../../index.js';
import { type Ask, definition } from './answer.js';
import { type Cell, counted } from './sheet.js';

export const similar: Ask = async (index, [key = ''], { threshold, signature, limit, after }) => {
  const answer = await index.similar(key, { threshold, signature, limit, after } as SimilarOptions);
  const { functions, truncated } = answer;
  return {
    json: { key, ...answer },
    lines: functions,
    truncated,
    text(sheet) {
      const of = sheet.ink('symbol', key);
      if (functions.length === 0) return `Nothing is like ${of}`;
      const rows = functions.map(({ score, match, sameSignature, ...symbol }): Cell[] => {
        const body = match === 'body' ? 'equal body' : `${Math.floor(score * 100)} %`;
        return [...definition(sheet, symbol), ['faint', sameSignature ? `${body}, equal signature` : body]];
      });
      return [`${counted(functions.length, 'function')} like ${of}`, '', ...sheet.table(rows)].join('\n');
    },
  };
};
