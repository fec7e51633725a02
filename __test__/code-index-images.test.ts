/** An index that is opened from what a cache kept of it: by several processes, and from folders that are not as they were left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type CacheOptions, type CodeGraph, openIndex } from '../index.mjs';
import { cacheFolder, filesBelow, repositoryOfAll } from './caching.js';
import { addFiles } from './repository.js';

const CHILD = fileURLToPath(new URL('index-child.mjs', import.meta.url));
const KILLS = process.env.KILLS === 'all' ? 200 : 16;

interface Run {
  graph: string;
  stages: string[];
}

/** A process that opens an index of `root` so often. */
class Opening {
  readonly runs: Run[] = [];
  readonly process: ChildProcess;
  readonly #ended: Promise<unknown[]>;

  constructor(root: string, cache: string | CacheOptions | boolean, runs = 1) {
    const words = [CHILD, root, JSON.stringify(cache), String(runs)];
    this.process = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#ended = once(this.process, 'close');
    createInterface(this.process.stdout as NodeJS.ReadableStream).on('line', (line) =>
      this.runs.push(JSON.parse(line)),
    );
  }

  /** @returns its runs, of a process that came to its end */
  async end(): Promise<Run[]> {
    expect(await this.#ended).toEqual([0, null]);
    return this.runs;
  }

  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.#ended;
  }
}

async function openedGraph(root: string, cache?: string): Promise<{ graph: CodeGraph; stages: Set<string> }> {
  const stages = new Set<string>();
  const index = await openIndex(root, { cache: cache ?? false, onProgress: ({ stage }) => stages.add(stage) });
  const graph = await index.graph();
  await index.close();
  return { graph, stages };
}

it('is the index of a process that has closed its own, and links nothing', async () => {
  const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
  const [first] = await new Opening(root, cache).end();
  expect(first?.stages).toContain('linking');
  const { graph, stages } = await openedGraph(root, cache);
  expect([...stages].filter((stage) => stage !== 'discovering')).toEqual([]);
  const { graph: plain } = await openedGraph(root);
  expect(graph).toEqual(plain);
  expect(graph.failures).toEqual(plain.failures);
});

it('follows its files from there', async () => {
  const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
  await openedGraph(root, cache);
  const index = await openIndex(root, { cache });
  expect((await index.refresh()).files).toEqual({ added: [], removed: [], changed: [] });
  await addFiles(root, { 'late.ts': "import { run } from './index.js';\nexport const late = () => run();\n" });
  const { files, functions, edges, linkedFiles } = await index.refresh();
  expect(files.added).toEqual(['late.ts']);
  expect(linkedFiles).toEqual(['late.ts']);
  expect(functions.added).toEqual(['late.ts::late']);
  expect(edges.added).toEqual([{ from: 'late.ts::late', to: 'index.ts::run', kind: 'call' }]);
  expect(await index.graph()).toEqual((await openedGraph(root)).graph);
  await index.close();
});

it('is shared by eight processes at once', async () => {
  const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
  const [plain] = await new Opening(root, false).end();
  const openings = Array.from({ length: 8 }, () => new Opening(root, cache, 3));
  for (const opening of openings) for (const { graph } of await opening.end()) expect(graph).toBe(plain?.graph);
}, 120_000);

it('is made again where something is missing, damaged, or of somebody else', async () => {
  const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
  const { graph: plain } = await openedGraph(root);
  const damages: ((path: string) => Promise<void>)[] = [
    (path) => rm(path),
    (path) => truncate(path),
    async (path) => truncate(path, (await readFile(path)).length >> 1),
    (path) => writeFile(path, 'what somebody else keeps'),
    async (path) =>
      writeFile(
        path,
        (await readFile(path)).map((byte, at) => (at % 97 === 41 ? byte ^ 4 : byte)),
      ),
    async (path) => writeFile(path, (await readFile(path)).reverse()),
  ];
  for (const damage of damages) {
    await openedGraph(root, cache);
    for (const path of await filesBelow(cache)) {
      // An opening may have put it together with others.
      await damage(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') throw error;
      });
      expect((await openedGraph(root, cache)).graph).toEqual(plain);
    }
  }
}, 120_000);

it('survives that whoever keeps it is killed', async () => {
  const [root, cache] = [await repositoryOfAll(), await cacheFolder()];
  const [plain] = await new Opening(root, false).end();
  for (let kill = 0; kill < KILLS; kill++) {
    // Each keeps something else, and is killed at another moment of it.
    await writeFile(join(root, 'round.ts'), `export const round = () => ${kill};\n`);
    const opening = new Opening(root, cache);
    await setTimeout(120 + 25 * kill);
    await opening.kill();
  }
  await rm(join(root, 'round.ts'));
  for (const { graph } of await new Opening(root, cache, 2).end()) expect(graph).toBe(plain?.graph);
  const index = await openIndex(root, { cache });
  await addFiles(root, { 'late.ts': "import { run } from './index.js';\nexport const late = () => run();\n" });
  await index.refresh();
  expect(await index.graph()).toEqual((await openedGraph(root)).graph);
  await index.close();
}, 120_000);
