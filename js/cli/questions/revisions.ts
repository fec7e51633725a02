/**
 * Revisions of a Git repository as folders of their own.
 *
 * A tree is read into an index of its own and checked out from there into a temporary folder: as a work tree would have it, with the
 * repository's attributes and filters. `git worktree add` would do that too, but leaves records in the repository, runs its hooks and
 * takes its locks; `git archive` leaves out what `export-ignore` names, often the tests. Nothing in the repository is written.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { snapshotNamed } from './snapshot.js';

const execute = promisify(execFile);

/** What Git is told about another repository or index, by a hook that runs this. */
const OTHERS = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_PREFIX'];

/** A side of a comparison that there is not. */
export class SideError extends Error {}

/** Where folders of revisions are made, and what Git needs. */
export interface Checkouts {
  /** A temporary folder. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** Runs `work` with a temporary folder, which is gone afterwards, however that ends. */
export async function withCheckouts<Result>(
  { env, signal }: Omit<Checkouts, 'folder'>,
  work: (checkouts: Checkouts) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'code-knowledge-graph-'));
  // A second interruption ends the process at once.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  try {
    return await work({ folder, env, signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
    process.removeListener('exit', remove);
  }
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/**
 * The two sides that words name: each its own, or both in Git's notation. `A..B` is what B differs in from A, `A...B` from where both
 * come from; a side that is left out is `HEAD`, and none of them is a folder. @throws SideError
 */
export async function sidesOf(
  checkouts: Checkouts,
  repository: string,
  [word = '', head]: readonly string[],
): Promise<{ sides: [base: string, head: string]; mayBeFolders: boolean }> {
  // What a snapshot is called is none of Git's business; alone it is compared with the folder.
  if (snapshotNamed(word) !== undefined) return { sides: [word, head ?? repository], mayBeFolders: true };
  if (head !== undefined) return { sides: [word, head], mayBeFolders: true };
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/.exec(word) ?? [];
  const [one, other] = [from || 'HEAD', to || 'HEAD'];
  if (dots === '..') return { sides: [one, other], mayBeFolders: false };
  for (const side of [one, other]) if (side.startsWith('-')) throw notThere(side, repository);
  try {
    const base = await run(checkouts, repository, ['merge-base', one, other], {});
    return { sides: [base.trim(), other], mayBeFolders: false };
  } catch (error) {
    if (checkouts.signal.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new SideError(NO_GIT);
    throw new SideError(`'${one}' and '${other}' are no revisions of ${repository} that come from one`);
  }
}

const NO_GIT = "Revisions need 'git', which is not found";

const notThere = (revision: string, repository: string) =>
  new SideError(`'${revision}' is neither a folder nor a revision of ${repository}`);

/** The folder `repository` as it is in `revision`: empty, if it was not there. @throws SideError */
export async function checkedOut(
  checkouts: Checkouts,
  repository: string,
  revision: string,
  name: string,
): Promise<string> {
  const git = (words: string[], env: Record<string, string> = {}) => run(checkouts, repository, words, env);
  const missing = notThere(revision, repository);
  // What begins so is an option to Git.
  if (revision.startsWith('-')) throw missing;
  let words: readonly string[];
  try {
    words = (await git(['rev-parse', '--absolute-git-dir', '--show-prefix'])).split('\n');
  } catch (error) {
    if (checkouts.signal.aborted) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new SideError(NO_GIT);
    throw missing;
  }
  const [directory = '', prefix = ''] = words;
  const treeOf = async (named: string) => {
    const tree = await git(['rev-parse', '--verify', '--quiet', named]).catch(() => undefined);
    checkouts.signal.throwIfAborted();
    return tree?.trim();
  };
  const whole = await treeOf(`${revision}^{tree}`);
  if (whole === undefined) throw missing;
  const tree = prefix === '' ? whole : await treeOf(`${whole}:${prefix.replace(/\/$/, '')}`);

  const folder = join(checkouts.folder, name);
  await mkdir(folder);
  if (tree === undefined) return folder;
  const own = {
    GIT_DIR: directory,
    GIT_WORK_TREE: folder,
    GIT_INDEX_FILE: join(checkouts.folder, `${name}.index`),
  };
  const plain = ['-c', 'core.sparseCheckout=false', '-c', 'core.fsmonitor=false'];
  await run(checkouts, folder, [...plain, 'read-tree', tree], own);
  await run(checkouts, folder, [...plain, 'checkout-index', '--all', '--force', '--quiet'], own);
  return folder;
}

async function run(
  { env, signal }: Checkouts,
  folder: string,
  words: readonly string[],
  own: Record<string, string>,
): Promise<string> {
  const others = Object.fromEntries(Object.entries(env).filter(([name]) => !OTHERS.includes(name)));
  const { stdout } = await execute('git', words, {
    cwd: folder,
    env: { ...others, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0', ...own },
    signal,
    maxBuffer: 64 * 1024 * 1024,
    windowsHide: true,
  });
  return stdout;
}
