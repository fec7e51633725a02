// What a type declares itself comes before what a supertype outside of the repository may declare.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { repositoryOf, writtenCalls } from './repository.js';

const cases = [
  {
    language: 'Java',
    path: 'Order.java',
    source: `import com.outside.Base;
      class Order extends Base {
        static void check() {}
        void run(Order other) { other.check(); other.base(); }
      }`,
    calls: [
      'Order.check > Order.java [Order.java::Order::check] receiver',
      'Order.base > com.outside.Base [-] external',
    ],
  },
  {
    language: 'Python',
    path: 'order.py',
    source: `from outside import Base
class Order(Base):
    @staticmethod
    def check(): pass
    def run(self):
        self.check()
        self.base()
`,
    calls: ['Order.check > order.py [order.py::Order::check] receiver', 'Order.base > outside [-] external'],
  },
  {
    language: 'PHP',
    path: 'Order.php',
    source: `<?php
use Outside\\Base;
class Order extends Base {
  static function check() {}
  function run() { $this->check(); }
}`,
    calls: ['Order.check > Order.php [Order.php::Order::check] receiver'],
  },
  {
    language: 'Rust',
    path: 'src/lib.rs',
    source: `pub struct Order;
impl Order { fn check() {} fn run(&self) {} }
impl std::error::Error for Order {}
fn all(order: Order) { Order::check(); Order::run(&order); Order::description(&order); }
`,
    calls: [
      'Order.check > src/lib.rs [src/lib.rs::Order::check] receiver',
      'Order.run > src/lib.rs [src/lib.rs::Order::run] receiver',
      'Order.description > std [-] external',
    ],
  },
  {
    // Statics and instances have nothing in common here: what looks like one may well come from the package.
    language: 'TypeScript',
    path: 'order.ts',
    source: `import { Base } from 'outside';
      class Order extends Base {
        static check() {}
        run(other: Order) { other.check(); Order.run(); }
      }`,
    calls: ['Order.check > outside [-] external', 'Order.run > outside [-] external'],
  },
];

describe('a type with a supertype outside of the repository', () => {
  it.each(cases)('in $language', async ({ path, source, calls }) => {
    const root = await repositoryOf({ [path]: source });
    expect(writtenCalls(await buildGraphStreaming(root), root, path)).toEqual(calls);
  });
});
