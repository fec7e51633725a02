//! The one table that a language has: which kinds of nodes and which fields mean something to its visitor, and what is done
//! where a node of each kind begins.
//!
//! In: the words of a language. Out: its types, and the tables by which the walk finds what a node means.

/// Defines what means something in a grammar, for the state that a language keeps of a file: `Role` with the roles, `Kind`
/// and `Field` with a constant a word, their [`Grammar`](crate::syntax::grammar::Grammar), and the
/// [`Entrance`](crate::extract::Entrance) to each role.
///
/// A role says in parentheses which method of the outline enters a node that has it, and lists the kinds of those; kinds that
/// are only looked at follow. A word is called like in the grammar, in camel case; where it cannot be, that name follows it
/// (`AndAnd = "&&"`). A kind whose role says all that is to be known of it has no constant: its name in quotes stands alone.
/// The constants are not the variants of an `enum` since the tables would use each of them: so the compiler warns of a word
/// that nothing asks for.
macro_rules! grammar {
    (
        $language:ident
        roles { $(
            $(#[$doc:meta])*
            $role:ident($enter:ident): $($($role_kind:ident $(= $role_alias:literal)?)? $($bare:literal)?),+;
        )* }
        kinds { $($kind:ident $(= $alias:literal)?),* $(,)? }
        fields { $($field:ident $(= $field_alias:literal)?),* $(,)? }
    ) => {
        /// What a node means here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Role { $($(#[$doc])* $role),* }

        /// A kind of node that means something here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Kind(u8);

        #[allow(non_upper_case_globals)]
        impl Kind {
            $($($(pub(super) const $role_kind: Self = Self(KindNumber::$role_kind as u8);)?)+)*
            $(pub(super) const $kind: Self = Self(KindNumber::$kind as u8);)*
        }

        /// A field of the grammar.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct Field(u8);

        #[allow(non_upper_case_globals)]
        impl Field { $(pub(super) const $field: Self = Self(FieldNumber::$field as u8);)* }

        #[repr(u8)]
        enum KindNumber { Other, $($($($role_kind,)?)+)* $($kind),* }

        #[repr(u8)]
        enum FieldNumber { $($field),* }

        impl $crate::syntax::grammar::Grammar for $language {
            type Role = Role;
            type Kind = Kind;
            type Field = Field;
            const ROLES: &'static [Role] = &[$(Role::$role),*];
            const WORDS: $crate::syntax::grammar::Words = $crate::syntax::grammar::Words {
                kinds: &[
                    $($($crate::syntax::grammar::KindWord {
                        name: grammar!(@name $($role_kind $(= $role_alias)?)? $($bare)?),
                        meaning: $crate::syntax::grammar::Meaning {
                            kind: grammar!(@number $($role_kind)?) as u8,
                            role: Role::$role as u8 + 1,
                        },
                    },)+)*
                    $($crate::syntax::grammar::KindWord {
                        name: grammar!(@name $kind $(= $alias)?),
                        meaning: $crate::syntax::grammar::Meaning { kind: KindNumber::$kind as u8, role: 0 },
                    },)*
                ],
                fields: &[$(grammar!(@name $field $(= $field_alias)?)),*],
            };

            fn kind(number: u8) -> Kind {
                Kind(number)
            }

            fn field(field: Field) -> usize {
                usize::from(field.0)
            }
        }

        impl $crate::extract::Entrance for $language {
            fn enter(
                file: &mut $crate::extract::Outline<'_, '_, Self>,
                node: $crate::extract::NodeRef,
                role: Role,
            ) -> $crate::extract::Next {
                match role { $(Role::$role => file.$enter(node)),* }
            }
        }
    };
    (@name $word:ident) => { $crate::syntax::grammar::Name::Camel(stringify!($word)) };
    (@name $word:ident = $name:literal) => { $crate::syntax::grammar::Name::Exact($name) };
    (@name $name:literal) => { $crate::syntax::grammar::Name::Exact($name) };
    (@number $word:ident) => { KindNumber::$word };
    (@number) => { KindNumber::Other };
}

pub(crate) use grammar;

/// Defines what extraction needs of a language: the grammar that reads its files, and the visitor that walks their trees. A
/// language of several grammars defines one after the other, by `@static`, and says itself which is for what path.
/// What the parser reads in place of a file may be said behind the grammar.
macro_rules! extraction {
    ($language:ident, $grammar:expr) => {
        $crate::extract::table::extraction!($language, $grammar, $crate::extract::Reading::AS_IS);
    };
    ($language:ident, $grammar:expr, $reading:expr) => {
        /// What extraction needs of the language.
        pub fn extraction(_path: &str) -> &'static $crate::extract::Extraction {
            $crate::extract::table::extraction!(@static EXTRACTION, $language, $grammar, $reading);
            &EXTRACTION
        }
    };
    (@static $name:ident, $language:ident, $grammar:expr, $reading:expr) => {
        static $name: $crate::extract::Extraction = {
            static SYNTAX: std::sync::LazyLock<$crate::syntax::Syntax> = std::sync::LazyLock::new(|| {
                $crate::syntax::Syntax::new($grammar, <$language as $crate::syntax::grammar::Grammar>::WORDS)
            });
            $crate::extract::Extraction {
                syntax: &SYNTAX,
                visit: $crate::extract::visit::<$language>,
                reading: $reading,
                holds: <$language as $crate::extract::Visitor>::holds,
                by_text: None,
            }
        };
    };
}

pub(crate) use extraction;
