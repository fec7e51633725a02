/**
 * What the command writes of a repository, and takes for it: bytes of the file and of memory, and time, for each form of `--out`. The
 * repository is made of copies of the folders that are given, no two files the same.
 *
 *   node bench/graph-files.mjs FOLDER... [--files 8000]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeCopies } from './copies.mjs';
import { sourceFiles } from './files.mjs';

const COMMAND = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
/** The first fills a cache of their own, the second finds it full; without one, a file may have to be parsed more than once. */
const RUNS = [
  ['nothing, cold'],
  ['nothing'],
  ['json', '--out', 'graph.json'],
  ['json --full', '--out', 'graph.json', '--full'],
  ['jsonl', '--out', 'graph.jsonl', '--format', 'jsonl'],
  ['json, --no-cache', '--out', 'graph.json', '--no-cache'],
  ['jsonl, --no-cache', '--out', 'graph.jsonl', '--format', 'jsonl', '--no-cache'],
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { files: { type: 'string' } } });
if (positionals.length === 0) {
  console.log('Usage: node bench/graph-files.mjs FOLDER... [--files 8000]');
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), 'ckg-graph-files-'));
try {
  const roots = positionals.map((path) => resolve(path));
  const files = (await Promise.all(roots.map(sourceFiles))).flat();
  const root = join(folder, 'repository');
  const count = Number(values.files ?? 8000);
  const { bytes } = await writeCopies(root, count, { root: commonFolder(roots), files });
  console.log(`${count} files, ${(bytes / 1e6).toFixed(1)} MB of source`);
  console.log('| written | size, MB | a file, KB | peak memory, MB | s |\n| --- | --- | --- | --- | --- |');
  for (const [name, ...words] of RUNS) await measure(name, words, root);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Prints a row about one run of the command. */
async function measure(name, words, root) {
  const cache = words.includes('--no-cache') ? [] : ['--cache', join(folder, 'cache')];
  const start = performance.now();
  const output = execFileSync(process.execPath, [COMMAND, root, '-q', '--json', ...cache, ...words], { cwd: folder });
  const seconds = (performance.now() - start) / 1000;
  const { peakMemoryBytes, files } = JSON.parse(output.toString());
  const written = words[0] === '--out' ? (await stat(join(folder, words[1]))).size : 0;
  const columns = [written / 1e6, written / 1e3 / files, peakMemoryBytes / 1e6, seconds];
  console.log(`| ${name} | ${columns.map((number) => number.toFixed(number < 100 ? 1 : 0)).join(' | ')} |`);
}

/** The folder that all of these are in. */
function commonFolder([first, ...others]) {
  const isAround = (around) => others.every((path) => path.startsWith(`${around}/`));
  let around = others.length === 0 ? first : dirname(first);
  while (!isAround(around) && around !== dirname(around)) around = dirname(around);
  return around;
}
