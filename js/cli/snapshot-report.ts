/** What the command prints about snapshots. Pure text. */
import type { PrunedSnapshots, Snapshot } from '../../index.js';
import { bytes, count, printable } from './format.js';

/** How large a snapshot is. */
export function snapshotText({ files, bytes: size }: Snapshot): string {
  return `${count(files)} ${files === 1 ? 'file' : 'files'}, ${bytes(size)}`;
}

/** Snapshots as lines for a person, the newest first. */
export function snapshotsText(snapshots: readonly Snapshot[]): string {
  if (snapshots.length === 0) return 'There are no snapshots\n';
  const rows = snapshots.map((snapshot) => [
    printable(snapshot.name),
    `${snapshot.created.toISOString().slice(0, 19)}Z`,
    snapshotText(snapshot),
    printable(snapshot.root),
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ');
  return `${rows.map(line).join('\n')}\n`;
}

/** What was removed. */
export function prunedSnapshotsText({ directory, snapshots, bytes: freed }: PrunedSnapshots): string {
  const what = `${count(snapshots)} ${snapshots === 1 ? 'snapshot is' : 'snapshots are'} gone`;
  return `${what} from ${printable(directory)}: ${bytes(freed)}\n`;
}
