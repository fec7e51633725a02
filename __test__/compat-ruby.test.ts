// Ruby against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, repositoryOf, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('ruby', [
  {
    key: 'lib/shop/order.rb::Shop::Order::add_line',
    field: 'params',
    why: 'parameters are out of order, with parts of a default value among them',
    required: ['sku', 'price'],
  },
]);

describe('the graph of the Ruby fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/ruby'));
  const [order, money] = ['lib/shop/order.rb', 'lib/shop/money.rb'];
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('resolves what is required', () => {
    expect(allBelow(root, fileIn(graph, root, order).imports)).toEqual(['json', money]);
  });

  it('tells superclasses from included modules, and knows the fields', () => {
    const own = typeIn(graph, root, `${order}::Shop::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${order}::Comparable`]);
    expect([...own.fields.keys()]).toEqual([
      'lines',
      'LIMIT',
      'initialize',
      '@id',
      '@clock',
      '@lines',
      'add_line',
      'create',
      'touch',
    ]);
  });

  it('follows calls, also without parentheses or receiver', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      `.require > ${order} [-] unresolved`,
      `.require_relative > ${order} [-] unresolved`,
      `.include > ${order} [-] unresolved`,
      `.attr_accessor > ${order} [-] unresolved`,
      `Money.zero > ${money} [${money}::Shop::Money::zero] receiver`,
      `@lines.push > ${order} [-] unresolved`,
      `.touch > ${order} [${order}::Shop::Order::touch] local`,
      `Order.initialize > ${order} [${order}::Shop::Order::initialize] local`,
      `.private > ${order} [-] unresolved`,
      `@clock.now > ${order} [-] unresolved`,
      `Order.create > ${order} [${order}::Shop::Order::create] receiver`,
      `Order.add_line > ${order} [${order}::Shop::Order::add_line] receiver`,
    ]);
    expect(writtenCalls(graph, root, money)).toEqual([`Money.initialize > ${money} [-] local`]);
  });
});

it('finds constants by their names, in whatever file they are opened', async () => {
  const root = await repositoryOf({
    'app/models/shop/order.rb': `module Shop
  class Order < Base
    include Loud
    def total; helper; shout; Line.new.print; id; end
  end
end`,
    'app/models/shop/order_more.rb': 'module Shop; class Order; def helper; self; end; end; end',
    'app/models/shop/line.rb': 'class Shop::Line; def print; end; end',
    'app/models/shop/base.rb': 'module Shop\n  class Base\n    def id; end\n  end\nend',
    'lib/loud.rb': 'module Loud; def shout; end; end',
    'main.rb':
      "require 'loud'\nShop::Order.new.total\norders = [Shop::Order.new]\norders.each { |order| order.helper.total }",
  });
  const graph = await buildGraphStreaming(root);
  const order = 'app/models/shop/order.rb';
  const more = 'app/models/shop/order_more.rb';
  expect(allBelow(root, fileIn(graph, root, 'main.rb').imports)).toEqual(['lib/loud.rb']);
  expect(allBelow(root, typeIn(graph, root, 'lib/loud.rb::Loud').implementedBy)).toEqual([`${order}::Shop::Order`]);
  expect(writtenCalls(graph, root, order).slice(1)).toEqual([
    `.helper > ${more} [${more}::Shop::Order::helper] import`,
    '.shout > lib/loud.rb [lib/loud.rb::Loud::shout] inherited',
    'Line.initialize > app/models/shop/line.rb [-] import',
    'Line.print > app/models/shop/line.rb [app/models/shop/line.rb::Shop::Line::print] receiver',
    '.id > app/models/shop/base.rb [app/models/shop/base.rb::Shop::Base::id] inherited',
  ]);
  expect(writtenCalls(graph, root, 'main.rb').slice(1)).toEqual([
    `Order.initialize > ${order} [-] import`,
    `Order.total > ${order} [${order}::Shop::Order::total] receiver`,
    `Order.initialize > ${order} [-] import`,
    'orders.each > main.rb [-] unresolved',
    `Order.helper > ${more} [${more}::Shop::Order::helper] receiver`,
    `Order.total > ${order} [${order}::Shop::Order::total] receiver`,
  ]);
});
