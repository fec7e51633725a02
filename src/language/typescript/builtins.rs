//! The types that every TypeScript and JavaScript program has: ECMAScript's own, and the compiler's utility types.

use crate::language::builtins::Shape::{
    Argument, Awaited, Flat, InstanceOf, List, Named, Primitive, Returned, This, Tuple, Unknown,
};
use crate::language::builtins::{
    BuiltinAlias, BuiltinType, Builtins, ITERATOR, PROMISE, Shape, Table, method, property,
};

const T: Shape = Argument(0);
const K: Shape = Argument(0);
const V: Shape = Argument(1);

/// What functions are called with that are to look at each element of a list.
const EACH: &[(usize, &[Shape])] = &[(0, &[T, Unknown, This])];
const ORDER: &[(usize, &[Shape])] = &[(0, &[T, T])];

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    list: LIST,
    function: BuiltinType::new(&[], 0).members(&[
        method("apply", Returned(&This)),
        method("bind", This),
        method("call", Returned(&This)),
    ]),
    class: BuiltinType::new(&[], 0).members(&[property("prototype", InstanceOf(&This))]),
    aliases: &[
        BuiltinAlias {
            names: &["Exclude", "Extract", "NoInfer", "NonNullable", "Omit", "Partial", "Pick", "Readonly", "Required"],
            is: T,
        },
        BuiltinAlias { names: &["Awaited"], is: Awaited(&T) },
        BuiltinAlias { names: &["InstanceType"], is: InstanceOf(&T) },
        BuiltinAlias { names: &["ReturnType"], is: Returned(&T) },
    ],
    values: &[("undefined", Primitive)],
    ..Table::new(TYPES)
});

const LIST: BuiltinType = BuiltinType::new(&["Array", "ReadonlyArray"], 1).iterated(T).whole().members(&[
    method("at", T),
    method("concat", List(&T)),
    method("copyWithin", List(&T)),
    method("entries", Named(ITERATOR, &[Tuple(&[Primitive, T])])),
    method("every", Unknown).calls(EACH),
    method("fill", List(&T)),
    method("filter", List(&T)).calls(EACH),
    method("find", T).calls(EACH),
    method("findIndex", Unknown).calls(EACH),
    method("findLast", T).calls(EACH),
    method("findLastIndex", Unknown).calls(EACH),
    method("flat", List(&Flat(&T))),
    method("flatMap", Unknown).calls(EACH),
    method("forEach", Unknown).calls(EACH),
    method("map", Unknown).calls(EACH),
    method("pop", T),
    method("reduce", Unknown).calls(&[(0, &[Unknown, T, Unknown, Unknown])]),
    method("reduceRight", Unknown).calls(&[(0, &[Unknown, T, Unknown, Unknown])]),
    method("reverse", List(&T)),
    method("shift", T),
    method("slice", List(&T)),
    method("some", Unknown).calls(EACH),
    method("sort", List(&T)).calls(ORDER),
    method("splice", List(&T)),
    method("toReversed", List(&T)),
    method("toSorted", List(&T)).calls(ORDER),
    method("toSpliced", List(&T)),
    method("values", Named(ITERATOR, &[T])),
    method("with", List(&T)),
]);

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(
        &[
            "AsyncGenerator",
            "AsyncIterable",
            "AsyncIterableIterator",
            "AsyncIterator",
            "Generator",
            "Iterable",
            ITERATOR,
            "Iterator",
        ],
        1,
    )
    .iterated(T),
    BuiltinType::new(&["Map", "ReadonlyMap"], 2).iterated(Tuple(&[K, V])).whole().members(&[
        method("entries", Named(ITERATOR, &[Tuple(&[K, V])])),
        method("forEach", Unknown).calls(&[(0, &[V, K, This])]),
        method("get", V),
        method("keys", Named(ITERATOR, &[K])),
        method("set", This),
        method("values", Named(ITERATOR, &[V])),
    ]),
    BuiltinType::new(&[PROMISE, "PromiseLike"], 1).awaited(T).whole().members(&[
        method("catch", This),
        method("finally", This),
        method("then", Named(PROMISE, &[Unknown])).calls(&[(0, &[Awaited(&T)])]),
    ]),
    BuiltinType::new(&["ReadonlySet", "Set"], 1).iterated(T).whole().members(&[
        method("add", This),
        method("forEach", Unknown).calls(&[(0, &[T, T, T])]),
        method("keys", Named(ITERATOR, &[T])),
        method("values", Named(ITERATOR, &[T])),
    ]),
    BuiltinType::new(&["Record"], 2).iterated(V).each_member(V),
    BuiltinType::new(&["WeakMap"], 2).whole().members(&[method("get", V), method("set", This)]),
    BuiltinType::new(&["WeakSet"], 1).whole().members(&[method("add", This)]),
];

/// What one of the functions of the language or of its compilers does to objects. Extraction asks for it, as what they put
/// on an object is declared nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnCall {
    /// Gives its first argument the properties of the others, and that back.
    Assign,
    /// Makes an object whose prototype is the first argument.
    Create,
    /// Gives its first argument back.
    Same,
    /// Gives the first argument a property: a name and a descriptor.
    Define,
    /// Makes the second argument the superclass of the first.
    Inherit,
    /// Exports again all that the first argument, a module, exports.
    ReExport,
}

/// What a call of `receiver.name` does, or of `name` with `''` as receiver.
pub(super) fn own_call(receiver: &str, name: &str) -> Option<OwnCall> {
    match (receiver, name) {
        ("Object", "assign") => Some(OwnCall::Assign),
        ("Object", "create") => Some(OwnCall::Create),
        ("Object", "freeze" | "seal" | "preventExtensions") => Some(OwnCall::Same),
        ("Object", "defineProperty") => Some(OwnCall::Define),
        (_, "inherits" | "__extends") | ("", "_inherits" | "_inheritsLoose") => Some(OwnCall::Inherit),
        (_, "__exportStar") => Some(OwnCall::ReExport),
        _ => None,
    }
}
