/** Every way to declare the module, and what an application then gets. */
import { Controller, Get, Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { describe, expect, it } from 'vitest';
import {
  CODE_KNOWLEDGE_GRAPH_OPTIONS,
  CodeKnowledgeGraphModule,
  type CodeKnowledgeGraphModuleOptions,
  type CodeKnowledgeGraphOptions,
  type CodeKnowledgeGraphOptionsFactory,
  CodeKnowledgeGraphService,
  StreamingHealthController,
  StreamingHealthIndicator,
} from '../../nestjs.mjs';
import { collected } from '../repository.js';
import { json, smallRepository, started, startedWith } from './application.js';

@Controller('count')
class CountController {
  constructor(@Inject(CodeKnowledgeGraphService) private readonly service: CodeKnowledgeGraphService) {}

  @Get()
  count() {
    return { files: this.service.getStreamingMetrics().filesProcessed };
  }
}

@Module({ controllers: [CountController] })
class FeatureModule {}

@Injectable()
class Settings {
  readonly batchSize = 2;
}

@Module({ providers: [Settings], exports: [Settings] })
class SettingsModule {}

@Injectable()
class OptionsFactory implements CodeKnowledgeGraphOptionsFactory {
  createCodeKnowledgeGraphOptions(): CodeKnowledgeGraphOptions {
    return { batchSize: 2, logger: false };
  }
}

@Module({ providers: [OptionsFactory], exports: [OptionsFactory] })
class OptionsModule {}

/** The batch sizes of a stream over five files. */
async function batchSizes(service: CodeKnowledgeGraphService): Promise<number[]> {
  const root = await smallRepository(5);
  const files = await service.getAllSourceFiles(root);
  const batches = await collected(service.processFilesInBatches(files, root));
  return batches.map(({ batch }) => batch.files.length);
}

describe('forRoot', () => {
  it('needs no options', async () => {
    const { service } = await started({ imports: [CodeKnowledgeGraphModule.forRoot()] });
    expect(service.getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('makes its options the defaults of every call', async () => {
    const { service } = await startedWith({ batchSize: 2 });
    expect(await batchSizes(service)).toEqual([2, 2, 1]);
  });

  it('provides one service to the module that imports it, and serves no route unasked', async () => {
    const { url, service } = await started({
      imports: [CodeKnowledgeGraphModule.forRoot({ logger: false })],
      controllers: [CountController],
    });
    await service.buildGraphStreaming(await smallRepository(4));
    expect(await json(`${url}/count`)).toEqual({ files: 4 });
    for (const path of ['health/streaming-metrics', 'metrics'])
      expect((await fetch(`${url}/${path}`)).status).toBe(404);
  });

  it('is seen by other modules only if it is global', async () => {
    const importing = (isGlobal: boolean) =>
      started({ imports: [CodeKnowledgeGraphModule.forRoot({ isGlobal, logger: false }), FeatureModule] });
    await expect(importing(false)).rejects.toThrow('CodeKnowledgeGraphService');
    const { url } = await importing(true);
    expect(await json(`${url}/count`)).toEqual({ files: 0 });
  });

  it('gives two applications services of their own', async () => {
    const first = await startedWith();
    const second = await startedWith();
    await first.service.buildGraphStreaming(await smallRepository(3));
    expect(first.service.getStreamingMetrics().filesProcessed).toBe(3);
    expect(second.service.getStreamingMetrics().filesProcessed).toBe(0);
  });

  it.each<[string, CodeKnowledgeGraphModuleOptions, string]>([
    ['batchSize', { batchSize: 0 }, 'options.batchSize must be'],
    ['memoryThreshold', { memoryThreshold: 2 }, 'options.memoryThreshold must be'],
    ['maxFailureShare', { maxFailureShare: 2, health: true }, 'options.maxFailureShare must be a number from 0 to 1'],
    ['maxFailureShare', { maxFailureShare: '1' as never }, 'options.maxFailureShare must be a number from 0 to 1'],
    ['tracing', { tracing: 1 as never }, 'options.tracing must be a boolean'],
    ['logger', { logger: { log() {} } as never }, 'options.logger must be false or an object with the methods'],
    ['logger', { logger: null as never }, 'options.logger must be false or an object with the methods'],
  ])('does not start an application with a wrong %s', async (_name, options, message) => {
    await expect(startedWith(options)).rejects.toThrow(message);
  });
});

describe('options', () => {
  it.each([undefined, null])('that are %s are none, wherever they are given', async (none) => {
    const modules = [
      CodeKnowledgeGraphModule.forRoot(none),
      CodeKnowledgeGraphModule.forRootAsync({ useFactory: () => none as never, health: true, metrics: true }),
    ];
    for (const module of modules) {
      const { app, service } = await started({ imports: [module] });
      service.resetStreamingMetrics();
      expect(service.getStreamingMetrics().filesProcessed).toBe(0);
      expect(app.get(CODE_KNOWLEDGE_GRAPH_OPTIONS, { strict: false }) ?? {}).toEqual({});
    }
    const service = new CodeKnowledgeGraphService(none);
    expect(new StreamingHealthController(service, none).getStreamingMetrics().status).toBe('ok');
    expect(await new StreamingHealthIndicator(service, none).isHealthy()).toMatchObject({});
    const root = await smallRepository(2);
    const nothing = none as never;
    expect((await service.buildGraphStreaming(root, nothing, nothing)).files.size).toBe(2);
    expect(await collected(service.processFilesInBatches(['f0.ts'], root, nothing))).toHaveLength(1);
  });

  it('may be an instance of a class, with what it inherits', async () => {
    class Defaults implements CodeKnowledgeGraphModuleOptions {
      readonly logger = false;
      get batchSize() {
        return 2;
      }
      get health() {
        return { path: 'inherited' };
      }
    }
    for (const options of [new Defaults(), Object.freeze(new Defaults()), Object.create(new Defaults())]) {
      const { service, url } = await started({ imports: [CodeKnowledgeGraphModule.forRoot(options)] });
      expect(await batchSizes(service)).toEqual([2, 2, 1]);
      expect(await json(`${url}/inherited`)).toMatchObject({ status: 'ok' });
    }
  });

  it.each([
    ['options', 'everything'],
    ['options.isGlobal', { isGlobal: 1 }],
    ['options.health', { health: null }],
    ['options.health', { health: '/health' }],
    ['options.metrics', { metrics: 1 }],
  ])('of a wrong type are a TypeError that names %s', (name, options) => {
    const message = new RegExp(`^${name} must be `);
    expect(() => CodeKnowledgeGraphModule.forRoot(options as never)).toThrow(message);
    if (name === 'options') {
      for (const wrong of [options, null, undefined]) {
        expect(() => CodeKnowledgeGraphModule.forRootAsync(wrong as never)).toThrow(message);
      }
    } else {
      const asynchronous = { useFactory: () => ({}), ...(options as object) };
      expect(() => CodeKnowledgeGraphModule.forRootAsync(asynchronous as never)).toThrow(message);
    }
  });
});

describe('forRootAsync', () => {
  const extras = { health: { path: 'well' }, isGlobal: true };

  it('takes a factory with what it injects', async () => {
    const { url, service } = await started({
      imports: [
        CodeKnowledgeGraphModule.forRootAsync({
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: async ({ batchSize }: Settings) => ({ batchSize, logger: false }),
          ...extras,
        }),
        FeatureModule,
      ],
    });
    expect(await batchSizes(service)).toEqual([2, 2, 1]);
    expect(await json(`${url}/count`)).toEqual({ files: 5 });
    expect(await json(`${url}/well`)).toMatchObject({ streaming: { filesProcessed: 5 } });
  });

  it('takes a class', async () => {
    const { service } = await started({
      imports: [CodeKnowledgeGraphModule.forRootAsync({ useClass: OptionsFactory, ...extras })],
    });
    expect(await batchSizes(service)).toEqual([2, 2, 1]);
  });

  it('takes a class that is there already', async () => {
    const { service } = await started({
      imports: [CodeKnowledgeGraphModule.forRootAsync({ imports: [OptionsModule], useExisting: OptionsFactory })],
    });
    expect(await batchSizes(service)).toEqual([2, 2, 1]);
  });

  it.each([{}, { health: true }, { imports: [] }, { useFactory: undefined }])(
    'says that nothing gives options: %j',
    (options) => {
      expect(() => CodeKnowledgeGraphModule.forRootAsync(options as never)).toThrow(
        expect.objectContaining({
          code: 'ERR_INVALID_ARG_TYPE',
          message: expect.stringContaining('options must be an object with useFactory, useClass, useExisting'),
        }),
      );
    },
  );

  it('does not start an application whose factory gives wrong options, or fails', async () => {
    const importing = (useFactory: () => CodeKnowledgeGraphOptions) =>
      started({ imports: [CodeKnowledgeGraphModule.forRootAsync({ useFactory })] });
    await expect(importing(() => ({ batchSize: 0 }))).rejects.toThrow('options.batchSize must be');
    await expect(importing(() => 1 as never)).rejects.toThrow('options must be an object');
    await expect(
      importing(() => {
        throw new Error('no settings');
      }),
    ).rejects.toThrow('no settings');
  });
});

describe('without the module', () => {
  it('the classes are providers and controllers like any other', async () => {
    const { url, service } = await started({
      controllers: [StreamingHealthController],
      providers: [
        CodeKnowledgeGraphService,
        StreamingHealthIndicator,
        { provide: CODE_KNOWLEDGE_GRAPH_OPTIONS, useValue: { batchSize: 2, logger: false } },
      ],
    });
    expect(await batchSizes(service)).toEqual([2, 2, 1]);
    expect(await json(`${url}/health/streaming-metrics`)).toMatchObject({ status: 'ok' });
  });

  it('the service needs no options', async () => {
    const { service } = await started({ providers: [CodeKnowledgeGraphService] });
    expect(service.getStreamingMetrics().filesProcessed).toBe(0);
    expect(new CodeKnowledgeGraphService().getStreamingMetrics().filesProcessed).toBe(0);
  });

  it('the service works in an application context without HTTP', async () => {
    @Module({ imports: [CodeKnowledgeGraphModule.forRoot({ logger: false })] })
    class Worker {}
    const context = await NestFactory.createApplicationContext(Worker, { logger: false });
    const graph = await context.get(CodeKnowledgeGraphService).buildGraphStreaming(await smallRepository(3));
    expect(graph.functions.size).toBe(3);
    await context.close();
  });
});
