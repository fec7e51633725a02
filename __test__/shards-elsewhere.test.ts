/** Shards on machines that have no copy of the repository: one is made there. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  analyzeShard,
  assembleGraph,
  buildGraphStreaming,
  checkouts,
  graphToJSONText,
  planShards,
  type RecordStore,
  type Shard,
  type ShardCheckout,
  type ShardPlan,
  type ShardReceipt,
  type StoreEntry,
} from '../index.mjs';
import { GONE } from './gone.js';
import { repositoryOf } from './repository.js';

/** All languages. */
const COMPAT = fileURLToPath(new URL('fixtures/compat', import.meta.url));

class MapStore implements RecordStore {
  readonly kept = new Map<string, Buffer>();

  async getMany(keys: readonly string[]) {
    return keys.map((key) => this.kept.get(key));
  }

  async putMany(entries: readonly StoreEntry[]) {
    for (const { key, bytes } of entries) this.kept.set(key, Buffer.from(bytes));
  }

  async hasMany(keys: readonly string[]) {
    return keys.map((key) => this.kept.has(key));
  }
}

function text(result: unknown): string {
  return [...graphToJSONText(result)].join('');
}

async function analyzed(plan: ShardPlan, analyze: (shard: Shard) => Promise<ShardReceipt>): Promise<ShardReceipt[]> {
  return Promise.all((JSON.parse(JSON.stringify(plan)) as ShardPlan).shards.map(analyze));
}

const FILES = {
  'a.ts': "import { b } from './b';\nexport function a() { b(); }\n",
  'b.ts': 'export function b() {}\n',
  'copy/b.ts': 'export function b() {}\n',
  'empty.py': '',
  'latin.ts': new Uint8Array([0x2f, 0x2f, 0xe9, 0x0a]),
};

function first(plan: ShardPlan): Shard {
  const [shard] = plan.shards;
  if (shard === undefined) throw new Error('there is no shard');
  return shard;
}

/** Copies of a repository, in a folder that a test looks into. */
async function copies(root: string) {
  const made: string[] = [];
  const released: string[] = [];
  const make = async ({ commit }: { commit: string }) => {
    const folder = await mkdtemp(join(tmpdir(), `ckg-checkout-${commit}-`));
    made.push(folder);
    await cp(root, folder, { recursive: true });
    return {
      folder,
      release: async () => {
        released.push(folder);
        await rm(folder, GONE);
      },
    };
  };
  return { make, made, released };
}

describe('a checkout', () => {
  it('is made once for all shards of a job, however many at once, and goes when it is released', async () => {
    const root = await repositoryOf(FILES);
    const { make, made, released } = await copies(root);
    const store = new MapStore();
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const shared = checkouts(make);
    const receipts = await analyzed(plan, (shard) =>
      analyzeShard(shard, store, { checkout: shared.of('job', { commit: 'head' }) }),
    );
    expect(text(await assembleGraph(plan, receipts, store, { root }))).toBe(text(await buildGraphStreaming(root)));
    expect([made.length, released, shared.names]).toEqual([1, [], ['job']]);
    await analyzeShard(first(plan), new MapStore(), { checkout: shared.of('other', { commit: 'base' }) });
    await shared.release('job');
    expect([released, shared.names]).toEqual([[made[0]], ['other']]);
    await shared.close();
    expect(released).toEqual(made);
  });

  it('is not made for a shard that was analysed before', async () => {
    const root = await repositoryOf(FILES);
    const { make, made } = await copies(root);
    const store = new MapStore();
    const plan = await planShards(root);
    const receipts = await analyzed(plan, (shard) => analyzeShard(shard, store, { root }));
    const shared = checkouts(make);
    const again = await analyzed(plan, (shard) =>
      analyzeShard(shard, store, { checkout: shared.of('job', { commit: 'head' }) }),
    );
    expect([again, made]).toEqual([receipts, []]);
  });

  it('of one shard is released when that is done, or failed', async () => {
    const root = await repositoryOf(FILES);
    const { make, made, released } = await copies(root);
    const plan = await planShards(root);
    const checkout = () => make({ commit: 'head' });
    await analyzeShard(first(plan), new MapStore(), { checkout });
    expect(released).toEqual(made);
    await writeFile(join(root, 'b.ts'), 'export function c() {}\n');
    const changed = { code: 'ERR_FILE_CHANGED', filePath: 'b.ts' };
    await expect(analyzeShard(first(plan), new MapStore(), { checkout })).rejects.toMatchObject(changed);
    expect([made.length, released]).toEqual([2, made]);
  });

  it('is waited for by who releases it, while somebody uses it', async () => {
    const shared = checkouts(() => ({ folder: COMPAT, release: () => events.push('released') }));
    const events: string[] = [];
    const { signal } = new AbortController();
    const one = await shared.of('job', {})({ signal });
    const other = await shared.of('job', {})({ signal });
    const released = shared.release('job').then(() => events.push('done'));
    for (const checkout of [one, other]) {
      if (typeof checkout === 'string') throw new Error('there is no release');
      await new Promise(setImmediate);
      events.push('used');
      checkout.release?.();
    }
    await released;
    expect(events).toEqual(['used', 'used', 'released', 'done']);
  });

  it('that fails fails all that wait for it, and is made again for the next', async () => {
    const plan = await planShards(COMPAT, [], { bytesPerShard: 4000 });
    let [tries, asked] = [0, 0];
    let open = () => {};
    const allAsked = new Promise<void>((resolve) => {
      open = resolve;
    });
    const shared = checkouts(async () => {
      tries += 1;
      if (tries > 1) return COMPAT;
      await allAsked;
      throw new Error('no route to host');
    });
    const checkout: ShardCheckout = (work) => {
      asked += 1;
      if (asked === plan.shards.length) open();
      return shared.of('job', {})(work);
    };
    const store = new MapStore();
    const all = () => plan.shards.map((shard) => analyzeShard(shard, store, { checkout }));
    const failed = { code: 'ERR_CHECKOUT_FAILED', message: 'The checkout failed: no route to host' };
    for (const { status, reason } of (await Promise.allSettled(all())) as PromiseRejectedResult[]) {
      expect([status, reason]).toEqual(['rejected', expect.objectContaining(failed)]);
    }
    expect(tries).toBe(1);
    const receipts = await Promise.all(all());
    expect(tries).toBe(2);
    expect(text(await assembleGraph(plan, receipts, store, { root: COMPAT }))).toBe(
      text(await buildGraphStreaming(COMPAT)),
    );
  });

  it('stands in place of a root, and is a function', async () => {
    const shard = first(await planShards(COMPAT));
    const analysis = (options: object) => analyzeShard(shard, new MapStore(), options);
    await expect(analysis({ checkout: 7 })).rejects.toThrow('options.checkout must be a function, not number 7');
    await expect(analysis({ root: COMPAT, checkout: () => COMPAT })).rejects.toThrow('one of root and checkout');
    expect(() => checkouts(7 as never)).toThrow('make must be a function, not number 7');
  });

  it('that answers no folder, or none that is there, says so', async () => {
    const shard = first(await planShards(COMPAT));
    const code = (answer: unknown) =>
      analyzeShard(shard, new MapStore(), { checkout: () => answer as string }).then(
        () => 'analysed',
        (error) => error.code,
      );
    for (const answer of [undefined, null, '', 7, {}, { folder: 7 }]) {
      expect(await code(answer)).toBe('ERR_CHECKOUT_FAILED');
    }
    expect(await code('/not/there')).toBe('ERR_ROOT_DIR_NOT_FOUND');
    expect(await code(COMPAT)).toBe('analysed');
  });

  it('ends when the last one who waits for it is cancelled, and not before', async () => {
    const shard = first(await planShards(COMPAT));
    const signals: AbortSignal[] = [];
    const shared = checkouts((_, { signal }) => {
      signals.push(signal);
      return new Promise<string>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) =>
      analyzeShard(shard, new MapStore(), { checkout: shared.of('job', {}), signal }),
    );
    await expect.poll(() => signals.length).toBe(1);
    one.abort(new Error('not I'));
    await expect(waiting[0]).rejects.toThrow('not I');
    expect(signals[0]?.aborted).toBe(false);
    other.abort(new Error('nor I'));
    await expect(waiting[1]).rejects.toThrow('nor I');
    await expect.poll(() => signals[0]?.aborted).toBe(true);
    expect(shared.names).toEqual([]);
  });
});
