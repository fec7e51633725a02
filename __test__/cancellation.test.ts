// Every way to end a stream early, at every moment: the work stops, what is pending is settled, the end is the end.
import { getEventListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type BatchStream, CodeKnowledgeGraph, type StreamingMetrics, type StreamOptions } from '../index.mjs';
import { collected, repositoryOf } from './repository.js';

const COUNT = 20_000;
const DONE = { value: undefined, done: true };
const REASON = new Error('from the caller');

/** One file, given so often that no stream here comes to its end by itself. */
const FILES = Array<string>(COUNT).fill('a.ts');
const SOURCE = 'export class A { m() { return this.m(); } }\n'.repeat(50);

interface Started {
  instance: CodeKnowledgeGraph;
  iterator: BatchStream;
  controller: AbortController;
}

interface Way {
  way: string;
  /** Ends the stream; resolves when the call that ends it does. */
  end(started: Started): Promise<unknown>;
  /** Whether pending `next()`s reject with the signal's reason instead of being answered `done`. */
  rejects?: boolean;
}

const WAYS: Way[] = [
  { way: 'return()', end: ({ iterator }) => iterator.return() },
  { way: 'return(promise)', end: ({ iterator }) => iterator.return(delay(1)) },
  { way: 'throw()', end: ({ iterator }) => iterator.throw(REASON).catch((error) => expect(error).toBe(REASON)) },
  { way: 'await using', end: ({ iterator }) => iterator[Symbol.asyncDispose]() },
  { way: 'an aborted signal', end: async ({ controller }) => controller.abort(REASON), rejects: true },
];

async function start(options: StreamOptions = {}): Promise<Started> {
  const root = await repositoryOf({ 'a.ts': SOURCE });
  const instance = new CodeKnowledgeGraph();
  const controller = new AbortController();
  const iterator = instance.processFilesInBatches(FILES, root, {
    batchSize: 5,
    signal: controller.signal,
    ...options,
  });
  return { instance, iterator, controller };
}

/** Fails if the stream is not over, or if anything goes on in it. */
async function expectOver({ instance, iterator, controller }: Started): Promise<void> {
  for (let call = 0; call < 3; call++) expect(await iterator.next()).toEqual(DONE);
  expect(await Promise.all([iterator.next(), iterator.return(), iterator.next()])).toEqual([DONE, DONE, DONE]);
  // One that was only just opening is stopped when it is there; then nothing may happen any more.
  let before: StreamingMetrics;
  let after = instance.getStreamingMetrics();
  do {
    before = after;
    await delay(30);
    after = instance.getStreamingMetrics();
  } while (after.activeStreams > 0 || after.filesProcessed > before.filesProcessed);
  expect(after.filesProcessed).toBeLessThan(COUNT);
  expect(getEventListeners(controller.signal, 'abort')).toEqual([]);
}

describe.each(WAYS)('$way', ({ end, rejects }) => {
  it('before the first next()', async () => {
    const started = await start();
    await end(started);
    if (rejects) await expect(started.iterator.next()).rejects.toBe(REASON);
    await expectOver(started);
    expect(started.instance.getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('while the stream opens', async () => {
    const started = await start();
    const first = started.iterator.next();
    const settled = rejects ? expect(first).rejects.toBe(REASON) : expect(first).resolves.toEqual(DONE);
    await end(started);
    await settled;
    await expectOver(started);
  });

  it('while next() is pending', async () => {
    // One batch is so much that it does not come by itself.
    const started = await start({ batchSize: COUNT });
    const pending = Array.from({ length: 5 }, () => started.iterator.next());
    await workBegins(started);
    const settled = Promise.allSettled(pending);
    await end(started);
    for (const each of await settled) {
      if (rejects) expect(each).toEqual({ status: 'rejected', reason: REASON });
      else expect(each).toEqual({ status: 'fulfilled', value: DONE });
    }
    await expectOver(started);
  });

  it('between batches', async () => {
    const started = await start();
    expect((await started.iterator.next()).done).toBe(false);
    expect((await started.iterator.next()).done).toBe(false);
    await end(started);
    if (rejects) await expect(started.iterator.next()).rejects.toBe(REASON);
    await expectOver(started);
  });

  it('while the stream is paused', async () => {
    const started = await start();
    await started.iterator.next();
    started.iterator.pause();
    await end(started);
    if (rejects) await expect(started.iterator.next()).rejects.toBe(REASON);
    await expectOver(started);
    started.iterator.resume();
    await expectOver(started);
  });

  it('while the stream waits for memory', async () => {
    const started = await start({ memoryLimitBytes: 1, memoryPauseMs: 60_000 });
    const pending = started.iterator.next();
    const settled = rejects ? expect(pending).rejects.toBe(REASON) : expect(pending).resolves.toEqual(DONE);
    while (started.instance.getStreamingMetrics().memoryPauses === 0) await delay(1);
    await end(started);
    await settled;
    await expectOver(started);
  });

  it('at the end of the stream changes nothing', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const instance = new CodeKnowledgeGraph();
    const controller = new AbortController();
    const iterator = instance.processFilesInBatches(['a.ts'], root, { signal: controller.signal });
    expect(await collected(iterator)).toHaveLength(1);
    await end({ instance, iterator, controller });
    await expectOverAfterEnd(iterator);
    expect(instance.getStreamingMetrics().filesProcessed).toBe(1);
  });
});

describe('a loop', () => {
  it.each<[string, (iterator: BatchStream) => Promise<unknown>]>([
    [
      'that breaks',
      async (iterator) => {
        for await (const _ of iterator) break;
      },
    ],
    [
      'whose body throws',
      async (iterator) => {
        const loop = async () => {
          for await (const _ of iterator) throw REASON;
        };
        await expect(loop()).rejects.toBe(REASON);
      },
    ],
    [
      'whose function returns',
      async (iterator) => {
        for await (const { processedFiles } of iterator) return expect(processedFiles).toBe(5);
        return undefined;
      },
    ],
  ])('%s ends the stream', async (_, loop) => {
    const started = await start();
    await loop(started.iterator);
    await expectOver(started);
  });
});

describe('a signal', () => {
  it('aborted before rejects the first next() and starts nothing', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const instance = new CodeKnowledgeGraph();
    const signal = AbortSignal.abort(REASON);
    const iterator = instance.processFilesInBatches(FILES, root, { signal });
    await expect(iterator.next()).rejects.toBe(REASON);
    await expectOverAfterEnd(iterator);
    expect(instance.getStreamingMetrics()).toMatchObject({ filesProcessed: 0, activeStreams: 0 });
  });

  it('of a timeout ends the stream with its reason', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const iterator = new CodeKnowledgeGraph().processFilesInBatches(FILES, root, { signal: AbortSignal.timeout(20) });
    await expect(collected(iterator)).rejects.toMatchObject({ name: 'TimeoutError' });
    await expectOverAfterEnd(iterator);
  });

  it('ends all streams that were given it, and no other', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const controller = new AbortController();
    const [instance, other] = [new CodeKnowledgeGraph(), new CodeKnowledgeGraph()];
    const { signal } = controller;
    const streams = Array.from({ length: 4 }, () => instance.processFilesInBatches(FILES, root, { signal }));
    const survivor = other.processFilesInBatches(FILES.slice(0, 500), root, { batchSize: 1 });
    await Promise.all([...streams, survivor].map((stream) => stream.next()));
    controller.abort(REASON);
    for (const stream of streams) await expect(stream.next()).rejects.toBe(REASON);
    expect(instance.getStreamingMetrics().activeStreams).toBe(0);
    expect(await collected(survivor)).toHaveLength(499);
  });

  const moments: [string, (abort: () => void) => StreamOptions][] = [
    ['before the files are found', (abort) => abortedBy(abort)],
    ['while files are analysed', (abort) => ({ batchSize: 1, onProgress: abort })],
    [
      'at the last file',
      (abort) => ({ batchSize: 1, onProgress: ({ progress }) => (progress === 100 ? abort() : undefined) }),
    ],
    ['by the logger, at the start', (abort) => ({ logger: { log: () => abort(), warn() {}, error() {}, debug() {} } })],
  ];

  it.each(moments)('rejects the promise of a graph %s', async (_, options) => {
    const root = await repositoryOf({ 'a.ts': SOURCE, 'b.ts': SOURCE, 'c.ts': SOURCE });
    const instance = new CodeKnowledgeGraph();
    const controller = new AbortController();
    const { signal } = controller;
    const graph = instance.buildGraphStreaming(root, [], { signal, ...options(() => controller.abort(REASON)) });
    await expect(graph).rejects.toBe(REASON);
    while (instance.getStreamingMetrics().activeStreams > 0) await delay(1);
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });
});

describe('next()', () => {
  it('called many times at once is answered in order, then done, whatever ends the stream', async () => {
    const { iterator } = await start({ concurrency: 4 });
    const pending = Array.from({ length: 40 }, () => iterator.next());
    await pending[10];
    const ended = iterator.return();
    const results = await Promise.all(pending);
    expect(await ended).toEqual(DONE);
    const answered = results.filter(({ done }) => !done);
    expect(answered.length).toBeGreaterThanOrEqual(11);
    expect(answered.map(({ value }) => value?.batchIndex)).toEqual(answered.map((_, index) => index));
    expect(results.slice(answered.length).every(({ done }) => done)).toBe(true);
  });

  it('is done for ever after an error', async () => {
    const iterator = new CodeKnowledgeGraph().processFilesInBatches(['a.ts'], '/no/such/folder');
    await expect(iterator.next()).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND' });
    await expectOverAfterEnd(iterator);
  });
});

function abortedBy(abort: () => void): StreamOptions {
  abort();
  return {};
}

async function expectOverAfterEnd(iterator: BatchStream): Promise<void> {
  for (let call = 0; call < 3; call++) expect(await iterator.next()).toEqual(DONE);
}

/** Waits until files of a stream that has not delivered yet come to their end. */
async function workBegins({ instance }: Started): Promise<void> {
  while (instance.getStreamingMetrics().filesProcessed === 0) await delay(1);
}
