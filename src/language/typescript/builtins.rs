//! The types that every TypeScript and JavaScript program has: ECMAScript's own, and the compiler's utility types.

use crate::language::builtins::Shape::{
    Argument, ArgumentOf, At, Awaited, Each, Element, First, Flat, Given, IfPassed, InstanceOf, List, Named,
    Parameters, Passed, Primitive, Returned, Settled, This, Told, Tuple, Unknown,
};
use crate::language::builtins::{
    BuiltinAlias, BuiltinMember, BuiltinPackage, BuiltinType, Builtins, ITERATOR, PROMISE, Shape, Table, method,
    property,
};

/// What the names of functions have in them whose calls may assert something: only of these is it asked what a statement that
/// is a call says of what follows, since nearly all statements are calls.
const ASSERTING: &[&str] = &["assert", "ensure", "expect", "invariant", "must"];

/// Whether a function of this name may assert something.
pub(super) fn may_assert(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ASSERTING.iter().any(|part| name.contains(part))
}

const T: Shape = Argument(0);
const K: Shape = Argument(0);
const V: Shape = Argument(1);

/// What functions are called with that are to look at each element of a list.
const EACH: &[(usize, &[Shape])] = &[(0, &[T, Unknown, This])];
const REDUCED: Shape = First(&[Given(0), IfPassed(1, &First(&[Passed(1), MADE]), &T)]);
const REDUCE: &[(usize, &[Shape])] = &[(0, &[First(&[Given(0), IfPassed(1, &Passed(1), &T)]), T, Primitive, This])];
const ORDER: &[(usize, &[Shape])] = &[(0, &[T, T])];

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    is_closed: true,
    texts: &["string"],
    plain: &["bigint", "boolean", "number", "string", "symbol", "undefined"],
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
        BuiltinAlias { names: &["Parameters"], is: Parameters(&T) },
        BuiltinAlias { names: &["ReturnType"], is: Returned(&T) },
    ],
    values: &[("undefined", Primitive)],
    packages: PACKAGES,
    outside: &[method("get", OF_A_KEY), method("resolve", OF_A_KEY)],
    ..Table::new(TYPES)
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "AbortController",
    "AbortSignal",
    "AggregateError",
    "Array",
    "ArrayBuffer",
    "Atomics",
    "BigInt",
    "BigInt64Array",
    "BigUint64Array",
    "Blob",
    "Boolean",
    "Buffer",
    "DataView",
    "Date",
    "Error",
    "EvalError",
    "Event",
    "EventTarget",
    "FinalizationRegistry",
    "Float32Array",
    "Float64Array",
    "FormData",
    "Function",
    "Headers",
    "Int16Array",
    "Int32Array",
    "Int8Array",
    "Intl",
    "Iterator",
    "JSON",
    "Map",
    "Math",
    "Number",
    "Object",
    "Promise",
    "Proxy",
    "RangeError",
    "ReferenceError",
    "Reflect",
    "RegExp",
    "Request",
    "Response",
    "Set",
    "SharedArrayBuffer",
    "String",
    "Symbol",
    "SyntaxError",
    "TextDecoder",
    "TextEncoder",
    "TypeError",
    "URIError",
    "URL",
    "URLSearchParams",
    "Uint16Array",
    "Uint32Array",
    "Uint8Array",
    "Uint8ClampedArray",
    "WeakMap",
    "WeakRef",
    "WeakSet",
    "WebAssembly",
    "atob",
    "btoa",
    "cancelAnimationFrame",
    "clearImmediate",
    "clearInterval",
    "clearTimeout",
    "console",
    "decodeURI",
    "decodeURIComponent",
    "document",
    "encodeURI",
    "encodeURIComponent",
    "escape",
    "eval",
    "fetch",
    "globalThis",
    "history",
    "isFinite",
    "isNaN",
    "localStorage",
    "location",
    "navigator",
    "parseFloat",
    "parseInt",
    "performance",
    "process",
    "queueMicrotask",
    "requestAnimationFrame",
    "require",
    "sessionStorage",
    "setImmediate",
    "setInterval",
    "setTimeout",
    "structuredClone",
    "unescape",
    "window",
];

/// What the functions return that are passed second.
const MADE_SECOND: Shape = Returned(&Passed(1));

/// What the functions return that are passed first.
const MADE: Shape = Returned(&Passed(0));

/// What a container has under a class, or under a key that is given a type.
const OF_A_KEY: Shape = First(&[InstanceOf(&Passed(0)), Given(0)]);

const ARRAYS: &[BuiltinMember] = &[
    method("fromAsync", Named(PROMISE, &[List(&Awaited(&Element(&Passed(0))))])),
    method("from", List(&First(&[Returned(&Passed(1)), Element(&Passed(0))])))
        .calls(&[(1, &[Element(&Passed(0)), Primitive])]),
    method("isArray", Primitive).tells(List(&Unknown)),
    method("of", List(&Passed(0))),
];

const OBJECTS: &[BuiltinMember] = &[
    method("assign", Passed(0)),
    method("entries", List(&Tuple(&[Primitive, Each(&Passed(0))]))),
    method("freeze", Passed(0)),
    method("fromEntries", Named("Record", &[Primitive, At(&Element(&Passed(0)), 1)])),
    method("groupBy", Named("Record", &[Primitive, List(&Element(&Passed(0)))]))
        .calls(&[(1, &[Element(&Passed(0)), Primitive])]),
    method("seal", Passed(0)),
    method("values", List(&Each(&Passed(0)))),
];

const PROMISES: &[BuiltinMember] = &[
    method("all", Named(PROMISE, &[Settled(&Passed(0))])),
    method("allSettled", Named(PROMISE, &[List(&Named("PromiseSettledResult", &[Awaited(&Element(&Passed(0)))]))])),
    method("any", Named(PROMISE, &[Awaited(&Element(&Passed(0)))])),
    method("race", Named(PROMISE, &[Awaited(&Element(&Passed(0)))])),
    method("resolve", Named(PROMISE, &[Awaited(&Passed(0))])),
];

const PACKAGES: &[BuiltinPackage] = &[
    BuiltinPackage {
        names: &["preact", "preact/compat", "preact/hooks", "react"],
        members: &[
            method("createContext", Named("Context", &[First(&[Given(0), Passed(0)])])),
            method("createRef", Named("RefObject", &[Given(0)])),
            method("useCallback", Passed(0)),
            method("useContext", ArgumentOf(&Passed(0), 0)),
            method("useDeferredValue", Passed(0)),
            method("useMemo", First(&[Given(0), MADE])),
            method("useRef", Named("RefObject", &[First(&[Given(0), Passed(0)])])),
            method("useState", Tuple(&[First(&[Given(0), MADE, Passed(0)]), Unknown])),
        ],
        types: &["Context", "MutableRefObject", "RefObject"],
    },
    BuiltinPackage { names: &["async_hooks", "node:async_hooks"], members: &[], types: &["AsyncLocalStorage"] },
    BuiltinPackage {
        names: &["rxjs"],
        members: &[
            method("firstValueFrom", Named(PROMISE, &[ArgumentOf(&Passed(0), 0)])),
            method("lastValueFrom", Named(PROMISE, &[ArgumentOf(&Passed(0), 0)])),
            method("of", Named("Observable", &[Passed(0)])),
        ],
        types: &["AsyncSubject", "BehaviorSubject", "Observable", "ReplaySubject", "Subject"],
    },
    BuiltinPackage {
        names: &["typeorm"],
        members: &[],
        types: &["Repository", "SelectQueryBuilder", "TreeRepository"],
    },
    BuiltinPackage { names: &["@angular/core"], members: &[method("inject", OF_A_KEY)], types: &[] },
];

const LIST: BuiltinType =
    BuiltinType::new(&["Array", "ReadonlyArray"], 1).iterated(T).statics(ARRAYS).whole().members(&[
        method("at", T),
        method("concat", List(&T)),
        method("copyWithin", List(&T)),
        method("entries", Named(ITERATOR, &[Tuple(&[Primitive, T])])),
        method("every", Unknown).calls(EACH),
        method("fill", List(&T)),
        method("filter", List(&Told(&T, 0))).calls(EACH),
        method("find", Told(&T, 0)).calls(EACH),
        method("findIndex", Unknown).calls(EACH),
        method("findLast", Told(&T, 0)).calls(EACH),
        method("findLastIndex", Unknown).calls(EACH),
        method("flat", List(&Flat(&T))),
        method("flatMap", List(&Flat(&MADE))).calls(EACH),
        method("forEach", Unknown).calls(EACH),
        method("map", List(&MADE)).calls(EACH),
        method("pop", T),
        method("reduce", REDUCED).calls(REDUCE),
        method("reduceRight", REDUCED).calls(REDUCE),
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
    BuiltinType::new(&["AsyncGenerator", "AsyncIterable", "AsyncIterableIterator", "AsyncIterator"], 1)
        .iterated(T)
        .members(&[method("next", Named(PROMISE, &[Named("IteratorResult", &[T])]))]),
    BuiltinType::new(&["Generator", "Iterable", ITERATOR, "Iterator"], 1).iterated(T).members(&[
        method("drop", This),
        method("every", Unknown).calls(EACH),
        method("filter", This).calls(EACH),
        method("find", T).calls(EACH),
        method("flatMap", Named(ITERATOR, &[Element(&MADE)])).calls(EACH),
        method("forEach", Unknown).calls(EACH),
        method("map", Named(ITERATOR, &[MADE])).calls(EACH),
        method("next", Named("IteratorResult", &[T])),
        method("some", Unknown).calls(EACH),
        method("take", This),
        method("toArray", List(&T)),
    ]),
    BuiltinType::new(&["IteratorResult", "IteratorYieldResult"], 1)
        .members(&[property("done", Primitive), property("value", T)]),
    BuiltinType::new(&["Map", "ReadonlyMap"], 2)
        .iterated(Tuple(&[K, V]))
        .statics(&[method("groupBy", Named("Map", &[MADE_SECOND, List(&Element(&Passed(0)))]))
            .calls(&[(1, &[Element(&Passed(0)), Primitive])])])
        .made(&[At(&Element(&Passed(0)), 0), At(&Element(&Passed(0)), 1)])
        .whole()
        .members(&[
            method("entries", Named(ITERATOR, &[Tuple(&[K, V])])),
            method("forEach", Unknown).calls(&[(0, &[V, K, This])]),
            method("get", V),
            method("keys", Named(ITERATOR, &[K])),
            method("set", This),
            method("values", Named(ITERATOR, &[V])),
        ]),
    BuiltinType::new(&[PROMISE, "PromiseLike"], 1).awaited(T).statics(PROMISES).whole().members(&[
        method("catch", This),
        method("finally", This),
        method("then", Named(PROMISE, &[Awaited(&MADE)])).calls(&[(0, &[Awaited(&T)])]),
    ]),
    BuiltinType::new(&["PromiseFulfilledResult", "PromiseSettledResult"], 1)
        .members(&[property("status", Primitive), property("value", T)]),
    BuiltinType::new(&["Object"], 0).statics(OBJECTS),
    BuiltinType::new(&["ReadonlySet", "Set"], 1).iterated(T).made(&[Element(&Passed(0))]).whole().members(&[
        method("add", This),
        method("forEach", Unknown).calls(&[(0, &[T, T, T])]),
        method("keys", Named(ITERATOR, &[T])),
        method("values", Named(ITERATOR, &[T])),
    ]),
    BuiltinType::new(&["Record"], 2).iterated(V).each_member(V),
    BuiltinType::new(&["Context"], 1),
    BuiltinType::new(&["MutableRefObject", "RefObject"], 1).members(&[property("current", T)]),
    BuiltinType::new(&["AsyncLocalStorage"], 1).members(&[
        method("exit", MADE),
        method("getStore", T),
        method("run", MADE_SECOND),
    ]),
    BuiltinType::new(&["Observable"], 1)
        .members(&[method("forEach", Unknown).calls(&[(0, &[T])]), method("subscribe", Unknown).calls(&[(0, &[T])])]),
    BuiltinType::new(&["AsyncSubject", "BehaviorSubject", "ReplaySubject", "Subject"], 1).made(&[Passed(0)]).members(
        &[
            method("asObservable", Named("Observable", &[T])),
            method("getValue", T),
            method("subscribe", Unknown).calls(&[(0, &[T])]),
            property("value", T),
        ],
    ),
    BuiltinType::new(&["Repository", "TreeRepository"], 1).members(&[
        method("create", T),
        method("createQueryBuilder", Named("SelectQueryBuilder", &[T])),
        method("find", Named(PROMISE, &[List(&T)])),
        method("findAndCount", Named(PROMISE, &[Tuple(&[List(&T), Primitive])])),
        method("findAndCountBy", Named(PROMISE, &[Tuple(&[List(&T), Primitive])])),
        method("findBy", Named(PROMISE, &[List(&T)])),
        method("findByIds", Named(PROMISE, &[List(&T)])),
        method("findOne", Named(PROMISE, &[T])),
        method("findOneBy", Named(PROMISE, &[T])),
        method("findOneByOrFail", Named(PROMISE, &[T])),
        method("findOneOrFail", Named(PROMISE, &[T])),
        method("preload", Named(PROMISE, &[T])),
    ]),
    BuiltinType::new(&["SelectQueryBuilder"], 1).members(&[
        method("addOrderBy", This),
        method("addSelect", This),
        method("andWhere", This),
        method("getMany", Named(PROMISE, &[List(&T)])),
        method("getManyAndCount", Named(PROMISE, &[Tuple(&[List(&T), Primitive])])),
        method("getOne", Named(PROMISE, &[T])),
        method("getOneOrFail", Named(PROMISE, &[T])),
        method("groupBy", This),
        method("innerJoin", This),
        method("innerJoinAndSelect", This),
        method("leftJoin", This),
        method("leftJoinAndSelect", This),
        method("limit", This),
        method("offset", This),
        method("orWhere", This),
        method("orderBy", This),
        method("select", This),
        method("setParameter", This),
        method("setParameters", This),
        method("skip", This),
        method("take", This),
        method("where", This),
        method("withDeleted", This),
    ]),
    BuiltinType::new(&["WeakRef"], 1).made(&[Passed(0)]).members(&[method("deref", T)]),
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
