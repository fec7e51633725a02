// Rust across files: modules, crates, re-exports, receivers, traits.
import { describe, expect, it } from 'vitest';
import { buildGraphStreaming } from '../index.mjs';
import { allBelow, type CallSummary, callOf, type Files, fileIn, repositoryOf, typeIn } from './repository.js';

const shop: Files = {
  'Cargo.toml': '[package]\nname = "shop"\nedition = "2021"\n',
  'src/model/mod.rs': 'mod line;\nmod order;\npub mod status;\npub use line::*;\npub use self::order::{load, Order};\n',
  'src/model/line.rs': 'pub struct Line;\n\nimpl Line {\n    pub fn price(&self) -> u32 { 1 }\n}\n',
  'src/model/order.rs': `use super::Line;
use std::sync::Arc;

pub struct Order {
    pub lines: Vec<Line>,
    pub parent: Option<Box<Order>>,
    pub shared: Arc<Line>,
    pub pair: (u32, Line),
}

impl Order {
    pub fn new() -> Self {
        Order { lines: Vec::new() }
    }

    pub fn touch(&mut self) -> &mut Self {
        self
    }
}

pub fn load(id: &str) -> Result<Order, Error> {
    Ok(Order::new())
}
`,
  'src/model/status.rs': `use crate::model::Order;

pub enum Status {
    Open,
    Paid(Order, u32),
    Lost { order: Order },
}

impl Status {
    pub fn check(&self) {}
}
`,
  'src/behaviour.rs': `use crate::model::Order;

pub trait Priced {
    fn total(&self) -> u32;
    fn label(&self) -> u32 {
        self.total()
    }
}

impl Priced for Order {
    fn total(&self) -> u32 {
        self.lines.len()
    }
}

impl Order {
    pub fn elsewhere(&self) {}
}
`,
};

interface Case {
  title: string;
  files?: Files;
  uses?: string;
  body: string;
  call: string;
  expected: Partial<CallSummary>;
}

const order = 'src/model/order.rs';
const touch = { caller: 'Order', file: order, targetKey: `${order}::Order::touch` };
const price = { caller: 'Line', file: 'src/model/line.rs', targetKey: 'src/model/line.rs::Line::price' };
const load = { file: order, targetKey: `${order}::load`, resolution: 'import' } as const;

function checkEach(cases: Case[]): void {
  it.each(cases)('$title', async ({ files = {}, uses = 'use model::*;', body, call, expected }) => {
    const source = `mod behaviour;\nmod model;\n${uses}\n\nfn run() {\n${body}\n}\n`;
    const root = await repositoryOf({ ...shop, ...files, 'src/lib.rs': source });
    expect(callOf(await buildGraphStreaming(root), root, 'src/lib.rs', call)).toMatchObject(expected);
  });
}

describe('a path leads to', () => {
  checkEach([
    { title: 'a re-exported function', uses: 'use model::load;', body: 'load("a");', call: 'load', expected: load },
    {
      title: 'a function by its module',
      uses: '',
      body: 'model::load("a");',
      call: 'load',
      expected: { ...load, caller: 'model' },
    },
    { title: 'a function by the crate', uses: '', body: 'crate::model::load("a");', call: 'load', expected: load },
    {
      title: 'a function by another name',
      uses: 'use crate::model::{self as m, load as fetch};',
      body: 'fetch("a");',
      call: 'fetch',
      expected: load,
    },
    {
      title: 'a function by its module’s other name',
      uses: 'use crate::model as m;',
      body: 'm::load("a");',
      call: 'load',
      expected: load,
    },
    {
      title: 'an associated function',
      body: 'Order::new();',
      call: 'new',
      expected: { caller: 'Order', targetKey: `${order}::Order::new` },
    },
    {
      title: 'an associated function by the whole path',
      uses: '',
      body: 'crate::model::Order::new();',
      call: 'new',
      expected: { caller: 'Order', targetKey: `${order}::Order::new` },
    },
    {
      title: 'a function of a module written in the file',
      uses: 'mod inner {\n    pub mod deep {\n        pub fn go() {}\n    }\n}',
      body: 'inner::deep::go();',
      call: 'go',
      expected: { file: 'src/lib.rs', targetKey: 'src/lib.rs::inner::deep::go' },
    },
    {
      title: 'a function of the file around a module written in it',
      uses: 'fn outer() {}\nmod inner {\n    use super::*;\n    fn go() {\n        super::outer();\n    }\n}',
      body: '',
      call: 'outer',
      expected: { targetKey: 'src/lib.rs::outer', resolution: 'local' },
    },
    {
      title: 'what another crate declares',
      files: {
        'Cargo.toml': `${shop['Cargo.toml']}\n[dependencies]\nother-crate = { path = "other" }\n`,
        'other/Cargo.toml': '[package]\nname = "other-crate"\n',
        'other/src/lib.rs': 'pub fn help() {}\n',
      },
      uses: '',
      body: 'other_crate::help();',
      call: 'help',
      expected: {
        caller: 'other_crate',
        file: 'other/src/lib.rs',
        targetKey: 'other/src/lib.rs::help',
        resolution: 'import',
      },
    },
    {
      title: 'a crate outside the repository',
      uses: 'use serde_json::to_string;',
      body: 'serde_json::from_str("1");',
      call: 'from_str',
      expected: { caller: 'serde_json', file: 'serde_json', targetKey: null, resolution: 'external' },
    },
    {
      title: 'an imported macro’s crate, not a function of the macro’s name',
      uses: 'use tracing::info;\nfn format() {}',
      body: 'info!("x");',
      call: 'info',
      expected: { file: 'tracing::info', targetKey: null, resolution: 'external' },
    },
    {
      title: 'no function where a macro has its name',
      uses: 'fn format() {}',
      body: 'format!("x");',
      call: 'format',
      expected: { targetKey: null, resolution: 'builtin' },
    },
  ]);
});

describe('a receiver is', () => {
  checkEach([
    {
      title: 'what an associated function returns',
      body: 'let mut o = Order::new();\no.touch();',
      call: 'touch',
      expected: touch,
    },
    { title: 'what `?` takes out', body: 'let o = load("a")?;\no.touch();', call: 'touch', expected: touch },
    { title: 'what `unwrap` takes out', body: 'load("a").unwrap().touch();', call: 'touch', expected: touch },
    {
      title: 'what `if let` takes out',
      body: 'if let Ok(o) = load("a") {\n    o.touch();\n}',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'what a `match` takes out',
      body: 'match load("a") {\n    Ok(o) => o.touch(),\n    Err(_) => {}\n}',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'an element of a loop',
      body: 'let o = Order::new();\nfor l in &o.lines {\n    l.price();\n}',
      call: 'price',
      expected: price,
    },
    {
      title: 'an element of a numbered loop',
      body: 'let o = Order::new();\nfor (i, l) in o.lines.iter().enumerate() {\n    l.price();\n}',
      call: 'price',
      expected: price,
    },
    {
      title: 'what a chain hands to a closure',
      body: 'let o = Order::new();\no.lines.iter().filter(|l| true).for_each(|l| l.price());',
      call: 'price',
      expected: price,
    },
    {
      title: 'what an option holds',
      body: 'let o = Order::new();\no.parent.map(|p| p.touch());',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'what a pointer points to',
      body: 'let o = Order::new();\no.shared.price();',
      call: 'price',
      expected: price,
    },
    { title: 'a part of a tuple', body: 'let o = Order::new();\no.pair.1.price();', call: 'price', expected: price },
    {
      title: 'a part of a tuple taken apart',
      body: 'let (n, l) = Order::new().pair;\nl.price();',
      call: 'price',
      expected: price,
    },
    {
      title: 'a field taken out by a pattern',
      body: 'let Order { shared: l, .. } = Order::new();\nl.price();',
      call: 'price',
      expected: price,
    },
    {
      title: 'what a variant carries',
      uses: 'use model::status::Status;',
      body: 'match s {\n    Status::Paid(o, _) => o.touch(),\n    _ => {}\n}',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'what a variant with names carries',
      uses: 'use model::status::Status;',
      body: 'if let Status::Lost { order } = s {\n    order.touch();\n}',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'a variant',
      uses: 'use model::status::Status;',
      body: 'Status::Open.check();',
      call: 'check',
      expected: { caller: 'Status', targetKey: 'src/model/status.rs::Status::check' },
    },
    {
      title: 'a variable that hides another',
      body: 'let o = load("a");\nlet o = o.unwrap();\no.touch();',
      call: 'touch',
      expected: touch,
    },
    {
      title: 'the type of a method that a trait adds',
      body: 'Order::new().total();',
      call: 'total',
      expected: {
        caller: 'Order',
        file: 'src/behaviour.rs',
        targetKey: 'src/behaviour.rs::Order::total',
        resolution: 'receiver',
      },
    },
    {
      title: 'the type of a method that it has from a trait',
      body: 'Order::new().label();',
      call: 'label',
      expected: { caller: 'Order', targetKey: 'src/behaviour.rs::Priced::label', resolution: 'inherited' },
    },
    {
      title: 'a type parameter’s bound',
      uses: 'use behaviour::Priced;\nfn each<T>(item: &T) where T: Priced {\n    item.label();\n}',
      body: '',
      call: 'label',
      expected: { caller: 'Priced', targetKey: 'src/behaviour.rs::Priced::label' },
    },
    {
      title: 'a chain of methods that return the receiver',
      body: 'Order::new().touch().elsewhere();',
      call: 'elsewhere',
      expected: { caller: 'Order', targetKey: 'src/behaviour.rs::Order::elsewhere' },
    },
  ]);
});

describe('modules', () => {
  it('are imports with their files, as are the crates of paths', async () => {
    const root = await repositoryOf({
      ...shop,
      'src/lib.rs': 'mod behaviour;\nmod model;\nuse model::Order;\nuse std::fmt;\nuse crate::model::status;\n',
    });
    const { imports } = fileIn(await buildGraphStreaming(root), root, 'src/lib.rs');
    expect(allBelow(root, imports)).toEqual([
      'src/behaviour.rs',
      'src/model/mod.rs',
      'std::fmt',
      'src/model/status.rs',
    ]);
  });

  it('tell traits of other files that a type implements', async () => {
    const root = await repositoryOf({
      ...shop,
      'src/lib.rs': 'mod behaviour;\nmod model;\nmod special;\n',
      'src/special.rs':
        'use crate::behaviour::Priced;\nuse std::fmt::Display;\n\npub struct Special;\n\nimpl Priced for Special {}\nimpl Display for Special {}\n\npub trait Costly: Priced {}\n',
    });
    const graph = await buildGraphStreaming(root);
    expect(allBelow(root, typeIn(graph, root, 'src/special.rs::Special').implements)).toEqual([
      'src/behaviour.rs::Priced',
      'std::fmt::Display',
    ]);
    expect(allBelow(root, typeIn(graph, root, 'src/model/order.rs::Order').implements)).toEqual([
      'src/behaviour.rs::Priced',
    ]);
    expect(allBelow(root, typeIn(graph, root, 'src/behaviour.rs::Priced').implementedBy)).toEqual([
      'src/model/order.rs::Order',
      'src/special.rs::Special',
    ]);
    expect(allBelow(root, typeIn(graph, root, 'src/special.rs::Costly').extends)).toEqual(['src/behaviour.rs::Priced']);
  });
});
