/** What an application's end, and a caller's own signal, do to streams and graphs under way. */
import { spawn } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Controller, Get, Inject } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService } from '../../nestjs.mjs';
import { collected } from '../repository.js';
import { STARVED, smallRepository, started, startedWith } from './application.js';

const SHUTDOWN = { name: 'AbortError', message: 'The application shuts down' };
const ENTRY = new URL('../../nestjs.mjs', import.meta.url).href;
const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));

@Controller('graph')
class GraphController {
  constructor(@Inject(CodeKnowledgeGraphService) private readonly service: CodeKnowledgeGraphService) {}

  @Get()
  async graph() {
    return { files: (await this.service.buildGraphStreaming(await root)).files.size };
  }
}

let root: Promise<string>;

/** How a promise rejected, or what it gave. */
function outcome(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => ({ value }),
    (error) => error,
  );
}

describe('an application that shuts down', () => {
  it('rejects pending next()s and graphs with an AbortError, and stops the work', async () => {
    const { app, service } = await startedWith(STARVED);
    const folder = await smallRepository(3);
    const stream = service.processFilesInBatches(['f0.ts', 'f1.ts'], folder);
    const pending = [stream.next(), stream.next(), service.buildGraphStreaming(folder)].map(outcome);
    await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(2));
    await app.close();
    for (const error of await Promise.all(pending)) expect(error).toMatchObject(SHUTDOWN);
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(0));
  });

  it('tells a stream in the middle of its consumer’s loop body', async () => {
    const { app, service } = await startedWith({ batchSize: 1 });
    const folder = await smallRepository(20);
    const files = await service.getAllSourceFiles(folder);
    let batches = 0;
    const loop = (async () => {
      for await (const _ of service.processFilesInBatches(files, folder)) {
        batches += 1;
        if (batches === 2) await app.close();
      }
    })();
    await expect(loop).rejects.toMatchObject(SHUTDOWN);
    expect(batches).toBe(2);
  });

  it('begins nothing any more', async () => {
    const { app, service } = await startedWith();
    const folder = await smallRepository(1);
    const made = service.processFilesInBatches(['f0.ts'], folder);
    await app.close();
    await expect(made.next()).rejects.toMatchObject(SHUTDOWN);
    await expect(service.processFilesInBatches(['f0.ts'], folder).next()).rejects.toMatchObject(SHUTDOWN);
    await expect(service.buildGraphStreaming(folder)).rejects.toMatchObject(SHUTDOWN);
    await expect(service.getAllSourceFiles(folder)).rejects.toMatchObject(SHUTDOWN);
    expect(service.getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('does not wait for a request that waits for a graph', async () => {
    root = smallRepository(1);
    const { app, url, service } = await started({
      imports: [CodeKnowledgeGraphModule.forRoot({ logger: false, ...STARVED })],
      controllers: [GraphController],
    });
    const response = fetch(`${url}/graph`);
    await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(1));
    await app.close();
    expect((await response).status).toBe(500);
  });

  it.each(['onModuleDestroy', 'onApplicationShutdown'] as const)('may say so by %s alone', async (hook) => {
    const service = new CodeKnowledgeGraphService({ logger: false, ...STARVED });
    const folder = await smallRepository(1);
    const graph = outcome(service.buildGraphStreaming(folder));
    const search = outcome(service.getAllSourceFiles(folder));
    service[hook]();
    service[hook]();
    expect(await graph).toMatchObject(SHUTDOWN);
    expect(await search).toMatchObject(SHUTDOWN);
  });

  it.skipIf(process.platform === 'win32')('ends on SIGTERM although a graph is under way', async () => {
    const program = `
      import { Module } from '@nestjs/common';
      import { NestFactory } from '@nestjs/core';
      import { CodeKnowledgeGraphModule, CodeKnowledgeGraphService } from ${JSON.stringify(ENTRY)};
      class Application {}
      Module({ imports: [CodeKnowledgeGraphModule.forRoot(${JSON.stringify({ logger: false, ...STARVED })})] })(Application);
      const app = await NestFactory.create(Application, { logger: false });
      app.enableShutdownHooks();
      await app.listen(0, '127.0.0.1');
      const graph = app.get(CodeKnowledgeGraphService).buildGraphStreaming(${JSON.stringify(await smallRepository(1))});
      graph.catch((error) => console.log(error.name));
      process.kill(process.pid, 'SIGTERM');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: REPOSITORY, timeout: 25_000 });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    const signal = await new Promise((resolve) => child.on('close', (_code, name) => resolve(name)));
    expect([stdout, signal]).toEqual(['AbortError\n', 'SIGTERM']);
  });
});

describe('a caller’s own signal', () => {
  it('ends its call with its reason, and no other', async () => {
    const { service } = await startedWith(STARVED);
    const folder = await smallRepository(2);
    const mine = new AbortController();
    const cancelled = service.processFilesInBatches(['f0.ts'], folder, { signal: mine.signal });
    const other = service.processFilesInBatches(['f0.ts'], folder);
    const pending = [outcome(cancelled.next()), outcome(other.next())];
    const reason = new Error('the user went away');
    mine.abort(reason);
    expect(await pending[0]).toBe(reason);
    await other.return();
    expect(await pending[1]).toEqual({ value: { value: undefined, done: true } });
    const graph = service.buildGraphStreaming(folder, [], { signal: AbortSignal.abort(reason) });
    expect(await outcome(graph)).toBe(reason);
  });

  it('may be an option of the module, which a call’s own replaces', async () => {
    const all = new AbortController();
    const { service } = await startedWith({ ...STARVED, signal: all.signal });
    const folder = await smallRepository(1);
    const mine = new AbortController();
    const [first, search] = [service.buildGraphStreaming(folder), service.getAllSourceFiles(folder)].map(outcome);
    const second = outcome(service.buildGraphStreaming(folder, [], { signal: mine.signal }));
    all.abort(new Error('all'));
    expect(await first).toMatchObject({ message: 'all' });
    expect(await search).toMatchObject({ message: 'all' });
    mine.abort(new Error('mine'));
    expect(await second).toMatchObject({ message: 'mine' });
    await expect(service.getAllSourceFiles(folder)).rejects.toThrow('all');
  });

  it('is listened to as an option of the module until the application ends', async () => {
    const { signal } = new AbortController();
    const { app, service } = await startedWith({ signal });
    await service.buildGraphStreaming(await smallRepository(1));
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await app.close();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
  });

  it('is heard of at the next next() by a stream that nobody waits for', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const folder = await smallRepository(3);
    const mine = new AbortController();
    const stream = service.processFilesInBatches(['f0.ts', 'f1.ts'], folder, { signal: mine.signal });
    await stream.next();
    mine.abort(new Error('mine'));
    await expect(stream.next()).rejects.toThrow('mine');
  });

  it('is listened to only while a call lasts, however it ends', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const folder = await smallRepository(3);
    const files = await service.getAllSourceFiles(folder);
    const { signal } = new AbortController();
    const stream = () => service.processFilesInBatches(files, folder, { signal });
    const ends: (() => Promise<unknown>)[] = [
      () => collected(stream()),
      async () => {
        for await (const _ of stream()) break;
      },
      async () => stream().return(),
      async () => {
        const dropped = stream();
        await dropped.next();
        await outcome(dropped.throw(new Error('x')));
      },
      () => outcome(service.processFilesInBatches(files, '/no/such/folder', { signal }).next()),
      () => service.buildGraphStreaming(folder, [], { signal }),
      () => outcome(service.buildGraphStreaming('/no/such/folder', [], { signal })),
    ];
    for (const end of ends) {
      await end();
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    }
    stream();
    expect(getEventListeners(signal, 'abort')).toEqual([]);
    const running = stream();
    await running.next();
    expect(getEventListeners(signal, 'abort')).toHaveLength(1);
    await running.return();
  });

  it('does not keep a stream that was dropped half way', async () => {
    const program = `
      import { getEventListeners } from 'node:events';
      import { CodeKnowledgeGraphService } from ${JSON.stringify(ENTRY)};
      const service = new CodeKnowledgeGraphService({ logger: false, batchSize: 1 });
      const { signal } = new AbortController();
      await (async () => {
        await service.processFilesInBatches(Array(50).fill('f0.ts'), ${JSON.stringify(await smallRepository(1))}, { signal }).next();
      })();
      const begun = getEventListeners(signal, 'abort').length;
      let looks = 0;
      const isOpen = () => getEventListeners(signal, 'abort').length + service.getStreamingMetrics().activeStreams > 0;
      while (isOpen() && looks++ < 1000) { gc(); await new Promise((resolve) => setTimeout(resolve, 1)); }
      console.log(begun, isOpen());
    `;
    const child = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], { timeout: 25_000 });
    let stdout = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    await new Promise((resolve) => child.on('close', resolve));
    expect(stdout).toBe('1 false\n');
  });
});

it('many calls at once are no leak of listeners', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => warnings.push(warning);
  process.on('warning', onWarning);
  const { service } = await startedWith();
  const folder = await smallRepository(2);
  await Promise.all(Array.from({ length: 30 }, () => service.buildGraphStreaming(folder)));
  await new Promise(setImmediate);
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
