// Whether memory comes back: many cancelled streams, then many whole graphs, with resident memory after each step.
//
// node --expose-gc bench/leaks.mjs [folder] [streams] [graphs]
//
// Prints JSON. Of each kind of work: megabytes at its half and at its end, and the slope over the last half in
// kilobytes a run (least squares). A leak of one batch or graph a run shows as its size; a flat line is near 0.

import { readFileSync } from 'node:fs';
import { CodeKnowledgeGraph } from '../index.mjs';

const FILES_A_GRAPH = 60;
const SAMPLES = 100;

const [folder = new URL('../js', import.meta.url).pathname, streams = '1000', graphs = '200'] = process.argv.slice(2);
if (globalThis.gc === undefined) throw new Error('run it with --expose-gc');

const instance = new CodeKnowledgeGraph();
const files = await instance.getAllSourceFiles(folder);
const small = files.slice(0, FILES_A_GRAPH);
const ways = [cancelledByBreak, cancelledByReturn, cancelledBySignal, dropped];

const report = {
  folder,
  filesInFolder: files.length,
  cancelledStreams: await sampled(Number(streams), (run) => ways[run % ways.length]()),
  graphs: await sampled(Number(graphs), wholeGraph),
};
console.log(JSON.stringify(report, null, 2));

async function cancelledByBreak() {
  for await (const _ of instance.processFilesInBatches(files, folder, { batchSize: 5 })) break;
}

async function cancelledByReturn() {
  const stream = instance.processFilesInBatches(files, folder, { batchSize: 5 });
  const pending = [stream.next(), stream.next(), stream.next()];
  await pending[0];
  await stream.return();
  await Promise.all(pending);
}

async function cancelledBySignal() {
  const controller = new AbortController();
  const stream = instance.processFilesInBatches(files, folder, { batchSize: 5, signal: controller.signal });
  await stream.next();
  controller.abort();
  await stream.next().catch(() => {});
}

async function dropped() {
  await instance.processFilesInBatches(files, folder, { batchSize: 5 }).next();
}

async function wholeGraph() {
  // Streams take lists and graphs take folders; names pick the same few files of a large folder.
  const graph = await instance.buildGraphStreaming(folder, small.length < files.length ? small : []);
  if (graph.files.size + graph.failures.length !== small.length) throw new Error('a graph of other files');
}

/** Runs `work` `runs` times and describes resident memory meanwhile. */
async function sampled(runs, work) {
  const every = Math.max(1, Math.floor(runs / SAMPLES));
  const samples = [];
  for (let run = 0; run < runs; run++) {
    await work(run);
    if ((run + 1) % every === 0) {
      await collectGarbage();
      samples.push([run + 1, residentBytes()]);
    }
  }
  const half = samples.slice(samples.length >> 1);
  return {
    runs,
    residentAtHalfMB: rounded(half[0][1] / 1e6),
    residentAtEndMB: rounded(half.at(-1)[1] / 1e6),
    slopeKBPerRun: rounded(slope(half) / 1e3),
    activeStreamsAtEnd: instance.getStreamingMetrics().activeStreams,
  };
}

/** Twice, with a turn of the event loop between: what finalizers free is garbage only after the first. */
async function collectGarbage() {
  for (let round = 0; round < 2; round++) {
    globalThis.gc();
    await new Promise(setImmediate);
  }
}

function residentBytes() {
  try {
    // Node.js rounds nothing, but asks libuv, which reads the same file.
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return process.memoryUsage.rss();
  }
}

/** Of the line through `points` with the least squares. */
function slope(points) {
  const mean = (column) => points.reduce((sum, point) => sum + point[column], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

function rounded(number) {
  return Math.round(number * 100) / 100;
}
