/** Words that are places: files and lines of files, as editors, compilers and this command itself write them. */
import type { CodeIndex, FileRanges } from '../../../index.js';
import { absolute, type World } from '../world.js';

/** `src/order.ts:3`, `src/order.ts:3-14`, `src/order.ts:3:7` */
const LINES = /^(.+?):([1-9]\d*)(?:-([1-9]\d*)|:\d+)?$/;

/** What the words of a question are about. */
export interface Words {
  /** Lines of files. */
  ranges: FileRanges[];
  /** Files that the index has, with all that is in them. */
  files: string[];
  /** Keys, and what people write of them. */
  names: string[];
}

/** Whether a word is lines of a file. */
export function isLines(word: string): boolean {
  return LINES.test(word);
}

/**
 * What each of `words` is. Files are relative to the folder that is asked, or to where the user is, from where shells complete
 * them.
 *
 * @throws Error where the index does not have the file of some lines
 */
export async function wordsOf(
  index: CodeIndex,
  words: readonly string[],
  world: Pick<World, 'folder'>,
): Promise<Words> {
  const found: Words = { ranges: [], files: [], names: [] };
  for (const word of words) {
    const [, named, first, last = first] = LINES.exec(word) ?? [];
    const file = await fileOf(index, named ?? word, world);
    if (named === undefined) {
      if (file === undefined) found.names.push(word);
      else found.files.push(file);
    } else if (file === undefined) {
      throw new Error(`There is no file '${named}' among those that are indexed`);
    } else {
      found.ranges.push({ file, ranges: [[Number(first), Number(last)]] });
    }
  }
  return found;
}

/** The path that the index has of a file; `undefined` of what is none of its files. */
async function fileOf(index: CodeIndex, word: string, world: Pick<World, 'folder'>): Promise<string | undefined> {
  // Parts of keys are no paths.
  if (word.includes('::')) return undefined;
  const here = world.folder === undefined ? [] : [absolute(world, word)];
  for (const path of [word.replace(/^\.\//, ''), ...here]) {
    if ((await index.file(path)) !== undefined) return path;
  }
  return undefined;
}
