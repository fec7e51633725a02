/** What queues, workers and stores in Redis are made with: nothing connects before all of it is checked. */
import { describe, expect, it } from 'vitest';
import { GraphQueue, GraphWorker, RedisRecordStore } from '../bullmq.mjs';
import { CodeKnowledgeGraphError, isGraphError } from '../index.mjs';

const MAKERS: Record<string, (options: unknown) => unknown> = {
  GraphQueue: (options) => new GraphQueue(options as never),
  GraphWorker: (options) => new GraphWorker(options as never),
  RedisRecordStore: (options) => new RedisRecordStore(options as never),
};
const connection = { host: 'nowhere.invalid', password: 'secret' };

function thrown(name: string, options: unknown): unknown {
  try {
    MAKERS[name]?.(options);
  } catch (error) {
    return error;
  }
  return expect.fail(`${name} was made`);
}

describe.each(Object.keys(MAKERS))('%s', (name) => {
  const files = name === 'GraphWorker' ? { root: '/repository' } : {};

  it.each([undefined, null, 7, 'redis://nowhere.invalid'])('is not made without options: %s', (options) => {
    const error = thrown(name, options);
    expect(error).toBeInstanceOf(TypeError);
    expect(isGraphError(error, 'ERR_INVALID_ARG_TYPE') && error.message).toMatch(/^options must be an object, not /);
  });

  it.each([undefined, null, 'redis://:secret@nowhere.invalid', 6379])(
    'is not made without a connection: %s',
    (given) => {
      const error = thrown(name, { ...files, connection: given });
      expect(error).toBeInstanceOf(TypeError);
      expect(isGraphError(error, 'ERR_INVALID_ARG_TYPE') && error.message).toMatch(
        /^options\.connection must be options/,
      );
      expect(String(error)).not.toContain('secret');
    },
  );

  it.each(['', 7, null, {}])('is not made with such a prefix: %j', (prefix) => {
    const error = thrown(name, { ...files, connection, prefix });
    expect(isGraphError(error, 'ERR_INVALID_ARG_TYPE') && error.message).toMatch(/^options\.prefix must be a text/);
  });
});

it.each([
  ['GraphQueue', { conection: connection }, 'connection'],
  ['GraphQueue', { connection, contens: true }, 'contents'],
  ['GraphWorker', { connection, root: '/repository', concurency: 2 }, 'concurrency'],
  // As BullMQ calls them.
  ['GraphWorker', { connection, root: '/repository', lockDuration: 2 }, 'lockDurationMs'],
  ['GraphWorker', { connection, root: '/repository', stalledInterval: 2 }, 'stalledIntervalMs'],
  ['RedisRecordStore', { connection, expireSecond: 2 }, 'expireSeconds'],
])('%s names the option that is meant: %j', (name, options, meant) => {
  const error = thrown(name, options);
  expect(error).toBeInstanceOf(TypeError);
  expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' });
  expect((error as Error).message).toMatch(new RegExp(`is no option: did you mean ${meant}\\?$`));
});

const store = { getMany: () => [], putMany: () => [] };

describe.each(['GraphQueue', 'GraphWorker'])('%s', (name) => {
  const files = name === 'GraphWorker' ? { root: '/repository' } : {};

  it.each([
    ['name', ''],
    ['name', 7],
    ['store', null],
    ['store', store],
    ['store', 'a folder'],
    ['tracing', 'yes'],
    ['logger', { log: () => {} }],
    ['logger', null],
  ])('names an option of a wrong type: %s', (option, value) => {
    const error = thrown(name, { ...files, connection, [option]: value });
    expect(error).toBeInstanceOf(TypeError);
    expect(isGraphError(error, 'ERR_INVALID_ARG_TYPE') && error.message).toMatch(
      new RegExp(`^options\\.${option} must`),
    );
  });
});

describe('a number', () => {
  it.each([
    ['RedisRecordStore', 'expireSeconds'],
    ['GraphWorker', 'concurrency'],
    ['GraphWorker', 'threads'],
    ['GraphWorker', 'lockDurationMs'],
    ['GraphWorker', 'stalledIntervalMs'],
    ['GraphWorker', 'maxStalledCount'],
  ])('of %s is one, and in its range: %s', (name, option) => {
    for (const value of [-1, 1.5, Number.NaN]) {
      const error = thrown(name, { root: '/repository', connection, [option]: value });
      expect(error).toBeInstanceOf(RangeError);
      expect(error).toBeInstanceOf(CodeKnowledgeGraphError);
      expect(error).toMatchObject({
        code: 'ERR_OUT_OF_RANGE',
        message: expect.stringContaining(`options.${option} must`),
      });
    }
    expect(thrown(name, { root: '/repository', connection, [option]: '1' })).toBeInstanceOf(TypeError);
  });
});

it('a worker is told that its files are none', () => {
  expect(thrown('GraphWorker', { connection, root: 7 })).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  expect(thrown('GraphWorker', { connection, checkout: '/x' })).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
  expect(thrown('GraphWorker', { connection, contents: store })).toMatchObject({ code: 'ERR_INVALID_ARG_TYPE' });
});
