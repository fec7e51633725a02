// What a score counts, on a repository of two files: `node --test bench/judge/calls/score.test.mjs`.

import assert from 'node:assert/strict';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { buildGraphStreaming } from '../../../index.mjs';
import { Score } from './score.mjs';

const LIB = `export interface Shape { draw(): void }
export class Square implements Shape { draw() {} }
export class Circle implements Shape { draw() {} }
export function show(shape: Shape) { shape.draw(); }
`;
const USE = `import { show, Square } from './lib';
show(new Square());
[].map(show);
Math.max(1);
`;

let root;
let graph;

before(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'score-')));
  await writeFile(join(root, 'lib.ts'), LIB);
  await writeFile(join(root, 'use.ts'), USE);
  graph = await buildGraphStreaming(root);
});

after(() => rm(root, { recursive: true }));

const textOf = (path) => (path === 'lib.ts' ? LIB : USE);

function at(path, text) {
  const start = textOf(path).indexOf(text);
  assert.notEqual(start, -1, text);
  return { path, start, end: start + text.length, name: text, kind: 'any' };
}

const named = (text, declared) => ({ path: 'lib.ts', at: LIB.indexOf(declared ?? text) });

function scoreOf(...truths) {
  const score = new Score(graph, root);
  for (const truth of truths) score.add(truth);
  score.finish();
  return score;
}

test('a call is right by its key and by its file', () => {
  const to = [{ ...named('show'), hasBody: true }];
  const { shares } = scoreOf({ ...at('use.ts', 'show(new Square())'), to });
  assert.deepEqual(
    [shares.calls, shares.rightFile, shares.keyed, shares.rightKey, shares.rightClaims],
    [1, 100, 1, 100, 100],
  );
});

test('another key is a miss and a wrong claim, no such call a miss alone', () => {
  const to = [{ ...named('draw', 'draw() {}'), hasBody: true }];
  const score = scoreOf({ ...at('use.ts', 'show(new Square())'), to }, { ...at('use.ts', 'Math'), to });
  const { keyed, rightKey, claims, rightClaims } = score.shares;
  assert.deepEqual([keyed, rightKey, claims, rightClaims], [2, 0, 1, 0]);
  assert.deepEqual([...score.misses.keys()].sort(), ['another key: any', 'no such call: any']);
});

test('what goes outside, is a value or unknown wants no key', () => {
  const outside = scoreOf({ ...at('use.ts', 'Math.max(1)'), to: 'outside' }).shares;
  assert.deepEqual([outside.calls, outside.outside, outside.wrongOutside], [0, 1, 0]);
  const claimed = scoreOf({ ...at('use.ts', 'show(new Square())'), to: 'outside' }).shares;
  assert.deepEqual([claimed.outside, claimed.wrongOutside, claimed.rightClaims], [1, 1, 0]);
  const unknown = scoreOf({ ...at('use.ts', 'show(new Square())'), to: 'unknown' });
  assert.deepEqual([unknown.unknown, unknown.shares.claims], [1, 0]);
});

test('references are counted by kind, those that the judge does not name as wrong claims', () => {
  const value = { ...at('use.ts', 'show);'), reference: 'value', to: [named('show')] };
  value.end = value.start + 'show'.length;
  const right = scoreOf(value).shares.references;
  assert.deepEqual(right, { value: { all: 1, right: 100, claims: 1, rightClaims: 100 } });
  const shape = { ...at('lib.ts', 'Shape)'), reference: 'type', to: [{ ...named('Shape'), isType: true }] };
  shape.end = shape.start + 'Shape'.length;
  assert.equal(scoreOf(shape).shares.references.type.right, 100);
  // The judge speaks of the file, and of no such name in it.
  const other = { ...at('use.ts', 'max'), reference: 'value', to: [named('show')] };
  assert.deepEqual(scoreOf(other).shares.references.value, { all: 1, right: 0, claims: 1, rightClaims: 0 });
  assert.equal(scoreOf({ ...value, to: 'unknown' }).shares.references.value.claims, 0);
});

test('candidates are counted by pairs', () => {
  const call = { ...at('lib.ts', 'shape.draw()'), to: [{ ...named('draw'), hasBody: false }] };
  const square = named('draw', 'draw() {}');
  const circle = { path: 'lib.ts', at: LIB.lastIndexOf('draw() {}') };
  const both = scoreOf({ ...call, runs: [square, circle] }).shares.dispatch;
  assert.deepEqual(both, { calls: 1, all: 2, right: 100, claims: 2, rightClaims: 100 });
  const one = scoreOf({ ...call, runs: [square] }).shares.dispatch;
  assert.deepEqual([one.right, one.rightClaims], [100, 50]);
  assert.equal(scoreOf(call).shares.dispatch, undefined);
});
