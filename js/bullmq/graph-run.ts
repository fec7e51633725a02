/**
 * One graph, for its producer: its shards become jobs, and what workers tell of them receipts.
 *
 * Jobs are added beside the reading of outcomes: what is added first is analysed, and put together, while the rest is sent. Every message may
 * come late, twice or never, as every worker may die: what counts is the list of outcomes, and that each shard is done once.
 */
import type { GraphErrorCode, SentContents, Shard, ShardPlan, ShardReceipt } from '../../index.js';
import type { Clock, Jobs, Outcomes } from './engine.js';
import type { Failed, Outcome } from './job.js';
import { coded } from './told.js';

/** How often it is looked for outcomes. */
const LOOK_MS = 20;

/** How often it is looked whether jobs are still there. */
const LOST_MS = 2000;

/** So many looks in a row a Redis without memory is waited for. */
const MOST_FULL = 3;

/** Jobs that are looked after, added or removed together. */
const JOBS_AT_ONCE = 64;

/** So often a job that is gone is added again. */
const MOST_RETURNS = 3;

/** What a graph's shards go through. */
export interface RunEngine {
  jobs: Jobs;
  outcomes: Outcomes;
  clock: Clock;
  /** Told what should not be. */
  warn(message: string, metadata: Record<string, unknown>): void;
}

/** What is wanted. */
export interface RunRequest {
  plan: Pick<ShardPlan, 'shards'>;
  /** What the graph is called. */
  graph: string;
  /** Where the repository is for the producer. */
  root: string;
  /** So often a shard is tried. */
  attempts: number;
  signal?: AbortSignal | undefined;
  /** What whoever makes a checkout is told. */
  source?: unknown;
  /** The producer's span. */
  traceparent?: string | undefined;
  /** What is known of shards that were analysed before. */
  known(shards: Shard[]): Promise<ShardReceipt[]>;
  /** Sends what files of these shards hold, where workers have no copies of them. */
  send?: ((shards: Shard[]) => Promise<SentContents>) | undefined;
  /** Told at the end how much that was. */
  sent?: ((sent: SentContents) => void) | undefined;
}

export class GraphRun {
  readonly #engine: RunEngine;
  readonly #request: RunRequest;
  /** Shards without a receipt: how often the job of each was added again. */
  readonly #open: Map<string, number>;
  /** Of them, those that have been given to workers. */
  readonly #given = new Set<string>();
  readonly #sent: SentContents = { files: 0, bytes: 0, sentFiles: 0, sentBytes: 0 };
  #feeding: Promise<void> | undefined;
  #failure: { error: unknown } | undefined;
  #isOver = false;
  #hasWarned = false;
  #fullLooks = 0;

  constructor(engine: RunEngine, request: RunRequest) {
    this.#engine = engine;
    this.#request = request;
    this.#open = new Map(request.plan.shards.map((shard) => [shard.id, 0]));
  }

  /** Has the shards analysed, and yields receipts as they come. Nothing is left behind, however it ends. */
  async *receipts(): AsyncGenerator<ShardReceipt, void, undefined> {
    const { graph } = this.#request;
    const { outcomes, clock } = this.#engine;
    let [cursor, looked] = [0, clock.now()];
    try {
      const isBack = !(await outcomes.begin(graph));
      while (this.#isWanted && this.#open.size > 0) {
        const found = await outcomes.read(graph, cursor);
        cursor += found.length;
        for (const outcome of found) {
          const receipt = this.#receiptOf(outcome);
          if (receipt !== undefined) yield receipt;
        }
        if (this.#failure !== undefined) throw this.#failure.error;
        if (found.length > 0) continue;
        if (this.#feeding === undefined) {
          // What was done for a producer that died is read by now. It may have left jobs for the rest: those are to be done.
          if (!isBack) yield* await this.#known();
          this.#feeding = this.#feed().catch((error: unknown) => {
            this.#failure = { error };
          });
        } else if (clock.now() - looked > LOST_MS) {
          await this.#lookAfter(cursor);
          looked = clock.now();
        } else {
          await clock.sleep(LOOK_MS);
        }
      }
    } catch (error) {
      // Of a command that needs memory.
      throw String((error as Error).message).startsWith('OOM') ? full() : error;
    } finally {
      this.#isOver = true;
      await this.#end().catch((error) => this.#engine.warn('Jobs are left', { error }));
    }
  }

  /** Has it end as soon as Redis answers again. */
  stop(): void {
    this.#isOver = true;
  }

  get #isWanted(): boolean {
    return !this.#isOver && this.#request.signal?.aborted !== true;
  }

  /** The receipt that is told of, if nothing was known of its shard. */
  #receiptOf(outcome: Outcome): ShardReceipt | undefined {
    if ('receipt' in outcome) return this.#open.delete(outcome.receipt.shard) ? outcome.receipt : undefined;
    if ('failed' in outcome && this.#open.has(outcome.failed.shard)) throw failure(outcome.failed);
    if ('refused' in outcome && !this.#hasWarned) {
      this.#hasWarned = true;
      const code = 'ERR_OTHER_VERSION';
      this.#engine.warn('A worker has another version of this package', { code, ...outcome.refused });
    }
    return undefined;
  }

  /** Receipts of what nobody needs to be given. */
  async #known(): Promise<ShardReceipt[]> {
    const receipts = await this.#request.known(this.#shards());
    return receipts.filter(({ shard }) => this.#open.delete(shard));
  }

  /** Gives all shards that are open to workers. */
  async #feed(): Promise<void> {
    const { send } = this.#request;
    // What is sent first is analysed while the rest is sent.
    const atOnce = send === undefined ? JOBS_AT_ONCE : 1;
    for (const shards of slices(this.#shards(), atOnce)) {
      if (this.#isWanted) await this.#send(shards);
      if (this.#isWanted) await this.#add(shards);
    }
  }

  /** Sends what files of these shards hold, where workers have no copies of them. */
  async #send(shards: Shard[]): Promise<void> {
    const sent = await this.#request.send?.(shards);
    if (sent === undefined) return;
    for (const count of Object.keys(this.#sent) as (keyof SentContents)[]) this.#sent[count] += sent[count];
  }

  /** Adds jobs; one that is there already stays as it is. */
  async #add(shards: Shard[]): Promise<void> {
    const { graph, root, source, traceparent, attempts } = this.#request;
    const jobs = shards.map((shard) => ({ graph, root, shard, source, traceparent }));
    await this.#engine.jobs.add(jobs, attempts);
    for (const { id } of shards) this.#given.add(id);
  }

  /**
   * Keeps the graph wanted, and adds jobs again that are gone without an outcome, as if Redis had lost them, or they stalled too often.
   *
   * @param read how many outcomes were read
   */
  async #lookAfter(read: number): Promise<void> {
    const { graph } = this.#request;
    const { jobs, outcomes } = this.#engine;
    this.#fullLooks = (await outcomes.isFull()) ? this.#fullLooks + 1 : 0;
    if (this.#fullLooks === MOST_FULL) throw full();
    if (!(await outcomes.renew(graph))) {
      throw coded('ERR_JOB_LOST', `The graph ${graph} was cancelled by somebody else, or Redis has lost it`);
    }
    const looked = [...this.#open.keys()].filter((shard) => this.#given.has(shard)).slice(0, JOBS_AT_ONCE);
    const gone = await jobs.missing(graph, looked);
    // One that was done in between has told so.
    if (gone.length === 0 || (await outcomes.length(graph)) !== read) return;
    for (const shard of gone) {
      const returns = (this.#open.get(shard) ?? 0) + 1;
      if (returns > MOST_RETURNS)
        throw coded('ERR_JOB_LOST', `The shard ${shard} of ${graph} was lost again and again`);
      this.#open.set(shard, returns);
    }
    const lost = new Set(gone);
    const shards = this.#shards().filter(({ id }) => lost.has(id));
    // What they hold may be lost, too.
    await this.#send(shards);
    await this.#add(shards);
  }

  /** Leaves nothing behind. Who works on it sees that nobody wants it any more. */
  async #end(): Promise<void> {
    const { graph } = this.#request;
    await this.#engine.outcomes.end(graph);
    // Nothing is added after what is removed.
    await this.#feeding;
    if (this.#request.send !== undefined) this.#request.sent?.(this.#sent);
    for (const shards of slices([...this.#open.keys()], JOBS_AT_ONCE)) await this.#engine.jobs.remove(graph, shards);
  }

  /** The shards that are open. */
  #shards(): Shard[] {
    return this.#request.plan.shards.filter(({ id }) => this.#open.has(id));
  }
}

function* slices<Item>(items: readonly Item[], count: number): Generator<Item[]> {
  for (let first = 0; first < items.length; first += count) yield items.slice(first, first + count);
}

function failure({ code, message, filePath }: Failed): Error {
  return Object.assign(coded(code as GraphErrorCode, message), filePath === undefined ? {} : { filePath });
}

function full(): Error {
  return coded('ERR_REDIS_FULL', 'Redis has no memory left: workers cannot tell what they did');
}
