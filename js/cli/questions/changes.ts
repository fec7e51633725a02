/** What differs between two moments or two versions, as it is printed. */
import type { Comparison, IndexChanges, SymbolChanges } from '../../../index.js';
import { type Answer, definition } from './answer.js';
import { type Cell, counted, type Sheet } from './sheet.js';

/** A change: what `--jsonl` prints on a line. */
type Change = { change: 'added' | 'removed' | 'changed' | 'moved'; of: 'file' | 'function' | 'type' | 'edge' } & Record<
  string,
  unknown
>;

const MARKS = { added: '+', removed: '-', changed: '~', moved: '>' } as const;
const INKS = { added: 'added', removed: 'removed', changed: 'place', moved: 'place' } as const;

/** The answer that a comparison is. */
export function compared(comparison: Comparison): Answer {
  const { callers } = comparison;
  return {
    json: comparison,
    lines: [...changesOf(comparison), ...callers.map((caller) => ({ caller }))],
    truncated: false,
    text(sheet) {
      const lines = changeLines(sheet, comparison);
      if (callers.length === 0) return lines.join('\n');
      const rows = callers.map((caller) => definition(sheet, caller));
      return [...lines, '', `${counted(callers.length, 'caller')} of what changed`, '', ...sheet.table(rows)].join(
        '\n',
      );
    },
  };
}

/** A title, and a line a file, function and type; edges are counted. */
export function changeLines(sheet: Sheet, changes: IndexChanges): string[] {
  const all = changesOf(changes);
  const count = (of: Change['of']) => all.filter((change) => change.of === of).length;
  const { added, removed } = changes.edges;
  if (all.length === 0) return ['Nothing differs'];
  const title =
    `${counted(count('file'), 'file')}, ${counted(count('function'), 'function')}, ${counted(count('type'), 'type')}; ` +
    `calls and other edges: ${added.length} added, ${removed.length} removed`;
  const rows = all
    .filter(({ of }) => of !== 'edge')
    .map((change): Cell[] => [
      [INKS[change.change], MARKS[change.change]],
      ['faint', change.of],
      ['symbol', String(change.key ?? change.to)],
      ['faint', note(change)],
    ]);
  return [title, '', ...sheet.table(rows)];
}

function note({ change, body, signature, from }: Change): string {
  if (change === 'moved') return `from ${from}`;
  return [body === true ? 'body' : '', signature === true ? 'signature' : ''].filter(Boolean).join(', ');
}

function changesOf({ files, functions, types, edges }: IndexChanges): Change[] {
  return [
    ...(['added', 'removed', 'changed'] as const).flatMap((change) =>
      files[change].map((key): Change => ({ change, of: 'file', key })),
    ),
    ...symbolChanges('function', functions),
    ...symbolChanges('type', types),
    ...(['added', 'removed'] as const).flatMap((change) =>
      edges[change].map((edge): Change => ({ change, of: 'edge', ...edge })),
    ),
  ];
}

function symbolChanges(of: 'function' | 'type', { added, removed, changed, moved }: SymbolChanges): Change[] {
  return [
    ...added.map((key): Change => ({ change: 'added', of, key })),
    ...removed.map((key): Change => ({ change: 'removed', of, key })),
    ...changed.map((symbol): Change => ({ change: 'changed', of, ...symbol })),
    ...moved.map((symbol): Change => ({ change: 'moved', of, ...symbol })),
  ];
}
