// Ruby across files: constants by their names, in whatever file they are opened.
import { expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { allBelow, fileIn, repositoryOf, typeIn, writtenCalls } from './repository.js';

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
    'orders.each > main.rb [-] builtin',
    `Order.helper > ${more} [${more}::Shop::Order::helper] receiver`,
    `Order.total > ${order} [${order}::Shop::Order::total] receiver`,
  ]);
});
