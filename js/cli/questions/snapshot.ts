/** A folder as it is now, kept under a name. */
import type { CodeIndex } from '../../../index.js';
import { printable } from '../format.js';
import { snapshotText } from '../snapshot-report.js';
import type { Answer } from './answer.js';

/** What stands before the name of a snapshot where a folder or a revision may stand, too. */
const SNAPSHOT = 'snapshot:';

/** The snapshot that a side of a comparison names, if it names one. */
export function snapshotNamed(side: string): string | undefined {
  return side.startsWith(SNAPSHOT) ? side.slice(SNAPSHOT.length) : undefined;
}

/** Keeps it. */
export async function taken(index: CodeIndex, [name = '']: readonly string[], signal: AbortSignal): Promise<Answer> {
  const snapshot = await index.snapshot(name, { signal });
  return {
    json: snapshot,
    lines: [snapshot],
    truncated: false,
    text: () => `${printable(snapshot.name)}: ${snapshotText(snapshot)}`,
  };
}
