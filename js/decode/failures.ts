/** Failures that come as bytes or as values of the native side, as errors with the codes callers compare. */
import type { CodeKnowledgeGraphError } from '../../index.js';

/** The failure of a whole call, as the native side reports it. */
export interface NativeFailure {
  code: string;
  message: string;
}

/** The error a caller sees for a failure of a whole call. */
export function callError({ code, message }: NativeFailure): CodeKnowledgeGraphError {
  if (code === 'ERR_ROOT_DIR_EMPTY' || code === 'ERR_ROOT_DIR_NOT_FOUND') {
    return Object.assign(new Error(message), { code, errorType: 'BUSINESS_ERROR' as const });
  }
  const error = code === 'ERR_OUT_OF_RANGE' ? new RangeError(message) : new Error(message);
  return Object.assign(error, { code });
}

/** The error for a buffer that contradicts itself. */
export function corrupt(what: string): CodeKnowledgeGraphError {
  return Object.assign(new Error(`Corrupt record: ${what}`), { code: 'ERR_RECORD_CORRUPT' });
}
