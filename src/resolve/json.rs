//! Reading manifests: JSON as people write it, with comments, trailing commas and byte-order marks.
//!
//! In: a path. Out: the value. Never fails: a manifest that is missing or broken is `None`.

use std::path::Path;

use serde_json::Value;

/// Manifests are small; anything larger is something else under a manifest's name.
const MAX_MANIFEST_SIZE: u64 = 8 * 1024 * 1024;

pub(crate) fn read(path: &Path) -> Option<Value> {
    let mut text = crate::source::read(path, MAX_MANIFEST_SIZE).ok()?.text;
    // What cannot be stripped cannot be parsed either.
    json_strip_comments::strip(&mut text).ok()?;
    serde_json::from_str(text.strip_prefix('\u{FEFF}').unwrap_or(&text)).ok()
}

/// The strings of an array; entries of another type are left out.
pub(crate) fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
