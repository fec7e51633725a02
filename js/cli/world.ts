/** What the command uses of the world, and how it ends. */
import { isAbsolute, resolve } from 'node:path';
import type {
  CacheInfo,
  CodeGraph,
  CodeIndex,
  IndexOptions,
  PrunedCache,
  PrunedSnapshots,
  PruneSnapshotsOptions,
  Snapshot,
  StreamingMetrics,
  StreamOptions,
} from '../../index.js';
import type { Gauges, Output } from './progress.js';

/** Everything that the command touches outside itself. */
export interface World extends Gauges {
  /** The words behind the program's name. */
  words: readonly string[];
  /** The folder that relative paths start from; `undefined` if it was deleted. */
  folder: string | undefined;
  version: string;
  env: Readonly<Record<string, string | undefined>>;
  /** All of standard input. */
  readInput(): Promise<string>;
  stdout: Output;
  stderr: Output;
  /** Aborted when the user interrupts. */
  signal: AbortSignal;
  /** The highest number of bytes this process has had resident. */
  peakMemory(): number;
  buildGraph(rootDir: string, filePaths: string[], options: StreamOptions): Promise<CodeGraph>;
  /** Analyses all files, and leaves the analyses in the cache alone. */
  analyze(rootDir: string, options: StreamOptions): Promise<void>;
  /** What these two did. */
  metrics(): Pick<StreamingMetrics, 'cacheHits' | 'cacheMisses'>;
  openIndex(root: string, options: IndexOptions): Promise<CodeIndex>;
  /** Serves the index to agents on standard input and output, until these end or the user interrupts. */
  serve(open: () => Promise<CodeIndex>): Promise<void>;
  cacheInfo(directory: string | undefined): Promise<CacheInfo>;
  pruneCache(directory: string | undefined, options: { maxBytes: number | undefined }): Promise<PrunedCache>;
  listSnapshots(directory: string | undefined, options: { root: string | undefined }): Promise<Snapshot[]>;
  pruneSnapshots(directory: string | undefined, options: PruneSnapshotsOptions): Promise<PrunedSnapshots>;
  deleteSnapshot(root: string, name: string, directory: string | undefined): Promise<boolean>;
}

/** How the command ended. */
export const ExitCode = { Done: 0, Failed: 1, Misuse: 2, Ambiguous: 3, Interrupted: 130, Terminated: 143 } as const;
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Where analyses are kept: the folder that is named, with the user's caches, or nowhere. */
export function cachePlace(world: Pick<World, 'folder'>, cache: string | boolean): string | boolean {
  return typeof cache === 'string' ? absolute(world, cache) : cache;
}

/** Where a path of the command line leads. */
export function absolute({ folder }: Pick<World, 'folder'>, path: string): string {
  if (isAbsolute(path)) return resolve(path);
  if (folder === undefined) throw new Error(`The current folder does not exist any more: '${path}' leads nowhere`);
  return resolve(folder, path);
}
