// Ways to hand a stream's results from Rust to JavaScript, on real records: `node bench/handover.mjs FOLDER`.
//
// Takes the buffers of a stream over a folder, and compares what the main thread spends on decoding them with the same
// results as JSON text and as V8's own serialisation (Maps as arrays of entries in the text, rebuilt after parsing).
import { performance } from 'node:perf_hooks';
import { deserialize, serialize } from 'node:v8';
import handover from '../dist/decode/handover.js';
import native from '../dist/native.js';
import { getAllSourceFiles } from '../index.mjs';

const root = process.argv[2];
if (root === undefined) {
  console.error('usage: node bench/handover.mjs FOLDER');
  process.exit(2);
}

const REPETITIONS = 7;
const neverOver = { isOver: false, next: async () => {} };

const buffers = [];
const { Engine, Control } = native.native();
const paths = await getAllSourceFiles(root);
const options = { batchSize: 25, adaptive: false };
const control = new Control();
const stream = await new Engine().openStream(
  paths,
  paths.length,
  { given: root, folder: process.cwd() },
  options,
  control,
);
for await (const buffer of stream) buffers.push(Buffer.from(buffer));
control.cancel(); // held until here: collected earlier, it would cancel the stream's opening

const asEntries = (_key, value) => (value instanceof Map ? { entries: [...value] } : value);
const asMaps = (_key, value) => (Array.isArray(value?.entries) ? new Map(value.entries) : value);

const batches = [];
for (const buffer of buffers) batches.push(await decoded(buffer));
const texts = batches.map((batch) => JSON.stringify(batch, asEntries));
const images = batches.map((batch) => serialize(batch));

/** A batch with everything of it but nodes read. */
async function decoded(buffer) {
  const batch = await handover.decodeBatch(buffer, neverOver);
  for (const file of batch.files) void file.analysis;
  return batch;
}

/** The median of the milliseconds that one pass over all batches takes. */
async function median(pass) {
  const samples = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    globalThis.gc?.();
    const started = performance.now();
    await pass();
    samples.push(performance.now() - started);
  }
  return samples.sort((a, b) => a - b)[REPETITIONS >> 1];
}

const sum = (items) => items.reduce((total, item) => total + item.length, 0);
const rows = [
  [
    'records in one buffer a batch',
    sum(buffers),
    async () => {
      for (const buffer of buffers) await decoded(buffer);
    },
  ],
  [
    "V8's serialisation",
    sum(images),
    async () => {
      for (const image of images) deserialize(image);
    },
  ],
  [
    'JSON text, Maps as plain objects',
    sum(texts),
    async () => {
      for (const text of texts) JSON.parse(text);
    },
  ],
  [
    'JSON text, Maps rebuilt',
    sum(texts),
    async () => {
      for (const text of texts) JSON.parse(text, asMaps);
    },
  ],
];

const files = batches.reduce((total, batch) => total + batch.files.length, 0);
console.log('| way | bytes a file | main-thread ms | × records |\n| --- | --- | --- | --- |');
let records;
for (const [way, bytes, pass] of rows) {
  const ms = await median(pass);
  records ??= ms;
  console.log(`| ${way} | ${Math.round(bytes / files)} | ${ms.toFixed(1)} | ${(ms / records).toFixed(2)} |`);
}
