/**
 * What a stream offers, one function a use. Run it on a repository of your own:
 *
 *     node examples/streaming-usage.ts ../my-repository     with Node.js 22.18 or newer, else with `npx tsx`
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type AnalyzedFile, CodeKnowledgeGraph, type StreamLogger } from 'code-knowledge-graph';

/** The whole graph at once: for repositories whose graph may be in memory as a whole. */
async function basicUse(root: string): Promise<void> {
  const graph = new CodeKnowledgeGraph();
  const { files, functions, types, failures } = await graph.buildGraphStreaming(root);
  console.log(
    `basic: ${files.size} files, ${functions.size} functions, ${types.size} types, ${failures.length} failures`,
  );
}

/** Batch by batch, with a look at the metrics after each, and a pause while the store is busy. */
async function granularControl(root: string): Promise<void> {
  const graph = new CodeKnowledgeGraph();
  const files = await graph.getAllSourceFiles(root);
  const stream = graph.processFilesInBatches(files, root, { batchSize: 10, prefetchBatches: 1 });
  for await (const { batch, batchIndex, processedFiles, totalFiles } of stream) {
    await store(batch.files);
    for (const { filePath, code } of batch.failures) console.warn(`granular: ${filePath} has no analysis: ${code}`);
    const { averageProcessingTime, memoryUsage } = graph.getStreamingMetrics();
    const cost = `${averageProcessingTime.toFixed(1)} ms a file, ${(memoryUsage * 100).toFixed(1)} % of the memory`;
    console.log(`granular: batch ${batchIndex}, ${processedFiles} of ${totalFiles} files, ${cost}`);

    // A slow loop body pauses the work by itself, once `prefetchBatches` batches wait for it. This pauses it at once,
    // for as long as anything outside of the loop asks for.
    if (batchIndex === 0) {
      stream.pause();
      await storeIsReady();
      stream.resume();
    }
  }
}

/** Stops in the middle. Leaving the loop with `break` does the same from inside. */
async function cancellation(root: string): Promise<void> {
  const graph = new CodeKnowledgeGraph();
  const files = await graph.getAllSourceFiles(root);
  const stop = new AbortController();
  try {
    for await (const { processedFiles } of graph.processFilesInBatches(files, root, {
      batchSize: 5,
      signal: stop.signal,
    })) {
      console.log(`cancellation: after ${processedFiles} of ${files.length} files`);
      stop.abort();
    }
    console.log('cancellation: there was only one batch');
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.log(`cancellation: ${(error as Error).name}, ${graph.getStreamingMetrics().activeStreams} streams active`);
  }
}

/** Progress and log entries while a graph is built, and metrics over all the work of one instance. */
async function monitoring(root: string): Promise<void> {
  const say: StreamLogger['log'] = ({ message, context }) => console.log(`monitoring: [${context}] ${message}`);
  const graph = new CodeKnowledgeGraph({
    logger: { log: say, warn: say, error: say, debug: () => undefined },
    onProgress: ({ progress }) => console.log(`monitoring: ${progress.toFixed(0)} %`),
  });
  await graph.buildGraphStreaming(root);
  const { filesProcessed, filesFailed, bytesProcessed, filesPerSecond } = graph.getStreamingMetrics();
  const work = `${filesProcessed} files, ${filesFailed} of them failed, ${bytesProcessed} bytes`;
  console.log(`monitoring: ${work}, ${filesPerSecond.toFixed(2)} files a second`);
  graph.resetStreamingMetrics();
}

/**
 * The same question asked in the old way, which holds every analysis until the last is there, and in the new, which
 * holds a batch.
 */
async function oldAgainstNew(root: string): Promise<void> {
  const graph = new CodeKnowledgeGraph();
  const whole = await graph.buildGraphProgressively(root);
  console.log(`old: ${whole.functions.size} functions, ${whole.functions.size} of them at once`);

  let functions = 0;
  let most = 0;
  for await (const { batch } of graph.processFilesInBatches(await graph.getAllSourceFiles(root), root)) {
    const inBatch = batch.files.reduce((sum, { analysis }) => sum + analysis.functions.size, 0);
    functions += inBatch;
    most = Math.max(most, inBatch);
  }
  console.log(`new: ${functions} functions, at most ${most} of them at once`);
}

/** Stands for a database: what takes its time here, the stream waits for. */
async function store(files: AnalyzedFile[]): Promise<void> {
  await delay(files.length);
}

/** Stands for whatever a pause waits for. */
async function storeIsReady(): Promise<void> {
  await delay(20);
}

async function main(root: string): Promise<void> {
  await basicUse(root);
  await granularControl(root);
  await cancellation(root);
  await monitoring(root);
  await oldAgainstNew(root);
}

main(process.argv[2] ?? '.').catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
