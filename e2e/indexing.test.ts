/** A real package indexed over HTTP: progress, metrics, and callers held against the whole graph. */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { buildGraphStreaming, type Call, type CodeGraph, processFilesInBatches } from '../index.mjs';
import { newDatabase, newFolder, type Place, Service } from './service.js';

const rxjs = inject('rxjs');
const FILES = 252;

it('indexes a package, and tells how far it is until it is done', async () => {
  const service = await Service.start(await newDatabase());
  const { status, body: begun } = await service.index(rxjs);
  expect(status).toBe(202);
  expect(begun).toMatchObject({ id: 1, root: rxjs, status: 'running' });

  const events = [];
  for await (const event of service.events(begun.id)) events.push(event);
  const read = events.map((event) => event.processedFiles);
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(new Set(read).size).toBeGreaterThan(10);
  expect(events.at(-1)).toMatchObject({ status: 'completed', progress: 100, processedFiles: FILES, failedFiles: 0 });

  const { body: repository } = await service.send<object>('GET', `/repositories/${begun.id}`);
  const graph = await buildGraphStreaming(rxjs);
  const calls = [...graph.files.values()].reduce((sum, file) => sum + file.calls.length, 0);
  const counts = { files: FILES, functions: graph.functions.size, types: graph.types.size, calls };
  expect(repository).toMatchObject({ status: 'completed', counts });
});

it('parses nothing again that it finds in its cache', async () => {
  const cache = join(await newFolder(), 'cache');
  const [cold, warm] = [
    { cacheHits: 0, cacheMisses: FILES },
    { cacheHits: FILES, cacheMisses: 0 },
  ];
  const repositories = [];
  for (const metrics of [cold, warm]) {
    // A service that knows nothing but what is in its cache.
    const service = await Service.start(await newDatabase(), undefined, undefined, { CACHE_FOLDER: cache });
    const { body: begun } = await service.index(rxjs);
    await service.endOf(begun.id);
    expect((await service.health()).streaming).toMatchObject(metrics);
    const { body } = await service.send<{ counts: object }>('GET', `/repositories/${begun.id}`);
    repositories.push(body.counts);
    await service.end('SIGTERM');
  }
  expect(repositories[1]).toEqual(repositories[0]);
});

it('answers for every function who calls it, as the whole graph has it', async () => {
  const service = await Service.start(await newDatabase());
  const { body: begun } = await service.index(rxjs);
  await service.endOf(begun.id);

  const graph = await buildGraphStreaming(rxjs);
  const targets = targetsByPlace(graph);
  const wanted = await pairsWithinReach(graph);
  const answered = new Set<string>();
  for (const key of graph.functions.keys()) {
    const { status, body } = await service.callers(begun.id, key, '?limit=1000');
    expect(status).toBe(200);
    expect(body.callers).toHaveLength(body.total);
    for (const caller of body.callers) {
      const place = placeOf(caller);
      // Calls of a chain begin at one place: one of them has this target, or the whole graph knows none for it.
      expect([place, targets.get(place)]).toEqual([place, expect.toSatisfy((keys) => keys.has(key) || keys.has(null))]);
      answered.add(`${place} ${key}`);
    }
  }
  const found = [...wanted].filter((pair) => answered.has(pair)).length;
  expect(wanted.size).toBeGreaterThan(1000);
  expect(found / wanted.size).toBeGreaterThan(0.98);
  expect(found / answered.size).toBeGreaterThan(0.98);
});

it('answers callers in other files, through re-exports and supertypes, page by page', async () => {
  const service = await Service.start(await newDatabase());
  const { body: begun } = await service.index(rxjs);
  await service.endOf(begun.id);
  const key = `${rxjs}/src/internal/Observable.ts::Observable::subscribe`;

  const { body: whole } = await service.callers(begun.id, key);
  // A WebSocketSubject is a Subject, which is an Observable: three files.
  const socket = `${rxjs}/src/internal/observable/dom/WebSocketSubject.ts`;
  const connect = { key: `${socket}::WebSocketSubject::multiplex`, name: 'multiplex', className: 'WebSocketSubject' };
  expect(whole.callers).toContainEqual({ ...connect, file: socket, line: 237, column: 28 });

  const { body: second } = await service.callers(begun.id, key, '?limit=1&offset=1');
  expect(second).toMatchObject({ total: whole.total, callers: [whole.callers[1]] });
});

it('has metrics that move while it indexes', async () => {
  const service = await Service.start(await newDatabase());
  expect(await service.health()).toMatchObject({ status: 'ok', streaming: { filesProcessed: 0, activeStreams: 0 } });

  const { body: begun } = await service.index(inject('large'));
  const seen: number[] = [];
  const active = new Set<number>();
  for await (const event of service.events(begun.id)) {
    if (event.stage !== 'reading files') continue;
    const { streaming } = await service.health();
    active.add(streaming.activeStreams);
    seen.push(streaming.filesProcessed);
  }
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(new Set(seen).size).toBeGreaterThan(5);
  expect(active).toContain(1);
  const { streaming } = await service.health();
  expect(streaming).toMatchObject({ filesProcessed: 4 * FILES, filesFailed: 0, activeStreams: 0 });
  expect(streaming.performance.filesPerSecond).toMatch(/^\d+\.\d\d$/);
});

it('indexes twenty folders at once', async () => {
  const folders = Array.from({ length: 20 }, (_, number) => join(inject('repositories'), `operators-${number}`));
  for (const folder of folders) await cp(join(rxjs, 'src/internal/operators'), folder, { recursive: true });
  const service = await Service.start(await newDatabase());

  const begun = await Promise.all(folders.map((folder) => service.index(folder)));
  expect(begun.map(({ status }) => status)).toEqual(folders.map(() => 202));
  expect(new Set(begun.map(({ body }) => body.id)).size).toBe(folders.length);

  const ends = await Promise.all(begun.map(({ body }) => service.endOf(body.id)));
  for (const end of ends) {
    expect(end).toMatchObject({ status: 'completed', failedFiles: 0, totalFiles: ends[0]?.totalFiles });
    expect(end.processedFiles).toBe(end.totalFiles);
  }
  expect(ends[0]?.totalFiles).toBeGreaterThan(100);
  expect(ends.map(({ root }) => root)).toEqual(folders);
});

it('indexes a folder once, however many ask for it at once', async () => {
  const service = await Service.start(await newDatabase());
  const begun = await Promise.all(Array.from({ length: 20 }, () => service.index(rxjs)));
  expect(begun.map(({ status, body }) => [status, body.id])).toEqual(begun.map(() => [202, 1]));

  await service.endOf(1);
  expect((await service.health()).streaming.filesProcessed).toBe(FILES);
});

/** The targets in the whole graph of the calls that begin at a place, by the place. */
function targetsByPlace(graph: CodeGraph): Map<string, Set<string | null>> {
  const targets = new Map<string, Set<string | null>>();
  for (const [file, { calls }] of graph.files) {
    for (const call of calls) {
      const place = placeOf(placeIn(file, call));
      targets.set(place, (targets.get(place) ?? new Set()).add(call.targetKey));
    }
  }
  return targets;
}

/**
 * Pairs of a place and its target in the whole graph, without those that a stream cannot tell: what needs another
 * file's types, such as a parameter typed by its context, is unresolved there.
 */
async function pairsWithinReach(graph: CodeGraph): Promise<Set<string>> {
  const pairs = new Set<string>();
  for await (const { batch } of processFilesInBatches([...graph.files.keys()], rxjs)) {
    for (const { normalizedPath, analysis } of batch.files) {
      const told = analysis.fileAnalysis.calls.filter(({ resolution }) => resolution !== 'unresolved');
      const nodeIds = new Set(told.map(({ nodeId }) => nodeId));
      for (const call of graph.files.get(normalizedPath)?.calls ?? []) {
        if (call.targetKey === null || !nodeIds.has(call.nodeId)) continue;
        pairs.add(`${placeOf(placeIn(normalizedPath, call))} ${call.targetKey}`);
      }
    }
  }
  return pairs;
}

function placeIn(file: string, { position }: Call) {
  const { row, column } = position.startPosition;
  return { file, line: row + 1, column: column + 1 };
}

function placeOf({ file, line, column }: Pick<Place, 'file' | 'line' | 'column'>): string {
  return `${file}:${line}:${column}`;
}
