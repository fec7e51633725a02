// The CommonJS build under the names of an ES module: both share one set of classes, so injection by class works.
// Required, not imported: Node.js would first look through its text for names, 4 ms of loading.
import { createRequire } from 'node:module';

export const {
  CODE_KNOWLEDGE_GRAPH_OPTIONS,
  CodeKnowledgeGraphModule,
  CodeKnowledgeGraphService,
  StreamingHealthController,
  StreamingHealthIndicator,
  StreamingMetricsController,
} = createRequire(import.meta.url)('./dist/nestjs/index.js');
