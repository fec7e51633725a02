/**
 * What an index of a repository takes that stays, through the package's interface: opening it in a fresh process, following edits,
 * answering questions, memory, and the longest time the event loop did not turn.
 *
 *   node bench/index.mjs FOLDER [--cache FOLDER] [--rounds 12]
 *
 * Two files of the folder are edited, and put back. What a cache of its own keeps is removed at the end.
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openIndex } from '../index.mjs';

const USAGE = 'Usage: node bench/index.mjs FOLDER [--cache FOLDER] [--rounds N]';
/** Of how many functions each question is asked. */
const ASKED = 1000;
/** How many callers the function has, about, whose signature is edited. */
const CALLERS = 300;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cache: { type: 'string' },
    rounds: { type: 'string', default: '12' },
    child: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const [folder] = positionals;
if (values.help || folder === undefined) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
const root = resolve(folder);
if (values.child === undefined) await measure();
else if (values.child === 'open') await open();
else await stay();

/** Opens once where nothing (or what `--cache` has) is kept, then in fresh processes from what that kept. */
async function measure() {
  const cache = values.cache ?? (await mkdtemp(join(tmpdir(), 'ckg-bench-index-')));
  try {
    for (const child of ['open', 'open', 'stay']) {
      const words = [
        fileURLToPath(import.meta.url),
        root,
        '--cache',
        cache,
        '--rounds',
        values.rounds,
        '--child',
        child,
      ];
      execFileSync(process.execPath, words, { stdio: 'inherit' });
    }
  } finally {
    if (values.cache === undefined) await rm(cache, { recursive: true, force: true });
  }
}

async function open() {
  const [idle, start, delay] = [process.memoryUsage().rss, performance.now(), watched()];
  const index = await openIndex(root, { cache: values.cache });
  const took = performance.now() - start;
  const { files } = index.stats;
  const resident = (process.memoryUsage().rss - idle) / files / 1000;
  console.log(`open: ${took.toFixed(0)} ms, ${files} files, ${resident.toFixed(1)} KB a file resident, ${delay()}`);
  await index.close();
}

async function stay() {
  const index = await openIndex(root, { cache: values.cache });
  const functions = await spread(index);
  await questions(index, functions);
  const paths = functions.map(({ file }) => file);
  const body = paths[Math.floor(paths.length / 2)];
  const another = (text) => `${text}\nString(1)\n`;
  await follow(index, 'the first body', body, another, [body], 2);
  await follow(index, 'a body', body, another, [body]);
  await follow(index, 'a body, to be found', body, another);
  const [called, callers] = await withCallers(index, functions);
  const parameter = (text) => text.replace(`${called.name}(`, `${called.name}(added?: string, `);
  await follow(index, `a signature with ${callers} callers`, called.file, parameter, [called.file]);
  await index.close();
}

/** Functions spread evenly over all that have a name, with their names, keys and files. */
async function spread(index) {
  const symbols = [];
  let after = null;
  do {
    const page = await index.find({ kind: 'function', limit: 10_000, after });
    symbols.push(...page.symbols);
    after = page.after;
  } while (after !== null);
  const step = Math.max(1, Math.floor(symbols.length / ASKED));
  return symbols.filter((_, at) => at % step === 0);
}

async function questions(index, functions) {
  const pairs = functions.map(({ key }, at) => [key, functions[(at + 7) % functions.length].key]);
  await ask('find by name', functions, ({ name }) => index.find({ name }));
  await ask('find, first three letters', functions, ({ name }) => index.find({ text: name.slice(0, 3) }));
  await ask('callers', functions, ({ key }) => index.callers(key));
  await ask('callees', functions, ({ key }) => index.callees(key));
  await ask('impact, five steps', functions, ({ key }) => index.impact({ keys: [key] }, { depth: 5 }));
  await ask('paths', pairs, ([from, to]) => index.paths(from, to));
}

async function ask(question, all, answer) {
  const [times, delay] = [[], watched()];
  for (const one of all) {
    const start = performance.now();
    await answer(one);
    times.push(performance.now() - start);
  }
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.floor((times.length - 1) * share)].toFixed(2);
  console.log(`${question}: ${at(0.5)} / ${at(0.99)} / ${at(1)} ms (median, p99, longest), ${delay()}`);
}

/** The function with as many callers as is nearest to `CALLERS`. */
async function withCallers(index, functions) {
  let best;
  for (const called of functions) {
    const { functions: callers } = await index.callers(called.key, { depth: 1, limit: 10_000 });
    const far = Math.abs(callers.length - CALLERS);
    if (best === undefined || far < best.far) best = { called, far, count: callers.length };
  }
  return [best.called, best.count];
}

/** Edits a file and puts it back, by turns, and says what following each takes. */
async function follow(index, what, path, edit, paths, rounds = Number(values.rounds)) {
  const full = join(root, path);
  const text = await readFile(full, 'utf8');
  const [times, linked, delay] = [[], new Set(), watched()];
  try {
    for (let round = 0; round < rounds; round++) {
      await writeFile(full, round % 2 === 0 ? edit(text) : text);
      const start = performance.now();
      const refreshed = await index.refresh(paths === undefined ? {} : { paths });
      times.push(performance.now() - start);
      linked.add(refreshed.linked);
    }
  } finally {
    await writeFile(full, text);
  }
  times.sort((one, other) => one - other);
  const [least, middle, most] = [0, rounds >> 1, rounds - 1].map((at) => times[at].toFixed(1));
  console.log(`${what}: ${middle} ms (${least} to ${most}), ${[...linked].join('/')} linked, ${delay()}: ${path}`);
}

/** Watches the event loop; the answer says how long it did not turn at most. */
function watched() {
  const histogram = monitorEventLoopDelay({ resolution: 1 });
  histogram.enable();
  return () => {
    histogram.disable();
    return `event loop's longest delay ${(histogram.max / 1e6).toFixed(1)} ms`;
  };
}
