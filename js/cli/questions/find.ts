/** Functions and types by name. */
import type { FindOptions, FindResult } from '../../../index.js';
import { type Ask, definition } from './answer.js';
import { counted } from './sheet.js';

/** What stands between the parts of a key, in whatever language. */
const SEPARATORS = /[:.#\\/]/;

export const find: Ask = async (index, _keys, { words: [text], kind, language, path, limit, after }) => {
  const rest = { kind, language, path, limit, after } as FindOptions;
  let answer: FindResult | undefined;
  // A name with parts is meant as it is written, if there is one.
  if (text !== undefined && SEPARATORS.test(text)) answer = await index.find({ ...rest, name: text });
  if (answer === undefined || answer.symbols.length === 0) answer = await index.find({ ...rest, text });
  const { symbols, truncated } = answer;
  return {
    json: answer,
    lines: symbols,
    truncated,
    nothing: symbols.length > 0 ? undefined : `Nothing is found${text === undefined ? '' : ` for '${text}'`}`,
    text(sheet) {
      const like = text === undefined ? '' : ` for ${sheet.ink('symbol', text)}`;
      const rows = symbols.map((symbol) => [
        ...definition(sheet, symbol),
        ['faint', text === undefined || symbol.match === 'exact' ? '' : symbol.match] as const,
      ]);
      return [`${counted(symbols.length, 'symbol')}${like}`, '', ...sheet.table(rows)].join('\n');
    },
  };
};
