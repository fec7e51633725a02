// Two builds of the package in turns: whether one is slower or larger than the other. `node bench/turns.mjs --help`.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { inNode, median } from './contender.mjs';
import { CORPORA, corporaOf } from './corpora.mjs';
import { printTable } from './table.mjs';

const REPOSITORY = join(import.meta.dirname, '..');

const USAGE = `node bench/turns.mjs --against <file> [options]
  --against <file>     the entry (index.mjs) of the other build, such as that of the commit before
  --package <file>     the package's entry (default: index.mjs of the repository)
  --corpus <name>      one of ${CORPORA.map((each) => each.name).join(', ')}; may be repeated (default: all)
  --folder <path>      a folder of your own instead; may be repeated
  --repetitions <n>    turns, after one that does not count (default: 11)
  --limit <percent>    fail where the package takes more time, processor time or memory than that (default: 2)`;

const MODES = ['stream', 'graph'];
const MEASURES = [
  ['time', 'seconds'],
  ['processor time', 'cpuSeconds'],
  ['peak RSS', 'peakRssMB'],
];

const { values: options } = parseArgs({
  options: {
    against: { type: 'string' },
    package: { type: 'string', default: join(REPOSITORY, 'index.mjs') },
    corpus: { type: 'string', multiple: true, default: [] },
    folder: { type: 'string', multiple: true },
    repetitions: { type: 'string', default: '11' },
    limit: { type: 'string', default: '2' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help || options.against === undefined) console.log(USAGE);
else process.exitCode = await main();

async function main() {
  const entries = [options.against, options.package].map((file) => pathToFileURL(resolve(file)).href);
  const rows = [];
  for (const corpus of await corporaOf(options, entries[1])) {
    for (const mode of MODES) {
      const pairs = await turns(corpus, mode, entries);
      rows.push([
        `${corpus.name}, ${mode}`,
        ...MEASURES.map(([, field]) => median(pairs.map(([before, now]) => now[field] / before[field]))),
      ]);
    }
  }
  printTable([
    ['', ...MEASURES.map(([title]) => title)],
    ...rows.map(([name, ...ratios]) => [name, ...ratios.map((ratio) => ratio.toFixed(3))]),
  ]);
  const limit = 1 + Number(options.limit) / 100;
  const worse = rows.filter(([, ...ratios]) => ratios.some((ratio) => ratio > limit));
  for (const [name] of worse) console.log(`${name}: worse by more than ${options.limit} %`);
  return worse.length > 0 ? 1 : 0;
}

/** `[before, now]` a turn, each cold in a process of its own. Who goes first changes: the second finds the disk warmer. */
async function turns({ root, files }, mode, entries) {
  const work = await mkdtemp(join(tmpdir(), 'bench-'));
  const list = join(work, 'files.txt');
  await writeFile(list, files.join('\n'));
  const pairs = [];
  try {
    for (let turn = 0; turn <= Number(options.repetitions); turn++) {
      const pair = [];
      for (const which of turn % 2 === 0 ? [0, 1] : [1, 0]) {
        pair[which] = await inNode('ours.mjs', { entry: entries[which], mode, root, list });
      }
      if (turn > 0) pairs.push(pair);
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return pairs;
}
