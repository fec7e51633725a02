/** Errors as callers tell them apart: by class, by guard, by codes that the compiler knows. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { GraphWorker, type GraphWorkerOptions } from '../bullmq.mjs';
import {
  analyzeShard,
  buildGraphStreaming,
  CodeKnowledgeGraph,
  CodeKnowledgeGraphError,
  decodeGraph,
  type FileFailureCode,
  type GraphErrorCode,
  isGraphError,
  openIndex,
  planShards,
  type Shard,
  type ShardCheckout,
  type StreamOptions,
} from '../index.mjs';
import { repositoryOf } from './repository.js';
import { MapStore } from './shard-stores.js';

const root = fileURLToPath(new URL('..', import.meta.url));

async function thrownBy(call: () => unknown): Promise<unknown> {
  try {
    await call();
  } catch (error) {
    return error;
  }
  return expect.fail('nothing was thrown');
}

/** Analyses a shard of a file that no store has. */
async function analyzedIn(checkout: ShardCheckout): Promise<unknown> {
  const { shards } = await planShards(await repositoryOf({ 'a.ts': 'export const a = 1;\n' }));
  return analyzeShard(shards[0] as Shard, new MapStore(), { checkout });
}

const CALLS: [GraphErrorCode, new (message: string) => Error, () => unknown][] = [
  ['ERR_ROOT_DIR_NOT_FOUND', Error, () => buildGraphStreaming('/no/such/folder')],
  ['ERR_ROOT_DIR_EMPTY', Error, () => openIndex('')],
  ['ERR_INVALID_GLOB', Error, () => buildGraphStreaming(root, ['none'], { include: ['{'] })],
  ['ERR_NOT_ENCODED', Error, () => decodeGraph(Buffer.alloc(9))],
  ['ERR_CHECKOUT_FAILED', Error, () => analyzedIn(() => Promise.reject(new Error('no route to host')))],
  ['ERR_CHECKOUT_FAILED', Error, () => analyzedIn(() => '')],
  ['ERR_INVALID_ARG_VALUE', TypeError, () => new GraphWorker({} as GraphWorkerOptions)],
  ['ERR_INVALID_ARG_TYPE', TypeError, () => buildGraphStreaming(1 as never)],
  ['ERR_INVALID_ARG_VALUE', TypeError, () => new CodeKnowledgeGraph({ concurency: 1 } as StreamOptions)],
  ['ERR_OUT_OF_RANGE', RangeError, () => buildGraphStreaming(root, [], { concurrency: 0 })],
  ['ERR_INVALID_THIS', TypeError, () => new CodeKnowledgeGraph().getStreamingMetrics.call(undefined as never)],
];

describe('an error', () => {
  it.each(CALLS)('%s is one of this package, and of its kind', async (code, kind, call) => {
    const error = await thrownBy(call);
    expect(error).toBeInstanceOf(CodeKnowledgeGraphError);
    expect(error).toBeInstanceOf(kind);
    expect(isGraphError(error) && error.code).toBe(code);
    expect(isGraphError(error, code)).toBe(true);
    expect(isGraphError(error, code === 'ERR_EXPORT' ? 'ERR_INTERNAL' : 'ERR_EXPORT')).toBe(false);
    expect(`${error}`).toMatch(/^(Type|Range)?Error: /);
    expect(Object.keys(error as object)).toEqual(code.startsWith('ERR_ROOT') ? ['code', 'errorType'] : ['code']);
  });

  it('of somebody else is none, whatever its code', async () => {
    const others = [new Error('x'), Object.assign(new Error('x'), { code: 'ERR_OUT_OF_RANGE' }), null, 1, 'x', {}];
    for (const other of others) {
      expect(isGraphError(other)).toBe(false);
      expect(other).not.toBeInstanceOf(CodeKnowledgeGraphError);
    }
    const reason = await thrownBy(() => buildGraphStreaming(root, [], { signal: AbortSignal.abort() }));
    expect(isGraphError(reason)).toBe(false);
  });

  it('of another copy of the package is one', () => {
    const script = `
      const [one, other] = [require('./index.js'), (Object.keys(require.cache).forEach((key) => key.endsWith('.js') && delete require.cache[key]), require('./index.js'))];
      if (one.isGraphError === other.isGraphError) throw new Error('the same copy');
      const error = new one.CodeKnowledgeGraphError('x', 'ERR_EXPORT');
      console.log(other.isGraphError(error, 'ERR_EXPORT'), error instanceof other.CodeKnowledgeGraphError);`;
    expect(execFileSync(process.execPath, ['-e', script], { cwd: join(root, 'dist'), encoding: 'utf8' })).toBe(
      'true true\n',
    );
  });

  it('has its code narrowed by the guard', () => {
    const error: unknown = new CodeKnowledgeGraphError('x', 'ERR_EXPORT');
    if (isGraphError(error, 'ERR_ROOT_DIR_EMPTY')) {
      expectTypeOf(error.code).toEqualTypeOf<'ERR_ROOT_DIR_EMPTY'>();
      expect.fail();
    }
    if (isGraphError(error)) expectTypeOf(error.code).toEqualTypeOf<GraphErrorCode>();
  });
});

describe('the codes', () => {
  const declarations = readFileSync(join(root, 'index.d.ts'), 'utf8');
  const union = (name: string) =>
    [...(new RegExp(`export type ${name} =\\n((?: {2}\\| .*\\n)+)`).exec(declarations)?.[1] ?? '').matchAll(/'(\w+)'/g)]
      .map(([, code = '']) => code)
      .sort();
  const rust = readFileSync(join(root, 'src/error.rs'), 'utf8');
  const codesOf = (text: string) => [
    ...new Set([...text.matchAll(/["'](ERR_\w+|ABORT_ERR)["']/g)].map(([, code = '']) => code)),
  ];
  const ofEnum = (name: string) => codesOf(rust.slice(rust.indexOf(`impl ${name} {`)).split('\n}\n')[0] ?? '').sort();

  it('of files are those that the compiler knows', () => {
    expect(union('FileFailureCode')).toEqual(ofEnum('FailureCode'));
    expectTypeOf<FileFailureCode>().toExtend<GraphErrorCode>();
  });

  it('of calls are those that the compiler knows', () => {
    const glue = readdirSync(join(root, 'js'), { recursive: true, encoding: 'utf8' }).filter(
      (path) => path.endsWith('.ts') && !path.endsWith('reporter.ts') && !path.endsWith('redis.ts'),
    );
    const thrown = glue.flatMap((path) => codesOf(readFileSync(join(root, 'js', path), 'utf8')));
    const known = new Set([...union('GraphErrorCode'), ...union('FileFailureCode')]);
    expect([...ofEnum('Error'), ...thrown].filter((code) => !known.has(code))).toEqual([]);
    const made = new Set([...ofEnum('Error'), ...thrown]);
    expect(union('GraphErrorCode').filter((code) => !made.has(code))).toEqual([]);
  });
});

it('a failure is told apart by a switch over its code', async () => {
  const { failures } = await buildGraphStreaming(await repositoryOf({ 'a.ts': new Uint8Array([0, 1, 2]) }));
  const words = failures.map(({ code }) => {
    switch (code) {
      case 'ERR_BINARY_FILE':
        return 'binary';
      case 'ERR_FILE_TOO_LARGE':
        return 'large';
      default:
        return code;
    }
  });
  expect(words).toEqual(['binary']);
});
