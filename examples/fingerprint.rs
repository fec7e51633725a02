//! What extraction makes of whole folders, as one hash each: `cargo run --release --example fingerprint -- FOLDER …`.
//!
//! Run before and after a change that must not change results. The hash covers the encoded record of every file, what
//! linking reads besides (symbols, calls, imports, supertypes), and the links of the file alone.

use std::error::Error;
use std::fmt::{self, Write};
use std::path::Path;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::extract::extract;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, NoModules, link_file};
use code_knowledge_graph::language::Language;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};

/// Hashes what is written to it.
#[derive(Default)]
struct Hashing(blake3::Hasher);

impl fmt::Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    for folder in std::env::args().skip(1) {
        let root = check_root(&folder)?;
        let extensions = Language::extensions();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let mut hash = Hashing::default();
        let mut count = 0;
        for path in walk.files(&|| false)? {
            let Some(language) = Language::of_path(&path) else { continue };
            let Ok(source) = read(Path::new(&path), u64::MAX) else { continue };
            let relative = Path::new(&path).strip_prefix(&root)?.to_str().ok_or("a path that is no text")?;
            let record = extract(language, relative, source, &Allowance::unlimited())?;
            let mut encoded = Vec::new();
            encode_record(&record, &mut encoded);
            write!(hash, "{:?}", (&record.symbols, &record.calls, &record.imports, &record.supertypes, &record.types))?;
            let imports = record.imports.iter().map(|_| None).collect();
            let file = LinkedFile { path: relative.into(), record, imports, unit: None };
            encode_links(&link_file(file.module(), &NoModules, &Allowance::unlimited())?, &mut encoded);
            hash.0.update(&encoded);
            count += 1;
        }
        println!("{} {count} files {folder}", hash.0.finalize().to_hex());
    }
    Ok(())
}
