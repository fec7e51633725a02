/** Indexes that are opened through the service: as the package's own, and closed with their application. */
import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CodeKnowledgeGraph, openIndex } from '../../index.mjs';
import type { CallDescription } from '../../js/nestjs/call.js';
import type { observe } from '../../js/nestjs/service.js';
import { CodeKnowledgeGraphService } from '../../nestjs.mjs';
import { cacheFolder } from '../caching.js';
import { GONE } from '../gone.js';
import { repositoryOf } from '../repository.js';
import { RecordingLogger, smallRepository, startedWith } from './application.js';

const CLOSED = { code: 'ERR_INDEX_CLOSED' };
const SHUTDOWN = { name: 'AbortError', message: 'The application shuts down' };

describe('an index of the service', () => {
  it('answers as the package’s own', async () => {
    const root = await repositoryOf({
      'a.ts': 'function load() {}\nfunction save() { load() }\nfunction all() { load() }\n',
    });
    const { service } = await startedWith();
    const index = await service.openIndex(root);
    const plain = await openIndex(root);
    expect(index.stats).toEqual(plain.stats);
    expect(await index.callers('load')).toEqual(await plain.callers('load'));
    expect((await index.callers('load')).functions).toHaveLength(2);
    await plain.close();
  });

  it.each(['onModuleDestroy', 'onApplicationShutdown'] as const)('is closed by %s', async (end) => {
    const { service } = await startedWith();
    const [one, other] = [
      await service.openIndex(await smallRepository(1)),
      await service.openIndex(await smallRepository(2)),
    ];
    await one.close();
    service[end]();
    await expect(one.find()).rejects.toMatchObject(CLOSED);
    await expect(other.find()).rejects.toMatchObject(CLOSED);
  });

  it('is closed with its application, with whoever watches it', async () => {
    const { app, service } = await startedWith();
    const index = await service.openIndex(await smallRepository(2));
    const changes = index.watch();
    const next = changes.next();
    await app.close();
    expect(await next).toEqual({ value: undefined, done: true });
    expect(() => index.stats).toThrow(expect.objectContaining(CLOSED));
  });

  it('is not opened any more when the application has ended, nor if it ends meanwhile', async () => {
    const { app, service } = await startedWith();
    const root = await smallRepository(3);
    const opening = service.openIndex(root);
    service.onModuleDestroy();
    await expect(opening).rejects.toMatchObject(SHUTDOWN);
    await app.close();
    await expect(service.openIndex(root)).rejects.toMatchObject(SHUTDOWN);
    await expect(service.openIndex(root, { signal: new AbortController().signal })).rejects.toMatchObject(SHUTDOWN);
  });

  it('has the options of the module under those of the call', async () => {
    const root = await smallRepository(3);
    const told: string[] = [];
    const { service } = await startedWith({ include: ['f1.ts'], batchSize: 2, onProgress: () => told.push('module') });
    const count = async (options?: Parameters<typeof service.openIndex>[1]) => {
      const index = await service.openIndex(root, options);
      return index.stats.files;
    };
    expect(await count()).toBe(1);
    expect(await count({ include: ['f1.ts', 'f2.ts'], onProgress: () => void told.push('call') })).toBe(2);
    expect(await count(Object.create({ include: ['f*.ts'] }))).toBe(3);
    expect(new Set(told)).toEqual(new Set(['call']));
    await expect(service.openIndex(root, { inclde: [] } as never)).rejects.toThrow('did you mean include?');
    await expect(service.openIndex(root, { signal: 1 as never })).rejects.toThrow('options.signal must be');
    await expect(service.openIndex('/no/such/folder')).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_NOT_FOUND' });
    const reason = new Error('enough');
    await expect(service.openIndex(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('may be a snapshot, from the cache of the module', async () => {
    const root = await smallRepository(2);
    const { app, service } = await startedWith({ cache: await cacheFolder() });
    const index = await service.openIndex(root);
    await index.snapshot('base');
    await rm(root, GONE);
    const snapshot = await service.openIndex(root, { snapshot: 'base' });
    expect(snapshot.stats).toEqual(index.stats);
    await expect(service.openIndex(root, { snapshot: 'none' })).rejects.toMatchObject({
      code: 'ERR_SNAPSHOT_NOT_FOUND',
    });
    await app.close();
    await expect(snapshot.find()).rejects.toMatchObject(CLOSED);
  });

  it('tells the logger of the module which files failed', async () => {
    const logger = new RecordingLogger();
    const { service } = await startedWith({ logger, maxFileSize: 5 });
    await service.openIndex(await smallRepository(1));
    expect(logger.lines).toContainEqual([
      'error',
      'Error in streaming batch processing',
      expect.objectContaining({ failures: [expect.objectContaining({ code: 'ERR_FILE_TOO_LARGE' })] }),
      'CodeKnowledgeGraph',
    ]);
  });

  it('is observed while it is opened, as streams and graphs are', async () => {
    const service = new CodeKnowledgeGraphService({ logger: false });
    const seen: unknown[] = [];
    // Both builds are one: the service of the package is the one that is observed.
    const { observe: own } = (await import('../../dist/nestjs/service.js' as string)) as { observe: typeof observe };
    own(service as never, (call: CallDescription) => {
      seen.push(call);
      return { begin: () => seen.push('begin'), end: (outcome) => seen.push(outcome) };
    });
    const root = await smallRepository(1);
    await service.openIndex(root);
    await service.openIndex('/no/such/folder').catch(() => undefined);
    const [operation, rootDir] = ['index', '/no/such/folder'];
    expect(seen).toEqual([
      { operation, rootDir: root },
      'begin',
      'completed',
      { operation, rootDir },
      'begin',
      'failed',
    ]);
    service.onModuleDestroy();
  });
});

it('an index of an instance has the options of the instance', async () => {
  const root = await smallRepository(3);
  const graph = new CodeKnowledgeGraph({ exclude: ['f0.ts'], batchSize: 1, onProgress: () => expect.unreachable() });
  const index = await graph.openIndex(root);
  expect((await index.find()).symbols.map(({ name }) => name)).toEqual(['f1', 'f2']);
  await index.close();
  const all = await graph.openIndex(root, { exclude: [] });
  expect(all.stats.files).toBe(3);
  await all.close();
});
