//! Twins: what is declared several times under one name since no build has more than one of it.
//!
//! In: rows, each with the conditions that a build has it on. Out: the same rows, those first that a build has. What a build is
//! may be said elsewhere than in the file, so that twins keep their conditions, and may be settled again for another build.

use super::StringId;
use super::rows::{choice, rows};
use super::symbols::Symbols;
use rustc_hash::FxHashMap;

/// Where twins are rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum TwinTable {
    /// Of [`Symbols::bindings`]: one name of one scope.
    Bindings,
    /// Of [`Symbols::members`]: one name of one type.
    Members,
    /// Of [`Symbols::exports`]: one name.
    Exports,
    /// Of [`Symbols::wildcards`]: those of one scope.
    Wildcards,
    /// Of none: the file itself, [`Symbols::is_left_out`] where a condition does not hold.
    File,
}

rows! {
    /// A condition of a twin, or one without any. Those of one twin follow each other, and so do the twins of one name, in source order.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Twin {
        /// Where its row is.
        pub table: TwinTable => any in LINKED,
        /// Which of the twins of its name it is, from 0.
        pub place: u32 => any in LINKED,
        /// Its row.
        pub row: u32 => any in LINKED,
        /// The condition as written; `''` if there is none.
        pub condition: StringId => strings in LINKED,
    }
}

impl TwinTable {
    const ALL: [Self; 5] = [Self::Bindings, Self::Members, Self::Exports, Self::Wildcards, Self::File];
}

choice!(TwinTable or File);

impl Twin {
    /// Whether another that follows is of the same name.
    fn is_with(&self, next: &Self) -> bool {
        self.table == next.table && (next.place > 0 || (self.place == 0 && self.row == next.row))
    }
}

impl Symbols {
    /// Puts the rows of twins in the order of a build: first those of which all conditions hold, each in source order.
    pub fn settle(&mut self, mut holds: impl FnMut(StringId) -> bool) {
        let mut twins = std::mem::take(&mut self.twins);
        let mut known = FxHashMap::default();
        let mut holds = |twin: &Twin| {
            let condition = twin.condition;
            condition == StringId::EMPTY || *known.entry(condition).or_insert_with(|| holds(condition))
        };
        for group in twins.chunk_by_mut(Twin::is_with) {
            let table = group[0].table;
            if table == TwinTable::File {
                self.is_left_out = !group.iter().all(&mut holds);
                continue;
            }
            let moves = settled(group, &mut holds);
            match table {
                TwinTable::Bindings => move_rows(&mut self.bindings, &moves),
                TwinTable::Members => move_rows(&mut self.members, &moves),
                TwinTable::Exports => move_rows(&mut self.exports, &moves),
                TwinTable::Wildcards => move_rows(&mut self.wildcards, &moves),
                TwinTable::File => {}
            }
        }
        self.twins = twins;
    }

    /// Forgets the twins of which nobody else than the file decides: those without a condition that is `open`.
    pub fn keep_open_twins(&mut self, mut open: impl FnMut(StringId) -> bool) {
        let mut known = FxHashMap::default();
        let mut is_open = |twin: &Twin| *known.entry(twin.condition).or_insert_with(|| open(twin.condition));
        let groups = self.twins.chunk_by(Twin::is_with);
        self.twins = groups.filter(|group| group.iter().any(&mut is_open)).flatten().copied().collect();
    }

    /// Whether each twin is a row of its table.
    pub(super) fn has_twins(&self) -> bool {
        self.twins.iter().all(|twin| {
            let length = match twin.table {
                TwinTable::Bindings => self.bindings.len(),
                TwinTable::Members => self.members.len(),
                TwinTable::Exports => self.exports.len(),
                TwinTable::Wildcards => self.wildcards.len(),
                TwinTable::File => 1,
            };
            (twin.row as usize) < length
        })
    }
}

/// Gives the twins of one name their rows. Answers from where to where each row goes.
fn settled(group: &mut [Twin], mut holds: impl FnMut(&Twin) -> bool) -> Vec<(u32, u32)> {
    let same = |one: &Twin, next: &Twin| one.place == next.place;
    let conditions = group.chunk_by_mut(same);
    let mut twins: Vec<_> = conditions.map(|twin| (!twin.iter().all(&mut holds), twin)).collect();
    twins.sort_by_key(|(is_left_out, _)| *is_left_out);
    let mut rows: Vec<u32> = twins.iter().map(|(_, twin)| twin[0].row).collect();
    rows.sort_unstable();
    let moves = twins.into_iter().zip(rows).map(|((_, twin), row)| {
        let before = twin[0].row;
        twin.iter_mut().for_each(|condition| condition.row = row);
        (before, row)
    });
    moves.collect()
}

fn move_rows<Row: Copy>(table: &mut [Row], moves: &[(u32, u32)]) {
    let rows: Vec<Row> = moves.iter().map(|(from, _)| table[*from as usize]).collect();
    for ((_, to), row) in moves.iter().zip(rows) {
        table[*to as usize] = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::symbols::{Export, ExportTarget};
    use proptest::prelude::*;

    /// Exports of few names, each with the conditions that it has.
    fn symbols(exports: &[(u32, Vec<u32>)]) -> Symbols {
        let mut symbols = Symbols::default();
        for (at, (name, _)) in (0..).zip(exports) {
            let target = ExportTarget::Local(StringId(100 + at));
            symbols.exports.push(Export { name: StringId(*name), target, package: None });
        }
        for name in 0..3 {
            let rows = (0..).zip(exports).filter(|(_, (of, _))| *of == name);
            for (place, (row, (_, conditions))) in (0..).zip(rows) {
                let none = conditions.is_empty().then_some(0);
                symbols.twins.extend(conditions.iter().copied().chain(none).map(|condition| Twin {
                    table: TwinTable::Exports,
                    place,
                    row,
                    condition: StringId(condition),
                }));
            }
        }
        symbols
    }

    fn of_name(symbols: &Symbols, name: u32) -> Vec<u32> {
        let of_name = symbols.exports.iter().filter(|export| export.name == StringId(name));
        let target = |export: &Export| match export.target {
            ExportTarget::Local(StringId(at)) => at - 100,
            _ => u32::MAX,
        };
        of_name.map(target).collect()
    }

    proptest! {
        #[test]
        fn twins_stand_as_the_last_build_has_them_whatever_was_before(
            exports in proptest::collection::vec((0..3_u32, proptest::collection::vec(1..5_u32, 0..3)), 0..12),
            builds in proptest::collection::vec(proptest::collection::vec(any::<bool>(), 5), 1..5),
        ) {
            let mut settled = symbols(&exports);
            for build in builds {
                settled.settle(|condition| build[condition.0 as usize]);
                let mut anew = symbols(&exports);
                anew.settle(|condition| build[condition.0 as usize]);
                prop_assert_eq!(&settled, &anew);
                prop_assert!(settled.has_twins());
                for name in 0..3 {
                    let all = (0..).zip(&exports).filter(|(_, (of, _))| *of == name);
                    let (has, lacks): (Vec<_>, Vec<_>) =
                        all.partition(|(_, (_, conditions))| conditions.iter().all(|at| build[*at as usize]));
                    let expected: Vec<u32> = has.iter().chain(&lacks).map(|(at, _)| *at).collect();
                    prop_assert_eq!(of_name(&settled, name), expected);
                }
            }
        }
    }

    #[test]
    fn twins_that_the_file_decides_alone_are_forgotten() {
        let mut all = symbols(&[(0, vec![1]), (1, vec![2]), (0, vec![]), (1, vec![1])]);
        all.keep_open_twins(|condition| condition == StringId(2));
        assert_eq!(all.twins.iter().map(|twin| (twin.row, twin.condition.0)).collect::<Vec<_>>(), [(1, 2), (3, 1)]);
    }

    #[test]
    fn a_file_is_left_out_as_long_as_one_of_its_conditions_does_not_hold() {
        let twin = |condition| Twin { table: TwinTable::File, place: 0, row: 0, condition: StringId(condition) };
        let mut symbols = Symbols { twins: vec![twin(1), twin(2)], ..Symbols::default() };
        for (build, is_left_out) in [([true, true], false), ([true, false], true), ([true, true], false)] {
            symbols.settle(|condition| build[condition.0 as usize - 1]);
            assert_eq!(symbols.is_left_out, is_left_out);
        }
    }
}
