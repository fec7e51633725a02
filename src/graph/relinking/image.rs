//! A linked program as bytes: to follow edits again, without anything being linked.
//!
//! In: a [`Linked`] program. Out: what it is [at rest](Resting), as [parts](Part), each of which is bytes of its own that are what they were where
//! nothing of it has changed: files by ranges of the order of their paths, the questions that were asked, and what is left. Of all
//! parts again the program, with the numbers that files had. Bytes may come from elsewhere: wrong ones are an error or a program that
//! answers something wrong, never a panic.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::linked::Linked;
use super::readers::{KeptReaders, Readers, put_listed, put_unlisted, take_listed, take_unlisted};
use crate::graph::links::packed_edges::PackedEdges;
use crate::graph::links::packed_heritage::{put_heritage, take_heritage};
use crate::graph::links::subtypes::Subtypes;
use crate::graph::links::supertypes::Heritage;
use crate::graph::names::at_rest::AtRest;
use crate::graph::names::files::FileId;
use crate::graph::names::program::Program;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number, unzigzag, zigzag};
use crate::record::sections::DecodeError;

/// So many questions are one part.
const QUESTIONS_A_PART: usize = 1 << 16;

/// For each file of a program there may be so many numbers that no file has, and so many beside.
const MAX_NUMBERS: (usize, usize) = (8, 1 << 16);

/// What a program is at rest, at one moment.
pub struct Resting {
    /// In the order of paths.
    files: Vec<FileAtRest>,
    numbers: Vec<FileId>,
    readers: KeptReaders,
}

struct FileAtRest {
    file: AtRest,
    edges: PackedEdges,
    heritage: Heritage,
}

/// A part of a program at rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part(Of);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Of {
    Files(Range<u32>),
    Listed(Range<usize>),
    Rest,
}

/// A part again.
pub struct Taken(What);

enum What {
    Files(Vec<FileAtRest>),
    Listed(Vec<u64>),
    /// The files' numbers, how many questions are listed, and what is known of who asked them.
    Rest(Vec<FileId>, usize, KeptReaders),
}

impl Linked {
    /// What it is at rest; nothing if not all that is known of it is packed, or not all of it is linked.
    #[must_use]
    pub fn resting(&self) -> Option<Resting> {
        let numbers: Vec<FileId> = self.program.ids().collect();
        let file = |id: &FileId| {
            Some(FileAtRest {
                file: self.program.at_rest(*id)?,
                edges: self.edges.get(id.0 as usize)?.as_ref().ok()?.clone(),
                heritage: self.heritage(*id).ok()?.clone(),
            })
        };
        let files = numbers.iter().map(file).collect::<Option<_>>()?;
        Some(Resting { files, numbers, readers: self.readers.kept() })
    }
}

impl Resting {
    /// The numbers of its files, in the order of their paths.
    #[must_use]
    pub fn numbers(&self) -> &[FileId] {
        &self.numbers
    }

    /// Its parts; `ranges` say which files are together in one.
    pub fn parts(&mut self, ranges: &[Range<u32>]) -> Vec<Part> {
        let listed = self.readers.put_in_order();
        let questions = (0..listed).step_by(QUESTIONS_A_PART);
        let questions = questions.map(|first| Of::Listed(first..listed.min(first + QUESTIONS_A_PART)));
        ranges.iter().cloned().map(Of::Files).chain(questions).chain([Of::Rest]).map(Part).collect()
    }

    /// A part as bytes; nothing if it could not be taken again.
    #[must_use]
    pub fn put(&self, Part(part): &Part) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        match part {
            Of::Files(range) => {
                out.push(0);
                let files = self.files.get(range.start as usize..range.end as usize)?;
                put_number(&mut out, files.len() as u32);
                for FileAtRest { file, edges, heritage } in files {
                    if !file.put(&mut out) {
                        return None;
                    }
                    put_bytes(&mut out, edges.bytes());
                    put_heritage(&mut out, heritage);
                }
            }
            Of::Listed(range) => {
                out.push(1);
                put_listed(&mut out, self.readers.listed.get(range.clone())?);
            }
            Of::Rest => {
                out.push(2);
                put_number(&mut out, self.numbers.len() as u32);
                let mut expected = 0_u32;
                for FileId(number) in &self.numbers {
                    put_number(&mut out, zigzag(number.wrapping_sub(expected)));
                    expected = number.wrapping_add(1);
                }
                put_number(&mut out, self.readers.listed.len() as u32);
                put_unlisted(&mut out, &self.readers);
            }
        }
        Some(out)
    }
}

impl Taken {
    /// A part that was [put](Resting::put). Any thread may.
    ///
    /// # Errors
    /// If the bytes are none of a part.
    pub fn of(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut input = Input::new(bytes);
        let what = match input.byte()? {
            0 => What::Files((0..input.count()?).map(|_| take_file(&mut input)).collect::<Result<_, _>>()?),
            1 => What::Listed(take_listed(&mut input)?),
            2 => {
                let mut expected = 0_u32;
                let numbers = (0..input.count()?).map(|_| {
                    let number = expected.wrapping_add(unzigzag(input.number()?));
                    expected = number.wrapping_add(1);
                    Ok(FileId(number))
                });
                let numbers = numbers.collect::<Result<_, DecodeError>>()?;
                let listed = input.number()? as usize;
                What::Rest(numbers, listed, take_unlisted(&mut input)?)
            }
            _ => return Err(CUT),
        };
        input.end()?;
        Ok(Self(what))
    }
}

fn take_file(input: &mut Input<'_>) -> Result<FileAtRest, DecodeError> {
    let file = AtRest::take(input)?;
    let edges = PackedEdges::of_bytes(input.bytes()?);
    Ok(FileAtRest { file, edges, heritage: take_heritage(input)? })
}

/// A program of which all parts are at hand.
pub struct Waking {
    program: Program,
    numbers: Vec<FileId>,
    shared: Vec<FileId>,
    edges: Vec<(FileId, PackedEdges, Heritage)>,
    readers: KeptReaders,
}

impl Waking {
    /// Begins with all parts, in their order. `paths` are those of its files, in their order.
    ///
    /// # Errors
    /// If the parts are not those of one program of these files.
    pub fn of(paths: &[Arc<str>], parts: Vec<Taken>) -> Result<Self, DecodeError> {
        let (mut files, mut listed, mut rest) = (Vec::with_capacity(paths.len()), Vec::new(), None);
        for Taken(part) in parts {
            match part {
                What::Files(more) => files.extend(more),
                What::Listed(more) => listed.extend(more),
                What::Rest(numbers, listed, readers) => rest = Some((numbers, listed, readers)),
            }
        }
        let (numbers, all_listed, mut readers) = rest.ok_or(CUT)?;
        let (times, beside) = MAX_NUMBERS;
        let most = files.len() * times + beside;
        let mut distinct = numbers.clone();
        distinct.sort_unstable();
        let are_distinct = distinct.windows(2).all(|two| two[0] != two[1]);
        let are_few = distinct.last().is_none_or(|last| (last.0 as usize) < most);
        if files.len() != paths.len() || numbers.len() != paths.len() || !are_distinct || !are_few {
            return Err(CUT);
        }
        readers.listed = Arc::new(listed);
        if readers.listed.len() != all_listed || !readers.is_whole() {
            return Err(CUT);
        }
        let (mut at_rest, mut edges) = (Vec::with_capacity(files.len()), Vec::with_capacity(files.len()));
        for ((id, path), of) in numbers.iter().zip(paths).zip(files) {
            at_rest.push((*id, Arc::clone(path), of.file));
            edges.push((*id, of.edges, of.heritage));
        }
        let program = Program::of_rest(at_rest);
        let shared = program.shared();
        Ok(Self { program, numbers, shared, edges, readers })
    }

    /// The numbers of its files, in the order of their paths.
    #[must_use]
    pub fn numbers(&self) -> &[FileId] {
        &self.numbers
    }

    /// How many files are to be [unpacked](Waking::unpack) before all of it is there.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.shared.len()
    }

    /// Unpacks one of these. Any thread may.
    pub fn unpack(&self, number: usize) {
        let _ = self.shared.get(number).map(|id| self.program.record(*id));
    }

    /// The program as it was.
    #[must_use]
    pub fn end(self) -> Linked {
        let program = Box::new(self.program.woken(&self.shared));
        let mut linked = Linked::default();
        (linked.program, linked.readers) = (program, Readers::of_kept(self.readers));
        linked.grow();
        for (id, edges, heritage) in self.edges {
            linked.edges[id.0 as usize] = Ok(edges);
            linked.heritages[id.0 as usize] = Ok(heritage);
        }
        let heritages: Vec<_> = linked.heritages.iter().map(|heritage| heritage.as_ref().ok()).collect();
        let subtypes = Subtypes::new(&linked.program, &heritages);
        *linked.subtypes = subtypes;
        linked.update_satisfied(&mut FxHashSet::default());
        linked
    }
}
