/** Checks what queues, workers and stores are made with, and names the option that is wrong. */
import { refuseMisspelled } from '../misspelling.js';
import { codedTypeError, rangeError } from './told.js';

/** What an option takes, in words and as a test. */
type Kind = readonly [expected: string, is: (value: unknown) => boolean];

const text: Kind = ['a text that is not empty', (value) => typeof value === 'string' && value !== ''];
const flag: Kind = ['a boolean', (value) => typeof value === 'boolean'];
const positive: Kind = ['a whole number from 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1];
const count: Kind = ['a whole number from 0', (value) => Number.isSafeInteger(value) && Number(value) >= 0];
const RECORDS = ['getMany', 'putMany', 'hasMany'];
const LOGGER = ['log', 'warn', 'error', 'debug'];

/** Those of a store in Redis. */
export const STORE_OPTIONS = {
  connection: ['options of ioredis or one of its clients', (value) => typeof value === 'object' && value !== null],
  prefix: text,
  expireSeconds: positive,
} satisfies Record<string, Kind>;

/** Those of a queue. */
export const QUEUE_OPTIONS = {
  connection: STORE_OPTIONS.connection,
  name: text,
  prefix: text,
  store: [`an object with a directory or with the methods ${RECORDS.join(', ')}`, isStore],
  contents: [
    `a boolean or an object with the methods ${RECORDS.join(', ')}`,
    (value) => typeof value === 'boolean' || hasMethods(value, RECORDS),
  ],
  tracing: flag,
  logger: [`an object with the methods ${LOGGER.join(', ')}`, (value) => hasMethods(value, LOGGER)],
} satisfies Record<string, Kind>;

/** Those of a worker. */
export const WORKER_OPTIONS = {
  ...QUEUE_OPTIONS,
  root: ['a path or a function', (value) => text[1](value) || typeof value === 'function'],
  checkout: ['a function', (value) => typeof value === 'function'],
  concurrency: positive,
  threads: positive,
  lockDurationMs: positive,
  stalledIntervalMs: positive,
  maxStalledCount: count,
} satisfies Record<string, Kind>;

/** What one graph is asked for with, beside the options of a stream, which are checked where there is one. */
const JOB_OPTIONS = {
  jobId: ['1 to 64 letters, digits, - and _', (value) => typeof value === 'string' && /^[\w-]{1,64}$/.test(value)],
  attempts: positive,
} satisfies Record<string, Kind>;
const JOB_NAMES = [...Object.keys(JOB_OPTIONS), 'source', 'shards', 'bytesPerShard'];

/** Checks what one graph is asked for with. @throws TypeError or RangeError which names what is wrong */
export function checkJobOptions(options: object): void {
  refuseMisspelled(options, JOB_NAMES);
  checkKinds(options, JOB_OPTIONS);
}

/** Those of the module, whose queue and worker check theirs. */
const MODULE_NAMES = ['queue', 'worker', 'registry', 'isGlobal'];

/** Checks what the module is given. @throws TypeError which names an option that is misspelled */
export function checkModuleOptions<Options extends object>(options: Options): Options {
  checkGiven(options);
  refuseMisspelled(options, MODULE_NAMES);
  return options;
}

/** Checks that there are options. @throws TypeError */
export function checkGiven(options: unknown): void {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
}

/** Checks the options that are given, and that there is a connection. @throws TypeError or RangeError which names one that is wrong */
export function checkOptions(options: object, kinds: Readonly<Record<string, Kind>>): void {
  checkGiven(options);
  refuseMisspelled(options, Object.keys(kinds));
  checkKinds(options, kinds);
}

function checkKinds(options: object, kinds: Readonly<Record<string, Kind>>): void {
  for (const [name, [expected, is]] of Object.entries(kinds)) {
    const value = (options as Record<string, unknown>)[name];
    if (value === undefined && name !== 'connection') continue;
    if (!is(value)) throw wrong(`options.${name}`, expected, value);
  }
}

function isStore(value: unknown): boolean {
  return typeof (Object(value) as { directory?: unknown }).directory === 'string' || hasMethods(value, RECORDS);
}

function hasMethods(value: unknown, methods: readonly string[]): boolean {
  const given = Object(value) as Record<string, unknown>;
  return methods.every((method) => typeof given[method] === 'function');
}

/** What was given is told by its type where it may have a password in it. */
function wrong(name: string, expected: string, value: unknown): Error {
  const isOfNumbers = expected === positive[0] || expected === count[0];
  if (isOfNumbers && typeof value === 'number') return rangeError(`${name} must be ${expected}, not ${value}`);
  const isShown = ['number', 'boolean', 'undefined'].includes(typeof value) || value === null;
  const given = isShown ? String(value) : Array.isArray(value) ? 'an array' : `of type ${typeof value}`;
  return codedTypeError('ERR_INVALID_ARG_TYPE', `${name} must be ${expected}, not ${given}`);
}
