/** What only an index knows of a repository, as far as the summary tells it. */
import type { CodeIndex } from '../../index.js';

/** What leads back to itself, and what nothing leads to. */
export interface Structure {
  /** Sets of files that import each other: what `cycles --level file` lists. */
  fileCycles: number;
  /** Functions that nothing leads to: among what `unused` lists. */
  unusedFunctions: number;
}

/** So many are counted, at most. */
const MOST = 1_000_000;

/** Asks `index`. */
export async function structureOf(index: CodeIndex): Promise<Structure> {
  const { cycles } = await index.cycles({ level: 'file', limit: MOST });
  const { symbols } = await index.unused({ limit: MOST });
  return {
    fileCycles: cycles.length,
    unusedFunctions: symbols.filter(({ kind }) => kind === 'function').length,
  };
}
