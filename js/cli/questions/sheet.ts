/** What answers are printed on: columns, colours, places. Pure text. */
import { join } from 'node:path';
import { printable } from '../format.js';
import type { Output } from '../progress.js';

/** What a text is, which decides on its colour. */
export type Ink = 'place' | 'symbol' | 'added' | 'removed' | 'faint' | 'plain';

const CODES: Record<Exclude<Ink, 'plain'>, number> = { place: 36, symbol: 1, added: 32, removed: 31, faint: 2 };

/** A text of a column. */
export type Cell = readonly [ink: Ink, text: string];

/** A wider cell does not push the others of its column away. */
const WIDEST_COLUMN = 72;

/** Whether `output` is to be coloured: by `FORCE_COLOR`, else by `NO_COLOR`, else if it is a terminal that can. */
export function wantsColor(output: Pick<Output, 'isTTY'>, env: Readonly<Record<string, string | undefined>>): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (unwanted !== undefined && unwanted !== '') return false;
  return output.isTTY === true && terminal !== 'dumb';
}

export class Sheet {
  readonly #folder: string;
  readonly #isColored: boolean;

  /** @param folder what paths are below, as it was written: editors open what is relative to the current folder */
  constructor(folder: string, isColored: boolean) {
    this.#folder = folder;
    this.#isColored = isColored;
  }

  /** `text`, fit for a terminal. */
  ink(ink: Ink, text: string): string {
    const shown = printable(text);
    return this.#isColored && ink !== 'plain' ? `\x1b[${CODES[ink]}m${shown}\x1b[0m` : shown;
  }

  /** `src/order.ts:3:14` */
  place(file: string, line: number, column?: number): Cell {
    const path = join(this.#folder, file);
    return ['place', column === undefined ? `${path}:${line}` : `${path}:${line}:${column}`];
  }

  /** Rows whose columns are aligned. */
  table(rows: readonly (readonly Cell[])[]): string[] {
    const widths: number[] = [];
    for (const row of rows) {
      for (const [column, [, text]] of row.entries()) {
        const width = printable(text).length;
        if (width <= WIDEST_COLUMN) widths[column] = Math.max(widths[column] ?? 0, width);
      }
    }
    return rows.map((row) => `  ${this.#line(row, widths)}`);
  }

  #line(row: readonly Cell[], widths: readonly number[]): string {
    const last = row.findLastIndex(([, text]) => text !== '');
    return row
      .slice(0, last + 1)
      .map(([ink, text], column) => {
        const room = column === last ? 0 : (widths[column] ?? 0) - printable(text).length;
        return this.ink(ink, text) + ' '.repeat(Math.max(0, room));
      })
      .join('  ');
  }
}

/** `1 caller`, `2 callers` */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : several}`;
}
