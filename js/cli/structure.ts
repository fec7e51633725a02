/** What only an index knows of a repository, as far as the summary tells it. */
import type { CodeIndex } from '../../index.js';

/** What leads back to itself, and what nothing leads to. */
export interface Structure {
  /** Sets of files that import each other: what `cycles --level file` lists. */
  fileCycles: number;
  /** Functions that nothing leads to: among what `unused` lists. */
  unusedFunctions: number;
}

/** Symbols in a page: few pages, since each is found out anew, and none that grows with the repository. */
const PAGE = 10_000;

/** Asks `index`. */
export async function structureOf(index: CodeIndex): Promise<Structure> {
  // A file is in one cycle at most: the answer is no longer than the list of files.
  const { cycles } = await index.cycles({ level: 'file', limit: Math.max(1, index.stats.files) });
  return { fileCycles: cycles.length, unusedFunctions: await unusedFunctions(index) };
}

async function unusedFunctions(index: CodeIndex): Promise<number> {
  let [functions, after] = [0, null as string | null];
  do {
    const page = await index.unused({ limit: PAGE, after });
    for (const { kind } of page.symbols) if (kind === 'function') functions++;
    after = page.after;
  } while (after !== null);
  return functions;
}
