// A process that analyses a repository with a cache: prints one line of JSON a run, and ends.
// Words: the root, the cache's options as JSON, the number of runs.
import { createHash } from 'node:crypto';
import { CodeKnowledgeGraph, graphToJSON, graphToJSONText } from '../index.mjs';

const [root, cache, runs = '1'] = process.argv.slice(2);

for (let run = 0; run < Number(runs); run++) {
  const instance = new CodeKnowledgeGraph({ cache: JSON.parse(cache), batchSize: 4 });
  const [graphHash, streamHash] = [createHash('sha256'), createHash('sha256')];
  const graph = await instance.buildGraphStreaming(root);
  for (const piece of graphToJSONText(graph)) graphHash.update(piece);
  const files = await instance.getAllSourceFiles(root);
  for await (const { batch, processedFiles, batchIndex } of instance.processFilesInBatches(files, root)) {
    streamHash.update(JSON.stringify([graphToJSON(batch), processedFiles, batchIndex]));
  }
  const { cacheHits, cacheMisses } = instance.getStreamingMetrics();
  const line = { graph: graphHash.digest('hex'), stream: streamHash.digest('hex'), cacheHits, cacheMisses };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
