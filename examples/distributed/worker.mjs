// Analyses shards of whatever graphs are wanted, until it is told to end.
import { GraphWorker } from 'code-knowledge-graph/bullmq';

const worker = new GraphWorker({
  connection: { host: process.env.REDIS_HOST ?? '127.0.0.1', port: Number(process.env.REDIS_PORT ?? 6379) },
  root: process.env.REPOSITORIES ?? '/',
  threads: Number(process.env.THREADS ?? 1),
});
await worker.waitUntilReady();
console.log('worker: ready');

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await worker.close();
    const { completed, failed, stalled } = worker.getMetrics();
    console.log(`worker: ${completed} shards, ${failed} failed tries, ${stalled} taken over`);
    process.exit(0);
  });
}
