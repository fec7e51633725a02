//! The types that every C# program has, and those of .NET's collections and tasks, whose namespaces name no type that they
//! bring.

use crate::language::builtins::Shape::{
    Argument, ArgumentOf, Awaited, Element, First, Given, IfPassed, Last, List, Named, Passed, Primitive, Result, This,
    Tuple, Unknown, Widest,
};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, Shape, Table, method, property};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

const INT: Shape = Named("int", &[]);
const BOOL: Shape = Named("bool", &[]);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(&[], 1)
        .iterated(T)
        .extends(LISTS_ARE)
        .members(&[method("Clone", This), property("Length", INT)]),
    sequence: Some("IEnumerable"),
    texts: &["string", "String"],
    synonyms: SYNONYMS,
    sums: &["int", "uint", "long", "ulong", "float", "double", "decimal"],
    foreign: FOREIGN,
    modules: &["System."],
    anywhere: &[
        method("Equals", BOOL),
        method("GetHashCode", INT),
        method("GetType", Named("Type", &[])),
        method("ToString", Named("string", &[])),
    ],
    ..Table::new(TYPES)
});

/// What a list can be passed as, beside a list and what anything is.
const LISTS_ARE: &[(&str, u32)] = &[
    ("IList", 12),
    ("IReadOnlyList", 12),
    ("ICollection", 13),
    ("IReadOnlyCollection", 13),
    ("IEnumerable", 14),
    ("Span", 15),
    ("ReadOnlySpan", 15),
    ("Array", 15),
    ("ICloneable", 16),
];

/// The names of types that the language has keywords for.
const SYNONYMS: &[(&str, &str)] = &[
    ("Boolean", "bool"),
    ("Byte", "byte"),
    ("Char", "char"),
    ("Decimal", "decimal"),
    ("Double", "double"),
    ("Int16", "short"),
    ("Int32", "int"),
    ("Int64", "long"),
    ("Object", "object"),
    ("SByte", "sbyte"),
    ("Single", "float"),
    ("String", "string"),
    ("UInt16", "ushort"),
    ("UInt32", "uint"),
    ("UInt64", "ulong"),
];

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

/// Types of the packages of ASP.NET Core, Entity Framework and Moq.
const FOREIGN: &[&str] =
    &["DbSet", "IOptions", "IOptionsMonitor", "IOptionsSnapshot", "IServiceProvider", "IServiceScope", "Mock"];

/// Values that can be compared, and are converted to these types by themselves.
const fn number(names: &'static [&'static str], widens: &'static [&'static str]) -> BuiltinType {
    BuiltinType::new(names, 0).value(widens).extends(&[("IComparable", 2)])
}

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["object", "Object"], 0).anything(),
    BuiltinType::new(&["dynamic"], 0),
    number(&["byte"], &["short", "ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"]),
    number(&["sbyte"], &["short", "int", "long", "float", "double", "decimal"]),
    number(&["short"], &["int", "long", "float", "double", "decimal"]),
    number(&["ushort"], &["int", "uint", "long", "ulong", "float", "double", "decimal"]),
    number(&["char"], &["ushort", "int", "uint", "long", "ulong", "float", "double", "decimal"]),
    // A constant is converted to what is narrower too.
    number(&["int"], &["long", "float", "double", "decimal", "uint", "ulong", "short", "ushort", "byte", "sbyte"]),
    number(&["uint"], &["long", "ulong", "float", "double", "decimal"]),
    number(&["long"], &["float", "double", "decimal"]),
    number(&["ulong"], &["float", "double", "decimal"]),
    number(&["float"], &["double"]),
    number(&["bool", "decimal", "double"], &[]),
    BuiltinType::new(&["IComparable"], 1),
    // What lists are.
    BuiltinType::new(&["Array", "ICloneable"], 0),
    BuiltinType::new(&["Type"], 0),
    BuiltinType::new(&["Convert"], 0).statics(CONVERSIONS),
    BuiltinType::new(&["Math", "MathF"], 0).statics(&[
        method("Abs", Widest),
        method("Max", Widest),
        method("Min", Widest),
    ]),
    BuiltinType::new(&["string", "String"], 0)
        .sealed()
        .extends(&[("IComparable", 2), ("IEnumerable", 2)])
        .members(STRING)
        .statics(&[
            method("Compare", INT),
            method("CompareOrdinal", INT),
            method("Concat", Named("string", &[])),
            method("Format", Named("string", &[])),
            method("IsNullOrEmpty", BOOL),
            method("IsNullOrWhiteSpace", BOOL),
            method("Join", Named("string", &[])),
        ]),
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
    BuiltinType::new(&["ILookup", "Lookup"], 2)
        .iterated(Named("IGrouping", &[T, V]))
        .indexed(Named("IEnumerable", &[V])),
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
            method("WhenAll", Named("Task", &[List(&FIRST_AWAITED)])),
            method("WhenAny", Named("Task", &[First(&[Element(&Passed(0)), Passed(0)])])),
        ]),
    BuiltinType::new(&["TaskAwaiter"], 1).members(&[method("GetResult", T)]),
    BuiltinType::new(&["TaskCompletionSource"], 1).members(&[property("Task", Named("Task", &[T]))]),
    // What most services are made of.
    BuiltinType::new(&["DbSet"], 1).iterated(T).members(ENTITIES),
    BuiltinType::new(&["IOptions", "IOptionsMonitor", "IOptionsSnapshot"], 1).members(&[
        property("CurrentValue", T),
        method("Get", T),
        property("Value", T),
    ]),
    BuiltinType::new(&["IServiceProvider"], 0).members(&[
        method("CreateAsyncScope", Named("IServiceScope", &[])),
        method("CreateScope", Named("IServiceScope", &[])),
        method("GetRequiredService", Given(0)),
        method("GetService", Given(0)),
        method("GetServices", Named("IEnumerable", &[Given(0)])),
    ]),
    BuiltinType::new(&["IServiceScope"], 0).members(&[property("ServiceProvider", Named("IServiceProvider", &[]))]),
    BuiltinType::new(&["Mock"], 1)
        .members(&[
            property("Object", T),
            method("Setup", Unknown).calls(&[(0, &[T])]),
            method("SetupGet", Unknown).calls(&[(0, &[T])]),
            method("SetupSequence", Unknown).calls(&[(0, &[T])]),
            method("Verify", Primitive).calls(&[(0, &[T])]),
            method("VerifyGet", Primitive).calls(&[(0, &[T])]),
        ])
        .statics(&[method("Get", Unknown), method("Of", Given(0))]),
];

/// What a query for entities of T gives in time.
const LATER: Shape = Named("Task", &[T]);

/// What sets of entities of T have, and queries for them.
const ENTITIES: &[BuiltinMember] = &[
    method("AllAsync", Named("Task", &[BOOL])).calls(&[(0, &[T])]),
    method("Any", BOOL).calls(&[(0, &[T])]),
    method("AnyAsync", Named("Task", &[BOOL])).calls(&[(0, &[T])]),
    method("AsNoTracking", This),
    method("AsQueryable", This),
    method("AsSplitQuery", This),
    method("Count", INT).calls(&[(0, &[T])]),
    method("CountAsync", Named("Task", &[INT])).calls(&[(0, &[T])]),
    method("Distinct", This),
    method("Find", T),
    method("FindAsync", LATER),
    method("First", T).calls(&[(0, &[T])]),
    method("FirstAsync", LATER).calls(&[(0, &[T])]),
    method("FirstOrDefault", T).calls(&[(0, &[T])]),
    method("FirstOrDefaultAsync", LATER).calls(&[(0, &[T])]),
    method("GroupBy", Named("IEnumerable", &[Named("IGrouping", &[Result(0), T])])).calls(&[(0, &[T])]),
    method("IgnoreQueryFilters", This),
    method("Include", This).calls(&[(0, &[T])]),
    method("LastOrDefaultAsync", LATER).calls(&[(0, &[T])]),
    method("OrderBy", This).calls(&[(0, &[T])]),
    method("OrderByDescending", This).calls(&[(0, &[T])]),
    method("Select", Named("DbSet", &[Result(0)])).calls(&[(0, &[T])]),
    method("SelectMany", Named("DbSet", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("Single", T).calls(&[(0, &[T])]),
    method("SingleAsync", LATER).calls(&[(0, &[T])]),
    method("SingleOrDefault", T).calls(&[(0, &[T])]),
    method("SingleOrDefaultAsync", LATER).calls(&[(0, &[T])]),
    method("Skip", This),
    method("Take", This),
    method("ThenBy", This).calls(&[(0, &[T])]),
    method("ThenByDescending", This).calls(&[(0, &[T])]),
    method("ToArray", List(&T)),
    method("ToArrayAsync", Named("Task", &[List(&T)])),
    method("ToDictionary", Named("Dictionary", &[Result(0), IfPassed(1, &Result(1), &T)]))
        .calls(&[(0, &[T]), (1, &[T])]),
    method("ToList", Named("List", &[T])),
    method("ToListAsync", Named("Task", &[Named("List", &[T])])),
    method("Where", This).calls(&[(0, &[T])]),
];

/// What the first of several tasks gives, whether they are passed one by one or as a collection.
const FIRST_AWAITED: Shape = Awaited(&First(&[Element(&Passed(0)), ArgumentOf(&Passed(0), 0)]));

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
    method("Cast", Named("IEnumerable", &[Given(0)])),
    method("Chunk", Named("IEnumerable", &[List(&T)])),
    method("Concat", This),
    method("Contains", BOOL),
    method("ConvertAll", Named("List", &[Result(0)])).calls(&[(0, &[T])]),
    method("Count", INT).calls(&[(0, &[T])]).read(),
    method("DefaultIfEmpty", This),
    method("Dequeue", T),
    method("Distinct", This),
    method("DistinctBy", This).calls(&[(0, &[T])]),
    method("ElementAt", T),
    method("ElementAtOrDefault", T),
    method("Except", This),
    method("ExceptBy", This).calls(&[(1, &[T])]),
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
    method("GroupJoin", Named("IEnumerable", &[Result(3)])).calls(&[
        (1, &[T]),
        (2, &[Element(&Passed(0))]),
        (3, &[T, Named("IEnumerable", &[Element(&Passed(0))])]),
    ]),
    method("GroupBy", Named("IEnumerable", &[Named("IGrouping", &[Result(0), IfPassed(1, &Result(1), &T)])]))
        .calls(&[(0, &[T]), (1, &[T])]),
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
    method("OfType", Named("IEnumerable", &[Given(0)])),
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
    method("SkipLast", This),
    method("SkipWhile", This).calls(&[(0, &[T])]),
    method("Sort", Primitive).calls(&[(0, &[T, T])]),
    method("Sum", Primitive).calls(&[(0, &[T])]),
    method("Take", This),
    method("TakeLast", This),
    method("TakeWhile", This).calls(&[(0, &[T])]),
    method("ThenBy", This).calls(&[(0, &[T])]),
    method("ThenByDescending", This).calls(&[(0, &[T])]),
    method("ToArray", List(&T)),
    method("ToDictionary", Named("Dictionary", &[Result(0), IfPassed(1, &Result(1), &T)]))
        .calls(&[(0, &[T]), (1, &[T])]),
    method("ToHashSet", Named("HashSet", &[T])),
    method("ToList", Named("List", &[T])),
    method("ToLookup", Named("ILookup", &[Result(0), IfPassed(1, &Result(1), &T)])).calls(&[(0, &[T]), (1, &[T])]),
    method("TrueForAll", BOOL).calls(&[(0, &[T])]),
    method("TryDequeue", BOOL).calls(&[(0, &[T])]),
    method("TryPeek", BOOL).calls(&[(0, &[T])]),
    method("TryPop", BOOL).calls(&[(0, &[T])]),
    method("TryTake", BOOL).calls(&[(0, &[T])]),
    method("Union", This),
    method("UnionBy", This).calls(&[(1, &[T])]),
    method("Where", This).calls(&[(0, &[T])]),
    method("Zip", Named("IEnumerable", &[IfPassed(1, &Result(1), &Tuple(&[T, Element(&Passed(0))]))]))
        .calls(&[(1, &[T, Element(&Passed(0))])]),
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

const CONVERSIONS: &[BuiltinMember] = &[
    method("FromBase64String", List(&Named("byte", &[]))),
    method("ToBase64String", Named("string", &[])),
    method("ToBoolean", BOOL),
    method("ToByte", Named("byte", &[])),
    method("ToChar", Named("char", &[])),
    method("ToDecimal", Named("decimal", &[])),
    method("ToDouble", Named("double", &[])),
    method("ToInt16", Named("short", &[])),
    method("ToInt32", INT),
    method("ToInt64", Named("long", &[])),
    method("ToSByte", Named("sbyte", &[])),
    method("ToSingle", Named("float", &[])),
    method("ToString", Named("string", &[])),
    method("ToUInt16", Named("ushort", &[])),
    method("ToUInt32", Named("uint", &[])),
    method("ToUInt64", Named("ulong", &[])),
];

const STRING: &[BuiltinMember] = &[
    method("Contains", BOOL),
    method("EndsWith", BOOL),
    method("Equals", BOOL),
    method("IndexOf", INT),
    method("LastIndexOf", INT),
    property("Length", INT),
    method("Replace", This),
    method("StartsWith", BOOL),
    method("Substring", This),
    method("ToLower", This),
    method("ToString", This),
    method("ToUpper", This),
    method("Trim", This),
];
