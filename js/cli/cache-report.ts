/** What the command prints about a cache. Pure text. */
import type { CacheInfo, PrunedCache } from '../../index.js';
import { bytes, count, printable } from './format.js';

const NAME_WIDTH = 12;
const NUMBER_WIDTH = 12;

/** What a cache holds, as lines for a person. */
export function infoText(info: CacheInfo): string {
  const { directory, entries, packs, roots, snapshots, snapshotBytes, oldestUse, newestUse } = info;
  const rows = [
    ['entries', count(entries)],
    ['packs', count(packs)],
    ['repositories', count(roots)],
    ['size', bytes(info.bytes)],
    ...(snapshots === 0 ? [] : [['snapshots', `${count(snapshots)}, ${bytes(snapshotBytes)}`] as const]),
  ] as const;
  const lines = rows.map(([name, value]) => `  ${name.padEnd(NAME_WIDTH)} ${value.padStart(NUMBER_WIDTH)}`);
  if (oldestUse !== null && newestUse !== null) {
    lines.push(`  ${'last used'.padEnd(NAME_WIDTH)} ${day(oldestUse)} to ${day(newestUse)}`);
  }
  return [printable(directory), '', ...lines, ''].join('\n');
}

/** What was taken out of a cache. */
export function prunedText({ directory, packs, bytes: freed }: PrunedCache): string {
  return `${bytes(freed)} in ${count(packs)} ${packs === 1 ? 'pack is' : 'packs are'} gone from ${printable(directory)}\n`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
