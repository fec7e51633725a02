//! The types that every Ruby program has.

use crate::language::builtins::Shape::{Argument, List, Named, Primitive, Returned, This, Tuple};
use crate::language::builtins::{BuiltinType, Builtins, ITERATOR, Shape, Table, method};

const T: Shape = Argument(0);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    list: BuiltinType::new(&["Array"], 1).iterated(T).whole().members(&[
        method("at", T),
        method("concat", List(&T)),
        method("entries", Named(ITERATOR, &[Tuple(&[Primitive, T])])),
        method("fill", List(&T)),
        method("filter", List(&T)),
        method("find", T),
        method("pop", T),
        method("reverse", List(&T)),
        method("shift", T),
        method("slice", List(&T)),
        method("sort", List(&T)),
    ]),
    function: BuiltinType::new(&[], 0).members(&[method("bind", This), method("call", Returned(&This))]),
    ..Table::new(&[BuiltinType::new(&["Set"], 1).iterated(T).whole().members(&[method("add", This)])])
});
