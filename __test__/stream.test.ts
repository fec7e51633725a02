// The stream as an async iterator: order, ends, cancellation, failures of single files, arguments.
import { execFileSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { chmod, mkdir, symlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  type BatchProgress,
  buildGraphProgressively,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  getAllSourceFiles,
  getStreamingMetrics,
  type LogEntry,
  processFilesInBatches,
  resetStreamingMetrics,
} from '../index.mjs';
import { breaksOfFile, sourceOf } from './laws.js';
import { collected, type Files, repositoryOf } from './repository.js';

/** `count` files, `f000.ts` and so on, each with one function. */
function numbered(count: number): Files {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${nameOf(index)}`, `export const f${index} = () => ${index};\n`]),
  );
}

function nameOf(index: number): string {
  return `f${String(index).padStart(3, '0')}.ts`;
}

function names(batches: BatchProgress[]): string[][] {
  return batches.map(({ batch }) => batch.files.map((file) => file.filePath));
}

/** What using the result of `run` fails with, whether it throws, rejects or yields a rejection. */
async function errorOf(run: () => unknown): Promise<unknown> {
  try {
    const result = run() as Promise<unknown> | AsyncIterator<unknown>;
    await ('next' in result ? result.next() : result);
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('processFilesInBatches', () => {
  it('yields batches of the size asked for, in the order of the files', async () => {
    const root = await repositoryOf(numbered(7));
    const files = Array.from({ length: 7 }, (_, index) => nameOf(index));
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 3 }));
    expect(names(batches)).toEqual([files.slice(0, 3), files.slice(3, 6), files.slice(6)]);
  });

  it('resolves relative paths against the root and gives them back as they came', async () => {
    const root = await repositoryOf({ 'src/a.ts': '', 'b.ts': '' });
    const [{ batch }] = (await collected(processFilesInBatches(['src/a.ts', './b.ts'], root))) as [BatchProgress];
    expect(batch.files.map((file) => [file.filePath, file.normalizedPath])).toEqual([
      ['src/a.ts', `${root}/src/a.ts`],
      ['./b.ts', `${root}/b.ts`],
    ]);
  });

  it('ends at once for no files', async () => {
    const root = await repositoryOf({ 'a.ts': '' });
    const iterator = processFilesInBatches([], root);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('is its own async iterator', async () => {
    const root = await repositoryOf(numbered(1));
    const iterator = processFilesInBatches([nameOf(0)], root);
    expect(iterator[Symbol.asyncIterator]()).toBe(iterator);
    expect(await collected(iterator)).toHaveLength(1);
  });

  it('analyses a file as often as it is given', async () => {
    const root = await repositoryOf(numbered(1));
    const batches = await collected(processFilesInBatches([nameOf(0), nameOf(0)], root, { batchSize: 1 }));
    expect(names(batches)).toEqual([[nameOf(0)], [nameOf(0)]]);
    expect(batches[1]?.batch.files[0]).toEqual(batches[0]?.batch.files[0]);
  });

  it('gives concurrent next() calls the batches in order, then the end', async () => {
    const root = await repositoryOf(numbered(20));
    const files = Array.from({ length: 20 }, (_, index) => nameOf(index));
    const iterator = processFilesInBatches(files, root, { batchSize: 1, concurrency: 4 });
    const results = await Promise.all(Array.from({ length: 22 }, () => iterator.next()));
    expect(results.map(({ done, value }) => (done ? 'end' : value.batch.files[0]?.filePath))).toEqual([
      ...files,
      'end',
      'end',
    ]);
  });

  it('stays at its end', async () => {
    const root = await repositoryOf(numbered(2));
    const iterator = processFilesInBatches([nameOf(0), nameOf(1)], root);
    await collected(iterator);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(await iterator.return()).toEqual({ value: undefined, done: true });
  });

  it('ends where the loop breaks', async () => {
    const root = await repositoryOf(numbered(30));
    const files = await getAllSourceFiles(root);
    const instance = new CodeKnowledgeGraph();
    const iterator = instance.processFilesInBatches(files, root, { batchSize: 1 });
    for await (const _ of iterator) break;
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
    expect(instance.getStreamingMetrics().activeStreams).toBe(0);
  });

  it('ends where the loop body throws, with that error', async () => {
    const root = await repositoryOf(numbered(30));
    const files = await getAllSourceFiles(root);
    const iterator = processFilesInBatches(files, root, { batchSize: 1 });
    const error = new Error('from the body');
    const loop = async () => {
      for await (const _ of iterator) throw error;
    };
    await expect(loop()).rejects.toBe(error);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('ends with return(), and settles what was pending', async () => {
    const root = await repositoryOf(numbered(30));
    const iterator = processFilesInBatches(await getAllSourceFiles(root), root, { batchSize: 1 });
    const pending = [iterator.next(), iterator.next(), iterator.next()];
    expect(await iterator.return()).toEqual({ value: undefined, done: true });
    await Promise.all(pending);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('ends with return() before the first next()', async () => {
    const root = await repositoryOf(numbered(3));
    const iterator = processFilesInBatches(await getAllSourceFiles(root), root);
    expect(await iterator.return()).toEqual({ value: undefined, done: true });
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('ends with throw(), which rejects with what it was given', async () => {
    const root = await repositoryOf(numbered(30));
    const iterator = processFilesInBatches(await getAllSourceFiles(root), root, { batchSize: 1 });
    await iterator.next();
    const error = new Error('thrown in');
    await expect(iterator.throw(error)).rejects.toBe(error);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('runs no further ahead of a consumer that stops pulling than it may', async () => {
    const root = await repositoryOf(numbered(200));
    const instance = new CodeKnowledgeGraph();
    const iterator = instance.processFilesInBatches(await getAllSourceFiles(root), root, {
      batchSize: 1,
      prefetchBatches: 2,
      concurrency: 2,
    });
    await iterator.next();
    await delay(200);
    // One delivered, two waiting, two under way, one about to be handed over.
    expect(instance.getStreamingMetrics().filesProcessed).toBeLessThanOrEqual(6);
    expect((await collected(iterator)).length).toBe(199);
    expect(instance.getStreamingMetrics().filesProcessed).toBe(200);
  });

  it('lets streams run side by side', async () => {
    const root = await repositoryOf(numbered(40));
    const files = await getAllSourceFiles(root);
    const runs = await Promise.all(
      Array.from({ length: 5 }, () => collected(processFilesInBatches(files, root, { batchSize: 3 }))),
    );
    for (const run of runs) expect(names(run).flat()).toEqual(files);
  });
});

describe('an AbortSignal', () => {
  it('that is already aborted rejects at once, with its reason', async () => {
    const root = await repositoryOf(numbered(3));
    const signal = AbortSignal.abort();
    for (const run of [
      () => processFilesInBatches([nameOf(0)], root, { signal }),
      () => buildGraphStreaming(root, [], { signal }),
      () => buildGraphProgressively(root, [], { signal }),
    ]) {
      const error = await errorOf(run);
      expect(error).toBe(signal.reason);
      expect((error as Error).name).toBe('AbortError');
    }
  });

  it('rejects what is pending, and the stream is at its end', async () => {
    const root = await repositoryOf(numbered(100));
    const controller = new AbortController();
    const iterator = processFilesInBatches(await getAllSourceFiles(root), root, {
      batchSize: 1,
      signal: controller.signal,
    });
    await iterator.next();
    controller.abort();
    await expect(iterator.next()).rejects.toBe(controller.signal.reason);
    expect(await iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('rejects every pending next() or lets it have its batch', async () => {
    const root = await repositoryOf(numbered(50));
    const controller = new AbortController();
    const iterator = processFilesInBatches(await getAllSourceFiles(root), root, {
      batchSize: 1,
      signal: controller.signal,
    });
    const pending = Array.from({ length: 60 }, () => iterator.next());
    controller.abort();
    const settled = await Promise.allSettled(pending);
    expect(settled.some((each) => each.status === 'rejected')).toBe(true);
    for (const each of settled) {
      if (each.status === 'rejected') expect(each.reason).toBe(controller.signal.reason);
    }
  });

  it('may have a reason of its own', async () => {
    const root = await repositoryOf(numbered(3));
    const reason = new Error('enough');
    expect(await errorOf(() => buildGraphStreaming(root, [], { signal: AbortSignal.abort(reason) }))).toBe(reason);
  });

  it('stops a graph on the way', async () => {
    const root = await repositoryOf(numbered(100));
    const controller = new AbortController();
    const graph = buildGraphStreaming(root, [], {
      batchSize: 1,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    const error = await errorOf(() => graph);
    expect(controller.signal.aborted).toBe(true);
    expect(error).toBe(controller.signal.reason);
  });

  it('keeps its own onabort and is left without listeners', async () => {
    const root = await repositoryOf(numbered(3));
    const controller = new AbortController();
    let aborted = 0;
    controller.signal.onabort = () => {
      aborted += 1;
    };
    const before = getEventListeners(controller.signal, 'abort').length;
    await collected(processFilesInBatches(await getAllSourceFiles(root), root, { signal: controller.signal }));
    await buildGraphStreaming(root, [], { signal: controller.signal });
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(before);
    controller.abort();
    expect(aborted).toBe(1);
  });
});

describe('a file that cannot be analysed', () => {
  async function failureOf(root: string, path: string, options: object = {}) {
    const [progress] = (await collected(processFilesInBatches([path], root, options))) as [BatchProgress];
    expect(progress).toMatchObject({ progress: 100, processedFiles: 1, totalFiles: 1 });
    expect(progress.batch.files).toEqual([]);
    expect(progress.batch.failures).toHaveLength(1);
    expect(progress.batch.errors).toHaveLength(1);
    const [error] = progress.batch.errors as [string];
    const [failure] = progress.batch.failures as [BatchProgress['batch']['failures'][number]];
    expect(failure.filePath).toBe(path);
    expect(error.startsWith(`Error analyzing file ${path}: `)).toBe(true);
    expect(failure.message.length).toBeGreaterThan(0);
    expect(error.endsWith(failure.message)).toBe(true);
    return failure.code;
  }

  it('may be missing', async () => {
    const root = await repositoryOf({});
    expect(await failureOf(root, 'missing.ts')).toBe('ERR_FILE_NOT_FOUND');
    expect(await failureOf(root, `${root}/no/such/folder/a.ts`)).toBe('ERR_FILE_NOT_FOUND');
  });

  it('may be a glob, which says where globs go, or have a name like one', async () => {
    const root = await repositoryOf({ 'src/[id].ts': 'export const a = 1;\n', 'src/*.ts': 'export const b = 2;\n' });
    const [glob] = await collected(processFilesInBatches(['src/**/*.ts'], root));
    expect(glob?.batch.failures).toMatchObject([
      {
        code: 'ERR_FILE_NOT_FOUND',
        message: expect.stringMatching(/; paths are no globs, options.include takes those$/),
      },
    ]);
    const [named] = await collected(processFilesInBatches(['src/[id].ts', 'src/*.ts'], root));
    expect(named?.batch.files).toHaveLength(2);
  });

  it('may be a link to nothing', async () => {
    const root = await repositoryOf({});
    await symlink(`${root}/missing.ts`, `${root}/link.ts`);
    expect(await failureOf(root, 'link.ts')).toBe('ERR_FILE_NOT_FOUND');
  });

  it('may be a folder', async () => {
    const root = await repositoryOf({});
    await mkdir(`${root}/folder.ts`);
    expect(await failureOf(root, 'folder.ts')).toBe('ERR_NOT_A_FILE');
  });

  it.skipIf(process.platform === 'win32')('may be a pipe nobody writes to', async () => {
    const root = await repositoryOf({});
    execFileSync('mkfifo', [`${root}/pipe.ts`]);
    expect(await failureOf(root, 'pipe.ts')).toBe('ERR_NOT_A_FILE');
  });

  it('may be binary: a NUL byte in its first 8 KiB', async () => {
    const root = await repositoryOf({
      'first.ts': '\0',
      'last.ts': `${' '.repeat(8191)}\0`,
      'later.ts': `${' '.repeat(8192)}\0\nfunction f() {}\n`,
    });
    expect(await failureOf(root, 'first.ts')).toBe('ERR_BINARY_FILE');
    expect(await failureOf(root, 'last.ts')).toBe('ERR_BINARY_FILE');
    const [{ batch }] = (await collected(processFilesInBatches(['later.ts'], root))) as [BatchProgress];
    expect(batch.failures).toEqual([]);
  });

  it('may be larger than maxFileSize, which itself is allowed', async () => {
    const root = await repositoryOf({ 'a.ts': `//${'x'.repeat(98)}` });
    expect(await failureOf(root, 'a.ts', { maxFileSize: 99 })).toBe('ERR_FILE_TOO_LARGE');
    const [{ batch }] = (await collected(processFilesInBatches(['a.ts'], root, { maxFileSize: 100 }))) as [
      BatchProgress,
    ];
    expect(batch.files).toHaveLength(1);
  });

  it('may be larger than 5 MiB by default', async () => {
    const limit = 5 * 1024 * 1024;
    const root = await repositoryOf({ 'a.ts': ' '.repeat(limit), 'b.ts': ' '.repeat(limit + 1) });
    expect((await collected(processFilesInBatches(['a.ts'], root)))[0]?.batch.failures).toEqual([]);
    expect(await failureOf(root, 'b.ts')).toBe('ERR_FILE_TOO_LARGE');
  });

  it('may have an ending of no language', async () => {
    const root = await repositoryOf({ 'a.txt': '', Makefile: '', '.ts': '' });
    for (const path of ['a.txt', 'Makefile', '.ts']) {
      expect(await failureOf(root, path)).toBe('ERR_UNSUPPORTED_LANGUAGE');
    }
  });

  it('may have a path that cannot be one', async () => {
    const root = await repositoryOf({});
    expect(await failureOf(root, 'a\0b.ts')).toBe('ERR_INVALID_PATH');
    expect(await failureOf(root, `${'x'.repeat(5000)}.ts`)).toBe('ERR_INVALID_PATH');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('may be unreadable', async () => {
    const root = await repositoryOf({ 'a.ts': '' });
    await chmod(`${root}/a.ts`, 0);
    expect(await failureOf(root, 'a.ts')).toBe('ERR_FILE_PERMISSION');
  });

  it('is not one that is no UTF-8: it is read with replacement characters', async () => {
    const bytes = Buffer.concat([
      Buffer.from("export function café() { return 'a"),
      Buffer.from([0xff, 0xe2, 0x82]),
      Buffer.from("'; }\nexport const b = () => 1;\n"),
    ]);
    const root = await repositoryOf({ 'a.ts': bytes });
    const [{ batch }] = (await collected(processFilesInBatches(['a.ts'], root))) as [BatchProgress];
    expect(batch.failures).toEqual([]);
    const [file] = batch.files;
    const { fileAnalysis, functions, types } = (file as NonNullable<typeof file>).analysis;
    expect(functions.get(`${root}/a.ts::café`)?.fullText).toContain("'a\uFFFD\uFFFD");
    expect(functions.has(`${root}/a.ts::b`)).toBe(true);
    expect(breaksOfFile(`${root}/a.ts`, await sourceOf(`${root}/a.ts`), fileAnalysis, functions, types)).toEqual([]);
  });

  it('takes its place among the others, once', async () => {
    const root = await repositoryOf({ ...numbered(4), 'binary.ts': '\0' });
    const files = [nameOf(0), 'missing.ts', nameOf(1), 'binary.ts', 'a.txt', nameOf(2), nameOf(3)];
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 2 }));
    expect(
      batches.map(({ batch, processedFiles }) => [
        batch.files.map((file) => file.filePath),
        batch.failures.map((failure) => failure.code),
        batch.errors.length,
        processedFiles,
      ]),
    ).toEqual([
      [[nameOf(0)], ['ERR_FILE_NOT_FOUND'], 1, 2],
      [[nameOf(1)], ['ERR_BINARY_FILE'], 1, 4],
      [[nameOf(2)], ['ERR_UNSUPPORTED_LANGUAGE'], 1, 6],
      [[nameOf(3)], [], 0, 7],
    ]);
    expect(batches.at(-1)?.progress).toBe(100);
  });

  it('does not keep the others from the graph, which lists it', async () => {
    const root = await repositoryOf({ ...numbered(2), 'binary.ts': '\0' });
    const graph = await buildGraphStreaming(root);
    expect(Array.from(graph.files.keys())).toEqual([`${root}/${nameOf(0)}`, `${root}/${nameOf(1)}`]);
    expect(graph.failures).toEqual([
      { filePath: `${root}/binary.ts`, code: 'ERR_BINARY_FILE', message: expect.stringMatching(/./) },
    ]);
  });
});

describe('a root directory', () => {
  const calls: [string, (root: string) => Promise<unknown>][] = [
    ['getAllSourceFiles', (root) => getAllSourceFiles(root)],
    ['buildGraphStreaming', (root) => buildGraphStreaming(root)],
    ['buildGraphProgressively', (root) => buildGraphProgressively(root)],
    ['CodeKnowledgeGraph', (root) => new CodeKnowledgeGraph().buildGraphStreaming(root)],
    ['processFilesInBatches', (root) => processFilesInBatches(['a.ts'], root).next()],
  ];

  it.each(calls)('must not be empty: %s', async (_, call) => {
    for (const root of ['', '   ', '\t\n']) {
      expect(await errorOf(() => call(root))).toMatchObject({
        message: `Root directory can't be empty ${root}`,
        errorType: 'BUSINESS_ERROR',
        code: 'ERR_ROOT_DIR_EMPTY',
      });
    }
  });

  it.each(calls)('must be there: %s', async (_, call) => {
    const folder = await repositoryOf({ 'a.ts': '' });
    for (const root of [`${folder}/missing`, `${folder}/a.ts`]) {
      const error = await errorOf(() => call(root));
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({
        message: `Root directory not found: ${root}`,
        errorType: 'BUSINESS_ERROR',
        code: 'ERR_ROOT_DIR_NOT_FOUND',
      });
    }
  });
});

describe('an argument of the wrong type', () => {
  const root = process.cwd();
  const wrong = (value: unknown) => value as never;

  it.each<[name: string, run: () => unknown]>([
    ['baseDir', () => getAllSourceFiles(wrong(undefined))],
    ['baseDir', () => getAllSourceFiles(wrong(5))],
    ['files', () => processFilesInBatches(wrong('a.ts'), root)],
    ['files', () => processFilesInBatches(wrong(undefined), root)],
    ['files', () => processFilesInBatches(wrong(['a.ts', 5]), root)],
    ['rootDir', () => processFilesInBatches([], wrong(null))],
    ['rootDir', () => buildGraphStreaming(wrong({}))],
    ['filePaths', () => buildGraphStreaming(root, wrong('src'))],
    ['filePaths', () => buildGraphStreaming(root, wrong([1]))],
    ['options', () => buildGraphStreaming(root, [], wrong('fast'))],
    ['batchSize', () => processFilesInBatches([], root, { batchSize: wrong('many') })],
    ['adaptive', () => processFilesInBatches([], root, { adaptive: wrong('yes') })],
    ['concurrency', () => processFilesInBatches([], root, { concurrency: wrong('2') })],
    ['maxFileSize', () => processFilesInBatches([], root, { maxFileSize: wrong({}) })],
    ['include', () => buildGraphStreaming(root, [], { include: wrong('src/**') })],
    ['exclude', () => buildGraphStreaming(root, [], { exclude: wrong([1]) })],
    ['respectGitignore', () => buildGraphStreaming(root, [], { respectGitignore: wrong(1) })],
    ['signal', () => processFilesInBatches([], root, { signal: wrong({}) })],
    ['logger', () => processFilesInBatches([], root, { logger: wrong('console') })],
    ['onProgress', () => processFilesInBatches([], root, { onProgress: wrong(1) })],
  ])('is a TypeError that names %s', async (name, run) => {
    const error = await errorOf(run);
    expect(error).toBeInstanceOf(TypeError);
    expect((error as Error).message).toContain(name);
  });

  it.each<[name: string, options: object]>([
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: -1 }],
    ['batchSize', { batchSize: 1.5 }],
    ['concurrency', { concurrency: 0 }],
    ['concurrency', { concurrency: Number.NaN }],
    ['memoryThreshold', { memoryThreshold: 0 }],
    ['memoryThreshold', { memoryThreshold: 1.5 }],
    ['prefetchBatches', { prefetchBatches: 0 }],
    ['maxFileSize', { maxFileSize: Number.POSITIVE_INFINITY }],
    ['fileTimeoutMs', { fileTimeoutMs: -5 }],
  ])('or out of its range is an error that names %s', async (name, options) => {
    const error = await errorOf(() => processFilesInBatches([], root, options));
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toContain(name);
  });

  it('is not one that is undefined where it may be absent', async () => {
    const folder = await repositoryOf(numbered(1));
    const options = { batchSize: undefined, signal: undefined, logger: undefined, include: undefined };
    expect((await buildGraphStreaming(folder, undefined, options)).files.size).toBe(1);
    expect((await buildGraphStreaming(folder, undefined, undefined)).files.size).toBe(1);
  });
});

describe('onProgress', () => {
  it('is called after each batch with all of it but the batch', async () => {
    const root = await repositoryOf(numbered(5));
    const reported: unknown[] = [];
    const batches = await collected(
      processFilesInBatches(await getAllSourceFiles(root), root, {
        batchSize: 2,
        onProgress: (progress) => reported.push(progress),
      }),
    );
    expect(reported).toEqual(batches.map(({ batch: _, ...progress }) => progress));
  });

  it('is called for a graph, too', async () => {
    const root = await repositoryOf(numbered(5));
    const reported: number[] = [];
    await buildGraphStreaming(root, [], {
      batchSize: 2,
      onProgress: ({ processedFiles }) => reported.push(processedFiles),
    });
    expect(reported).toEqual([2, 4, 5]);
  });
});

describe('a logger', () => {
  it('hears of the start, of each tenth and of the end', async () => {
    const root = await repositoryOf(numbered(10));
    const entries: { message: string; context: unknown; metadata: unknown }[] = [];
    const add = (entry: (typeof entries)[number]) => entries.push(entry);
    await buildGraphStreaming(root, [], { batchSize: 1, logger: { log: add, warn: add, error: add, debug: add } });
    const messages = entries.map((entry) => entry.message);
    expect(messages.at(0)).toBe('Starting streaming file processing');
    expect(messages.at(-1)).toBe('Streaming file processing completed');
    const updates = entries.filter(({ message }) => message === 'Streaming progress update');
    const tenths = updates.map(({ metadata }) => Math.floor((metadata as { progress: number }).progress / 10));
    expect(tenths).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const entry of entries) expect(Object.keys(entry)).toEqual(['message', 'context', 'metadata']);
  });

  const recorded = () => {
    const entries: [string, LogEntry][] = [];
    const level = (name: string) => (entry: LogEntry) => entries.push([name, entry]);
    const logger = { log: level('log'), warn: level('warn'), error: level('error'), debug: level('debug') };
    return { entries, logger };
  };

  it.each([
    ['search', (graph: CodeKnowledgeGraph) => graph.getAllSourceFiles('/no/such/folder')],
    ['graph', (graph: CodeKnowledgeGraph) => graph.buildGraphStreaming('/no/such/folder')],
    ['stream', (graph: CodeKnowledgeGraph) => collected(graph.processFilesInBatches(['a.ts'], '/no/such/folder'))],
    [
      'stream that is pulled twice',
      (graph: CodeKnowledgeGraph) => {
        const stream = graph.processFilesInBatches(['a.ts'], '/no/such/folder');
        return Promise.race([stream.next(), stream.next()]);
      },
    ],
  ])('hears once of the missing root of a %s, with the error that the caller gets', async (_, call) => {
    const { entries, logger } = recorded();
    const error = await call(new CodeKnowledgeGraph({ logger })).catch((error: unknown) => error);
    expect(error).toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND', errorType: 'BUSINESS_ERROR' });
    expect(entries.map(([name]) => name)).toEqual(['error']);
    expect(entries[0]?.[1].error).toBe(error);
    expect(entries[0]?.[1].metadata).toEqual({ error });
  });

  it('hears of failed files, with one error for those that failed together', async () => {
    const root = await repositoryOf({ 'a.ts': '', 'binary.ts': '\0' });
    const { entries, logger } = recorded();
    const files = ['missing.ts', 'a.ts', 'binary.ts', 'a.ts', 'binary.ts', 'a.ts'];
    const batches = await collected(processFilesInBatches(files, root, { batchSize: 3, logger }));
    const errors = entries.filter(([name]) => name === 'error').map(([, entry]) => entry);
    expect(errors.map(({ message }) => message)).toEqual(Array(2).fill('Error in streaming batch processing'));
    for (const [index, { error, metadata }] of errors.entries()) {
      const { failures, errors: texts } = (batches[index] as BatchProgress).batch;
      const more = failures.length > 1 ? ` (and ${failures.length - 1} more)` : '';
      expect(error).toBeInstanceOf(Error);
      expect(error).toMatchObject({ message: `${texts[0]}${more}`, code: failures[0]?.code });
      expect(metadata).toEqual({ batchIndex: index, failures, error });
    }
    expect(entries.filter(([name, entry]) => name !== 'error' && 'error' in entry)).toEqual([]);
  });

  it('hears nothing of what the caller ended', async () => {
    const root = await repositoryOf(numbered(3));
    const { entries, logger } = recorded();
    const options = { logger, signal: AbortSignal.abort() };
    await Promise.allSettled([
      new CodeKnowledgeGraph(options).getAllSourceFiles(root),
      buildGraphStreaming(root, [], options),
      processFilesInBatches(['f0.ts'], root, options).next(),
    ]);
    expect(entries).toEqual([]);
  });
});

/** A file that no machine parses in a millisecond. */
const SLOW = 'const a = b(c => d[e] + `f`, /g/);\n'.repeat(100_000);

describe('metrics', () => {
  it('count what the stream did, per instance, and go back to zero', async () => {
    const root = await repositoryOf({ ...numbered(4), 'binary.ts': '\0' });
    const [one, other] = [new CodeKnowledgeGraph(), new CodeKnowledgeGraph()];
    await one.buildGraphStreaming(root, [], { batchSize: 2 });
    expect(one.getStreamingMetrics()).toMatchObject({
      filesProcessed: expect.any(Number),
      filesFailed: 1,
      batchesProcessed: 3,
      activeStreams: 0,
    });
    expect(one.getStreamingMetrics().bytesProcessed).toBeGreaterThan(0);
    expect(other.getStreamingMetrics()).toMatchObject({ filesProcessed: 0, filesFailed: 0, batchesProcessed: 0 });
    one.resetStreamingMetrics();
    expect(one.getStreamingMetrics()).toMatchObject({
      filesProcessed: 0,
      filesFailed: 0,
      batchesProcessed: 0,
      bytesProcessed: 0,
      averageProcessingTime: 0,
    });
  });

  it('count batches with a failed file, and files that took too long, among the failed', async () => {
    const root = await repositoryOf({ ...numbered(5), 'binary.ts': '\0', 'slow.ts': SLOW });
    const instance = new CodeKnowledgeGraph({ batchSize: 2, fileTimeoutMs: 1 });
    const counts = () => {
      const { filesFailed, timeoutCount, batchesProcessed, failedBatches, retryCount } = instance.getStreamingMetrics();
      return { filesFailed, timeoutCount, batchesProcessed, failedBatches, retryCount };
    };
    const none = { filesFailed: 0, timeoutCount: 0, batchesProcessed: 0, failedBatches: 0, retryCount: 0 };
    expect(counts()).toEqual(none);
    const files = await instance.getAllSourceFiles(root);
    const good = files.filter((path) => !/binary|slow/.test(path));
    const [bad, slow] = [`${root}/binary.ts`, `${root}/slow.ts`];
    const options = { fileTimeoutMs: 10_000 };
    await collected(instance.processFilesInBatches([...good, bad, 'missing.ts', bad], root, options));
    expect(counts()).toEqual({ ...none, filesFailed: 3, batchesProcessed: 4, failedBatches: 2 });
    instance.resetStreamingMetrics();
    expect(counts()).toEqual(none);
    const batches = await collected(instance.processFilesInBatches([slow, bad, slow], root));
    expect(batches.flatMap(({ batch }) => batch.failures.map(({ code }) => code))).toEqual([
      'ERR_PARSE_TIMEOUT',
      'ERR_BINARY_FILE',
      'ERR_PARSE_TIMEOUT',
    ]);
    expect(counts()).toEqual({ ...none, filesFailed: 3, timeoutCount: 2, batchesProcessed: 2, failedBatches: 2 });
  });

  it('of the functions are those of one shared instance', async () => {
    const root = await repositoryOf(numbered(3));
    resetStreamingMetrics();
    await collected(processFilesInBatches(await getAllSourceFiles(root), root));
    expect(getStreamingMetrics().filesProcessed).toBe(3);
    await buildGraphStreaming(root);
    expect(getStreamingMetrics().filesProcessed).toBe(6);
    resetStreamingMetrics();
    expect(getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('say which streams run', async () => {
    const root = await repositoryOf(numbered(9));
    const instance = new CodeKnowledgeGraph();
    const iterator = instance.processFilesInBatches(await getAllSourceFiles(root), root, { batchSize: 1 });
    await iterator.next();
    expect(instance.getStreamingMetrics().activeStreams).toBe(1);
    await collected(iterator);
    expect(instance.getStreamingMetrics().activeStreams).toBe(0);
  });
});
