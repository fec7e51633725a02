// An application on whatever version of NestJS is installed next to it: prints what it saw as JSON.
import { createRequire } from 'node:module';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { HealthCheckService, TerminusModule } from '@nestjs/terminus';
import {
  CodeKnowledgeGraphModule,
  CodeKnowledgeGraphService,
  StreamingHealthController,
  StreamingHealthIndicator,
} from 'code-knowledge-graph/nestjs';

const root = process.argv[2];

class HealthController {
  constructor(health, indicator) {
    this.health = health;
    this.indicator = indicator;
  }

  check() {
    return this.health.check([() => this.indicator.isHealthy('graph')]);
  }
}
Controller('health')(HealthController);
Inject(HealthCheckService)(HealthController, undefined, 0);
Inject(StreamingHealthIndicator)(HealthController, undefined, 1);
Get()(HealthController.prototype, 'check', Object.getOwnPropertyDescriptor(HealthController.prototype, 'check'));

class GuardedController extends StreamingHealthController {}
Controller('own')(GuardedController);

class Application {}
Module({
  imports: [
    TerminusModule.forRoot({ logger: false }),
    CodeKnowledgeGraphModule.forRootAsync({
      useFactory: async () => ({ logger: false, batchSize: 1 }),
      isGlobal: true,
      health: { path: 'streaming' },
    }),
  ],
  controllers: [HealthController, GuardedController],
})(Application);

const app = await NestFactory.create(Application, { logger: false, abortOnError: false });
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
const answer = async (path) => {
  const response = await fetch(`${url}/${path}`);
  return { http: response.status, ...(await response.json()) };
};

const service = app.get(CodeKnowledgeGraphService, { strict: false });
const graph = await service.buildGraphStreaming(root);
const { streaming } = await answer('streaming');
const own = await answer('own');
const well = await answer('health');
for await (const _ of service.processFilesInBatches(['missing.ts', 'missing.ts'], root));
const ill = await answer('health');

const stream = service.processFilesInBatches(['missing.ts', 'missing.ts'], root, { memoryLimitBytes: 1 });
const pending = stream.next().catch((error) => error.name);
await app.close();

const { version } = createRequire(import.meta.url)('@nestjs/core/package.json');
process.stdout.write(
  JSON.stringify({
    version: Number.parseInt(version, 10),
    files: graph.files.size,
    processed: streaming.filesProcessed,
    own: own.status,
    well: [well.http, well.status, well.details.graph.status],
    ill: [ill.http, ill.status, ill.details.graph.status, ill.details.graph.message],
    shutdown: await pending,
  }),
);
