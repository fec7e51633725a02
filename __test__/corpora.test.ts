// The laws of properties.test.ts on real packages, where they have been fetched (see bench/).
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { breaksOfGraph, jsonOf } from './laws.js';
import { slashed } from './repository.js';

const folder = slashed(resolve(__dirname, '../bench/corpora'));
const corpora = existsSync(folder)
  ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  : [];
const names = corpora.map((entry) => entry.name);

describe.skipIf(names.length === 0).each(names.length > 0 ? names : ['(none fetched)'])('the corpus %s', (name) => {
  it('gives a graph without failures that keeps every law', { timeout: 300_000 }, async () => {
    const graph = await buildGraphStreaming(`${folder}/${name}`);
    expect(graph.failures).toEqual([]);
    expect(graph.files.size).toBeGreaterThan(0);
    expect((await breaksOfGraph(graph)).slice(0, 20)).toEqual([]);
  });

  it('gives the same graph with one thread and with many', { timeout: 300_000 }, async () => {
    const digests = [];
    for (const concurrency of [1, 4]) {
      const graph = await buildGraphStreaming(`${folder}/${name}`, [], { concurrency });
      digests.push([...graph.files, ...graph.functions, ...graph.types].map(jsonOf));
    }
    expect(digests[1]).toEqual(digests[0]);
  });
});
