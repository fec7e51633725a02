/** What is written at lines, at a diff or at functions and types, with what that has to do with others. */
import type { ContentOptions, FileRanges } from '../../../index.js';
import { printable } from '../format.js';
import type { Ask } from './answer.js';
import { type Cell, counted, type Sheet } from './sheet.js';

/** `src/order.ts:3`, `src/order.ts:3-14` */
const LINES = /^(.+):([1-9]\d*)(?:-([1-9]\d*))?$/;

/** The words that are lines of files. */
function linesOf(words: readonly string[]): FileRanges[] {
  return words.flatMap((word) => {
    const [, file, first, last = first] = LINES.exec(word) ?? [];
    return file === undefined ? [] : [{ file, ranges: [[Number(first), Number(last)] as const] }];
  });
}

/** The words that are keys or names. */
export function keysAmong(words: readonly string[]): string[] {
  return words.filter((word) => !LINES.test(word));
}

export const content: Ask = async (index, keys, { words, diff, related, callers, limit }) => {
  const options = { related, callers, limit } as ContentOptions;
  const answer = await index.contentFor({ keys, diff: diff ?? linesOf(words) }, options);
  const { definitions, failures, truncated } = answer;
  const [failure] = failures;
  return {
    json: answer,
    lines: [
      ...definitions.map((one) => ({ of: 'definition', ...one })),
      ...answer.related.map((one) => ({ of: 'related', ...one })),
      ...failures.map((one) => ({ of: 'failure', ...one })),
    ],
    truncated,
    nothing:
      definitions.length > 0
        ? undefined
        : failure
          ? `${failure.filePath}: ${failure.message}`
          : 'Nothing is written there',
    text(sheet) {
      const title = counted(definitions.length, 'definition');
      const parts = [
        ...definitions.map((one) => part(sheet, one, one.kind, one.key ?? one.name)),
        ...answer.related.map((one) => part(sheet, one, one.role, one.key)),
        ...failures.map(({ filePath, message }) => [sheet.ink('removed', `${filePath}: ${message}`)]),
      ];
      return [title, ...parts.flatMap((lines) => ['', ...lines])].join('\n');
    },
  };
};

function part(
  sheet: Sheet,
  { file, startLine, text }: { file: string; startLine: number; text: string | null },
  kind: string,
  name: string,
): string[] {
  const head: Cell[] = [sheet.place(file, startLine), ['faint', kind], ['symbol', name]];
  const lines = text === null ? [] : text.split(/\r?\n/).map((line) => `    ${printable(line)}`);
  return [...sheet.table([head]), ...lines];
}
