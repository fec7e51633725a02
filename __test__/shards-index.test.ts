/** A plan whose shards were analysed elsewhere, opened as an index: it answers as one that was opened of the files, and goes on as that does. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  analyzeShard,
  assembleIndex,
  type CodeIndex,
  graphToJSONText,
  openIndex,
  type PlanOptions,
  planShards,
  type ShardPlan,
  type ShardReceipt,
} from '../index.mjs';
import { LINKED } from './caching.js';
import { listening, repositoryOf } from './repository.js';
import { COMPAT, MapStore, STORES, type Store } from './shard-stores.js';

async function analyzed(root: string, store: Store, options?: PlanOptions): Promise<[ShardPlan, ShardReceipt[]]> {
  const plan = await planShards(root, [], options);
  return [plan, await Promise.all(plan.shards.map((shard) => analyzeShard(shard, store, { root })))];
}

function closing(index: CodeIndex): CodeIndex {
  onTestFinished(() => index.close());
  return index;
}

/** Answers of every kind, of all that there is. */
async function answers(index: CodeIndex): Promise<object> {
  const { symbols } = await index.find({ text: '', limit: 1000 });
  const keys = symbols.map(({ key }) => key);
  const { bytes: _, ...stats } = index.stats as typeof index.stats & { bytes?: unknown };
  return {
    stats,
    failures: index.failures,
    symbols,
    callers: await index.callers(keys, { depth: 3, limit: 1000 }),
    callees: await index.callees(keys, { depth: 3, limit: 1000 }),
    unused: await index.unused(),
    cycles: await index.cycles(),
    graph: [...graphToJSONText(await index.graph())].join(''),
  };
}

describe.each(STORES)('an index put together from %s', (_, open) => {
  it.each<PlanOptions>([{ shards: 1 }, { bytesPerShard: 4000 }])(
    'answers as one that was opened, of %o',
    async (options) => {
      const store = await open();
      const [plan, receipts] = await analyzed(COMPAT, store, options);
      const index = closing(await assembleIndex(plan, receipts.toReversed(), store, { root: COMPAT }));
      expect(await answers(index)).toEqual(await answers(closing(await openIndex(COMPAT))));
    },
  );

  it('follows edits', async () => {
    const root = await repositoryOf(LINKED);
    const store = await open();
    const [plan, receipts] = await analyzed(root, store);
    const index = closing(await assembleIndex(plan, receipts, store, { root }));
    expect(await index.refresh()).toMatchObject({ parsed: 0 });
    await writeFile(
      join(root, 'lib/round.ts'),
      'export function round(n: number) { return other(n); }\nfunction other(n: number) { return n; }\n',
    );
    await writeFile(join(root, 'more.py'), 'def more():\n    return 1\n');
    const { files } = await index.refresh();
    expect(files).toMatchObject({ added: ['more.py'], changed: ['lib/round.ts'], removed: [] });
    expect(await answers(index)).toEqual(await answers(closing(await openIndex(root))));
  });

  it('is of what the options find, with what cannot be analysed', async () => {
    const root = await repositoryOf({
      ...LINKED,
      'skip/a.ts': 'a();\n',
      'large.ts': 'x'.repeat(3000),
      'binary.ts': new Uint8Array([0, 1]),
    });
    const store = await open();
    const options = { exclude: ['skip'], maxFileSize: 2000 };
    const [plan, receipts] = await analyzed(root, store, options);
    const index = closing(await assembleIndex(plan, receipts, store, { root, exclude: ['skip'] }));
    expect(await answers(index)).toEqual(await answers(closing(await openIndex(root, options))));
    await expect(assembleIndex(plan, receipts, store, { root })).rejects.toMatchObject({
      code: 'ERR_FILE_CHANGED',
      filePath: 'skip/a.ts',
    });
  });

  it('tells of manifests that are broken, as one that was opened does', async () => {
    const root = await repositoryOf({ ...LINKED, 'tsconfig.json': '{ "extends": "./missing.json", ' });
    const store = await open();
    const [plan, receipts] = await analyzed(root, store);
    const [here, there] = [listening('warn'), listening('warn')];
    const index = closing(await assembleIndex(plan, receipts, store, { root, logger: here.logger }));
    const opened = closing(await openIndex(root, { logger: there.logger }));
    expect(index.warnings).toEqual(opened.warnings);
    expect(index.warnings).not.toEqual([]);
    expect(here.entries.map(({ metadata }) => metadata)).toEqual(there.entries.map(({ metadata }) => metadata));
    expect(here.entries).not.toEqual([]);
  });

  it('names a file that is not what was planned', async () => {
    const root = await repositoryOf(LINKED);
    const store = await open();
    const [plan, receipts] = await analyzed(root, store);
    const opening = () => assembleIndex(plan, receipts, store, { root });
    await writeFile(join(root, 'lib/round.ts'), 'export function round(n: number) { return 0; }\n');
    await expect(opening()).rejects.toMatchObject({ code: 'ERR_FILE_CHANGED', filePath: 'lib/round.ts' });
    await rm(join(root, 'lib/round.ts'));
    await expect(opening()).rejects.toMatchObject({ code: 'ERR_FILE_CHANGED', filePath: 'lib/round.ts' });
  });
});

describe('an index put together', () => {
  it('makes again what the store has lost', async () => {
    const root = await repositoryOf(LINKED);
    const [plan, receipts] = await analyzed(root, new MapStore());
    const index = closing(await assembleIndex(plan, receipts, new MapStore(), { root }));
    expect(await answers(index)).toEqual(await answers(closing(await openIndex(root))));
  });

  it('says that receipts are missing, and which arguments are wrong', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const [plan, receipts] = await analyzed(root, store, { shards: 2 });
    const missing = { code: 'ERR_RECEIPT_MISSING' };
    await expect(assembleIndex(plan, receipts.slice(1), store, { root })).rejects.toMatchObject(missing);
    const wrong = (...args: unknown[]) => (assembleIndex as (...args: unknown[]) => Promise<unknown>)(...args);
    await expect(wrong(7, receipts, store, { root })).rejects.toThrow('plan must be a ShardPlan, not number 7');
    await expect(wrong(plan, receipts, store, {})).rejects.toThrow('options.root must be a string, not undefined');
    await expect(wrong(plan, receipts, store, { root, concurency: 1 })).rejects.toThrow('did you mean concurrency?');
    const progress = wrong(plan, receipts, store, { root, onProgress: 7 });
    await expect(progress).rejects.toThrow('options.onProgress must be a function, not number 7');
  });

  it('ends with its signal, and tells how far it is', async () => {
    const root = await repositoryOf(LINKED);
    const store = new MapStore();
    const [plan, receipts] = await analyzed(root, store);
    const controller = new AbortController();
    let hasEnded = false;
    async function* never() {
      try {
        setImmediate(() => controller.abort(new Error('no more')));
        await new Promise((resolve) => controller.signal.addEventListener('abort', resolve));
      } finally {
        hasEnded = true;
      }
    }
    const opening = assembleIndex(plan, never(), store, { root, signal: controller.signal });
    await expect(opening).rejects.toThrow('no more');
    await expect.poll(() => hasEnded).toBe(true);
    const stages: string[] = [];
    const { logger, entries } = listening('error');
    closing(
      await assembleIndex(plan, receipts, store, { root, logger, onProgress: ({ stage }) => stages.push(stage) }),
    );
    expect([stages.at(-1), entries.length]).toEqual(['linking', 1]);
    expect(entries[0]?.metadata.failures).toMatchObject([{ code: 'ERR_BINARY_FILE' }]);
  });
});
