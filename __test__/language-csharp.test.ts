// C# over several files and projects: namespaces, `using`, parts of a class, receivers.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { allBelow, fileIn, repositoryOf, typeIn, writtenCalls } from './repository.js';

describe('a global using', () => {
  const model = 'core/Order.cs';
  const inside = 'app/Pages/Index.cs';
  const outside = 'tools/Tool.cs';
  const body = `{
    void Run(Order order, Row row) { order.Save(); row.Print(); Pad("a"); }
  }`;
  const files = {
    [model]: `namespace Shop.Model;
      public class Order { public void Save() { } }
      public class Line { public void Print() { } }
      public static class Format { public static string Pad(string text) => text; }`,
    'app/GlobalUsings.cs': `global using Shop.Model;
      global using static Shop.Model.Format;
      global using Row = Shop.Model.Line;
      using Shop.Hidden;`,
    'app/Hidden.cs': 'namespace Shop.Hidden; public static class Secret { public static void Tell() { } }',
    [inside]: `namespace App.Pages; class Index ${body}`,
    'app/Other.cs': 'namespace App; class Other { void Run() { Secret.Tell(); } }',
    [outside]: `namespace Tools; class Tool ${body}`,
  };

  it('holds for the files of its folder and those below, and no others', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(writtenCalls(graph, root, inside)).toEqual([
      `Order.Save > ${model} [${model}::Order::Save] receiver`,
      `Line.Print > ${model} [${model}::Line::Print] receiver`,
      `.Pad > ${model} [${model}::Format::Pad] import`,
    ]);
    expect(writtenCalls(graph, root, outside).filter((call) => call.includes(model))).toEqual([]);
    expect(writtenCalls(graph, root, 'app/Other.cs').filter((call) => call.includes('Hidden'))).toEqual([]);
  });
});

describe('a global using in a project', () => {
  const model = 'core/Order.cs';
  const body = '{ void Run(Order order) { order.Save(); } }';
  const files = {
    'core/Core.csproj': '<Project />',
    [model]: 'namespace Shop.Model; public class Order { public void Save() { } }',
    'App.csproj': '<Project />',
    'Properties/GlobalUsings.cs': 'global using Shop.Model;',
    'Pages/Index.cs': `namespace App.Pages; class Index ${body}`,
    'tests/Tests.csproj': '<Project />',
    'tests/Index.cs': `namespace App.Tests; class Index ${body}`,
  };

  it('holds for all files of the project, and not for a project within', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(writtenCalls(graph, root, 'Pages/Index.cs')).toEqual([
      `Order.Save > ${model} [${model}::Order::Save] receiver`,
    ]);
    expect(writtenCalls(graph, root, 'tests/Index.cs').filter((call) => call.includes(model))).toEqual([]);
  });
});

describe('what C# names without saying where it is', () => {
  const model = 'core/Model/Order.cs';
  const more = 'core/Model/Order.Saving.cs';
  const app = 'app/Program.cs';
  const files = {
    'core/Core.csproj': '<Project><PropertyGroup><RootNamespace>Shop</RootNamespace></PropertyGroup></Project>',
    'app/App.csproj': '<Project><ItemGroup><ProjectReference Include="..\\core\\Core.csproj" /></ItemGroup></Project>',
    [model]: `namespace Shop.Model {
      public class Entity { public string Id() { return ""; } }
      public partial class Order : Entity {
        public Order(int total) { }
        public Order Twin { get; set; }
        public List<Line> Lines = new();
        public static Order Empty() => new(0);
        public class Line { public void Print() { } public static Line Of() => new Line(); }
      }
      public static class Format { public static string Pad(string text) => text; }
    }`,
    [more]: `namespace Shop.Model;
      partial class Order { public void Save() { Id(); this.Id(); Empty().Id(); } public async Task<Order> Load() => this; }`,
    [app]: `using Shop.Model;
      using static Shop.Model.Format;
      using Row = Shop.Model.Order.Line;
      namespace App;
      class Program : Entity {
        private readonly Order order = new(1);
        async Task Run(Order? given) {
          order.Save();
          this.order.Twin.Id();
          given?.Twin?.Save();
          foreach (var line in order.Lines) line.Print();
          foreach (var line in order.Lines) { line.Print(); }
          Pad("a");
          Row.Of().Print();
          Order.Line.Of();
          Shop.Model.Order.Empty().Save();
          base.Id();
          Id();
          var made = await order.Load();
          made.Save();
        }
      }`,
  };

  it('finds in its namespaces and in what it uses', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, fileIn(graph, root, app).imports)).toEqual(['core/Model', model]);
    expect(allBelow(root, typeIn(graph, root, `${model}::Entity`).extendedBy)).toEqual([
      `${app}::Program`,
      `${model}::Order`,
    ]);
    expect(writtenCalls(graph, root, app)).toEqual([
      `Order.Order > ${model} [${model}::Order::Order] import`,
      `Order.Save > ${more} [${more}::Order::Save] receiver`,
      `Order.Id > ${model} [${model}::Entity::Id] inherited`,
      `Order.Save > ${more} [${more}::Order::Save] receiver`,
      `Line.Print > ${model} [${model}::Order::Line::Print] receiver`,
      `Line.Print > ${model} [${model}::Order::Line::Print] receiver`,
      `.Pad > ${model} [${model}::Format::Pad] import`,
      `Line.Of > ${model} [${model}::Order::Line::Of] receiver`,
      `Line.Print > ${model} [${model}::Order::Line::Print] receiver`,
      `Line.Of > ${model} [${model}::Order::Line::Of] receiver`,
      `Order.Empty > ${model} [${model}::Order::Empty] receiver`,
      `Order.Save > ${more} [${more}::Order::Save] receiver`,
      `Entity.Id > ${model} [${model}::Entity::Id] inherited`,
      `.Id > ${model} [${model}::Entity::Id] inherited`,
      `Order.Load > ${more} [${more}::Order::Load] receiver`,
      `Order.Save > ${more} [${more}::Order::Save] receiver`,
    ]);
  });

  it('takes the parts of a class for one', async () => {
    const root = await repositoryOf(files);
    const graph = await buildGraphStreaming(root);
    expect(writtenCalls(graph, root, more)).toEqual([
      `.Id > ${model} [${model}::Entity::Id] inherited`,
      `Order.Id > ${model} [${model}::Entity::Id] inherited`,
      `.Empty > ${model} [${model}::Order::Empty] import`,
      `Order.Id > ${model} [${model}::Entity::Id] inherited`,
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
