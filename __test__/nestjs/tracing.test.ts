/** Streams, graphs and batches as OpenTelemetry spans. */
import { context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { collected } from '../repository.js';
import { smallRepository, startedWith } from './application.js';

const exporter = new InMemorySpanExporter();
const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });

beforeAll(() => {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

beforeEach(() => exporter.reset());

afterAll(async () => {
  trace.disable();
  context.disable();
  await provider.shutdown();
});

/** Finished spans of one kind; they stand in the order in which they ended. */
function spans(kind: 'stream' | 'graph' | 'batch'): ReadableSpan[] {
  return exporter.getFinishedSpans().filter(({ name }) => name === `code_knowledge_graph.${kind}`);
}

/** Attributes without the prefix. */
function attributes(span: ReadableSpan | undefined): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(span?.attributes ?? {}).map(([name, value]) => [name.replace('code_knowledge_graph.', ''), value]),
  );
}

/** Runs `work` in a span, which ends with it. */
function within<Result>(name: string, work: (span: Span) => Promise<Result>): Promise<Result> {
  return trace.getTracer('test').startActiveSpan(name, async (span) => {
    try {
      return await work(span);
    } finally {
      span.end();
    }
  });
}

describe('a stream', () => {
  it('is a span with a child for each batch', async () => {
    const { service } = await startedWith({ batchSize: 2 });
    const root = await smallRepository(4);
    const files = [...(await service.getAllSourceFiles(root)), 'missing.ts'];
    await collected(service.processFilesInBatches(files, root));

    const [stream, ...others] = spans('stream');
    expect(others).toEqual([]);
    expect(stream?.instrumentationScope).toMatchObject({ name: 'code-knowledge-graph', version: manifest.version });
    expect(stream?.status.code).toBe(SpanStatusCode.UNSET);
    expect(attributes(stream)).toEqual({
      root_dir: root,
      'files.total': 5,
      'files.processed': 5,
      'files.failed': 1,
      outcome: 'completed',
    });
    expect(spans('batch').map(attributes)).toEqual([
      { 'batch.index': 0, 'batch.files': 2, 'batch.failures': 0 },
      { 'batch.index': 1, 'batch.files': 2, 'batch.failures': 0 },
      { 'batch.index': 2, 'batch.files': 1, 'batch.failures': 1 },
    ]);
    for (const batch of spans('batch')) {
      expect(batch.parentSpanContext?.spanId).toBe(stream?.spanContext().spanId);
      expect(batch.startTime[0] + batch.startTime[1] / 1e9).toBeGreaterThanOrEqual(
        (stream?.startTime[0] ?? 0) + (stream?.startTime[1] ?? 0) / 1e9 - 0.005,
      );
    }
  });

  it('is a child of what was active when it was asked for, and does not leak into its consumer', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(2);
    const stream = await within('asked for', async (parent) => {
      const made = service.processFilesInBatches(['f0.ts', 'f1.ts'], root);
      return { made, parent };
    });
    await within('consumed', async (consumer) => {
      for await (const _ of stream.made) expect(trace.getActiveSpan()).toBe(consumer);
    });
    expect(spans('stream')[0]?.parentSpanContext?.spanId).toBe(stream.parent.spanContext().spanId);
  });

  it('is no span if nobody iterates it', async () => {
    const { service } = await startedWith();
    const stream = service.processFilesInBatches(['f0.ts'], await smallRepository(1));
    await stream.return();
    await stream.next();
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  it('that its consumer leaves is stopped, which is no error', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(3);
    for await (const _ of service.processFilesInBatches(await service.getAllSourceFiles(root), root)) break;
    const [span] = spans('stream');
    expect(attributes(span)).toMatchObject({ outcome: 'stopped', 'files.processed': 1 });
    expect(span?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('that is aborted has an error status and ends at once, even if nobody asks for the next batch', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(3);
    const stop = new AbortController();
    const files = await service.getAllSourceFiles(root);
    const stream = service.processFilesInBatches(files, root, { signal: stop.signal });
    await stream.next();
    stop.abort();
    const [span] = spans('stream');
    expect(attributes(span)).toMatchObject({ outcome: 'aborted', 'error.type': 'AbortError' });
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'This operation was aborted' });
    expect(span?.events).toEqual([]);
    await expect(stream.next()).rejects.toThrow('aborted');
    expect(spans('stream')).toHaveLength(1);
  });

  it('that fails has the error as status, type and event', async () => {
    const { service } = await startedWith();
    await expect(service.processFilesInBatches(['a.ts'], '/no/such/folder').next()).rejects.toThrow();
    const [span] = spans('stream');
    expect(attributes(span)).toMatchObject({ outcome: 'failed', 'error.type': 'ERR_ROOT_DIR_NOT_FOUND' });
    expect(span?.status).toEqual({
      code: SpanStatusCode.ERROR,
      message: 'Root directory not found: /no/such/folder',
    });
    expect(span?.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('that the application’s end cuts off is aborted', async () => {
    const { app, service } = await startedWith({ batchSize: 1 });
    const stream = service.processFilesInBatches(['f0.ts', 'f1.ts'], await smallRepository(2));
    await stream.next();
    await app.close();
    expect(spans('stream').map(attributes)).toMatchObject([{ outcome: 'aborted' }]);
    expect(spans('stream')[0]?.status.message).toBe('The application shuts down');
  });
});

describe('a graph', () => {
  it('is a span with a child for each batch, active in what the call reports', async () => {
    const { service } = await startedWith({ batchSize: 2 });
    const root = await smallRepository(3);
    const active: (string | undefined)[] = [];
    const parent = await within('request', async (span) => {
      const onProgress = () => active.push(trace.getActiveSpan()?.spanContext().spanId);
      await service.buildGraphStreaming(root, [], { onProgress });
      expect(trace.getActiveSpan()).toBe(span);
      return span;
    });

    const [graph] = spans('graph');
    const id = graph?.spanContext().spanId;
    expect(graph?.parentSpanContext?.spanId).toBe(parent.spanContext().spanId);
    expect(attributes(graph)).toEqual({ root_dir: root, 'files.processed': 3, outcome: 'completed' });
    expect(spans('batch').map(attributes)).toEqual([
      { 'batch.index': 0, 'batch.files': 2 },
      { 'batch.index': 1, 'batch.files': 1 },
    ]);
    expect(spans('batch').map(({ parentSpanContext }) => parentSpanContext?.spanId)).toEqual([id, id]);
    expect(active).toEqual([id, id]);
  });

  it('that fails has an error status', async () => {
    const { service } = await startedWith();
    await expect(service.buildGraphStreaming('')).rejects.toThrow();
    expect(spans('graph').map(attributes)).toMatchObject([{ outcome: 'failed', 'error.type': 'ERR_ROOT_DIR_EMPTY' }]);
  });

  it('that is aborted with something that is no error has it as text', async () => {
    const { service } = await startedWith();
    const signal = AbortSignal.abort('enough');
    await expect(service.buildGraphStreaming('.', [], { signal })).rejects.toBe('enough');
    const [span] = spans('graph');
    expect(attributes(span)).toMatchObject({ outcome: 'aborted' });
    expect(span?.status.message).toBe('enough');
  });
});

it('can be left out', async () => {
  const { service } = await startedWith({ tracing: false });
  await service.buildGraphStreaming(await smallRepository(1));
  expect(exporter.getFinishedSpans()).toEqual([]);
});

it('can be insisted on', async () => {
  const { service } = await startedWith({ tracing: true });
  await service.buildGraphStreaming(await smallRepository(1));
  expect(spans('graph')).toHaveLength(1);
});
