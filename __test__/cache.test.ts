/** A cache and what is in it: results are the same, whatever was kept, lost, damaged or changed meanwhile. */
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  buildGraphStreaming,
  type CacheOptions,
  CodeKnowledgeGraph,
  getCacheInfo,
  processFilesInBatches,
  pruneCache,
} from '../index.mjs';
import { cacheFolder, filesBelow, LINKED, outcomeOf, repositoryOfAll, type Way } from './caching.js';
import { addFiles, collected, listening, repositoryOf } from './repository.js';

const WAYS: readonly Way[] = ['graph', 'stream'];
const TRUSTS = ['stat', 'content'] as const;
/** Of {@link LINKED} those that fail, which no cache is asked for. */
const FAILED = 1;

/** Expects the results of both ways with `cache` to be those without. */
async function expectSame(root: string, cache: string | CacheOptions, what = ''): Promise<void> {
  for (const way of WAYS) {
    const [plain, cached] = [await outcomeOf(way, root), await outcomeOf(way, root, { cache })];
    expect([what, way, cached.result]).toEqual([what, way, plain.result]);
  }
}

describe('a cache', () => {
  it.each(TRUSTS.flatMap((trust) => WAYS.flatMap((first) => WAYS.map((second) => [trust, first, second] as const))))(
    'that trusts %s gives the same, filled by a %s and read by a %s',
    async (trust, first, second) => {
      const root = await repositoryOfAll();
      const cache = { directory: await cacheFolder(), trust };
      const plain = { graph: await outcomeOf('graph', root), stream: await outcomeOf('stream', root) };
      const analysed = plain.graph.files - FAILED;
      expect([plain.graph.hits, plain.graph.misses]).toEqual([0, 0]);

      const cold = await outcomeOf(first, root, { cache });
      expect(cold).toEqual({ ...plain[first], hits: 0, misses: analysed });
      const warm = await outcomeOf(second, root, { cache });
      expect(warm).toEqual({ ...plain[second], hits: analysed, misses: 0 });
      const again = await outcomeOf(first, root, { cache });
      expect(again).toEqual({ ...plain[first], hits: analysed, misses: 0 });
    },
  );

  it('serves another clone of a repository, with its own paths', async () => {
    const [one, other, directory] = [await repositoryOfAll(), await repositoryOfAll(), await cacheFolder()];
    await outcomeOf('graph', one, { cache: directory });
    for (const way of WAYS) {
      const cached = await outcomeOf(way, other, { cache: directory });
      expect(cached).toMatchObject({ result: (await outcomeOf(way, other)).result, misses: 0 });
    }
  });

  it('serves calls at once in one process', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    const plain = await outcomeOf('graph', root);
    const all = await Promise.all(Array.from({ length: 6 }, () => outcomeOf('graph', root, { cache })));
    expect(new Set(all.map(({ result }) => result))).toEqual(new Set([plain.result]));
  });

  it('counts for its call in the log, with those of the instance in its metrics', async () => {
    const [root, cache] = [await repositoryOf({ 'a.ts': 'f();\n', 'b.ts': '' }), await cacheFolder()];
    const { entries, logger } = listening('log');
    const instance = new CodeKnowledgeGraph({ cache, logger });
    await instance.buildGraphStreaming(root);
    await collected(instance.processFilesInBatches(['a.ts', 'b.ts'], root));
    const told = entries.filter(({ message }) => message === 'Streaming file processing completed');
    expect(told.map(({ metadata: { cacheHits, cacheMisses } }) => [cacheHits, cacheMisses])).toEqual([
      [0, 2],
      [2, 0],
    ]);
    expect(instance.getStreamingMetrics()).toMatchObject({ cacheHits: 2, cacheMisses: 2 });
    instance.resetStreamingMetrics();
    expect(instance.getStreamingMetrics()).toMatchObject({ cacheHits: 0, cacheMisses: 0 });
  });

  it('keeps the limits of a call: what is too large for it fails, though it is known', async () => {
    const [root, cache] = [await repositoryOf({ 'a.ts': 'f();\n'.repeat(100) }), await cacheFolder()];
    await outcomeOf('graph', root, { cache });
    const graph = await buildGraphStreaming(root, [], { cache, maxFileSize: 100 });
    expect(graph.failures).toMatchObject([{ code: 'ERR_FILE_TOO_LARGE' }]);
  });

  it('that is only read is not written, and not made', async () => {
    const [root, directory] = [await repositoryOfAll(), await cacheFolder()];
    const cache = { directory, readOnly: true };
    await expectSame(root, cache, 'cold');
    await expect(stat(directory)).rejects.toThrow('ENOENT');
    const { files } = await outcomeOf('graph', root, { cache: directory });
    const before = await contentsOf(directory);
    const warm = await outcomeOf('graph', root, { cache });
    expect(warm).toMatchObject({ hits: files - FAILED, misses: 0 });
    await addFiles(root, { 'order.ts': 'new();\n' });
    await expectSame(root, cache, 'changed');
    expect(await contentsOf(directory)).toEqual(before);
  });

  it('keeps to its size', async () => {
    const [root, directory] = [await repositoryOfAll(), await cacheFolder()];
    await outcomeOf('graph', root, { cache: directory });
    const { bytes } = await getCacheInfo(directory);
    const cache = { directory, maxBytes: Math.floor(bytes / 2) };
    await addFiles(root, { 'order.ts': 'something.new();\n' });
    await expectSame(root, cache);
    expect((await getCacheInfo(directory)).bytes).toBeLessThanOrEqual(cache.maxBytes);
    await expectSame(root, { directory, maxBytes: 1 });
  });

  it.skipIf(process.platform === 'win32')('is its user\u2019s alone', async () => {
    const [root, directory] = [await repositoryOfAll(), await cacheFolder()];
    await outcomeOf('graph', root, { cache: directory });
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
    for (const file of await filesBelow(directory)) expect((await stat(file)).mode & 0o777).toBe(0o600);
  });
});

describe('a repository that changes', () => {
  const EDITS: [string, (root: string) => Promise<unknown>, number][] = [
    [
      'a file changes',
      (root) => addFiles(root, { 'lib/round.ts': 'export function round(n: number) { return n + 1; }\n' }),
      1,
    ],
    ['a file is gone', (root) => rm(join(root, 'lib/round.ts')), 0],
    [
      'a file appears',
      (root) => addFiles(root, { 'lib/price.d.ts': 'export declare class Price { gross(): number; }\n' }),
      1,
    ],
    ['a file moves', (root) => rename(join(root, 'lib/price.ts'), join(root, 'lib/cost.ts')), 1],
    ['two files change places', (root) => swap(root, 'lib/price.ts', 'other/price.ts'), 2],
    [
      'a manifest changes',
      (root) => addFiles(root, { 'tsconfig.json': '{ "compilerOptions": { "paths": { "#lib/*": ["./other/*"] } } }' }),
      0,
    ],
    ['a file fails no more', (root) => addFiles(root, { 'binary.ts': 'export const text = 1;\n' }), 1],
    ['a file fails', (root) => addFiles(root, { 'lib/price.ts': new Uint8Array([0]) }), 0],
    ['nothing but times', (root) => utimes(join(root, 'order.ts'), 1, 1), 0],
  ];

  it.each(EDITS.flatMap((edit) => TRUSTS.map((trust) => [...edit, trust] as const)))(
    '%s: results follow, and only what is new is parsed (with trust: $3)',
    async (_, edit, misses, trust) => {
      const root = await repositoryOf(LINKED);
      const cache = { directory: await cacheFolder(), trust };
      for (const way of WAYS) await outcomeOf(way, root, { cache });
      await edit(root);
      const [plain, edited] = [await outcomeOf('graph', root), await outcomeOf('graph', root, { cache })];
      expect([edited.result, edited.misses]).toEqual([plain.result, misses]);
      await expectSame(root, cache);
    },
  );

  it('with old times and an equal size is noticed', async () => {
    const root = await repositoryOf({ 'a.ts': 'one();\n', 'b.ts': 'two();\n' });
    const [cache, old] = [await cacheFolder(), new Date('2020-01-01T00:00:00Z')];
    for (const name of ['a.ts', 'b.ts']) await utimes(join(root, name), old, old);
    // As long as a file may be changed without a trace it is not trusted: here it is, and then changed.
    await setTimeout(3500);
    await expectSame(root, cache, 'before');
    expect((await getCacheInfo(cache)).roots).toBe(1);
    await writeFile(join(root, 'a.ts'), 'two();\n');
    await utimes(join(root, 'a.ts'), old, old);
    await swap(root, 'b.ts', 'a.ts');
    await expectSame(root, cache, 'after');
    const { bytes, packs } = await getCacheInfo(cache);
    expect(await pruneCache(cache, { maxBytes: 0 })).toEqual({ directory: cache, packs, bytes });
    expect(await filesBelow(cache)).toEqual([]);
  });

  it('while it is analysed over and over, within the same tick of the clock, is noticed', async () => {
    const [root, cache] = [await repositoryOf({ 'a.ts': '' }), await cacheFolder()];
    for (let at = 0; at < 40; at++) {
      await writeFile(join(root, 'a.ts'), `f${at % 10}();\n`);
      const graph = await buildGraphStreaming(root, [], { cache });
      expect(
        graph.files
          .values()
          .next()
          .value?.calls.map((call) => call.function),
      ).toEqual([`f${at % 10}`]);
    }
  });
});

describe('a folder that is no good', () => {
  const WARNING = { message: 'The cache cannot be used as asked', metadata: { code: 'ERR_CACHE_UNUSABLE' } };

  /** Both ways with `cache`; what a logger was warned of. */
  async function warnings(root: string, cache: CacheOptions) {
    const { entries, logger } = listening('warn');
    for (const way of WAYS) {
      const cached = await outcomeOf(way, root, { cache, logger });
      expect(cached.result).toBe((await outcomeOf(way, root)).result);
    }
    return entries;
  }

  it('since it is below a file costs a warning a call', async () => {
    const root = await repositoryOf({ ...LINKED, file: '' });
    const directory = join(root, 'file/cache');
    const entries = await warnings(root, { directory });
    expect(entries).toMatchObject([WARNING, WARNING]);
    expect(entries[0]?.metadata.filePath).toBe(directory);
  });

  it('since it is a file costs a warning a call', async () => {
    const root = await repositoryOf({ ...LINKED, file: '' });
    // What is known of files is kept only of those that were left alone for some time.
    await setTimeout(3500);
    expect(await warnings(root, { directory: join(root, 'file') })).toMatchObject([WARNING, WARNING]);
    expect(await readFile(join(root, 'file'), 'utf8')).toBe('');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'since it may not be written costs a warning a call, and is read',
    async () => {
      const [root, directory] = [await repositoryOf(LINKED), await cacheFolder()];
      await outcomeOf('graph', root, { cache: directory });
      await chmod(join(directory, 'packs'), 0o500);
      onTestFinished(() => chmod(join(directory, 'packs'), 0o700));
      await addFiles(root, { 'new.ts': '' });
      expect(await warnings(root, { directory })).toMatchObject([WARNING, WARNING]);
    },
  );

  it('since its path cannot be one costs a warning a call', async () => {
    const root = await repositoryOf(LINKED);
    expect(await warnings(root, { directory: join(root, 'a'.repeat(300)) })).toMatchObject([WARNING, WARNING]);
  });

  it('that is there and empty, or not there, costs nothing', async () => {
    const [root, directory] = [await repositoryOf(LINKED), await cacheFolder()];
    await mkdir(directory, { mode: 0o700 });
    expect(await warnings(root, { directory })).toEqual([]);
    expect(await warnings(root, { directory: join(directory, 'deeper/than/that') })).toEqual([]);
  });

  it('that vanishes while it is used is made again', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    const plain = await outcomeOf('graph', root);
    await outcomeOf('graph', root, { cache });
    const instance = new CodeKnowledgeGraph({ cache, batchSize: 1, prefetchBatches: 1 });
    let files = 0;
    for await (const { batch } of instance.processFilesInBatches(await instance.getAllSourceFiles(root), root)) {
      if (files === 0) await rm(cache, { recursive: true });
      files += batch.files.length + batch.failures.length;
    }
    expect(files).toBe(plain.files);
    await expectSame(root, cache);
    expect(await outcomeOf('graph', root, { cache })).toMatchObject({ misses: 0, result: plain.result });
  });
});

describe('a folder that was damaged', () => {
  const random = randomNumbers(7);
  const DAMAGES: [string, (path: string) => Promise<unknown>][] = [
    ['a byte flipped', (path) => damaged(path, (bytes) => flip(bytes, random() % bytes.length))],
    ['its first byte flipped', (path) => damaged(path, (bytes) => flip(bytes, 0))],
    ['its last byte flipped', (path) => damaged(path, (bytes) => flip(bytes, bytes.length - 1))],
    ['a byte in a hundred flipped', (path) => damaged(path, (bytes) => flipEach(bytes, 100))],
    ['its end cut off', (path) => damaged(path, (bytes) => bytes.subarray(0, random() % bytes.length))],
    ['nothing in it', (path) => truncate(path)],
    ['zeros in it', (path) => damaged(path, (bytes) => bytes.fill(0))],
    ['zeros behind it', (path) => damaged(path, (bytes) => Buffer.concat([bytes, Buffer.alloc(4096)]))],
    ['four gigabytes of nothing behind it', async (path) => truncate(path, 2 ** 32)],
    ['its halves exchanged', (path) => damaged(path, exchanged)],
    ['another\u2019s bytes', (path) => damaged(path, (bytes) => bytes.map((byte, at) => (at < 16 ? byte : random())))],
    ['a folder in its place', (path) => rm(path).then(() => mkdir(path))],
    ['a link in its place', (path) => rename(path, `${path}.real`).then(() => symlink(`${path}.real`, path))],
    ['a link to itself in its place', (path) => rm(path).then(() => symlink(path, path))],
    ['a pipe in its place', async (path) => rm(path).then(() => execFileSync('mkfifo', [path]))],
  ];
  const possible = process.platform === 'win32' ? DAMAGES.slice(0, -3) : DAMAGES;

  it.each(possible)('each file with %s: results are the same', async (_, damage) => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    for (const way of WAYS) await outcomeOf(way, root, { cache });
    for (const path of await filesBelow(cache)) await damage(path);
    const { entries, logger } = listening('error');
    for (const way of WAYS) {
      const plain = await outcomeOf(way, root);
      for (const run of ['first', 'second']) {
        expect([run, await outcomeOf(way, root, { cache, logger })]).toEqual([
          run,
          { ...plain, hits: expect.any(Number), misses: expect.any(Number) },
        ]);
      }
    }
    expect(entries.every(({ metadata }) => JSON.stringify(metadata).includes('binary.ts'))).toBe(true);
    // What was lost was made again and kept.
    expect((await outcomeOf('graph', root, { cache })).misses).toBe(0);
  });

  it('and filled by other versions: results are the same, and their packs stay as they are', async () => {
    const [root, filled, cache] = [await repositoryOfAll(), await cacheFolder(), await cacheFolder()];
    await outcomeOf('graph', root, { cache: filled });
    await cp(filled, cache, { recursive: true });
    const packs = (await filesBelow(cache)).filter((path) => path.endsWith('.ckgp'));
    expect(packs).not.toEqual([]);
    for (const pack of packs) {
      const bytes = await readFile(pack);
      const version = bytes.length - 12;
      bytes.writeUInt32LE(bytes.readUInt32LE(version) + 1, version);
      await writeFile(pack, bytes);
    }
    const written = await Promise.all(packs.map((path) => readFile(path)));
    const plain = await outcomeOf('graph', root);
    expect(await outcomeOf('graph', root, { cache })).toEqual({ ...plain, hits: 0, misses: expect.any(Number) });
    expect(await outcomeOf('graph', root, { cache })).toEqual({ ...plain, hits: expect.any(Number), misses: 0 });
    expect(await Promise.all(packs.map((path) => readFile(path)))).toEqual(written);
  });

  it('and filled with what nobody knows: results are the same, and nothing of it is touched', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    await outcomeOf('graph', root, { cache });
    const strange = {
      'note.txt': 'mine',
      'packs/note.txt': 'mine',
      'packs/not-hex.ckgp': 'CKGP of another version',
      'packs/.hidden/deep': 'x',
      'roots/not-hex.ckgm': 'x',
    };
    await addFiles(cache, strange);
    await expectSame(root, cache);
    await pruneCache(cache, { maxBytes: 0 });
    for (const name of ['note.txt', 'packs/note.txt', 'packs/.hidden/deep']) {
      expect(await readFile(join(cache, name), 'utf8')).toBe(strange[name as keyof typeof strange]);
    }
  });
});

describe('what is in a cache', () => {
  it('is told, and taken out', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    const nothing = {
      ...{ directory: cache, packs: 0, entries: 0, bytes: 0, roots: 0, snapshots: 0, snapshotBytes: 0 },
      ...{ oldestUse: null, newestUse: null },
    };
    expect(await getCacheInfo(cache)).toEqual(nothing);
    expect(await pruneCache(cache)).toEqual({ directory: cache, packs: 0, bytes: 0 });
    const { files } = await outcomeOf('graph', root, { cache });
    const info = await getCacheInfo(cache);
    expect(info.entries).toBeGreaterThanOrEqual(files - FAILED);
    expect(info.packs).toBeGreaterThan(0);
    const sizes = await Promise.all((await filesBelow(cache)).map(async (path) => (await stat(path)).size));
    expect(info.bytes).toBe(sizes.reduce((sum, size) => sum + size, 0));
    expect(info.newestUse).toBeInstanceOf(Date);
    expect(await pruneCache(cache)).toMatchObject({ packs: 0 });
    expect(await pruneCache(cache, { maxBytes: 0 })).toEqual({
      directory: cache,
      packs: info.packs,
      bytes: info.bytes,
    });
    expect(await getCacheInfo(cache)).toEqual(nothing);
    expect(await outcomeOf('graph', root, { cache })).toMatchObject({ hits: 0 });
  });
});

describe('a stream that ends early', () => {
  it('by a break leaves a cache that is whole', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    const files = await new CodeKnowledgeGraph().getAllSourceFiles(root);
    for await (const _ of processFilesInBatches(files, root, { cache, batchSize: 2 })) break;
    await expectSame(root, cache);
  });

  it('by an abortion leaves a cache that is whole', async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    const controller = new AbortController();
    const aborted = buildGraphStreaming(root, [], {
      ...{ cache, batchSize: 1, signal: controller.signal },
      onProgress: () => controller.abort(),
    });
    await expect(aborted).rejects.toThrow();
    await expectSame(root, cache);
  });
});

async function contentsOf(folder: string): Promise<Map<string, string>> {
  const files = (await filesBelow(folder)).sort();
  return new Map(await Promise.all(files.map(async (path) => [path, await readFile(path, 'base64')] as const)));
}

async function swap(root: string, one: string, other: string): Promise<void> {
  await rename(join(root, one), join(root, 'aside'));
  await rename(join(root, other), join(root, one));
  await rename(join(root, 'aside'), join(root, other));
}

async function damaged(path: string, damage: (bytes: Buffer) => Uint8Array): Promise<void> {
  await writeFile(path, damage(await readFile(path)));
}

function flip(bytes: Buffer, at: number): Buffer {
  bytes[at] = (bytes[at] ?? 0) ^ 0x10;
  return bytes;
}

function flipEach(bytes: Buffer, step: number): Buffer {
  for (let at = step; at < bytes.length; at += step) flip(bytes, at);
  return bytes;
}

function exchanged(bytes: Buffer): Buffer {
  const middle = bytes.length >> 1;
  return Buffer.concat([bytes.subarray(middle), bytes.subarray(0, middle)]);
}

/** The same numbers in each run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 8;
  };
}
