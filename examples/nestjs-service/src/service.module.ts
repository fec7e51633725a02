/** What the service is made of. */
import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { CodeKnowledgeGraphModule } from 'code-knowledge-graph/nestjs';
import { AnswersUnderWay } from './http/answers-under-way.js';
import { QuestionsController } from './http/questions.controller.js';
import { RepositoriesController } from './http/repositories.controller.js';
import { AllowedRoots } from './indexing/allowed-roots.js';
import { CallLinker } from './indexing/call-linker.js';
import { IndexingService } from './indexing/indexing.service.js';
import { Indexes } from './questions/indexes.js';
import { readSettings, SETTINGS } from './settings.js';
import { CallGraph } from './storage/call-graph.js';
import { Database } from './storage/database.js';
import { GraphWriter } from './storage/graph-writer.js';
import { LinkStore } from './storage/links.js';
import { RunStore } from './storage/runs.js';

@Module({
  imports: [
    CodeKnowledgeGraphModule.forRootAsync({
      health: true,
      useFactory: () => ({
        // Storing a batch holds the JavaScript thread: small ones leave it to requests in between.
        batchSize: 10,
        cache: readSettings(process.env).cache,
      }),
    }),
  ],
  controllers: [RepositoriesController, QuestionsController],
  providers: [
    { provide: SETTINGS, useFactory: () => readSettings(process.env) },
    AllowedRoots,
    CallGraph,
    CallLinker,
    Database,
    GraphWriter,
    Indexes,
    IndexingService,
    LinkStore,
    RunStore,
  ],
})
export class ServiceModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(AnswersUnderWay).forRoutes('{*path}');
  }
}
