//! The types of a file by what declares them: several declarations may be one type, and types of one key are several where their
//! type parameters tell them apart.
//!
//! In: a file's classes. Out: [`Declarations`], asked by type or by row.

use crate::record::symbols::ClassId;
use crate::record::{FileRecord, StringId, TypeRowId};
use rustc_hash::FxHashMap;

/// How many types of one key are told apart.
const MAX_OF_A_KEY: usize = 32;

/// A type of a file: declarations of one row are one type, unless their type parameters tell them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(in crate::graph) struct DeclaredType {
    row: TypeRowId,
    arity: u32,
}

impl DeclaredType {
    /// The type that a class is a declaration of.
    pub fn of(record: &FileRecord, class: ClassId) -> Option<Self> {
        let class = &record.symbols.classes[class.index()];
        let differ = record.language.facts().types_differ_by_arity;
        let arity = if differ { class.type_params.range().len() as u32 } else { 0 };
        class.type_row.map(|row| Self { row, arity })
    }
}

/// What several declarations of one type make up.
#[derive(Debug, Default)]
pub(in crate::graph) struct Merged {
    /// Those that name supertypes.
    pub heirs: Vec<ClassId>,
    members: Vec<(StringId, u32)>,
}

impl Merged {
    /// The rows of the members of this name.
    pub fn members(&self, name: StringId) -> &[(StringId, u32)] {
        between(&self.members, (name, 0), (name, u32::MAX))
    }
}

/// Which declarations of a file are which types.
pub(in crate::graph) struct Declarations {
    /// Declarations that are one type; only where there is more than one.
    merged: FxHashMap<DeclaredType, Merged>,
    /// The first declaration of each type, by the type's row.
    classes: Vec<Option<ClassId>>,
    /// The first declarations of other types that have the row of one.
    further: Vec<(TypeRowId, ClassId)>,
}

impl Declarations {
    /// Those of the file with this record.
    pub fn new(record: &FileRecord) -> Self {
        Self { merged: merged_classes(record), classes: first_classes(record), further: further_classes(record) }
    }

    /// A type that is declared more than once.
    pub fn merged(&self, declared: DeclaredType) -> Option<&Merged> {
        self.merged.get(&declared)
    }

    /// The (first) declaration of the type of this row; a type alias of no object type has none.
    pub fn class_of(&self, type_row: TypeRowId) -> Option<ClassId> {
        self.classes.get(type_row.index()).copied().flatten()
    }

    /// The (first) declarations of other types that have the row of one.
    pub fn further(&self, type_row: TypeRowId) -> impl Iterator<Item = ClassId> {
        let from = self.further.partition_point(|(row, _)| *row < type_row);
        let of_row = self.further[from..].iter().take_while(move |(row, _)| *row == type_row);
        of_row.map(|(_, class)| *class)
    }
}

fn first_classes(record: &FileRecord) -> Vec<Option<ClassId>> {
    let mut classes = vec![None; record.types.len()];
    for (id, class) in ClassId::enumerate(&record.symbols.classes) {
        if let Some(row) = class.type_row {
            classes[row.index()].get_or_insert(id);
        }
    }
    classes
}

fn further_classes(record: &FileRecord) -> Vec<(TypeRowId, ClassId)> {
    if !record.language.facts().types_differ_by_arity {
        return Vec::new();
    }
    let mut firsts: FxHashMap<TypeRowId, Vec<DeclaredType>> = FxHashMap::default();
    let mut further = Vec::new();
    for (id, _) in ClassId::enumerate(&record.symbols.classes) {
        let Some(declared) = DeclaredType::of(record, id) else { continue };
        let known = firsts.entry(declared.row).or_default();
        if known.contains(&declared) || known.len() == MAX_OF_A_KEY {
            continue;
        }
        if !known.is_empty() {
            further.push((declared.row, id));
        }
        known.push(declared);
    }
    further.sort_unstable();
    further
}

fn merged_classes(record: &FileRecord) -> FxHashMap<DeclaredType, Merged> {
    let classes = &record.symbols.classes;
    let mut first_of: FxHashMap<DeclaredType, ClassId> = FxHashMap::default();
    let mut merged: FxHashMap<DeclaredType, Merged> = FxHashMap::default();
    let add = |merged: &mut Merged, id: ClassId| {
        let class = &classes[id.index()];
        if !class.extends.range().is_empty() || !class.implements.range().is_empty() {
            merged.heirs.push(id);
        }
        let members = record.symbols.members[class.members.range()].iter().map(|member| member.name);
        merged.members.extend(members.zip(class.members.start..));
    };
    for (id, _) in ClassId::enumerate(classes) {
        let Some(declared) = DeclaredType::of(record, id) else { continue };
        let Some(first) = first_of.get(&declared).copied() else {
            first_of.insert(declared, id);
            continue;
        };
        let entry = merged.entry(declared).or_insert_with(|| {
            let mut entry = Merged::default();
            add(&mut entry, first);
            entry
        });
        add(entry, id);
    }
    merged.values_mut().for_each(|merged| merged.members.sort_unstable());
    merged
}

/// How many entries are gone through before the rest is searched.
const FEW: usize = 4;

/// What lies from one entry up to another.
pub(super) fn between<Key: Copy + Ord>(sorted: &[(Key, u32)], from: (Key, u32), to: (Key, u32)) -> &[(Key, u32)] {
    let behind = &sorted[sorted.partition_point(|entry| *entry < from)..];
    // Most have no more than a few.
    let end = behind.iter().take(FEW).position(|entry| *entry >= to);
    &behind[..end.unwrap_or_else(|| behind.partition_point(|entry| *entry < to))]
}
