/** What is written at lines, at a diff or at functions and types, with what that has to do with others. */
import type { ContentOptions } from '../../../index.js';
import { printable } from '../format.js';
import type { Ask } from './answer.js';
import { type Cell, counted, type Sheet } from './sheet.js';

export const content: Ask = async (index, keys, { files, ranges, diff, related, callers, limit }) => {
  const options = { related, callers, limit } as ContentOptions;
  const answer = await index.contentFor({ keys, files, diff: diff ?? ranges }, options);
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
