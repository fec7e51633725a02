/** The injectable service: the package's functions, and where they report. */
import { setTimeout as delay } from 'node:timers/promises';
import { Logger, type LoggerService } from '@nestjs/common';
import { describe, expect, it, vi } from 'vitest';
import { CodeKnowledgeGraph } from '../../index.mjs';
import { streamLogger } from '../../js/nestjs/logger.js';
import { CodeKnowledgeGraphService, StreamingHealthIndicator } from '../../nestjs.mjs';
import { allBelow, collected, repositoryOf } from '../repository.js';
import { RecordingLogger, smallRepository, startedWith } from './application.js';

describe('the service', () => {
  it('gives what the package gives', async () => {
    const root = await smallRepository(4);
    const { service } = await startedWith();
    const plain = new CodeKnowledgeGraph();
    const files = await service.getAllSourceFiles(root);

    expect(files).toEqual(await plain.getAllSourceFiles(root));
    expect(await service.buildGraphStreaming(root)).toEqual(await plain.buildGraphStreaming(root));
    expect(await service.buildGraphProgressively(root, ['f1'])).toEqual(await plain.buildGraphStreaming(root, ['f1']));
    expect(await collected(service.processFilesInBatches(files, root, { batchSize: 3 }))).toEqual(
      await collected(plain.processFilesInBatches(files, root, { batchSize: 3 })),
    );
  });

  it('analyses texts as the package does, until it ends or a signal says so', async () => {
    const { service } = await startedWith({ maxFileSize: 100 });
    const sources = [
      { path: 'a.ts', text: 'f();\n' },
      { path: 'b.ts', text: '//'.repeat(100) },
    ];
    const expected = await new CodeKnowledgeGraph({ maxFileSize: 100 }).analyzeSources(sources);
    expect(await service.analyzeSources(sources)).toEqual(expected);
    const reason = new Error('enough');
    const { signal } = new AbortController();
    expect(await service.analyzeSources(sources, { signal })).toEqual(expected);
    await expect(service.analyzeSources(sources, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    await expect(service.analyzeSources(sources, { signal: 1 as never })).rejects.toThrow('options.signal must be');
    service.onModuleDestroy();
    await expect(service.analyzeSources(sources)).rejects.toThrow('The application shuts down');
    await expect(service.analyzeSources(sources, { signal })).rejects.toThrow('The application shuts down');
  });

  it('counts what it does, and only that', async () => {
    const { service } = await startedWith();
    await new CodeKnowledgeGraphService({ logger: false }).buildGraphStreaming(await smallRepository(2));
    expect(service.getStreamingMetrics().filesProcessed).toBe(0);
    await service.buildGraphStreaming(await smallRepository(3));
    expect(service.getStreamingMetrics().filesProcessed).toBe(3);
    service.resetStreamingMetrics();
    expect(service.getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('prefers the options of a call to those of the module', async () => {
    const seen: string[] = [];
    const { service } = await startedWith({ batchSize: 1, onProgress: () => seen.push('module') });
    const root = await smallRepository(4);
    await service.buildGraphStreaming(root, [], { batchSize: 4, onProgress: () => seen.push('call') });
    expect(seen).toEqual(['call']);
    await service.buildGraphStreaming(root, [], { batchSize: 2 });
    expect(seen).toEqual(['call', 'module', 'module']);
    await collected(service.processFilesInBatches(await service.getAllSourceFiles(root), root));
    expect(seen).toHaveLength(7);
  });

  it('tells of progress, and goes on if the listener throws or rejects', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(3);
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const shares: number[] = [];
    const graph = await service.buildGraphStreaming(root, [], {
      onProgress: async ({ progress }) => {
        shares.push(Math.round(progress));
        throw new Error('not my day');
      },
    });
    await delay(1);
    expect(graph.files.size).toBe(3);
    expect(shares).toEqual([33, 67, 100]);
    expect(warning).toHaveBeenCalledTimes(1);
    warning.mockRestore();
  });

  it('can pause and resume a stream', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(40);
    const stream = service.processFilesInBatches(await service.getAllSourceFiles(root), root);
    await stream.next();
    stream.pause();
    // What was begun before the pause still comes; then nothing does.
    let pending = stream.next();
    for (let batch = 1; batch < 40; batch++) {
      if ((await Promise.race([pending, delay(50, 'nothing')])) === 'nothing') break;
      pending = stream.next();
    }
    stream.resume();
    expect((await pending).done).toBe(false);
    expect((await collected(stream)).at(-1)?.progress).toBe(100);
  });

  it('can end a stream early', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(5);
    const stream = service.processFilesInBatches(await service.getAllSourceFiles(root), root);
    for await (const { processedFiles } of stream) if (processedFiles === 2) break;
    expect(await stream.next()).toEqual({ value: undefined, done: true });
    await expect(stream.throw(new Error('mine'))).rejects.toThrow('mine');
    await stream[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(service.getStreamingMetrics().activeStreams).toBe(0));
  });

  it('answers concurrent calls of next() in order', async () => {
    const { service } = await startedWith({ batchSize: 1 });
    const root = await smallRepository(5);
    const stream = service.processFilesInBatches(await service.getAllSourceFiles(root), root);
    const results = await Promise.all(Array.from({ length: 6 }, () => stream.next()));
    expect(results.map(({ value }) => value?.batchIndex)).toEqual([0, 1, 2, 3, 4, undefined]);
  });

  it('says which method was taken off it, or off what it gives', async () => {
    const root = await smallRepository(1);
    const { app, service } = await startedWith();
    const told = (name: string, type: string) => ({
      code: 'ERR_INVALID_THIS',
      message: expect.stringContaining(`${name} is a method of ${type} and was called without it`),
    });
    const ofService = (name: string) => told(name, 'CodeKnowledgeGraphService');
    const { buildGraphStreaming, openIndex, analyzeSources, processFilesInBatches, getStreamingMetrics } = service;
    await expect(buildGraphStreaming(root)).rejects.toMatchObject(ofService('buildGraphStreaming'));
    await expect(openIndex(root)).rejects.toMatchObject(ofService('openIndex'));
    await expect(analyzeSources([])).rejects.toMatchObject(ofService('analyzeSources'));
    expect(() => processFilesInBatches([], root)).toThrow(expect.objectContaining(ofService('processFilesInBatches')));
    expect(() => getStreamingMetrics()).toThrow(expect.objectContaining(ofService('getStreamingMetrics')));
    const { pause } = service.processFilesInBatches([], root);
    expect(() => pause()).toThrow(expect.objectContaining(told('pause', 'BatchStream')));
    const { isHealthy } = app.get(StreamingHealthIndicator);
    await expect(isHealthy()).rejects.toMatchObject(told('isHealthy', 'StreamingHealthIndicator'));
  });

  it('fails as the package does', async () => {
    const { service } = await startedWith();
    const wrongRoot = { code: 'ERR_ROOT_DIR_NOT_FOUND', errorType: 'BUSINESS_ERROR' };
    await expect(service.buildGraphStreaming('/no/such/folder')).rejects.toMatchObject(wrongRoot);
    await expect(service.processFilesInBatches(['a.ts'], '/no/such/folder').next()).rejects.toMatchObject(wrongRoot);
    await expect(service.getAllSourceFiles(' ')).rejects.toMatchObject({ code: 'ERR_ROOT_DIR_EMPTY' });
    expect(() => service.processFilesInBatches('a.ts' as never, '.')).toThrow('files must be an array of strings');
    expect(() => service.processFilesInBatches([], '.', { signal: {} as never })).toThrow('options.signal must be');
    expect(() => service.processFilesInBatches([], '.', 1 as never)).toThrow('options must be an object');
    await expect(service.buildGraphStreaming('.', [], { batchSize: 0 })).rejects.toThrow('options.batchSize must be');
    await expect(service.buildGraphStreaming(1 as never)).rejects.toThrow('rootDir must be a string');
  });
});

describe('the logger', () => {
  const messages = ({ lines }: RecordingLogger) => lines.map(([level, message]) => `${level}: ${message}`);

  it('is any of Nest’s: the message, the metadata, the context', async () => {
    const logger = new RecordingLogger();
    const { service } = await startedWith({ logger, batchSize: 2 });
    const root = await smallRepository(2);
    await service.buildGraphStreaming(root);
    expect(logger.lines).toEqual([
      ['log', 'Starting streaming file processing', { rootDir: root }, 'CodeKnowledgeGraph'],
      ['log', 'Streaming progress update', expect.objectContaining({ processedFiles: 2 }), 'CodeKnowledgeGraph'],
      [
        'log',
        'Streaming file processing completed',
        expect.objectContaining({ processedFiles: 2 }),
        'CodeKnowledgeGraph',
      ],
    ]);
  });

  it('is told of failures as errors, of memory pauses as warnings', async () => {
    const logger = new RecordingLogger();
    const { service } = await startedWith({ logger });
    const root = await smallRepository(1);
    await collected(service.processFilesInBatches(['missing.ts'], root));
    expect(logger.lines).toContainEqual([
      'error',
      'Error in streaming batch processing',
      expect.objectContaining({
        failures: [expect.objectContaining({ code: 'ERR_FILE_NOT_FOUND' })],
        error: expect.objectContaining({ code: 'ERR_FILE_NOT_FOUND' }),
      }),
      'CodeKnowledgeGraph',
    ]);
    await service.buildGraphStreaming(root, [], { memoryLimitBytes: 1, memoryPauseMs: 1, maxMemoryPauses: 2 });
    await vi.waitFor(() => {
      expect(messages(logger)).toContain('warn: Pausing streaming due to high memory usage');
      expect(messages(logger)).toContain('debug: Memory usage is still high');
    });
  });

  it('is not handed metadata that say nothing', () => {
    const logger = new RecordingLogger();
    streamLogger(logger).debug({ message: 'Resuming streaming', context: 'CodeKnowledgeGraph', metadata: {} });
    expect(logger.lines).toEqual([['debug', 'Resuming streaming', 'CodeKnowledgeGraph']]);
  });

  it('is Nest’s own by default', async () => {
    const recorder = new RecordingLogger();
    const { service, app } = await startedWith({ logger: undefined });
    app.useLogger(recorder);
    await service.buildGraphStreaming(await smallRepository(1));
    expect(messages(recorder)).toContain('log: Streaming file processing completed');
    expect(recorder.lines.every((words) => words.at(-1) === 'CodeKnowledgeGraph')).toBe(true);
    app.useLogger(false);
  });

  it('keeps a context of its own', async () => {
    const recorder = new RecordingLogger();
    const { service, app } = await startedWith({ logger: new Logger('Indexing') });
    app.useLogger(recorder);
    await service.buildGraphStreaming(await smallRepository(1));
    expect(recorder.lines.map((words) => words.slice(2).filter((word) => typeof word === 'string'))).toEqual(
      recorder.lines.map(() => ['Indexing']),
    );
    app.useLogger(false);
  });

  it('may know neither debug nor verbose', () => {
    const { lines, log, warn, error } = new RecordingLogger();
    const logger = streamLogger({ lines, log, warn, error } as LoggerService);
    const entry = { message: 'Memory usage is still high', context: 'CodeKnowledgeGraph', metadata: { share: 0.9 } };
    logger.debug(entry);
    logger.warn(entry);
    expect(lines).toEqual([['warn', entry.message, entry.metadata, entry.context]]);
  });

  it('can be another for one call', async () => {
    const module = new RecordingLogger();
    const { service } = await startedWith({ logger: module });
    const entries: unknown[] = [];
    const logger = { log: (entry: unknown) => entries.push(entry), warn() {}, error() {}, debug() {} };
    const root = await repositoryOf({ 'a.ts': 'export const a = 1;\n' });
    const graph = await service.buildGraphStreaming(root, [], { logger });
    expect(allBelow(root, graph.files.keys())).toEqual(['a.ts']);
    expect(entries[0]).toEqual({
      message: 'Starting streaming file processing',
      context: 'CodeKnowledgeGraph',
      metadata: { rootDir: root },
    });
    expect(module.lines).toEqual([]);
  });
});
