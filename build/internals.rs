//! The C code that reads tree-sitter's own structures, compiled against the headers that its crate ships.
//!
//! In: where those are. Out: a library with `src/syntax/flat/direct.c`, or a sentence why there is none: another version of
//! tree-sitter may have other structures by the same names.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

/// The versions whose structures the code is written for and whose trees it has copied in the tests.
const KNOWN: [&str; 1] = ["0.27.1"];

const SOURCE: &str = "src/syntax/flat/direct.c";

/// Compiles it, unless a feature says to do without.
pub fn compile() -> Result<(), Box<dyn Error>> {
    if env::var_os("CARGO_FEATURE_TREE_SITTER_INTERFACE").is_some() {
        return Ok(());
    }
    println!("cargo:rerun-if-changed={SOURCE}");
    let include = env::var("DEP_TREE_SITTER_INCLUDE")?;
    let package = Path::new(&include).parent().ok_or("tree-sitter's headers are in no package")?;
    let version = version(&fs::read_to_string(package.join("Cargo.toml"))?).ok_or("tree-sitter has no version")?;
    if !KNOWN.contains(&version.as_str()) {
        return Err(format!(
            "{SOURCE} reads the structures of tree-sitter {}, and this is {version}: compare src/subtree.h, src/tree.h and \
             src/language.h of both, run the tests, and add the version to build/internals.rs, or build with \
             --features tree-sitter-interface",
            KNOWN.join(" and ")
        )
        .into());
    }
    let mut build = cc::Build::new();
    build.std("c11").warnings(false).include(&include).include(package.join("src")).file(SOURCE);
    build.try_compile("copied-trees")?;
    Ok(())
}

/// The version that a manifest says its package has.
fn version(manifest: &str) -> Option<String> {
    let package = manifest.split("[package]").nth(1)?;
    let line = package.lines().find_map(|line| line.strip_prefix("version = "))?;
    Some(line.trim_matches('"').to_owned())
}
