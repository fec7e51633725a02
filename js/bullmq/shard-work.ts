/**
 * One shard after the other, for a worker: analysed if somebody wants that, told of, and given up when nobody wants it any more. A shard may
 * run any number of times, here and elsewhere, at once too.
 */
import { UnrecoverableError } from 'bullmq';
import type { ShardReceipt } from '../../index.js';
import type { Outcomes, Taken } from './engine.js';
import { jobId, type ShardJob } from './job.js';

/** How long a shard of another version waits for another worker. */
const REFUSED_MS = 1000;

/** What another try would come to, too. */
const FINAL = new Set(['ERR_INVALID_SHARD', 'ERR_ROOT_REFUSED', 'ERR_INVALID_ARG_TYPE']);

/** What a worker works with. */
export interface WorkEngine {
  outcomes: Outcomes;
  /** What the worker is called. */
  worker: string;
  /** Analyses a shard. Rejects soon when the signal is aborted. */
  analyze(job: ShardJob, signal: AbortSignal): Promise<ShardReceipt>;
  /** Lets go of what was made for a graph. */
  release(graph: string): void;
  /** The graphs that something was made for. */
  held(): Iterable<string>;
  /** Told what should not be. */
  warn(message: string, metadata: Record<string, unknown>): void;
}

export class ShardWork {
  readonly counts = { completed: 0, failed: 0, refused: 0 };
  readonly #engine: WorkEngine;
  /** What is worked on, by its graph. */
  readonly #running = new Map<AbortController, string>();
  #isLooking = false;

  constructor(engine: WorkEngine) {
    this.#engine = engine;
  }

  /** How many shards are worked on. */
  get active(): number {
    return this.#running.size;
  }

  /** Does what a job asks for. Throws what has the queue try it again. */
  async process(taken: Taken): Promise<void> {
    const job = checked(taken);
    const { graph } = job;
    const { outcomes } = this.#engine;
    // Nobody wants it any more.
    if (!(await outcomes.isThere(graph))) return;
    const controller = new AbortController();
    this.#running.set(controller, graph);
    try {
      const receipt = await this.#engine.analyze(job, controller.signal);
      await outcomes.tell(graph, { receipt });
      this.counts.completed += 1;
    } catch (error) {
      if (await outcomes.isThere(graph)) await this.#failed(taken, job, error);
    } finally {
      this.#running.delete(controller);
    }
  }

  /** Gives up all that is worked on. */
  abort(reason: Error): void {
    for (const controller of this.#running.keys()) controller.abort(reason);
  }

  /** Ends what nobody wants any more. */
  async lookAround(): Promise<void> {
    const graphs = new Set([...this.#running.values(), ...this.#engine.held()]);
    if (this.#isLooking || graphs.size === 0) return;
    this.#isLooking = true;
    try {
      for (const graph of graphs) {
        if (await this.#engine.outcomes.isThere(graph)) continue;
        this.#engine.release(graph);
        const reason = new Error('the graph is not wanted any more');
        for (const [controller, its] of this.#running) if (its === graph) controller.abort(reason);
      }
    } catch {
      // A Redis that is away: the next look will tell.
    } finally {
      this.#isLooking = false;
    }
  }

  /** Tells of a failure, if no other try follows. */
  async #failed(taken: Taken, { graph, shard }: ShardJob, error: unknown): Promise<never> {
    const { outcomes, worker, warn } = this.#engine;
    const { code = 'ERR_INTERNAL', message, filePath } = error as Error & { code?: string; filePath?: string };
    if (code === 'ERR_OTHER_VERSION') {
      this.counts.refused += 1;
      warn('Refused a shard of another version', { code, graph, shard: shard.id });
      await outcomes.tell(graph, { refused: { worker } });
      return taken.leave(REFUSED_MS);
    }
    this.counts.failed += 1;
    const isFinal = FINAL.has(code);
    if (isFinal || taken.tries + 1 >= taken.attempts) {
      await outcomes.tell(graph, { failed: { shard: shard.id, code, message, filePath } });
    }
    throw isFinal ? new UnrecoverableError(message) : error;
  }
}

/** What a job holds, which may come from anybody: the shard itself is checked where it is analysed. */
function checked({ id, data }: Taken): ShardJob {
  const { graph, root, shard, source, traceparent } = (data ?? {}) as Partial<ShardJob>;
  const isOne = typeof graph === 'string' && typeof root === 'string' && typeof shard === 'object' && shard !== null;
  if (!isOne || id !== jobId(graph, shard.id)) throw new UnrecoverableError('It is no shard of a graph');
  return { graph, root, shard, source, traceparent };
}
