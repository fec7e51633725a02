/**
 * A real history: after each step through this repository's last commits, forwards and backwards, an index that follows is what a
 * fresh one is. `HISTORY=200` goes through so many commits.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CodeIndex } from '../index.js';
import { encodeGraph, openIndex } from '../index.mjs';
import { GONE } from './gone.js';

const repository = fileURLToPath(new URL('..', import.meta.url));
const STEPS = Number(process.env.HISTORY ?? 10);

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

afterAll(() => rmSync(work, GONE));

/** What an index answers about all it knows. */
async function answers(index: CodeIndex) {
  const pieces = [];
  for await (const piece of index.enrich({ limit: 100_000 })) pieces.push(piece);
  const graph = await encodeGraph(await index.graph());
  const [cycles, unused] = [await index.cycles(), await index.unused({ limit: 100_000 })];
  return { graph: graph.toString('base64'), pieces, cycles, unused, stats: { ...index.stats, bytes: 0 } };
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
    for (const commit of [...all.slice(1), ...all.slice(0, -1).reverse()]) {
      checkOut(commit);
      const refreshed = await Promise.all(following.map((index) => index.refresh()));
      expect(refreshed[0]?.files).toEqual(refreshed[1]?.files);
      linked += refreshed[0]?.linked ?? 0;
      changed += refreshed[0]?.parsed ?? 0;
      const fresh = await openIndex(folder, { cache });
      const expected = await answers(fresh);
      for (const index of following) {
        const found = await answers(index);
        // Told apart by name: a difference of two graphs is no text to read.
        const names = (Object.keys(expected) as (keyof typeof expected)[]).filter(
          (name) => JSON.stringify(found[name]) !== JSON.stringify(expected[name]),
        );
        expect(names, `at ${commit}`).toEqual([]);
      }
      await fresh.close();
    }
    expect(changed).toBeGreaterThan(0);
    process.stderr.write(`history: ${2 * STEPS} steps, ${changed} files parsed again, ${linked} linked again\n`);
    for (const index of following) await index.close();
  },
  60_000 + STEPS * 60_000,
);
