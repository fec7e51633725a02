// The baseline: what a TypeScript service does today without this package. Node tree-sitter in a Piscina pool, one
// worker a core, a batch of files a task; the results come back to the main thread by structured clone and are merged
// there into one graph.

import { availableParallelism } from 'node:os';
import { Piscina } from 'piscina';
import { linkTypes } from './link.mjs';

/**
 * Calls `onBatch(batch)` for each batch in the order of `files`; returns the merged graph.
 * Batches are as large as the package's own default.
 */
export async function buildGraph(root, files, onBatch = () => {}) {
  const cores = availableParallelism();
  const batchSize = Math.min(25, Math.max(5, cores * 3));
  const pool = new Piscina({
    filename: new URL('./worker.mjs', import.meta.url).href,
    minThreads: cores,
    maxThreads: cores,
    concurrentTasksPerWorker: 1,
    workerData: { root },
  });
  const graph = { files: new Map(), functions: new Map(), types: new Map(), errors: [] };
  try {
    const batches = [];
    for (let start = 0; start < files.length; start += batchSize) {
      const task = pool.run(files.slice(start, start + batchSize));
      task.catch(() => {}); // reported where it is awaited, in order
      batches.push(task);
    }
    for (let index = 0; index < batches.length; index++) {
      const batch = await batches[index];
      batches[index] = undefined; // merged below; the batch itself need not stay
      onBatch(batch);
      merge(graph, batch);
    }
  } finally {
    await pool.destroy();
  }
  linkTypes(graph.types);
  return graph;
}

function merge(graph, batch) {
  graph.errors.push(...batch.errors);
  for (const { normalizedPath, analysis } of batch.files) {
    graph.files.set(normalizedPath, analysis.fileAnalysis);
    for (const [key, value] of analysis.functions) graph.functions.set(key, value);
    for (const [key, value] of analysis.types) graph.types.set(key, value);
  }
}
