// Python across files: modules, packages, receivers, inheritance.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import {
  allBelow,
  type CallSummary,
  callOf,
  type Files,
  fileIn,
  functionIn,
  repositoryOf,
  typeIn,
} from './repository.js';

const shop = {
  'shop/__init__.py': `from .models import *
from .models.money import Money as Cash

def boot(): pass
`,
  'shop/models/__init__.py': `from .order import Order, make
from . import money

__all__ = ["Order", "make"]

def hidden(): pass
`,
  'shop/models/base.py': `from typing import Self

class Base:
    def save(self) -> "Base": return self
    def same(self) -> Self: return self

    @classmethod
    def load(cls, key) -> Self: return cls()

    @classmethod
    def setup(cls): pass
`,
  'shop/models/money.py': `class Money:
    def __init__(self, amount: int = 0): self.amount = amount
    def plus(self, other: "Money") -> "Money": return self

def zero() -> Money: return Money()
`,
  'shop/models/order.py': `from __future__ import annotations

from typing import TYPE_CHECKING, Iterator, List, Optional

from .base import Base
from . import money

if TYPE_CHECKING:
    from .money import Money

class Line:
    def price(self): pass

class Order(Base):
    lines: List[Line]
    first: Optional[Line] = None

    def __init__(self, paid: Money):
        self.paid = paid
        self.spare = Line()

    def __enter__(self) -> Line: return self.lines[0]
    def __exit__(self, *details): pass
    def __iter__(self) -> Iterator[Line]: return iter(self.lines)

    @property
    def due(self) -> Money: return money.zero()

    @staticmethod
    def build() -> Order: return Order(money.zero())

def make(): return Order(money.zero())

def other() -> Line | None: return None
`,
};

interface Case {
  title: string;
  files?: Files;
  source: string;
  call: string;
  expected: Partial<CallSummary>;
}

function checkEach(cases: Case[]): void {
  it.each(cases)('$title', async ({ files, source, call, expected }) => {
    const root = await repositoryOf({ ...shop, ...files, 'main.py': source });
    expect(callOf(await buildGraphStreaming(root), root, 'main.py', call)).toMatchObject(expected);
  });
}

const method = (file: string, owner: string, name: string): Partial<CallSummary> => ({
  function: name,
  caller: owner,
  file: `shop/models/${file}.py`,
  targetKey: `shop/models/${file}.py::${owner}::${name}`,
});
const plus = method('money', 'Money', 'plus');
const price = method('order', 'Line', 'price');
const zero = { file: 'shop/models/money.py', targetKey: 'shop/models/money.py::zero', resolution: 'import' as const };

describe('a call through a module goes to', () => {
  checkEach([
    { title: 'a name out of it', source: 'from shop.models.money import zero\nzero()', call: 'zero', expected: zero },
    { title: 'its alias', source: 'from shop.models.money import zero as o\no()', call: 'o', expected: zero },
    { title: 'a submodule', source: 'from shop.models import money\nmoney.zero()', call: 'zero', expected: zero },
    {
      title: 'a dotted module',
      source: 'import shop.models.money\nshop.models.money.zero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'a module under another name',
      source: 'import shop.models.money as m\nm.zero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'what two dotted modules of a package have',
      source: 'import shop.models.order\nimport shop.models.money\nshop.models.money.zero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'what a package imports from its modules',
      source: 'from shop.models import make\nmake()',
      call: 'make',
      expected: { file: 'shop/models/order.py', targetKey: 'shop/models/order.py::make', resolution: 'import' },
    },
    {
      title: 'what a package imports from another with a star',
      source: 'import shop\nshop.make()',
      call: 'make',
      expected: { caller: 'shop', targetKey: 'shop/models/order.py::make' },
    },
    {
      title: 'what a star brings here',
      source: 'from shop.models.money import *\nzero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'what a star brings into a function that asks for it',
      source: 'def run():\n    from shop.models.money import zero\n    zero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'nothing that __all__ leaves out',
      source: 'from shop.models import *\nhidden()',
      call: 'hidden',
      expected: { targetKey: null, resolution: 'unresolved' },
    },
    {
      title: 'nothing whose name is private, without __all__',
      files: { 'bare.py': 'def _hidden(): pass\n' },
      source: 'from bare import *\n_hidden()',
      call: '_hidden',
      expected: { targetKey: null, resolution: 'unresolved' },
    },
    {
      title: 'either of two imports that depend on what is installed',
      source: 'try:\n    import ujson as m\nexcept ImportError:\n    import shop.models.money as m\nm.zero()',
      call: 'zero',
      expected: zero,
    },
    {
      title: 'a module that is not of the repository',
      source: 'import os.path\nos.path.join("a")',
      call: 'join',
      expected: { file: 'os.path', targetKey: null, resolution: 'external' },
    },
  ]);
});

describe('a class that is called is its constructor', () => {
  checkEach([
    {
      title: 'its own',
      source: 'from shop import Cash\nCash(1)',
      call: '__init__',
      expected: method('money', 'Money', '__init__'),
    },
    {
      title: 'of the class itself where nobody wrote one',
      source: 'from shop.models.order import Line\nLine()',
      call: '__init__',
      expected: { caller: 'Line', file: 'shop/models/order.py' },
    },
    {
      title: 'one that is inherited',
      source: 'from shop import Order\nclass Big(Order): pass\nBig(None)',
      call: '__init__',
      expected: { targetKey: 'shop/models/order.py::Order::__init__' },
    },
    {
      title: 'one that super() asks for',
      source: 'from shop import Order\nclass Big(Order):\n    def __init__(self):\n        super().__init__(None)',
      call: '__init__',
      expected: { targetKey: 'shop/models/order.py::Order::__init__', resolution: 'inherited' },
    },
  ]);
});

describe('a receiver has the type of', () => {
  checkEach([
    {
      title: 'a parameter',
      source: 'from shop import Cash\ndef f(a: Cash):\n    a.plus(a)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a parameter typed in a string',
      source: 'from shop import Cash\ndef f(a: "Cash | None"):\n    a.plus(a)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a parameter that a field is set from',
      source: 'from shop import Order\ndef f(o: Order):\n    o.paid.plus(o)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a property',
      source: 'from shop import Order\ndef f(o: Order):\n    o.due.plus(o)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'an instance that a field is set to',
      source: 'from shop import Order\ndef f(o: Order):\n    o.spare.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'an optional field',
      source: 'from shop import Order\ndef f(o: Order):\n    o.first.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'the elements of a field',
      source: 'from shop import Order\ndef f(o: Order):\n    for line in o.lines:\n        line.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'the elements in a comprehension',
      source: 'from shop import Order\ndef f(o: Order):\n    return [x.price() for x in o.lines]',
      call: 'price',
      expected: price,
    },
    {
      title: 'the elements that __iter__ gives',
      source: 'from shop import Order\ndef f(o: Order):\n    for line in o:\n        line.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'what __enter__ gives',
      source: 'from shop import Order\ndef f(o: Order):\n    with o as line:\n        line.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'what a function returns',
      source: 'from shop.models import order\norder.other().price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'what a static method returns',
      source: 'from shop import Order\nOrder.build().paid.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'the class a class method is asked of',
      source: 'from shop import Order\nOrder.load("1").paid.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'self, where it returns Self',
      source: 'from shop import Order\ndef f(o: Order):\n    o.same().paid.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a name in an expression',
      source: 'from shop import Order\ndef f(o: Order):\n    if x := o.first:\n        x.price()',
      call: 'price',
      expected: price,
    },
    {
      title: 'what isinstance does not hide',
      source: 'from shop import Order\ndef f(o: Order):\n    if isinstance(o, Order):\n        o.save()',
      call: 'save',
      expected: { targetKey: 'shop/models/base.py::Base::save', resolution: 'inherited' },
    },
    {
      title: 'what is awaited',
      source: 'from shop import Cash\nasync def g() -> Cash: ...\nasync def f():\n    (await g()).plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'the class in its own methods',
      source: 'from shop import Order\nclass Big(Order):\n    @classmethod\n    def f(cls):\n        cls.setup()',
      call: 'setup',
      expected: { targetKey: 'shop/models/base.py::Base::setup', resolution: 'inherited' },
    },
    {
      title: 'a global that a function sets',
      source:
        'from shop import Cash\ncash = None\ndef f():\n    global cash\n    cash = Cash()\ndef g():\n    cash.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a name of the function around',
      source:
        'from shop import Cash\ndef f():\n    cash = None\n    def g():\n        nonlocal cash\n        cash = Cash()\n    cash.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a field of a dataclass',
      source:
        'from dataclasses import dataclass\nfrom shop import Cash\n@dataclass\nclass A:\n    cash: Cash\ndef f(a: A):\n    a.cash.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'an alias',
      source: 'from shop import Cash\nEuro = Cash\ndef f(a: Euro):\n    a.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'a new type',
      source:
        'from typing import NewType\nfrom shop import Cash\nEuro = NewType("Euro", Cash)\ndef f(a: Euro):\n    a.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'the values of a dictionary',
      source:
        'from shop import Cash\ndef f(a: dict[str, Cash]):\n    for key, value in a.items():\n        value.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'one value of a dictionary',
      source: 'from shop import Cash\ndef f(a: dict[str, Cash]):\n    a["x"].plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'numbered elements',
      source: 'from shop import Cash\ndef f(a: list[Cash]):\n    for at, one in enumerate(a):\n        one.plus(1)',
      call: 'plus',
      expected: plus,
    },
    {
      title: 'the caught error',
      source:
        'class Wrong(Exception):\n    def tell(self): pass\ntry:\n    pass\nexcept (Wrong, KeyError) as e:\n    e.tell()',
      call: 'tell',
      expected: { targetKey: 'main.py::Wrong::tell' },
    },
  ]);
});

describe('what a method sees', () => {
  checkEach([
    {
      title: 'is the module, not its class',
      source: 'def size(): pass\nclass A:\n    def size(self): pass\n    def f(self):\n        size()',
      call: 'size',
      expected: { caller: '', targetKey: 'main.py::size', resolution: 'local' },
    },
    {
      title: 'is not the names of its class',
      source: 'class A:\n    def size(self): pass\n    def f(self):\n        size()',
      call: 'size',
      expected: { targetKey: null, resolution: 'unresolved' },
    },
    {
      title: 'is self under any name',
      source: 'class A:\n    def size(me): pass\n    def f(me):\n        me.size()',
      call: 'size',
      expected: { caller: 'A', targetKey: 'main.py::A::size', resolution: 'receiver' },
    },
    {
      title: 'are names in a class body for the class body itself',
      source: 'class A:\n    def make(): pass\n    value = make()',
      call: 'make',
      expected: { targetKey: 'main.py::A::make' },
    },
  ]);
});

describe('the types of several files', () => {
  it('are linked both ways', async () => {
    const root = await repositoryOf({
      ...shop,
      'main.py': 'import shop.models.base as b\nimport abc\nclass Big(b.Base, abc.ABC): pass\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, typeIn(graph, root, 'main.py::Big').extends)).toEqual([
      'shop/models/base.py::Base',
      'abc::ABC',
    ]);
    expect(allBelow(root, typeIn(graph, root, 'shop/models/base.py::Base').extendedBy).sort()).toEqual([
      'main.py::Big',
      'shop/models/order.py::Order',
    ]);
  });

  it('are found through packages, each import once', async () => {
    const root = await repositoryOf({ ...shop, 'main.py': 'from shop.models import money, Order, make, order\n' });
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, fileIn(graph, root, 'main.py').imports)).toEqual([
      'shop/models/money.py',
      'shop/models/__init__.py',
      'shop/models/order.py',
    ]);
    expect(functionIn(graph, root, 'shop/models/order.py::Order::due').modifiers).toEqual(['@property']);
  });
});
