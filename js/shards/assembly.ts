/** Shards on their way into a stream or a graph, as they are done. */
import type { FileFailure } from '../../index.js';
import type { ShardPlan, ShardReceipt, ShardReceipts } from '../../shards.js';
import { callError, type NativeFailure } from '../decode/failures.js';
import { typeError } from '../errors.js';
import {
  type GivenRoot,
  type MemoryEvent,
  type NativeAssembly,
  type NativeControl,
  type NativeEngine,
  type NativeIndex,
  type NativeOptions,
  type NativeStream,
  native,
} from '../native.js';
import { successOf } from '../outcome.js';
import { GivenUp, Slices } from '../slices.js';
import { changedFile, jsonOf, refuseChanged } from './parts.js';
import type { CheckedStore } from './store.js';

/** Packs that are asked for together. */
const PACKS_AT_ONCE = 8;

/** What is put together. */
export interface AssemblyRequest {
  plan: ShardPlan;
  receipts: ShardReceipts;
  store: CheckedStore;
}

/** One plan, put together once. */
export class ShardAssembly {
  readonly #request: AssemblyRequest;
  #assembly: NativeAssembly | undefined;
  #receipts: Iterator<ShardReceipt> | AsyncIterator<ShardReceipt> | undefined;
  #isCancelled = false;

  constructor(request: AssemblyRequest) {
    checkedPlan(request.plan);
    checkReceipts(request.receipts);
    this.#request = request;
  }

  /** Opens the stream that shards are put into by {@link feed}. */
  async open(
    { engine, root, native: options }: { engine: NativeEngine; root: GivenRoot; native: NativeOptions },
    isGraph: boolean,
    control: NativeControl,
    onMemory: ((event: MemoryEvent) => void) | undefined,
  ): Promise<NativeStream> {
    const assembly = await this.#planned(root);
    return successOf(await engine.openAssembly(assembly, isGraph, options, control, onMemory));
  }

  /**
   * Opens an index when receipts of all shards have come.
   *
   * @param open opens it of what is put together
   */
  async index(
    root: GivenRoot,
    open: (assembly: NativeAssembly) => Promise<NativeIndex | NativeFailure>,
  ): Promise<NativeIndex> {
    const assembly = await this.#planned(root);
    await this.#receiveAll(assembly, async () => {});
    if (this.#isCancelled) throw new GivenUp();
    const index = successOf(await open(assembly));
    try {
      await this.#compare(assembly, index);
      return index;
    } catch (error) {
      index.close();
      throw error;
    }
  }

  /** Throws if the index holds other files than the plan, or if nobody wants it any more. */
  async #compare(assembly: NativeAssembly, index: NativeIndex): Promise<void> {
    if (this.#isCancelled) throw new GivenUp();
    const differing = successOf(await assembly.differing(index));
    if (this.#isCancelled) throw new GivenUp();
    if (differing === null) return;
    const message = 'it is not in the plan, or holds something else';
    throw changedFile({ code: 'ERR_FILE_CHANGED', filePath: differing, message });
  }

  async #planned(root: GivenRoot): Promise<NativeAssembly> {
    const assembly = new (native().NativeAssembly)(root);
    const { shards, ...rest } = this.#request.plan;
    const slices = new Slices(() => this.#isCancelled);
    for (const shard of shards) {
      successOf(await assembly.addShard(jsonOf('a shard of the plan', shard)));
      if (slices.isOver) await slices.next();
    }
    successOf(await assembly.complete(jsonOf('plan', rest)));
    this.#assembly = assembly;
    return assembly;
  }

  /** Puts shards into the stream as receipts come, until all are there. */
  async feed(stream: NativeStream): Promise<void> {
    const assembly = this.#assembly as NativeAssembly;
    const slices = new Slices(() => this.#isCancelled);
    const release = async () => {
      while (stream.addShard(assembly)) if (slices.isOver) await slices.next();
    };
    await release();
    await this.#receiveAll(assembly, release);
  }

  /** Takes receipts as they come, until there is one of each shard. */
  async #receiveAll(assembly: NativeAssembly, received: () => Promise<void>): Promise<void> {
    this.#receipts = iteratorOf(this.#request.receipts);
    try {
      while (assembly.missing() > 0 && !this.#isCancelled) {
        const { value, done } = await this.#receipts.next();
        if (this.#isCancelled) return;
        if (done === true) throw missing(assembly.missing());
        await this.#receive(assembly, value);
        await received();
      }
    } finally {
      this.#endReceipts();
    }
  }

  /** Throws if one of these failures is a file's that does not hold what was planned. */
  check(failures: readonly FileFailure[]): void {
    refuseChanged(failures);
  }

  /** Ends what waits for receipts. */
  cancel(): void {
    this.#isCancelled = true;
    this.#endReceipts();
  }

  async #receive(assembly: NativeAssembly, receipt: ShardReceipt): Promise<void> {
    const { isNew, packs } = successOf(assembly.receive(jsonOf('a receipt', receipt)));
    const { records } = this.#request.store;
    if (!isNew || records === undefined) return;
    for (let first = 0; first < packs.length; first += PACKS_AT_ONCE) {
      const keys = packs.slice(first, first + PACKS_AT_ONCE);
      const found = await records.getMany(keys);
      for (const [index, key] of keys.entries()) {
        const bytes = found[index];
        // What is lost, or is not what it was, is made again of the files.
        if (bytes !== undefined && !this.#isCancelled) successOf(await assembly.addPack(key, bytes));
      }
    }
  }

  #endReceipts(): void {
    const receipts = this.#receipts;
    this.#receipts = undefined;
    // What a generator of the caller's does at its end is not waited for.
    Promise.resolve(receipts?.return?.()).catch(() => undefined);
  }
}

/** Checks the argument `plan`, whose parts are checked where they are read. */
export function checkedPlan(plan: unknown): ShardPlan {
  const shards = (plan as Partial<ShardPlan> | null | undefined)?.shards;
  if (!Array.isArray(shards)) throw typeError('plan', 'a ShardPlan', plan);
  return plan as ShardPlan;
}

function checkReceipts(receipts: unknown): void {
  const { [Symbol.asyncIterator]: later, [Symbol.iterator]: now } = Object(receipts) as Partial<
    AsyncIterable<unknown> & Iterable<unknown>
  >;
  // The letters of a text, such as one of JSON, are no receipts.
  if (typeof receipts === 'string' || (typeof later !== 'function' && typeof now !== 'function')) {
    throw typeError('receipts', 'an iterable or an async iterable of receipts', receipts);
  }
}

function iteratorOf(receipts: ShardReceipts): Iterator<ShardReceipt> | AsyncIterator<ShardReceipt> {
  return Symbol.asyncIterator in receipts ? receipts[Symbol.asyncIterator]() : receipts[Symbol.iterator]();
}

function missing(count: number): Error {
  const shards = count === 1 ? '1 shard has' : `${count} shards have`;
  return callError({ code: 'ERR_RECEIPT_MISSING', message: `${shards} no receipt` });
}
