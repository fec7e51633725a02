//! Rows of tables, declared once: a declaration gives the struct, its words, the checked reader and its columns' numbers.
//!
//! In: declarations ([`rows!`], [`variants!`], [`sections!`]). Out: what `encode` writes and `decode` reads, in the
//! container that JavaScript reads ([`SHOWN`]; `js/decode/columns.ts` is made of the declarations) and in the one that linking
//! reads ([`LINKED`]). Knows no table and no file.

use super::compact::Model;
use super::sections::{DecodeError, SectionWriter, Sections};
use super::symbols::{ClassId, Expr, ExprId, Lent, ObjectId, ScopeId, SignatureId};
use super::{FunctionRowId, NodeId, NodeKind, NodeRowId, ReferenceRowId, Run, Span, StringId, TypeRowId};

/// The container that JavaScript reads.
pub const SHOWN: u8 = 1;
/// The container that linking reads.
pub const LINKED: u8 = 2;
/// Both.
pub(crate) const BOTH: u8 = SHOWN | LINKED;
/// Neither: a column that is written apart from its row.
pub(crate) const NEITHER: u8 = 0;

/// More words than any row has.
pub(crate) const MAX_WORDS: usize = 24;

/// Stands for what is absent: no table has so many rows.
pub(crate) const NONE: u32 = u32::MAX;

/// The length of a table that is not at hand: any row may be there.
pub(crate) const ELSEWHERE: usize = NONE as usize;

/// How many rows each table of a record has: what an index into it is checked against.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Lengths {
    pub strings: usize,
    pub hash_text: usize,
    pub nodes: usize,
    pub functions: usize,
    pub types: usize,
    pub calls: usize,
    pub references: usize,
    pub lists: usize,
    pub scope_segments: usize,
    pub fields: usize,
    pub supertypes: usize,
    pub scopes: usize,
    pub signatures: usize,
    pub classes: usize,
    pub objects: usize,
    pub members: usize,
    pub exprs: usize,
    pub expr_lists: usize,
    pub name_lists: usize,
    /// Lists of candidates of links.
    pub candidates: usize,
    /// Of what is no index.
    pub any: usize,
}

/// The words of a row, from the first on.
pub struct Words {
    words: [[u8; 4]; MAX_WORDS],
    length: usize,
}

impl Words {
    const fn new() -> Self {
        Self { words: [[0; 4]; MAX_WORDS], length: 0 }
    }

    pub(crate) fn push(&mut self, word: u32) {
        self.words[self.length] = word.to_le_bytes();
        self.length += 1;
    }

    /// Leaves words out, which are zero.
    pub(crate) const fn skip(&mut self, words: usize) {
        self.length += words;
    }
}

/// The words of a row that are still to be read.
pub type Rest<'a> = std::slice::Iter<'a, [u8; 4]>;

pub(crate) fn next(rest: &mut Rest<'_>) -> Option<u32> {
    rest.next().map(|word| u32::from_le_bytes(*word))
}

/// A value of a row.
pub(crate) trait Column: Sized {
    /// What its words are called behind its name; one a word.
    const PARTS: &'static [&'static str];
    /// What it is in a container that leaves it out.
    const ABSENT: Self;
    /// What its words follow from, one a word; what is missing follows from nothing.
    const MODELS: &'static [Model] = &[];
    /// Appends its words.
    fn put(&self, words: &mut Words);
    /// Reads its words, if they are what could have been written and refer to no row beyond `length`.
    fn take(words: &mut Rest<'_>, length: usize, lengths: &Lengths) -> Option<Self>;
}

/// Of each column of a row its name, what its words are called behind that, and the containers that have it.
pub(crate) type Columns = &'static [(&'static str, &'static [&'static str], u8)];

/// A row of a table, as a container has it.
pub(crate) trait Row: Sized {
    /// Its columns.
    const COLUMNS: Columns;
    /// What the words of each column follow from.
    const MODELS: &'static [&'static [Model]];
    /// How many words it takes in each container, by that container's number.
    const WIDTHS: [usize; 3] = [0, width(Self::COLUMNS, SHOWN), width(Self::COLUMNS, LINKED)];
    /// Appends its words.
    fn put<const CONTAINER: u8>(&self, words: &mut Words);
    /// Reads its words.
    fn take<const CONTAINER: u8>(words: &mut Rest<'_>, lengths: &Lengths) -> Result<Self, DecodeError>;
}

/// Writes a table as one section.
pub(crate) fn write_table<const CONTAINER: u8, R: Row>(writer: &mut SectionWriter<'_>, table: &[R]) {
    let width = R::WIDTHS[CONTAINER as usize];
    writer.row_bytes(table.len() * width, |out| {
        for row in table {
            let mut words = Words::new();
            row.put::<CONTAINER>(&mut words);
            out.extend_from_slice(words.words[..width].as_flattened());
        }
    });
}

/// Appends the words of a table, row by row.
pub(crate) fn push_words<const CONTAINER: u8, R: Row>(table: &[R], all: &mut Vec<[u8; 4]>) {
    let width = R::WIDTHS[CONTAINER as usize];
    all.reserve(table.len() * width);
    for row in table {
        let mut words = Words::new();
        row.put::<CONTAINER>(&mut words);
        all.extend_from_slice(&words.words[..width]);
    }
}

/// How many rows the table of a section has.
pub(crate) fn table_length<const CONTAINER: u8, R: Row>(
    sections: &Sections<'_>,
    section: usize,
) -> Result<usize, DecodeError> {
    Ok(sections.chunks(section, R::WIDTHS[CONTAINER as usize])?.len())
}

/// Reads the table of a section.
pub(crate) fn read_table<const CONTAINER: u8, R: Row>(
    sections: &Sections<'_>,
    section: usize,
    lengths: &Lengths,
) -> Result<Vec<R>, DecodeError> {
    let rows = sections.chunks(section, R::WIDTHS[CONTAINER as usize])?;
    rows.map(|row| R::take::<CONTAINER>(&mut row.iter(), lengths)).collect()
}

/// The sum of the words of the columns that a container has.
const fn width(columns: Columns, container: u8) -> usize {
    let (mut width, mut at) = (0, 0);
    while at < columns.len() {
        if columns[at].2 & container != 0 {
            width += columns[at].1.len();
        }
        at += 1;
    }
    assert!(width <= MAX_WORDS);
    width
}

/// The first word of the column of this name in the rows of a container that has it.
pub(crate) const fn place_of(columns: Columns, name: &str, container: u8) -> usize {
    let (mut place, mut at) = (0, 0);
    while !is_named(columns[at].0, name) {
        if columns[at].2 & container != 0 {
            place += columns[at].1.len();
        }
        at += 1;
    }
    assert!(columns[at].2 & container != 0);
    place
}

/// Whether two names are one, for constants.
pub(crate) const fn is_named(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// Declares rows: of each column its type, the table that it refers to (`any`: none) and the containers that have it.
macro_rules! rows {
    ($(
        $(#[$meta:meta])*
        pub struct $row:ident {
            $($(#[$column_meta:meta])* pub $column:ident: $type:ty => $table:ident in $containers:ident,)+
        }
    )+) => {$(
        $(#[$meta])*
        pub struct $row {
            $($(#[$column_meta])* pub $column: $type,)+
        }

        impl crate::record::rows::Row for $row {
            const COLUMNS: crate::record::rows::Columns = &[$((
                stringify!($column),
                <$type as crate::record::rows::Column>::PARTS,
                crate::record::rows::$containers,
            ),)+];
            const MODELS: &'static [&'static [crate::record::compact::Model]] =
                &[$(<$type as crate::record::rows::Column>::MODELS),+];

            #[inline]
            fn put<const CONTAINER: u8>(&self, words: &mut crate::record::rows::Words) {
                $(if CONTAINER & crate::record::rows::$containers != 0 {
                    crate::record::rows::Column::put(&self.$column, words);
                })+
            }

            #[inline]
            fn take<const CONTAINER: u8>(
                words: &mut crate::record::rows::Rest<'_>,
                lengths: &crate::record::rows::Lengths,
            ) -> Result<Self, crate::record::sections::DecodeError> {
                Ok(Self {$(
                    $column: if CONTAINER & crate::record::rows::$containers != 0 {
                        crate::record::rows::Column::take(words, lengths.$table, lengths).ok_or(
                            crate::record::sections::DecodeError::Corrupt(
                                concat!(stringify!($row), ".", stringify!($column)),
                            ),
                        )?
                    } else {
                        <$type as crate::record::rows::Column>::ABSENT
                    },
                )+})
            }
        }
    )+};
}
pub(crate) use rows;

/// Declares the words of an enum: of each variant its number, then its values, each with the table it refers to. A variant
/// takes as many words as the longest. The compiler refuses a variant or a value that is not listed. What is absent is the
/// variant without values that is named first.
macro_rules! variants {
    ($(
        $name:ident of $width:literal words, absent as $absent:expr => {
            $($number:literal => $variant:ident { $($field:tt $binding:ident: $type:ty => $table:ident),* })+
        }
    )+) => {$(
        impl crate::record::rows::Column for $name {
            const PARTS: &'static [&'static str] = &[""; 1 + $width];
            const ABSENT: Self = $absent;
            const MODELS: &'static [crate::record::compact::Model] = &[crate::record::compact::Model::Tag(&[
                $(($number, &[$((
                    <$type as crate::record::rows::Column>::PARTS.len(),
                    <$type as crate::record::rows::Column>::MODELS,
                )),*])),+
            ])];

            fn put(&self, words: &mut crate::record::rows::Words) {
                match self {
                    $(Self::$variant { $($field: $binding),* } => {
                        words.push($number);
                        $(crate::record::rows::Column::put($binding, words);)*
                        words.skip($width $(- <$type as crate::record::rows::Column>::PARTS.len())*);
                    })+
                }
            }

            fn take(
                words: &mut crate::record::rows::Rest<'_>,
                _: usize,
                lengths: &crate::record::rows::Lengths,
            ) -> Option<Self> {
                let (value, left) = match crate::record::rows::next(words)? {
                    $($number => {
                        $(let $binding = <$type as crate::record::rows::Column>::take(words, lengths.$table, lengths)?;)*
                        let left: usize = $width $(- <$type as crate::record::rows::Column>::PARTS.len())*;
                        (Self::$variant { $($field: $binding),* }, left)
                    })+
                    _ => return None,
                };
                // What decodes is what would be encoded again.
                (0..left).all(|_| crate::record::rows::next(words) == Some(0)).then_some(value)
            }
        }
    )+};
}
pub(crate) use variants;

/// Declares numbers in order with their names: the sections of a container, the words of a header.
macro_rules! sections {
    ($($(#[$meta:meta])* $section:ident)+) => {
        #[allow(non_camel_case_types, clippy::upper_case_acronyms, reason = "named as the constants they number")]
        enum Numbers { $($section,)+ }

        $($(#[$meta])* pub const $section: usize = Numbers::$section as usize;)+
        /// Their names, in order.
        pub const NAMES: &[&str] = &[$(stringify!($section)),+];
        /// How many there are.
        pub const COUNT: usize = NAMES.len();
    };
}
pub(crate) use sections;

/// Declares rows that are one column, with the table that it refers to.
macro_rules! single {
    ($($type:ty => $table:ident)+) => {$(
        impl crate::record::rows::Row for $type {
            const COLUMNS: crate::record::rows::Columns =
                &[("", <Self as crate::record::rows::Column>::PARTS, crate::record::rows::BOTH)];
            const MODELS: &'static [&'static [crate::record::compact::Model]] =
                &[<Self as crate::record::rows::Column>::MODELS];

            #[inline]
            fn put<const CONTAINER: u8>(&self, words: &mut crate::record::rows::Words) {
                crate::record::rows::Column::put(self, words);
            }

            #[inline]
            fn take<const CONTAINER: u8>(
                words: &mut crate::record::rows::Rest<'_>,
                lengths: &crate::record::rows::Lengths,
            ) -> Result<Self, crate::record::sections::DecodeError> {
                crate::record::rows::Column::take(words, lengths.$table, lengths)
                    .ok_or(crate::record::sections::DecodeError::Corrupt(stringify!($table)))
            }
        }
    )+};
}
pub(crate) use single;
single!(u32 => any StringId => strings ExprId => exprs Expr => any Lent => any);

impl Column for u32 {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = 0;

    #[inline]
    fn put(&self, words: &mut Words) {
        words.push(*self);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        next(words)
    }
}

impl Column for u16 {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = 0;

    fn put(&self, words: &mut Words) {
        words.push(u32::from(*self));
    }

    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        Self::try_from(next(words)?).ok()
    }
}

impl Column for bool {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = false;

    fn put(&self, words: &mut Words) {
        words.push(u32::from(*self));
    }

    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        match next(words)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Column for StringId {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = Self::EMPTY;
    const MODELS: &'static [Model] = &[Model::Text];

    #[inline]
    fn put(&self, words: &mut Words) {
        words.push(self.0);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, length: usize, _: &Lengths) -> Option<Self> {
        next(words).filter(|id| (*id as usize) < length).map(Self)
    }
}

macro_rules! ids {
    ($($id:ident is $model:ident),+) => {$(
        impl Column for $id {
            const PARTS: &'static [&'static str] = &[""];
            const ABSENT: Self = Self::new(0);
            const MODELS: &'static [Model] = &[Model::$model];

            #[inline]
            fn put(&self, words: &mut Words) {
                words.push(self.row());
            }

            #[inline]
            fn take(words: &mut Rest<'_>, length: usize, _: &Lengths) -> Option<Self> {
                next(words).filter(|row| (*row as usize) < length).map(Self::new)
            }
        }
    )+};
}
ids!(
    NodeRowId is Near, FunctionRowId is Near, TypeRowId is Near, ReferenceRowId is Near, ScopeId is Near,
    SignatureId is Near, ClassId is Near, ObjectId is Near, ExprId is Expr
);

/// A column of one word that says which of all values of an enum it is; the one named stands where there is nothing.
macro_rules! choice {
    ($type:ident or $absent:ident) => {
        impl crate::record::rows::Column for $type {
            const PARTS: &'static [&'static str] = &[""];
            const ABSENT: Self = Self::$absent;

            fn put(&self, words: &mut crate::record::rows::Words) {
                words.push(*self as u32);
            }

            fn take(
                words: &mut crate::record::rows::Rest<'_>,
                _: usize,
                _: &crate::record::rows::Lengths,
            ) -> Option<Self> {
                Self::ALL.get(crate::record::rows::next(words)? as usize).copied()
            }
        }
    };
}
pub(crate) use choice;

/// A column of one word that may be absent: no table has so many rows.
macro_rules! optional {
    ($($type:ty)+) => {$(
        impl crate::record::rows::Column for Option<$type> {
            const PARTS: &'static [&'static str] = &[""];
            const ABSENT: Self = None;
            const MODELS: &'static [crate::record::compact::Model] =
                crate::record::compact::Model::maybe(<$type as crate::record::rows::Column>::MODELS);

            #[inline]
            fn put(&self, words: &mut crate::record::rows::Words) {
                match self {
                    Some(id) => crate::record::rows::Column::put(id, words),
                    None => words.push(crate::record::rows::NONE),
                }
            }

            #[inline]
            fn take(
                words: &mut crate::record::rows::Rest<'_>,
                length: usize,
                lengths: &crate::record::rows::Lengths,
            ) -> Option<Self> {
                let mut same = words.clone();
                if crate::record::rows::next(&mut same) == Some(crate::record::rows::NONE) {
                    *words = same;
                    return Some(None);
                }
                <$type as crate::record::rows::Column>::take(words, length, lengths).map(Some)
            }
        }
    )+};
}
pub(crate) use optional;
optional!(FunctionRowId TypeRowId ClassId ScopeId);

impl Column for Run {
    const PARTS: &'static [&'static str] = &["start", "end"];
    const ABSENT: Self = Self { start: 0, end: 0 };
    const MODELS: &'static [Model] = &[Model::Run, Model::Within];

    #[inline]
    fn put(&self, words: &mut Words) {
        words.push(self.start);
        words.push(self.end);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, length: usize, _: &Lengths) -> Option<Self> {
        let (start, end) = (next(words)?, next(words)?);
        (start <= end && end as usize <= length).then_some(Self { start, end })
    }
}

impl Column for Option<Run> {
    const PARTS: &'static [&'static str] = Run::PARTS;
    const ABSENT: Self = None;
    const MODELS: &'static [Model] = &[Model::MaybeRun, Model::Within];

    fn put(&self, words: &mut Words) {
        self.unwrap_or(Run { start: NONE, end: NONE }).put(words);
    }

    fn take(words: &mut Rest<'_>, length: usize, lengths: &Lengths) -> Option<Self> {
        let mut same = words.clone();
        if let (Some(NONE), Some(NONE)) = (next(&mut same), next(&mut same)) {
            *words = same;
            return Some(None);
        }
        Run::take(words, length, lengths).map(Some)
    }
}

impl Column for Span {
    const PARTS: &'static [&'static str] = &["start", "end", "start_row", "start_column", "end_row", "end_column"];
    const ABSENT: Self = Self { start: 0, end: 0, start_row: 0, start_column: 0, end_row: 0, end_column: 0 };
    const MODELS: &'static [Model] = &[
        Model::Near,
        Model::Beyond { back: 1 },
        Model::RowOf { back: 2 },
        Model::ColumnOf { back: 3 },
        Model::RowOf { back: 3 },
        Model::ColumnOf { back: 4 },
    ];

    #[inline]
    fn put(&self, words: &mut Words) {
        for word in [self.start, self.end, self.start_row, self.start_column, self.end_row, self.end_column] {
            words.push(word);
        }
    }

    #[inline]
    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        Some(Self {
            start: next(words)?,
            end: next(words)?,
            start_row: next(words)?,
            start_column: next(words)?,
            end_row: next(words)?,
            end_column: next(words)?,
        })
    }
}

impl Column for NodeKind {
    const PARTS: &'static [&'static str] = &[""];
    const ABSENT: Self = Self::Unspecified;

    #[inline]
    fn put(&self, words: &mut Words) {
        words.push(*self as u32);
    }

    #[inline]
    fn take(words: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        u8::try_from(next(words)?).ok().and_then(Self::from_u8)
    }
}

/// Ids are text, of all rows together.
impl Column for NodeId {
    const PARTS: &'static [&'static str] = &[];
    const ABSENT: Self = Self([0; 16]);

    fn put(&self, _: &mut Words) {}

    fn take(_: &mut Rest<'_>, _: usize, _: &Lengths) -> Option<Self> {
        Some(Self::ABSENT)
    }
}
