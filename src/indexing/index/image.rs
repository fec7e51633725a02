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

use super::look::Seen;
use super::{Control, Unchanged};
use crate::error::{Error, FailureCode, FileFailure, Warning, WarningCode, contained};
use crate::graph::FileId;
use crate::graph::relinking::Linked as Program;
use crate::graph::relinking::image::{Resting, Taken, Waking};
use crate::indexing::kept::Kept;
use crate::indexing::maker::{Failed, RecordMaker};
use crate::languages::LanguageId;
use crate::options::Options;
use crate::query::Index;
use crate::query::image::{self, Image};
use crate::query::stats::{Counts, Stats};
use crate::record::compact::bytes::{Input, put_bytes, put_number};
use crate::resolve::looks::{Look, Looked, Seen as Answer, look_again};
use crate::source::paths::{RelativePath, relative, slashed};
use crate::source::read::look_at;
use crate::store::Key;
use crate::store::manifest::Stamp;
use crate::stream::each;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// The code that decides what an image says, beside that which decides what is known of a file.
const CODE: &str = env!("CKG_INDEX_FINGERPRINT");

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

/// An entry: what an image is made of, and what it holds for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    looked: Looked,
    /// Paths are below the root where they can be.
    warnings: Vec<Warning>,
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

    /// Keeps it as what answers for these files on these grounds.
    pub fn keep_for(&mut self, kept: &Kept, index: &Index, grounds: &Grounds, root: &Path) {
        self.looked = (*grounds.looked).clone();
        let below = |warning: &Warning| Warning { path: relative(root, &warning.path).to_owned(), ..warning.clone() };
        self.warnings = grounds.warnings.iter().map(below).collect();
        let files = index.files().map(|(_, file)| (file.path(), &file.outline.content_hash));
        let key = grounds.key(root, files);
        let bytes = self.put();
        for number in 0..VARIANTS {
            match kept.piece(variant(key, number)) {
                None => return kept.keep_piece(variant(key, number), bytes),
                Some(other) if Self::take(&other).is_some_and(|other| other.serves_as(self, kept)) => return,
                Some(_) => {}
            }
        }
    }

    /// Whether it is of the same image, and edits are followed with it as well.
    fn serves_as(&self, other: &Self, kept: &Kept) -> bool {
        let is_same_image = (&self.looked, &self.warnings, &self.stats, &self.pieces, &self.names)
            == (&other.looked, &other.warnings, &other.stats, &other.pieces, &other.names);
        is_same_image && (other.program.is_empty() || self.has_program(kept))
    }

    /// Whether the program seems to be there.
    fn has_program(&self, kept: &Kept) -> bool {
        !self.program.is_empty() && kept.has_pieces(&self.program)
    }

    fn put(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_looked(&mut out, &self.looked);
        put_warnings(&mut out, &self.warnings);
        put_stats(&mut out, &self.stats);
        for keys in [&self.pieces, &self.names, &self.program] {
            put_number(&mut out, keys.len() as u32);
            keys.iter().for_each(|key| out.extend_from_slice(&key.0));
        }
        out
    }

    fn take(bytes: &[u8]) -> Option<Self> {
        let mut input = Input::new(bytes);
        let (looked, warnings) = (take_looked(&mut input)?, take_warnings(&mut input)?);
        let stats = take_stats(&mut input)?;
        let mut keys = || -> Option<Vec<Key>> {
            let count = input.count().ok()?;
            (0..count).map(|_| Some(Key(input.take(32).ok()?.try_into().ok()?))).collect()
        };
        let (pieces, names, program) = (keys()?, keys()?, keys()?);
        input.end().ok()?;
        Some(Self { looked, warnings, stats, pieces, names, program })
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

/// The index of these files, each as it looks now, if it was kept. May block.
///
/// # Errors
/// [`Error::NoThreads`]; [`Error::Aborted`].
pub fn find(
    root: &Path,
    options: &Options,
    maker: &Arc<RecordMaker>,
    mut grounds: Grounds,
    files: Vec<(RelativePath, Seen)>,
    control: &Control,
) -> Result<Option<Unchanged>, Error> {
    let Some(kept) = maker.shared_kept() else { return Ok(None) };
    let files = Arc::new(files);
    let hashes = hashes(&files, maker, options, control)?;
    let mut held = Vec::with_capacity(files.len());
    for ((path, _), hash) in files.iter().zip(hashes) {
        match hash {
            Ok(hash) => held.push((&**path, hash)),
            Err(failed) => drop(grounds.failed.insert(path.clone(), failed)),
        }
    }
    let key = grounds.key(root, held.iter().map(|(path, hash)| (*path, hash)));
    let entries = (0..VARIANTS).map_while(|number| kept.piece(variant(key, number)));
    let entries = entries.filter_map(|bytes| Entry::take(&bytes));
    let (with_program, without): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.has_program(&kept));
    for entry in with_program.into_iter().chain(without) {
        control.go_on()?;
        let looked = Arc::new(entry.looked.clone());
        if !is_still_so(&looked, root, maker, options)? {
            continue;
        }
        let Some(image) = entry.image(&kept, options)? else { continue };
        if !image.paths().iter().map(|path| &**path).eq(held.iter().map(|(path, _)| *path)) {
            continue;
        }
        let index = Arc::new(Index::of(Arc::new(image)).with_stats(&entry.stats));
        grounds.looked = looked;
        let at = |warning: Warning| Warning { path: slashed(&root.join(&warning.path)), ..warning };
        grounds.warnings = entry.warnings.into_iter().map(at).collect();
        let seen = files.iter().cloned().collect();
        return Ok(Some(Unchanged { index, stats: entry.stats, grounds, seen, program: entry.program.into() }));
    }
    Ok(None)
}

/// What each of these files holds, by its looks if they tell.
pub fn hashes(
    files: &Arc<Vec<(RelativePath, Seen)>>,
    maker: &Arc<RecordMaker>,
    options: &Options,
    control: &Control,
) -> Result<Vec<Result<[u8; 32], Failed>>, Error> {
    let (asked, maker, watched) = (Arc::clone(files), Arc::clone(maker), control.clone());
    let hashes = each(options.threads(), files.len(), move |number| {
        watched.go_on()?;
        let (path, seen) = &asked[number];
        let known = seen.stamp().and_then(|stamp| maker.kept()?.hash_of_stamp(path, stamp));
        Ok::<_, Error>(known.map_or_else(|| maker.hash_noted(path), Ok))
    })?;
    hashes.into_iter().map(|hash| hash.unwrap_or_else(|reason| Ok(Err((FailureCode::Internal, reason))))).collect()
}

/// Whether all that imports depend on is as it was.
pub fn is_still_so(looked: &Looked, root: &Path, maker: &Arc<RecordMaker>, options: &Options) -> Result<bool, Error> {
    let looks: Arc<[(Look, Box<str>, Answer)]> =
        looked.looks().map(|(look, path, answer)| (look, path.into(), answer)).collect();
    let (asked, maker, root) = (Arc::clone(&looks), Arc::clone(maker), root.to_path_buf());
    let are_so = each(options.threads(), looks.len(), move |number| {
        let (look, path, answer) = &asked[number];
        let noted = look.max_bytes().and_then(|max_bytes| noted(&maker, &root, path, max_bytes));
        noted.unwrap_or_else(|| look_again(&root, *look, path)) == *answer
    })?;
    Ok(are_so.into_iter().all(|is_so| is_so == Ok(true)))
}

/// What a manifest below the root holds, if its looks tell or can tell the next time.
fn noted(maker: &RecordMaker, root: &Path, path: &str, max_bytes: u64) -> Option<Answer> {
    let kept = maker.kept().filter(|_| !Path::new(path).is_absolute())?;
    let metadata = look_at(&root.join(path)).filter(|metadata| metadata.is_file() && metadata.len() <= max_bytes)?;
    let relative = RelativePath::from(Arc::from(path));
    let known = kept.hash_of_stamp(&relative, &Stamp::of(&metadata));
    let hash = known.or_else(|| maker.hash_noted(&relative).ok())?;
    Some(Answer::content(&hash))
}

fn put_looked(out: &mut Vec<u8>, looked: &Looked) {
    let looks = looked.looks();
    put_number(out, looks.len() as u32);
    let mut before = "";
    for (look, path, Answer(answer)) in looks {
        out.push(look as u8);
        image::put_path(out, before, path);
        out.extend_from_slice(&answer);
        before = path;
    }
}

fn take_looked(input: &mut Input<'_>) -> Option<Looked> {
    let mut path = String::new();
    let looks = (0..input.count().ok()?).map(|_| {
        let look = *Look::ALL.get(usize::from(input.byte().ok()?))?;
        image::take_path(input, &mut path).ok()?;
        Some((look, path.clone(), Answer(input.take(16).ok()?.try_into().ok()?)))
    });
    looks.collect()
}

/// What was told of paths: the path, the code, the reason.
fn put_told<'t>(out: &mut Vec<u8>, told: impl ExactSizeIterator<Item = [&'t str; 3]>) {
    put_number(out, told.len() as u32);
    told.flatten().for_each(|text| put_bytes(out, text.as_bytes()));
}

fn take_told<T>(input: &mut Input<'_>, one: impl Fn([String; 3]) -> Option<T>) -> Option<Vec<T>> {
    let count = input.count().ok()?;
    let mut text = || Some(input.text().ok()?.to_owned());
    (0..count).map(|_| one([text()?, text()?, text()?])).collect()
}

pub(super) fn put_warnings(out: &mut Vec<u8>, warnings: &[Warning]) {
    put_told(out, warnings.iter().map(|Warning { path, code, reason }| [path, code.as_str(), reason]));
}

pub(super) fn take_warnings(input: &mut Input<'_>) -> Option<Vec<Warning>> {
    take_told(input, |[path, code, reason]| Some(Warning { path, code: WarningCode::of(&code)?, reason }))
}

pub(super) fn put_failures(out: &mut Vec<u8>, failures: &[FileFailure]) {
    put_told(out, failures.iter().map(|FileFailure { path, code, reason }| [path, code.as_str(), reason]));
}

pub(super) fn take_failures(input: &mut Input<'_>) -> Option<Vec<FileFailure>> {
    take_told(input, |[path, code, reason]| Some(FileFailure { path, code: FailureCode::of(&code)?, reason }))
}

pub(super) fn put_stats(out: &mut Vec<u8>, stats: &Stats) {
    let put = |out: &mut Vec<u8>, numbers: &[usize]| {
        numbers.iter().for_each(|number| out.extend_from_slice(&(*number as u64).to_le_bytes()));
    };
    let counts =
        |counts: &Counts| [counts.files, counts.functions, counts.types, counts.calls, counts.calls_with_target];
    put(out, &counts(&stats.counts));
    put(out, &[stats.edges, stats.source_bytes as usize, stats.bytes]);
    put_number(out, stats.languages.len() as u32);
    for (language, of) in &stats.languages {
        put_bytes(out, language.as_bytes());
        put(out, &counts(of));
    }
}

pub(super) fn take_stats(input: &mut Input<'_>) -> Option<Stats> {
    fn number(input: &mut Input<'_>) -> Option<u64> {
        Some(u64::from_le_bytes(input.take(8).ok()?.try_into().ok()?))
    }
    fn counts(input: &mut Input<'_>) -> Option<Counts> {
        let mut next = || number(input).map(|number| number as usize);
        let (files, functions, types, calls) = (next()?, next()?, next()?, next()?);
        Some(Counts { files, functions, types, calls, calls_with_target: next()? })
    }
    let of_all = counts(input)?;
    let (edges, source_bytes, bytes) = (number(input)? as usize, number(input)?, number(input)? as usize);
    let languages = (0..input.count().ok()?).map(|_| {
        let language = LanguageId::named(input.text().ok()?)?;
        Some((language.name(), counts(input)?))
    });
    Some(Stats { counts: of_all, edges, source_bytes, bytes, languages: languages.collect::<Option<_>>()? })
}
