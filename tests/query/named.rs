//! What people mean by a name.

use crate::repository::index_of;
use code_knowledge_graph::query::{CANDIDATES, Index, Named};

fn shop() -> Index {
    index_of(&[
        (
            "src/shop/order.ts",
            "export class OrderService { constructor() {} load() {} }\nexport function load() {}\nexport class Order {}\n",
        ),
        ("src/old/order.ts", "export class OrderService { save() {} }\nexport function old() {}\n"),
        ("app/orders/views.py", "class View:\n    def get(self): pass\n\ndef view(): pass\n"),
        ("app/Cart.java", "class Cart { Cart() {} Cart(int size) {} void add() {} void add(int count) {} }"),
        ("a.go", "package a\n\ntype Server struct{}\n\nfunc (s *Server) Handle() {}\n"),
        ("iterable.ts", "export class All { *[Symbol.iterator]() { yield 1 } }\n"),
    ])
}

fn named(index: &Index, text: &str) -> String {
    let keys = |symbols: Vec<_>| symbols.into_iter().map(|symbol| index.key(symbol)).collect::<Vec<_>>().join(" ");
    match index.resolve(text) {
        Named::None => "-".to_owned(),
        Named::One(symbols) => keys(symbols),
        Named::Many(symbols) => format!("? {}", keys(symbols)),
    }
}

#[test]
fn a_part_of_a_key_is_enough_as_long_as_it_is_one_symbols() {
    let index = shop();
    for (text, key) in [
        ("src/shop/order.ts::OrderService::load", "src/shop/order.ts::OrderService::load"),
        ("./src/shop/order.ts::load", "src/shop/order.ts::load"),
        ("shop/order.ts::load", "src/shop/order.ts::load"),
        ("order.ts::load", "src/shop/order.ts::load"),
        ("order::old", "src/old/order.ts::old"),
        ("OrderService.load", "src/shop/order.ts::OrderService::load"),
        ("OrderService::load", "src/shop/order.ts::OrderService::load"),
        ("OrderService#load", "src/shop/order.ts::OrderService::load"),
        ("order.ts::OrderService.save", "src/old/order.ts::OrderService::save"),
        ("order.ts::save", "src/old/order.ts::OrderService::save"),
        ("old/order.ts::OrderService", "src/old/order.ts::OrderService"),
        ("orders.views.View.get", "app/orders/views.py::View::get"),
        ("view", "app/orders/views.py::view"),
        ("Cart.add#2", "app/Cart.java::Cart::add#2"),
        ("Server.Handle", "a.go::Server::Handle"),
        ("All.[Symbol.iterator]", "iterable.ts::All::[Symbol.iterator]"),
        // A class, not what makes it, which is called as it is.
        ("Cart", "app/Cart.java::Cart"),
        ("load", "? src/shop/order.ts::OrderService::load src/shop/order.ts::load"),
        ("OrderService", "? src/old/order.ts::OrderService src/shop/order.ts::OrderService"),
        ("Cart.add", "? app/Cart.java::Cart::add app/Cart.java::Cart::add#2"),
    ] {
        assert_eq!(named(&index, text), key, "{text}");
    }
}

#[test]
fn what_nothing_is_called_means_nothing() {
    let index = shop();
    for text in [
        "",
        "::",
        ".",
        "#2",
        "Load",
        "none",
        "OrderService.none",
        "None.load",
        "der.ts::load",
        "x/order.ts::load",
        "Server.OrderService.load",
    ] {
        assert_eq!(named(&index, text), "-", "{text}");
    }
}

#[test]
fn a_name_that_everything_has_answers_some_of_it() {
    let files: Vec<_> = (0..CANDIDATES + 10).map(|number| format!("f{number:03}.ts")).collect();
    let files: Vec<_> = files.iter().map(|path| (&**path, "export function run() {}\n")).collect();
    let Named::Many(symbols) = index_of(&files).resolve("run") else { panic!("it is ambiguous") };
    assert_eq!(symbols.len(), CANDIDATES);
}
