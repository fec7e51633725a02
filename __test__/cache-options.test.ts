/** The option `cache`: what it takes, what it says of what it does not take, and the user's folder that `true` is. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  buildGraphStreaming,
  type CacheOptions,
  CodeKnowledgeGraph,
  getCacheInfo,
  processFilesInBatches,
  pruneCache,
} from '../index.mjs';
import { userCacheFolder } from '../js/cache-folder.js';
import { nativeOptions } from '../js/options.js';
import { cacheFolder } from './caching.js';
import { collected, listening, repositoryOf } from './repository.js';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What the native side is told. */
function told(cache: unknown) {
  const { cache: native } = nativeOptions({ cache } as never);
  return native === undefined ? undefined : { ...native };
}

describe('options.cache', () => {
  it('is a folder, relative to the working directory, or an object with one', () => {
    const directory = join(process.cwd(), 'made/here');
    expect(told('made/here')).toEqual({ directory });
    expect(told({ directory: './made/../made/here' })).toEqual({ directory });
    expect(told(directory)).toEqual({ directory });
    const all = { directory, maxBytes: 1, trust: 'content', readOnly: true };
    expect(told(all)).toEqual(all);
    expect(told({ directory, maxBytes: undefined, trust: undefined, readOnly: undefined })).toEqual({ directory });
  });

  it('is none by default', () => {
    expect([told(undefined), told(false)]).toEqual([undefined, undefined]);
  });

  it('may be inherited, but not from every object', () => {
    const directory = join(process.cwd(), 'here');
    expect(told(Object.create({ directory, readOnly: true }))).toEqual({ directory, readOnly: true });
    const prototype = Object.prototype as { maxBytes?: number };
    prototype.maxBytes = 7;
    try {
      expect(told({ directory })).toEqual({ directory });
    } finally {
      delete prototype.maxBytes;
    }
  });

  const directory = tmpdir();
  it.each<[string, unknown, string]>([
    ['directory', {}, 'options.cache.directory must be the path of a folder, not undefined'],
    ['directory', { directory: '' }, 'options.cache.directory must be the path of a folder, not ""'],
    ['directory', { directory: 1 }, 'options.cache.directory must be the path of a folder, not number 1'],
    ['path', '', 'options.cache must be the path of a folder, not ""'],
    ['kind', 1, 'options.cache must be a boolean, the path of a folder or an object, not number 1'],
    ['trust', { directory, trust: 'blind' }, `options.cache.trust must be 'stat' or 'content', not "blind"`],
    ['trust', { directory, trust: null }, "options.cache.trust must be 'stat' or 'content', not null"],
    ['readOnly', { directory, readOnly: 'yes' }, 'options.cache.readOnly must be a boolean, not "yes"'],
    ['maxBytes', { directory, maxBytes: '1' }, /^options\.cache\.maxBytes must be an integer from 1 to \d+, not "1"$/],
  ] as never)('with a wrong %s is a TypeError that names it', async (_, cache, message) => {
    const options = { cache } as never;
    for (const call of [() => processFilesInBatches([], directory, options), () => new CodeKnowledgeGraph(options)]) {
      expect(call).toThrow(expect.objectContaining({ name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' }));
      expect(call).toThrow(message);
    }
    await expect(buildGraphStreaming(directory, ['none'], options)).rejects.toThrow(message);
  });

  it.each([0, -1, 1.5, Number.NaN, 2 ** 53])('with maxBytes %d is a RangeError', (maxBytes) => {
    expect(() => new CodeKnowledgeGraph({ cache: { directory, maxBytes } })).toThrow(
      expect.objectContaining({ name: 'RangeError', code: 'ERR_OUT_OF_RANGE' }),
    );
  });

  it('of a call goes before that of the instance, as a whole', async () => {
    const root = await repositoryOf({ 'a.ts': 'f();\n' });
    const folder = await cacheFolder();
    const { entries, logger } = listening('log');
    const instance = new CodeKnowledgeGraph({ cache: { directory: folder, readOnly: true }, logger });
    await instance.buildGraphStreaming(root);
    await instance.buildGraphStreaming(root, [], { cache: false });
    const completed = entries.filter(({ message }) => message === 'Streaming file processing completed');
    expect(completed.map(({ metadata }) => 'cacheHits' in metadata)).toEqual([true, false]);
  });
});

describe('the user’s cache folder', () => {
  const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv) => userCacheFolder({ platform, env });
  const [caches, home] = [join(tmpdir(), 'caches'), join(tmpdir(), 'home')];

  it('is where the user says', () => {
    for (const platform of ['linux', 'darwin', 'win32'] as const) {
      expect(at(platform, { XDG_CACHE_HOME: caches, LOCALAPPDATA: home })).toBe(join(caches, 'code-knowledge-graph'));
    }
  });

  it('is where the system has such folders', () => {
    vi.stubEnv('HOME', home);
    vi.stubEnv('USERPROFILE', home);
    for (const XDG_CACHE_HOME of [undefined, '', 'relative/caches']) {
      expect(at('linux', { XDG_CACHE_HOME })).toBe(join(home, '.cache', 'code-knowledge-graph'));
      expect(at('darwin', { XDG_CACHE_HOME })).toBe(join(home, 'Library', 'Caches', 'code-knowledge-graph'));
      expect(at('win32', { XDG_CACHE_HOME, LOCALAPPDATA: home })).toBe(join(home, 'code-knowledge-graph', 'cache'));
    }
  });

  it('is nowhere if nothing says where', () => {
    vi.stubEnv('HOME', '');
    vi.stubEnv('USERPROFILE', '');
    expect([at('linux', {}), at('win32', {}), at('win32', { LOCALAPPDATA: 'C' })]).toEqual(Array(3).fill(undefined));
  });

  it('is what true means', () => {
    vi.stubEnv('XDG_CACHE_HOME', caches);
    expect(told(true)).toEqual({ directory: join(caches, 'code-knowledge-graph') });
  });
});

describe('what is in a cache', () => {
  it('is nothing where there is no folder', async () => {
    const directory = await cacheFolder();
    const nothing = {
      ...{ packs: 0, entries: 0, bytes: 0, roots: 0, snapshots: 0, snapshotBytes: 0 },
      ...{ oldestUse: null, newestUse: null },
    };
    expect(await getCacheInfo(directory)).toEqual({ directory, ...nothing });
    expect(await pruneCache(directory, { maxBytes: 0 })).toEqual({ directory, packs: 0, bytes: 0 });
    vi.stubEnv('XDG_CACHE_HOME', directory);
    const user = join(directory, 'code-knowledge-graph');
    for (const left of [undefined, null]) {
      expect(await getCacheInfo(left)).toEqual({ directory: user, ...nothing });
      expect(await pruneCache(left, left)).toEqual({ directory: user, packs: 0, bytes: 0 });
    }
  });

  it('cannot be told where there can be none', async () => {
    const root = await repositoryOf({ file: '' });
    for (const ask of [getCacheInfo, pruneCache]) {
      await expect(ask(join(root, 'file'))).rejects.toMatchObject({ code: 'ERR_CACHE_UNUSABLE' });
      await expect(ask('')).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
      await expect(ask(1 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    }
    await expect(pruneCache(root, { maxBytes: -1 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' });
    await expect(pruneCache(root, 5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  });
});

describe('a cache that is nowhere', () => {
  const unknown = (cache: string | true | CacheOptions, filePath: string, message: RegExp) => async () => {
    vi.stubEnv('XDG_CACHE_HOME', '');
    vi.stubEnv('LOCALAPPDATA', '');
    vi.stubEnv('HOME', '');
    const root = await repositoryOf({ 'a.ts': 'export const a = 1;\n', 'b.ts': '' });
    const cwd = vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('uv_cwd'), { code: 'ENOENT' });
    });
    onTestFinished(() => cwd.mockRestore());
    const { entries, logger } = listening('warn');
    const graph = await buildGraphStreaming(root, [], { cache, logger });
    expect([graph.files.size, graph.failures]).toEqual([2, []]);
    const batches = await collected(processFilesInBatches(['a.ts', 'b.ts'], root, { cache, logger, batchSize: 1 }));
    expect(batches).toHaveLength(2);
    const warning = {
      message: 'The cache cannot be used as asked',
      metadata: { filePath, code: 'ERR_CACHE_UNUSABLE', message: expect.stringMatching(message) },
    };
    expect(entries).toMatchObject([warning, warning]);
  };

  it.runIf(process.platform === 'linux')(
    'costs a warning, as for a user without a home',
    unknown(true, '', /^the system does not say where/),
  );
  it('costs a warning, as for a path relative to a folder that is gone', unknown('c', 'c', /^the current folder/));
  it('costs a warning, in an object too', unknown({ directory: 'c', readOnly: true }, 'c', /^the current folder/));
});
