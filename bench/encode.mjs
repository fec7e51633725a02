// Results in few bytes against JSON and gzip, in one run: `node bench/encode.mjs FOLDER…`.
//
// Of each folder a graph is built with `compress`, and encoded and decoded both ways; so are the batches of a stream of it. Times
// are the least of a few repetitions; JSON is that of `graphToJSON`, compressed as `zlib.gzip` does by default.
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  buildGraphStreaming,
  decodeBatch,
  decodeGraph,
  encodeGraph,
  getAllSourceFiles,
  graphFromJSON,
  graphToJSON,
  processFilesInBatches,
} from '../index.mjs';

const folders = process.argv.slice(2);
if (folders.length === 0) {
  console.error('usage: node bench/encode.mjs FOLDER…');
  process.exit(2);
}

const REPETITIONS = 3;

/** The result of `work`, and the least milliseconds it took. */
async function timed(work) {
  let least = Number.POSITIVE_INFINITY;
  let result;
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    result = undefined;
    globalThis.gc?.();
    const started = performance.now();
    result = await work();
    least = Math.min(least, performance.now() - started);
  }
  return [result, least];
}

const lengthOf = (buffers) => buffers.reduce((sum, { length }) => sum + length, 0);

async function graphRow(root) {
  const [, plain] = await timed(() => buildGraphStreaming(root));
  const [graph, keeping] = await timed(() => buildGraphStreaming(root, [], { compress: true }));
  const [json, jsonMs] = await timed(() => gzipSync(JSON.stringify(graphToJSON(graph))));
  const [, parseMs] = await timed(() => graphFromJSON(JSON.parse(gunzipSync(json).toString())));
  const [bytes, encodeMs] = await timed(() => encodeGraph(graph));
  const [, decodeMs] = await timed(() => decodeGraph(bytes, { rootDir: root }));
  const copy = structuredClone(graph);
  const [text, textMs] = await timed(() => encodeGraph(copy, { rootDir: root }));
  console.log(`  building: ${ms(plain)}, with compress ${ms(keeping)} (× ${(keeping / plain).toFixed(2)})`);
  print('graph', json.length, jsonMs, parseMs, bytes.length, encodeMs, decodeMs);
  print('graph, of its objects', json.length, jsonMs, parseMs, text.length, textMs, Number.NaN);
}

async function batchesRow(root) {
  const files = await getAllSourceFiles(root);
  const batches = [];
  for await (const { batch } of processFilesInBatches(files, root)) batches.push(batch);
  const [json, jsonMs] = await timed(() => batches.map((batch) => gzipSync(JSON.stringify(graphToJSON(batch)))));
  const [, parseMs] = await timed(() => json.map((bytes) => JSON.parse(gunzipSync(bytes).toString())));
  const [bytes, encodeMs] = await timed(() => batches.map((batch) => batch.toBuffer()));
  const [, decodeMs] = await timed(async () => {
    for (const buffer of bytes) {
      const { batch } = await decodeBatch(buffer, { rootDir: root });
      for (const file of batch.files) void file.analysis;
    }
  });
  print(`${batches.length} batches`, lengthOf(json), jsonMs, parseMs, lengthOf(bytes), encodeMs, decodeMs);
}

function print(what, jsonBytes, jsonMs, parseMs, bytes, encodeMs, decodeMs) {
  const times = `${ms(jsonMs)} → ${ms(encodeMs)} (${(jsonMs / encodeMs).toFixed(1)} times as fast)`;
  const sizes = `${mb(jsonBytes)} → ${mb(bytes)} (1/${(jsonBytes / bytes).toFixed(1)})`;
  const back = Number.isNaN(decodeMs) ? '' : `; back ${ms(parseMs)} → ${ms(decodeMs)}`;
  console.log(`  ${what}: ${sizes}, ${times}${back}`);
}

const ms = (value) => `${value.toFixed(0)} ms`;
const mb = (value) => `${(value / 1e6).toFixed(2)} MB`;

for (const root of folders) {
  console.log(basename(root));
  await graphRow(root);
  await batchesRow(root);
}
