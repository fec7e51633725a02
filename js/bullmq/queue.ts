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
  RecordStore,
  Shard,
  ShardReceipt,
  StoreFolder,
  StreamLogger,
} from '../../index.js';
import { CodeKnowledgeGraph as Graphs } from '../index.js';
import { guardMethods } from '../members.js';
import { givenPaths, PlannedBatches } from './batches.js';
import { GraphRun, type RunEngine, type RunRequest } from './graph-run.js';
import type { ShardJob } from './job.js';
import { checkJobOptions, checkOptions, QUEUE_OPTIONS } from './options.js';
import { type Connected, checkEviction, unlessAway } from './redis.js';
import { QueueJobs, RedisOutcomes } from './redis-engine.js';
import { setUp } from './setup.js';
import { closed, unreachable, warn } from './told.js';
import type { Tracing } from './tracing.js';
import { until } from './until.js';

const ATTEMPTS = 3;

/** Milliseconds for which metrics wait for a Redis that is away: who asks whether all is well is answered within a second. */
const METRICS_MS = 500;

const SENT = 'Sent contents of files';

export class GraphQueue {
  readonly #options: GraphQueueOptions;
  readonly #connected: Connected;
  readonly #queue: Queue<ShardJob, void>;
  readonly #store: RecordStore | StoreFolder;
  readonly #graphs: CodeKnowledgeGraph = new Graphs();
  /** Calls that are not answered yet. */
  readonly #calls = new Set<Promise<unknown>>();
  /** What is cleaned up. */
  readonly #endings = new Set<Promise<unknown>>();
  /** What gives up a graph that is under way. */
  readonly #givingUp = new Set<(reason: Error) => void>();
  readonly #engine: RunEngine;
  /** Where contents are sent, if they are. */
  readonly #contents: RecordStore | undefined;
  readonly #tracing: Tracing | undefined;
  #isClosing = false;
  /** Why nothing can be begun any more. */
  #closed: Error | undefined;

  static {
    guardMethods(GraphQueue, (object) => #queue in object);
  }

  constructor(options: GraphQueueOptions) {
    checkOptions(options, QUEUE_OPTIONS);
    this.#options = options;
    const { connected, name, prefix, store, contents, tracing } = setUp(options);
    const { client } = connected;
    [this.#connected, this.#store, this.#contents, this.#tracing] = [connected, store, contents, tracing];
    const streams = { events: { maxLen: 100 } };
    this.#queue = new Queue<ShardJob, void>(name, { connection: client, prefix, streams });
    this.#engine = {
      jobs: new QueueJobs(this.#queue),
      outcomes: new RedisOutcomes(client, { name, prefix }),
      clock: { now: () => performance.now(), sleep },
      warn: (message, metadata) => this.#warn(message, metadata),
    };
    this.#queue.on('error', (error) => this.#warn('Error in a queue', { error }));
    checkEviction(client, options.logger).catch(() => undefined);
  }

  async buildGraph(
    rootDir: string,
    filePaths?: readonly string[] | null,
    options?: GraphJobOptions | null,
  ): Promise<CodeGraph> {
    return this.#during(async () => {
      const { plan, root, receipts, rest } = await this.#begin(rootDir, filePaths, options ?? {});
      const graph = await this.#graphs.assembleGraph(plan, receipts, this.#store, { ...rest, root });
      await this.#settle();
      return graph;
    });
  }

  async openIndex(rootDir: string, options?: GraphIndexOptions | null): Promise<CodeIndex> {
    return this.#during(async () => {
      const { onProgress, ...decided } = options ?? {};
      const { plan, root, receipts, rest } = await this.#begin(rootDir, [], decided);
      const { signal, concurrency, logger } = rest;
      const { include, exclude, respectGitignore } = decided;
      const found = { include, exclude, respectGitignore };
      const told = { signal, concurrency, logger, onProgress };
      const index = await this.#graphs.assembleIndex(plan, receipts, this.#store, { ...found, ...told, root });
      await this.#settle();
      return index;
    });
  }

  processFilesInBatches(files: readonly string[], rootDir: string, options?: GraphJobOptions | null): BatchStream {
    const listed = [...files];
    const open = async () => {
      const { plan, root, receipts, rest } = await this.#begin(rootDir, [], options ?? {}, listed);
      const given = givenPaths(plan, listed, root);
      return this.#graphs.assembleBatches(plan, receipts, this.#store, { ...rest, root, files: given });
    };
    return new PlannedBatches(() => this.#during(open));
  }

  async getMetrics(): Promise<GraphQueueMetrics> {
    const metrics = await unlessAway(this.#metrics(), this.#connected.client, METRICS_MS);
    if (metrics === undefined) throw unreachable('Redis does not answer');
    return metrics.result;
  }

  async #metrics(): Promise<GraphQueueMetrics> {
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
    this.#isClosing = true;
    const isAway = (await unlessAway(this.#finish(), this.#connected.client)) === undefined;
    this.#closed = isAway ? unreachable('The queue was closed while Redis did not answer') : closed();
    for (const giveUp of this.#givingUp) giveUp(this.#closed);
    await this.#queue.close();
    await this.#connected.release(isAway);
  }

  /** Does what a call is about; who closes waits for it. */
  #during<Result>(work: () => Promise<Result>): Promise<Result> {
    const call = this.#isClosing ? Promise.reject(closed()) : work();
    track(this.#calls, call);
    return call;
  }

  /** Waits for all that is under way, and until nothing is left of it. */
  async #finish(): Promise<void> {
    while (this.#calls.size + this.#endings.size > 0) await Promise.allSettled([...this.#calls, ...this.#endings]);
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
    checkJobOptions(options);
    const { include, exclude, respectGitignore, maxFileSize, fileTimeoutMs, shards, bytesPerShard, ...others } =
      options;
    const { jobId: graph = randomUUID(), attempts = ATTEMPTS, source, ...rest } = others;
    const { signal, concurrency, logger = this.#options.logger } = rest;
    const decided = { files, include, exclude, respectGitignore, maxFileSize, fileTimeoutMs, shards, bytesPerShard };
    const parent = this.#tracing?.active();
    const plan = await this.#graphs.planShards(rootDir, filePaths, { ...decided, signal, concurrency });
    const root = resolve(rootDir);
    const receipts = this.#receipts({ plan, graph, root, attempts, signal, source }, logger, parent);
    return { plan, root, receipts, rest: { ...rest, logger } };
  }

  /** Has the shards of a plan analysed, and yields receipts as they come. */
  async *#receipts(
    wanted: Omit<RunRequest, 'known'>,
    logger: StreamLogger | undefined,
    parent: Context | undefined,
  ): AsyncGenerator<ShardReceipt, void, undefined> {
    // It was planned until now.
    if (this.#closed !== undefined) throw this.#closed;
    const { plan, graph, root, signal } = wanted;
    const traced = this.#tracing?.graph(graph, plan.shards.length, parent);
    const aborted = signal === undefined ? {} : { signal };
    const contents = this.#contents;
    const send =
      contents && ((shards: Shard[]) => this.#graphs.sendContents({ shards }, contents, { root, ...aborted }));
    const run = new GraphRun(this.#engine, {
      ...{ ...wanted, traceparent: traced?.traceparent, send },
      known: (shards) => this.#graphs.findReceipts({ shards }, this.#store, aborted),
      sent: (sent) => logger?.log({ message: SENT, context: 'CodeKnowledgeGraph', metadata: { graph, ...sent } }),
    });
    let ended = () => {};
    track(this.#endings, new Promise<void>((resolve) => (ended = resolve)));
    let giveUp = (_reason: Error) => {};
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = (reason) => {
        run.stop();
        reject(reason);
      };
    });
    this.#givingUp.add(giveUp);
    let failed: unknown;
    try {
      yield* until(run.receipts(), givenUp);
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      this.#givingUp.delete(giveUp);
      traced?.end(failed);
      ended();
    }
  }

  #warn(message: string, metadata: Record<string, unknown>): void {
    warn(this.#options.logger, message, metadata);
  }
}

/** Has `promises` hold one until it is settled. */
function track(promises: Set<Promise<unknown>>, one: Promise<unknown>): void {
  promises.add(one);
  const end = () => promises.delete(one);
  one.then(end, end);
}
