//! `package.json`: what a package calls itself and which files it offers.
//!
//! In: a manifest and a subpath. Out: the targets the manifest names for it, best first. Never asks whether a
//! target exists: in a repository that was not built, many do not.

use std::collections::BTreeMap;
use std::path::Path;

use foldhash::HashMap;
use serde_json::{Map, Value};

use crate::resolve::prefixes::Prefixes;
use crate::resolve::reader::{Reader, strings};

/// How many bytes the stars of a target may stand for.
const MAX_STARS_BYTES: usize = 64 * 1024;

/// Conditions and choices of one entry of `exports` or `imports`, each of which an import may try.
const MAX_TARGETS: usize = 256;

/// No path is longer.
const MAX_TARGET_BYTES: usize = 4096;

/// The part of a `package.json` that resolution needs.
pub(super) struct Manifest {
    pub(super) name: Option<String>,
    /// Entry files without `exports`, in the order TypeScript asks for them, then those of bundlers.
    pub(super) entries: Vec<String>,
    pub(super) exports: Option<Exports>,
    pub(super) imports: Option<Subpaths>,
    /// Globs of the workspace's member folders.
    pub(super) workspaces: Vec<String>,
    /// The file that `extends` of the bare package name means.
    pub(super) tsconfig: Option<String>,
}

impl Manifest {
    pub(super) fn read(folder: &Path, reader: &Reader) -> Option<Self> {
        let path = folder.join("package.json");
        let mut manifest = reader.json(&path)?;
        let tell =
            |key: &str| reader.warn(&path, format!("{key}: an entry of more than {MAX_TARGETS} targets is left out"));
        let mut taken = |key: &str| manifest.get_mut(key).map_or(Value::Null, Value::take);
        let exports = Exports::new(taken("exports"), || tell("exports"));
        let imports = match taken("imports") {
            Value::Object(map) => Some(Subpaths::new(map, || tell("imports"))),
            _ => None,
        };
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).map(str::to_owned);
        let workspaces = manifest
            .get("workspaces")
            .map_or_else(Vec::new, |workspaces| strings(workspaces.get("packages").unwrap_or(workspaces)));
        Some(Self {
            name: text("name"),
            entries: ["typings", "types", "main", "source", "module"].into_iter().filter_map(text).collect(),
            exports,
            imports,
            workspaces,
            tsconfig: text("tsconfig"),
        })
    }
}

/// The targets of one entry; none, if they are more than anyone would try.
fn bounded(target: Value, tell: impl Fn()) -> Value {
    if count(&target) > MAX_TARGETS {
        tell();
        return Value::Null;
    }
    target
}

/// How many values there are in a target, itself included. Manifests are nested within bounds.
fn count(target: &Value) -> usize {
    match target {
        Value::Array(choices) => 1 + choices.iter().map(count).sum::<usize>(),
        Value::Object(choices) => 1 + choices.values().map(count).sum::<usize>(),
        _ => 1,
    }
}

/// What a package offers.
pub(super) enum Exports {
    /// By subpath.
    Subpaths(Subpaths),
    /// Itself alone.
    Entry(Value),
}

impl Exports {
    fn new(exports: Value, tell: impl Fn()) -> Option<Self> {
        match exports {
            Value::Null => None,
            Value::Object(map) if map.keys().any(|key| key.starts_with('.')) => {
                Some(Self::Subpaths(Subpaths::new(map, tell)))
            }
            entry => Some(Self::Entry(bounded(entry, tell))),
        }
    }

    /// The targets for a subpath (`.` or `./sub`), best first.
    pub(super) fn targets(&self, subpath: &str, conditions: Conditions<'_>) -> Vec<String> {
        match self {
            Self::Subpaths(subpaths) => subpaths.targets(subpath, conditions),
            Self::Entry(target) if subpath == "." => collected(target, "", conditions),
            Self::Entry(_) => Vec::new(),
        }
    }
}

/// A map of names and of patterns of names to targets.
pub(super) struct Subpaths {
    targets: Vec<Value>,
    exact: HashMap<String, usize>,
    patterns: Prefixes<Ending>,
}

/// Patterns with one text before their star.
#[derive(Default)]
struct Ending {
    /// By the text after it, read backwards.
    stars: Prefixes<usize>,
    /// The old way to offer a whole folder: the text is all there is.
    folder: Option<usize>,
}

/// The same while they are collected.
type Endings = (BTreeMap<Vec<u8>, usize>, Option<usize>);

impl Subpaths {
    fn new(map: Map<String, Value>, tell: impl Fn()) -> Self {
        let mut targets = Vec::with_capacity(map.len());
        let mut exact = HashMap::default();
        let mut patterns: BTreeMap<Vec<u8>, Endings> = BTreeMap::new();
        for (row, (key, target)) in map.into_iter().enumerate() {
            targets.push(bounded(target, &tell));
            if let Some((prefix, suffix)) = key.split_once('*') {
                patterns.entry(prefix.into()).or_default().0.insert(suffix.bytes().rev().collect(), row);
            } else if key.ends_with('/') {
                patterns.entry(key.into_bytes()).or_default().1 = Some(row);
            } else {
                exact.insert(key, row);
            }
        }
        let ending = |(stars, folder): Endings| Ending { stars: Prefixes::new(stars), folder };
        let patterns = patterns.into_iter().map(|(prefix, patterns)| (prefix, ending(patterns)));
        Self { targets, exact, patterns: Prefixes::new(patterns.collect()) }
    }

    /// The targets for a key: of the entry of that very name, else of the pattern that fits most closely.
    pub(super) fn targets(&self, key: &str, conditions: Conditions<'_>) -> Vec<String> {
        if let Some(row) = self.exact.get(key).filter(|_| !key.contains('*')) {
            return collected(&self.targets[*row], "", conditions);
        }
        let backwards: Vec<u8> = key.bytes().rev().collect();
        let closest = self.patterns.of(key.as_bytes()).find_map(|(before, ending)| {
            let room = key.len() - before;
            let star = ending.stars.of(&backwards).find(|(after, _)| *after <= room);
            star.map(|(after, row)| (&key[before..key.len() - after], *row))
                .or_else(|| ending.folder.map(|row| (&key[before..], row)))
        });
        closest.map_or_else(Vec::new, |(star, row)| collected(&self.targets[row], star, conditions))
    }
}

/// Which conditions of an `exports` or `imports` map hold.
#[derive(Clone, Copy)]
pub(super) enum Conditions<'a> {
    /// What TypeScript and Node.js set for `import` and `require`, and these.
    Active(&'a [String]),
    /// Every one: the last resort where the active ones name only files that were not built.
    Any,
}

impl Conditions<'_> {
    fn hold(self, condition: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Active(custom) => {
                matches!(condition, "types" | "import" | "require" | "node" | "default")
                    || condition.starts_with("types@")
                    || custom.iter().any(|active| active == condition)
            }
        }
    }
}

fn collected(target: &Value, star: &str, conditions: Conditions<'_>) -> Vec<String> {
    let mut targets = Vec::new();
    collect(target, star, conditions, &mut targets);
    targets
}

fn collect(target: &Value, star: &str, conditions: Conditions<'_>, targets: &mut Vec<String>) {
    match target {
        Value::String(path) if path.len() > MAX_TARGET_BYTES => {}
        Value::String(path) if path.ends_with('/') => targets.push(format!("{path}{star}")),
        // Each star of the pattern stands for the same text; no path has so many that it gets longer than this.
        Value::String(path) if path.matches('*').count().saturating_mul(star.len()) > MAX_STARS_BYTES => {}
        Value::String(path) => targets.push(path.replace('*', star)),
        Value::Array(choices) => {
            for choice in choices {
                collect(choice, star, conditions, targets);
            }
        }
        Value::Object(choices) => {
            for (_, choice) in choices.iter().filter(|(condition, _)| conditions.hold(condition)) {
                collect(choice, star, conditions, targets);
            }
        }
        _ => {}
    }
}

/// A bare specifier's package name and the rest after the `/`, which is empty for the package itself.
pub(super) fn split_specifier(specifier: &str) -> (&str, &str) {
    let name_parts = if specifier.starts_with('@') { 2 } else { 1 };
    match specifier.match_indices('/').nth(name_parts - 1) {
        Some((slash, _)) => (&specifier[..slash], &specifier[slash + 1..]),
        None => (specifier, ""),
    }
}
