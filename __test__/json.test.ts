/** Results as JSON and back: what of them JSON cannot hold, and what reads it again. */
import { deepStrictEqual } from 'node:assert';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  type AsJSON,
  buildGraphStreaming,
  type CodeGraph,
  decodeBatch,
  decodeGraph,
  encodeGraph,
  graphFromJSON,
  graphToJSON,
  graphToJSONText,
  openIndex,
  processFilesInBatches,
} from '../index.mjs';
import { collected, repositoryOf } from './repository.js';

const FIXTURES = fileURLToPath(new URL('../tests/fixtures', import.meta.url));

/** Every language, with whatever the fixtures have. */
const graphOfAll = () => buildGraphStreaming(FIXTURES);

const throughText = (graph: CodeGraph): AsJSON<CodeGraph> => JSON.parse(JSON.stringify(graphToJSON(graph)));

const ODD = `export class Odd {
  b = 1; 10 = 2; 2 = 3; __proto__?: string; constructor() {} toString() { return this.hasOwnProperty(''); }
}
export const o = { '__proto__': function () {}, ['\\u2028\\ud800']: () => 1 };\n`;

describe('JSON.stringify', () => {
  const twice = (graph: CodeGraph) => JSON.parse(JSON.stringify({ graph })).graph;

  it('has of a graph what graphToJSON has, whatever the graph came from', async () => {
    const root = await repositoryOf({ 'odd.ts': ODD });
    const graph = await buildGraphStreaming(root);
    const expected = throughText(graph);
    expect(JSON.parse(JSON.stringify(graph))).toEqual(expected);
    const index = await openIndex(root);
    const around = await index.subgraph('Odd');
    const others = {
      'a decoded one': await decodeGraph(await encodeGraph(graph)),
      'one of objects': await decodeGraph(await encodeGraph(structuredClone(graph))),
      'one read from JSON': graphFromJSON(expected),
      'one of an index': await index.graph({ rootDir: root }),
    };
    for (const [what, other] of Object.entries(others)) expect([what, twice(other)]).toEqual([what, expected]);
    expect(JSON.parse(JSON.stringify(around))).toEqual(JSON.parse(JSON.stringify(graphToJSON({ ...around }))));
    expect(around.types.size).toBe(1);
    await index.close();
  });

  it('has of a batch all that is in it', async () => {
    const root = await repositoryOf({ 'odd.ts': ODD });
    for (const progress of await collected(processFilesInBatches(['odd.ts'], root))) {
      expect(JSON.parse(JSON.stringify(progress))).toEqual(JSON.parse(JSON.stringify(graphToJSON(progress))));
      expect(JSON.parse(JSON.stringify(progress)).batch.files[0].analysis.functions).not.toEqual({});
      const decoded = await decodeBatch(progress.batch.toBuffer());
      expect(JSON.parse(JSON.stringify(decoded.batch))).toEqual(graphToJSON(decoded.batch));
    }
  });

  it('says of an index what it knows of', async () => {
    await using index = await openIndex(await repositoryOf({ 'odd.ts': ODD }));
    const { root, stats, failures, warnings } = index;
    expect(JSON.parse(JSON.stringify([index]))).toEqual([{ root, stats, failures, warnings }]);
  });

  it('changes nothing else: graphs and batches are as plain as before', async () => {
    const root = await repositoryOf({ 'odd.ts': ODD });
    const graph = await buildGraphStreaming(root);
    const [{ batch } = expect.fail()] = await collected(processFilesInBatches(['odd.ts'], root));
    for (const result of [graph, batch]) {
      expect('toJSON' in { ...result }).toBe(false);
      expect(Object.keys(result)).not.toContain('toJSON');
      expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
      deepStrictEqual(structuredClone(result), { ...result });
      expect(result).toStrictEqual({ ...result });
      expect(inspect(result)).not.toContain('toJSON');
    }
  });
});

describe('graphToJSON', () => {
  it('has objects where the graph has Maps, and nothing else of its own', async () => {
    const graph = await graphOfAll();
    const json = graphToJSON(graph);
    expect(Object.keys(json)).toEqual(['files', 'functions', 'types', 'failures', 'warnings']);
    expect(Object.keys(json.functions)).toEqual([...graph.functions.keys()]);
    for (const [path, file] of graph.files) {
      const { nodes, ...rest } = json.files[path] as AsJSON<typeof file>;
      expect(rest).toEqual({ ...file, nodes: undefined });
      expect(Object.entries(nodes)).toEqual([...file.nodes]);
    }
    for (const [key, type] of graph.types) {
      expect({ ...json.types[key], fields: null }).toEqual({ ...type, fields: null });
      expect(new Map(Object.entries(json.types[key]?.fields ?? {}))).toEqual(type.fields);
    }
    expect(json.failures).toBe(graph.failures);
    expect(JSON.parse(JSON.stringify(json))).toEqual(json);
    expect(JSON.stringify({ ...graph, warnings: [] })).toBe(
      '{"files":{},"functions":{},"types":{},"failures":[],"warnings":[]}',
    );
  });

  it('takes a batch, and any part of a result', async () => {
    const root = await repositoryOf({ 'a.ts': 'export class A { b = 1; }\n', 'binary.ts': '\0' });
    const [progress] = await collected(processFilesInBatches(['a.ts', 'binary.ts'], root));
    const json = graphToJSON(progress);
    expect(json?.batch.files[0]?.analysis.types[`${root}/a.ts::A`]?.fields).toEqual({ b: 'number' });
    expect(json).toMatchObject({ progress: 100, totalFiles: 2, batch: { failures: progress?.batch.failures } });
    const file = progress?.batch.files[0];
    expect(graphToJSON(file)).toEqual(json?.batch.files[0]);
    expect(graphToJSON(file?.analysis.fileAnalysis)).toEqual(json?.batch.files[0]?.analysis.fileAnalysis);
    expect(graphToJSON([file])).toEqual([json?.batch.files[0]]);
    expect(graphToJSON(new Map([['a', new Map([['b', [1]]])]]))).toEqual({ a: { b: [1] } });
    for (const value of [undefined, null, 1, 'text', true, [], {}]) expect(graphToJSON(value)).toBe(value);
    const call = { calls: file?.analysis.fileAnalysis.calls };
    expect(graphToJSON(call)).toBe(call);
  });

  it('loses no name, whatever it means to objects', async () => {
    const graph = await buildGraphStreaming(await repositoryOf({ '__proto__.ts': ODD }));
    const text = JSON.stringify(graphToJSON(graph));
    const [odd] = graph.types.values();
    expect([...(odd?.fields.keys() ?? [])]).toEqual(expect.arrayContaining(['b', '10', '2', '__proto__', 'toString']));
    const again = graphFromJSON(JSON.parse(text));
    expect(again).toEqual(graph);
    expect([...again.functions.keys()]).toEqual([...graph.functions.keys()]);
    expect(Object.getPrototypeOf(graphToJSON(odd)?.fields)).toBe(Object.prototype);
  });
});

describe('graphToJSONText', () => {
  it('is the same as text, in pieces', async () => {
    const graph = await graphOfAll();
    const pieces = [...graphToJSONText(graph)];
    expect(pieces.length).toBeGreaterThan(2);
    expect(Math.min(...pieces.slice(0, -1).map((piece) => piece.length))).toBeGreaterThan(200_000);
    expect(JSON.parse(pieces.join(''))).toEqual(graphToJSON(graph));
  });

  it('takes whatever graphToJSON takes', async () => {
    const root = await repositoryOf({ 'a.ts': 'export class A { b = 1; }\n' });
    const batches = await collected(processFilesInBatches(['a.ts', 'missing.ts'], root, { batchSize: 1 }));
    const empty = { files: new Map(), functions: new Map(), types: new Map(), failures: [], warnings: [] };
    const values = [
      batches,
      batches[0],
      empty,
      new Map(),
      [],
      [new Map()],
      {},
      null,
      1,
      'text',
      { a: undefined, b: new Map() },
    ];
    for (const value of values) {
      expect([...graphToJSONText(value)].join('')).toBe(JSON.stringify(graphToJSON(value)));
    }
  });

  it('keeps the order of names like integers, which objects do not', async () => {
    const graph = await buildGraphStreaming(
      await repositoryOf({ 'a.ts': 'export class A { b = 1; 10 = 2; 2 = 3; }\n' }),
    );
    const text = [...graphToJSONText(graph)].join('');
    expect(text).toContain('"fields":{"b":"number","10":"number","2":"number"}');
    expect(graphFromJSON(JSON.parse(text))).toEqual(graph);
  });
});

describe('graphFromJSON', () => {
  it('gives back the graph', async () => {
    const graph = await graphOfAll();
    const again = graphFromJSON(throughText(graph));
    expect(again).toEqual(graph);
    for (const [map, other] of [
      [graph.files, again.files],
      [graph.functions, again.functions],
      [graph.types, again.types],
    ] as const) {
      expect(other).toBeInstanceOf(Map);
      expect([...other.keys()]).toEqual([...map.keys()]);
    }
    let shared = 0;
    for (const { file, calls } of again.functions.values()) {
      const own = new Set(again.files.get(file)?.calls);
      for (const call of calls) if (own.has(call)) shared++;
      expect(calls.every((call) => own.has(call))).toBe(true);
    }
    expect(shared).toBeGreaterThan(100);
  });

  it('needs no detour over text, and leaves its argument as it is', async () => {
    const graph = await graphOfAll();
    const json = graphToJSON(graph);
    const before = JSON.stringify(json);
    const again = graphFromJSON(json);
    again.files.clear();
    again.failures.push({ filePath: '', code: 'ERR_FILE_READ', message: '' });
    expect(JSON.stringify(json)).toBe(before);
  });

  it('is the same as text, whatever callers have put beside it', () => {
    const numbers = new Map<unknown, unknown>([[1, new Map([[true, null]])]]);
    const beside = { numbers, none: undefined, call: () => 1, symbol: Symbol('s'), at: new Date(0) };
    const text = [...graphToJSONText(beside)].join('');
    expect(text).toBe(JSON.stringify(graphToJSON(beside)));
    expect(JSON.parse(text)).toEqual({ numbers: { 1: { true: null } }, at: '1970-01-01T00:00:00.000Z' });
  });

  it.each<[string, unknown]>([
    ['json', null],
    ['json', []],
    ['json', 'text'],
    ['json.files', {}],
    ['json.files', { files: [], functions: {}, types: {}, failures: [] }],
    ['json.functions', { files: {}, functions: new Map([[1, 2]]).size, types: {}, failures: [] }],
    ['json.types', { files: {}, functions: {}, types: null, failures: [] }],
    ['json.failures', { files: {}, functions: {}, types: {}, failures: {} }],
    ['json.files["a"]', { files: { a: 1 }, functions: {}, types: {}, failures: [] }],
    ['json.files["a"].calls', { files: { a: {} }, functions: {}, types: {}, failures: [] }],
    ['json.files["a"].nodes', { files: { a: { calls: [], nodes: [] } }, functions: {}, types: {}, failures: [] }],
    ['json.functions["f"]', { files: {}, functions: { f: null }, types: {}, failures: [] }],
    ['json.functions["f"].calls', { files: {}, functions: { f: {} }, types: {}, failures: [] }],
    ['json.files["a"].calls[1]', { files: { a: { calls: [{}, null] } }, functions: {}, types: {}, failures: [] }],
    [
      'json.files["a"].references[0]',
      { files: { a: { calls: [], references: ['x'], nodes: {} } }, functions: {}, types: {}, failures: [] },
    ],
    [
      'json.files["a"].references[…].position',
      { files: { a: { calls: [], references: [{}], nodes: {} } }, functions: {}, types: {}, failures: [] },
    ],
    ['json.functions["f"].calls[0]', { files: {}, functions: { f: { calls: ['x'] } }, types: {}, failures: [] }],
    [
      'json.functions["f"].references[1]',
      { files: {}, functions: { f: { calls: [], references: [7, null] } }, types: {}, failures: [] },
    ],
    ['json.types["t"].fields', { files: {}, functions: {}, types: { t: { fields: 'none' } }, failures: [] }],
  ])('says where something is no graph: %s', (name, json) => {
    expect(() => graphFromJSON(json as never)).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        code: 'ERR_INVALID_ARG_TYPE',
        message: expect.stringMatching(
          new RegExp(`^${name.replace(/[[\].]/g, '\\$&')} must be an (object|array), not `),
        ),
      }),
    );
  });
});
