//! What is known of the types that every program of a language has without declaring them: the form of the tables.
//!
//! Each language says in its folder's `builtins.rs` what its own types are and what their members give; that is data, and
//! this is all it can say. Linking reads it, so what a table says is no part of any record. The tables are constants: the
//! compiler checks their form, nothing is read when the package is loaded, and a mistake has a line.
//!
//! A row is written by what it says, from left to right:
//!
//! ```text
//! BuiltinType::new("Map", 2)                              Map<K, V>
//!     .iterated(Tuple(&[K, V]))                           gives [K, V] where it is iterated over
//!     .members(&[
//!         method("get", V),                               get() is a V
//!         method("forEach", Unknown).calls(0, &[V, K]),   calls its first argument with a V and a K
//!     ])
//! ```

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::languages::{LanguageId, languages};

/// A type, in terms of the type whose row it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Nothing that is known.
    Unknown,
    /// A value with members of the language only.
    Primitive,
    /// No value.
    Nothing,
    /// The wider one of the numbers that the call at hand passes.
    Widest,
    /// The type itself, with its arguments.
    This,
    /// The type's own argument at this place.
    Argument(usize),
    /// The type's own last argument.
    Last,
    /// A type of the table by its name, with its arguments.
    Named(&'static str, &'static [Self]),
    /// A list.
    List(&'static Self),
    /// Several values, each at its place.
    Tuple(&'static [Self]),
    /// What a list of lists is of, or what any other value is.
    Flat(&'static Self),
    /// What calling a function gives.
    Returned(&'static Self),
    /// What waiting for a value gives.
    Awaited(&'static Self),
    /// What iterating over a value gives.
    Element(&'static Self),
    /// What instances of a class are.
    InstanceOf(&'static Self),
    /// What the call at hand passes as its argument at this place.
    Passed(usize),
    /// What the function gives that is passed at this place.
    Result(usize),
    /// What the function takes first that is passed at this place, as far as that is written.
    Taken(usize),
    /// The one where something is passed at this place, else the other.
    IfPassed(usize, &'static Self, &'static Self),
    /// The argument at this place of the type that is asked for where the call stands.
    Wanted(usize),
    /// The argument at a place of another type.
    ArgumentOf(&'static Self, usize),
    /// Another type, of these arguments.
    With(&'static Self, &'static [Self]),
    /// Another type, of these arguments where nothing is known of its own, or of those of one of its own.
    Filled(&'static Self, &'static [Self]),
    /// What a function is called with, one behind the other.
    Parameters(&'static Self),
    /// The type argument at this place of the call.
    Given(usize),
    /// The first of these of which anything is known.
    First(&'static [Self]),
    /// What stands at a place of several values.
    At(&'static Self, usize),
    /// What every member of an object is, if they are the same.
    Each(&'static Self),
    /// Several promises, all waited for: a list or several values as they were.
    Settled(&'static Self),
    /// A type where the function that is passed at this place tells it to be a narrower one.
    Told(&'static Self, usize),
}

/// A member of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinMember {
    /// Its name.
    pub name: &'static str,
    /// Whether it is called.
    pub is_method: bool,
    /// Whether it may be read as well, though it is called.
    pub is_read: bool,
    /// What reading it gives, or calling it if it is called.
    pub gives: Shape,
    /// The functions that it calls: which argument each is, and what that is called with.
    pub callbacks: &'static [(usize, &'static [Shape])],
    /// What its first argument is where it answers yes.
    pub tells: Option<Shape>,
}

impl BuiltinMember {
    /// The same, which calls these of its arguments with these values.
    #[must_use]
    pub const fn calls(self, callbacks: &'static [(usize, &'static [Shape])]) -> Self {
        Self { callbacks, ..self }
    }

    /// The same, which may be read as well and is the same then.
    #[must_use]
    pub const fn read(self) -> Self {
        Self { is_read: true, ..self }
    }

    /// The same, which answers whether its first argument is this.
    #[must_use]
    pub const fn tells(self, tells: Shape) -> Self {
        Self { tells: Some(tells), ..self }
    }
}

/// A member that is called.
#[must_use]
pub const fn method(name: &'static str, gives: Shape) -> BuiltinMember {
    BuiltinMember { name, is_method: true, is_read: false, gives, callbacks: &[], tells: None }
}

/// A member that is read.
#[must_use]
pub const fn property(name: &'static str, gives: Shape) -> BuiltinMember {
    BuiltinMember { name, is_method: false, is_read: true, gives, callbacks: &[], tells: None }
}

/// What values of a type may be passed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// As any supertype, also one that nobody named.
    Open,
    /// As nothing but the type itself and what the row names.
    Sealed,
    /// The same, of a value that is no object.
    Value,
    /// Anything can be passed as this type.
    Anything,
}

/// A type of the language's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinType {
    /// Its name, and other names of it.
    pub names: &'static [&'static str],
    /// How many type parameters it has.
    pub parameters: usize,
    /// Its supertypes by name, with how far up each counts where functions are told apart by what is passed.
    pub supertypes: &'static [(&'static str, u32)],
    /// What iterating over it gives.
    pub element: Option<Shape>,
    /// What an index gives, if that is not the same.
    pub indexed: Option<Shape>,
    /// What each of its members is that is not listed, whatever its name.
    pub each_member: Option<Shape>,
    /// What waiting for it gives.
    pub awaited: Option<Shape>,
    /// The members of its values.
    pub members: &'static [BuiltinMember],
    /// Whether of a member that is not listed it is known that nothing is known. In a type of several parts no other part
    /// is asked for it then.
    pub is_whole: bool,
    /// Whether it has no other supertypes than those that are listed.
    pub is_below_nothing: bool,
    /// What its values may be passed as.
    pub passing: Passing,
    /// Whether its values have the members of what its first argument is, but for those that are listed.
    pub leads: bool,
    /// Of a number, the types that it is converted to by itself, nearest first.
    pub widens: &'static [&'static str],
    /// Of a value that is no object, the type of the object that holds one.
    pub boxed: Option<&'static str>,
    /// The members of the type itself.
    pub statics: &'static [BuiltinMember],
    /// Whether it is made with a function that compares two of its elements or keys: of its first argument's type.
    pub compares: bool,
    /// Its arguments where it is made without any.
    pub made: &'static [Shape],
    /// Of a type of functions, what those are passed and what they give.
    pub function: Option<(&'static [Shape], Shape)>,
}

impl BuiltinType {
    /// A type of which nothing but the names and the number of its parameters is known.
    #[must_use]
    pub const fn new(names: &'static [&'static str], parameters: usize) -> Self {
        Self {
            names,
            parameters,
            supertypes: &[],
            element: None,
            indexed: None,
            each_member: None,
            awaited: None,
            members: &[],
            is_whole: false,
            is_below_nothing: false,
            passing: Passing::Open,
            leads: false,
            compares: false,
            widens: &[],
            boxed: None,
            statics: &[],
            made: &[],
            function: None,
        }
    }

    /// The same, with supertypes.
    #[must_use]
    pub const fn extends(self, supertypes: &'static [(&'static str, u32)]) -> Self {
        Self { supertypes, ..self }
    }

    /// The same, which gives this where it is iterated over.
    #[must_use]
    pub const fn iterated(self, element: Shape) -> Self {
        Self { element: Some(element), ..self }
    }

    /// The same, which has this behind an index.
    #[must_use]
    pub const fn indexed(self, indexed: Shape) -> Self {
        Self { indexed: Some(indexed), ..self }
    }

    /// The same, every member of which is this.
    #[must_use]
    pub const fn each_member(self, each: Shape) -> Self {
        Self { each_member: Some(each), ..self }
    }

    /// The same, which gives this where it is waited for.
    #[must_use]
    pub const fn awaited(self, awaited: Shape) -> Self {
        Self { awaited: Some(awaited), ..self }
    }

    /// The same, with these members among others.
    #[must_use]
    pub const fn members(self, members: &'static [BuiltinMember]) -> Self {
        Self { members, ..self }
    }

    /// The same, with these members of the type itself among others.
    #[must_use]
    pub const fn statics(self, statics: &'static [BuiltinMember]) -> Self {
        Self { statics, ..self }
    }

    /// The same, of these arguments where it is made without any.
    #[must_use]
    pub const fn made(self, made: &'static [Shape]) -> Self {
        Self { made, ..self }
    }

    /// The same, whose values are functions that are passed this and give that.
    #[must_use]
    pub const fn function(self, passed: &'static [Shape], gives: Shape) -> Self {
        Self { function: Some((passed, gives)), ..self }
    }

    /// The same, all of whose supertypes are listed.
    #[must_use]
    pub const fn below_nothing(self) -> Self {
        Self { is_below_nothing: true, ..self }
    }

    /// The same, all of whose members are listed as far as they matter.
    #[must_use]
    pub const fn whole(self) -> Self {
        Self { is_whole: true, ..self }
    }

    /// The same, whose values have the members of what its first argument is.
    #[must_use]
    pub const fn leads(self) -> Self {
        Self { leads: true, ..self }
    }

    /// The same, made with a function that compares two of its elements or keys.
    #[must_use]
    pub const fn comparing(self) -> Self {
        Self { compares: true, ..self }
    }

    /// The same, passed as nothing but what is named.
    #[must_use]
    pub const fn sealed(self) -> Self {
        Self { passing: Passing::Sealed, ..self }
    }

    /// The same, as which anything can be passed.
    #[must_use]
    pub const fn anything(self) -> Self {
        Self { passing: Passing::Anything, ..self }
    }

    /// The same, whose values are no objects, and are converted to these by themselves.
    #[must_use]
    pub const fn value(self, widens: &'static [&'static str]) -> Self {
        Self { passing: Passing::Value, widens, ..self }
    }

    /// The same, whose values are kept in objects of this type.
    #[must_use]
    pub const fn boxed(self, boxed: &'static str) -> Self {
        Self { boxed: Some(boxed), ..self }
    }

    /// The member of this name that its values have.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&'static BuiltinMember> {
        self.members.iter().find(|member| member.name == name)
    }

    /// The member of this name that the type itself has.
    #[must_use]
    pub fn static_member(&self, name: &str) -> Option<&'static BuiltinMember> {
        self.statics.iter().find(|member| member.name == name)
    }

    /// How far up this supertype counts.
    #[must_use]
    pub fn distance(&self, supertype: &str) -> Option<u32> {
        self.supertypes.iter().find(|(name, _)| *name == supertype).map(|(_, distance)| *distance)
    }

    /// How far a number is from this type that it is converted to by itself.
    #[must_use]
    pub fn widening(&self, to: &str) -> Option<u32> {
        (1..).zip(self.widens).find(|(_, name)| **name == to).map(|(distance, _)| distance)
    }
}

/// A name with arguments that stands for another type: `Partial<T>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinAlias {
    /// Its names.
    pub names: &'static [&'static str],
    /// What it stands for, by its arguments.
    pub is: Shape,
}

/// What a package gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BuiltinPackage {
    /// The specifiers by which it is imported.
    pub names: &'static [&'static str],
    /// The functions that it exports.
    pub members: &'static [BuiltinMember],
    /// The names of types of the table that it exports.
    pub types: &'static [&'static str],
}

/// The table of a language.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// The types.
    pub types: &'static [BuiltinType],
    /// What lists are, whether written as types or as values: one of the types, with what they are of as its argument.
    pub list: BuiltinType,
    /// What functions have as members.
    pub function: BuiltinType,
    /// What classes have as members.
    pub class: BuiltinType,
    /// What enums have as members, instead of those.
    pub enumeration: BuiltinType,
    /// What the names of modules begin with that the types of the table are imported from.
    pub modules: &'static [&'static str],
    /// The type whose members lists have as well, with what they are of as its argument.
    pub sequence: Option<&'static str>,
    /// Names of methods by which classes make an instance of themselves.
    pub makers: &'static [&'static str],
    /// Names of members that types of the language have though no row lists them, in order.
    pub inherent: &'static [&'static str],
    /// The names of types whose values are no objects, where those are told apart by no row of theirs.
    pub plain: &'static [&'static str],
    /// The names of the type of texts.
    pub texts: &'static [&'static str],
    /// Other names of types of the table, each with the one by which values are told apart that are passed.
    pub synonyms: &'static [(&'static str, &'static str)],
    /// What adding numbers gives: of these the last that one of them is, or else the first.
    pub sums: &'static [&'static str],
    /// The member by which a value has the members of what that gives as well.
    pub leading: Option<&'static str>,
    /// Names that stand for other types.
    pub aliases: &'static [BuiltinAlias],
    /// Names of values.
    pub values: &'static [(&'static str, Shape)],
    /// Packages that so many programs use that what they give is known without them.
    pub packages: &'static [BuiltinPackage],
    /// Members of values of which nothing is known, or that come from outside the program: calling one gives this, if anything
    /// is known of it.
    pub outside: &'static [BuiltinMember],
    /// Names of functions, classes and objects that every program has, in order: what is called by such a name, or on it, is a
    /// part of the language or its runtime, unless the program declares the name.
    pub names: &'static [&'static str],
    /// Those of the types that are no part of the language or its runtime, but of packages that come with neither.
    pub foreign: &'static [&'static str],
    /// Whether values of the language's own types have no members but the language's.
    pub is_closed: bool,
    /// Members of values of any type, also of one that nothing is known of: what calling one gives may be this, beside what the
    /// type of the value says.
    pub anywhere: &'static [BuiltinMember],
}

/// The table of a language, in which types are looked up by name.
#[derive(Debug)]
pub struct Builtins {
    /// The table.
    pub table: Table,
    index: OnceLock<FxHashMap<&'static str, &'static BuiltinType>>,
    anywhere: OnceLock<FxHashMap<&'static str, Shape>>,
}

/// The types that linking itself makes, in all languages: what asynchronous functions and generators return, and what gives
/// the values of a collection one after the other.
static MADE: [BuiltinType; 3] = [
    BuiltinType::new(&[PROMISE], 1).awaited(Shape::Argument(0)).whole().members(&[
        method("catch", Shape::This),
        method("finally", Shape::This),
        method("then", Shape::Named(PROMISE, &[Shape::Unknown])).calls(&[(0, &[Shape::Awaited(&Shape::Argument(0))])]),
    ]),
    BuiltinType::new(&[GENERATOR], 1).iterated(Shape::Argument(0)),
    BuiltinType::new(&[ITERATOR], 1).iterated(Shape::Argument(0)),
];

/// What an asynchronous function returns.
pub const PROMISE: &str = "Promise";

/// What a generator returns.
pub const GENERATOR: &str = "Generator";

/// What gives values one after the other.
pub const ITERATOR: &str = "IterableIterator";

impl Table {
    /// The type that anything can be passed as, if there is one.
    #[must_use]
    pub fn anything(&self) -> Option<&'static str> {
        self.types.iter().find(|ty| ty.passing == Passing::Anything)?.names.first().copied()
    }

    /// A table of these types, where lists, functions and classes have no members that are known.
    #[must_use]
    pub const fn new(types: &'static [BuiltinType]) -> Self {
        Self {
            types,
            list: BuiltinType::new(&[], 1).iterated(Shape::Argument(0)).whole(),
            function: BuiltinType::new(&[], 0),
            class: BuiltinType::new(&[], 0),
            enumeration: BuiltinType::new(&[], 0),
            modules: &[],
            makers: &[],
            sequence: None,
            inherent: &[],
            plain: &[],
            texts: &[],
            synonyms: &[],
            sums: &[],
            leading: None,
            aliases: &[],
            names: &[],
            foreign: &[],
            is_closed: false,
            values: &[],
            packages: &[],
            outside: &[],
            anywhere: &[],
        }
    }
}

impl Builtins {
    /// Types of this table by name.
    #[must_use]
    pub const fn new(table: Table) -> Self {
        Self { table, index: OnceLock::new(), anywhere: OnceLock::new() }
    }

    /// The type of this name.
    #[must_use]
    pub fn get(&'static self, name: &str) -> Option<&'static BuiltinType> {
        let index = || {
            // The language's own rows come last, and count.
            let types = MADE.iter().chain(std::iter::once(&self.table.list)).chain(self.table.types);
            types.flat_map(|ty| ty.names.iter().map(move |name| (*name, ty))).collect()
        };
        self.index.get_or_init(index).get(name).copied()
    }

    /// What calling a member of this name may give, whatever type has it.
    #[must_use]
    pub fn anywhere(&'static self, name: &str) -> Option<Shape> {
        let members = self.table.anywhere;
        if members.is_empty() {
            return None;
        }
        let index = || members.iter().map(|member| (member.name, member.gives)).collect();
        self.anywhere.get_or_init(index).get(name).copied()
    }

    /// The function of this name that a package exports.
    #[must_use]
    pub fn exported(&self, package: &str, name: &str) -> Option<&'static BuiltinMember> {
        self.package(package)?.members.iter().find(|member| member.name == name)
    }

    /// The type of this name that a package exports.
    #[must_use]
    pub fn exported_type(&'static self, package: &str, name: &str) -> Option<&'static BuiltinType> {
        let is_exported = self.package(package)?.types.contains(&name);
        if is_exported { self.get(name) } else { None }
    }

    fn package(&self, name: &str) -> Option<&'static BuiltinPackage> {
        self.table.packages.iter().find(|package| package.names.contains(&name))
    }

    /// What calling a member of this name gives of whose receiver nothing is known.
    #[must_use]
    pub fn outside(&self, name: &str) -> Option<Shape> {
        self.table.outside.iter().find(|member| member.name == name).map(|member| member.gives)
    }

    /// Whether a function, class or object has this name in every program.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        self.table.names.binary_search(&name).is_ok()
    }

    /// Whether this is the name of a list's type.
    #[must_use]
    pub fn is_list(&self, name: &str) -> bool {
        self.table.list.names.contains(&name)
    }

    /// The value whose object a type holds.
    #[must_use]
    pub fn unboxed(&self, boxed: &str) -> Option<&'static BuiltinType> {
        self.table.types.iter().find(|ty| ty.boxed == Some(boxed))
    }

    /// What the alias of this name stands for.
    #[must_use]
    pub fn alias(&self, name: &str) -> Option<Shape> {
        self.table.aliases.iter().find(|alias| alias.names.contains(&name)).map(|alias| alias.is)
    }

    /// What a value of the language's own is.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<Shape> {
        self.table.values.iter().find(|(known, _)| *known == name).map(|(_, shape)| *shape)
    }
}

macro_rules! tables {
    ($($folder:ident [$($language:ident = $facts:expr),* $(,)?])*) => {
        /// The table of a language.
        #[must_use]
        pub fn builtins(language: LanguageId) -> &'static Builtins {
            match language {
                $($(LanguageId::$language)|* => &super::$folder::builtins::BUILTINS,)*
            }
        }
    };
}

languages!(tables);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// What is wrong with a table, a line each.
    fn faults(builtins: &'static Builtins) -> Vec<String> {
        let table = &builtins.table;
        let mut faults = Vec::new();
        let mut names = BTreeSet::new();
        if !table.names.is_sorted_by(|one, other| one < other) {
            faults.push("names out of order".into());
        }
        for name in table.list.names.iter().chain(table.types.iter().flat_map(|ty| ty.names)) {
            if !names.insert(*name) {
                faults.push(format!("{name} is there twice"));
            }
        }
        let aliases = table.aliases.iter().flat_map(|alias| alias.names).copied();
        for name in aliases.chain(table.values.iter().map(|(name, _)| *name)) {
            if !names.insert(name) {
                faults.push(format!("{name} is there twice"));
            }
        }
        let is_known = |name: &str| builtins.get(name).is_some() || table.plain.contains(&name);
        for ty in table.types.iter().chain([&table.list, &table.function, &table.class, &table.enumeration]) {
            let of = ty.names.first().copied().unwrap_or("a list, function or class");
            let supertypes = ty.supertypes.iter().map(|(name, _)| name);
            let named = supertypes.chain(ty.widens).chain(ty.boxed.as_ref());
            faults.extend(named.filter(|name| !is_known(name)).map(|name| format!("{of}: {name} is no type")));
            let mut seen = BTreeSet::new();
            // Types of functions that have no number of parameters of their own have as many as are written.
            let written = if ty.parameters == 0 { usize::MAX } else { ty.parameters };
            let shapes = ty.function.iter().flat_map(|(passed, gives)| passed.iter().chain([gives]));
            shapes.for_each(|shape| check(*shape, written, builtins, of, &mut faults));
            for shape in ty.made {
                check(*shape, ty.parameters, builtins, of, &mut faults);
            }
            for member in ty.statics {
                check(member.gives, ty.parameters, builtins, of, &mut faults);
            }
            for member in ty.members {
                if !seen.insert(member.name) {
                    faults.push(format!("{of}.{} is there twice", member.name));
                }
                let mut places = BTreeSet::new();
                for (place, passed) in member.callbacks {
                    if !places.insert(place) {
                        faults.push(format!("{of}.{} calls its argument {place} twice", member.name));
                    }
                    passed.iter().for_each(|shape| check(*shape, ty.parameters, builtins, of, &mut faults));
                }
                check(member.gives, ty.parameters, builtins, of, &mut faults);
            }
            for shape in [ty.element, ty.indexed, ty.awaited].into_iter().flatten() {
                check(shape, ty.parameters, builtins, of, &mut faults);
            }
        }
        let mut seen = BTreeSet::new();
        for member in table.anywhere {
            if !seen.insert(member.name) {
                faults.push(format!("{} is there twice", member.name));
            }
            check(member.gives, 0, builtins, member.name, &mut faults);
        }
        for alias in table.aliases {
            check(alias.is, 2, builtins, alias.names[0], &mut faults);
        }
        for (name, shape) in table.values {
            check(*shape, 0, builtins, name, &mut faults);
        }
        let plain = table.synonyms.iter().map(|(_, plain)| plain);
        let named = table.texts.iter().chain(table.sums).chain(plain).filter(|name| !is_known(name));
        faults.extend(named.map(|name| format!("{name} is no type")));
        faults
    }

    fn check(shape: Shape, parameters: usize, builtins: &'static Builtins, of: &str, faults: &mut Vec<String>) {
        match shape {
            Shape::Argument(place) if place >= parameters => faults.push(format!("{of} has no argument {place}")),
            Shape::Named(name, arguments) => {
                match builtins.get(name) {
                    None => faults.push(format!("{of}: {name} is no type")),
                    Some(ty) if !arguments.is_empty() && arguments.len() != ty.parameters => {
                        faults.push(format!("{of}: {name} has {} parameters", ty.parameters));
                    }
                    Some(_) => {}
                }
                arguments.iter().for_each(|shape| check(*shape, parameters, builtins, of, faults));
            }
            Shape::Tuple(parts) | Shape::First(parts) => {
                parts.iter().for_each(|shape| check(*shape, parameters, builtins, of, faults))
            }
            Shape::List(of_shape)
            | Shape::Flat(of_shape)
            | Shape::Returned(of_shape)
            | Shape::Awaited(of_shape)
            | Shape::Element(of_shape)
            | Shape::ArgumentOf(of_shape, _)
            | Shape::Parameters(of_shape)
            | Shape::At(of_shape, _)
            | Shape::Each(of_shape)
            | Shape::Settled(of_shape)
            | Shape::Told(of_shape, _)
            | Shape::InstanceOf(of_shape) => check(*of_shape, parameters, builtins, of, faults),
            Shape::IfPassed(_, one, other) => {
                check(*one, parameters, builtins, of, faults);
                check(*other, parameters, builtins, of, faults);
            }
            Shape::With(of_shape, arguments) | Shape::Filled(of_shape, arguments) => {
                check(*of_shape, parameters, builtins, of, faults);
                arguments.iter().for_each(|shape| check(*shape, parameters, builtins, of, faults));
            }
            Shape::Unknown
            | Shape::Primitive
            | Shape::Nothing
            | Shape::Widest
            | Shape::This
            | Shape::Argument(_)
            | Shape::Last
            | Shape::Passed(_)
            | Shape::Given(_)
            | Shape::Result(_)
            | Shape::Taken(_)
            | Shape::Wanted(_) => {}
        }
    }

    #[test]
    fn every_name_of_a_table_is_there_once_and_means_something() {
        for language in LanguageId::ALL {
            assert_eq!(faults(builtins(*language)), Vec::<String>::new(), "{}", language.name());
        }
    }

    #[test]
    fn faults_of_a_table_are_found() {
        static FAULTY: Builtins = Builtins::new(Table {
            texts: &["Text"],
            values: &[("nothing", Shape::This), ("Box", Shape::Primitive)],
            anywhere: &[method("next", Shape::This), method("next", Shape::Argument(0))],
            ..Table::new(&[
                BuiltinType::new(&["Box", "Box"], 1).extends(&[("Thing", 1)]).members(&[
                    method("get", Shape::Argument(1)),
                    method("get", Shape::List(&Shape::Named("Thing", &[]))),
                    method("each", Shape::Unknown).calls(&[(0, &[Shape::Argument(2)]), (0, &[])]),
                ]),
                BuiltinType::new(&["Pair"], 2).iterated(Shape::Named("Box", &[Shape::This, Shape::This])),
            ])
        });
        let expected = [
            "Box is there twice",
            "Box is there twice",
            "Box: Thing is no type",
            "Box has no argument 1",
            "Box.get is there twice",
            "Box: Thing is no type",
            "Box has no argument 2",
            "Box.each calls its argument 0 twice",
            "Pair: Box has 1 parameters",
            "next is there twice",
            "next has no argument 0",
            "Text is no type",
        ];
        assert_eq!(faults(&FAULTY), expected);
    }
}
