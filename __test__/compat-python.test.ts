// Python against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('python', [
  {
    key: 'app/models/order.py::double',
    field: 'params',
    why: 'the parameters of lambdas are missing',
    required: ['x'],
  },
]);

describe('the graph of the Python fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/python'));
  const money = 'app/models/money.py';
  const order = 'app/models/order.py';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('resolves relative imports, and names others as they are written', () => {
    const { imports, defines, className } = fileIn(graph, root, order);
    expect(allBelow(root, imports)).toEqual(['dataclasses', 'typing', 'json', money]);
    expect(defines).toEqual(['to_json', 'Base', '__init__', 'add_line', 'total', 'Order']);
    expect(className).toEqual(['Base', 'Order']);
  });

  it('knows supertypes both ways, and fields with their types', () => {
    const base = typeIn(graph, root, `${order}::Base`);
    const own = typeIn(graph, root, `${order}::Order`);
    expect([base.extendedBy, own.extends].map((keys) => allBelow(root, keys))).toEqual([
      [`${order}::Order`],
      [`${order}::Base`],
    ]);
    expect(Object.fromEntries(own.fields)).toEqual({
      count: 'int',
      __init__: '(self, order_id, clock):unknown',
      order_id: 'str',
      clock: '"Clock"',
      lines: 'list',
      add_line: '(self, sku, price, quantity):"Order"',
      total: '(self):Money',
    });
  });

  it('follows calls to modules, classes and the types of receivers', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      'js.dumps > json [-] external',
      `lines.append > ${order} [-] builtin`,
      `acc.plus > ${order} [-] unresolved`,
      `.zero > ${money} [${money}::zero] import`,
      `.combine > ${order} [${order}::Order::total::combine] local`,
      `Clock.sleep > ${order} [-] unresolved`,
      `Order.__init__ > ${order} [${order}::Order::__init__] local`,
      `Order.add_line > ${order} [${order}::Order::add_line] receiver`,
      `.zero > ${money} [${money}::zero] import`,
    ]);
  });
});
