//! The files of an index, linked with each other on the pool's threads.
//!
//! In: files that came, changed or went. Out: which files were linked again, and what an index holds of them.

use super::Control;
use crate::error::Error;
use crate::graph::links::compact::compact_links;
use crate::graph::relinking::image::Resting;
use crate::graph::relinking::{Edit, Linked as Program, Relinked, Relinking, Round};
use crate::graph::{FileId, LinkedFile, surface};
use crate::indexing::linkable::settle_for;
use crate::indexing::maker::RecordMaker;
use crate::options::Options;
use crate::query::IndexedFile;
use crate::query::file::Outline;
use crate::record::compact::squeeze::squeezed;
use crate::record::surface::Surface;
use crate::source::paths::{RelativePath, RootText};
use crate::stream::{each, each_whole};
use foldhash::HashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many bytes may be at hand, about, of what linking looks at: edits in a row look at the same files, and to unpack these again
/// for each took half of the time.
const AT_HAND: usize = 64 << 20;

/// The program of an index.
#[derive(Default)]
pub struct Linked(Arc<Program>);

impl From<Program> for Linked {
    fn from(program: Program) -> Self {
        Self(Arc::new(program))
    }
}

/// What an index holds of a file; the panic's text, if it cannot be linked.
pub type Indexed = Result<IndexedFile, String>;

impl Linked {
    /// How many files there are.
    pub fn len(&self) -> usize {
        self.0.program().len()
    }

    /// The number of the file at this path.
    pub fn at_path(&self, path: &str) -> Option<FileId> {
        self.0.program().at_path(path)
    }

    /// The path of a file.
    pub fn path(&self, id: FileId) -> RelativePath {
        self.0.program().relative_path(id)
    }

    /// Puts these files in their places and takes those of `gone` out. With `elsewhere`, asks it what the imports of all others
    /// lead to now. Where it fails there is no program any more.
    pub fn edit(
        &mut self,
        files: Vec<(LinkedFile, Surface)>,
        gone: &BTreeSet<RelativePath>,
        elsewhere: Option<&Arc<RecordMaker>>,
        options: &Options,
        control: &Control,
    ) -> Result<Relinked, Error> {
        let mut edits: Vec<_> = gone.iter().cloned().map(Edit::Remove).collect();
        if let Some(maker) = elsewhere.filter(|_| self.len() > 0) {
            let put: HashSet<&RelativePath> = files.iter().map(|(file, _)| &file.path).collect();
            let program = self.0.program();
            let is_left = |id: &FileId| {
                let path = program.relative_path(*id);
                !put.contains(&path) && !gone.contains(&path)
            };
            let left: Vec<_> = program.ids().filter(is_left).collect();
            edits.extend(self.moved_imports(left, maker, options, control)?);
        }
        edits.extend(files.into_iter().map(put));
        if edits.is_empty() {
            return Ok(Relinked::default());
        }
        let program = std::mem::take(&mut self.0);
        let program = Arc::into_inner(program).ok_or_else(|| Error::Internal("a program is looked at".to_owned()))?;
        let mut relinking = program.begin(edits);
        loop {
            control.go_on()?;
            match round(relinking, options, control)? {
                Round::Next(next) => relinking = next,
                Round::Done(program, relinked) => {
                    self.0 = Arc::new(program);
                    return Ok(relinked);
                }
            }
        }
    }

    /// Of these files, those whose imports lead elsewhere than before, that are compiled with others, or of which a build has
    /// something else.
    fn moved_imports(
        &self,
        files: Vec<FileId>,
        maker: &Arc<RecordMaker>,
        options: &Options,
        control: &Control,
    ) -> Result<Vec<Edit>, Error> {
        let (program, maker, watched) = (Arc::clone(&self.0), Arc::clone(maker), control.clone());
        let count = files.len();
        let moved = each_whole(options.threads(), count, move |number| {
            watched.go_on()?;
            let (program, id) = (program.program(), files[number]);
            let path = program.relative_path(id);
            let language = program.language(id);
            // What takes too long stays as it was.
            let Ok(imports) = maker.imports_of(&path, language, &program.specifiers(id)) else { return Ok(None) };
            let unit = maker.unit_at(language, &path);
            let settled = program.has_twins(id).then(|| {
                let mut record = program.record(id).clone();
                settle_for(&mut record, maker.build_at(language, &maker.root().absolute(&path)).as_deref());
                record
            });
            let is_settled = settled.as_ref().is_none_or(|settled| settled.symbols == program.record(id).symbols);
            let is_as_before = is_settled && program.imports(id) == imports && program.unit(id) == unit.as_ref();
            Ok((!is_as_before).then(|| {
                let record = settled.unwrap_or_else(|| program.record(id).clone());
                let surface = surface(&record, &path);
                (LinkedFile { path, record, imports, unit }, surface)
            }))
        })?;
        Ok(moved.into_iter().flatten().map(put).collect())
    }

    /// What it is at rest, if all of it is packed and linked.
    pub fn resting(&self) -> Option<Resting> {
        self.0.resting()
    }

    /// Packs what is known of files while nobody asks for it. Nothing stays at hand of a program that has just been opened: what
    /// edits look at is not known yet.
    pub fn rest(&mut self, is_opening: bool, options: &Options, control: &Control) -> Result<(), Error> {
        let (program, files) = (Arc::clone(&self.0), self.0.unpacked());
        let (count, watched) = (files.len(), control.clone());
        each_whole(options.threads(), count, move |number| {
            watched.go_on()?;
            program.pack(files[number]);
            Ok(())
        })?;
        let most = if is_opening { 0 } else { AT_HAND };
        Arc::get_mut(&mut self.0).into_iter().for_each(|program| program.rest(most));
        Ok(())
    }

    /// What an index holds of these files.
    pub fn indexed(
        &self,
        files: Vec<(FileId, Arc<Outline>)>,
        options: &Options,
        control: &Control,
    ) -> Result<Vec<(FileId, Indexed)>, Error> {
        let files: Arc<[_]> = files.into();
        let (program, asked, watched) = (Arc::clone(&self.0), Arc::clone(&files), control.clone());
        let made = each(options.threads(), files.len(), move |number| {
            watched.go_on()?;
            let (id, outline) = &asked[number];
            Ok::<_, Error>(indexed(&program, *id, outline))
        })?;
        let outcome = |((id, _), made): (&(FileId, _), Result<Result<Indexed, Error>, String>)| {
            Ok((*id, made.unwrap_or_else(|reason| Ok(Err(reason)))?))
        };
        files.iter().zip(made).map(outcome).collect()
    }
}

fn indexed(program: &Program, id: FileId, outline: &Arc<Outline>) -> Indexed {
    let (edges, heritage) = (program.edges(id)?, program.heritage(id)?);
    let mut links = Vec::new();
    // Paths are told apart from all else by the root, which nothing in a repository is.
    let root = RootText::of(std::path::Path::new("/\u{1}"));
    let texts = program.program().texts(id, heritage, edges.clone(), program.subtypes(), &root)?;
    if !compact_links(&texts, &root, &mut links) {
        return Err("its links are those of one root alone".to_owned());
    }
    let links = squeezed(&links).ok_or("there is no memory for its links")?;
    Ok(IndexedFile::of(Arc::clone(outline), program.program(), id, &edges, heritage, links.into()))
}

fn put((file, surface): (LinkedFile, Surface)) -> Edit {
    Edit::Put(Box::new(file), surface)
}

/// Has a round done by the pool.
fn round(relinking: Relinking, options: &Options, control: &Control) -> Result<Round, Error> {
    let relinking = Arc::new(relinking);
    let (asked, watched) = (Arc::clone(&relinking), control.clone());
    let pieces = each_whole(options.threads(), relinking.pieces(), move |number| {
        watched.go_on()?;
        let piece = asked.piece(number);
        watched.progress.step();
        Ok(piece)
    })?;
    let relinking = Arc::into_inner(relinking).ok_or_else(|| Error::Internal("a round is looked at".to_owned()))?;
    Ok(relinking.end(pieces))
}
