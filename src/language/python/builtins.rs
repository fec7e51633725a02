//! The types that every Python program has.
//!
//! Collections and the functions that make them are told by their names when a record is made, whatever module they come from:
//! annotations are texts, and of a call's arguments a record has no more than what it is made as here.

use crate::language::builtins::Shape::{
    Argument, Element, InstanceOf, List, Named, Passed, Result, Returned, This, Tuple,
};
use crate::language::builtins::{BuiltinPackage, BuiltinType, Builtins, GENERATOR, ITERATOR, Shape, Table, method};

/// The types whose values are no objects of a class that anybody extends.
pub(super) const PLAIN: [&str; 7] = ["None", "bool", "bytes", "complex", "float", "int", "str"];

const T: Shape = Argument(0);
const K: Shape = Argument(0);
const V: Shape = Argument(1);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    is_closed: true,
    texts: &["str"],
    plain: &PLAIN,
    packages: PACKAGES,
    // Sets, queues and iterators are lists too.
    list: BuiltinType::new(&[], 1).iterated(T).whole().members(&[
        method("__add__", This),
        // One that a function declares to give which is decorated to be a context manager: nothing else enters one.
        method("__aenter__", T),
        method("__enter__", T),
        method("__mul__", This),
        method("copy", This),
        method("pop", T),
        method("popleft", T),
        method("reverse", List(&T)),
        method("sort", List(&T)),
        method("values", Named(ITERATOR, &[T])),
    ]),
    // Iterating over an enum gives its members.
    enumeration: BuiltinType::new(&[], 0).iterated(InstanceOf(&This)),
    // Tasks of a queue are functions that are called this way.
    function: BuiltinType::new(&[], 0).members(&[method("apply", Returned(&This)), method("call", Returned(&This))]),
    ..Table::new(TYPES)
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "BrokenPipeError",
    "BufferError",
    "ConnectionError",
    "ConnectionRefusedError",
    "ConnectionResetError",
    "DeprecationWarning",
    "EOFError",
    "Exception",
    "FileExistsError",
    "FileNotFoundError",
    "IOError",
    "ImportError",
    "IndexError",
    "InterruptedError",
    "IsADirectoryError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "NotADirectoryError",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "PermissionError",
    "ProcessLookupError",
    "RecursionError",
    "ReferenceError",
    "RuntimeError",
    "RuntimeWarning",
    "StopAsyncIteration",
    "StopIteration",
    "SyntaxError",
    "SystemError",
    "SystemExit",
    "TimeoutError",
    "TypeError",
    "UnicodeDecodeError",
    "UnicodeEncodeError",
    "UnicodeError",
    "UserWarning",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "__import__",
    "abs",
    "aiter",
    "all",
    "anext",
    "any",
    "ascii",
    "bin",
    "bool",
    "breakpoint",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
];

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["AsyncGenerator"], 1).iterated(T),
    // One that is decorated to be a context manager: nothing else enters one.
    BuiltinType::new(&[GENERATOR], 1).iterated(T).members(&[method("__aenter__", T), method("__enter__", T)]),
    BuiltinType::new(&["Executor"], 0).members(&[
        method("__enter__", This),
        method("map", List(&Result(0))),
        method("submit", Named("Future", &[Result(0)])),
    ]),
    BuiltinType::new(&["Future"], 1).awaited(T).members(&[method("result", T)]),
    BuiltinType::new(&["dict"], 2).iterated(K).indexed(V).whole().members(&[
        method("__or__", This),
        method("copy", This),
        method("get", V),
        method("items", Named(ITERATOR, &[Tuple(&[K, V])])),
        method("keys", Named(ITERATOR, &[K])),
        method("pop", V),
        method("setdefault", V),
        method("values", Named(ITERATOR, &[V])),
    ]),
];

const PACKAGES: &[BuiltinPackage] = &[BuiltinPackage {
    names: &["concurrent.futures"],
    members: &[
        method("ProcessPoolExecutor", Named("Executor", &[])),
        method("ThreadPoolExecutor", Named("Executor", &[])),
        method("as_completed", List(&Element(&Passed(0)))),
    ],
    types: &["Executor", "Future"],
}];

/// Functions of the language that give what their argument has, or something of it.
pub(super) const FUNCTIONS: [&str; 24] = [
    "super",
    "cast",
    "chain",
    "defaultdict",
    "deque",
    "enumerate",
    "filter",
    "frozenset",
    "getattr",
    "iter",
    "list",
    "map",
    "max",
    "min",
    "next",
    "partial",
    "reduce",
    "replace",
    "reversed",
    "set",
    "sorted",
    "tuple",
    "type",
    "zip",
];

/// The same of functions of the language's modules, by the names that those have where nobody calls them otherwise.
pub(super) const MODULE_FUNCTIONS: [&str; 17] = [
    "asyncio.create_task",
    "asyncio.ensure_future",
    "asyncio.gather",
    "asyncio.run",
    "asyncio.shield",
    "asyncio.to_thread",
    "asyncio.wait_for",
    "collections.defaultdict",
    "collections.deque",
    "copy.copy",
    "copy.deepcopy",
    "dataclasses.replace",
    "functools.partial",
    "functools.reduce",
    "itertools.chain",
    "random.choice",
    "typing.cast",
];

/// Operators between two values, with the method that each calls of the first.
pub(super) const OPERATORS: [(&str, &str); 13] = [
    ("%", "__mod__"),
    ("&", "__and__"),
    ("*", "__mul__"),
    ("**", "__pow__"),
    ("+", "__add__"),
    ("-", "__sub__"),
    ("/", "__truediv__"),
    ("//", "__floordiv__"),
    ("<<", "__lshift__"),
    (">>", "__rshift__"),
    ("@", "__matmul__"),
    ("^", "__xor__"),
    ("|", "__or__"),
];

/// Types whose values are iterated over, with what they give as their first argument.
pub(super) fn is_collection(name: &str) -> bool {
    matches!(
        name,
        "list"
            | "List"
            | "set"
            | "Set"
            | "frozenset"
            | "FrozenSet"
            | "deque"
            | "Deque"
            | "tuple"
            | "Tuple"
            | "Sequence"
            | "MutableSequence"
            | "Collection"
            | "Iterable"
            | "Iterator"
            | "AsyncIterable"
            | "AsyncIterator"
            | "Generator"
            | "AsyncGenerator"
    )
}
