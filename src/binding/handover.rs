//! The buffers a stream hands to JavaScript: one a batch, however many files it holds.
//!
//! In: batches of encoded records, pieces of encoded links. Out: containers of
//! [`sections`](crate::record::sections). Knows nothing of what records and links hold. `js/decode/handover.ts` reads them.

use crate::error::{Error, FileFailure};
use crate::indexing::analyze::Analyzed;
use crate::indexing::graph::LinksPiece;
use crate::record::rows::{SHOWN, rows, write_table};
use crate::record::sections::SectionWriter;
use crate::record::{StringId, Strings};
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

/// The sections of a batch.
pub mod batch_section {
    crate::record::rows::sections! {
        /// One row of [`Progress`](super::Progress).
        PROGRESS
        /// Rows: where each string ends, in UTF-16 units.
        STRING_ENDS
        /// Text: all strings.
        STRINGS
        /// Rows of [`BatchEntry`](super::BatchEntry), one a file.
        ENTRIES
        /// Records and links.
        PAYLOAD
    }
}

/// The sections of a piece of a graph's links.
pub mod links_section {
    crate::record::rows::sections! {
        /// Rows: where each string ends, in UTF-16 units.
        STRING_ENDS
        /// Text: all strings.
        STRINGS
        /// Rows of [`LinksEntry`](super::LinksEntry), one a file.
        ENTRIES
        /// Links.
        PAYLOAD
    }
}

/// The sections of a piece of a list of paths.
pub mod paths_section {
    crate::record::rows::sections! {
        /// Rows: where each path ends, in UTF-16 units.
        PATH_ENDS
        /// Text: all paths.
        PATHS
    }
}

/// The sections of the failure of a whole stream.
pub mod failure_section {
    crate::record::rows::sections! {
        /// Text: its code.
        CODE
        /// Text: what happened.
        MESSAGE
    }
}

rows! {
    /// How far a batch is in the list.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Progress {
        /// The batch's number.
        pub batch_index: u32 => any in SHOWN,
        /// Files that are done.
        pub processed_files: u32 => any in SHOWN,
        /// All files.
        pub total_files: u32 => any in SHOWN,
        /// All batches, as far as is known.
        pub total_batches: u32 => any in SHOWN,
    }

    /// A file of a batch, analysed or failed.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct BatchEntry {
        /// Its path as it was given.
        pub path: StringId => strings in SHOWN,
        /// Whether it has a code and a reason instead of what follows these.
        pub is_failure: bool => any in SHOWN,
        /// The failure's code.
        pub code: StringId => strings in SHOWN,
        /// The failure's reason.
        pub reason: StringId => strings in SHOWN,
        /// Its absolute path.
        pub normalized_path: StringId => strings in SHOWN,
        /// Where its record begins, in words of the payload.
        pub record: u32 => any in SHOWN,
        /// Where its links begin, in words of the payload, or [`NO_LINKS`].
        pub links: u32 => any in SHOWN,
    }

    /// A file of a graph with its links.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct LinksEntry {
        /// Its number among the files that were analysed.
        pub file: u32 => any in SHOWN,
        /// Where its links begin, in words of the payload, or [`NO_LINKS`].
        pub links: u32 => any in SHOWN,
        /// Why it cannot be linked, if it has none.
        pub reason: StringId => strings in SHOWN,
    }
}

/// In place of an offset: the file has no links of its own.
const NO_LINKS: u32 = u32::MAX;

/// A batch as one buffer.
#[must_use]
pub fn batch(batch: &Batch<Result<Analyzed, FileFailure>>) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut offset = 0;
    let mut place = |bytes: &[u8]| {
        let begin = offset;
        offset += bytes.len().div_ceil(4);
        begin as u32
    };
    let entries: Vec<BatchEntry> = batch
        .outputs
        .iter()
        .map(|output| match output {
            Ok(file) => BatchEntry {
                path: strings.intern(&file.path),
                normalized_path: strings.intern(&file.normalized_path),
                record: place(&file.record),
                links: if file.links.is_empty() { NO_LINKS } else { place(&file.links) },
                is_failure: false,
                code: StringId::EMPTY,
                reason: StringId::EMPTY,
            },
            Err(failure) => BatchEntry {
                path: strings.intern(&failure.path),
                is_failure: true,
                code: strings.intern(failure.code.as_str()),
                reason: strings.intern(&failure.reason),
                normalized_path: StringId::EMPTY,
                record: 0,
                links: NO_LINKS,
            },
        })
        .collect();

    let mut out = Vec::with_capacity(offset * 4 + strings.blob().len() + entries.len() * 28 + 512);
    let mut writer = SectionWriter::new(&mut out, BATCH_MAGIC, 0, batch_section::COUNT);
    let progress = Progress {
        batch_index: batch.index as u32,
        processed_files: batch.processed as u32,
        total_files: batch.total as u32,
        total_batches: batch.total_batches as u32,
    };
    write_table::<SHOWN, _>(&mut writer, &[progress]);
    writer.strings(&strings);
    write_table::<SHOWN, _>(&mut writer, &entries);
    let files = batch.outputs.iter().flatten();
    writer.nested(files.flat_map(|file| [file.record.as_slice(), file.links.as_slice()]));
    writer.finish();
    out
}

/// A piece of a graph's links as one buffer.
#[must_use]
pub fn links(piece: &LinksPiece) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut offset = 0;
    let entries: Vec<LinksEntry> = (piece.first as u32..)
        .zip(&piece.links)
        .map(|(file, links)| match links {
            Ok(links) => {
                let begin = offset;
                offset += links.len().div_ceil(4);
                LinksEntry { file, links: begin as u32, reason: StringId::EMPTY }
            }
            Err(reason) => LinksEntry { file, links: NO_LINKS, reason: strings.intern(reason) },
        })
        .collect();
    let mut out = Vec::with_capacity(offset * 4 + entries.len() * 12 + 128);
    let mut writer = SectionWriter::new(&mut out, LINKS_MAGIC, 0, links_section::COUNT);
    writer.strings(&strings);
    write_table::<SHOWN, _>(&mut writer, &entries);
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
    let mut writer = SectionWriter::new(&mut out, PATHS_MAGIC, 0, paths_section::COUNT);
    writer.strings(&strings);
    writer.finish();
    out
}

/// The failure of a whole stream as one buffer: Node-API's own errors cannot carry the package's codes.
#[must_use]
pub fn failure(error: &Error) -> Vec<u8> {
    let mut out = Vec::new();
    let mut writer = SectionWriter::new(&mut out, FAILURE_MAGIC, 0, failure_section::COUNT);
    writer.text(error.code());
    writer.text(&error.to_string());
    writer.finish();
    out
}
