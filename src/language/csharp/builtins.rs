//! The types that every C# program has, and those of .NET's collections and tasks, whose namespaces name no type that they
//! bring.

use crate::language::builtins::Shape::{
    Argument, ArgumentOf, Awaited, Element, Last, List, Named, Passed, Primitive, Result, This, Unknown,
};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, Shape, Table, method, property};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

const INT: Shape = Named("int", &[]);
const BOOL: Shape = Named("bool", &[]);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(&[], 1).iterated(T).members(&[method("Clone", This), property("Length", INT)]),
    sequence: Some("IEnumerable"),
    texts: &["string", "String"],
    sums: &["int", "long", "float", "double", "decimal"],
    ..Table::new(TYPES)
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "Action",
    "Activator",
    "AggregateException",
    "AppContext",
    "AppDomain",
    "ArgumentException",
    "ArgumentNullException",
    "ArgumentOutOfRangeException",
    "Array",
    "Attribute",
    "BitConverter",
    "Boolean",
    "Buffer",
    "Byte",
    "Char",
    "Console",
    "Convert",
    "DateOnly",
    "DateTime",
    "DateTimeOffset",
    "Decimal",
    "Delegate",
    "Double",
    "Enum",
    "Environment",
    "Exception",
    "FormatException",
    "Func",
    "GC",
    "Guid",
    "HashCode",
    "IndexOutOfRangeException",
    "Int16",
    "Int32",
    "Int64",
    "InvalidCastException",
    "InvalidOperationException",
    "Lazy",
    "Math",
    "MathF",
    "NotImplementedException",
    "NotSupportedException",
    "NullReferenceException",
    "Nullable",
    "Object",
    "ObjectDisposedException",
    "OperationCanceledException",
    "OverflowException",
    "Random",
    "SByte",
    "Single",
    "String",
    "StringComparer",
    "TimeOnly",
    "TimeSpan",
    "Tuple",
    "Type",
    "UInt16",
    "UInt32",
    "UInt64",
    "Uri",
    "ValueTuple",
    "Version",
    "bool",
    "byte",
    "char",
    "decimal",
    "double",
    "float",
    "int",
    "long",
    "nameof",
    "object",
    "sbyte",
    "short",
    "string",
    "uint",
    "ulong",
    "ushort",
];

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["object", "Object"], 0).anything(),
    BuiltinType::new(&["dynamic"], 0),
    BuiltinType::new(&["byte"], 0).value(&["short", "int", "long", "float", "double", "decimal"]).boxed("Byte"),
    BuiltinType::new(&["short"], 0).value(&["int", "long", "float", "double", "decimal"]),
    BuiltinType::new(&["char"], 0).value(&["int", "long", "float", "double", "decimal"]),
    // A constant is converted to what is narrower too.
    BuiltinType::new(&["int"], 0)
        .value(&["long", "float", "double", "decimal", "uint", "ulong", "short", "ushort", "byte", "sbyte"]),
    BuiltinType::new(&["long"], 0).value(&["float", "double", "decimal"]),
    BuiltinType::new(&["float"], 0).value(&["double"]),
    BuiltinType::new(&["double"], 0).value(&[]).boxed("Double"),
    BuiltinType::new(&["bool", "decimal", "sbyte", "uint", "ulong", "ushort"], 0).value(&[]),
    BuiltinType::new(&["Boolean", "Byte", "Double"], 0).sealed(),
    BuiltinType::new(&["IComparable"], 1),
    BuiltinType::new(&["string", "String"], 0)
        .sealed()
        .extends(&[("IComparable", 2), ("IEnumerable", 2)])
        .members(STRING),
    // Collections.
    BuiltinType::new(
        &[
            "BlockingCollection",
            "Collection",
            "ConcurrentBag",
            "ConcurrentQueue",
            "ConcurrentStack",
            "HashSet",
            "IAsyncEnumerable",
            "ICollection",
            "IEnumerable",
            "IList",
            "IOrderedEnumerable",
            "IOrderedQueryable",
            "IQueryable",
            "IReadOnlyCollection",
            "IReadOnlyList",
            "ISet",
            "ImmutableArray",
            "ImmutableList",
            "List",
            "ObservableCollection",
            "Queue",
            "ReadOnlyCollection",
            "ReadOnlySpan",
            "SortedSet",
            "Span",
            "Stack",
        ],
        1,
    )
    .iterated(T)
    .members(SEQUENCE),
    BuiltinType::new(&["LinkedList"], 1)
        .iterated(T)
        .members(&[property("First", Named("LinkedListNode", &[T])), property("Last", Named("LinkedListNode", &[T]))]),
    BuiltinType::new(&["LinkedListNode"], 1).members(&[property("Next", This), property("Value", T)]),
    BuiltinType::new(&["IEnumerator"], 1).members(&[property("Current", T)]),
    BuiltinType::new(&["IGrouping"], 2).iterated(V).members(GROUP),
    BuiltinType::new(
        &[
            "ConcurrentDictionary",
            "Dictionary",
            "IDictionary",
            "IReadOnlyDictionary",
            "ImmutableDictionary",
            "SortedDictionary",
            "SortedList",
        ],
        2,
    )
    .iterated(PAIR)
    .indexed(V)
    .members(DICTIONARY),
    BuiltinType::new(&["KeyValuePair"], 2).members(&[
        property("Key", T),
        property("Value", V),
        property("0", T),
        property("1", V),
    ]),
    BuiltinType::new(&["Tuple", "ValueTuple"], 4)
        .members(&[
            property("Item1", T),
            property("Item2", V),
            property("Item3", Argument(2)),
            property("Item4", Argument(3)),
            property("0", T),
            property("1", V),
            property("2", Argument(2)),
            property("3", Argument(3)),
        ])
        .statics(&[method("Create", Named("Tuple", &[Passed(0), Passed(1), Passed(2), Passed(3)]))]),
    BuiltinType::new(&["Enumerable"], 0)
        .statics(&[method("Empty", Named("IEnumerable", &[])), method("Repeat", Named("IEnumerable", &[Passed(0)]))]),
    // Functions.
    BuiltinType::new(&["Action"], 0)
        .function(&[T, V, Argument(2), Argument(3)], Primitive)
        .members(&[method("Invoke", Primitive)]),
    BuiltinType::new(&["Func"], 0).function(&[T, V, Argument(2), Argument(3)], Last).members(&[method("Invoke", Last)]),
    BuiltinType::new(&["Comparison"], 1).function(&[T, T], INT),
    BuiltinType::new(&["Converter"], 2).function(&[T], V),
    BuiltinType::new(&["EventHandler"], 1).function(&[Unknown, T], Primitive),
    BuiltinType::new(&["Expression"], 1).function(&[ArgumentOf(&T, 0), ArgumentOf(&T, 1)], Unknown),
    BuiltinType::new(&["Predicate"], 1).function(&[T], BOOL),
    // What comes later.
    BuiltinType::new(&["Lazy", "Nullable", "ThreadLocal", "AsyncLocal"], 1)
        .members(&[property("Value", T), method("GetValueOrDefault", T)]),
    BuiltinType::new(&["WeakReference"], 1).members(&[property("Target", T)]),
    BuiltinType::new(&["Task", "ValueTask"], 1)
        .awaited(T)
        .members(&[
            method("AsTask", This),
            method("ConfigureAwait", This),
            method("ContinueWith", Named("Task", &[Result(0)])).calls(&[(0, &[This])]),
            method("GetAwaiter", Named("TaskAwaiter", &[T])),
            property("Result", T),
            method("WaitAsync", This),
        ])
        .statics(&[
            method("FromResult", Named("Task", &[Passed(0)])),
            method("Run", Named("Task", &[Awaited(&Result(0))])),
            method("WhenAll", Named("Task", &[List(&Awaited(&Element(&Passed(0))))])),
            method("WhenAny", Named("Task", &[Element(&Passed(0))])),
        ]),
    BuiltinType::new(&["TaskAwaiter"], 1).members(&[method("GetResult", T)]),
    BuiltinType::new(&["TaskCompletionSource"], 1).members(&[property("Task", Named("Task", &[T]))]),
];

const PAIR: Shape = Named("KeyValuePair", &[T, V]);

/// What sequences of T have, by themselves or through LINQ.
const SEQUENCE: &[BuiltinMember] = &[
    method("Aggregate", T).calls(&[(0, &[T, T]), (1, &[Passed(0), T])]),
    method("All", BOOL).calls(&[(0, &[T])]),
    method("Any", BOOL).calls(&[(0, &[T])]),
    method("Append", This),
    method("AsEnumerable", Named("IEnumerable", &[T])),
    method("AsQueryable", Named("IQueryable", &[T])),
    method("AsReadOnly", Named("IReadOnlyList", &[T])),
    method("Average", Primitive).calls(&[(0, &[T])]),
    method("Concat", This),
    method("Contains", BOOL),
    method("ConvertAll", Named("List", &[Result(0)])).calls(&[(0, &[T])]),
    method("Count", INT).calls(&[(0, &[T])]),
    method("DefaultIfEmpty", This),
    method("Dequeue", T),
    method("Distinct", This),
    method("ElementAt", T),
    method("ElementAtOrDefault", T),
    method("Except", This),
    method("Exists", BOOL).calls(&[(0, &[T])]),
    method("Find", T).calls(&[(0, &[T])]),
    method("FindAll", Named("List", &[T])).calls(&[(0, &[T])]),
    method("FindIndex", INT).calls(&[(0, &[T])]),
    method("FindLast", T).calls(&[(0, &[T])]),
    method("First", T).calls(&[(0, &[T])]),
    method("FirstOrDefault", T).calls(&[(0, &[T])]),
    method("ForEach", Primitive).calls(&[(0, &[T])]),
    method("GetEnumerator", Named("IEnumerator", &[T])),
    method("GetRange", Named("List", &[T])),
    method("GroupBy", Named("IEnumerable", &[Named("IGrouping", &[Result(0), T])])).calls(&[(0, &[T]), (1, &[T])]),
    method("IndexOf", INT),
    method("Intersect", This),
    method("Join", Named("IEnumerable", &[Result(3)])).calls(&[
        (1, &[T]),
        (2, &[Element(&Passed(0))]),
        (3, &[T, Element(&Passed(0))]),
    ]),
    method("Last", T).calls(&[(0, &[T])]),
    method("LastOrDefault", T).calls(&[(0, &[T])]),
    method("LongCount", Named("long", &[])).calls(&[(0, &[T])]),
    method("Max", Unknown).calls(&[(0, &[T])]),
    method("MaxBy", T).calls(&[(0, &[T])]),
    method("Min", Unknown).calls(&[(0, &[T])]),
    method("MinBy", T).calls(&[(0, &[T])]),
    method("OfType", Unknown),
    method("OrderBy", This).calls(&[(0, &[T])]),
    method("OrderByDescending", This).calls(&[(0, &[T])]),
    method("Peek", T),
    method("Pop", T),
    method("Prepend", This),
    method("RemoveAll", INT).calls(&[(0, &[T])]),
    method("Reverse", This),
    method("Select", Named("IEnumerable", &[Result(0)])).calls(&[(0, &[T])]),
    method("SelectMany", Named("IEnumerable", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("Single", T).calls(&[(0, &[T])]),
    method("SingleOrDefault", T).calls(&[(0, &[T])]),
    method("Skip", This),
    method("SkipWhile", This).calls(&[(0, &[T])]),
    method("Sort", Primitive).calls(&[(0, &[T, T])]),
    method("Sum", Primitive).calls(&[(0, &[T])]),
    method("Take", This),
    method("TakeWhile", This).calls(&[(0, &[T])]),
    method("ThenBy", This).calls(&[(0, &[T])]),
    method("ThenByDescending", This).calls(&[(0, &[T])]),
    method("ToArray", List(&T)),
    method("ToDictionary", Named("Dictionary", &[Result(0), T])).calls(&[(0, &[T]), (1, &[T])]),
    method("ToHashSet", Named("HashSet", &[T])),
    method("ToList", Named("List", &[T])),
    method("TrueForAll", BOOL).calls(&[(0, &[T])]),
    method("Union", This),
    method("Where", This).calls(&[(0, &[T])]),
    method("Zip", Unknown),
];

/// What groups of V have.
const GROUP: &[BuiltinMember] = &[
    method("Any", BOOL).calls(&[(0, &[V])]),
    method("Count", INT).calls(&[(0, &[V])]),
    method("First", V).calls(&[(0, &[V])]),
    method("FirstOrDefault", V).calls(&[(0, &[V])]),
    property("Key", T),
    method("Last", V).calls(&[(0, &[V])]),
    method("OrderBy", Named("IEnumerable", &[V])).calls(&[(0, &[V])]),
    method("Select", Named("IEnumerable", &[Result(0)])).calls(&[(0, &[V])]),
    method("Single", V).calls(&[(0, &[V])]),
    method("Sum", Primitive).calls(&[(0, &[V])]),
    method("ToArray", List(&V)),
    method("ToList", Named("List", &[V])),
    method("Where", Named("IEnumerable", &[V])).calls(&[(0, &[V])]),
];

const DICTIONARY: &[BuiltinMember] = &[
    method("All", BOOL).calls(&[(0, &[PAIR])]),
    method("Any", BOOL).calls(&[(0, &[PAIR])]),
    method("ContainsKey", BOOL),
    property("Count", INT),
    method("First", PAIR).calls(&[(0, &[PAIR])]),
    method("FirstOrDefault", PAIR).calls(&[(0, &[PAIR])]),
    method("GetOrAdd", V).calls(&[(1, &[T])]),
    method("GetValueOrDefault", V),
    // What is passed there is given back.
    method("TryGetValue", BOOL).calls(&[(1, &[V])]),
    method("TryRemove", BOOL).calls(&[(1, &[V])]),
    property("Keys", Named("IList", &[T])),
    method("OrderBy", Named("IEnumerable", &[PAIR])).calls(&[(0, &[PAIR])]),
    method("Select", Named("IEnumerable", &[Result(0)])).calls(&[(0, &[PAIR])]),
    method("SelectMany", Named("IEnumerable", &[Element(&Result(0))])).calls(&[(0, &[PAIR])]),
    method("ToList", Named("List", &[PAIR])),
    property("Values", Named("IList", &[V])),
    method("Where", Named("IEnumerable", &[PAIR])).calls(&[(0, &[PAIR])]),
];

const STRING: &[BuiltinMember] = &[
    method("Contains", BOOL),
    method("EndsWith", BOOL),
    method("Equals", BOOL),
    method("IndexOf", INT),
    method("LastIndexOf", INT),
    method("Replace", This),
    method("StartsWith", BOOL),
    method("Substring", This),
    method("ToLower", This),
    method("ToString", This),
    method("ToUpper", This),
    method("Trim", This),
];
