/** Shards on machines that have no copy of the repository: one is made there, or what files hold is sent. */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  analyzeShard,
  assembleGraph,
  buildGraphStreaming,
  checkouts,
  planShards,
  type RecordStore,
  type Shard,
  type ShardCheckout,
  type ShardPlan,
  type ShardReceipt,
  sendContents,
} from '../index.mjs';
import { GONE } from './gone.js';
import { repositoryOf } from './repository.js';
import { COMPAT, folderStore, MapStore, text } from './shard-stores.js';

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

describe('contents', () => {
  it.each([{ shards: 1 }, { bytesPerShard: 4000 }, { bytesPerShard: 1 }])(
    'that are sent make the graph of one instance, in shards of %o',
    async (options) => {
      const [contents, store] = [new MapStore(), new MapStore()];
      const plan = await planShards(COMPAT, [], options);
      await sendContents(plan, contents, { root: COMPAT });
      const receipts = await analyzed(plan, (shard) => analyzeShard(shard, store, { contents }));
      const graph = await assembleGraph(plan, receipts, store, { root: COMPAT });
      expect(text(graph)).toBe(text(await buildGraphStreaming(COMPAT)));
      // All of it was in the store: where nothing is, nothing is read.
      expect(await analyzed(plan, (shard) => analyzeShard(shard, new MapStore(), { root: COMPAT }))).toEqual(receipts);
    },
  );

  it('may go through the store of analyses, and a folder may have those', async () => {
    const root = await repositoryOf(FILES);
    const plan = await planShards(root);
    const one = new MapStore();
    await sendContents(plan, one, { root });
    const receipts = await analyzed(plan, (shard) => analyzeShard(shard, one, { contents: one }));
    const alone = text(await buildGraphStreaming(root));
    expect(text(await assembleGraph(plan, receipts, one, { root }))).toBe(alone);
    const folder = await folderStore();
    const others = await analyzed(plan, (shard) => analyzeShard(shard, folder, { contents: one }));
    expect(text(await assembleGraph(plan, others, folder, { root }))).toBe(alone);
  });

  it('are sent once, whatever has them, and it is told how much that was', async () => {
    const root = await repositoryOf(FILES);
    const store = new MapStore();
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const sent = await sendContents(plan, store, { root });
    const bytes = plan.shards.flatMap(({ files }) => files).reduce((sum, { size }) => sum + size, 0);
    const kept = [...store.kept.values()].reduce((sum, entry) => sum + entry.length, 0);
    expect(sent).toEqual({ files: 5, bytes, sentFiles: 4, sentBytes: kept });
    expect(await sendContents(plan, store, { root })).toEqual({ files: 5, bytes, sentFiles: 0, sentBytes: 0 });
    await writeFile(join(root, 'b.ts'), 'export function b(a: number) {}\n');
    const edited = await planShards(root);
    expect(await sendContents(edited, store, { root })).toMatchObject({ files: 5, sentFiles: 1 });
  });

  it('go in parts, however large a shard is', async () => {
    const noise = (n: number) => Array.from({ length: 6000 }, (_, at) => `f(${(at * 7919 * (n + 1)) % 104729});\n`);
    const root = await repositoryOf(
      Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`f${n}.ts`, noise(n).join('')])),
    );
    const store = new MapStore();
    const plan = await planShards(root, [], { shards: 1 });
    const { bytes, sentBytes } = await sendContents(plan, store, { root });
    expect(bytes).toBeGreaterThan(3 * 1024 * 1024);
    expect(store.largest).toBeLessThan(sentBytes);
    expect(sentBytes).toBeLessThan(bytes);
  });

  it('that are missing, or are others, fail the shard by the name of the file', async () => {
    const root = await repositoryOf(FILES);
    const store = new MapStore();
    const plan = await planShards(root, [], { shards: 1 });
    const analysis = (contents: RecordStore) => analyzeShard(first(plan), new MapStore(), { contents });
    const missing = { code: 'ERR_CONTENT_MISSING', filePath: 'a.ts' };
    await expect(analysis(store)).rejects.toMatchObject(missing);
    await sendContents(plan, store, { root });
    const names = [...store.kept.keys()];
    const [ofA = '', ofB = ''] = names;
    const kept = new Map(store.kept);
    const wrong = [kept.get(ofB), Buffer.alloc(0), Buffer.from('no zstd'), kept.get(ofA)?.subarray(0, -1)];
    for (const bytes of wrong) {
      store.kept.set(ofA, bytes as Buffer);
      await expect(analysis(store)).rejects.toMatchObject({ code: 'ERR_CONTENT_CORRUPT', filePath: 'a.ts' });
    }
    store.kept.delete(ofA);
    await expect(analysis(store)).rejects.toMatchObject(missing);
  });

  it('of a file that changed since it was planned are not sent', async () => {
    const root = await repositoryOf(FILES);
    const plan = await planShards(root);
    await writeFile(join(root, 'b.ts'), 'export function c() {}\n');
    const sending = sendContents(plan, new MapStore(), { root });
    await expect(sending).rejects.toMatchObject({ code: 'ERR_FILE_CHANGED', filePath: 'b.ts' });
  });

  it('end with their signal, and with the error of the store', async () => {
    const root = await repositoryOf(FILES);
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const controller = new AbortController();
    const store = new MapStore();
    const put = store.putMany.bind(store);
    store.putMany = async (entries) => {
      await put(entries);
      controller.abort(new Error('no more'));
    };
    await expect(sendContents(plan, store, { root, signal: controller.signal })).rejects.toThrow('no more');
    expect(store.kept.size).toBe(1);
    store.hasMany = () => Promise.reject(new Error('the store is down'));
    await expect(sendContents(plan, store, { root })).rejects.toThrow('the store is down');
  });

  it('are asked for by the names of arguments', async () => {
    const plan = await planShards(COMPAT);
    const store = new MapStore();
    const send = (...args: unknown[]) => (sendContents as (...args: unknown[]) => Promise<unknown>)(...args);
    await expect(send(7, store, { root: COMPAT })).rejects.toThrow('plan must be a ShardPlan, not number 7');
    await expect(send(plan, { directory: '.' }, { root: COMPAT })).rejects.toThrow(/^store must be an object with/);
    const analysis = (options: object) => analyzeShard(first(plan), store, options);
    await expect(analysis({ contents: {} })).rejects.toThrow(/^options.contents must be an object with/);
    await expect(analysis({ checkout: 7 })).rejects.toThrow('options.checkout must be a function, not number 7');
    await expect(analysis({ root: COMPAT, contents: store })).rejects.toThrow('one of root, checkout and contents');
  });
});

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

  /** A checkout that is there only when it is told so, whatever its signal says, and one who waits for it. */
  function awaited() {
    const controller = new AbortController();
    const released: string[] = [];
    let arrive = () => {};
    const made = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const shared = checkouts(async () => {
      await made;
      return { folder: COMPAT, release: () => released.push('released') };
    });
    const waiting = Promise.resolve(shared.of('job', {})({ signal: controller.signal }));
    return { shared, released, arrive, waiting, abort: () => controller.abort(new Error('not I')) };
  }

  it('that is released while it is waited for goes once, also if the last one who waits is cancelled', async () => {
    const { shared, released, arrive, waiting, abort } = awaited();
    const releasing = shared.release('job');
    abort();
    await expect(waiting).rejects.toThrow('not I');
    arrive();
    await releasing;
    expect(released).toEqual(['released']);
  });

  it('that nobody waits for any more is waited for by who closes', async () => {
    const { shared, released, arrive, waiting, abort } = awaited();
    abort();
    await expect(waiting).rejects.toThrow('not I');
    expect(shared.names).toEqual([]);
    const closing = shared.close().then(() => released.push('closed'));
    await new Promise(setImmediate);
    expect(released).toEqual([]);
    arrive();
    await closing;
    expect(released).toEqual(['released', 'closed']);
  });
});
