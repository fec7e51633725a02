// The CommonJS build under the names of an ES module: both share one set of classes, so injection by class works.
// Required, not imported: Node.js would first look through its text for names, 4 ms of loading.
import { createRequire } from 'node:module';

export const { GRAPH_QUEUE_OPTIONS, GraphInstances, GraphQueueHealthIndicator, GraphQueueModule } = createRequire(
  import.meta.url,
)('./dist/bullmq/nestjs.js');
