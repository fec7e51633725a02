/** What instances hand each other, on its way to the native side: which checks all of it, as it may come from anybody. */
import type { CodeKnowledgeGraphError, FileFailure } from '../../index.js';
import { callError } from '../decode/failures.js';
import { typeError } from '../errors.js';

const CHANGED = 'ERR_FILE_CHANGED';

/** A part as JSON. */
export function jsonOf(name: string, part: unknown): string {
  if (typeof part !== 'object' || part === null) throw typeError(name, 'an object', part);
  return JSON.stringify(part);
}

/**
 * Throws the error of a call for a file that does not hold what was planned.
 *
 * @param failures those of a batch
 */
export function refuseChanged(failures: readonly FileFailure[]): void {
  const changed = failures.find(({ code }) => code === CHANGED);
  if (changed === undefined) return;
  const { filePath, message } = changed;
  const error: CodeKnowledgeGraphError = callError({
    code: CHANGED,
    message: `File changed since it was planned: ${filePath}: ${message}`,
  });
  throw Object.assign(error, { filePath });
}
