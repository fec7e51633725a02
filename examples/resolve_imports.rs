//! Resolves imports by the line: `importer<TAB>specifier` on standard input, the file's path or `external` on
//! standard output. The first argument is the repository's root. `bench/judge/resolve` compares the answers with
//! the TypeScript compiler's.

use std::io::{self, BufRead, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use code_knowledge_graph::resolve::{ImportResolver, ImportTarget, TypeScriptResolver};
use code_knowledge_graph::source::check_root;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = std::env::args().nth(1).ok_or("usage: resolve_imports ROOT < lines")?;
    let imports: Vec<String> = io::stdin().lock().lines().collect::<Result<_, _>>()?;
    let resolver = TypeScriptResolver::new(&check_root(&root)?);
    let mut output = BufWriter::new(io::stdout().lock());
    let start = Instant::now();
    for import in &imports {
        let (importer, specifier) = import.split_once('\t').ok_or("a line without a tab")?;
        match resolver.resolve(Path::new(importer), specifier) {
            ImportTarget::File(path) | ImportTarget::Folder(path) => writeln!(output, "{path}")?,
            ImportTarget::External => writeln!(output, "external")?,
        }
    }
    output.flush()?;
    eprintln!("{} imports in {:?}", imports.len(), start.elapsed());
    Ok(())
}
