/** Indexes that are kept under a name: what they answer when the files are others or gone, and what becomes of them. */
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  CodeKnowledgeGraph,
  deleteSnapshot,
  getCacheInfo,
  graphToJSON,
  listSnapshots,
  openIndex,
  pruneCache,
  pruneSnapshots,
} from '../index.mjs';
import { cacheFolder, repositoryOfAll } from './caching.js';
import { GONE } from './gone.js';
import { addFiles, repositoryOf } from './repository.js';

type Opened = Awaited<ReturnType<typeof openIndex>>;

const SHOP = {
  'order.ts': "import { net } from './price';\nexport class Order { total() { return net(1); } }\n",
  'price.ts': 'export function net(of: number) { return of; }\nexport function gross() { return net(2); }\n',
};

/** What an index answers by each of its members that only reads. */
async function answers(index: Opened): Promise<object> {
  const { symbols } = await index.find({ limit: 10_000 });
  const keys = symbols.map(({ key }) => key);
  const [key = ''] = keys;
  const files = [...new Set(symbols.map(({ file }) => file))];
  const enriched = [];
  for await (const piece of index.enrich()) enriched.push(piece);
  const about = async (of: string) => [
    await index.function(of),
    await index.type(of),
    await index.callers(of, { depth: 3 }),
    await index.callees(of, { references: true }),
    await index.impact({ keys: of }),
  ];
  return graphToJSON({
    ...{ stats: index.stats, failures: index.failures, symbols, enriched, root: index.root },
    about: await Promise.all(keys.map(about)),
    files: await Promise.all(files.map((path) => index.file(path))),
    paths: await index.paths(key, keys.at(-1) ?? ''),
    subgraph: await index.subgraph(key, { depth: 2 }),
    cycles: await index.cycles(),
    unused: await index.unused(),
    similar: await Promise.all(keys.map((of) => index.similar(of, { threshold: 0.4, signature: true }))),
    content: await index.contentFor({ files }, { related: 'definitions', callers: true }),
    graph: await index.graph(),
    elsewhere: await index.graph({ rootDir: '/else/where' }),
  });
}

async function exported(index: Opened, folder: string): Promise<string[]> {
  const formats = ['jsonl', 'graphml', 'dot', 'mermaid', 'scip', 'html'] as const;
  return Promise.all(
    formats.map(async (format) => {
      await index.export(format, join(folder, `out.${format}`));
      return await readFile(join(folder, `out.${format}`), 'latin1');
    }),
  );
}

describe('a snapshot', () => {
  it('answers as its index did when the files are others, and when they are gone', async () => {
    const [root, cache, out] = [await repositoryOfAll(), await cacheFolder(), await repositoryOf({ 'x.ts': '' })];
    const index = await openIndex(root, { cache });
    const taken = await index.snapshot('base');
    expect(taken).toMatchObject({ name: 'base', root: index.root, files: index.stats.files });
    expect(taken.created).toBeInstanceOf(Date);
    const [expected, written] = [await answers(index), await exported(index, out)];
    await index.close();

    await addFiles(root, { 'late.ts': 'export const late = () => 1;\n' });
    // Whatever else the cache has is not needed for it.
    await pruneCache(cache, { maxBytes: 0 });
    for (const change of [async () => {}, () => rm(root, GONE)]) {
      await change();
      const snapshot = await openIndex(root, { snapshot: 'base', cache });
      expect(await answers(snapshot)).toEqual(expected);
      expect(await exported(snapshot, out)).toEqual(written);
      await snapshot.close();
    }
  });

  it('is opened by another process', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await index.snapshot('base');
    await index.close();
    await rm(root, GONE);
    const script = `import { openIndex } from ${JSON.stringify(new URL('../index.mjs', import.meta.url).href)};
      const index = await openIndex(process.argv[1], { snapshot: 'base', cache: process.argv[2] });
      console.log((await index.callers('net')).functions.map(({ key }) => key).join());
      console.log((await index.function('price.ts::gross')).fullText);`;
    const words = ['--input-type=module', '--eval', script, root, cache];
    expect(execFileSync(process.execPath, words, { encoding: 'utf8' }).split('\n')).toEqual([
      'order.ts::Order::total,price.ts::gross',
      '{ return net(2); }',
      '',
    ]);
  });

  it('is compared with an index, and with another', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await index.snapshot('base');
    await addFiles(root, { 'price.ts': SHOP['price.ts'].replace('return of', 'return of + 1') });
    await index.refresh();
    await index.snapshot('head');
    const [base, head] = [
      await openIndex(root, { snapshot: 'base', cache }),
      await openIndex(root, { snapshot: 'head', cache }),
    ];
    const { functions, callers } = await base.compare(index);
    expect(functions.changed).toEqual([{ key: 'price.ts::net', body: true, signature: false }]);
    expect(callers.map(({ key }) => key)).toEqual(['order.ts::Order::total', 'price.ts::gross']);
    expect(await base.compare(head)).toEqual(await base.compare(index));
    await Promise.all([base, head, index].map((each) => each.close()));
  });

  it('stays what it was, and says so to whoever wants it to follow', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await index.snapshot('base');
    const snapshot = await openIndex(root, { snapshot: 'base', cache });
    const refused = { code: 'ERR_INDEX_IS_SNAPSHOT', message: expect.stringContaining('the snapshot base') };
    await expect(snapshot.refresh()).rejects.toMatchObject(refused);
    await expect(snapshot.refresh({ paths: ['price.ts'] })).rejects.toMatchObject(refused);
    await expect(snapshot.watch().next()).rejects.toMatchObject(refused);
    // It may be kept under another name, and stays open when it is gone.
    await snapshot.snapshot('copy');
    expect(await deleteSnapshot(root, 'base', cache)).toBe(true);
    expect((await snapshot.file('price.ts'))?.defines).toEqual([]);
    await snapshot.close();
    await expect(snapshot.find()).rejects.toMatchObject({ code: 'ERR_INDEX_CLOSED' });
    const copy = await openIndex(root, { snapshot: 'copy', cache });
    expect(copy.stats).toEqual(index.stats);
    await Promise.all([copy.close(), index.close()]);
  });

  it('takes the place of the one of its name, as a whole, whoever takes it at once', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await Promise.all(Array.from({ length: 6 }, () => index.snapshot('same')));
    await addFiles(root, { 'new.ts': 'export const fresh = () => 1;\n' });
    await index.refresh();
    await index.snapshot('same');
    const snapshot = await openIndex(root, { snapshot: 'same', cache });
    expect((await snapshot.find({ name: 'fresh' })).symbols).toHaveLength(1);
    await Promise.all([snapshot.close(), index.close()]);
    expect(await readdir(join(cache, 'snapshots'))).toHaveLength(1);
  });

  it.skipIf(process.platform === 'win32')('is for its user alone', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await index.snapshot('base');
    await index.close();
    const [name = ''] = await readdir(join(cache, 'snapshots'));
    expect((await stat(join(cache, 'snapshots'))).mode & 0o777).toBe(0o700);
    expect((await stat(join(cache, 'snapshots', name))).mode & 0o777).toBe(0o600);
  });

  it('is not taken where it cannot be, and not opened where there is none', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const plain = await openIndex(root);
    await expect(plain.snapshot('base')).rejects.toMatchObject({ code: 'ERR_NO_CACHE' });
    const index = await openIndex(root, { cache });
    for (const name of ['', '..', 'a/b', 'a\\b', 'a\nb', 'x'.repeat(201)]) {
      await expect(index.snapshot(name), name).rejects.toMatchObject({ code: 'ERR_INVALID_SNAPSHOT_NAME' });
      await expect(openIndex(root, { snapshot: name, cache })).rejects.toMatchObject({
        code: 'ERR_INVALID_SNAPSHOT_NAME',
      });
    }
    await expect(index.snapshot(5 as never)).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    await expect(index.snapshot('base', { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
    const reader = await openIndex(root, { cache: { directory: cache, readOnly: true } });
    await expect(reader.snapshot('base')).rejects.toMatchObject({ code: 'ERR_CACHE_UNUSABLE' });
    await expect(openIndex(root, { snapshot: 'base' })).rejects.toMatchObject({ code: 'ERR_NO_CACHE' });
    await expect(openIndex(root, { snapshot: 'base', cache })).rejects.toMatchObject({
      code: 'ERR_SNAPSHOT_NOT_FOUND',
      message: `There is no snapshot base of ${index.root}`,
    });
    await expect(openIndex('', { snapshot: 'base', cache })).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_EMPTY' });
    await addFiles(root, { 'price.ts': 'export const net = 1;\n' });
    await expect(index.snapshot('base')).rejects.toMatchObject({
      code: 'ERR_INDEX_BEHIND',
      message: expect.stringContaining('price.ts'),
    });
    expect(await listSnapshots(cache)).toEqual([]);
    await Promise.all([plain, index, reader].map((each) => each.close()));
  });

  it('that is damaged says which one it is', async () => {
    const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
    const index = await openIndex(root, { cache });
    await index.snapshot('base');
    await index.close();
    const [name = ''] = await readdir(join(cache, 'snapshots'));
    const path = join(cache, 'snapshots', name);
    const whole = await readFile(path);
    const damaged = { code: 'ERR_SNAPSHOT_CORRUPT', message: expect.stringContaining('The snapshot base of ') };
    for (const bytes of [whole.subarray(0, 20), whole.subarray(0, -1), Buffer.from('CKGS'), Buffer.alloc(0)]) {
      await writeFile(path, bytes);
      await expect(openIndex(root, { snapshot: 'base', cache })).rejects.toMatchObject(damaged);
    }
    // The last bytes are of a text, which is read when it is asked for.
    const torn = Buffer.from(whole);
    torn.writeUInt8(torn.readUInt8(torn.length - 1) ^ 1, torn.length - 1);
    await writeFile(path, torn);
    const snapshot = await openIndex(root, { snapshot: 'base', cache });
    expect((await snapshot.callers('net')).functions).toHaveLength(2);
    await expect(snapshot.file('price.ts')).rejects.toMatchObject(damaged);
    await snapshot.close();
    // One that is called like another is not that one.
    await rename(
      path,
      path.replace(/[0-9a-f](?=\.ckgs$)/, (digit) => (digit === '0' ? '1' : '0')),
    );
    await expect(openIndex(root, { snapshot: 'base', cache })).rejects.toMatchObject({
      code: 'ERR_SNAPSHOT_NOT_FOUND',
    });
  });
});

describe('the snapshots of a cache', () => {
  it('are listed, counted and removed', async () => {
    const [one, other, cache] = [await repositoryOf(SHOP), await repositoryOf(SHOP), await cacheFolder()];
    const graphs = new CodeKnowledgeGraph({ cache });
    expect([await listSnapshots(cache), await deleteSnapshot(one, 'none', cache)]).toEqual([[], false]);
    const taken = [];
    for (const root of [one, other]) {
      const index = await graphs.openIndex(root);
      for (const name of ['first', 'second']) taken.push(await index.snapshot(name));
      await index.close();
    }
    const listed = await listSnapshots(cache);
    const byName = (all: typeof listed) => all.map(({ root, name }) => `${root} ${name}`).sort();
    expect(byName(listed)).toEqual(byName(taken));
    expect((await listSnapshots(cache, { root: one })).map(({ root }) => root)).toEqual([
      taken[0]?.root,
      taken[0]?.root,
    ]);
    const bytes = taken.reduce((sum, snapshot) => sum + snapshot.bytes, 0);
    expect(await getCacheInfo(cache)).toMatchObject({ snapshots: 4, snapshotBytes: bytes });
    await pruneCache(cache, { maxBytes: 0 });
    expect(await listSnapshots(cache)).toEqual(listed);

    await expect(pruneSnapshots(cache, {})).rejects.toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
    await expect(pruneSnapshots(cache, { keep: -1 })).rejects.toMatchObject({ code: 'ERR_OUT_OF_RANGE' });
    const nothing = { directory: cache, snapshots: 0, bytes: 0 };
    expect(await pruneSnapshots(cache, { olderThanMs: 3_600_000 })).toEqual(nothing);
    expect(await pruneSnapshots(cache, { olderThanMs: 3_600_000, keep: 0 })).toEqual(nothing);
    expect(await pruneSnapshots(cache, { keep: 1, root: one })).toMatchObject({ directory: cache, snapshots: 1 });
    expect(await deleteSnapshot(other, 'first', cache)).toBe(true);
    expect(await pruneSnapshots(cache, { keep: 0 })).toMatchObject({ snapshots: 2 });
    expect(await getCacheInfo(cache)).toMatchObject({ snapshots: 0, snapshotBytes: 0 });
  });

  it('are those of the user where no folder is named', async () => {
    const root = await repositoryOf(SHOP);
    const index = await openIndex(root, { cache: true });
    await index.snapshot('mine');
    await index.close();
    const names = async () => (await listSnapshots(null, { root })).map(({ name }) => name);
    expect(await names()).toEqual(['mine']);
    expect(await deleteSnapshot(root, 'mine')).toBe(true);
    expect(await names()).toEqual([]);
  });
});

it('opens through the class, with the options of the instance', async () => {
  const [root, cache] = [await repositoryOf(SHOP), await cacheFolder()];
  const graphs = new CodeKnowledgeGraph({ cache });
  const index = await graphs.openIndex(root);
  await index.snapshot('base');
  const snapshot = await graphs.openIndex(root, { snapshot: 'base' });
  expect(snapshot.stats).toEqual(index.stats);
  await Promise.all([snapshot.close(), index.close()]);
});
