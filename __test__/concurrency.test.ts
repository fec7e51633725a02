// Many streams at once: all progress, together they use no more threads than asked for, in any thread of Node.js.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { CodeKnowledgeGraph, processFilesInBatches } from '../index.mjs';
import { collected, repositoryOf } from './repository.js';

const REPOSITORY = fileURLToPath(new URL('..', import.meta.url));
const ENTRY = fileURLToPath(new URL('../index.mjs', import.meta.url));
const STREAMS = 16;
const SOURCE = 'export class A { m() { return this.m(); } }\n'.repeat(100);

const runFile = promisify(execFile);

describe('16 streams at once', () => {
  it('all progress: none waits for another to end', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const files = Array<string>(100).fill('a.ts');
    const progress = Array<number>(STREAMS).fill(0);
    let leastAtFirstEnd: number | undefined;
    const runs = progress.map(async (_, stream) => {
      for await (const { processedFiles } of processFilesInBatches(files, root, { batchSize: 1 })) {
        progress[stream] = processedFiles;
      }
      leastAtFirstEnd ??= Math.min(...progress);
    });
    await Promise.all(runs);
    expect(progress).toEqual(Array(STREAMS).fill(files.length));
    // Served in turn, they come to their ends together.
    expect(leastAtFirstEnd).toBeGreaterThan(files.length / 2);
  });

  it('that begin later than a long one do not wait for it', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const instance = new CodeKnowledgeGraph();
    const long = instance.processFilesInBatches(Array(20_000).fill('a.ts'), root, { batchSize: 20_000 });
    const first = long.next();
    while (instance.getStreamingMetrics().filesProcessed === 0) await new Promise(setImmediate);
    const short = Array.from({ length: STREAMS - 1 }, () => collected(processFilesInBatches(['a.ts'], root)));
    expect(await Promise.all(short)).toHaveLength(STREAMS - 1);
    expect(instance.getStreamingMetrics()).toMatchObject({ activeStreams: 1, batchesProcessed: 0 });
    await long.return();
    expect(await first).toEqual({ value: undefined, done: true });
  });

  it('whose consumers stop do not hold up those that go on', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const files = Array<string>(50).fill('a.ts');
    const options = { batchSize: 1, concurrency: 2 };
    const idle = Array.from({ length: STREAMS - 1 }, () => processFilesInBatches(files, root, options));
    await Promise.all(idle.map((stream) => stream.next()));
    expect(await collected(processFilesInBatches(files, root, options))).toHaveLength(50);
    // And those go on where they were.
    for (const stream of idle) expect(await collected(stream)).toHaveLength(49);
  });

  it('have true metrics at any moment', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE, 'b.ts': '\0' });
    const files = Array.from({ length: 60 }, (_, file) => (file % 3 === 0 ? 'b.ts' : 'a.ts'));
    const instance = new CodeKnowledgeGraph();
    const growing = ['filesProcessed', 'filesFailed', 'bytesProcessed', 'batchesProcessed', 'uptime'] as const;
    let last = instance.getStreamingMetrics();
    const look = () => {
      const now = instance.getStreamingMetrics();
      for (const name of growing) expect(now[name], name).toBeGreaterThanOrEqual(last[name]);
      expect(now.filesFailed).toBeLessThanOrEqual(now.filesProcessed);
      expect(now.activeStreams).toBeLessThanOrEqual(STREAMS);
      expect(now.memoryUsage).toBeGreaterThanOrEqual(last.memoryUsage);
      last = now;
      turn = setImmediate(look);
    };
    let turn = setImmediate(look);
    const streams = Array.from({ length: STREAMS }, () =>
      instance.processFilesInBatches(files, root, { batchSize: 4 }),
    );
    await Promise.all(streams.map(collected));
    clearImmediate(turn);
    const total = STREAMS * files.length;
    expect(instance.getStreamingMetrics()).toMatchObject({
      filesProcessed: total,
      filesFailed: total / 3,
      bytesProcessed: SOURCE.length * ((total * 2) / 3),
      batchesProcessed: total / 4,
      activeStreams: 0,
    });
    // The time streams were active: all of them overlap, so no more than has passed.
    const { filesPerSecond, uptime, averageProcessingTime } = instance.getStreamingMetrics();
    expect(filesPerSecond).toBeGreaterThanOrEqual(total / (uptime / 1000));
    expect(averageProcessingTime).toBeGreaterThan(0);
  });

  it('that are reset in the middle count from there', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const instance = new CodeKnowledgeGraph();
    const options = { batchSize: 1, prefetchBatches: 1, concurrency: 1 };
    const stream = instance.processFilesInBatches(Array<string>(100).fill('a.ts'), root, options);
    for (let batch = 0; batch < 50; batch++) await stream.next();
    instance.resetStreamingMetrics();
    expect(await collected(stream)).toHaveLength(50);
    const { filesProcessed } = instance.getStreamingMetrics();
    expect(filesProcessed).toBeGreaterThan(40);
    expect(filesProcessed).toBeLessThanOrEqual(50);
  });

  it('have the same results as one', async () => {
    const files = ['js/stream.ts', 'js/graph.ts', 'js/options.ts', 'js/no-such.ts', 'js/index.ts', 'js/native.ts'];
    const [alone, ...together] = await Promise.all([
      collected(processFilesInBatches(files, REPOSITORY, { batchSize: 2 })),
      ...Array.from({ length: STREAMS }, () => collected(processFilesInBatches(files, REPOSITORY, { batchSize: 2 }))),
    ]);
    for (const run of together) expect(run).toEqual(alone);
  });
});

describe('concurrency', () => {
  it.runIf(process.platform === 'linux')('is a bound of the process: the largest asked for', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const program = `
      import { readFileSync, readdirSync } from 'node:fs';
      const { processFilesInBatches } = await import(${JSON.stringify(ENTRY)});
      const nameOf = (id) => {
        try {
          return readFileSync('/proc/self/task/' + id + '/comm', 'utf8').trim();
        } catch {
          return 'ended meanwhile';
        }
      };
      const parsing = () => readdirSync('/proc/self/task').filter((id) => nameOf(id) === 'code-graph').length;
      const files = Array(60).fill('a.ts');
      let most = 0;
      const consume = async (...concurrencies) => {
        const streams = concurrencies.map((concurrency) =>
          processFilesInBatches(files, ${JSON.stringify(root)}, { batchSize: 2, concurrency }));
        // Opening a stream takes a thread beside those that parse, which ends then.
        await Promise.all(streams.map((stream) => stream.next()));
        for (let look = 0; look < 2000 && parsing() > Math.max(...concurrencies); look++) {
          await new Promise((resolve) => setTimeout(resolve, 1));
        }
        await Promise.all(streams.map(async (stream) => {
          for await (const _ of stream) most = Math.max(most, parsing());
        }));
      };
      await consume(1);
      console.log(most);
      await consume(3, 1, 2, 3, 1, 2);
      console.log(most);`;
    const { stdout } = await runFile(process.execPath, ['--input-type=module', '-e', program]);
    const [one, many] = stdout.trim().split('\n').map(Number) as [number, number];
    expect(one).toBe(1);
    expect(many).toBeGreaterThan(1);
    expect(many).toBeLessThanOrEqual(3);
  });

  it('changes nothing in the result', async () => {
    const files = ['js/stream.ts', 'js/graph.ts', 'js/options.ts', 'js/index.ts', 'js/native.ts', 'js/errors.ts'];
    const [one, ...others] = await Promise.all(
      [1, 2, 7, 64].map((concurrency) =>
        collected(processFilesInBatches(files, REPOSITORY, { batchSize: 2, adaptive: false, concurrency })),
      ),
    );
    for (const other of others) expect(other).toEqual(one);
  });
});

/** What a worker thread makes of a folder: the keys of its functions. */
function keysInWorker(root: string): Promise<string[]> {
  const code = `
    const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.entry).then(async ({ buildGraphStreaming }) => {
      const { functions } = await buildGraphStreaming(workerData.root);
      parentPort.postMessage(Array.from(functions.keys()));
    });`;
  const worker = new Worker(code, { eval: true, execArgv: [], workerData: { entry: ENTRY, root } });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
    worker.once('exit', (exitCode) => reject(new Error(`exit ${exitCode} without an answer`)));
  });
}

describe('worker threads', () => {
  it('work at the same time as each other and the main thread', async () => {
    const root = await repositoryOf({ 'a.ts': 'export const a = () => b();\n', 'b.ts': 'export const b = () => 1;\n' });
    const here = new CodeKnowledgeGraph().buildGraphStreaming(root);
    const there = await Promise.all(Array.from({ length: 6 }, () => keysInWorker(root)));
    const keys = Array.from((await here).functions.keys());
    expect(keys).toEqual([`${root}/a.ts::a`, `${root}/b.ts::b`]);
    for (const other of there) expect(other).toEqual(keys);
  });

  it('may come and go', async () => {
    const root = await repositoryOf({ 'a.ts': 'export const a = () => 1;\n' });
    for (let round = 0; round < 5; round++) expect(await keysInWorker(root)).toEqual([`${root}/a.ts::a`]);
  });

  it('may be terminated in the middle while others go on', async () => {
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      import(workerData.entry).then(async ({ processFilesInBatches }) => {
        const files = Array(100000).fill('a.ts');
        for await (const { batchIndex } of processFilesInBatches(files, workerData.root, { batchSize: 1 })) {
          if (batchIndex === 3) parentPort.postMessage('working');
        }
      });`;
    const survivor = processFilesInBatches(Array(200).fill('a.ts'), root, { batchSize: 5 });
    const workers = Array.from(
      { length: 4 },
      () => new Worker(code, { eval: true, execArgv: [], workerData: { entry: ENTRY, root } }),
    );
    await Promise.all(workers.map((worker) => new Promise((resolve) => worker.once('message', resolve))));
    await survivor.next();
    expect(await Promise.all(workers.map((worker) => worker.terminate()))).toEqual([1, 1, 1, 1]);
    expect(await collected(survivor)).toHaveLength(39);
  });
});

describe('a test runner that isolates its tests', () => {
  it.each(['forks', 'threads', 'vmThreads', 'vmForks'])('by %s loads the package in each of them', async (pool) => {
    const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
    const folder = fileURLToPath(new URL('./fixtures/isolation', import.meta.url));
    const flags = [
      'run',
      '--root',
      folder,
      '--config',
      `${folder}/vitest.config.mts`,
      '--pool',
      pool,
      '--reporter',
      'json',
    ];
    const { stdout } = await runFile(process.execPath, [vitest, ...flags], { env: { PATH: process.env.PATH } });
    expect(JSON.parse(stdout.slice(stdout.indexOf('{')))).toMatchObject({ success: true, numPassedTests: 3 });
  });
});
