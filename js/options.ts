/** Checks what callers pass, before any work begins, and names the argument that is wrong. */
import { resolve } from 'node:path';
import type { AnalyzeSourcesOptions, CacheOptions, StreamOptions } from '../index.js';
import { userCacheFolder } from './cache-folder.js';
import { rangeError, typeError } from './errors.js';
import { refuseMisspelled } from './misspelling.js';
import type { GivenRoot, NativeCache, NativeOptions, NativeWarning } from './native.js';

/** The numbers among the options with the values they take. */
const INTEGERS = {
  memoryLimitBytes: [1, Number.MAX_SAFE_INTEGER],
  memoryPauseMs: [1, 0x7fff_ffff],
  maxMemoryPauses: [0, 0x7fff_ffff],
  prefetchBatches: [1, 1024],
  concurrency: [1, 1024],
  // A string of V8 holds no more.
  maxFileSize: [1, 536_870_888],
  fileTimeoutMs: [1, 0x7fff_ffff],
} as const;
const BATCH_SIZE = [1, 100_000] as const;
const MAX_BYTES = [1, Number.MAX_SAFE_INTEGER] as const;
const CACHE_NAMES = ['directory', 'maxBytes', 'trust', 'readOnly'] as const;
const LOGGER_METHODS = ['log', 'warn', 'error', 'debug'] as const;

/** Checks `options` and returns the part the native side needs. */
export function nativeOptions(options: StreamOptions): NativeOptions {
  const native: NativeOptions = withoutPrototype();
  if (options.batchSize !== undefined && options.batchSize !== 'auto') {
    native.batchSize = integer('batchSize', options.batchSize, BATCH_SIZE, "'auto' or ");
  }
  for (const name of Object.keys(INTEGERS) as (keyof typeof INTEGERS)[]) {
    const value = options[name];
    if (value !== undefined) native[name] = integer(name, value, INTEGERS[name]);
  }
  for (const name of ['adaptive', 'respectGitignore'] as const) {
    const value = options[name];
    if (value === undefined) continue;
    if (typeof value !== 'boolean') throw typeError(`options.${name}`, 'a boolean', value);
    native[name] = value;
  }
  for (const name of ['include', 'exclude'] as const) {
    const value = options[name];
    if (value !== undefined) native[name] = strings(`options.${name}`, value);
  }
  const share = options.memoryThreshold;
  if (share !== undefined) {
    const expected = 'a number above 0 and at most 1';
    if (typeof share !== 'number') throw typeError('options.memoryThreshold', expected, share);
    if (!(share > 0 && share <= 1)) throw rangeError('options.memoryThreshold', expected, share);
    native.memoryThreshold = share;
  }
  const cache = nativeCache(options.cache);
  if (cache !== undefined) native.cache = cache;
  if (options.compress !== undefined && typeof options.compress !== 'boolean') {
    throw typeError('options.compress', 'a boolean', options.compress);
  }
  checkCallbacks(options);
  return native;
}

/** The cache that is asked for; `undefined` if there is none, or it cannot be told where that is. */
function nativeCache(cache: StreamOptions['cache']): NativeCache | undefined {
  if (cache === undefined || cache === false) return undefined;
  const native: NativeCache = withoutPrototype();
  const name = 'options.cache';
  if (typeof cache === 'boolean' || typeof cache === 'string') {
    const directory = cache === true ? userCacheFolder() : absoluteFolder(name, cache);
    return directory === undefined ? undefined : Object.assign(native, { directory });
  }
  if (typeof cache !== 'object' || cache === null || Array.isArray(cache)) {
    throw typeError(name, 'a boolean, the path of a folder or an object', cache);
  }
  const { directory, maxBytes, trust, readOnly } = optionsNamed<CacheOptions>(cache, CACHE_NAMES);
  if (maxBytes !== undefined) native.maxBytes = integer('cache.maxBytes', maxBytes, MAX_BYTES);
  if (trust !== undefined) {
    if (trust !== 'stat' && trust !== 'content') throw typeError(`${name}.trust`, "'stat' or 'content'", trust);
    native.trust = trust;
  }
  if (readOnly !== undefined) {
    if (typeof readOnly !== 'boolean') throw typeError(`${name}.readOnly`, 'a boolean', readOnly);
    native.readOnly = readOnly;
  }
  const folder = absoluteFolder(`${name}.directory`, directory);
  return folder === undefined ? undefined : Object.assign(native, { directory: folder });
}

/** Checks the path of a cache's folder and makes it absolute; `undefined` if it is relative to a folder that is gone. */
export function absoluteFolder(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') throw typeError(name, 'the path of a folder', value);
  try {
    return resolve(value);
  } catch {
    return undefined;
  }
}

/** Whether a cache is asked for. */
export function wantsCache({ cache }: StreamOptions): boolean {
  return cache !== undefined && cache !== false;
}

/** Why there is no cache although one is asked for. */
export function cacheWarnings(options: StreamOptions, native: NativeOptions): NativeWarning[] {
  if (!wantsCache(options) || native.cache !== undefined) return [];
  const [filePath, message] =
    options.cache === true
      ? ['', 'the system does not say where the caches of this user are']
      : [pathOf(options.cache), 'the current folder, which its path is relative to, does not exist any more'];
  return [{ filePath, code: 'ERR_CACHE_UNUSABLE', message }];
}

function pathOf(cache: StreamOptions['cache']): string {
  return typeof cache === 'object' ? cache.directory : String(cache);
}

/** Every option of a stream or a graph. */
export const NAMES = [
  ...['signal', 'batchSize', 'adaptive', 'memoryThreshold', 'include', 'exclude', 'respectGitignore'],
  ...['cache', 'compress', 'logger', 'onProgress', ...Object.keys(INTEGERS)],
] as (keyof StreamOptions)[];

/**
 * A copy of the options that are given: what the caller does to the object later does not concern a stream under way.
 * Read by name, as they may be inherited or have getters; one that is `undefined` counts as left out, and so do all of
 * them if there is no object (`undefined`, `null`). Neither the copy nor what is read knows `Object.prototype`, where a
 * careless library may have put anything.
 */
export function optionsObject(options: unknown): StreamOptions {
  return optionsNamed<StreamOptions>(options, NAMES);
}

/** What means something where there is no file, and no stream to be watched. */
const SOURCES_NAMES = ['rootDir', 'signal', 'concurrency', 'maxFileSize', 'fileTimeoutMs', 'memoryLimitBytes'] as const;

/** The same of the options of texts that are in no file. */
export function sourcesOptions(options: unknown): AnalyzeSourcesOptions {
  return optionsNamed<AnalyzeSourcesOptions>(options, SOURCES_NAMES);
}

/**
 * {@link optionsObject} with the names of other options. Services pass objects with names of their own among them: these are
 * passed over, unless they are an option's but for a slip.
 *
 * @throws TypeError for an option that is misspelled, naming the one that is meant
 */
export function optionsNamed<Options extends object>(
  options: unknown,
  names: readonly (keyof Options & string)[],
): Options {
  const given: Options = withoutPrototype();
  if (options === undefined || options === null) return given;
  if (typeof options !== 'object' || Array.isArray(options)) throw typeError('options', 'an object', options);
  for (const name of names) {
    const value = isOnlyEveryObjects(options, name) ? undefined : (options as Options)[name];
    if (value !== undefined) given[name] = value;
  }
  refuseMisspelled(options, names);
  return given;
}

/** `options` under those of one call. */
export function mergedOptions(options: StreamOptions, call: StreamOptions): StreamOptions {
  return Object.assign(withoutPrototype<StreamOptions>(), options, call);
}

/** An object that has nothing but what it is given. */
function withoutPrototype<Options extends object>(): Options {
  return Object.create(null) as Options;
}

/** Whether `object` has `name` because every object has it. */
function isOnlyEveryObjects(object: object, name: string): boolean {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (Object.hasOwn(at, name)) return isPrototypeOfAll(at);
  }
  return false;
}

/** Whether this is `Object.prototype`, of this realm or another. */
function isPrototypeOfAll(object: object): boolean {
  return Object.getPrototypeOf(object) === null && Object.hasOwn(object, 'isPrototypeOf');
}

/** Checks a string argument. */
export function string(name: string, value: unknown): string {
  if (typeof value !== 'string') throw typeError(name, 'a string', value);
  return value;
}

/** Checks a root. A relative one is one of this moment: the current folder may be another when the work begins. */
export function rootFolder(name: string, value: unknown): GivenRoot {
  return { given: string(name, value), folder: currentFolder() };
}

/** Checks the root below which results are to be, where there need be no folder. */
export function newRoot(rootDir: unknown): GivenRoot {
  if (typeof rootDir !== 'string' || rootDir.trim() === '') {
    throw typeError('options.rootDir', 'the path of a folder', rootDir);
  }
  return rootFolder('options.rootDir', rootDir);
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    // It was deleted. An absolute root does without.
    return '';
  }
}

/** Checks an argument that is an array of strings. */
export function strings(name: string, value: unknown): string[] {
  if (!Array.isArray(value)) throw typeError(name, 'an array of strings', value);
  // A copy: what the caller does to the array later does not concern a stream under way.
  const copy = new Array<string>(value.length);
  for (let index = 0; index < copy.length; index++) {
    const item: unknown = value[index];
    // A million paths are no rarity: the name is made only for the one that is wrong.
    copy[index] = typeof item === 'string' ? item : string(`${name}[${index}]`, item);
  }
  return copy;
}

/** Checks an option that is an integer in a range. */
export function integer(name: string, value: unknown, range: readonly [number, number], otherwise = ''): number {
  const [least, most] = range;
  const expected = `${otherwise}an integer from ${least} to ${most}`;
  if (typeof value !== 'number') throw typeError(`options.${name}`, expected, value);
  if (!Number.isInteger(value) || value < least || value > most) throw rangeError(`options.${name}`, expected, value);
  return value;
}

function checkCallbacks({ signal, logger, onProgress }: StreamOptions): void {
  // By shape: an AbortSignal may come from another realm or a polyfill.
  if (signal !== undefined && !isSignal(signal)) {
    throw typeError('options.signal', 'an AbortSignal', signal);
  }
  if (onProgress !== undefined && typeof onProgress !== 'function') {
    throw typeError('options.onProgress', 'a function', onProgress);
  }
  if (logger === undefined) return;
  for (const method of LOGGER_METHODS) {
    if (typeof logger?.[method] !== 'function') {
      throw typeError('options.logger', `an object with the methods ${LOGGER_METHODS.join(', ')}`, logger);
    }
  }
}

/** Whether a value is a signal. */
export function isSignal(signal: AbortSignal | null): boolean {
  const methods = [signal?.addEventListener, signal?.removeEventListener];
  return typeof signal?.aborted === 'boolean' && methods.every((method) => typeof method === 'function');
}
