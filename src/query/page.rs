//! Long answers in pages.
//!
//! In: where the page before ended. Out: whether something stands behind that. A [`Cursor`] says what it points to in texts, so
//! it stays right while files come and go.

use super::edges::SymbolRef;
use super::index::Index;
use crate::error::Error;

/// The last of a page: its rank in the order of its answer, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    rank: u32,
    /// What is ordered by between the rank and the place; `''` where nothing is.
    name: String,
    path: String,
    key: String,
    is_type: bool,
}

impl Cursor {
    /// Where an answer ends that has this symbol for its last.
    pub(super) fn at(index: &Index, rank: u32, name: &str, symbol: SymbolRef) -> Self {
        let file = index.file(symbol.file);
        Self {
            rank,
            name: name.to_owned(),
            path: file.map_or("", |file| file.path()).to_owned(),
            key: file.map_or("", |file| file.key(symbol.symbol)).to_owned(),
            is_type: symbol.symbol.is_type(),
        }
    }

    /// Reads what [`Cursor::write`] wrote.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`] if that is not it.
    pub(super) fn read(text: Option<&str>) -> Result<Option<Self>, Error> {
        let read = |text: &str| -> Option<Self> {
            let (rank, name, path, key, is_type) = serde_json::from_str(text).ok()?;
            Some(Self { rank, name, path, key, is_type })
        };
        text.map(|text| read(text).ok_or_else(|| Error::InvalidCursor(text.to_owned()))).transpose()
    }

    /// For callers, to whom it means nothing.
    pub(super) fn write(&self) -> String {
        serde_json::json!([self.rank, self.name, self.path, self.key, self.is_type]).to_string()
    }

    /// The rank it has.
    pub(super) const fn rank(&self) -> u32 {
        self.rank
    }

    /// The name it has.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Whether a symbol stands behind it in the index's order.
    pub(super) fn is_before(&self, index: &Index, symbol: SymbolRef) -> bool {
        let file = index.file(symbol.file);
        let key = file.map_or("", |file| file.key(symbol.symbol));
        let path = file.map_or("", |file| file.path());
        (path, key, symbol.symbol.is_type()) > (&*self.path, &*self.key, self.is_type)
    }
}
