//! What a batch or a graph holds, densely: its files with their records and links, its failures, how far it is.
//!
//! In: encoded records and links, with the root whose paths are in them. Out: streams of bytes in which nothing has the root, and
//! the same records and links under another. What is read is checked as if it came from elsewhere, which it may.

use super::frame::{Content, Packed, Sealed, seal};
use super::gaps::without_gaps;
use super::roots::Prefix;
use crate::error::Error;
use crate::graph::compact::{compact_links, expand_links};
use crate::graph::encode::decode_links;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::compact::{compact_record, expand_record};
use crate::record::decode::decode_record;
use crate::record::sections::DecodeError;
use crate::source::paths::{RelativePath, RootText};
use std::path::Path;

/// The streams, by number.
const INDEX: usize = 0;
const SOURCES: usize = 1;
const RECORDS: usize = 2;
const LINKS: usize = 3;

/// Bytes of records and links that are read together.
const PIECE: usize = 1 << 18;

/// Bytes that what an index says may take: so many in any case, and for each byte of all. Each path has the root in front, and a
/// file is in memory more than its bytes.
const ROOM: usize = 256 << 20;
const ROOM_A_BYTE: usize = 64;

/// How far a batch is in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// The batch's number.
    pub batch_index: u32,
    /// Files that are done.
    pub processed_files: u32,
    /// All files.
    pub total_files: u32,
    /// All batches, as far as is known.
    pub total_batches: u32,
}

/// A file with its record.
#[derive(Debug, Clone, Copy)]
pub struct Analyzed<'a> {
    /// The path as it was given.
    pub path: &'a str,
    /// The absolute path.
    pub normalized_path: &'a str,
    /// Its encoded record.
    pub record: &'a [u8],
}

/// A file without one, or what could not be searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The path as it was given.
    pub path: String,
    /// The stable code.
    pub code: String,
    /// Why.
    pub reason: String,
}

/// A file, as the index has it.
#[derive(Debug, Clone, Copy, Default)]
struct Lengths {
    source: usize,
    record: usize,
    /// Nothing where it has no links.
    links: usize,
}

/// What a batch or a graph holds, while it is put together.
#[derive(Debug)]
pub struct Files {
    root: RootText,
    prefix: Prefix,
    /// How far the last batch was.
    pub progress: Progress,
    /// Paths of files, as the index has them.
    paths: Vec<Vec<u8>>,
    lengths: Vec<Lengths>,
    failures: Vec<Failure>,
    /// What manifests did not add; paths are absolute.
    warnings: Vec<Failure>,
    /// Sources, records and links of some files each.
    packed: [Vec<Packed>; 3],
    /// How many files have their links.
    linked: usize,
}

/// Records of some files, made dense.
#[derive(Debug, Clone)]
pub struct DenseRecords {
    paths: Vec<Vec<u8>>,
    lengths: Vec<Lengths>,
    sources: Packed,
    records: Packed,
}

/// Links of some files that follow each other, made dense.
#[derive(Debug, Clone)]
pub struct DenseLinks {
    lengths: Vec<usize>,
    links: Packed,
}

impl Files {
    /// Nothing yet of what has its paths below this root.
    #[must_use]
    pub fn new(root: RootText) -> Self {
        Self {
            prefix: Prefix::of(&root),
            root,
            progress: Progress::default(),
            paths: Vec::new(),
            lengths: Vec::new(),
            failures: Vec::new(),
            warnings: Vec::new(),
            packed: Default::default(),
            linked: 0,
        }
    }

    /// Adds files.
    pub fn add_records(&mut self, files: DenseRecords) {
        let DenseRecords { paths, lengths, sources, records } = files;
        self.paths.extend(paths);
        self.lengths.extend(lengths);
        self.packed[SOURCES - 1].push(sources);
        self.packed[RECORDS - 1].push(records);
    }

    /// Adds the links of the next files, the first of which has this number.
    ///
    /// # Errors
    /// If they are not the next ones.
    pub fn add_links(&mut self, first: usize, links: DenseLinks) -> Result<(), Error> {
        let end = first + links.lengths.len();
        if first != self.linked || end > self.lengths.len() {
            return Err(Error::Internal("links of another file".to_owned()));
        }
        for (lengths, links) in self.lengths[first..end].iter_mut().zip(links.lengths) {
            lengths.links = links;
        }
        self.linked = end;
        self.packed[LINKS - 1].push(links.links);
        Ok(())
    }

    /// Adds a failure.
    pub fn add_failure(&mut self, failure: Failure) {
        self.failures.push(failure);
    }

    /// Adds what a manifest or a folder did not add to results.
    pub fn add_warning(&mut self, warning: Failure) {
        self.warnings.push(warning);
    }

    /// Everything as callers keep it.
    ///
    /// # Errors
    /// If it is too large.
    pub fn seal(&self, content: Content) -> Result<Vec<u8>, Error> {
        let mut streams = vec![self.index(), Vec::new(), Vec::new(), Vec::new()];
        for (stream, packed) in streams[SOURCES..].iter_mut().zip(&self.packed) {
            packed.iter().try_for_each(|packed| packed.unpack(stream))?;
        }
        seal(content, &self.root.absolute(""), streams)
    }

    fn index(&self) -> Vec<u8> {
        let mut index = Vec::new();
        let Progress { batch_index, processed_files, total_files, total_batches } = self.progress;
        let numbers = [batch_index, processed_files, total_files, total_batches];
        numbers.into_iter().for_each(|number| put_number(&mut index, number));
        put_number(&mut index, self.paths.len() as u32);
        self.paths.iter().for_each(|paths| index.extend_from_slice(paths));
        let columns: [fn(&Lengths) -> usize; 3] = [|of| of.source, |of| of.record, |of| of.links];
        for column in columns {
            self.lengths.iter().for_each(|of| put_number(&mut index, column(of) as u32));
        }
        for failures in [&self.failures, &self.warnings] {
            put_number(&mut index, failures.len() as u32);
            for Failure { path, code, reason } in failures {
                self.prefix.put(&mut index, path);
                put_bytes(&mut index, code.as_bytes());
                put_bytes(&mut index, reason.as_bytes());
            }
        }
        index
    }
}

/// Makes records and links dense, on any thread.
#[derive(Debug, Clone)]
pub struct Densifier {
    root: RootText,
    prefix: Prefix,
    hold: fn(Vec<u8>) -> Result<Packed, Error>,
}

impl Densifier {
    /// What has its paths below this root is held for long: it is compressed meanwhile.
    #[must_use]
    pub fn of_kept(root: RootText) -> Self {
        Self { prefix: Prefix::of(&root), root, hold: |bytes| Packed::quickly(&bytes) }
    }

    /// What has its paths below this root is sealed at once: to compress it before would be to do so twice.
    #[must_use]
    pub fn of_sealed(root: RootText) -> Self {
        Self { prefix: Prefix::of(&root), root, hold: |bytes| Ok(Packed::plain(bytes)) }
    }

    /// Makes records dense.
    ///
    /// # Errors
    /// If they are none, or there is no memory.
    pub fn records<'a>(&self, files: impl IntoIterator<Item = Analyzed<'a>>) -> Result<DenseRecords, Error> {
        let (mut paths, mut lengths) = (Vec::new(), Vec::new());
        let (mut sources, mut records) = (Vec::new(), Vec::new());
        for Analyzed { path, normalized_path, record } in files {
            let mut record = decode_record(record).map_err(|error| Error::Internal(error.to_string()))?;
            record.source = without_gaps(&record);
            let begin = records.len();
            compact_record(&record, &mut records);
            lengths.push(Lengths { source: record.source.len(), record: records.len() - begin, links: 0 });
            sources.extend_from_slice(record.source.as_bytes());
            let mut of_file = Vec::new();
            self.prefix.put(&mut of_file, normalized_path);
            // As it is, it is nearly always the same.
            put_number(&mut of_file, u32::from(path != normalized_path));
            if path != normalized_path {
                self.prefix.put(&mut of_file, path);
            }
            paths.push(of_file);
        }
        Ok(DenseRecords { paths, lengths, sources: (self.hold)(sources)?, records: (self.hold)(records)? })
    }

    /// Makes links dense; of a file without there are no bytes.
    ///
    /// # Errors
    /// If they are none, or there is no memory.
    pub fn links<'a>(&self, files: impl IntoIterator<Item = &'a [u8]>) -> Result<DenseLinks, Error> {
        let (mut lengths, mut dense) = (Vec::new(), Vec::new());
        for links in files {
            let begin = dense.len();
            if !links.is_empty() {
                let mut links = decode_links(links).map_err(|error| Error::Internal(error.to_string()))?;
                links.origins = self.prefix.origins(&links.strings);
                if !compact_links(&links, &self.root, &mut dense) {
                    return Err(Error::Internal("links that cannot be made dense".to_owned()));
                }
            }
            lengths.push(dense.len() - begin);
        }
        Ok(DenseLinks { lengths, links: (self.hold)(dense)? })
    }
}

/// How far a reader is.
#[derive(Debug, Default)]
struct Read {
    /// Files whose records were read.
    records: usize,
    /// Files whose links were read.
    links: usize,
    sources_end: usize,
    records_end: usize,
    links_end: usize,
}

/// What reads a batch or a graph that a caller kept, some files at a time.
#[derive(Debug)]
pub struct FilesReader {
    root: RootText,
    /// The root, as a folder.
    folder: String,
    /// How far it was.
    pub progress: Progress,
    /// What failed.
    pub failures: Vec<Failure>,
    /// What manifests and folders did not add.
    pub warnings: Vec<Failure>,
    files: Vec<(String, String, Lengths)>,
    sources: Vec<u8>,
    records: Vec<u8>,
    links: Vec<u8>,
    /// How many calls each file has whose record was read.
    calls: Vec<usize>,
    read: Read,
}

impl FilesReader {
    /// Reads what is known of all files; paths are below this root.
    ///
    /// # Errors
    /// If the streams are none that [`Files::seal`] made.
    pub fn new(sealed: &Sealed, root: RootText) -> Result<Self, Error> {
        let index = sealed.stream(INDEX)?;
        let (sources, records, links) = (sealed.stream(SOURCES)?, sealed.stream(RECORDS)?, sealed.stream(LINKS)?);
        let prefix = Prefix::of(&root);
        let (progress, files, [failures, warnings]) =
            read_index(&index, &prefix, ROOM + ROOM_A_BYTE * sealed.length()).map_err(corrupt)?;
        let sum = |column: fn(&Lengths) -> usize| files.iter().map(|(.., of)| column(of)).sum::<usize>();
        let lengths = [sum(|of| of.source), sum(|of| of.record), sum(|of| of.links)];
        if lengths != [sources.len(), records.len(), links.len()] {
            return Err(Error::EncodedCorrupt("lengths"));
        }
        let (folder, read) = (root.absolute(""), Read::default());
        Ok(Self { root, folder, progress, failures, warnings, files, sources, records, links, calls: Vec::new(), read })
    }

    /// The path of a file as it was given, with this root where it had the other, and the absolute one.
    #[must_use]
    pub fn paths(&self, file: usize) -> Option<(&str, &str)> {
        self.files.get(file).map(|(path, normalized_path, _)| (&**path, &**normalized_path))
    }

    /// Records of the next files, with the number of the first: as many as make a piece, or `all`. None at the end.
    ///
    /// # Errors
    /// If one of them contradicts itself.
    pub fn records(&mut self, all: bool) -> Result<(usize, Vec<Vec<u8>>), Error> {
        let (first, mut length) = (self.read.records, 0);
        let mut files = Vec::new();
        for (_, normalized_path, lengths) in &self.files[first..] {
            let source = take(&self.sources, &mut self.read.sources_end, lengths.source);
            let source = std::str::from_utf8(source).map_err(|_| Error::EncodedCorrupt("text"))?;
            let dense = take(&self.records, &mut self.read.records_end, lengths.record);
            let mut record = Vec::new();
            let below = RelativePath::below(Path::new(&self.folder), normalized_path);
            expand_record(dense, source, &below, &mut record).map_err(corrupt)?;
            self.calls.push(decode_record(&record).map_err(corrupt)?.calls.len());
            files.push(record);
            length += lengths.source + lengths.record;
            if length >= PIECE && !all {
                break;
            }
        }
        self.read.records += files.len();
        Ok((first, files))
    }

    /// Links of the next files whose records were read, with the number of the first: as many as make a piece, or `all`. Without
    /// bytes where a file has none; none at the end.
    ///
    /// # Errors
    /// If some of them contradict themselves, or are another file's.
    pub fn links(&mut self, all: bool) -> Result<(usize, Vec<Vec<u8>>), Error> {
        let (first, mut length) = (self.read.links, 0);
        let mut files = Vec::new();
        for ((.., lengths), calls) in self.files.iter().zip(&self.calls).skip(first) {
            let dense = take(&self.links, &mut self.read.links_end, lengths.links);
            let mut links = Vec::new();
            if !dense.is_empty() {
                expand_links(dense, &self.root, &mut links).map_err(corrupt)?;
                if decode_links(&links).map_err(corrupt)?.calls.len() != *calls {
                    return Err(Error::EncodedCorrupt("links of another file"));
                }
            }
            files.push(links);
            length += dense.len();
            if length >= PIECE && !all {
                break;
            }
        }
        self.read.links += files.len();
        Ok((first, files))
    }
}

/// The next bytes of a stream that is as long as all its pieces.
fn take<'a>(stream: &'a [u8], end: &mut usize, length: usize) -> &'a [u8] {
    let begin = *end;
    *end += length;
    &stream[begin..*end]
}

/// The last are failures and warnings.
type Index = (Progress, Vec<(String, String, Lengths)>, [Vec<Failure>; 2]);

fn read_index(index: &[u8], prefix: &Prefix, mut room: usize) -> Result<Index, DecodeError> {
    const OVERGROWN: DecodeError = DecodeError::Corrupt("it would grow out of proportion");
    let mut fill = |bytes: usize| {
        room = room.checked_sub(bytes).ok_or(OVERGROWN)?;
        Ok::<_, DecodeError>(())
    };
    let mut input = Input::new(index);
    let progress = Progress {
        batch_index: input.number()?,
        processed_files: input.number()?,
        total_files: input.number()?,
        total_batches: input.number()?,
    };
    let count = input.count()?;
    fill(count.saturating_mul(size_of::<(String, String, Lengths)>()))?;
    let mut files = Vec::with_capacity(count);
    for _ in 0..count {
        let normalized_path = prefix.take(&mut input)?;
        let path = match input.number()? {
            0 => normalized_path.clone(),
            1 => prefix.take(&mut input)?,
            _ => return Err(CUT),
        };
        fill(path.len() + normalized_path.len())?;
        files.push((path, normalized_path, Lengths::default()));
    }
    let columns: [fn(&mut Lengths) -> &mut usize; 3] = [|of| &mut of.source, |of| &mut of.record, |of| &mut of.links];
    for column in columns {
        for (.., of) in &mut files {
            *column(of) = input.number()? as usize;
        }
    }
    let mut told = [Vec::new(), Vec::new()];
    for failures in &mut told {
        let count = input.count()?;
        fill(count.saturating_mul(size_of::<Failure>()))?;
        for _ in 0..count {
            let path = prefix.take(&mut input)?;
            fill(path.len())?;
            failures.push(Failure { path, code: input.text()?.to_owned(), reason: input.text()?.to_owned() });
        }
    }
    input.end()?;
    Ok((progress, files, told))
}

fn corrupt(error: DecodeError) -> Error {
    match error {
        DecodeError::Corrupt(what) => Error::EncodedCorrupt(what),
        DecodeError::WrongMagic(_) | DecodeError::WrongVersion(_) => Error::EncodedCorrupt("container"),
    }
}
