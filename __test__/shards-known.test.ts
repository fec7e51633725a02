/** What a store still knows of a plan's shards: who asks first hands out the rest alone. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyzeShard, findReceipts, planShards, type ShardPlan } from '../index.mjs';
import { repositoryOf } from './repository.js';
import { COMPAT, folderStore, MapStore } from './shard-stores.js';

async function known(files: Record<string, string> = { 'a.ts': 'a();\n', 'b.ts': 'b();\n', 'c.ts': 'c();\n' }) {
  const root = await repositoryOf(files);
  const store = new MapStore();
  const plan = await planShards(root, [], { bytesPerShard: 1 });
  const receipts = await Promise.all(plan.shards.map((shard) => analyzeShard(shard, store, { root })));
  return { root, store, plan, receipts };
}

describe('receipts', () => {
  it('are found of all shards that were analysed before, in the order of the plan', async () => {
    const store = new MapStore();
    const plan = await planShards(COMPAT, [], { bytesPerShard: 4000 });
    expect(await findReceipts(plan, store)).toEqual([]);
    const receipts = await Promise.all(plan.shards.map((shard) => analyzeShard(shard, store, { root: COMPAT })));
    expect(await findReceipts(JSON.parse(JSON.stringify(plan)) as ShardPlan, store)).toEqual(receipts);
  });

  it('are not found of a shard that holds another file', async () => {
    const { root, store, receipts } = await known();
    await writeFile(join(root, 'b.ts'), 'other();\n');
    const plan = await planShards(root, [], { bytesPerShard: 1 });
    expect(await findReceipts(plan, store)).toEqual([receipts[0], receipts[2]]);
  });

  it.each([
    ['whose analyses are lost', (store: MapStore, pack: string) => store.kept.delete(pack)],
    ['that somebody changed', (store: MapStore, _: string, id: string) => store.kept.set(id, Buffer.from('{}'))],
    ['that are no JSON', (store: MapStore, _: string, id: string) => store.kept.set(id, Buffer.from([0xff, 0]))],
  ])('are none %s', async (_, lose) => {
    const { store, plan, receipts } = await known();
    lose(store, receipts[1]?.packs[0] ?? '', plan.shards[1]?.id ?? '');
    expect(await findReceipts(plan, store)).toEqual([receipts[0], receipts[2]]);
  });

  it('of another shard are none of this one', async () => {
    const { store, plan, receipts } = await known();
    store.kept.set(plan.shards[1]?.id ?? '', Buffer.from(JSON.stringify(receipts[0])));
    expect(await findReceipts(plan, store)).toEqual([receipts[0], receipts[2]]);
  });

  it('are not known to a folder, which has the analyses of files', async () => {
    const { root, plan } = await known();
    const folder = await folderStore();
    for (const shard of plan.shards) await analyzeShard(shard, folder, { root });
    expect(await findReceipts(plan, folder)).toEqual([]);
  });

  it('are asked for by keys alone, whatever a plan from anybody has in their place', async () => {
    const { store, plan } = await known();
    const asked: string[] = [];
    const { getMany } = MapStore.prototype;
    store.getMany = (keys) => {
      asked.push(...keys);
      return getMany.call(store, keys);
    };
    const [shard] = plan.shards;
    for (const id of ['../../etc/passwd', '', 'A'.repeat(64), `${shard?.id}\n`, 7, null, undefined, {}]) {
      const tampered = { shards: [{ ...shard, id }] } as never;
      await expect(findReceipts(tampered, store)).rejects.toMatchObject({ code: 'ERR_INVALID_SHARD' });
    }
    for (const none of [null, 7, 'x', undefined]) {
      await expect(findReceipts({ shards: [none] } as never, store)).rejects.toThrow('a shard of the plan must be an');
    }
    expect(asked).toEqual([]);
  });

  it('are asked for together', async () => {
    const { store, plan } = await known();
    const asked: number[] = [];
    const { getMany, hasMany } = MapStore.prototype;
    store.getMany = (keys) => {
      asked.push(keys.length);
      return getMany.call(store, keys);
    };
    store.hasMany = (keys) => {
      asked.push(keys.length);
      return hasMany.call(store, keys);
    };
    await findReceipts(plan, store);
    expect(asked).toEqual([3, 3]);
  });

  it('are not waited for when the signal is aborted, and a store that fails is heard of', async () => {
    const { store, plan } = await known();
    const controller = new AbortController();
    store.getMany = () => new Promise(() => {});
    const found = findReceipts(plan, store, { signal: controller.signal });
    controller.abort(new Error('no more'));
    await expect(found).rejects.toThrow('no more');
    store.getMany = () => Promise.reject(new Error('the store is down'));
    await expect(findReceipts(plan, store)).rejects.toThrow('the store is down');
  });

  it('are asked for of a plan, in a store', async () => {
    const find = (...args: unknown[]) => (findReceipts as (...args: unknown[]) => Promise<unknown>)(...args);
    await expect(find({}, new MapStore())).rejects.toThrow(TypeError);
    await expect(find({ shards: [] }, {})).rejects.toThrow(TypeError);
    await expect(find({ shards: [] }, new MapStore(), { signal: 'now' })).rejects.toThrow(TypeError);
  });
});
