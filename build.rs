//! Sets up the linker arguments a Node-API addon needs, compiles what has to be C, packs grammars with large tables,
//! and takes the fingerprint of what decides a record.

#[path = "build/fingerprint.rs"]
mod fingerprint;
#[path = "build/internals.rs"]
mod internals;
#[path = "build/packed.rs"]
mod packed;
#[path = "build/tables.rs"]
mod tables;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    napi_build::setup();
    stay_loaded();
    bounded_allocator()?;
    internals::compile()?;
    fingerprint::tell()?;
    packed::pack()
}

/// The allocator of syntax trees, which leaves tree-sitter's code in a way that only C may.
fn bounded_allocator() -> Result<(), Box<dyn std::error::Error>> {
    const SOURCE: &str = "src/syntax/allocator.c";
    println!("cargo:rerun-if-changed={SOURCE}");
    let tree_sitter = std::env::var("DEP_TREE_SITTER_INCLUDE")?;
    cc::Build::new().std("c11").include(tree_sitter).file(SOURCE).try_compile("bounded-allocator")?;
    Ok(())
}

/// Node.js unloads an addon when the last environment that loaded it closes: a worker thread, say, if the main thread
/// never loaded it. The pool's threads outlive that environment for some seconds, and their code must stay in place.
fn stay_loaded() {
    println!("cargo:rerun-if-changed=build.rs");
    let system = std::env::var("CARGO_CFG_TARGET_OS").unwrap_or_default();
    // musl never unloads, nor does macOS what has thread-local variables.
    if system == "linux" {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete");
    }
}
