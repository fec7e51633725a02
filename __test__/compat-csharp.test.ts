// C# against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('csharp');

describe('the graph of the C# fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/csharp'));
  const order = 'Shop/Model/Order.cs';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('shows namespaces outside the repository by their full names', () => {
    expect(allBelow(root, fileIn(graph, root, order).imports)).toEqual([
      'System',
      'System.Collections.Generic',
      'System.Text.Json',
    ]);
  });

  it('tells interfaces from the class in a list of supertypes, and knows fields with their own types', () => {
    const own = typeIn(graph, root, `${order}::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${order}::IPriced`]);
    expect(allBelow(root, typeIn(graph, root, `${order}::IPriced`).implementedBy)).toEqual([`${order}::Order`]);
    expect(Object.fromEntries(own.fields)).toEqual({
      lines: 'List<Line>',
      clock: 'IClock',
      Id: 'string',
      Order: '(id, clock):unknown',
      AddLine: '(sku, price):Order',
      Touch: '():void',
      Total: '():int',
      Create: '(id):Order',
    });
    expect(Object.fromEntries(typeIn(graph, root, `${order}::Line`).fields)).toEqual({ Sku: 'string', Price: 'int' });
  });

  it('follows calls to the types of receivers, and to members without one', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      `List.List > ${order} [-] unresolved`,
      `List.Add > ${order} [-] unresolved`,
      `Line.Line > ${order} [-] local`,
      `Order.Touch > ${order} [${order}::Order::Touch] receiver`,
      `IClock.Now > ${order} [-] unresolved`,
      `.Sum > ${order} [${order}::Order::Total::Sum] local`,
      `.twice > ${order} [${order}::Order::Total::twice] local`,
      `Order.Order > ${order} [${order}::Order::Order] local`,
    ]);
  });
});
