// Wants the graph of a folder, which workers analyse: node producer.mjs FOLDER
import { resolve } from 'node:path';
import { GraphQueue } from 'code-knowledge-graph/bullmq';

const root = resolve(process.argv[2] ?? '.');
const logger = { log() {}, debug() {}, warn: console.warn, error: console.error };
const queue = new GraphQueue({
  connection: { host: process.env.REDIS_HOST ?? '127.0.0.1', port: Number(process.env.REDIS_PORT ?? 6379) },
  logger,
});
// Ctrl+C ends the work of all.
const controller = new AbortController();
process.once('SIGINT', () => controller.abort(new Error('cancelled')));

try {
  const begin = performance.now();
  const graph = await queue.buildGraph(root, [], { signal: controller.signal, bytesPerShard: 256 * 1024 });
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  console.log(`producer: ${graph.files.size} files, ${graph.functions.size} functions, ${seconds} s`);
} catch (error) {
  console.error(`producer: ${error.message}`);
  process.exitCode = 1;
} finally {
  await queue.close();
}
