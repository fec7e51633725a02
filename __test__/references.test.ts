/** What is named without being called, as callers are given it: where it stands, whose it is, and which objects are shared. */
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { buildGraphStreaming, graphFromJSON, graphToJSON, processFilesInBatches } from '../index.mjs';
import { collected, repositoryOf } from './repository.js';

const USE = `import { save } from './lib';
const 𝒳 = '😀'; on(save, local, missing);
function local() { return [save, local]; }
class View { run() { on(this.run); } }
`;

let root: string;
beforeEach(async () => {
  root = await repositoryOf({ 'lib.ts': 'export function save() {}\n', 'use.ts': USE });
});

const graphOf = () => buildGraphStreaming(root);

describe('references', () => {
  it('stand in their file and in the functions around them, in the order of their places', async () => {
    const { files, functions } = await graphOf();
    const file = files.get(join(root, 'use.ts')) ?? expect.fail();
    const local = functions.get(`${join(root, 'use.ts')}::local`) ?? expect.fail();
    const run = functions.get(`${join(root, 'use.ts')}::View::run`) ?? expect.fail();
    expect(file.references.map(({ name }) => name)).toEqual(['save', 'local', 'save', 'local', 'run']);
    expect(local.references).toEqual(file.references.slice(2, 4));
    expect(local.references[0]).toBe(file.references[2]);
    expect(run.references).toEqual([file.references[4]]);
    expect(functions.get(`${join(root, 'lib.ts')}::save`)?.references).toEqual([]);
  });

  it('say what they name, and where', async () => {
    const { files } = await graphOf();
    const { references } = files.get(join(root, 'use.ts')) ?? expect.fail();
    expect(references[0]).toEqual({
      name: 'save',
      file: join(root, 'lib.ts'),
      position: {
        startIndex: USE.indexOf('save, local'),
        endIndex: USE.indexOf('save, local') + 4,
        startPosition: { row: 1, column: 20 },
        endPosition: { row: 1, column: 24 },
      },
      targetKey: `${join(root, 'lib.ts')}::save`,
      kind: 'value',
    });
    for (const { name, position } of references) {
      expect(USE.slice(position.startIndex, position.endIndex)).toBe(name);
      expect(USE.split('\n')[position.startPosition.row]?.slice(position.startPosition.column)).toMatch(name);
    }
  });

  it('are in a stream those of what the file itself declares', async () => {
    const [progress] = await collected(processFilesInBatches(['use.ts'], root));
    const { fileAnalysis, functions } = progress?.batch.files[0]?.analysis ?? expect.fail();
    expect(fileAnalysis.references.map(({ name }) => name)).toEqual(['local', 'local', 'run']);
    expect(functions.get(`${join(root, 'use.ts')}::local`)?.references).toEqual([fileAnalysis.references[1]]);
  });

  it('come back from JSON, the same objects in files and functions', async () => {
    const graph = await graphOf();
    const again = graphFromJSON(JSON.parse(JSON.stringify(graphToJSON(graph))));
    expect(again).toEqual(graph);
    const file = again.files.get(join(root, 'use.ts'));
    expect(again.functions.get(`${join(root, 'use.ts')}::local`)?.references[1]).toBe(file?.references[3]);
  });

  it('are none in graphs that were written before there were any', () => {
    const file = { calls: [], nodes: {} };
    const json = { files: { a: file }, functions: { f: { calls: [] } }, types: {}, failures: [] };
    const graph = graphFromJSON(json as never);
    expect(graph.files.get('a')?.references).toEqual([]);
    expect(graph.functions.get('f')?.references).toEqual([]);
  });
});

describe('receiverType', () => {
  it('is the key of what a member is called on, and null where that is nothing of the repository', async () => {
    const folder = await repositoryOf({
      'order.ts':
        'export class Base { save() {} }\nexport class Order extends Base { static load() { return new Order(); } }\n',
      'use.ts':
        "import { Order } from './order';\nOrder.load().save();\nconst many = [new Order()]; many[0].save(); many.pop(); run();\nfunction run() { JSON.parse(''); }\n",
    });
    const { files } = await buildGraphStreaming(folder);
    const calls = files.get(join(folder, 'use.ts'))?.calls ?? [];
    const key = `${join(folder, 'order.ts')}::Order`;
    const types = calls.map((call) => [call.function, call.receiverType, call.resolution]);
    expect(types).toEqual([
      ['load', key, 'receiver'],
      ['save', key, 'inherited'],
      ['constructor', null, 'import'],
      ['save', key, 'inherited'],
      ['pop', null, 'builtin'],
      ['run', null, 'local'],
      ['parse', null, 'builtin'],
    ]);
  });
});
