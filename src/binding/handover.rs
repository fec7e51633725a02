//! The buffers a stream hands to JavaScript: one a batch, however many files it holds.
//!
//! In: batches of encoded records, pieces of encoded links. Out: containers of
//! [`sections`](crate::record::sections). Knows nothing of what records and links hold. `js/decode/handover.ts` reads them.

use crate::error::{Error, FileFailure};
use crate::indexing::analyze::Analyzed;
use crate::indexing::graph::LinksPiece;
use crate::record::Strings;
use crate::record::sections::SectionWriter;
use crate::stream::Batch;

/// The first four bytes of a batch.
pub const BATCH_MAGIC: [u8; 4] = *b"CKGB";

/// The first four bytes of a piece of a graph's links.
pub const LINKS_MAGIC: [u8; 4] = *b"CKGF";

/// The first four bytes of the failure of a whole stream.
pub const FAILURE_MAGIC: [u8; 4] = *b"CKGE";

/// The first four bytes of a piece of a list of paths.
pub const PATHS_MAGIC: [u8; 4] = *b"CKGP";

/// Paths that are handed over together: JavaScript makes strings of them in well under a millisecond.
pub const PATHS_A_PIECE: usize = 4096;

/// Ends of strings; strings.
const PATHS_SECTIONS: usize = 2;

/// Progress; ends of strings; strings; one row a file; records and links.
const BATCH_SECTIONS: usize = 5;

/// Ends of strings; strings; one row a file; links.
const LINKS_SECTIONS: usize = 4;

/// Code; message.
const FAILURE_SECTIONS: usize = 2;

const ANALYZED: u32 = 0;
const FAILED: u32 = 1;

/// In place of an offset: the file has no links of its own.
const NO_LINKS: u32 = u32::MAX;

/// A batch as one buffer. A file's row is `[0, path, absolute path, record, links]` with offsets in words into the
/// last section, or `[1, path, code, reason, 0]`.
#[must_use]
pub fn batch(batch: &Batch<Result<Analyzed, FileFailure>>) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut offset = 0;
    let mut place = |bytes: &[u8]| {
        let begin = offset;
        offset += bytes.len().div_ceil(4);
        begin as u32
    };
    let rows: Vec<[u32; 5]> = batch
        .outputs
        .iter()
        .map(|output| match output {
            Ok(file) => {
                let record = place(&file.record);
                let links = if file.links.is_empty() { NO_LINKS } else { place(&file.links) };
                let path = strings.intern(&file.path).0;
                [ANALYZED, path, strings.intern(&file.normalized_path).0, record, links]
            }
            Err(failure) => {
                let path = strings.intern(&failure.path).0;
                let code = strings.intern(failure.code.as_str()).0;
                [FAILED, path, code, strings.intern(&failure.reason).0, 0]
            }
        })
        .collect();

    let mut out = Vec::with_capacity(offset * 4 + strings.blob().len() + rows.len() * 20 + 512);
    let mut writer = SectionWriter::new(&mut out, BATCH_MAGIC, 0, BATCH_SECTIONS);
    let progress = [batch.index, batch.processed, batch.total, batch.total_batches];
    writer.rows(progress.iter().map(|number| [*number as u32]));
    writer.strings(&strings);
    writer.rows(rows.into_iter());
    let files = batch.outputs.iter().flatten();
    writer.nested(files.flat_map(|file| [file.record.as_slice(), file.links.as_slice()]));
    writer.finish();
    out
}

/// A piece of a graph's links as one buffer. A file's row is its number among the files that were analysed, an offset
/// in words into the last section, and 0; of a file that cannot be linked [`NO_LINKS`] and the reason.
#[must_use]
pub fn links(piece: &LinksPiece) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut offset = 0;
    let rows: Vec<[u32; 3]> = (piece.first as u32..)
        .zip(&piece.links)
        .map(|(file, links)| match links {
            Ok(links) => {
                let begin = offset;
                offset += links.len().div_ceil(4);
                [file, begin as u32, 0]
            }
            Err(reason) => [file, NO_LINKS, strings.intern(reason).0],
        })
        .collect();
    let mut out = Vec::with_capacity(offset * 4 + rows.len() * 12 + 128);
    let mut writer = SectionWriter::new(&mut out, LINKS_MAGIC, 0, LINKS_SECTIONS);
    writer.strings(&strings);
    writer.rows(rows.into_iter());
    writer.nested(piece.links.iter().flatten().map(Vec::as_slice));
    writer.finish();
    out
}

/// Distinct paths as one buffer: a string table, in which the paths follow the empty string in their order.
#[must_use]
pub fn paths(paths: &[String]) -> Vec<u8> {
    let mut strings = Strings::default();
    for path in paths {
        strings.intern(path);
    }
    let mut out = Vec::with_capacity(strings.blob().len() + paths.len() * 4 + 128);
    let mut writer = SectionWriter::new(&mut out, PATHS_MAGIC, 0, PATHS_SECTIONS);
    writer.strings(&strings);
    writer.finish();
    out
}

/// The failure of a whole stream as one buffer: Node-API's own errors cannot carry the package's codes.
#[must_use]
pub fn failure(error: &Error) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = SectionWriter::new(&mut out, FAILURE_MAGIC, 0, FAILURE_SECTIONS);
    writer.text(error.code());
    writer.text(&error.to_string());
    writer.finish();
    out
}
