//! What linking says of one file: the part of its analysis that depends on other files.

use crate::record::rows::rows;
use crate::record::{FunctionRowId, ReferenceRowId, StringId, TypeRowId};

/// How a call's target was found; the contract's `resolution`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Resolution {
    /// Declared in the calling file.
    Local = 0,
    /// Declared by a module the calling file imports the name from.
    Import = 1,
    /// A member of the receiver's own type.
    Receiver = 2,
    /// A member of a supertype of the receiver's type.
    Inherited = 3,
    /// Declared outside the repository: a package.
    External = 4,
    /// Not known.
    Unresolved = 5,
    /// A part of the language or its runtime.
    Builtin = 6,
}

impl Resolution {
    /// All of them, by their numbers.
    pub const ALL: [Self; 7] =
        [Self::Local, Self::Import, Self::Receiver, Self::Inherited, Self::External, Self::Unresolved, Self::Builtin];
}

/// How a function or type is named without being called; the contract's `kind` of a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ReferenceKind {
    /// As a value: passed, stored, returned.
    Value = 0,
    /// As a decorator without arguments.
    Decorator = 1,
    /// As a type in a signature, a field or a variable.
    Type = 2,
    /// As an accessor that is read or written.
    Access = 3,
}

impl ReferenceKind {
    /// All of them, by their numbers.
    pub const ALL: [Self; 4] = [Self::Value, Self::Decorator, Self::Type, Self::Access];
}

rows! {
    /// What one call means.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct CallLink {
        /// The file that declares what is called: an absolute path, a package's specifier, or the calling file.
        pub file: LinkText => strings in SHOWN,
        /// The receiver, as the contract names it.
        pub caller: LinkText => strings in SHOWN,
        /// Key in the graph's functions.
        pub target_key: Option<LinkText> => strings in SHOWN,
        /// How it was found.
        pub resolution: Resolution => any in SHOWN,
        /// The name of what runs, where it is another than the one written: a class's constructor.
        pub function: Option<LinkText> => strings in SHOWN,
        /// Where it depends on the receiver's own type which function runs: a row of [`FileLinks::candidates`].
        pub candidates: Option<CandidatesId> => candidates in SHOWN,
        /// Key of the receiver's type in the graph's types.
        pub receiver_type: Option<LinkText> => strings in SHOWN,
    }

    /// A name that turned out to be a reference.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct ReferenceLink {
        /// Its row in the record.
        pub reference: ReferenceRowId => references in SHOWN,
        /// The file that declares what is named.
        pub file: LinkText => strings in SHOWN,
        /// Key in the graph's functions, or in its types where a type is named.
        pub target_key: LinkText => strings in SHOWN,
        /// How it is named.
        pub kind: ReferenceKind => any in SHOWN,
    }

    /// How many keys of each kind a type has: [`FileLinks::extends`] and the three behind it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct SupertypeCounts {
        /// What it extends.
        pub extends: u32 => any in SHOWN,
        /// What it implements.
        pub implements: u32 => any in SHOWN,
        /// What extends it.
        pub extended_by: u32 => any in SHOWN,
        /// What implements it.
        pub implemented_by: u32 => any in SHOWN,
    }

    /// A function whose key another file has as well.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct RenamedFunction {
        /// Its row in the record.
        pub function: FunctionRowId => functions in SHOWN,
        /// The key that it gets instead.
        pub key: LinkText => strings in SHOWN,
    }

    /// A type whose key another file has as well.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct RenamedType {
        /// Its row in the record.
        pub ty: TypeRowId => types in SHOWN,
        /// The key that it gets instead.
        pub key: LinkText => strings in SHOWN,
    }
}

/// A row of [`FileLinks::candidates`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct CandidatesId(pub u32);

/// A string of [`FileLinks::strings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct LinkText(pub StringId);

/// The links of one file. Rows stand in the order of the record's rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FileLinks {
    /// Every string the rows refer to.
    pub strings: crate::record::Strings,
    /// What each import resolves to, once each, in source order: a path or the specifier as written.
    pub imports: Vec<LinkText>,
    /// For each type of the record, the keys it extends.
    pub extends: Vec<Vec<LinkText>>,
    /// For each type of the record, the keys it implements.
    pub implements: Vec<Vec<LinkText>>,
    /// For each type of the record, the keys of the types that extend it (in a whole graph only).
    pub extended_by: Vec<Vec<LinkText>>,
    /// For each type of the record, the keys of the types that implement it (in a whole graph only).
    pub implemented_by: Vec<Vec<LinkText>>,
    /// For each call of the record, what it means.
    pub calls: Vec<CallLink>,
    /// Those names of the record that are references, in the order of its rows.
    pub references: Vec<ReferenceLink>,
    /// Keys of the functions that a call may run, ordered: each distinct list once.
    pub candidates: Vec<Box<[LinkText]>>,
    /// Rows of the record's functions whose key another file has as well, with the key that they get instead (in a whole
    /// graph only).
    pub renamed_functions: Vec<RenamedFunction>,
    /// The same of types.
    pub renamed_types: Vec<RenamedType>,
    /// Which strings begin with the root; nothing where that is not known.
    pub origins: Origins,
}

/// Whether a text is the same wherever the repository lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Origin {
    /// It is.
    Anywhere = 0,
    /// It begins with the path of something below the root.
    Below = 1,
    /// It begins with the path of the root itself.
    Root = 2,
}

/// Of each string of links, whether it is the same wherever the repository lies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origins {
    /// By string.
    pub of: Vec<Origin>,
    /// Whether the links are right for the root that they were made for alone: a text has two origins, or texts are in an order
    /// that is the root's to say.
    pub is_bound: bool,
}

impl Origins {
    /// Says where a string is from, which may be new.
    pub(super) fn met(&mut self, LinkText(text): LinkText, origin: Origin) {
        match self.of.get(text.0 as usize) {
            Some(known) => self.is_bound |= *known != origin,
            None => self.of.push(origin),
        }
    }
}
