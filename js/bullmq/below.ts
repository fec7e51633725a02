/** Which folders a worker may read. */
import { isAbsolute, relative, resolve } from 'node:path';

/** Whether a path is a folder's, or below it, as it is written: links are followed by nobody but the system. */
export function isBelow(folder: string, path: string): boolean {
  if (!isAbsolute(path) || resolve(path) !== path) return false;
  const way = relative(resolve(folder), path);
  return way === '' || (!isAbsolute(way) && way.split(/[\\/]/)[0] !== '..');
}
