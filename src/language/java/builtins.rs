//! The types that every Java program has, and those of `java.util` that an import of the whole package brings.

use crate::language::builtins::Shape::{Argument, Named, Primitive, This, Unknown};
use crate::language::builtins::{BuiltinMember, BuiltinType, Builtins, ITERATOR, Shape, Table, method, property};

const T: Shape = Argument(0);
const V: Shape = Argument(1);

const INT: Shape = Named("int", &[]);
const BOOLEAN: Shape = Named("boolean", &[]);

pub(in crate::language) static BUILTINS: Builtins = Builtins::new(Table {
    list: BuiltinType::new(&[], 1).iterated(T).whole().members(&[property("length", INT)]),
    texts: &["String"],
    sums: &["int", "long", "float", "double"],
    ..Table::new(TYPES)
});

const TYPES: &[BuiltinType] = &[
    BuiltinType::new(&["Object"], 0).anything(),
    BuiltinType::new(&["CharSequence"], 0),
    BuiltinType::new(&["Comparable"], 1),
    BuiltinType::new(&["Number"], 0),
    BuiltinType::new(&["Serializable"], 0),
    BuiltinType::new(&["byte"], 0).value(&["short", "int", "long", "float", "double"]).boxed("Byte"),
    BuiltinType::new(&["short"], 0).value(&["int", "long", "float", "double"]).boxed("Short"),
    BuiltinType::new(&["char"], 0).value(&["int", "long", "float", "double"]).boxed("Character"),
    BuiltinType::new(&["int"], 0).value(&["long", "float", "double"]).boxed("Integer"),
    BuiltinType::new(&["long"], 0).value(&["float", "double"]).boxed("Long"),
    BuiltinType::new(&["float"], 0).value(&["double"]).boxed("Float"),
    BuiltinType::new(&["double"], 0).value(&[]).boxed("Double"),
    BuiltinType::new(&["boolean"], 0).value(&[]).boxed("Boolean"),
    BuiltinType::new(&["Boolean"], 0).sealed().extends(OBJECT_OF_VALUE),
    BuiltinType::new(&["Byte"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["Character"], 0).sealed().extends(OBJECT_OF_VALUE),
    BuiltinType::new(&["Double"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["Float"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["Integer"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["Long"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["Short"], 0).sealed().extends(OBJECT_OF_NUMBER),
    BuiltinType::new(&["String"], 0)
        .sealed()
        .extends(&[("CharSequence", 1), ("Comparable", 2), ("Serializable", 2)])
        .members(STRING),
    BuiltinType::new(&["Iterable", "Iterator", "List", "Queue", "Stack"], 1).iterated(T),
    BuiltinType::new(&["Map"], 2).whole().members(&[method("get", V), method("values", Named(ITERATOR, &[V]))]),
    BuiltinType::new(&["Set"], 1).iterated(T).whole(),
    BuiltinType::new(&["Assert", "TestCase"], 0).members(ASSERTIONS),
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

const OBJECT_OF_NUMBER: &[(&str, u32)] = &[("Number", 1), ("Comparable", 2), ("Serializable", 2)];
const OBJECT_OF_VALUE: &[(&str, u32)] = &[("Comparable", 2), ("Serializable", 2)];

const STRING: &[BuiltinMember] = &[
    method("charAt", Named("char", &[])),
    method("compareTo", INT),
    method("concat", This),
    method("contains", BOOLEAN),
    method("endsWith", BOOLEAN),
    method("equals", BOOLEAN),
    method("hashCode", INT),
    method("indexOf", INT),
    method("isEmpty", BOOLEAN),
    method("lastIndexOf", INT),
    method("length", INT),
    method("replace", This),
    method("startsWith", BOOLEAN),
    method("substring", This),
    method("toLowerCase", This),
    method("toString", This),
    method("toUpperCase", This),
    method("trim", This),
];
