//! What it costs to keep a program linked: `cargo run --release --example staying -- FOLDER…`.
//!
//! Prints the milliseconds of processor time that linking all files takes with what they ask of each other noted, how much is
//! noted, and what edits of each file cost: a function that nobody sees is added to it, it goes, it comes again.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use code_knowledge_graph::allowance::{Allowance, thread_time};
use code_knowledge_graph::graph::relinking::{Edit, Linked, Relinked, Round};
use code_knowledge_graph::graph::{LinkedFile, Program, surface};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::RelativePath;
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use std::path::Path;

/// How many files are edited.
const EDITED: usize = 200;

fn main() {
    for folder in std::env::args().skip(1) {
        let root = check_root(&folder).expect("a folder");
        let paths = paths_below(&root);
        let resolvers = Resolvers::new(&root);
        let read = |path: &str, more: &str| {
            let text = [&std::fs::read(path).ok()?[..], more.as_bytes()].concat();
            file(&root, &resolvers, path, text)
        };
        let files: Vec<_> = paths.iter().filter_map(|path| read(path, "")).collect();
        let count = files.len();
        let program = Program::new(files.clone());
        let (heritages, supertypes) = timed(|| program.ids().map(|id| program.heritage(id)).collect::<Vec<_>>());
        let subtypes = program.subtypes(&heritages);
        let (_, links) = timed(|| program.ids().filter(|id| program.link(*id, &subtypes).is_ok()).count());
        drop((program, heritages, subtypes));
        println!("\n{folder}: {count} files\n{:<22} {supertypes:>9.1} ms, then {links:.1} ms", "without notes");
        let edits = files.iter().cloned().map(put).collect();
        let (mut relinking, begin) = timed(|| Linked::default().begin(edits));
        println!("{:<22} {begin:>9.1} ms", "program");
        let mut linked = loop {
            let (made, pieces) = timed(|| (0..relinking.pieces()).map(|piece| relinking.piece(piece)).collect());
            let (round, end) = timed(|| relinking.end(made));
            println!("{:<22} {pieces:>9.1} ms, {end:.1} ms at its end", "round");
            match round {
                Round::Next(next) => relinking = next,
                Round::Done(linked, _) => break linked,
            }
        };
        println!("{:<22} {:>9.1} a file", "questions", linked.questions() as f64 / count as f64);
        let all: Vec<_> = paths.iter().zip(files).step_by((count / EDITED).max(1)).collect();
        let mut edit = |name: &str, edits: &dyn Fn(&str, &LinkedFile) -> Option<Edit>| {
            let mut costs: Vec<(f64, usize)> = Vec::new();
            for (path, file) in &all {
                let Some(edit) = edits(path, file) else { continue };
                let (relinked, cost): (Relinked, f64) = timed(|| linked.edit(vec![edit]));
                costs.push((cost, relinked.linked_again.len()));
            }
            costs.sort_by(|one, other| one.0.total_cmp(&other.0));
            let at = |part: f64| costs[((costs.len() - 1) as f64 * part) as usize];
            let [half, most, all] = [0.5, 0.99, 1.0].map(at);
            println!(
                "{name:<22} {:>9.2} ms ({} linked), p99 {:.2} ms ({}), at most {:.2} ms ({})",
                half.0, half.1, most.0, most.1, all.0, all.1
            );
        };
        edit("unseen function", &|path, _| Some(put(read(path, "\nfunction zz_unseen() { return zz_unseen(); }\n")?)));
        edit("as it was", &|_, file| Some(put(file.clone())));
        edit("as it is", &|_, file| Some(put(file.clone())));
        edit("gone", &|_, file| Some(Edit::Remove(file.path.clone())));
        edit("come again", &|_, file| Some(put(file.clone())));
    }
}

fn put(file: LinkedFile) -> Edit {
    let surface = surface(&file.record, &file.path);
    Edit::Put(Box::new(file), surface)
}

fn paths_below(root: &Path) -> Vec<String> {
    let extensions = LanguageId::endings();
    let walk = Walk { root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    walk.files(&|| false).expect("a readable folder")
}

fn file(root: &Path, resolvers: &Resolvers, path: &str, text: Vec<u8>) -> Option<LinkedFile> {
    let language = LanguageId::of_path(path)?;
    let relative = RelativePath::below(root, path);
    let mut record = extract(language, &relative, decode(text).ok()?, &Allowance::unlimited()).ok()?;
    let resolver = resolvers.of(language);
    let resolve = |specifier| match resolver.resolve(Path::new(path), record.text(specifier)) {
        ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(root, &path)),
        ImportTarget::External => None,
    };
    let imports = record.imports.iter().copied().map(resolve).collect();
    let unit = resolver.unit(Path::new(path)).map(|unit| RelativePath::below(root, &unit));
    record.keep_symbols_only();
    Some(LinkedFile { path: relative, record, imports, unit })
}

/// The milliseconds of processor time that `work` takes.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let began = thread_time().expect("a clock of the thread's");
    let made = work();
    let ended = thread_time().expect("a clock of the thread's");
    (made, (ended - began).as_secs_f64() * 1e3)
}
