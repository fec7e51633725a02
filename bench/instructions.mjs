// Instructions of the example `stages`, which are the same on a busy machine. Needs `valgrind` on PATH.

import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';

const REPOSITORY = dirname(import.meta.dirname);

/** In the order in which the program goes through them. */
export const STAGES = [
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

/** Builds the program in a profile; answers where it lies. */
export function buildStages(profile) {
  execFileSync('cargo', ['build', '--profile', profile, '--quiet', '--locked', '--example', 'stages'], {
    cwd: REPOSITORY,
    stdio: 'inherit',
  });
  const metadata = execFileSync('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: REPOSITORY });
  return join(JSON.parse(metadata).target_directory, profile, 'examples', 'stages');
}

/** What each of these stages adds to those in front of it. */
export function added(program, folder, stages = STAGES) {
  return stages.map((stage) => {
    const before = STAGES[STAGES.indexOf(stage) - 1];
    return upTo(program, folder, stage) - (before === undefined ? 0 : upTo(program, folder, before));
  });
}

const counted = new Map();

/** Instructions that the program takes up to the end of this stage. */
function upTo(program, folder, last) {
  const key = JSON.stringify([program, folder, last]);
  if (!counted.has(key)) {
    const words = ['--tool=callgrind', '--callgrind-out-file=/dev/null', '--log-fd=1', program, folder, last];
    counted.set(key, Number(/Collected : (\d+)/.exec(execFileSync('valgrind', words, { encoding: 'utf8' }))[1]));
  }
  return counted.get(key);
}
