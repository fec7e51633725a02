// What each stage costs in instructions, which are the same on a busy machine: runs `examples/stages` under Valgrind, up
// to one stage after the other, and prints what each adds. Needs `valgrind` on PATH.
//
//   node bench/stages.mjs [corpus …]
//   node bench/stages.mjs --check     small repositories of this one, held to `instructions.json`; no network
//   node bench/stages.mjs --update    writes that

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fetchCorpus, selectCorpora } from './corpora.mjs';
import { printTable } from './table.mjs';

const REPOSITORY = dirname(import.meta.dirname);
const STAGES = [
  'discover',
  'read',
  'parse',
  'parse, extract',
  'resolve',
  'encode',
  'copy',
  'link alone',
  'link together',
];
const KEPT = join(import.meta.dirname, 'instructions.json');
/** By how much a stage may differ: paths are as long as the clone's is, and hashing is seeded anew in each run. */
const TOLERANCE = 0.1;

const [option, ...rest] = process.argv.slice(2);
if (option === '--check' || option === '--update') process.exitCode = compare(option === '--update');
else await print(option === undefined ? [] : [option, ...rest]);

async function print(names) {
  const corpora = [];
  for (const corpus of selectCorpora(names)) corpora.push(await fetchCorpus(corpus));
  const program = build('release');
  const columns = corpora.map(({ root, bytes }) => added(program, root).map((stage) => stage / bytes));
  printTable([
    ['instructions a byte', ...corpora.map(({ name }) => name)],
    ...STAGES.map((name, stage) => [name, ...columns.map((column) => column[stage].toFixed(1))]),
  ]);
}

/** Of each language's repository the instructions by stage, next to those that are written down; 1 if they differ. */
function compare(update) {
  const program = build('counting');
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

function build(profile) {
  execFileSync('cargo', ['build', '--profile', profile, '--quiet', '--locked', '--example', 'stages'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  });
  const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: REPOSITORY });
  return join(JSON.parse(metadata).target_directory, profile, 'examples', 'stages');
}

/** What each stage adds. */
function added(program, folder) {
  const totals = STAGES.map((last) => instructions(program, folder, last));
  return totals.map((total, stage) => total - (totals[stage - 1] ?? 0));
}

/** Instructions that the program takes up to the end of this stage. */
function instructions(program, folder, last) {
  const words = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--log-fd=1', program, folder, last];
  return Number(/Collected : (\d+)/.exec(execFileSync('valgrind', words, { encoding: 'utf8' }))[1]);
}
