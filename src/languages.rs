//! The table of languages: what is a fact of a language, once.
//!
//! In: a language by name or a path's ending. Out: its [`LanguageId`] and its [`Facts`]. Whoever has a part a language, such as
//! its grammar or its resolver, has the rows of this table make them, so that a language is a row here and its folders;
//! a folder or a part of one that is missing does not compile. Uses nothing.

pub mod conventions;

use self::conventions::Tests;

/// What the files of a language have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The name callers see, in lower case.
    pub name: &'static str,
    /// The name in SCIP, the format of indexes for code search.
    pub scip: &'static str,
    /// The endings of its files, without the dot.
    pub endings: &'static [&'static str],
    /// The most bytes of memory that reading, parsing, extracting and encoding a dense text of this language takes for each
    /// of its bytes: measured as the peak of the resident set over the fixtures, repeated to a megabyte, to 2 to 4 times
    /// of which sparse code comes.
    pub bytes_a_byte: u64,
    /// What separates the parts of a package's full name: `.`, `\`, `::`; `''` in languages without packages.
    pub separator: &'static str,
    /// Whether a class is called like a function to make an instance.
    pub classes_are_called: bool,
    /// Whether instances have the static members of their types, and types those of their instances, to call: what a type
    /// declares itself then counts before what a supertype out of sight may.
    pub statics_are_shared: bool,
    /// Whether of several definitions of one name the last is meant, as it takes the place of those before it.
    pub last_is_meant: bool,
    /// Whether a class is a value that can be passed and stored by its name.
    pub classes_are_values: bool,
    /// Whether a variable of a declared type is called as the type says, whatever it is given.
    pub types_say_calls: bool,
    /// Whether a function that is declared several times has one body, and declarations say what its calls give.
    pub declarations_say_calls: bool,
    /// The decorator of functions with a body that are such declarations.
    pub declaring_decorator: Option<&'static str>,
    /// Whether what a package's function gives that is passed a function is taken for one, where a file declares it.
    pub calls_give_functions: bool,
    /// The member that runs when an instance is called like a function.
    pub calling_member: Option<&'static str>,
    /// The member that gives what an instance is iterated over by, and the one that such an iterator gives its values by.
    pub iterating_members: Option<[&'static str; 2]>,
    /// The member that passes to a function, one after the other, what an instance is iterated over by.
    pub yielding_member: Option<&'static str>,
    /// The member that runs when an instance is indexed.
    pub indexing_member: Option<&'static str>,
    /// Whether instances have members of their own and types theirs, and types may take members of others for themselves.
    pub types_are_extended: bool,
    /// Whether a function that stands apart from types is known to those files alone that require its own, themselves or through
    /// others.
    pub functions_are_required: bool,
    /// Whether types have no types in them, so that what stands in front of a separator is a package's name, also where a type
    /// is called like it.
    pub only_packages_nest: bool,
    /// Whether what a type implements or uses is looked into before what it extends: traits, whose methods take the place of
    /// inherited ones.
    pub mixins_come_first: bool,
    /// What stands in front of the names of fields, where methods have names of their own: a field and a method of one name
    /// are two members then.
    pub field_mark: &'static str,
    /// Whether what is called behind a dot is a method, also where a field has its name, but a name alone may mean either.
    pub called_members_are_apart: bool,
    /// What separates the names of a module's path where modules are written within files, so that it may go on in the file
    /// that it leads to; `''` elsewhere.
    pub module_separator: &'static str,
    /// Whether elements of a list are taken apart by their places, so that a member may be a number.
    pub elements_are_members: bool,
    /// Whether a list may have values of its own type under each key that is written.
    pub lists_have_keys: bool,
    /// Whether comments say of types what passes on calls of members that those have not.
    pub calls_are_passed_on: bool,
    /// Whether several values that a call gives are passed on as so many arguments: `f(g())`.
    pub results_are_passed_on: bool,
    /// Whether a function may be iterated over: what it passes to the function that it is passed are the values, and a type may
    /// be one of functions by another name.
    pub functions_are_iterated: bool,
    /// Whether what a type parameter is bound to tells what others are, once it is known itself: `M ~map[K]V`.
    pub bounds_tell_parameters: bool,
    /// Whether a type is of each interface whose methods it has, whatever it says.
    pub methods_make_subtypes: bool,
    /// Whether a type may embed an interface, whose methods are those of the value it holds.
    pub interfaces_are_embedded: bool,
    /// Whether of overloads that fit those of the type itself come before any of its supertypes, however well that fits.
    pub nearest_overload_wins: bool,
    /// Whether overloads that fit without an object made for a value come before those that need one, and those before what takes
    /// any number of values; type parameters stand for objects then.
    pub overloads_come_in_phases: bool,
    /// Whether of several functions of a name the one is meant that fits what is passed.
    pub has_overloads: bool,
    /// Whether methods have names of their own, so that a field or variable of a method's name is no method, nor hides one.
    pub methods_are_apart: bool,
    /// Whether functions may be called as members of their first parameter's type.
    pub has_extension_methods: bool,
    /// Whether type arguments of a call that are not written have to follow from what is passed.
    pub infers_by_arguments: bool,
    /// Whether types inside of a type are inherited like its members, and named without it in subtypes.
    pub types_are_inherited: bool,
    /// Whether types of one name are told apart by how many type parameters they have; each is looked for by
    /// [`name_of_arity`](crate::record::name_of_arity) then.
    pub types_differ_by_arity: bool,
    /// The method that gives the parts of a value by what it is passed, where the value is taken apart by places.
    pub taking_apart_member: Option<&'static str>,
    /// Whether a property is declared as a field is, with its accessors beside.
    pub properties_are_fields: bool,
    /// Whether assigning to a member calls a method of its name and `=`.
    pub writers_are_methods: bool,
    /// Whether what a class is asked for by `this` is that of the subclass it is called on.
    pub statics_are_overridden: bool,
    /// Which members of a type a subtype's run in the place of.
    pub overriding: Overriding,
    /// How tests are written.
    pub tests: Tests,
    /// The words that lines begin with which say what of other files is named: those say nothing themselves.
    pub import_words: &'static [&'static str],
    /// Those of them that are in front of a block of anything where the line ends with a brace.
    pub block_words: &'static [&'static str],
    /// What a line begins with that says something of the definition below it and is no part of it.
    pub decorator_mark: Option<&'static str>,
    /// The syntax nodes that hold members of a type that is defined elsewhere, and what callers call those.
    pub member_blocks: &'static [(&'static str, &'static str)],
    /// The syntax nodes in front of a definition that say something of it, as comments do.
    pub leading_nodes: &'static [&'static str],
    /// The names of functions that run without being called.
    pub entry_functions: &'static [&'static str],
    /// The names of files, without their last ending, whose exports are for others than the repository.
    pub entry_files: &'static [&'static str],
}

/// Which members a subtype's member of the same name runs in the place of, but for those that modifiers close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overriding {
    /// Any.
    All,
    /// Those of interfaces: types have no subtypes, and what is embedded runs as it is.
    OfInterfaces,
    /// Those of interfaces, and functions that say so; the subtype's must say so too.
    Declared,
    /// All but those whose names begin with `__` and do not end so, which each type has for itself.
    Unmangled,
}

impl Facts {
    /// Whether a field and a method of one name are two members.
    #[must_use]
    pub const fn are_members_apart(&self) -> bool {
        self.methods_are_apart || self.called_members_are_apart
    }

    /// What holds where a row says nothing else.
    const PLAIN: Self = Self {
        name: "",
        scip: "",
        endings: &[],
        bytes_a_byte: 0,
        separator: "",
        classes_are_called: false,
        statics_are_shared: false,
        last_is_meant: false,
        classes_are_values: false,
        types_say_calls: false,
        declarations_say_calls: false,
        declaring_decorator: None,
        calls_give_functions: false,
        calling_member: None,
        iterating_members: None,
        yielding_member: None,
        indexing_member: None,
        types_are_extended: false,
        functions_are_required: false,
        only_packages_nest: false,
        mixins_come_first: false,
        field_mark: "",
        called_members_are_apart: false,
        module_separator: "",
        elements_are_members: false,
        lists_have_keys: false,
        calls_are_passed_on: false,
        results_are_passed_on: false,
        functions_are_iterated: false,
        bounds_tell_parameters: false,
        methods_make_subtypes: false,
        interfaces_are_embedded: false,
        nearest_overload_wins: false,
        overloads_come_in_phases: false,
        has_overloads: false,
        methods_are_apart: false,
        has_extension_methods: false,
        infers_by_arguments: false,
        types_are_inherited: false,
        types_differ_by_arity: false,
        taking_apart_member: None,
        properties_are_fields: false,
        writers_are_methods: false,
        statics_are_overridden: false,
        overriding: Overriding::All,
        tests: Tests::NONE,
        import_words: &["import"],
        block_words: &[],
        decorator_mark: None,
        member_blocks: &[],
        leading_nodes: &[],
        entry_functions: &[],
        entry_files: &["index", "main"],
    };
}

/// How tests are written where a function is passed to what runs it.
const SCRIPT_TESTS: Tests = Tests {
    files: &["*.test", "*.spec", "*-test", "*_test", "*-spec", "*.e2e", "*.cy"],
    folders: &["test", "tests", "__tests__", "__test__", "spec", "specs", "e2e"],
    cases: &["it", "test", "specify", "fit", "xit", "xtest", "step"],
    suites: &["describe", "context", "suite", "fdescribe", "xdescribe"],
    hosts: &["Deno", "QUnit", "t", "bench"],
    ..Tests::NONE
};

/// Has the macro `$parts` make something of the rows: the name of the languages' folder, and in it each language with its
/// facts.
macro_rules! languages {
    ($parts:ident) => {
        $parts! {
            typescript [
                TypeScript = Facts {
                    name: "typescript",
                    scip: "TypeScript",
                    statics_are_overridden: true,
                    types_say_calls: true,
                    declarations_say_calls: true,
                    calls_give_functions: true,
                    endings: &["ts", "mts", "cts", "tsx"],
                    bytes_a_byte: 78,
                    elements_are_members: true,
                    classes_are_values: true,
                    tests: SCRIPT_TESTS,
                    decorator_mark: Some("@"),
                    ..Facts::PLAIN
                },
                JavaScript = Facts {
                    name: "javascript",
                    scip: "JavaScript",
                    statics_are_overridden: true,
                    calls_give_functions: true,
                    endings: &["js", "jsx", "mjs", "cjs", "vue", "svelte"],
                    bytes_a_byte: 82,
                    elements_are_members: true,
                    classes_are_values: true,
                    tests: SCRIPT_TESTS,
                    decorator_mark: Some("@"),
                    ..Facts::PLAIN
                },
            ]
            python [
                Python = Facts {
                    name: "python",
                    scip: "Python",
                    statics_are_overridden: true,
                    endings: &["py"],
                    bytes_a_byte: 92,
                    classes_are_called: true,
                    statics_are_shared: true,
                    last_is_meant: true,
                    declarations_say_calls: true,
                    declaring_decorator: Some("overload"),
                    calling_member: Some("__call__"),
                    indexing_member: Some("__getitem__"),
                    elements_are_members: true,
                    overriding: Overriding::Unmangled,
                    classes_are_values: true,
                    tests: Tests {
                        files: &["test_*", "*_test", "test", "tests", "conftest"],
                        functions: &["test"],
                        ..Tests::NONE
                    },
                    import_words: &["import", "from"],
                    decorator_mark: Some("@"),
                    entry_files: &["__init__", "__main__"],
                    ..Facts::PLAIN
                },
            ]
            java [
                Java = Facts {
                    name: "java",
                    scip: "Java",
                    endings: &["java"],
                    bytes_a_byte: 75,
                    separator: ".",
                    statics_are_shared: true,
                    overloads_come_in_phases: true,
                    has_overloads: true,
                    methods_are_apart: true,
                    types_are_inherited: true,
                    tests: Tests {
                        files: &["*Test", "*Tests", "*IT", "*TestCase"],
                        functions: &["test"],
                        marks: &["Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "Property"],
                        ..Tests::NONE
                    },
                    import_words: &["import", "package"],
                    entry_functions: &["main"],
                    ..Facts::PLAIN
                },
            ]
            go [
                Go = Facts {
                    name: "go",
                    scip: "Go",
                    endings: &["go"],
                    bytes_a_byte: 88,
                    methods_make_subtypes: true,
                    results_are_passed_on: true,
                    functions_are_iterated: true,
                    bounds_tell_parameters: true,
                    interfaces_are_embedded: true,
                    overriding: Overriding::OfInterfaces,
                    tests: Tests {
                        files: &["*_test"],
                        functions: &["Test", "Benchmark", "Fuzz", "Example"],
                        cases: &["It", "Specify", "Entry", "FIt", "PIt"],
                        suites: &["Describe", "Context", "When", "DescribeTable", "FDescribe", "PDescribe"],
                        ..Tests::NONE
                    },
                    import_words: &["import", "package"],
                    entry_functions: &["main", "init"],
                    ..Facts::PLAIN
                },
            ]
            ruby [
                Ruby = Facts {
                    name: "ruby",
                    scip: "Ruby",
                    statics_are_overridden: true,
                    endings: &["rb"],
                    bytes_a_byte: 108,
                    separator: "::",
                    classes_are_values: true,
                    types_are_extended: true,
                    writers_are_methods: true,
                    yielding_member: Some("each"),
                    functions_are_required: true,
                    mixins_come_first: true,
                    tests: Tests {
                        files: &["*_spec", "*_test", "test_*", "spec_helper"],
                        folders: &["test", "tests", "spec", "specs"],
                        functions: &["test_"],
                        cases: &["it", "specify", "example", "scenario", "test", "fit", "xit"],
                        suites: &["describe", "context", "feature", "fdescribe", "xdescribe"],
                        hosts: &["RSpec"],
                        ..Tests::NONE
                    },
                    import_words: &["require", "require_relative", "load"],
                    ..Facts::PLAIN
                },
            ]
            php [
                Php = Facts {
                    name: "php",
                    scip: "PHP",
                    statics_are_overridden: true,
                    endings: &["php"],
                    bytes_a_byte: 105,
                    separator: "\\",
                    statics_are_shared: true,
                    calling_member: Some("__invoke"),
                    iterating_members: Some(["getIterator", "current"]),
                    indexing_member: Some("offsetGet"),
                    only_packages_nest: true,
                    mixins_come_first: true,
                    field_mark: "$",
                    elements_are_members: true,
                    lists_have_keys: true,
                    calls_are_passed_on: true,
                    tests: Tests {
                        files: &["*Test", "*Cest"],
                        functions: &["test"],
                        marks: &["Test"],
                        cases: &["it", "test"],
                        suites: &["describe"],
                        ..Tests::NONE
                    },
                    import_words: &["use", "namespace", "require", "require_once", "include", "include_once"],
                    block_words: &["namespace"],
                    ..Facts::PLAIN
                },
            ]
            csharp [
                CSharp = Facts {
                    name: "csharp",
                    scip: "CSharp",
                    endings: &["cs"],
                    bytes_a_byte: 99,
                    separator: ".",
                    nearest_overload_wins: true,
                    has_overloads: true,
                    methods_are_apart: true,
                    types_are_inherited: true,
                    calling_member: Some("Invoke"),
                    indexing_member: Some("this[]"),
                    has_extension_methods: true,
                    infers_by_arguments: true,
                    types_differ_by_arity: true,
                    properties_are_fields: true,
                    taking_apart_member: Some("Deconstruct"),
                    overriding: Overriding::Declared,
                    tests: Tests {
                        files: &["*Test", "*Tests", "*Spec", "*Specs"],
                        folders: &["test", "tests", "*.test", "*.tests", "*.unittests", "*.integrationtests"],
                        marks: &["Test", "Fact", "Theory", "TestCase", "TestCaseSource", "TestMethod", "DataTestMethod", "SkippableFact", "SkippableTheory"],
                        ..Tests::NONE
                    },
                    import_words: &["using"],
                    block_words: &["using"],
                    entry_functions: &["Main"],
                    ..Facts::PLAIN
                },
            ]
            rust [
                Rust = Facts {
                    name: "rust",
                    scip: "Rust",
                    endings: &["rs"],
                    bytes_a_byte: 76,
                    statics_are_shared: true,
                    overriding: Overriding::OfInterfaces,
                    module_separator: "::",
                    indexing_member: Some("index"),
                    called_members_are_apart: true,
                    tests: Tests {
                        files: &["*_test", "*_tests", "test", "tests"],
                        marks: &["test", "rstest", "test_case", "wasm_bindgen_test", "quickcheck", "test_log"],
                        modules: &["tests", "test"],
                        ..Tests::NONE
                    },
                    import_words: &["use", "mod", "extern"],
                    block_words: &["mod", "extern"],
                    decorator_mark: Some("#["),
                    member_blocks: &[("impl_item", "impl")],
                    leading_nodes: &["attribute_item"],
                    entry_functions: &["main"],
                    entry_files: &["lib"],
                    ..Facts::PLAIN
                },
            ]
        }
    };
}

pub(crate) use languages;

macro_rules! table {
    ($($folder:ident [$($language:ident = $facts:expr),* $(,)?])*) => {
        /// A language, in one byte.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum LanguageId { $($(#[doc = concat!("The language of a file in `", stringify!($folder), "`.")] $language),*),* }

        impl LanguageId {
            /// Every language.
            pub const ALL: &'static [Self] = &[$($(Self::$language),*),*];
        }

        static FACTS: &[Facts] = &[$($($facts),*),*];
    };
}

languages!(table);

impl LanguageId {
    /// The language of a file, by the path's ending.
    #[must_use]
    pub fn of_path(path: &str) -> Option<Self> {
        let ending = ending_of(path)?;
        Self::ALL.iter().copied().find(|language| language.facts().endings.contains(&ending))
    }

    /// The language of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|language| language.name() == name)
    }

    /// What its files have in common.
    #[must_use]
    pub fn facts(self) -> &'static Facts {
        &FACTS[self as usize]
    }

    /// The name callers see: `typescript`, `javascript`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.facts().name
    }

    /// Every ending of every language, without the dot.
    #[must_use]
    pub fn endings() -> Vec<&'static str> {
        FACTS.iter().flat_map(|facts| facts.endings).copied().collect()
    }
}

/// What is behind the last dot of a file's name that has something in front of it.
#[must_use]
pub fn ending_of(path: &str) -> Option<&str> {
    let name = path.rsplit(['/', '\\']).next()?;
    let (stem, ending) = name.rsplit_once('.')?;
    (!stem.is_empty()).then_some(ending)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_and_endings_are_of_one_language_each() {
        assert_eq!(size_of::<LanguageId>(), 1);
        let mut endings = HashSet::new();
        for language in LanguageId::ALL {
            assert_eq!(LanguageId::named(language.name()), Some(*language));
            for ending in language.facts().endings {
                assert!(endings.insert(ending), "{ending}");
                assert_eq!(LanguageId::of_path(&format!("a.b/c.{ending}")), Some(*language));
                assert_eq!(LanguageId::of_path(&format!("a/.{ending}")), None);
            }
        }
        assert_eq!(LanguageId::of_path("a.go/b"), None);
        assert_eq!(LanguageId::named("tsx"), None);
    }
}
