//! The fingerprint of everything that decides what is known of a file: two builds that have the same one make the same records
//! of the same files, and the same links.
//!
//! In: the sources of the rooms that make records and links and say how they are kept, and the versions and sums of all crates. Out: the environment
//! variable `CKG_CODE_FINGERPRINT` for `src/store/key.rs`. What is listed here is held by a test against the rooms that these
//! rooms use.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the code is that decides it. Tests among it count too: what they cost is that what was kept is made again.
pub const DECIDING: &[&str] = &[
    "Cargo.lock",
    "build/packed.rs",
    "build/tables.rs",
    "build/unpack.c",
    "src/allowance.rs",
    "src/extract",
    "src/graph",
    "src/indexing/kept",
    "src/language",
    "src/languages.rs",
    "src/record",
    "src/source",
    "src/syntax",
];

/// Where the code is that decides what an index answers, beside that.
pub const DECIDING_INDEXES: &[&str] = &["src/indexing", "src/query", "src/resolve"];

/// Has the compiler know the fingerprints.
pub fn tell() -> Result<(), Box<dyn Error>> {
    tell_of("CKG_CODE_FINGERPRINT", DECIDING)?;
    tell_of("CKG_INDEX_FINGERPRINT", DECIDING_INDEXES)
}

fn tell_of(name: &str, deciding: &[&str]) -> Result<(), Box<dyn Error>> {
    let mut files = Vec::new();
    for path in deciding {
        println!("cargo:rerun-if-changed={path}");
        collect(Path::new(path), &mut files)?;
    }
    files.sort();
    let mut hasher = blake3::Hasher::new();
    for file in files {
        // The same on every system: neither its separators nor its line ends count.
        let name = file.to_string_lossy().replace('\\', "/");
        let text = fs::read_to_string(&file)?.replace("\r\n", "\n");
        for part in [name.as_bytes(), text.as_bytes()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    println!("cargo:rustc-env={name}={}", hasher.finalize().to_hex());
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        collect(&entry?.path(), files)?;
    }
    Ok(())
}
