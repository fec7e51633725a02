/** Ten thousand files through a real Redis, in few shards and in as many as there are files. */
import { expect, it } from 'vitest';
import { buildGraphStreaming } from '../../index.mjs';
import { repositoryOf } from '../repository.js';
import { text } from '../shard-stores.js';
import { left, queueOf, useRedis, workers } from './setting.js';

useRedis();

it.each([
  ['of 5,000 files', { shards: 2 }],
  ['of one file', { bytesPerShard: 1 }],
])(
  'a graph of 10,000 files comes through shards %s',
  async (_, options) => {
    const root = await repositoryOf(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, n) => [`${n % 100}/f${n}.ts`, `export function f${n}() { return ${n}; }\n`]),
      ),
    );
    await workers(2, root, { concurrency: 4 });
    const graph = await queueOf().buildGraph(root, [], options);
    expect(graph.files.size).toBe(10_000);
    expect(text(graph) === text(await buildGraphStreaming(root))).toBe(true);
    expect(await left()).toEqual([]);
  },
  300_000,
);
