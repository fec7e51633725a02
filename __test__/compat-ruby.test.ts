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
    why: 'parameters are out of order, and a default value is one',
    required: ['sku', 'price'],
  },
]);

describe('the graph of the Ruby fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/ruby'));
  const order = 'lib/shop/order.rb';
  const money = 'lib/shop/money.rb';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('resolves what is required relative to the file', () => {
    expect(allBelow(root, fileIn(graph, root, order).imports)).toEqual(['json', money]);
  });

  it('tells what a class extends from what it includes, and knows its fields', () => {
    const own = typeIn(graph, root, `${order}::Shop::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${order}::Comparable`]);
    expect(Object.fromEntries(own.fields)).toEqual({
      lines: 'unknown',
      LIMIT: 'Integer',
      initialize: '(id, clock):unknown',
      '@id': 'unknown',
      '@clock': 'unknown',
      '@lines': 'Array',
      add_line: '(sku, price):unknown',
      create: '(id):unknown',
      touch: '():unknown',
    });
  });

  it('follows calls to constants, to itself, and to what methods give', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      `.require > ${order} [-] builtin`,
      `.require_relative > ${order} [-] builtin`,
      `.include > ${order} [-] builtin`,
      `.attr_accessor > ${order} [-] builtin`,
      `Money.zero > ${money} [${money}::Shop::Money::zero] receiver`,
      `@lines.push > ${order} [-] builtin`,
      `.touch > ${order} [${order}::Shop::Order::touch] local`,
      `Order.initialize > ${order} [${order}::Shop::Order::initialize] local`,
      `.private > ${order} [-] builtin`,
      `@clock.now > ${order} [-] unresolved`,
      `Order.create > ${order} [${order}::Shop::Order::create] receiver`,
      `Order.add_line > ${order} [${order}::Shop::Order::add_line] receiver`,
    ]);
    expect(writtenCalls(graph, root, money)).toEqual([`Money.initialize > ${money} [-] local`]);
  });
});

it('finds what Ruby names without requiring it', async () => {
  const root = await repositoryOf({
    'shop.gemspec': '',
    'lib/shop/record.rb': `module Shop
  class Record
    def save
      validate
    end

    def validate; end
  end

  module Loud
    def shout(text) = text.upcase
  end
end`,
    'app/models/shop/line.rb': 'class Shop::Line\n  def print(out)\n    out\n  end\nend',
    'app/models/shop/order.rb': `module Shop
  class Order < Record
    include Loud
    attr_reader :line

    def initialize
      super()
      @line = Line.new
    end

    def self.make = new

    def run
      line.print(1)
      @line.print(2)
      save
      shout('a')
      self
    end
  end
end`,
    'bin/run.rb': `require 'shop/record'
require_relative 'local'
Shop::Order.make.run.save
local
order = Shop::Order.new
[order].each { |each_order| each_order.run }`,
    'bin/local.rb': 'def local\nend',
  });
  const graph = await buildGraphStreaming(root);
  const [record, line, order] = ['lib/shop/record.rb', 'app/models/shop/line.rb', 'app/models/shop/order.rb'];
  expect(allBelow(root, fileIn(graph, root, 'bin/run.rb').imports)).toEqual([record, 'bin/local.rb']);
  expect(allBelow(root, typeIn(graph, root, `${order}::Shop::Order`).extends)).toEqual([`${record}::Shop::Record`]);
  expect(allBelow(root, typeIn(graph, root, `${record}::Shop::Loud`).implementedBy)).toEqual([`${order}::Shop::Order`]);
  expect(writtenCalls(graph, root, 'bin/run.rb')).toEqual([
    '.require > bin/run.rb [-] builtin',
    '.require_relative > bin/run.rb [-] builtin',
    `Order.make > ${order} [${order}::Shop::Order::make] receiver`,
    `Order.run > ${order} [${order}::Shop::Order::run] receiver`,
    `Order.save > ${record} [${record}::Shop::Record::save] inherited`,
    '.local > bin/local.rb [bin/local.rb::local] import',
    `Order.initialize > ${order} [${order}::Shop::Order::initialize] import`,
    '.each > bin/run.rb [-] builtin',
    `Order.run > ${order} [${order}::Shop::Order::run] receiver`,
  ]);
  expect(writtenCalls(graph, root, order)).toEqual([
    `.include > ${order} [-] builtin`,
    `.attr_reader > ${order} [-] builtin`,
    `Record.initialize > ${order} [-] unresolved`,
    `Line.initialize > ${line} [-] import`,
    `Order.initialize > ${order} [${order}::Shop::Order::initialize] local`,
    `.line > ${order} [-] local`,
    `Line.print > ${line} [${line}::Shop::Line::print] receiver`,
    `Line.print > ${line} [${line}::Shop::Line::print] receiver`,
    `.save > ${record} [${record}::Shop::Record::save] inherited`,
    `.shout > ${record} [${record}::Shop::Loud::shout] inherited`,
  ]);
});
