/**
 * An analysis stays in proportion to its file, however deep definitions are nested: each holds the texts of those within
 * it, so that JSON of n of them would take n² bytes. What goes beyond is a failure of the file that says what grew.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AnalyzedFile, type FileFailure, processFilesInBatches } from '../index.mjs';

const FLOOR = 16 * 1024 * 1024;
const PER_BYTE = 64;

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'ckg-growth-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const nested = (open: string, close: string) => (depth: number) => open.repeat(depth) + close.repeat(depth);

/** What nests in each language, by the name of the file: the deeper, the longer. */
const NESTED: [what: string, file: string, depth: number, source: (depth: number) => string][] = [
  ['functions', 'a.ts', 4000, nested('function f(){', '}')],
  ['functions', 'a.js', 4000, nested('function f(){', '}')],
  ['arrow functions', 'a.tsx', 4000, nested('const f=()=>{', '}')],
  ['methods of classes', 'a.mts', 4000, nested('class A{m(){', '}}')],
  ['methods of objects', 'a.cts', 4000, nested('const o={m(){', '}}')],
  ['functions that call', 'a.mjs', 4000, nested('function f(){g();', '}')],
  ['functions that hold quotes', 'a.cjs', 2000, nested('function f(){"\\"\\"\\"";', '}')],
  ['classes', 'b.ts', 4000, nested('class A{static{', '}}')],
  [
    'functions',
    'a.py',
    500,
    (depth) => Array.from({ length: depth }, (_, at) => `${' '.repeat(at)}def f():\n`).join(''),
  ],
  ['methods of local classes', 'A.java', 2000, nested('class A{void f(){', '}}')],
  ['local functions', 'a.cs', 4000, (depth) => `class A{void a(){${nested('void f(){', '}')(depth)}}}`],
  ['functions', 'a.go', 4000, (depth) => `package a\nfunc a(){${nested('f:=func(){', '};')(depth)}}`],
  ['methods', 'a.rb', 4000, nested('def f;', 'end;')],
  ['modules', 'b.rb', 4000, nested('module A;', 'end;')],
  ['functions', 'a.php', 4000, (depth) => `<?php ${nested('function f(){', '}')(depth)}`],
  ['functions', 'a.rs', 4000, nested('fn f(){', '}')],
];

describe.each(NESTED)('%s in each other, in %s', (_, name, depth, source) => {
  it.each([1 / 40, 1 / 8, 1 / 3, 1])(
    'at %d of their depth are in proportion, or a failure that says why',
    async (part) => {
      const text = source(Math.ceil(depth * part));
      const outcome = await analyzed(name, text);
      if ('code' in outcome) expectOvergrown(outcome, text);
      else expect(jsonOf(outcome).length).toBeLessThan(2 * (FLOOR + PER_BYTE * text.length));
    },
  );

  it('have an analysis where they are few', async () => {
    expect(await analyzed(name, source(20))).toHaveProperty('analysis');
  });
});

it.each([
  ['nodes', 'a.ts', `${'function f(){'.repeat(400)}/*${'x'.repeat(20_000)}*/${'}'.repeat(400)}`],
  ['functionHash', 'a.ts', nested('function f(){', '}')(4000)],
  ['nodes', 'a.ts', `${'class A{static{'.repeat(3000)}${'}}'.repeat(3000)}`],
  ['calls', 'a.ts', `${'const f=()=>{'.repeat(100)}${'a();'.repeat(2000)}${'}'.repeat(100)}`],
  [
    'names',
    'a.go',
    `package a\ntype S struct {\n${Array.from({ length: 4000 }, (_, at) => `a${at}`)} ${'x'.repeat(20_000)}\n}\n`,
  ],
  ['names', 'a.ts', `class ${'A'.repeat(20_000)} {${Array.from({ length: 4000 }, (_, at) => `m${at}(){}`).join('')}}`],
])('names %s, where that is what grew (%s)', async (part, name, text) => {
  const outcome = await analyzed(name, text);
  expectOvergrown(outcome as FileFailure, text);
  expect((outcome as FileFailure).message).toContain(part);
});

it('counts what JSON makes of characters that it escapes', async () => {
  const control = '\u0001'.repeat(40_000);
  const [escaped, plain] = [control, 'x'.repeat(40_000)].map(
    (text) => `${'function f(){'.repeat(100)}/*${text}*/${'}'.repeat(100)}`,
  ) as [string, string];
  expect(await analyzed('a.ts', plain)).toHaveProperty('analysis');
  expectOvergrown((await analyzed('a.ts', escaped)) as FileFailure, escaped);
});

it('leaves a large bundle in functions within functions alone', async () => {
  const statements = 'var a = require("./b"); a.c(function (d) { return d.e(a, "f") + 1; });\n'.repeat(20_000);
  const outcome = await analyzed('bundle.js', `(function(){(function(){(function(){${statements}})()})()})();\n`);
  expect(outcome).toHaveProperty('analysis');
});

async function analyzed(name: string, text: string): Promise<AnalyzedFile | FileFailure> {
  writeFileSync(join(root, name), text);
  for await (const { batch } of processFilesInBatches([name], root)) {
    return batch.files[0] ?? batch.failures[0] ?? expect.fail();
  }
  return expect.fail();
}

function expectOvergrown({ code, message }: FileFailure, text: string): void {
  expect([code, message]).toEqual(['ERR_FILE_TOO_LARGE', expect.stringMatching(/^its analysis would take \d+ bytes/)]);
  const [written = 0, allowed] = [...message.matchAll(/\d+/g)].map(Number);
  expect(allowed).toBe(FLOOR + PER_BYTE * Buffer.byteLength(text));
  expect(written).toBeGreaterThan(allowed ?? 0);
}

/** The analysis as JSON with its paths left out, which are the caller's. */
function jsonOf({ analysis }: AnalyzedFile): string {
  return JSON.stringify(analysis, (key, value) =>
    value instanceof Map
      ? [...value].map(([name, member]) => [String(name).slice(root.length), member])
      : key === 'file'
        ? ''
        : value,
  );
}
