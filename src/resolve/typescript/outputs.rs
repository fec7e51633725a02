//! From the file a package offers to the source it is compiled from, for repositories that were not built.
//!
//! In: the path of a compiled file. Out: the paths its source may have, best first. Never asks whether they exist.

use std::path::{Path, PathBuf};

use super::tsconfig::Project;

/// Names of folders that compilers and bundlers write to, one within another (`dist/esm`).
const OUTPUT_FOLDERS: [&str; 24] = [
    "dist", "build", "lib", "out", "output", "esm", "cjs", "es", "mjs", "umd", "types", "typings", "dts", "_esm",
    "_cjs", "_types", "es6", "es2015", "esm2015", "commonjs", "module", "node", "browser", "src",
];

/// Endings of what compilers write. The source may have any ending of its own, so they are cut off.
const OUTPUT_ENDINGS: [&str; 7] = [".d.ts", ".d.mts", ".d.cts", ".js", ".mjs", ".cjs", ".jsx"];

/// Where the source of `output`, a file that the package in `package` offers, may be: as its projects say, else
/// as repositories usually have it. With and without an ending.
pub(super) fn sources(package: &Path, projects: &[impl AsRef<Project>], output: &Path) -> Vec<PathBuf> {
    let mut sources = Vec::new();
    for project in projects.iter().map(AsRef::as_ref) {
        for rest in project.outputs.iter().filter_map(|folder| output.strip_prefix(folder).ok()) {
            match &project.root_dir {
                Some(root_dir) => sources.push(root_dir.join(rest)),
                None => sources.extend([project.folder.join("src").join(rest), project.folder.join(rest)]),
            }
        }
    }
    if let Ok(relative) = output.strip_prefix(package) {
        let mut rest = relative;
        sources.push(package.join("src").join(rest));
        while let Some(inner) = within_output_folder(rest) {
            sources.extend([package.join("src").join(inner), package.join(inner)]);
            rest = inner;
        }
    }
    sources.into_iter().flat_map(|source| [without_ending(&source), Some(source)]).flatten().collect()
}

fn within_output_folder(path: &Path) -> Option<&Path> {
    let mut parts = path.components();
    let folder = parts.next()?.as_os_str().to_str()?;
    let inner = parts.as_path();
    let is_output = OUTPUT_FOLDERS.contains(&folder) || folder.starts_with("dist-") || folder.starts_with("build-");
    (is_output && inner.file_name().is_some()).then_some(inner)
}

fn without_ending(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    let stem = OUTPUT_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))?;
    Some(path.with_file_name(stem))
}
