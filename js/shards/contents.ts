/** What files of shards hold, through a store: sent by who has them, taken by who has not. `shards.d.ts` describes it to callers. */
import type { FileFailure } from '../../index.js';
import type { SentContents, Shard, ShardPlan } from '../../shards.js';
import { Abortion } from '../abortion.js';
import { callError } from '../decode/failures.js';
import { type GivenRoot, type NativeShard, native } from '../native.js';
import { successOf } from '../outcome.js';
import { GivenUp } from '../slices.js';
import { groups } from './groups.js';
import { jsonOf, refuseChanged } from './parts.js';
import type { CheckedRecords } from './store.js';

/** Bytes of source that are read and sent together, but for one file with more. */
const BYTES_AT_ONCE = 2 * 1024 * 1024;

/** Entries that are asked for together. */
const KEYS_AT_ONCE = 256;

/** What is sent. */
export interface SendRequest {
  shards: Iterable<Shard>;
  root: GivenRoot;
  records: CheckedRecords;
  signal: AbortSignal | undefined;
}

/** Sends what the store has not, or rejects with the signal's reason as soon as it is aborted. */
export async function send(request: SendRequest): Promise<SentContents> {
  const sending = new Sending(request);
  const abortion = new Abortion(request.signal, () => sending.cancel());
  try {
    return await abortion.race(() => sending.run());
  } finally {
    abortion.dispose();
  }
}

class Sending {
  readonly #request: SendRequest;
  readonly #sent: SentContents = { files: 0, bytes: 0, sentFiles: 0, sentBytes: 0 };
  #isCancelled = false;

  constructor(request: SendRequest) {
    this.#request = request;
  }

  cancel(): void {
    this.#isCancelled = true;
  }

  async run(): Promise<SentContents> {
    for (const given of this.#request.shards) {
      const shard = successOf(await native().readShard(jsonOf('a shard of the plan', given)));
      await this.#send(shard, given.files);
    }
    return this.#sent;
  }

  async #send(shard: NativeShard, files: Shard['files']): Promise<void> {
    const names = shard.contentNames();
    this.#sent.files += files.length;
    for (const { size } of files) this.#sent.bytes += size;
    // Of equal files one is sent.
    const first = new Map<string, number>();
    for (const [number, name] of names.entries()) if (!first.has(name)) first.set(name, number);
    const numbers: number[] = [];
    for (const asked of groups([...first.keys()], () => 1, KEYS_AT_ONCE)) {
      this.#goOn();
      const has = await this.#request.records.hasMany(asked);
      for (const [at, name] of asked.entries()) if (has[at] !== true) numbers.push(first.get(name) as number);
    }
    for (const group of groups(numbers, (number) => files[number]?.size ?? 0, BYTES_AT_ONCE)) {
      this.#goOn();
      const { entries, failures } = successOf(await shard.contents(this.#request.root, group));
      refuseChanged(failures as FileFailure[]);
      await this.#request.records.putMany(entries);
      this.#sent.sentFiles += entries.length;
      for (const { bytes } of entries) this.#sent.sentBytes += bytes.length;
    }
  }

  /** The abortion rejects for the caller: here it only ends the work. */
  #goOn(): void {
    if (this.#isCancelled) throw new GivenUp();
  }
}

/**
 * Has a shard know what its files hold.
 *
 * @param goOn throws if nobody wants it any more
 */
export async function take(
  shard: NativeShard,
  files: ShardPlan['shards'][number]['files'],
  records: CheckedRecords,
  goOn: () => void,
): Promise<void> {
  const names = shard.contentNames();
  for (const asked of groups([...new Set(names)], () => 1, KEYS_AT_ONCE)) {
    goOn();
    const found = await records.getMany(asked);
    for (const [at, name] of asked.entries()) {
      const bytes = found[at];
      if (bytes === undefined) throw missing(files[names.indexOf(name)]?.path ?? '');
      shard.addContent(name, bytes);
    }
  }
}

function missing(filePath: string): Error {
  const message = `The store has not what a file holds: ${filePath}`;
  return Object.assign(callError({ code: 'ERR_CONTENT_MISSING', message }), { filePath });
}
