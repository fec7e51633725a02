/** Whoever wants a graph that others analyse. `bullmq.d.ts` describes it to callers. */
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@opentelemetry/api';
import { Queue } from 'bullmq';
import type { GraphIndexOptions, GraphJobOptions, GraphQueueMetrics, GraphQueueOptions } from '../../bullmq.js';
import type {
  BatchStream,
  CodeGraph,
  CodeIndex,
  CodeKnowledgeGraph,
  GraphErrorCode,
  RecordStore,
  SentContents,
  Shard,
  ShardPlan,
  ShardReceipt,
  StoreFolder,
  StreamLogger,
} from '../../index.js';
import { CodeKnowledgeGraph as Graphs } from '../index.js';
import { givenPaths, PlannedBatches } from './batches.js';
import { type Failed, jobId, type Outcome, outcomesKey, type ShardJob } from './job.js';
import { type Connected, checkEviction, isFull } from './redis.js';
import { setUp } from './setup.js';
import { coded, warn } from './told.js';
import type { Traced, Tracing } from './tracing.js';

/** How often it is looked for outcomes. */
const LOOK_MS = 50;

/** How often it is looked whether jobs are still there. */
const LOST_MS = 2000;

/** So many looks in a row a Redis without memory is waited for. */
const MOST_FULL = 3;

/** Jobs that are looked after, added or removed together. */
const JOBS_AT_ONCE = 64;

/** Outcomes that are read together. */
const OUTCOMES_AT_ONCE = 256;

/** So often a job that is gone is added again. */
const MOST_RETURNS = 3;

const NOTHING: SentContents = { files: 0, bytes: 0, sentFiles: 0, sentBytes: 0 };

const ATTEMPTS = 3;
const BACKOFF_MS = 500;

/** A day: for a producer that comes back. */
const EXPIRE_MS = 24 * 60 * 60 * 1000;

export class GraphQueue {
  readonly #options: GraphQueueOptions;
  readonly #connected: Connected;
  readonly #queue: Queue<ShardJob, void>;
  readonly #store: RecordStore | StoreFolder;
  readonly #graphs: CodeKnowledgeGraph = new Graphs();
  /** What is cleaned up. */
  readonly #endings = new Set<Promise<void>>();
  readonly #name: string;
  readonly #prefix: string;
  /** Where contents are sent, if they are. */
  readonly #contents: RecordStore | undefined;
  readonly #tracing: Tracing | undefined;

  constructor(options: GraphQueueOptions) {
    this.#options = options;
    const { connected, name, prefix, store, contents, tracing } = setUp(options);
    const { client } = connected;
    [this.#connected, this.#name, this.#prefix, this.#store] = [connected, name, prefix, store];
    [this.#contents, this.#tracing] = [contents, tracing];
    this.#queue = new Queue<ShardJob, void>(this.#name, {
      connection: client,
      prefix: this.#prefix,
      streams: { events: { maxLen: 100 } },
    });
    this.#queue.on('error', (error) => this.#warn('Error in a queue', { error }));
    checkEviction(client, options.logger).catch(() => undefined);
  }

  async buildGraph(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: GraphJobOptions | null,
  ): Promise<CodeGraph> {
    const { plan, root, receipts, rest } = await this.#begin(rootDir, filePaths, options ?? {});
    const graph = await this.#graphs.assembleGraph(plan, receipts, this.#store, { ...rest, root });
    await this.#settle();
    return graph;
  }

  async openIndex(rootDir: string, options?: GraphIndexOptions | null): Promise<CodeIndex> {
    const { onProgress, ...decided } = options ?? {};
    const { plan, root, receipts, rest } = await this.#begin(rootDir, [], decided);
    const { signal, concurrency, logger } = rest;
    const { include, exclude, respectGitignore } = decided;
    const found = { include, exclude, respectGitignore };
    const told = { signal, concurrency, logger, onProgress };
    const index = await this.#graphs.assembleIndex(plan, receipts, this.#store, { ...found, ...told, root });
    await this.#settle();
    return index;
  }

  processFilesInBatches(files: readonly string[], rootDir: string, options?: GraphJobOptions | null): BatchStream {
    const listed = [...files];
    return new PlannedBatches(async () => {
      const { plan, root, receipts, rest } = await this.#begin(rootDir, [], options ?? {}, listed);
      const given = givenPaths(plan, listed, root);
      return this.#graphs.assembleBatches(plan, receipts, this.#store, { ...rest, root, files: given });
    });
  }

  async getMetrics(): Promise<GraphQueueMetrics> {
    const {
      waiting = 0,
      active = 0,
      failed = 0,
      delayed = 0,
    } = await this.#queue.getJobCounts('waiting', 'active', 'failed', 'delayed');
    const workers = await this.#queue.getWorkersCount().catch(() => 0);
    const stalled = active === 0 ? 0 : await this.#stalled();
    return { waiting, active, failed, delayed, stalled, workers };
  }

  /** How many shards are worked on by nobody who gives a sign. */
  async #stalled(): Promise<number> {
    const { client } = this.#connected;
    const ids = await client.lrange(this.#queue.toKey('active'), 0, -1);
    const pipeline = client.pipeline();
    for (const id of ids) pipeline.exists(this.#queue.toKey(`${id}:lock`));
    const locks = (await pipeline.exec()) ?? [];
    return locks.filter(([error, isLocked]) => error === null && isLocked === 0).length;
  }

  async close(): Promise<void> {
    await this.#settle();
    await this.#queue.close();
    await this.#connected.release();
  }

  /** Waits until nothing is left of what has ended. */
  async #settle(): Promise<void> {
    await Promise.allSettled(this.#endings);
  }

  async #begin(
    rootDir: string,
    filePaths: readonly string[] | null | undefined,
    options: GraphJobOptions,
    files?: readonly string[],
  ) {
    const { include, exclude, respectGitignore, maxFileSize, fileTimeoutMs, shards, bytesPerShard, ...others } =
      options;
    const { jobId: graph = randomUUID(), attempts = ATTEMPTS, source, ...rest } = others;
    if (!/^[\w-]{1,64}$/.test(graph))
      throw new TypeError(`options.jobId must be letters, digits, - and _, not ${graph}`);
    const { signal, concurrency, logger = this.#options.logger } = rest;
    const decided = { files, include, exclude, respectGitignore, maxFileSize, fileTimeoutMs, shards, bytesPerShard };
    const parent = this.#tracing?.active();
    const plan = await this.#graphs.planShards(rootDir, filePaths, { ...decided, signal, concurrency });
    const root = resolve(rootDir);
    const receipts = this.#receipts({
      plan,
      graph,
      root,
      attempts,
      signal,
      source,
      logger,
      parent,
      sent: { ...NOTHING },
    });
    return { plan, root, receipts, rest: { ...rest, logger } };
  }

  /** Has the shards of a plan analysed, and yields receipts as they come. */
  async *#receipts(run: Run): AsyncGenerator<ShardReceipt, void, undefined> {
    const { client } = this.#connected;
    const outcomes = outcomesKey(this.#prefix, this.#name, run.graph);
    run.traced = this.#tracing?.graph(run.graph, run.plan.shards.length, run.parent);
    let failed: unknown;
    const open = new Map(run.plan.shards.map((shard) => [shard.id, 0]));
    let ended = () => {};
    this.#track(new Promise<void>((resolve) => (ended = resolve)));
    let cursor = 0;
    let [looked, isWarned, isBegun, fullLooks] = [performance.now(), false, false, 0];
    try {
      if ((await client.exists(outcomes)) === 0) {
        await client.rpush(outcomes, JSON.stringify({ begun: Date.now() } satisfies Outcome));
      }
      while (open.size > 0 && run.signal?.aborted !== true) {
        const found = await client.lrange(outcomes, cursor, cursor + OUTCOMES_AT_ONCE - 1);
        cursor += found.length;
        for (const text of found) {
          const outcome = JSON.parse(text) as Outcome;
          if ('receipt' in outcome) {
            if (open.delete(outcome.receipt.shard)) yield outcome.receipt;
          } else if ('failed' in outcome) {
            if (open.has(outcome.failed.shard)) throw failure(outcome.failed);
          } else if ('refused' in outcome && !isWarned) {
            isWarned = true;
            const code = 'ERR_OTHER_VERSION';
            this.#warn('A worker has another version of this package', { code, ...outcome.refused });
          }
        }
        if (found.length > 0) continue;
        if (!isBegun) {
          isBegun = true;
          await this.#add(run, [...open.keys()]);
          if (this.#contents !== undefined) this.#tell(run);
        } else if (performance.now() - looked > LOST_MS) {
          fullLooks = (await isFull(client)) ? fullLooks + 1 : 0;
          if (fullLooks === MOST_FULL) throw full();
          await this.#lookAfter(run, outcomes, open, cursor);
          looked = performance.now();
        } else {
          await sleep(LOOK_MS);
        }
      }
    } catch (error) {
      // Of a command that needs memory.
      failed = String((error as Error).message).startsWith('OOM') ? full() : error;
      throw failed;
    } finally {
      await this.#end(run, outcomes, [...open.keys()]).catch((error) => this.#warn('Jobs are left', { error }));
      run.traced?.end(failed);
      ended();
    }
  }

  /** Adds jobs; one that is there already stays as it is. */
  async #add(run: Run, shards: string[]): Promise<void> {
    const { graph, root, plan, attempts, source, traced } = run;
    const wanted = new Set(shards);
    const all = plan.shards.filter(({ id }) => wanted.has(id));
    // What is sent first is analysed while the rest is sent.
    const atOnce = this.#contents === undefined ? JOBS_AT_ONCE : 1;
    for (let first = 0; first < all.length && run.signal?.aborted !== true; first += atOnce) {
      const some = all.slice(first, first + atOnce);
      await this.#send(run, some);
      await this.#queue.addBulk(
        some.map((shard) => ({
          name: 'shard',
          data: { graph, root, shard, source, traceparent: traced?.traceparent },
          opts: {
            jobId: jobId(graph, shard.id),
            attempts,
            backoff: { type: 'fixed', delay: BACKOFF_MS },
            removeOnComplete: true,
            removeOnFail: true,
          },
        })),
      );
    }
  }

  /** Sends what files of these shards hold, where workers have no copies of them. */
  async #send({ root, signal, sent }: Run, shards: Shard[]): Promise<void> {
    if (this.#contents === undefined) return;
    const { files, bytes, sentFiles, sentBytes } = await this.#graphs.sendContents({ shards }, this.#contents, {
      root,
      ...(signal === undefined ? {} : { signal }),
    });
    sent.files += files;
    sent.bytes += bytes;
    sent.sentFiles += sentFiles;
    sent.sentBytes += sentBytes;
  }

  /** Adds jobs again that are gone without an outcome, as if Redis had lost them, or they stalled too often. */
  async #lookAfter(run: Run, outcomes: string, open: Map<string, number>, read: number): Promise<void> {
    const { client } = this.#connected;
    if ((await client.pexpire(outcomes, EXPIRE_MS)) === 0) {
      throw coded('ERR_JOB_LOST', `The graph ${run.graph} was cancelled by somebody else, or Redis has lost it`);
    }
    const looked = [...open.keys()].slice(0, JOBS_AT_ONCE);
    const jobs = await Promise.all(looked.map((shard) => this.#queue.getJob(jobId(run.graph, shard))));
    const gone = looked.filter((_, index) => jobs[index] === undefined);
    // One that was done in between has told so.
    if (gone.length === 0 || (await client.llen(outcomes)) !== read) return;
    for (const shard of gone) {
      const returns = (open.get(shard) ?? 0) + 1;
      if (returns > MOST_RETURNS)
        throw coded('ERR_JOB_LOST', `The shard ${shard} of ${run.graph} was lost again and again`);
      open.set(shard, returns);
    }
    await this.#add(run, gone);
  }

  /** Leaves nothing behind. Who works on it sees that nobody wants it any more. */
  async #end({ graph }: Run, outcomes: string, open: string[]): Promise<void> {
    await this.#connected.client.del(outcomes);
    for (let first = 0; first < open.length; first += JOBS_AT_ONCE) {
      const ids = open.slice(first, first + JOBS_AT_ONCE).map((shard) => jobId(graph, shard));
      // One that is worked on is removed when its worker has seen that.
      await Promise.allSettled(ids.map((id) => this.#queue.remove(id)));
    }
  }

  #tell({ graph, sent, logger }: Run): void {
    logger?.log({ message: 'Sent contents of files', context: 'CodeKnowledgeGraph', metadata: { graph, ...sent } });
  }

  #track(ending: Promise<void>): void {
    this.#endings.add(ending);
    void ending.then(() => this.#endings.delete(ending));
  }

  #warn(message: string, metadata: Record<string, unknown>): void {
    warn(this.#options.logger, message, metadata);
  }
}

/** One graph. */
interface Run {
  plan: ShardPlan;
  graph: string;
  root: string;
  attempts: number;
  signal: AbortSignal | undefined;
  /** What whoever makes a checkout is told. */
  source: unknown;
  logger: StreamLogger | undefined;
  /** What was active when it was asked for. */
  parent: Context | undefined;
  traced?: Traced | undefined;
  sent: SentContents;
}

function failure({ code, message, filePath }: Failed): Error {
  return Object.assign(coded(code as GraphErrorCode, message), filePath === undefined ? {} : { filePath });
}

function full(): Error {
  return coded('ERR_REDIS_FULL', 'Redis has no memory left: workers cannot tell what they did');
}
