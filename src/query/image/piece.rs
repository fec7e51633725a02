//! Some dozens of files of an index as bytes that say nothing of all others but the paths of those that they lead to: they are as they
//! were as long as these files and those are.
//!
//! In: files of an index. Out: their bytes, and a [`Piece`] of those, which finds a file's bytes and makes it.
//!
//! ```text
//! number of files; the path of each; of each, how many bytes it has, and what leads to it;
//! how many bytes are the paths of other files; number of these; the path of each
//! the files, each with what leads to it
//! ```

use super::Image;
use super::columns::{put_path, take_path};
use super::file::{put_file, put_leads_to, take_content_hash, take_file, take_leads_to};
use crate::graph::FileId;
use crate::languages::LanguageId;
use crate::query::file::{IndexedFile, Parts};
use crate::query::index::{Index, LeadsTo};
use crate::query::outline::{Outline, Shown};
use crate::record::Strings;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use foldhash::HashMap;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// The files of an index that stand there in the order of their paths, as bytes.
#[must_use]
pub fn put_piece(index: &Index, range: &Range<u32>) -> Vec<u8> {
    let range = range.start as usize..range.end as usize;
    let own: Vec<FileId> = index.in_order().get(range).unwrap_or_default().to_vec();
    let mut numbers: HashMap<FileId, u32> = own.iter().copied().zip(0..).collect();
    let mut others: BTreeMap<u32, FileId> = BTreeMap::new();
    for id in &own {
        let from = index.leads_to(*id).into_iter().flat_map(|of| of.edges.iter().map(|(_, from, _)| *from));
        let importers = index.importers(*id).iter().copied();
        let to = index.file(*id).into_iter().flat_map(IndexedFile::leads_to);
        let all = from.chain(importers).chain(to);
        let all = all.filter(|other| !numbers.contains_key(other) && index.position(*other) != u32::MAX);
        others.extend(all.map(|other| (index.position(other), other)));
    }
    numbers.extend(others.values().copied().zip(own.len() as u32..));
    // What leads to a file that is not there leads nowhere.
    let number = |id: FileId| numbers.get(&id).copied().unwrap_or(u32::MAX);

    let (mut out, mut bodies) = (Vec::new(), Vec::new());
    put_number(&mut out, own.len() as u32);
    let mut before = "";
    for id in &own {
        put_path(&mut out, before, index.path(*id));
        before = index.path(*id);
    }
    for id in &own {
        let begin = bodies.len();
        index.file(*id).into_iter().for_each(|file| put_file(&mut bodies, file, number));
        let middle = bodies.len();
        // An index that was linked has nothing where one of an image has an empty list.
        let leads_to = index.leads_to(*id).filter(|of| !of.edges.is_empty() || !of.importers.is_empty());
        leads_to.into_iter().for_each(|of| put_leads_to(&mut bodies, of, number));
        put_number(&mut out, (middle - begin) as u32);
        put_number(&mut out, (bodies.len() - middle) as u32);
    }
    let mut paths = Vec::new();
    put_number(&mut paths, others.len() as u32);
    let mut before = "";
    for id in others.values() {
        put_path(&mut paths, before, index.path(*id));
        before = index.path(*id);
    }
    put_bytes(&mut out, &paths);
    out.extend_from_slice(&bodies);
    out
}

/// A file of a piece: where it is in the bytes, and what was made of it.
#[derive(Debug)]
struct Kept {
    file: Range<u32>,
    leads_to: Range<u32>,
    made: OnceLock<Option<Arc<IndexedFile>>>,
    lost: OnceLock<Arc<IndexedFile>>,
    made_leads_to: OnceLock<Arc<LeadsTo>>,
}

/// Some dozens of files of an image.
#[derive(Debug)]
pub(super) struct Piece {
    bytes: Arc<[u8]>,
    /// The number of its first file.
    first: u32,
    others: Range<u32>,
    /// The files that it has numbers for.
    files: OnceLock<Box<[FileId]>>,
    kept: Box<[Kept]>,
}

impl Piece {
    /// The piece that these bytes are, whose first file is behind those of `paths`; its paths are added to them.
    pub fn of(bytes: Arc<[u8]>, paths: &mut Vec<Arc<str>>) -> Result<Self, DecodeError> {
        let first = paths.len() as u32;
        let mut input = Input::new(&bytes);
        let count = input.count()?;
        let mut path = String::new();
        for _ in 0..count {
            take_path(&mut input, &mut path)?;
            paths.push(path.as_str().into());
        }
        let lengths = (0..count).map(|_| Ok((input.number()?, input.number()?)));
        let lengths: Vec<(u32, u32)> = lengths.collect::<Result<_, DecodeError>>()?;
        let others = input.bytes()?.len() as u32;
        let begin = (bytes.len() - input.left()) as u32;
        let mut end = begin;
        let mut range = |length: u32| {
            let begin = end;
            end = end.checked_add(length).ok_or(CUT)?;
            Ok(begin..end)
        };
        let kept = lengths.into_iter().map(|(file, leads_to)| {
            Ok(Kept {
                file: range(file)?,
                leads_to: range(leads_to)?,
                made: OnceLock::new(),
                lost: OnceLock::new(),
                made_leads_to: OnceLock::new(),
            })
        });
        let kept = kept.collect::<Result<_, DecodeError>>()?;
        if end as usize != bytes.len() {
            return Err(CUT);
        }
        Ok(Self { bytes, first, others: begin - others..begin, files: OnceLock::new(), kept })
    }

    pub const fn first(&self) -> u32 {
        self.first
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    pub fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// The bytes, to be held together with it.
    pub fn shared_bytes(&self) -> Arc<[u8]> {
        Arc::clone(&self.bytes)
    }

    /// One of its files; nothing if its bytes are none of a file. The piece is one of `image`.
    pub fn file(&self, at: usize, image: &Image) -> Option<&Arc<IndexedFile>> {
        let kept = self.kept.get(at)?;
        let path = image.paths.get(self.first as usize + at)?;
        let make = || take_file(self.part(&kept.file), path, self.files(image)).ok();
        kept.made.get_or_init(|| make().map(Arc::new)).as_ref()
    }

    /// What one of its files held.
    pub fn content_hash(&self, at: usize) -> Option<[u8; 32]> {
        take_content_hash(self.part(&self.kept.get(at)?.file))
    }

    /// A file that nothing is known of.
    pub fn lost(&self, at: usize, paths: &[Arc<str>]) -> &Arc<IndexedFile> {
        let path = paths.get(self.first as usize + at).cloned().unwrap_or_default();
        self.kept[at].lost.get_or_init(|| Arc::new(nothing(path)))
    }

    /// What leads to one of its files.
    pub fn leads_to(&self, at: usize, image: &Image) -> &Arc<LeadsTo> {
        let kept = &self.kept[at];
        let make = || take_leads_to(self.part(&kept.leads_to), self.files(image)).unwrap_or_default();
        kept.made_leads_to.get_or_init(|| Arc::new(make()))
    }

    fn part(&self, range: &Range<u32>) -> &[u8] {
        self.bytes.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    fn files(&self, image: &Image) -> &[FileId] {
        self.files.get_or_init(|| {
            let own = (self.first..).take(self.kept.len()).filter_map(|position| image.numbers.at(position));
            own.chain(self.others(image).unwrap_or_default()).collect()
        })
    }

    /// The other files that it has numbers for.
    fn others(&self, image: &Image) -> Result<Vec<FileId>, DecodeError> {
        let mut input = Input::new(self.part(&self.others));
        let mut path = String::new();
        (0..input.count()?)
            .map(|_| {
                take_path(&mut input, &mut path)?;
                let found = image.paths.binary_search_by(|other| (**other).cmp(&path)).ok();
                let number = found.and_then(|position| image.numbers.at(position as u32));
                number.ok_or(DecodeError::Corrupt("path of a piece"))
            })
            .collect()
    }
}

fn nothing(path: Arc<str>) -> IndexedFile {
    let outline = Outline {
        language: LanguageId::of_path(&path).unwrap_or(LanguageId::ALL[0]),
        path,
        content_hash: [0; 32],
        bytes: 0,
        has_syntax_errors: false,
        strings: Strings::default(),
        lists: Box::default(),
        functions: Box::default(),
        types: Box::default(),
        calls: Box::default(),
        references: Box::default(),
        is_test: false,
        blocks: Box::default(),
        top_level: Box::default(),
        heads: Box::default(),
        decorated: Box::default(),
        shown: Shown::Held(Box::default()),
    };
    IndexedFile::from(Parts::of(outline.into()))
}
