/** A shard, analysed. `shards.d.ts` describes it to callers. */
import type { FileFailure, StreamOptions } from '../../index.js';
import type { Checkout, Shard, ShardCheckout, ShardReceipt, StoreEntry } from '../../shards.js';
import { Abortion } from '../abortion.js';
import { readOutcomes } from '../decode/handover.js';
import {
  type GivenRoot,
  type NativeEngine,
  type NativeOptions,
  type NativeShard,
  type NativeStream,
  native,
  release,
} from '../native.js';
import { rootFolder } from '../options.js';
import { successOf } from '../outcome.js';
import { Reporter } from '../reporter.js';
import { GivenUp } from '../slices.js';
import { folderOf } from './checkouts.js';
import { take } from './contents.js';
import { knownReceipt } from './known.js';
import { jsonOf, refuseChanged } from './parts.js';
import type { CheckedRecords, CheckedStore } from './store.js';

/** Where the files of a shard are: in a folder, in one that is made when it is needed, or in a store. */
export type ShardFiles = { root: GivenRoot } | { checkout: ShardCheckout } | { contents: CheckedRecords };

/** What an analysis is made of. */
export interface ShardRequest {
  engine: NativeEngine;
  shard: Shard;
  files: ShardFiles;
  options: StreamOptions;
  native: NativeOptions;
  store: CheckedStore;
}

/** Analyses a shard, or rejects with the signal's reason as soon as it is aborted. */
export async function analyze(request: ShardRequest): Promise<ShardReceipt> {
  const analysis = new ShardAnalysis(request);
  const abortion = new Abortion(request.options.signal, () => analysis.cancel());
  try {
    return await abortion.race(() => analysis.run());
  } finally {
    abortion.dispose();
  }
}

class ShardAnalysis {
  readonly #request: ShardRequest;
  readonly #reporter: Reporter;
  readonly #control = new (native().Control)();
  readonly #abortion = new AbortController();
  #isCancelled = false;
  #stream: NativeStream | undefined;

  constructor(request: ShardRequest) {
    this.#request = request;
    this.#reporter = new Reporter(request.options);
  }

  cancel(): void {
    this.#isCancelled = true;
    this.#reporter.silence();
    this.#control.cancel();
    this.#stream?.cancel();
    this.#abortion.abort();
  }

  async run(): Promise<ShardReceipt> {
    const { shard: given, store } = this.#request;
    const shard = successOf(await native().readShard(jsonOf('shard', given)));
    const known = store.records === undefined ? undefined : await knownReceipt(shard, store.records);
    if (known !== undefined) return known;
    try {
      return await this.#analyzed(shard);
    } catch (error) {
      if (!this.#isCancelled) this.#reporter.failed(error);
      throw error;
    } finally {
      this.#stream?.cancel();
    }
  }

  async #analyzed(shard: NativeShard): Promise<ShardReceipt> {
    const { files, shard: given } = this.#request;
    let checkout: Checkout | undefined;
    try {
      let root = 'root' in files ? files.root : undefined;
      if ('checkout' in files) {
        checkout = await folderOf(files.checkout, this.#abortion.signal);
        root = rootFolder('options.checkout', checkout.folder);
      }
      if ('contents' in files) await take(shard, given.files, files.contents, () => this.#goOn());
      const failures = await this.#failuresOf(shard, root);
      return await this.#keep(shard, failures);
    } finally {
      await checkout?.release?.();
    }
  }

  /** Has all files analysed, below a root or as they were sent, and answers which of them failed. */
  async #failuresOf(shard: NativeShard, root: GivenRoot | undefined): Promise<FileFailure[]> {
    const { engine, native: options } = this.#request;
    this.#goOn();
    const opened = engine.openShard(shard, root, options, this.#control, this.#reporter.onMemory);
    this.#stream = successOf(await opened);
    this.#goOn();
    this.#reporter.started(root?.given ?? '', this.#request.shard.files.length, this.#stream);
    const buffers = this.#stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, unknown, undefined>;
    const failed: FileFailure[] = [];
    let processed = 0;
    for (;;) {
      const item = await this.#reporter.during('parsing', buffers.next());
      this.#goOn();
      this.#reporter.warnings(this.#stream.takeWarnings());
      if (item.done === true) break;
      const { failures, progress } = readOutcomes(item.value);
      release(item.value);
      refuseChanged(failures);
      this.#reporter.batch(progress, failures);
      for (const failure of failures) failed.push(failure);
      processed = progress.processedFiles;
    }
    this.#reporter.completed(processed);
    return failed;
  }

  /** Hands what was made to the store, and answers where it is. */
  async #keep(shard: NativeShard, failures: FileFailure[]): Promise<ShardReceipt> {
    const { records } = this.#request.store;
    const packs = records === undefined ? [] : successOf(await shard.takePacks());
    const keys = packs.map(({ key }) => key);
    const json = successOf(shard.receipt(keys, failures));
    const entries: StoreEntry[][] = packs.map((pack) => [pack]);
    // With the last pack, which saves a way: who finds it looks for all packs. What failed, as for want of time, may not fail the next time.
    if (failures.length === 0) {
      const receipt = { key: shard.id(), bytes: Buffer.from(json) };
      entries.push([...(entries.pop() ?? []), receipt]);
    }
    // One pack at a time: each may be large.
    for (const together of entries) {
      this.#goOn();
      await records?.putMany(together);
    }
    return JSON.parse(json) as ShardReceipt;
  }

  /** The abortion rejects for the caller: here it only ends the work. */
  #goOn(): void {
    if (this.#isCancelled) throw new GivenUp();
  }
}
