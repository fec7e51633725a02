//! A database of SQLite.
//!
//! In: an index and an empty database. Out: tables of files, symbols, edges and imports with indices on what is looked for, and
//! views that say who calls whom by name. All in one transaction: of a database that is not finished there is nothing.

use super::nodes::{Containers, Node, Numbers, imported};
use crate::graph::FileId;
use crate::query::{Index, IndexedFile, SymbolRef};
use crate::record::encode::hex;
use rusqlite::{Connection, Result, Statement, Transaction, params};

const SCHEMA: &str = include_str!("sqlite/schema.sql");
const INDICES: &str = include_str!("sqlite/indices.sql");

/// Fills an empty database; `is_cancelled` is asked before each file.
///
/// # Errors
/// Those of the database, and [`rusqlite::ffi::ErrorCode::OperationInterrupted`] if it is cancelled.
pub fn fill(index: &Index, database: &mut Connection, is_cancelled: &dyn Fn() -> bool) -> Result<()> {
    // The file is thrown away if anything ends it early, so nothing has to be written twice. Rows refer to some that come later.
    database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF;")?;
    let transaction = database.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    let numbers = Numbers::of(index);
    let mut inserts = Inserts::of(&transaction)?;
    for (id, file) in index.files() {
        if is_cancelled() {
            return Err(rusqlite::Error::SqliteFailure(
                rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT),
                None,
            ));
        }
        inserts.file(&numbers, index, id, file)?;
    }
    drop(inserts);
    transaction.execute_batch(INDICES)?;
    transaction.commit()
}

/// What puts rows into the tables.
struct Inserts<'t> {
    files: Statement<'t>,
    symbols: Statement<'t>,
    edges: Statement<'t>,
    imports: Statement<'t>,
}

impl<'t> Inserts<'t> {
    fn of(to: &'t Transaction) -> Result<Self> {
        Ok(Self {
            files: to.prepare("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?)")?,
            symbols: to.prepare("INSERT INTO symbols VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")?,
            edges: to.prepare("INSERT INTO edges VALUES (?, ?, ?, ?, ?, ?)")?,
            imports: to.prepare("INSERT INTO imports VALUES (?, ?, ?, ?)")?,
        })
    }

    /// A file and all that is in it.
    fn file(&mut self, numbers: &Numbers, index: &Index, id: FileId, file: &IndexedFile) -> Result<()> {
        let outline = &file.outline;
        let number = row_of(numbers.file(id));
        let (language, hash) = (outline.language.name(), hex(&outline.content_hash));
        let row = params![number, file.path(), language, outline.bytes as i64, hash, outline.has_syntax_errors];
        self.files.execute(row)?;
        let containers = Containers::of(file);
        let number_of = |symbol| row_of(numbers.symbol(index, SymbolRef { file: id, symbol }));
        for (symbol, row) in file.symbols() {
            let around = containers.around(symbol).and_then(number_of);
            let shape = (!symbol.is_type()).then(|| hex(&row.shape));
            self.symbols.execute(params![
                number_of(symbol),
                index.key(SymbolRef { file: id, symbol }),
                file.text(row.name),
                row.kind.as_str(),
                number,
                around,
                file.text(row.owner),
                row.span.start_row + 1,
                row.span.end_row + 1,
                hex(&row.body),
                shape,
            ])?;
        }
        for edge in &file.edges {
            let site = file.site(edge);
            let from = site.from.and_then(number_of);
            if let Some(to) = row_of(numbers.symbol(index, edge.to)) {
                self.edges.execute(params![from, to, edge.kind.as_str(), number, site.row + 1, site.column + 1])?;
            }
        }
        for import in &file.imports {
            let (kind, target, to) = match imported(import) {
                Node::File(to) => ("file", index.file(to).map_or("", IndexedFile::path), row_of(numbers.file(to))),
                Node::Target(target) => (target.kind(), target.name(), None),
                Node::Symbol(_) => continue,
            };
            self.imports.execute(params![number, target, kind, to])?;
        }
        Ok(())
    }
}

/// A number in the database, where they begin with 1.
fn row_of(number: Option<u64>) -> Option<i64> {
    number.map(|number| number as i64 + 1)
}
