//! `tsconfig.json` and `jsconfig.json`: what a project adds to import resolution.
//!
//! In: a parsed file and the files it extends. Out: a [`Project`] with absolute paths. Never looks for a target, and
//! takes every setting on its own: one of the wrong type, or a parent that is not there, costs only itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use foldhash::{HashMap, HashSet};
use serde_json::{Map, Value};

use super::file_globs::FileGlobs;
use crate::resolve::prefixes::Prefixes;
use crate::resolve::reader::{Reader, strings};
use crate::source::paths::{joined, normalise};

/// Stands for the folder of the configuration that is used, also in those it extends.
const CONFIG_DIR: &str = "${configDir}";

/// Folders and conditions that each import may try, and targets of one mapping.
const MAX_TRIED: usize = 64;

/// No path is longer.
const MAX_TARGET_BYTES: usize = 4096;

/// Files and patterns that say which files a project has, in one list.
const MAX_LISTED: usize = 10_000;

/// One configuration file as written, relative settings tied to its folder.
#[derive(Clone, Default)]
pub(super) struct Layer {
    pub(super) extends: Vec<String>,
    pub(super) references: Vec<PathBuf>,
    settings: Settings,
}

/// The settings that `extends` hands down, each on its own, and shared with all that it is handed to.
#[derive(Clone, Default)]
struct Settings {
    base_url: Option<PathBuf>,
    paths: Option<Arc<Paths>>,
    root_dirs: Option<Arc<Vec<PathBuf>>>,
    custom_conditions: Option<Arc<Vec<String>>>,
    out_dir: Option<PathBuf>,
    declaration_dir: Option<PathBuf>,
    root_dir: Option<PathBuf>,
    files: Option<Arc<Vec<PathBuf>>>,
    include: Option<Arc<Vec<PathBuf>>>,
    exclude: Option<Arc<Vec<PathBuf>>>,
}

impl Layer {
    /// Reads one configuration file; `None` if it is missing or broken.
    pub(super) fn read(path: &Path, reader: &Reader) -> Option<Self> {
        let config = reader.json(path).filter(Value::is_object)?;
        let folder = path.parent()?;
        let tied = |value: &str| if value.starts_with(CONFIG_DIR) { value.into() } else { folder.join(value) };
        let all_tied = |of: &Value, key: &str, max: usize| {
            let written = of[key].is_array().then(|| reader.first(path, key, max, strings(&of[key])))?;
            Some(Arc::new(written.iter().map(|value| tied(value)).collect()))
        };
        let options = &config["compilerOptions"];
        let option = |key: &str| options[key].as_str().map(tied);
        let extends = &config["extends"];
        let conditions = &options["customConditions"];
        Some(Self {
            extends: extends.as_str().map_or_else(|| strings(extends), |one| vec![one.to_owned()]),
            references: config["references"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|reference| reference["path"].as_str().map(tied))
                .collect(),
            settings: Settings {
                base_url: option("baseUrl"),
                paths: options["paths"].as_object().map(|paths| Arc::new(Paths::new(path, folder, paths, reader))),
                root_dirs: all_tied(options, "rootDirs", MAX_TRIED),
                custom_conditions: conditions
                    .is_array()
                    .then(|| Arc::new(reader.first(path, "customConditions", MAX_TRIED, strings(conditions)))),
                out_dir: option("outDir"),
                declaration_dir: option("declarationDir"),
                root_dir: option("rootDir"),
                files: all_tied(&config, "files", MAX_LISTED),
                include: all_tied(&config, "include", MAX_LISTED),
                exclude: all_tied(&config, "exclude", MAX_LISTED),
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
    paths: Option<Arc<Paths>>,
    pub(super) root_dirs: Vec<PathBuf>,
    pub(super) conditions: Arc<Vec<String>>,
    /// Where the compiler writes to, and the folder whose structure it repeats there.
    pub(super) outputs: Vec<PathBuf>,
    pub(super) root_dir: Option<PathBuf>,
    /// The configuration file itself.
    pub(super) path: PathBuf,
    pub(super) folder: PathBuf,
    settings: Settings,
    /// Asked for in few projects.
    files: OnceLock<Files>,
}

/// Which files a project has.
struct Files {
    listed: HashSet<PathBuf>,
    include: FileGlobs,
    exclude: FileGlobs,
}

impl Project {
    pub(super) fn new(path: &Path, layer: Layer) -> Self {
        let folder = path.parent().unwrap_or(path).to_path_buf();
        let settings = layer.settings;
        let settle = |path: &PathBuf| settle(&folder, path);
        Self {
            references: layer.references.iter().map(settle).collect(),
            base_url: settings.base_url.as_ref().map(settle),
            paths: settings.paths.clone(),
            root_dirs: settings.root_dirs.iter().flat_map(|dirs| dirs.iter()).map(settle).collect(),
            conditions: settings.custom_conditions.clone().unwrap_or_default(),
            outputs: [&settings.out_dir, &settings.declaration_dir].into_iter().flatten().map(settle).collect(),
            root_dir: settings.root_dir.as_ref().map(settle),
            path: path.to_path_buf(),
            files: OnceLock::new(),
            settings,
            folder,
        }
    }

    /// Whether `file` (absolute) belongs to this project by its `files`, `include` and `exclude`.
    pub(super) fn includes(&self, file: &Path, reader: &Reader) -> bool {
        let files = self.files.get_or_init(|| {
            let files = self.files();
            if files.include.is_cut || files.exclude.is_cut {
                reader.warn(&self.path, "include or exclude: more or longer patterns than are compared with a path");
            }
            files
        });
        files.listed.contains(file) || files.include.is_match(file) && !files.exclude.is_match(file)
    }

    fn files(&self) -> Files {
        let Settings { files, include, exclude, .. } = &self.settings;
        let settle_all = |paths: &[PathBuf]| FileGlobs::new(paths.iter().map(|path| settle(&self.folder, path)));
        let all = || files.is_none().then(|| self.folder.join("**/*"));
        let packages = || ["node_modules", "bower_components", "jspm_packages"].map(|name| self.folder.join(name));
        Files {
            listed: files.iter().flat_map(|files| files.iter()).map(|file| settle(&self.folder, file)).collect(),
            include: include.as_ref().map_or_else(|| FileGlobs::new(all().into_iter()), |written| settle_all(written)),
            exclude: exclude.as_ref().map_or_else(
                || FileGlobs::new(packages().into_iter().chain(self.outputs.iter().cloned())),
                |written| settle_all(written),
            ),
        }
    }

    /// Where `paths` sends a specifier, in the order written: from the mapping of that very name, else from the one
    /// with the longest part before its `*`.
    pub(super) fn mapped<'a>(&'a self, specifier: &'a str) -> impl Iterator<Item = PathBuf> + 'a {
        let best = self.paths.as_ref().and_then(|paths| Some((paths, paths.best(specifier)?)));
        best.into_iter().flat_map(move |(paths, (targets, star))| {
            let base = self.base_url.as_ref().unwrap_or(&paths.set_in);
            targets.iter().map(move |target| settle_from(&self.folder, base, &target.replacen('*', star, 1)))
        })
    }
}

/// The mappings that `paths` sets.
struct Paths {
    /// The folder of the file that sets them, which the targets count from where there is no `baseUrl`.
    set_in: PathBuf,
    /// As written, by mapping.
    targets: Vec<Vec<String>>,
    /// Mappings of one name.
    exact: HashMap<String, usize>,
    /// By what stands before the `*`, then by what stands behind it, read backwards.
    starred: Prefixes<Prefixes<usize>>,
}

impl Paths {
    fn new(path: &Path, folder: &Path, written: &Map<String, Value>, reader: &Reader) -> Self {
        let mut targets = Vec::with_capacity(written.len());
        let mut exact = HashMap::default();
        let mut starred: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, usize>> = BTreeMap::new();
        for (row, (pattern, of)) in written.iter().enumerate() {
            let mut of = strings(of);
            of.retain(|target| target.len() <= MAX_TARGET_BYTES);
            targets.push(reader.first(path, "targets of a mapping", MAX_TRIED, of));
            match pattern.split_once('*') {
                Some((prefix, suffix)) => {
                    starred.entry(prefix.into()).or_default().insert(suffix.bytes().rev().collect(), row);
                }
                None => {
                    exact.insert(pattern.clone(), row);
                }
            }
        }
        let starred = starred.into_iter().map(|(prefix, suffixes)| (prefix, Prefixes::new(suffixes)));
        Self { set_in: folder.to_path_buf(), targets, exact, starred: Prefixes::new(starred.collect()) }
    }

    /// The targets of the mapping that fits a specifier best, and what its `*` stands for. Of those with the same text
    /// before it, the last one written.
    fn best<'a>(&self, specifier: &'a str) -> Option<(&[String], &'a str)> {
        if let Some(row) = self.exact.get(specifier) {
            return Some((&self.targets[*row], ""));
        }
        let backwards: Vec<u8> = specifier.bytes().rev().collect();
        self.starred.of(specifier.as_bytes()).find_map(|(before, suffixes)| {
            let fitting = suffixes.of(&backwards).filter(|(after, _)| before + after <= specifier.len());
            let (after, row) = fitting.max_by_key(|(_, row)| **row)?;
            Some((&*self.targets[*row], &specifier[before..specifier.len() - after]))
        })
    }
}

fn settle_from(folder: &Path, base: &Path, path: &str) -> PathBuf {
    if path.starts_with(CONFIG_DIR) { settle(folder, Path::new(path)) } else { joined(base, path) }
}

fn settle(folder: &Path, path: &Path) -> PathBuf {
    match path.strip_prefix(CONFIG_DIR) {
        Ok(rest) => joined(folder, rest),
        Err(_) => normalise(path),
    }
}
