/** What is told about work under way: its stage, the files that take long, and that anything is done at all. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { buildGraphStreaming, processFilesInBatches, type StreamProgress } from '../index.mjs';
import { Reporter } from '../js/reporter.js';
import { repositoryOf } from './repository.js';

describe('each batch', () => {
  const files = Object.fromEntries(Array.from({ length: 8 }, (_, file) => [`f${file}.ts`, `f${file}();`]));
  const usual = { stage: 'parsing', slowestFiles: [], isShortOfMemory: false };

  it('says what is being done, and names no file that took no time', async () => {
    const root = await repositoryOf(files);
    const batches = processFilesInBatches(Object.keys(files), root, { batchSize: 4 });
    for await (const batch of batches) expect(batch).toMatchObject(usual);
  });

  it('of a graph says it too', async () => {
    const root = await repositoryOf(files);
    const told: StreamProgress[] = [];
    await buildGraphStreaming(root, [], { batchSize: 8, onProgress: (progress) => told.push(progress) });
    const all = { progress: 100, processedFiles: 8, totalFiles: 8, batchIndex: 0, totalBatches: 1 };
    expect(told).toEqual([{ ...usual, ...all }]);
  });
});

describe('while nothing comes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const native = {
    totalFiles: 9,
    isShortOfMemory: true,
    slowestFiles: [{ path: '/r/huge.ts', ms: 7000, isDone: false }],
  };
  const source = { progress: () => ({ ...native, cacheHits: 0, cacheMisses: 0 }) };

  it('the stage and what is worked on are told every two seconds, and no longer than it lasts', async () => {
    const told: StreamProgress[] = [];
    const reporter = new Reporter({ onProgress: (progress) => told.push(progress) });
    const searched = reporter.during('discovering', new Promise((resolve) => setTimeout(resolve, 3000)));
    await vi.advanceTimersByTimeAsync(3000);
    await searched;
    const nothing = { progress: 0, processedFiles: 0, totalFiles: 0, batchIndex: 0, totalBatches: 0 };
    expect(told.splice(0)).toEqual([{ stage: 'discovering', slowestFiles: [], isShortOfMemory: false, ...nothing }]);

    reporter.started('/r', 9, source);
    const parsed = reporter.during('parsing', new Promise((resolve) => setTimeout(resolve, 4500)));
    await vi.advanceTimersByTimeAsync(4500);
    await parsed;
    const waiting = { stage: 'parsing', ...nothing, ...native };
    expect(told.splice(0)).toEqual([waiting, waiting]);

    const processed = { progress: 100, processedFiles: 9, totalFiles: 9, batchIndex: 2, totalBatches: 3 };
    expect(reporter.batch(processed, [])).toEqual({ ...waiting, ...processed });
    void reporter.during('linking', new Promise(() => {}));
    await vi.advanceTimersByTimeAsync(2000);
    expect(told.splice(1)).toEqual([{ ...waiting, ...processed, stage: 'linking' }]);
    reporter.silence();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toHaveLength(1);
  });

  it('what comes in time is told without anything between', async () => {
    const onProgress = vi.fn();
    const reporter = new Reporter({ onProgress });
    reporter.started('/r', 9, source);
    for (let batch = 0; batch < 10; batch++) {
      const work = reporter.during('parsing', new Promise((resolve) => setTimeout(resolve, 1900)));
      await vi.advanceTimersByTimeAsync(1900);
      await work;
    }
    expect(onProgress).not.toHaveBeenCalled();
  });

  it('a failure ends it', async () => {
    const onProgress = vi.fn();
    const work = new Reporter({ onProgress }).during('discovering', Promise.reject(new Error('gone')));
    await expect(work).rejects.toThrow('gone');
    await vi.advanceTimersByTimeAsync(10_000);
    expect(onProgress).not.toHaveBeenCalled();
  });
});
