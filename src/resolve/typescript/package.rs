//! `package.json`: what a package calls itself and which files it offers.
//!
//! In: a manifest and a subpath. Out: the targets the manifest names for it, best first. Never asks whether a
//! target exists: in a repository that was not built, many do not.

use std::path::Path;

use serde_json::Value;

use crate::resolve::json;

/// How many bytes the stars of a target may stand for.
const MAX_STARS_BYTES: usize = 64 * 1024;

/// The part of a `package.json` that resolution needs.
pub(super) struct Manifest {
    pub(super) name: Option<String>,
    /// Entry files without `exports`, in the order TypeScript asks for them, then those of bundlers.
    pub(super) entries: Vec<String>,
    pub(super) exports: Option<Value>,
    pub(super) imports: Option<Value>,
    /// Globs of the workspace's member folders.
    pub(super) workspaces: Vec<String>,
    /// The file that `extends` of the bare package name means.
    pub(super) tsconfig: Option<String>,
}

impl Manifest {
    pub(super) fn read(folder: &Path) -> Option<Self> {
        let manifest = json::read(&folder.join("package.json"))?;
        let text = |key: &str| manifest.get(key).and_then(Value::as_str).map(str::to_owned);
        let workspaces = manifest
            .get("workspaces")
            .map_or_else(Vec::new, |workspaces| json::strings(workspaces.get("packages").unwrap_or(workspaces)));
        Some(Self {
            name: text("name"),
            entries: ["typings", "types", "main", "source", "module"].into_iter().filter_map(text).collect(),
            exports: manifest.get("exports").filter(|exports| !exports.is_null()).cloned(),
            imports: manifest.get("imports").filter(|imports| imports.is_object()).cloned(),
            workspaces,
            tsconfig: text("tsconfig"),
        })
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

/// The targets an `exports` map names for a subpath (`.` or `./sub`), best first.
pub(super) fn exported(exports: &Value, subpath: &str, conditions: Conditions<'_>) -> Vec<String> {
    let has_subpaths = exports.as_object().is_some_and(|map| map.keys().any(|key| key.starts_with('.')));
    if has_subpaths {
        mapped(exports, subpath, conditions)
    } else if subpath == "." {
        let mut targets = Vec::new();
        collect(exports, "", conditions, &mut targets);
        targets
    } else {
        Vec::new()
    }
}

/// The targets a map names for a key: the entry of that very name, else of the pattern that fits most closely.
pub(super) fn mapped(map: &Value, key: &str, conditions: Conditions<'_>) -> Vec<String> {
    let mut targets = Vec::new();
    let Some(map) = map.as_object() else { return targets };
    if let Some(target) = map.get(key).filter(|_| !key.contains('*') && !key.ends_with('/')) {
        collect(target, "", conditions, &mut targets);
        return targets;
    }
    let fitting = map.iter().filter_map(|(pattern, target)| {
        let star = match pattern.split_once('*') {
            Some((prefix, suffix)) => key.strip_prefix(prefix)?.strip_suffix(suffix)?,
            // The old way to offer a whole folder.
            None if pattern.ends_with('/') => key.strip_prefix(pattern.as_str())?,
            None => return None,
        };
        let prefix_len = pattern.find('*').unwrap_or(pattern.len());
        Some(((prefix_len, pattern.len()), star, target))
    });
    if let Some((_, star, target)) = fitting.max_by_key(|(closeness, ..)| *closeness) {
        collect(target, star, conditions, &mut targets);
    }
    targets
}

fn collect(target: &Value, star: &str, conditions: Conditions<'_>, targets: &mut Vec<String>) {
    match target {
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
