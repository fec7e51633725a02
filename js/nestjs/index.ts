/** What a NestJS service sees of this package. `nestjs.d.ts` describes it to callers. */
export { StreamingHealthController } from './health-controller.js';
export { StreamingHealthIndicator } from './health-indicator.js';
export { StreamingMetricsController } from './metrics-controller.js';
export { CodeKnowledgeGraphModule } from './module.js';
export { CODE_KNOWLEDGE_GRAPH_OPTIONS } from './options.js';
export { CodeKnowledgeGraphService } from './service.js';
