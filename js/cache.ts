/** A cache's folder, looked at without a stream. `index.d.ts` describes this to callers. */
import type { CacheInfo, PrunedCache, PruneOptions } from '../index.js';
import { userCacheFolder } from './cache-folder.js';
import { callError } from './decode/failures.js';
import { native } from './native.js';
import { absoluteFolder, integer, optionsNamed } from './options.js';
import { successOf } from './outcome.js';

/** What a cache may take unless something else is asked for, as in the core. */
const MAX_BYTES = 4 * 1024 ** 3;

export async function getCacheInfo(directory?: string | null): Promise<CacheInfo> {
  const folder = cacheFolder(directory);
  const { oldestUse, newestUse, ...counts } = successOf(await native().cacheInfo(folder));
  return { directory: folder, ...counts, oldestUse: dateOf(oldestUse), newestUse: dateOf(newestUse) };
}

export async function pruneCache(directory?: string | null, options?: PruneOptions | null): Promise<PrunedCache> {
  const { maxBytes = MAX_BYTES } = optionsNamed<PruneOptions>(options, ['maxBytes']);
  const most = integer('maxBytes', maxBytes, [0, Number.MAX_SAFE_INTEGER]);
  const folder = cacheFolder(directory);
  return { directory: folder, ...successOf(await native().pruneCache(folder, most)) };
}

/** The folder that is meant: the user's if none is named. @throws an error with `ERR_CACHE_UNUSABLE` if nobody knows where that is */
export function cacheFolder(directory: string | null | undefined): string {
  const isUsers = directory === undefined || directory === null;
  const folder = isUsers ? userCacheFolder() : absoluteFolder('directory', directory);
  if (folder !== undefined) return folder;
  const message = isUsers
    ? 'The system does not say where the caches of this user are'
    : `The current folder does not exist any more: '${directory}' leads nowhere`;
  throw callError({ code: 'ERR_CACHE_UNUSABLE', message });
}

function dateOf(milliseconds: number | null): Date | null {
  return milliseconds === null ? null : new Date(milliseconds);
}
