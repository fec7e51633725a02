/**
 * A real history: after each step through this repository's last commits, forwards and backwards, an index that follows is what a
 * fresh one is. `HISTORY=200` goes through so many commits, and compares whole graphs after each step; without it they are
 * compared where the walk ends, and after each step all that is linked.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeIndex } from '../index.js';
import { graphToJSONText, openIndex } from '../index.mjs';
import { GONE } from './gone.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const IS_WHOLE = process.env.HISTORY !== undefined;
const STEPS = Number(process.env.HISTORY ?? 2);

const git = (folder: string, ...words: string[]) =>
  execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();

/** The last commits, the oldest first; none where there is no history, as in a package or a shallow clone. */
function commits(): string[] {
  if (!existsSync(join(repository, '.git')) || !existsSync(join(repository, 'Cargo.lock'))) return [];
  try {
    return git(repository, 'rev-list', '--first-parent', `--max-count=${STEPS + 1}`, 'HEAD')
      .split('\n')
      .reverse();
  } catch {
    return [];
  }
}

const all = commits();
if (all.length <= STEPS) process.stderr.write(`history: not run, there are ${all.length} commits of ${STEPS + 1}\n`);

let work: string;

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'code-history-'));
});

afterAll(() => rm(work, GONE));

/** The hash of an index in a format of others: none of them is a text to read the difference of. */
async function exported(index: CodeIndex, format: 'jsonl' | 'scip') {
  const hash = createHash('sha256');
  const write = (bytes: Buffer, _: string, done: () => void) => {
    hash.update(bytes);
    done();
  };
  await index.export(format, new Writable({ write }));
  return hash.digest('hex');
}

/** What an index answers about all it knows; with all texts and places, if `isWhole`; and whatever it knows of `files`. */
async function answers(index: CodeIndex, isWhole: boolean, files: string[]) {
  const pieces = [];
  for await (const piece of index.enrich({ limit: 100_000 })) pieces.push(piece);
  const [nodes, symbols] = [await exported(index, 'jsonl'), await exported(index, 'scip')];
  const graph = createHash('sha256');
  if (isWhole) for (const text of graphToJSONText(await index.graph())) graph.update(text);
  const analyses = [];
  for (const file of files) analyses.push(await index.file(file));
  const [cycles, unused] = [await index.cycles(), await index.unused({ limit: 100_000 })];
  const { failures, warnings, stats } = index;
  const of = { pieces, nodes, symbols, analyses, cycles, unused, failures, warnings, stats: { ...stats, bytes: 0 } };
  return { ...of, graph: graph.digest('hex') };
}

it.skipIf(all.length <= STEPS)(
  'of commits, forwards and backwards, is followed to what a fresh index is',
  async () => {
    const [folder, cache] = [join(work, 'tree'), join(work, 'cache')];
    git(repository, 'clone', '--quiet', '--shared', '--no-checkout', repository, folder);
    const checkOut = (commit: string) => git(folder, 'checkout', '--quiet', '--force', '--detach', commit);
    checkOut(all[0] as string);
    // One keeps its analyses, the other one has nothing but its memory.
    const following = [await openIndex(folder), await openIndex(folder, { cache })];
    let [linked, changed] = [0, 0];
    const steps = [...all.slice(1), ...all.slice(0, -1).reverse()];
    for (const [step, commit] of steps.entries()) {
      checkOut(commit);
      const refreshed = await Promise.all(following.map((index) => index.refresh()));
      expect(refreshed[0]?.files).toEqual(refreshed[1]?.files);
      linked += refreshed[0]?.linked ?? 0;
      changed += refreshed[0]?.parsed ?? 0;
      // The fresh one is made of nothing; what was kept before is opened, too.
      const [fresh, opened] = [await openIndex(folder), await openIndex(folder, { cache })];
      const isWhole = IS_WHOLE || step === steps.length - 1;
      const { added, changed: edited } = refreshed[0]?.files ?? { added: [], changed: [] };
      const files = [...added, ...edited];
      const expected = await answers(fresh, isWhole, files);
      for (const index of [...following, opened]) {
        const found = await answers(index, isWhole, files);
        // Told apart by name: a difference of two graphs is no text to read.
        const names = (Object.keys(expected) as (keyof typeof expected)[]).filter(
          (name) => !isDeepStrictEqual(found[name], expected[name]),
        );
        expect(names, `at ${commit}`).toEqual([]);
      }
      await fresh.close();
      await opened.close();
    }
    expect(changed).toBeGreaterThan(0);
    process.stderr.write(`history: ${steps.length} steps, ${changed} files parsed again, ${linked} linked again\n`);
    for (const index of following) await index.close();
  },
  300_000 + STEPS * 60_000,
);
