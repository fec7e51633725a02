/** Real processes on a real Redis: whatever happens to them, a graph is the one that one process makes, and nothing is left. */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { GraphQueue, GraphWorker, RedisRecordStore } from '../../bullmq.mjs';
import { buildGraphStreaming, getAllSourceFiles, processFilesInBatches } from '../../index.mjs';
import { recordStoreTests } from '../../testing.mjs';
import { GONE } from '../gone.js';
import { collected, listening, repositoryOf } from '../repository.js';
import { COMPAT, text } from '../shard-stores.js';
import { run, startRedis } from './redis.js';
import { connection, left, queueOf, redis, useRedis, worker, workers } from './setting.js';

useRedis();

/** Many files that import each other. */
async function repository(count = 120): Promise<string> {
  const body = (n: number) =>
    Array.from({ length: 60 }, (_, at) => `export function f${n}_${at}(a: number) { return a + ${at}; }\n`).join('');
  const file = (n: number): [string, string] => [
    `src/${n % 7}/file${n}.ts`,
    `import { f${(n + 7) % count}_1 } from './file${(n + 7) % count}';\nf${(n + 7) % count}_1(1);\n${body(n)}`,
  ];
  return repositoryOf(Object.fromEntries(Array.from({ length: count }, (_, n) => file(n))));
}

/** Waits until nothing is left: who works on what is cancelled takes a moment to see it. */
async function nothingLeft(): Promise<void> {
  await expect.poll(left, { timeout: 20_000, interval: 50 }).toEqual([]);
}

const SMALL = { bytesPerShard: 20_000 };

describe('a graph', () => {
  it.each([1, 2, 5])('of nine languages is the same from %i workers', async (count) => {
    await workers(count, COMPAT);
    const graph = await queueOf().buildGraph(COMPAT, [], { bytesPerShard: 4000 });
    expect(text(graph)).toBe(text(await buildGraphStreaming(COMPAT)));
    expect(await left()).toEqual([]);
  });

  it('goes through a folder, too', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ckg-cluster-'));
    onTestFinished(() => rm(directory, GONE));
    await workers(2, COMPAT, { store: { directory } });
    const graph = await queueOf({ store: { directory } }).buildGraph(COMPAT, [], SMALL);
    expect(text(graph)).toBe(text(await buildGraphStreaming(COMPAT)));
    expect((await redis.keys()).filter((key) => key.includes(':record:'))).toEqual([]);
  });

  it('comes as batches', async () => {
    const root = await repository();
    await workers(2, root);
    // In an order of the caller's, by paths of either kind, and some that cannot be.
    const found = await getAllSourceFiles(root);
    const relative = found.slice(0, 20).map((path) => path.slice(root.length + 1));
    const files = [...found.slice(20).reverse(), 'none.ts', ...relative, 'README.txt', '/etc/other.ts'];
    const options = { exclude: ['src/2'] };
    const batches = await collected(queueOf().processFilesInBatches(files, root, { ...SMALL, ...options }));
    const alone = await collected(processFilesInBatches(files, root, options));
    const analyzed = (all: typeof batches) => text(all.flatMap(({ batch }) => batch.files));
    expect(analyzed(batches)).toBe(analyzed(alone));
    const failed = (all: typeof batches) => all.flatMap(({ batch }) => batch.failures.map(({ filePath }) => filePath));
    expect(failed(batches)).toEqual(failed(alone));
    await nothingLeft();
  });

  it('is made twice at once', async () => {
    const root = await repository();
    await workers(2, root);
    const graphs = await Promise.all([queueOf().buildGraph(root, [], SMALL), queueOf().buildGraph(root, [], SMALL)]);
    const alone = text(await buildGraphStreaming(root));
    expect(graphs.map((graph) => text(graph) === alone)).toEqual([true, true]);
    await nothingLeft();
  });
});

describe('a worker', () => {
  it('that is killed ten times, at any moment, costs nothing but time', async () => {
    const root = await repository();
    const graph = queueOf().buildGraph(root, [], SMALL);
    for (let kill = 0; kill < 10; kill++) {
      const killed = await worker({ root, concurrency: 2 });
      await killed.tells('Starting');
      // Wherever it is then: in an analysis, on its way to the store, between two shards.
      await sleep(randomInt(60));
      await killed.end('SIGKILL');
    }
    await workers(2, root);
    expect(text(await graph)).toBe(text(await buildGraphStreaming(root)));
    await nothingLeft();
  }, 180_000);

  it('that is stopped until others took its shard, and goes on, changes nothing', async () => {
    const root = await repository();
    const stopped = await worker({ root });
    const graph = queueOf().buildGraph(root, [], SMALL);
    await stopped.tells('Starting');
    stopped.child.kill('SIGSTOP');
    const other = await worker({ root });
    const built = await graph;
    stopped.child.kill('SIGCONT');
    expect(text(built)).toBe(text(await buildGraphStreaming(root)));
    // What it still finishes nobody is told of.
    await Promise.all([stopped.end('SIGTERM'), other.end('SIGTERM')]);
    expect(await left()).toEqual([]);
  });

  it('of another version refuses by name, and the graph goes on elsewhere', async () => {
    const root = await repository(3);
    const { logger, entries } = listening('warn');
    const other = await worker({ root, behaviour: 'other-version' });
    const graph = queueOf({ logger }).buildGraph(root);
    // More often than a shard is tried.
    await other.tells('Refused a shard of another version ERR_OTHER_VERSION', 4);
    await worker({ root });
    expect(text(await graph)).toBe(text(await buildGraphStreaming(root)));
    expect(entries.map(({ metadata }) => metadata.code)).toContain('ERR_OTHER_VERSION');
    await other.end();
    await nothingLeft();
  });

  it('reads nothing outside of its folder', async () => {
    const root = await repository(3);
    await worker({ root: `${root}/src` });
    await expect(queueOf().buildGraph(root)).rejects.toMatchObject({ code: 'ERR_ROOT_REFUSED' });
    await nothingLeft();
  });

  it('finishes what it works on when it is closed', async () => {
    const root = await repository();
    const closed = await worker({ root });
    const graph = queueOf().buildGraph(root, [], SMALL);
    await closed.tells('Starting');
    await closed.end('SIGTERM');
    expect(closed.lines.at(-1)).toMatch(/^closed .*"active":0,"completed":[1-9]\d*,"failed":0/);
    await worker({ root });
    await graph;
    await nothingLeft();
  });
});

describe('a graph that cannot be', () => {
  it('names the file that changed after it was planned', async () => {
    const root = await repository(10);
    const queue = queueOf();
    const graph = queue.buildGraph(root);
    graph.catch(() => {});
    await expect.poll(async () => (await queue.getMetrics()).waiting, { timeout: 20_000 }).toBe(1);
    await writeFile(join(root, 'src/3/file3.ts'), 'export const other = 1;\n');
    await worker({ root });
    await expect(graph).rejects.toMatchObject({ code: 'ERR_FILE_CHANGED', filePath: 'src/3/file3.ts' });
    await nothingLeft();
  });

  it('fails with the reason of the shard that fails at every try', async () => {
    const root = await repository(10);
    const broken = await worker({ root, behaviour: 'no-checkout' });
    await expect(queueOf().buildGraph(root)).rejects.toMatchObject({
      code: 'ERR_CHECKOUT',
      message: 'the checkout failed',
    });
    await nothingLeft();
    await broken.end('SIGTERM');
    expect(broken.lines.at(-1)).toMatch(/"failed":3/);
  });

  it('is cancelled for all who work on it', async () => {
    const root = await repository();
    const held = await worker({ root, behaviour: 'held', concurrency: 3 });
    const controller = new AbortController();
    const graph = queueOf().buildGraph(root, [], { ...SMALL, signal: controller.signal });
    graph.catch(() => {});
    await held.tells('held', 3);
    controller.abort(new Error('no more'));
    await expect(graph).rejects.toThrow('no more');
    await held.tells('given up', 3);
    await nothingLeft();
    expect(held.lines.filter((line) => line === 'held')).toHaveLength(3);
  });

  it('is one whose job is lost with all of Redis', async () => {
    const root = await repository(10);
    const queue = queueOf();
    const graph = queue.buildGraph(root);
    graph.catch(() => {});
    await expect.poll(async () => (await queue.getMetrics()).waiting, { timeout: 20_000 }).toBe(1);
    await redis.client.flushall();
    await expect(graph).rejects.toMatchObject({ code: 'ERR_JOB_LOST' });
  });
});

describe('a producer', () => {
  it('that died comes back for what was done meanwhile', async () => {
    const root = await repository();
    const [first] = await workers(1, root);
    const dying = run('producer.mjs', { port: redis.port, root, jobId: 'nightly', ...SMALL });
    await first?.tells('Streaming file processing completed', 2);
    await dying.end('SIGKILL');
    const { waiting } = await queueOf().getMetrics();
    // Workers go on without it.
    await expect.poll(async () => (await queueOf().getMetrics()).waiting, { timeout: 20_000 }).toBe(0);
    await first?.end('SIGTERM');
    expect(waiting).toBeGreaterThanOrEqual(0);
    // Nobody works any more: all of it is there.
    const graph = await queueOf().buildGraph(root, [], { jobId: 'nightly', ...SMALL });
    expect(text(graph)).toBe(text(await buildGraphStreaming(root)));
    await nothingLeft();
  });
});

describe('Redis', () => {
  it('that is killed and starts again from its file goes on', async () => {
    const lasting = await startRedis('--appendonly', 'yes', '--appendfsync', 'always');
    onTestFinished(() => lasting.stop());
    const root = await repository();
    const its = { connection: { port: lasting.port, host: '127.0.0.1' } };
    const graph = queueOf(its).buildGraph(root, [], SMALL);
    const [first] = await workers(2, root, { port: lasting.port });
    await first?.tells('Streaming file processing completed', 2);
    await lasting.restart();
    expect(text(await graph)).toBe(text(await buildGraphStreaming(root)));
  });

  // Five seconds: that long it is waited for.
  it('that is gone for good keeps nobody from ending', async () => {
    const gone = await startRedis();
    const root = await repository(3);
    const connection = { port: gone.port, host: '127.0.0.1' };
    const queue = new GraphQueue({ connection });
    const graph = queue.buildGraph(root);
    const options = { root, port: gone.port };
    const held = run('worker.mjs', { ...options, behaviour: 'held' });
    onTestFinished(() => held.end());
    await held.tells('held');
    const idle = run('worker.mjs', { ...options, endsByItself: true });
    onTestFinished(() => idle.end());
    await idle.tells('ready');
    await gone.stop();
    const failed = expect(graph).rejects.toMatchObject({ code: 'ERR_REDIS_UNREACHABLE' });
    await Promise.all([queue.close(), failed, held.end('SIGTERM'), idle.end('SIGTERM')]);
    expect(held.lines.filter((line) => /^given up|^closed/.test(line))).toEqual([
      'given up',
      expect.stringMatching(/^closed/),
    ]);
  });

  it('without memory fails the graph instead of holding it up', async () => {
    const small = await startRedis('--maxmemory', '20mb', '--maxmemory-policy', 'noeviction');
    onTestFinished(() => small.stop());
    const root = await repository(10);
    const queue = queueOf({ connection: { port: small.port, host: '127.0.0.1' } });
    const graph = queue.buildGraph(root);
    graph.catch(() => {});
    await expect.poll(async () => (await queue.getMetrics()).waiting, { timeout: 20_000 }).toBe(1);
    const fill = async (): Promise<never> => {
      for (let n = 0; ; n++) await small.client.set(`other:${n}`, 'x'.repeat(100_000));
    };
    await expect(fill()).rejects.toThrow('OOM');
    const one = run('worker.mjs', { port: small.port, root });
    onTestFinished(() => one.end());
    await expect(graph).rejects.toMatchObject({ code: 'ERR_REDIS_FULL' });
    expect((await small.keys()).filter((key) => key.includes(':graph:'))).toEqual([]);
  });

  it('that may evict jobs is warned of, by either side', async () => {
    const evicting = await startRedis('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    onTestFinished(() => evicting.stop());
    const { logger, entries } = listening('warn');
    const queue = queueOf({ connection: { port: evicting.port, host: '127.0.0.1' }, logger });
    const codes = () => entries.map(({ metadata }) => metadata.code);
    await expect.poll(codes).toEqual(['ERR_REDIS_EVICTION']);
    const its = { connection: { port: evicting.port, host: '127.0.0.1' }, root: COMPAT, logger };
    const one = new GraphWorker(its);
    await expect.poll(codes).toEqual(['ERR_REDIS_EVICTION', 'ERR_REDIS_EVICTION']);
    await one.close();
    await queue.close();
  });

  it.each(recordStoreTests(() => opened()))('keeps analyses: $name', ({ run: test }) => test());

  function opened(): RedisRecordStore {
    const store = new RedisRecordStore({ connection: connection() });
    onTestFinished(() => store.close());
    return store;
  }
});
