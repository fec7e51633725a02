//! The bodies of all functions of an index.
//!
//! In: the records of its files, file by file, as JavaScript reads them. Out: [`Bodies`], by which functions are found that have
//! a body, a signature, or a body like one. Of a function it has two numbers; of each distinct body its hash, its sketch and its
//! places in the order of [`Neighbours`]: about half of all functions have a body that another one has as well, so that is 60 to 75
//! bytes a function. What is known of files that are as they were is used again.

use super::neighbours::Neighbours;
use super::{Shingles, Sketch};
use crate::error::FileFailure;
use crate::graph::FileId;
use crate::query::edges::{SymbolId, SymbolRef};
use crate::query::file::Outline;
use crate::query::index::Index;
use crate::record::FileRecord;
use foldhash::HashMap;
use std::sync::{Arc, Weak};

/// A text that is only compared: the first bytes of its BLAKE3.
type TextHash = u64;

/// A function's body and signature, as they are read.
#[derive(Debug, Clone, Copy)]
pub struct Body {
    hash: TextHash,
    signature: TextHash,
    sketch: Sketch,
}

/// A function's body and signature, by number.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    body: u32,
    signature: u32,
}

/// What is known of a file.
#[derive(Debug, Clone)]
enum OfFile {
    /// Its functions, as long as it has this outline.
    Functions(Weak<Outline>, Box<[Numbered]>),
    /// Why it could not be read.
    Failed(Weak<Outline>, FileFailure),
}

impl OfFile {
    fn is_of(&self, outline: &Arc<Outline>) -> bool {
        let (Self::Functions(of, _) | Self::Failed(of, _)) = self;
        std::ptr::eq(of.as_ptr(), Arc::as_ptr(outline))
    }
}

/// The bodies of all functions of an index.
#[derive(Debug, Default)]
pub struct Bodies {
    /// By number of the file.
    files: Vec<Option<OfFile>>,
    /// Of each distinct body.
    hashes: Vec<TextHash>,
    sketches: Vec<Sketch>,
    neighbours: Neighbours,
    /// Distinct signatures.
    signatures: Vec<TextHash>,
}

/// The rank of an equal body, in thousandths.
pub(super) const EQUAL: u32 = 1000;

/// What is looked for.
pub(super) struct Wanted {
    body: Option<(TextHash, Sketch)>,
    signature: Option<TextHash>,
    /// Whether a function that has the signature is looked for, whatever its body.
    signature_counts: bool,
}

/// A function that is found.
pub(super) struct Alike {
    pub(super) function: SymbolRef,
    /// How much its body is like the wanted one, in thousandths.
    pub(super) rank: u32,
    /// Whether that is enough.
    pub(super) is_near: bool,
    /// Whether its signature is the wanted one.
    pub(super) has_signature: bool,
}

/// Gives each text a number.
#[derive(Default)]
struct Numbers(HashMap<TextHash, u32>);

impl Numbers {
    /// The number of a text, and whether it is new.
    fn of(&mut self, text: TextHash) -> (u32, bool) {
        let next = self.0.len() as u32;
        let number = *self.0.entry(text).or_insert(next);
        (number, number == next)
    }
}

fn text_hash(text: &str) -> TextHash {
    let hash = blake3::hash(text.as_bytes());
    TextHash::from_le_bytes(std::array::from_fn(|at| hash.as_bytes()[at]))
}

/// The bodies of a file's functions, in the order of its rows.
#[must_use]
pub fn bodies_of(record: &FileRecord) -> Vec<Body> {
    let body = |row: &crate::record::FunctionRow| {
        let text = record.hash_text.get(row.hash.range()).unwrap_or_default();
        let signature = text_hash(record.text(row.signature_hash));
        Body { hash: text_hash(text), signature, sketch: Sketch::of(&Shingles::of(text)) }
    };
    record.functions.iter().map(body).collect()
}

impl Bodies {
    /// The files of an index that it does not know, in the order of their paths.
    #[must_use]
    pub fn missing(&self, index: &Index) -> Vec<FileId> {
        let is_known = |id: FileId, outline| self.of_file(id).is_some_and(|known| known.is_of(outline));
        index.files().filter(|(id, file)| !is_known(*id, &file.outline)).map(|(id, _)| id).collect()
    }

    fn of_file(&self, id: FileId) -> Option<&OfFile> {
        self.files.get(id.0 as usize)?.as_ref()
    }

    /// Those of an index, of which these are the files that [`Bodies::missing`] names.
    #[must_use]
    pub fn with(&self, index: &Index, anew: Vec<(FileId, Result<Vec<Body>, FileFailure>)>) -> Self {
        let mut anew: HashMap<FileId, _> = anew.into_iter().collect();
        let (mut bodies, mut signatures) = (Numbers::default(), Numbers::default());
        let mut next = Self::default();
        for (id, file) in index.files() {
            let outline = Arc::downgrade(&file.outline);
            let known: Vec<Body> = match (anew.remove(&id), self.of_file(id)) {
                (Some(Ok(functions)), _) => functions,
                (None, Some(OfFile::Functions(_, functions))) => functions.iter().map(|one| self.body(*one)).collect(),
                (Some(Err(failure)), _) => {
                    next.put(id, OfFile::Failed(outline, failure));
                    continue;
                }
                (None, known) => {
                    known.into_iter().for_each(|known| next.put(id, known.clone()));
                    continue;
                }
            };
            let mut numbered = |body: Body| {
                let (number, is_new) = bodies.of(body.hash);
                if is_new {
                    next.hashes.push(body.hash);
                    next.sketches.push(body.sketch);
                }
                let (signature, is_new) = signatures.of(body.signature);
                if is_new {
                    next.signatures.push(body.signature);
                }
                Numbered { body: number, signature }
            };
            let functions = known.into_iter().map(&mut numbered).collect();
            next.put(id, OfFile::Functions(outline, functions));
        }
        next.hashes.shrink_to_fit();
        next.sketches.shrink_to_fit();
        let sketches = &next.sketches;
        next.neighbours = Neighbours::new(sketches.len() as u32, |number| &sketches[number as usize]);
        next
    }

    fn put(&mut self, id: FileId, of: OfFile) {
        let slots = self.files.len().max(id.0 as usize + 1);
        self.files.resize(slots, None);
        self.files[id.0 as usize] = Some(of);
    }

    fn body(&self, Numbered { body, signature }: Numbered) -> Body {
        Body {
            hash: self.hashes[body as usize],
            signature: self.signatures[signature as usize],
            sketch: self.sketches[body as usize],
        }
    }

    /// The body of a function.
    pub(super) fn of(&self, function: SymbolRef) -> Option<Body> {
        match self.of_file(function.file)? {
            OfFile::Functions(_, all) if !function.symbol.is_type() => {
                Some(self.body(*all.get(function.symbol.row())?))
            }
            _ => None,
        }
    }

    /// The files that could not be read, in the order of their paths.
    pub(super) fn failures<'b>(&'b self, index: &'b Index) -> impl Iterator<Item = &'b FileFailure> {
        index.files().filter_map(|(id, _)| match self.of_file(id)? {
            OfFile::Failed(_, failure) => Some(failure),
            OfFile::Functions(..) => None,
        })
    }

    /// The functions whose bodies are at least so much like the wanted one, and, if its signature counts, those that have that.
    pub(super) fn like(&self, wanted: &Wanted, least: u32) -> Vec<Alike> {
        let near: HashMap<u32, u32> = wanted.body.as_ref().map_or_else(HashMap::default, |of| {
            let sketch = |number: u32| &self.sketches[number as usize];
            let near = self.neighbours.near(&of.1, f64::from(least) / f64::from(EQUAL), sketch).into_iter();
            let ranks = near.map(|near| (near.number, self.rank(near.number, of)));
            ranks.filter(|(_, rank)| *rank >= least).collect()
        });
        let signature = wanted.signature.and_then(|hash| self.signatures.iter().position(|known| *known == hash));
        let mut alike = Vec::new();
        for (file, of) in (0..).map(FileId).zip(&self.files) {
            let Some(OfFile::Functions(_, functions)) = of else { continue };
            for (row, function) in (0..).zip(functions) {
                let rank = near.get(&function.body).copied();
                let has_signature = signature == Some(function.signature as usize);
                if rank.is_some() || has_signature && wanted.signature_counts {
                    let of_body = || wanted.body.as_ref().map_or(0, |of| self.rank(function.body, of));
                    let function = SymbolRef { file, symbol: SymbolId::function(row) };
                    let (is_near, rank) = (rank.is_some(), rank.unwrap_or_else(of_body));
                    alike.push(Alike { function, rank, is_near, has_signature });
                }
            }
        }
        alike
    }

    /// How much a body is like another.
    fn rank(&self, number: u32, (hash, sketch): &(TextHash, Sketch)) -> u32 {
        if self.hashes[number as usize] == *hash {
            return EQUAL;
        }
        let estimate = self.sketches[number as usize].similarity(sketch);
        ((estimate * f64::from(EQUAL)).round() as u32).min(EQUAL - 1)
    }
}

impl Wanted {
    /// What is like this function, and its signature alone as well if that counts.
    pub(super) const fn of(body: &Body, signature_counts: bool) -> Self {
        Self { body: Some((body.hash, body.sketch)), signature: Some(body.signature), signature_counts }
    }

    /// What is like these texts: a `functionHash` and a `signatureHash`.
    pub(super) fn of_hashes(body: Option<&str>, signature: Option<&str>) -> Self {
        let body = body.map(|text| (text_hash(text), Sketch::of(&Shingles::of(text))));
        Self { body, signature: signature.map(text_hash), signature_counts: signature.is_some() }
    }
}
