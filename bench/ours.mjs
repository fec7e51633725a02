// The package itself, cold, in a process of its own: `graph` builds the whole graph, `stream` reads no more of each
// batch than how many files it has.

import { readFileSync } from 'node:fs';
import { answer, countGraph, measure, request } from './measure.mjs';

const { entry, mode, root, list, options } = request();
const { buildGraphStreaming, getAllSourceFiles, processFilesInBatches } = await import(entry);

if (mode === 'graph') {
  const { made, ...measured } = await measure((firstBatch) =>
    buildGraphStreaming(root, [], { ...options, onProgress: firstBatch }),
  );
  answer({ ...measured, counts: countGraph(made), failures: made.failures.length });
} else {
  const files = readFileSync(list, 'utf8').split('\n');
  const { made, ...measured } = await measure(async (firstBatch) => {
    let analyzed = 0;
    for await (const { batch } of processFilesInBatches(files, root, options)) {
      firstBatch();
      analyzed += batch.files.length;
    }
    return analyzed;
  });
  const started = performance.now();
  const discovered = await getAllSourceFiles(root);
  const discoveryMs = performance.now() - started;
  const sameFiles = discovered.join('\n') === files.join('\n');
  answer({ ...measured, counts: { files: made }, failures: files.length - made, discoveryMs, sameFiles });
}
