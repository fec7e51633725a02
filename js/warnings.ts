/** What manifests and folders did not add to results, as results have it. */
import type { FileFailure, GraphWarning } from '../index.js';
import type { ResultWarning } from './native.js';

/** The warnings beside these failures: a folder that could not be searched is among those. */
export function warningsBeside(failures: readonly FileFailure[], warnings: readonly ResultWarning[]): GraphWarning[] {
  if (warnings.length === 0) return [];
  const told = new Set(failures.map(({ filePath, code }) => `${code} ${filePath}`));
  return (warnings as GraphWarning[]).filter(({ path, code }) => !told.has(`${code} ${path}`));
}
