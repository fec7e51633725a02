// Java against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, repositoryOf, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('java');

describe('the graph of the Java fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/java'));
  const order = 'src/main/java/shop/model/Order.java';
  const priced = 'src/main/java/shop/model/Priced.java';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('resolves imports to files where they are in the repository', () => {
    expect(allBelow(root, fileIn(graph, root, order).imports)).toEqual([
      'java.util.ArrayList',
      'java.util.List',
      priced,
      'java.util.Objects.requireNonNull',
    ]);
  });

  it('knows supertypes both ways, without type arguments, and fields with their own types', () => {
    const own = typeIn(graph, root, `${order}::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${priced}::Priced`, `${order}::Comparable`]);
    expect(allBelow(root, typeIn(graph, root, `${priced}::Priced`).implementedBy)).toEqual([`${order}::Order`]);
    expect(Object.fromEntries(own.fields)).toEqual({
      lines: 'List<String>',
      clock: 'Clock',
      Order: '(id, clock):unknown',
      addLine: '(sku, quantity):Order',
      touch: '():void',
      total: '():int',
      price: '(line):int',
    });
  });

  it('follows calls to the types of receivers, and to members without one', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      'ArrayList.ArrayList > java.util.ArrayList [-] external',
      `Entity.Entity > ${order} [-] unresolved`,
      '.requireNonNull > java.util.Objects.requireNonNull [-] external',
      'List.add > java.util.List [-] external',
      `Order.touch > ${order} [${order}::Order::touch] receiver`,
      `Clock.now > ${order} [-] unresolved`,
      'List.stream > java.util.List [-] external',
      `Stream.mapToInt > ${order} [-] builtin`,
      `.price > ${order} [${order}::Order::price] local`,
      `IntStream.sum > ${order} [-] builtin`,
      `String.length > ${order} [-] builtin`,
    ]);
  });
});

it('finds what Java names without importing it', async () => {
  const model = 'core/src/main/java/shop/model';
  const app = 'app/src/main/java/shop/app/App.java';
  const root = await repositoryOf({
    'pom.xml': '<project><broken',
    [`${model}/Entity.java`]: 'package shop.model; public class Entity { public String id() { return ""; } }',
    [`${model}/Order.java`]: `package shop.model;
      public class Order extends Entity {
        public Order(int total) { super(); }
        public static Order empty() { return new Order(0); }
        public static class Line { public void print() { id(); } public static Line of() { return new Line(); } }
        void use(Line line) { line.print(); id(); Line.of().print(); this.id(); }
      }`,
    [app]: `package shop.app;
      import shop.model.*;
      import shop.model.Order.Line;
      import static shop.model.Order.empty;
      class App extends shop.model.Entity {
        void run() { new Order(1).id(); empty().use(null); Line.of().print(); id(); shop.model.Order.empty(); }
      }`,
  });
  const graph = await buildGraphStreaming(root);
  const entity = `${model}/Entity.java`;
  const order = `${model}/Order.java`;
  expect(allBelow(root, fileIn(graph, root, app).imports)).toEqual([model, order]);
  expect(allBelow(root, typeIn(graph, root, `${entity}::Entity`).extendedBy)).toEqual([
    `${app}::App`,
    `${order}::Order`,
  ]);
  expect(writtenCalls(graph, root, app)).toEqual([
    `Order.Order > ${order} [${order}::Order::Order] import`,
    `Order.id > ${entity} [${entity}::Entity::id] inherited`,
    `.empty > ${order} [${order}::Order::empty] import`,
    `Order.use > ${order} [${order}::Order::use] receiver`,
    `Line.of > ${order} [${order}::Order::Line::of] receiver`,
    `Line.print > ${order} [${order}::Order::Line::print] receiver`,
    `.id > ${entity} [${entity}::Entity::id] inherited`,
    `Order.empty > ${order} [${order}::Order::empty] receiver`,
  ]);
  expect(writtenCalls(graph, root, order)).toEqual([
    `Entity.Entity > ${entity} [-] inherited`,
    `Order.Order > ${order} [${order}::Order::Order] local`,
    `.id > ${entity} [${entity}::Entity::id] inherited`,
    `Line.Line > ${order} [-] local`,
    `Line.print > ${order} [${order}::Order::Line::print] receiver`,
    `.id > ${entity} [${entity}::Entity::id] inherited`,
    `Line.of > ${order} [${order}::Order::Line::of] receiver`,
    `Line.print > ${order} [${order}::Order::Line::print] receiver`,
    `Order.id > ${entity} [${entity}::Entity::id] inherited`,
  ]);
});
