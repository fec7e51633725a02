/** Errors of arguments, with the codes callers compare. */
import { withCode } from './decode/graph-error.js';

/** The error for an argument of a wrong type; `name` is the argument, as in `options.batchSize`. */
export function typeError(name: string, expected: string, value: unknown): TypeError {
  return withCode(new TypeError(`${name} must be ${expected}, not ${describe(value)}`), 'ERR_INVALID_ARG_TYPE');
}

/** The error for a glob among parts of paths, all of which no path has in it; nothing if there is none. */
export function globError(pathParts: readonly string[]): TypeError | undefined {
  const at = pathParts.findIndex((part) => part.includes('*'));
  if (at < 0) return undefined;
  const how = 'filePaths are parts of paths, and globs go to options.include';
  const given = `filePaths[${at}] is ${describe(pathParts[at])}, which no path has in it`;
  return withCode(new TypeError(`${given}: ${how}`), 'ERR_INVALID_ARG_VALUE');
}

/** The error for a number outside of what an option allows. */
export function rangeError(name: string, expected: string, value: number): RangeError {
  return withCode(new RangeError(`${name} must be ${expected}, not ${value}`), 'ERR_OUT_OF_RANGE');
}

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'function') return 'a function';
  return typeof value === 'undefined' ? 'undefined' : `${typeof value} ${String(value)}`;
}
