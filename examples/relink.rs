//! Whether the records of folders are linked as before once they were encoded and decoded:
//! `cargo run --release --example relink -- FOLDER…`. Says of each how many files and calls were compared, and ends with an
//! error at the first that differs.
#![allow(missing_docs)]

#[path = "../tests/link/relinking.rs"]
mod relinking;

use std::path::Path;

fn main() -> Result<(), String> {
    for folder in std::env::args().skip(1) {
        let relinked = relinking::relink(Path::new(&folder))?;
        println!("{folder}: {} files, {} calls, {} bytes", relinked.files, relinked.calls, relinked.bytes);
    }
    Ok(())
}
