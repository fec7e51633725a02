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

/// Whether a method passes its block one after the other of what it is called on, or that itself; `None` for one that is not
/// known to do either. Told by its name when a record is made, as the type of what it is called on may be anything.
pub(super) fn passes_element(method: &str) -> Option<bool> {
    match method {
        "tap" | "then" | "yield_self" => Some(false),
        "all?" | "any?" | "collect" | "count" | "detect" | "each" | "each_with_index" | "each_with_object"
        | "filter" | "filter_map" | "find" | "find_all" | "find_each" | "flat_map" | "group_by" | "index_by"
        | "map" | "max_by" | "min_by" | "none?" | "partition" | "reject" | "reverse_each" | "select" | "sort_by"
        | "sum" | "uniq" => Some(true),
        _ => None,
    }
}
