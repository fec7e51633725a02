/** Shards that were analysed before, for whatever plan: what a store still knows of them. `shards.d.ts` describes it to callers. */
import type { Shard, ShardReceipt } from '../../shards.js';
import { type NativeShard, native } from '../native.js';
import { successOf } from '../outcome.js';
import { GivenUp } from '../slices.js';
import { groups } from './groups.js';
import { jsonOf } from './parts.js';
import type { CheckedRecords } from './store.js';

/** Receipts that are asked for together. */
const AT_ONCE = 256;

/** What keys look like. */
const KEY = /^[0-9a-f]{64}$/;

/** What a shard came to before, if all of that is still there. */
export async function knownReceipt(shard: NativeShard, records: CheckedRecords): Promise<ShardReceipt | undefined> {
  const [bytes] = await records.getMany([shard.id()]);
  const receipt = bytes && receiptOf(shard, bytes);
  return receipt && (await stillThere([receipt], records))[0];
}

/**
 * The receipts of those shards that one is known of.
 *
 * @param isWanted whether somebody still waits for them
 */
export async function findKnown(
  shards: readonly Shard[],
  records: CheckedRecords,
  isWanted: () => boolean,
): Promise<ShardReceipt[]> {
  const known: ShardReceipt[] = [];
  for (const group of groups(shards, () => 1, AT_ONCE)) {
    const receipts: ShardReceipt[] = [];
    const found = await records.getMany(await Promise.all(group.map(keyOf)));
    for (const [at, shard] of group.entries()) {
      const bytes = found[at];
      if (!isWanted()) throw new GivenUp();
      // Those that nothing is kept of are not even read.
      if (bytes === undefined) continue;
      const receipt = receiptOf(successOf(await read(shard)), bytes);
      if (receipt !== undefined) receipts.push(receipt);
    }
    known.push(...(await stillThere(receipts, records)));
  }
  return known;
}

/**
 * What the receipt of a shard is kept under. Plans come from anybody, and a store may make paths of keys.
 *
 * @throws CodeKnowledgeGraphError with `ERR_INVALID_SHARD` if that is no key
 */
async function keyOf(shard: unknown): Promise<string> {
  const { id } = Object(shard) as Partial<Shard>;
  return typeof id === 'string' && KEY.test(id) ? id : successOf(await read(shard)).id();
}

function read(shard: unknown) {
  return native().readShard(jsonOf('a shard of the plan', shard));
}

/** What was kept of a shard, if that is its receipt: stores are not trusted. */
function receiptOf(shard: NativeShard, bytes: Uint8Array): ShardReceipt | undefined {
  const json = Buffer.from(bytes).toString();
  return shard.hasReceipt(json) ? (JSON.parse(json) as ShardReceipt) : undefined;
}

/** Those of the receipts whose analyses are all there; asking for them keeps them there. */
async function stillThere(receipts: ShardReceipt[], records: CheckedRecords): Promise<ShardReceipt[]> {
  const packs = receipts.flatMap((receipt) => receipt.packs);
  const has = packs.length === 0 ? [] : await records.hasMany(packs);
  const missing = new Set(packs.filter((_, at) => has[at] !== true));
  return receipts.filter((receipt) => receipt.packs.every((pack) => !missing.has(pack)));
}
