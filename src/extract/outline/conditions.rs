//! What of a file is there on conditions, and which declarations are twins by that.
//!
//! In: where conditions begin and end. Out: the [`Twin`]s of a file, whose rows stand in source order still.

use super::Outline;
use crate::extract::Visitor;
use crate::record::StringId;
use crate::record::symbols::{Binding, ScopeId, Symbols};
use crate::record::twins::{Twin, TwinTable};
use rustc_hash::FxHashMap;
use std::hash::Hash;
use std::ops::Range;

/// More conditions than code has within each other: of a member so many count, the innermost ones.
const MAX_CONDITIONS: usize = 8;

/// Rows with a condition each; a row may have several.
pub(super) type Noted = Vec<(u32, StringId)>;

/// The conditions of a file.
#[derive(Default)]
pub(super) struct Conditions {
    /// Those that hold where the walk is, outermost first.
    open: Vec<Condition>,
    /// Those of what is yet to come, the next one last.
    next: Vec<(usize, Condition)>,
    bindings: Noted,
    exports: Noted,
    wildcards: Noted,
}

struct Condition {
    until: usize,
    /// Where that stands which is there on the condition.
    scope: ScopeId,
    text: StringId,
}

impl Conditions {
    /// Notes the conditions of a binding that is declared in this scope.
    pub fn note_binding(&mut self, row: usize, scope: ScopeId) {
        self.bindings.extend(of_scope(&self.open, row, scope));
    }

    /// The same of a wildcard.
    pub fn note_wildcard(&mut self, row: usize, scope: ScopeId) {
        self.wildcards.extend(of_scope(&self.open, row, scope));
    }

    /// The same of an export, which is one of the file.
    pub fn note_export(&mut self, row: usize) {
        self.exports.extend(of_scope(&self.open, row, Symbols::FILE_SCOPE));
    }

    /// Those of a member of a type, which may be declared in several places.
    pub fn of_member(&self) -> impl Iterator<Item = StringId> {
        innermost(&self.open).map(|condition| condition.text)
    }
}

/// The conditions of what is declared in this scope, with its row: others hold for all that is in it.
fn of_scope(open: &[Condition], row: usize, scope: ScopeId) -> impl Iterator<Item = (u32, StringId)> {
    innermost(open).filter(move |condition| condition.scope == scope).map(move |condition| (row as u32, condition.text))
}

fn innermost(open: &[Condition]) -> impl Iterator<Item = &Condition> {
    open[open.len().saturating_sub(MAX_CONDITIONS)..].iter()
}

impl<V: Visitor> Outline<'_, '_, V> {
    /// What stands up to this byte is there on a condition: of what is declared under one name, that is meant which a build has.
    pub fn begin_condition(&mut self, text: StringId, end: usize) {
        let scope = self.scope();
        self.conditions.open.push(Condition { until: end, scope, text });
    }

    /// The same of what stands between bytes that are yet to come, in their order.
    pub fn begin_conditions_at(&mut self, conditions: Vec<(StringId, Range<usize>)>) {
        let scope = self.scope();
        let condition = |(text, Range { start, end })| (start, Condition { until: end, scope, text });
        self.conditions.next.extend(conditions.into_iter().rev().map(condition));
    }

    /// What begins at this byte may be behind what is there on a condition, or be there on one.
    pub fn go_on_at(&mut self, byte: usize) {
        let Conditions { open, next, .. } = &mut self.conditions;
        while open.pop_if(|condition| condition.until <= byte).is_some() {}
        while let Some((_, condition)) = next.pop_if(|(start, _)| *start <= byte) {
            if condition.until > byte {
                open.push(condition);
            }
        }
    }

    /// The file is there on a condition.
    pub fn condition_file(&mut self, condition: StringId) {
        self.draft.symbols().twins.push(Twin { table: TwinTable::File, place: 0, row: 0, condition });
    }

    /// Finds the twins among names of scopes.
    pub(super) fn finish_conditions(&mut self) {
        let Conditions { bindings, exports, wildcards, .. } = std::mem::take(&mut self.conditions);
        let symbols = self.draft.symbols();
        let twins = &mut symbols.twins;
        let named = |binding: &Binding| (binding.scope, binding.name);
        find_twins(TwinTable::Bindings, 0, &symbols.bindings, named, &bindings, twins);
        find_twins(TwinTable::Exports, 0, &symbols.exports, |export| export.name, &exports, twins);
        find_twins(TwinTable::Wildcards, 0, &symbols.wildcards, |wildcard| wildcard.scope, &wildcards, twins);
    }
}

/// Adds the twins among rows, of which the first is at `start` of its table: those that have one key, but not the same conditions.
pub(super) fn find_twins<Row: PartialEq, Key: Eq + Hash>(
    table: TwinTable,
    start: u32,
    rows: &[Row],
    key: impl Fn(&Row) -> Key,
    noted: &[(u32, StringId)],
    twins: &mut Vec<Twin>,
) {
    let mut by_key: FxHashMap<Key, Vec<u32>> = FxHashMap::default();
    by_key.extend(noted.iter().map(|(row, _)| (key(&rows[*row as usize]), Vec::new())));
    if by_key.is_empty() {
        return;
    }
    for (at, row) in (0..).zip(rows) {
        by_key.entry(key(row)).and_modify(|alike| alike.push(at));
    }
    let mut groups: Vec<_> = by_key.into_values().collect();
    groups.sort_unstable();
    let conditions = |row: u32| {
        let behind = &noted[noted.partition_point(|(other, _)| *other < row)..];
        let count = behind.partition_point(|(other, _)| *other == row);
        behind[..count].iter().map(|(_, condition)| *condition)
    };
    for group in groups {
        let first = group[0];
        let differ = |row: &u32| rows[*row as usize] != rows[first as usize];
        let are_apart = |row: &u32| !conditions(*row).eq(conditions(first));
        if !group.iter().any(differ) || !group.iter().any(are_apart) {
            continue;
        }
        for (place, row) in (0..).zip(group) {
            let none = conditions(row).next().is_none().then_some(StringId::EMPTY);
            let condition = |condition| Twin { table, place, row: start + row, condition };
            twins.extend(conditions(row).chain(none).map(condition));
        }
    }
}
