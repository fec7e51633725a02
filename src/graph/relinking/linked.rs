//! What is known of a program that is linked, and how it follows its files.
//!
//! In: edits. Out: the [`Linked`] program of the files there are then, whatever it was before, and what became of whom.

use std::mem::take;

use crate::graph::links::edges::Edges;
use crate::graph::links::file_links::FileLinks;
use crate::graph::links::subtypes::Subtypes;
use crate::graph::links::supertypes::Heritage;
use crate::graph::names::files::{FileId, LinkedFile};
use crate::graph::names::program::Program;
use crate::record::surface::Surface;
use crate::source::paths::{RelativePath, RootText};

/// What happens to a file. Of several edits of one path the last counts.
#[derive(Debug, Clone)]
pub enum Edit {
    /// It is this now, whether it was there before or not: also where nothing but what an import leads to is another.
    Put(Box<LinkedFile>, Surface),
    /// It is gone.
    Remove(RelativePath),
}

/// Files that are linked with each other, and stay so.
#[derive(Default)]
pub struct Linked {
    program: Program,
    /// By the number of the file, as all that follows.
    heritages: Vec<Result<Heritage, String>>,
    subtypes: Subtypes,
    edges: Vec<Result<Edges, String>>,
}

/// What edits came to. Numbers are in order, each there once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Relinked {
    /// The files that were linked again.
    pub linked_again: Vec<FileId>,
    /// Those whose links may have other texts now: files that are new among them, those that are gone not.
    pub changed_texts: Vec<FileId>,
    /// Those whose edges, heritages or subtypes have other numbers for what they had before. Their texts may be the same.
    pub renumbered: Vec<FileId>,
    /// The numbers of files that are gone. A file that came has taken such a number, or will.
    pub removed: Vec<FileId>,
}

/// Edits on their way.
pub struct Relinking {
    linked: Linked,
    work: Work,
    relinked: Relinked,
}

/// What one round asks of each of its files.
enum Work {
    Heritages(Vec<FileId>),
    Links(Vec<FileId>),
}

/// What a piece of a round came to.
pub struct Piece(Made);

enum Made {
    Heritage(Result<Heritage, String>),
    Links(Result<Edges, String>),
}

/// What follows a round.
pub enum Round {
    /// Another one.
    Next(Relinking),
    /// Nothing.
    Done(Linked, Relinked),
}

impl Linked {
    /// These files, linked with each other on this thread. No two may have the same path.
    #[must_use]
    pub fn new(files: Vec<(LinkedFile, Surface)>) -> Self {
        let mut linked = Self::default();
        linked.edit(files.into_iter().map(|(file, surface)| Edit::Put(Box::new(file), surface)).collect());
        linked
    }

    /// Does these edits on this thread, one after the other.
    pub fn edit(&mut self, edits: Vec<Edit>) -> Relinked {
        let mut relinking = take(self).begin(edits);
        loop {
            let made = (0..relinking.pieces()).map(|piece| relinking.piece(piece)).collect();
            match relinking.end(made) {
                Round::Next(next) => relinking = next,
                Round::Done(linked, relinked) => {
                    *self = linked;
                    return relinked;
                }
            }
        }
    }

    /// Begins with these edits. The program is whole again when the last round is done.
    #[must_use]
    pub fn begin(mut self, edits: Vec<Edit>) -> Relinking {
        let mut removed = Vec::new();
        if self.program.is_empty() {
            self.program = Program::new(self.first(edits));
        } else {
            for edit in edits {
                match edit {
                    Edit::Put(file, _) => drop(self.program.insert(*file)),
                    Edit::Remove(path) => {
                        if let Some(id) = self.program.at_path(&path) {
                            self.program.remove(id);
                            // One that these edits have put there has neither yet.
                            if let Some(heritage) = self.heritages.get_mut(id.0 as usize) {
                                *heritage = Err(NO_FILE.into());
                            }
                            if let Some(edges) = self.edges.get_mut(id.0 as usize) {
                                *edges = Err(NO_FILE.into());
                            }
                            removed.push(id);
                        }
                    }
                }
            }
        }
        let mut files: Vec<_> = self.program.ids().collect();
        files.sort_unstable();
        removed.retain(|id| !self.program.holds(*id));
        removed.sort_unstable();
        removed.dedup();
        let relinked = Relinked { removed, ..Relinked::default() };
        Relinking { linked: self, work: Work::Heritages(files), relinked }
    }

    /// The files that are there at the end of edits of nothing.
    fn first(&self, edits: Vec<Edit>) -> Vec<LinkedFile> {
        let mut places = foldhash::HashMap::default();
        let mut files: Vec<Option<LinkedFile>> = Vec::new();
        for edit in edits {
            match edit {
                Edit::Put(file, _) => {
                    let place = *places.entry(file.path.clone()).or_insert(files.len());
                    if place == files.len() {
                        files.push(None);
                    }
                    files[place] = Some(*file);
                }
                Edit::Remove(path) => {
                    if let Some(place) = places.remove(&path) {
                        files[place] = None;
                    }
                }
            }
        }
        files.into_iter().flatten().collect()
    }

    /// The files.
    #[must_use]
    pub const fn program(&self) -> &Program {
        &self.program
    }

    /// What types have for subtypes.
    #[must_use]
    pub const fn subtypes(&self) -> &Subtypes {
        &self.subtypes
    }

    /// What the imports, calls and references of a file lead to.
    ///
    /// # Errors
    /// As [`Program::link`], and where there is no such file.
    pub fn edges(&self, file: FileId) -> Result<&Edges, &str> {
        of(&self.edges, file)
    }

    /// The supertypes of a file's types.
    ///
    /// # Errors
    /// As [`Program::heritage`], and where there is no such file.
    pub fn heritage(&self, file: FileId) -> Result<&Heritage, &str> {
        of(&self.heritages, file)
    }

    /// The links of a file as texts.
    ///
    /// # Errors
    /// As [`Linked::edges`].
    pub fn texts(&self, file: FileId, root: &RootText) -> Result<FileLinks, String> {
        let (heritage, edges) = (self.heritage(file)?, self.edges(file)?.clone());
        self.program.texts(file, heritage, edges, &self.subtypes, root)
    }

    fn put_heritages(&mut self, files: &[FileId], made: Vec<Made>) {
        put(
            &mut self.heritages,
            files,
            made.into_iter().filter_map(|made| match made {
                Made::Heritage(heritage) => Some(heritage),
                Made::Links(_) => None,
            }),
        );
    }

    fn put_edges(&mut self, files: &[FileId], made: Vec<Made>) {
        put(
            &mut self.edges,
            files,
            made.into_iter().filter_map(|made| match made {
                Made::Links(edges) => Some(edges),
                Made::Heritage(_) => None,
            }),
        );
    }
}

impl Relinking {
    /// How many pieces the round has.
    #[must_use]
    pub fn pieces(&self) -> usize {
        match &self.work {
            Work::Heritages(files) | Work::Links(files) => files.len(),
        }
    }

    /// Does one piece of the round. Any thread may, at any time before the round ends.
    #[must_use]
    pub fn piece(&self, number: usize) -> Piece {
        let Linked { program, subtypes, .. } = &self.linked;
        Piece(match &self.work {
            Work::Heritages(files) => Made::Heritage(program.heritage(files[number])),
            Work::Links(files) => Made::Links(program.link(files[number], subtypes)),
        })
    }

    /// Ends the round with what its pieces came to, in their order.
    #[must_use]
    pub fn end(self, made: Vec<Piece>) -> Round {
        let made = made.into_iter().map(|Piece(made)| made).collect();
        let Self { mut linked, work, mut relinked } = self;
        match work {
            Work::Heritages(files) => {
                linked.put_heritages(&files, made);
                let changed: Vec<_> = files.iter().chain(&relinked.removed).copied().collect();
                linked.subtypes.update(&linked.program, &linked.heritages, &changed);
                Round::Next(Self { linked, work: Work::Links(files), relinked })
            }
            Work::Links(files) => {
                linked.put_edges(&files, made);
                relinked.changed_texts.clone_from(&files);
                relinked.linked_again = files;
                Round::Done(linked, relinked)
            }
        }
    }
}

fn of<T>(all: &[Result<T, String>], file: FileId) -> Result<&T, &str> {
    all.get(file.0 as usize).map_or(Err(NO_FILE), |of| of.as_ref().map_err(String::as_str))
}

/// Puts what was made of files in the place of what was there.
fn put<T>(all: &mut Vec<Result<T, String>>, files: &[FileId], made: impl Iterator<Item = Result<T, String>>) {
    let slots = files.iter().map(|file| file.0 as usize + 1).max().unwrap_or(0);
    if all.len() < slots {
        all.resize_with(slots, || Err(NO_FILE.into()));
    }
    for (file, made) in files.iter().zip(made) {
        all[file.0 as usize] = made;
    }
}

/// Why nothing is known of a number.
const NO_FILE: &str = "no such file";
