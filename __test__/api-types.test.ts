/** `index.d.ts` is written by hand: the compiler holds the implementation to it (`npm run typecheck`). */
import { createRequire } from 'node:module';
import { expect, expectTypeOf, it } from 'vitest';
import type * as Declared from '../index.js';
import * as esm from '../index.mjs';
import type * as Implementation from '../js/index.js';

it('describes what the implementation is', () => {
  // A CommonJS module seen from an ES module has a `default` besides its names.
  expectTypeOf<Omit<typeof Implementation, 'default'>>().toExtend<Omit<typeof Declared, 'default'>>();
  expectTypeOf<keyof typeof Implementation>().toEqualTypeOf<keyof typeof Declared>();
  expectTypeOf<typeof esm>().toExtend<Omit<typeof Declared, 'default'>>();
});

it('names the same for both kinds of modules', () => {
  const common: unknown = createRequire(import.meta.url)('../dist/index.js');
  expect({ ...(common as object) }).toEqual({ ...esm });
});

it('lets kinds be compared and listed', () => {
  expectTypeOf<'NODE_TYPE_CLASS'>().toExtend<Declared.NodeType>();
  expectTypeOf(esm.NodeType.NODE_TYPE_CLASS).toEqualTypeOf<'NODE_TYPE_CLASS'>();
});
