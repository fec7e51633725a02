//! The buffers a stream hands to JavaScript: one a batch, however many files it holds.
//!
//! In: batches of encoded records, pieces of encoded links. Out: containers of
//! [`sections`](crate::record::sections), and what is in them again. Knows nothing of what records and links hold. `js/decode/handover.ts` reads them.

use crate::error::{Error, FileFailure};
use crate::indexing::analyze::Analyzed;
use crate::indexing::graph::LinksPiece;
use crate::record::rows::{Lengths, SHOWN, read_table, rows, write_table};
use crate::record::sections::{DecodeError, SectionWriter, Sections, header};
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

/// A file of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File<'a> {
    /// It was analysed.
    Analyzed {
        /// Its path as it was given.
        path: &'a str,
        /// Its absolute path.
        normalized_path: &'a str,
        /// Its encoded record.
        record: &'a [u8],
        /// Its encoded links, if it has any of its own.
        links: &'a [u8],
    },
    /// It failed.
    Failed {
        /// Its path as it was given.
        path: &'a str,
        /// The failure's code.
        code: &'a str,
        /// The failure's reason.
        reason: &'a str,
    },
}

impl<'a> From<&'a Result<Analyzed, FileFailure>> for File<'a> {
    fn from(output: &'a Result<Analyzed, FileFailure>) -> Self {
        match output {
            Ok(Analyzed { path, normalized_path, record, links, .. }) => {
                Self::Analyzed { path, normalized_path, record, links }
            }
            Err(FileFailure { path, code, reason }) => Self::Failed { path, code: code.as_str(), reason },
        }
    }
}

/// A batch as one buffer.
#[must_use]
pub fn batch(batch: &Batch<Result<Analyzed, FileFailure>>) -> Vec<u8> {
    let progress = Progress {
        batch_index: batch.index as u32,
        processed_files: batch.processed as u32,
        total_files: batch.total as u32,
        total_batches: batch.total_batches as u32,
    };
    files(progress, &batch.outputs.iter().map(File::from).collect::<Vec<_>>())
}

/// Files as one buffer, as a batch that is so far.
#[must_use]
pub fn files(progress: Progress, files: &[File<'_>]) -> Vec<u8> {
    let mut strings = Strings::default();
    let mut offset = 0;
    let mut place = |bytes: &[u8]| {
        let begin = offset;
        offset += bytes.len().div_ceil(4);
        begin as u32
    };
    let entries: Vec<BatchEntry> = files
        .iter()
        .map(|file| match *file {
            File::Analyzed { path, normalized_path, record, links } => BatchEntry {
                path: strings.intern(path),
                normalized_path: strings.intern(normalized_path),
                record: place(record),
                links: if links.is_empty() { NO_LINKS } else { place(links) },
                is_failure: false,
                code: StringId::EMPTY,
                reason: StringId::EMPTY,
            },
            File::Failed { path, code, reason } => BatchEntry {
                path: strings.intern(path),
                is_failure: true,
                code: strings.intern(code),
                reason: strings.intern(reason),
                normalized_path: StringId::EMPTY,
                record: 0,
                links: NO_LINKS,
            },
        })
        .collect();

    let mut out = Vec::with_capacity(offset * 4 + strings.blob().len() + entries.len() * 28 + 512);
    let mut writer = SectionWriter::new(&mut out, BATCH_MAGIC, 0, batch_section::COUNT);
    write_table::<SHOWN, _>(&mut writer, &[progress]);
    writer.strings(&strings);
    write_table::<SHOWN, _>(&mut writer, &entries);
    let containers = files.iter().flat_map(|file| match file {
        File::Analyzed { record, links, .. } => [*record, *links],
        File::Failed { .. } => [&[][..]; 2],
    });
    writer.nested(containers);
    writer.finish();
    out
}

/// What `read` makes of the files of such a buffer.
///
/// # Errors
/// If it is none.
pub fn read_files<R>(bytes: &[u8], read: impl FnOnce(&[File<'_>]) -> R) -> Result<R, DecodeError> {
    let sections = Sections::new(bytes, BATCH_MAGIC, batch_section::COUNT, "batch")?;
    let strings = sections.strings(batch_section::STRING_ENDS)?;
    let lengths = Lengths { strings: strings.len(), ..Lengths::default() };
    let entries = read_table::<SHOWN, BatchEntry>(&sections, batch_section::ENTRIES, &lengths)?;
    let payload = sections.words(batch_section::PAYLOAD)?;
    let files = entries.iter().map(|entry| {
        let path = strings.get(entry.path);
        Ok(if entry.is_failure {
            File::Failed { path, code: strings.get(entry.code), reason: strings.get(entry.reason) }
        } else {
            File::Analyzed {
                path,
                normalized_path: strings.get(entry.normalized_path),
                record: nested(payload, entry.record)?,
                links: if entry.links == NO_LINKS { &[] } else { nested(payload, entry.links)? },
            }
        })
    });
    Ok(read(&files.collect::<Result<Vec<_>, DecodeError>>()?))
}

/// The links of files that follow each other, with the number of the first.
pub type LinksOfFiles<'a> = (usize, Vec<&'a [u8]>);

/// The links of such a buffer. Nothing if one of the files cannot be linked.
///
/// # Errors
/// If it is none, or its files do not follow each other.
pub fn read_links(bytes: &[u8]) -> Result<Option<LinksOfFiles<'_>>, DecodeError> {
    let sections = Sections::new(bytes, LINKS_MAGIC, links_section::COUNT, "links of a graph")?;
    let strings = sections.strings(links_section::STRING_ENDS)?;
    let lengths = Lengths { strings: strings.len(), ..Lengths::default() };
    let entries = read_table::<SHOWN, LinksEntry>(&sections, links_section::ENTRIES, &lengths)?;
    let payload = sections.words(links_section::PAYLOAD)?;
    let first = entries.first().map_or(0, |entry| entry.file);
    if !entries.iter().map(|entry| entry.file).eq(first..first + entries.len() as u32) {
        return Err(DecodeError::Corrupt("files"));
    }
    if entries.iter().any(|entry| entry.links == NO_LINKS) {
        return Ok(None);
    }
    let links = entries.iter().map(|entry| nested(payload, entry.links));
    Ok(Some((first as usize, links.collect::<Result<_, _>>()?)))
}

/// The container that begins with this word.
fn nested(payload: &[[u8; 4]], begin: u32) -> Result<&[u8], DecodeError> {
    const CUT: DecodeError = DecodeError::Corrupt("payload");
    let rest = payload.get(begin as usize..).ok_or(CUT)?;
    let length = u32::from_le_bytes(*rest.get(header::LENGTH).ok_or(CUT)?);
    Ok(rest.get(..length as usize).ok_or(CUT)?.as_flattened())
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
