// The example `stages`, built and run.

import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = dirname(import.meta.dirname);

/** Builds the program; answers where it lies. */
export async function buildStages() {
  await run('cargo', ['build', '--release', '--quiet', '--example', 'stages'], { cwd: REPOSITORY });
  const { stdout } = await run('cargo', ['metadata', '--format-version', '1', '--no-deps'], { cwd: REPOSITORY });
  return join(JSON.parse(stdout).target_directory, 'release', 'examples', 'stages');
}

/** Milliseconds that each stage takes on one thread, by its name; up to the `last` one, or all. */
export async function stageTimes(program, root, last) {
  const { stdout } = await run(program, last === undefined ? [root] : [root, last]);
  return Object.fromEntries([...stdout.matchAll(/^(\S.*?) +([\d.]+) ms/gm)].map(([, name, time]) => [name, +time]));
}
