//! The types that every Java program has, and those of `java.util` that an import of the whole package brings.

use crate::language::builtins::Shape::{
    Argument, ArgumentOf, Element, Filled, First, Flat, IfPassed, InstanceOf, List, Named, Nothing, Passed, Primitive,
    Result, Taken, This, Unknown, Wanted, Widest,
};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, Shape, Table, method, property};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

const INT: Shape = Named("int", &[]);
const BOOLEAN: Shape = Named("boolean", &[]);
const DOUBLE: Shape = Named("double", &[]);
const LONG: Shape = Named("long", &[]);
const CHAR: Shape = Named("char", &[]);

/// `Integer.TYPE`, which is `int.class`.
const TYPE: BuiltinMember = property("TYPE", Named("Class", &[]));

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    names: NAMES,
    foreign: &["ArgumentCaptor", "Assert", "InOrder", "Mockito", "Stubber", "TestCase"],
    is_closed: true,
    list: BuiltinType::new(&[], 1)
        .iterated(T)
        .whole()
        .extends(&[("Cloneable", 12), ("Serializable", 12)])
        .members(&[property("length", INT), method("clone", This)]),
    enumeration: BuiltinType::new(&[], 0).members(&[
        method("values", List(&InstanceOf(&This))),
        method("valueOf", InstanceOf(&This)),
        method("name", STRING_TYPE),
        method("ordinal", INT),
    ]),
    modules: &["java.", "javax.", "junit.framework.", "org.junit.", "org.mockito."],
    makers: &[
        "allocate",
        "allocateDirect",
        "compile",
        "copyOf",
        "create",
        "forName",
        "format",
        "from",
        "getInstance",
        "instance",
        "newInstance",
        "now",
        "of",
        "ofEpochMilli",
        "parse",
        "valueOf",
        "wrap",
    ],
    texts: &["String"],
    sums: &["int", "long", "float", "double"],
    anywhere: &[
        method("equals", BOOLEAN),
        method("getClass", Named("Class", &[])),
        method("hashCode", INT),
        method("toString", STRING_TYPE),
    ],
    ..Table::new(TYPES)
});

/// Functions, classes and objects that every program has.
const NAMES: &[&str] = &[
    "AbstractMethodError",
    "ArithmeticException",
    "ArrayIndexOutOfBoundsException",
    "ArrayStoreException",
    "AssertionError",
    "AutoCloseable",
    "Boolean",
    "Byte",
    "CharSequence",
    "Character",
    "Class",
    "ClassCastException",
    "ClassLoader",
    "ClassNotFoundException",
    "CloneNotSupportedException",
    "Comparable",
    "Double",
    "Enum",
    "Error",
    "Exception",
    "Float",
    "IllegalAccessException",
    "IllegalArgumentException",
    "IllegalStateException",
    "IndexOutOfBoundsException",
    "InheritableThreadLocal",
    "Integer",
    "InterruptedException",
    "Iterable",
    "Long",
    "Math",
    "NegativeArraySizeException",
    "NoClassDefFoundError",
    "NoSuchFieldException",
    "NoSuchMethodException",
    "NullPointerException",
    "Number",
    "NumberFormatException",
    "Object",
    "OutOfMemoryError",
    "Package",
    "Process",
    "ProcessBuilder",
    "Record",
    "ReflectiveOperationException",
    "Runnable",
    "Runtime",
    "RuntimeException",
    "SecurityException",
    "Short",
    "StackOverflowError",
    "StackTraceElement",
    "StrictMath",
    "String",
    "StringBuffer",
    "StringBuilder",
    "StringIndexOutOfBoundsException",
    "System",
    "Thread",
    "ThreadGroup",
    "ThreadLocal",
    "Throwable",
    "UnsupportedOperationException",
    "Void",
];

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["Object"], 0).anything(),
    BuiltinType::new(&["CharSequence"], 0).below_nothing().members(&[
        method("charAt", CHAR),
        method("length", INT),
        method("subSequence", Named("CharSequence", &[])),
    ]),
    BuiltinType::new(&["Comparable"], 1).below_nothing().members(&[method("compareTo", INT)]),
    BuiltinType::new(&["Number"], 0).members(NUMBER),
    BuiltinType::new(&["AnnotatedElement", "Appendable", "Cloneable", "Serializable", "Type"], 0).below_nothing(),
    BuiltinType::new(&["GenericDeclaration"], 0).extends(&[("AnnotatedElement", 1)]).below_nothing(),
    BuiltinType::new(&["byte"], 0).value(&["short", "int", "long", "float", "double"]).boxed("Byte"),
    BuiltinType::new(&["short"], 0).value(&["int", "long", "float", "double"]).boxed("Short"),
    BuiltinType::new(&["char"], 0).value(&["int", "long", "float", "double"]).boxed("Character"),
    BuiltinType::new(&["int"], 0).value(&["long", "float", "double"]).boxed("Integer"),
    BuiltinType::new(&["long"], 0).value(&["float", "double"]).boxed("Long"),
    BuiltinType::new(&["float"], 0).value(&["double"]).boxed("Float"),
    BuiltinType::new(&["double"], 0).value(&[]).boxed("Double"),
    BuiltinType::new(&["boolean"], 0).value(&[]).boxed("Boolean"),
    BuiltinType::new(&["Boolean"], 0)
        .sealed()
        .extends(OBJECT_OF_VALUE)
        .members(&[method("booleanValue", BOOLEAN)])
        .statics(&[
            property("FALSE", Named("Boolean", &[])),
            property("TRUE", Named("Boolean", &[])),
            TYPE,
            method("parseBoolean", BOOLEAN),
            method("toString", STRING_TYPE),
            method("valueOf", Named("Boolean", &[])),
        ]),
    BuiltinType::new(&["Byte"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("parseByte", Named("byte", &[])),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Byte", &[])),
    ]),
    BuiltinType::new(&["Character"], 0)
        .sealed()
        .extends(OBJECT_OF_VALUE)
        .members(&[method("charValue", CHAR)])
        .statics(&[
            TYPE,
            method("digit", INT),
            method("getNumericValue", INT),
            method("isDigit", BOOLEAN),
            method("isLetter", BOOLEAN),
            method("isLetterOrDigit", BOOLEAN),
            method("isUpperCase", BOOLEAN),
            method("isLowerCase", BOOLEAN),
            method("isWhitespace", BOOLEAN),
            method("toChars", List(&CHAR)),
            method("toLowerCase", Widest),
            method("toString", STRING_TYPE),
            method("toTitleCase", Widest),
            method("toUpperCase", Widest),
            method("valueOf", Named("Character", &[])),
        ]),
    BuiltinType::new(&["Double"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("compare", INT),
        method("doubleToLongBits", LONG),
        method("doubleToRawLongBits", LONG),
        method("isNaN", BOOLEAN),
        method("longBitsToDouble", DOUBLE),
        method("parseDouble", DOUBLE),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Double", &[])),
    ]),
    BuiltinType::new(&["Float"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("floatToIntBits", INT),
        method("floatToRawIntBits", INT),
        method("intBitsToFloat", Named("float", &[])),
        method("parseFloat", Named("float", &[])),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Float", &[])),
    ]),
    BuiltinType::new(&["Integer"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("bitCount", INT),
        method("compare", INT),
        method("parseInt", INT),
        method("toHexString", STRING_TYPE),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Integer", &[])),
    ]),
    BuiltinType::new(&["Long"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("bitCount", INT),
        method("compare", INT),
        method("parseLong", LONG),
        method("toHexString", STRING_TYPE),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Long", &[])),
    ]),
    BuiltinType::new(&["Short"], 0).sealed().extends(OBJECT_OF_NUMBER).members(NUMBER).statics(&[
        TYPE,
        method("parseShort", Named("short", &[])),
        method("toString", STRING_TYPE),
        method("valueOf", Named("Short", &[])),
    ]),
    BuiltinType::new(&["Math", "StrictMath"], 0).statics(&[
        method("abs", Widest),
        method("ceil", DOUBLE),
        method("floor", DOUBLE),
        method("floorDiv", Widest),
        method("floorMod", Widest),
        method("max", Widest),
        method("min", Widest),
        method("pow", DOUBLE),
        method("random", DOUBLE),
        method("sqrt", DOUBLE),
    ]),
    BuiltinType::new(&["System"], 0).statics(&[
        method("currentTimeMillis", LONG),
        method("getProperty", STRING_TYPE),
        method("getenv", IfPassed(0, &STRING_TYPE, &Named("Map", &[STRING_TYPE, STRING_TYPE]))),
        method("identityHashCode", INT),
        method("lineSeparator", STRING_TYPE),
        method("nanoTime", LONG),
    ]),
    BuiltinType::new(&["String"], 0)
        .sealed()
        .extends(&[("CharSequence", 1), ("Comparable", 2), ("Serializable", 2)])
        .members(STRING)
        .statics(&[method("format", STRING_TYPE), method("join", STRING_TYPE), method("valueOf", STRING_TYPE)]),
    BuiltinType::new(&["StringBuffer", "StringBuilder"], 0)
        .sealed()
        .extends(&[("Appendable", 1), ("CharSequence", 1), ("Comparable", 2), ("Serializable", 2)])
        .members(STRING_BUILDER),
    BuiltinType::new(&["Class"], 1).sealed().extends(CLASS_IS).members(&[
        method("cast", T),
        method("desiredAssertionStatus", BOOLEAN),
        method("getCanonicalName", STRING_TYPE),
        method("getComponentType", Named("Class", &[])),
        method("getConstructor", Named("Constructor", &[T])),
        method("getDeclaredConstructor", Named("Constructor", &[T])),
        method("getDeclaringClass", Named("Class", &[])),
        method("getEnclosingClass", Named("Class", &[])),
        method("getModifiers", INT),
        method("getName", STRING_TYPE),
        method("getPackage", Named("Package", &[])),
        method("getSimpleName", STRING_TYPE),
        method("getSuperclass", Named("Class", &[])),
        method("getTypeName", STRING_TYPE),
        method("isAnnotation", BOOLEAN),
        method("isArray", BOOLEAN),
        method("isAssignableFrom", BOOLEAN),
        method("isEnum", BOOLEAN),
        method("isInstance", BOOLEAN),
        method("isInterface", BOOLEAN),
        method("isPrimitive", BOOLEAN),
        method("newInstance", T),
    ]),
    BuiltinType::new(&["Package"], 0)
        .extends(&[("AnnotatedElement", 1)])
        .below_nothing()
        .members(&[method("getName", STRING_TYPE)]),
    BuiltinType::new(&["Constructor"], 1).members(&[method("newInstance", T)]),
    // Collections.
    BuiltinType::new(&["Iterable"], 1).below_nothing().iterated(T).members(ITERABLE),
    BuiltinType::new(&["Iterator", "ListIterator", "Spliterator"], 1).iterated(T).members(&[
        method("forEachRemaining", Primitive).calls(&[(0, &[T])]),
        method("hasNext", BOOLEAN),
        method("next", T),
        method("previous", T),
    ]),
    BuiltinType::new(&["Enumeration"], 1)
        .iterated(T)
        .members(&[method("nextElement", T), method("hasMoreElements", BOOLEAN)]),
    BuiltinType::new(
        &[
            "AbstractCollection",
            "AbstractList",
            "AbstractSet",
            "ArrayBlockingQueue",
            "ArrayDeque",
            "ArrayList",
            "BlockingDeque",
            "BlockingQueue",
            "Collection",
            "ConcurrentLinkedDeque",
            "ConcurrentLinkedQueue",
            "ConcurrentSkipListSet",
            "CopyOnWriteArrayList",
            "CopyOnWriteArraySet",
            "Deque",
            "HashSet",
            "LinkedBlockingDeque",
            "LinkedBlockingQueue",
            "LinkedHashSet",
            "LinkedList",
            "NavigableSet",
            "PriorityBlockingQueue",
            "PriorityQueue",
            "Queue",
            "SortedSet",
            "Stack",
            "TreeSet",
            "Vector",
        ],
        1,
    )
    .iterated(T)
    .made(MADE_OF_ELEMENTS)
    .comparing()
    .members(COLLECTION),
    BuiltinType::new(&["List"], 1).iterated(T).members(COLLECTION).statics(FACTORIES_OF_LISTS),
    BuiltinType::new(&["Set"], 1).iterated(T).members(COLLECTION).statics(FACTORIES_OF_SETS),
    BuiltinType::new(
        &[
            "AbstractMap",
            "ConcurrentHashMap",
            "ConcurrentMap",
            "ConcurrentNavigableMap",
            "ConcurrentSkipListMap",
            "EnumMap",
            "HashMap",
            "Hashtable",
            "IdentityHashMap",
            "LinkedHashMap",
            "NavigableMap",
            "SortedMap",
            "TreeMap",
            "WeakHashMap",
        ],
        2,
    )
    .made(&[ArgumentOf(&Passed(0), 0), ArgumentOf(&Passed(0), 1)])
    .comparing()
    .members(MAP),
    BuiltinType::new(&["Map"], 2).members(MAP).statics(&[
        method("copyOf", Passed(0)),
        method("entry", Named("Entry", &[Passed(0), Passed(1)])),
        method("of", Named("Map", &[Passed(0), Passed(1)])),
    ]),
    BuiltinType::new(
        &["AbstractMap.SimpleEntry", "AbstractMap.SimpleImmutableEntry", "Entry", "Map.Entry", "SimpleEntry"],
        2,
    )
    .members(&[method("getKey", T), method("getValue", V), method("setValue", V)]),
    BuiltinType::new(&["Collections"], 0).statics(&[
        method("emptyList", Named("List", &[])),
        method("emptyMap", Named("Map", &[])),
        method("emptySet", Named("Set", &[])),
        method("enumeration", Named("Enumeration", &[Element(&Passed(0))])),
        method("max", Element(&Passed(0))).calls(&[(1, &[Element(&Passed(0)), Element(&Passed(0))])]),
        method("min", Element(&Passed(0))).calls(&[(1, &[Element(&Passed(0)), Element(&Passed(0))])]),
        method("singleton", Named("Set", &[Passed(0)])),
        method("singletonList", Named("List", &[Passed(0)])),
        method("singletonMap", Named("Map", &[Passed(0), Passed(1)])),
        method("sort", Primitive).calls(&[(1, &[Element(&Passed(0)), Element(&Passed(0))])]),
        method("synchronizedList", Passed(0)),
        method("synchronizedMap", Passed(0)),
        method("unmodifiableCollection", Passed(0)),
        method("unmodifiableList", Passed(0)),
        method("unmodifiableMap", Passed(0)),
        method("unmodifiableSet", Passed(0)),
        method("unmodifiableSortedSet", Passed(0)),
    ]),
    BuiltinType::new(&["Arrays"], 0).statics(&[
        method("asList", Named("List", &[Flat(&Passed(0))])),
        method("copyOf", Passed(0)),
        method("copyOfRange", Passed(0)),
        method("sort", Primitive).calls(&[(1, &[Element(&Passed(0)), Element(&Passed(0))])]),
        method("stream", Named("Stream", &[Element(&Passed(0))])),
        method("toString", STRING_TYPE),
    ]),
    BuiltinType::new(&["Objects"], 0).statics(&[
        method("equals", BOOLEAN),
        method("hash", INT),
        method("hashCode", INT),
        method("requireNonNull", Passed(0)),
        method("requireNonNullElse", Passed(0)),
        method("requireNonNullElseGet", Passed(0)),
        method("toString", STRING_TYPE),
    ]),
    BuiltinType::new(&["Optional"], 1).members(OPTIONAL).statics(&[
        method("empty", Named("Optional", &[])),
        method("of", Named("Optional", &[Passed(0)])),
        method("ofNullable", Named("Optional", &[Passed(0)])),
    ]),
    // Streams.
    BuiltinType::new(&["Stream"], 1).iterated(T).members(STREAM).statics(&[
        method("concat", Passed(0)),
        method("empty", Named("Stream", &[])),
        method("generate", Named("Stream", &[Result(0)])),
        method("iterate", Named("Stream", &[Passed(0)])).calls(&[(1, &[Passed(0)]), (2, &[Passed(0)])]),
        method("of", Named("Stream", &[Flat(&Passed(0))])),
        method("ofNullable", Named("Stream", &[Passed(0)])),
    ]),
    BuiltinType::new(&["DoubleStream", "IntStream", "LongStream"], 0)
        .members(&[
            method("boxed", Named("Stream", &[Primitive])),
            method("filter", This),
            method("mapToObj", Named("Stream", &[Result(0)])),
        ])
        .statics(&[
            method("of", This),
            method("range", Named("IntStream", &[])),
            method("rangeClosed", Named("IntStream", &[])),
        ]),
    // What collecting gives; its elements are known where it is passed.
    BuiltinType::new(&["Collector"], 1),
    BuiltinType::new(&["Collectors"], 0).statics(&[
        method("collectingAndThen", Named("Collector", &[Result(1)])),
        method("counting", Named("Collector", &[Primitive])),
        method("groupingBy", Named("Collector", &[Named("Map", &[Result(0), COLLECTED])])).calls(&[(0, &[Wanted(0)])]),
        method("joining", Named("Collector", &[Primitive])),
        method("mapping", Named("Collector", &[Filled(&ArgumentOf(&Passed(1), 0), &[Result(0)])]))
            .calls(&[(0, &[Wanted(0)])]),
        method("partitioningBy", Named("Collector", &[Named("Map", &[Primitive, COLLECTED])]))
            .calls(&[(0, &[Wanted(0)])]),
        method("toCollection", Named("Collector", &[Result(0)])),
        method("toList", Named("Collector", &[Named("List", &[])])),
        method("toMap", Named("Collector", &[Named("Map", &[Result(0), Result(1)])]))
            .calls(&[(0, &[Wanted(0)]), (1, &[Wanted(0)])]),
        method("toSet", Named("Collector", &[Named("Set", &[])])),
        method("toUnmodifiableList", Named("Collector", &[Named("List", &[])])),
        method("toUnmodifiableSet", Named("Collector", &[Named("Set", &[])])),
    ]),
    // Functions.
    BuiltinType::new(&["BiConsumer", "ObjIntConsumer"], 2)
        .function(&[T, V], Nothing)
        .members(&[method("accept", Primitive), method("andThen", This)]),
    BuiltinType::new(&["BiFunction"], 3).function(&[T, V], Argument(2)).members(&[
        method("andThen", Named("BiFunction", &[T, V, Result(0)])).calls(&[(0, &[Argument(2)])]),
        method("apply", Argument(2)),
    ]),
    BuiltinType::new(&["BiPredicate"], 2)
        .function(&[T, V], BOOLEAN)
        .members(&[method("test", BOOLEAN), method("and", This)]),
    BuiltinType::new(&["BinaryOperator"], 1).function(&[T, T], T).members(&[method("apply", T)]),
    BuiltinType::new(&["Callable"], 1).below_nothing().function(&[], T).members(&[method("call", T)]),
    BuiltinType::new(&["Comparator"], 1)
        .function(&[T, T], INT)
        .members(&[
            method("compare", INT),
            method("reversed", This),
            method("thenComparing", This).calls(&[(0, &[T, T])]),
            method("thenComparingInt", This).calls(&[(0, &[T])]),
        ])
        .statics(&[
            method("comparing", COMPARATOR).calls(&[(0, &[Wanted(0)])]),
            method("comparingDouble", COMPARATOR).calls(&[(0, &[Wanted(0)])]),
            method("comparingInt", COMPARATOR).calls(&[(0, &[Wanted(0)])]),
            method("comparingLong", COMPARATOR).calls(&[(0, &[Wanted(0)])]),
            method("nullsFirst", Passed(0)),
            method("nullsLast", Passed(0)),
        ]),
    BuiltinType::new(&["Consumer"], 1)
        .function(&[T], Nothing)
        .members(&[method("accept", Primitive), method("andThen", This).calls(&[(0, &[T])])]),
    BuiltinType::new(&["Function"], 2)
        .function(&[T], V)
        .members(&[
            method("andThen", Named("Function", &[T, Result(0)])).calls(&[(0, &[V])]),
            method("apply", V),
            method("compose", Named("Function", &[Unknown, V])),
        ])
        .statics(&[method("identity", Named("Function", &[Wanted(0), Wanted(0)]))]),
    BuiltinType::new(&["IntFunction", "LongFunction", "DoubleFunction"], 1)
        .function(&[Primitive], T)
        .members(&[method("apply", T)]),
    BuiltinType::new(&["Predicate"], 1)
        .function(&[T], BOOLEAN)
        .members(&[
            method("and", This).calls(&[(0, &[T])]),
            method("negate", This),
            method("or", This).calls(&[(0, &[T])]),
            method("test", BOOLEAN),
        ])
        .statics(&[method("not", Passed(0))]),
    BuiltinType::new(&["Runnable"], 0).below_nothing().function(&[], Nothing).members(&[method("run", Primitive)]),
    BuiltinType::new(&["Supplier"], 1).function(&[], T).members(&[method("get", T)]),
    BuiltinType::new(&["ToDoubleFunction", "ToIntFunction", "ToLongFunction"], 1).function(&[T], Primitive),
    BuiltinType::new(&["UnaryOperator"], 1)
        .function(&[T], T)
        .members(&[method("apply", T), method("andThen", Named("Function", &[T, Result(0)])).calls(&[(0, &[T])])])
        .statics(&[method("identity", Named("UnaryOperator", &[Wanted(0)]))]),
    // Threads.
    BuiltinType::new(&["AtomicReference", "AtomicReferenceArray", "Reference", "SoftReference", "WeakReference"], 1)
        .made(&[Passed(0)])
        .members(&[
            method("accumulateAndGet", T),
            method("compareAndSet", BOOLEAN),
            method("get", T),
            method("getAndSet", T),
            method("getAndUpdate", T).calls(&[(0, &[T])]),
            method("updateAndGet", T).calls(&[(0, &[T])]),
        ]),
    BuiltinType::new(&["ThreadLocal", "InheritableThreadLocal"], 1)
        .members(&[method("get", T), method("set", Primitive)])
        .statics(&[method("withInitial", Named("ThreadLocal", &[Result(0)]))]),
    BuiltinType::new(&["CompletableFuture", "CompletionStage"], 1).members(COMPLETABLE_FUTURE).statics(&[
        method("completedFuture", Named("CompletableFuture", &[Passed(0)])),
        method("supplyAsync", Named("CompletableFuture", &[Result(0)])),
    ]),
    BuiltinType::new(&["Future", "FutureTask", "RunnableFuture", "ScheduledFuture"], 1).members(&[method("get", T)]),
    BuiltinType::new(&["ExecutorService", "ScheduledExecutorService", "ThreadPoolExecutor"], 0)
        .members(&[method("schedule", Named("Future", &[Result(0)])), method("submit", Named("Future", &[Result(0)]))]),
    // What is passed to Mockito comes back.
    BuiltinType::new(&["Mockito"], 0).statics(&[
        method("doAnswer", Named("Stubber", &[])),
        method("doCallRealMethod", Named("Stubber", &[])),
        method("doNothing", Named("Stubber", &[])),
        method("doReturn", Named("Stubber", &[])),
        method("doThrow", Named("Stubber", &[])),
        method("mock", ArgumentOf(&Passed(0), 0)),
        method("spy", Passed(0)),
        method("verify", Passed(0)),
    ]),
    BuiltinType::new(&["InOrder"], 0).members(&[method("verify", Passed(0))]),
    BuiltinType::new(&["Stubber"], 0).members(&[
        method("doAnswer", This),
        method("doNothing", This),
        method("doReturn", This),
        method("doThrow", This),
        method("when", Passed(0)),
    ]),
    BuiltinType::new(&["ArgumentCaptor"], 1)
        .members(&[method("capture", T), method("getAllValues", Named("List", &[T])), method("getValue", T)])
        .statics(&[method("forClass", Named("ArgumentCaptor", &[ArgumentOf(&Passed(0), 0)]))]),
    BuiltinType::new(&["Assert", "TestCase"], 0).statics(ASSERTIONS),
];

/// What classes of tests inherit from JUnit, and often have overloads of.
const ASSERTIONS: &[BuiltinMember] = &[
    method("assertArrayEquals", Primitive),
    method("assertEquals", Primitive),
    method("assertFalse", Primitive),
    method("assertNotEquals", Primitive),
    method("assertNotNull", Primitive),
    method("assertNotSame", Primitive),
    method("assertNull", Primitive),
    method("assertSame", Primitive),
    method("assertThat", Primitive),
    method("assertThrows", Unknown),
    method("assertTrue", Primitive),
    method("fail", Primitive),
    method("failNotEquals", Primitive),
    method("failNotSame", Primitive),
    method("failSame", Primitive),
];

/// Of what is asked for, or else of what the function takes that is passed.
const COMPARATOR: Shape = Named("Comparator", &[First(&[Wanted(0), Taken(0)])]);

const STRING_TYPE: Shape = Named("String", &[]);

/// What groups are collected into that nothing more is said of, or else what the collector behind gives.
const COLLECTED: Shape = IfPassed(1, &ArgumentOf(&Passed(1), 0), &Named("List", &[Wanted(0)]));

/// Of what the collection is of that it is made of.
const MADE_OF_ELEMENTS: &[Shape] = &[Element(&Passed(0))];

const ITERABLE: &[BuiltinMember] = &[
    method("forEach", Primitive).calls(&[(0, &[T])]),
    method("iterator", Named("Iterator", &[T])),
    method("spliterator", Named("Spliterator", &[T])),
];

const COLLECTION: &[BuiltinMember] = &[
    method("add", BOOLEAN),
    method("addAll", BOOLEAN),
    method("clone", This),
    method("contains", BOOLEAN),
    method("ceiling", T),
    method("descendingIterator", Named("Iterator", &[T])),
    method("element", T),
    method("elementAt", T),
    method("elements", Named("Enumeration", &[T])),
    method("first", T),
    method("firstElement", T),
    method("floor", T),
    method("forEach", Primitive).calls(&[(0, &[T])]),
    method("get", T),
    method("getFirst", T),
    method("getLast", T),
    method("headSet", This),
    method("higher", T),
    method("indexOf", INT),
    method("isEmpty", BOOLEAN),
    method("iterator", Named("Iterator", &[T])),
    method("last", T),
    method("lastElement", T),
    method("listIterator", Named("ListIterator", &[T])),
    method("lower", T),
    method("parallelStream", Named("Stream", &[T])),
    method("peek", T),
    method("peekFirst", T),
    method("peekLast", T),
    method("poll", T),
    method("pollFirst", T),
    method("pollLast", T),
    method("pop", T),
    method("push", T),
    method("remove", T),
    method("removeFirst", T),
    method("removeIf", BOOLEAN).calls(&[(0, &[T])]),
    method("removeLast", T),
    method("replaceAll", Primitive).calls(&[(0, &[T])]),
    method("reversed", This),
    method("set", T),
    method("size", INT),
    method("sort", Primitive).calls(&[(0, &[T, T])]),
    method("stream", Named("Stream", &[T])),
    method("subList", Named("List", &[T])),
    method("subSet", This),
    method("tailSet", This),
    method("take", T),
    method("takeFirst", T),
    method("takeLast", T),
    method("toArray", List(&T)),
];

const FACTORIES_OF_LISTS: &[BuiltinMember] =
    &[method("copyOf", Named("List", &[Element(&Passed(0))])), method("of", Named("List", &[Passed(0)]))];

const FACTORIES_OF_SETS: &[BuiltinMember] =
    &[method("copyOf", Named("Set", &[Element(&Passed(0))])), method("of", Named("Set", &[Passed(0)]))];

const ENTRY: Shape = Named("Entry", &[T, V]);

const MAP: &[BuiltinMember] = &[
    method("ceilingEntry", ENTRY),
    method("compute", V).calls(&[(1, &[T, V])]),
    method("computeIfAbsent", V).calls(&[(1, &[T])]),
    method("computeIfPresent", V).calls(&[(1, &[T, V])]),
    method("containsKey", BOOLEAN),
    method("descendingMap", This),
    method("elements", Named("Enumeration", &[V])),
    method("entrySet", Named("Set", &[ENTRY])),
    method("firstEntry", ENTRY),
    method("firstKey", T),
    method("floorEntry", ENTRY),
    method("forEach", Primitive).calls(&[(0, &[T, V])]),
    method("get", V),
    method("getOrDefault", V),
    method("headMap", This),
    method("higherEntry", ENTRY),
    method("isEmpty", BOOLEAN),
    method("keySet", Named("Set", &[T])),
    method("keys", Named("Enumeration", &[T])),
    method("lastEntry", ENTRY),
    method("lastKey", T),
    method("lowerEntry", ENTRY),
    method("merge", V).calls(&[(2, &[V, V])]),
    method("pollFirstEntry", ENTRY),
    method("put", V),
    method("putIfAbsent", V),
    method("remove", V),
    method("replace", V),
    method("replaceAll", Primitive).calls(&[(0, &[T, V])]),
    method("size", INT),
    method("subMap", This),
    method("tailMap", This),
    method("values", Named("Collection", &[V])),
];

const OPTIONAL: &[BuiltinMember] = &[
    method("filter", This).calls(&[(0, &[T])]),
    method("flatMap", Result(0)).calls(&[(0, &[T])]),
    method("get", T),
    method("ifPresent", Primitive).calls(&[(0, &[T])]),
    method("ifPresentOrElse", Primitive).calls(&[(0, &[T])]),
    method("isEmpty", BOOLEAN),
    method("isPresent", BOOLEAN),
    method("map", Named("Optional", &[Result(0)])).calls(&[(0, &[T])]),
    method("or", This),
    method("orElse", T),
    method("orElseGet", T),
    method("orElseThrow", T),
    method("stream", Named("Stream", &[T])),
];

const STREAM: &[BuiltinMember] = &[
    method("allMatch", BOOLEAN).calls(&[(0, &[T])]),
    method("anyMatch", BOOLEAN).calls(&[(0, &[T])]),
    // A collector is passed the elements one by one.
    method("collect", Filled(&ArgumentOf(&Passed(0), 0), &[T])).calls(&[(0, &[T])]),
    method("count", Named("long", &[])),
    method("distinct", This),
    method("dropWhile", This).calls(&[(0, &[T])]),
    method("filter", This).calls(&[(0, &[T])]),
    method("findAny", Named("Optional", &[T])),
    method("findFirst", Named("Optional", &[T])),
    method("flatMap", Named("Stream", &[Element(&Result(0))])).calls(&[(0, &[T])]),
    method("forEach", Primitive).calls(&[(0, &[T])]),
    method("forEachOrdered", Primitive).calls(&[(0, &[T])]),
    method("iterator", Named("Iterator", &[T])),
    method("limit", This),
    method("map", Named("Stream", &[Result(0)])).calls(&[(0, &[T])]),
    method("mapToDouble", Named("DoubleStream", &[])).calls(&[(0, &[T])]),
    method("mapToInt", Named("IntStream", &[])).calls(&[(0, &[T])]),
    method("mapToLong", Named("LongStream", &[])).calls(&[(0, &[T])]),
    method("max", Named("Optional", &[T])).calls(&[(0, &[T, T])]),
    method("min", Named("Optional", &[T])).calls(&[(0, &[T, T])]),
    method("noneMatch", BOOLEAN).calls(&[(0, &[T])]),
    method("onClose", This),
    method("parallel", This),
    method("peek", This).calls(&[(0, &[T])]),
    method("reduce", IfPassed(1, &Passed(0), &Named("Optional", &[T]))).calls(&[(0, &[T, T]), (1, &[T, T])]),
    method("sequential", This),
    method("skip", This),
    method("sorted", This).calls(&[(0, &[T, T])]),
    method("takeWhile", This).calls(&[(0, &[T])]),
    method("toArray", List(&T)),
    method("toList", Named("List", &[T])),
    method("unordered", This),
];

const COMPLETABLE_FUTURE: &[BuiltinMember] = &[
    method("exceptionally", This),
    method("get", T),
    method("getNow", T),
    method("handle", Named("CompletableFuture", &[Result(0)])).calls(&[(0, &[T])]),
    method("join", T),
    method("thenAccept", Named("CompletableFuture", &[])).calls(&[(0, &[T])]),
    method("thenApply", Named("CompletableFuture", &[Result(0)])).calls(&[(0, &[T])]),
    method("thenApplyAsync", Named("CompletableFuture", &[Result(0)])).calls(&[(0, &[T])]),
    method("thenCombine", Named("CompletableFuture", &[Result(1)])).calls(&[(1, &[T])]),
    method("thenCompose", Result(0)).calls(&[(0, &[T])]),
    method("whenComplete", This).calls(&[(0, &[T])]),
];

const CLASS_IS: &[(&str, u32)] =
    &[("GenericDeclaration", 1), ("Type", 1), ("AnnotatedElement", 2), ("Serializable", 2)];
const OBJECT_OF_NUMBER: &[(&str, u32)] = &[("Number", 1), ("Comparable", 2), ("Serializable", 2)];
const OBJECT_OF_VALUE: &[(&str, u32)] = &[("Comparable", 2), ("Serializable", 2)];

const NUMBER: &[BuiltinMember] = &[
    method("byteValue", Named("byte", &[])),
    method("compareTo", INT),
    method("doubleValue", DOUBLE),
    method("floatValue", Named("float", &[])),
    method("intValue", INT),
    method("longValue", LONG),
    method("shortValue", Named("short", &[])),
];

const STRING_BUILDER: &[BuiltinMember] = &[
    method("append", This),
    method("appendCodePoint", This),
    method("capacity", INT),
    method("charAt", CHAR),
    method("codePointAt", INT),
    method("delete", This),
    method("deleteCharAt", This),
    method("indexOf", INT),
    method("insert", This),
    method("lastIndexOf", INT),
    method("length", INT),
    method("replace", This),
    method("reverse", This),
    method("subSequence", Named("CharSequence", &[])),
    method("substring", STRING_TYPE),
];

const STRING: &[BuiltinMember] = &[
    method("charAt", CHAR),
    method("codePointAt", INT),
    method("compareTo", INT),
    method("compareToIgnoreCase", INT),
    method("concat", This),
    method("contains", BOOLEAN),
    method("endsWith", BOOLEAN),
    method("equals", BOOLEAN),
    method("equalsIgnoreCase", BOOLEAN),
    method("getBytes", List(&Named("byte", &[]))),
    method("hashCode", INT),
    method("indexOf", INT),
    method("intern", This),
    method("isBlank", BOOLEAN),
    method("isEmpty", BOOLEAN),
    method("lastIndexOf", INT),
    method("length", INT),
    method("matches", BOOLEAN),
    method("regionMatches", BOOLEAN),
    method("repeat", This),
    method("replace", This),
    method("replaceAll", This),
    method("replaceFirst", This),
    method("split", List(&This)),
    method("startsWith", BOOLEAN),
    method("strip", This),
    method("subSequence", Named("CharSequence", &[])),
    method("substring", This),
    method("toCharArray", List(&CHAR)),
    method("toLowerCase", This),
    method("toString", This),
    method("toUpperCase", This),
    method("trim", This),
];
