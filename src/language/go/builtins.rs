//! The types that every Go program has: but for maps none of them has anything that calls are made on. Their names tell a
//! conversion from a call, and a type argument from an index: they are looked up when a record is made.

use crate::language::builtins::Shape::{Argument, ArgumentOf, Element, List, Named, Passed, Primitive};
use crate::language::builtins::{BuiltinPackage, BuiltinType, Builtins, Shape, Table, method, property};

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    is_closed: true,
    modules: &["iter"],
    packages: PACKAGES,
    ..Table::new(&[
        // What `range` gives first, at the place 0, is a key.
        BuiltinType::new(&[MAP], 2).iterated(Argument(1)).members(&[property("0", Argument(0))]).whole(),
        // The types of the package `iter`.
        BuiltinType::new(&["Seq"], 1).members(&[property("0", Argument(0))]),
        BuiltinType::new(&["Seq2"], 2).iterated(Argument(1)).members(&[property("0", Argument(0))]),
        // Of the package `sync/atomic`.
        BuiltinType::new(&["Pointer"], 1).members(&[method("Load", Argument(0)), method("Swap", Argument(0))]),
    ])
});

/// What a list that is passed is of.
const OF_LIST: Shape = Element(&Passed(0));

/// The keys of a map that is passed, or the values of an `iter.Seq`.
const FIRST: Shape = ArgumentOf(&Passed(0), 0);

/// The values of a map that is passed.
const SECOND: Shape = ArgumentOf(&Passed(0), 1);

/// Packages of the language's library whose functions give what is of what they are passed.
const PACKAGES: &[BuiltinPackage] = &[
    BuiltinPackage {
        names: &["slices"],
        members: &[
            method("All", Named("Seq2", &[Primitive, OF_LIST])),
            method("Backward", Named("Seq2", &[Primitive, OF_LIST])),
            method("Clip", Passed(0)),
            method("Clone", Passed(0)),
            method("Collect", List(&FIRST)),
            method("Compact", Passed(0)),
            method("CompactFunc", Passed(0)),
            method("Concat", Passed(0)),
            method("Delete", Passed(0)),
            method("DeleteFunc", Passed(0)),
            method("Grow", Passed(0)),
            method("Insert", Passed(0)),
            method("Max", OF_LIST),
            method("MaxFunc", OF_LIST),
            method("Min", OF_LIST),
            method("MinFunc", OF_LIST),
            method("Repeat", Passed(0)),
            method("Replace", Passed(0)),
            method("Sorted", List(&FIRST)),
            method("SortedFunc", List(&FIRST)),
            method("SortedStableFunc", List(&FIRST)),
            method("Values", Named("Seq", &[OF_LIST])),
        ],
        types: &[],
    },
    BuiltinPackage {
        names: &["maps"],
        members: &[
            method("All", Named("Seq2", &[FIRST, SECOND])),
            method("Clone", Passed(0)),
            method("Keys", Named("Seq", &[FIRST])),
            method("Values", Named("Seq", &[SECOND])),
        ],
        types: &[],
    },
    BuiltinPackage { names: &["sync/atomic"], members: &[], types: &["Pointer"] },
];

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
