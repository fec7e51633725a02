/** What is told of manifests and folders that are broken or out of bounds, and that nothing else comes of them. */
import { execFileSync } from 'node:child_process';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  buildGraphStreaming,
  type CodeGraph,
  decodeBatch,
  decodeGraph,
  encodeGraph,
  type GraphWarning,
  graphFromJSON,
  graphToJSON,
  type LogEntry,
  openIndex,
  processFilesInBatches,
  type StreamOptions,
} from '../index.mjs';
import { below, collected, type Files, listening, repositoryOf } from './repository.js';

const FILES = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [`packages/p${n}/f.ts`, "import { a } from 'a';\na();\n"]),
);
const braces = (count: number) => `${'{'.repeat(count)}${'}'.repeat(count)}`;
const BEYOND = {
  'package.json': JSON.stringify({ workspaces: [braces(16_000), braces(250)] }),
  'packages/tsconfig.json': '['.repeat(100_000),
};

/** Manifests that are broken each in its way, with what is told of each. */
const BROKEN: Record<string, { content: string | Uint8Array; code: GraphWarning['code']; reason: RegExp }> = {
  'cargo/Cargo.toml': { content: '[package]\nname = \n', code: 'ERR_MANIFEST_INVALID', reason: /at line 2$/ },
  'csharp/Shop.csproj': { content: '<Project><Item></Project>', code: 'ERR_MANIFEST_INVALID', reason: /Item/ },
  'golang/go.mod': { content: 'go 1.21\n', code: 'ERR_MANIFEST_INVALID', reason: /names no module/ },
  'golang/go.work': { content: 'go 1.21\nusing ./b\n', code: 'ERR_MANIFEST_INVALID', reason: /line 2/ },
  'php/composer.json': { content: '{ "autoload": ', code: 'ERR_MANIFEST_INVALID', reason: /line 1/ },
  'ts/array/tsconfig.json': { content: '[]', code: 'ERR_MANIFEST_INVALID', reason: /no object/ },
  'ts/binary/jsconfig.json': {
    content: new Uint8Array([0, 1, 2, 0]),
    code: 'ERR_MANIFEST_INVALID',
    reason: /^it cannot be parsed: /,
  },
  'ts/comment/tsconfig.json': { content: '{ /* never ended', code: 'ERR_MANIFEST_INVALID', reason: /./ },
  'ts/extends/tsconfig.json': {
    content: '{ "extends": ["./there.json", "./nowhere.json"] }',
    code: 'ERR_EXTENDS_NOT_FOUND',
    reason: /"\.\/nowhere\.json"/,
  },
  'ts/package.json': { content: '{ "name": "ts", }}', code: 'ERR_MANIFEST_INVALID', reason: /line 1/ },
  'ts/package/tsconfig.json': {
    content: '{ "extends": "@tsconfig/none/tsconfig.json" }',
    code: 'ERR_EXTENDS_NOT_FOUND',
    reason: /"@tsconfig\/none\/tsconfig\.json"/,
  },
  'ts/there/lerna.json': { content: 'packages: all', code: 'ERR_MANIFEST_INVALID', reason: /line 1/ },
};
const SOURCES: Files = {
  'cargo/src/lib.rs': 'use shop::a;\npub fn f() { a(); }\n',
  'csharp/Shop.cs': 'using Other;\nnamespace Shop { class A { void M() { B.N(); } } }\n',
  'golang/main.go': 'package main\nimport "example.com/a/b"\nfunc main() { b.F() }\n',
  'php/a.php': '<?php use App\\B; function f() { B::g(); }\n',
  'ts/array/a.ts': "import { f } from '#f';\nf();\n",
  'ts/binary/a.ts': "import { f } from 'f';\nf();\n",
  'ts/comment/a.ts': "import { f } from 'f';\nf();\n",
  'ts/extends/a.ts': "import { f } from 'f';\nf();\n",
  'ts/extends/there.json': '{ "compilerOptions": { "paths": { "f": ["./f.ts"] } } }',
  'ts/extends/f.ts': 'export function f() {}\n',
  'ts/package/a.ts': "import { f } from 'f';\nf();\n",
  'ts/there/a.ts': "import { f } from 'f';\nf();\n",
};

function broken(): Promise<string> {
  const contents = Object.entries(BROKEN).map(([path, { content }]) => [path, content]);
  return repositoryOf({ ...SOURCES, ...Object.fromEntries(contents) });
}

/** All of `BROKEN`, once each, in the order of paths. */
function expectAll(warnings: readonly GraphWarning[], root: string): void {
  expect(warnings).toEqual(
    Object.keys(BROKEN).map((path) => ({
      path: `${root}/${path}`,
      code: BROKEN[path]?.code,
      reason: expect.stringMatching(BROKEN[path]?.reason ?? ''),
    })),
  );
}

async function streamed(root: string, options: StreamOptions = {}) {
  const files = Object.keys(SOURCES).filter((path) => !path.endsWith('.json'));
  return collected(processFilesInBatches(files, root, { batchSize: 2, ...options }));
}

function expectTold(entries: LogEntry[], root: string): void {
  const told = entries
    .map(({ metadata }) => metadata)
    .sort((one, other) => `${one.filePath}`.localeCompare(`${other.filePath}`));
  expect(told).toEqual(
    Object.keys(BEYOND).map((name) => ({
      filePath: join(root, name),
      code: 'ERR_MANIFEST_LIMIT',
      message: expect.stringMatching(/left out|not read/),
    })),
  );
  expect(entries.every(({ message, context }) => message === 'Left out a part of a manifest' && context !== '')).toBe(
    true,
  );
}

describe('a manifest out of bounds', () => {
  it('is told of once a graph, and costs no file', async () => {
    const root = await repositoryOf({ ...FILES, ...BEYOND });
    const { entries, logger } = listening('warn');
    const graph = await buildGraphStreaming(root, [], { logger });
    expect(graph.failures).toEqual([]);
    expect(graph.files.size).toBe(12);
    expectTold(entries, root);
    expect(graph.warnings.map(({ path, code }) => [below(root, path), code])).toEqual(
      Object.keys(BEYOND).map((path) => [path, 'ERR_MANIFEST_LIMIT']),
    );
  });

  it('is told of once a stream, before its end', async () => {
    const root = await repositoryOf({ ...FILES, ...BEYOND });
    const { entries, logger } = listening('warn');
    let files = 0;
    for await (const { batch } of processFilesInBatches(Object.keys(FILES), root, { logger, batchSize: 2 })) {
      expect(batch.failures).toEqual([]);
      files += batch.files.length;
    }
    expect(files).toBe(12);
    expectTold(entries, root);
  });

  it('is nothing that those within bounds are', async () => {
    const root = await repositoryOf({ ...FILES, 'package.json': '{ "workspaces": ["packages/*", "{a,{b,c}}/*"] }' });
    const { entries, logger } = listening('warn');
    expect((await buildGraphStreaming(root, [], { logger })).warnings).toEqual([]);
    expect(entries).toEqual([]);
  });
});

describe('a broken manifest', () => {
  it.each([1, 4])('is among the warnings of a graph and told to the logger, by %i threads', async (concurrency) => {
    const root = await broken();
    const { entries, logger } = listening('warn');
    const graph = await buildGraphStreaming(root, [], { concurrency, logger });
    expectAll(graph.warnings, root);
    expect(graph.failures).toEqual([]);
    const told = entries.map(({ metadata: { filePath, code, message } }) => ({
      path: filePath,
      code,
      reason: message,
    }));
    const byPath = (one: { path: unknown }, other: { path: unknown }) => (`${one.path}` < `${other.path}` ? -1 : 1);
    expect(told.sort(byPath)).toEqual(graph.warnings);
  });

  it('changes nothing but what it would have added', async () => {
    const root = await broken();
    const before = await buildGraphStreaming(root);
    for (const [path, { code }] of Object.entries(BROKEN)) {
      if (code === 'ERR_MANIFEST_INVALID') await rm(join(root, path));
    }
    const after = await buildGraphStreaming(root);
    expect({ ...before, warnings: [] }).toEqual({ ...after, warnings: [] });
    expect(after.warnings.map(({ code }) => code)).toEqual(['ERR_EXTENDS_NOT_FOUND', 'ERR_EXTENDS_NOT_FOUND']);
    const key = `${root}/ts/extends/f.ts::f`;
    expect(after.files.get(`${root}/ts/extends/a.ts`)?.calls.map(({ targetKey }) => targetKey)).toEqual([key]);
  });

  it.each([1, 4])('is a warning of the last batch of a stream alone, by %i threads', async (concurrency) => {
    const root = await broken();
    const batches = await streamed(root, { concurrency });
    expect(batches.length).toBeGreaterThan(3);
    expectAll(batches.at(-1)?.batch.warnings ?? [], root);
    expect(batches.slice(0, -1).flatMap(({ batch }) => batch.warnings)).toEqual([]);
  });

  it('is told alike by a cache that has all files', async () => {
    const [root, cache] = [await broken(), await repositoryOf({})];
    const plain = await buildGraphStreaming(root);
    for (const _ of ['cold', 'warm']) {
      expect(await buildGraphStreaming(root, [], { cache })).toEqual(plain);
      expectAll((await streamed(root, { cache })).at(-1)?.batch.warnings ?? [], root);
    }
  });

  it.each([true, false])('stays when a graph is encoded, under another root, with compress %s', async (compress) => {
    const root = await broken();
    const graph = await buildGraphStreaming(root, [], { compress });
    const bytes = await encodeGraph(graph);
    expect(await decodeGraph(bytes)).toEqual(graph);
    expectAll((await decodeGraph(bytes, { rootDir: '/elsewhere' })).warnings, '/elsewhere');
    expect((await encodeGraph(await decodeGraph(bytes), { rootDir: root })).length).toBeGreaterThan(0);
  });

  it('stays when a batch is encoded, under another root', async () => {
    const root = await broken();
    const last = (await streamed(root)).at(-1);
    const bytes = last?.batch.toBuffer() ?? expect.fail();
    const decoded = await decodeBatch(bytes, { rootDir: '/elsewhere' });
    expectAll(decoded.batch.warnings, '/elsewhere');
    expect((await decodeBatch(bytes)).batch).toEqual(last?.batch);
    expect((await decodeBatch(bytes)).batch.toBuffer().equals(bytes)).toBe(true);
  });

  it('stays when a graph is JSON, and may be missing there', async () => {
    const root = await broken();
    const graph = await buildGraphStreaming(root);
    const json = graphToJSON(graph);
    expect(graphFromJSON(JSON.parse(JSON.stringify(json)))).toEqual(graph);
    const { warnings: _, ...old } = json;
    expect(graphFromJSON(old as typeof json).warnings).toEqual([]);
    const { warnings: __, ...without } = graph;
    expect((await decodeGraph(await encodeGraph(without as CodeGraph))).warnings).toEqual([]);
  });

  it('is told of by an index until it is mended, whether it was kept or not', async () => {
    const [root, cache] = [await broken(), await repositoryOf({})];
    const first = await openIndex(root, { cache });
    expectAll(first.warnings, root);
    expectAll((await first.graph({ rootDir: root })).warnings, root);
    expect((await first.subgraph('f')).warnings).toEqual([]);
    await first.close();
    const index = await openIndex(root, { cache });
    onTestFinished(() => index.close());
    expectAll(index.warnings, root);
    await writeFile(join(root, 'ts/array/tsconfig.json'), '{ "extends": "./gone.json" }');
    await writeFile(join(root, 'ts/package.json'), '{ "name": "ts" }');
    await index.refresh();
    const now = index.warnings.map(({ path, code }) => [below(root, path), code]);
    const expected = Object.entries(BROKEN).map(([path, { code }]) => [
      path,
      path === 'ts/array/tsconfig.json' ? 'ERR_EXTENDS_NOT_FOUND' : code,
    ]);
    expect(now).toEqual(expected.filter(([path]) => path !== 'ts/package.json'));
    expect(index.warnings).toEqual((await buildGraphStreaming(root)).warnings);
  });
});

describe.skipIf(process.platform === 'win32')('what may not be read', () => {
  /** The superuser may read anything: another user looks. */
  const NOBODY = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const ENTRY = new URL('../index.mjs', import.meta.url).href;

  function seen(root: string): [string, string][] {
    const text = `
      import { buildGraphStreaming } from ${JSON.stringify(ENTRY)};
      const { failures, warnings } = await buildGraphStreaming(${JSON.stringify(root)});
      const told = [...failures.map(({ filePath, code }) => [filePath, code]), ...warnings.map(({ path, code }) => [path, code])];
      console.log(JSON.stringify(told));`;
    const words = ['--input-type=module', '-e', text];
    const told: [string, string][] = JSON.parse(
      execFileSync(process.execPath, words, { encoding: 'utf8', cwd: '/', ...NOBODY }),
    );
    return told.map(([path, code]) => [below(root, path), code]);
  }

  it('is a warning of a manifest, and of a folder that is skipped; a searched folder is a failure alone', async () => {
    const root = await repositoryOf({
      'a.ts': "import { f } from './closed/f';\nimport { g } from 'g';\nf(); g();\n",
      'tsconfig.json': '{}',
      'closed/f.ts': 'export function f() {}\n',
      'node_modules/g/index.ts': 'export function g() {}\n',
    });
    await chmod(root, 0o755);
    for (const path of ['tsconfig.json', 'closed', 'node_modules']) {
      await chmod(`${root}/${path}`, 0);
      onTestFinished(() => chmod(`${root}/${path}`, 0o755));
    }
    expect(seen(root)).toEqual([
      ['closed', 'ERR_FOLDER_UNREADABLE'],
      ['node_modules', 'ERR_FOLDER_UNREADABLE'],
      ['tsconfig.json', 'ERR_MANIFEST_UNREADABLE'],
    ]);
  });
});
