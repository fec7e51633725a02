/** `index.d.ts` and `nestjs.d.ts` are written by hand: the compiler holds the implementations to them. */
import { createRequire } from 'node:module';
import { expect, expectTypeOf, it } from 'vitest';
import type * as Declared from '../index.js';
import * as esm from '../index.mjs';
import type * as Implementation from '../js/index.js';
import type * as NestImplementation from '../js/nestjs/index.js';
import type * as NestDeclared from '../nestjs.js';
import * as nestEsm from '../nestjs.mjs';

it('describes what the implementation is', () => {
  // A CommonJS module seen from an ES module has a `default` besides its names.
  expectTypeOf<Omit<typeof Implementation, 'default'>>().toExtend<Omit<typeof Declared, 'default'>>();
  expectTypeOf<keyof typeof Implementation>().toEqualTypeOf<keyof typeof Declared>();
  expectTypeOf<typeof esm>().toExtend<Omit<typeof Declared, 'default'>>();
});

it('describes what the adapter for NestJS is', () => {
  expectTypeOf<Omit<typeof NestImplementation, 'default'>>().toExtend<Omit<typeof NestDeclared, 'default'>>();
  expectTypeOf<keyof typeof NestImplementation>().toEqualTypeOf<keyof typeof NestDeclared>();
  expectTypeOf<typeof nestEsm>().toExtend<Omit<typeof NestDeclared, 'default'>>();
});

it.each([
  ['../dist/index.js', esm],
  ['../dist/nestjs/index.js', nestEsm],
])('names the same for both kinds of modules in %s', (path, module) => {
  const common: unknown = createRequire(import.meta.url)(path);
  expect({ ...(common as object) }).toEqual({ ...module });
});

it('lets kinds be compared and listed', () => {
  expectTypeOf<'NODE_TYPE_CLASS'>().toExtend<Declared.NodeType>();
  expectTypeOf(esm.NodeType.NODE_TYPE_CLASS).toEqualTypeOf<'NODE_TYPE_CLASS'>();
});
