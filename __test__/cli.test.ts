/** The command line with a graph that is made up: what it prints, writes and returns. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallResolution, CodeGraph, CodeIndex, LogEntry, StreamOptions, StreamProgress } from '../index.js';
import { graphFromJSON, graphToJSON } from '../index.mjs';
import { ExitCode, run, type World } from '../js/cli/run.js';
import { GONE } from './gone.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ckg-cli-'));
});

afterEach(() => rm(folder, GONE));

/** A stream that keeps what is written to it. */
function sink(terminal = false) {
  let text = '';
  return {
    isTTY: terminal,
    columns: 100,
    write(part: string, done?: () => void) {
      text += part;
      done?.();
    },
    text: () => text,
  };
}

function graphOf(parts: { [name in keyof CodeGraph]?: unknown }): CodeGraph {
  return {
    files: new Map(),
    functions: new Map(),
    types: new Map(),
    failures: [],
    warnings: [],
    ...parts,
  } as CodeGraph;
}

function call(targetKey: string | null, resolution: CallResolution = targetKey === null ? 'unresolved' : 'import') {
  return { function: 'f', targetKey, resolution };
}

const FAILURE = { filePath: '/r/big.ts', code: 'ERR_FILE_TOO_LARGE', message: 'the file is larger than 5 bytes' };

/** An index of what leads nowhere. */
const INDEX = {
  ...{ stats: { files: 0 }, failures: [], warnings: [], graphInParts: async function* () {} },
  cycles: async () => ({ cycles: [], truncated: false }),
  unused: async () => ({ symbols: [], candidates: [], truncated: false, after: null }),
  close: async () => {},
} as unknown as CodeIndex;

/** An index of a graph below `/r`, which it has whole and in parts. */
function indexOf(graph: CodeGraph): CodeIndex {
  const { failures, warnings, ...rest } = graph;
  const text = JSON.stringify(graphToJSON({ ...rest, failures: [], warnings: [] }));
  const at = (root: string) => graphFromJSON(JSON.parse(text.replaceAll('/r/', root)));
  async function* graphInParts({ rootDir }: { rootDir?: string } = {}) {
    const { files, functions, types } = at(rootDir === undefined ? '' : `${rootDir}/`);
    for (const [path, file] of files) {
      const isHere = ([, one]: [string, { file: string }]) => one.file === path;
      const part = { files: new Map([[path, file]]), failures: [], warnings: [] };
      yield { ...part, functions: new Map([...functions].filter(isHere)), types: new Map([...types].filter(isHere)) };
    }
  }
  return { ...INDEX, stats: { files: graph.files.size }, failures, warnings, graphInParts } as unknown as CodeIndex;
}

async function invoke(words: string[], changes: Partial<World> = {}) {
  const stdout = sink();
  const stderr = sink();
  const exitCode = await run({
    words,
    folder,
    version: '1.2.3',
    env: {},
    readInput: async () => '',
    stdout,
    stderr,
    signal: new AbortController().signal,
    now: () => 0,
    memory: () => 5e6,
    peakMemory: () => 7e6,
    buildGraph: async () => graphOf({}),
    analyze: async () => {},
    metrics: () => ({ cacheHits: 0, cacheMisses: 0 }),
    serve: () => Promise.reject(new Error('must not be asked')),
    openIndex: async () => INDEX,
    cacheInfo: () => Promise.reject(new Error('must not be asked')),
    pruneCache: () => Promise.reject(new Error('must not be asked')),
    listSnapshots: () => Promise.reject(new Error('must not be asked')),
    pruneSnapshots: () => Promise.reject(new Error('must not be asked')),
    deleteSnapshot: () => Promise.reject(new Error('must not be asked')),
    ...changes,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

describe('the words', () => {
  it('--help prints every option and ends with 0', async () => {
    const { exitCode, stdout } = await invoke(['--help']);
    expect(exitCode).toBe(ExitCode.Done);
    const options = ['--out', '--json', '--strict', '--concurrency', '--include', '--exclude', '--respect-gitignore'];
    options.push('--cache', '--no-cache');
    for (const option of [...options, '--quiet', '--no-progress', '--help', '--version']) {
      expect(stdout).toContain(option);
    }
  });

  it('--version prints the version alone', async () => {
    expect(await invoke(['--version'])).toEqual({ exitCode: ExitCode.Done, stdout: '1.2.3\n', stderr: '' });
  });

  it.each([
    [[], 'No folder is given'],
    [['a', 'b'], "'b' is one too many"],
    [['--nope', 'a'], '--nope'],
    [['a', '--out'], '--out'],
    [['a', '--out', ''], '--out'],
    [['a', '--concurrency', '0'], '--concurrency'],
    [['a', '--concurrency', 'many'], '--concurrency'],
    [['a', '--concurrency', '1.5'], '--concurrency'],
    [['a', '--json=yes'], '--json'],
    [['a', '--cache'], '--cache'],
    [['a', '--all'], "Option '--all' goes with 'cache prune' alone"],
    [['a', '--max-bytes', '1'], "Option '--max-bytes' goes with 'cache prune' alone"],
    [['cache'], "'cache' needs a word more: there are 'cache info' and 'cache prune'"],
    [['cache', 'clear'], "'cache clear' is not known"],
    [['cache', 'info', 'there'], "'cache info' takes its folder as '--cache there'"],
    [['cache', 'info', '--strict'], "Option '--strict' does not go with 'cache info'"],
    [['cache', 'info', '--all'], "Option '--all' does not go with 'cache info'"],
    [['cache', 'info', '--no-cache'], "Option '--no-cache' does not go with 'cache info'"],
    [['cache', 'prune', '-o', 'x'], "Option '--out' does not go with 'cache prune'"],
    [['cache', 'prune', '--all', '--max-bytes', '1'], "Options '--max-bytes' and '--all' exclude each other"],
    [['cache', 'prune', '--max-bytes', '1.5'], "Option '--max-bytes' takes a whole number of bytes, not '1.5'"],
    [['cache', 'prune', '--max-bytes', '-1'], '--max-bytes'],
    [['cache', 'prune', '--max-bytes', '9007199254740992'], '--max-bytes'],
    [['a', '--cache', ' '], "Option '--cache' needs a folder"],
    [['a', '--cache', 'c', '--no-cache'], "Options '--cache' and '--no-cache' exclude each other"],
    [['a', '--out', 'no/such/folder/graph.json'], 'no/such/folder/graph.json'],
    [[''], "Root directory can't be empty"],
    [[' \t'], "Root directory can't be empty"],
  ])('%j ends with 2 and says why', async (words, reason) => {
    const { exitCode, stdout, stderr } = await invoke(words, {
      buildGraph: () => Promise.reject(new Error('must not be called')),
    });
    expect(exitCode).toBe(ExitCode.Misuse);
    expect(stderr).toContain(reason);
    expect(stderr).not.toContain('must not be called');
    expect(stdout).toBe('');
  });

  it.each(['ERR_ROOT_DIR_NOT_FOUND', 'ERR_INVALID_GLOB', 'ERR_OUT_OF_RANGE'])(
    '%s of the graph ends with 2',
    async (code) => {
      const { exitCode, stderr } = await invoke(['a'], {
        buildGraph: () => Promise.reject(Object.assign(new Error('no such thing'), { code })),
      });
      expect(exitCode).toBe(ExitCode.Misuse);
      expect(stderr).toContain('no such thing');
    },
  );

  it('any other error of the graph ends with 1', async () => {
    const { exitCode, stderr } = await invoke(['a'], { buildGraph: () => Promise.reject(new Error('out of luck')) });
    expect(exitCode).toBe(ExitCode.Failed);
    expect(stderr).toContain('out of luck');
  });

  it('options reach the graph', async () => {
    let given: unknown[] = [];
    const words = ['src', '--concurrency', '3', '--include', 'a/**', '--include', 'b/**', '--exclude', 'c/**'];
    await invoke([...words, '--respect-gitignore'], {
      buildGraph: async (...all) => {
        given = all;
        return graphOf({});
      },
    });
    expect(given[0]).toBe(join(folder, 'src'));
    expect(given[1]).toEqual([]);
    expect(given[2]).toMatchObject({
      concurrency: 3,
      include: ['a/**', 'b/**'],
      exclude: ['c/**'],
      respectGitignore: true,
    });
  });

  it.each<[string[], unknown]>([
    [[], true],
    [['--no-cache'], false],
    [['--cache', 'kept'], 'kept'],
    [['--cache', '/kept'], '/kept'],
  ])('%j choose the cache', async (words, cache) => {
    let given: StreamOptions = {};
    await invoke(['src', ...words], {
      buildGraph: async (_root, _paths, options) => {
        given = options;
        return graphOf({});
      },
    });
    expect(given.cache).toEqual(typeof cache === 'string' ? resolve(folder, cache) : cache);
  });
});

describe('the summary', () => {
  const root = '/r';
  const load = '/r/src/a.ts::Order::load';
  const save = '/r/src/a.ts::Order::save';
  const graph = graphOf({
    files: new Map([
      ['/r/src/a.ts', { language: 'typescript', calls: [call(load), call(save), call(null)], imports: ['b', 'c'] }],
      [
        '/r/src/b.py',
        { language: 'python', calls: [call(save), call(null, 'external'), call(null, 'local')], imports: ['c'] },
      ],
      ['/r/src/c.ts', { language: 'typescript', calls: [call(null, 'builtin')], imports: [] }],
    ]),
    functions: new Map([
      [load, { name: 'load', file: '/r/src/a.ts', calls: [call(save), call(save), call(null)] }],
      [save, { name: 'save', file: '/r/src/a.ts', calls: [call(save), call(load)] }],
    ]),
    types: new Map([['/r/src/a.ts::Order', { name: 'Order', fields: new Map() }]]),
    failures: [FAILURE],
  });
  const world = { buildGraph: async () => graph, now: clock([0, 500]) };

  it('--json prints it as JSON, and nothing else, on standard output', async () => {
    const { exitCode, stdout } = await invoke([root, '--json', '--quiet'], { ...world, now: clock([0, 500]) });
    expect(exitCode).toBe(ExitCode.Done);
    expect(JSON.parse(stdout)).toEqual({
      root,
      folder: root,
      files: 3,
      failed: 1,
      functions: 2,
      types: 1,
      calls: 7,
      callsWithTarget: 3,
      callsWithoutTarget: { external: 1, builtin: 1, noFunction: 1, unresolved: 1 },
      imports: 3,
      languages: {
        typescript: { files: 2, functions: 2, calls: 4, callsWithTarget: 2 },
        python: { files: 1, functions: 0, calls: 3, callsWithTarget: 1 },
      },
      durationMs: 500,
      filesPerSecond: 8,
      peakMemoryBytes: 7e6,
      cacheHits: 0,
      cacheMisses: 0,
      mostCalled: [
        { key: 'src/a.ts::Order::save', name: 'save', file: 'src/a.ts', calls: 2 },
        { key: 'src/a.ts::Order::load', name: 'load', file: 'src/a.ts', calls: 1 },
      ],
      mostCalling: [
        { key: 'src/a.ts::Order::save', name: 'save', file: 'src/a.ts', calls: 2 },
        { key: 'src/a.ts::Order::load', name: 'load', file: 'src/a.ts', calls: 1 },
      ],
      slowestFiles: [],
      fileCycles: 0,
      unusedFunctions: 0,
      failures: [{ ...FAILURE, filePath: 'big.ts' }],
      warnings: [],
    });
  });

  it('--json --absolute has the root in front of what it names', async () => {
    const { stdout } = await invoke([root, '--json', '--absolute'], world);
    const { mostCalled, mostCalling, failures } = JSON.parse(stdout);
    expect(mostCalled[0]).toMatchObject({ key: save, file: '/r/src/a.ts' });
    expect(mostCalling[0]).toMatchObject({ key: save, file: '/r/src/a.ts' });
    expect(failures).toEqual([FAILURE]);
  });

  it('says how many cycles and unused functions there are, and what lists them', async () => {
    let isClosed = false;
    const index = {
      ...INDEX,
      cycles: async (options: unknown) => ({ cycles: options && Array.from({ length: 26 }) }),
      // In pages.
      unused: async ({ after }: { after: string | null }) =>
        after === null
          ? { symbols: [{ kind: 'function' }, { kind: 'class' }], after: 'here' }
          : { symbols: [{ kind: 'function' }], after: null },
      close: async () => {
        isClosed = true;
      },
    } as unknown as CodeIndex;
    const openIndex = async () => index;
    const { stdout } = await invoke(["it's here", '-q'], { ...world, openIndex });
    expect(stdout).toContain(
      "26  cycles of files that import each other: code-knowledge-graph 'it'\\''s here' cycles --level file\n",
    );
    expect(stdout).toContain("2  functions that nothing leads to: code-knowledge-graph 'it'\\''s here' unused\n");
    expect(isClosed).toBe(true);
    const { stdout: json } = await invoke(['src', '--json'], { ...world, openIndex });
    expect(JSON.parse(json)).toMatchObject({ folder: 'src', fileCycles: 26, unusedFunctions: 2 });
  });

  it('parses no file again for that where nothing is kept', async () => {
    const openIndex = () => Promise.reject(new Error('must not be opened'));
    const { exitCode, stdout } = await invoke([root, '--json', '--no-cache'], { ...world, openIndex });
    expect(exitCode).toBe(ExitCode.Done);
    expect(JSON.parse(stdout)).toMatchObject({ fileCycles: null, unusedFunctions: null });
  });

  it('as text names counts, the most called functions and the failures with their reasons', async () => {
    const { stdout } = await invoke([root, '--quiet'], { ...world, now: clock([0, 500]) });
    expect(stdout).toMatch(/files\s+3\n/);
    expect(stdout).toMatch(/functions\s+2\n/);
    expect(stdout).toMatch(/types\s+1\n/);
    expect(stdout).toMatch(/calls\s+7\n/);
    expect(stdout).toMatch(/imports\s+3\n/);
    expect(stdout).toMatch(/failed\s+1\n/);
    expect(stdout).toMatch(/2 {2}src\/a\.ts::Order::save\n\s+1 {2}src\/a\.ts::Order::load\n/);
    expect(stdout).toContain('ERR_FILE_TOO_LARGE  big.ts: the file is larger than 5 bytes');
  });

  it('as text says where calls lead, of which languages files are, and which functions call most', async () => {
    const { stdout } = await invoke([root, '--quiet'], { ...world, now: clock([0, 500]) });
    const lines = stdout.split('\n').map((line) => line.trim().replace(/ {2,}/g, ' '));
    const below = (heading: string) =>
      lines.slice(lines.indexOf(heading) + 2, lines.indexOf('', lines.indexOf(heading) + 2));
    expect(below('Calls lead to')).toEqual([
      '3 43 % functions of the repository',
      '1 14 % packages',
      '1 14 % the language and its runtime',
      '1 14 % what is no function, as a class without a constructor',
      '1 14 % nobody knows where: the type they are called on is not told',
    ]);
    expect(below('Languages')).toEqual(['typescript 2 files 2 functions', 'python 1 file 0 functions']);
    expect(below('Functions that call the most others')).toEqual([
      '2 src/a.ts::Order::save',
      '1 src/a.ts::Order::load',
    ]);
  });

  it('names the files that took longest, as they were told last', async () => {
    const buildGraph: World['buildGraph'] = async (_root, _paths, { onProgress }) => {
      const slow = (path: string, ms: number) => ({ path, ms, isDone: false });
      onProgress?.(progressOf({ slowestFiles: [slow('/r/a.ts', 1200)] }) as never);
      onProgress?.(progressOf({ slowestFiles: [slow('/r/b.ts', 4000), slow('/r/a.ts', 2500)] }) as never);
      return graph;
    };
    const { stdout } = await invoke([root, '--json'], { buildGraph });
    expect(JSON.parse(stdout).slowestFiles).toEqual([
      { file: 'b.ts', ms: 4000 },
      { file: 'a.ts', ms: 2500 },
    ]);
    const { stdout: text } = await invoke([root, '--quiet'], { buildGraph });
    expect(text).toMatch(/Slowest files\n\n\s+4\.00 s {2}b\.ts\n\s+2\.50 s {2}a\.ts\n/);
  });

  it('says what the cache had of the files, if there is one', async () => {
    const metrics = () => ({ cacheHits: 1200, cacheMisses: 34 });
    const { stdout } = await invoke([root, '--json'], { ...world, metrics });
    expect(JSON.parse(stdout)).toMatchObject({ cacheHits: 1200, cacheMisses: 34 });
    expect((await invoke([root], { ...world, metrics })).stdout).toContain(
      '1,200 of 1,234 files came from the cache\n',
    );
    expect((await invoke([root], world)).stdout).not.toContain('cache');
  });

  it('names ten functions at most, equal counts in the order of their keys', async () => {
    const keys = Array.from({ length: 12 }, (_, number) => `/r/a.ts::f${String(11 - number).padStart(2, '0')}`);
    const file = { language: 'typescript', calls: keys.map((key) => call(key)), imports: [] };
    const many = graphOf({ files: new Map([['/r/a.ts', file]]) });
    const { stdout } = await invoke([root, '--json'], { buildGraph: async () => many });
    const named = JSON.parse(stdout).mostCalled.map(({ key }: { key: string }) => key);
    expect(named.map((key: string) => `/r/${key}`)).toEqual(keys.toSorted().slice(0, 10));
  });

  it('--strict ends with 1 if a file failed, and still prints', async () => {
    const { exitCode, stdout } = await invoke([root, '--strict', '--json'], world);
    expect(exitCode).toBe(ExitCode.Failed);
    expect(JSON.parse(stdout).failed).toBe(1);
  });

  it('--strict ends with 0 if none failed', async () => {
    expect((await invoke([root, '--strict'])).exitCode).toBe(ExitCode.Done);
  });

  it('of a folder without sources says so', async () => {
    expect((await invoke([root])).stdout).toContain('No file in a supported language under /r');
  });

  it('shows control characters of a file name instead of sending them to the terminal', async () => {
    const failures = [{ ...FAILURE, filePath: '/r/\x1b[2Jx.ts' }];
    const { stdout } = await invoke([root], { buildGraph: async () => graphOf({ failures }) });
    expect(stdout).not.toContain('\x1b');
    expect(stdout).toContain('\\u{1b}[2Jx.ts');
  });

  it('names the manifests that were left out, and why', async () => {
    const warnings = ['a', 'b'].map((name) => ({
      path: `/r/${name}/tsconfig.json`,
      code: 'ERR_MANIFEST_INVALID',
      reason: 'it is',
    }));
    const buildGraph = async () => graphOf({ warnings });
    expect((await invoke([root], { buildGraph })).stdout).toMatch(
      /\n {2}ERR_MANIFEST_INVALID {2}a\/tsconfig\.json: it is\n {2}ERR_MANIFEST_INVALID {2}b\/tsconfig\.json: it is\n/,
    );
    const relative = warnings.map((warning) => ({ ...warning, path: warning.path.replace('/r/', '') }));
    expect(JSON.parse((await invoke([root, '--json'], { buildGraph })).stdout).warnings).toEqual(relative);
    expect((await invoke([root, '--strict'], { buildGraph })).exitCode).toBe(ExitCode.Done);
  });

  it('shows twenty failures and how many more there are', async () => {
    const failures = Array.from({ length: 23 }, (_, number) => ({ ...FAILURE, filePath: `/r/f${number}.ts` }));
    const { stdout } = await invoke([root], { buildGraph: async () => graphOf({ failures }) });
    expect(stdout).toContain('f19.ts');
    expect(stdout).not.toContain('f20.ts');
    expect(stdout).toContain('and 3 more');
  });
});

const progressOf = (given: Partial<StreamProgress>): StreamProgress => ({
  ...{ stage: 'parsing', slowestFiles: [], isShortOfMemory: false, progress: 0 },
  ...{ processedFiles: 0, totalFiles: 100, batchIndex: 0, totalBatches: 1 },
  ...given,
});

describe('the cache', () => {
  const info = {
    directory: '/ca\u0007che',
    ...{ packs: 12, entries: 34_567, bytes: 89e6, roots: 2, snapshots: 3, snapshotBytes: 45e6 },
    oldestUse: new Date(0),
    newestUse: new Date(1e12),
  };
  const pruned = { directory: '/cache', packs: 3, bytes: 5e6 };

  it('info says what it holds, of the folder named or of the user\u2019s', async () => {
    const asked: unknown[] = [];
    const world: Partial<World> = {
      cacheInfo: async (directory) => {
        asked.push(directory);
        return info;
      },
    };
    const { exitCode, stdout, stderr } = await invoke(['cache', 'info'], world);
    expect([exitCode, stderr]).toEqual([ExitCode.Done, '']);
    expect(stdout.split('\n')).toEqual([
      '/ca\\u{7}che',
      '',
      '  entries            34,567',
      '  packs                  12',
      '  repositories            2',
      '  size                89 MB',
      '  snapshots        3, 45 MB',
      '  last used    1970-01-01 to 2001-09-09',
      '',
    ]);
    const { stdout: json } = await invoke(['cache', 'info', '--cache', 'kept', '--json'], world);
    expect(JSON.parse(json)).toEqual({
      ...info,
      oldestUse: '1970-01-01T00:00:00.000Z',
      newestUse: '2001-09-09T01:46:40.000Z',
    });
    expect(asked).toEqual([undefined, join(folder, 'kept')]);
  });

  it('info of an empty one says nothing of its use', async () => {
    const nothing = { snapshots: 0, snapshotBytes: 0, oldestUse: null, newestUse: null };
    const cacheInfo = async () => ({ ...info, ...nothing });
    expect((await invoke(['cache', 'info'], { cacheInfo })).stdout).not.toMatch(/used|snapshots/);
  });

  it.each<[string[], number | undefined]>([
    [[], undefined],
    [['--all'], 0],
    [['--max-bytes', '0'], 0],
    [['--max-bytes', '5000'], 5000],
  ])('prune %j leaves as much as was asked for', async (words, maxBytes) => {
    const asked: unknown[] = [];
    const world: Partial<World> = {
      pruneCache: async (...all) => {
        asked.push(all);
        return pruned;
      },
    };
    const { exitCode, stdout } = await invoke(['cache', 'prune', ...words], world);
    expect([exitCode, stdout]).toEqual([ExitCode.Done, '5 MB in 3 packs are gone from /cache\n']);
    const { stdout: json } = await invoke(['cache', 'prune', ...words, '--json', '--cache', '/kept'], world);
    expect(JSON.parse(json)).toEqual(pruned);
    expect(asked).toEqual([
      [undefined, { maxBytes }],
      ['/kept', { maxBytes }],
    ]);
  });

  it('that cannot be read ends with 1 and says why', async () => {
    const cacheInfo = () => Promise.reject(Object.assign(new Error('no'), { code: 'ERR_CACHE_UNUSABLE' }));
    const answer = { exitCode: ExitCode.Failed, stdout: '', stderr: 'code-knowledge-graph: no\n' };
    expect(await invoke(['cache', 'info'], { cacheInfo })).toEqual(answer);
  });
});

describe('progress', () => {
  const buildGraph: World['buildGraph'] = async (_root, _paths, options) => {
    for (const processedFiles of [0, 25, 28, 50, 100]) options.onProgress?.(progressOf({ processedFiles }));
    return graphOf({});
  };

  it('is plain lines on standard error when that is no terminal: stages, and one line each ten percent', async () => {
    const { stderr } = await invoke(['.', '--json'], { buildGraph, now: clock([0, 0, 1000, 2000, 4000]) });
    expect(stderr.split('\n')).toEqual([
      'discovering',
      'parsing',
      'parsing 25 %: 25 of 100 files, 25 files/s, 5 MB, 3.00 s left',
      'parsing 50 %: 50 of 100 files, 25 files/s, 5 MB, 2.00 s left',
      'parsing 100 %: 100 of 100 files, 25 files/s, 5 MB',
      'linking',
      '',
    ]);
  });

  it('is one redrawn line on a terminal, gone at the end', async () => {
    const stderr = sink(true);
    await invoke(['.'], { buildGraph, stderr });
    const drawn = stderr.text().split('\r');
    expect(drawn.some((line) => line.startsWith('discovering'))).toBe(true);
    expect(drawn.some((line) => line.startsWith('linking'))).toBe(true);
    expect(drawn.at(-1)).toBe('\x1b[K');
    expect(stderr.text()).not.toContain('\n');
  });

  it.each(['--quiet', '--no-progress', '-q'])('%s shows none', async (option) => {
    expect((await invoke(['.', option], { buildGraph })).stderr).toBe('');
  });

  it('names the file that is worked on for long, once where no line is redrawn', async () => {
    const buildSlowly: World['buildGraph'] = async (_root, _paths, options) => {
      for (const ms of [1000, 2500, 4500]) {
        const slowestFiles = [
          { path: '/r/hu\u0007ge.ts', ms, isDone: false },
          { path: '/r/done.ts', ms: 9000, isDone: true },
        ];
        options.onProgress?.(progressOf({ slowestFiles }));
      }
      return graphOf({});
    };
    const { stderr } = await invoke(['.', '--json'], { buildGraph: buildSlowly });
    expect(stderr.split('\n')).toEqual(['discovering', 'parsing', 'parsing: 2.50 s at /r/hu\\u{7}ge.ts', '']);
  });

  it('says that the cache cannot be used, and nothing else that is logged', async () => {
    const metadata = { code: 'ERR_CACHE_UNUSABLE', filePath: '/ca\u0007che', message: 'it may not be written' };
    const entry: LogEntry = { message: 'The cache cannot be used as asked', context: '', metadata };
    const { stderr } = await invoke(['.', '--quiet'], {
      buildGraph: async (_root, _paths, { logger }) => {
        for (const level of ['log', 'debug', 'error', 'warn'] as const) logger?.[level](entry);
        logger?.warn({ ...entry, metadata: { ...metadata, filePath: '' } });
        logger?.warn({ ...entry, metadata: { code: 'ERR_MANIFEST_LIMIT' } });
        return graphOf({});
      },
    });
    expect(stderr.split('\n')).toEqual([
      'The cache cannot be used as asked (/ca\\u{7}che): it may not be written',
      'The cache cannot be used as asked: it may not be written',
      '',
    ]);
  });

  it('says once that memory is short', async () => {
    const { stderr } = await invoke(['.', '--quiet'], {
      buildGraph: async (_root, _paths, options) => {
        for (const isShortOfMemory of [false, true, true]) options.onProgress?.(progressOf({ isShortOfMemory }));
        return graphOf({});
      },
    });
    expect(stderr.match(/Memory is short/g)).toHaveLength(1);
  });
});

describe('--out', () => {
  const node = { id: 'id', name: 'f', type: 'NODE_TYPE_FUNCTION', text: 'f() {}', children: [] };
  const out = (key: string | null) => ({
    ...{ nodeId: `${key}`, function: 'f', file: '/r/a.ts', caller: '', targetKey: key, resolution: 'local' },
    ...{ candidates: key === null ? [] : [key], receiverType: key === null ? null : '/r/a.ts::T' },
  });
  const calls = [out(null), out('/r/a.ts::f')];
  const reference = { name: 'T', file: '/r/a.ts', targetKey: '/r/a.ts::T', kind: 'type', position: { startIndex: 7 } };
  const graph = graphOf({
    files: new Map([
      ['/r/a.ts', { calls, references: [reference], imports: ['b', '/r/b.ts'], nodes: new Map([['id', node]]) }],
    ]),
    functions: new Map([
      ['/r/a.ts::f', { name: 'f', file: '/r/a.ts', calls: [calls[1]], references: [reference], fullText: '{}' }],
    ]),
    types: new Map([
      [
        '/r/a.ts::T',
        {
          ...{ name: 'T', file: '/r/a.ts', extends: ['/r/b.ts::B', 'p::C'], implements: [] },
          ...{ extendedBy: ['/r/c.ts::D'], implementedBy: [] },
          fields: new Map([
            ['10', 'b'],
            ['9', 'a"\u2028'],
            ['__proto__', 'c'],
          ]),
        },
      ],
    ]),
    failures: [FAILURE],
  });
  const written = async (...words: string[]) => {
    const root = '/r';
    const { exitCode } = await invoke([root, '-q', '--out', 'graph.json', ...words], {
      openIndex: async () => indexOf(graph),
    });
    expect(exitCode).toBe(ExitCode.Done);
    return JSON.parse(await readFile(join(folder, 'graph.json'), 'utf8'));
  };

  it('writes the graph as JSON with Maps as objects, paths below the folder, nothing twice', async () => {
    const json = await written();
    const call = { ...out('a.ts::f'), file: 'a.ts', receiverType: 'a.ts::T' };
    expect(json.files).toEqual({
      'a.ts': {
        calls: [{ ...out(null), file: 'a.ts' }, call],
        references: [{ ...reference, file: 'a.ts', targetKey: 'a.ts::T' }],
        imports: ['b', 'b.ts'],
        nodes: {},
      },
    });
    expect(json.functions).toEqual({
      'a.ts::f': { name: 'f', file: 'a.ts', calls: [1], references: [0], fullText: '' },
    });
    const { fields, ...type } = json.types['a.ts::T'];
    expect(type).toEqual({
      ...{ name: 'T', file: 'a.ts', extends: ['b.ts::B', 'p::C'], implements: [] },
      ...{ extendedBy: ['c.ts::D'], implementedBy: [] },
    });
    expect(Object.entries(fields)).toEqual(
      expect.arrayContaining([
        ['9', 'a"\u2028'],
        ['10', 'b'],
        ['__proto__', 'c'],
      ]),
    );
    expect(json.failures).toEqual([{ ...FAILURE, filePath: 'big.ts' }]);
  });

  it('--full --absolute is what graphToJSON has', async () => {
    expect(await written('--full', '--absolute')).toEqual(JSON.parse(JSON.stringify(graphToJSON(graph))));
  });

  it('is read by graphFromJSON either way', async () => {
    expect(graphFromJSON(await written('--full', '--absolute'))).toEqual(graph);
    const read = graphFromJSON(await written());
    expect(read.functions.get('a.ts::f')?.calls[0]).toBe(read.files.get('a.ts')?.calls[1]);
    expect(read.functions.get('a.ts::f')?.references[0]).toBe(read.files.get('a.ts')?.references[0]);
    const json = await written();
    json.functions['a.ts::f'].calls = [2];
    expect(() => graphFromJSON(json)).toThrow(
      'json.functions["a.ts::f"].calls must be places in its file, not number 2',
    );
  });

  it('--format has the index write it in another form', async () => {
    const asked: unknown[] = [];
    const index = {
      ...indexOf(graph),
      export: async (format: string, target: unknown) => {
        asked.push([format, target]);
        return { files: ['x'], bytes: 5 };
      },
    } as unknown as CodeIndex;
    const world = { openIndex: async () => index };
    const { exitCode } = await invoke(['.', '-q', '--out', 'graph.jsonl', '--format', 'jsonl', '--no-cache'], world);
    expect(exitCode).toBe(ExitCode.Done);
    await invoke(['.', '-q', '--out', '-', '--format', 'dot'], world);
    expect(asked).toEqual([
      ['jsonl', join(folder, 'graph.jsonl')],
      ['dot', expect.any(Writable)],
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([
    [['--out', 'g', '--format', 'xml'], "Option '--format' takes one of json, jsonl, "],
    [['--format', 'json'], "Option '--format' goes with '--out'"],
    [['--out', '-', '--format', 'neo4j-csv'], "Option '--format neo4j-csv' writes several files"],
    [['--full'], "Option '--full' goes with '--out'"],
    [['--out', 'g', '--format', 'dot', '--full'], "Option '--full' does not go with '--format dot'"],
  ])('%j ends with 2 and says why', async (words, reason) => {
    const { exitCode, stderr } = await invoke(['.', ...words]);
    expect(exitCode).toBe(ExitCode.Misuse);
    expect(stderr).toContain(reason);
  });

  it.each([['json'], ['jsonl']])('analyses files once for %s where nothing is to be kept', async (format) => {
    const caches: unknown[] = [];
    const note = (options: { cache?: unknown }) => {
      caches.push(options.cache);
      expect(existsSync(String(options.cache))).toBe(true);
    };
    const index = { ...indexOf(graph), export: async () => ({ files: [], bytes: 0 }) } as unknown as CodeIndex;
    const { exitCode, stdout } = await invoke(
      ['.', '-q', '--json', '--out', 'graph', '--format', format, '--no-cache'],
      {
        buildGraph: () => Promise.reject(new Error('must not be called')),
        analyze: async (_root, options) => note(options),
        openIndex: async (_root, options) => {
          note(options);
          return index;
        },
        metrics: () => ({ cacheHits: 0, cacheMisses: 1 }),
      },
    );
    expect(exitCode).toBe(ExitCode.Done);
    expect(JSON.parse(stdout)).toMatchObject({ files: 1, functions: 1, failed: 1, cacheMisses: 0, fileCycles: 0 });
    expect(new Set(caches).size).toBe(1);
    expect(existsSync(String(caches[0]))).toBe(false);
  });

  it('writes an empty graph as empty objects', async () => {
    await invoke(['.', '-o', 'graph.json']);
    const written = JSON.parse(await readFile(join(folder, 'graph.json'), 'utf8'));
    expect(written).toEqual({ files: {}, functions: {}, types: {}, failures: [], warnings: [] });
  });

  it('leaves the file of an earlier run as it was when interrupted while writing', async () => {
    await writeFile(join(folder, 'graph.json'), 'earlier');
    const interruption = new AbortController();
    const { exitCode } = await invoke(['.', '--out', 'graph.json'], {
      signal: interruption.signal,
      analyze: async () => interruption.abort(),
      openIndex: async () => indexOf(graph),
    });
    expect(exitCode).toBe(ExitCode.Interrupted);
    expect(await readFile(join(folder, 'graph.json'), 'utf8')).toBe('earlier');
    expect(await readdir(folder)).toEqual(['graph.json']);
  });

  it.each(['.', 'inner', 'inner/', 'new/'])('%s, which is a folder, ends with 1 before the work', async (out) => {
    await mkdir(join(folder, 'inner'));
    const { exitCode, stderr } = await invoke(['.', '--out', out], {
      analyze: () => Promise.reject(new Error('must not be called')),
    });
    expect(exitCode).toBe(ExitCode.Failed);
    expect(stderr).toBe(`code-knowledge-graph: ${out} is a folder: a graph of one file needs a file name\n`);
    expect(await readdir(folder)).toEqual(['inner']);
  });

  it.skipIf(process.platform === 'win32')('leaves nothing behind where the folder goes away meanwhile', async () => {
    await mkdir(join(folder, 'inner'));
    const { exitCode, stderr } = await invoke(['.', '-q', '--out', 'inner/graph.json'], {
      analyze: () => rm(join(folder, 'inner'), { recursive: true }),
      openIndex: async () => indexOf(graph),
    });
    expect(exitCode).toBe(ExitCode.Failed);
    expect(stderr).toBe('code-knowledge-graph: inner/graph.json cannot be written: no such file or directory\n');
    expect(await readdir(folder)).toEqual([]);
  });

  it.each([['-'], ['-', '--json']])(
    '%s is the graph on standard output, the summary goes to the other',
    async (...words) => {
      const { exitCode, stdout, stderr } = await invoke(['.', '-q', '--out', ...words], {
        openIndex: async () => indexOf(graph),
      });
      expect(exitCode).toBe(ExitCode.Done);
      expect(Object.keys(JSON.parse(stdout))).toEqual(['files', 'functions', 'types', 'failures', 'warnings']);
      if (words.includes('--json')) expect(JSON.parse(stderr)).toMatchObject({ files: 1, failed: 1 });
      else expect(stderr).toMatch(/files\s+1\n/);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('- that cannot be written ends with 1 and says why', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { errno: -28 });
    const stdout = { write: (_text: string, done?: (error: Error) => void) => done?.(full) };
    const { exitCode, stderr } = await invoke(['.', '-q', '--out', '-'], {
      stdout,
      openIndex: async () => indexOf(graph),
    });
    expect(exitCode).toBe(ExitCode.Failed);
    expect(stderr).toBe('code-knowledge-graph: Standard output cannot be written: no space left on device\n');
  });
});

describe('an interruption', () => {
  it('reaches the graph as a signal and ends with 130', async () => {
    const interruption = new AbortController();
    const { exitCode, stdout, stderr } = await invoke(['.', '--quiet'], {
      signal: interruption.signal,
      buildGraph: (_root, _paths, { signal }) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(signal.reason));
          interruption.abort();
        }),
    });
    expect(exitCode).toBe(ExitCode.Interrupted);
    expect(stdout).toBe('');
    expect(stderr).toBe('Interrupted\n');
  });
});

/** A clock that shows one time after the other, then stays at the last. */
function clock(times: number[]): () => number {
  let reading = 0;
  return () => times[Math.min(reading++, times.length - 1)] ?? 0;
}
