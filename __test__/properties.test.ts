// What holds for any repository, checked on every fixture of the package.
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AnalyzedFile,
  type BatchProgress,
  buildGraphProgressively,
  buildGraphStreaming,
  getAllSourceFiles,
  processFilesInBatches,
} from '../index.mjs';
import { breaksOfFile, breaksOfGraph, idsOf, jsonOf, sourceOf } from './laws.js';
import { addFiles, collected, repositoryOf, slashed } from './repository.js';

const repositories = [
  '../tests/fixtures/typescript',
  '../tests/fixtures/javascript',
  './fixtures/compat/typescript',
].map((path) => slashed(resolve(__dirname, path)));
const [typescript] = repositories as [string];

async function batchesOf(root: string, options: object = {}): Promise<BatchProgress[]> {
  return collected(processFilesInBatches(await getAllSourceFiles(root), root, options));
}

describe.each(repositories)('%s', (root) => {
  it('has a graph that keeps every law', async () => {
    const graph = await buildGraphStreaming(root);
    expect(graph.files.size).toBeGreaterThan(0);
    expect(graph.failures).toEqual([]);
    expect(await breaksOfGraph(graph)).toEqual([]);
  });

  it('has a stream whose files keep every law', async () => {
    const breaks: string[] = [];
    for await (const { batch } of processFilesInBatches(await getAllSourceFiles(root), root)) {
      for (const { normalizedPath, analysis } of batch.files) {
        const source = await sourceOf(normalizedPath);
        const { fileAnalysis, functions, types } = analysis;
        breaks.push(...breaksOfFile(normalizedPath, source, fileAnalysis, functions, types));
      }
    }
    expect(breaks).toEqual([]);
  });

  it('gives the same with one thread and with many, twice', async () => {
    const one = await batchesOf(root, { concurrency: 1, batchSize: 3 });
    for (const concurrency of [4, 4]) {
      const many = await batchesOf(root, { concurrency, batchSize: 3 });
      expect(many).toEqual(one);
      expect(jsonOf(many)).toBe(jsonOf(one));
    }
  });

  it('gives the same graph whatever the threads, the batch size and the method', async () => {
    const graph = await buildGraphStreaming(root, [], { concurrency: 1, batchSize: 1 });
    for (const other of [
      await buildGraphStreaming(root, [], { concurrency: 4, batchSize: 7 }),
      await buildGraphStreaming(root),
      await buildGraphProgressively(root),
    ]) {
      expect(other).toEqual(graph);
      expect(jsonOf(other)).toBe(jsonOf(graph));
    }
  });

  it('delivers files in the order given, whatever it is', async () => {
    const files = await getAllSourceFiles(root);
    for (const given of [files, files.toReversed(), files.toSorted((a, b) => a.length - b.length)]) {
      const delivered: string[] = [];
      for await (const { batch } of processFilesInBatches(given, root, { batchSize: 4, concurrency: 4 })) {
        delivered.push(...batch.files.map((file) => file.filePath));
      }
      expect(delivered).toEqual(given);
    }
  });

  it('counts up to all files and 100 %', async () => {
    const files = await getAllSourceFiles(root);
    const batches = await batchesOf(root, { batchSize: 4 });
    let processed = 0;
    for (const [index, each] of batches.entries()) {
      processed += each.batch.files.length + each.batch.failures.length;
      expect(each).toMatchObject({
        batchIndex: index,
        totalBatches: Math.ceil(files.length / 4),
        totalFiles: files.length,
        processedFiles: processed,
      });
      expect(each.progress).toBeCloseTo((processed / files.length) * 100, 6);
    }
    expect(batches.at(-1)).toMatchObject({ progress: 100, processedFiles: files.length });
  });
});

describe('results', () => {
  it('are plain objects, arrays and Maps', async () => {
    const graph = await buildGraphStreaming(typescript);
    const maps = [graph.files, graph.functions, graph.types];
    for (const map of maps) expect(map).toBeInstanceOf(Map);
    const clone = structuredClone(graph);
    expect(clone).toEqual(graph);
    expect(clone.functions).toBeInstanceOf(Map);

    for (const file of graph.files.values()) {
      expect(file.nodes).toBeInstanceOf(Map);
      expect({ ...file }).toEqual(file);
      expect(Object.keys(file).toSorted()).toEqual([
        ...['calls', 'className', 'contentHash', 'defines', 'hasSyntaxErrors', 'imports', 'language', 'nodes'],
        'references',
      ]);
      expect(JSON.parse(JSON.stringify(file))).toEqual({ ...file, nodes: {} });
    }
    for (const definition of graph.functions.values()) {
      expect(Object.keys(definition).toSorted()).toEqual([
        ...['calls', 'className', 'endLine', 'file', 'fullText', 'functionHash', 'lines', 'modifiers', 'name'],
        ...['nodeId', 'paramTypes', 'params', 'position', 'references', 'returnType', 'signatureHash', 'startLine'],
      ]);
      expect(JSON.parse(JSON.stringify(definition))).toEqual(definition);
      expect(jsonOf({ ...definition })).toBe(jsonOf(definition));
      expect(Array.isArray(definition.calls) && Array.isArray(definition.params)).toBe(true);
    }
    for (const type of graph.types.values()) {
      expect(type.fields).toBeInstanceOf(Map);
      expect(Object.keys(type).toSorted()).toEqual([
        ...['extendedBy', 'extends', 'fields', 'file', 'implementedBy', 'implements', 'name', 'nodeId'],
        ...['position', 'scope', 'type'],
      ]);
    }
  });

  it('can be changed without changing one another', async () => {
    const [first, second] = [await buildGraphStreaming(typescript), await buildGraphStreaming(typescript)];
    for (const definition of first.functions.values()) {
      definition.name = 'changed';
      definition.params.push('added');
      definition.calls.length = 0;
    }
    first.files.clear();
    expect(second.files.size).toBeGreaterThan(0);
    expect(Array.from(second.functions.values()).some((each) => each.name === 'changed')).toBe(false);
    expect(await breaksOfGraph(second)).toEqual([]);
  });

  it('say what a file in the stream is, as given and absolute', async () => {
    const root = await repositoryOf({ 'src/a.ts': 'export const a = () => 1;\n', 'b.js': '' });
    const files: AnalyzedFile[] = [];
    for await (const { batch } of processFilesInBatches(['src/../src/a.ts', `${root}/b.js`], root)) {
      files.push(...batch.files);
    }
    expect(files.map(({ filePath, normalizedPath }) => [filePath, normalizedPath])).toEqual([
      ['src/../src/a.ts', `${root}/src/a.ts`],
      [`${root}/b.js`, `${root}/b.js`],
    ]);
    expect(files.map((file) => file.analysis.fileAnalysis.language)).toEqual(['typescript', 'javascript']);
    expect(Array.from(files[0]?.analysis.functions.keys() ?? [])).toEqual([`${root}/src/a.ts::a`]);
  });
});

describe('ids', () => {
  const ids = async (root: string) => {
    const found: string[] = [];
    for (const [path, file] of (await buildGraphStreaming(root)).files) {
      for (const [id] of idsOf(path, file)) found.push(id);
    }
    return found;
  };

  it('are the same for the same repository in another folder', async () => {
    const files = {
      'src/a.ts': "import { b } from './b';\nexport const a = () => b();\n",
      'src/b.ts': 'export function b() {}\n',
    };
    const [one, other] = [await repositoryOf(files), await repositoryOf(files)];
    expect(one).not.toBe(other);
    expect(await ids(one)).toEqual(await ids(other));
  });

  it('differ for the same content at another path', async () => {
    const content = 'export const a = () => call();\n';
    const found = await ids(await repositoryOf({ 'a.ts': content, 'b.ts': content, 'c/a.ts': content }));
    expect(found.length).toBeGreaterThan(6);
    expect(new Set(found).size).toBe(found.length);
  });

  it('are the same for a relative path as for an absolute one', async () => {
    const root = await repositoryOf({ 'a.ts': 'export const a = () => call();\n' });
    const idOf = async (path: string) => {
      for await (const { batch } of processFilesInBatches([path], root)) {
        return batch.files[0]?.analysis.functions.get(`${root}/a.ts::a`)?.nodeId;
      }
      return undefined;
    };
    expect(await idOf('a.ts')).toEqual(expect.stringMatching(/^[\w-]{21,22}$/));
    expect(await idOf('./a.ts')).toBe(await idOf(`${root}/a.ts`));
    expect(await idOf('a.ts')).toBe(await idOf(`${root}/a.ts`));
  });
});

describe('functions', () => {
  it('have the hash of another place in another file', async () => {
    const body = 'function f(a: number) {\n    // words\n    return a + 1;\n}\n';
    const root = await repositoryOf({ 'a.ts': body, 'b.ts': `const before = 1;\n${body.replace('// words', '')}` });
    const { functions } = await buildGraphStreaming(root);
    const [one, other] = [functions.get(`${root}/a.ts::f`), functions.get(`${root}/b.ts::f`)];
    expect(one?.functionHash).toBe(
      'statement_block({,return_statement(return,binary_expression(IDENTIFIER,+,NUMBER),;),})',
    );
    expect(other?.functionHash).toBe(one?.functionHash);
  });

  it('change their content hash with the content alone', async () => {
    const root = await repositoryOf({ 'a.ts': 'const a = 1;\n', 'b.ts': 'const a = 1;\n', 'c.ts': 'const a = 2;\n' });
    const hashes = async () => Array.from((await buildGraphStreaming(root)).files.values(), (file) => file.contentHash);
    const [a, b, c] = await hashes();
    expect(a).toBe(b);
    expect(a).not.toBe(c);
    await addFiles(root, { 'c.ts': 'const a = 1;\n' });
    expect(await hashes()).toEqual([a, a, a]);
  });
});
