/** npm as tests use it: by its script, run by this Node.js, so that neither needs to be on PATH. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const repository = fileURLToPath(new URL('..', import.meta.url));

/** What `npm pack` says about a tarball, as far as tests ask. */
export interface Packed {
  /** The tarball's path. */
  tarball: string;
  /** Bytes its files take once unpacked. */
  unpackedSize: number;
  /** Paths of its files, `/`-separated, relative to the package. */
  files: string[];
}

/** The path of npm's script. */
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

/** Packs this repository's package into `destination`, as `npm publish` would. */
export async function pack(destination: string): Promise<Packed> {
  const words = [npmScript(), 'pack', '--json', '--pack-destination', destination];
  const { stdout } = await execute(process.execPath, words, { cwd: repository });
  const [{ filename, unpackedSize, files }] = JSON.parse(stdout);
  return { tarball: join(destination, filename), unpackedSize, files: files.map(({ path }: { path: string }) => path) };
}
