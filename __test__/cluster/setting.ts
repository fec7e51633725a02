/** What tests of the queue share: a Redis a file, which is empty before each test, queues and workers that end with it. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished } from 'vitest';
import { GraphQueue, type GraphQueueOptions } from '../../bullmq.mjs';
import { run, type Server, startRedis, type Told } from './redis.js';

/** What BullMQ keeps of a queue that nothing is in. */
const OF_A_QUEUE = ['meta', 'id', 'events', 'stalled-check', 'marker'].map(
  (name) => `bull:code-knowledge-graph:${name}`,
);

/** The Redis of the file, once its tests run. */
export let redis: Server;

/** Gives the tests of this file a Redis. */
export function useRedis(): void {
  beforeAll(async () => {
    redis = await startRedis();
  });

  afterAll(() => redis.stop());

  beforeEach(async () => {
    await redis.client.flushall();
  });
}

export function connection() {
  return { port: redis.port, host: '127.0.0.1' };
}

export function queueOf(options: Partial<GraphQueueOptions> = {}): GraphQueue {
  const queue = new GraphQueue({ connection: connection(), ...options });
  onTestFinished(() => queue.close());
  return queue;
}

/** A worker in a process of its own. */
export async function worker(options: object): Promise<Told> {
  const told = run('worker.mjs', { port: redis.port, ...options });
  onTestFinished(() => told.end());
  await told.tells('ready');
  return told;
}

/** So many workers, each in a process of its own. */
export async function workers(count: number, root: string, options: object = {}): Promise<Told[]> {
  return Promise.all(Array.from({ length: count }, () => worker({ root, ...options })));
}

/** Everything but what a queue has for ever, and analyses, all of which expire. */
export async function left(): Promise<string[]> {
  const keys = (await redis.keys()).filter((key) => !OF_A_QUEUE.includes(key));
  const records = keys.filter((key) => key.startsWith('bull:code-knowledge-graph:record:'));
  for (const record of records) expect(await redis.client.ttl(record)).toBeGreaterThan(0);
  return keys.filter((key) => !records.includes(key));
}
