// Go across files: packages, modules, receivers, embedded types.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { allBelow, type CallSummary, callOf, type Files, fileIn, repositoryOf, typeIn } from './repository.js';

const mod = { 'go.mod': 'module example.com/shop\n' };

const model = {
  ...mod,
  'model/order.go': `package model

type Base struct{ ID string }

type Order struct {
	Base
	Lines []Line
	clock Clock
}

type Orders []*Order

func New() *Order { return &Order{} }

func Load(id string) (*Order, error) { return New(), nil }
`,
  'model/methods.go': `package model

func (o *Order) Total() int { return 0 }

func (o *Order) Self() *Order { return o }

func (b *Base) Key() string { return b.ID }

func (os Orders) First() *Order { return os[0] }

func (l Line) Price() int { return 1 }
`,
  'model/line.go': `package model

type Line struct{}

type Clock interface{ Now() int }
`,
};

interface Case {
  title: string;
  files?: Files;
  body: string;
  call: string;
  expected: Partial<CallSummary>;
}

const total = { caller: 'Order', file: 'model/methods.go', targetKey: 'model/methods.go::Order::Total' };

function checkEach(cases: Case[]): void {
  it.each(cases)('$title', async ({ files = model, body, call, expected }) => {
    const source = `package main\n\nimport "example.com/shop/model"\n\nfunc run() {\n${body}\n}\n`;
    const root = await repositoryOf({ ...files, 'cmd/main.go': source });
    expect(callOf(await buildGraphStreaming(root), root, 'cmd/main.go', call)).toMatchObject(expected);
  });
}

describe('a call through a package goes to', () => {
  checkEach([
    {
      title: 'a function of another package, by its name',
      body: 'model.New()',
      call: 'New',
      expected: { caller: 'model', file: 'model/order.go', targetKey: 'model/order.go::New', resolution: 'import' },
    },
    {
      title: 'a method that stands in another file than its type',
      body: 'o := model.New()\no.Total()',
      call: 'Total',
      expected: { ...total, resolution: 'receiver' },
    },
    {
      title: 'the first of several results',
      body: 'o, err := model.Load("a")\no.Total()\n_ = err',
      call: 'Total',
      expected: total,
    },
    {
      title: 'the type of the language that another result is of',
      body: 'o, err := model.Load("a")\nerr.Error()\n_ = o',
      call: 'Error',
      expected: { caller: 'error', targetKey: null, resolution: 'unresolved' },
    },
    {
      title: 'a method at the end of a chain',
      body: 'model.New().Self().Total()',
      call: 'Total',
      expected: total,
    },
    {
      title: 'a method of an embedded type',
      body: 'model.New().Key()',
      call: 'Key',
      expected: { caller: 'Order', targetKey: 'model/methods.go::Base::Key', resolution: 'inherited' },
    },
    {
      title: 'a method of a named list',
      body: 'var all model.Orders\nall.First()',
      call: 'First',
      expected: { caller: 'Orders', targetKey: 'model/methods.go::Orders::First' },
    },
    {
      title: 'a method of an element of a named list',
      body: 'var all model.Orders\nfor _, o := range all {\n\to.Total()\n}',
      call: 'Total',
      expected: total,
    },
    {
      title: "a method of a field's elements",
      body: 'o := model.Order{}\nfor _, line := range o.Lines {\n\tline.Price()\n}',
      call: 'Price',
      expected: { caller: 'Line', targetKey: 'model/methods.go::Line::Price' },
    },
    {
      title: 'a method of what a channel carries',
      body: 'done := make(chan *model.Order)\nfor o := range done {\n\to.Total()\n}',
      call: 'Total',
      expected: total,
    },
    {
      title: 'nothing for the index of a list',
      body: 'done := []*model.Order{}\nfor i := range done {\n\ti.Total()\n}',
      call: 'Total',
      expected: { caller: 'i', targetKey: null, resolution: 'unresolved' },
    },
    {
      title: 'a method of the type that a case is for',
      body: 'var v any\nswitch v := v.(type) {\ncase *model.Order:\n\tv.Total()\n}',
      call: 'Total',
      expected: total,
    },
    {
      title: 'a method of a variable that hides another of its name',
      body: 'o := model.New()\nif o := o.Self(); o != nil {\n\to.Total()\n}',
      call: 'Total',
      expected: total,
    },
    {
      title: 'a method by its value',
      body: 'o := model.New()\ntotal := o.Total\ntotal()',
      call: 'total',
      expected: { caller: '', targetKey: 'model/methods.go::Order::Total' },
    },
    {
      title: 'a method by its type',
      body: 'model.Order.Total(nil)',
      call: 'Total',
      expected: total,
    },
    {
      title: 'a method of a type parameter’s constraint',
      body: '}\n\nfunc each[T model.Clock](item T) {\n\titem.Now()',
      call: 'Now',
      expected: { caller: 'Clock', file: 'model/line.go', targetKey: null },
    },
    {
      title: 'a method of a generic type’s argument',
      body: '}\n\ntype Box[T any] struct{ item T }\n\nfunc open(b Box[*model.Order]) {\n\tb.item.Total()',
      call: 'Total',
      expected: total,
    },
    {
      title: 'the method of the package’s own type, where others have types of that name',
      files: {
        ...model,
        ...Object.fromEntries(
          Array.from({ length: 100 }, (_, number) => [
            `a${number}/order.go`,
            'package a\n\ntype Order struct{}\n\nfunc (o *Order) Total() int { return 1 }\n',
          ]),
        ),
      },
      body: 'model.New().Total()',
      call: 'Total',
      expected: total,
    },
  ]);
});

describe('the files of a folder', () => {
  it('see each other without an import', async () => {
    const root = await repositoryOf({
      'a.go': 'package a\n\nfunc run() { helper().Work() }\n',
      'b.go': 'package a\n\ntype Worker struct{}\n\nfunc helper() *Worker { return nil }\n',
      'b_test.go': 'package a\n\nfunc (w *Worker) Work() { run() }\n',
      'other/c.go': 'package other\n\nfunc run() {}\n\nfunc use() { helper() }\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(callOf(graph, root, 'a.go', 'helper')).toMatchObject({ targetKey: 'b.go::helper', resolution: 'import' });
    expect(callOf(graph, root, 'a.go', 'Work')).toMatchObject({
      caller: 'Worker',
      targetKey: 'b_test.go::Worker::Work',
    });
    expect(callOf(graph, root, 'b_test.go', 'run')).toMatchObject({ targetKey: 'a.go::run' });
    expect(callOf(graph, root, 'other/c.go', 'helper')).toMatchObject({ targetKey: null, resolution: 'unresolved' });
  });

  it('are imported whole by a dot', async () => {
    const root = await repositoryOf({
      ...model,
      'cmd/main.go':
        'package main\n\nimport . "example.com/shop/model"\n\nfunc run() {\n\tNew()\n\tvar o Order\n\to.Total()\n}\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(callOf(graph, root, 'cmd/main.go', 'New')).toMatchObject({ targetKey: 'model/order.go::New' });
    expect(callOf(graph, root, 'cmd/main.go', 'Total')).toMatchObject(total);
  });

  it('are an import with the folder as its target', async () => {
    const root = await repositoryOf({
      ...model,
      'cmd/main.go':
        'package main\n\nimport (\n\t"fmt"\n\tm "example.com/shop/model"\n\t_ "example.com/other"\n)\n\nvar _ m.Order\n',
    });
    const { imports } = fileIn(await buildGraphStreaming(root), root, 'cmd/main.go');
    expect(allBelow(root, imports)).toEqual(['fmt', 'model', 'example.com/other']);
  });
});

describe('an embedded type', () => {
  it('is extended, wherever it is declared', async () => {
    const root = await repositoryOf({
      ...model,
      'shop.go':
        'package shop\n\nimport (\n\t"io"\n\n\t"example.com/shop/model"\n)\n\ntype Special struct {\n\t*model.Order\n\tio.Reader\n\tLocal\n}\n',
      'local.go': 'package shop\n\ntype Local interface{ Do() }\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, typeIn(graph, root, 'shop.go::Special').extends)).toEqual([
      'model/order.go::Order',
      'io::Reader',
      'local.go::Local',
    ]);
    expect(allBelow(root, typeIn(graph, root, 'model/order.go::Order').extendedBy)).toEqual(['shop.go::Special']);
    expect(allBelow(root, typeIn(graph, root, 'model/order.go::Order').extends)).toEqual(['model/order.go::Base']);
  });
});
