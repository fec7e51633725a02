/** The health endpoint over HTTP, and the indicator inside a health check of Terminus. */
import { type CanActivate, Controller, Get, Inject, Injectable, UseGuards } from '@nestjs/common';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { describe, expect, it, vi } from 'vitest';
import {
  CodeKnowledgeGraphModule,
  type CodeKnowledgeGraphModuleOptions,
  type CodeKnowledgeGraphService,
  type StreamingHealth,
  StreamingHealthController,
  StreamingHealthIndicator,
} from '../../nestjs.mjs';
import { collected } from '../repository.js';
import { json, type Running, STARVED, smallRepository, started, startedWith } from './application.js';

const PATH = 'health/streaming-metrics';

/** Processes files of which `missing` do not exist. */
async function process(service: CodeKnowledgeGraphService, present: number, missing: number): Promise<void> {
  const root = await smallRepository(present);
  const files = [...(await service.getAllSourceFiles(root)), ...Array<string>(missing).fill('missing.ts')];
  await collected(service.processFilesInBatches(files, root));
}

/** Begins a graph that waits for memory, and resolves when it does; what it resolves to ends the graph. */
async function starve(service: CodeKnowledgeGraphService): Promise<() => Promise<void>> {
  const stop = new AbortController();
  const root = await smallRepository(1);
  const graph = service.buildGraphStreaming(root, [], { ...STARVED, signal: stop.signal }).catch(() => {});
  await vi.waitFor(() => expect(service.getStreamingMetrics().memoryPauses).toBe(1));
  return async () => {
    stop.abort();
    await graph;
    await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(0));
  };
}

describe('GET /health/streaming-metrics', () => {
  it('answers with the metrics, for machines and for people', async () => {
    const { url, service } = await startedWith({ health: true });
    await process(service, 3, 0);
    const before = Date.now();
    const response = await fetch(`${url}/${PATH}`);
    const { status, timestamp, streaming } = (await response.json()) as StreamingHealth;

    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(status).toBe('ok');
    expect(timestamp).toBe(new Date(timestamp).toISOString());
    expect(Date.parse(timestamp)).toBeGreaterThanOrEqual(before);
    const { performance, ...metrics } = streaming;
    expect(Object.keys(metrics).sort()).toEqual(Object.keys(service.getStreamingMetrics()).sort());
    expect(metrics).toMatchObject({ filesProcessed: 3, filesFailed: 0, activeStreams: 0 });
    expect(metrics).toMatchObject({ timeoutCount: 0, failedBatches: 0, retryCount: 0 });
    expect(performance).toEqual({
      filesPerSecond: metrics.filesPerSecond.toFixed(2),
      averageProcessingTime: `${metrics.averageProcessingTime.toFixed(2)} ms`,
      uptime: `${(metrics.uptime / 1000).toFixed(2)}s`,
    });
  });

  it('answers with zeros before the first stream', async () => {
    const { url } = await startedWith({ health: true });
    expect(await json(`${url}/${PATH}`)).toMatchObject({
      status: 'ok',
      streaming: { filesProcessed: 0, performance: { filesPerSecond: '0.00', averageProcessingTime: '0.00 ms' } },
    });
  });

  it('answers while a stream runs, with numbers that move', async () => {
    const { url, service } = await startedWith({ health: true, batchSize: 1, prefetchBatches: 1 });
    const root = await smallRepository(30);
    const counts: number[] = [];
    for await (const _ of service.processFilesInBatches(await service.getAllSourceFiles(root), root)) {
      const { streaming } = await json<StreamingHealth>(`${url}/${PATH}`);
      counts.push(streaming.filesProcessed);
    }
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts[0]).toBeLessThan(30);
    expect(counts.at(-1)).toBe(30);
  });

  it.each<[string, CodeKnowledgeGraphModuleOptions, string]>([
    ['another path', { health: { path: 'internal/graph' } }, 'internal/graph'],
    ['its path by default', { health: {} }, PATH],
    ['its path by default', { health: { path: undefined } }, PATH],
  ])('has %s', async (_name, options, path) => {
    const { url } = await startedWith(options);
    expect(await json(`${url}/${path}`)).toMatchObject({ status: 'ok' });
    if (path !== PATH) expect((await fetch(`${url}/${PATH}`)).status).toBe(404);
  });

  it('has each application’s own path', async () => {
    const first = await startedWith({ health: { path: 'first' } });
    const second = await startedWith({ health: { path: 'second' } });
    expect((await fetch(`${first.url}/first`)).status).toBe(200);
    expect((await fetch(`${first.url}/second`)).status).toBe(404);
    expect((await fetch(`${second.url}/second`)).status).toBe(200);
  });

  it('can be guarded by extending the controller', async () => {
    @Injectable()
    class Nobody implements CanActivate {
      canActivate(): boolean {
        return false;
      }
    }
    @Controller('guarded')
    @UseGuards(Nobody)
    class GuardedController extends StreamingHealthController {}
    @Controller('open')
    class OpenController extends StreamingHealthController {}

    const { url } = await started({
      imports: [CodeKnowledgeGraphModule.forRoot({ logger: false })],
      controllers: [GuardedController, OpenController],
    });
    expect((await fetch(`${url}/guarded`)).status).toBe(403);
    expect(await json(`${url}/open`)).toMatchObject({ status: 'ok' });
  });
});

describe('the status', () => {
  const statusOf = async ({ url }: Running) => (await json<StreamingHealth>(`${url}/${PATH}`)).status;

  it('is degraded while a memory pause lasts, and only then', async () => {
    const running = await startedWith({ health: true });
    expect(await statusOf(running)).toBe('ok');
    const end = await starve(running.service);
    expect(await statusOf(running)).toBe('degraded');
    expect(await statusOf(running)).toBe('degraded');
    await end();
    expect(running.service.getStreamingMetrics().memoryPausedMs).toBeGreaterThan(0);
    expect(await statusOf(running)).toBe('ok');
  });

  it.each([
    [undefined, 9, 1, 'ok'],
    [undefined, 8, 1, 'degraded'],
    [0.5, 1, 1, 'ok'],
    [0.5, 1, 2, 'degraded'],
    [0, 5, 0, 'ok'],
    [0, 99, 1, 'degraded'],
    [1, 0, 3, 'ok'],
  ])('with a limit of %s, %i good and %i failed files is %s', async (maxFailureShare, present, missing, status) => {
    const running = await startedWith({ health: true, maxFailureShare });
    await process(running.service, present, missing);
    expect(await statusOf(running)).toBe(status);
    running.service.resetStreamingMetrics();
    expect(await statusOf(running)).toBe('ok');
  });
});

describe('the indicator for Terminus', () => {
  @Controller('health')
  class HealthController {
    constructor(
      @Inject(HealthCheckService) private readonly health: HealthCheckService,
      @Inject(StreamingHealthIndicator) private readonly indicator: StreamingHealthIndicator,
    ) {}

    @Get()
    check() {
      return this.health.check([() => this.indicator.isHealthy(), () => this.indicator.isHealthy('second')]);
    }
  }

  const healthApplication = () =>
    started({
      imports: [CodeKnowledgeGraphModule.forRoot({ logger: false }), TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController],
    });

  it('is up, with the metrics', async () => {
    const { url, service } = await healthApplication();
    await process(service, 2, 0);
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    const up = { status: 'up', filesProcessed: 2, filesFailed: 0 };
    expect(await response.json()).toMatchObject({
      status: 'ok',
      info: { codeKnowledgeGraph: up, second: up },
      error: {},
    });
  });

  it('is degraded, and says why', async () => {
    const { url, service } = await healthApplication();
    await process(service, 1, 1);
    const end = await starve(service);
    const response = await fetch(`${url}/health`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      status: 'degraded',
      details: {
        codeKnowledgeGraph: {
          status: 'degraded',
          message: 'a stream waits for memory; 1 of 2 files failed, more than 10 %',
        },
      },
    });
    await end();
  });
});
