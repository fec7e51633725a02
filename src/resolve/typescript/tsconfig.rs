//! `tsconfig.json` and `jsconfig.json`: what a project adds to import resolution.
//!
//! In: a parsed file and the files it extends. Out: a [`Project`] with absolute paths. Never looks for a target, and
//! takes every setting on its own: one of the wrong type, or a parent that is not there, costs only itself.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::file_globs::FileGlobs;
use crate::resolve::json;
use crate::source::walk::normalise;

/// Stands for the folder of the configuration that is used, also in those it extends.
const CONFIG_DIR: &str = "${configDir}";

/// One configuration file as written, relative settings tied to its folder.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) extends: Vec<String>,
    pub(super) references: Vec<PathBuf>,
    settings: Settings,
}

/// The settings that `extends` hands down, each on its own.
#[derive(Clone, Default)]
struct Settings {
    base_url: Option<PathBuf>,
    paths: Option<Paths>,
    root_dirs: Option<Vec<PathBuf>>,
    custom_conditions: Option<Vec<String>>,
    out_dir: Option<PathBuf>,
    declaration_dir: Option<PathBuf>,
    root_dir: Option<PathBuf>,
    files: Option<Vec<PathBuf>>,
    include: Option<Vec<PathBuf>>,
    exclude: Option<Vec<PathBuf>>,
}

#[derive(Clone)]
struct Paths {
    /// The folder of the file that sets them, which the targets count from where there is no `baseUrl`.
    set_in: PathBuf,
    /// Patterns and their targets, as written.
    mappings: Vec<(String, Vec<String>)>,
}

impl Layer {
    /// Reads one configuration file; `None` if it is missing or broken.
    pub(super) fn read(path: &Path) -> Option<Self> {
        let config = json::read(path).filter(Value::is_object)?;
        let folder = path.parent()?;
        let tied = |value: &str| if value.starts_with(CONFIG_DIR) { value.into() } else { folder.join(value) };
        let all_tied = |value: &Value| value.as_array().map(|_| json::strings(value).iter().map(|v| tied(v)).collect());
        let options = &config["compilerOptions"];
        let option = |key: &str| options[key].as_str().map(tied);
        let extends = &config["extends"];
        Some(Self {
            extends: extends.as_str().map_or_else(|| json::strings(extends), |one| vec![one.to_owned()]),
            references: config["references"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|reference| reference["path"].as_str().map(tied))
                .collect(),
            settings: Settings {
                base_url: option("baseUrl"),
                paths: options["paths"].as_object().map(|paths| {
                    let mappings = paths.iter().map(|(pattern, targets)| (pattern.clone(), json::strings(targets)));
                    Paths { set_in: folder.to_path_buf(), mappings: mappings.collect() }
                }),
                root_dirs: all_tied(&options["rootDirs"]),
                custom_conditions: options["customConditions"]
                    .is_array()
                    .then(|| json::strings(&options["customConditions"])),
                out_dir: option("outDir"),
                declaration_dir: option("declarationDir"),
                root_dir: option("rootDir"),
                files: all_tied(&config["files"]),
                include: all_tied(&config["include"]),
                exclude: all_tied(&config["exclude"]),
            },
        })
    }

    /// Takes over what `base`, which this one extends, sets and this one does not.
    pub(super) fn inherit(&mut self, base: &Self) {
        fn fill<T: Clone>(own: &mut Option<T>, inherited: &Option<T>) {
            if own.is_none() {
                own.clone_from(inherited);
            }
        }
        let (own, base) = (&mut self.settings, &base.settings);
        fill(&mut own.base_url, &base.base_url);
        fill(&mut own.paths, &base.paths);
        fill(&mut own.root_dirs, &base.root_dirs);
        fill(&mut own.custom_conditions, &base.custom_conditions);
        fill(&mut own.out_dir, &base.out_dir);
        fill(&mut own.declaration_dir, &base.declaration_dir);
        fill(&mut own.root_dir, &base.root_dir);
        fill(&mut own.files, &base.files);
        fill(&mut own.include, &base.include);
        fill(&mut own.exclude, &base.exclude);
    }
}

/// A configuration with all it extends, ready to be asked.
pub(super) struct Project {
    pub(super) references: Vec<PathBuf>,
    pub(super) base_url: Option<PathBuf>,
    paths: Vec<PathMapping>,
    pub(super) root_dirs: Vec<PathBuf>,
    pub(super) conditions: Vec<String>,
    /// Where the compiler writes to, and the folder whose structure it repeats there.
    pub(super) outputs: Vec<PathBuf>,
    pub(super) root_dir: Option<PathBuf>,
    /// The configuration file itself.
    pub(super) path: PathBuf,
    pub(super) folder: PathBuf,
    files: Vec<PathBuf>,
    include: FileGlobs,
    exclude: FileGlobs,
}

struct PathMapping {
    prefix: String,
    /// What follows the `*`; `None` for a mapping of one name.
    suffix: Option<String>,
    targets: Vec<String>,
    base: PathBuf,
}

impl Project {
    pub(super) fn new(path: &Path, layer: Layer) -> Self {
        let folder = path.parent().unwrap_or(path).to_path_buf();
        let settings = layer.settings;
        let settle = |path: PathBuf| settle(&folder, &path);
        let settle_all = |paths: Option<Vec<PathBuf>>| paths.unwrap_or_default().into_iter().map(settle).collect();
        let base_url = settings.base_url.map(settle);
        let paths = settings.paths.map_or_else(Vec::new, |Paths { set_in, mappings }| {
            let base = base_url.clone().unwrap_or(set_in);
            mappings.into_iter().map(|(pattern, targets)| PathMapping::new(&pattern, targets, &base)).collect()
        });
        let outputs: Vec<PathBuf> =
            [settings.out_dir, settings.declaration_dir].into_iter().flatten().map(settle).collect();
        let include = settings.include.or_else(|| settings.files.is_none().then(|| vec![folder.join("**/*")]));
        let exclude = settings.exclude.unwrap_or_else(|| {
            let packages = ["node_modules", "bower_components", "jspm_packages"];
            packages.iter().map(|name| folder.join(name)).chain(outputs.iter().cloned()).collect()
        });
        Self {
            references: layer.references.into_iter().map(settle).collect(),
            paths,
            root_dirs: settle_all(settings.root_dirs),
            conditions: settings.custom_conditions.unwrap_or_default(),
            root_dir: settings.root_dir.map(settle),
            files: settle_all(settings.files),
            include: FileGlobs::new(include.unwrap_or_default().into_iter().map(settle)),
            exclude: FileGlobs::new(exclude.into_iter().map(settle)),
            base_url,
            outputs,
            path: path.to_path_buf(),
            folder,
        }
    }

    /// Whether `file` (absolute) belongs to this project by its `files`, `include` and `exclude`.
    pub(super) fn includes(&self, file: &Path) -> bool {
        self.files.iter().any(|own| own == file) || self.include.is_match(file) && !self.exclude.is_match(file)
    }

    /// Where `paths` sends a specifier, in the order written: from the mapping of that very name, else from the one
    /// with the longest part before its `*`.
    pub(super) fn mapped<'a>(&'a self, specifier: &'a str) -> impl Iterator<Item = PathBuf> + 'a {
        let best = self
            .paths
            .iter()
            .filter_map(|mapping| mapping.star(specifier).map(|star| (mapping, star)))
            .max_by_key(|(mapping, _)| (mapping.suffix.is_none(), mapping.prefix.len()));
        best.into_iter().flat_map(move |(mapping, star)| {
            mapping
                .targets
                .iter()
                .map(move |target| settle_from(&self.folder, &mapping.base, &target.replacen('*', star, 1)))
        })
    }
}

impl PathMapping {
    fn new(pattern: &str, targets: Vec<String>, base: &Path) -> Self {
        let (prefix, suffix) = match pattern.split_once('*') {
            Some((prefix, suffix)) => (prefix, Some(suffix.to_owned())),
            None => (pattern, None),
        };
        Self { prefix: prefix.to_owned(), suffix, targets, base: base.to_path_buf() }
    }

    /// What the `*` stands for in `specifier` (nothing without a `*`), if the mapping fits it.
    fn star<'a>(&self, specifier: &'a str) -> Option<&'a str> {
        match &self.suffix {
            Some(suffix) => specifier.strip_prefix(self.prefix.as_str())?.strip_suffix(suffix.as_str()),
            None => (specifier == self.prefix).then_some(""),
        }
    }
}

fn settle_from(folder: &Path, base: &Path, path: &str) -> PathBuf {
    if path.starts_with(CONFIG_DIR) { settle(folder, Path::new(path)) } else { normalise(&base.join(path)) }
}

fn settle(folder: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(CONFIG_DIR) {
        Ok(rest) => normalise(&folder.join(rest)),
        Err(_) => normalise(path),
    }
}
