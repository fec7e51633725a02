/** What a logger is told of manifests that are out of bounds. */
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming, type LogEntry, processFilesInBatches } from '../index.mjs';
import { listening, repositoryOf } from './repository.js';

const FILES = Object.fromEntries(
  Array.from({ length: 12 }, (_, n) => [`packages/p${n}/f.ts`, "import { a } from 'a';\na();\n"]),
);
const braces = (count: number) => `${'{'.repeat(count)}${'}'.repeat(count)}`;
const MANIFESTS = {
  'package.json': JSON.stringify({ workspaces: [braces(16_000), braces(250)] }),
  'packages/tsconfig.json': '['.repeat(100_000),
};

function expectWarnings(entries: LogEntry[], root: string): void {
  const told = entries
    .map(({ metadata }) => metadata)
    .sort((one, other) => `${one.filePath}`.localeCompare(`${other.filePath}`));
  expect(told).toEqual(
    Object.keys(MANIFESTS).map((name) => ({
      filePath: join(root, name),
      code: 'ERR_MANIFEST_LIMIT',
      message: expect.stringMatching(/left out|not read/),
    })),
  );
  expect(entries.every(({ message, context }) => message === 'Left out a part of a manifest' && context !== '')).toBe(
    true,
  );
}

describe('a manifest out of bounds', () => {
  it('is told of once a graph, and costs no file', async () => {
    const root = await repositoryOf({ ...FILES, ...MANIFESTS });
    const { entries, logger } = listening('warn');
    const graph = await buildGraphStreaming(root, [], { logger });
    expect(graph.failures).toEqual([]);
    expect(graph.files.size).toBe(12);
    expectWarnings(entries, root);
  });

  it('is told of once a stream, before its end', async () => {
    const root = await repositoryOf({ ...FILES, ...MANIFESTS });
    const { entries, logger } = listening('warn');
    let files = 0;
    for await (const { batch } of processFilesInBatches(Object.keys(FILES), root, { logger, batchSize: 2 })) {
      expect(batch.failures).toEqual([]);
      files += batch.files.length;
    }
    expect(files).toBe(12);
    expectWarnings(entries, root);
  });

  it('is nothing that those within bounds are', async () => {
    const root = await repositoryOf({ ...FILES, 'package.json': '{ "workspaces": ["packages/*", "{a,{b,c}}/*"] }' });
    const { entries, logger } = listening('warn');
    await buildGraphStreaming(root, [], { logger });
    expect(entries).toEqual([]);
  });
});
