/** Jobs in a queue of BullMQ, and outcomes in lists beside it. */
import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Jobs, Outcomes } from './engine.js';
import { jobId, type Outcome, outcomesKey, type ShardJob } from './job.js';

/** Before a shard is tried again. */
const BACKOFF_MS = 500;

/** A day: for a producer that comes back. */
const EXPIRE_MS = 24 * 60 * 60 * 1000;

/** Outcomes that are read together. */
const AT_ONCE = 256;

export class QueueJobs implements Jobs {
  readonly #queue: Queue<ShardJob, void>;

  constructor(queue: Queue<ShardJob, void>) {
    this.#queue = queue;
  }

  async add(jobs: readonly ShardJob[], attempts: number): Promise<void> {
    const opts = {
      attempts,
      backoff: { type: 'fixed', delay: BACKOFF_MS },
      removeOnComplete: true,
      removeOnFail: true,
    };
    const named = jobs.map((data) => ({
      name: 'shard',
      data,
      opts: { ...opts, jobId: jobId(data.graph, data.shard.id) },
    }));
    await this.#queue.addBulk(named);
  }

  async missing(graph: string, shards: readonly string[]): Promise<string[]> {
    const jobs = await Promise.all(shards.map((shard) => this.#queue.getJob(jobId(graph, shard))));
    return shards.filter((_, at) => jobs[at] === undefined);
  }

  async remove(graph: string, shards: readonly string[]): Promise<void> {
    // One that is worked on is removed when its worker has seen that nobody wants it.
    await Promise.allSettled(shards.map((shard) => this.#queue.remove(jobId(graph, shard))));
  }
}

export class RedisOutcomes implements Outcomes {
  readonly #client: Redis;
  readonly #key: (graph: string) => string;

  constructor(client: Redis, { name, prefix }: { name: string; prefix: string }) {
    this.#client = client;
    this.#key = (graph) => outcomesKey(prefix, name, graph);
  }

  async begin(graph: string): Promise<boolean> {
    if (await this.renew(graph)) return false;
    const begun = JSON.stringify({ begun: Date.now() } satisfies Outcome);
    const key = this.#key(graph);
    // Together: a list that somebody begins and dies has an end, too.
    const answers = (await this.#client.multi().rpush(key, begun).pexpire(key, EXPIRE_MS).exec()) ?? [];
    for (const [error] of answers) if (error !== null) throw error;
    return true;
  }

  async renew(graph: string): Promise<boolean> {
    return (await this.#client.pexpire(this.#key(graph), EXPIRE_MS)) === 1;
  }

  async isThere(graph: string): Promise<boolean> {
    return (await this.#client.exists(this.#key(graph))) === 1;
  }

  async read(graph: string, from: number): Promise<Outcome[]> {
    const found = await this.#client.lrange(this.#key(graph), from, from + AT_ONCE - 1);
    return found.map((text) => JSON.parse(text) as Outcome);
  }

  length(graph: string): Promise<number> {
    return this.#client.llen(this.#key(graph));
  }

  async tell(graph: string, outcome: Outcome): Promise<void> {
    await this.#client.rpushx(this.#key(graph), JSON.stringify(outcome));
  }

  async end(graph: string): Promise<void> {
    await this.#client.del(this.#key(graph));
  }

  async isFull(): Promise<boolean> {
    const memory = await this.#client.info('memory');
    const number = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1] ?? 0);
    const most = number('maxmemory');
    return most > 0 && number('used_memory') >= most;
  }
}
