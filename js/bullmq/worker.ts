/** Whoever analyses shards that a queue has. `bullmq.d.ts` describes it to callers. */
import { hostname } from 'node:os';
import { DelayedError, type Job, UnrecoverableError, Worker } from 'bullmq';
import type { GraphCheckoutJob, GraphWorkerMetrics, GraphWorkerOptions } from '../../bullmq.js';
import type { Checkouts, CodeKnowledgeGraph, RecordStore, ShardReceipt, StoreFolder } from '../../index.js';
import { checkouts, CodeKnowledgeGraph as Graphs } from '../index.js';
import { isBelow } from './below.js';
import { jobId, type Outcome, outcomesKey, type ShardJob } from './job.js';
import { type Connected, checkEviction } from './redis.js';
import { setUp } from './setup.js';
import { coded, codedTypeError, warn } from './told.js';
import type { Tracing } from './tracing.js';

/** How often it is looked whether graphs are still wanted. */
const LOOK_MS = 250;

/** How long a shard of another version waits for another worker. */
const REFUSED_MS = 1000;

/** What another try would come to, too. */
const FINAL = new Set(['ERR_INVALID_SHARD', 'ERR_ROOT_REFUSED', 'ERR_INVALID_ARG_TYPE']);

export class GraphWorker {
  readonly #options: GraphWorkerOptions;
  readonly #connected: Connected;
  readonly #worker: Worker<ShardJob, void>;
  readonly #store: RecordStore | StoreFolder;
  readonly #graphs: CodeKnowledgeGraph = new Graphs();
  readonly #name = `${hostname()}-${process.pid}`;
  readonly #queue: string;
  readonly #prefix: string;
  /** What is worked on, by the list of its graph's outcomes. */
  readonly #running = new Map<AbortController, string>();
  /** By the list of their graphs' outcomes. */
  readonly #checkouts: Checkouts<GraphCheckoutJob> | undefined;
  readonly #contents: RecordStore | undefined;
  readonly #tracing: Tracing | undefined;
  readonly #look: NodeJS.Timeout;
  readonly #counts = { completed: 0, failed: 0, refused: 0, stalled: 0 };
  #isLooking = false;

  constructor(options: GraphWorkerOptions) {
    this.#options = options;
    const { concurrency = 1 } = options;
    checkFiles(options);
    const { connected, name, prefix, store, contents, tracing } = setUp(options);
    const { client } = connected;
    [this.#connected, this.#queue, this.#prefix, this.#store] = [connected, name, prefix, store];
    [this.#contents, this.#tracing] = [contents, tracing];
    const { checkout } = options;
    this.#checkouts = checkout && checkouts((job, { signal }) => checkout({ ...job, signal }));
    this.#worker = new Worker<ShardJob, void>(name, (job, token) => this.#process(job, token), {
      connection: client,
      prefix,
      concurrency,
      // Renewed by the event loop, which analyses do not hold up.
      lockDuration: options.lockDurationMs ?? 15_000,
      stalledInterval: options.stalledIntervalMs ?? 5000,
      maxStalledCount: options.maxStalledCount ?? 10,
    });
    this.#worker.on('error', (error) => this.#warn('Error in a worker', { error }));
    this.#worker.on('stalled', () => void this.#counts.stalled++);
    checkEviction(client, options.logger).catch(() => undefined);
    this.#look = setInterval(() => void this.#lookAround(), LOOK_MS).unref();
  }

  async waitUntilReady(): Promise<void> {
    await this.#worker.waitUntilReady();
  }

  getMetrics(): GraphWorkerMetrics {
    return { active: this.#running.size, ...this.#counts, streaming: this.#graphs.getStreamingMetrics() };
  }

  async close({ force = false }: { force?: boolean } = {}): Promise<void> {
    if (force) for (const controller of this.#running.keys()) controller.abort(new Error('the worker is closed'));
    // Without force it waits for the shards that are worked on.
    await this.#worker.close(force);
    clearInterval(this.#look);
    await this.#checkouts?.close().catch((error) => this.#warn('A checkout is left', { error }));
    await this.#connected.release();
  }

  async #process(job: Job<ShardJob, void>, token: string | undefined): Promise<void> {
    const { graph, root, shard, source, traceparent } = checked(job);
    const outcomes = outcomesKey(this.#prefix, this.#queue, graph);
    const { client } = this.#connected;
    // Nobody wants it any more.
    if ((await client.exists(outcomes)) === 0) return;
    const controller = new AbortController();
    this.#running.set(controller, outcomes);
    const traced = this.#tracing?.shard(graph, shard.files?.length ?? 0, traceparent);
    let failed: unknown;
    try {
      const analyze = () => this.#analyze({ graph, root, shard, source }, outcomes, controller.signal);
      const receipt = await (traced === undefined ? analyze() : traced.run(analyze));
      await this.#tell(outcomes, { receipt });
      this.#counts.completed += 1;
    } catch (error) {
      failed = error;
      if ((await client.exists(outcomes)) === 0) return;
      const { code = 'ERR_INTERNAL', message, filePath } = error as Error & { code?: string; filePath?: string };
      if (code === 'ERR_OTHER_VERSION') {
        this.#counts.refused += 1;
        this.#warn('Refused a shard of another version', { code, graph, shard: shard.id });
        await this.#tell(outcomes, { refused: { worker: this.#name } });
        await job.moveToDelayed(Date.now() + REFUSED_MS, token);
        throw new DelayedError();
      }
      this.#counts.failed += 1;
      const isFinal = FINAL.has(code);
      if (isFinal || job.attemptsMade + 1 >= (job.opts.attempts ?? 1)) {
        await this.#tell(outcomes, { failed: { shard: shard.id, code, message, filePath } });
      }
      throw isFinal ? new UnrecoverableError(message) : error;
    } finally {
      this.#running.delete(controller);
      traced?.end(failed);
    }
  }

  async #analyze(job: ShardJob, outcomes: string, signal: AbortSignal): Promise<ShardReceipt> {
    const { graph, root, shard, source } = job;
    const files = () => {
      if (this.#checkouts !== undefined) return { checkout: this.#checkouts.of(outcomes, { graph, root, source }) };
      return this.#contents === undefined ? undefined : { contents: this.#contents };
    };
    return this.#graphs.analyzeShard(shard, this.#store, {
      ...(files() ?? { root: await this.#rootOf(root, signal) }),
      signal,
      concurrency: this.#options.threads,
      logger: this.#options.logger,
    });
  }

  /** Tells the producer, if there is one that still wants to know. */
  async #tell(outcomes: string, outcome: Outcome): Promise<void> {
    await this.#connected.client.rpushx(outcomes, JSON.stringify(outcome));
  }

  async #rootOf(root: string, signal: AbortSignal): Promise<string> {
    const { root: own } = this.#options;
    if (typeof own === 'function') return own({ root, signal });
    if (own !== undefined && isBelow(own, root)) return root;
    throw coded('ERR_ROOT_REFUSED', `The root ${root} is not below ${own}`);
  }

  /** Ends what nobody wants any more. */
  async #lookAround(): Promise<void> {
    const names = new Set([...this.#running.values(), ...(this.#checkouts?.names ?? [])]);
    if (this.#isLooking || names.size === 0) return;
    this.#isLooking = true;
    try {
      for (const outcomes of names) {
        if ((await this.#connected.client.exists(outcomes)) === 1) continue;
        this.#checkouts?.release(outcomes).catch((error) => this.#warn('A checkout is left', { error }));
        const reason = new Error('the graph is not wanted any more');
        for (const [controller, its] of this.#running) if (its === outcomes) controller.abort(reason);
      }
    } catch {
      // A Redis that is away: the next look will tell.
    } finally {
      this.#isLooking = false;
    }
  }

  #warn(message: string, metadata: Record<string, unknown>): void {
    warn(this.#options.logger, message, { worker: this.#name, ...metadata });
  }
}

/** Checks that it is said once where files are. */
function checkFiles({ root, checkout, contents }: GraphWorkerOptions): void {
  const given = [root, checkout, contents === false ? undefined : contents].filter((it) => it !== undefined);
  if (given.length === 1) return;
  throw codedTypeError('ERR_INVALID_ARG_VALUE', 'options must have one of root, checkout and contents');
}

/** What a job holds, which may come from anybody: the shard itself is checked where it is analysed. */
function checked(job: Job<ShardJob, void>): ShardJob {
  const { graph, root, shard, source, traceparent } = (job.data ?? {}) as Partial<ShardJob>;
  const isOne = typeof graph === 'string' && typeof root === 'string' && typeof shard === 'object' && shard !== null;
  if (!isOne || job.id !== jobId(graph, shard.id)) throw new UnrecoverableError('It is no shard of a graph');
  return { graph, root, shard, source, traceparent };
}
