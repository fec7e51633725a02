// C# against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, repositoryOf, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('csharp');

describe('the graph of the C# fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/csharp'));
  const order = 'Shop/Model/Order.cs';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('names namespaces as they are written where they are not in the repository', () => {
    expect(fileIn(graph, root, order).imports).toEqual(['System', 'System.Collections.Generic', 'System.Text.Json']);
  });

  it('tells classes from interfaces, and has fields with their own names and types', () => {
    const own = typeIn(graph, root, `${order}::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${order}::IPriced`]);
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

  it('has local functions, and lambdas bound to variables', () => {
    const keys = [...graph.functions.keys()].map((key) => key.slice(root.length + order.length + 3));
    expect(keys).toEqual([
      'Order::Order',
      'Order::AddLine',
      'Order::Touch',
      'Order::Total',
      'Order::Total::Sum',
      'Order::Total::twice',
      'Order::Create',
    ]);
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

it('finds what C# names across namespaces, projects and partial classes', async () => {
  const [order, more, entity, app] = [
    'Shop/Model/Order.cs',
    'Shop/Model/Order.More.cs',
    'Shop/Entity.cs',
    'App/App.cs',
  ];
  const root = await repositoryOf({
    'Shop/Shop.csproj': '<Project><PropertyGroup></PropertyGroup></Project>',
    'App/App.csproj': '<broken',
    [entity]: 'namespace Shop; public class Entity { public string Id() => ""; }',
    [order]: `namespace Shop.Model
{
    public partial class Order : Entity
    {
        public static Order Empty() => new Order();
        public class Line { public void Print() { } }
        void Use(Line line) { line.Print(); Id(); Helper(); this.Helper(); }
    }
}`,
    [more]: 'namespace Shop.Model; public partial class Order { public void Helper() { } }',
    [app]: `using Shop.Model;
using Sale = Shop.Model.Order;
using static Shop.Model.Order;

namespace Acme.App;

class App : Shop.Entity
{
    private Order order = new();

    void Run()
    {
        order.Helper();
        Sale.Empty().Id();
        Empty();
        new Order.Line().Print();
        Shop.Model.Order.Empty();
        Id();
    }
}`,
  });
  const graph = await buildGraphStreaming(root);
  expect(allBelow(root, fileIn(graph, root, app).imports)).toEqual(['Shop/Model', order]);
  expect(allBelow(root, typeIn(graph, root, `${entity}::Entity`).extendedBy)).toEqual([
    `${app}::App`,
    `${order}::Order`,
  ]);
  expect(writtenCalls(graph, root, app)).toEqual([
    `Order.Order > ${more} [-] import`,
    `Order.Helper > ${more} [${more}::Order::Helper] receiver`,
    `Order.Empty > ${order} [${order}::Order::Empty] receiver`,
    `Order.Id > ${entity} [${entity}::Entity::Id] inherited`,
    `.Empty > ${order} [${order}::Order::Empty] import`,
    `Line.Line > ${order} [-] import`,
    `Line.Print > ${order} [${order}::Order::Line::Print] receiver`,
    `Order.Empty > ${order} [${order}::Order::Empty] receiver`,
    `.Id > ${entity} [${entity}::Entity::Id] inherited`,
  ]);
  expect(writtenCalls(graph, root, order)).toEqual([
    `Order.Order > ${order} [-] local`,
    `Line.Print > ${order} [${order}::Order::Line::Print] receiver`,
    `.Id > ${entity} [${entity}::Entity::Id] inherited`,
    `.Helper > ${more} [${more}::Order::Helper] import`,
    `Order.Helper > ${more} [${more}::Order::Helper] receiver`,
  ]);
});
