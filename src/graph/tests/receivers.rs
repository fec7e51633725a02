//! Calls of members: whose type the receiver has, where the member is declared.

use super::*;

fn with_order(source: &str) -> Vec<String> {
    let source = format!("import Bill, {{ Order as O, Line, Store, Customer }} from './order';\n{source}");
    graph_calls(&[("a.ts", &source), ("order.ts", ORDER)], "a.ts")
}

#[test]
fn a_receiver_is_named_as_its_type_is_declared() {
    let source = "
function f(o: O, bill: Bill, either: null | string | O, text: string, any: any) {
  o.save(); bill.send(); either.add(); text.trim(); any.thing(); o.lines.push(); o.byId.get('a').print();
}";
    assert_eq!(
        with_order(source),
        [
            "Order.save > order.ts [order.ts::Base::save] inherited",
            "Invoice.send > order.ts [order.ts::Invoice::send] receiver",
            "Order.add > order.ts [order.ts::Order::add] receiver",
            "text.trim > a.ts [-] builtin",
            "any.thing > a.ts [-] unresolved",
            "o.push > a.ts [-] builtin",
            "Map.get > a.ts [-] builtin",
            "Line.print > order.ts [order.ts::Line::print] receiver",
        ]
    );
}

#[test]
fn types_flow_through_calls_awaits_getters_and_elements() {
    let source = "
async function f(o: O, store: Store) {
  (await o.load()).add(); o.load().then((loaded) => loaded.add()); o.add().add(); o.first.print();
  o.owner().notify(); o.lines[0].print(); for (const l of o.lines) l.print();
  o.lines.filter(Boolean).forEach((l) => l.print()); o.lines.find(Boolean)?.print();
  const found = await store.find('1'); found.add(); store.run();
  for (const [, line] of o.byId) line.print(); const [head] = o.lines; head.print();
  const { customer } = o; customer.notify(); (o as unknown as Line).print();
}";
    let calls = with_order(source);
    let found = |call: &str| assert!(calls.iter().any(|line| line == call), "{call} not in {calls:#?}");
    for call in [
        "Promise.then > a.ts [-] builtin",
        "Customer.notify > order.ts [order.ts::Customer::notify] receiver",
        "Store.find > order.ts [-] receiver",
        "Store.run > order.ts [-] receiver",
    ] {
        found(call);
    }
    let count = |call: &str| calls.iter().filter(|line| *line == call).count();
    assert_eq!(count("Order.add > order.ts [order.ts::Order::add] receiver"), 5);
    assert_eq!(count("Line.print > order.ts [order.ts::Line::print] receiver"), 8, "{calls:#?}");
    assert_eq!(count("Customer.notify > order.ts [order.ts::Customer::notify] receiver"), 2);
}

#[test]
fn members_are_looked_for_in_supertypes_and_on_their_own_side() {
    let source = "
interface Root { root(): O } interface Mid extends Root {}
class A extends O { static own() { this.own(); this.make(); } m() { this.save(); super.save(); this.nothing(); } }
function f(mid: Mid) { mid.root().add(); A.own(); A.make(); }
class Loop1 extends Loop2 { m() { this.x(); } } class Loop2 extends Loop1 {}
class L extends Map { m() { this.set(); } }";
    assert_eq!(
        with_order(source),
        [
            "A.own > a.ts [a.ts::A::own] receiver",
            "A.make > order.ts [order.ts::Base::make] inherited",
            "A.save > order.ts [order.ts::Base::save] inherited",
            "Order.save > order.ts [order.ts::Base::save] inherited",
            "A.nothing > a.ts [-] unresolved",
            "Mid.root > a.ts [-] inherited",
            "Order.add > order.ts [order.ts::Order::add] receiver",
            "A.own > a.ts [a.ts::A::own] receiver",
            "A.make > order.ts [order.ts::Base::make] inherited",
            "Loop1.x > a.ts [-] unresolved",
            "L.set > a.ts [-] unresolved",
        ]
    );
}

#[test]
fn construction_calls_the_nearest_constructor() {
    let source = "
class A extends O { constructor() { super(); } } class B extends A {} class Bare {}
new B(); new Bare(); new O(); new Map(); function g(x) { new x.Y(); }";
    assert_eq!(
        with_order(source),
        [
            "Order.constructor > order.ts [order.ts::Base::constructor] inherited",
            "B.constructor > a.ts [a.ts::A::constructor] local",
            "Bare.constructor > a.ts [-] local",
            "Order.constructor > order.ts [order.ts::Base::constructor] import",
            "Map.constructor > a.ts [-] builtin",
            "x.constructor > a.ts [-] unresolved",
        ]
    );
}

#[test]
fn type_parameters_stand_for_their_arguments() {
    let source = "
class Box<T> { value: T; get(): T { return this.value; } all(): Promise<T[]> {} map(f: (value: T) => void) {} }
class OrderBox extends Box<O> {}
async function f(box: Box<Line>, orders: OrderBox, part: Partial<O>) {
  box.get().print(); orders.value.add(); (await orders.all())[0].add(); part.add(); orders.map((v) => v.add());
}
class User<T extends O> { constructor(private t: T) {} m() { this.t.add(); } }";
    let calls = with_order(source);
    let count = |call: &str| calls.iter().filter(|line| *line == call).count();
    assert_eq!(count("Line.print > order.ts [order.ts::Line::print] receiver"), 1, "{calls:#?}");
    assert_eq!(count("Order.add > order.ts [order.ts::Order::add] receiver"), 5, "{calls:#?}");
}

#[test]
fn objects_and_namespaces_have_members_too() {
    let source = "
const handlers = { paid: (o: O) => o.add(), deep: { go() {} }, ...rest }; const rest = { spread() {} };
handlers.paid(); handlers.deep.go(); handlers.spread(); handlers.missing();
namespace NS { export function f() {} export class K { m() {} } }
NS.f(); new NS.K().m(); function g(k: NS.K) { k.m(); }";
    let calls = with_order(source);
    assert_eq!(
        calls[1..5].iter().map(|call| call.split(" > ").next().unwrap()).collect::<Vec<_>>(),
        ["handlers.paid", "handlers.go", "handlers.spread", "handlers.missing"]
    );
    assert!(calls[1..4].iter().all(|call| !call.contains("[-]") && call.ends_with("receiver")), "{calls:#?}");
    assert_eq!(calls[4], "handlers.missing > a.ts [-] unresolved");
    assert_eq!(calls[5], "NS.f > a.ts [a.ts::f] local");
    assert_eq!(
        calls[6..],
        ["K.constructor > a.ts [-] local", "K.m > a.ts [a.ts::K::m] receiver", "K.m > a.ts [a.ts::K::m] receiver"]
    );
}

#[test]
fn a_type_query_follows_every_member() {
    let source = "
const order = { owner: { customer: new Customer(), bill: new Bill() } };
declare const customer: typeof order.owner.customer; customer.notify();
declare const bill: typeof order['owner']['bill']; bill.send();";
    assert_eq!(
        with_order(source)[2..],
        [
            "Customer.notify > order.ts [order.ts::Customer::notify] receiver",
            "Invoice.send > order.ts [order.ts::Invoice::send] receiver",
        ]
    );
}
