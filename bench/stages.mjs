// What each stage costs in instructions, which are the same on a busy machine: runs `examples/stages` under Valgrind, up
// to one stage after the other, and prints what each adds. Needs `valgrind` on PATH.
//
//   node bench/stages.mjs [corpus …]
//   node bench/stages.mjs --shares FOLDER …   what extraction takes as a share of parsing
//   node bench/stages.mjs --check     small repositories of this one, held to `instructions.json`; no network
//   node bench/stages.mjs --update    writes that

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { fetchCorpus, selectCorpora } from './corpora.mjs';
import { added, buildStages, STAGES } from './instructions.mjs';
import { printTable } from './table.mjs';

const REPOSITORY = dirname(import.meta.dirname);
const KEPT = join(import.meta.dirname, 'instructions.json');
/** By how much a stage may differ: paths are as long as the clone's is, and hashing is seeded anew in each run. */
const TOLERANCE = 0.1;

const [option, ...rest] = process.argv.slice(2);
if (option === '--shares') printShares(rest);
else if (option === '--check' || option === '--update') process.exitCode = compare(option === '--update');
else await print(option === undefined ? [] : [option, ...rest]);

async function print(names) {
  const corpora = [];
  for (const corpus of selectCorpora(names)) corpora.push(await fetchCorpus(corpus));
  const program = buildStages('release');
  const columns = corpora.map(({ root, bytes }) => added(program, root).map((stage) => stage / bytes));
  printTable([
    ['instructions a byte', ...corpora.map(({ name }) => name)],
    ...STAGES.map((name, stage) => [name, ...columns.map((column) => column[stage].toFixed(1))]),
  ]);
}

/** What extraction adds to parsing in these folders, of one language each. */
function printShares(folders) {
  const program = buildStages('counting');
  const rows = [['', 'parse, millions', 'extract, millions', 'share']];
  for (const folder of folders) {
    const counts = parseAndExtract(program, folder);
    // What is made once a process is none of it.
    const once = parseAndExtract(program, aloneIn(folder));
    const [parse, both] = counts.map((count, stage) => count - once[stage]);
    const extract = both - parse;
    rows.push([
      basename(folder),
      (parse / 1e6).toFixed(1),
      (extract / 1e6).toFixed(1),
      `${((100 * extract) / parse).toFixed(1)} %`,
    ]);
  }
  printTable(rows);
}

function parseAndExtract(program, folder) {
  return added(program, folder, ['parse', 'parse, extract']);
}

/** A folder with an empty file like those of another one. */
function aloneIn(folder) {
  const file = readdirSync(folder, { recursive: true }).find((path) =>
    /\.(cs|go|java|php|py|rb|rs|tsx?|js)$/.test(path),
  );
  const alone = mkdtempSync(join(tmpdir(), 'stages-'));
  process.on('exit', () => rmSync(alone, { recursive: true }));
  writeFileSync(join(alone, `a${extname(file)}`), '');
  return alone;
}

/** Of each language's repository the instructions by stage, next to those that are written down; 1 if they differ. */
function compare(update) {
  const program = buildStages('counting');
  const folder = join(REPOSITORY, '__test__', 'fixtures', 'compat');
  const now = {};
  for (const language of readdirSync(folder).filter((name) => !name.startsWith('.'))) {
    const stages = added(program, join(folder, language));
    // What is made once a process outweighs such small repositories where files are looked for and read.
    now[language] = Object.fromEntries(STAGES.map((name, stage) => [name, stages[stage]]).slice(2));
  }
  if (update) {
    writeFileSync(KEPT, `${JSON.stringify(now, null, 2)}\n`);
    return 0;
  }
  const kept = JSON.parse(readFileSync(KEPT, 'utf8'));
  const rows = [['', 'stage', 'written down', 'now', '']];
  for (const [language, stages] of Object.entries(now)) {
    for (const [name, count] of Object.entries(stages)) {
      const was = kept[language]?.[name] ?? 0;
      const differs = Math.abs(count - was) > was * TOLERANCE;
      if (differs)
        rows.push([language, name, was.toLocaleString('en'), count.toLocaleString('en'), percent(count, was)]);
    }
  }
  if (rows.length > 1) printTable(rows);
  else console.log('Every stage takes the instructions that are written down.');
  return rows.length > 1 ? 1 : 0;
}

function percent(count, was) {
  return `${((100 * (count - was)) / Math.max(1, was)).toFixed(1)} %`;
}
