/** Checks what callers ask an index with, before anything is asked. */
import { typeError } from '../errors.js';
import { nearestName, unknownOption } from '../misspelling.js';
import { integer, isSignal, optionsNamed, string, strings } from '../options.js';

/** What an option takes. */
export type Check = (name: string, value: unknown) => unknown;

/** The options that there are, by what each takes. */
export type Checks = Readonly<Record<string, Check>>;

export const anyBoolean: Check = (name, value) => {
  if (typeof value !== 'boolean') throw typeError(`options.${name}`, 'a boolean', value);
  return value;
};

export const anyString: Check = (name, value) => string(`options.${name}`, value);

export const anyStrings: Check = (name, value) => strings(`options.${name}`, value);

export const anyFunction: Check = (name, value) => {
  if (typeof value !== 'function') throw typeError(`options.${name}`, 'a function', value);
  return value;
};

export const anySignal: Check = (name, value) => {
  if (!isSignal(value as AbortSignal | null)) throw typeError(`options.${name}`, 'an AbortSignal', value);
  return value;
};

/** A string, or nothing. */
export const stringOrNull: Check = (name, value) => (value === null ? null : anyString(name, value));

/** One string or several. */
export const stringOrStrings: Check = (name, value) =>
  typeof value === 'string' ? [value] : strings(`options.${name}`, value);

/** One of these words. */
export function oneOf(...words: readonly string[]): Check {
  return (name, value) => {
    if (!words.includes(value as string)) throw typeError(`options.${name}`, words.join(', '), value);
    return value;
  };
}

/** A number from 0 to 1. */
export const share: Check = (name, value) => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw typeError(`options.${name}`, 'a number from 0 to 1', value);
  return value;
};

export function integerFrom(least: number, most = 1_000_000): Check {
  return (name, value) => integer(name, value, [least, most]);
}

/**
 * The options that are given, each checked. Those that are `undefined` are left out.
 *
 * @throws TypeError for one that there is not, naming the one that may be meant
 */
export function checkedOptions<Options extends object>(options: unknown, checks: Checks): Partial<Options> {
  const names = Object.keys(checks);
  if (typeof options === 'object' && options !== null) {
    for (const name of Object.keys(options))
      if (!names.includes(name)) throw unknownOption(name, nearestName(name, names));
  }
  const given = optionsNamed<Record<string, unknown>>(options, names);
  for (const [name, check] of Object.entries(checks)) {
    if (given[name] !== undefined) given[name] = check(name, given[name]);
  }
  return given as Partial<Options>;
}

/** One key or several, without the root where they begin with it. */
export function keysBelow(root: string, name: string, keys: unknown): string[] {
  const list = typeof keys === 'string' ? [keys] : strings(name, keys);
  return list.map((key) => below(root, key));
}

/** A path or key without the root, if it begins with it; the root itself is `.`. */
export function below(root: string, path: string): string {
  if (path === root) return '.';
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
