//! Numbers of rows, a type a table, so that none is taken for another's.
//!
//! In: where a row stands in its table. Out: an id as small as that number. One that may be absent takes no more: no
//! table has so many rows as a `u32` can count, so that one value is free to say it.

use std::fmt;
use std::num::NonZeroU32;

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
            pub struct $name(NonZeroU32);

            impl $name {
                /// The id of the row at this place of its table.
                #[must_use]
                pub const fn new(row: u32) -> Self {
                    Self(NonZeroU32::MIN.saturating_add(row))
                }

                /// The row's place in its table.
                #[must_use]
                pub const fn row(self) -> u32 {
                    self.0.get() - 1
                }

                /// The row's place in its table, to look it up.
                #[must_use]
                pub const fn index(self) -> usize {
                    self.row() as usize
                }

                /// The rows of a table with their ids.
                pub fn enumerate<Row>(table: &[Row]) -> impl Iterator<Item = (Self, &Row)> {
                    (0..).map(Self::new).zip(table)
                }

                /// Adds a row to its table.
                pub fn push<Row>(table: &mut Vec<Row>, row: Row) -> Self {
                    table.push(row);
                    Self::new(table.len() as u32 - 1)
                }
            }

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.debug_tuple(stringify!($name)).field(&self.row()).finish()
                }
            }

            const _: () = assert!(size_of::<Option<$name>>() == size_of::<u32>());
        )+
    };
}

row_ids! {
    /// A row of [`FileRecord::nodes`](super::FileRecord::nodes).
    NodeRowId
    /// A row of [`FileRecord::functions`](super::FileRecord::functions).
    FunctionRowId
    /// A row of [`FileRecord::types`](super::FileRecord::types).
    TypeRowId
    /// A row of [`FileRecord::references`](super::FileRecord::references).
    ReferenceRowId
    /// A row of [`Symbols::scopes`](super::symbols::Symbols::scopes).
    ScopeId
    /// A row of [`Symbols::exprs`](super::symbols::Symbols::exprs); row 0 is always
    /// [`Expr::Unknown`](super::symbols::Expr::Unknown).
    ExprId
    /// A row of [`Symbols::signatures`](super::symbols::Symbols::signatures).
    SignatureId
    /// A row of [`Symbols::classes`](super::symbols::Symbols::classes).
    ClassId
    /// A row of [`Symbols::objects`](super::symbols::Symbols::objects).
    ObjectId
    /// A row of [`Symbols::exports`](super::symbols::Symbols::exports).
    ExportId
    /// A row of [`Symbols::extensions`](super::symbols::Symbols::extensions).
    ExtensionId
}

impl ExprId {
    /// An expression nothing is known of.
    pub const UNKNOWN: Self = Self::new(0);
}
