/** Results in few bytes: what comes back is what was there, under any root, and wrong bytes are errors with codes. */
import { deepStrictEqual } from 'node:assert';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  type BatchProgress,
  buildGraphProgressively,
  buildGraphStreaming,
  type CodeGraph,
  CodeKnowledgeGraph,
  decodeBatch,
  decodeGraph,
  encodeGraph,
  graphFromJSON,
  graphToJSON,
  processFilesInBatches,
} from '../index.mjs';
import { collected, repositoryOf, slashed } from './repository.js';

/** Every language, with whatever the fixtures have. */
const FIXTURES = slashed(fileURLToPath(new URL('../tests/fixtures', import.meta.url))).replace(/\/$/, '');

/** A folder that is nowhere. */
const ELSEWHERE = process.platform === 'win32' ? 'Q:/not/there' : '/not/there';

const compressed = (root: string, options = {}) => buildGraphStreaming(root, [], { compress: true, ...options });

/** Any result with one root in place of another, in its paths and keys. */
function moved<Result>(result: Result, from: string, to: string): Result {
  if (typeof result === 'string') {
    return (
      result === from || /^(\/|::)/.test(result.slice(from.length)) ? result.replace(from, to) : result
    ) as Result;
  }
  if (result instanceof Map) {
    return new Map(Array.from(result, ([key, value]) => [moved(key, from, to), moved(value, from, to)])) as Result;
  }
  if (Array.isArray(result)) return result.map((item) => moved(item, from, to)) as Result;
  if (typeof result !== 'object' || result === null) return result;
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [name, moved(value, from, to)])) as Result;
}

const FILES = {
  'src/price.ts': `/** Left out. 🎉 */\nimport { rate } from './rate';\nimport fs from 'node:fs';\n
export class Price { é = '🎉'; gross(net: number) { return net * rate(); } }\n// éé 🎉\nexport const f = () => new Price().gross(1);\n`,
  'src/rate.ts': 'export const rate = () => 1.2;\nexport class Rate extends Map<string, string> {}\n',
  'broken.ts': 'class { (',
  'binary.ts': '\0',
};

async function batchesOf(root: string, files: string[], options = {}): Promise<BatchProgress[]> {
  return collected(processFilesInBatches(files, root, options));
}

const all = ['src/price.ts', 'binary.ts', './src/rate.ts', 'none.ts', 'broken.ts'];

describe('a graph', () => {
  it('comes back with everything it had, of every language', async () => {
    const graph = await compressed(FIXTURES);
    const bytes = await encodeGraph(graph);
    expect(Buffer.isBuffer(bytes)).toBe(true);
    const decoded = await decodeGraph(bytes, { rootDir: FIXTURES });
    deepStrictEqual(decoded, graph);
    for (const name of ['files', 'functions', 'types'] as const) {
      expect([...decoded[name].keys()]).toEqual([...graph[name].keys()]);
    }
  });

  it('comes back below another root, which need not be there', async () => {
    const graph = await compressed(FIXTURES);
    expect(existsSync(ELSEWHERE)).toBe(false);
    const decoded = await decodeGraph(await encodeGraph(graph), { rootDir: ELSEWHERE });
    deepStrictEqual(decoded, moved(graph, FIXTURES, ELSEWHERE));
  });

  it('has its failures, and shares calls and references between files and functions', async () => {
    const root = await repositoryOf(FILES);
    const graph = await compressed(root);
    expect(graph.failures).toHaveLength(1);
    const decoded = await decodeGraph(await encodeGraph(graph), { rootDir: root });
    deepStrictEqual(decoded, graph);
    const file = decoded.files.get(`${root}/src/price.ts`);
    expect(decoded.functions.get(`${root}/src/price.ts::f`)?.calls[0]).toBe(file?.calls.at(-2));
    expect(file?.calls.at(-2)?.function).toBe('constructor');
  });

  it('may be empty, and may have nothing but failures', async () => {
    for (const files of [{}, { 'binary.ts': '\0' }]) {
      const root = await repositoryOf(files);
      const graph = await compressed(root);
      deepStrictEqual(await decodeGraph(await encodeGraph(graph), { rootDir: root }), graph);
    }
  });

  it('is the same bytes however often and on however many threads it is built', async () => {
    const root = await repositoryOf(FILES);
    const once = await encodeGraph(await compressed(root, { concurrency: 1, batchSize: 1 }));
    const again = await compressed(root, { concurrency: 4, batchSize: 100 });
    expect((await encodeGraph(again)).equals(once)).toBe(true);
    expect((await encodeGraph(again)).equals(once)).toBe(true);
  });

  it('comes back where it was, unless another root is given', async () => {
    const root = await repositoryOf(FILES);
    const graph = await compressed(root);
    deepStrictEqual(await decodeGraph(await encodeGraph(graph)), graph);
    const clone = structuredClone(graph);
    deepStrictEqual(await decodeGraph(await encodeGraph(clone, { rootDir: root })), clone);
    deepStrictEqual(await decodeGraph(await encodeGraph(clone), null), clone);
    for await (const { batch } of processFilesInBatches(Object.keys(FILES), root)) {
      const decoded = await decodeBatch(batch.toBuffer(), {});
      deepStrictEqual(decoded.batch.files, batch.files);
      // What came back can be encoded again, and is as it was.
      expect(decoded.batch.toBuffer().equals(batch.toBuffer())).toBe(true);
    }
  });

  it.each([
    ['the other function', (root: string) => buildGraphProgressively(root, [], { compress: true })],
    [
      'an instance with the option',
      (root: string) => new CodeKnowledgeGraph({ compress: true }).buildGraphStreaming(root),
    ],
  ])('keeps what it takes when it is built by %s', async (_, build) => {
    const root = await repositoryOf(FILES);
    const bytes = await encodeGraph(await compressed(root));
    expect((await encodeGraph(await build(root))).equals(bytes)).toBe(true);
  });

  it.each([
    ['built without the option', async (root: string) => buildGraphStreaming(root)],
    ['cloned', async (root: string) => structuredClone(await compressed(root))],
    [
      'read from JSON',
      async (root: string) => graphFromJSON(JSON.parse(JSON.stringify(graphToJSON(await compressed(root))))),
    ],
  ])('comes back too if it was %s', async (_, make) => {
    for (const root of [FIXTURES, await repositoryOf(FILES)]) {
      const graph = await make(root);
      const bytes = await encodeGraph(graph, { rootDir: root });
      deepStrictEqual(await decodeGraph(bytes, { rootDir: root }), graph);
      deepStrictEqual(await decodeGraph(bytes, { rootDir: ELSEWHERE }), moved(graph, root, ELSEWHERE));
    }
  });

  it('knows the root it was built under, and leaves paths of graphs from elsewhere as they are', async () => {
    const root = await repositoryOf(FILES);
    const graph = await buildGraphStreaming(root);
    deepStrictEqual(await decodeGraph(await encodeGraph(graph), { rootDir: ELSEWHERE }), moved(graph, root, ELSEWHERE));
    const bytes = await encodeGraph(structuredClone(graph));
    deepStrictEqual(await decodeGraph(bytes, { rootDir: ELSEWHERE }), structuredClone(graph));
  });

  it('is encoded as it is if it has lost or got something', async () => {
    const root = await repositoryOf(FILES);
    const graph = await compressed(root);
    graph.functions.delete(`${root}/src/rate.ts::rate`);
    deepStrictEqual(await decodeGraph(await encodeGraph(graph), { rootDir: root }), graph);
  });

  it('keeps texts that look as if they were marked', async () => {
    const root = await repositoryOf({ 'a.ts': "import '\\0b/x';\nimport '\\0';\n" });
    const graph = structuredClone(await buildGraphStreaming(root));
    graph.failures.push({ filePath: '\0r', code: 'ERR_FILE_READ', message: '\0b' });
    deepStrictEqual(await decodeGraph(await encodeGraph(graph), { rootDir: root }), graph);
  });
});

describe('a batch', () => {
  it('comes back with its files, failures and how far it was, of every language', async () => {
    const files = await new CodeKnowledgeGraph().getAllSourceFiles(FIXTURES);
    for (const progress of await batchesOf(FIXTURES, files, { batchSize: 100 })) {
      const decoded = await decodeBatch(progress.batch.toBuffer(), { rootDir: FIXTURES });
      deepStrictEqual(decoded.batch, progress.batch);
      const { batch: _, slowestFiles: __, ...told } = progress;
      expect(decoded).toMatchObject(told);
    }
  });

  it('comes back below another root, whether its analyses were read before or not', async () => {
    const root = await repositoryOf(FILES);
    const [unread] = await batchesOf(root, all);
    const bytes = unread?.batch.toBuffer() as Buffer;
    const [read] = await batchesOf(root, all);
    structuredClone(read?.batch);
    expect(read?.batch.toBuffer().equals(bytes)).toBe(true);
    const decoded = await decodeBatch(bytes, { rootDir: ELSEWHERE });
    deepStrictEqual(decoded.batch, moved(read?.batch, root, ELSEWHERE));
    expect(decoded.batch.files.map(({ filePath }) => filePath)).toEqual(['src/price.ts', './src/rate.ts', 'broken.ts']);
    expect(decoded.batch.failures.map(({ filePath }) => filePath)).toEqual(['binary.ts', 'none.ts']);
  });

  it('can be encoded again when it was decoded', async () => {
    const root = await repositoryOf(FILES);
    const [progress] = await batchesOf(root, all);
    const bytes = progress?.batch.toBuffer() as Buffer;
    const decoded = await decodeBatch(bytes);
    expect(decoded.batch.toBuffer().equals(bytes)).toBe(true);
    const elsewhere = await decodeBatch(bytes, { rootDir: ELSEWHERE });
    deepStrictEqual((await decodeBatch(elsewhere.batch.toBuffer(), { rootDir: root })).batch, progress?.batch);
  });

  it('comes back if a file of it is large, and is decoded before it is asked for', async () => {
    const text = Array.from({ length: 3000 }, (_, n) => `export const f${n} = () => g${n}('é🎉');\n`).join('');
    const root = await repositoryOf({ 'large.ts': text, 'a.ts': 'f();\n' });
    const [progress] = await batchesOf(root, ['large.ts', 'a.ts']);
    const decoded = await decodeBatch(progress?.batch.toBuffer() as Buffer, { rootDir: root });
    deepStrictEqual(decoded.batch, progress?.batch);
  });

  it('looks as it did without', async () => {
    const root = await repositoryOf(FILES);
    const [progress] = await batchesOf(root, all);
    const batch = progress?.batch;
    expect(Object.keys(batch ?? {})).toEqual(['files', 'errors', 'failures', 'warnings']);
    expect({ ...batch }).not.toHaveProperty('toBuffer');
    expect(structuredClone(batch)).toEqual(batch);
    expect(JSON.parse(JSON.stringify(batch))).not.toHaveProperty('toBuffer');
    deepStrictEqual({ ...batch }, batch);
  });
});

describe('bytes from elsewhere', () => {
  const encoded = async () => {
    const root = await repositoryOf(FILES);
    const [progress] = await batchesOf(root, all);
    const graph = await compressed(root);
    return {
      batch: progress?.batch.toBuffer() as Buffer,
      graph: await encodeGraph(graph),
      text: await encodeGraph(structuredClone(graph)),
    };
  };
  const decode = {
    batch: (bytes: Uint8Array) => decodeBatch(bytes, { rootDir: ELSEWHERE }),
    graph: (bytes: Uint8Array) => decodeGraph(bytes, { rootDir: ELSEWHERE }),
    text: (bytes: Uint8Array) => decodeGraph(bytes, { rootDir: ELSEWHERE }),
  };
  const KINDS = ['batch', 'graph', 'text'] as const;

  it('that were never encoded are told apart', async () => {
    const { batch, graph } = await encoded();
    for (const bytes of [Buffer.alloc(0), Buffer.from('{"files":{}}'), Buffer.alloc(100), new Uint8Array(3)]) {
      for (const kind of KINDS) await expect(decode[kind](bytes)).rejects.toMatchObject({ code: 'ERR_NOT_ENCODED' });
    }
    await expect(decode.graph(batch)).rejects.toMatchObject({ code: 'ERR_NOT_ENCODED' });
    await expect(decode.batch(graph)).rejects.toMatchObject({ code: 'ERR_NOT_ENCODED' });
  });

  it('of another version are told apart', async () => {
    for (const [kind, bytes] of Object.entries(await encoded())) {
      bytes[4] = (bytes[4] as number) + 1;
      await expect(decode[kind as 'graph'](bytes)).rejects.toMatchObject({ code: 'ERR_ENCODED_VERSION' });
    }
  });

  it('that are cut off or changed are corrupt, wherever', async () => {
    for (const [kind, bytes] of Object.entries(await encoded())) {
      for (let at = 5; at < bytes.length; at += 7) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] as number) ^ (1 << (at % 8));
        const corrupt = { code: 'ERR_ENCODED_CORRUPT' };
        await expect(decode[kind as 'graph'](changed)).rejects.toMatchObject(corrupt);
        await expect(decode[kind as 'graph'](bytes.subarray(0, at))).rejects.toMatchObject(corrupt);
      }
      await expect(decode[kind as 'graph'](Buffer.concat([bytes, Buffer.alloc(1)]))).rejects.toThrow();
    }
  });

  it('may be any view of memory', async () => {
    const { graph } = await encoded();
    const shifted = new Uint8Array(graph.length + 3).subarray(3);
    shifted.set(graph);
    expect((await decode.graph(shifted)).files.size).toBe(3);
  });
});

describe('arguments', () => {
  it('of a wrong type are TypeErrors that name them', async () => {
    const graph: CodeGraph = { files: new Map(), functions: new Map(), types: new Map(), failures: [], warnings: [] };
    const wrong = (call: Promise<unknown>, name: string) =>
      expect(call).rejects.toMatchObject({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringMatching(new RegExp(`^${name} must be `)),
      });
    for (const value of [undefined, null, {}, [], 'graph', { ...graph, files: {} }]) {
      await wrong(encodeGraph(value as CodeGraph), 'graph');
    }
    for (const value of [undefined, null, {}, [], 'bytes', 1]) {
      await wrong(decodeGraph(value as Uint8Array, { rootDir: ELSEWHERE }), 'buffer');
      await wrong(decodeBatch(value as Uint8Array, { rootDir: ELSEWHERE }), 'buffer');
    }
    for (const rootDir of [null, 1, '', ' ']) {
      const options = { rootDir: rootDir as string };
      await wrong(decodeGraph(Buffer.alloc(0), options), 'options.rootDir');
      await wrong(decodeBatch(Buffer.alloc(0), options), 'options.rootDir');
      await wrong(encodeGraph(graph, options), 'options.rootDir');
    }
    await wrong(encodeGraph(graph, 'root' as never), 'options');
  });
});
