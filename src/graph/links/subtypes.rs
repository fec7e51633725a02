//! The subtypes of all types: the other side of what files say of their supertypes, and of what their methods do.
//!
//! In: the supertypes of all files' types, and what changes in them. Out: [`Subtypes`], with what was found out already of
//! calls that they may have members for. Looks at no member itself.

use std::hash::Hasher;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::satisfaction::MethodSets;
use super::supertypes::Heritage;
use crate::graph::names::declarations::DeclaredType;
use crate::graph::names::files::{ClassRef, FileId, FunctionRef, InFile, TypeRef};
use crate::graph::names::program::Program;
use crate::graph::names::reads::{Question, Reads};
use crate::graph::types::overloads::Overload;
use crate::record::TypeRowId;
use crate::record::symbols::ClassId;

/// Of which type it is asked what runs for its members, and whether for those of the class itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    pub of: InFile<DeclaredType>,
    pub is_of_class: bool,
}

/// What calls of a type's members may run, by the members' names; where several have one name, by the one that is meant.
type ByMember = FxHashMap<Box<str>, Vec<(Option<Overload>, Arc<[FunctionRef]>)>>;

/// The other side of what types say of their supertypes.
#[derive(Debug, Default)]
pub struct SaidSubtypes {
    extended_by: FxHashMap<TypeRef, Vec<TypeRef>>,
    implemented_by: FxHashMap<TypeRef, Vec<TypeRef>>,
    /// The classes without a name that extend or implement a type.
    unnamed: FxHashMap<TypeRef, Vec<ClassRef>>,
    /// What was added of each file that says anything.
    said: FxHashMap<FileId, Vec<Said>>,
    /// The same of classes without a name.
    said_of_unnamed: FxHashMap<FileId, Vec<(TypeRef, ClassId)>>,
    /// The files that could not be linked: their types have no subtypes.
    not_linked: FxHashSet<FileId>,
}

/// That the type of this row implements another type, or extends it.
type Said = (Implements, TypeRef, TypeRowId);
type Implements = bool;

/// The subtypes of each type of a program that has any.
#[derive(Debug, Default)]
pub struct Subtypes {
    said: SaidSubtypes,
    method_sets: MethodSets,
    /// What was found out already, for whoever asks next.
    known: Mutex<FxHashMap<Asked, ByMember>>,
    /// What was asked for that, by the question that it answers.
    reads: Mutex<Vec<(Question, Reads)>>,
}

impl SaidSubtypes {
    /// The other side of what all files, by their numbers, say of their supertypes.
    pub(in crate::graph) fn new(program: &Program, heritages: &[Option<&Heritage>]) -> Self {
        let mut subtypes = Self::default();
        let said_by = |file: FileId| heritages.get(file.0 as usize).copied().flatten();
        subtypes.update(program, said_by, &program.ids().collect::<Vec<_>>());
        subtypes
    }

    /// Takes back what these files said of their supertypes, and adds what they say now. What all other files say is as it
    /// was.
    pub(in crate::graph) fn update<'h>(
        &mut self,
        program: &Program,
        said_by: impl Fn(FileId) -> Option<&'h Heritage>,
        changed: &[FileId],
    ) {
        for file in changed {
            let said = self.said.remove(file).unwrap_or_default();
            for same in said.chunk_by(is_of_same_type) {
                let (side, supertype) = self.side(same[0]);
                if let Some(subtypes) = side.get_mut(&supertype) {
                    subtypes.retain(|subtype| subtype.file != *file);
                    if subtypes.is_empty() {
                        side.remove(&supertype);
                    }
                }
            }
            for (supertype, _) in self.said_of_unnamed.remove(file).unwrap_or_default() {
                if let Some(heirs) = self.unnamed.get_mut(&supertype) {
                    heirs.retain(|heir| heir.file != *file);
                    if heirs.is_empty() {
                        self.unnamed.remove(&supertype);
                    }
                }
            }
        }
        let place = |file: FileId| program.file(file).place;
        for file in changed {
            let Some(said) = said_by(*file).map(said_in).filter(|said| !said.is_empty()) else { continue };
            for same in said.chunk_by(is_of_same_type) {
                let (side, supertype) = self.side(same[0]);
                let subtypes = side.entry(supertype).or_default();
                let at = subtypes.partition_point(|other| place(other.file) < place(*file));
                subtypes.splice(at..at, same.iter().map(|(.., row)| InFile { file: *file, row: *row }));
            }
            self.said.insert(*file, said);
        }
        for file in changed {
            let Some(unnamed) = said_by(*file).map(|heritage| &heritage.unnamed).filter(|all| !all.is_empty()) else {
                continue;
            };
            for same in unnamed.chunk_by(|(one, _), (other, _)| one == other) {
                let heirs = self.unnamed.entry(same[0].0).or_default();
                let at = heirs.partition_point(|other| place(other.file) < place(*file));
                heirs.splice(at..at, same.iter().map(|(_, row)| InFile { file: *file, row: *row }));
            }
            self.said_of_unnamed.insert(*file, unnamed.clone());
        }
        for file in changed {
            if program.holds(*file) && said_by(*file).is_none() {
                self.not_linked.insert(*file);
            } else {
                self.not_linked.remove(file);
            }
        }
    }

    fn side(&mut self, (implements, supertype, _): Said) -> (&mut FxHashMap<TypeRef, Vec<TypeRef>>, TypeRef) {
        (if implements { &mut self.implemented_by } else { &mut self.extended_by }, supertype)
    }

    fn of_linked<'s>(&self, of: TypeRef, side: &'s FxHashMap<TypeRef, Vec<TypeRef>>) -> &'s [TypeRef] {
        side.get(&of).filter(|_| !self.not_linked.contains(&of.file)).map_or(&[], Vec::as_slice)
    }
}

impl Subtypes {
    /// Those of all types, of what all files, by their numbers, say of their supertypes.
    pub(in crate::graph) fn new(program: &Program, heritages: &[Option<&Heritage>]) -> Self {
        Self::of_both(SaidSubtypes::new(program, heritages), MethodSets::new(program, heritages))
    }

    /// All that is known of subtypes: what types say, and what their methods do.
    #[must_use]
    pub fn of_both(said: SaidSubtypes, method_sets: MethodSets) -> Self {
        Self { said, method_sets, ..Self::default() }
    }

    /// Brings it up to what files say and do now. `heritages` are those of all files, by their numbers; those of all files that
    /// are not among the changed ones, each named once, are as they were. So is what methods make of types, unless they may have
    /// changed.
    pub(in crate::graph) fn update(
        &mut self,
        program: &Program,
        heritages: &[Result<Heritage, String>],
        changed: &[FileId],
        may_methods_differ: bool,
    ) {
        let said_by = |file: FileId| heritages.get(file.0 as usize).and_then(|heritage| heritage.as_ref().ok());
        self.said.update(program, said_by, changed);
        if may_methods_differ {
            let heritages: Vec<_> = heritages.iter().map(|heritage| heritage.as_ref().ok()).collect();
            self.method_sets = MethodSets::new(program, &heritages);
        }
        self.known = Mutex::default();
    }

    /// The types that say they extend this one.
    pub(in crate::graph) fn extended_by(&self, of: TypeRef) -> &[TypeRef] {
        self.said.of_linked(of, &self.said.extended_by)
    }

    /// The types that say they implement this one.
    pub(in crate::graph) fn implemented_by(&self, of: TypeRef) -> &[TypeRef] {
        self.said.of_linked(of, &self.said.implemented_by)
    }

    /// The classes without a name that say they extend or implement this type.
    pub(super) fn unnamed(&self, of: TypeRef) -> &[ClassRef] {
        self.said.unnamed.get(&of).filter(|_| !self.said.not_linked.contains(&of.file)).map_or(&[], Vec::as_slice)
    }

    /// Whether it is worth asking for its subtypes.
    pub(super) fn may_have(&self, supertype: TypeRef) -> bool {
        !self.extended_by(supertype).is_empty()
            || !self.unnamed(supertype).is_empty()
            || !self.implemented_by(supertype).is_empty()
            || self.method_sets.is_interface(supertype)
    }

    /// The types whose instances are instances of this one, whether they say so or have all it asks for.
    pub(super) fn of(&self, program: &Program, supertype: TypeRef) -> impl Iterator<Item = TypeRef> {
        let declared = self.extended_by(supertype).iter().chain(self.implemented_by(supertype)).copied();
        declared.chain(self.method_sets.satisfying(program, supertype).iter().copied())
    }

    /// What calls of a member of this type may run, if somebody has found that out already.
    pub(super) fn known(&self, of: Asked, name: &str, overload: Option<Overload>) -> Option<Arc<[FunctionRef]>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let of_name = known.get(&of)?.get(name)?;
        of_name.iter().find(|(other, _)| *other == overload).map(|(_, found)| Arc::clone(found))
    }

    /// Every interface that types implement by their methods, with a hash of these.
    pub(in crate::graph) fn satisfied(&self, program: &Program) -> impl Iterator<Item = (TypeRef, u64)> {
        self.method_sets.interfaces().map(|interface| {
            let mut hasher = FxHasher::default();
            for ty in self.method_sets.satisfying(program, interface) {
                let file = program.file(ty.file);
                hasher.write(file.path.as_bytes());
                hasher.write(file.text(file.record().types[ty.row.index()].key).as_bytes());
                hasher.write_u8(0xff);
            }
            (interface, hasher.finish())
        })
    }

    /// Keeps what was asked to find out what calls of a member may run.
    pub(super) fn keep_reads(&self, question: Question, reads: Reads) {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner).push((question, reads));
    }

    /// What was asked since somebody last wanted to know, by the questions that it answers.
    pub(in crate::graph) fn take_reads(&mut self) -> Vec<(Question, Reads)> {
        std::mem::take(self.reads.get_mut().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what calls of a member of this type may run, for whoever asks next.
    pub(super) fn keep(&self, of: Asked, name: &str, overload: Option<Overload>, found: &Arc<[FunctionRef]>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(of).or_default().entry(name.into()).or_default().push((overload, Arc::clone(found)));
    }
}

/// What a file says of its types, each thing once, what it says of one supertype together.
fn said_in(heritage: &Heritage) -> Vec<Said> {
    let mut said: Vec<Said> = heritage.of_graph().map(|(row, implements, of)| (implements, of, row)).collect();
    said.sort_unstable();
    said.dedup();
    said
}

fn is_of_same_type((implements, supertype, _): &Said, (other_side, other, _): &Said) -> bool {
    (implements, supertype) == (other_side, other)
}
