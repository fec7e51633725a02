//! The features that a package has by default.
//!
//! In: a `Cargo.toml`. Out: which of its features a build has that asks for none: `default` and what follows from it, by
//! <https://doc.rust-lang.org/cargo/reference/features.html>.

use std::collections::BTreeSet;

use toml::{Table, Value};

/// The tables of dependencies, each of which may be optional.
const DEPENDENCIES: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// The features of a package that are on by default.
pub(super) fn default_features(manifest: &Table) -> BTreeSet<String> {
    let features = manifest.get("features").and_then(Value::as_table);
    let implied = |feature: &str| {
        let list = features.and_then(|features| features.get(feature)).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str)
    };
    let all = features.into_iter().flat_map(Table::keys);
    // Where `dep:x` stands, `x` alone is no feature.
    let hidden: BTreeSet<&str> =
        all.flat_map(|name| implied(name)).filter_map(|name| name.strip_prefix("dep:")).collect();
    let optional = optional_dependencies(manifest);
    let is_feature = |name: &str| {
        features.is_some_and(|features| features.contains_key(name))
            || (optional.contains(name) && !hidden.contains(name))
    };
    let mut on = BTreeSet::new();
    let mut left = vec!["default"];
    while let Some(name) = left.pop() {
        if is_feature(name) && on.insert(name.to_owned()) {
            left.extend(implied(name).filter_map(named_by));
        }
    }
    on
}

/// The feature that an entry of a list names: of `x/y` the optional dependency `x`, which that brings; `dep:x` and `x?/y` name none.
fn named_by(entry: &str) -> Option<&str> {
    match entry.split_once('/') {
        Some((dependency, _)) => (!dependency.ends_with('?')).then_some(dependency),
        None => (!entry.starts_with("dep:")).then_some(entry),
    }
}

/// The names of the dependencies that are optional, for any target.
fn optional_dependencies(manifest: &Table) -> BTreeSet<&str> {
    let targets = manifest.get("target").and_then(Value::as_table).into_iter().flat_map(Table::values);
    let tables = targets.filter_map(Value::as_table).chain([manifest]);
    let lists = tables.flat_map(|table| DEPENDENCIES.into_iter().filter_map(|kind| table.get(kind)?.as_table()));
    let is_optional = |dependency: &Value| dependency.get("optional").and_then(Value::as_bool) == Some(true);
    lists.flatten().filter(|(_, dependency)| is_optional(dependency)).map(|(name, _)| name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn on(manifest: &str) -> Vec<String> {
        default_features(&manifest.parse().unwrap()).into_iter().collect()
    }

    #[test]
    fn what_follows_from_default_is_on() {
        assert_eq!(on("[features]\ndefault = ['a']\na = ['b']\nb = ['a', 'nowhere']\nc = []"), ["a", "b", "default"]);
        assert_eq!(on("[features]\nstd = []"), [""; 0]);
        assert_eq!(on("[package]\nname = 'p'"), [""; 0]);
        assert_eq!(on("features = 1"), [""; 0]);
    }

    #[test]
    fn an_optional_dependency_is_a_feature_unless_it_is_named_as_a_dependency() {
        let dependencies = "[dependencies]\nx = { version = '1', optional = true }\ny = '1'\n\
            [target.'cfg(unix)'.dependencies]\nz = { version = '1', optional = true }\n[features]\n";
        let on = |features: &str| on(&format!("{dependencies}{features}"));
        assert_eq!(on("default = ['x', 'y', 'z']"), ["default", "x", "z"]);
        assert_eq!(on("default = ['x/std', 'y/std', 'z?/std']"), ["default", "x"]);
        assert_eq!(on("default = ['tls']\ntls = ['dep:x']"), ["default", "tls"]);
        assert_eq!(on("default = ['x']\ntls = ['dep:x']"), ["default"]);
        assert_eq!(on("default = ['x/std']\ntls = ['dep:x']"), ["default"]);
        assert_eq!(on("default = ['x']\nx = ['dep:x']"), ["default", "x"]);
    }
}
