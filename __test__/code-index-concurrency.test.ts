/** An index that is asked while it follows its files, is given up, closed, dropped, or held by a worker. */
import { spawn } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type CodeIndex, openIndex } from '../index.mjs';
import { addFiles, type Files, repositoryOf } from './repository.js';

const ENTRY = new URL('../index.mjs', import.meta.url).href;
/** A process that has not ended by then is kept alive by something. */
const PATIENCE_MS = 25_000;
const FILES = 6;
const READERS = 32;

/** All files of a version: each has a function that is named after it, and calls that of the next file. */
function version(number: number): Files {
  const name = `v${number}`;
  const text = (next: number): string =>
    `import { ${name} as next } from './f${next}';\nexport function ${name}() { next(); }\n`;
  return Object.fromEntries(Array.from({ length: FILES }, (_, file) => [`f${file}.ts`, text((file + 1) % FILES)]));
}

/** The versions that one answer speaks of. */
async function versionsIn(index: CodeIndex): Promise<number[]> {
  const { symbols } = await index.find({ text: 'v', limit: 100 });
  return [...new Set(symbols.map(({ name }) => Number(name.slice(1))))];
}

describe('an index that follows its files', () => {
  it('answers from before or from after, never from between', async () => {
    const root = await repositoryOf(version(0));
    const index = await openIndex(root);
    let isOver = false;
    const read = async (): Promise<number> => {
      let last = 0;
      for (;;) {
        const isLast = isOver;
        const versions = await versionsIn(index);
        expect(versions).toHaveLength(1);
        expect(versions[0]).toBeGreaterThanOrEqual(last);
        last = versions[0] ?? Number.NaN;
        const graph = await index.graph();
        const called = [...graph.functions.values()].flatMap(({ calls }) => calls.map(({ targetKey }) => targetKey));
        expect(called).toHaveLength(FILES);
        for (const key of called) expect(graph.functions.has(key ?? '')).toBe(true);
        if (isLast) return last;
      }
    };
    const readers = Array.from({ length: READERS }, read);
    for (let number = 1; number <= 10; number++) {
      await addFiles(root, version(number));
      const { files } = await index.refresh();
      expect(files.changed).toHaveLength(FILES);
    }
    isOver = true;
    expect(new Set(await Promise.all(readers))).toEqual(new Set([10]));
    await index.close();
  });

  it('is what it was when somebody gives up, wherever that is, and follows the next time', async () => {
    const root = await repositoryOf(version(0));
    const index = await openIndex(root);
    let number = 0;
    for (let turns = 0; turns < 12; turns++) {
      await addFiles(root, version(number + 1));
      const stop = new AbortController();
      const refreshed = index.refresh({ signal: stop.signal }).then(
        () => true,
        (error: Error) => {
          expect(error.name).toBe('AbortError');
          return false;
        },
      );
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      stop.abort();
      // Who is refused when all is done has an index that is.
      if (await refreshed) number++;
      const seen = await versionsIn(index);
      expect([[number], [number + 1]]).toContainEqual(seen);
      number = seen[0] ?? Number.NaN;
    }
    await addFiles(root, version(number + 1));
    await index.refresh();
    expect(await versionsIn(index)).toEqual([number + 1]);
    await index.close();
  });

  it('is closed while it works and is asked: each call ends, and the next are refused', async () => {
    const root = await repositoryOf(version(0));
    const index = await openIndex(root);
    await addFiles(root, version(1));
    const calls = [index.refresh(), index.graph(), index.find({ text: 'v' }), index.callers('f0.ts::v0')];
    const closed = index.close();
    for (const outcome of await Promise.allSettled(calls)) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'ERR_INDEX_CLOSED' });
    }
    await closed;
    await expect(index.find({ text: 'v' })).rejects.toMatchObject({ code: 'ERR_INDEX_CLOSED' });
    await expect(index.refresh()).rejects.toMatchObject({ code: 'ERR_INDEX_CLOSED' });
  });

  it('has a question that fails fail alone', async () => {
    const root = await repositoryOf(version(0));
    const index = await openIndex(root);
    const asked = [
      index.find({ text: 'v', after: 'no place' }),
      index.find({ text: 'v' }),
      index.impact({ diff: '@@ what' }),
      index.find({ name: 'v0' }),
    ];
    const [, all, , one] = await Promise.allSettled(asked);
    expect([all?.status, one?.status]).toEqual(['fulfilled', 'fulfilled']);
    await rm(join(root, 'f0.ts'));
    await index.refresh();
    expect((await index.find({ name: 'v0' })).symbols).toHaveLength(FILES - 1);
    await index.close();
  });
});

/** Runs a program that finds the package as `ckg` and a repository as `root`; what it prints, and how it ends. */
async function run(program: string, ...flags: string[]): Promise<{ code: number | null; out: string }> {
  const root = await repositoryOf(version(0));
  await writeFile(join(root, 'large.ts'), 'export class C { m(a: string) { return f(a); } }\n'.repeat(2000));
  const prelude = `import * as ckg from ${JSON.stringify(ENTRY)};\nconst root = ${JSON.stringify(root)};\n`;
  const child = spawn(process.execPath, [...flags, '--input-type=module', '-e', prelude + program], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out }));
  });
}

describe('an index that nobody closes', () => {
  it('is collected as garbage', async () => {
    const program = `
      let collected = 0;
      const registry = new FinalizationRegistry(() => { collected++; });
      for (let n = 0; n < 8; n++) {
        await (async () => {
          const index = await ckg.openIndex(root);
          registry.register(index, n);
          await index.find({ text: 'v' });
          await index.refresh();
        })();
      }
      for (let looks = 0; collected < 8 && looks < 1000; looks++) {
        gc();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      console.log(collected);
    `;
    expect(await run(program, '--expose-gc')).toEqual({ code: 0, out: '8\n' });
  });

  it('keeps no process alive, also in the middle of its work', async () => {
    const program = `
      const index = await ckg.openIndex(root);
      console.log(index.stats.files);
      index.refresh();
      index.graph();
      process.exitCode = 3;
    `;
    expect(await run(program)).toEqual({ code: 3, out: `${FILES + 1}\n` });
  });

  it('works in worker threads, and ends with them', async () => {
    const program = `
      import { once } from 'node:events';
      import { Worker } from 'node:worker_threads';
      const source = \`
        import { parentPort, workerData } from 'node:worker_threads';
        const { openIndex } = await import(workerData.entry);
        const index = await openIndex(workerData.root);
        const { symbols } = await index.find({ text: 'v', limit: 100 });
        const { files } = await index.refresh();
        parentPort.postMessage(symbols.length + files.changed.length);
        // The others are ended in the middle of this.
        for (;;) await Promise.all([index.refresh(), index.graph(), index.find({ text: 'v' })]);
      \`;
      const url = new URL('data:text/javascript,' + encodeURIComponent(source));
      const workers = Array.from({ length: 3 }, () =>
        new Worker(url, { workerData: { entry: ${JSON.stringify(ENTRY)}, root } }));
      const answers = await Promise.all(workers.map((worker) => once(worker, 'message')));
      console.log(answers.join(' '));
      await Promise.all(workers.map((worker) => worker.terminate()));
      const index = await ckg.openIndex(root);
      console.log(index.stats.files);
      await index.close();
    `;
    expect(await run(program)).toEqual({ code: 0, out: `${FILES} ${FILES} ${FILES}\n${FILES + 1}\n` });
  });
});
