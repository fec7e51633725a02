// The CommonJS build under the names of an ES module: both share one set of classes.
// Required, not imported: Node.js would first look through its text for names, 4 ms of loading.
import { createRequire } from 'node:module';

export const { GraphQueue, GraphWorker, RedisRecordStore } = createRequire(import.meta.url)('./dist/bullmq/index.js');
