/**
 * A process in which some library has given `Object.prototype` properties: nobody has passed them to this package. And
 * names of files, fields and functions that mean something to every object.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming, processFilesInBatches } from '../index.mjs';
import { allBelow, collected, repositoryOf } from './repository.js';

const execute = promisify(execFile);

/** What `program`, which sees the package as `graph`, the adapter as `nest` and a repository as `root`, answers. */
async function inPollutedProcess(pollution: string, program: string, root: string): Promise<unknown> {
  const script = `
    import 'reflect-metadata';
    import * as graph from ${JSON.stringify(new URL('../index.mjs', import.meta.url))};
    import * as nest from ${JSON.stringify(new URL('../nestjs.mjs', import.meta.url))};
    const root = ${JSON.stringify(root)};
    const clean = (object) => Object.assign(Object.create(null), object);
    // Node.js itself looks at its own options in the same way while it opens standard output.
    void [process.stdout, process.stderr];
    // Neither does its loader like what is called a path: what is loaded when it is needed is loaded before.
    new nest.CodeKnowledgeGraphService({ logger: false });
    const pollution = ${pollution};
    for (const [name, value] of Object.entries(pollution)) {
      Object.defineProperty(Object.prototype, name, { value, writable: true, configurable: true, enumerable: false });
    }
    const answer = await (async () => { ${program} })();
    for (const name of Object.keys(pollution)) delete Object.prototype[name];
    process.stdout.write(JSON.stringify(answer));`;
  const { stdout, stderr } = await execute(process.execPath, ['--input-type=module', '-e', script]);
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

const FILES = { 'a.ts': 'export function a() {}\n', 'b.ts': 'export function b() {}\n', 'c.ts': '' };

/** Of each option one value that would be seen, and one of a wrong type. */
const SEEN = `{ batchSize: 1, include: ['a.ts'], exclude: ['b.ts'], maxFileSize: 1, concurrency: 1, adaptive: true,
  respectGitignore: true, memoryThreshold: 0.5, onProgress: () => process.stderr.write('told'),
  logger: { log() { process.stderr.write('logged'); }, warn() {}, error() {}, debug() {} },
  signal: AbortSignal.abort(), path: 'elsewhere', maxFailureShare: 0, health: true, isGlobal: true }`;
const WRONG = `{ batchSize: 'x', include: 1, exclude: 1, maxFileSize: 0, concurrency: {}, adaptive: 1,
  respectGitignore: 1, memoryThreshold: 7, onProgress: 1, logger: 1, signal: 1, code: 'ERR_ROOT_DIR_NOT_FOUND',
  message: 'no', pressure: 1, lastBatchTime: 7, maxFailureShare: 'x', tracing: 'x', registry: 1, path: 1, health: 1,
  metrics: 1, isGlobal: 1 }`;

describe.each([
  ['values that would be seen', SEEN],
  ['values of wrong types', WRONG],
])('properties of every object with %s', (_, pollution) => {
  it('are no options of a stream, a graph, an instance', async () => {
    const root = await repositoryOf({ ...FILES, '.gitignore': 'c.ts\n' });
    const program = `
      const answers = [];
      for (const options of [undefined, null, {}, clean({}), new (class {})(), { batchSize: 2 }]) {
        const instance = new graph.CodeKnowledgeGraph(options);
        const before = instance.getStreamingMetrics().lastBatchTime;
        const files = await instance.getAllSourceFiles(root);
        const sizes = [];
        for await (const { batch } of instance.processFilesInBatches(files, root, options)) sizes.push(batch.files.length);
        for await (const { batch } of graph.processFilesInBatches(files, root)) sizes.push(batch.files.length);
        const whole = await graph.buildGraphStreaming(root, [], options);
        answers.push([before, files.length, sizes, whole.files.size]);
      }
      return answers;`;
    const defaults = [0, 3, [3, 3], 3];
    const expected = [defaults, defaults, defaults, defaults, defaults, [0, 3, [2, 1, 3], 3]];
    expect(await inPollutedProcess(pollution, program, root)).toEqual(expected);
  });

  it('are no options of the service for NestJS', async () => {
    const root = await repositoryOf(FILES);
    const program = `
      const service = new nest.CodeKnowledgeGraphService({ logger: false });
      const sizes = [];
      for await (const { batch } of service.processFilesInBatches(['a.ts', 'b.ts'], root)) sizes.push(batch.files.length);
      const health = new nest.StreamingHealthController(service, {}).getStreamingMetrics().status;
      const { controllers, global } = nest.CodeKnowledgeGraphModule.forRoot({});
      const [controller] = nest.CodeKnowledgeGraphModule.forRoot({ health: {} }).controllers;
      return [sizes, (await service.buildGraphStreaming(root)).files.size, health, controllers.length, global,
        Reflect.getMetadata('path', controller)];`;
    expect(await inPollutedProcess(pollution, program, root)).toEqual([
      [2],
      3,
      'ok',
      0,
      false,
      'health/streaming-metrics',
    ]);
  });
});

it('what an object inherits from anything else is an option, of another realm too', async () => {
  const root = await repositoryOf(FILES);
  const program = `
    const { runInNewContext } = await import('node:vm');
    class Defaults { get batchSize() { return 1; } }
    const other = runInNewContext('Object.prototype.batchSize = 3; ({})');
    const sizes = [];
    for (const options of [new Defaults(), Object.create({ batchSize: 1 }), Object.create(clean({ batchSize: 1 })),
      Object.freeze({ batchSize: 1 }), new Proxy({ batchSize: 1 }, {}), other]) {
      sizes.push((await graph.processFilesInBatches(['a.ts', 'b.ts'], root, options).next()).value.batch.files.length);
    }
    return sizes;`;
  expect(await inPollutedProcess('{ batchSize: 2, concurrency: 1 }', program, root)).toEqual([1, 1, 1, 1, 1, 2]);
});

const ODD = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__'];

describe('names that every object has', () => {
  it('are names of files, functions and fields like others', async () => {
    const files = Object.fromEntries(
      ODD.map((name) => [
        `${name}.ts`,
        `export class K { ${name === 'constructor' ? 'x' : name}?: string; static ${name === 'prototype' ? 'y' : name}() {} }
         export const o = { '${name}': function () { return 1; } };
         export function ${name}() { return ${name}(); }\n`,
      ]),
    );
    const root = await repositoryOf({ ...files, 'use.ts': ODD.map((name) => `import './${name}.js';\n`).join('') });
    const graph = await buildGraphStreaming(root);
    expect(graph.failures).toEqual([]);
    expect(allBelow(root, graph.files.get(`${root}/use.ts`)?.imports ?? [])).toEqual(ODD.map((name) => `${name}.ts`));
    for (const name of ODD) {
      const key = `${root}/${name}.ts::${name}`;
      expect(graph.functions.get(key)?.calls.map(({ targetKey }) => targetKey)).toEqual([key]);
      const fields = graph.types.get(`${root}/${name}.ts::K`)?.fields;
      expect([...(fields?.keys() ?? [])]).toContain(name);
    }
    const given = ODD.map((name) => `${name}.ts`);
    const batches = await collected(processFilesInBatches(given, root));
    expect(batches.flatMap(({ batch }) => batch.files.map(({ filePath }) => filePath))).toEqual(given);
  });
});
