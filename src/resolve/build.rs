//! What a build of a package is, as far as it is said elsewhere than in its files.
//!
//! In: what a manifest says, and what the package's macros put in front of items. Out: a [`Build`], to be asked by name.

use std::collections::{BTreeMap, BTreeSet};

/// A build by default.
#[derive(Debug, PartialEq, Eq)]
pub struct Build {
    features: BTreeSet<String>,
    macros: BTreeMap<String, Vec<String>>,
    fingerprint: [u8; 32],
}

impl Build {
    /// A build with these features, and by name the conditions that macros put on items.
    pub(super) fn new(features: BTreeSet<String>, macros: BTreeMap<String, Vec<String>>) -> Self {
        let mut hasher = blake3::Hasher::new();
        let mut tell = |text: &str| {
            hasher.update(&(text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        };
        features.iter().for_each(|feature| tell(feature));
        for (name, conditions) in &macros {
            // No feature and no condition is empty.
            [name, ""].into_iter().chain(conditions.iter().map(String::as_str)).for_each(&mut tell);
        }
        Self { fingerprint: *hasher.finalize().as_bytes(), features, macros }
    }

    /// Whether it has a feature.
    #[must_use]
    pub fn has(&self, feature: &str) -> bool {
        self.features.contains(feature)
    }

    /// The conditions, as attributes are written, that a macro puts on the items it is given; none, if it is not known to do so. That
    /// which it is given by `#![…]` is written `$` and a name.
    #[must_use]
    pub fn conditions(&self, macro_name: &str) -> &[String] {
        self.macros.get(macro_name).map_or(&[], Vec::as_slice)
    }

    /// What tells it from others.
    #[must_use]
    pub const fn fingerprint(&self) -> &[u8; 32] {
        &self.fingerprint
    }
}
