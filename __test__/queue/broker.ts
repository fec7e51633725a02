/** Redis with BullMQ's queue in it, as far as graphs use them: jobs with locks, tries and delays, and lists that expire. */
import { DelayedError, UnrecoverableError } from 'bullmq';
import type { Jobs, Outcomes, Taken } from '../../js/bullmq/engine.js';
import { jobId, type Outcome, type ShardJob } from '../../js/bullmq/job.js';
import type { Process, World } from './world.js';

const DAY = 24 * 60 * 60 * 1000;
export const LOCK_MS = 1000;
const STALLED_MS = 300;
const MOST_STALLED = 10;
const BACKOFF_MS = 500;

interface Job {
  data: ShardJob;
  attempts: number;
  tries: number;
  stalls: number;
  /** Whose it is, and until when; of one that waits, nothing. */
  lock?: { token: number; until: number } | undefined;
  wasTaken: boolean;
  /** When it may be taken. */
  due: number;
}

export class Broker {
  readonly jobs = new Map<string, Job>();
  readonly lists = new Map<string, { outcomes: Outcome[]; expires: number }>();
  readonly #world: World;
  #tokens = 0;

  constructor(world: World) {
    this.#world = world;
    this.#look();
  }

  /** Loses everything. */
  flush(): void {
    this.jobs.clear();
    this.lists.clear();
  }

  /** Loses a job that nobody works on, if there is one. */
  lose(): void {
    const waiting = [...this.jobs].filter(([, { lock }]) => lock === undefined);
    const [id] = waiting[this.#world.chance.whole(waiting.length)] ?? [];
    if (id !== undefined) this.jobs.delete(id);
  }

  /** What expires, if nothing happens for more than a day. */
  expire(): void {
    for (const [graph, { expires }] of this.lists) if (expires <= this.#world.now + DAY + 1) this.lists.delete(graph);
  }

  /** Shards of a graph whose job nobody ever took. */
  untouched(graph: string): string[] {
    const jobs = [...this.jobs.values()].filter((job) => job.data.graph === graph && !job.wasTaken);
    return jobs.map(({ data }) => data.shard.id);
  }

  jobsOf(process: Process): Jobs {
    return {
      add: (jobs, attempts) =>
        process.call(() => {
          for (const data of jobs) {
            const id = jobId(data.graph, data.shard.id);
            const job = { data, attempts, tries: 0, stalls: 0, wasTaken: false, due: this.#world.now };
            if (!this.jobs.has(id)) this.jobs.set(id, job);
          }
        }),
      missing: (graph, shards) => process.call(() => shards.filter((shard) => !this.jobs.has(jobId(graph, shard)))),
      remove: (graph, shards) =>
        process.call(() => {
          for (const id of shards.map((shard) => jobId(graph, shard))) {
            if (this.jobs.get(id)?.lock === undefined) this.jobs.delete(id);
          }
        }),
    };
  }

  outcomesOf(process: Process): Outcomes {
    const list = (graph: string) => this.lists.get(graph)?.outcomes;
    const renew = (graph: string) => {
      const found = this.lists.get(graph);
      if (found !== undefined) found.expires = this.#world.now + DAY;
      return found !== undefined;
    };
    return {
      begin: (graph) =>
        process.call(() => {
          if (renew(graph)) return false;
          this.lists.set(graph, { outcomes: [{ begun: 0 }], expires: this.#world.now + DAY });
          return true;
        }),
      renew: (graph) => process.call(() => renew(graph)),
      isThere: (graph) => process.call(() => this.lists.has(graph)),
      read: (graph, from) => process.call(() => list(graph)?.slice(from, from + 8) ?? []),
      length: (graph) => process.call(() => list(graph)?.length ?? 0),
      tell: (graph, outcome) => process.call(() => void list(graph)?.push(outcome)),
      end: (graph) => process.call(() => void this.lists.delete(graph)),
      isFull: () => process.call(() => false),
    };
  }

  /** Has jobs done by a process, so many at once, for as long as it lives. */
  serve(process: Process, concurrency: number, work: (taken: Taken) => Promise<void>): void {
    for (let slot = 0; slot < concurrency; slot++) void this.#serve(process, work);
  }

  async #serve(process: Process, work: (taken: Taken) => Promise<void>): Promise<void> {
    for (;;) {
      const taken = await process.call(() => this.#take());
      if (taken === undefined) {
        await process.sleep(this.#world.chance.between(20, 200));
        continue;
      }
      const [id, job, token] = taken;
      let isWorking = true;
      const renew = () => {
        if (!isWorking) return;
        if (job.lock?.token === token) job.lock.until = this.#world.now + LOCK_MS;
        process.after(LOCK_MS / 2, renew);
      };
      process.after(LOCK_MS / 2, renew);
      const finish = await work(this.#given(process, id, job, token)).then(
        () => () => this.#done(id, job, token),
        (error: unknown) => () => this.#failed(id, job, token, error),
      );
      isWorking = false;
      await process.call(finish);
    }
  }

  #take(): [string, Job, number] | undefined {
    for (const [id, job] of this.jobs) {
      if (job.lock !== undefined || job.due > this.#world.now) continue;
      const token = this.#tokens++;
      job.wasTaken = true;
      job.lock = { token, until: this.#world.now + LOCK_MS };
      return [id, job, token];
    }
    return undefined;
  }

  #given(process: Process, id: string, job: Job, token: number): Taken {
    return {
      ...{ id, data: job.data, tries: job.tries, attempts: job.attempts },
      leave: async (milliseconds) => {
        await process.call(() => {
          if (!this.#isStill(id, job, token)) throw new Error('Missing lock');
          job.lock = undefined;
          job.due = this.#world.now + milliseconds;
        });
        throw new DelayedError();
      },
    };
  }

  #done(id: string, job: Job, token: number): void {
    if (this.#isStill(id, job, token)) this.jobs.delete(id);
  }

  #failed(id: string, job: Job, token: number, error: unknown): void {
    if (error instanceof DelayedError || !this.#isStill(id, job, token)) return;
    job.tries += 1;
    if (error instanceof UnrecoverableError || job.tries >= job.attempts) return void this.jobs.delete(id);
    job.lock = undefined;
    job.due = this.#world.now + BACKOFF_MS;
  }

  /** Whether a job is still there, and whose lock it was. */
  #isStill(id: string, job: Job, token: number): boolean {
    return this.jobs.get(id) === job && job.lock?.token === token;
  }

  /** Takes jobs from those that give no sign. */
  #look(): void {
    for (const [id, job] of this.jobs) {
      if (job.lock === undefined || job.lock.until > this.#world.now) continue;
      job.stalls += 1;
      job.lock = undefined;
      if (job.stalls > MOST_STALLED) this.jobs.delete(id);
    }
    this.#world.after(STALLED_MS, () => this.#look());
  }
}
