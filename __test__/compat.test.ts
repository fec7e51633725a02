// The graph of a small repository against the one that the replaced service built of it: everything is equal
// but the exceptions below, each of which names the row of the agreed table that allows it. Every row of the
// table has an assertion of its own further down.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AnalysisNode, buildGraphStreaming, type Call, type CodeGraph, NodeType } from '../index.mjs';
import {
  allBelow,
  below,
  callOf,
  callsIn,
  fileIn,
  functionIn,
  repositoryOf,
  slashed,
  summaryOf,
  typeIn,
} from './repository.js';

const root = slashed(resolve(__dirname, 'fixtures/compat/typescript'));
const old: OldGraph = JSON.parse(readFileSync(`${root}/old-service.json`, 'utf8'));
let graph: CodeGraph;

beforeAll(async () => {
  graph = await buildGraphStreaming(root);
});

interface OldCall {
  function: string;
  caller: string;
  file: string;
}

type OldNode = Pick<AnalysisNode, 'name' | 'type' | 'text' | 'position'>;

interface OldGraph {
  files: Record<
    string,
    { defines: string[]; className: string[]; imports: string[]; calls: OldCall[]; nodes: OldNode[] }
  >;
  functions: Record<string, Record<(typeof functionFields)[number], unknown> & { calls: OldCall[] }>;
  types: Record<
    string,
    Record<(typeof typeFields)[number], unknown> &
      Record<(typeof typeLists)[number], string[]> & { fields: Record<string, string> }
  >;
}

const functionFields = [
  'name',
  'params',
  'lines',
  'returnType',
  'className',
  'startLine',
  'endLine',
  'functionHash',
  'signatureHash',
  'fullText',
  'position',
] as const;
const typeFields = ['name', 'type', 'position'] as const;
const typeLists = ['extends', 'implements', 'extendedBy', 'implementedBy'] as const;

/** The rows of the agreed table that explain a difference in a field of this fixture. */
type Row =
  | 'type aliases'
  | 'first line'
  | 'chained calls'
  | 'tsx grammar'
  | 'aliased imports'
  | 'caller of an aliased type'
  | 're-exports'
  | 'object literal methods'
  | 'anonymous default class'
  | 'members initialised without a type'
  | 'destructured and rest parameters'
  | 'every call once'
  | 'file and caller in general';

/** Keys that changed. */
const renamedFunctions: Record<string, { to: string; row: Row }> = {
  'src/orders/order.service.ts::OrderService::shipped': {
    to: 'src/orders/order.service.ts::OrderService::handlers::shipped',
    row: 'object literal methods',
  },
  'src/orders/order.service.ts::audit': {
    to: 'src/orders/order.service.ts::default::audit',
    row: 'anonymous default class',
  },
};
const renamedTypes: Record<string, { to: string; row: Row }> = {
  'src/badge.tsx::': { to: 'src/badge.tsx::BadgeProps', row: 'type aliases' },
  'src/shared/money.ts::': { to: 'src/shared/money.ts::Money', row: 'type aliases' },
};

interface FieldException {
  key: string;
  field: string;
  row: Row;
  required: unknown;
}

const badge = 'src/badge.tsx::Badge';
const badgeText = [
  '{',
  '    const pick = () => onPick?.(order.id);',
  "    return <button onClick={pick}>{order.print('badge')}</button>;",
  '}',
].join('\n');

/** Fields of functions that changed, by the function's old key. */
const functionExceptions: FieldException[] = [
  {
    key: 'src/orders/order.service.ts::OrderService::shipped',
    field: 'className',
    row: 'object literal methods',
    required: '',
  },
  { key: badge, field: 'params', row: 'destructured and rest parameters', required: ['{ order, onPick }'] },
  {
    key: badge,
    field: 'signatureHash',
    row: 'destructured and rest parameters',
    required: signatureHash(1, 'unknown'),
  },
  { key: badge, field: 'lines', row: 'tsx grammar', required: 4 },
  { key: badge, field: 'endLine', row: 'tsx grammar', required: 9 },
  { key: badge, field: 'fullText', row: 'tsx grammar', required: badgeText },
  {
    key: badge,
    field: 'functionHash',
    row: 'tsx grammar',
    required: expect.stringMatching(/^statement_block\(\{,lexical_declaration\(const,.*jsx_element\(.*,\}\)$/),
  },
  {
    key: badge,
    field: 'position',
    row: 'tsx grammar',
    required: range(
      [156, 5, 13],
      [156 + 'Badge = ({ order, onPick }: BadgeProps) => '.length + badgeText.length, 8, 1],
    ),
  },
  {
    key: 'src/badge.tsx::BadgeList',
    field: 'functionHash',
    row: 'tsx grammar',
    required: expect.stringMatching(
      /^statement_block\(\{,return_statement\(return,jsx_element\(.*jsx_self_closing_element\(/,
    ),
  },
  { key: 'src/broken.ts::fine', field: 'startLine', row: 'first line', required: 1 },
  { key: 'src/shared/clock.ts::now', field: 'startLine', row: 'first line', required: 1 },
  { key: 'src/shared/clock.ts::now', field: 'endLine', row: 'first line', required: 1 },
  {
    key: 'src/orders/order.service.ts::audit',
    field: 'className',
    row: 'anonymous default class',
    required: 'default',
  },
  {
    key: 'src/orders/order.service.ts::audit',
    field: 'params',
    row: 'destructured and rest parameters',
    required: ['{ id }', '...rest'],
  },
  {
    key: 'src/orders/order.service.ts::audit',
    field: 'signatureHash',
    row: 'destructured and rest parameters',
    required: signatureHash(2, 'string[]'),
  },
];

/** Members of types whose type text changed, by the type's old key; `field` is the member. */
const memberExceptions: FieldException[] = [
  {
    key: 'src/orders/order.entity.ts::Order',
    field: 'label',
    row: 'members initialised without a type',
    required: 'string',
  },
  {
    key: 'src/orders/order.entity.ts::Order',
    field: 'count',
    row: 'members initialised without a type',
    required: 'number',
  },
  {
    key: 'src/shared/clock.ts::BaseClock',
    field: 'ticks',
    row: 'members initialised without a type',
    required: 'number',
  },
  { key: 'src/badge.tsx::', field: 'Order', row: 'type aliases', required: undefined },
  { key: 'src/badge.tsx::', field: '(id: string) => void', row: 'type aliases', required: undefined },
  { key: 'src/shared/money.ts::', field: 'Currency', row: 'type aliases', required: undefined },
  { key: 'src/shared/money.ts::', field: 'number', row: 'type aliases', required: undefined },
];

/** Scopes that changed: an alias is now a segment of its own scope. */
const scopeExceptions: FieldException[] = [
  {
    key: 'src/badge.tsx::',
    field: 'scope',
    row: 'type aliases',
    required: [{ name: 'BadgeProps', type: 'NODE_TYPE_TYPE_ALIAS' }],
  },
  {
    key: 'src/shared/money.ts::',
    field: 'scope',
    row: 'type aliases',
    required: [{ name: 'Money', type: 'NODE_TYPE_TYPE_ALIAS' }],
  },
];

/** Nodes of files that changed, by file and start. */
const nodeExceptions: { file: string; startIndex: number; row: Row; required: Pick<OldNode, 'text' | 'position'> }[] = [
  {
    file: 'src/badge.tsx',
    startIndex: 156,
    row: 'tsx grammar',
    required: {
      text: `Badge = ({ order, onPick }: BadgeProps) => ${badgeText}`,
      position: range(
        [156, 5, 13],
        [156 + 'Badge = ({ order, onPick }: BadgeProps) => '.length + badgeText.length, 8, 1],
      ),
    },
  },
];

interface CallException {
  /** The old key of the function, or the file's path. */
  of: string;
  /** The called name and which of its calls there, from 0. */
  call: [name: string, occurrence: number];
  rows: Row[];
  required: { caller: string; file: string };
}

const order = { caller: 'Order', file: 'src/orders/order.entity.ts' };
const observable = { caller: 'Observable', file: 'rxjs' };
const project = { caller: '', file: 'rxjs' };
const orderRepository = { caller: 'OrderRepository', file: 'src/orders/order.repository.ts' };
const clock = { caller: 'BaseClock', file: 'src/shared/clock.ts' };
const service = 'src/orders/order.service.ts';
const repository = 'src/orders/order.repository.ts';

/** Calls whose caller or file changed: once in the function's calls, once in the file's. */
const callExceptions: CallException[] = [
  { of: badge, call: ['print', 0], rows: ['tsx grammar', 'file and caller in general'], required: order },
  { of: 'src/badge.tsx', call: ['print', 0], rows: ['tsx grammar', 'file and caller in general'], required: order },
  { of: 'src/legacy.js::createOrder', call: ['addLine', 0], rows: ['file and caller in general'], required: order },
  { of: 'src/legacy.js', call: ['addLine', 0], rows: ['file and caller in general'], required: order },
  { of: `${repository}::FileOrderRepository::watch`, call: ['pipe', 0], rows: ['chained calls'], required: observable },
  { of: repository, call: ['pipe', 0], rows: ['chained calls'], required: observable },
  {
    of: `${repository}::FileOrderRepository::watch`,
    call: ['project', 0],
    rows: ['aliased imports'],
    required: project,
  },
  { of: repository, call: ['project', 0], rows: ['aliased imports'], required: project },
  { of: `${service}::OrderService::pay`, call: ['total', 0], rows: ['file and caller in general'], required: order },
  { of: service, call: ['total', 0], rows: ['file and caller in general'], required: order },
  {
    of: `${service}::OrderService::pay`,
    call: ['save', 0],
    rows: ['aliased imports', 'caller of an aliased type'],
    required: orderRepository,
  },
  { of: service, call: ['save', 0], rows: ['aliased imports', 'caller of an aliased type'], required: orderRepository },
  { of: `${service}::OrderService::pay`, call: ['sleep', 0], rows: ['re-exports'], required: clock },
  { of: service, call: ['sleep', 0], rows: ['re-exports'], required: clock },
  { of: `${service}::OrderService::pay`, call: ['addLine', 0], rows: ['chained calls'], required: order },
  { of: `${service}::OrderService::pay`, call: ['addLine', 1], rows: ['chained calls'], required: order },
  { of: service, call: ['addLine', 0], rows: ['chained calls'], required: order },
  { of: service, call: ['addLine', 1], rows: ['chained calls'], required: order },
  {
    of: `${service}::OrderService::load`,
    call: ['findById', 0],
    rows: ['aliased imports', 'caller of an aliased type'],
    required: orderRepository,
  },
  {
    of: service,
    call: ['findById', 0],
    rows: ['aliased imports', 'caller of an aliased type'],
    required: orderRepository,
  },
  {
    of: `${service}::OrderService::shipped`,
    call: ['print', 0],
    rows: ['file and caller in general'],
    required: order,
  },
  { of: service, call: ['print', 0], rows: ['file and caller in general'], required: order },
];

/** Calls of files that the old service listed a second time, for a nested function. */
const repeatedCalls: { of: string; call: [name: string, occurrence: number]; row: Row }[] = [
  { of: 'src/badge.tsx', call: ['onPick', 1], row: 'every call once' },
  { of: 'src/shared/money.ts', call: ['toFixed', 1], row: 'every call once' },
];

describe('the graph of the TypeScript fixture', () => {
  it('fails for no file', () => {
    expect(graph.failures).toEqual([]);
    expect(allBelow(root, graph.files.keys())).toEqual(Object.keys(old.files).sort());
  });

  describe.each(Object.keys(old.functions))('function %s', (oldKey) => {
    const before = old.functions[oldKey] as OldGraph['functions'][string];
    const key = renamedFunctions[oldKey]?.to ?? oldKey;

    it.each(functionFields)('has the old service’s %s', (field) => {
      const exception = functionExceptions.find((each) => each.key === oldKey && each.field === field);
      const expected = exception ? exception.required : before[field];
      expect(functionIn(graph, root, key)[field]).toEqual(expected);
    });

    it('is declared in the file of its key', () => {
      expect(below(root, functionIn(graph, root, key).file)).toBe(key.slice(0, key.indexOf('::')));
    });

    it('makes the old service’s calls', () => {
      const found = functionIn(graph, root, key).calls;
      expectCalls(found, oldKey, before.calls);
    });
  });

  describe.each(Object.keys(old.types))('type %s', (oldKey) => {
    const before = old.types[oldKey] as OldGraph['types'][string];
    const key = renamedTypes[oldKey]?.to ?? oldKey;

    it.each(typeFields)('has the old service’s %s', (field) => {
      expect(typeIn(graph, root, key)[field]).toEqual(before[field]);
    });

    it('has the old service’s scope', () => {
      const exception = scopeExceptions.find((each) => each.key === oldKey);
      const expected = exception ? exception.required : (before as { scope?: unknown }).scope;
      expect(typeIn(graph, root, key).scope).toEqual(expected);
    });

    it.each(typeLists)('has at least the old service’s %s, in its order', (list) => {
      expectSubsequence(allBelow(root, typeIn(graph, root, key)[list]), before[list]);
    });

    it('has at least the old service’s fields', () => {
      const { fields } = typeIn(graph, root, key);
      const expected = Object.entries(before.fields).map(([member, type]) => {
        const exception = memberExceptions.find((each) => each.key === oldKey && each.field === member);
        return [member, exception ? exception.required : type];
      });
      expect(expected.map(([member]) => [member, fields.get(member as string)])).toEqual(expected);
    });

    it('is declared in the file of its key', () => {
      expect(below(root, typeIn(graph, root, key).file)).toBe(key.slice(0, key.indexOf('::')));
    });
  });

  describe.each(Object.keys(old.files))('file %s', (path) => {
    const before = old.files[path] as OldGraph['files'][string];

    it.each(['defines', 'className'] as const)('has at least the old service’s %s, in its order', (list) => {
      expectSubsequence(fileIn(graph, root, path)[list], before[list]);
    });

    it('has at least the old service’s imports, in its order', () => {
      expectSubsequence(allBelow(root, fileIn(graph, root, path).imports), before.imports);
    });

    it('has the old service’s nodes', () => {
      const found = new Map(
        Array.from(fileIn(graph, root, path).nodes.values(), (node) => [nodeKey(node), shapeOf(node)]),
      );
      const expected = before.nodes.map((node) => {
        const exception = nodeExceptions.find(
          (each) => each.file === path && each.startIndex === node.position.startIndex,
        );
        return exception ? { ...node, ...exception.required } : node;
      });
      expect(expected.map((node) => found.get(nodeKey(node)))).toEqual(expected);
    });

    it('makes the old service’s calls', () => {
      const calls = before.calls.filter((call, index) => {
        const occurrence = before.calls.slice(0, index).filter((each) => each.function === call.function).length;
        return !repeatedCalls.some(
          (each) => each.of === path && each.call[0] === call.function && each.call[1] === occurrence,
        );
      });
      expectCalls(fileIn(graph, root, path).calls, path, calls);
    });
  });

  it('has an exception for nothing that is equal', () => {
    const stale = [
      ...functionExceptions.filter(({ key, field, required }) => {
        const before = old.functions[key] as Record<string, unknown> | undefined;
        return before === undefined || !differs(before[field], required);
      }),
      ...memberExceptions.filter(({ key, field, required }) => old.types[key]?.fields[field] === required),
      ...Object.keys(renamedFunctions).filter((key) => !(key in old.functions)),
      ...Object.keys(renamedTypes).filter((key) => !(key in old.types)),
      ...callExceptions.filter(({ of, call: [name, occurrence], required }) => {
        const calls = (old.functions[of] ?? old.files[of])?.calls.filter((call) => call.function === name);
        const before = calls?.[occurrence];
        return before === undefined || (before.caller === required.caller && before.file === required.file);
      }),
      ...repeatedCalls.filter(
        ({ of, call: [name, occurrence] }) =>
          old.files[of]?.calls.filter((call) => call.function === name)[occurrence] === undefined,
      ),
    ];
    expect(stale).toEqual([]);
  });
});

describe('what the old service had wrong or missing', () => {
  it('gives every type alias a key, a scope and fields of its own', async () => {
    expect(typeIn(graph, root, 'src/shared/money.ts::Money')).toMatchObject({
      scope: [{ name: 'Money', type: NodeType.NODE_TYPE_TYPE_ALIAS }],
      type: NodeType.NODE_TYPE_TYPE_ALIAS,
      fields: new Map([
        ['amount', 'number'],
        ['currency', 'Currency'],
      ]),
    });
    expect(typeIn(graph, root, 'src/shared/money.ts::Currency')).toMatchObject({
      scope: [{ name: 'Currency', type: NodeType.NODE_TYPE_TYPE_ALIAS }],
      fields: new Map([
        ["'BRL'", "'BRL'"],
        ["'USD'", "'USD'"],
      ]),
    });
    expect(typeIn(graph, root, 'src/shared/money.ts::Amount').fields).toEqual(new Map([['number', 'number']]));
    expect(typeIn(graph, root, 'src/badge.tsx::BadgeProps').fields).toEqual(
      new Map([
        ['order', 'Order'],
        ['onPick', '(id: string) => void'],
      ]),
    );
    expect(Array.from(graph.types.keys()).filter((key) => key.endsWith('::'))).toEqual([]);
  });

  it('counts lines from 1 on the first line of a file', async () => {
    const path = await repositoryOf({ 'a.ts': 'const one = () => 1; function two() {\n}\n' });
    const { functions } = await buildGraphStreaming(path);
    expect(functions.get(`${path}/a.ts::one`)).toMatchObject({ startLine: 1, endLine: 1, lines: 1 });
    expect(functions.get(`${path}/a.ts::two`)).toMatchObject({ startLine: 1, endLine: 2, lines: 2 });
  });

  it('gives one call for every link of a chain, in source order', () => {
    const pay = functionIn(graph, root, `${service}::OrderService::pay`).calls;
    expect(pay.map((call) => `${call.caller}.${call.function}`)).toEqual([
      'OrderService.load',
      'money.add',
      'Order.total',
      'Error.constructor',
      '.retry',
      'OrderRepository.save',
      'BaseClock.sleep',
      'Order.addLine',
      'money.zero',
      'Order.addLine',
      'money.zero',
    ]);
    const watch = functionIn(graph, root, `${repository}::FileOrderRepository::watch`).calls;
    expect(watch.map((call) => `${call.caller}.${call.function}`)).toEqual([
      'Observable.constructor',
      'Observable.pipe',
      '.project',
      'FileOrderRepository.revive',
    ]);
  });

  it('parses .tsx and .jsx with JSX, and counts a component as a call', async () => {
    const list = functionIn(graph, root, 'src/badge.tsx::BadgeList').calls.map((call) => summaryOf(call, root));
    expect(list.map((call) => call.function)).toEqual(['map', 'Badge']);
    expect(list[1]).toEqual({
      function: 'Badge',
      caller: '',
      file: 'src/badge.tsx',
      targetKey: 'src/badge.tsx::Badge',
      resolution: 'local',
    });
    expect(fileIn(graph, root, 'src/badge.tsx').hasSyntaxErrors).toBe(false);

    const path = await repositoryOf({
      'badge.jsx': 'export const Badge = ({ text }) => <b>{text.trim()}</b>;\n',
      'page.jsx':
        "import { Badge } from './badge';\nexport function Page(props) {\n    return <main><Badge text={props.title} /></main>;\n}\n",
    });
    const jsx = await buildGraphStreaming(path);
    expect(callsIn(jsx, path, 'badge.jsx').map((call) => call.function)).toEqual(['trim']);
    expect(callsIn(jsx, path, 'page.jsx')).toEqual([
      {
        function: 'Badge',
        caller: '',
        file: 'badge.jsx',
        targetKey: 'badge.jsx::Badge',
        resolution: 'import',
      },
    ]);
  });

  it('sends a call of an aliased import to the resolved file or the package', () => {
    expect(callOf(graph, root, repository, 'project')).toEqual({
      function: 'project',
      caller: '',
      file: 'rxjs',
      targetKey: null,
      resolution: 'external',
    });
    expect(callOf(graph, root, service, 'save').file).toBe(repository);
  });

  it('names a type as its own declaration does, not by an alias and without arguments', async () => {
    expect(callOf(graph, root, service, 'save').caller).toBe('OrderRepository');
    expect(callOf(graph, root, service, 'findById').caller).toBe('OrderRepository');

    const path = await repositoryOf({
      'store.ts': 'export class Store<T> {\n    put(item: T): void {}\n}\n',
      'use.ts':
        "import { Store as Shelf } from './store';\nexport class Use {\n    constructor(private readonly shelf: Shelf<string>) {}\n    run() {\n        this.shelf.put('a');\n    }\n}\n",
    });
    const generic = await buildGraphStreaming(path);
    expect(callOf(generic, path, 'use.ts', 'put')).toEqual({
      function: 'put',
      caller: 'Store',
      file: 'store.ts',
      targetKey: 'store.ts::Store::put',
      resolution: 'receiver',
    });
  });

  it('counts re-exports as imports and follows them', () => {
    expect(allBelow(root, fileIn(graph, root, 'src/shared/index.ts').imports)).toEqual([
      'src/shared/money.ts',
      'src/shared/clock.ts',
    ]);
    expect(callOf(graph, root, service, 'sleep')).toEqual({
      function: 'sleep',
      caller: 'BaseClock',
      file: 'src/shared/clock.ts',
      targetKey: 'src/shared/clock.ts::BaseClock::sleep',
      resolution: 'receiver',
    });
  });

  it('has every form of function, a repeated key with a suffix', async () => {
    expect(allBelow(root, graph.functions.keys())).toEqual(
      expect.arrayContaining([
        'src/legacy.js::archive',
        'src/orders/order.entity.ts::Order::#secret',
        `${service}::OrderService::onReady`,
        `${service}::OrderService::handlers::paid`,
      ]),
    );

    const path = await repositoryOf({
      'forms.ts': [
        'export const expression = function () {};',
        'export function* generator() {}',
        'export const generated = function* named() {};',
        'export async function* stream() {}',
        'export const literal = { arrow: () => 1, method() {}, get size() { return 1; } };',
        'export class Box {',
        '    field = () => 1;',
        '    static make = function () {};',
        '    get value() { return 1; }',
        '    set value(next) {}',
        '    #hidden() {}',
        '    get #inner() { return 1; }',
        '    constructor() {}',
        '}',
        'export default function () {}',
        '',
      ].join('\n'),
      'default-class.ts': 'export default class {\n    run() {}\n}\n',
      'default-arrow.ts': 'export default () => 1;\n',
    });
    const forms = await buildGraphStreaming(path);
    expect(allBelow(path, forms.functions.keys()).sort()).toEqual(
      [
        'default-arrow.ts::default',
        'default-class.ts::default::run',
        'forms.ts::Box::#hidden',
        'forms.ts::Box::#inner',
        'forms.ts::Box::constructor',
        'forms.ts::Box::field',
        'forms.ts::Box::make',
        'forms.ts::Box::value',
        'forms.ts::Box::value#2',
        'forms.ts::default',
        'forms.ts::expression',
        'forms.ts::generated',
        'forms.ts::generator',
        'forms.ts::literal::arrow',
        'forms.ts::literal::method',
        'forms.ts::literal::size',
        'forms.ts::stream',
      ].sort(),
    );
    expect(functionIn(forms, path, 'forms.ts::Box::value').params).toEqual([]);
    expect(functionIn(forms, path, 'forms.ts::Box::value#2').params).toEqual(['next']);
  });

  it('keys a method of an object literal under the property that holds the literal', () => {
    const keys = allBelow(root, graph.functions.keys());
    expect(keys).toContain(`${service}::OrderService::handlers::shipped`);
    expect(keys).not.toContain(`${service}::OrderService::shipped`);
  });

  it('keys an anonymous default class as default', () => {
    expect(functionIn(graph, root, `${service}::default::audit`).className).toBe('default');
    expect(typeIn(graph, root, `${service}::default`)).toMatchObject({
      name: 'default',
      type: NodeType.NODE_TYPE_CLASS,
      extends: [`${root}/${service}::OrderService`],
    });
    expect(allBelow(root, typeIn(graph, root, `${service}::OrderService`).extendedBy)).toEqual([`${service}::default`]);
    expect(allBelow(root, graph.functions.keys())).not.toContain(`${service}::audit`);
  });

  it('has enum members without a value', () => {
    expect(Array.from(typeIn(graph, root, 'src/orders/order.entity.ts::OrderStatus').fields)).toEqual([
      ['Open', 'unknown'],
      ['Paid', 'unknown'],
      ['Shipped', 'unknown'],
    ]);
  });

  it('takes the type of a member without one from its initialiser', async () => {
    const path = await repositoryOf({
      'a.ts': [
        'class Other {}',
        'export class Box {',
        "    text = 'a';",
        '    template = `a`;',
        '    count = 1;',
        '    on = true;',
        '    off = false;',
        '    made = new Other();',
        '    typed: Map<string, number> = new Map();',
        '    computed = Math.random();',
        '    nothing;',
        '}',
        '',
      ].join('\n'),
    });
    expect(typeIn(await buildGraphStreaming(path), path, 'a.ts::Box').fields).toEqual(
      new Map([
        ['text', 'string'],
        ['template', 'string'],
        ['count', 'number'],
        ['on', 'boolean'],
        ['off', 'boolean'],
        ['made', 'Other'],
        ['typed', 'Map<string, number>'],
        ['computed', 'unknown'],
        ['nothing', 'unknown'],
      ]),
    );
    expect(typeIn(graph, root, 'src/orders/order.entity.ts::Order').fields.get('label')).toBe('string');
    expect(typeIn(graph, root, 'src/orders/order.entity.ts::Order').fields.get('count')).toBe('number');
    expect(typeIn(graph, root, 'src/shared/clock.ts::BaseClock').fields.get('ticks')).toBe('number');
  });

  it('counts a constructor’s parameter properties as fields', () => {
    const fields = (key: string) => Object.fromEntries(typeIn(graph, root, key).fields);
    expect(fields(`${service}::OrderService`)).toMatchObject({ repository: 'Repository', clock: 'BaseClock' });
    expect(fields('src/orders/order.entity.ts::Order')).toMatchObject({ id: 'string' });
    expect(fields('src/orders/order.entity.ts::Line')).toMatchObject({
      sku: 'string',
      price: 'Price',
      quantity: 'number',
    });
    expect(fields(`${repository}::FileOrderRepository`)).toMatchObject({ directory: 'string' });
  });

  it('has destructured and rest parameters, as their source text', () => {
    expect(functionIn(graph, root, `${service}::default::audit`)).toMatchObject({
      params: ['{ id }', '...rest'],
      paramTypes: ['Order', 'string[]'],
    });
    expect(functionIn(graph, root, badge)).toMatchObject({ params: ['{ order, onPick }'], paramTypes: ['BadgeProps'] });
  });

  it('has generic and qualified supertypes, without their arguments', async () => {
    const path = await repositoryOf({
      'base.ts': 'export class Base {}\nexport interface Stored<T> { item: T }\n',
      'a.ts': [
        "import * as ns from './base';",
        "import { type Stored } from './base';",
        'interface Local<T> { item: T }',
        'export class Box extends ns.Base implements Stored<string>, Local<Map<string, number>> {}',
        'export interface Wide extends ns.Stored<number> {}',
        '',
      ].join('\n'),
    });
    const generic = await buildGraphStreaming(path);
    const box = typeIn(generic, path, 'a.ts::Box');
    expect(allBelow(path, box.extends)).toEqual(['base.ts::Base']);
    expect(allBelow(path, box.implements)).toEqual(['base.ts::Stored', 'a.ts::Local']);
    expect(allBelow(path, typeIn(generic, path, 'a.ts::Wide').extends)).toEqual(['base.ts::Stored']);
    expect(allBelow(path, typeIn(generic, path, 'base.ts::Base').extendedBy)).toEqual(['a.ts::Box']);
    expect(allBelow(path, typeIn(generic, path, 'base.ts::Stored').implementedBy)).toEqual(['a.ts::Box']);
    expect(allBelow(path, typeIn(generic, path, 'base.ts::Stored').extendedBy)).toEqual(['a.ts::Wide']);
  });

  it.each([
    ['src/badge.tsx', ['onPick', 'print', 'map', 'Badge']],
    ['src/legacy.js', ['require', 'constructor', 'forEach', 'addLine', 'createOrder', 'set', 'createOrder']],
    [
      'src/orders/order.entity.ts',
      ['push', 'constructor', 'reduce', 'add', 'zero', 'trim', 'format', 'total', 'constructor'],
    ],
    [
      repository,
      [
        ...['require', 'constructor', 'join', 'existsSync', 'revive', 'parse', 'readFile'],
        ...['writeFile', 'join', 'stringify', 'constructor', 'pipe', 'project', 'revive', 'create'],
      ],
    ],
    [
      service,
      [
        ...['run', 'Injectable', 'load', 'add', 'total', 'constructor', 'retry', 'save', 'sleep'],
        ...['addLine', 'zero', 'addLine', 'zero', 'findById', 'constructor', 'assertFound', 'now', 'print', 'print'],
      ],
    ],
    ['src/shared/clock.ts', ['constructor', 'constructor', 'setTimeout', 'tick']],
    ['src/shared/index.ts', []],
    ['src/shared/money.ts', ['constructor', 'toFixed', 'toText']],
  ])('has every call of %s once, in source order', (path, names) => {
    const { calls } = fileIn(graph, root, path);
    expect(calls.map((call) => call.function)).toEqual(names);
    expect(new Set(calls.map((call) => call.nodeId)).size).toBe(calls.length);
  });

  it('keeps a nested function’s calls in the outer function’s', () => {
    const names = (key: string) => functionIn(graph, root, key).calls.map((call) => call.function);
    expect(names('src/shared/money.ts::format')).toEqual(['toFixed', 'toText']);
    expect(names('src/shared/money.ts::format::toText')).toEqual(['toFixed']);
  });

  it('says of a file cut off in the middle that it has syntax errors', () => {
    expect(fileIn(graph, root, 'src/broken.ts').hasSyntaxErrors).toBe(true);
    const others = allBelow(root, graph.files.keys()).filter((path) => path !== 'src/broken.ts');
    expect(others.filter((path) => fileIn(graph, root, path).hasSyntaxErrors)).toEqual([]);
  });

  it('keys a global supertype under the file and a package’s under the package', async () => {
    expect(allBelow(root, typeIn(graph, root, 'src/legacy.js::Ledger').extends)).toEqual(['src/legacy.js::Map']);

    const path = await repositoryOf({
      'a.ts':
        "import { Subject } from 'rxjs';\nimport { Emitter as Base } from '@scope/events';\nimport type { Module } from '@nestjs/core';\nexport class One extends Subject<string> implements Module {}\nexport class Two extends Base {}\n",
    });
    const packages = await buildGraphStreaming(path);
    expect(typeIn(packages, path, 'a.ts::One')).toMatchObject({
      extends: ['rxjs::Subject'],
      implements: ['@nestjs/core::Module'],
    });
    expect(typeIn(packages, path, 'a.ts::Two').extends).toEqual(['@scope/events::Emitter']);
  });

  it('keeps the calling file for a name that is neither local nor imported', () => {
    expect(callOf(graph, root, 'src/shared/clock.ts', 'setTimeout')).toEqual({
      function: 'setTimeout',
      caller: '',
      file: 'src/shared/clock.ts',
      targetKey: null,
      resolution: 'builtin',
    });
    expect(callOf(graph, root, repository, 'parse')).toEqual({
      function: 'parse',
      caller: 'JSON',
      file: repository,
      targetKey: null,
      resolution: 'builtin',
    });
  });

  it.each([
    [service, 'total', 'Order', 'src/orders/order.entity.ts', 'src/orders/order.entity.ts::Order::total', 'receiver'],
    [service, 'load', 'OrderService', service, `${service}::OrderService::load`, 'receiver'],
    [service, 'now', 'BaseClock', 'src/shared/clock.ts', null, 'receiver'],
    [service, 'retry', '', service, `${service}::retry`, 'local'],
    [service, 'assertFound', '', service, `${service}::OrderService::load::assertFound`, 'local'],
    [service, 'add', 'money', 'src/shared/money.ts', 'src/shared/money.ts::add', 'import'],
    [
      repository,
      'create',
      'Order',
      'src/orders/order.entity.ts',
      'src/orders/order.entity.ts::Order::create',
      'receiver',
    ],
    [repository, 'existsSync', 'fs', 'fs', null, 'external'],
    ['src/orders/order.entity.ts', 'format', '', 'src/shared/money.ts', 'src/shared/money.ts::format', 'import'],
    [
      'src/legacy.js',
      'addLine',
      'Order',
      'src/orders/order.entity.ts',
      'src/orders/order.entity.ts::Order::addLine',
      'receiver',
    ],
  ])(
    'in %s knows what %s is called on and where that is declared',
    (path, name, caller, file, targetKey, resolution) => {
      expect(callOf(graph, root, path, name)).toEqual({ function: name, caller, file, targetKey, resolution });
    },
  );
});

/** `(` + one `any` a parameter + `)=>` + the return type, hashed as the old service did. */
function signatureHash(params: number, returnType: string): string {
  return createHash('sha256')
    .update(`(${Array(params).fill('any').join(',')})=>${returnType}`)
    .digest('hex');
}

function range(
  [startIndex, startRow, startColumn]: [number, number, number],
  [endIndex, endRow, endColumn]: [number, number, number],
) {
  return {
    startIndex,
    endIndex,
    startPosition: { row: startRow, column: startColumn },
    endPosition: { row: endRow, column: endColumn },
  };
}

function nodeKey(node: OldNode): string {
  return `${node.type} ${node.position.startIndex} ${node.name}`;
}

function shapeOf({ name, type, text, position }: AnalysisNode): OldNode {
  return { name, type, text, position };
}

/** Every element of `expected` is in `found`, in this order; `found` may hold more. */
function expectSubsequence(found: string[], expected: string[]): void {
  let from = 0;
  const kept = expected.filter((element) => {
    const index = found.indexOf(element, from);
    from = index < 0 ? from : index + 1;
    return index >= 0;
  });
  expect(kept, `in [${found.join(', ')}]`).toEqual(expected);
}

/** The n-th old call of a name is the n-th new call of that name; caller and file are equal but for the exceptions. */
function expectCalls(found: Call[], of: string, before: OldCall[]): void {
  const seen = new Map<string, number>();
  const pairs = before.map((call) => {
    const occurrence = seen.get(call.function) ?? 0;
    seen.set(call.function, occurrence + 1);
    const now = found.filter((each) => each.function === call.function)[occurrence];
    const exception = callExceptions.find(
      (each) => each.of === of && each.call[0] === call.function && each.call[1] === occurrence,
    );
    const expected = { ...call, ...exception?.required };
    return [now && { function: now.function, caller: now.caller, file: below(root, now.file) }, expected];
  });
  expect(pairs.map(([now]) => now)).toEqual(pairs.map(([, expected]) => expected));
}

/** Whether an exception says anything: an asymmetric matcher must refuse the old value too. */
function differs(before: unknown, required: unknown): boolean {
  try {
    expect(before).toEqual(required);
    return false;
  } catch {
    return true;
  }
}
