//! `export * from`: every name a file re-exports without naming it.
//!
//! In: a file of a program. Out: where each such name is exported, found once a file however many names are
//! then looked up: a barrel of 300 modules is walked once, not once a name.

use rustc_hash::FxHashSet;

use super::program::{FileId, ModuleTarget, Origin, Program};
use crate::record::StringId;
use crate::record::symbols::ExportTarget;

/// Behind so many modules no more are looked into: where thousands re-export each other in a circle, each would go
/// through all of them.
const MAX_MODULES: usize = 4096;

/// The names a file re-exports with `export *`, directly or through further ones.
#[derive(Debug, Default)]
pub(super) struct StarExports {
    /// An export's file and row, sorted by the export's name, then by the order of the `export *`s.
    exports: Vec<(FileId, u32)>,
    /// The first `export *` of a module outside the program: its file and specifier.
    outside: Option<(FileId, StringId)>,
}

impl StarExports {
    pub fn new(program: &Program<'_>, file: FileId) -> Self {
        let mut found = Self::default();
        let mut seen = FxHashSet::from_iter([file]);
        let mut queue = vec![file];
        let mut next = 0;
        while next < queue.len() {
            let module = program.file(queue[next]);
            for (row, export) in (0..).zip(&module.symbols().exports) {
                match (module.text(export.name), export.target) {
                    ("*", ExportTarget::From { specifier, .. }) => match program.target(queue[next], specifier) {
                        ModuleTarget::File(target) => {
                            if seen.len() < MAX_MODULES && seen.insert(target) {
                                queue.push(target);
                            }
                        }
                        ModuleTarget::Package(_) => {}
                        ModuleTarget::Outside(_) => {
                            found.outside.get_or_insert((queue[next], specifier));
                        }
                    },
                    ("default" | "export=", _) => {}
                    // The file's own names are found before anyone asks for its stars.
                    _ if next == 0 => {}
                    _ if module.symbols().unstarred.binary_search(&export.name).is_ok() => {}
                    _ => found.exports.push((queue[next], row)),
                }
            }
            next += 1;
        }
        found.exports.sort_by_key(|export| name_of(program, *export));
        found
    }

    /// The export of this name, by file and row.
    pub fn get(&self, program: &Program<'_>, name: &str) -> Option<(FileId, u32)> {
        let at = self.exports.partition_point(|export| name_of(program, *export) < name);
        self.exports.get(at).copied().filter(|export| name_of(program, *export) == name)
    }

    /// The module outside the program that a name not found here may come from.
    pub fn outside<'a>(&self, program: &Program<'a>) -> Option<Origin<'a>> {
        let (file, specifier) = self.outside?;
        match program.target(file, specifier) {
            ModuleTarget::Outside(origin) => Some(origin),
            ModuleTarget::File(_) | ModuleTarget::Package(_) => None,
        }
    }
}

fn name_of<'a>(program: &Program<'a>, (file, row): (FileId, u32)) -> &'a str {
    let file = program.file(file);
    file.text(file.symbols().exports[row as usize].name)
}
