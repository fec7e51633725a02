//! The words of a grammar that mean something to a language's visitor: its kinds of nodes and its fields, by number.
//!
//! In: the names a language lists with [`vocabulary!`]. Out: two enums, and tables from tree-sitter's numbers to them.
//! Names are compared once, when the tables are made: a name is measured and checked for UTF-8 each time tree-sitter is
//! asked for it.

/// What [`vocabulary!`] defines.
pub trait Vocabulary: 'static {
    /// Kinds of nodes.
    type Kind: Copy + PartialEq + std::fmt::Debug + 'static;
    /// Fields of nodes.
    type Field: Copy + std::fmt::Debug + 'static;
    /// Any kind that is not listed.
    const OTHER: Self::Kind;
    /// The names of the fields, in the order of their enum.
    const FIELDS: &'static [&'static str];

    /// The kind of this name.
    fn kind(name: &str) -> Self::Kind;

    /// The place of a field in [`Vocabulary::FIELDS`].
    fn place(field: Self::Field) -> usize;
}

/// What one grammar calls the words of a vocabulary: grammars number them differently.
pub struct Numbers<V: Vocabulary> {
    kinds: Box<[V::Kind]>,
    fields: Box<[u16]>,
}

impl<V: Vocabulary> Numbers<V> {
    /// The tables of this grammar.
    #[must_use]
    pub fn new(grammar: &tree_sitter::Language) -> Self {
        let name = |kind: usize| grammar.node_kind_for_id(kind as u16).unwrap_or_default();
        Self {
            kinds: (0..grammar.node_kind_count()).map(|kind| V::kind(name(kind))).collect(),
            // 0, which is none, for a field the grammar does not have.
            fields: V::FIELDS.iter().map(|name| grammar.field_id_for_name(name).map_or(0, u16::from)).collect(),
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn kind(&self, number: u16) -> V::Kind {
        // The number of an error's kind is past the table's end.
        self.kinds.get(usize::from(number)).copied().unwrap_or(V::OTHER)
    }

    /// The field's number.
    #[must_use]
    pub fn field(&self, field: V::Field) -> u16 {
        self.fields[V::place(field)]
    }

    /// The words of the vocabulary that the grammar does not know: misspelt ones. For tests.
    #[cfg(test)]
    pub fn missing(&self, kinds: &[(&'static str, V::Kind)]) -> Vec<&'static str> {
        let fields = V::FIELDS.iter().zip(&self.fields).filter(|(_, number)| **number == 0).map(|(name, _)| *name);
        let kinds = kinds.iter().filter(|(_, kind)| !self.kinds.contains(kind)).map(|(name, _)| *name);
        fields.chain(kinds).collect()
    }
}

/// Defines `Kind` with a variant a listed kind and `Other`, `Field` with a variant a listed field, and `Words`, the
/// [`Vocabulary`] of both.
macro_rules! vocabulary {
    (
        kinds { $($kind:ident = $kind_name:literal),* $(,)? }
        fields { $($field:ident = $field_name:literal),* $(,)? }
    ) => {
        /// A kind of node that means something here.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            #[doc = "Any other."]
            Other,
            $(#[doc = $kind_name] $kind),*
        }

        /// A field of the grammar.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field { $(#[doc = $field_name] $field),* }

        /// The kinds and fields of this language.
        pub struct Words;

        impl $crate::syntax::vocabulary::Vocabulary for Words {
            type Kind = Kind;
            type Field = Field;
            const OTHER: Kind = Kind::Other;
            const FIELDS: &'static [&'static str] = &[$($field_name),*];

            fn kind(name: &str) -> Kind {
                match name {
                    $($kind_name => Kind::$kind,)*
                    _ => Kind::Other,
                }
            }

            fn place(field: Field) -> usize {
                field as usize
            }
        }

        #[cfg(test)]
        impl Words {
            /// Every listed kind with its name.
            pub const KINDS: &'static [(&'static str, Kind)] = &[$(($kind_name, Kind::$kind)),*];
        }
    };
}

pub(crate) use vocabulary;
