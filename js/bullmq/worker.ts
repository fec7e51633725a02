/** Whoever analyses shards that a queue has. `bullmq.d.ts` describes it to callers. */
import { hostname } from 'node:os';
import { DelayedError, type Job, Worker } from 'bullmq';
import type { GraphCheckoutJob, GraphWorkerMetrics, GraphWorkerOptions } from '../../bullmq.js';
import type { Checkouts, CodeKnowledgeGraph, RecordStore, ShardReceipt, StoreFolder } from '../../index.js';
import { checkouts, CodeKnowledgeGraph as Graphs } from '../index.js';
import { guardMethods } from '../members.js';
import { isBelow } from './below.js';
import type { Taken } from './engine.js';
import type { ShardJob } from './job.js';
import { checkGiven, checkOptions, WORKER_OPTIONS } from './options.js';
import { type Connected, checkEviction, ready, unlessAway } from './redis.js';
import { RedisOutcomes } from './redis-engine.js';
import { setUp } from './setup.js';
import { ShardWork } from './shard-work.js';
import { coded, codedTypeError, warn } from './told.js';
import type { Tracing } from './tracing.js';

/** How often it is looked whether graphs are still wanted. */
const LOOK_MS = 250;

/**
 * Shards at once, unless it is said: while one is analysed another is fetched, or stored. They share the parser threads, so that
 * two take these no more than one does.
 */
const CONCURRENCY = 2;

export class GraphWorker {
  readonly #options: GraphWorkerOptions;
  readonly #connected: Connected;
  readonly #worker: Worker<ShardJob, void>;
  readonly #store: RecordStore | StoreFolder;
  readonly #graphs: CodeKnowledgeGraph = new Graphs();
  readonly #name = `${hostname()}-${process.pid}`;
  readonly #work: ShardWork;
  /** By their graphs. */
  readonly #checkouts: Checkouts<GraphCheckoutJob> | undefined;
  readonly #contents: RecordStore | undefined;
  readonly #tracing: Tracing | undefined;
  readonly #look: NodeJS.Timeout;
  #stalled = 0;

  static {
    guardMethods(GraphWorker, (object) => #worker in object);
  }

  constructor(options: GraphWorkerOptions) {
    checkGiven(options);
    checkFiles(options);
    checkOptions(options, WORKER_OPTIONS);
    this.#options = options;
    const { concurrency = CONCURRENCY } = options;
    const { connected, name, prefix, store, contents, tracing } = setUp(options);
    const { client } = connected;
    [this.#connected, this.#store, this.#contents, this.#tracing] = [connected, store, contents, tracing];
    const { checkout } = options;
    this.#checkouts = checkout && checkouts((job, { signal }) => checkout({ ...job, signal }));
    this.#work = new ShardWork({
      outcomes: new RedisOutcomes(client, { name, prefix }),
      worker: this.#name,
      analyze: (job, signal) => this.#analyze(job, signal),
      held: () => this.#checkouts?.names ?? [],
      release: (graph) => void this.#checkouts?.release(graph).catch((error) => this.#left(error)),
      warn: (message, metadata) => this.#warn(message, metadata),
    });
    this.#worker = new Worker<ShardJob, void>(name, (job, token) => this.#work.process(taken(job, token)), {
      connection: client,
      prefix,
      concurrency,
      // Renewed by the event loop, which analyses do not hold up.
      lockDuration: options.lockDurationMs ?? 15_000,
      stalledInterval: options.stalledIntervalMs ?? 5000,
      maxStalledCount: options.maxStalledCount ?? 10,
    });
    this.#worker.on('error', (error) => this.#warn('Error in a worker', { error }));
    this.#worker.on('stalled', () => void this.#stalled++);
    checkEviction(client, options.logger).catch(() => undefined);
    this.#look = setInterval(() => void this.#work.lookAround(), LOOK_MS).unref();
  }

  async waitUntilReady(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  getMetrics(): GraphWorkerMetrics {
    const { active, counts } = this.#work;
    return { active, ...counts, stalled: this.#stalled, streaming: this.#graphs.getStreamingMetrics() };
  }

  async close({ force = false }: { force?: boolean } = {}): Promise<void> {
    const { client } = this.#connected;
    // What BullMQ has begun to close while Redis is away goes on for ever, so it is waited for before.
    const isAway = !force && (await unlessAway(ready(client), client)) === undefined;
    if (force || isAway) this.#work.abort(new Error('the worker is closed'));
    // Without force it waits for the shards that are worked on.
    const isClosed = (await unlessAway(this.#worker.close(force || isAway), client)) !== undefined;
    if (!isClosed) this.#disconnect();
    clearInterval(this.#look);
    await this.#checkouts?.close().catch((error) => this.#left(error));
    await this.#connected.release(isAway || !isClosed);
  }

  /** Gives up all that waits for Redis. */
  #disconnect(): void {
    this.#work.abort(new Error('the worker is closed'));
    // The connection on which it waits for shards is BullMQ's, which would close it when Redis is back.
    void this.#worker.getBackend().close(true);
  }

  async #analyze(job: ShardJob, signal: AbortSignal): Promise<ShardReceipt> {
    const { graph, shard, traceparent } = job;
    const traced = this.#tracing?.shard(graph, shard.files?.length ?? 0, traceparent);
    let failed: unknown;
    try {
      const analyze = async () =>
        this.#graphs.analyzeShard(shard, this.#store, {
          ...(await this.#filesOf(job, signal)),
          signal,
          concurrency: this.#options.threads,
          logger: this.#options.logger,
        });
      return await (traced === undefined ? analyze() : traced.run(analyze));
    } catch (error) {
      failed = error;
      throw error;
    } finally {
      traced?.end(failed);
    }
  }

  /** Where the files of a shard are. */
  async #filesOf({ graph, root, source }: ShardJob, signal: AbortSignal) {
    if (this.#checkouts !== undefined) return { checkout: this.#checkouts.of(graph, { graph, root, source }) };
    return this.#contents === undefined ? { root: await this.#rootOf(root, signal) } : { contents: this.#contents };
  }

  async #rootOf(root: string, signal: AbortSignal): Promise<string> {
    const { root: own } = this.#options;
    if (typeof own === 'function') return own({ root, signal });
    if (own !== undefined && isBelow(own, root)) return root;
    throw coded('ERR_ROOT_REFUSED', `The root ${root} is not below ${own}`);
  }

  #left(error: unknown): void {
    this.#warn('A checkout is left', { error });
  }

  #warn(message: string, metadata: Record<string, unknown>): void {
    warn(this.#options.logger, message, { worker: this.#name, ...metadata });
  }
}

/** A job of BullMQ's. */
function taken(job: Job<ShardJob, void>, token: string | undefined): Taken {
  const { id, data, attemptsMade, opts } = job;
  return {
    ...{ id, data, tries: attemptsMade, attempts: opts.attempts ?? 1 },
    leave: async (milliseconds) => {
      await job.moveToDelayed(Date.now() + milliseconds, token);
      throw new DelayedError();
    },
  };
}

/** Checks that it is said once where files are. */
function checkFiles({ root, checkout, contents }: GraphWorkerOptions): void {
  const given = [root, checkout, contents === false ? undefined : contents].filter((it) => it !== undefined);
  if (given.length === 1) return;
  throw codedTypeError('ERR_INVALID_ARG_VALUE', 'options must have one of root, checkout and contents');
}
