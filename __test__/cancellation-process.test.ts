// Streams that are dropped, and environments that close under them: nothing stays behind, nothing breaks.
import { type ExecFileException, execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const ENTRY = fileURLToPath(new URL('../index.mjs', import.meta.url));
const SOURCE = 'export class A { m() { return this.m(); } }\n'.repeat(200);
/** So much work that a process that waited for it would be stopped, and the test fail. */
const ENDLESS = 1_000_000;
const LIMIT_MS = 20_000;

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  output: string;
  errors: string;
}

/** Runs a module that has the package, `root`, `files` (more than anyone can wait for) and `until` at hand. */
async function run(body: string, flags: string[] = []): Promise<Ended> {
  const root = await repositoryOf({ 'a.ts': SOURCE });
  const program = `
    import { Worker } from 'node:worker_threads';
    import { readFileSync, readdirSync } from 'node:fs';
    import { setTimeout as delay } from 'node:timers/promises';
    const { CodeKnowledgeGraph, buildGraphStreaming } = await import(${JSON.stringify(ENTRY)});
    const root = ${JSON.stringify(root)};
    const files = Array(${ENDLESS}).fill('a.ts');
    const instance = new CodeKnowledgeGraph();
    const until = async (holds) => { while (!holds()) await delay(1); };
    const { activeStreams } = { activeStreams: () => instance.getStreamingMetrics().activeStreams };
    ${body}`;
  return ended(program, flags);
}

/** Runs a module in a process of its own. */
function ended(program: string, flags: string[] = []): Promise<Ended> {
  return new Promise((resolve) => {
    const settle = (error: ExecFileException | null, output: string, errors: string) =>
      resolve({
        code: error === null ? 0 : ((error.code as number | undefined) ?? null),
        signal: error?.signal ?? null,
        output,
        errors,
      });
    execFile(process.execPath, [...flags, '--input-type=module', '-e', program], { timeout: LIMIT_MS }, settle);
  });
}

const FINE = { code: 0, signal: null, errors: '' };

describe('an iterator that is dropped', () => {
  it.each([
    ['after a batch', 'await iterator.next();'],
    ['with a signal that lives on', 'await iterator.next();', '{ batchSize: 1, signal: controller.signal }'],
    ['while it waits for memory', 'void iterator.next();', '{ memoryLimitBytes: 1, memoryPauseMs: 5 }'],
    ['paused', 'await iterator.next(); iterator.pause();'],
    ['with a next() that nobody waits for', 'void iterator.next();'],
  ])('%s is collected, and its work ends', async (_, use, options = '{ batchSize: 1 }') => {
    const end = await run(
      `
      const controller = new AbortController();
      await (async () => {
        const iterator = instance.processFilesInBatches(files, root, ${options});
        ${use}
        await until(() => activeStreams() === 1);
      })();
      await until(() => { gc(); return activeStreams() === 0; });
      controller.abort();
      console.log('collected');`,
      ['--expose-gc'],
    );
    expect(end).toEqual({ ...FINE, output: 'collected\n' });
  });

  it('does not keep the process alive', async () => {
    const end = await run(`
      const iterator = instance.processFilesInBatches(files, root, { batchSize: 1 });
      await iterator.next();
      process.on('exit', () => console.log('exit', activeStreams()));`);
    expect(end).toEqual({ ...FINE, output: 'exit 1\n' });
  });

  it('does not keep the process alive, cancelled or at its end', async () => {
    const end = await run(`
      for await (const _ of instance.processFilesInBatches(files, root, { batchSize: 1 })) break;
      for await (const _ of instance.processFilesInBatches(files.slice(0, 9), root));
      await buildGraphStreaming(root);
      console.log(activeStreams());`);
    expect(end).toEqual({ ...FINE, output: '0\n' });
  });
});

describe('a process', () => {
  it('that exits while streams run has the exit code it asked for', async () => {
    const end = await run(`
      for (let i = 0; i < 5; i++) void instance.processFilesInBatches(files, root, { batchSize: 1000 }).next();
      await until(() => instance.getStreamingMetrics().filesProcessed > 0);
      process.exit(7);`);
    expect(end).toEqual({ ...FINE, code: 7, output: '' });
  });

  it('that exits while a graph is built has the exit code it asked for', async () => {
    const end = await run(`
      void buildGraphStreaming(${JSON.stringify(fileURLToPath(new URL('..', import.meta.url)))}, [], {
        batchSize: 1, onProgress: () => process.exit(8),
      });`);
    expect(end).toEqual({ ...FINE, code: 8, output: '' });
  });

  it('that fails while a stream runs fails with that error', async () => {
    const end = await run(`
      for await (const _ of instance.processFilesInBatches(files, root)) throw new Error('of the caller');`);
    expect(end).toMatchObject({ code: 1, signal: null, errors: expect.stringContaining('of the caller') });
  });

  it('that is told to end while a stream runs ends', async () => {
    const end = await run(`
      void instance.processFilesInBatches(files, root, { batchSize: ${ENDLESS / 10} }).next();
      await until(() => instance.getStreamingMetrics().filesProcessed > 0);
      process.kill(process.pid, 'SIGTERM');
      await delay(60_000);`);
    expect(end).toMatchObject({ signal: 'SIGTERM', errors: '' });
  });
});

/** A worker that has begun with a batch it will never finish when it posts a message. */
const ENDLESS_WORKER = `
  const worker = () => new Worker(\`
    import { parentPort, workerData } from 'node:worker_threads';
    const { CodeKnowledgeGraph } = await import(workerData.entry);
    const instance = new CodeKnowledgeGraph();
    const files = Array(${ENDLESS / 10}).fill('a.ts');
    void instance.processFilesInBatches(files, workerData.root, { batchSize: ${ENDLESS / 10} }).next();
    while (instance.getStreamingMetrics().filesProcessed === 0) await new Promise(setImmediate);
    parentPort.postMessage('working');\`, { eval: true, workerData: { entry: ${JSON.stringify(ENTRY)}, root } });
  const working = (worker) => new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));`;

describe('a worker thread', () => {
  it('that is terminated stops its streams, and the process goes on', async () => {
    const end = await run(`
      ${ENDLESS_WORKER}
      const workers = [worker(), worker(), worker()];
      await Promise.all(workers.map(working));
      console.log((await Promise.all(workers.map((each) => each.terminate()))).join());
      // What reads files still reads them; after a while nothing may.
      const read = () => Number(/rchar: (\\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
      if (process.platform === 'linux') {
        let before = read();
        for (let quiet = 0; quiet < 5; ) {
          await delay(20);
          const now = read();
          quiet = now - before < ${SOURCE.length} ? quiet + 1 : 0;
          before = now;
        }
      }
      const graph = await buildGraphStreaming(root);
      console.log(graph.files.size);`);
    expect(end).toEqual({ ...FINE, output: '1,1,1\n1\n' });
  });

  it.skipIf(process.platform !== 'linux')('that is terminated stops the graph it builds', async () => {
    const count = 3000;
    const end = await run(`
      const { writeFileSync } = await import('node:fs');
      const source = readFileSync(root + '/a.ts');
      for (let file = 0; file < ${count}; file++) writeFileSync(root + '/f' + file + '.ts', source);
      const worker = new Worker(\`
        import { parentPort, workerData } from 'node:worker_threads';
        const { CodeKnowledgeGraph } = await import(workerData.entry);
        const instance = new CodeKnowledgeGraph();
        void instance.buildGraphStreaming(workerData.root, [], { batchSize: 100000 });
        while (instance.getStreamingMetrics().filesProcessed === 0) await new Promise(setImmediate);
        parentPort.postMessage('working');\`, { eval: true, workerData: { entry: ${JSON.stringify(ENTRY)}, root } });
      await new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
      await worker.terminate();
      const read = () => Number(/rchar: (\\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
      const atTheEnd = read();
      for (let quiet = 0, before = atTheEnd; quiet < 5; ) {
        await delay(20);
        const now = read();
        quiet = now - before < ${SOURCE.length} ? quiet + 1 : 0;
        before = now;
      }
      // The files in hand and this loop's own reading, not the thousands that were left.
      console.log(read() - atTheEnd < ${(SOURCE.length * count) / 10});`);
    expect(end).toEqual({ ...FINE, output: 'true\n' });
  });

  it.skipIf(process.platform !== 'linux')('that is terminated stops its search for files', async () => {
    const end = await run(`
      const threads = () => readdirSync('/proc/self/task').length;
      const worker = new Worker(\`
        import { workerData } from 'node:worker_threads';
        const { getAllSourceFiles } = await import(workerData.entry);
        void getAllSourceFiles('/');\`, { eval: true, workerData: { entry: ${JSON.stringify(ENTRY)} } });
      await new Promise((resolve) => worker.once('online', resolve));
      const withWorker = threads();
      await until(() => threads() > withWorker);
      await worker.terminate();
      // A walk of everything takes longer than this process is given.
      await until(() => threads() <= withWorker);
      console.log('quiet');`);
    expect(end).toEqual({ ...FINE, output: 'quiet\n' });
  });

  it('that exits by itself in the middle of its streams leaves nothing behind', async () => {
    const end = await run(`
      const code = \`
        import { workerData } from 'node:worker_threads';
        const { processFilesInBatches } = await import(workerData.entry);
        const files = Array(100000).fill('a.ts');
        for await (const _ of processFilesInBatches(files, workerData.root, { batchSize: 1 })) process.exit(3);\`;
      const workers = Array.from({ length: 4 }, () =>
        new Worker(code, { eval: true, workerData: { entry: ${JSON.stringify(ENTRY)}, root } }));
      const codes = await Promise.all(workers.map((each) => new Promise((resolve) => each.once('exit', resolve))));
      console.log(codes.join());`);
    expect(end).toEqual({ ...FINE, output: '3,3,3,3\n' });
  });

  it('that alone loaded the package takes nothing away from the threads it leaves', async () => {
    // The main thread loads nothing: with the last worker goes the last user of the binary.
    const root = await repositoryOf({ 'a.ts': SOURCE });
    const worker = `
      import { workerData } from 'node:worker_threads';
      const { processFilesInBatches } = await import(workerData.entry);
      const files = Array(500).fill('a.ts');
      for await (const { batchIndex } of processFilesInBatches(files, workerData.root, { batchSize: 1 })) {
        if (batchIndex === 5) break;
      }`;
    const program = `
      import { Worker } from 'node:worker_threads';
      const workerData = ${JSON.stringify({ entry: ENTRY, root })};
      for (let round = 0; round < 5; round++) {
        const worker = new Worker(${JSON.stringify(worker)}, { eval: true, workerData });
        console.log(await new Promise((resolve, reject) => worker.once('exit', resolve).once('error', reject)));
      }`;
    expect(await ended(program)).toEqual({ ...FINE, output: '0\n0\n0\n0\n0\n' });
  });

  it('that is working when the process exits does not hold it', async () => {
    const end = await run(`
      ${ENDLESS_WORKER}
      await Promise.all([worker(), worker()].map(working));
      process.exit(5);`);
    expect(end).toEqual({ ...FINE, code: 5, output: '' });
  });
});
