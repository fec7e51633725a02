/** What the build wrote of the binary's offers, `js/binding.d.ts`, against what the binary does offer. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const { native } = createRequire(import.meta.url)('../dist/native.js') as typeof import('../js/native.js');
const declarations = readFileSync(new URL('../js/binding.d.ts', import.meta.url), 'utf8');

/** The members of each class that is declared; of a function none. */
function declared(): Record<string, string[]> {
  const offers: Record<string, string[]> = {};
  for (const [, name = '', body = ''] of declarations.matchAll(/^export declare class (\w+) \{\n(.*?)^\}/gms)) {
    offers[name] = [...body.matchAll(/^ {2}(?:get )?(\w+)\(/gm)].map(([, member = '']) => member);
  }
  for (const [, name = ''] of declarations.matchAll(/^export declare function (\w+)/gm)) offers[name] = [];
  return offers;
}

function offered(): Record<string, string[]> {
  const membersOf = (value: unknown): string[] => {
    const { prototype } = value as { prototype?: object };
    return prototype === undefined ? [] : Object.getOwnPropertyNames(prototype);
  };
  return Object.fromEntries(Object.entries(native()).map(([name, value]) => [name, membersOf(value)]));
}

function sorted(offers: Record<string, string[]>): [string, string[]][] {
  return Object.entries(offers)
    .map(([name, members]): [string, string[]] => [name, members.filter((member) => member !== 'constructor').sort()])
    .sort(([one], [other]) => (one < other ? -1 : 1));
}

test('the types of the binary name all that it offers, and nothing else', () => {
  const types = sorted(declared());
  expect(types.map(([name]) => name)).toContain('Engine');
  expect(sorted(offered())).toEqual(types);
});
