//! What an index answers, kept in a store: opened again, nothing is read, decoded or linked but what is asked.
//!
//! In: all that decides what an index answers. Out: an entry that names the [pieces](crate::query::image) that answer, each kept
//! by its content, so that two images share the pieces in which they do not differ. It names, too, the pieces of the
//! [program](crate::graph::relinking::image) with which edits are followed: these are read when a file has changed.
//!
//! An image is found by the paths of all files and the hash of what each holds; by the files that failed, and why; and by what
//! the search for files came to beside them. Where imports lead depends on more: on the folders and manifests that resolvers
//! [look at](crate::resolve::looks), which are not known before they have looked. So an entry says itself at what was looked, and
//! what that came to, and whoever opens it looks again. Of equal files there may be several entries, one for each state of the
//! manifests that was met. Nothing of it depends on where the root is. What is damaged, or of another version, is as what is not
//! there, and so is an entry of which a piece is; where a piece of the program is, all files are linked at the first edit.
//!
//! The store knows, too, which entry of a root was kept last. Where none is of the files as they are, that one's program is brought up
//! to date from there, as an index is that was open all the while (`opening`). Of those before it a few stay (`former`). `form` is how an
//! entry is written.

mod form;
mod former;
mod opening;

pub use self::former::forget_former;
pub use self::opening::{Dormant, Opening, hashes, open};

pub(super) use self::form::{put_failures, put_stats, put_warnings, take_failures, take_stats, take_warnings};

use self::form::{put_looked, put_pairs, take_looked, take_pairs};
use crate::error::{Error, FailureCode, FileFailure, Warning, contained};
use crate::graph::FileId;
use crate::graph::relinking::Linked as Program;
use crate::graph::relinking::image::{Resting, Taken, Waking};
use crate::indexing::kept::Kept;
use crate::indexing::maker::Failed;
use crate::options::Options;
use crate::query::Index;
use crate::query::image::{self, Image};
use crate::query::stats::Stats;
use crate::record::compact::bytes::{Input, put_bytes, put_number};
use crate::resolve::looks::Looked;
use crate::source::paths::{RelativePath, relative, slashed};
use crate::store::Key;
use crate::stream::each;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The code that decides what an image says, beside that which decides what is known of a file.
pub const CODE: &str = env!("CKG_INDEX_FINGERPRINT");

/// So many entries are kept of the same files.
const VARIANTS: u8 = 8;

/// What decides what an index answers, beside its files and what they hold.
#[derive(Debug, Clone, Default)]
pub struct Grounds {
    /// Files that are not in it.
    pub failed: BTreeMap<RelativePath, Failed>,
    /// Files that were found under the name of a link.
    pub aliases: Arc<[(String, String)]>,
    /// Folders that cannot be searched.
    pub unsearched: Vec<FileFailure>,
    /// What imports depend on.
    pub looked: Arc<Looked>,
    /// What was wrong with that: what was looked at decides it, so no entry is found by it.
    pub warnings: Arc<[Warning]>,
}

impl Grounds {
    /// Whether a later look would find the same of whatever is the same.
    pub fn are_certain(&self) -> bool {
        // What fails for want of time or memory may succeed the next time.
        let is_certain = |code: FailureCode| {
            !matches!(code, FailureCode::ParseTimeout | FailureCode::ParseMemory | FailureCode::Internal)
        };
        !self.looked.is_contradictory() && self.failed.values().all(|(code, _)| is_certain(*code))
    }

    /// These grounds, with paths below the root where they can be.
    fn below(&self, root: &Path) -> Told {
        let path = |path: &str| relative(root, path).to_owned();
        let failed = |(path, (code, reason)): (&RelativePath, &Failed)| FileFailure {
            path: path.to_string(),
            code: *code,
            reason: reason.clone(),
        };
        let unsearched = |failure: &FileFailure| FileFailure { path: path(&failure.path), ..failure.clone() };
        Told {
            failed: self.failed.iter().map(failed).collect(),
            aliases: self.aliases.iter().map(|(at, name)| (path(at), path(name))).collect(),
            unsearched: self.unsearched.iter().map(unsearched).collect(),
            warnings: self.warnings.iter().map(|of| Warning { path: path(&of.path), ..of.clone() }).collect(),
        }
    }

    /// What entries of these files are found by.
    fn key<'f>(&self, root: &Path, files: impl Iterator<Item = (&'f str, &'f [u8; 32])>) -> Key {
        let mut parts = Vec::new();
        let put = |parts: &mut Vec<u8>, texts: &[&str]| texts.iter().for_each(|text| put_bytes(parts, text.as_bytes()));
        for (path, hash) in files {
            put_bytes(&mut parts, path.as_bytes());
            parts.extend_from_slice(hash);
        }
        let mut failed = Vec::new();
        for (path, (code, reason)) in &self.failed {
            put(&mut failed, &[path, code.as_str(), reason]);
        }
        let mut found = Vec::new();
        for (path, name) in &*self.aliases {
            put(&mut found, &[relative(root, path), relative(root, name)]);
        }
        for FileFailure { path, code, reason } in &self.unsearched {
            put(&mut found, &[relative(root, path), code.as_str(), reason]);
        }
        Key::of("index", &[CODE.as_bytes(), &parts, &failed, &found])
    }
}

fn variant(key: Key, number: u8) -> Key {
    Key::of("variant of an index", &[&key.0, &[number]])
}

/// Pieces are kept by what they are.
fn piece_key(bytes: &[u8]) -> Key {
    Key::of("piece of an index", &[CODE.as_bytes(), bytes])
}

/// What grounds say in texts, with paths below the root where they can be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Told {
    failed: Vec<FileFailure>,
    aliases: Vec<(String, String)>,
    unsearched: Vec<FileFailure>,
    warnings: Vec<Warning>,
}

impl Told {
    /// The grounds of a root that say this.
    fn of(self, root: &Path, looked: Arc<Looked>) -> Grounds {
        let at = |path: &str| slashed(&root.join(path));
        let failed = |FileFailure { path, code, reason }| (RelativePath::from(Arc::from(path)), (code, reason));
        let unsearched = |failure: FileFailure| FileFailure { path: at(&failure.path), ..failure };
        Grounds {
            failed: self.failed.into_iter().map(failed).collect(),
            aliases: self.aliases.iter().map(|(path, name)| (at(path), at(name))).collect(),
            unsearched: self.unsearched.into_iter().map(unsearched).collect(),
            looked,
            warnings: self.warnings.into_iter().map(|of| Warning { path: at(&of.path), ..of }).collect(),
        }
    }
}

/// An entry: what an image is made of, and what it holds for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    looked: Looked,
    told: Told,
    stats: Stats,
    pieces: Vec<Key>,
    names: Vec<Key>,
    /// None, if the program was not kept.
    program: Vec<Key>,
}

impl Entry {
    /// Keeps the pieces of an index and of its program, and says what it is made of. Blocks on a thread that is none of the pool's.
    ///
    /// # Errors
    /// [`Error::NoThreads`].
    pub fn keep(
        kept: &Arc<Kept>,
        index: &Arc<Index>,
        stats: &Stats,
        program: Option<Resting>,
        threads: usize,
    ) -> Result<Self, Error> {
        let pieces: Arc<[Range<u32>]> = image::pieces(index).into();
        let (asked, keeping, ranges) = (Arc::clone(index), Arc::clone(kept), Arc::clone(&pieces));
        let made =
            each(threads, pieces.len(), move |number| keep_bytes(&keeping, image::put_piece(&asked, &ranges[number])))?;
        // What could not be linked is in the program alone.
        let is_its = |program: &Resting| index.files().map(|(id, _)| id).eq(program.numbers().iter().copied());
        let program = program.filter(is_its).map(|program| keep_program(kept, program, &pieces, threads));
        let pieces = made.into_iter().map(|key| key.map_err(Error::Internal)).collect::<Result<_, _>>()?;
        let names = image::names(index).into_iter().map(|bytes| keep_bytes(kept, bytes));
        let (names, program) = (names.collect(), program.transpose()?.flatten().unwrap_or_default());
        Ok(Self { stats: stats.clone(), pieces, names, program, ..Self::default() })
    }

    /// Keeps it as what answers for these files on these grounds; what it is found by, unless too much was kept of these files.
    pub fn keep_for(&mut self, kept: &Kept, index: &Index, grounds: &Grounds, root: &Path) -> Option<Key> {
        self.looked = (*grounds.looked).clone();
        self.told = grounds.below(root);
        let files = index.files().map(|(_, file)| (file.path(), &file.outline.content_hash));
        let key = grounds.key(root, files);
        let bytes = self.put();
        for key in (0..VARIANTS).map(|number| variant(key, number)) {
            match kept.piece(key) {
                None => {
                    kept.keep_piece(key, bytes);
                    return Some(key);
                }
                Some(other) if Self::take(&other).is_some_and(|other| other.serves_as(self, kept)) => return Some(key),
                Some(_) => {}
            }
        }
        None
    }

    /// Whether it is of the same image, and edits are followed with it as well.
    fn serves_as(&self, other: &Self, kept: &Kept) -> bool {
        let is_same_image = (&self.looked, &self.told, &self.stats, &self.pieces, &self.names)
            == (&other.looked, &other.told, &other.stats, &other.pieces, &other.names);
        is_same_image && (other.program.is_empty() || self.has_program(kept))
    }

    /// Whether the program seems to be there.
    fn has_program(&self, kept: &Kept) -> bool {
        !self.program.is_empty() && kept.has_pieces(&self.program)
    }

    fn put(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_looked(&mut out, &self.looked);
        put_failures(&mut out, &self.told.failed);
        put_pairs(&mut out, &self.told.aliases);
        put_failures(&mut out, &self.told.unsearched);
        put_warnings(&mut out, &self.told.warnings);
        put_stats(&mut out, &self.stats);
        for keys in [&self.pieces, &self.names, &self.program] {
            put_number(&mut out, keys.len() as u32);
            keys.iter().for_each(|key| out.extend_from_slice(&key.0));
        }
        out
    }

    fn take(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let looked = take_looked(&mut input)?;
        let (failed, aliases) = (take_failures(&mut input)?, take_pairs(&mut input)?);
        let (unsearched, warnings) = (take_failures(&mut input)?, take_warnings(&mut input)?);
        let told = Told { failed, aliases, unsearched, warnings };
        let stats = take_stats(&mut input)?;
        let mut keys = || -> Option<Vec<Key>> {
            let count = input.count().ok()?;
            (0..count).map(|_| Some(Key(input.take(32).ok()?.try_into().ok()?))).collect()
        };
        let (pieces, names, program) = (keys()?, keys()?, keys()?);
        input.end().ok()?;
        Some(Self { looked, told, stats, pieces, names, program })
    }

    /// The image, if all of it is there.
    fn image(&self, kept: &Arc<Kept>, options: &Options) -> Result<Option<Image>, Error> {
        let keys: Arc<[Key]> = self.pieces.iter().chain(&self.names).copied().collect();
        let (asked, keeping) = (Arc::clone(&keys), Arc::clone(kept));
        let read = each(options.threads(), keys.len(), move |number| keeping.piece(asked[number]))?;
        let read: Option<Vec<Arc<[u8]>>> = read.into_iter().map(|bytes| bytes.ok().flatten()).collect();
        let Some(mut pieces) = read else { return Ok(None) };
        let names = pieces.split_off(self.pieces.len());
        Ok(Image::of(pieces, names).ok())
    }
}

/// Keeps a piece by its content.
fn keep_bytes(kept: &Kept, bytes: Vec<u8>) -> Key {
    let key = piece_key(&bytes);
    kept.keep_piece(key, bytes);
    key
}

/// Keeps the parts of a program, if all of it can be kept; `ranges` say which files are together in one.
fn keep_program(
    kept: &Arc<Kept>,
    mut program: Resting,
    ranges: &[Range<u32>],
    threads: usize,
) -> Result<Option<Vec<Key>>, Error> {
    let parts = program.parts(ranges);
    let keeping = Arc::clone(kept);
    let made = each(threads, parts.len(), move |number| Some(keep_bytes(&keeping, program.put(&parts[number])?)))?;
    Ok(made.into_iter().map(|key| key.ok().flatten()).collect())
}

/// The program of which these are the parts, and the numbers of its files in the order of their paths; nothing, if a part is not there.
/// May block.
///
/// # Errors
/// [`Error::NoThreads`].
pub fn program(
    parts: &Arc<[Key]>,
    paths: &[Arc<str>],
    kept: &Arc<Kept>,
    threads: usize,
) -> Result<Option<(Program, Vec<FileId>)>, Error> {
    let (asked, keeping) = (Arc::clone(parts), Arc::clone(kept));
    let taken = each(threads, parts.len(), move |number| Taken::of(&keeping.piece(asked[number])?).ok())?;
    let Some(taken) = taken.into_iter().map(|part| part.ok().flatten()).collect() else { return Ok(None) };
    let Ok(waking) = Waking::of(paths, taken) else { return Ok(None) };
    let waking = Arc::new(waking);
    let asked = Arc::clone(&waking);
    let unpacked = each(threads, waking.pieces(), move |number| asked.unpack(number))?;
    let waking = Arc::into_inner(waking).filter(|_| unpacked.iter().all(Result::is_ok));
    let numbers = waking.as_ref().map(|waking| waking.numbers().to_vec());
    // Bytes may be a forger's.
    let program = waking.and_then(|waking| contained(|| waking.end()).ok());
    Ok(program.zip(numbers))
}
