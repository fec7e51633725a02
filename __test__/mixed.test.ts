// A repository of all languages at once, without a manifest at its root.
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph, getAllSourceFiles, processFilesInBatches } from '../index.mjs';
import { below, slashed } from './repository.js';

const root = slashed(resolve(__dirname, 'fixtures/compat'));
const folders = readdirSync(root)
  .filter((name) => !name.startsWith('.'))
  .sort();
let graph: CodeGraph;

beforeAll(async () => {
  graph = await buildGraphStreaming(root);
});

describe('a repository of many languages', () => {
  it('has every file of every language, each named', async () => {
    expect(graph.failures).toEqual([]);
    const languages = new Set([...graph.files.values()].map(({ language }) => language));
    expect([...languages].sort()).toEqual([
      'csharp',
      'go',
      'java',
      'javascript',
      'php',
      'python',
      'ruby',
      'rust',
      'typescript',
    ]);
    expect([...graph.files.keys()]).toEqual(await getAllSourceFiles(root));
  });

  it('comes in one stream, in the order of the list', async () => {
    const files = await getAllSourceFiles(root);
    const streamed: string[] = [];
    for await (const { batch } of processFilesInBatches(files, root)) {
      expect(batch.failures).toEqual([]);
      streamed.push(...batch.files.map(({ filePath }) => filePath));
    }
    expect(streamed).toEqual(files);
  });

  // Ids are made of paths below the root, which is another here.
  const known = (value: CodeGraph, folder: string) =>
    [...value.functions]
      .filter(([key]) => key.startsWith(`${root}/${folder}/`))
      .map(([key, { calls, params, fullText }]) => [
        below(root, key),
        params,
        fullText,
        calls.map(({ function: name, caller, file, targetKey, resolution }) => [
          name,
          caller,
          file,
          targetKey,
          resolution,
        ]),
      ]);

  it.each(folders)('gives %s the functions and calls that it has alone', async (folder) => {
    const alone = known(await buildGraphStreaming(`${root}/${folder}`), folder);
    expect(alone.length).toBeGreaterThan(0);
    expect(known(graph, folder)).toEqual(alone);
  });
});
