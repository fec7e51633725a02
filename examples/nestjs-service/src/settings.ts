/** What the service takes from its environment. Nothing else reads `process.env`. */
import { delimiter, resolve } from 'node:path';

/** How this process is set up. */
export interface Settings {
  /** Where the service listens. */
  host: string;
  /** Names under which clients reach the service, beside that and those of the loopback interface. */
  allowedHosts: string[];
  /** From 0 to 65,535; 0 takes a free one. */
  port: number;
  /** The SQLite database, made on the first start. */
  databaseFile: string;
  /** Folders whose content may be indexed, absolute. */
  allowedRoots: string[];
  /** The folder where analyses are kept, `false` for none. */
  cache: string | false;
}

/** The token under which {@link Settings} are injected. */
export const SETTINGS = Symbol('settings');

/**
 * Reads `HOST`, `ALLOWED_HOSTS` (names, separated by commas), `PORT`, `DATABASE_FILE`, `ALLOWED_ROOTS` (folders,
 * separated as in `PATH`) and `CACHE_FOLDER`.
 *
 * @throws Error if a value makes no sense: a service set up wrongly must not start
 */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const port = Number(environment.PORT ?? '3000');
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`PORT must be an integer from 0 to 65535, not ${environment.PORT}`);
  }
  const allowedRoots = (environment.ALLOWED_ROOTS ?? process.cwd()).split(delimiter).filter((root) => root !== '');
  return {
    host: environment.HOST ?? '127.0.0.1',
    allowedHosts: (environment.ALLOWED_HOSTS ?? '').split(',').flatMap((name) => name.trim() || []),
    port,
    databaseFile: resolve(environment.DATABASE_FILE ?? 'code-graph.db'),
    allowedRoots: allowedRoots.map((root) => resolve(root)),
    cache: environment.CACHE_FOLDER ? resolve(environment.CACHE_FOLDER) : false,
  };
}
