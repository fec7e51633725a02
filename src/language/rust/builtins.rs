//! The types that every Rust program has. Most of the standard library leads through to what it holds.
//!
//! Which types and methods do so by their name alone is looked up when a record is made, whatever else is called like them: a
//! shape has what is held in its place, and the path in front of such a type names no crate that the file imports.

use crate::language::builtins::Shape::{Argument, Element, List, Named, This};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, ITERATOR, Shape, Table, method};

const T: Shape = Argument(0);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    list: BuiltinType::new(&[], 1).iterated(T).whole().members(&[
        method("concat", List(&T)),
        method("filter", List(&T)),
        method("find", T),
        method("pop", T),
        method("splice", List(&T)),
        method("values", Named(ITERATOR, &[T])),
    ]),
    anywhere: ANYWHERE,
    ..Table::new(&[])
});

/// Methods that give what they are called on, in another wrapping, and those that give one of the many that it is.
const ANYWHERE: &[BuiltinMember] = &[
    method("as_deref", This),
    method("as_deref_mut", This),
    method("as_mut", This),
    method("as_mut_slice", This),
    method("as_ref", This),
    method("as_slice", This),
    method("await", This),
    method("back", Element(&This)),
    method("back_mut", Element(&This)),
    method("borrow", This),
    method("borrow_mut", This),
    method("by_ref", This),
    method("chain", This),
    method("clone", This),
    method("cloned", This),
    method("collect", This),
    method("context", This),
    method("copied", This),
    method("drain", This),
    method("expect", This),
    method("filter", This),
    method("find", Element(&This)),
    method("first", Element(&This)),
    method("first_mut", Element(&This)),
    method("front", Element(&This)),
    method("front_mut", Element(&This)),
    method("get", Element(&This)),
    method("get_mut", Element(&This)),
    method("inspect", This),
    method("into_inner", This),
    method("into_iter", This),
    method("into_values", This),
    method("iter", This),
    method("iter_mut", This),
    method("last", Element(&This)),
    method("last_mut", Element(&This)),
    method("load", This),
    method("lock", This),
    method("map_err", This),
    method("max", Element(&This)),
    method("max_by_key", Element(&This)),
    method("min", Element(&This)),
    method("min_by_key", Element(&This)),
    method("next", Element(&This)),
    method("nth", Element(&This)),
    method("ok", This),
    method("ok_or", This),
    method("ok_or_else", This),
    method("or", This),
    method("or_default", This),
    method("or_else", This),
    method("or_insert", This),
    method("or_insert_with", This),
    method("peekable", This),
    method("pop", Element(&This)),
    method("pop_front", Element(&This)),
    method("read", This),
    method("remove", Element(&This)),
    method("replace", This),
    method("rev", This),
    method("skip", This),
    method("skip_while", This),
    method("step_by", This),
    method("swap_remove", Element(&This)),
    method("take", This),
    method("take_while", This),
    method("to_owned", This),
    method("to_vec", This),
    method("try_lock", This),
    method("unwrap", This),
    method("unwrap_or", This),
    method("unwrap_or_default", This),
    method("unwrap_or_else", This),
    method("upgrade", This),
    method("values", This),
    method("values_mut", This),
    method("with_context", This),
    method("write", This),
];

/// Types that are used as the first of their arguments is.
pub(super) const TRANSPARENT: [&str; 27] = [
    "Arc",
    "Box",
    "Cell",
    "Cow",
    "Future",
    "LazyCell",
    "LazyLock",
    "ManuallyDrop",
    "MaybeUninit",
    "Mutex",
    "MutexGuard",
    "NonNull",
    "OnceCell",
    "OnceLock",
    "Option",
    "Pin",
    "Poll",
    "Rc",
    "Ref",
    "RefCell",
    "RefMut",
    "Result",
    "RwLock",
    "RwLockReadGuard",
    "RwLockWriteGuard",
    "UnsafeCell",
    "Weak",
];

/// Types that hold many of what their first argument names.
pub(super) const LISTS: [&str; 16] = [
    "BTreeSet",
    "BinaryHeap",
    "DoubleEndedIterator",
    "ExactSizeIterator",
    "FxHashSet",
    "HashSet",
    "IndexSet",
    "IntoIter",
    "IntoIterator",
    "Iter",
    "Iterator",
    "LinkedList",
    "SmallVec",
    "Stream",
    "Vec",
    "VecDeque",
];

/// Types that hold many of what their second argument names.
pub(super) const MAPS: [&str; 5] = ["BTreeMap", "DashMap", "FxHashMap", "HashMap", "IndexMap"];

/// Methods that hand a closure what they are called on, or one of many after the other.
pub(super) const HANDING: [&str; 31] = [
    "all",
    "and_then",
    "any",
    "filter",
    "filter_map",
    "find",
    "find_map",
    "flat_map",
    "for_each",
    "inspect",
    "is_none_or",
    "is_some_and",
    "map",
    "map_or",
    "map_or_else",
    "map_while",
    "max_by_key",
    "min_by_key",
    "or_else",
    "partition",
    "position",
    "retain",
    "skip_while",
    "sort_by_key",
    "sort_unstable_by_key",
    "take_while",
    "then",
    "tap",
    "unwrap_or_else",
    "with",
    "is_ok_and",
];

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
}

/// Macros that give what their arguments say.
pub(super) const GIVING: [(&str, Giving); 6] = [
    ("dbg", Giving::Same),
    ("ready", Giving::Same),
    ("smallvec", Giving::List),
    ("try", Giving::Same),
    ("unwrap", Giving::Same),
    ("vec", Giving::List),
];

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
