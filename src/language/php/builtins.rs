//! The types that every PHP program has: arrays have no members, closures and enums do.
//!
//! Which names are types of values without members, which are iterated over with keys, and which functions give what is in
//! their argument is asked when a record is made: types in comments are texts, and of a call's arguments a record has no more
//! than what it is made as here.

use crate::language::builtins::Shape::{Argument, InstanceOf, List, Returned, This};
use crate::language::builtins::{BuiltinType, Builtins, GENERATOR, Table, method};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    function: BuiltinType::new(&[], 0).members(&[method("__invoke", Returned(&This)), method("call", Returned(&This))]),
    enumeration: BuiltinType::new(&[], 0).members(&[
        method("cases", List(&InstanceOf(&This))),
        method("from", InstanceOf(&This)),
        method("tryFrom", InstanceOf(&This)),
    ]),
    ..Table::new(TYPES)
});

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["ArrayIterator", "\\ArrayIterator", "ArrayObject", "\\ArrayObject"], 1)
        .iterated(Argument(0))
        .indexed(Argument(0)),
    BuiltinType::new(&["ArrayAccess", "\\ArrayAccess"], 1).indexed(Argument(0)),
    BuiltinType::new(&[GENERATOR, "\\Generator"], 1).iterated(Argument(0)).members(&[method("current", Argument(0))]),
    BuiltinType::new(&["Iterator", "\\Iterator"], 1).iterated(Argument(0)).members(&[method("current", Argument(0))]),
    BuiltinType::new(&["IteratorAggregate", "\\IteratorAggregate"], 1).iterated(Argument(0)),
    BuiltinType::new(&["SplObjectStorage", "\\SplObjectStorage"], 1).iterated(Argument(0)),
    BuiltinType::new(&["Traversable", "\\Traversable"], 1).iterated(Argument(0)),
];

/// Whether a type in a comment, in lower case, is that of values without members.
pub(super) fn is_scalar(name: &str) -> bool {
    matches!(
        name,
        "array-key"
            | "bool"
            | "boolean"
            | "callable-string"
            | "double"
            | "false"
            | "float"
            | "int"
            | "integer"
            | "literal-string"
            | "lowercase-string"
            | "negative-int"
            | "never"
            | "non-empty-string"
            | "non-falsy-string"
            | "non-negative-int"
            | "null"
            | "number"
            | "numeric"
            | "numeric-string"
            | "positive-int"
            | "scalar"
            | "string"
            | "true"
            | "void"
    )
}

/// Whether what is written in front of the values of a type, in lower case, is their keys.
pub(super) fn is_keyed(name: &str) -> bool {
    matches!(
        name.trim_start_matches('\\'),
        "arrayaccess"
            | "arrayiterator"
            | "arrayobject"
            | "generator"
            | "iterator"
            | "iteratoraggregate"
            | "traversable"
    )
}

/// What a function of the language gives of one of its arguments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Given {
    /// The argument, or a list of what is in it.
    Whole,
    /// A value that is in it.
    Element,
    /// A list of what the function that is its first argument gives.
    Mapped,
}

/// What a function of the language gives, with the place of the argument that it has it from.
pub(super) fn given(function: &str) -> Option<(Given, usize)> {
    Some(match function {
        "array_diff"
        | "array_diff_key"
        | "array_filter"
        | "array_intersect"
        | "array_intersect_key"
        | "array_merge"
        | "array_replace"
        | "array_reverse"
        | "array_slice"
        | "array_splice"
        | "array_unique"
        | "array_values"
        | "iterator_to_array" => (Given::Whole, 0),
        "array_pop" | "array_shift" | "current" | "end" | "next" | "prev" | "reset" => (Given::Element, 0),
        "array_map" => (Given::Mapped, 0),
        _ => return None,
    })
}

/// With the values of which argument a function of the language calls the one at a place.
pub(super) fn called_with(function: &str, place: usize) -> Option<usize> {
    match (function, place) {
        ("array_map", 0) => Some(1),
        ("array_all" | "array_any" | "array_filter" | "array_find" | "array_find_key" | "array_walk", 1) => Some(0),
        ("uasort" | "usort", 1) => Some(0),
        _ => None,
    }
}

/// Which argument of a function of the language is one that it calls, by its place: a text there names a function. Told by the
/// function's name when a record is made, since any other text is none.
pub(super) fn callable_argument(function: &str) -> Option<usize> {
    match function {
        "array_map"
        | "call_user_func"
        | "call_user_func_array"
        | "forward_static_call"
        | "forward_static_call_array"
        | "header_register_callback"
        | "is_callable"
        | "ob_start"
        | "register_shutdown_function"
        | "register_tick_function"
        | "set_error_handler"
        | "set_exception_handler"
        | "spl_autoload_register" => Some(0),
        "array_all"
        | "array_any"
        | "array_filter"
        | "array_find"
        | "array_find_key"
        | "array_reduce"
        | "array_walk"
        | "array_walk_recursive"
        | "iterator_apply"
        | "preg_replace_callback"
        | "uasort"
        | "uksort"
        | "usort" => Some(1),
        _ => None,
    }
}
