// What each stage costs in instructions, which are the same on a busy machine: runs `examples/stages` under Valgrind, up
// to one stage after the other, and prints what each adds. Needs `valgrind` on PATH.
//
//   node bench/stages.mjs [corpus …]

import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fetchCorpus, selectCorpora } from './corpora.mjs';
import { printTable } from './table.mjs';

const REPOSITORY = dirname(import.meta.dirname);
const STAGES = ['discover', 'read', 'parse', 'parse, extract', 'resolve', 'encode', 'link alone', 'link together'];

const corpora = [];
for (const corpus of selectCorpora(process.argv.slice(2))) corpora.push(await fetchCorpus(corpus));
const program = build();
const columns = corpora.map(({ root, bytes }) => {
  const totals = STAGES.map((last) => instructions(root, last));
  return totals.map((total, stage) => (total - (totals[stage - 1] ?? 0)) / bytes);
});
printTable([
  ['instructions a byte', ...corpora.map(({ name }) => name)],
  ...STAGES.map((name, stage) => [name, ...columns.map((column) => column[stage].toFixed(1))]),
]);

function build() {
  execFileSync('cargo', ['build', '--release', '--quiet', '--example', 'stages'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  });
  const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: REPOSITORY });
  return join(JSON.parse(metadata).target_directory, 'release', 'examples', 'stages');
}

/** Instructions that the program takes up to the end of this stage. */
function instructions(folder, last) {
  const words = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--log-fd=1', program, folder, last];
  return Number(/Collected : (\d+)/.exec(execFileSync('valgrind', words, { encoding: 'utf8' }))[1]);
}
