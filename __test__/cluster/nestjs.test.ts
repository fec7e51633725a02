/** Queue and worker in NestJS applications, over a real Redis. */
import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { GraphQueue, GraphWorker } from '../../bullmq.mjs';
import { GraphQueueHealthIndicator, GraphQueueModule, type GraphQueueModuleOptions } from '../../bullmq-nestjs.mjs';
import { buildGraphStreaming, graphToJSONText } from '../../index.mjs';
import { repositoryOf } from '../repository.js';
import { type Server, startRedis } from './redis.js';

let redis: Server;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

// Shards that were analysed before are given to nobody.
beforeEach(async () => {
  await redis.client.flushall();
});

async function application(options: GraphQueueModuleOptions, isLater = false): Promise<INestApplicationContext> {
  const module = isLater
    ? GraphQueueModule.forRootAsync({ useFactory: () => options })
    : GraphQueueModule.forRoot(options);
  const app = await NestFactory.createApplicationContext(module, { logger: false });
  onTestFinished(() => app.close());
  return app;
}

const connection = () => ({ port: redis.port, host: '127.0.0.1' });

it.each([false, true])('builds a graph by the workers of another application (later: %s)', async (isLater) => {
  const root = await repositoryOf({ 'a.ts': 'export function a() {}\n', 'b.ts': "import { a } from './a';\na();\n" });
  const registry = new Registry();
  const producer = await application({ queue: { connection: connection() }, registry }, isLater);
  const health = producer.get(GraphQueueHealthIndicator);
  expect(await health.isHealthy()).toEqual({
    graphQueue: { status: 'up', waiting: 0, active: 0, failed: 0, delayed: 0, workers: 0, stalled: 0 },
  });
  expect(producer.get(GraphWorker)).toBeUndefined();

  const graph = producer.get(GraphQueue).buildGraph(root);
  await expect
    .poll(() => health.isHealthy('queue'), { timeout: 20_000 })
    .toMatchObject({ queue: { status: 'down', message: 'shards wait and there is no worker', waiting: 1 } });
  expect(await registry.metrics()).toContain('code_knowledge_graph_queue_shards{state="waiting"} 1');

  const told = new Registry();
  const worker = await application({ worker: { connection: connection(), root }, registry: told }, isLater);
  const text = (it: unknown) => [...graphToJSONText(it)].join('');
  expect(text(await graph)).toBe(text(await buildGraphStreaming(root)));
  await worker.close();
  expect(await told.metrics()).toContain('code_knowledge_graph_worker_shards{state="completed"} 1');
});

it('says what it cannot be told', async () => {
  const app = await application({});
  expect(await app.get(GraphQueueHealthIndicator).isHealthy()).toEqual({ graphQueue: { status: 'up', stalled: 0 } });
  const failing = { getMetrics: () => Promise.reject(new Error('no connection')) } as unknown as GraphQueue;
  const health = new (GraphQueueHealthIndicator as unknown as new (queue: GraphQueue) => GraphQueueHealthIndicator)(
    failing,
  );
  expect(await health.isHealthy()).toEqual({
    graphQueue: { status: 'down', message: 'no connection' },
  });
});
