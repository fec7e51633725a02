/**
 * Several processes and one cache: at once, killed at any moment, pruned while they read. `KILLS=all` kills 200 times in
 * runs of 3,000 files, which takes many minutes.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CacheOptions, getCacheInfo, pruneCache } from '../index.mjs';
import { cacheFolder, filesBelow, outcomeOf, repositoryOfAll } from './caching.js';
import { addFiles, type Files } from './repository.js';

const CHILD = fileURLToPath(new URL('caching-child.mjs', import.meta.url));
const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const isLong = process.env.KILLS === 'all';
const [KILLS, MORE_FILES] = isLong ? [200, 3000] : [24, 120];

interface Run {
  graph: string;
  stream: string;
  cacheHits: number;
  cacheMisses: number;
}

/** A process that analyses `root` so often; what it printed, and whether it came to its end. */
class Analysis {
  readonly runs: Run[] = [];
  readonly process: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(root: string, cache: string | CacheOptions, runs = 1) {
    const words = [CHILD, root, JSON.stringify(cache), String(runs)];
    this.process = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#ended = once(this.process, 'close');
    createInterface(this.process.stdout as NodeJS.ReadableStream).on('line', (line) =>
      this.runs.push(JSON.parse(line)),
    );
  }

  /** @returns the exit code, or the signal */
  async end(): Promise<unknown> {
    const [exitCode, signal] = await this.#ended;
    return exitCode ?? signal;
  }
}

async function plainRun(root: string): Promise<Pick<Run, 'graph' | 'stream'>> {
  const [graph, stream] = [await outcomeOf('graph', root), await outcomeOf('stream', root)];
  return { graph: graph.result, stream: stream.result };
}

/** So many files that call each other in a circle. */
function circle(count: number, value = 0): Files {
  const text = (at: number) => {
    const next = (at + 1) % count;
    return `import { f${next} } from './f${next}.js';\nexport function f${at}() { return f${next}() + ${value}; }\n`;
  };
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`circle/f${at}.ts`, text(at)]));
}

describe('processes at once', () => {
  it('eight of them, on one folder, all have the same results', { timeout: 120_000 }, async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    await addFiles(root, circle(40));
    const all = Array.from({ length: 8 }, (_, at) => {
      return new Analysis(root, { directory: cache, trust: at % 2 === 0 ? 'stat' : 'content' }, 2);
    });
    const plain = await plainRun(root);
    for (const analysis of all) {
      expect(await analysis.end()).toBe(0);
      expect(analysis.runs).toMatchObject([plain, plain]);
    }
    expect((await outcomeOf('graph', root, { cache })).misses).toBe(0);
  });

  it('that prune and write while others read have the same results', { timeout: 120_000 }, async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    await addFiles(root, circle(40));
    const plain = await plainRun(root);
    const all = [
      ...[4, 4].map((runs) => new Analysis(root, cache, runs)),
      ...[4, 4].map((runs) => new Analysis(root, { directory: cache, maxBytes: 20_000 }, runs)),
    ];
    let left = all.length;
    const ends = Promise.all(all.map((analysis) => analysis.end().finally(() => left--)));
    for (let at = 0; left > 0; at++) {
      await pruneCache(cache, { maxBytes: at % 2 === 0 ? 0 : 10_000 });
      if (at % 5 === 0) for (const path of await filesBelow(cache).catch(() => [])) await rm(path, { force: true });
      await setTimeout(20);
    }
    expect(await ends).toEqual([0, 0, 0, 0]);
    for (const { runs } of all) expect(runs).toMatchObject([plain, plain, plain, plain]);
  });
});

describe('a process that is killed', () => {
  it(`${KILLS} times, at any moment, costs nothing that was there`, {
    timeout: isLong ? 7_200_000 : 600_000,
  }, async () => {
    const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
    await addFiles(root, circle(MORE_FILES));
    const before = Date.now();
    const whole = new Analysis(root, cache);
    expect(await whole.end()).toBe(0);
    // Nobody knows when a process begins and when it is done: the moments are spread over as long as one took.
    const took = Date.now() - before;
    for (let kill = 0; kill < KILLS; kill++) {
      // Something to be kept each time.
      const changed = circle(MORE_FILES, kill + 1);
      await addFiles(root, Object.fromEntries(Object.entries(changed).filter((_, at) => at % 4 === kill % 4)));
      const analysis = new Analysis(root, cache);
      await setTimeout(took * (0.1 + (0.9 * ((kill * 7) % KILLS)) / KILLS));
      analysis.process.kill('SIGKILL');
      await analysis.end();
      if (kill % 8 !== 7) continue;
      const plain = await plainRun(root);
      const after = await outcomeOf('graph', root, { cache });
      expect([kill, after.result]).toEqual([kill, plain.graph]);
      // What had been kept before the first one stays.
      expect(after.hits).toBeGreaterThanOrEqual(after.files - MORE_FILES - 1);
      const again = new Analysis(root, cache);
      expect([kill, await again.end(), again.runs]).toMatchObject([kill, 0, [{ ...plain, cacheMisses: 0 }]]);
    }
    expect((await getCacheInfo(cache)).packs).toBeGreaterThan(0);
  });
});

describe('the command', () => {
  /** Runs it with a home of its own. */
  async function command(home: string, ...words: string[]) {
    const env = { ...process.env, XDG_CACHE_HOME: join(home, 'caches'), HOME: home };
    const child = spawn(process.execPath, [COMMAND, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [exitCode] = await once(child, 'close');
    return { exitCode, stdout, stderr };
  }

  it('has a cache with those of the user, tells of it and empties it', async () => {
    const [root, home] = [await repositoryOfAll(), await cacheFolder()];
    const index = async (...words: string[]) => {
      const { exitCode, stdout, stderr } = await command(home, root, '--json', '--quiet', ...words);
      expect([exitCode, stderr]).toEqual([0, '']);
      return JSON.parse(stdout);
    };
    const directory = join(home, 'caches', 'code-knowledge-graph');
    const { files, ...without } = await index('--no-cache');
    expect([without.cacheHits, without.cacheMisses]).toEqual([0, 0]);
    await expect(filesBelow(home)).rejects.toThrow('ENOENT');
    expect(await index()).toMatchObject({ cacheHits: 0, cacheMisses: files });
    const warm = await index();
    expect(warm).toMatchObject({
      cacheHits: files,
      cacheMisses: 0,
      calls: without.calls,
      functions: without.functions,
    });
    expect((await command(home, root, '-q')).stdout).toContain(`${files} of ${files} files came from the cache\n`);

    const info = JSON.parse((await command(home, 'cache', 'info', '--json')).stdout);
    expect(info).toMatchObject({ directory, roots: expect.any(Number) });
    expect(info.entries).toBeGreaterThanOrEqual(files);
    expect((await command(home, 'cache', 'info')).stdout).toContain(directory);
    const pruned = await command(home, 'cache', 'prune', '--all', '--json');
    expect(JSON.parse(pruned.stdout)).toEqual({ directory, packs: info.packs, bytes: info.bytes });
    expect(await index()).toMatchObject({ cacheHits: 0, cacheMisses: files });

    const other = join(home, 'other');
    expect(await index('--cache', other)).toMatchObject({ cacheHits: 0, cacheMisses: files });
    expect(await index('--cache', other)).toMatchObject({ cacheHits: files, cacheMisses: 0 });
  });

  it('says that its cache cannot be used, and goes on', async () => {
    const [root, home] = [await repositoryOfAll(), await cacheFolder()];
    await addFiles(root, { file: '' });
    const { exitCode, stderr, stdout } = await command(home, root, '--quiet', '--json', '--cache', join(root, 'file'));
    expect([exitCode, JSON.parse(stdout).cacheHits]).toEqual([0, 0]);
    expect(stderr).toMatch(/^The cache cannot be used as asked[^\n]*file[^\n]*\n$/);
    const info = await command(home, 'cache', 'info', '--cache', join(root, 'file'));
    expect(info).toMatchObject({ exitCode: 1, stdout: '', stderr: expect.stringMatching(/^code-knowledge-graph: /) });
    await writeFile(join(root, 'file'), '');
  });
});
