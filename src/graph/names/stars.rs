//! `export * from`: every name a file re-exports without naming it.
//!
//! In: the modules of a program. Out: where each such name is exported. What a file re-exports is found once, however many
//! names are then looked up: a barrel of 300 modules is walked once, not once a name. Files that re-export each other in
//! a circle all re-export the same, which is found once for all of them.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::files::{ExportRef, FileId, InFile};
use super::modules::{ModuleTarget, Modules, Origin};
use crate::record::StringId;
use crate::record::symbols::{ExportId, ExportTarget};

/// Behind so many modules, and so many in a row, no more are looked into. Less, if all files together would look into
/// more than this and so many more for each of them.
const MAX_MODULES: usize = 4096;
const MAX_DEPTH: usize = 256;
const MAX_IN_ALL: usize = 1 << 24;
const MAX_IN_ALL_A_FILE: usize = 256;

/// How many modules of a circle are looked into, from the file that asks on, where several export one name.
const MAX_NEAR: usize = 512;

/// What the files of a program re-export with `export *`.
#[derive(Default)]
pub(in crate::graph) struct Stars {
    /// By the file's number, the modules it re-exports, in their order.
    modules: Vec<Vec<FileId>>,
    /// By the file's number, the circle it is in; of a file in none, one of its own.
    circle_of: Vec<u32>,
    circles: Vec<Circle>,
    max_modules: usize,
    /// The files that some file re-exports.
    starred: FxHashSet<FileId>,
}

/// Files that re-export each other, or one file alone.
struct Circle {
    /// Any one of them.
    first: FileId,
    files: u32,
    exports: OnceLock<StarExports>,
}

/// The names that the files of a circle re-export.
#[derive(Debug, Default)]
struct StarExports {
    /// An export's file and row, sorted by the export's name, then by the order in which modules are met.
    exports: Vec<ExportRef>,
    /// The first `export *` of a module outside the program: its file and specifier.
    outside: Option<(FileId, StringId)>,
}

impl Stars {
    /// Those of these modules.
    pub fn new(modules: &Modules) -> Self {
        let files = &modules.files;
        let mut starred = vec![Vec::new(); files.slots()];
        for file in files.ids() {
            starred[file.0 as usize] = starred_modules(modules, file).0;
        }
        let (circle_of, circles) = circles(&starred, files.ids());
        let max_modules = max_modules(&starred, &circle_of, &circles, files.ids());
        let modules = starred;
        let starred = modules.iter().flatten().copied().collect();
        Self { modules, circle_of, circles, max_modules, starred }
    }

    /// Whether some file re-exports this one whole.
    pub fn is_starred(&self, file: FileId) -> bool {
        self.starred.contains(&file)
    }

    /// Whether as many modules may be looked into as others have it.
    pub fn is_bound_like(&self, other: &Self) -> bool {
        self.max_modules == other.max_modules
    }

    /// The files that re-export other modules than others have it.
    pub fn others_than(&self, other: &Self) -> Vec<FileId> {
        let slots = self.modules.len().max(other.modules.len()) as u32;
        (0..slots).map(FileId).filter(|file| self.modules_of(*file) != other.modules_of(*file)).collect()
    }

    /// These files and all that re-export them, themselves or through others.
    pub fn leading_to(&self, files: &[FileId]) -> Vec<FileId> {
        if files.is_empty() {
            return Vec::new();
        }
        let mut starring: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
        for (from, modules) in (0..).map(FileId).zip(&self.modules) {
            modules.iter().for_each(|to| starring.entry(*to).or_default().push(from));
        }
        let mut seen: FxHashSet<FileId> = files.iter().copied().collect();
        let mut leading = files.to_vec();
        let mut next = 0;
        while let Some(file) = leading.get(next) {
            next += 1;
            let further = starring.get(file).into_iter().flatten().filter(|from| seen.insert(**from));
            leading.extend(further.copied().collect::<Vec<_>>());
        }
        leading
    }

    fn modules_of(&self, file: FileId) -> &[FileId] {
        self.modules.get(file.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// The export of this name that a file re-exports, by its file and row. Names that the file exports itself are not
    /// asked for: they hide what it re-exports.
    pub fn get(&self, modules: &Modules, file: FileId, name: &str) -> Option<ExportRef> {
        let (circle, exports) = self.exports(modules, file)?;
        let from = exports.exports.partition_point(|export| name_of(modules, *export) < name);
        let behind = &exports.exports[from..];
        let named = &behind[..behind.partition_point(|export| name_of(modules, *export) == name)];
        let first = *named.first()?;
        if circle.files == 1 || named.len() == 1 {
            return Some(first);
        }
        // Whose it is depends on where in the circle one asks: the nearest is meant.
        let near = self.met(file, MAX_NEAR, MAX_NEAR).into_iter().skip(1);
        near.into_iter().find_map(|file| Some(InFile { file, row: starred_row(modules, file, name)? })).or(Some(first))
    }

    /// The module outside the program that a name not found here may come from.
    pub fn outside<'a>(&self, modules: &'a Modules, file: FileId) -> Option<Origin<'a>> {
        let (circle, exports) = self.exports(modules, file)?;
        let first = exports.outside?;
        let nearest = || {
            let near = self.met(file, MAX_NEAR, MAX_NEAR);
            near.into_iter().find_map(|file| Some((file, starred_modules(modules, file).1?)))
        };
        let (file, specifier) = if circle.files == 1 { first } else { nearest().unwrap_or(first) };
        match modules.target(file, specifier) {
            ModuleTarget::Outside(origin) => Some(origin),
            ModuleTarget::File(_) | ModuleTarget::Package(_) => None,
        }
    }

    fn exports(&self, modules: &Modules, file: FileId) -> Option<(&Circle, &StarExports)> {
        let circle = &self.circles[*self.circle_of.get(file.0 as usize)? as usize];
        Some((circle, circle.exports.get_or_init(|| self.collect(modules, circle))))
    }

    fn collect(&self, modules: &Modules, circle: &Circle) -> StarExports {
        let mut found = StarExports::default();
        let is_alone = circle.files == 1;
        let depth = if is_alone { MAX_DEPTH } else { usize::MAX };
        for (place, file) in self.met(circle.first, self.max_modules, depth).into_iter().enumerate() {
            if found.outside.is_none() {
                found.outside = starred_modules(modules, file).1.map(|specifier| (file, specifier));
            }
            // A file's own names are found before anyone asks for its stars.
            if place == 0 && is_alone {
                continue;
            }
            let module = modules.files.get(file);
            let rows = ExportId::enumerate(&module.symbols().exports);
            let starred = rows.filter(|(_, export)| is_starred(modules, file, export.name, export.target));
            found.exports.extend(starred.map(|(row, _)| InFile { file, row }));
        }
        found.exports.sort_by_key(|export| name_of(modules, *export));
        found
    }

    /// The modules that a file leads to, itself first and nearer ones before others.
    fn met(&self, file: FileId, max_modules: usize, max_depth: usize) -> Vec<FileId> {
        let mut seen = FxHashSet::from_iter([file]);
        let mut met = vec![file];
        let (mut next, mut depth) = (0, 0);
        while next < met.len() && depth < max_depth {
            let level = met.len();
            for at in next..level {
                for target in &self.modules[met[at].0 as usize] {
                    if seen.len() < max_modules && seen.insert(*target) {
                        met.push(*target);
                    }
                }
            }
            (next, depth) = (level, depth + 1);
        }
        met
    }
}

/// The modules of the program that a file re-exports, and the specifier of the first outside of it.
fn starred_modules(modules: &Modules, file: FileId) -> (Vec<FileId>, Option<StringId>) {
    let module = modules.files.get(file);
    let (mut starred, mut outside) = (Vec::new(), None);
    for export in &module.symbols().exports {
        if let ExportTarget::From { specifier, .. } = export.target
            && module.text(export.name) == "*"
        {
            match modules.target(file, specifier) {
                ModuleTarget::File(target) => starred.push(target),
                ModuleTarget::Package(_) => {}
                ModuleTarget::Outside(_) => drop(outside.get_or_insert(specifier)),
            }
        }
    }
    (starred, outside)
}

/// The row of an export of this name that others get by `export *`.
fn starred_row(modules: &Modules, file: FileId, name: &str) -> Option<ExportId> {
    let module = modules.files.get(file);
    let row = module.index().export(module.record().strings.find(name)?)?;
    let export = module.symbols().exports[row.index()];
    is_starred(modules, file, export.name, export.target).then_some(row)
}

fn is_starred(modules: &Modules, file: FileId, name: StringId, target: ExportTarget) -> bool {
    let module = modules.files.get(file);
    match (module.text(name), target) {
        ("*", ExportTarget::From { .. }) | ("default" | "export=", _) => false,
        _ => module.symbols().unstarred.binary_search(&name).is_err(),
    }
}

/// The circle of each file, and all circles: those that a circle leads to come before it. Tarjan's algorithm, with a
/// stack of its own, as files may re-export each other in a row of any length.
fn circles(modules: &[Vec<FileId>], files: impl Iterator<Item = FileId>) -> (Vec<u32>, Vec<Circle>) {
    const NONE: u32 = u32::MAX;
    let mut circle_of = vec![NONE; modules.len()];
    let mut circles = Vec::new();
    // By file, when it was met, and the earliest one met that it leads back to.
    let (mut met, mut lowest) = (vec![NONE; modules.len()], vec![NONE; modules.len()]);
    let mut count = 0;
    let mut open: Vec<usize> = Vec::new();
    // Files on the way, with how many of their modules were looked at.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in files.map(|file| file.0 as usize) {
        if met[start] == NONE {
            way.push((start, 0));
        }
        while let Some((file, looked)) = way.last_mut() {
            let file = *file;
            if *looked == 0 && met[file] == NONE {
                (met[file], lowest[file]) = (count, count);
                count += 1;
                open.push(file);
            }
            if let Some(target) = modules[file].get(*looked).map(|target| target.0 as usize) {
                *looked += 1;
                if met[target] == NONE {
                    way.push((target, 0));
                } else if circle_of[target] == NONE {
                    lowest[file] = lowest[file].min(met[target]);
                }
                continue;
            }
            way.pop();
            if let Some((outer, _)) = way.last() {
                lowest[*outer] = lowest[*outer].min(lowest[file]);
            }
            if lowest[file] == met[file] {
                let from = open.iter().rposition(|other| *other == file).unwrap_or_default();
                let number = circles.len() as u32;
                let files = (open.len() - from) as u32;
                open.drain(from..).for_each(|file| circle_of[file] = number);
                circles.push(Circle { first: FileId(file as u32), files, exports: OnceLock::new() });
            }
        }
    }
    (circle_of, circles)
}

/// How many modules each circle may look into. Counted beforehand, so that it depends on nothing but the files.
fn max_modules(
    modules: &[Vec<FileId>],
    circle_of: &[u32],
    circles: &[Circle],
    files: impl ExactSizeIterator<Item = FileId>,
) -> usize {
    let mut reached: Vec<usize> = circles.iter().map(|circle| circle.files as usize).collect();
    let mut leading = vec![false; circles.len()];
    let mut by_circle: Vec<(u32, u32)> = Vec::new();
    let count = files.len();
    for file in files {
        let from = circle_of[file.0 as usize];
        by_circle.extend(modules[file.0 as usize].iter().map(|target| (from, circle_of[target.0 as usize])));
    }
    by_circle.sort_unstable();
    by_circle.dedup();
    for (from, to) in by_circle {
        leading[from as usize] = true;
        if from != to {
            reached[from as usize] = MAX_MODULES.min(reached[from as usize] + reached[to as usize]);
        }
    }
    let leading = || reached.iter().zip(&leading).filter(|(_, leads)| **leads).map(|(reached, _)| *reached);
    let max = MAX_IN_ALL + MAX_IN_ALL_A_FILE * count;
    if leading().sum::<usize>() <= max { MAX_MODULES } else { (max / leading().count()).min(MAX_MODULES) }
}

fn name_of(modules: &Modules, InFile { file, row }: ExportRef) -> &str {
    let file = modules.files.get(file);
    file.text(file.symbols().exports[row.index()].name)
}
