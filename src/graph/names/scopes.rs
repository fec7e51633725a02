//! Names by lexical scope: one file's bindings, exports and specifiers, sorted for lookup.
//!
//! In: a file's symbol tables. Out: an [`Index`]. A lookup costs one binary search, however deep the scopes nest and
//! however many of them declare the same name.

use super::declarations::{Declarations, between};
use crate::record::symbols::{BindingTarget, ClassId, ExportId, Expr, MemberValue, ScopeId, SignatureId};
use crate::record::{FileRecord, NodeKind, Run, StringId, TypeRowId};

/// What a name is looked up as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph) enum Meaning {
    /// Something a program can hold in a variable.
    Value,
    /// Something a variable can be declared as.
    Type,
    /// Something that has types as members.
    Namespace,
}

impl Meaning {
    const ALL: [Self; 3] = [Self::Value, Self::Type, Self::Namespace];
}

/// All bindings of one name in one scope.
#[derive(Debug, Clone, Copy)]
struct Group {
    name: StringId,
    /// Where the scope begins, in preorder of scopes.
    enter: u32,
    /// The bindings, in [`Index::rows`].
    rows: Run,
    /// For each meaning the innermost group of the same name that has it, from this one outwards; `NONE` if there is
    /// none.
    nearest: [u32; 3],
}

/// From where on, in preorder of scopes, a name means which group.
#[derive(Debug, Clone, Copy)]
struct Mark {
    name: StringId,
    from: u32,
    /// The group, or `NONE` behind the scope of an outermost one.
    group: u32,
}

const NONE: u32 = u32::MAX;

/// How many bindings of one name and sort in one scope count. There are more in code that was made to be slow, where
/// whoever meets the name would go through all of them.
const MAX_OF_A_SORT: u32 = 32;

/// One file's names.
pub(in crate::graph) struct Index {
    groups: Vec<Group>,
    marks: Vec<Mark>,
    /// Rows of the bindings, grouped.
    rows: Vec<u32>,
    /// Preorder number of each scope.
    enters: Vec<u32>,
    /// One past the numbers of the scopes inside each.
    ends: Vec<u32>,
    /// For each scope the innermost class it is in, of those that others can be found in by names without a receiver; empty in
    /// a file without any.
    class_scopes: Vec<Option<ClassId>>,
    /// For each scope the innermost one that has wildcards, from it outwards; empty in a file without any.
    with_wildcards: Vec<Option<ScopeId>>,
    /// Rows of the wildcards by their scopes. They are recorded as they are met, and an item of a scope may be met after
    /// those inside an item before it.
    wildcards: Vec<(ScopeId, u32)>,
    exports: Vec<(StringId, u32)>,
    imports: Vec<(StringId, u32)>,
    aliases: Vec<(StringId, u32)>,
    members: Vec<(StringId, u32)>,
    /// Rows of the types by their keys.
    types: Vec<(StringId, u32)>,
    declarations: Declarations,
    /// The classes that functions make instances of, by the functions.
    made: Vec<(SignatureId, ClassId)>,
}

impl Index {
    /// The names of the file with this record.
    pub fn new(record: &FileRecord) -> Self {
        let (enters, ends) = number_scopes(record);
        let (groups, marks, rows) = group_bindings(record, &enters, &ends);
        let types = (0..).zip(&record.types);
        let aliases = types.filter(|(_, row)| row.kind == NodeKind::TypeAlias).map(|(at, row)| (row.name, at));
        Self {
            groups,
            marks,
            rows,
            enters,
            ends,
            class_scopes: classes_of_scopes(record),
            with_wildcards: scopes_with_wildcards(record),
            wildcards: sorted(record.symbols.wildcards.iter().map(|wildcard| wildcard.scope).zip(0..)),
            exports: sorted(record.symbols.exports.iter().map(|export| export.name).zip(0..)),
            imports: sorted(record.imports.iter().copied().zip(0..)),
            aliases: sorted(aliases),
            members: sorted(record.symbols.members.iter().map(|member| member.name).zip(0..)),
            types: sorted(record.types.iter().map(|row| row.key).zip(0..)),
            declarations: Declarations::new(record),
            made: made_classes(record),
        }
    }

    /// The bindings that `name` has in `scope`, or else in the nearest scope around it that declares it with
    /// this meaning.
    pub fn lookup(&self, name: StringId, scope: ScopeId, meaning: Meaning) -> Option<&[u32]> {
        let enter = self.enters[scope.index()];
        let behind = self.marks.partition_point(|mark| (mark.name, mark.from) <= (name, enter));
        let mark = self.marks[..behind].last().filter(|mark| mark.name == name && mark.group != NONE)?;
        let group = &self.groups[mark.group as usize];
        match self.groups.get(group.nearest[meaning as usize] as usize) {
            Some(nearest) => Some(self.rows_of(nearest)),
            // A class merged into an interface that stands before it has the interface's kind.
            None => (meaning == Meaning::Value).then(|| self.rows_of(group)),
        }
    }

    /// Whether a scope is inside of another, or is that.
    pub fn is_within(&self, inner: ScopeId, outer: ScopeId) -> bool {
        let at = self.enters[inner.index()];
        (self.enters[outer.index()]..self.ends[outer.index()]).contains(&at)
    }

    /// The innermost class that a scope is in.
    pub fn class_around(&self, scope: ScopeId) -> Option<ClassId> {
        *self.class_scopes.get(scope.index())?
    }

    /// The innermost scope that has wildcards, from this one outwards.
    pub fn with_wildcards(&self, scope: ScopeId) -> Option<ScopeId> {
        *self.with_wildcards.get(scope.index())?
    }

    /// The rows of the wildcards of exactly this scope, in the order in which they stand.
    pub fn wildcards(&self, scope: ScopeId) -> &[(ScopeId, u32)] {
        between(&self.wildcards, (scope, 0), (scope, u32::MAX))
    }

    /// The bindings of `name` in exactly this scope.
    pub fn declared(&self, name: StringId, scope: ScopeId) -> Option<&[u32]> {
        let enter = self.enters[scope.index()];
        let group = self.groups.binary_search_by_key(&(name, enter), |group| (group.name, group.enter)).ok()?;
        Some(self.rows_of(&self.groups[group]))
    }

    fn rows_of(&self, group: &Group) -> &[u32] {
        &self.rows[group.rows.range()]
    }

    /// The row of the first export of this name.
    pub fn export(&self, name: StringId) -> Option<ExportId> {
        first(&self.exports, name).map(ExportId::new)
    }

    /// The row of a specifier in the record's imports.
    pub fn import(&self, specifier: StringId) -> Option<usize> {
        first(&self.imports, specifier).map(|row| row as usize)
    }

    /// The row of the first type alias of this name in the record's types.
    pub fn alias(&self, name: StringId) -> Option<TypeRowId> {
        first(&self.aliases, name).map(TypeRowId::new)
    }

    /// The row of the type that has this key.
    pub fn type_of_key(&self, key: StringId) -> Option<TypeRowId> {
        first(&self.types, key).map(TypeRowId::new)
    }

    /// The rows of the members of this name in a list of members.
    pub fn members(&self, list: Run, name: StringId) -> &[(StringId, u32)] {
        between(&self.members, (name, list.start), (name, list.end))
    }

    /// The class of what calling a function with `new` makes.
    pub fn made_by(&self, function: SignatureId) -> Option<ClassId> {
        let at = self.made.binary_search_by_key(&function, |(function, _)| *function).ok()?;
        Some(self.made[at].1)
    }

    /// Which declarations are which types.
    pub const fn declarations(&self) -> &Declarations {
        &self.declarations
    }
}

/// The classes that are nothing but what a function makes where it is called with `new`.
fn made_classes(record: &FileRecord) -> Vec<(SignatureId, ClassId)> {
    let symbols = &record.symbols;
    let mut made = Vec::new();
    for (id, class) in ClassId::enumerate(&symbols.classes) {
        if class.type_row.is_some() || class.constructor == StringId::EMPTY {
            continue;
        }
        for member in &symbols.members[class.members.range()] {
            if let MemberValue::Method(function) = member.value
                && member.name == class.constructor
            {
                made.push((function, id));
            }
        }
    }
    made.sort_unstable();
    made
}

fn sorted<Key: Ord>(keyed: impl Iterator<Item = (Key, u32)>) -> Vec<(Key, u32)> {
    let mut sorted: Vec<_> = keyed.collect();
    sorted.sort_unstable();
    sorted
}

fn first(sorted: &[(StringId, u32)], name: StringId) -> Option<u32> {
    let at = sorted.partition_point(|(other, _)| *other < name);
    sorted.get(at).filter(|(other, _)| *other == name).map(|(_, row)| *row)
}

fn has_meaning(record: &FileRecord, target: BindingTarget, meaning: Meaning) -> bool {
    match (target, meaning) {
        (BindingTarget::Import { .. }, _)
        | (BindingTarget::Function(_) | BindingTarget::Variable { .. } | BindingTarget::Namespace(_), Meaning::Value)
        | (BindingTarget::Class(_) | BindingTarget::Alias(_) | BindingTarget::TypeParameter { .. }, Meaning::Type)
        | (BindingTarget::Namespace(_), Meaning::Namespace) => true,
        (BindingTarget::Class(class), Meaning::Value) => {
            let row = record.symbols.classes[class.index()].type_row;
            row.is_none_or(|row| matches!(record.types[row.index()].kind, NodeKind::Class | NodeKind::Enum))
        }
        // An enum's members are types; `const ns = require('…')` holds types in JavaScript.
        (BindingTarget::Class(class), Meaning::Namespace) => {
            let row = record.symbols.classes[class.index()].type_row;
            row.is_some_and(|row| record.types[row.index()].kind == NodeKind::Enum)
        }
        (BindingTarget::Variable { value, .. }, Meaning::Type | Meaning::Namespace) => {
            match record.symbols.expr(value) {
                Expr::Class(_) | Expr::Module { .. } => true,
                // `const { Order } = require('./order')`
                Expr::Member { object, .. } => matches!(record.symbols.expr(object), Expr::Module { .. }),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Numbers scopes so that those inside a scope follow it without a gap: `enter..end`.
fn number_scopes(record: &FileRecord) -> (Vec<u32>, Vec<u32>) {
    let scopes = &record.symbols.scopes;
    let mut sizes = vec![1_u32; scopes.len()];
    for scope in (1..scopes.len()).rev() {
        sizes[scopes[scope].parent.index()] += sizes[scope];
    }
    let mut enters = vec![0_u32; scopes.len()];
    let mut next_inside = vec![1_u32; scopes.len()];
    for scope in 1..scopes.len() {
        let parent = scopes[scope].parent.index();
        enters[scope] = next_inside[parent];
        next_inside[parent] += sizes[scope];
        next_inside[scope] = enters[scope] + 1;
    }
    let ends = enters.iter().zip(&sizes).map(|(enter, size)| enter + size).collect();
    (enters, ends)
}

/// Asked for once a file, as [`scopes_with_wildcards`] is.
fn classes_of_scopes(record: &FileRecord) -> Vec<Option<ClassId>> {
    let symbols = &record.symbols;
    if !record.language.facts().types_are_inherited || symbols.classes.is_empty() {
        return Vec::new();
    }
    let mut classes: Vec<Option<ClassId>> = vec![None; symbols.scopes.len()];
    for (id, class) in ClassId::enumerate(&symbols.classes) {
        if let Some(scope) = class.scope {
            classes[scope.index()] = Some(id);
        }
    }
    for scope in 1..classes.len() {
        classes[scope] = classes[scope].or(classes[symbols.scopes[scope].parent.index()]);
    }
    classes
}

/// Asked for once a file, as code may nest deep and each of its scopes be asked about.
fn scopes_with_wildcards(record: &FileRecord) -> Vec<Option<ScopeId>> {
    let symbols = &record.symbols;
    if symbols.wildcards.is_empty() {
        return Vec::new();
    }
    let mut nearest: Vec<Option<ScopeId>> = vec![None; symbols.scopes.len()];
    for wildcard in &symbols.wildcards {
        nearest[wildcard.scope.index()] = Some(wildcard.scope);
    }
    for scope in 1..nearest.len() {
        nearest[scope] = nearest[scope].or(nearest[symbols.scopes[scope].parent.index()]);
    }
    nearest
}

fn group_bindings(record: &FileRecord, enters: &[u32], ends: &[u32]) -> (Vec<Group>, Vec<Mark>, Vec<u32>) {
    let bindings = &record.symbols.bindings;
    let place = |row: u32| {
        let binding = &bindings[row as usize];
        (binding.name, enters[binding.scope.index()])
    };
    let mut sorted: Vec<u32> = (0..bindings.len() as u32).collect();
    sorted.sort_unstable_by_key(|row| (place(*row), *row));
    let mut groups: Vec<Group> = Vec::with_capacity(sorted.len());
    let mut marks: Vec<Mark> = Vec::with_capacity(sorted.len() * 2);
    let mut rows: Vec<u32> = Vec::with_capacity(sorted.len());
    // Groups of one name, each inside the one before it, with the ends of their scopes.
    let mut open: Vec<(u32, u32)> = Vec::new();
    for same in sorted.chunk_by(|one, other| place(*one) == place(*other)) {
        let (name, enter) = place(same[0]);
        let is_over = |groups: &[Group], (group, end): (u32, u32)| groups[group as usize].name != name || end <= enter;
        close(&mut open, &mut marks, &groups, is_over);
        let around = open.last().map_or([NONE; 3], |(group, _)| groups[*group as usize].nearest);
        let number = groups.len() as u32;
        let start = rows.len();
        push_rows(record, same, &mut rows);
        let nearest = Meaning::ALL.map(|meaning| {
            let has = |row: &u32| has_meaning(record, bindings[*row as usize].target, meaning);
            if rows[start..].iter().any(has) { number } else { around[meaning as usize] }
        });
        groups.push(Group { name, enter, rows: Run { start: start as u32, end: rows.len() as u32 }, nearest });
        marks.push(Mark { name, from: enter, group: number });
        open.push((number, ends[bindings[same[0] as usize].scope.index()]));
    }
    close(&mut open, &mut marks, &groups, |_, _| true);
    (groups, marks, rows)
}

/// Marks where scopes end: from there on their name means what it means around them.
fn close(
    open: &mut Vec<(u32, u32)>,
    marks: &mut Vec<Mark>,
    groups: &[Group],
    is_over: impl Fn(&[Group], (u32, u32)) -> bool,
) {
    while let Some((group, from)) = open.pop_if(|open| is_over(groups, *open)) {
        let around = open.last().map_or(NONE, |(group, _)| *group);
        marks.push(Mark { name: groups[group as usize].name, from, group: around });
    }
}

/// The rows of one name and scope, of each sort the first ones.
fn push_rows(record: &FileRecord, same: &[u32], rows: &mut Vec<u32>) {
    let mut counts = [0; 8];
    rows.extend(same.iter().filter(|row| {
        let sort = match record.symbols.bindings[**row as usize].target {
            BindingTarget::Function(id) if record.symbols.signatures[id.index()].function.is_some() => 0,
            BindingTarget::Function(_) => 1,
            BindingTarget::Class(_) => 2,
            BindingTarget::Alias(_) => 3,
            BindingTarget::Variable { .. } => 4,
            BindingTarget::Import { .. } => 5,
            BindingTarget::Namespace(_) => 6,
            BindingTarget::TypeParameter { .. } => 7,
        };
        counts[sort] += 1;
        counts[sort] <= MAX_OF_A_SORT
    }));
}
