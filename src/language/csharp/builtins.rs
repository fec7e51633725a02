//! The types that every C# program has, and those of .NET's collections and tasks, whose namespaces name no type that they
//! bring.

use crate::language::builtins::Shape::{Argument, Named, This};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, Shape, Table, method, property};

const T: Shape = Argument(0);

const INT: Shape = Named("int", &[]);
const BOOL: Shape = Named("bool", &[]);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    list: BuiltinType::new(&[], 1).iterated(T).whole().members(&[property("Length", INT)]),
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
    BuiltinType::new(&["object", "Object", "dynamic"], 0).anything(),
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
    BuiltinType::new(
        &[
            "HashSet",
            "IAsyncEnumerable",
            "ICollection",
            "IEnumerable",
            "IList",
            "IReadOnlyCollection",
            "IReadOnlyList",
            "ISet",
            "List",
            "Queue",
            "ReadOnlySpan",
            "Span",
            "Stack",
        ],
        1,
    )
    .iterated(T),
    BuiltinType::new(&["Task", "ValueTask"], 1).awaited(T),
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
