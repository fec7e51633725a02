/** Checks what callers ask an index with, before anything is asked. */
import { posix } from 'node:path';
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
    if (!words.includes(value as string)) throw typeError(`options.${name}`, `one of ${words.join(', ')}`, value);
    return value;
  };
}

/** One of these words, or several. */
export function someOf(...words: readonly string[]): Check {
  const isWord = oneOf(...words);
  return (name, value) => {
    for (const word of Array.isArray(value) ? value : [value]) isWord(name, word);
    return typeof value === 'string' ? [value] : value;
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
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
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
  return list.map((key) => keyBelow(root, key));
}

/** One path or several, without the root where they begin with it. */
export function pathsBelow(root: string, name: string, paths: unknown): string[] {
  const list = typeof paths === 'string' ? [paths] : strings(name, paths);
  return list.map((path) => pathBelow(root, path));
}

/** A key without the root, if it begins with it. What is no key but a name stays as it is, whatever it looks like. */
export function keyBelow(root: string, key: string): string {
  const end = key.indexOf('::');
  return end === -1 ? below(root, key) : pathBelow(root, key.slice(0, end)) + key.slice(end);
}

/** A path as the index names it: without the root, if it begins with it, and without `.`, `..` and `/` that say nothing. */
export function pathBelow(root: string, path: string): string {
  if (!path.includes('/')) return path;
  const normal = posix.normalize(path);
  return below(root, normal.length > 1 && normal.endsWith('/') ? normal.slice(0, -1) : normal);
}

/** The root itself is `.`. */
function below(root: string, path: string): string {
  if (path === root) return '.';
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** What is asked, for the native side: half of a pair of surrogates, as in text that was cut, is no character there. */
export function questionText(asked: object): string {
  const json = JSON.stringify(asked);
  return json.replace(ESCAPES, (found) => (found.length === 2 ? found : REPLACEMENT));
}

/** Backslashes that mean themselves, and surrogates alone: `JSON.stringify` escapes no others. */
const ESCAPES = /\\\\|\\ud[89a-f][0-9a-f]{2}/g;
const REPLACEMENT = '\ufffd';
