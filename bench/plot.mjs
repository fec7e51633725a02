// Draws the figures of a run as SVG: `npm run bench:plot`, or `node bench/plot.mjs [results.json] [folder]`.
//
// Files a second by contender and corpus, memory over time, and how often the event loop was held up for how long. The
// same figures make the same bytes. Vega lays the charts out; what is drawn is all there is to say here.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const HERE = import.meta.dirname;
const CONTENDERS = {
  rawAll: 'tree-sitter alone, all cores',
  stream: 'this package, stream',
  graph: 'this package, graph',
  baseline: 'node tree-sitter in Piscina',
};
/** Where bars begin, files a second: a logarithmic axis has no zero. */
const LEAST_RATE = 10;

const COLOURS = ['#9aa0a6', '#1a73e8', '#12a4af', '#e8710a'];

const [source = join(HERE, 'results.json'), folder = join(HERE, 'plots')] = process.argv.slice(2);
const { corpora } = JSON.parse(
  await readFile(source, 'utf8').catch(() => fail(`${source} is not there: run \`npm run bench\` first`)),
);
const recorded = corpora.find(({ contenders }) => Object.values(contenders).some(({ memory }) => memory));
if (recorded === undefined) fail(`${source} has no corpus with figures over time: run \`npm run bench\` with it`);

const { vega, compile } = await libraries();
await mkdir(folder, { recursive: true });
await draw('throughput', throughput(corpora));
await draw('memory', memory(recorded));
await draw('delays', delays(recorded));

async function draw(name, chart) {
  const specification = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    // Readable on a dark page too.
    background: 'white',
    padding: 12,
    config: {
      view: { stroke: null },
      axis: { titleFontWeight: 'normal' },
      legend: { orient: 'bottom', columns: 2, labelLimit: 0 },
    },
    ...chart,
  };
  const view = new vega.View(vega.parse(compile(specification).spec), { renderer: 'none' });
  const path = join(folder, `${name}.svg`);
  await writeFile(path, `${await view.toSVG()}\n`);
  view.finalize();
  console.log(path);
}

function throughput(results) {
  const values = results.flatMap(({ name, contenders }) =>
    rows(contenders, ({ filesPerSecond }) => [{ corpus: name, rate: filesPerSecond }]),
  );
  return {
    title: 'Files a second',
    width: { step: 24 },
    height: 240,
    data: { values },
    mark: { type: 'bar' },
    encoding: {
      x: { field: 'corpus', type: 'nominal', title: null, sort: null, axis: { labelAngle: 0 } },
      xOffset: { field: 'contender', sort: Object.values(CONTENDERS) },
      y: {
        field: 'rate',
        type: 'quantitative',
        title: 'files/s (logarithmic)',
        scale: { type: 'log', domainMin: LEAST_RATE },
      },
      y2: { datum: LEAST_RATE },
      color: colour(values),
    },
  };
}

function memory({ name, contenders }) {
  const values = rows(contenders, ({ memory = [] }) => memory.map(([ms, mb]) => ({ seconds: ms / 1000, mb })));
  return {
    title: `Memory while ${name} is analysed`,
    width: 520,
    height: 240,
    data: { values },
    mark: { type: 'line', strokeWidth: 1.5 },
    encoding: {
      x: {
        field: 'seconds',
        type: 'quantitative',
        title: 'seconds since the call (logarithmic)',
        scale: { type: 'log' },
      },
      y: { field: 'mb', type: 'quantitative', title: 'resident memory above idle, MB' },
      color: colour(values),
    },
  };
}

function delays({ name, contenders }) {
  const values = rows(contenders, ({ delays = [] }) =>
    delays.map(([ms, share]) => ({ ms: Math.max(ms, 0.01), share })),
  );
  return {
    title: `How late the event loop was while ${name} was analysed`,
    width: 520,
    height: 240,
    data: { values },
    mark: { type: 'line', interpolate: 'step-before', strokeWidth: 1.5 },
    encoding: {
      x: { field: 'ms', type: 'quantitative', title: 'late by so many milliseconds or more', scale: { type: 'log' } },
      y: {
        field: 'share',
        type: 'quantitative',
        title: 'share of ticks',
        axis: { format: '%' },
        scale: { type: 'log' },
      },
      color: colour(values),
    },
  };
}

function rows(contenders, of) {
  const present = Object.entries(CONTENDERS).filter(([key]) => contenders[key] !== undefined);
  return present.flatMap(([key, contender]) => of(contenders[key]).map((row) => ({ contender, ...row })));
}

/** One colour a contender, in every chart the same. */
function colour(values) {
  const names = Object.values(CONTENDERS);
  const domain = names.filter((name) => values.some(({ contender }) => contender === name));
  const range = domain.map((name) => COLOURS[names.indexOf(name)]);
  return { field: 'contender', type: 'nominal', title: null, scale: { domain, range } };
}

async function libraries() {
  try {
    const [vega, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
    return { vega, compile };
  } catch (error) {
    return fail(`vega is not installed: run \`npm ci\` in bench/ first (${error.message})`);
  }
}

function fail(reason) {
  console.error(reason);
  process.exit(2);
}
