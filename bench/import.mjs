// What importing the package costs: fresh processes that import it, in turn with fresh processes that import an empty
// module, so that a busy moment of the machine hits both. `node bench/import.mjs --help` lists the options.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const REPOSITORY = dirname(import.meta.dirname);

const USAGE = `node bench/import.mjs [options]
  --repetitions <n>   processes of each kind (default: 51)
  --package <file>    what is imported (default: index.mjs of the repository)
  --node <file>       the Node.js that imports it (default: this one)`;

const { values: options } = parseArgs({
  options: {
    repetitions: { type: 'string', default: '51' },
    package: { type: 'string', default: join(REPOSITORY, 'index.mjs') },
    node: { type: 'string', default: process.execPath },
    help: { type: 'boolean', default: false },
  },
});

/** Imports a module and prints how long that took, and how much processor time, in milliseconds. */
const PROBE = `const before = process.cpuUsage();
const start = performance.now();
await import(process.argv[1]);
const ms = performance.now() - start;
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }));`;

if (options.help) console.log(USAGE);
else await benchmark();

async function benchmark() {
  const repetitions = Number(options.repetitions);
  if (!Number.isInteger(repetitions) || repetitions < 1) throw new Error('--repetitions must be a whole number from 1');
  const work = await mkdtemp(join(tmpdir(), 'bench-import-'));
  try {
    const empty = join(work, 'empty.mjs');
    await writeFile(empty, 'export {};\n');
    const samples = { empty: [], package: [] };
    const modules = { empty, package: resolve(options.package) };
    for (const path of Object.values(modules)) await measure(path); // reads both into the disk cache
    for (let turn = 0; turn < repetitions; turn++) {
      for (const [name, path] of Object.entries(modules)) samples[name].push(await measure(path));
    }
    const summary = Object.fromEntries(Object.entries(samples).map(([name, measured]) => [name, summarize(measured)]));
    console.table(summary);
    const more = (field) => (summary.package[field] - summary.empty[field]).toFixed(1);
    console.log(`The package: ${more('ms')} ms more than an empty module, ${more('cpuMs')} ms of processor time.`);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function measure(path) {
  const words = ['--input-type=module', '--eval', PROBE, pathToFileURL(path).href];
  return JSON.parse((await promisify(execFile)(options.node, words)).stdout);
}

/** Medians, and the quickest: what the machine does when nothing disturbs it. */
function summarize(measured) {
  const sorted = (field) => measured.map((sample) => sample[field]).toSorted((a, b) => a - b);
  const median = (field) => round(sorted(field)[measured.length >> 1]);
  return { ms: median('ms'), cpuMs: median('cpuMs'), quickestMs: round(sorted('ms')[0]) };
}

function round(value) {
  return Math.round(value * 100) / 100;
}
