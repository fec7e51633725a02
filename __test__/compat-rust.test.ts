// What the replaced service answered for Rust where that binds, and the graph of its fixture as the contract wants it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph, NodeType } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, callsIn, fileIn, functionIn, slashed, typeIn } from './repository.js';

describeBoundFields('rust', [
  {
    key: 'src/lib.rs::',
    field: 'key',
    why: 'type aliases of a file shared one key without a name',
    required: 'src/lib.rs::Id',
  },
  {
    key: 'src/money.rs::Money',
    field: 'position',
    why: 'the struct is the definition, not the impl behind it',
    required: {
      startIndex: 0,
      endIndex: 22,
      startPosition: { row: 0, column: 0 },
      endPosition: { row: 0, column: 22 },
    },
  },
]);

const root = slashed(resolve(__dirname, 'fixtures/compat/rust'));
const lib = 'src/lib.rs';
const money = 'src/money.rs';
const unresolved = { file: lib, targetKey: null, resolution: 'unresolved' };

describe('the compatibility fixture for Rust', () => {
  let graph: CodeGraph;
  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('has the closure bound to a variable, which the replaced service missed', () => {
    expect(functionIn(graph, root, `${lib}::find::double`)).toMatchObject({ params: ['x'], fullText: 'x * 2' });
  });

  it('resolves the module and what is used of it to one file', () => {
    expect(allBelow(root, fileIn(graph, root, lib).imports)).toEqual(['std::fmt', money]);
  });

  it('follows every call, one a call expression, macros too', () => {
    expect(callsIn(graph, root, lib)).toEqual([
      { function: 'format', caller: '', ...unresolved, resolution: 'builtin' },
      { function: 'total', caller: 'Priced', file: lib, targetKey: null, resolution: 'receiver' },
      { function: 'new', caller: 'Vec', ...unresolved, resolution: 'builtin' },
      { function: 'push', caller: 'Vec', ...unresolved },
      { function: 'touch', caller: 'Order', file: lib, targetKey: `${lib}::Order::touch`, resolution: 'receiver' },
      { function: 'iter', caller: 'Vec', ...unresolved, resolution: 'builtin' },
      { function: 'map', caller: 'Iterator', ...unresolved, resolution: 'builtin' },
      {
        function: 'amount',
        caller: 'Money',
        file: money,
        targetKey: `${money}::Money::amount`,
        resolution: 'receiver',
      },
      { function: 'sum', caller: 'Iterator', ...unresolved },
      { function: 'println', caller: '', ...unresolved, resolution: 'builtin' },
      { function: 'double', caller: '', file: lib, targetKey: `${lib}::find::double`, resolution: 'local' },
      { function: 'new', caller: 'Order', file: lib, targetKey: `${lib}::Order::new`, resolution: 'receiver' },
      { function: 'to_string', caller: 'id', ...unresolved },
      {
        function: 'add_line',
        caller: 'Order',
        file: lib,
        targetKey: `${lib}::Order::add_line`,
        resolution: 'receiver',
      },
      { function: 'zero', caller: 'money', file: money, targetKey: `${money}::zero`, resolution: 'import' },
    ]);
    expect(callsIn(graph, root, money)).toEqual([
      { function: 'Money', caller: '', file: money, targetKey: null, resolution: 'local' },
    ]);
  });

  it.each([
    [
      `${lib}::Order`,
      NodeType.NODE_TYPE_CLASS,
      {
        id: 'Id',
        lines: 'Vec<Money>',
        new: '(id):Self',
        add_line: '(self, price):&mut Self',
        touch: '(self):unknown',
        total: '(self):i64',
      },
    ],
    [`${lib}::Priced`, NodeType.NODE_TYPE_INTERFACE, { total: '(self):i64', label: '(self):String' }],
    [`${lib}::Status`, NodeType.NODE_TYPE_ENUM, { Open: 'unknown', Paid: '(u32)', Shipped: '{ at: u64 }' }],
    [`${lib}::Id`, NodeType.NODE_TYPE_TYPE_ALIAS, { String: 'String' }],
    [`${money}::Money`, NodeType.NODE_TYPE_CLASS, { 0: 'i64', amount: '(self):i64' }],
  ])('describes the type %s', (key, type, fields) => {
    const found = typeIn(graph, root, key);
    expect(found.type).toBe(type);
    expect(Object.fromEntries(found.fields)).toEqual(fields);
  });

  it('knows which trait a type implements, and which methods it has for that', () => {
    expect(allBelow(root, typeIn(graph, root, `${lib}::Order`).implements)).toEqual([`${lib}::Priced`]);
    expect(allBelow(root, typeIn(graph, root, `${lib}::Priced`).implementedBy)).toEqual([`${lib}::Order`]);
    expect(functionIn(graph, root, `${lib}::Order::total`).modifiers).toEqual(['impl Priced']);
    expect(functionIn(graph, root, `${lib}::Order::add_line`).modifiers).toEqual(['pub']);
  });
});
