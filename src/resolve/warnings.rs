//! What of a repository's manifests and folders has no part in where imports lead.
//!
//! In: what is wrong with a manifest or a folder, from any thread, as often as it is met. Out: one warning for each of them and
//! each kind of wrong, by path: the same whoever met it first.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::error::{Warning, WarningCode};
use crate::source::paths::slashed;

/// Parsers quote what they do not understand, which may be as long as a manifest.
const MAX_REASON_BYTES: usize = 200;

/// The warnings of one repository.
#[derive(Default)]
pub(super) struct Warnings(Mutex<BTreeMap<(String, WarningCode), Told>>);

struct Told {
    reason: String,
    is_told: bool,
}

impl Warnings {
    /// Something is wrong with a manifest or a folder. Of several reasons the least is kept: it does not depend on who came first.
    pub(super) fn add(&self, code: WarningCode, path: &Path, reason: impl Into<String>) {
        let reason = shortened(reason.into());
        let mut known = self.lock();
        let told =
            known.entry((slashed(path), code)).or_insert_with(|| Told { reason: reason.clone(), is_told: false });
        if reason < told.reason {
            told.reason = reason;
        }
    }

    /// Those that were met since the last call, by path.
    pub(super) fn take(&self) -> Vec<Warning> {
        let mut known = self.lock();
        let untold = known.iter_mut().filter(|(_, told)| !told.is_told);
        let telling = untold.map(|(of, told)| {
            told.is_told = true;
            warning(of, told)
        });
        telling.collect()
    }

    /// All of them, by path.
    pub(super) fn all(&self) -> Vec<Warning> {
        self.lock().iter().map(|(of, told)| warning(of, told)).collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(String, WarningCode), Told>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn warning((path, code): &(String, WarningCode), told: &Told) -> Warning {
    Warning { path: path.clone(), code: *code, reason: told.reason.clone() }
}

/// The first line of a reason, as far as a reader wants it.
fn shortened(mut reason: String) -> String {
    let line = reason.find(['\n', '\r']).unwrap_or(reason.len());
    reason.truncate(reason.floor_char_boundary(line.min(MAX_REASON_BYTES)));
    reason
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_comes_first_the_same_is_told_once() {
        let reasons = [("/r/b", "z"), ("/r/a", "y"), ("/r/b", "x"), ("/r/b", "z")];
        let told = |reasons: &mut dyn Iterator<Item = &(&str, &str)>| {
            let warnings = Warnings::default();
            reasons.for_each(|(path, reason)| warnings.add(WarningCode::ManifestInvalid, Path::new(path), *reason));
            warnings.add(WarningCode::ManifestLimit, Path::new("/r/b"), "w");
            (warnings.all(), warnings.take(), warnings.take())
        };
        let (all, taken, again) = told(&mut reasons.iter());
        let written: Vec<_> = all.iter().map(|of| (&*of.path, of.code.as_str(), &*of.reason)).collect();
        let expected = [
            ("/r/a", "ERR_MANIFEST_INVALID", "y"),
            ("/r/b", "ERR_MANIFEST_LIMIT", "w"),
            ("/r/b", "ERR_MANIFEST_INVALID", "x"),
        ];
        assert_eq!(written, expected);
        assert_eq!((&taken, again), (&all, Vec::new()));
        assert_eq!(told(&mut reasons.iter().rev()), (all, taken, Vec::new()));
    }

    #[test]
    fn a_reason_is_a_line_of_few_bytes() {
        assert_eq!(shortened("one\ntwo".to_owned()), "one");
        assert_eq!(shortened(format!("{}é", "a".repeat(MAX_REASON_BYTES - 1))), "a".repeat(MAX_REASON_BYTES - 1));
    }
}
