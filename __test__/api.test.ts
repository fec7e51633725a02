/** The edges of the interface: what is checked, what a caller's own code may do wrong, how a stream is held. */
import { getEventListeners } from 'node:events';
import { createRequire } from 'node:module';
import { describe, expect, it, vi } from 'vitest';
import {
  type BatchProgress,
  type BatchStream,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  checkouts,
  type LogEntry,
  NodeType,
  openIndex,
  planShards,
  processFilesInBatches,
  type StreamOptions,
} from '../index.mjs';
import { repositoryOf } from './repository.js';

const { loadBinding, platformName } = createRequire(import.meta.url)(
  '../dist/native.js',
) as typeof import('../js/native.js');

const FILES = Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}.ts`, `export function f${n}() {}\n`]));
const NAMES = Object.keys(FILES);

/** The number of files in each batch that is left. */
async function sizesOf(stream: AsyncIterable<BatchProgress>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { batch } of stream) sizes.push(batch.files.length);
  return sizes;
}

function raise(error: unknown): never {
  throw error;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

describe('an option', () => {
  const stream = (options: unknown) => processFilesInBatches([], '/', options as StreamOptions);

  it.each([
    ['batchSize', 'many'],
    ['adaptive', 1],
    ['memoryThreshold', '0.8'],
    ['memoryLimitBytes', 1n],
    ['concurrency', null],
    ['maxFileSize', '5 MB'],
    ['include', '**/*.ts'],
    ['exclude', [1]],
    ['respectGitignore', 'yes'],
    ['signal', {}],
    ['signal', null],
    ['logger', { log() {} }],
    ['onProgress', 'call me'],
  ])('%s of a wrong type is a TypeError that names it', (name, value) => {
    expect(() => stream({ [name]: value })).toThrow(TypeError);
    expect(() => stream({ [name]: value })).toThrow(new RegExp(`^options\\.${name}(\\[0\\])? must be `));
  });

  it.each([
    ['batchSize', 0],
    ['batchSize', 2.5],
    ['memoryThreshold', 0],
    ['memoryThreshold', 1.1],
    ['memoryThreshold', Number.NaN],
    ['memoryLimitBytes', 0],
    ['memoryPauseMs', -1],
    ['prefetchBatches', 0],
    ['concurrency', 1025],
    ['maxFileSize', 536_870_889],
    ['fileTimeoutMs', Number.POSITIVE_INFINITY],
  ])('%s = %s is out of its range', (name, value) => {
    expect(() => stream({ [name]: value })).toThrow(RangeError);
    expect(() => stream({ [name]: value })).toThrow(expect.objectContaining({ code: 'ERR_OUT_OF_RANGE' }));
  });

  it('of an instance holds for its calls, unless the call has its own', async () => {
    const root = await repositoryOf(FILES);
    const graph = new CodeKnowledgeGraph({ batchSize: 4 });
    const sizes = (options?: StreamOptions) => sizesOf(graph.processFilesInBatches(NAMES, root, options));
    expect(await sizes()).toEqual([4, 4, 4]);
    expect(await sizes({ batchSize: undefined })).toEqual([4, 4, 4]);
    expect(await sizes({ batchSize: 6 })).toEqual([6, 6]);
  });

  it('of an instance is checked when the instance is made', () => {
    expect(() => new CodeKnowledgeGraph({ batchSize: 0 })).toThrow(RangeError);
  });
});

describe('a glob that cannot be read', () => {
  it('rejects with its own code', async () => {
    const root = await repositoryOf(FILES);
    await expect(buildGraphStreaming(root, [], { include: ['{a'] })).rejects.toMatchObject({
      code: 'ERR_INVALID_GLOB',
    });
  });
});

describe('a caller’s code that throws', () => {
  const unprintable = Object.create(null);
  const failures: [string, () => unknown, string][] = [
    ['an error', () => raise(new Error('not my day')), 'Error: not my day'],
    ['what cannot be made a string', () => raise(unprintable), '[Object: null prototype] {}'],
    ['an error later', () => Promise.reject(new Error('not my day')), 'Error: not my day'],
    ['what cannot be made a string later', () => Promise.reject(unprintable), '[Object: null prototype] {}'],
    // biome-ignore lint/suspicious/noThenProperty: a promise that is not of this realm looks like this.
    ['by a thenable', () => ({ then: (_: unknown, no: (reason: unknown) => void) => no('no') }), 'no'],
  ];

  it.each(failures.flatMap((failure) => ['logger', 'onProgress'].map((name) => [name, ...failure] as const)))(
    'as %s throws %s: the stream goes on, and it is reported once',
    async (name, _, fail, text) => {
      const root = await repositoryOf(FILES);
      const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
      try {
        const logger = { log: fail, warn: fail, error: fail, debug: fail };
        // Logs about memory come from another place than the others.
        const scarce = { memoryLimitBytes: 1, memoryPauseMs: 1, maxMemoryPauses: 1 };
        const options = name === 'logger' ? { logger, ...scarce } : { onProgress: fail };
        const graph = await buildGraphStreaming(root, [], { batchSize: 3, ...options } as StreamOptions);
        expect(graph.functions.size).toBe(12);
        await new Promise(setImmediate);
        expect(warn.mock.calls).toEqual([
          [`options.${name} threw, and the stream goes on: ${text}`, 'CodeKnowledgeGraphWarning'],
        ]);
      } finally {
        warn.mockRestore();
      }
    },
  );
});

describe('a signal of another realm or an older library', () => {
  /** What such a library offers: no `throwIfAborted`, no `reason`. */
  class OldSignal extends EventTarget {
    aborted = false;
    abort(): void {
      this.aborted = true;
      this.dispatchEvent(new Event('abort'));
    }
  }
  const signalOf = () => {
    const old = new OldSignal();
    return { old, signal: old as unknown as AbortSignal };
  };
  const ABORTED = expect.objectContaining({ name: 'AbortError' });

  it('cancels a stream and a graph, with a reason of this package', async () => {
    const root = await repositoryOf(FILES);
    const { old, signal } = signalOf();
    expect((await buildGraphStreaming(root, [], { signal })).files.size).toBe(12);
    const stream = processFilesInBatches(NAMES, root, { signal, batchSize: 1 });
    await stream.next();
    const graph = buildGraphStreaming(root, [], { signal });
    old.abort();
    await expect(stream.next()).rejects.toEqual(ABORTED);
    await expect(graph).rejects.toEqual(ABORTED);
    await expect(buildGraphStreaming(root, [], { signal })).rejects.toEqual(ABORTED);
  });

  it('may fail: a stream and a graph then fail alone, and are not lost when it is let go', async () => {
    const root = await repositoryOf(FILES);
    const failing = (name: string) => {
      const quiet = { aborted: false, addEventListener() {}, removeEventListener() {} };
      return { ...quiet, [name]: () => raise(new Error(name)) } as unknown as AbortSignal;
    };
    const deaf = { signal: failing('addEventListener') };
    const stream = processFilesInBatches(NAMES, root, deaf);
    await expect(stream.next()).rejects.toThrow('addEventListener');
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    await expect(buildGraphStreaming(root, [], deaf)).rejects.toThrow('addEventListener');
    const clinging = { signal: failing('removeEventListener') };
    expect((await buildGraphStreaming(root, [], clinging)).files.size).toBe(12);
    expect(await sizesOf(processFilesInBatches(NAMES, root, { ...clinging, batchSize: 12 }))).toEqual([12]);
  });

  it('that cannot be listened to is refused', () => {
    const signal = { aborted: false, addEventListener() {} } as unknown as AbortSignal;
    expect(() => processFilesInBatches([], '/', { signal })).toThrow(/options\.signal must be an AbortSignal/);
  });
});

describe('a signal that many calls follow', () => {
  const fast = { batchSize: 1, prefetchBatches: 1 };

  it('has one listener of theirs, and none when they are over', async () => {
    const root = await repositoryOf(FILES);
    const warn = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const controller = new AbortController();
    const { signal } = controller;
    const instance = new CodeKnowledgeGraph({ signal });
    const streams = Array.from({ length: 200 }, () => instance.processFilesInBatches(NAMES, root, fast));
    await Promise.all(streams.map((stream) => stream.next()));
    const graphs = Array.from({ length: 20 }, () => instance.buildGraphStreaming(root));
    const searches = Array.from({ length: 20 }, () => instance.getAllSourceFiles(root));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await Promise.all([...graphs, ...searches]);
    await Promise.all(streams.map((stream) => stream.return()));
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('ends all of them but those that are over', async () => {
    const root = await repositoryOf(FILES);
    const controller = new AbortController();
    const { signal } = controller;
    const streams = Array.from({ length: 20 }, () => processFilesInBatches(NAMES, root, { signal, ...fast }));
    await Promise.all(streams.map((stream) => stream.next()));
    const [first, ...others] = streams as [BatchStream, ...BatchStream[]];
    await first.return();
    const reason = new Error('enough');
    controller.abort(reason);
    for (const stream of others) await expect(stream.next()).rejects.toBe(reason);
    expect(await first.next()).toEqual({ value: undefined, done: true });
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it.each([
    ['an error of mine', new Error('mine')],
    ['nothing', null],
    ['an empty text', ''],
    ['zero', 0],
  ])('may be aborted for %s', async (_, reason) => {
    const root = await repositoryOf(FILES);
    const controller = new AbortController();
    const { signal } = controller;
    const stream = processFilesInBatches(NAMES, root, { signal, ...fast });
    await stream.next();
    const graph = buildGraphStreaming(root, [], { signal });
    controller.abort(reason);
    await expect(stream.next()).rejects.toBe(reason);
    await expect(graph).rejects.toBe(reason);
    await expect(buildGraphStreaming(root, [], { signal })).rejects.toBe(reason);
  });

  it.each([
    ['of a timeout', () => AbortSignal.timeout(20)],
    ['made of others', () => AbortSignal.any([AbortSignal.timeout(20), new AbortController().signal])],
  ])('may be one %s', async (_, make) => {
    const root = await repositoryOf(FILES);
    const signal = make();
    const stream = processFilesInBatches(NAMES, root, { signal, ...fast });
    stream.pause();
    await expect(stream.next()).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('the signal of an instance', () => {
  it('cancels its search for files', async () => {
    const root = await repositoryOf(FILES);
    const controller = new AbortController();
    const instance = new CodeKnowledgeGraph({ signal: controller.signal });
    expect(await instance.getAllSourceFiles(root)).toHaveLength(12);
    const search = instance.getAllSourceFiles(root);
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(search).rejects.toBe(reason);
    await expect(instance.getAllSourceFiles(root)).rejects.toBe(reason);
  });
});

describe('options', () => {
  it('may be inherited or have getters', async () => {
    const root = await repositoryOf(FILES);
    class Defaults {
      get batchSize() {
        return 5;
      }
    }
    for (const options of [new Defaults(), Object.create({ batchSize: 5 }), Object.freeze({ batchSize: 5 })]) {
      expect(await sizesOf(processFilesInBatches(NAMES, root, options))).toEqual([5, 5, 2]);
    }
  });

  it('of an instance are those at its making', async () => {
    const root = await repositoryOf(FILES);
    const options: StreamOptions = { batchSize: 5 };
    const instance = new CodeKnowledgeGraph(options);
    options.batchSize = 3;
    expect(await sizesOf(instance.processFilesInBatches(NAMES, root))).toEqual([5, 5, 2]);
  });
});

describe('a logger', () => {
  it('learns that a stream waits for memory, and how it goes on', async () => {
    const root = await repositoryOf(FILES);
    const entries: [string, string, Record<string, unknown>][] = [];
    const level = (name: string) => (entry: LogEntry) => entries.push([name, entry.message, entry.metadata]);
    const logger = { log: level('log'), warn: level('warn'), error: level('error'), debug: level('debug') };
    const scarce = { memoryLimitBytes: 1, memoryPauseMs: 1, maxMemoryPauses: 2, memoryThreshold: 0.5 };
    const instance = new CodeKnowledgeGraph();
    await sizesOf(instance.processFilesInBatches(NAMES, root, { ...scarce, logger }));
    const { memoryPauses, singleFilePhases, pausedStreams } = instance.getStreamingMetrics();
    expect({ memoryPauses, singleFilePhases, pausedStreams }).toEqual({
      memoryPauses: 2,
      singleFilePhases: 1,
      pausedStreams: 0,
    });
    const aboutMemory = entries.filter(([, message]) => /memory/i.test(message));
    expect(aboutMemory.map(([name, message]) => [name, message])).toEqual([
      ['warn', 'Pausing streaming due to high memory usage'],
      ['debug', 'Memory usage is still high'],
      ['warn', 'Streaming one file at a time due to high memory usage'],
    ]);
    expect(aboutMemory[0]?.[2]).toEqual({ share: expect.any(Number), threshold: 0.5, limitBytes: 1, pauses: 1 });
  });
});

describe('adaptive batches', () => {
  it('of quick files grow by a fifth up to fifty, and the last one knows how many there were', async () => {
    const root = await repositoryOf({ 'a.ts': '' });
    const stream = processFilesInBatches(Array<string>(400).fill('a.ts'), root, { batchSize: 20, adaptive: true });
    const batches: [number, number][] = [];
    for await (const { batch, totalBatches } of stream) batches.push([batch.files.length, totalBatches]);
    const sizes = [20, 24, 29, 35, 42, 50, 50, 50, 50, 50];
    expect(batches).toEqual(sizes.map((size) => [size, sizes.length]));
  });

  it('do not grow while memory is scarce', async () => {
    const root = await repositoryOf({ 'a.ts': '' });
    const scarce = { memoryLimitBytes: 1, memoryPauseMs: 1, maxMemoryPauses: 0, batchSize: 20, adaptive: true };
    const files = Array<string>(100).fill('a.ts');
    expect(await sizesOf(processFilesInBatches(files, root, scarce as StreamOptions))).toEqual([20, 20, 20, 20, 20]);
  });
});

describe('a stream', () => {
  it.each([
    ['before it is opened', (stream: BatchStream) => stream.pause()],
    ['while it is opened', (stream: BatchStream) => queueMicrotask(() => stream.pause())],
  ])('that is paused %s starts no file until it is resumed', async (_, pause) => {
    const root = await repositoryOf(FILES);
    const instance = new CodeKnowledgeGraph();
    const stream = instance.processFilesInBatches(NAMES, root, { batchSize: 1, prefetchBatches: 1, concurrency: 1 });
    pause(stream);
    const sizes = sizesOf(stream);
    // What would start had its time: a stream that is not paused has gone through all of its files.
    await sizesOf(processFilesInBatches(NAMES, root));
    await until(() => instance.getStreamingMetrics().activeStreams === 1);
    expect(instance.getStreamingMetrics().filesProcessed).toBe(0);
    stream.resume();
    expect(await sizes).toEqual(NAMES.map(() => 1));
  });

  it('that is paused can be stopped', async () => {
    const root = await repositoryOf(FILES);
    const stream = processFilesInBatches(NAMES, root, { batchSize: 12 });
    stream.pause();
    const pending = stream.next();
    await stream.return();
    expect(await pending).toEqual({ value: undefined, done: true });
  });

  it('is disposed of at the end of its block', async () => {
    const root = await repositoryOf(FILES);
    const graph = new CodeKnowledgeGraph();
    const stream = graph.processFilesInBatches(NAMES, root, { batchSize: 1, prefetchBatches: 1 });
    await stream.next();
    expect(graph.getStreamingMetrics().activeStreams).toBe(1);
    await stream[Symbol.asyncDispose]();
    expect(graph.getStreamingMetrics().activeStreams).toBe(0);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
  });

  it('that is closed before it opened never works', async () => {
    const root = await repositoryOf(FILES);
    const graph = new CodeKnowledgeGraph();
    const stream = graph.processFilesInBatches(NAMES, root);
    const pending = stream.next();
    expect(await stream.return()).toEqual({ value: undefined, done: true });
    expect(await pending).toEqual({ value: undefined, done: true });
    await vi.waitFor(() => expect(graph.getStreamingMetrics().activeStreams).toBe(0));
  });

  it('does not care what becomes of the list of files', async () => {
    const root = await repositoryOf(FILES);
    const files = [...NAMES];
    const stream = processFilesInBatches(files, root, { batchSize: 12 });
    files.length = 0;
    expect((await stream.next()).value?.batch.files).toHaveLength(12);
    await stream.return();
  });
});

describe('a large file', () => {
  it('lets the event loop turn while its batch is decoded', async () => {
    const root = await repositoryOf({ 'large.ts': 'f(1);\n'.repeat(60_000) });
    const graph = new CodeKnowledgeGraph();
    const stream = graph.processFilesInBatches(['large.ts'], root, { fileTimeoutMs: 30_000 });
    let turns = 0;
    let isDecoded = false;
    const tick = () => {
      const { filesProcessed, activeStreams } = graph.getStreamingMetrics();
      // The native side has handed over all there is.
      if (filesProcessed === 1 && activeStreams === 0) turns++;
      if (!isDecoded) setImmediate(tick);
    };
    tick();
    const { value } = await stream.next();
    isDecoded = true;
    expect(value?.batch.files[0]?.analysis.fileAnalysis.calls).toHaveLength(60_000);
    expect(turns).toBeGreaterThan(3);
  });
});

describe('metrics', () => {
  it('tell times on performance.now()’s clock', async () => {
    const root = await repositoryOf(FILES);
    const before = performance.now();
    const graph = new CodeKnowledgeGraph();
    expect(graph.getStreamingMetrics().lastBatchTime).toBe(0);
    await graph.buildGraphStreaming(root);
    const { startTime, lastBatchTime } = graph.getStreamingMetrics();
    // The two clocks are read one after the other.
    expect(startTime).toBeGreaterThan(before - 1);
    expect(lastBatchTime).toBeGreaterThanOrEqual(startTime);
    expect(lastBatchTime).toBeLessThan(performance.now() + 1);
    expect(graph.getStreamingMetrics().startTime).toBe(startTime);
  });
});

describe('a glob among parts of paths', () => {
  it.each([
    [['f*'], 'filePaths[0] is "f*"'],
    [['none', 'src/**/*.ts'], 'filePaths[1] is "src/**/*.ts"'],
  ])('is a TypeError where nothing is found for it: %j', async (filePaths, text) => {
    const root = await repositoryOf(FILES);
    const how = 'which no path has in it: filePaths are parts of paths, and globs go to options.include';
    for (const call of [buildGraphStreaming, planShards]) {
      const rejected = call(root, filePaths);
      await expect(rejected).rejects.toBeInstanceOf(TypeError);
      await expect(rejected).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_VALUE', message: `${text}, ${how}` });
    }
  });

  it('is none beside one that leads somewhere; what is no glob finds nothing', async () => {
    const root = await repositoryOf(FILES);
    expect((await buildGraphStreaming(root, ['f7.ts', '**'])).files.size).toBe(1);
    expect((await buildGraphStreaming(root, ['none'])).files.size).toBe(0);
    expect((await planShards(root, ['none'])).shards).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('is none that a path has', async () => {
    const root = await repositoryOf({ 'a*b.ts': 'export const a = 1;\n' });
    expect((await buildGraphStreaming(root, ['a*b'])).files.size).toBe(1);
  });
});

describe('the loader', () => {
  const missing = () => {
    throw Object.assign(new Error('Cannot find module\nRequire stack:'), { code: 'MODULE_NOT_FOUND' });
  };

  it.each([
    [{ platform: 'linux', arch: 'x64', libc: 'gnu' }, 'linux-x64-gnu'],
    [{ platform: 'linux', arch: 'arm64', libc: 'musl' }, 'linux-arm64-musl'],
    [{ platform: 'darwin', arch: 'arm64', libc: undefined }, 'darwin-arm64'],
    [{ platform: 'win32', arch: 'x64', libc: undefined }, 'win32-x64-msvc'],
  ] as const)('names the binary of %o', (platform, name) => {
    expect(platformName(platform)).toBe(name);
  });

  it('falls back to the package of the platform', () => {
    const asked: string[] = [];
    const binding = loadBinding(
      (id) => {
        asked.push(id);
        return id === 'code-knowledge-graph-darwin-arm64' ? { Engine: 'the one' } : missing();
      },
      { platform: 'darwin', arch: 'arm64', libc: undefined },
    );
    expect(binding).toEqual({ Engine: 'the one' });
    expect(asked[0]).toMatch(/code-knowledge-graph\.darwin-arm64\.node$/);
  });

  it('says what it looked for, and how to build it', () => {
    expect(() => loadBinding(missing, { platform: 'linux', arch: 'riscv64', libc: 'musl' })).toThrow(
      expect.objectContaining({
        code: 'ERR_UNSUPPORTED_PLATFORM',
        message: expect.stringMatching(
          /\(linux, riscv64, musl\).*code-knowledge-graph\.linux-riscv64-musl\.node.*code-knowledge-graph-linux-riscv64-musl.*npm run build/,
        ),
      }),
    );
  });

  it('gives the reason of a binary that is there but does not load', () => {
    const tooOld = () => {
      throw Object.assign(new Error("version `GLIBC_2.34' not found"), { code: 'ERR_DLOPEN_FAILED' });
    };
    const load = (id: string) => (id.endsWith('.node') ? tooOld() : missing());
    expect(() => loadBinding(load, { platform: 'linux', arch: 'x64', libc: 'gnu' })).toThrow(/GLIBC_2\.34/);
  });
});

describe('NodeType', () => {
  it('cannot be changed', () => {
    expect(Object.isFrozen(NodeType)).toBe(true);
    expect(Object.entries(NodeType).every(([name, value]) => name === value)).toBe(true);
  });
});

describe('a method without its object', () => {
  const told = (name: string, type: string) => ({
    code: 'ERR_INVALID_THIS',
    message: expect.stringContaining(`${name} is a method of ${type} and was called without it`),
  });

  it('is a TypeError that says so, as it comes', async () => {
    const { processFilesInBatches, getStreamingMetrics, buildGraphStreaming, openIndex } = new CodeKnowledgeGraph();
    expect(() => processFilesInBatches([], '/')).toThrow(TypeError);
    expect(() => getStreamingMetrics()).toThrow(
      expect.objectContaining(told('getStreamingMetrics', 'CodeKnowledgeGraph')),
    );
    const rejected = buildGraphStreaming('/');
    await expect(rejected).rejects.toBeInstanceOf(TypeError);
    await expect(rejected).rejects.toMatchObject(told('buildGraphStreaming', 'CodeKnowledgeGraph'));
    await expect(openIndex('/')).rejects.toMatchObject(told('openIndex', 'CodeKnowledgeGraph'));
    const other = { getStreamingMetrics };
    expect(() => other.getStreamingMetrics()).toThrow(TypeError);
  });

  it('of an index is, too', async () => {
    const index = await openIndex(await repositoryOf(FILES));
    const { find, graph, close } = index;
    expect(() => find({ name: 'f1' })).toThrow(expect.objectContaining(told('find', 'CodeIndex')));
    await expect(graph()).rejects.toMatchObject(told('graph', 'CodeIndex'));
    await expect(close()).rejects.toMatchObject(told('close', 'CodeIndex'));
    await index.close();
  });

  it('of a stream and of checkouts is, too', async () => {
    const { pause, resume } = processFilesInBatches([], await repositoryOf(FILES));
    for (const [name, method] of Object.entries({ pause, resume })) {
      expect(() => method()).toThrow(expect.objectContaining(told(name, 'BatchStream')));
    }
    const { of, release } = checkouts(() => '');
    expect(() => of('job', {})).toThrow(expect.objectContaining(told('of', 'Checkouts')));
    await expect(release('job')).rejects.toMatchObject(told('release', 'Checkouts'));
  });

  it('may be bound, and borrowed by a class that extends its own', async () => {
    class Graph extends CodeKnowledgeGraph {
      override getStreamingMetrics() {
        return { ...super.getStreamingMetrics(), retryCount: 7 };
      }
    }
    const graph = new Graph();
    expect(graph.getStreamingMetrics()).toMatchObject({ filesProcessed: 0, retryCount: 7 });
    const build = graph.buildGraphStreaming.bind(graph);
    expect((await build(await repositoryOf(FILES))).files.size).toBe(12);
    const { name, length } = CodeKnowledgeGraph.prototype.buildGraphStreaming;
    expect([name, length]).toEqual(['buildGraphStreaming', 3]);
  });
});
