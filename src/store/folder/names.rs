//! What files of a store are called. Nothing else is ever removed: the folder may have files of others.

use std::ffi::OsStr;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};

/// The folder of packs, in that of the store.
pub const PACKS: &str = "packs";

/// The folder of manifests, in that of the store.
pub const ROOTS: &str = "roots";

/// The folder of snapshots, in that of the store.
pub const SNAPSHOTS: &str = "snapshots";

const TEMPORARY: &str = ".tmp-";

/// A name for a new pack. No two packs ever have the same one, also not those with the same entries: who knows of a pack that is
/// damaged may remove it at any time, whatever others have written since.
pub fn new_pack() -> String {
    format!("{:016x}{:016x}.ckgp", random(), random())
}

/// Whether it is called like a pack.
pub fn is_pack(name: &OsStr) -> bool {
    has_form(name, "", 32, ".ckgp")
}

/// The file of a manifest, by the root that it is of.
pub fn manifest(root: &str) -> String {
    format!("{}.ckgm", blake3::hash(root.as_bytes()).to_hex())
}

/// Whether it is called like a manifest.
pub fn is_manifest(name: &OsStr) -> bool {
    has_form(name, "", 64, ".ckgm")
}

/// The file that says what was kept last of a root, in the folder of manifests.
pub fn newest(root: &str) -> String {
    format!("{}.ckgn", blake3::hash(root.as_bytes()).to_hex())
}

/// Whether it is called like that.
pub fn is_newest(name: &OsStr) -> bool {
    has_form(name, "", 64, ".ckgn")
}

/// The file of a snapshot, by the root that it is of and its name.
pub fn snapshot(root: &str, name: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    // Its length keeps the one apart from the other.
    hasher.update(&(root.len() as u64).to_le_bytes()).update(root.as_bytes()).update(name.as_bytes());
    format!("{}.ckgs", hasher.finalize().to_hex())
}

/// Whether it is called like a snapshot.
pub fn is_snapshot(name: &OsStr) -> bool {
    has_form(name, "", 64, ".ckgs")
}

/// A name for what is not yet what it will be.
pub fn temporary() -> String {
    format!("{TEMPORARY}{:016x}", random())
}

/// From the system's own randomness: processes in containers have equal numbers.
fn random() -> u64 {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    RandomState::new().hash_one((std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed)))
}

/// Whether it is called as [`temporary`] says.
pub fn is_temporary(name: &OsStr) -> bool {
    has_form(name, TEMPORARY, 16, "")
}

fn has_form(name: &OsStr, before: &str, digits: usize, behind: &str) -> bool {
    let middle = name.to_str().and_then(|name| name.strip_prefix(before)?.strip_suffix(behind));
    middle.is_some_and(|middle| {
        middle.len() == digits && middle.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_exactly_their_form_are_a_stores_own() {
        let hash = "0123456789abcdef0123456789abcdef";
        assert!(is_pack(new_pack().as_ref()));
        assert_ne!(new_pack(), new_pack());
        assert!(is_manifest(manifest("/root").as_ref()));
        assert!(is_newest(newest("/root").as_ref()) && !is_manifest(newest("/root").as_ref()));
        assert!(is_snapshot(snapshot("/root", "name").as_ref()));
        assert_ne!(snapshot("/root", "name"), snapshot("/roo", "tname"));
        assert!(is_temporary(temporary().as_ref()));
        assert_ne!(temporary(), temporary());
        for other in [
            "",
            ".ckgp",
            "notes.ckgp",
            &hash[1..],
            &format!("{}.ckgp", hash.to_uppercase()),
            &format!("{hash}.ckgp~"),
            ".tmp-",
            ".tmp-1",
        ] {
            assert!(
                !is_pack(other.as_ref())
                    && !is_manifest(other.as_ref())
                    && !is_newest(other.as_ref())
                    && !is_snapshot(other.as_ref())
                    && !is_temporary(other.as_ref()),
                "{other}"
            );
        }
    }
}
