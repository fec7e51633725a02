/** Who calls what, and what that calls. */
import type { EdgeInfo, WalkOptions, WalkResult } from '../../../index.js';
import { type Answer, type Ask, type Asking, named } from './answer.js';
import { type Cell, counted, type Sheet } from './sheet.js';

export const callers: Ask = async (index, keys, asking) => {
  const answer = await index.callers(keys, walkOptions(asking));
  return answered('caller', keys, answer, (sheet, { via }) => sheet.place(via.file, via.line, via.column));
};

export const callees: Ask = async (index, keys, asking) => {
  const answer = await index.callees(keys, walkOptions(asking));
  return answered('callee', keys, answer, (sheet, { file, startLine }) => sheet.place(file, startLine));
};

function walkOptions({ depth, limit, after, references, dispatch }: Asking): WalkOptions {
  return { depth, limit, after, references, dispatch };
}

type Reached = WalkResult['functions'][number];

function answered(
  noun: string,
  keys: readonly string[],
  answer: WalkResult,
  placeOf: (sheet: Sheet, reached: Reached) => Cell,
): Answer {
  const { functions, files, truncated } = answer;
  return {
    json: { keys, ...answer },
    lines: [...functions, ...files],
    truncated,
    text(sheet) {
      const count = functions.length + files.length;
      const title = `${count === 0 ? `No ${noun}s` : counted(count, noun)} of ${sheet.ink('symbol', named(keys))}`;
      if (count === 0) return title;
      const rows: Cell[][] = functions.map((reached) => [
        placeOf(sheet, reached),
        ['symbol', reached.key],
        ['faint', wayNote(reached)],
      ]);
      for (const { file, via, distance } of files) {
        const note = ['outside of any function', wayNote({ via, distance })].filter(Boolean).join(', ');
        rows.push([sheet.place(via.file, via.line, via.column), ['plain', file], ['faint', note]]);
      }
      return [title, '', ...sheet.table(rows)].join('\n');
    },
  };
}

/** How it is reached, where that is not by one call. */
export function wayNote({ distance, via }: { distance: number; via: Pick<EdgeInfo, 'kind'> }): string {
  return [distance > 1 ? counted(distance, 'step') : '', via.kind === 'call' ? '' : via.kind]
    .filter(Boolean)
    .join(', ');
}
