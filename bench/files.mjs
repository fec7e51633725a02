// Which files a repository has, by the package's own rules but found without the package, so that every
// contender of a benchmark gets the same list and the package's list can be checked against it.

import { readdir, realpath, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

const SKIPPED_FOLDERS = new Set(['node_modules', 'dist', 'build', 'coverage']);
const ENDINGS = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs']);

/** Absolute paths of the TypeScript and JavaScript files under `root`, in byte order. Symbolic links are left out. */
export async function sourceFiles(root) {
  const found = [];
  const folders = [await realpath(root)];
  while (folders.length > 0) {
    const folder = folders.pop();
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(path);
      else if (entry.isFile() && ENDINGS.has(extname(entry.name))) found.push(path);
    }
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/** Sum of the files' sizes in bytes. */
export async function totalBytes(files) {
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Whether the module with this URL is the program that was started. */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && pathToFileURL(process.argv[1]).href === moduleUrl;
}
