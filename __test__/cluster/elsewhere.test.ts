/** Workers in processes that have no copy of the repository: they make one, or take what files hold from Redis. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { context, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { GraphWorker } from '../../bullmq.mjs';
import { buildGraphStreaming, openIndex } from '../../index.mjs';
import { LINKED } from '../caching.js';
import { GONE } from '../gone.js';
import { listening, repositoryOf } from '../repository.js';
import { text } from '../shard-stores.js';
import { connection, queueOf, redis, useRedis, worker } from './setting.js';

useRedis();

const SMALL = { bytesPerShard: 1 };

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ckg-copies-'));
  onTestFinished(() => rm(made, GONE));
  return made;
}

/** Keys of a graph or its jobs: what holds analyses and contents expires. */
async function left(): Promise<string[]> {
  const keys = await redis.keys();
  for (const key of keys.filter((key) => key.includes(':record:'))) {
    expect(await redis.client.ttl(key)).toBeGreaterThan(0);
  }
  return keys.filter((key) => /:graph:|-[0-9a-f]{64}/.test(key));
}

describe('a worker without a copy', () => {
  it('makes one a graph, which is gone when the graph is done', async () => {
    const [root, copies] = [await repositoryOf(LINKED), await folder()];
    const one = await worker({ copies, concurrency: 4 });
    const queue = queueOf();
    const alone = text(await buildGraphStreaming(root));
    const source = { repository: root };
    expect(text(await queue.buildGraph(root, [], { ...SMALL, source }))).toBe(alone);
    await expect.poll(() => readdir(copies), { timeout: 20_000 }).toEqual([]);
    expect(one.lines.filter((line) => line === 'checked out')).toHaveLength(1);
    await redis.client.flushall();
    expect(text(await queue.buildGraph(root, [], { ...SMALL, source }))).toBe(alone);
    await one.end('SIGTERM');
    expect(await readdir(copies)).toEqual([]);
    expect(await left()).toEqual([]);
  });

  it('that cannot make one fails the graph by name', async () => {
    const [root, copies] = [await repositoryOf(LINKED), await folder()];
    await worker({ copies });
    const graph = queueOf().buildGraph(root, [], { attempts: 2, source: { repository: join(copies, 'none') } });
    await expect(graph).rejects.toMatchObject({
      code: 'ERR_CHECKOUT_FAILED',
      message: expect.stringContaining('ENOENT'),
    });
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('takes what files hold from Redis, which is sent once', async () => {
    const root = await repositoryOf(LINKED);
    await Promise.all([worker({ contents: true }), worker({ contents: true })]);
    const { logger, entries } = listening('log');
    const queue = queueOf({ contents: true, logger });
    const alone = text(await buildGraphStreaming(root));
    const sent = () =>
      entries.filter(({ message }) => message === 'Sent contents of files').map(({ metadata }) => metadata.sentFiles);
    for (let time = 0; time < 2; time++) {
      expect(text(await queue.buildGraph(root, [], SMALL))).toBe(alone);
    }
    expect(sent()[0]).toBeGreaterThan(3);
    expect(sent()[1]).toBe(0);
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('to which nothing was sent fails the graph by the name of a file', async () => {
    const root = await repositoryOf({ 'a.ts': 'a();\n' });
    await worker({ contents: true });
    const graph = queueOf().buildGraph(root, [], { attempts: 1 });
    await expect(graph).rejects.toMatchObject({ code: 'ERR_CONTENT_MISSING', filePath: 'a.ts' });
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('is to be told once where files are', () => {
    for (const wrong of [{}, { root: '/', contents: true }, { root: '/', checkout: () => '/' }]) {
      expect(() => new GraphWorker({ connection: connection(), ...wrong })).toThrow(
        'one of root, checkout and contents',
      );
    }
  });
});

describe('a queue', () => {
  it('opens an index that follows edits', async () => {
    const root = await repositoryOf(LINKED);
    await worker({ root });
    const index = await queueOf().openIndex(root, SMALL);
    onTestFinished(() => index.close());
    const alone = await openIndex(root);
    onTestFinished(() => alone.close());
    expect(index.stats).toEqual({ ...alone.stats, bytes: index.stats.bytes });
    expect(text(await index.graph())).toBe(text(await alone.graph()));
    await expect.poll(left, { timeout: 20_000 }).toEqual([]);
  });

  it('counts shards whose worker gives no sign', async () => {
    const root = await repositoryOf({ 'a.ts': 'a();\n' });
    const stopped = await worker({ root, behaviour: 'held' });
    const queue = queueOf();
    const controller = new AbortController();
    const graph = queue.buildGraph(root, [], { signal: controller.signal });
    graph.catch(() => {});
    await stopped.tells('held');
    expect(await queue.getMetrics()).toMatchObject({ active: 1, stalled: 0 });
    stopped.child.kill('SIGSTOP');
    await expect.poll(() => queue.getMetrics(), { timeout: 20_000 }).toMatchObject({ active: 1, stalled: 1 });
    stopped.child.kill('SIGCONT');
    controller.abort();
  });
});

describe('a trace', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

  beforeAll(() => {
    trace.setGlobalTracerProvider(provider);
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });

  afterAll(() => {
    trace.disable();
    context.disable();
  });

  it('goes on from whoever wants a graph to whoever analyses', async () => {
    exporter.reset();
    const root = await repositoryOf({ 'a.ts': 'a();\n', 'b.ts': 'b();\n' });
    const one = new GraphWorker({ connection: connection(), root });
    onTestFinished(() => one.close());
    const tracer = trace.getTracer('test');
    await tracer.startActiveSpan('request', async (span) => {
      await queueOf().buildGraph(root, [], SMALL);
      span.end();
    });
    await one.close();
    const spans = exporter.getFinishedSpans();
    const named = (name: string) => spans.filter((span) => span.name === name);
    const [request, graph, shards] = [
      named('request')[0],
      named('code_knowledge_graph.queue.graph')[0],
      named('code_knowledge_graph.queue.shard'),
    ];
    expect(graph?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
    expect(graph?.attributes).toMatchObject({ 'code_knowledge_graph.shards': 2 });
    expect(shards).toHaveLength(2);
    for (const shard of shards) {
      expect(shard.spanContext().traceId).toBe(request?.spanContext().traceId);
      expect(shard.parentSpanContext).toMatchObject({ spanId: graph?.spanContext().spanId, isRemote: true });
    }
  });

  it('says which shard failed, and is none where nobody wants it', async () => {
    exporter.reset();
    const root = await repositoryOf({ 'a.ts': 'a();\n' });
    const checkout = () => Promise.reject(new Error('no route to host'));
    const one = new GraphWorker({ connection: connection(), checkout });
    onTestFinished(() => one.close());
    const failed = { code: 'ERR_CHECKOUT_FAILED' };
    await expect(queueOf({ tracing: false }).buildGraph(root, [], { attempts: 1 })).rejects.toMatchObject(failed);
    await one.close();
    const spans = exporter.getFinishedSpans();
    expect(spans.map(({ name, attributes }) => [name, attributes['error.type']])).toEqual([
      ['code_knowledge_graph.queue.shard', 'ERR_CHECKOUT_FAILED'],
    ]);
  });
});
