// PHP against what the replaced service answered, and what the graph says beyond it.
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildGraphStreaming, type CodeGraph } from '../index.mjs';
import { describeBoundFields } from './bound-fields.js';
import { allBelow, fileIn, functionIn, repositoryOf, slashed, typeIn, writtenCalls } from './repository.js';

describeBoundFields('php');

describe('the graph of the PHP fixture', () => {
  const root = slashed(resolve(__dirname, 'fixtures/compat/php'));
  const order = 'src/Model/Order.php';
  const priced = 'src/Model/Priced.php';
  let graph: CodeGraph;

  beforeAll(async () => {
    graph = await buildGraphStreaming(root);
  });

  it('resolves each imported name by the rules of composer.json', () => {
    expect(allBelow(root, fileIn(graph, root, order).imports)).toEqual([priced, 'Psr\\Log\\LoggerInterface']);
  });

  it('names closures after their variables, without the sign', () => {
    expect(functionIn(graph, root, `${order}::double`)).toMatchObject({ params: ['$x'], paramTypes: ['int'] });
  });

  it('knows supertypes both ways', () => {
    const own = typeIn(graph, root, `${order}::Order`);
    expect(allBelow(root, own.extends)).toEqual([`${order}::Entity`]);
    expect(allBelow(root, own.implements)).toEqual([`${priced}::Priced`, `${order}::HasId`]);
    expect(allBelow(root, typeIn(graph, root, `${priced}::Priced`).implementedBy)).toEqual([`${order}::Order`]);
  });

  it('follows calls to classes, and to the types of receivers', () => {
    expect(writtenCalls(graph, root, order)).toEqual([
      'LoggerInterface.info > Psr\\Log\\LoggerInterface [-] external',
      `.array_sum > ${order} [-] builtin`,
      `.array_map > ${order} [-] builtin`,
      `Order.__construct > ${order} [${order}::Order::__construct] local`,
      `Order.logger > ${order} [-] unresolved`,
      `Order.create > ${order} [${order}::Order::create] receiver`,
      `Order.addLine > ${order} [${order}::Order::addLine] receiver`,
    ]);
  });
});

it('finds what PHP names without importing it', async () => {
  const root = await repositoryOf({
    'composer.json': JSON.stringify({ autoload: { 'psr-4': { 'App\\': 'src/' }, files: ['src/functions.php'] } }),
    'src/functions.php': '<?php namespace App; function slug($x) { return $x; }',
    'src/Entity.php': '<?php namespace App; abstract class Entity { public function id(): string { return ""; } }',
    'src/Model/Order.php': `<?php
namespace App\\Model;
use App\\Entity;
class Order extends Entity {
  use Shared;
  private Line $line;
  public static function make(): static { return new static(); }
  public function run(): void { $this->line->print(); $this->id(); $this->share(); \\App\\slug('x'); }
}`,
    'src/Model/Line.php': '<?php namespace App\\Model; class Line { public function print() {} }',
    'src/Model/Shared.php': '<?php namespace App\\Model; trait Shared { public function share() {} }',
    'bin/run.php': `<?php
require __DIR__ . '/local.php';
use App\\Model;
use App\\Model\\Order as Sale;
use function App\\slug;
Sale::make()->run();
(new Model\\Line())->print();
slug('x');
local();`,
    'bin/local.php': '<?php function local() {}',
  });
  const graph = await buildGraphStreaming(root);
  const [order, line, entity] = ['src/Model/Order.php', 'src/Model/Line.php', 'src/Entity.php'];
  expect(allBelow(root, fileIn(graph, root, 'bin/run.php').imports)).toEqual([
    'bin/local.php',
    'App\\Model',
    order,
    'src/functions.php',
  ]);
  expect(writtenCalls(graph, root, 'bin/run.php')).toEqual([
    `Order.make > ${order} [${order}::Order::make] receiver`,
    `Order.run > ${order} [${order}::Order::run] receiver`,
    `Line.__construct > ${line} [-] import`,
    `Line.print > ${line} [${line}::Line::print] receiver`,
    '.slug > src/functions.php [src/functions.php::slug] import',
    '.local > bin/local.php [bin/local.php::local] import',
  ]);
  expect(writtenCalls(graph, root, order)).toEqual([
    `Order.__construct > ${order} [-] local`,
    `Line.print > ${line} [${line}::Line::print] receiver`,
    `Order.id > ${entity} [${entity}::Entity::id] inherited`,
    'Order.share > src/Model/Shared.php [src/Model/Shared.php::Shared::share] inherited',
    '.slug > src/functions.php [src/functions.php::slug] import',
  ]);
});
