import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** npm by its script, so that it needs no PATH. */
export function npmScript(): string {
  const beside = [
    process.env.npm_execpath?.replace(/npx-cli\.js$/, 'npm-cli.js'),
    join(dirname(process.execPath), '../lib/node_modules/npm/bin/npm-cli.js'),
    join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js'),
  ];
  const found = beside.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
  if (found === undefined) throw new Error('npm is not to be found next to Node.js');
  return found;
}
