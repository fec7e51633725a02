/** Copies of repositories that are made where shards are analysed. `shards.d.ts` describes it to callers. */
import type { Checkout, CheckoutJob, Checkouts as Interface, ShardCheckout } from '../../shards.js';
import { Abortion } from '../abortion.js';
import { CodeKnowledgeGraphError, isGraphError } from '../decode/graph-error.js';
import { typeError } from '../errors.js';
import { guardMethods } from '../members.js';

type Make<Job> = (job: Job, work: CheckoutJob) => string | Checkout | Promise<string | Checkout>;

/** Makes one checkout a job, however many shards of it are analysed, and lets go of it when it is told. */
export class Checkouts<Job extends object> implements Interface<Job> {
  readonly #make: Make<Job>;
  readonly #kept = new Map<string, Shared>();
  /** Of those that are let go of, whoever asked for it. */
  readonly #endings = new Set<Promise<void>>();

  static {
    guardMethods(Checkouts, (object) => #kept in object);
  }

  constructor(make: Make<Job>) {
    if (typeof make !== 'function') throw typeError('make', 'a function', make);
    this.#make = make;
  }

  get names(): string[] {
    return [...this.#kept.keys()];
  }

  of(name: string, job: Job): ShardCheckout {
    return async ({ signal }) => {
      const known = this.#kept.get(name);
      const shared = known ?? new Shared((aborted) => this.#make(job, { signal: aborted }));
      if (known === undefined) this.#kept.set(name, shared);
      const folder = await shared.use(signal, () => void this.#end(name, shared));
      return { folder, release: () => shared.leave() };
    };
  }

  async release(name: string): Promise<void> {
    const shared = this.#kept.get(name);
    if (shared !== undefined) await this.#end(name, shared);
  }

  async close(): Promise<void> {
    for (const [name, shared] of this.#kept) this.#end(name, shared);
    const endings = await Promise.allSettled(this.#endings);
    for (const ending of endings) if (ending.status === 'rejected') throw ending.reason;
  }

  /** Forgets it, so that the next one who asks has it made again, and lets go of it. */
  #end(name: string, shared: Shared): Promise<void> {
    if (this.#kept.get(name) === shared) this.#kept.delete(name);
    const ending = shared.release();
    const over = () => void this.#endings.delete(ending);
    this.#endings.add(ending);
    ending.then(over, over);
    return ending;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** One checkout, and who uses it. */
class Shared {
  readonly #abortion = new AbortController();
  readonly #made: Promise<Checkout>;
  #users = 0;
  #isMade = false;
  #left: (() => void) | undefined;
  #released: Promise<void> | undefined;

  constructor(make: (signal: AbortSignal) => string | Checkout | Promise<string | Checkout>) {
    this.#made = (async () => {
      const checkout = checkedCheckout(await make(this.#abortion.signal));
      this.#isMade = true;
      return checkout;
    })();
    // Who uses it is told.
    this.#made.catch(() => {});
  }

  /**
   * The folder, which is used until {@link leave}.
   *
   * @param end called if there is none, to have it forgotten and let go of
   */
  async use(signal: AbortSignal, end: () => void): Promise<string> {
    this.#users += 1;
    const abortion = new Abortion(signal);
    try {
      return (await abortion.race(() => this.#made)).folder;
    } catch (error) {
      // Of those who wait for it the last one ends it.
      if (this.#users === 1 && !this.#isMade) {
        end();
        this.#abortion.abort(error);
      }
      this.leave();
      throw error;
    } finally {
      abortion.dispose();
    }
  }

  leave(): void {
    this.#users -= 1;
    if (this.#users === 0) this.#left?.();
  }

  /** Waits for those who use it, and lets go of it: once, however often it is told. */
  release(): Promise<void> {
    this.#released ??= this.#letGo();
    return this.#released;
  }

  async #letGo(): Promise<void> {
    if (this.#users > 0) {
      await new Promise<void>((resolve) => {
        this.#left = resolve;
      });
    }
    const checkout = await this.#made.catch(() => undefined);
    await checkout?.release?.();
  }
}

/** The folder of a shard's files, made by the caller. */
export async function folderOf(checkout: ShardCheckout, signal: AbortSignal): Promise<Checkout> {
  try {
    return checkedCheckout(await checkout({ signal }));
  } catch (cause) {
    if (signal.aborted || isGraphError(cause, CODE)) throw cause;
    const { message } = Object(cause) as Error;
    throw new CodeKnowledgeGraphError(`The checkout failed: ${message}`, CODE, { cause });
  }
}

const CODE = 'ERR_CHECKOUT_FAILED';

function checkedCheckout(made: string | Checkout): Checkout {
  const checkout = typeof made === 'string' ? { folder: made } : made;
  const folder = (Object(checkout) as Partial<Checkout>).folder;
  if (typeof folder !== 'string' || folder === '') {
    throw new CodeKnowledgeGraphError('The checkout failed: it answered no folder', CODE);
  }
  return checkout;
}
