/** Streams that nobody finishes: dropped, left behind at the end of a process, or in a worker that is terminated. */
import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { repositoryOf } from './repository.js';

const ENTRY = new URL('../index.mjs', import.meta.url).href;
/** A process that has not ended by then is kept alive by something. */
const PATIENCE_MS = 25_000;
const FILES = Object.fromEntries(
  Array.from({ length: 60 }, (_, n) => [
    `f${n}.ts`,
    `export class C${n} { m(a: string) { return f(a); } }\n`.repeat(40),
  ]),
);

interface Ending {
  code: number | null;
  signal: string | null;
  stdout: string;
  stderr: string;
}

/** Runs a program that finds the package as `ckg`, the repository as `root` and its files as `files`. */
async function run(program: string, ...flags: string[]): Promise<Ending> {
  const root = await repositoryOf(FILES);
  const prelude = `
    import * as ckg from ${JSON.stringify(ENTRY)};
    const root = ${JSON.stringify(root)};
    const files = await ckg.getAllSourceFiles(root);
    const graph = new ckg.CodeKnowledgeGraph({ batchSize: 1 });
    const turn = () => new Promise((resolve) => setTimeout(resolve, 1));
  `;
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', prelude + program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
  const ending: Ending = { code: null, signal: null, stdout: '', stderr: '' };
  child.stdout.on('data', (text) => {
    ending.stdout += text;
  });
  child.stderr.on('data', (text) => {
    ending.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ ...ending, code, signal }));
  });
}

function endingWith(stdout: string): Ending {
  return { code: 0, signal: null, stdout, stderr: '' };
}

describe('a stream that is dropped half way', () => {
  it('is collected as garbage, and its work with it', async () => {
    const program = `
      await (async () => { await graph.processFilesInBatches(files, root).next(); })();
      let looks = 0;
      while (graph.getStreamingMetrics().activeStreams > 0 && looks++ < 1000) { gc(); await turn(); }
      console.log(graph.getStreamingMetrics().activeStreams);
    `;
    expect(await run(program, '--expose-gc')).toEqual(endingWith('0\n'));
  });

  it('is collected although its signal lives on, and a logger listens', async () => {
    const program = `
      const { signal } = new AbortController();
      const logger = { log() {}, warn() {}, error() {}, debug() {} };
      await (async () => { await graph.processFilesInBatches(files, root, { signal, logger }).next(); })();
      let looks = 0;
      while (graph.getStreamingMetrics().activeStreams > 0 && looks++ < 1000) { gc(); await turn(); }
      console.log(graph.getStreamingMetrics().activeStreams, signal.aborted);
    `;
    expect(await run(program, '--expose-gc')).toEqual(endingWith('0 false\n'));
  });
});

describe('a process', () => {
  it('ends although a stream is open', async () => {
    const program = `
      globalThis.kept = graph.processFilesInBatches(files, root);
      console.log((await kept.next()).value.processedFiles);
    `;
    expect(await run(program)).toEqual(endingWith('1\n'));
  });

  it('ends although a stream waits for memory and a logger listens', async () => {
    const program = `
      const logger = { log() {}, warn() {}, error() {}, debug() {} };
      const scarce = { logger, memoryLimitBytes: 1, memoryPauseMs: 50, maxMemoryPauses: 1 };
      globalThis.kept = graph.processFilesInBatches(files, root, scarce);
      console.log((await kept.next()).value.processedFiles);
    `;
    expect(await run(program)).toEqual(endingWith('1\n'));
  });

  it('can exit while batches and a graph are awaited', async () => {
    const program = `
      const stream = graph.processFilesInBatches(files, root);
      await stream.next();
      for (let n = 0; n < 10; n++) void stream.next();
      void graph.buildGraphStreaming(root);
      setTimeout(() => process.exit(0), 5);
    `;
    expect(await run(program)).toEqual(endingWith(''));
  });
});

describe('a worker', () => {
  it('can be terminated while it streams, again and again', async () => {
    const program = `
      import { Worker } from 'node:worker_threads';
      const source = \`
        import(\${JSON.stringify(${JSON.stringify(ENTRY)})}).then(async (ckg) => {
          const { parentPort, workerData } = await import('node:worker_threads');
          const logger = { log() {}, warn() {}, error() {}, debug() {} };
          void ckg.buildGraphStreaming(workerData.root, [], { logger });
          for (;;) {
            for await (const _ of ckg.processFilesInBatches(workerData.files, workerData.root, { batchSize: 1, logger })) {
              parentPort.postMessage('batch');
            }
          }
        });
      \`;
      const once = async (batches) => {
        const worker = new Worker(source, { eval: true, workerData: { root, files } });
        await new Promise((resolve, reject) => {
          worker.on('error', reject);
          worker.on('message', () => { if (--batches === 0) resolve(); });
        });
        await worker.terminate();
      };
      for (let round = 1; round <= 5; round++) await Promise.all([once(round), once(round * 3)]);
      const whole = await graph.buildGraphStreaming(root);
      console.log(whole.files.size);
    `;
    expect(await run(program)).toEqual(endingWith('60\n'));
  });
});
