//! The types that every Rust program has. Most of the standard library leads through to what it holds (`shapes`,
//! `expressions`); this is what is left of it when a call is linked.

use crate::language::builtins::Shape::{Argument, List, Named};
use crate::language::builtins::{BuiltinType, Builtins, ITERATOR, Shape, Table, method};

const T: Shape = Argument(0);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    list: BuiltinType::new(&[], 1).iterated(T).whole().members(&[
        method("concat", List(&T)),
        method("filter", List(&T)),
        method("find", T),
        method("pop", T),
        method("splice", List(&T)),
        method("values", Named(ITERATOR, &[T])),
    ]),
    ..Table::new(&[])
});
