/** A stream of batches as a Node.js stream: objects, with the backpressure of whoever reads them. */
import { Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { type BatchProgress, CodeKnowledgeGraph } from '../index.mjs';
import { repositoryOf } from './repository.js';

const COUNT = 2000;
const FILES = Array<string>(COUNT).fill('a.ts');
const OPTIONS = { batchSize: 5, prefetchBatches: 1, concurrency: 1 };

async function opened() {
  const root = await repositoryOf({ 'a.ts': 'export const a = () => a();\n' });
  const instance = new CodeKnowledgeGraph();
  return { instance, readable: Readable.from(instance.processFilesInBatches(FILES, root, OPTIONS)) };
}

/** Waits until a stream does nothing any more: as often as that takes, its files are counted again. */
async function atRest(instance: CodeKnowledgeGraph): Promise<number> {
  for (let before = -1; ; ) {
    const { filesProcessed } = instance.getStreamingMetrics();
    if (filesProcessed === before) return before;
    before = filesProcessed;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('Readable.from(stream)', () => {
  it('hands on every batch, in order, through a pipeline', async () => {
    const { readable } = await opened();
    const counts: number[] = [];
    const count = new Transform({
      objectMode: true,
      transform: ({ processedFiles }: BatchProgress, _, done) => done(null, processedFiles),
    });
    const sink = new Writable({
      objectMode: true,
      write: (processed: number, _, done) => {
        counts.push(processed);
        setImmediate(done);
      },
    });
    await pipeline(readable, count, sink);
    expect(counts).toEqual(Array.from({ length: COUNT / 5 }, (_, batch) => (batch + 1) * 5));
  });

  it('stops the work while nobody reads', async () => {
    const { instance, readable } = await opened();
    await new Promise((resolve) => readable.once('readable', resolve));
    const ahead = await atRest(instance);
    // What Node.js buffers, what waits and what is being worked on: a few batches of the hundreds there are.
    expect(ahead).toBeLessThanOrEqual((readable.readableHighWaterMark + 4) * 5);
    expect(instance.getStreamingMetrics().activeStreams).toBe(1);
    readable.destroy();
  });

  it('ends the work when it is destroyed', async () => {
    const { instance, readable } = await opened();
    await new Promise((resolve) => readable.once('readable', resolve));
    readable.destroy();
    await new Promise((resolve) => readable.once('close', resolve));
    expect(instance.getStreamingMetrics().activeStreams).toBe(0);
  });

  it('fails with the error of the stream', async () => {
    const stream = new CodeKnowledgeGraph().processFilesInBatches(['a.ts'], '/no/such/folder');
    await expect(Readable.from(stream).toArray()).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND' });
  });
});
