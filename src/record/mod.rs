//! What is known of one file: the unit between extraction, linking and JavaScript.
//!
//! In: rows that `extract` pushes. Out: a [`FileRecord`], self-contained (it names no other file by anything
//! but the specifier as written), and its encoding. Never does I/O and never looks at another file.
//!
//! A record is columns of integers and one table of strings. Rows refer to strings, lists and other rows by
//! index. Offsets are UTF-16 units, as a JavaScript string counts.

pub mod compact;
pub mod decode;
pub mod encode;
pub mod growth;
mod id_text;
mod ids;
mod kinds;
pub mod linked;
pub(crate) mod rows;
pub mod sections;
pub mod signature_hash;
mod strings;
pub mod surface;
pub mod symbols;
pub mod twins;

use crate::languages::LanguageId;
pub(crate) use id_text::{ID_CHARACTERS, IdRole, IdSource};
pub use ids::{FunctionRowId, NodeRowId, ReferenceRowId, TypeRowId};
use rows::rows;
use std::borrow::Cow;
pub use strings::{StringId, Strings};
use symbols::{ScopeId, SignatureId, Symbols};

/// How many bytes the full name of a package, a namespace or a module may have for another to be made of it: each holds
/// what is in front of it, so that a file of long or deep ones would take n² bytes.
pub const LONGEST_FULL_NAME: usize = 1_000;

/// What a syntax node that is an error is called, whatever the grammar.
pub const ERROR_KIND: &str = "ERROR";

/// The kind of a node of the graph; the contract's `NodeType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[repr(u8)]
pub enum NodeKind {
    /// `NODE_TYPE_UNSPECIFIED`: a part of a node, such as a parameter list.
    #[default]
    Unspecified = 0,
    /// `NODE_TYPE_IMPORT`
    Import = 1,
    /// `NODE_TYPE_CLASS`
    Class = 2,
    /// `NODE_TYPE_INTERFACE`
    Interface = 3,
    /// `NODE_TYPE_ENUM`
    Enum = 4,
    /// `NODE_TYPE_FUNCTION`
    Function = 5,
    /// `NODE_TYPE_FUNCTION_CALL`
    FunctionCall = 6,
    /// `NODE_TYPE_TYPE_ALIAS`
    TypeAlias = 7,
}

impl NodeKind {
    /// The contract's name, for example `NODE_TYPE_CLASS`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unspecified => "NODE_TYPE_UNSPECIFIED",
            Self::Import => "NODE_TYPE_IMPORT",
            Self::Class => "NODE_TYPE_CLASS",
            Self::Interface => "NODE_TYPE_INTERFACE",
            Self::Enum => "NODE_TYPE_ENUM",
            Self::Function => "NODE_TYPE_FUNCTION",
            Self::FunctionCall => "NODE_TYPE_FUNCTION_CALL",
            Self::TypeAlias => "NODE_TYPE_TYPE_ALIAS",
        }
    }

    /// The kind with this number, if there is one.
    #[must_use]
    pub const fn from_u8(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Unspecified,
            1 => Self::Import,
            2 => Self::Class,
            3 => Self::Interface,
            4 => Self::Enum,
            5 => Self::Function,
            6 => Self::FunctionCall,
            7 => Self::TypeAlias,
            _ => return None,
        })
    }
}

/// 128 bits that name a node in a repository; 22 URL-safe characters in JavaScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NodeId(pub [u8; 16]);

/// A place in a file: UTF-16 units from its start, rows and UTF-16 columns from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First unit.
    pub start: u32,
    /// One past the last unit.
    pub end: u32,
    /// Row of `start`.
    pub start_row: u32,
    /// Column of `start`.
    pub start_column: u32,
    /// Row of `end`.
    pub end_row: u32,
    /// Column of `end`.
    pub end_column: u32,
}

/// A run of rows in one of the record's tables: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Run {
    /// First row.
    pub start: u32,
    /// One past the last row.
    pub end: u32,
}

/// The name under which a package exports a function that is called as a member of this name of its first parameter's type. No
/// source can name it.
#[must_use]
pub fn extension_name(member: &str) -> String {
    format!("this {member}")
}

/// What stands between the name of a generic type and the number of its type parameters, where that tells types of one name
/// apart. No source can name it.
const ARITY_MARK: char = '`';

/// The name by which a type of so many type parameters is looked for, where types of one name are told apart by that: its own
/// name if it has none.
#[must_use]
pub fn name_of_arity(name: &str, parameters: usize) -> String {
    if parameters == 0 { name.into() } else { format!("{name}{ARITY_MARK}{parameters}") }
}

/// The name of a type as it is written, of one by which it is looked for. Of a type in a generic one it is the last name, since
/// the whole is written nowhere.
#[must_use]
pub fn name_without_arity(name: &str) -> &str {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let name = match name.rsplit_once(ARITY_MARK) {
        Some((name, count)) if is_number(count) => name,
        _ => name,
    };
    match name.rsplit_once(ARITY_MARK) {
        Some((_, behind)) => {
            behind.trim_start_matches(|character: char| !character.is_alphabetic() && character != '_')
        }
        None => name,
    }
}

impl Run {
    /// The rows as a range of indices.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

rows! {
    /// One `AnalysisNode`. A node's children are the `children` rows right behind it; a child has none.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct NodeRow {
        /// The node's id.
        pub id: NodeId => any in NEITHER,
        /// The kind of its syntax node, a row of [`FileRecord::kind_names`]: its id is made of that.
        pub syntax: u16 => any in NEITHER,
        /// Its name.
        pub name: StringId => strings in SHOWN,
        /// What it is.
        pub kind: NodeKind => any in SHOWN,
        /// How many of the rows behind it are its children.
        pub children: u32 => any in SHOWN,
        /// Where it stands; its text is the source there.
        pub span: Span => any in SHOWN,
    }

    /// One function with a body.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct FunctionRow {
        /// Row of its node: id and position.
        pub node: NodeRowId => nodes in SHOWN,
        /// Its key behind `ABSOLUTE_PATH::`, with `#2`, `#3`, … where it repeats.
        pub key: StringId => strings in BOTH,
        /// Its name.
        pub name: StringId => strings in BOTH,
        /// The innermost enclosing class, else interface or enum, else `''`.
        pub class_name: StringId => strings in SHOWN,
        /// Text of the declared return type, or `unknown`.
        pub return_type: StringId => strings in SHOWN,
        /// SHA-256 in hex over the signature.
        pub signature_hash: StringId => strings in SHOWN,
        /// Parameter names, in [`FileRecord::lists`].
        pub params: Run => lists in SHOWN,
        /// Texts of the parameters' types, in [`FileRecord::lists`], as many as `params`.
        pub param_types: Run => lists in SHOWN,
        /// Modifiers as written, in [`FileRecord::lists`].
        pub modifiers: Run => lists in BOTH,
        /// First UTF-16 unit of the body.
        pub body_start: u32 => any in SHOWN,
        /// One past the body's last UTF-16 unit.
        pub body_end: u32 => any in SHOWN,
        /// Row of the body's first unit, from 0.
        pub body_start_row: u32 => any in SHOWN,
        /// Row of the body's end, from 0.
        pub body_end_row: u32 => any in SHOWN,
        /// Its `functionHash`: a run of bytes (ASCII) of [`FileRecord::hash_text`].
        pub hash: Run => hash_text in SHOWN,
        /// The calls in it: a run of [`FileRecord::calls`].
        pub calls: Run => calls in SHOWN,
        /// The names in it that may be references: a run of [`FileRecord::references`].
        pub references: Run => references in SHOWN,
        /// Parameters, returned values and lexical scope, for linking.
        pub signature: SignatureId => signatures in LINKED,
    }

    /// One class, interface, enum or type alias; merged declarations of one file are one row.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct TypeRow {
        /// Row of its (first) node: id, kind and position.
        pub node: NodeRowId => nodes in SHOWN,
        /// What it is (the first declaration).
        pub kind: NodeKind => any in BOTH,
        /// Its key behind `ABSOLUTE_PATH::`.
        pub key: StringId => strings in BOTH,
        /// Its name.
        pub name: StringId => strings in BOTH,
        /// Enclosing scopes, outermost first, and itself, in [`FileRecord::scope_segments`].
        pub scope: Run => scope_segments in SHOWN,
        /// Members, in [`FileRecord::fields`]: names are distinct.
        pub fields: Run => fields in SHOWN,
        /// Supertypes it extends, in [`FileRecord::supertypes`].
        pub extends: Run => supertypes in LINKED,
        /// Supertypes it implements, in [`FileRecord::supertypes`].
        pub implements: Run => supertypes in LINKED,
    }

    /// One segment of a type's `scope`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ScopeSegment {
        /// The segment's name.
        pub name: StringId => strings in SHOWN,
        /// What declares it.
        pub kind: NodeKind => any in SHOWN,
    }

    /// One entry of a type's `fields`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct FieldRow {
        /// The member's name.
        pub name: StringId => strings in SHOWN,
        /// Its type's text, `(a, b):ReturnType` for a method, `unknown` if none.
        pub type_text: StringId => strings in SHOWN,
    }

    /// A supertype as written: what linking turns into a key.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct SupertypeRow {
        /// Its last name, without type arguments: `Base` of `ns.Base<T>`.
        pub name: StringId => strings in LINKED,
        /// The same as an expression, for lookup.
        pub expression: symbols::ExprId => exprs in LINKED,
    }

    /// One call as written. Rows stand in the order of `name_offset`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct CallRow {
        /// The call's id.
        pub id: NodeId => any in NEITHER,
        /// The kind of its syntax node, a row of [`FileRecord::kind_names`]: its id is made of that.
        pub syntax: u16 => any in NEITHER,
        /// The name called; `constructor` for `new X()` and `super()`.
        pub function: StringId => strings in BOTH,
        /// What the callee is, for lookup. See [`CallForm`] for how to read it.
        pub callee: symbols::ExprId => exprs in LINKED,
        /// The form of the call.
        pub form: CallForm => any in LINKED,
        /// First UTF-16 unit of the called name.
        pub name_offset: u32 => any in NEITHER,
        /// The lexical scope the call stands in.
        pub scope: ScopeId => scopes in LINKED,
        /// The whole call expression.
        pub span: Span => any in SHOWN,
        /// What is passed, in [`Symbols::expr_lists`], in languages where that decides which of several functions of one name
        /// is meant.
        pub arguments: Option<Run> => expr_lists in LINKED,
    }

    /// A name that may stand for a function or type without calling it: linking finds out. Rows stand in the order of their
    /// places.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct ReferenceRow {
        /// The name as written, so that it says how long it is.
        pub name: StringId => strings in SHOWN,
        /// What is named, for lookup: a name or a member.
        pub named: symbols::ExprId => exprs in LINKED,
        /// How it is named.
        pub form: ReferenceForm => any in LINKED,
        /// The name's first UTF-16 unit.
        pub start: u32 => any in SHOWN,
        /// Its row, from 0.
        pub row: u32 => any in SHOWN,
        /// Its column in UTF-16 units, from 0.
        pub column: u32 => any in SHOWN,
    }
}

/// How a name is used that is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ReferenceForm {
    /// As a value: passed, stored, returned.
    Value = 0,
    /// As a decorator without arguments.
    Decorator = 1,
    /// As a type in a signature, a field or a variable.
    Type = 2,
    /// As something whose members are asked for: where an accessor has the name, it runs.
    Read = 3,
    /// As what something is assigned to.
    Write = 4,
}

impl rows::Column for ReferenceForm {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = Self::Value;

    fn put(&self, words: &mut rows::Words) {
        words.push(*self as u32);
    }

    fn take(words: &mut rows::Rest<'_>, _: usize, _: &rows::Lengths) -> Option<Self> {
        [Self::Value, Self::Decorator, Self::Type, Self::Read, Self::Write].get(rows::next(words)? as usize).copied()
    }
}

/// How a call is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CallForm {
    /// `f()`, `` f`…` ``, `@f()`, `<F/>`: the callee is [`symbols::Expr::Name`] (or an expression without a name).
    Plain = 0,
    /// `a.m()` and `<a.M/>`: the callee is [`symbols::Expr::Member`].
    Member = 1,
    /// `new X()` and `super()`: the callee is the class ([`symbols::Expr::Super`] for `super()`).
    Construct = 2,
}

impl rows::Column for CallForm {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = Self::Plain;

    fn put(&self, words: &mut rows::Words) {
        words.push(*self as u32);
    }

    fn take(words: &mut rows::Rest<'_>, _: usize, _: &rows::Lengths) -> Option<Self> {
        [Self::Plain, Self::Member, Self::Construct].get(rows::next(words)? as usize).copied()
    }
}

/// Everything known of one file, from the file alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRecord {
    /// The file's language.
    pub language: LanguageId,
    /// BLAKE3 of the file's bytes.
    pub content_hash: [u8; 32],
    /// Whether the syntax tree holds an error or a missing node.
    pub has_syntax_errors: bool,
    /// The decoded text.
    pub source: String,
    /// All `functionHash` texts, outermost functions one behind the other; ASCII.
    pub hash_text: String,
    /// Every string the rows refer to.
    pub strings: Strings,
    /// The kinds of the grammar's nodes, by number; empty where ids are not known to be made of them.
    pub kind_names: Cow<'static, [Box<str>]>,
    /// Nodes with their children behind them, in source order.
    pub nodes: Vec<NodeRow>,
    /// Functions, in source order.
    pub functions: Vec<FunctionRow>,
    /// Types, in source order.
    pub types: Vec<TypeRow>,
    /// Calls, in the order of the called names.
    pub calls: Vec<CallRow>,
    /// Names that may be references, in the order of their places.
    pub references: Vec<ReferenceRow>,
    /// Import specifiers, once each, in source order: each resolves to one entry of `imports`.
    pub imports: Vec<StringId>,
    /// `FileAnalysis.defines`.
    pub defines: Vec<StringId>,
    /// `FileAnalysis.className`.
    pub class_names: Vec<StringId>,
    /// Lists of strings that rows refer to by [`Run`].
    pub lists: Vec<StringId>,
    /// Segments that [`TypeRow::scope`] refers to.
    pub scope_segments: Vec<ScopeSegment>,
    /// Fields that [`TypeRow::fields`] refers to.
    pub fields: Vec<FieldRow>,
    /// Supertypes that [`TypeRow::extends`] and [`TypeRow::implements`] refer to.
    pub supertypes: Vec<SupertypeRow>,
    /// What linking needs beyond the rows above; no part of what crosses to JavaScript.
    pub symbols: Symbols,
}

impl FileRecord {
    /// The record of an empty file.
    #[must_use]
    pub fn new(language: LanguageId) -> Self {
        Self {
            language,
            content_hash: [0; 32],
            has_syntax_errors: false,
            source: String::new(),
            hash_text: String::new(),
            strings: Strings::default(),
            kind_names: Cow::Borrowed(&[]),
            nodes: Vec::new(),
            functions: Vec::new(),
            types: Vec::new(),
            calls: Vec::new(),
            references: Vec::new(),
            imports: Vec::new(),
            defines: Vec::new(),
            class_names: Vec::new(),
            lists: Vec::new(),
            scope_segments: Vec::new(),
            fields: Vec::new(),
            supertypes: Vec::new(),
            symbols: Symbols::default(),
        }
    }

    /// The string with this id.
    #[must_use]
    pub fn text(&self, id: StringId) -> &str {
        self.strings.get(id)
    }

    /// The name of a kind of syntax nodes; that of nodes that are errors if the grammar has none of this number.
    #[must_use]
    pub fn kind_name(&self, kind: u16) -> &str {
        self.kind_names.get(usize::from(kind)).map_or(ERROR_KIND, Box::as_ref)
    }

    /// Whether each of its texts fits a string of V8: a file of a few megabytes that nests functions hundreds of
    /// thousands deep has keys of gigabytes.
    #[must_use]
    pub fn fits_javascript(&self) -> bool {
        let texts = [self.source.len(), self.hash_text.len(), self.strings.blob().len()];
        texts.iter().all(|bytes| *bytes as u64 <= crate::options::MAX_FILE_SIZE)
    }

    /// Drops what only JavaScript needs (source, hash texts, nodes), once it is encoded; what is left can
    /// still be linked.
    pub fn keep_symbols_only(&mut self) {
        self.source = String::new();
        self.hash_text = String::new();
        self.nodes = Vec::new();
        self.scope_segments = Vec::new();
        self.fields = Vec::new();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_fits_javascript_if_each_of_its_texts_does() {
        let longest = crate::options::MAX_FILE_SIZE as usize;
        assert!(FileRecord { hash_text: "x".repeat(longest), ..FileRecord::new(LanguageId::Go) }.fits_javascript());
        assert!(
            !FileRecord { hash_text: "x".repeat(longest + 1), ..FileRecord::new(LanguageId::Go) }.fits_javascript()
        );
        let mut keys = FileRecord::new(LanguageId::Go);
        keys.strings.intern(&"x".repeat(longest + 1));
        assert!(!keys.fits_javascript());
    }
}
