/** `index.d.ts` and those of the subpaths are written by hand: the compiler holds the implementations to them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, expectTypeOf, it } from 'vitest';
import type * as QueueDeclared from '../bullmq.js';
import * as queueEsm from '../bullmq.mjs';
import type * as Declared from '../index.js';
import * as esm from '../index.mjs';
import type * as QueueImplementation from '../js/bullmq/index.js';
import type * as Implementation from '../js/index.js';
import type * as NestImplementation from '../js/nestjs/index.js';
import type * as TestingImplementation from '../js/testing/index.js';
import type * as NestDeclared from '../nestjs.js';
import * as nestEsm from '../nestjs.mjs';
import type * as TestingDeclared from '../testing.js';
import * as testingEsm from '../testing.mjs';

it('describes what the implementation is', () => {
  // A CommonJS module seen from an ES module has a `default` besides its names.
  expectTypeOf<Omit<typeof Implementation, 'default'>>().toExtend<Omit<typeof Declared, 'default'>>();
  expectTypeOf<keyof typeof Implementation>().toEqualTypeOf<keyof typeof Declared>();
  expectTypeOf<typeof esm>().toExtend<Omit<typeof Declared, 'default'>>();
});

it('has no shape that the contract does not know', () => {
  const text = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
  const names = [...text('../index.d.ts').matchAll(/^export (?:declare )?(?:interface|type) (\w+)/gm)];
  expect(names.length).toBeGreaterThan(15);
  // A stream is held by what it can be used for, not by a copy of its overloads; what has a parameter, by examples.
  const others = names.map(([, name = '']) => name).filter((name) => !['BatchStream', 'AsJSON'].includes(name));
  const tests = text('./contract.test-d.ts');
  expect(others.filter((name) => !tests.includes(`<Declared.${name}>().toEqualTypeOf<Contract.${name}>()`))).toEqual(
    [],
  );
});

it('describes what the adapter for NestJS is', () => {
  expectTypeOf<Omit<typeof NestImplementation, 'default'>>().toExtend<Omit<typeof NestDeclared, 'default'>>();
  expectTypeOf<keyof typeof NestImplementation>().toEqualTypeOf<keyof typeof NestDeclared>();
  expectTypeOf<typeof nestEsm>().toExtend<Omit<typeof NestDeclared, 'default'>>();
});

it('describes what shares work by a queue, and what tests stores', () => {
  expectTypeOf<Omit<typeof QueueImplementation, 'default'>>().toExtend<Omit<typeof QueueDeclared, 'default'>>();
  expectTypeOf<keyof typeof QueueImplementation>().toEqualTypeOf<keyof typeof QueueDeclared>();
  expectTypeOf<Omit<typeof TestingImplementation, 'default'>>().toExtend<Omit<typeof TestingDeclared, 'default'>>();
  expectTypeOf<keyof typeof TestingImplementation>().toEqualTypeOf<keyof typeof TestingDeclared>();
});

it.each([
  ['../dist/index.js', esm],
  ['../dist/nestjs/index.js', nestEsm],
  ['../dist/bullmq/index.js', queueEsm],
  ['../dist/testing/index.js', testingEsm],
])('names the same for both kinds of modules in %s', (path, module) => {
  const common: unknown = createRequire(import.meta.url)(path);
  expect({ ...(common as object) }).toEqual({ ...module });
});

it('lets kinds be compared, listed, and taken for texts', () => {
  const kind = esm.NodeType.NODE_TYPE_CLASS as Declared.NodeType;
  const values: string[] = Object.values(esm.NodeType);
  expect(values).toHaveLength(9);
  expect(kind === 'NODE_TYPE_CLASS').toBe(true);
  expect(['NODE_TYPE_CLASS', 'NODE_TYPE_ENUM'].includes(kind)).toBe(true);
  expectTypeOf<Declared.NodeType.NODE_TYPE_CLASS>().toExtend<'NODE_TYPE_CLASS'>();
  expectTypeOf<'NODE_TYPE_CLASS'>().not.toExtend<Declared.NodeType>();
});

it('takes the loggers that services have', () => {
  interface Words {
    message: string;
    context?: string;
    error?: Error;
    metadata?: Record<string, unknown>;
  }
  type Logger<Entry, Failure = Entry> = Record<'log' | 'warn' | 'debug', (entry: Entry) => void> & {
    error(entry: Failure): void;
  };
  expectTypeOf<Logger<Words>>().toExtend<Declared.StreamLogger>();
  expectTypeOf<Logger<{ message: string }>>().toExtend<Declared.StreamLogger>();
  expectTypeOf<Logger<Words, Required<Words>>>().toExtend<Declared.StreamLogger>();
  expectTypeOf<Logger<unknown>>().toExtend<Declared.StreamLogger>();
});
