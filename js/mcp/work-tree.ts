/** What differs between a repository's files and a revision, as Git says. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { GivenError } from './given.js';

const execute = promisify(execFile);
const MAX_BYTES = 64 * 1024 * 1024;

/** Changes of a work tree. */
export interface WorkTree {
  /** A unified diff without context, of paths below the folder. */
  diff: string;
  /** Files that Git does not know yet, below the folder. */
  untracked: string[];
}

/** The changes of `folder` since `base`, with those that are not committed. @throws GivenError */
export async function changesSince(folder: string, base: string): Promise<WorkTree> {
  // What begins so is an option to Git.
  if (base.startsWith('-')) throw new GivenError(`'${base}' is no revision`);
  const plain = ['--no-color', '--no-ext-diff', '--relative', '--unified=0', '--src-prefix=a/', '--dst-prefix=b/'];
  try {
    const diff = await git(folder, ['diff', ...plain, base, '--', '.']);
    const others = await git(folder, ['ls-files', '--others', '--exclude-standard', '-z', '--', '.']);
    return { diff, untracked: others.split('\0').filter((path) => path !== '') };
  } catch (error) {
    const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: string };
    const reason = code === 'ENOENT' ? "'git' is not found" : (stderr ?? String(error)).trim().split('\n', 1)[0];
    throw new GivenError(`The work tree's changes since ${base} cannot be told: ${reason}. Give keys, files or a diff`);
  }
}

async function git(folder: string, words: readonly string[]): Promise<string> {
  const env = { ...process.env, GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' };
  const { stdout } = await execute('git', ['-c', 'core.quotePath=false', ...words], {
    ...{ cwd: folder, env, maxBuffer: MAX_BYTES, windowsHide: true },
  });
  return stdout;
}
