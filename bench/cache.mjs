// What the store saves and costs: runs with it, cold and warm, beside tree-sitter alone and runs without it, in one run, each
// in a process of its own, in turns. `node bench/cache.mjs --help`.

import { execFile } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { inNode, median } from './contender.mjs';
import { CORPORA, corporaOf } from './corpora.mjs';
import { printTable } from './table.mjs';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..');

const USAGE = `node bench/cache.mjs [options]
  --corpus <name>      one of ${CORPORA.map((each) => each.name).join(', ')}; may be repeated (default: all)
  --folder <path>      a folder of your own instead; may be repeated
  --package <file>     the package's entry (default: index.mjs of the repository)
  --raw <file>         a built examples/raw_parse (default: target/release/examples/raw_parse)
  --repetitions <n>    turns, after one that does not count (default: 5)
  --touch              change one file of each folder at last, and see how long a stream of it alone takes`;

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string', multiple: true },
    package: { type: 'string', default: join(REPOSITORY, 'index.mjs') },
    raw: { type: 'string', default: join(REPOSITORY, 'target', 'release', 'examples', 'raw_parse') },
    repetitions: { type: 'string', default: '5' },
    touch: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const entry = pathToFileURL(resolve(options.package)).href;

if (options.help) console.log(USAGE);
else for (const corpus of await corporaOf(options, entry)) await benchmark(corpus);

async function benchmark({ name, root, files }) {
  const work = await mkdtemp(join(tmpdir(), 'bench-'));
  const list = join(work, 'files.txt');
  await writeFile(list, files.join('\n'));
  const bytes = (await Promise.all(files.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);
  const directory = join(work, 'store');
  const ours = async (mode, cache) =>
    (await inNode('ours.mjs', { entry, mode, root, list, options: { cache } })).seconds;
  const samples = {};
  const sample = (what, seconds) => {
    samples[what] ??= [];
    samples[what].push(seconds);
  };
  let stored = 0;
  try {
    for (let turn = 0; turn <= Number(options.repetitions); turn++) {
      const measured = [['tree-sitter alone', await raw(list)]];
      for (const mode of ['stream', 'graph']) {
        await rm(directory, { recursive: true, force: true });
        measured.push([`${mode}, no store`, await ours(mode, false)]);
        measured.push([`${mode}, cold`, await ours(mode, { directory })]);
        measured.push([`${mode}, warm, content`, await ours(mode, { directory, trust: 'content' })]);
        measured.push([`${mode}, warm, stat`, await ours(mode, { directory, trust: 'stat' })]);
      }
      stored = await sizeOf(directory);
      if (turn > 0) for (const [what, seconds] of measured) sample(what, seconds);
    }
    report(name, files.length, bytes, stored, samples);
    if (options.touch) await touch(root, files[files.length >> 1], directory);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function raw(list) {
  const words = ['--files', list, '--threads', String(availableParallelism()), '--repetitions', '1'];
  return JSON.parse((await run(options.raw, words)).stdout).seconds;
}

/** Changes a file, and puts it back as it was. */
async function touch(root, file, directory) {
  const [text, { atime, mtime }] = [await readFile(file), await stat(file)];
  try {
    await appendFile(file, '\n');
    const list = join(directory, '..', 'one.txt');
    await writeFile(list, file);
    const request = { entry, mode: 'stream', root, list, options: { cache: { directory } } };
    const { seconds } = await inNode('ours.mjs', request);
    console.log(`One changed file: ${(seconds * 1e3).toFixed(0)} ms to the end of a stream of it alone`);
  } finally {
    await writeFile(file, text);
    await utimes(file, atime, mtime);
  }
}

async function sizeOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((each) => each.isFile());
  const sizes = await Promise.all(files.map((file) => stat(join(file.parentPath, file.name))));
  return sizes.reduce((sum, { size }) => sum + size, 0);
}

function report(name, files, bytes, stored, samples) {
  console.log(
    `\n${name}: ${files} files, ${(bytes / 1e6).toFixed(1)} MB; on disk ${(stored / bytes).toFixed(2)} of that`,
  );
  const alone = median(samples['tree-sitter alone']);
  printTable([
    ['', 'ms', '× tree-sitter alone', '× no store'],
    ...Object.entries(samples).map(([what, seconds]) => {
      const mode = what.split(',')[0];
      const without = samples[`${mode}, no store`];
      const time = median(seconds);
      return [
        what,
        (time * 1e3).toFixed(0),
        (alone / time).toFixed(2),
        without === undefined ? '–' : (median(without) / time).toFixed(2),
      ];
    }),
  ]);
}
