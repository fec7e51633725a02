// `npm run test:cases`: small repositories with the right answers beside their lines, which a folder beside this
// repository holds for all who work on it. Those that `tests/cases.txt` names must hold; others are counted.
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative } from 'node:path';
import { command, ensureBuilt, ensureInstalled, Obstacle, root, run } from './toolchain.mjs';

const CASES = join(root, '..', 'shared', 'cases');
const NAMES = join(root, 'tests', 'cases.txt');

await command(async () => {
  if (!existsSync(CASES)) {
    process.stdout.write(`cases: not run, as there is no folder ${relative(root, CASES)}\n`);
    return 0;
  }
  await ensureInstalled();
  await ensureBuilt();
  const names = readFileSync(NAMES, 'utf8').split('\n').filter(Boolean);
  const missing = names.filter((name) => !existsSync(join(CASES, name)));
  if (missing.length > 0) throw new Obstacle(`${relative(root, NAMES)} names what is not there: ${missing.join(', ')}`);

  const all = await run(process.execPath, [join(CASES, 'run.mjs'), '--package', root, '--verbose'], { keep: true });
  const holding = new Set();
  // The runner names files by where they really are.
  const folder = realpathSync(CASES);
  for (const [, path] of all.output.matchAll(/^holds (.+)$/gm))
    holding.add(relative(folder, path).replaceAll('\\', '/'));
  if (!/^\d+ of \d+ cases hold$/m.test(all.output)) throw new Obstacle('The cases did not run to their end.');

  const fallen = names.filter((name) => !holding.has(name));
  const unnamed = [...holding].filter((name) => !names.includes(name)).sort();
  for (const name of unnamed) process.stdout.write(`holds, and is not named yet: ${name}\n`);
  for (const name of fallen) process.stdout.write(`FALLS: ${name}\n`);
  process.stdout.write(`cases: ${names.length - fallen.length} passed, ${fallen.length} failed\n`);
  return fallen.length === 0 ? 0 : 1;
});
