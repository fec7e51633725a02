/**
 * Graphs through a queue in virtual time, by chance: producers and workers die, stop and come back, messages come late and twice, jobs are lost,
 * shards fail. Whatever happens, a graph has the receipts that its shards have alone, or ends with the reason, and nothing is left.
 *
 * A seed is one course of events: `SEED=17 npx vitest run __test__/queue` goes through that one alone, `SEEDS=100000` through so many.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  analyzeShard,
  assembleGraph,
  buildGraphStreaming,
  planShards,
  type Shard,
  type ShardPlan,
  type ShardReceipt,
} from '../../index.mjs';
import { GraphRun } from '../../js/bullmq/graph-run.js';
import { ShardWork } from '../../js/bullmq/shard-work.js';
import { COMPAT, MapStore, text } from '../shard-stores.js';
import { Broker, LOCK_MS } from './broker.js';
import { Process, World } from './world.js';

const SEEDS = Number(process.env.SEEDS ?? (process.env.SEED === undefined ? 1000 : 1));
const FIRST = Number(process.env.SEED ?? 0);

/** Until then every graph has ended. */
const END = 15 * 60 * 1000;

/** How soon nobody works any more on what is cancelled. */
const CANCELLED_MS = 1000;

let plan: ShardPlan;
/** What each shard comes to. */
const receipts = new Map<string, ShardReceipt>();
const store = new MapStore();

beforeAll(async () => {
  plan = await planShards(COMPAT, [], { bytesPerShard: 12_000 });
  for (const shard of plan.shards) receipts.set(shard.id, await analyzeShard(shard, store, { root: COMPAT }));
});

/** What is wrong with shards in one course. */
interface Faults {
  /** Fails at every try, or for good at the first. */
  broken?: { shard: string; code: string };
  /** Fails so often. */
  flaky?: { shard: string; left: number };
  /** Kills whoever analyses it. */
  deadly?: string;
  /** Whether Redis loses all it has. */
  isFlushed: boolean;
}

/** What became of a producer's graph. */
interface Ending {
  received: ShardReceipt[];
  error?: Error & { code?: string; filePath?: string };
  isAborted: boolean;
}

class Course {
  readonly world: World;
  readonly broker: Broker;
  readonly faults: Faults = { isFlushed: false };
  readonly endings: Ending[] = [];
  /** Jobs that nobody ever took, of graphs that have ended. */
  readonly forgotten: string[] = [];
  /** Producers that live, or will. */
  expected = 0;
  /** What was analysed, for all graphs. */
  readonly #kept = new Set<string>();
  readonly #works: [Process, ShardWork][] = [];
  /** Of living workers that do not stand still: what they analyse, by graph. */
  readonly #analyses = new Set<{ process: Process; graph: string }>();

  constructor(seed: number) {
    this.world = new World(seed);
    this.broker = new Broker(this.world);
  }

  /** Lets everything happen that this seed has in store. */
  async go(): Promise<void> {
    const { chance } = this.world;
    this.#chooseFaults();
    for (let graph = 0; graph <= chance.whole(2); graph++) this.#want(`graph-${graph}`);
    // One that is good for all is there, if not at first.
    this.world.after(chance.between(0, 500), () => this.#hire(true));
    for (let worker = 0; worker < chance.whole(4); worker++) {
      this.world.after(chance.between(0, 800), () => this.#hire(false));
    }
    await this.world.run(() => this.endings.length === this.expected, END);
  }

  /** Lets a day pass. */
  async rest(): Promise<void> {
    this.broker.expire();
    const { now } = this.world;
    await this.world.run(() => this.world.now > now + 200 && this.left.length === 0, now + 20_000);
  }

  /** Whether something is left of anything. */
  get left(): string[] {
    const working = [...this.#analyses].map(({ graph }) => `analysis of ${graph}`);
    const active = this.#works.filter(([{ isDead }, { active }]) => !isDead && active > 0).map(() => 'active');
    return [...this.broker.jobs.keys(), ...this.broker.lists.keys(), ...working, ...active];
  }

  #chooseFaults(): void {
    const { chance } = this.world;
    const shard = () => plan.shards[chance.whole(plan.shards.length)]?.id ?? '';
    if (chance.is(0.1))
      this.faults.broken = { shard: shard(), code: chance.is(0.5) ? 'ERR_FILE_CHANGED' : 'ERR_INVALID_SHARD' };
    if (chance.is(0.3)) this.faults.flaky = { shard: shard(), left: 2 };
    if (chance.is(0.02)) this.faults.deadly = shard();
    if (chance.is(0.2)) this.world.after(chance.between(0, 1500), () => this.broker.lose());
    if (!chance.is(0.03)) return;
    this.faults.isFlushed = true;
    this.world.after(chance.between(0, 1500), () => this.broker.flush());
  }

  /** A producer, which may die and come back, or not. */
  #want(graph: string): void {
    const { chance } = this.world;
    const process = new Process(this.world);
    this.expected += 1;
    const controller = new AbortController();
    void this.#produce(process, graph, controller.signal).then((ending) => this.endings.push(ending));
    if (chance.is(0.2)) process.after(chance.between(0, 1500), () => this.#cancel(graph, controller));
    if (chance.is(0.1)) this.world.after(chance.between(0, 1500), () => process.stop(chance.between(0, 5000)));
    if (!chance.is(0.25)) return;
    this.world.after(chance.between(0, 1500), () => {
      if (controller.signal.aborted || process.isDead) return;
      process.kill();
      // Its graph has ended, or will not.
      if (this.endings.length === this.expected) return;
      const isBack = chance.is(0.8);
      this.expected += isBack ? 0 : -1;
      if (!isBack) return;
      const other = new Process(this.world);
      this.world.after(chance.between(0, 3000), () => {
        void this.#produce(other, graph, undefined).then((ending) => this.endings.push(ending));
      });
    });
  }

  async #produce(process: Process, graph: string, signal: AbortSignal | undefined): Promise<Ending> {
    const received: ShardReceipt[] = [];
    const { broker, world } = this;
    const engine = {
      jobs: broker.jobsOf(process),
      outcomes: broker.outcomesOf(process),
      clock: { now: () => world.now, sleep: (milliseconds: number) => process.sleep(milliseconds) },
      warn: () => {},
    };
    const known = (shards: Shard[]) =>
      process.call(() => shards.filter(({ id }) => this.#kept.has(id)).map(({ id }) => receiptOf(id)));
    const send = async () => {
      await process.sleep(world.chance.between(0, 60));
      return { files: 1, bytes: 1, sentFiles: 1, sentBytes: 1 };
    };
    const isSending = world.chance.is(0.3);
    const request = { plan, graph, root: '/', attempts: 3, signal, known, ...(isSending ? { send } : {}) };
    try {
      for await (const receipt of new GraphRun(engine, request).receipts()) {
        received.push(receipt);
        // It is put together meanwhile.
        if (world.chance.is(0.2)) await process.sleep(world.chance.between(0, 30));
      }
    } catch (error) {
      return { received, error: error as Error, isAborted: signal?.aborted === true };
    } finally {
      // Without the help of workers, of whom there may be none any more. One that was done is added again where a connection broke meanwhile.
      for (const later of [0, 10, 40, 100]) {
        world.after(later, () => {
          this.forgotten.push(...broker.untouched(graph).filter((shard) => !this.#kept.has(shard)));
        });
      }
    }
    return { received, isAborted: signal?.aborted === true };
  }

  /** Somebody does not want it any more: soon nobody works on it. */
  #cancel(graph: string, controller: AbortController): void {
    controller.abort();
    this.world.after(CANCELLED_MS, () => {
      const still = [...this.#analyses].filter(
        (it) => it.graph === graph && !it.process.isDead && !it.process.isStopped,
      );
      expect(still, `${graph} is worked on`).toEqual([]);
    });
  }

  /** A worker. One that is not reliable may die, stop, or be of another version, and the next comes in its place. */
  #hire(isReliable: boolean): void {
    const { broker, world } = this;
    const { chance } = world;
    const process = new Process(world);
    const isOther = !isReliable && chance.is(0.15);
    const work = new ShardWork({
      outcomes: broker.outcomesOf(process),
      worker: 'simulated',
      analyze: ({ graph, shard }, signal) => this.#analyze(process, graph, shard, signal, isOther),
      held: () => [],
      release: () => {},
      warn: () => {},
    });
    this.#works.push([process, work]);
    broker.serve(process, 1 + chance.whole(3), (taken) => work.process(taken));
    const look = () => {
      void work.lookAround();
      process.after(250, look);
    };
    process.after(250, look);
    if (isReliable) return;
    if (chance.is(0.5)) world.after(chance.between(0, 2000), () => process.stop(chance.between(0, 4 * LOCK_MS)));
    if (chance.is(0.5)) world.after(chance.between(0, 2000), () => this.#kill(process, () => this.#hire(false)));
  }

  #kill(process: Process, replace: () => void): void {
    if (process.isDead) return;
    process.kill();
    for (const analysis of this.#analyses) if (analysis.process === process) this.#analyses.delete(analysis);
    this.world.after(this.world.chance.between(0, 500), replace);
  }

  async #analyze(
    process: Process,
    graph: string,
    { id }: Shard,
    signal: AbortSignal,
    isOther: boolean,
  ): Promise<ShardReceipt> {
    // It was to begin in the very moment of its death.
    if (process.isDead) return new Promise(() => {});
    const analysis = { process, graph };
    this.#analyses.add(analysis);
    try {
      if (isOther) throw failed('ERR_OTHER_VERSION');
      const { broken, flaky, deadly } = this.faults;
      const { chance } = this.world;
      await Promise.race([
        process.sleep(this.#kept.has(id) ? 1 : chance.between(5, chance.is(0.05) ? 5000 : 200)),
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      ]);
      // Whoever starts it again has one that is as reliable.
      if (deadly === id) {
        this.#kill(process, () => this.#hire(true));
        await process.sleep(0);
      }
      if (broken?.shard === id) throw failed(broken.code, id);
      if (flaky?.shard === id && flaky.left-- > 0) throw failed('ERR_SOMETIMES');
      this.#kept.add(id);
      return receiptOf(id);
    } finally {
      this.#analyses.delete(analysis);
    }
  }
}

function failed(code: string, filePath?: string): Error {
  return Object.assign(new Error(code), { code, filePath });
}

function receiptOf(shard: string): ShardReceipt {
  return receipts.get(shard) as ShardReceipt;
}

/** Whether a graph ended as it may, after what happened. */
function check({ received, error, isAborted }: Ending, { broken, flaky, deadly, isFlushed }: Faults): void {
  expect(received.every((receipt) => receipt === receiptOf(receipt.shard))).toBe(true);
  expect(new Set(received).size).toBe(received.length);
  if (error === undefined) {
    expect(isAborted || received.length === plan.shards.length).toBe(true);
    return;
  }
  const possible = [
    ...(broken === undefined ? [] : [broken.code]),
    // With a death of whoever had it before, that is one try too many.
    ...(flaky === undefined ? [] : ['ERR_SOMETIMES']),
    ...(isFlushed || deadly !== undefined ? ['ERR_JOB_LOST'] : []),
  ];
  expect(possible, String(error)).toContain(error.code);
  if (error.code === broken?.code) expect(error.filePath).toBe(broken?.shard);
}

describe('a graph that many work on', () => {
  it(`ends as it should, whatever happens, in ${SEEDS} courses of events`, async () => {
    const counts = { whole: 0, failed: 0, cancelled: 0 };
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const course = new Course(seed);
      try {
        await course.go();
        expect(course.endings.length).toBe(course.expected);
        for (const ending of course.endings) {
          check(ending, course.faults);
          if (ending.error !== undefined) counts.failed += 1;
          else if (ending.received.length === plan.shards.length) counts.whole += 1;
          else counts.cancelled += 1;
        }
        await course.rest();
        expect(course.forgotten).toEqual([]);
        expect(course.left).toEqual([]);
      } catch (error) {
        throw new Error(`SEED=${seed}: ${(error as Error).message}`, { cause: error });
      }
    }
    // Else nothing would have been tried.
    if (SEEDS > 1) expect(Math.min(...Object.values(counts))).toBeGreaterThan(SEEDS / 50);
  }, 60_000);

  it('is of the same bytes as one that is made alone, in whatever order its shards were done', async () => {
    const alone = text(await buildGraphStreaming(COMPAT));
    for (let seed = 0; seed < 5; seed++) {
      const course = new Course(seed);
      await course.go();
      const whole = course.endings.find(({ received }) => received.length === plan.shards.length);
      if (whole !== undefined) {
        expect(text(await assembleGraph(plan, whole.received, store, { root: COMPAT }))).toBe(alone);
      }
    }
  });
});
