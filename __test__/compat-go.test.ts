// The graph of the compatibility fixture for Go, which the replaced service had no answers for.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph, NodeType } from '../index.mjs';
import { allBelow, below, callsIn, fileIn, functionIn, slashed, typeIn } from './repository.js';

const root = slashed(resolve(__dirname, 'fixtures/compat/go'));

describe('the compatibility fixture for Go', () => {
  let graph: CodeGraph;
  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('has every function under its receiver or the function around it', () => {
    expect(allBelow(root, graph.functions.keys())).toEqual([
      'money/money.go::Money::Amount',
      'money/money.go::Zero',
      'store/order.go::NewOrder',
      'store/order.go::Order::AddLine',
      'store/order.go::Order::touch',
      'store/order.go::Order::Total',
      'store/order.go::Order::Total::sum',
      'store/order.go::Find',
    ]);
  });

  it.each([
    ['store/order.go::Order::AddLine', ['m'], ['money.Money'], '*Order', 'Order', 5, 26, 30],
    ['store/order.go::Order::Total', [], [], 'int', 'Order', 8, 34, 41],
    ['store/order.go::Order::Total::sum', ['a', 'b'], ['int', 'int'], 'int', 'Order', 1, 35, 35],
    ['store/order.go::NewOrder', ['id', 'clock'], ['ID', 'Clock'], '*Order', '', 3, 22, 24],
    ['money/money.go::Zero', [], [], 'Money', '', 1, 7, 7],
  ])('describes %s', (key, params, paramTypes, returnType, className, lines, startLine, endLine) => {
    expect(functionIn(graph, root, key)).toMatchObject({
      params,
      paramTypes,
      returnType,
      className,
      lines,
      startLine,
      endLine,
    });
  });

  it('names a closure and its definition after the variable', () => {
    const sum = functionIn(graph, root, 'store/order.go::Order::Total::sum');
    expect(sum.fullText).toBe('{ return a + b }');
    const source = functionIn(graph, root, 'store/order.go::Order::Total').fullText;
    expect(source).toContain('sum := func(a, b int) int { return a + b }');
    expect(sum.position.endIndex - sum.position.startIndex).toBe('sum := func(a, b int) int { return a + b }'.length);
  });

  it.each([
    ['store/order.go::Priced', NodeType.NODE_TYPE_INTERFACE, { Total: '():int' }],
    ['store/order.go::ID', NodeType.NODE_TYPE_TYPE_ALIAS, { string: 'string' }],
    [
      'store/order.go::Order',
      NodeType.NODE_TYPE_CLASS,
      {
        ID: 'ID',
        lines: '[]money.Money',
        clock: 'Clock',
        AddLine: '(m):*Order',
        touch: '():unknown',
        Total: '():int',
      },
    ],
    ['money/money.go::Money', NodeType.NODE_TYPE_CLASS, { cents: 'int', Amount: '():int' }],
  ])('describes the type %s', (key, type, fields) => {
    const found = typeIn(graph, root, key);
    expect(found.type).toBe(type);
    expect(Object.fromEntries(found.fields)).toEqual(fields);
  });

  it('resolves imports to the folders of packages and keeps the others', () => {
    expect(fileIn(graph, root, 'store/order.go').imports.map((path) => below(root, path))).toEqual([
      'fmt',
      'strings',
      'money',
    ]);
  });

  it('follows every call', () => {
    const order = 'store/order.go';
    const money = 'money/money.go';
    expect(callsIn(graph, root, order)).toEqual([
      { function: 'append', caller: '', file: order, targetKey: null, resolution: 'builtin' },
      { function: 'touch', caller: 'Order', file: order, targetKey: `${order}::Order::touch`, resolution: 'receiver' },
      { function: 'Now', caller: 'Clock', file: order, targetKey: null, resolution: 'unresolved' },
      { function: 'sum', caller: '', file: order, targetKey: `${order}::Order::Total::sum`, resolution: 'local' },
      {
        function: 'Amount',
        caller: 'Money',
        file: money,
        targetKey: `${money}::Money::Amount`,
        resolution: 'receiver',
      },
      { function: 'Println', caller: 'fmt', file: 'fmt', targetKey: null, resolution: 'external' },
      { function: 'ToUpper', caller: 'str', file: 'strings', targetKey: null, resolution: 'external' },
      { function: 'NewOrder', caller: '', file: order, targetKey: `${order}::NewOrder`, resolution: 'local' },
      {
        function: 'AddLine',
        caller: 'Order',
        file: order,
        targetKey: `${order}::Order::AddLine`,
        resolution: 'receiver',
      },
      { function: 'Zero', caller: 'money', file: money, targetKey: `${money}::Zero`, resolution: 'import' },
    ]);
  });
});
