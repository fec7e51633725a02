/** The snapshots of a cache, without an index. `index.d.ts` describes this to callers. */
import type { PrunedSnapshots, PruneSnapshotsOptions, Snapshot } from '../index.js';
import { cacheFolder } from './cache.js';
import { typeError } from './errors.js';
import { type NativeSnapshot, native } from './native.js';
import { integer, optionsNamed, rootFolder, string } from './options.js';
import { successOf } from './outcome.js';

const MOST = Number.MAX_SAFE_INTEGER;

/** What callers are told of a snapshot. */
export function snapshotOf({ created, ...rest }: NativeSnapshot): Snapshot {
  return { ...rest, created: new Date(created) };
}

export async function listSnapshots(
  directory?: string | null,
  options?: { root?: string | undefined } | null,
): Promise<Snapshot[]> {
  const { root } = optionsNamed<{ root?: string }>(options, ['root']);
  const listed = successOf(await native().listSnapshots(cacheFolder(directory), rootOf(root)));
  return listed.map(snapshotOf);
}

export async function deleteSnapshot(root: string, name: string, directory?: string | null): Promise<boolean> {
  const of = rootFolder('root', root);
  return successOf(await native().deleteSnapshot(cacheFolder(directory), of, string('name', name)));
}

export async function pruneSnapshots(
  directory: string | null | undefined,
  options: PruneSnapshotsOptions,
): Promise<PrunedSnapshots> {
  const { root, keep, olderThanMs } = optionsNamed<PruneSnapshotsOptions>(options, ['root', 'keep', 'olderThanMs']);
  if (keep === undefined && olderThanMs === undefined) {
    throw typeError('options', 'an object with keep, olderThanMs or both', options);
  }
  const most = keep === undefined ? undefined : integer('keep', keep, [0, 2 ** 32 - 1]);
  const age = olderThanMs === undefined ? undefined : integer('olderThanMs', olderThanMs, [0, MOST]);
  const folder = cacheFolder(directory);
  return { directory: folder, ...successOf(await native().pruneSnapshots(folder, rootOf(root), most, age)) };
}

function rootOf(root: string | undefined) {
  return root === undefined ? undefined : rootFolder('options.root', root);
}
