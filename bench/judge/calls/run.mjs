// Holds call targets to what each language's own compiler or checker says. `node bench/judge/calls/run.mjs --help`.

import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildGraphStreaming, getAllSourceFiles } from '../../../index.mjs';
import { printTable } from '../../table.mjs';
import { LANGUAGES } from './languages.mjs';
import { Score } from './score.mjs';

const SCORES = join(import.meta.dirname, 'scores.json');
/** By how many points a share may be worse than it was. */
const TOLERANCE = 0.1;
/** By how many percent the number of calls may differ: a judge of another version sees a few others. */
const SAME_CALLS = 1;

const USAGE = `node bench/judge/calls/run.mjs [options] LANGUAGE …
  LANGUAGE            of ${Object.keys(LANGUAGES).join(', ')}
  --folder <path>     judge a repository of your own instead
  --examples <n>      misses to show of each kind (default: 0)
  --misses <file>     write every miss there, one a line, as JSON
  --check             fail if a score is worse than the committed one by more than ${TOLERANCE} points
  --update            commit the scores: write them to scores.json`;

const { values: options, positionals: languages } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string' },
    examples: { type: 'string', default: '0' },
    misses: { type: 'string' },
    check: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const unknown = languages.find((language) => !(language in LANGUAGES));
if (unknown) throw new Error(`no judge of ${unknown}; there are ${Object.keys(LANGUAGES).join(', ')}`);
if (options.help || languages.length === 0) console.log(USAGE);
else await main();

async function main() {
  const committed = JSON.parse(await readFile(SCORES, 'utf8'));
  const scores = {};
  const lines = [];
  const rows = [];
  const further = [];
  for (const language of languages) {
    const { fetch, calls } = LANGUAGES[language];
    for (const repository of options.folder ? [await ownRepository(options.folder)] : await fetch()) {
      const { root } = repository;
      const score = new Score(await buildGraphStreaming(root), root);
      for await (const truth of calls(repository)) score.add(truth);
      score.finish();
      const name = `${language}/${repository.name}`;
      rows.push(rowOf(name, score));
      further.push(...furtherRows(name, score.shares));
      report(name, score, root);
      for (const miss of [...score.misses.values()].flat()) lines.push(JSON.stringify(plain(miss, root)));
      if (options.check) compare(name, score.shares, committed[name]);
      scores[name] = score.shares;
    }
  }
  console.log();
  for (const table of [rows, further]) {
    if (table.length > 0) printTable([Object.keys(table[0]), ...table.map(Object.values)]);
  }
  if (options.update) await writeFile(SCORES, `${JSON.stringify({ ...committed, ...scores }, null, 2)}\n`);
  if (options.misses) await writeFile(options.misses, `${lines.join('\n')}\n`);
}

async function ownRepository(folder) {
  const root = resolve(folder);
  return { name: folder, root, files: await getAllSourceFiles(root) };
}

/** Sets the exit code if a score is worse than it was. */
function compare(name, now, was) {
  const isWorse =
    was === undefined ||
    Math.abs(now.calls - was.calls) > (was.calls * SAME_CALLS) / 100 ||
    ['rightFile', 'rightKey', 'rightClaims'].some((share) => now[share] < was[share] - TOLERANCE) ||
    now.wrongOutside > was.wrongOutside + (now.outside * TOLERANCE) / 100 ||
    isWorsePart(now.dispatch, was.dispatch) ||
    Object.entries(was.references ?? {}).some(([kind, share]) => isWorsePart(now.references?.[kind], share));
  if (!isWorse) return;
  console.log(`${name}: was ${JSON.stringify(was)}, is ${JSON.stringify(now)}`);
  process.exitCode = 1;
}

function isWorsePart(now, was) {
  if (was === undefined) return false;
  return now === undefined || ['right', 'rightClaims'].some((share) => now[share] < was[share] - TOLERANCE);
}

function rowOf(name, score) {
  const { calls, rightFile, keyed, rightKey, claims, rightClaims, outside, wrongOutside } = score.shares;
  return {
    sources: name,
    calls: String(calls),
    'right file': `${rightFile.toFixed(2)} %`,
    'calls with a key': String(keyed),
    'right key': `${rightKey.toFixed(2)} %`,
    'keys claimed': String(claims),
    'precision of keys': `${rightClaims.toFixed(2)} %`,
    'calls outside': String(outside),
    'wrong claims there': String(wrongOutside),
    'not judged': String(score.unknown),
  };
}

/** What was judged besides targets: what calls may run, and names that are not called. */
function furtherRows(name, { dispatch, references = {} }) {
  const judged = Object.entries(references).map(([kind, share]) => [`references, ${kind}`, share]);
  if (dispatch) judged.unshift(['candidates', dispatch]);
  return judged.map(([what, { all, right, claims, rightClaims }]) => ({
    sources: name,
    what,
    'of the judge': String(all),
    right: `${right.toFixed(2)} %`,
    claimed: String(claims),
    precision: `${rightClaims.toFixed(2)} %`,
  }));
}

/** The misses by verdict and kind, most frequent first. */
function report(name, { misses }, root) {
  console.log(`\n${name}`);
  for (const [kind, each] of [...misses].sort(([, a], [, b]) => b.length - a.length)) {
    console.log(`${String(each.length).padStart(6)}  ${kind}`);
    for (const miss of spread(each, Number(options.examples))) {
      const { at, text, expected, got } = plain(miss, root);
      console.log(`        ${at}  ${text}\n          should be ${expected}; is ${got}`);
    }
  }
}

/** Some of the misses, from all over the repository. */
function spread(misses, wanted) {
  const step = Math.max(1, Math.floor(misses.length / Math.max(1, wanted)));
  return misses.filter((_, index) => index % step === 0).slice(0, wanted);
}

function plain({ verdict, truth, call, expected, text, line }, root) {
  const short = (path) => path?.replace(`${root}/`, '') ?? 'none';
  const declared = Array.isArray(truth.to)
    ? truth.to.map(({ path, at, line: row }) => `${path}@${at ?? row}`)
    : truth.to;
  return {
    at: `${truth.path}:${line}`,
    verdict,
    kind: truth.kind,
    text,
    expected: expected.length > 0 ? expected.map(short).join(' or ') : String(declared),
    got: truth.reference
      ? `${short(call?.targetKey)} (${call?.kind ?? 'no reference'})`
      : call
        ? `${short(call.targetKey)} in ${short(call.file)} (${call.resolution}, caller '${call.caller}')`
        : 'no call',
  };
}
