// Every option of a wrong type, outside of its range, and at its bounds, through every call that takes options.
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  buildGraphProgressively,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  processFilesInBatches,
  type StreamOptions,
} from '../index.mjs';
import { collected, repositoryOf } from './repository.js';

const LOGGER = { log() {}, warn() {}, error() {}, debug() {} };
const NO_INTEGERS = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1.5, -1, -0.5];
const NO_NUMBERS = [null, '1', true, {}, [], [1], 1n, Symbol('s'), () => 1];
const NO_STRINGS_LISTS = [null, 'src', 1, true, {}, [1], ['a', null], ['a', undefined], [['a']]];
const INT_MAX = 0x7fff_ffff;

interface Values {
  /** A `TypeError` with `ERR_INVALID_ARG_TYPE`. */
  wrongType: unknown[];
  /** A `RangeError` with `ERR_OUT_OF_RANGE`. */
  outOfRange: unknown[];
  /** Accepted; a stream with it comes to its end. */
  right: unknown[];
}

const integer = (least: number, most: number): Values => ({
  wrongType: NO_NUMBERS,
  outOfRange: [...NO_INTEGERS, least - 1, most + 1],
  right: [least, least + 1, most],
});

/** One row an option: an option without a row does not compile. */
const OPTIONS: Record<keyof StreamOptions, Values> = {
  signal: {
    wrongType: [null, 'abort', 1, true, {}, [], new EventTarget(), { aborted: false }],
    outOfRange: [],
    right: [new AbortController().signal],
  },
  batchSize: {
    wrongType: [...NO_NUMBERS, 'many', 'AUTO', ''],
    outOfRange: [...NO_INTEGERS, 0, 100_001],
    right: ['auto', 1, 2, 100_000],
  },
  adaptive: { wrongType: [null, 0, 1, 'true', {}, []], outOfRange: [], right: [true, false] },
  memoryThreshold: {
    wrongType: NO_NUMBERS,
    outOfRange: [Number.NaN, Number.POSITIVE_INFINITY, 0, -0.1, 1.000001, 80],
    right: [0.8, 1],
  },
  memoryLimitBytes: { ...integer(1, Number.MAX_SAFE_INTEGER), right: [2 ** 33, Number.MAX_SAFE_INTEGER] },
  memoryPauseMs: integer(1, INT_MAX),
  maxMemoryPauses: { ...integer(0, INT_MAX), right: [0, 1, INT_MAX] },
  prefetchBatches: integer(1, 1024),
  concurrency: { ...integer(1, 1024), right: [1, 2, 64] },
  maxFileSize: { ...integer(1, 536_870_888), right: [100, 536_870_888] },
  fileTimeoutMs: { ...integer(1, INT_MAX), right: [5000, INT_MAX] },
  include: { wrongType: NO_STRINGS_LISTS, outOfRange: [], right: [[], ['**'], ['*.ts', 'none']] },
  exclude: { wrongType: NO_STRINGS_LISTS, outOfRange: [], right: [[], ['none/**']] },
  respectGitignore: { wrongType: [null, 0, 'yes', {}], outOfRange: [], right: [true, false] },
  cache: {
    wrongType: [null, 0, 1, '', ' ', [], ['folder'], () => {}],
    outOfRange: [],
    right: [false],
  },
  compress: { wrongType: [null, 0, 1, 'true', {}, []], outOfRange: [], right: [true, false] },
  logger: {
    wrongType: [null, 'console', 1, {}, { log() {} }, { ...LOGGER, debug: true }, () => {}],
    outOfRange: [],
    right: [LOGGER],
  },
  onProgress: { wrongType: [null, 'f', 1, {}, []], outOfRange: [], right: [() => {}] },
};

const ROWS = Object.entries(OPTIONS) as [keyof StreamOptions, Values][];

const root = fileURLToPath(new URL('.', import.meta.url));

/** What each call that takes options says to these. */
async function errorsOf(options: StreamOptions): Promise<unknown[]> {
  const calls: (() => unknown)[] = [
    () => processFilesInBatches([], root, options),
    () => new CodeKnowledgeGraph(options),
    () => new CodeKnowledgeGraph().processFilesInBatches([], root, options),
    () => buildGraphStreaming(root, ['none'], options),
    () => buildGraphProgressively(root, ['none'], options),
    () => new CodeKnowledgeGraph().buildGraphStreaming(root, ['none'], options),
  ];
  return Promise.all(
    calls.map(async (call) => {
      try {
        await call();
      } catch (error) {
        return error;
      }
      return undefined;
    }),
  );
}

describe.each(ROWS)('options.%s', (name, { wrongType, outOfRange, right }) => {
  it('of a wrong type is a TypeError that names it', async () => {
    for (const value of wrongType) {
      for (const error of await errorsOf({ [name]: value })) {
        expect(error, String(value?.toString())).toBeInstanceOf(TypeError);
        expect(error).toMatchObject({
          code: 'ERR_INVALID_ARG_TYPE',
          message: expect.stringMatching(new RegExp(`^options\\.${name}(\\[\\d\\])? must be `)),
        });
      }
    }
  });

  it('out of its range, if it has one, is a RangeError that names it', async () => {
    for (const value of outOfRange) {
      for (const error of await errorsOf({ [name]: value })) {
        expect(error, String(value)).toBeInstanceOf(RangeError);
        expect(error).toMatchObject({
          code: 'ERR_OUT_OF_RANGE',
          message: expect.stringMatching(new RegExp(`^options\\.${name} must be .*, not ${value}$`)),
        });
      }
    }
  });

  it('in its range is taken, undefined too', async () => {
    const folder = await repositoryOf({ 'a.ts': 'export const a = 1;\n', 'b.ts': '', 'c.ts': '' });
    for (const value of [...right, undefined]) {
      const options = { [name]: value };
      const graph = await buildGraphStreaming(folder, [], options);
      expect([graph.files.size, graph.failures], String(value)).toEqual([3, []]);
      const batches = await collected(new CodeKnowledgeGraph(options).processFilesInBatches(['a.ts', 'b.ts'], folder));
      expect(batches.at(-1)?.processedFiles, String(value)).toBe(2);
    }
  });
});

describe('options', () => {
  it.each(['', 'fast', 0, 1, true, [], () => {}, Symbol('s')])('that are no object are a TypeError', async (value) => {
    for (const error of await errorsOf(value as never)) {
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringMatching(/^options must be /),
      });
    }
  });

  it.each([undefined, null])('that are %s are none', async (none) => {
    const folder = await repositoryOf({ 'a.ts': '', 'b.ts': '' });
    const nothing = none as never;
    expect(await errorsOf(nothing)).toEqual(Array(6).fill(undefined));
    const instance = new CodeKnowledgeGraph(none);
    expect(await instance.getAllSourceFiles(folder)).toHaveLength(2);
    expect((await instance.buildGraphStreaming(folder, nothing, nothing)).files.size).toBe(2);
    expect(await collected(instance.processFilesInBatches(['a.ts'], folder, nothing))).toHaveLength(1);
    const defaults = new CodeKnowledgeGraph({ batchSize: 1 });
    expect(await collected(defaults.processFilesInBatches(['a.ts', 'b.ts'], folder, nothing))).toHaveLength(2);
  });

  it('nobody knows are no error', async () => {
    const options = { colour: 'blue', name: 'a service', loader: 1, batch: 2, catch: true, path: '/' } as StreamOptions;
    expect(await errorsOf(options)).toEqual(Array(6).fill(undefined));
  });

  it.each([
    ['batchsize', 'batchSize'],
    ['batch_size', 'batchSize'],
    ['concurency', 'concurrency'],
    ['singal', 'signal'],
    ['includes', 'include'],
    ['excluded', 'exclude'],
    ['respectGitIgnore', 'respectGitignore'],
    ['maxFileSizeBytes', 'maxFileSize'],
    ['memoryLimit', 'memoryLimitBytes'],
    ['fileTimeout', 'fileTimeoutMs'],
    ['cahce', 'cache'],
    ['onprogress', 'onProgress'],
  ])('misspelled as %s are a TypeError that names %s', async (name, meant) => {
    for (const error of await errorsOf({ [name]: 1 } as StreamOptions)) {
      expect(error).toBeInstanceOf(TypeError);
      expect(error).toMatchObject({
        code: 'ERR_INVALID_ARG_VALUE',
        message: `options.${name} is no option: did you mean ${meant}?`,
      });
    }
    expect(await errorsOf({ [name]: undefined } as StreamOptions)).toEqual(Array(6).fill(undefined));
  });

  it.each(Object.keys(OPTIONS))('%s with a slip in it is not taken for another one', async (name) => {
    const slip = name.slice(0, -1);
    for (const error of await errorsOf({ [slip]: 1 } as StreamOptions)) {
      expect(error).toMatchObject({ message: `options.${slip} is no option: did you mean ${name}?` });
    }
  });

  it.each(['include', 'exclude'])('%s with a glob that cannot be read is an error of the call', async (name) => {
    const options = { [name]: ['src/**', 'src/[a'] };
    await expect(buildGraphStreaming(root, [], options)).rejects.toMatchObject({
      code: 'ERR_INVALID_GLOB',
      message: expect.stringMatching(new RegExp(`^Invalid glob in options\\.${name}: src/\\[a: `)),
    });
    await expect(new CodeKnowledgeGraph(options).getAllSourceFiles(root)).rejects.toMatchObject({
      code: 'ERR_INVALID_GLOB',
    });
  });

  it('whose getters throw do so before any work', async () => {
    const error = new Error('from the getter');
    const options = {
      get concurrency(): number {
        throw error;
      },
    };
    expect(new Set(await errorsOf(options))).toEqual(new Set([error]));
  });

  it('that change later, like the list of files, do not concern a stream under way', async () => {
    const folder = await repositoryOf({ 'a.ts': '', 'b.ts': '' });
    const [files, options] = [['a.ts', 'b.ts'], { batchSize: 1 }];
    const iterator = processFilesInBatches(files, folder, options);
    files.length = 0;
    options.batchSize = 2;
    expect((await collected(iterator)).map(({ batch }) => batch.files[0]?.filePath)).toEqual(['a.ts', 'b.ts']);
  });
});
