/** Queues, workers and stores of a Redis that is not there: what ends them ends. */
import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { Redis } from 'ioredis';
import { Gauge, Registry } from 'prom-client';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { GraphQueue, GraphWorker, RedisRecordStore } from '../bullmq.mjs';
import { GraphInstances, GraphQueueHealthIndicator, GraphQueueModule } from '../bullmq-nestjs.mjs';
import { collected, listening, repositoryOf } from './repository.js';

/** Nobody listens there. */
const connection = { host: '127.0.0.1', port: 1 };
const { logger } = listening('warn');
const UNREACHABLE = { code: 'ERR_REDIS_UNREACHABLE' };

beforeEach(({ onTestFinished }) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
});

/** Lets time pass until work is done; how many seconds that took. */
async function secondsOf(work: Promise<unknown>): Promise<number> {
  let isDone = false;
  const done = work.finally(() => (isDone = true));
  let seconds = 0;
  for (; !isDone && seconds < 60; seconds += 0.5) {
    // What the system tells comes in between.
    await new Promise((resolve) => setImmediate(resolve));
    if (!isDone) await vi.advanceTimersByTimeAsync(500);
  }
  if (!isDone) expect.fail('it waits for ever');
  await done;
  return seconds;
}

it('a queue without graphs closes', async () => {
  expect(await secondsOf(new GraphQueue({ connection, logger }).close())).toBeLessThanOrEqual(6);
});

it.each([false, true])(
  'a queue closes, and what is under way is told of it (a client of the caller’s: %s)',
  async (isBorrowed) => {
    const root = await repositoryOf({ 'a.ts': 'export function a() {}\n' });
    const client = new Redis({ ...connection, maxRetriesPerRequest: null, lazyConnect: true });
    onTestFinished(() => client.disconnect());
    client.on('error', () => {});
    const queue = new GraphQueue({ connection: isBorrowed ? client : connection, logger });
    const under = [
      queue.buildGraph(root),
      queue.openIndex(root),
      collected(queue.processFilesInBatches([`${root}/a.ts`], root)),
    ];
    const told = Promise.all(under.map((graph) => expect(graph).rejects.toMatchObject(UNREACHABLE)));
    expect(await secondsOf(queue.close())).toBeLessThanOrEqual(6);
    await told;
    expect(client.status === 'end').toBe(false);
    for (const late of [queue.buildGraph(root), collected(queue.processFilesInBatches([`${root}/a.ts`], root))]) {
      await expect(late).rejects.toMatchObject({ code: 'ERR_QUEUE_CLOSED' });
    }
  },
);

it.each([false, true])('a worker closes (by force: %s)', async (force) => {
  const worker = new GraphWorker({ connection, root: '/repository', logger });
  expect(await secondsOf(worker.close({ force }))).toBeLessThanOrEqual(6);
});

it('a store closes, whatever waits for it', async () => {
  const store = new RedisRecordStore({ connection });
  void store.getMany(['0'.repeat(64)]).catch(() => {});
  expect(await secondsOf(store.close())).toBeLessThanOrEqual(6);
});

it('metrics are not waited for, and those of others are told', async () => {
  const queue = new GraphQueue({ connection, logger });
  onTestFinished(async () => void (await secondsOf(queue.close())));
  expect(await secondsOf(expect(queue.getMetrics()).rejects.toMatchObject(UNREACHABLE))).toBeLessThanOrEqual(1);

  const health = new (GraphQueueHealthIndicator as unknown as new (queue: GraphQueue) => GraphQueueHealthIndicator)(
    queue,
  );
  const down = { graphQueue: { status: 'down', message: 'Redis does not answer' } };
  expect(await secondsOf(expect(health.isHealthy()).resolves.toEqual(down))).toBeLessThanOrEqual(1);

  const registry = new Registry();
  new (GraphInstances as unknown as new (options: object, queue: GraphQueue) => GraphInstances)({ registry }, queue);
  new Gauge({ name: 'other', help: 'Another.', registers: [registry] }).set(7);
  const metrics = registry.metrics();
  expect(await secondsOf(metrics)).toBeLessThanOrEqual(1);
  expect(await metrics).toContain('other 7');
});

it.each([
  [{ atempts: 5 }, 'options.atempts is no option: did you mean attempts?'],
  [{ jobID: 'nightly' }, 'options.jobID is no option: did you mean jobId?'],
  [{ bytePerShard: 5 }, 'options.bytePerShard is no option: did you mean bytesPerShard?'],
  [{ memoryTreshold: 0.5 }, 'options.memoryTreshold is no option: did you mean memoryThreshold?'],
  [{ attempts: 0 }, 'options.attempts must be a whole number from 1, not 0'],
  [{ jobId: 'a:b' }, 'options.jobId must be 1 to 64 letters, digits, - and _, not of type string'],
])('a graph is not asked for with %j', async (options, message) => {
  const queue = new GraphQueue({ connection, logger });
  onTestFinished(async () => void (await secondsOf(queue.close())));
  const root = await repositoryOf({ 'a.ts': 'export function a() {}\n' });
  await expect(queue.buildGraph(root, [], options as object)).rejects.toThrow(message);
});

it.each([false, true])('a module names the option that is meant (later: %s)', async (isLater) => {
  const options = { wroker: { connection, root: '/repository' } } as object;
  const module = isLater
    ? GraphQueueModule.forRootAsync({ useFactory: () => options })
    : GraphQueueModule.forRoot(options);
  const app = NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  await expect(app).rejects.toThrow('options.wroker is no option: did you mean worker?');
});

it('a method that is taken off its object says so', async () => {
  const queue = new GraphQueue({ connection, logger });
  const worker = new GraphWorker({ connection, root: '/repository', logger });
  const store = new RedisRecordStore({ connection });
  onTestFinished(async () => void (await secondsOf(Promise.all([queue.close(), worker.close(), store.close()]))));
  const told = (name: string, type: string) => ({
    code: 'ERR_INVALID_THIS',
    message: expect.stringContaining(`${name} is a method of ${type} and was called without it`),
  });
  const { buildGraph } = queue;
  const { close, getMetrics } = worker;
  const { getMany } = store;
  const { pause } = queue.processFilesInBatches([], '/');
  await expect(buildGraph('/')).rejects.toMatchObject(told('buildGraph', 'GraphQueue'));
  await expect(close()).rejects.toMatchObject(told('close', 'GraphWorker'));
  expect(() => getMetrics()).toThrow(expect.objectContaining(told('getMetrics', 'GraphWorker')));
  await expect(getMany([])).rejects.toMatchObject(told('getMany', 'RedisRecordStore'));
  expect(() => pause()).toThrow(expect.objectContaining(told('pause', 'BatchStream')));
});
