/** What instances hand each other, on its way to the native side: which checks all of it, as it may come from anybody. */
import type { CodeKnowledgeGraphError, FileFailure } from '../../index.js';
import { callError } from '../decode/failures.js';
import { typeError } from '../errors.js';

/** What is wrong with all of a shard, if it is with one file; and how that is told. */
const OF_ALL: Record<string, string> = {
  ERR_FILE_CHANGED: 'File changed since it was planned',
  ERR_CONTENT_CORRUPT: 'What the store has of a file is not what it holds',
};

/** A part as JSON. */
export function jsonOf(name: string, part: unknown): string {
  if (typeof part !== 'object' || part === null) throw typeError(name, 'an object', part);
  return JSON.stringify(part);
}

/**
 * Throws the error of a call for a file that does not hold what was planned, or of which something else came.
 *
 * @param failures those of a batch
 */
export function refuseChanged(failures: readonly FileFailure[]): void {
  const changed = failures.find(({ code }) => Object.hasOwn(OF_ALL, code));
  if (changed !== undefined) throw changedFile(changed);
}

/** The error of a call for this file. */
export function changedFile({ code, filePath, message }: FileFailure): CodeKnowledgeGraphError {
  const error = callError({ code, message: `${OF_ALL[code]}: ${filePath}: ${message}` });
  return Object.assign(error, { filePath });
}
