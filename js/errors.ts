/** Errors with the codes callers compare. */
import type { CodeKnowledgeGraphError } from '../index.js';

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

/** The error for an argument of a wrong type; `name` is the argument, as in `options.batchSize`. */
export function typeError(name: string, expected: string, value: unknown): TypeError {
  return Object.assign(new TypeError(`${name} must be ${expected}, not ${describe(value)}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}

/** The error for a number outside of what an option allows. */
export function rangeError(name: string, expected: string, value: number): RangeError {
  return Object.assign(new RangeError(`${name} must be ${expected}, not ${value}`), { code: 'ERR_OUT_OF_RANGE' });
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'undefined' ? 'undefined' : `${typeof value} ${String(value)}`;
}
