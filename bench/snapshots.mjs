/**
 * What a snapshot of an index takes: to take it, to open it in a fresh process, to ask it, and bytes; beside the same graph as JSON.
 *
 *   node bench/snapshots.mjs FOLDER [--json]
 */
import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { graphToJSONText, openIndex } from '../index.mjs';

const ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, child: { type: 'string' }, help: { type: 'boolean' } },
});
const [folder] = positionals;
if (values.help || folder === undefined) {
  console.log('Usage: node bench/snapshots.mjs FOLDER [--json]');
  process.exit(values.help ? 0 : 2);
}
const root = resolve(folder);

async function timed(what, work) {
  const start = performance.now();
  const outcome = await work();
  console.log(`${what}: ${(performance.now() - start).toFixed(1)} ms`);
  return outcome;
}

if (values.child === undefined) await take();
else await ask(values.child);

async function take() {
  const cache = await mkdtemp(join(tmpdir(), 'ckg-snapshots-'));
  try {
    const index = await timed('open the folder, cold', () => openIndex(root, { cache }));
    for (let round = 0; round < ROUNDS; round++) {
      const { files, bytes } = await timed('take', () => index.snapshot('measured'));
      if (round === 0) console.log(`${files} files, ${bytes} bytes, ${index.stats.sourceBytes} bytes of source`);
    }
    if (values.json) {
      const path = join(cache, 'graph.json');
      const graph = await timed('graph', () => index.graph());
      await timed('write it as JSON', () => pipeline(Readable.from(graphToJSONText(graph)), createWriteStream(path)));
      console.log(`${(await stat(path)).size} bytes of JSON`);
    }
    await index.close();
    const words = [fileURLToPath(import.meta.url), root, '--child', cache];
    for (let round = 0; round < ROUNDS; round++) execFileSync(process.execPath, words, { stdio: 'inherit' });
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

async function ask(cache) {
  const idle = process.memoryUsage.rss();
  const index = await timed('open', () => openIndex(root, { snapshot: 'measured', cache }));
  console.log(`${Math.round((process.memoryUsage.rss() - idle) / index.stats.files)} bytes a file resident`);
  const { symbols } = await timed('find', () => index.find({ text: 'dispose', kind: 'function', limit: 5 }));
  const [{ key } = {}] = symbols;
  await timed('callers', () => index.callers(key, { depth: 2 }));
  await timed('callers again', () => index.callers(key, { depth: 2 }));
  await timed('function, with its text', () => index.function(key));
  await timed('contentFor', () => index.contentFor({ keys: key }, { related: 'signatures', callers: true }));
  await index.close();
}
