//! The types that every Ruby program has.

use crate::language::builtins::Shape::{Argument, List, Named, Primitive, Returned, This, Tuple};
use crate::language::builtins::{BuiltinType, Builtins, ITERATOR, Shape, Table, method};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(&["Array"], 1).iterated(T).whole().members(&[
        method("at", T),
        method("compact", List(&T)),
        method("concat", List(&T)),
        method("detect", T),
        method("drop", List(&T)),
        method("each", This),
        method("each_with_index", Named(ITERATOR, &[Tuple(&[T, Primitive])])),
        method("entries", Named(ITERATOR, &[Tuple(&[Primitive, T])])),
        method("fetch", T),
        method("fill", List(&T)),
        method("filter", List(&T)),
        method("find", T),
        method("find_all", List(&T)),
        method("first", T),
        method("last", T),
        method("max_by", T),
        method("min_by", T),
        method("pop", T),
        method("push", This),
        method("reject", List(&T)),
        method("reverse", List(&T)),
        method("sample", T),
        method("select", List(&T)),
        method("shift", T),
        method("shuffle", List(&T)),
        method("slice", List(&T)),
        method("sort", List(&T)),
        method("sort_by", List(&T)),
        method("take", List(&T)),
        method("to_a", List(&T)),
        method("uniq", List(&T)),
    ]),
    function: BuiltinType::new(&[], 0).members(&[method("bind", This), method("call", Returned(&This))]),
    ..Table::new(&[
        BuiltinType::new(&["Hash"], 2).iterated(Tuple(&[T, V])).indexed(V).whole().members(&[
            method("delete", V),
            method("dig", V),
            method("fetch", V),
            method("keys", List(&T)),
            method("merge", This),
            method("reject", This),
            method("select", This),
            method("store", V),
            method("values", List(&V)),
        ]),
        BuiltinType::new(&["Set"], 1).iterated(T).whole().members(&[method("add", This)]),
    ])
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "Array",
    "Complex",
    "Float",
    "Hash",
    "Integer",
    "Rational",
    "String",
    "__dir__",
    "__method__",
    "abort",
    "alias_method",
    "at_exit",
    "attr",
    "attr_accessor",
    "attr_reader",
    "attr_writer",
    "autoload",
    "autoload?",
    "binding",
    "block_given?",
    "caller",
    "caller_locations",
    "catch",
    "const_get",
    "const_set",
    "define_method",
    "eval",
    "exec",
    "exit",
    "exit!",
    "extend",
    "fail",
    "fork",
    "format",
    "gets",
    "include",
    "instance_variable_get",
    "instance_variable_set",
    "lambda",
    "load",
    "loop",
    "module_function",
    "open",
    "p",
    "pp",
    "prepend",
    "print",
    "printf",
    "private",
    "private_class_method",
    "private_constant",
    "proc",
    "protected",
    "public",
    "public_class_method",
    "putc",
    "puts",
    "raise",
    "rand",
    "readline",
    "readlines",
    "remove_method",
    "require",
    "require_relative",
    "select",
    "sleep",
    "spawn",
    "sprintf",
    "srand",
    "system",
    "throw",
    "undef_method",
    "warn",
];

/// Whether a method of the language passes its block with several parameters the parts of one element, and nothing beside it.
pub(super) fn takes_apart(method: &str) -> bool {
    passes_element(method) == Some(true) && !matches!(method, "each_with_index" | "each_with_object")
}

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
