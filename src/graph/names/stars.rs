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
    /// By each file that re-exports something whole, the modules of the program that it does, in their order.
    modules: FxHashMap<FileId, Box<[FileId]>>,
    /// The other side of that.
    starring: FxHashMap<FileId, Vec<FileId>>,
    /// The circle of each file that is re-exported whole or does so; of one in no circle, one of its own.
    circle_of: FxHashMap<FileId, u32>,
    circles: Vec<Circle>,
    /// How many modules are looked into from all circles that lead to any, and how many circles those are.
    looked_into: (usize, usize),
    max_modules: usize,
}

/// What edits of files change of what is re-exported.
#[derive(Default)]
pub(in crate::graph) struct MovedStars {
    /// Whether another number of modules may be looked into.
    pub is_bound_other: bool,
    /// The files that re-export other modules than before, with those of before.
    others: Vec<(FileId, Box<[FileId]>)>,
}

/// What is touched where files are edited.
#[derive(Default)]
pub(in crate::graph) struct Touched {
    /// The files that are put or taken out.
    pub files: Vec<FileId>,
    /// Whether a path has a file that had none, or the other way round.
    pub are_paths_moved: bool,
    /// Whether packages may have come or gone.
    pub are_packages_moved: bool,
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
        Self::of(modules, modules.files.ids())
    }

    /// Those of modules of which only these re-export others whole.
    pub fn of(modules: &Modules, files: impl Iterator<Item = FileId>) -> Self {
        let mut stars = Self::default();
        for file in files {
            if let Some(starred) = modules_of_stars(modules, file) {
                stars.put(file, Some(starred));
            }
        }
        stars.find_circles(modules);
        stars.max_modules = stars.most_modules(modules);
        stars
    }

    /// Brings it up to the modules of now, and says what differs.
    pub fn follow(&mut self, modules: &Modules, touched: &Touched) -> MovedStars {
        let mut concerned: FxHashSet<FileId> = touched.files.iter().copied().collect();
        if touched.are_paths_moved {
            concerned.extend(self.modules.keys());
        }
        let stale = self.leading_to(&touched.files, &MovedStars::default());
        let (mut others, mut is_other) = (Vec::new(), false);
        for file in concerned {
            let now = modules.files.holds(file).then(|| modules_of_stars(modules, file)).flatten();
            if self.modules.get(&file) == now.as_ref() {
                continue;
            }
            is_other = true;
            let starred = now.clone().unwrap_or_default();
            let before = self.put(file, now).unwrap_or_default();
            if before != starred {
                others.push((file, before));
            }
        }
        if is_other {
            self.find_circles(modules);
        } else if touched.are_paths_moved || touched.are_packages_moved {
            self.circles.iter_mut().for_each(|circle| circle.exports = OnceLock::new());
        } else {
            for circle in stale.iter().filter_map(|file| self.circle_of.get(file)) {
                self.circles[*circle as usize].exports = OnceLock::new();
            }
        }
        let bound = self.max_modules;
        self.max_modules = self.most_modules(modules);
        MovedStars { is_bound_other: bound != self.max_modules, others }
    }

    /// Puts what a file re-exports in the place of what it did.
    fn put(&mut self, file: FileId, now: Option<Box<[FileId]>>) -> Option<Box<[FileId]>> {
        now.iter().flatten().for_each(|to| self.starring.entry(*to).or_default().push(file));
        let before = match now {
            Some(now) => self.modules.insert(file, now),
            None => self.modules.remove(&file),
        };
        for to in before.iter().flatten() {
            if let Some(starring) = self.starring.get_mut(to) {
                // One of those that there are: a file may re-export a module twice.
                starring.iter().position(|from| *from == file).map(|at| starring.swap_remove(at));
                if starring.is_empty() {
                    self.starring.remove(to);
                }
            }
        }
        before
    }

    fn find_circles(&mut self, modules: &Modules) {
        let mut nodes: Vec<FileId> = self.modules.keys().copied().collect();
        nodes.sort_unstable_by_key(|file| modules.files.get(*file).place);
        let leaves = self.starring.keys().filter(|file| !self.modules.contains_key(file));
        nodes.extend(leaves.copied().collect::<Vec<_>>());
        let numbers: FxHashMap<FileId, FileId> = nodes.iter().copied().zip((0..).map(FileId)).collect();
        let numbered = |file: &FileId| self.modules_of(*file).iter().map(|to| numbers[to]).collect();
        let graph: Vec<Vec<FileId>> = nodes.iter().map(numbered).collect();
        let (circle_of, mut circles) = circles(&graph);
        self.looked_into = looked_into(&graph, &circle_of, &circles);
        circles.iter_mut().for_each(|circle| circle.first = nodes[circle.first.0 as usize]);
        (self.circle_of, self.circles) = (nodes.into_iter().zip(circle_of).collect(), circles);
    }

    /// How many modules each circle may look into. It depends on nothing but the files.
    fn most_modules(&self, modules: &Modules) -> usize {
        let (all, leading) = self.looked_into;
        let most = MAX_IN_ALL + MAX_IN_ALL_A_FILE * modules.files.ids().len();
        if all <= most { MAX_MODULES } else { (most / leading).min(MAX_MODULES) }
    }

    /// Whether some file re-exports this one whole.
    pub fn is_starred(&self, file: FileId) -> bool {
        self.starring.contains_key(&file)
    }

    /// These files and those that re-export others than before, with all that re-export them, themselves or through others, now
    /// or before.
    pub fn leading_to(&self, files: &[FileId], moved: &MovedStars) -> Vec<FileId> {
        let mut before: FxHashMap<FileId, Vec<FileId>> = FxHashMap::default();
        for (from, modules) in &moved.others {
            modules.iter().for_each(|to| before.entry(*to).or_default().push(*from));
        }
        let mut seen = FxHashSet::default();
        let mut leading: Vec<_> = moved.others.iter().map(|(file, _)| file).chain(files).copied().collect();
        leading.retain(|file| seen.insert(*file));
        let mut next = 0;
        while let Some(file) = leading.get(next) {
            next += 1;
            let further = [self.starring.get(file), before.get(file)].into_iter().flatten().flatten();
            leading.extend(further.filter(|from| seen.insert(**from)).copied().collect::<Vec<_>>());
        }
        leading
    }

    fn modules_of(&self, file: FileId) -> &[FileId] {
        self.modules.get(&file).map_or(&[], |modules| modules)
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
            near.into_iter().find_map(|file| Some((file, outside_of_stars(modules, file)?)))
        };
        let (file, specifier) = if circle.files == 1 { first } else { nearest().unwrap_or(first) };
        match modules.target(file, specifier) {
            ModuleTarget::Outside(origin) => Some(origin),
            ModuleTarget::File(_) | ModuleTarget::Package(_) => None,
        }
    }

    fn exports(&self, modules: &Modules, file: FileId) -> Option<(&Circle, &StarExports)> {
        let circle = &self.circles[*self.circle_of.get(&file)? as usize];
        Some((circle, circle.exports.get_or_init(|| self.collect(modules, circle))))
    }

    fn collect(&self, modules: &Modules, circle: &Circle) -> StarExports {
        let mut found = StarExports::default();
        let is_alone = circle.files == 1;
        let depth = if is_alone { MAX_DEPTH } else { usize::MAX };
        for (place, file) in self.met(circle.first, self.max_modules, depth).into_iter().enumerate() {
            if found.outside.is_none() {
                found.outside = outside_of_stars(modules, file).map(|specifier| (file, specifier));
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
        found.exports.sort_by_cached_key(|export| name_of(modules, *export));
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
                for target in self.modules_of(met[at]) {
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

/// The specifiers of what a file re-exports whole.
fn specifiers(modules: &Modules, file: FileId) -> impl Iterator<Item = StringId> {
    let module = modules.files.get(file);
    module.symbols().exports.iter().filter_map(|export| match export.target {
        ExportTarget::From { specifier, .. } if module.text(export.name) == "*" => Some(specifier),
        _ => None,
    })
}

/// The modules of the program that a file re-exports whole; nothing for one that re-exports nothing so.
fn modules_of_stars(modules: &Modules, file: FileId) -> Option<Box<[FileId]>> {
    let mut specifiers = specifiers(modules, file).peekable();
    specifiers.peek()?;
    let starred = specifiers.filter_map(|specifier| match modules.target(file, specifier) {
        ModuleTarget::File(target) => Some(target),
        ModuleTarget::Package(_) | ModuleTarget::Outside(_) => None,
    });
    Some(starred.collect())
}

/// The specifier of the first module outside of the program that a file re-exports whole.
fn outside_of_stars(modules: &Modules, file: FileId) -> Option<StringId> {
    let is_outside = |specifier: &StringId| matches!(modules.target(file, *specifier), ModuleTarget::Outside(_));
    specifiers(modules, file).find(is_outside)
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
fn circles(modules: &[Vec<FileId>]) -> (Vec<u32>, Vec<Circle>) {
    const NONE: u32 = u32::MAX;
    let mut circle_of = vec![NONE; modules.len()];
    let mut circles = Vec::new();
    // By file, when it was met, and the earliest one met that it leads back to.
    let (mut met, mut lowest) = (vec![NONE; modules.len()], vec![NONE; modules.len()]);
    let mut count = 0;
    let mut open: Vec<usize> = Vec::new();
    // Files on the way, with how many of their modules were looked at.
    let mut way: Vec<(usize, usize)> = Vec::new();
    for start in 0..modules.len() {
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

/// How many modules are looked into from all circles that lead to any, each bounded, and how many circles those are.
fn looked_into(modules: &[Vec<FileId>], circle_of: &[u32], circles: &[Circle]) -> (usize, usize) {
    let mut reached: Vec<usize> = circles.iter().map(|circle| circle.files as usize).collect();
    let mut leading = vec![false; circles.len()];
    let mut by_circle: Vec<(u32, u32)> = Vec::new();
    for (from, modules) in circle_of.iter().zip(modules) {
        by_circle.extend(modules.iter().map(|target| (*from, circle_of[target.0 as usize])));
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
    (leading().sum(), leading().count())
}

fn name_of(modules: &Modules, InFile { file, row }: ExportRef) -> &str {
    let file = modules.files.get(file);
    file.text(file.symbols().exports[row.index()].name)
}
