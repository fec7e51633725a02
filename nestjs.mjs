// The CommonJS build under the names of an ES module: both share one set of classes, so injection by class works.
import api from './dist/nestjs/index.js';

export const {
  CODE_KNOWLEDGE_GRAPH_OPTIONS,
  CodeKnowledgeGraphModule,
  CodeKnowledgeGraphService,
  StreamingHealthController,
  StreamingHealthIndicator,
  StreamingMetricsController,
} = api;
