//! What is known of one file of an index.
//!
//! In: a path, and what the file held before. Out: its record and its [`Outline`], or the word that nothing has changed.

use super::shown;
use crate::graph::{LinkedFile, surface};
use crate::indexing::maker::{Failed, Made, RecordMaker};
use crate::query::file::{Outline, Shown};
use crate::record::FileRecord;
use crate::record::compact::compact_record;
use crate::record::decode::decode_record;
use crate::record::surface::Surface;
use crate::source::paths::RelativePath;

/// A file as it is linked, with what others can see of it; and what is asked of it.
pub type Anew = ((LinkedFile, Surface), Outline);

/// What a look at a file comes to.
pub enum Known {
    /// It holds what it held.
    AsBefore,
    /// It is new, or holds something else.
    Anew(Box<Anew>),
}

/// How hard is compressed what is kept of a file in memory.
const LEVEL: i32 = 1;

/// Looks at a file that held this, if it was there. What is shown of it stays in the store if `is_store_lasting`. May block.
pub fn make(
    maker: &RecordMaker,
    path: &RelativePath,
    content_hash: Option<&[u8; 32]>,
    is_store_lasting: bool,
) -> Result<Known, Failed> {
    if content_hash.is_some() && content_hash == maker.content_hash(path).ok().as_ref() {
        return Ok(Known::AsBefore);
    }
    let allowance = maker.allowance();
    let Made { encoded, mut file, bytes, .. } = maker.make(&maker.root().absolute(path), &allowance)?;
    file.unit = maker.unit_of(&file);
    let decoded;
    let record = match &file.record {
        Some(record) => record,
        None => {
            let corrupt = |error| (crate::error::FailureCode::Internal, format!("a kept record: {error}"));
            decoded = decode_record(&encoded).map_err(corrupt)?;
            &decoded
        }
    };
    let shown = match file.key.filter(|_| is_store_lasting) {
        Some(key) => Shown::Kept(key.0),
        None => held(record)?,
    };
    let outline = Outline::of(path.clone().into(), record, bytes, shown);
    file.record.iter_mut().for_each(FileRecord::keep_symbols_only);
    let file = file.into_linked(maker)?;
    let surface = surface(&file.record, &file.path);
    Ok(Known::Anew(Box::new(((file, surface), outline))))
}

/// What is shown of a file, compressed.
fn held(record: &FileRecord) -> Result<Shown, Failed> {
    let mut dense = Vec::new();
    compact_record(record, &mut dense);
    let failed = |error: std::io::Error| (crate::error::FailureCode::Internal, error.to_string());
    Ok(Shown::Held(zstd::bulk::compress(&shown::held(&record.source, &dense), LEVEL).map_err(failed)?.into()))
}
