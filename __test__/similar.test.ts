/** Which functions are like one, against the plain answer: all with all, by the hashes of a graph. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CodeIndex, FunctionAnalysis, SimilarOptions, SimilarTo } from '../index.js';
import { openIndex } from '../index.mjs';
import { GONE } from './gone.js';

const sources = fileURLToPath(new URL('../js', import.meta.url));

/** How much an estimate may be off: four standard errors of the worst place. */
const ERROR = 0.2;

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-similar-'));
});

afterEach(() => rm(folder, GONE));

const write = (path: string, text: string) => writeFileSync(join(folder, path), text);

/** Each three kinds of a body that follow each other, and how often they do. */
function shingles(functionHash: string): Map<string, number> {
  const kinds = functionHash.split(/[(,)]/).filter((kind) => kind !== '');
  const counts = new Map<string, number>();
  for (let at = 0; at + 3 <= kinds.length; at++) {
    const shingle = kinds.slice(at, at + 3).join();
    counts.set(shingle, (counts.get(shingle) ?? 0) + 1);
  }
  return counts;
}

/** The Jaccard index of two bodies. */
function likeness(one: Map<string, number>, other: Map<string, number>): number {
  let [shared, all] = [0, 0];
  for (const shingle of new Set([...one.keys(), ...other.keys()])) {
    const [mine, others] = [one.get(shingle) ?? 0, other.get(shingle) ?? 0];
    shared += Math.min(mine, others);
    all += Math.max(mine, others);
  }
  return all === 0 ? 1 : shared / all;
}

async function all(index: CodeIndex, to: string | SimilarTo, options: SimilarOptions) {
  const functions = [];
  for (let after: string | null = null; ; ) {
    const page = await index.similar(to, { ...options, after });
    functions.push(...page.functions);
    if (page.after === null) return functions;
    expect(page.truncated).toBe(true);
    after = page.after;
  }
}

describe('similar functions', () => {
  it('are those that comparing all with all finds', async () => {
    const index = await openIndex(sources);
    const { functions } = await index.graph();
    const entries = [...functions].map(([key, of]) => ({ key, of, shingles: shingles(of.functionHash) }));
    expect(entries.length).toBeGreaterThan(300);
    let near = 0;
    for (const { key, of, shingles } of entries.filter((_, number) => number % 7 === 0)) {
      const threshold = [0.4, 0.7, 0.9][key.length % 3] as number;
      const found = await all(index, key, { threshold, limit: 20 });
      const byKey = new Map(found.map((one) => [one.key, one]));
      expect(byKey.size).toBe(found.length);
      expect(byKey.has(key)).toBe(false);
      for (const other of entries) {
        if (other.key === key) continue;
        const one = byKey.get(other.key);
        const score = likeness(shingles, other.shingles);
        if (other.of.functionHash === of.functionHash) expect(one).toMatchObject({ match: 'body', score: 1 });
        else if (score >= threshold + ERROR) expect(one?.match).toBe('near');
        if (one === undefined) continue;
        expect(Math.abs(one.score - score)).toBeLessThan(ERROR);
        expect(one.score).toBeGreaterThanOrEqual(threshold);
        expect(one.match === 'body').toBe(other.of.functionHash === of.functionHash);
        expect(one.sameSignature).toBe(other.of.signatureHash === of.signatureHash);
        near += Number(one.match === 'near');
      }
      const scores = found.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((one, other) => other - one));
    }
    expect(near).toBeGreaterThan(50);
    await index.close();
  });

  it('may have an equal signature alone, and be like a function that is in no file', async () => {
    const index = await openIndex(sources);
    const { functions } = await index.graph();
    const [key, { functionHash, signatureHash }] = [...functions].find(([key]) => key.endsWith('CodeIndex::tell')) as [
      string,
      FunctionAnalysis,
    ];
    const signed = [...functions].filter(([, of]) => of.signatureHash === signatureHash).map(([key]) => key);
    expect(signed.length).toBeGreaterThan(1);
    const withSignature = await all(index, 'CodeIndex.tell', { signature: true, threshold: 0.9 });
    const only = withSignature.filter(({ match }) => match === 'signature');
    expect(only.length).toBeGreaterThan(0);
    expect(only.every(({ score, sameSignature }) => score < 0.9 && sameSignature)).toBe(true);
    expect(signed.filter((one) => one !== key && !withSignature.some(({ key }) => key === one))).toEqual([]);

    const ofHashes = await all(index, { functionHash, signatureHash }, { threshold: 0.9 });
    expect(ofHashes[0]).toMatchObject({ key, score: 1, match: 'body', sameSignature: true });
    expect(ofHashes.filter((one) => one.key !== key)).toEqual(withSignature);
    const ofSignature = await all(index, { signatureHash }, {});
    expect(ofSignature.map(({ key }) => key).sort()).toEqual(signed.sort());
    expect(ofSignature.every(({ match, score }) => match === 'signature' && score === 0)).toBe(true);
    expect(await all(index, { functionHash: 'nothing(like,it)' }, {})).toEqual([]);
    await index.close();
  });

  it('follow the files', async () => {
    cpSync(sources, folder, { recursive: true });
    const index = await openIndex(folder);
    await index.similar('keysBelow');
    write('copy.ts', "export function copied(root: string, keys: unknown) { return root === 'y' ? keys : root }\n");
    write(
      'copies.ts',
      "export function again(folder: string, all: unknown) { return folder === 'x' ? all : folder }\n",
    );
    await index.refresh();
    expect((await index.similar('copy.ts::copied', { threshold: 1 })).functions).toMatchObject([
      { key: 'copies.ts::again', match: 'body', sameSignature: true },
    ]);
    rmSync(join(folder, 'copies.ts'));
    await index.refresh();
    const fresh = await openIndex(folder);
    for (const name of ['copy.ts::copied', 'keysBelow', 'openIndex', 'integerFrom']) {
      const asked = await index.similar(name, { threshold: 0.5, limit: 500 });
      expect(asked).toEqual(await fresh.similar(name, { threshold: 0.5, limit: 500 }));
    }
    await Promise.all([index.close(), fresh.close()]);
  });

  it('are looked for once, however many ask, and not in files that have changed', async () => {
    write('a.ts', 'export function one(a: number) { return a + 1 }\n');
    write('b.ts', 'export function two(b: number) { return b + 2 }\n');
    const cache = mkdtempSync(join(tmpdir(), 'code-similar-cache-'));
    const index = await openIndex(folder, { cache });
    write('b.ts', 'export function two() {}\n');
    const answers = await Promise.all([1, 2, 3].map(() => index.similar('one')));
    for (const answer of answers) {
      expect(answer).toMatchObject({ functions: [], failures: [{ filePath: 'b.ts', code: 'ERR_FILE_READ' }] });
    }
    write('b.ts', 'export function two(b: number) { return b - 3 }\n');
    await index.refresh();
    expect(await index.similar('one', { threshold: 0 })).toMatchObject({
      functions: [{ key: 'b.ts::two', match: 'near' }],
      failures: [],
    });
    await index.close();
    await rm(cache, GONE);
  });

  it('are looked for no longer when the signal says so, and found by whoever asks then', async () => {
    for (let file = 0; file < 40; file++)
      write(`f${file}.ts`, `export function f${file}(a: number) { return a + 1 }\n`);
    const index = await openIndex(folder);
    const reason = new Error('enough');
    await expect(index.similar('f1', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const stop = new AbortController();
    const asked = index.similar('f1', { signal: stop.signal, limit: 100 });
    stop.abort(reason);
    await expect(asked).rejects.toBe(reason);
    const { signal } = new AbortController();
    expect((await index.similar('f1', { signal, limit: 100 })).functions).toHaveLength(39);
    await index.close();
  });

  it('are none of what is not there, candidates of what may mean several, and an error of what is asked wrongly', async () => {
    write('a.ts', 'export class A { f() {} }\nexport class B { f() {} }\n');
    const index = await openIndex(folder);
    expect(await index.similar('nothing')).toEqual({
      ...{ functions: [], candidates: [], failures: [], truncated: false, after: null },
    });
    expect((await index.similar('f')).candidates.map(({ key }) => key)).toEqual(['a.ts::A::f', 'a.ts::B::f']);
    expect((await index.similar('A')).functions).toEqual([]);
    expect((await index.similar(join(folder, 'a.ts::A::f'))).functions).toMatchObject([
      { key: 'a.ts::B::f', score: 1 },
    ]);
    await expect(index.similar({})).rejects.toThrow('functionHash');
    await expect(index.similar(1 as never)).rejects.toThrow(TypeError);
    await expect(index.similar('f', { threshold: 2 })).rejects.toThrow('a number from 0 to 1');
    await expect(index.similar('f', { treshold: 1 } as never)).rejects.toThrow('did you mean threshold?');
    await expect(index.similar('A.f', { after: 'no cursor' })).rejects.toMatchObject({ code: 'ERR_INVALID_CURSOR' });
    await expect(index.similar('A.f', { signal: {} as never })).rejects.toThrow('an AbortSignal');
    await index.close();
    await expect(index.similar('f')).rejects.toMatchObject({ code: 'ERR_INDEX_CLOSED' });
  });
});
