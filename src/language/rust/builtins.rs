//! The types that every Rust program has: what they hold, what their methods give, what closures are passed.
//!
//! References count as what they lead to; smart pointers do too, but for methods of their own (`leads`). Some names are looked up
//! when a record is made, whatever else is called like them: those of macros, and those by which patterns and constructors of
//! `Option` and `Result` are known.

use crate::language::builtins::Shape::{
    Argument, ArgumentOf, Element, List, Named, Passed, Primitive, Result, This, Tuple, Unknown, With,
};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, Shape, Table, method, property};

const T: Shape = Argument(0);
const E: Shape = Argument(1);
const MAYBE: Shape = Named("Option", &[T]);
const ITERATOR: Shape = Named("Iterator", &[T]);
const LISTS_OF: Shape = Named("Iterator", &[List(&T)]);
const ENTRY: Shape = Tuple(&[Argument(0), Argument(1)]);
/// What is copied, also by its type: `Arc::clone(&x)`.
const COPY: Shape = With(&This, &[ArgumentOf(&Passed(0), 0)]);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(LIST_NAMES, 1).iterated(T).whole().members(LIST),
    anywhere: ANYWHERE,
    inherent: INHERENT,
    plain: &["str"],
    leading: Some("deref"),
    modules: MODULES,
    ..Table::new(&[
        BuiltinType::new(&["Option"], 1).iterated(T).whole().members(OPTION),
        BuiltinType::new(&["Result"], 2).iterated(T).whole().members(RESULT),
        BuiltinType::new(&["LockResult", "TryLockResult"], 1).leads().members(LOCKED),
        BuiltinType::new(ITERATOR_NAMES, 1).iterated(T).whole().members(ITERATOR_MEMBERS),
        BuiltinType::new(MAP_NAMES, 2).iterated(ENTRY).indexed(E).whole().members(MAP),
        BuiltinType::new(&["Entry", "OccupiedEntry", "VacantEntry"], 2).whole().members(MAP_ENTRY),
        BuiltinType::new(&["Mutex", "RwLock", "FairMutex", "ReentrantMutex"], 1).whole().members(LOCK),
        BuiltinType::new(&["RefCell"], 1).whole().members(REF_CELL),
        BuiltinType::new(&["Cell", "UnsafeCell", "MaybeUninit", "ArcSwap", "AtomicCell"], 1).whole().members(CELL),
        BuiltinType::new(&["OnceCell", "OnceLock"], 1).whole().members(ONCE),
        BuiltinType::new(&["LocalKey"], 1).whole().members(LOCAL_KEY),
        BuiltinType::new(&["Weak"], 1).whole().members(&[method("clone", COPY), method("upgrade", MAYBE)]),
        BuiltinType::new(&["Poll"], 1)
            .whole()
            .members(&[property("Ready", T), method("map", Named("Poll", &[Result(0)])).calls(&[(0, &[T])])]),
        BuiltinType::new(&["String"], 0).extends(&[("str", 1)]),
        BuiltinType::new(&["Future", "BoxFuture", "LocalBoxFuture"], 1).awaited(T),
        BuiltinType::new(&["JoinHandle"], 1)
            .awaited(Named("Result", &[T, Unknown]))
            .members(&[method("join", Named("Result", &[T, Unknown]))]),
        pointer(&["Box"], BOX),
        pointer(&["Rc"], RC),
        pointer(&["Arc"], ARC),
        pointer(&["Pin"], PIN),
        pointer(&["Cow"], COW),
        pointer(POINTER_NAMES, &[]),
    ])
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "Box",
    "Err",
    "None",
    "Ok",
    "Option",
    "Result",
    "Some",
    "String",
    "ToString",
    "Vec",
    "assert!",
    "assert_eq!",
    "assert_ne!",
    "cfg!",
    "column!",
    "compile_error!",
    "concat!",
    "dbg!",
    "debug_assert!",
    "debug_assert_eq!",
    "debug_assert_ne!",
    "drop",
    "env!",
    "eprint!",
    "eprintln!",
    "file!",
    "format!",
    "format_args!",
    "include!",
    "include_bytes!",
    "include_str!",
    "line!",
    "matches!",
    "module_path!",
    "option_env!",
    "panic!",
    "print!",
    "println!",
    "stringify!",
    "thread_local!",
    "todo!",
    "unimplemented!",
    "unreachable!",
    "vec!",
    "write!",
    "writeln!",
];

/// Members that types of the language have and no row lists.
const INHERENT: &[&str] = &[
    "abs",
    "add",
    "append",
    "as_bytes",
    "as_ptr",
    "as_slice",
    "as_str",
    "bitand",
    "bitor",
    "bitxor",
    "borrow",
    "bytes",
    "capacity",
    "ceil",
    "char_indices",
    "chars",
    "checked_add",
    "checked_div",
    "checked_mul",
    "checked_sub",
    "chunk_by",
    "clear",
    "clone",
    "cmp",
    "concat",
    "contains",
    "contains_key",
    "count_ones",
    "count_zeros",
    "dedup",
    "default",
    "deref",
    "deref_mut",
    "div",
    "drain",
    "drop",
    "ends_with",
    "eq",
    "extend",
    "extend_from_slice",
    "fill",
    "find",
    "first_mut",
    "floor",
    "fmt",
    "from",
    "from_str",
    "ge",
    "get",
    "get_mut",
    "gt",
    "hash",
    "index",
    "index_mut",
    "insert",
    "insert_str",
    "into",
    "is_empty",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "iter",
    "iter_mut",
    "join",
    "last_mut",
    "le",
    "leading_zeros",
    "len",
    "lines",
    "lt",
    "make_ascii_lowercase",
    "matches",
    "max",
    "mem",
    "min",
    "mul",
    "ne",
    "neg",
    "new",
    "next",
    "next_back",
    "not",
    "parse",
    "partial_cmp",
    "pow",
    "powf",
    "powi",
    "push",
    "push_back",
    "push_front",
    "push_str",
    "rem",
    "remove",
    "repeat",
    "replace",
    "reserve",
    "resize",
    "retain",
    "reverse",
    "rfind",
    "rotate_left",
    "rotate_right",
    "round",
    "rsplit",
    "rsplit_once",
    "saturating_add",
    "saturating_mul",
    "saturating_sub",
    "shl",
    "shr",
    "shrink_to_fit",
    "sort",
    "sort_unstable",
    "splice",
    "split",
    "split_ascii_whitespace",
    "split_at",
    "split_off",
    "split_once",
    "split_whitespace",
    "splitn",
    "sqrt",
    "starts_with",
    "strip_prefix",
    "strip_suffix",
    "sub",
    "swap",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "to_be_bytes",
    "to_le_bytes",
    "to_lowercase",
    "to_owned",
    "to_string",
    "to_uppercase",
    "to_vec",
    "trailing_zeros",
    "trim",
    "trim_end",
    "trim_start",
    "truncate",
    "try_from",
    "try_into",
    "unwrap_or_default",
    "with_capacity",
    "wrapping_add",
    "wrapping_mul",
    "wrapping_sub",
];

const fn pointer(names: &'static [&'static str], members: &'static [BuiltinMember]) -> BuiltinType {
    BuiltinType::new(names, 1).leads().members(members)
}

/// What the paths begin with of the modules whose types are called like those of the standard library, and work alike.
const MODULES: &[&str] = &[
    "ahash",
    "alloc",
    "anyhow",
    "arc_swap",
    "core",
    "crossbeam",
    "dashmap",
    "eyre",
    "futures",
    "hashbrown",
    "indexmap",
    "itertools",
    "once_cell",
    "parking_lot",
    "rustc_hash",
    "smallvec",
    "std",
    "tokio",
];

const LIST_NAMES: &[&str] = &[
    "ArrayVec",
    "BTreeSet",
    "BinaryHeap",
    "FxHashSet",
    "HashSet",
    "IndexSet",
    "LinkedList",
    "SmallVec",
    "Vec",
    "VecDeque",
];

const MAP_NAMES: &[&str] = &["AHashMap", "BTreeMap", "DashMap", "FxHashMap", "HashMap", "IndexMap"];

const ITERATOR_NAMES: &[&str] = &[
    "DoubleEndedIterator",
    "Drain",
    "ExactSizeIterator",
    "FusedIterator",
    "IntoIter",
    "IntoIterator",
    "Iter",
    "IterMut",
    "Iterator",
    "Peekable",
    "Rev",
    "Stream",
];

const POINTER_NAMES: &[&str] = &[
    "CachePadded",
    "Lazy",
    "LazyCell",
    "LazyLock",
    "ManuallyDrop",
    "MappedMutexGuard",
    "MutexGuard",
    "NonNull",
    "OwnedMutexGuard",
    "Ref",
    "RefMut",
    "Reverse",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "ThreadLocal",
    "Wrapping",
];

const BOX: &[BuiltinMember] = &[
    method("as_mut", T),
    method("as_ref", T),
    method("clone", COPY),
    method("leak", T),
    method("new", Named("Box", &[Passed(0)])),
    method("pin", Named("Pin", &[Passed(0)])),
];

const RC: &[BuiltinMember] = &[
    method("as_ref", T),
    method("clone", COPY),
    method("downgrade", Named("Weak", &[ArgumentOf(&Passed(0), 0)])),
    method("get_mut", Named("Option", &[ArgumentOf(&Passed(0), 0)])),
    method("make_mut", ArgumentOf(&Passed(0), 0)),
    method("new", Named("Rc", &[Passed(0)])),
    method("try_unwrap", Named("Result", &[ArgumentOf(&Passed(0), 0), Passed(0)])),
];

const ARC: &[BuiltinMember] = &[
    method("as_ref", T),
    method("clone", COPY),
    method("downgrade", Named("Weak", &[ArgumentOf(&Passed(0), 0)])),
    method("get_mut", Named("Option", &[ArgumentOf(&Passed(0), 0)])),
    method("make_mut", ArgumentOf(&Passed(0), 0)),
    method("new", Named("Arc", &[Passed(0)])),
    method("try_unwrap", Named("Result", &[ArgumentOf(&Passed(0), 0), Passed(0)])),
];

const PIN: &[BuiltinMember] = &[
    method("as_mut", This),
    method("as_ref", This),
    method("get_mut", T),
    method("get_ref", T),
    method("get_unchecked_mut", T),
    method("new", Named("Pin", &[Passed(0)])),
    method("new_unchecked", Named("Pin", &[Passed(0)])),
];

const COW: &[BuiltinMember] = &[method("clone", COPY), method("into_owned", T), method("to_mut", T)];

const OPTION: &[BuiltinMember] = &[
    property("?", T),
    property("Some", T),
    method("and", Passed(0)),
    method("and_then", Result(0)).calls(&[(0, &[T])]),
    method("as_deref", This),
    method("as_deref_mut", This),
    method("as_mut", This),
    method("as_pin_mut", This),
    method("as_ref", This),
    method("clone", This),
    method("cloned", This),
    method("copied", This),
    method("context", Named("Result", &[T, Unknown])),
    method("expect", T),
    method("filter", This).calls(&[(0, &[T])]),
    method("flatten", T),
    method("get_or_insert", T),
    method("get_or_insert_with", T),
    method("insert", T),
    method("inspect", This).calls(&[(0, &[T])]),
    method("into_iter", ITERATOR),
    method("is_none_or", Primitive).calls(&[(0, &[T])]),
    method("is_some_and", Primitive).calls(&[(0, &[T])]),
    method("iter", ITERATOR),
    method("iter_mut", ITERATOR),
    method("map", Named("Option", &[Result(0)])).calls(&[(0, &[T])]),
    method("map_or", Result(1)).calls(&[(1, &[T])]),
    method("map_or_else", Result(1)).calls(&[(1, &[T])]),
    method("ok_or", Named("Result", &[T, Passed(0)])),
    method("ok_or_else", Named("Result", &[T, Result(0)])),
    method("or", This),
    method("or_else", This),
    method("replace", This),
    method("take", This),
    method("take_if", This).calls(&[(0, &[T])]),
    method("then", Unknown),
    method("transpose", Named("Result", &[Named("Option", &[ArgumentOf(&T, 0)]), ArgumentOf(&T, 1)])),
    method("unwrap", T),
    method("unwrap_or", T),
    method("unwrap_or_default", T),
    method("unwrap_or_else", T),
    method("unwrap_unchecked", T),
    method("with_context", Named("Result", &[T, Unknown])),
    method("xor", This),
    method("zip", Named("Option", &[Tuple(&[T, ArgumentOf(&Passed(0), 0)])])),
];

const RESULT: &[BuiltinMember] = &[
    property("?", T),
    property("Err", E),
    property("Ok", T),
    method("and", Passed(0)),
    method("and_then", Result(0)).calls(&[(0, &[T])]),
    method("as_deref", This),
    method("as_deref_mut", This),
    method("as_mut", This),
    method("as_ref", This),
    method("clone", This),
    method("cloned", This),
    method("copied", This),
    method("context", This),
    method("err", Named("Option", &[E])),
    method("expect", T),
    method("expect_err", E),
    method("flatten", T),
    method("inspect", This).calls(&[(0, &[T])]),
    method("inspect_err", This).calls(&[(0, &[E])]),
    method("into_iter", ITERATOR),
    method("is_err_and", Primitive).calls(&[(0, &[E])]),
    method("is_ok_and", Primitive).calls(&[(0, &[T])]),
    method("iter", ITERATOR),
    method("map", Named("Result", &[Result(0), E])).calls(&[(0, &[T])]),
    method("map_err", Named("Result", &[T, Result(0)])).calls(&[(0, &[E])]),
    method("map_or", Result(1)).calls(&[(1, &[T])]),
    method("map_or_else", Result(1)).calls(&[(0, &[E]), (1, &[T])]),
    method("ok", MAYBE),
    method("or", This),
    method("or_else", Named("Result", &[T, ArgumentOf(&Result(0), 1)])).calls(&[(0, &[E])]),
    method("transpose", Named("Option", &[Named("Result", &[ArgumentOf(&T, 0), E])])),
    method("unwrap", T),
    method("unwrap_err", E),
    method("unwrap_or", T),
    method("unwrap_or_default", T),
    method("unwrap_or_else", T).calls(&[(0, &[E])]),
    method("unwrap_unchecked", T),
    method("with_context", This),
    method("wrap_err", This),
    method("wrap_err_with", This),
];

const LOCKED: &[BuiltinMember] = &[
    property("?", T),
    property("Err", Unknown),
    property("Ok", T),
    method("expect", T),
    method("ok", MAYBE),
    method("map", Named("Result", &[Result(0), Unknown])).calls(&[(0, &[T])]),
    method("map_err", This),
    method("unwrap", T),
    method("unwrap_or_else", T),
];

const LOCK: &[BuiltinMember] = &[
    method("get_mut", Named("LockResult", &[T])),
    method("into_inner", Named("LockResult", &[T])),
    method("lock", Named("LockResult", &[T])),
    method("new", With(&This, &[Passed(0)])),
    method("read", Named("LockResult", &[T])),
    method("try_lock", Named("LockResult", &[T])),
    method("try_read", Named("LockResult", &[T])),
    method("try_write", Named("LockResult", &[T])),
    method("write", Named("LockResult", &[T])),
];

const LOCAL_KEY: &[BuiltinMember] = &[
    method("get", ArgumentOf(&T, 0)),
    method("replace", ArgumentOf(&T, 0)),
    method("take", ArgumentOf(&T, 0)),
    method("try_with", Named("Result", &[Result(0), Unknown])).calls(&[(0, &[T])]),
    method("with", Result(0)).calls(&[(0, &[T])]),
    method("with_borrow", Result(0)).calls(&[(0, &[ArgumentOf(&T, 0)])]),
    method("with_borrow_mut", Result(0)).calls(&[(0, &[ArgumentOf(&T, 0)])]),
];

const REF_CELL: &[BuiltinMember] = &[
    method("borrow", T),
    method("borrow_mut", T),
    method("clone", This),
    method("get_mut", T),
    method("into_inner", T),
    method("new", Named("RefCell", &[Passed(0)])),
    method("replace", T),
    method("take", T),
    method("try_borrow", Named("Result", &[T, Unknown])),
    method("try_borrow_mut", Named("Result", &[T, Unknown])),
];

const CELL: &[BuiltinMember] = &[
    method("assume_init", T),
    method("assume_init_mut", T),
    method("assume_init_ref", T),
    method("get", T),
    method("get_mut", T),
    method("into_inner", T),
    method("load", T),
    method("load_full", T),
    method("new", With(&This, &[Passed(0)])),
    method("replace", T),
    method("swap", T),
    method("take", T),
];

const ONCE: &[BuiltinMember] = &[
    method("get", MAYBE),
    method("get_mut", MAYBE),
    method("get_or_init", T),
    method("get_or_try_init", Named("Result", &[T, Unknown])),
    method("into_inner", MAYBE),
    method("take", MAYBE),
    method("wait", T),
];

const MAP: &[BuiltinMember] = &[
    method("clone", This),
    method("drain", Named("Iterator", &[ENTRY])),
    method("entry", Named("Entry", &[T, E])),
    method("first_key_value", Named("Option", &[ENTRY])),
    method("get", Named("Option", &[E])),
    method("get_key_value", Named("Option", &[ENTRY])),
    method("get_mut", Named("Option", &[E])),
    method("insert", Named("Option", &[E])),
    method("into_iter", Named("Iterator", &[ENTRY])),
    method("into_keys", ITERATOR),
    method("into_values", Named("Iterator", &[E])),
    method("iter", Named("Iterator", &[ENTRY])),
    method("iter_mut", Named("Iterator", &[ENTRY])),
    method("keys", ITERATOR),
    method("last_key_value", Named("Option", &[ENTRY])),
    method("pop_first", Named("Option", &[ENTRY])),
    method("pop_last", Named("Option", &[ENTRY])),
    method("range", Named("Iterator", &[ENTRY])),
    method("range_mut", Named("Iterator", &[ENTRY])),
    method("remove", Named("Option", &[E])),
    method("remove_entry", Named("Option", &[ENTRY])),
    method("retain", Unknown).calls(&[(0, &[T, E])]),
    method("shift_remove", Named("Option", &[E])),
    method("swap_remove", Named("Option", &[E])),
    method("values", Named("Iterator", &[E])),
    method("values_mut", Named("Iterator", &[E])),
];

const MAP_ENTRY: &[BuiltinMember] = &[
    method("and_modify", This).calls(&[(0, &[E])]),
    method("get", E),
    method("get_mut", E),
    method("insert", E),
    method("into_mut", E),
    method("key", T),
    method("or_default", E),
    method("or_insert", E),
    method("or_insert_with", E),
    method("or_insert_with_key", E).calls(&[(0, &[T])]),
    method("remove", E),
];

const LIST: &[BuiltinMember] = &[
    method("as_mut", This),
    method("as_mut_slice", This),
    method("as_ref", This),
    method("as_slice", This),
    method("back", MAYBE),
    method("back_mut", MAYBE),
    method("binary_search_by", Unknown).calls(&[(0, &[T])]),
    method("binary_search_by_key", Unknown).calls(&[(1, &[T])]),
    method("chunks", LISTS_OF),
    method("chunks_exact", LISTS_OF),
    method("chunks_mut", LISTS_OF),
    method("clone", This),
    method("concat", T),
    method("dedup_by_key", Unknown).calls(&[(0, &[T])]),
    method("difference", ITERATOR),
    method("drain", ITERATOR),
    method("first", MAYBE),
    method("first_mut", MAYBE),
    method("front", MAYBE),
    method("front_mut", MAYBE),
    method("get", MAYBE),
    method("get_mut", MAYBE),
    method("get_unchecked", T),
    method("get_unchecked_mut", T),
    method("intersection", ITERATOR),
    method("into_boxed_slice", This),
    method("into_iter", ITERATOR),
    method("into_vec", This),
    method("iter", ITERATOR),
    method("iter_mut", ITERATOR),
    method("last", MAYBE),
    method("last_mut", MAYBE),
    method("par_iter", ITERATOR),
    method("partition_point", Primitive).calls(&[(0, &[T])]),
    method("peek", MAYBE),
    method("pop", MAYBE),
    method("pop_back", MAYBE),
    method("pop_first", MAYBE),
    method("pop_front", MAYBE),
    method("pop_last", MAYBE),
    method("rchunks", LISTS_OF),
    method("remove", T),
    method("retain", Unknown).calls(&[(0, &[T])]),
    method("retain_mut", Unknown).calls(&[(0, &[T])]),
    method("sort_by", Unknown).calls(&[(0, &[T, T])]),
    method("sort_by_cached_key", Unknown).calls(&[(0, &[T])]),
    method("sort_by_key", Unknown).calls(&[(0, &[T])]),
    method("sort_unstable_by", Unknown).calls(&[(0, &[T, T])]),
    method("sort_unstable_by_key", Unknown).calls(&[(0, &[T])]),
    method("split", LISTS_OF).calls(&[(0, &[T])]),
    method("split_at", Tuple(&[This, This])),
    method("split_at_mut", Tuple(&[This, This])),
    method("split_first", Named("Option", &[Tuple(&[T, This])])),
    method("split_last", Named("Option", &[Tuple(&[T, This])])),
    method("split_off", This),
    method("swap_remove", T),
    method("take", MAYBE),
    method("to_owned", This),
    method("to_vec", This),
    method("union", ITERATOR),
    method("windows", LISTS_OF),
];

const ITERATOR_MEMBERS: &[BuiltinMember] = &[
    method("all", Primitive).calls(&[(0, &[T])]),
    method("any", Primitive).calls(&[(0, &[T])]),
    method("by_ref", This),
    method("chain", This),
    method("clone", This),
    method("cloned", This),
    method("collect", List(&T)),
    method("collect?", Named("Result", &[List(&ArgumentOf(&T, 0)), ArgumentOf(&T, 1)])),
    method("collect_vec", List(&T)),
    method("copied", This),
    method("cycle", This),
    method("enumerate", Named("Iterator", &[Tuple(&[Primitive, T])])),
    method("filter", This).calls(&[(0, &[T])]),
    method("filter_map", Named("Iterator", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("find", MAYBE).calls(&[(0, &[T])]),
    method("find_map", Result(0)).calls(&[(0, &[T])]),
    method("flat_map", Named("Iterator", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("flatten", Named("Iterator", &[Element(&T)])),
    method("fold", Passed(0)).calls(&[(1, &[Passed(0), T])]),
    method("for_each", Primitive).calls(&[(0, &[T])]),
    method("fuse", This),
    method("inspect", This).calls(&[(0, &[T])]),
    method("into_iter", This),
    method("iter", This),
    method("last", MAYBE),
    method("map", Named("Iterator", &[Result(0)])).calls(&[(0, &[T])]),
    method("map_while", Named("Iterator", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("max", MAYBE),
    method("max_by", MAYBE).calls(&[(0, &[T, T])]),
    method("max_by_key", MAYBE).calls(&[(0, &[T])]),
    method("min", MAYBE),
    method("min_by", MAYBE).calls(&[(0, &[T, T])]),
    method("min_by_key", MAYBE).calls(&[(0, &[T])]),
    method("next", MAYBE),
    method("next_back", MAYBE),
    method("next_if", MAYBE).calls(&[(0, &[T])]),
    method("nth", MAYBE),
    method("nth_back", MAYBE),
    method("partition", Tuple(&[List(&T), List(&T)])).calls(&[(0, &[T])]),
    method("peek", MAYBE),
    method("peek_mut", MAYBE),
    method("peekable", This),
    method("position", Named("Option", &[Primitive])).calls(&[(0, &[T])]),
    method("reduce", MAYBE).calls(&[(0, &[T, T])]),
    method("rev", This),
    method("rfind", MAYBE).calls(&[(0, &[T])]),
    method("rposition", Named("Option", &[Primitive])).calls(&[(0, &[T])]),
    method("scan", Named("Iterator", &[Element(&Result(1))])).calls(&[(1, &[Passed(0), T])]),
    method("skip", This),
    method("skip_while", This).calls(&[(0, &[T])]),
    method("sorted", This),
    method("step_by", This),
    method("take", This),
    method("take_while", This).calls(&[(0, &[T])]),
    method("try_fold", Result(1)).calls(&[(1, &[Passed(0), T])]),
    method("try_for_each", Result(0)).calls(&[(0, &[T])]),
    method("zip", Named("Iterator", &[Tuple(&[T, Element(&Passed(0))])])),
];

/// What traits of the language give whose implementations nobody writes, on values of any type.
const ANYWHERE: &[BuiltinMember] = &[
    method("as_mut", This),
    method("as_ref", This),
    method("borrow", This),
    method("borrow_mut", This),
    method("by_ref", This),
    method("clone", This),
    method("default", This),
    method("deref", This),
    method("deref_mut", This),
    method("to_owned", This),
];

/// What makes an `Option` or `Result`, which place of its arguments that is, and the name of the type.
pub(super) const MAKERS: [(&str, usize, &str); 4] =
    [("Err", 1, "Result"), ("Ok", 0, "Result"), ("Ready", 0, "Poll"), ("Some", 0, "Option")];

/// Types whose arguments name what iterating over one gives: `Iterator<Item = T>`, and what waiting for one does.
pub(super) const BINDING: [&str; 7] =
    ["DoubleEndedIterator", "ExactSizeIterator", "Future", "IntoIterator", "Iterator", "FusedIterator", "Stream"];

/// Macros whose arguments are no code that runs where they stand.
pub(super) const QUOTING: [&str; 12] = [
    "cfg",
    "column",
    "concat",
    "concat_idents",
    "env",
    "include_str",
    "option_env",
    "parse_quote",
    "parse_quote_spanned",
    "quote",
    "quote_spanned",
    "stringify",
];

/// Macros that compare their first argument with a pattern.
pub(super) const MATCHING: [&str; 3] = ["assert_matches", "debug_assert_matches", "matches"];

/// What macros give by their first argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Giving {
    /// A list of such.
    List,
    /// The same.
    Same,
    /// What a `Poll` holds.
    Ready,
}

/// Macros that give what their arguments say.
pub(super) const GIVING: [(&str, Giving); 6] = [
    ("dbg", Giving::Same),
    ("ready", Giving::Ready),
    ("smallvec", Giving::List),
    ("try", Giving::Same),
    ("unwrap", Giving::Same),
    ("vec", Giving::List),
];

/// Operators between two values, with the method of the first that each stands for.
pub(super) const OPERATORS: [(&str, &str); 10] = [
    ("%", "rem"),
    ("&", "bitand"),
    ("*", "mul"),
    ("+", "add"),
    ("-", "sub"),
    ("/", "div"),
    ("<<", "shl"),
    (">>", "shr"),
    ("^", "bitxor"),
    ("|", "bitor"),
];

/// The same of operators in front of one.
pub(super) const UNARY_OPERATORS: [(char, &str); 2] = [('!', "not"), ('-', "neg")];

/// Whether a name is that of a type whose values have members of the language only.
pub(super) fn is_primitive(name: &str) -> bool {
    matches!(
        name,
        "bool"
            | "char"
            | "f32"
            | "f64"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
            | "str"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
    )
}
