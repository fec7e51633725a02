//! The types that every Go program has: but for maps none of them has anything that calls are made on. Their names tell a
//! conversion from a call, and a type argument from an index: they are looked up when a record is made.

use crate::language::builtins::Shape::Argument;
use crate::language::builtins::{BuiltinType, Builtins, Table, property};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    is_closed: true,
    modules: &["iter"],
    ..Table::new(&[
        // What `range` gives first, at the place 0, is a key.
        BuiltinType::new(&[MAP], 2).iterated(Argument(1)).members(&[property("0", Argument(0))]).whole(),
        // The types of the package `iter`.
        BuiltinType::new(&["Seq"], 1).members(&[property("0", Argument(0))]),
        BuiltinType::new(&["Seq2"], 2).iterated(Argument(1)).members(&[property("0", Argument(0))]),
    ])
});

/// The name of maps: a word of the language, which nothing else is called.
pub(super) const MAP: &str = "map";

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
    "panic", "print", "println", "real", "recover",
];

/// Whether a name is that of a type whose values have no methods.
pub(super) fn is_builtin(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "byte"
            | "complex64"
            | "complex128"
            | "float32"
            | "float64"
            | "int"
            | "int8"
            | "int16"
            | "int32"
            | "int64"
            | "rune"
            | "string"
            | "uint"
            | "uint8"
            | "uint16"
            | "uint32"
            | "uint64"
            | "uintptr"
    )
}
