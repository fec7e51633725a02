/** One list of files for several instances: planned, analysed in shards, put together, as one instance would have done it. */
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  analyzeShard,
  assembleBatches,
  assembleGraph,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  getAllSourceFiles,
  type PlanOptions,
  planShards,
  processFilesInBatches,
  type ShardPlan,
  type ShardReceipt,
} from '../index.mjs';
import { recordStoreTests } from '../testing.mjs';
import { LINKED } from './caching.js';
import { collected, repositoryOf } from './repository.js';
import { COMPAT, MapStore, STORES, type Store, text } from './shard-stores.js';

/** What several instances come to, by JSON as a queue would carry it. */
async function analyzed(plan: ShardPlan, root: string, store: Store) {
  const receipts: ShardReceipt[] = [];
  for (const shard of JSON.parse(JSON.stringify(plan)).shards) {
    receipts.push(await new CodeKnowledgeGraph().analyzeShard(shard, store, { root }));
  }
  return JSON.parse(JSON.stringify(receipts)) as ShardReceipt[];
}

describe.each(STORES)('with %s', (_, open) => {
  it.each<[string, PlanOptions]>([
    ['one shard', { shards: 1 }],
    ['seven shards', { shards: 7 }],
    ['a shard a file', { bytesPerShard: 1 }],
  ])('makes the graph of one instance, in %s', async (_name, options) => {
    const store = await open();
    const plan = await planShards(COMPAT, [], options);
    const receipts = await analyzed(plan, COMPAT, store);
    const graph = await assembleGraph(plan, receipts.toReversed(), store, { root: COMPAT });
    const alone = await buildGraphStreaming(COMPAT);
    expect(text(graph)).toBe(text(alone));
    expect(graph).toEqual(alone);
    expect(new Set([...graph.files.values()].map(({ language }) => language)).size).toBe(9);
  });

  it('makes the batches of one instance', async () => {
    const store = await open();
    const root = await repositoryOf(LINKED);
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const receipts = await analyzed(plan, root, store);
    const batches = await collected(assembleBatches(plan, receipts, store, { root, batchSize: 3 }));
    const files = await getAllSourceFiles(root);
    const alone = await collected(processFilesInBatches(files, root, { batchSize: 3 }));
    const filesOf = (all: typeof batches) => all.flatMap(({ batch }) => batch.files);
    expect(text(filesOf(batches))).toBe(text(filesOf(alone)));
    expect(batches.at(-1)).toMatchObject({ progress: 100, totalFiles: plan.shards.length + plan.failures.length });
  });

  it('has every failure of one instance in its place', async () => {
    const root = await repositoryOf({
      'a.ts': 'export function a() {}\n',
      'b.ts': 'x'.repeat(2000),
      'c.ts': new Uint8Array([0, 1, 2]),
      'd.ts': 'import { a } from "./a";\na();\n',
    });
    const store = await open();
    const options = { maxFileSize: 1000 };
    const plan = await planShards(root, [], options);
    expect(plan.failures.map(({ place, filePath, code }) => [place, filePath, code])).toEqual([
      [1, 'b.ts', 'ERR_FILE_TOO_LARGE'],
      [2, 'c.ts', 'ERR_BINARY_FILE'],
    ]);
    const graph = await assembleGraph(plan, await analyzed(plan, root, store), store, { root });
    expect(text(graph)).toBe(text(await buildGraphStreaming(root, [], options)));
  });

  it('makes again what the store has lost', async () => {
    const root = await repositoryOf(LINKED);
    const store = await open();
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const receipts = await analyzed(plan, root, store);
    const empty = await open();
    const graph = await assembleGraph(plan, receipts, empty, { root });
    expect(text(graph)).toBe(text(await buildGraphStreaming(root)));
  });

  it('is the same under another root', async () => {
    const root = await repositoryOf(LINKED);
    const store = await open();
    const plan = await planShards(root);
    const receipts = await analyzed(plan, root, store);
    await rename(root, `${root}-moved`);
    onTestFinished(() => rm(`${root}-moved`, { recursive: true }));
    const graph = await assembleGraph(plan, receipts, store, { root: `${root}-moved` });
    expect(text(graph)).toBe(text(await buildGraphStreaming(`${root}-moved`)));
  });

  it('names a file that changed after it was planned, for whoever analyses or puts together', async () => {
    const root = await repositoryOf(LINKED);
    const store = await open();
    const plan = await planShards(root, [], { shards: 1 });
    const receipts = await analyzed(plan, root, store);
    await writeFile(join(root, 'lib/round.ts'), 'export function round(n: number) { return 0; }\n');
    const [shard] = plan.shards;
    if (shard === undefined) throw new Error('there is no shard');
    const changed = { code: 'ERR_FILE_CHANGED', filePath: 'lib/round.ts' };
    await expect(analyzeShard(shard, await open(), { root })).rejects.toMatchObject(changed);
    const inGraph = { code: 'ERR_FILE_CHANGED', filePath: `${root}/lib/round.ts` };
    await expect(assembleGraph(plan, receipts, store, { root })).rejects.toMatchObject(inGraph);
    await expect(collected(assembleBatches(plan, receipts, store, { root }))).rejects.toMatchObject(inGraph);
    await rm(join(root, 'lib/round.ts'));
    await expect(analyzeShard(shard, await open(), { root })).rejects.toMatchObject(changed);
  });
});

describe('a plan', () => {
  it('has other shards only where files are others', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, n) => [`src/${n % 20}/file${n}.ts`, `export const n${n} = ${n};\n`]),
    );
    const root = await repositoryOf(files);
    const ids = async () => (await planShards(root, [], { bytesPerShard: 20_000 })).shards.map(({ id }) => id);
    const before = await ids();
    expect(before.length).toBeGreaterThan(15);
    expect(await ids()).toEqual(before);
    await writeFile(join(root, 'src/7/file7.ts'), 'export const n7 = "another";\n');
    const edited = await ids();
    expect(edited.filter((id) => !before.includes(id))).toHaveLength(1);
    await writeFile(join(root, 'src/7/new.ts'), 'export {};\n');
    expect((await ids()).filter((id) => !edited.includes(id)).length).toBeLessThanOrEqual(2);
  });

  it('is of the files that a graph would be of', async () => {
    const root = await repositoryOf({ 'a/x.ts': '', 'a/y.py': '', 'b/z.ts': '', 'a/skip/v.ts': '' });
    const paths = async (...args: Parameters<typeof planShards>) =>
      (await planShards(...args)).shards.flatMap(({ files }) => files.map(({ path }) => path));
    expect(await paths(root)).toEqual(['a/skip/v.ts', 'a/x.ts', 'a/y.py', 'b/z.ts']);
    expect(await paths(root, ['/a/'], { exclude: ['a/skip'] })).toEqual(['a/x.ts', 'a/y.py']);
    expect((await planShards(root, ['nothing'])).shards).toEqual([]);
  });

  it('of nothing is put together to nothing', async () => {
    const root = await repositoryOf({});
    const plan = await planShards(root);
    expect(await assembleGraph(plan, [], new MapStore(), { root })).toEqual(await buildGraphStreaming(root));
  });

  it('ends with its signal', async () => {
    const signal = AbortSignal.abort(new Error('no more'));
    await expect(planShards(COMPAT, [], { signal })).rejects.toThrow('no more');
  });
});

describe('a shard', () => {
  it('is not analysed twice, and answers the same', async () => {
    const store = new MapStore();
    const plan = await planShards(COMPAT, [], { shards: 3 });
    const receipts = await analyzed(plan, COMPAT, store);
    const { puts } = store;
    // Nothing is read: the files need not be there any more.
    const nowhere = await repositoryOf({});
    expect(await analyzed(plan, nowhere, store)).toEqual(receipts);
    expect(store.puts).toBe(puts);
    store.kept.delete(receipts[0]?.packs[0] ?? '');
    expect(await analyzed(plan, COMPAT, store)).toEqual(receipts);
    expect(store.puts).toBeGreaterThan(puts);
  });

  it('that anybody may have made is refused', async () => {
    const root = await repositoryOf({ 'repository/a.ts': '', 'secret.ts': 'secret();\n' });
    const plan = await planShards(`${root}/repository`);
    const shard = plan.shards[0];
    if (shard === undefined) throw new Error('there is no shard');
    const store = new MapStore();
    const refusal = async (change: object) =>
      analyzeShard({ ...shard, ...change }, store, { root: `${root}/repository` }).then(
        () => 'analysed',
        ({ code }) => code,
      );
    const file = (change: object) => ({ files: [{ ...shard.files[0], ...change }] });
    expect(await refusal(file({ path: '../secret.ts' }))).toBe('ERR_INVALID_SHARD');
    expect(await refusal(file({ path: `${root}/secret.ts` }))).toBe('ERR_INVALID_SHARD');
    expect(await refusal(file({ hash: '0'.repeat(64) }))).toBe('ERR_INVALID_SHARD');
    expect(await refusal(file({ size: 1e21 }))).toBe('ERR_INVALID_SHARD');
    expect(await refusal({ files: 'all' })).toBe('ERR_INVALID_SHARD');
    expect(await refusal({ files: undefined })).toBe('ERR_INVALID_SHARD');
    expect(await refusal({ more: 1 })).toBe('ERR_INVALID_SHARD');
    expect(await refusal({ fingerprint: '0'.repeat(64) })).toBe('ERR_OTHER_VERSION');
    expect(await refusal({ version: 99 })).toBe('ERR_OTHER_VERSION');
    expect(store.puts).toBe(0);
    expect(await refusal({})).toBe('analysed');
  });

  it('ends with its signal', async () => {
    const [shard] = (await planShards(COMPAT, [], { shards: 1 })).shards;
    if (shard === undefined) throw new Error('there is no shard');
    const controller = new AbortController();
    const store = new MapStore();
    const onProgress = () => controller.abort(new Error('no more'));
    const analysis = analyzeShard(shard, store, { root: COMPAT, signal: controller.signal, onProgress });
    await expect(analysis).rejects.toThrow('no more');
    expect(store.puts).toBe(0);
  });
});

describe('what is put together', () => {
  it('begins before the last shard is done, and ends what waits for it', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    const receipts = await analyzed(plan, root, store);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let hasEnded = false;
    async function* coming() {
      try {
        yield* receipts.slice(0, -1);
        await held;
        yield* receipts.slice(-1);
      } finally {
        hasEnded = true;
      }
    }
    const stream = assembleBatches(plan, coming(), store, { root, batchSize: 1 });
    expect((await stream.next()).value).toMatchObject({ processedFiles: 1 });
    release();
    expect(await collected(stream)).toHaveLength(plan.shards.length + plan.failures.length - 1);
    expect(hasEnded).toBe(true);
  });

  it('ends with its signal while it waits for receipts', async () => {
    const root = await repositoryOf(LINKED);
    const plan = await planShards(root);
    const controller = new AbortController();
    let hasEnded = false;
    const never: AsyncIterable<ShardReceipt> = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          setImmediate(() => controller.abort(new Error('no more')));
          return new Promise<never>(() => {});
        },
        return: async () => {
          hasEnded = true;
          return { done: true, value: undefined };
        },
      }),
    };
    const graph = assembleGraph(plan, never, new MapStore(), { root, signal: controller.signal });
    await expect(graph).rejects.toThrow('no more');
    expect(hasEnded).toBe(true);
  });

  it('says which shards have no receipt, and which receipts are none', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const plan = await planShards(root, [], { shards: 2 });
    const [first, second] = await analyzed(plan, root, store);
    if (first === undefined || second === undefined) throw new Error('there is no receipt');
    const code = (receipts: Iterable<ShardReceipt>) =>
      assembleGraph(plan, receipts, store, { root }).then(
        () => 'a graph',
        (error) => error.code,
      );
    expect(await code([first, first])).toBe('ERR_RECEIPT_MISSING');
    expect(await code([first, { ...second, packs: [] }])).toBe('ERR_INVALID_RECEIPT');
    expect(await code([first, { ...second, fingerprint: '0'.repeat(64) }])).toBe('ERR_OTHER_VERSION');
    expect(await code([second, first, second])).toBe('a graph');
  });

  it('is right although the store answers with other bytes', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const plan = await planShards(root);
    const receipts = await analyzed(plan, root, store);
    for (const bytes of store.kept.values()) bytes.fill(7, bytes.length >> 1);
    const graph = await assembleGraph(plan, receipts, store, { root });
    expect(text(graph)).toBe(text(await buildGraphStreaming(root)));
  });

  it('fails with the error of the store', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const plan = await planShards(root);
    const receipts = await analyzed(plan, root, store);
    const down = async () => {
      throw new Error('the store is down');
    };
    const broken = { getMany: down, putMany: down, hasMany: down };
    await expect(assembleGraph(plan, receipts, broken, { root })).rejects.toThrow('the store is down');
    const wrong = { ...broken, getMany: async () => [] };
    await expect(assembleGraph(plan, receipts, wrong, { root })).rejects.toThrow("what the store's getMany answers");
    const [shard] = plan.shards;
    if (shard !== undefined) await expect(analyzeShard(shard, broken, { root })).rejects.toThrow('the store is down');
  });

  it('names an argument that is wrong', async () => {
    const plan = await planShards(COMPAT);
    const wrong = (...args: unknown[]) =>
      (assembleGraph as (...args: unknown[]) => Promise<unknown>)(...args).then(
        () => 'a graph',
        (error) => error.message,
      );
    const options = { root: COMPAT };
    expect(await wrong(7, [], new MapStore(), options)).toBe('plan must be a ShardPlan, not number 7');
    expect(await wrong(plan, 7, new MapStore(), options)).toMatch(/^receipts must be an iterable/);
    expect(await wrong(plan, '[]', new MapStore(), options)).toMatch(/^receipts must be an iterable/);
    expect(await wrong(plan, [7], new MapStore(), options)).toBe('a receipt must be an object, not number 7');
    expect(await wrong(plan, [], {}, options)).toMatch(/^store must be an object with a directory or/);
    expect(await wrong(plan, [], new MapStore(), {})).toBe('options.root must be a string, not undefined');
    await expect(planShards(COMPAT, [], { shards: 0 })).rejects.toThrow('options.shards must be an integer from 1');
  });
});

describe('the tests of stores', () => {
  it.each(recordStoreTests(() => new MapStore()))('pass: $name', ({ run }) => run());

  it('fail where a store forgets, shares buffers or answers in another order', async () => {
    const failing = async (change: (store: MapStore) => void) => {
      const tests = recordStoreTests(() => {
        const store = new MapStore();
        change(store);
        return store;
      });
      const outcomes = await Promise.allSettled(tests.map(({ run }) => run()));
      return outcomes.filter(({ status }) => status === 'rejected').length;
    };
    expect(await failing(() => {})).toBe(0);
    expect(
      await failing((store) => {
        store.putMany = async (entries) => void entries.slice(1);
      }),
    ).toBeGreaterThan(3);
    expect(
      await failing((store) => {
        store.putMany = async (entries) => {
          for (const { key, bytes } of entries) store.kept.set(key, bytes as Buffer);
        };
      }),
    ).toBe(1);
    expect(
      await failing((store) => {
        const { getMany } = MapStore.prototype;
        store.getMany = (keys) => getMany.call(store, [...keys].sort());
      }),
    ).toBeGreaterThan(1);
  });
});
