/** Where the user's caches are: what the option `cache: true` means. */
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

const NAME = 'code-knowledge-graph';

/** The folder of this package among the user's caches; `undefined` if the system does not say where those are. */
export function userCacheFolder({ env, platform }: Pick<NodeJS.Process, 'env' | 'platform'> = process) {
  // The user's own word goes before the custom of the system. A relative one is to be ignored, says the standard.
  if (isPlace(env.XDG_CACHE_HOME)) return join(env.XDG_CACHE_HOME, NAME);
  if (platform === 'win32') return isPlace(env.LOCALAPPDATA) ? join(env.LOCALAPPDATA, NAME, 'cache') : undefined;
  const home = homeFolder();
  if (!isPlace(home)) return undefined;
  return platform === 'darwin' ? join(home, 'Library', 'Caches', NAME) : join(home, '.cache', NAME);
}

function isPlace(folder: string | undefined): folder is string {
  return folder !== undefined && isAbsolute(folder);
}

function homeFolder(): string | undefined {
  try {
    return homedir();
  } catch {
    // A user without an entry in the system's list, as containers have them.
    return undefined;
  }
}
