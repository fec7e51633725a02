//! A grammar as one language sees it: the kinds of nodes and the fields that mean something to its visitor, in one table.
//!
//! In: the words that a language lists. Out: tables from tree-sitter's numbers to what they mean. Names are compared once,
//! when the tables are made: a name is measured and checked for UTF-8 each time tree-sitter is asked for it.

use rustc_hash::FxHashMap;

/// What the words of a language are, for the state that it keeps of a file.
pub trait Grammar: Default + 'static {
    /// What a node means to the visitor.
    type Role: Copy + 'static;
    /// Kinds of nodes.
    type Kind: Copy + PartialEq + std::fmt::Debug + 'static;
    /// Fields of nodes.
    type Field: Copy + std::fmt::Debug + 'static;
    /// The roles, in the order of their numbers.
    const ROLES: &'static [Self::Role];
    /// All the words of the table.
    const WORDS: Words;

    /// The kind with this number.
    fn kind(number: u8) -> Self::Kind;

    /// The place of a field in [`Words::fields`].
    fn field(field: Self::Field) -> usize;
}

/// The words of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Kinds of nodes.
    pub kinds: &'static [KindWord],
    /// The names of the fields, by their number.
    pub fields: &'static [Name],
}

/// A kind of nodes that means something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindWord {
    /// What the grammar calls it.
    pub name: Name,
    /// What it means; the numbers are the language's own.
    pub meaning: Meaning,
}

/// What the grammar calls something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Name {
    /// As written.
    Exact(&'static str),
    /// `ArrayType` for `array_type`.
    Camel(&'static str),
}

impl Name {
    fn text(self) -> String {
        let (Self::Exact(name) | Self::Camel(name)) = self;
        let mut text = String::with_capacity(name.len() + 4);
        for (at, character) in name.char_indices() {
            let is_next_part = matches!(self, Self::Camel(_)) && character.is_ascii_uppercase();
            if is_next_part && at > 0 {
                text.push('_');
            }
            text.push(if is_next_part { character.to_ascii_lowercase() } else { character });
        }
        text
    }
}

/// What a kind of nodes means, by numbers of its language; 0 is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Meaning {
    /// Which kind it is.
    pub kind: u8,
    /// One more than its role's place in [`Grammar::ROLES`].
    pub role: u8,
}

/// What tree-sitter's numbers mean in one grammar; dialects number the same words differently.
pub struct Meanings {
    /// The words they are of.
    pub words: Words,
    kinds: Box<[Meaning]>,
    fields: Box<[u16]>,
}

impl Meanings {
    /// What the kinds and fields of `grammar` mean.
    #[must_use]
    pub fn new(grammar: &tree_sitter::Language, words: Words) -> Self {
        let listed: FxHashMap<String, Meaning> =
            words.kinds.iter().map(|word| (word.name.text(), word.meaning)).collect();
        let meaning = |id: u16| {
            let found = grammar.node_kind_for_id(id).and_then(|name| listed.get(name));
            let Meaning { kind, role } = found.copied().unwrap_or_default();
            // A keyword may be called like a node; only the node means something.
            Meaning { kind, role: if grammar.node_kind_is_named(id) { role } else { 0 } }
        };
        Self {
            words,
            kinds: (0..grammar.node_kind_count() as u16).map(meaning).collect(),
            // 0, which is none, for a field the grammar does not have.
            fields: words
                .fields
                .iter()
                .map(|name| grammar.field_id_for_name(name.text()).map_or(0, u16::from))
                .collect(),
        }
    }

    /// What the kind with this number means.
    #[must_use]
    pub fn kind(&self, number: u16) -> Meaning {
        // The number of an error's kind is past the table's end.
        self.kinds.get(usize::from(number)).copied().unwrap_or_default()
    }

    /// The number of the field at this place.
    #[must_use]
    pub fn field(&self, place: usize) -> u16 {
        self.fields[place]
    }
}

/// The words that the grammar does not have.
#[cfg(test)]
pub fn unknown(grammar: &tree_sitter::Language, words: Words) -> Vec<String> {
    let is_kind = |word: &&KindWord| {
        let is_named: &[bool] = if word.meaning.role == 0 { &[true, false] } else { &[true] };
        is_named.iter().any(|is_named| grammar.id_for_node_kind(&word.name.text(), *is_named) != 0)
    };
    let kinds = words.kinds.iter().filter(|word| !is_kind(word)).map(|word| word.name);
    let fields = words.fields.iter().filter(|name| grammar.field_id_for_name(name.text()).is_none()).copied();
    kinds.chain(fields).map(Name::text).collect()
}

/// The names of all kinds.
#[cfg(test)]
pub fn names(words: Words) -> Vec<String> {
    words.kinds.iter().map(|word| word.name.text()).collect()
}
