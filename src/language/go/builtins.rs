//! The types that every Go program has: none of them has members. Their names tell a conversion from a call, and a type
//! argument from an index: they are looked up when a record is made.

use crate::language::builtins::{Builtins, Table};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table::new(&[]));

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
