//! What linking needs to know of a file: lexical scopes, bindings, exports and expressions by shape.
//!
//! In: rows that `extract` pushes. Out: tables `graph` reads to find what a call means. An expression is kept
//! only as far as it says something about types and call targets; everything else is [`Expr::Unknown`].
//! Values and types live in one table: `x: Foo` is a binding whose type is the type expression
//! [`Expr::TypeName`], `const x = new Foo()` one whose value is [`Expr::New`].

use super::compact::Model;
pub use super::ids::{ClassId, ExportId, ExprId, ExtensionId, ObjectId, ScopeId, SignatureId};
use super::rows::{Column, Lengths, Rest, Words, next, rows, variants};
use super::twins::Twin;
use super::{FunctionRowId, Run, StringId, TypeRowId};

impl Default for ExprId {
    fn default() -> Self {
        Self::UNKNOWN
    }
}

rows! {
    /// A lexical scope: the file (row 0), a function, a block, a class body, a namespace.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Scope {
        /// The scope around it; the file's scope is its own parent.
        pub parent: ScopeId => scopes in LINKED,
    }
}

rows! {
    /// A name that a scope declares.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Binding {
        /// The scope that declares it (function declarations and `var` are hoisted to theirs already).
        pub scope: ScopeId => scopes in LINKED,
        /// The name.
        pub name: StringId => strings in LINKED,
        /// What it stands for.
        pub target: BindingTarget => any in LINKED,
    }
}

/// What a name stands for. One name may have several bindings in a scope: overloads, merged declarations, a
/// type and a value of the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingTarget {
    /// A function or a function's declaration without a body.
    Function(SignatureId),
    /// A class, interface or enum, or a type alias of an object type.
    Class(ClassId),
    /// A type alias of anything: the aliased type. Looked up as a type only.
    Alias(ExprId),
    /// A variable, constant or parameter. `ty` is the declared type, `value` what it is initialised with.
    Variable {
        /// The declared type; [`ExprId::UNKNOWN`] if none.
        ty: ExprId,
        /// What it is initialised with; [`ExprId::UNKNOWN`] if nothing.
        value: ExprId,
    },
    /// An imported name.
    Import {
        /// The specifier as written.
        specifier: StringId,
        /// The name in the other module: a name, `default`, or `*` for the whole module.
        imported: StringId,
    },
    /// A namespace: its exported names are the bindings of this scope.
    Namespace(ScopeId),
    /// A type parameter.
    TypeParameter {
        /// What it extends; [`ExprId::UNKNOWN`] if nothing.
        bound: ExprId,
        /// What it is where nothing is given for it; [`ExprId::UNKNOWN`] if that is not said.
        default: ExprId,
    },
}

rows! {
    /// A function's shape: a definition, a method without a body, an anonymous function, a function type.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Signature {
        /// Its row in [`super::FileRecord::functions`], if it is a function of the graph (bound to a name, with a body).
        pub function: Option<FunctionRowId> => functions in LINKED,
        /// Types of its parameters, in [`Symbols::expr_lists`]; [`ExprId::UNKNOWN`] where none is declared.
        pub params: Run => expr_lists in LINKED,
        /// Its own type parameters, where what calls pass says what they are wherever they stand, each as the
        /// [`Expr::TypeName`] that means it, in [`Symbols::expr_lists`].
        pub type_variables: Run => expr_lists in LINKED,
        /// The declared return type; [`ExprId::UNKNOWN`] if none.
        pub return_type: ExprId => exprs in LINKED,
        /// What its body returns, or yields if it is a generator, in [`Symbols::expr_lists`], where no return type is declared.
        pub returns: Run => expr_lists in LINKED,
        /// `async`: what it returns is a promise of `returns`.
        pub is_async: bool => any in LINKED,
        /// A generator: what it returns is an iterable.
        pub is_generator: bool => any in LINKED,
        /// How many of its last parameters may be left out.
        pub optional_params: u16 => any in LINKED,
        /// Whether its last parameter takes any number of arguments.
        pub is_variadic: bool => any in LINKED,
        /// How many type parameters it has.
        pub type_params: u16 => any in LINKED,
    }
}

rows! {
    /// A class, interface, enum or object type alias as linking sees it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Class {
        /// Its row in [`super::FileRecord::types`]; `None` for a class without a name.
        pub type_row: Option<TypeRowId> => types in LINKED,
        /// Its own name (`''` for a class without one).
        pub name: StringId => strings in LINKED,
        /// Its members, in [`Symbols::members`].
        pub members: Run => members in LINKED,
        /// Superclasses (or extended interfaces) as expressions, in [`Symbols::expr_lists`].
        pub extends: Run => expr_lists in LINKED,
        /// Implemented interfaces, in [`Symbols::expr_lists`].
        pub implements: Run => expr_lists in LINKED,
        /// Names of its type parameters, in [`Symbols::name_lists`].
        pub type_params: Run => name_lists in LINKED,
        /// What each of them is where nothing is given for it, in [`Symbols::expr_lists`]; empty where that is said of none.
        pub defaults: Run => expr_lists in LINKED,
        /// The member that makes an instance: `constructor`, `__init__`, the class's own name; `''` for a type whose
        /// instances no function makes.
        pub constructor: StringId => strings in LINKED,
        /// The class around it, where its members can be named without a receiver too ([`Expr::Bare`]).
        pub outer: Option<ClassId> => classes in LINKED,
        /// The scope of its body: what is declared within it comes before its members, those before what is declared around it.
        pub scope: Option<ScopeId> => scopes in LINKED,
    }
}

rows! {
    /// Members that are declared apart from their type, maybe in another file: a Rust `impl`, a Go method, another part of a
    /// C# or Ruby class.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Extension {
        /// The type's own name, by which it is looked for.
        pub name: StringId => strings in LINKED,
        /// The type as an expression, which tells types of one name apart.
        pub of: ExprId => exprs in LINKED,
        /// The members, in [`Symbols::members`].
        pub members: Run => members in LINKED,
        /// Further supertypes, in [`Symbols::expr_lists`].
        pub supertypes: Run => expr_lists in LINKED,
    }
}

rows! {
    /// Where a name that no scope around it declares is looked for: `from x import *`, a file's own package.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Wildcard {
        /// Names in this scope, and in those inside it, are looked for; inner scopes' wildcards come first, then earlier
        /// ones.
        pub scope: ScopeId => scopes in LINKED,
        /// What is looked into.
        pub source: WildcardSource => any in LINKED,
    }
}

/// What a [`Wildcard`] looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WildcardSource {
    /// What the module behind a specifier exports.
    Module(StringId),
    /// What the files of a package export, by the package's full name; `''` is the package without a name.
    Package(Package),
    /// The static members of a type: `import static a.B.*`.
    Members(ExprId),
}

/// What the other files of this file's unit (where there is none, of its folder and those below it) may name as well:
/// C#'s `global using`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lent {
    /// Whatever is found in it.
    Wildcard(WildcardSource),
    /// One name that the file's scope declares.
    Name(StringId),
}

/// A package: what several files export under one name together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// By its full name: Java's packages, namespaces of C# and PHP, Ruby's modules.
    Named(StringId),
    /// All files of the language in the file's own folder: Go's packages.
    Folder,
    /// Those of them that test the others from outside: a package of their own in the same folder.
    OutsideTests,
}

/// The name under which a type says what members are that it does not name: `{ [name: string]: T }`. No member is called so.
pub const EACH_MEMBER: &str = "[]";

/// The name under which a type says what calling its values gives: `{ (a: A): B }`.
pub const CALLED: &str = "()";

/// The name under which a type says what `new` makes of its values: `{ new (a: A): B }`.
pub const CONSTRUCTED: &str = "new()";

/// The name under which a type says whose members it has itself, beside its own static ones (`extend M`); under
/// [`OF_INCLUDERS`] it says whose those have that include it. No member is called so.
pub const OF_CLASS: &str = "<class>";
/// See [`OF_CLASS`].
pub const OF_INCLUDERS: &str = "<includers>";

/// The name under which a type says whose members it has beside all others, as calls of members that it has not are passed on
/// to it. No member is called so.
pub const MIXED_IN: &str = "<mixin>";

/// The name that stands for what a member is called on, where a scope says what that is.
pub const SELF: &str = "self";

rows! {
    /// A member of a class, interface, enum or object.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Member {
        /// Its name.
        pub name: StringId => strings in LINKED,
        /// Whether it belongs to the class itself, not to its instances.
        pub is_static: bool => any in LINKED,
        /// What it is.
        pub value: MemberValue => any in LINKED,
    }
}

/// What a member is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberValue {
    /// A method, with a body or without.
    Method(SignatureId),
    /// A getter: reading the member gives what this returns.
    Getter(SignatureId),
    /// A setter.
    Setter(SignatureId),
    /// A field or property.
    Field {
        /// Its declared type; [`ExprId::UNKNOWN`] if none.
        ty: ExprId,
        /// What it is initialised with; [`ExprId::UNKNOWN`] if nothing.
        value: ExprId,
    },
}

rows! {
    /// The members of an object literal or an object type.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Object {
        /// The members, in [`Symbols::members`].
        pub members: Run => members in LINKED,
        /// Spread or intersected parts, in [`Symbols::expr_lists`].
        pub spreads: Run => expr_lists in LINKED,
    }
}

/// An expression or a type, by shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expr {
    /// Nothing is known.
    Unknown,
    /// An identifier in value position.
    Name {
        /// The identifier.
        name: StringId,
        /// The scope it stands in.
        scope: ScopeId,
    },
    /// A name that may also be a member of the class around it, or of one around that, inherited or not: `save()` for
    /// `this.save()`. What scopes declare comes first.
    Bare {
        /// The identifier.
        name: StringId,
        /// The scope it stands in.
        scope: ScopeId,
        /// The innermost class around it.
        class: ClassId,
    },
    /// `this` inside this class; `None` outside of any.
    This(Option<ClassId>),
    /// The class that `this` is an instance of, or is itself: this one or a subclass.
    ThisClass(ClassId),
    /// `super` inside this class.
    Super(Option<ClassId>),
    /// `super` where `this` is this class itself: the class above it.
    SuperClass(ClassId),
    /// `object.name`, also `object?.name` and `object['name']`.
    Member {
        /// The object.
        object: ExprId,
        /// The member's name.
        name: StringId,
    },
    /// `object[…]` with an index that is no string literal: an element.
    Index(ExprId),
    /// What iterating gives: `x` of `for (const x of iterable)`, of `[x] = iterable`.
    Element(ExprId),
    /// A call's result.
    Call {
        /// What is called.
        callee: ExprId,
        /// What is passed, as far as it may tell what the call gives, in [`Symbols::expr_lists`].
        args: Run,
    },
    /// `new X()`: an instance of the class.
    New {
        /// The class.
        class: ExprId,
        /// What is passed, as far as it may tell what the class is of, in [`Symbols::expr_lists`].
        args: Run,
    },
    /// `await x`.
    Await(ExprId),
    /// A function as a value.
    Function(SignatureId),
    /// The result of a call that a function is passed to and that is named after it: `cached(() => …)`. Calling it runs the
    /// function, as far as it is one.
    Wrapped {
        /// The call.
        call: ExprId,
        /// The function.
        function: SignatureId,
    },
    /// A class as a value.
    Class(ClassId),
    /// An object literal.
    Object(ObjectId),
    /// An array literal whose first element is this.
    Array(ExprId),
    /// One or the other: `a ?? b`, `a || b`, `c ? a : b`.
    Either(ExprId, ExprId),
    /// `value as T`, `<T>value`: of this type.
    Cast(ExprId),
    /// `ref x`, `out x`: a variable that is passed itself, or the type of one where it is a parameter that asks for one.
    ByReference(ExprId),
    /// `import('…')` (a promise of the module) and, under [`Expr::Await`] or for `require('…')`, the module.
    Module {
        /// The specifier as written.
        specifier: StringId,
        /// Whether it is a promise of the module.
        is_promise: bool,
    },
    /// A parameter without a declared type of a function that is itself an argument of a call.
    CallbackParam {
        /// The callee of that call.
        callee: ExprId,
        /// Which argument the function is, from 0.
        argument: u16,
        /// Which parameter of the function this is, from 0.
        parameter: u16,
    },
    /// What a function declares for one of its parameters: of a method that another one overrides, of a type of functions, of
    /// what is asked for where a function is passed.
    Parameter {
        /// The function.
        of: ExprId,
        /// Which parameter, from 0.
        place: u16,
    },
    /// What a call's callee asks for as one of its arguments.
    Asked {
        /// The call or construction.
        call: ExprId,
        /// Which argument, from 0.
        argument: u16,
        /// What is asked for where the call itself stands, as far as it is known.
        context: ExprId,
    },
    /// A value of a type of the language's own, by the type's name, or that type: `int`, `String`, `null`.
    Language(StringId),
    /// `a + b` of numbers or texts: a text where one of them is, else the wider number.
    Sum(ExprId, ExprId),
    /// A string, number, boolean, template, regular expression: a value with members of the language only.
    Literal,

    /// A type by name.
    TypeName {
        /// The name.
        name: StringId,
        /// The scope it stands in.
        scope: ScopeId,
    },
    /// A type of a namespace or module: `ns.Foo`.
    TypeMember {
        /// The namespace, as [`Expr::TypeName`] or [`Expr::TypeMember`].
        object: ExprId,
        /// The type's name.
        name: StringId,
    },
    /// `Base<A, B>`.
    Generic {
        /// The generic type.
        base: ExprId,
        /// Its arguments, in [`Symbols::expr_lists`].
        args: Run,
    },
    /// `T[]`, `readonly T[]`.
    ArrayType(ExprId),
    /// A tuple type: its element types, in [`Symbols::expr_lists`].
    TupleType(Run),
    /// `A | B`: members in [`Symbols::expr_lists`], in source order.
    Union(Run),
    /// `A & B`: members in [`Symbols::expr_lists`], in source order.
    Intersection(Run),
    /// `(a: A) => B`.
    FunctionType(SignatureId),
    /// `{ a: A }`.
    ObjectType(ObjectId),
    /// `typeof x`.
    TypeOf(ExprId),
    /// `T['name']`.
    IndexedType {
        /// The object type.
        object: ExprId,
        /// The member's name.
        name: StringId,
    },
    /// `string`, `number`, literal types: a type with members of the language only.
    Primitive,
    /// A type with parameters of its own: what a generic alias stands for.
    Parameterized {
        /// The parameters, each as the [`Expr::TypeName`] that means it, in [`Symbols::expr_lists`].
        params: Run,
        /// What it stands for.
        body: ExprId,
    },
    /// `{ [K in Keys]: T }`
    Mapped {
        /// The parameter that is the member's name, as [`Expr::TypeName`], in [`Symbols::expr_lists`], then an
        /// [`Expr::Affixed`] if members are called by what that makes of it; none where members are called otherwise.
        params: Run,
        /// What each member is.
        template: ExprId,
    },
    /// `A extends B ? C : D`: the four of them, in [`Symbols::expr_lists`].
    Conditional(Run),
    /// `T[K]`
    Lookup {
        /// The object type.
        object: ExprId,
        /// The member's name, as a type.
        index: ExprId,
    },
    /// `keyof T`
    KeyOf(ExprId),
    /// A short text, as a value or as a type.
    Text(StringId),
    /// What a function returns that tells a type: `x is T`, `asserts x is T`.
    Predicate {
        /// Of which parameter, from 0; [`THIS_PLACE`] for `this`.
        place: u16,
        /// The type.
        ty: ExprId,
    },
    /// A value where a test of it holds, or where it does not.
    Narrowed {
        /// The value.
        value: ExprId,
        /// What is tested: whether it is of this type, or an [`Expr::Guard`].
        test: ExprId,
        /// Whether the test holds.
        holds: bool,
    },
    /// What a call of this function tells of what is passed at a place.
    Guard {
        /// The function.
        callee: ExprId,
        /// The place among the arguments; [`THIS_PLACE`] for the receiver.
        place: u16,
    },
    /// A name between two texts, as a type.
    Affixed {
        /// The text in front of it.
        before: StringId,
        /// The text behind it.
        after: StringId,
        /// Whether its first letter is in upper case.
        is_capital: bool,
    },
}

/// As many arguments of a call as are recorded at most: of one with so many there may be more.
pub const MAX_PASSED: usize = 8;

/// The place of what a function is called on.
pub const THIS_PLACE: u16 = u16::MAX;

impl Expr {
    /// A call's result, whatever is passed.
    #[must_use]
    pub const fn call(callee: ExprId) -> Self {
        Self::Call { callee, args: Run { start: 0, end: 0 } }
    }

    /// An instance of a class, whatever is passed.
    #[must_use]
    pub const fn instance(class: ExprId) -> Self {
        Self::New { class, args: Run { start: 0, end: 0 } }
    }
}

rows! {
    /// A name other modules can import from this one.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Export {
        /// The exported name; `default` for a default export, `export=` for `export =` and `module.exports =`,
        /// `*` for `export * from`.
        pub name: StringId => strings in LINKED,
        /// What it stands for.
        pub target: ExportTarget => any in LINKED,
        /// The package it is a part of, in languages where files share one; other files' names need no specifier then.
        pub package: Option<Package> => any in LINKED,
    }
}

/// What an exported name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportTarget {
    /// A binding of the file's scope, by its local name.
    Local(StringId),
    /// Another module's export, by its name there (`*`: the whole module, as a namespace, unless the export's
    /// own name is `*`, which re-exports every name of it but `default`).
    From {
        /// The specifier as written.
        specifier: StringId,
        /// The name there.
        imported: StringId,
    },
    /// An expression: `export default f(x)`, `module.exports = { a, b }`.
    Expression(ExprId),
}

variants! {
    BindingTarget of 2 words, absent as Self::Alias(ExprId::UNKNOWN) => {
        0 => Function { 0 signature: SignatureId => signatures }
        1 => Class { 0 class: ClassId => classes }
        2 => Alias { 0 ty: ExprId => exprs }
        3 => Variable { ty ty: ExprId => exprs, value value: ExprId => exprs }
        4 => Import { specifier specifier: StringId => strings, imported imported: StringId => strings }
        5 => Namespace { 0 scope: ScopeId => scopes }
        6 => TypeParameter { bound bound: ExprId => exprs, default default: ExprId => exprs }
    }
    Package of 1 words, absent as Self::Folder => {
        0 => Named { 0 name: StringId => strings }
        1 => Folder {}
        2 => OutsideTests {}
    }
    WildcardSource of 2 words, absent as Self::Members(ExprId::UNKNOWN) => {
        0 => Module { 0 specifier: StringId => strings }
        1 => Package { 0 package: Package => any }
        2 => Members { 0 ty: ExprId => exprs }
    }
    Lent of 3 words, absent as Self::Name(StringId::EMPTY) => {
        0 => Wildcard { 0 source: WildcardSource => any }
        1 => Name { 0 name: StringId => strings }
    }
    MemberValue of 2 words, absent as Self::Field { ty: ExprId::UNKNOWN, value: ExprId::UNKNOWN } => {
        0 => Method { 0 signature: SignatureId => signatures }
        1 => Getter { 0 signature: SignatureId => signatures }
        2 => Setter { 0 signature: SignatureId => signatures }
        3 => Field { ty ty: ExprId => exprs, value value: ExprId => exprs }
    }
    ExportTarget of 2 words, absent as Self::Expression(ExprId::UNKNOWN) => {
        0 => Local { 0 name: StringId => strings }
        1 => From { specifier specifier: StringId => strings, imported imported: StringId => strings }
        2 => Expression { 0 expr: ExprId => exprs }
    }
    Expr of 3 words, absent as Self::Unknown => {
        0 => Unknown {}
        1 => Name { name name: StringId => strings, scope scope: ScopeId => scopes }
        2 => Bare { name name: StringId => strings, scope scope: ScopeId => scopes, class class: ClassId => classes }
        3 => This { 0 class: Option<ClassId> => classes }
        4 => Super { 0 class: Option<ClassId> => classes }
        5 => Member { object object: ExprId => exprs, name name: StringId => strings }
        6 => Index { 0 object: ExprId => exprs }
        7 => Element { 0 iterable: ExprId => exprs }
        8 => Call { callee callee: ExprId => exprs, args args: Run => expr_lists }
        9 => New { class class: ExprId => exprs, args args: Run => expr_lists }
        10 => Await { 0 promise: ExprId => exprs }
        11 => Function { 0 signature: SignatureId => signatures }
        12 => Class { 0 class: ClassId => classes }
        13 => Object { 0 object: ObjectId => objects }
        14 => Array { 0 element: ExprId => exprs }
        15 => Either { 0 one: ExprId => exprs, 1 other: ExprId => exprs }
        16 => Cast { 0 ty: ExprId => exprs }
        17 => Module { specifier specifier: StringId => strings, is_promise is_promise: bool => any }
        18 => CallbackParam { callee callee: ExprId => exprs, argument argument: u16 => any, parameter parameter: u16 => any }
        19 => Language { 0 name: StringId => strings }
        20 => Sum { 0 one: ExprId => exprs, 1 other: ExprId => exprs }
        21 => Literal {}
        22 => TypeName { name name: StringId => strings, scope scope: ScopeId => scopes }
        23 => TypeMember { object object: ExprId => exprs, name name: StringId => strings }
        24 => Generic { base base: ExprId => exprs, args args: Run => expr_lists }
        25 => ArrayType { 0 element: ExprId => exprs }
        26 => TupleType { 0 elements: Run => expr_lists }
        27 => Union { 0 members: Run => expr_lists }
        28 => Intersection { 0 members: Run => expr_lists }
        29 => FunctionType { 0 signature: SignatureId => signatures }
        30 => ObjectType { 0 object: ObjectId => objects }
        31 => TypeOf { 0 value: ExprId => exprs }
        32 => IndexedType { object object: ExprId => exprs, name name: StringId => strings }
        33 => Primitive {}
        34 => Wrapped { call call: ExprId => exprs, function function: SignatureId => signatures }
        35 => Parameter { of of: ExprId => exprs, place place: u16 => any }
        36 => Asked { call call: ExprId => exprs, argument argument: u16 => any, context context: ExprId => exprs }
        37 => Parameterized { params params: Run => expr_lists, body body: ExprId => exprs }
        38 => Mapped { params params: Run => expr_lists, template template: ExprId => exprs }
        39 => Conditional { 0 parts: Run => expr_lists }
        40 => Lookup { object object: ExprId => exprs, index index: ExprId => exprs }
        41 => KeyOf { 0 of: ExprId => exprs }
        42 => Text { 0 text: StringId => strings }
        43 => Predicate { place place: u16 => any, ty ty: ExprId => exprs }
        44 => Narrowed { value value: ExprId => exprs, test test: ExprId => exprs, holds holds: bool => any }
        45 => Guard { callee callee: ExprId => exprs, place place: u16 => any }
        46 => ThisClass { 0 class: ClassId => classes }
        47 => SuperClass { 0 class: ClassId => classes }
        48 => Affixed { before before: StringId => strings, after after: StringId => strings, is_capital is_capital: bool => any }
        49 => ByReference { 0 of: ExprId => exprs }
    }
}

/// An export of no package has a number of its own.
impl Column for Option<Package> {
    const PARTS: &'static [&'static str] = Package::PARTS;
    const ABSENT: Self = None;
    const MODELS: &'static [Model] = &[Model::Plain, Model::Named];

    fn put(&self, words: &mut Words) {
        match self {
            Some(package) => package.put(words),
            None => {
                words.push(u32::MAX);
                words.skip(Self::PARTS.len() - 1);
            }
        }
    }

    fn take(words: &mut Rest<'_>, length: usize, lengths: &Lengths) -> Option<Self> {
        let mut same = words.clone();
        if let (Some(u32::MAX), Some(0)) = (next(&mut same), next(&mut same)) {
            *words = same;
            return Some(None);
        }
        Package::take(words, length, lengths).map(Some)
    }
}

/// The symbol tables of one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbols {
    /// Lexical scopes; row 0 is the file.
    pub scopes: Vec<Scope>,
    /// Every name a scope declares, in source order.
    pub bindings: Vec<Binding>,
    /// Functions by shape.
    pub signatures: Vec<Signature>,
    /// Classes, interfaces, enums, object type aliases.
    pub classes: Vec<Class>,
    /// Object literals and object types.
    pub objects: Vec<Object>,
    /// Members of classes and objects.
    pub members: Vec<Member>,
    /// Expressions and types; row 0 is [`Expr::Unknown`].
    pub exprs: Vec<Expr>,
    /// Lists of expressions that rows refer to by [`Run`].
    pub expr_lists: Vec<ExprId>,
    /// Lists of names that rows refer to by [`Run`].
    pub name_lists: Vec<StringId>,
    /// What other modules can import.
    pub exports: Vec<Export>,
    /// Exports that an import of everything leaves out, sorted; who names them gets them.
    pub unstarred: Vec<StringId>,
    /// Members declared apart from their types.
    pub extensions: Vec<Extension>,
    /// Where names are looked for that no scope declares.
    pub wildcards: Vec<Wildcard>,
    /// What the other files of its unit see of it.
    pub lent: Vec<Lent>,
    /// What is declared several times since no build has more than one of it, by name; their rows stand in the order of one build.
    pub twins: Vec<Twin>,
    /// The name that the file itself is imported under as if it were something in it: `use crate::money;` where
    /// `money` has a file. What the file exports under that name comes first. `''` in languages that tell the two apart.
    pub module_name: StringId,
    /// Whether a default build leaves the file out: of what several files declare under one name, another's is meant.
    pub is_left_out: bool,
}

impl Default for Symbols {
    fn default() -> Self {
        Self {
            scopes: vec![Scope { parent: ScopeId::new(0) }],
            bindings: Vec::new(),
            signatures: Vec::new(),
            classes: Vec::new(),
            objects: Vec::new(),
            members: Vec::new(),
            exprs: vec![Expr::Unknown],
            expr_lists: Vec::new(),
            name_lists: Vec::new(),
            exports: Vec::new(),
            unstarred: Vec::new(),
            extensions: Vec::new(),
            wildcards: Vec::new(),
            lent: Vec::new(),
            twins: Vec::new(),
            module_name: StringId::EMPTY,
            is_left_out: false,
        }
    }
}

impl Symbols {
    /// The scope of the whole file.
    pub const FILE_SCOPE: ScopeId = ScopeId::new(0);

    /// The expression with this id.
    #[must_use]
    pub fn expr(&self, id: ExprId) -> Expr {
        self.exprs[id.index()]
    }

    /// Adds an expression.
    pub fn push_expr(&mut self, expr: Expr) -> ExprId {
        if expr == Expr::Unknown {
            return ExprId::UNKNOWN;
        }
        ExprId::push(&mut self.exprs, expr)
    }
}
