// Throughput of the package next to its limit and its baseline, measured in one run, each in fresh processes, turn by
// turn so that a busy moment of the machine hits all of them. `node bench/run.mjs --help` lists the options.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { inNode, median } from './contender.mjs';
import { CORPORA, fetchCorpus, selectCorpora } from './corpora.mjs';
import { printCorpus } from './table.mjs';

const run = promisify(execFile);
const HERE = import.meta.dirname;
const REPOSITORY = dirname(HERE);

const USAGE = `node bench/run.mjs [options]
  --corpus <name>                 one of ${CORPORA.map((each) => each.name).join(', ')}; may be repeated (default: all)
  --repetitions <n>               of raw parsing and of the package (default: 5)
  --baseline-repetitions <n>      of the baseline, which takes far longer (default: 3)
  --skip-baseline                 leave the baseline out
  --timeline <name>               the corpus whose memory and delays are recorded over time (default: theia)
  --package <file>                the package's entry (default: index.mjs of the repository)
  --raw <file>                    a built examples/raw_parse (default: build it with cargo)
  --out <file>                    where the figures go as JSON (default: bench/results.json)`;

const { values: options } = parseArgs({
  options: {
    corpus: { type: 'string', multiple: true, default: [] },
    repetitions: { type: 'string', default: '5' },
    'baseline-repetitions': { type: 'string', default: '3' },
    'skip-baseline': { type: 'boolean', default: false },
    timeline: { type: 'string', default: 'theia' },
    package: { type: 'string', default: join(REPOSITORY, 'index.mjs') },
    raw: { type: 'string' },
    out: { type: 'string', default: join(HERE, 'results.json') },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) console.log(USAGE);
else await benchmark();

async function benchmark() {
  const corpora = selectCorpora(options.corpus);
  const repetitions = count('repetitions');
  const baselineRepetitions = options['skip-baseline'] ? 0 : count('baseline-repetitions');
  const entry = pathToFileURL(resolve(options.package)).href;
  const raw = options.raw ?? (await buildRaw());
  if (baselineRepetitions > 0) await installBaseline();

  const results = { environment: await environment(), repetitions, baselineRepetitions, corpora: [] };
  for (const corpus of corpora) {
    const result = await benchmarkCorpus(await fetchCorpus(corpus), { repetitions, baselineRepetitions, entry, raw });
    printCorpus(result);
    results.corpora.push(result);
    await writeFile(options.out, `${JSON.stringify(results, null, 2)}\n`); // after each: an interrupted run keeps its figures
  }
  console.log(`\nFigures: ${options.out}`);
}

function count(name) {
  const value = Number(options[name]);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number from 1`);
  return value;
}

async function benchmarkCorpus(
  { name, version, root, files, bytes },
  { repetitions, baselineRepetitions, entry, raw },
) {
  const threads = availableParallelism();
  const work = await mkdtemp(join(tmpdir(), 'bench-'));
  const list = join(work, 'files.txt');
  await writeFile(list, files.join('\n'));
  const samples = { rawOne: [], rawAll: [], stream: [], graph: [], baseline: [] };
  const timelines = {};
  try {
    for (let turn = 0; turn < repetitions; turn++) {
      samples.rawOne.push(await parseRaw(raw, list, 1));
      samples.rawAll.push(await parseRaw(raw, list, threads));
      samples.stream.push(await inNode('ours.mjs', { entry, mode: 'stream', root, list }));
      samples.graph.push(await inNode('ours.mjs', { entry, mode: 'graph', root, list }));
      if (turn < baselineRepetitions) samples.baseline.push(await inNode('baseline/measured.mjs', { root, list }));
    }
    // In runs of their own, as looking disturbs.
    if (name === options.timeline) {
      const timeline = true;
      timelines.stream = await inNode('ours.mjs', { entry, mode: 'stream', root, list, timeline });
      timelines.graph = await inNode('ours.mjs', { entry, mode: 'graph', root, list, timeline });
      if (baselineRepetitions > 0) timelines.baseline = await inNode('baseline/measured.mjs', { root, list, timeline });
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  const contenders = {};
  for (const [contender, measured] of Object.entries(samples)) {
    if (measured.length > 0) contenders[contender] = summarize(measured, files.length, bytes);
  }
  for (const [contender, { memory, delays }] of Object.entries(timelines)) {
    Object.assign(contenders[contender], { memory, delays });
  }
  return { name, version, files: files.length, bytes, threads, contenders };
}

/** Medians of what a machine's mood moves both ways, maxima of what must never be high. */
function summarize(samples, files, bytes) {
  const of = (field) => samples.map((sample) => sample[field]).filter((value) => typeof value === 'number');
  const seconds = median(of('seconds'));
  return {
    seconds,
    filesPerSecond: files / seconds,
    megabytesPerSecond: bytes / 1e6 / seconds,
    firstBatchMs: median(of('firstBatchMs')),
    peakRssMB: maximum(of('peakRssMB')),
    longestDelayMs: maximum(of('longestDelayMs')),
    discoveryMs: median(of('discoveryMs')),
    counts: samples[0].counts,
    failures: samples[0].failures,
    sameFiles: samples[0].sameFiles,
    samples: of('seconds'),
  };
}

function maximum(values) {
  return values.length > 0 ? Math.max(...values) : undefined;
}

async function parseRaw(raw, list, threads) {
  const { stdout } = await run(raw, ['--files', list, '--threads', String(threads), '--repetitions', '1']);
  return JSON.parse(stdout);
}

async function buildRaw() {
  console.error('Building examples/raw_parse …');
  await run('cargo', ['build', '--release', '--quiet', '--example', 'raw_parse'], { cwd: REPOSITORY });
  const { stdout } = await run('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: REPOSITORY });
  return join(JSON.parse(stdout).target_directory, 'release', 'examples', 'raw_parse');
}

async function installBaseline() {
  if (existsSync(join(HERE, 'node_modules', 'tree-sitter'))) return;
  console.error('Installing the baseline …');
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: HERE });
}

async function environment() {
  const installed = async (name) => {
    const manifest = await readFile(join(HERE, 'node_modules', name, 'package.json'), 'utf8').catch(() => '{}');
    return JSON.parse(manifest).version;
  };
  const rustc = await run('rustc', ['--version']).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
  return {
    date: new Date().toISOString(),
    cpu: cpus()[0]?.model,
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 1e9),
    system: `${process.platform} ${release()} ${process.arch}`,
    node: process.version,
    rustc,
    baseline: {
      'tree-sitter': await installed('tree-sitter'),
      'tree-sitter-typescript': await installed('tree-sitter-typescript'),
      piscina: await installed('piscina'),
    },
  };
}
