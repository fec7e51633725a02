// `npm run lint`: every check of form. All run, so that one call shows all there is to mend.
import { join } from 'node:path';
import { command, ensureInstalled, note, requireCargo, root, run, runTool } from './toolchain.mjs';

const SERVICE = join(root, 'examples', 'nestjs-service');
const DOCUMENTATION = ['doc', '--no-deps', '--document-private-items', '--locked', '--quiet'];
const CHECKS = [
  ['rustfmt', () => run('cargo', ['fmt', '--check'])],
  ['clippy', () => run('cargo', ['clippy', '--locked', '--all-targets', '--', '-D', 'warnings'])],
  ['rustdoc', () => run('cargo', [...DOCUMENTATION, '--config', 'build.rustdocflags=["-D", "warnings"]'])],
  ['Biome', () => runTool('biome', ['check', '--error-on-warnings'])],
  ['tsc', () => runTool('tsc', ['--noEmit'])],
  ['tsc of the page', () => runTool('tsc', ['--noEmit', '-p', join(root, 'js', 'report', 'page')])],
  ['tsc of the example service', () => runTool('tsc', ['--noEmit', '-p', SERVICE])],
];

await command(async () => {
  requireCargo();
  await ensureInstalled();
  await ensureInstalled(SERVICE);
  const failed = [];
  for (const [name, check] of CHECKS) {
    note(name);
    if ((await check()).code !== 0) failed.push(name);
  }
  process.stdout.write(failed.length === 0 ? '\nlint: all checks passed\n' : `\nlint: ${failed.join(', ')} failed\n`);
  return failed.length === 0 ? 0 : 1;
});
