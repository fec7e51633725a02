/** What every store of a caller's has to do, as tests for any runner. `testing.d.ts` describes them to callers. */
import { deepStrictEqual, ok, strictEqual } from 'node:assert';
import { createHash, randomBytes } from 'node:crypto';
import type { RecordStore } from '../../index.js';
import type { StoreTest } from '../../testing.js';

/** As large as what is kept together gets. */
const LARGEST = 20 * 1024 * 1024;

/** A call may be of so many keys. */
const MANY = 1000;

interface Entry {
  key: string;
  bytes: Buffer;
}

type Run = (store: RecordStore) => Promise<void>;

const TESTS: Record<string, Run> = {
  'gives back what was put, to the last byte': async (store) => {
    const entries = [entryOf(Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))), entryOf(fresh(5000))];
    await store.putMany(entries);
    await holds(store, entries);
  },
  'has nothing under keys that nothing was put under': async (store) => {
    const keys = [entryOf(fresh(16)).key, entryOf(fresh(16)).key];
    for (const found of await store.getMany(keys)) ok(found === null || found === undefined, 'something was found');
    deepStrictEqual([...(await store.hasMany(keys))], [false, false]);
  },
  'answers in the order of the question, with gaps and repetitions': async (store) => {
    const [one, other, missing] = [entryOf(fresh(10)), entryOf(fresh(20)), entryOf(fresh(30))];
    await store.putMany([other, one]);
    const keys = [one, missing, other, one].map(({ key }) => key);
    const found = await store.getMany(keys);
    deepStrictEqual(
      found.map((bytes) => bytes?.length ?? 0),
      [10, 0, 20, 10],
    );
    deepStrictEqual([...(await store.hasMany(keys))], [true, false, true, true]);
  },
  'takes and answers nothing': async (store) => {
    await store.putMany([]);
    deepStrictEqual([...(await store.getMany([]))], []);
    deepStrictEqual([...(await store.hasMany([]))], []);
  },
  'keeps what is put twice, in one call and in two': async (store) => {
    const entry = entryOf(fresh(100));
    await store.putMany([entry, entry]);
    await store.putMany([entry]);
    await holds(store, [entry]);
  },
  'keeps empty bytes': async (store) => {
    const entry = { key: entryOf(fresh(8)).key, bytes: Buffer.alloc(0) };
    await store.putMany([entry]);
    await holds(store, [entry]);
  },
  'keeps what was put, whatever becomes of the buffer afterwards': async (store) => {
    const entry = entryOf(fresh(64));
    const bytes = Buffer.from(entry.bytes);
    await store.putMany([{ key: entry.key, bytes }]);
    bytes.fill(0);
    await holds(store, [entry]);
  },
  'keeps the largest that is ever put': async (store) => {
    const entry = entryOf(fresh(LARGEST));
    await store.putMany([entry]);
    await holds(store, [entry]);
  },
  'takes many at once': async (store) => {
    const entries = Array.from({ length: MANY }, () => entryOf(fresh(40)));
    await store.putMany(entries);
    await holds(store, entries);
  },
  'is used by several at the same time': async (store) => {
    const entries = Array.from({ length: 40 }, () => entryOf(fresh(2000)));
    const shared = entries.slice(0, 20);
    await Promise.all([store.putMany(entries.slice(10)), store.putMany(shared), store.putMany(shared)]);
    await Promise.all([holds(store, entries), holds(store, [...entries].reverse())]);
  },
};

export function recordStoreTests(open: () => RecordStore | Promise<RecordStore>): StoreTest[] {
  return Object.entries(TESTS).map(([name, run]) => ({ name, run: async () => run(await open()) }));
}

/** Different each time: a store may still have what an earlier run put there. */
function fresh(length: number): Buffer {
  return randomBytes(length);
}

function entryOf(bytes: Buffer): Entry {
  return { key: createHash('sha256').update(bytes).digest('hex'), bytes };
}

async function holds(store: RecordStore, entries: Entry[]): Promise<void> {
  const keys = entries.map(({ key }) => key);
  deepStrictEqual([...(await store.hasMany(keys))], Array(entries.length).fill(true), 'hasMany');
  const found = await store.getMany(keys);
  strictEqual(found.length, entries.length, 'the number of answers');
  for (const [index, { key, bytes }] of entries.entries()) {
    const answer = found[index];
    ok(answer instanceof Uint8Array, `${key} is not found`);
    ok(bytes.equals(answer), `${key} has other bytes`);
  }
}
