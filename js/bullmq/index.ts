/** Graphs that several instances make, over BullMQ on Redis. `bullmq.d.ts` describes it to callers. */
export { GraphQueue } from './queue.js';
export { RedisRecordStore } from './record-store.js';
export { GraphWorker } from './worker.js';
