//! How edits are done: in rounds of pieces that know nothing of each other.
//!
//! In: a linked program and edits. Out: the program as it is then. First come the supertypes of files that asked something that is
//! answered otherwise now; then, as what these say is known from the other side too, the links.

use std::mem::take;

use rustc_hash::{FxHashMap, FxHashSet};

use super::changes::Changes;
use super::linked::{Edit, Linked, Relinked, key};
use super::readers::Reader;
use crate::graph::links::packed_edges::PackedEdges;
use crate::graph::links::supertypes::Heritage;
use crate::graph::names::files::{FileId, InFile, LinkedFile, TypeRef};
use crate::graph::names::reads::{Question, Reads, Topic, of_file};
use crate::record::surface::Surface;

/// Edits on their way.
pub struct Relinking {
    linked: Linked,
    changes: Box<Changes>,
    work: Work,
    /// What is to be linked once subtypes are known.
    links: FxHashSet<FileId>,
    /// Files of which it is certain by now that their texts may be others.
    changed: FxHashSet<FileId>,
    renumbered: FxHashSet<FileId>,
    /// The files whose sayings of supertypes may be others, or lead to rows with other numbers.
    concerned: FxHashSet<FileId>,
    /// What those said before.
    said: FxHashSet<Saying>,
}

/// The question for a type's subtypes, the type's file, and what somebody says to it: his name for it, and at which place.
type Saying = (Question, FileId, (String, u32));

/// What one round asks of each of its files.
enum Work {
    Heritages(Vec<FileId>),
    Links(Vec<FileId>),
}

/// What a piece of a round came to.
pub struct Piece(Made);

enum Made {
    Heritage(Result<Heritage, String>, Reads),
    Links(Result<PackedEdges, String>, Reads),
}

/// What was made of a file, or the panic's text, and what was asked for that.
type Noted<T> = (Result<T, String>, Reads);

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

    /// Does these edits on this thread, one after the other, and rests.
    pub fn edit(&mut self, edits: Vec<Edit>) -> Relinked {
        let mut relinking = take(self).begin(edits);
        loop {
            let made = (0..relinking.pieces()).map(|piece| relinking.piece(piece)).collect();
            match relinking.end(made) {
                Round::Next(next) => relinking = next,
                Round::Done(linked, relinked) => {
                    *self = linked;
                    self.unpacked().into_iter().for_each(|file| self.pack(file));
                    self.rest(0);
                    return relinked;
                }
            }
        }
    }

    /// Begins with these edits. The program is whole again when the last round is done.
    #[must_use]
    pub fn begin(mut self, edits: Vec<Edit>) -> Relinking {
        let changes = Box::new(Changes::of(&mut self.program, edits));
        self.grow();
        let (mut heritages, mut links) = (FxHashSet::default(), FxHashSet::default());
        let edited = changes.edited.iter().copied();
        if changes.are_all {
            heritages.extend(self.program.ids());
            links.extend(self.program.ids());
        } else {
            heritages.extend(edited.clone());
            links.extend(edited);
            self.add_readers(changes.questions.iter().copied(), &mut heritages, &mut links);
        }
        let changed = changes.edited.iter().copied().collect();
        let mut relinking = Relinking {
            linked: self,
            changes,
            work: Work::default(),
            links,
            changed,
            renumbered: FxHashSet::default(),
            concerned: FxHashSet::default(),
            said: FxHashSet::default(),
        };
        relinking.renumber(&mut heritages);
        relinking.work = Work::Heritages(sorted(&heritages));
        relinking
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
            Work::Heritages(files) => {
                let (heritage, reads) = program.heritage_with_reads(files[number]);
                Made::Heritage(heritage, reads)
            }
            Work::Links(files) => {
                let (edges, reads) = program.link_with_reads(files[number], subtypes);
                Made::Links(edges.map(|edges| PackedEdges::of(&edges)), reads)
            }
        })
    }

    /// Ends the round with what its pieces came to, in their order.
    #[must_use]
    pub fn end(mut self, made: Vec<Piece>) -> Round {
        let made = made.into_iter().map(|Piece(made)| made);
        match take(&mut self.work) {
            Work::Heritages(files) => {
                let heritages = made.filter_map(|made| match made {
                    Made::Heritage(heritage, reads) => Some((heritage, reads)),
                    Made::Links(..) => None,
                });
                self.end_heritages(files.into_iter().zip(heritages.collect::<Vec<_>>()).collect());
                Round::Next(self)
            }
            Work::Links(files) => {
                let links = made.filter_map(|made| match made {
                    Made::Links(edges, reads) => Some((edges, reads)),
                    Made::Heritage(..) => None,
                });
                self.end_links(files.into_iter().zip(links.collect::<Vec<_>>()).collect())
            }
        }
    }

    /// Gives all links the numbers that rows have now. What leads to a row that is gone is to be linked again.
    fn renumber(&mut self, heritages: &mut FxHashSet<FileId>) {
        let numbered = self.changes.numbers.files().map(|id| of_file(Topic::Rows, id, ""));
        let (mut of_heritage, mut of_links) = (FxHashSet::default(), FxHashSet::default());
        self.linked.add_readers(numbered, &mut of_heritage, &mut of_links);
        self.concerned.extend(heritages.iter().chain(&self.changes.removed).chain(&of_heritage));
        self.said = self.said(&self.concerned, true);
        for id in of_heritage {
            if let Ok(heritage) = &mut self.linked.heritages[id.0 as usize] {
                self.renumbered.insert(id);
                if !self.changes.numbers.renumber_heritage(heritage) {
                    heritages.insert(id);
                    self.changed.insert(id);
                }
            }
        }
        for id in of_links {
            let Ok(packed) = &mut self.linked.edges[id.0 as usize] else { continue };
            self.renumbered.insert(id);
            let renumbered =
                packed.unpacked().map(|mut edges| (self.changes.numbers.renumber_edges(&mut edges), edges));
            let is_whole = renumbered.is_ok_and(|(is_whole, edges)| {
                *packed = PackedEdges::of(&edges);
                is_whole
            });
            if !is_whole {
                self.links.insert(id);
                self.changed.insert(id);
            }
        }
    }

    fn end_heritages(&mut self, made: Vec<(FileId, Noted<Heritage>)>) {
        let concerned = take(&mut self.concerned);
        let linked = &mut self.linked;
        let is_linked = |linked: &Linked| {
            let is_linked = |id: &&FileId| linked.program.holds(**id) && linked.heritages[id.0 as usize].is_ok();
            concerned.iter().filter(is_linked).copied().collect::<FxHashSet<_>>()
        };
        let were_linked = is_linked(linked);
        for id in &self.changes.removed {
            if !linked.program.holds(*id) {
                linked.forget(*id);
            }
        }
        let mut asked = Vec::with_capacity(made.len());
        for (id, (heritage, reads)) in made {
            let known = &mut linked.heritages[id.0 as usize];
            if *known != heritage {
                self.changed.insert(id);
                *known = heritage;
            }
            asked.push((Reader::Heritage(id), reads));
        }
        linked.readers.put(asked);
        // The types of a file that could not be linked have no subtypes, whoever says so.
        let are_linked = is_linked(linked);
        let mut others = are_linked.symmetric_difference(&were_linked);
        let is_news = others.any(|id| linked.program.holds(*id) && !self.changes.is_new(*id));
        let languages = concerned.iter().map(|id| linked.program.file(*id).language());
        let mut languages = languages.chain(self.changes.languages(&linked.program));
        let may_methods_differ = languages.any(|language| language.facts().methods_make_subtypes);
        linked.subtypes.update(&linked.program, &linked.heritages, &sorted(&concerned), may_methods_differ);
        let mut questions = FxHashSet::default();
        if may_methods_differ {
            linked.update_satisfied(&mut questions);
        }
        if is_news {
            self.changes.are_all = true;
            self.links.extend(linked.program.ids());
        }
        // What is said now and was not before, or the other way round.
        let mut said = take(&mut self.said);
        for saying in self.said(&concerned, false) {
            if !said.remove(&saying) {
                said.insert(saying);
            }
        }
        for (question, owner, _) in &said {
            questions.insert(*question);
            if self.linked.program.holds(*owner) {
                self.changed.insert(*owner);
            }
        }
        let mut links = take(&mut self.links);
        self.linked.add_readers(questions.into_iter(), &mut FxHashSet::default(), &mut links);
        self.work = Work::Links(sorted(&links));
    }

    /// What these files say of supertypes.
    fn said(&self, files: &FxHashSet<FileId>, before: bool) -> FxHashSet<Saying> {
        let program = &self.linked.program;
        let key = |ty: TypeRef| if before { self.changes.key_before(program, ty) } else { key(program, ty) };
        let path = |file: FileId| if before { self.changes.path_before(program, file) } else { program.path(file) };
        let mut said = FxHashSet::default();
        for file in files {
            if !before && !program.holds(*file) {
                continue;
            }
            let Some(Ok(heritage)) = self.linked.heritages.get(file.0 as usize) else { continue };
            let mut places: FxHashMap<(bool, TypeRef), u32> = FxHashMap::default();
            let mut say = |of: TypeRef, side: bool, what: String| {
                let place = places.entry((side, of)).or_default();
                *place += 1;
                said.insert((of_file(Topic::Subtypes, of.file, key(of)), of.file, (what, *place)));
            };
            for (row, side, of) in heritage.of_graph() {
                say(of, side, format!("{side} {} {}", path(*file), key(InFile { file: *file, row })));
            }
            for (of, _) in &heritage.unnamed {
                say(*of, false, format!("unnamed {}", path(*file)));
            }
        }
        said
    }

    fn end_links(mut self, made: Vec<(FileId, Noted<PackedEdges>)>) -> Round {
        let linked = &mut self.linked;
        let mut relinked = Relinked { removed: take(&mut self.changes.removed), ..Relinked::default() };
        relinked.removed.retain(|id| !linked.program.holds(*id));
        let mut asked = Vec::with_capacity(made.len());
        for (id, (edges, reads)) in made {
            relinked.linked_again.push(id);
            let known = &mut linked.edges[id.0 as usize];
            if self.changes.are_all || self.changes.is_number_given_again || *known != edges {
                self.changed.insert(id);
                *known = edges;
            }
            asked.push((Reader::Links(id), reads));
        }
        linked.readers.put(asked);
        let mut shared = linked.subtypes.take_reads();
        // Whichever thread asked first.
        shared.sort_by_key(|(question, _)| *question);
        for (question, reads) in shared {
            linked.readers.add_shared(question, reads);
        }
        if self.changes.are_all {
            self.changed.extend(linked.program.ids());
            // The next edit is one of a file or two, and should not have to.
            linked.readers.put_in_order();
        }
        relinked.changed_texts = sorted(&self.changed);
        relinked.renumbered = sorted(&self.renumbered);
        Round::Done(self.linked, relinked)
    }
}

impl Default for Work {
    fn default() -> Self {
        Self::Links(Vec::new())
    }
}

fn sorted(files: &FxHashSet<FileId>) -> Vec<FileId> {
    let mut files: Vec<_> = files.iter().copied().collect();
    files.sort_unstable();
    files
}
