/** Files that appear when they are whole, in the place of those of their names. */
import { randomBytes } from 'node:crypto';
import { lstat, mkdir, readlink, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { CodeKnowledgeGraphError, isGraphError } from '../decode/graph-error.js';

/** As many links as Linux follows. */
const MOST_LINKS = 40;

/** A file to be, and what writes it to the path that it is given. */
export type ToBePlaced = readonly [path: string, write: (path: string) => Promise<void>];

/**
 * Writes files under names of their own and, when all are whole, gives them those they are to have. Links are followed.
 *
 * @throws CodeKnowledgeGraphError with `ERR_EXPORT` if the system does not take one: it names the path that was asked for
 */
export async function placed(files: readonly ToBePlaced[], signal: AbortSignal): Promise<void> {
  const written: { temporary: string; place: string; path: string }[] = [];
  try {
    for (const [path, write] of files) {
      const place = await naming(path, () => placeOf(path));
      // No longer than any name may be, however long that of the file is.
      const temporary = join(dirname(place), `code-knowledge-graph-${randomBytes(9).toString('hex')}.part`);
      written.push({ temporary, place, path });
      await naming(path, () => write(temporary), temporary);
    }
    signal.throwIfAborted();
    for (const { temporary, place, path } of written) await naming(path, () => rename(temporary, place));
  } catch (error) {
    for (const { temporary } of written) await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * Makes a folder with those it is in. Level by level: `recursive` of Node.js never returns where a folder is there that takes none.
 *
 * @throws CodeKnowledgeGraphError with `ERR_EXPORT` if it cannot be made
 */
export async function folderAt(path: string): Promise<void> {
  await naming(path, () => made(path));
}

async function made(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return;
    const parent = dirname(path);
    if (code !== 'ENOENT' || parent === path || (await isFolder(parent))) throw error;
    await made(parent);
    await mkdir(path);
  }
}

async function isFolder(path: string): Promise<boolean> {
  const stats = await lstat(await realpath(path).catch(() => path)).catch(() => undefined);
  return stats?.isDirectory() === true;
}

/** The path of a regular file, or of none yet, that a path leads to. */
async function placeOf(path: string): Promise<string> {
  let place = path;
  for (let links = 0; links <= MOST_LINKS; links++) {
    const stats = await lstat(place).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    if (!stats || stats.isFile()) return place;
    if (stats.isDirectory()) throw failed(path, 'it is a folder');
    // Put in the place of a device or a pipe, the file would take that away from all others.
    if (!stats.isSymbolicLink()) throw failed(path, 'it is no regular file: open it, and give the stream');
    place = resolve(await realpath(dirname(place)), await readlink(place));
  }
  throw failed(path, 'it is a symbolic link that leads in a circle');
}

/** Has what the system says about a file named by the path that was asked for. */
async function naming<Result>(path: string, work: () => Promise<Result>, temporary?: string): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const { errno, message }: NodeJS.ErrnoException = error instanceof Error ? error : new Error(String(error));
    if (errno !== undefined) throw failed(path, getSystemErrorMap().get(errno)?.[1] ?? message, error);
    if (temporary === undefined || !isGraphError(error) || !message.includes(temporary)) throw error;
    throw new CodeKnowledgeGraphError(message.replaceAll(temporary, path), error.code, { cause: error });
  }
}

function failed(path: string, reason: string, cause?: unknown): CodeKnowledgeGraphError {
  return new CodeKnowledgeGraphError(`The export failed: ${path}: ${reason}`, 'ERR_EXPORT', { cause });
}
