/** A repository that stays: opened, asked, brought up to date, closed. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeGraph, IndexProgress } from '../index.js';
import { buildGraphStreaming, openIndex } from '../index.mjs';
import { GONE } from './gone.js';
import { collected } from './repository.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-index-'));
  write('order.ts', 'export class Order {\n  load() {}\n  save() { this.load() }\n}\n');
  write('shop.ts', "import { Order } from './order'\nexport function buy() { new Order().save() }\n");
});

afterEach(() => rm(folder, GONE));

function write(path: string, text: string): void {
  writeFileSync(join(folder, path), text);
}

describe('an index', () => {
  it('is the graph of its repository, below the root or wherever it is asked to be', async () => {
    const index = await openIndex(folder);
    const graph = await buildGraphStreaming(folder);
    expect(await index.graph({ rootDir: folder })).toEqual(graph);
    const below = await index.graph();
    expect([...below.files.keys()]).toEqual(['order.ts', 'shop.ts']);
    expect([...below.functions.keys()]).toEqual(['order.ts::Order::load', 'order.ts::Order::save', 'shop.ts::buy']);
    expect(below.files.get('shop.ts')?.imports).toEqual(['order.ts']);
    await index.close();
  });

  it('is that graph in parts, too, each with all that is in its files', async () => {
    for (let number = 0; number < 100; number++) {
      write(`f${number}.ts`, `import { buy } from './shop'\nexport class C${number} { f() { buy() } }\n`);
    }
    await using index = await openIndex(folder);
    for (const options of [undefined, { rootDir: folder }]) {
      const whole = await index.graph(options);
      const parts = await collected(index.graphInParts(options));
      expect(parts.length).toBeGreaterThan(2);
      const all = <Value>(of: (part: CodeGraph) => Map<string, Value>) =>
        new Map(parts.flatMap((part) => [...of(part)]));
      expect(all(({ files }) => files)).toEqual(whole.files);
      expect(all(({ functions }) => functions)).toEqual(whole.functions);
      expect(all(({ types }) => types)).toEqual(whole.types);
      for (const { files, functions } of parts) {
        for (const { file, calls } of functions.values())
          for (const call of calls) expect(files.get(file)?.calls).toContain(call);
      }
    }
    const stop = new AbortController();
    const stopped = index.graphInParts({ signal: stop.signal });
    await stopped.next();
    stop.abort(new Error('enough'));
    await expect(stopped.next()).rejects.toThrow('enough');
  });

  it('has of each key what its graph has, also by the absolute path', async () => {
    const index = await openIndex(folder);
    const { functions, types, files } = await index.graph();
    const key = 'order.ts::Order::save';
    expect(await index.function(key)).toEqual(functions.get(key));
    expect(await index.function(join(folder, key))).toEqual(functions.get(key));
    expect(await index.type('order.ts::Order')).toEqual(types.get('order.ts::Order'));
    expect(await index.file('shop.ts')).toEqual(files.get('shop.ts'));
    for (const nothing of ['order.ts', 'order.ts::', 'other.ts::f', '', '::']) {
      expect(await index.function(nothing)).toBeUndefined();
      expect(await index.type(nothing)).toBeUndefined();
      expect(await index.file(`${nothing}x`)).toBeUndefined();
    }
    await index.close();
  });

  it('counts what it knows', async () => {
    const index = await openIndex(folder);
    expect(index.stats).toMatchObject({ files: 2, functions: 3, types: 1, calls: 3, failures: 0 });
    expect(index.stats.languages).toMatchObject({ typescript: { files: 2, functions: 3 } });
    expect(index.stats.bytes).toBeGreaterThan(1000);
    await index.close();
  });

  it('follows its files and says what changed', async () => {
    const index = await openIndex(folder);
    write('shop.ts', "import { Order } from './order'\nexport function buy() { new Order().load() }\n");
    const changes = await index.refresh({ paths: ['shop.ts'] });
    expect(changes).toMatchObject({
      files: { added: [], removed: [], changed: ['shop.ts'] },
      functions: {
        added: [],
        removed: [],
        changed: [{ key: 'shop.ts::buy', body: true, signature: false }],
        moved: [],
      },
      edges: {
        added: [{ from: 'shop.ts::buy', to: 'order.ts::Order::load', kind: 'call' }],
        removed: [{ from: 'shop.ts::buy', to: 'order.ts::Order::save', kind: 'call' }],
      },
      parsed: 1,
    });
    expect(await index.graph({ rootDir: folder })).toEqual(await buildGraphStreaming(folder));
    rmSync(join(folder, 'order.ts'));
    expect((await index.refresh()).files.removed).toEqual(['order.ts']);
    expect(await index.graph({ rootDir: folder })).toEqual(await buildGraphStreaming(folder));
    await index.close();
  });

  it('finds symbols, and who calls them', async () => {
    const index = await openIndex(folder);
    const { symbols } = await index.find({ text: 'sav' });
    expect(symbols).toEqual([
      expect.objectContaining({ key: 'order.ts::Order::save', kind: 'function', match: 'prefix' }),
    ]);
    const callers = await index.callers('Order.load', { depth: 2 });
    expect(callers.functions.map(({ key, distance, via }) => [key, distance, `${via.file}:${via.line}`])).toEqual([
      ['order.ts::Order::save', 1, 'order.ts:3'],
      ['shop.ts::buy', 2, 'shop.ts:2'],
    ]);
    expect((await index.find({ name: join(folder, 'order.ts::Order::save'), path: folder })).symbols).toHaveLength(1);
    const callees = await index.callees(join(folder, 'shop.ts::buy'));
    expect(callees.functions.map(({ key }) => key)).toEqual(['order.ts::Order::save']);
    expect((await index.callers('nobody')).functions).toEqual([]);
    await expect(index.callers('save', { dept: 2 } as never)).rejects.toThrow('did you mean depth?');
    await expect(index.find({ after: 'no cursor' })).rejects.toMatchObject({ code: expect.stringMatching(/^ERR_/) });
    await index.close();
  });

  it('says what a change affects, and which tests', async () => {
    write('shop.test.ts', "import { buy } from './shop'\nit('buys', () => { buy() })\n");
    const index = await openIndex(folder);
    const diff = '--- a/order.ts\n+++ b/order.ts\n@@ -2,1 +2,1 @@\n-  load() { }\n+  load() {}\n';
    for (const change of [
      { keys: 'Order.load' },
      { diff },
      { diff: [{ file: 'order.ts', ranges: [[2, 2]] as const }] },
    ]) {
      const { changed, affected, tests } = await index.impact(change);
      expect(changed.map(({ key }) => key)).toEqual(['order.ts::Order::load']);
      expect(affected.map(({ key, distance }) => [key, distance])).toEqual([
        ['order.ts::Order::save', 1],
        ['shop.ts::buy', 2],
      ]);
      expect(tests).toMatchObject([{ title: 'buys', key: null, file: 'shop.test.ts', line: 2, distance: 3 }]);
    }
    expect((await index.impact({ files: 'shop.ts' })).changed.map(({ key }) => key)).toEqual(['shop.ts::buy']);
    await expect(index.impact({ diff: '@@ nothing' })).rejects.toMatchObject({ code: 'ERR_INVALID_DIFF' });
    await expect(index.impact({ diff: 1 as never })).rejects.toThrow('diff must be a unified diff');
    await index.close();
  });

  it('finds ways, circles, what is unused and what stands around', async () => {
    write('loop.ts', 'export function one() { two() }\nfunction two() { one() }\nfunction alone() {}\n');
    const index = await openIndex(folder);
    const { paths } = await index.paths('buy', 'Order.load');
    expect(paths.map(({ symbols }) => symbols.map(({ name }) => name))).toEqual([['buy', 'save', 'load']]);
    const { cycles } = await index.cycles({ level: 'function' });
    expect(cycles).toMatchObject([{ level: 'function', members: ['loop.ts::one', 'loop.ts::two'] }]);
    expect((await index.unused()).symbols.map(({ key }) => key)).toContain('loop.ts::alone');
    const graph = await index.subgraph('Order.save', { depth: 1 });
    expect([...graph.functions.keys()]).toEqual(['order.ts::Order::load', 'order.ts::Order::save', 'shop.ts::buy']);
    expect([...graph.files.keys()]).toEqual(['order.ts', 'shop.ts']);
    const nodes = [];
    for await (const piece of index.enrich({ limit: 1 })) nodes.push(...piece.nodes);
    expect(nodes.find(({ key }) => key === 'order.ts::Order::load')?.callers).toEqual(['order.ts::Order::save']);
    await expect(index.cycles({ level: 'class' as never })).rejects.toThrow();
    await index.close();
  });

  it('answers the same whatever is kept', async () => {
    const compat = fileURLToPath(new URL('./fixtures/compat', import.meta.url));
    const cache = join(folder, 'cache');
    const answers = [];
    // With a cache the first parses, the second does not.
    for (const options of [{}, { cache }, { cache }]) {
      const index = await openIndex(compat, options);
      const pieces = [];
      for await (const piece of index.enrich()) pieces.push(piece);
      const [unused, similar] = [
        await index.unused(),
        await index.similar('Order.total', { threshold: 0.1, limit: 100 }),
      ];
      answers.push({ pieces, unused, similar, edges: index.stats.edges, graph: await index.graph() });
      await index.close();
    }
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('compares with what came after it', async () => {
    const before = await openIndex(folder);
    write('order.ts', 'export class Order {\n  load() {}\n  save() {}\n}\n');
    const after = await openIndex(folder);
    const { functions, callers } = await before.compare(after);
    expect(functions.changed).toEqual([{ key: 'order.ts::Order::save', body: true, signature: false }]);
    expect(callers.map(({ key, startLine }) => [key, startLine])).toEqual([['shop.ts::buy', 2]]);
    await before.close();
    await after.close();
  });

  it('tells how far it is, and who throws there disturbs nothing', async () => {
    const told: IndexProgress[] = [];
    const onProgress = (progress: IndexProgress): void => {
      told.push(progress);
      throw new Error('not mine');
    };
    const index = await openIndex(folder, { onProgress });
    expect(told.at(-1)).toEqual({ stage: 'linking', processedFiles: 2, totalFiles: 2 });
    await index.close();
  });

  it('is closed once, and says so to whoever asks later', async () => {
    const index = await openIndex(folder);
    await index.close();
    await index.close();
    const closed = expect.objectContaining({ code: 'ERR_INDEX_CLOSED' });
    await expect(index.refresh()).rejects.toEqual(closed);
    await expect(index.function('order.ts::Order::save')).rejects.toEqual(closed);
    await expect(index.graph()).rejects.toEqual(closed);
    for (const key of ['save', 'none.ts::none']) {
      await expect(index.function(key)).rejects.toEqual(closed);
      await expect(index.type(key)).rejects.toEqual(closed);
    }
    for (const member of ['stats', 'failures', 'warnings'] as const) expect(() => index[member]).toThrow(closed);
  });

  it('knows a file by every path that leads to it', async () => {
    mkdirSync(join(folder, 'src'));
    write('src/price.ts', 'export const gross = (net: number) => net * 1.2;\n');
    const index = await openIndex(folder);
    const written = [
      'src/price.ts',
      './src/price.ts',
      'src//price.ts',
      'src/../src/./price.ts',
      'none/../src/price.ts',
    ];
    const paths = written.flatMap((path) => [path, `${folder}/${path}`, `${folder}//${path}`]);
    for (const path of [...paths, 'src/price.ts/']) {
      expect((await index.file(path))?.language, path).toBe('typescript');
      expect((await index.function(`${path}::gross`))?.name, path).toBe('gross');
      expect((await index.find({ path })).symbols, path).toHaveLength(1);
      expect((await index.find({ name: `${path}::gross` })).symbols, path).toHaveLength(1);
      expect((await index.impact({ files: path })).changed, path).toHaveLength(1);
      expect((await index.impact({ keys: `${path}::gross` })).changed, path).toHaveLength(1);
      expect((await index.contentFor([{ file: path, ranges: [[1, 1]] }])).definitions, path).toHaveLength(1);
      expect((await index.unused({ entryPoints: [path], strict: true })).symbols, path).not.toContainEqual(
        expect.objectContaining({ name: 'gross' }),
      );
    }
    expect(await index.file('../src/price.ts')).toBeUndefined();
    await index.close();
  });

  it('takes names as they are, whatever they look like', async () => {
    write('routes.js', "export const routes = { '/users//': () => 1, 'a//b/': () => 2 };\n");
    const index = await openIndex(folder);
    for (const name of ['/users//', 'a//b/']) {
      const [found, more] = (await index.find({ name })).symbols;
      expect([found?.name, more]).toEqual([name, undefined]);
      expect((await index.function(found?.key ?? ''))?.name).toBe(name);
      expect((await index.callers(found?.key ?? '')).candidates).toEqual([]);
    }
    await index.close();
  });

  it('is asked with text that was cut within a character', async () => {
    write('pay.ts', 'export function 支払い() { return "💶"; }\n');
    const index = await openIndex(folder);
    const [half] = '💶';
    const cut = half?.[0] ?? '';
    const none = { truncated: false };
    await expect(index.find({ text: `支払い${cut}` })).resolves.toMatchObject(none);
    await expect(index.callers(`pay.ts::${cut}`)).resolves.toMatchObject({ functions: [] });
    await expect(index.similar({ functionHash: cut })).resolves.toMatchObject({ functions: [] });
    const diff = (text: string) => `--- a/pay.ts\n+++ b/pay.ts\n@@ -1 +1 @@\n-\\ud800 ${text}\n+${text}\n`;
    const { changed } = await index.impact({ diff: diff(`export function 支払い() { return "${cut}`) });
    expect(changed.map(({ name }) => name)).toEqual(['支払い']);
    await expect(index.find({ after: cut })).rejects.toMatchObject({ code: 'ERR_INVALID_CURSOR' });
    await index.close();
  });

  it('is refused what it does not know', async () => {
    await expect(openIndex('')).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_EMPTY' });
    await expect(openIndex(join(folder, 'none'))).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND' });
    await expect(openIndex(1 as never)).rejects.toThrow('root must be a string');
    await expect(openIndex(folder, { cahce: true } as never)).rejects.toMatchObject({
      name: 'TypeError',
      code: 'ERR_INVALID_ARG_VALUE',
      message: 'options.cahce is no option: did you mean cache?',
    });
    const index = await openIndex(folder);
    await expect(index.refresh({ path: 'a' } as never)).rejects.toThrow('did you mean paths?');
    await expect(index.refresh({ paths: 'a' as never })).rejects.toThrow('options.paths must be an array of strings');
    await expect(index.compare({} as never)).rejects.toThrow('after must be an index');
    for (const rootDir of ['', ' ']) {
      await expect(index.graph({ rootDir })).rejects.toThrow('options.rootDir must be the path of a folder');
      await expect(index.graphInParts({ rootDir }).next()).rejects.toThrow(
        'options.rootDir must be the path of a folder',
      );
    }
    await expect(index.find({ kind: 'method' as never })).rejects.toThrow(
      'options.kind must be one of function, class',
    );
    await expect(index.find({ language: ['TypeScript', 'go'] })).rejects.toThrow('options.language must be one of');
    await expect(index.cycles({ level: 'module' as never })).rejects.toThrow('level must be one of file, function');
    for (const change of [undefined, null, 'save', ['save'], {}, { keys: undefined }]) {
      const refused = {
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringMatching(/^change must be an object with/),
      };
      await expect(index.impact(change as never)).rejects.toMatchObject(refused);
      if (!Array.isArray(change)) await expect(index.contentFor(change as never)).rejects.toMatchObject(refused);
    }
    await expect(index.similar(['save'] as never)).rejects.toThrow('to must be a key, a name');
    await expect(index.find(['save'] as never)).rejects.toThrow('options must be an object, not an array');
    await index.close();
  });

  it('ends with its signal', async () => {
    const reason = new Error('enough');
    await expect(openIndex(folder, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const index = await openIndex(folder);
    await expect(index.refresh({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(index.graph({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await index.close();
  });
});
