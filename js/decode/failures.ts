/** Failures that come as bytes or as values of the native side, as errors with the codes callers compare. */
import type { GraphErrorCode } from '../../index.js';
import { CodeKnowledgeGraphError, withCode } from './graph-error.js';

/** The failure of a whole call, as the native side reports it. */
export interface NativeFailure {
  code: string;
  message: string;
}

/** The error a caller sees for a failure of a whole call. */
export function callError({ code: given, message }: NativeFailure): CodeKnowledgeGraphError {
  const code = given as GraphErrorCode;
  if (code === 'ERR_OUT_OF_RANGE') return withCode(new RangeError(message), code);
  const error = new CodeKnowledgeGraphError(message, code);
  if (code === 'ERR_ROOT_DIR_EMPTY' || code === 'ERR_ROOT_DIR_NOT_FOUND') error.errorType = 'BUSINESS_ERROR';
  return error;
}

/** The error for a buffer that contradicts itself. */
export function corrupt(what: string): CodeKnowledgeGraphError {
  return new CodeKnowledgeGraphError(`Corrupt record: ${what}`, 'ERR_RECORD_CORRUPT');
}
