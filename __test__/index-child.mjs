// A process that opens an index with a cache and closes it: prints one line of JSON a run, and ends.
// Words: the root, the cache's options as JSON, the number of runs.
import { createHash } from 'node:crypto';
import { graphToJSONText, openIndex } from '../index.mjs';

const [root, cache, runs = '1'] = process.argv.slice(2);

for (let run = 0; run < Number(runs); run++) {
  const stages = new Set();
  const index = await openIndex(root, { cache: JSON.parse(cache), onProgress: ({ stage }) => stages.add(stage) });
  const hash = createHash('sha256');
  for (const piece of graphToJSONText(await index.graph())) hash.update(piece);
  process.stdout.write(`${JSON.stringify({ graph: hash.digest('hex'), stages: [...stages] })}\n`);
  await index.close();
}
