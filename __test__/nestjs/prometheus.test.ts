/** `GET /metrics`: what Prometheus reads of the service. */
import { type CanActivate, Controller, UseGuards } from '@nestjs/common';
import { Counter, Registry } from 'prom-client';
import { describe, expect, it, vi } from 'vitest';
import { CodeKnowledgeGraphModule, type CodeKnowledgeGraphService, StreamingMetricsController } from '../../nestjs.mjs';
import { collected } from '../repository.js';
import { STARVED, smallRepository, started, startedWith } from './application.js';

const PREFIX = 'code_knowledge_graph_';

/** The samples of a text, by name with labels. */
function samples(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const [, name = '', value] = /^(\S+) (\S+)$/.exec(line) ?? [];
      return [name.replace(PREFIX, ''), Number(value)];
    }),
  );
}

async function scraped(url: string, path = 'metrics'): Promise<Map<string, number>> {
  return samples(await (await fetch(`${url}/${path}`)).text());
}

async function process(service: CodeKnowledgeGraphService, present: number, missing = 0): Promise<void> {
  const root = await smallRepository(present);
  const files = [...(await service.getAllSourceFiles(root)), ...Array<string>(missing).fill('missing.ts')];
  await collected(service.processFilesInBatches(files, root));
}

describe('GET /metrics', () => {
  it('is text in Prometheus’ format: each metric with its meaning and type, under one prefix', async () => {
    const { url } = await startedWith({ metrics: true });
    const response = await fetch(`${url}/metrics`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(new Registry().contentType);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const text = await response.text();
    const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type] as const);
    expect(types.length).toBeGreaterThan(10);
    for (const [name = '', type] of types) {
      expect(text).toContain(`# HELP ${name} `);
      expect(name.startsWith(PREFIX)).toBe(true);
      expect(name.endsWith('_total')).toBe(type === 'counter');
    }
    expect(types).toContainEqual([`${PREFIX}file_seconds`, 'histogram']);
  });

  it('counts what the service counts', async () => {
    const { url, service } = await startedWith({ metrics: true, batchSize: 2 });
    await process(service, 3, 1);
    const seen = await scraped(url);
    const metrics = service.getStreamingMetrics();
    expect(Object.fromEntries(seen)).toMatchObject({
      files_processed_total: 4,
      files_failed_total: 1,
      source_bytes_total: metrics.bytesProcessed,
      files_timed_out_total: 0,
      batches_processed_total: 2,
      batches_failed_total: 1,
      memory_pauses_total: 0,
      memory_paused_seconds_total: 0,
      single_file_phases_total: 0,
      paused_streams: 0,
      cache_hits_total: 0,
      cache_misses_total: 0,
      active_streams: 0,
      files_per_second: metrics.filesPerSecond,
      memory_usage_highest_ratio: metrics.memoryUsage,
    });
    expect((await scraped(url)).get('files_processed_total')).toBe(4);
    expect(seen.get('memory_usage_ratio')).toBeGreaterThan(0);
    expect(seen.get('uptime_seconds')).toBeLessThanOrEqual(metrics.uptime / 1000);
  });

  it('shows a stream that runs and waits for memory', async () => {
    const { url, service } = await startedWith({ metrics: true });
    const stream = service.processFilesInBatches(['f0.ts'], await smallRepository(1), STARVED);
    const pending = stream.next();
    await vi.waitFor(() => expect(service.getStreamingMetrics().memoryPauses).toBe(1));
    const first = await scraped(url);
    const second = await scraped(url);
    expect(first.get('active_streams')).toBe(1);
    expect(first.get('paused_streams')).toBe(1);
    expect(first.get('memory_pauses_total')).toBe(1);
    expect(second.get('memory_paused_seconds_total')).toBeGreaterThan(first.get('memory_paused_seconds_total') ?? 1);
    await stream.return();
    await pending;
  });

  it('observes the time of each file once: in streams, in graphs, and between batches', async () => {
    const { url, service } = await startedWith({ metrics: true, batchSize: 2 });
    await process(service, 5);
    await service.buildGraphStreaming(await smallRepository(3));
    const seen = await scraped(url);
    const { averageProcessingTime, filesProcessed } = service.getStreamingMetrics();
    expect(seen.get('file_seconds_count')).toBe(8);
    expect(seen.get('file_seconds_bucket{le="+Inf"}')).toBe(8);
    expect(seen.get('file_seconds_sum')).toBeCloseTo((averageProcessingTime * filesProcessed) / 1000, 9);
    expect((await scraped(url)).get('file_seconds_count')).toBe(8);
  });

  it('goes on after a reset: counters from zero, the histogram from where it was', async () => {
    const { url, service } = await startedWith({ metrics: true });
    await process(service, 3);
    service.resetStreamingMetrics();
    await process(service, 2);
    const seen = await scraped(url);
    expect(seen.get('files_processed_total')).toBe(2);
    expect(seen.get('file_seconds_count')).toBe(5);
  });

  it('counts streams and graphs by how they ended', async () => {
    const { url, service } = await startedWith({ metrics: true, batchSize: 1 });
    const root = await smallRepository(3);
    const files = await service.getAllSourceFiles(root);
    const stream = (folder = root) => service.processFilesInBatches(files, folder);
    await collected(stream());
    await service.buildGraphStreaming(root);
    for await (const _ of stream()) break;
    await stream('/no/such/folder')
      .next()
      .catch(() => {});
    await service.buildGraphStreaming(root, [], { signal: AbortSignal.abort() }).catch(() => {});
    stream();
    const seen = await scraped(url);
    expect([...seen].filter(([name]) => name.startsWith('streams_total'))).toEqual([
      ['streams_total{operation="stream",outcome="completed"}', 1],
      ['streams_total{operation="graph",outcome="completed"}', 1],
      ['streams_total{operation="stream",outcome="stopped"}', 1],
      ['streams_total{operation="stream",outcome="failed"}', 1],
      ['streams_total{operation="graph",outcome="aborted"}', 1],
    ]);
  });

  it('has another path if asked to', async () => {
    const { url } = await startedWith({ metrics: { path: 'internal/prometheus' } });
    expect((await scraped(url, 'internal/prometheus')).get('files_processed_total')).toBe(0);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
  });
});

it('can be guarded by extending the controller', async () => {
  class Nobody implements CanActivate {
    canActivate(): boolean {
      return false;
    }
  }
  @Controller('guarded')
  @UseGuards(Nobody)
  class GuardedController extends StreamingMetricsController {}
  @Controller('open')
  class OpenController extends StreamingMetricsController {}

  const { url } = await started({
    imports: [CodeKnowledgeGraphModule.forRoot({ logger: false, metrics: { path: false } })],
    controllers: [GuardedController, OpenController],
  });
  expect((await fetch(`${url}/guarded`)).status).toBe(403);
  expect((await scraped(url, 'open')).get('files_processed_total')).toBe(0);
});

describe('a registry of the application', () => {
  it('holds the metrics next to its own, served by the module', async () => {
    const registry = new Registry();
    new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] });
    const { url } = await startedWith({ metrics: {}, registry });
    const seen = await scraped(url);
    expect([...seen.keys()]).toEqual(expect.arrayContaining(['orders_total', 'files_processed_total']));
  });

  it('can be served by the application itself', async () => {
    const registry = new Registry();
    const { url, service } = await startedWith({ metrics: { path: false }, registry });
    await process(service, 2);
    expect((await fetch(`${url}/metrics`)).status).toBe(404);
    expect(samples(await registry.metrics()).get('files_processed_total')).toBe(2);
  });

  it('is left as it was when the application ends, so that the next one can use it', async () => {
    const registry = new Registry();
    new Counter({ name: 'orders_total', help: 'Orders.', registers: [registry] });
    const first = await startedWith({ metrics: true, registry });
    await expect(startedWith({ metrics: true, registry })).rejects.toThrow('already been registered');
    await first.app.close();
    expect(registry.getMetricsAsArray().map(({ name }) => name)).toEqual(['orders_total']);
    const second = await startedWith({ metrics: true, registry });
    expect((await scraped(second.url)).get('files_processed_total')).toBe(0);
  });
});
