/** How a long list of files reaches the native side: in parts, the first of which is enough to begin. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { type BatchStream, getAllSourceFiles } from '../index.mjs';
import type { NativeEngine, NativeStream } from '../js/native.js';
import { collected, repositoryOf } from './repository.js';

const load = createRequire(import.meta.url);
const { native } = load('../dist/native.js') as typeof import('../js/native.js');
const { BatchIterator } = load('../dist/stream.js') as typeof import('../js/stream.js');

const FILES = Array.from({ length: 5000 }, (_, index) => `missing-${index}.ts`);

/** A real engine, with a record of the parts that a list is handed on in. */
function watched(parts: string[][], totals: number[], onMore: () => void = () => {}): NativeEngine {
  const engine = new (native().Engine)();
  const openStream: NativeEngine['openStream'] = async (first, total, ...rest) => {
    parts.push(first);
    totals.push(total);
    const stream = (await engine.openStream(first, total, ...rest)) as NativeStream;
    const addFiles = stream.addFiles.bind(stream);
    return Object.assign(stream, {
      addFiles(files: string[]) {
        parts.push(files);
        addFiles(files);
        onMore();
      },
    });
  };
  return Object.assign(Object.create(engine), { openStream });
}

function streamOf(engine: NativeEngine, rootDir: string): BatchStream {
  return new BatchIterator({ engine, files: FILES, root: { given: rootDir, folder: '' }, options: {}, native: {} });
}

describe('a long list of files', () => {
  it('begins with a small part of it, and the rest follows in order', async () => {
    const parts: string[][] = [];
    const totals: number[] = [];
    const batches = await collected(streamOf(watched(parts, totals), await repositoryOf({})));
    expect(totals).toEqual([FILES.length]);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(1024);
    expect(parts.flat()).toEqual(FILES);
    expect(batches.flatMap(({ batch }) => batch.failures.map(({ filePath }) => filePath))).toEqual(FILES);
    expect(batches.map(({ totalFiles }) => totalFiles)).toEqual(batches.map(() => FILES.length));
    expect(batches.at(-1)).toMatchObject({ progress: 100, totalBatches: batches.length });
  });

  it('is handed on no further once the stream is stopped', async () => {
    const parts: string[][] = [];
    const engine = watched(parts, [], () => stream.return());
    const stream = streamOf(engine, await repositoryOf({}));
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    await new Promise(setImmediate);
    expect(parts).toHaveLength(2);
  });
});

describe('a long list of files found', () => {
  it('is whole and sorted by bytes', async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `${index % 7 === 0 ? 'é🚀' : 'f'}${index}.ts`);
    const root = await repositoryOf(Object.fromEntries(names.map((name) => [name, ''])));
    const expected = names.map((name) => `${root}/${name}`);
    expected.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await getAllSourceFiles(root)).toEqual(expected);
  });
});
