/** What tests of shards share: a repository of all languages, stores that take what is kept, results as they are compared. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { graphToJSONText, type RecordStore, type StoreEntry } from '../index.mjs';
import { GONE } from './gone.js';

/** All languages. */
export const COMPAT = fileURLToPath(new URL('fixtures/compat', import.meta.url));

/** A store of the caller's. */
export class MapStore implements RecordStore {
  readonly kept = new Map<string, Buffer>();
  puts = 0;
  /** Bytes of the largest put. */
  largest = 0;

  async getMany(keys: readonly string[]) {
    return keys.map((key) => this.kept.get(key));
  }

  async putMany(entries: readonly StoreEntry[]) {
    this.puts += entries.length;
    this.largest = Math.max(
      this.largest,
      entries.reduce((sum, { bytes }) => sum + bytes.length, 0),
    );
    for (const { key, bytes } of entries) this.kept.set(key, Buffer.from(bytes));
  }

  async hasMany(keys: readonly string[]) {
    return keys.map((key) => this.kept.has(key));
  }
}

/** A folder that goes away with the running test. */
export async function folderStore(): Promise<{ directory: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'ckg-shards-'));
  onTestFinished(() => rm(directory, GONE));
  return { directory };
}

export type Store = RecordStore | { directory: string };

export const STORES: [string, () => Promise<Store>][] = [
  ['a folder', folderStore],
  ['a store of the caller', async () => new MapStore()],
];

/** A result as text. */
export function text(result: unknown): string {
  return [...graphToJSONText(result)].join('');
}
