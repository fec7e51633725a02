//! The types that every Ruby program has.

use crate::language::builtins::Shape::{
    Argument, Flat, InstanceOf, List, Named, Primitive, Returned, This, Tuple, Unknown,
};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, ITERATOR, Shape, Table, method};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

/// What a hash is iterated over by.
const PAIR: Shape = Tuple(&[T, V]);

/// What a class makes.
const MADE: Shape = InstanceOf(&This);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(&["Array"], 1).iterated(T).whole().members(&[
        method("append", This),
        method("at", T),
        method("chunk_while", List(&List(&T))),
        method("compact", List(&T)),
        method("concat", List(&T)),
        method("delete_if", This),
        method("detect", T),
        method("drop", List(&T)),
        method("drop_while", List(&T)),
        method("each", This),
        method("each_cons", List(&List(&T))),
        method("each_entry", This),
        method("each_slice", List(&List(&T))),
        method("each_with_index", Named(ITERATOR, &[Tuple(&[T, Primitive])])),
        method("entries", Named(ITERATOR, &[Tuple(&[Primitive, T])])),
        method("fetch", T),
        method("fill", List(&T)),
        method("filter", List(&T)),
        method("find", T),
        method("find_all", List(&T)),
        method("first", T),
        method("flatten", List(&Flat(&T))),
        method("group_by", Named("Hash", &[Unknown, List(&T)])),
        method("index_by", Named("Hash", &[Unknown, T])),
        method("insert", This),
        method("keep_if", This),
        method("last", T),
        method("lazy", This),
        method("max", T),
        method("max_by", T),
        method("min", T),
        method("min_by", T),
        method("minmax", Tuple(&[T, T])),
        method("partition", Tuple(&[List(&T), List(&T)])),
        method("pop", T),
        method("prepend", This),
        method("push", This),
        method("reject", List(&T)),
        method("reverse", List(&T)),
        method("reverse_each", This),
        method("rotate", List(&T)),
        method("sample", T),
        method("select", List(&T)),
        method("shift", T),
        method("shuffle", List(&T)),
        method("slice", List(&T)),
        method("slice_when", List(&List(&T))),
        method("sort", List(&T)),
        method("sort_by", List(&T)),
        method("take", List(&T)),
        method("take_while", List(&T)),
        method("to_a", List(&T)),
        method("to_set", Named("Set", &[T])),
        method("uniq", List(&T)),
        method("unshift", This),
        method("values_at", List(&T)),
    ]),
    class: CLASS,
    foreign: &["ActiveRecord::Relation"],
    function: BuiltinType::new(&[], 0).members(&[method("bind", This), method("call", Returned(&This))]),
    ..Table::new(&[
        BuiltinType::new(&["Hash"], 2).iterated(PAIR).indexed(V).whole().members(&[
            method("compact", This),
            method("delete", V),
            method("detect", PAIR),
            method("dig", V),
            method("each", This),
            method("each_pair", This),
            method("except", This),
            method("fetch", V),
            method("filter", This),
            method("find", PAIR),
            method("group_by", Named("Hash", &[Unknown, List(&PAIR)])),
            method("keys", List(&T)),
            method("max_by", PAIR),
            method("merge", This),
            method("merge!", This),
            method("min_by", PAIR),
            method("partition", Tuple(&[List(&PAIR), List(&PAIR)])),
            method("reject", This),
            method("select", This),
            method("slice", This),
            method("sort", List(&PAIR)),
            method("sort_by", List(&PAIR)),
            method("store", V),
            method("to_a", List(&PAIR)),
            method("to_h", This),
            method("transform_keys", Named("Hash", &[Unknown, V])),
            method("update", This),
            method("values", List(&V)),
            method("values_at", List(&V)),
        ]),
        BuiltinType::new(&["ActiveRecord::Relation"], 1).iterated(T).members(RELATION),
        BuiltinType::new(&["Set"], 1).iterated(T).whole().members(&[method("add", This)]),
    ])
});

/// Records of a class.
const RECORDS: Shape = Named("ActiveRecord::Relation", &[MADE]);

/// What classes have, those of records of a database among them.
pub(super) const CLASS: BuiltinType = BuiltinType::new(&[], 0).members(&[
    method("all", RECORDS),
    method("allocate", MADE),
    method("build", MADE),
    method("create", MADE),
    method("create!", MADE),
    method("find", MADE),
    method("find_by", MADE),
    method("find_by!", MADE),
    method("find_or_create_by", MADE),
    method("find_or_create_by!", MADE),
    method("find_or_initialize_by", MADE),
    method("find_sole_by", MADE),
    method("first", MADE),
    method("first!", MADE),
    method("includes", RECORDS),
    method("joins", RECORDS),
    method("last", MADE),
    method("last!", MADE),
    method("limit", RECORDS),
    method("new", MADE),
    method("order", RECORDS),
    method("preload", RECORDS),
    method("take", MADE),
    method("where", RECORDS),
]);

/// What records of T have together.
const RELATION: &[BuiltinMember] = &[
    method("all", This),
    method("build", T),
    method("create", T),
    method("create!", T),
    method("distinct", This),
    method("each", This),
    method("find", T),
    method("find_by", T),
    method("find_by!", T),
    method("find_or_create_by", T),
    method("find_or_create_by!", T),
    method("find_or_initialize_by", T),
    method("first", T),
    method("first!", T),
    method("includes", This),
    method("joins", This),
    method("last", T),
    method("last!", T),
    method("left_joins", This),
    method("limit", This),
    method("max_by", T),
    method("min_by", T),
    method("new", T),
    method("not", This),
    method("offset", This),
    method("order", This),
    method("preload", This),
    method("reject", List(&T)),
    method("select", List(&T)),
    method("sort_by", List(&T)),
    method("take", T),
    method("to_a", List(&T)),
    method("where", This),
];

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

/// What a method of the language passes to its block at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passed {
    Nothing,
    /// What it is called on.
    Itself,
    /// What that is of, one after the other.
    Element,
    /// Several of those at once.
    Elements,
    /// The values of a hash, one after the other.
    Value,
    /// What is passed to the method first.
    Argument,
    /// The same, or else one of what it is called on.
    Accumulated,
}

/// Whether a method passes its block with several parameters the parts of one element, and nothing beside it.
pub(super) fn takes_apart(method: &str) -> bool {
    passes(method) == Some([Passed::Element, Passed::Nothing]) && !matches!(method, "each_with_index" | "with_index")
}

/// What a method passes to its block first and second; `None` for one that is not known to do either. Told by its name when a
/// record is made, as the type of what it is called on may be anything.
pub(super) fn passes(method: &str) -> Option<[Passed; 2]> {
    Some(match method {
        "tap" | "then" | "yield_self" => [Passed::Itself, Passed::Nothing],
        "all?" | "any?" | "collect" | "collect!" | "count" | "cycle" | "delete_if" | "detect" | "drop_while"
        | "each" | "each_entry" | "each_pair" | "each_with_index" | "filter" | "filter!" | "filter_map" | "find"
        | "find_all" | "find_each" | "find_index" | "flat_map" | "group_by" | "index_by" | "keep_if" | "map"
        | "map!" | "max_by" | "min_by" | "minmax_by" | "none?" | "one?" | "partition" | "reject" | "reject!"
        | "reverse_each" | "select" | "select!" | "sort_by" | "sort_by!" | "sum" | "take_while" | "tally_by"
        | "to_h" | "uniq" | "with_index" => [Passed::Element, Passed::Nothing],
        "chunk_while" | "max" | "min" | "minmax" | "slice_when" | "sort" | "sort!" => {
            [Passed::Element, Passed::Element]
        }
        "each_with_object" | "with_object" => [Passed::Element, Passed::Argument],
        "inject" | "reduce" => [Passed::Accumulated, Passed::Element],
        "each_cons" | "each_slice" | "find_in_batches" => [Passed::Elements, Passed::Nothing],
        "each_value" | "transform_values" | "transform_values!" => [Passed::Value, Passed::Nothing],
        _ => return None,
    })
}
