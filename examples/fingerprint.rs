//! What the engine makes of whole folders, as hashes: `cargo run --release --example fingerprint -- FOLDER …`.
//!
//! Run before and after a change that must not change results. For each folder three hashes are printed: of all records,
//! of the links of every file by itself, as a stream has them, and of the links of the whole graph. They are made of what
//! crosses to JavaScript, decoded, every reference replaced by the text it leads to: a layout of rows or of bytes that
//! says the same has the same hash, and so has the same folder at another place.

use std::error::Error;
use std::fmt::{self, Write};
use std::path::Path;
use std::sync::Arc;

use code_knowledge_graph::graph::encode::decode_links;
use code_knowledge_graph::graph::links::{FileLinks, LinkText, RenamedFunction, RenamedType};
use code_knowledge_graph::indexing::graph::{GraphJob, GraphPiece, GraphStream};
use code_knowledge_graph::indexing::list::ListJob;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::metrics::Metrics;
use code_knowledge_graph::options::Options;
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::{FileRecord, Span, StringId};
use code_knowledge_graph::source::walk::{Found, Walk, check_root};
use code_knowledge_graph::stream::{Stream, StreamSettings};
use tokio::runtime::{Builder, Runtime};

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let runtime = Builder::new_current_thread().build()?;
    println!(
        "{:<16} {:<16} {:<16} files  failures  functions  calls  with target  folder",
        "records", "alone", "together"
    );
    for folder in std::env::args().skip(1) {
        let root = check_root(&folder)?;
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let found = walk.find(&|| false)?;
        let mut print = Fingerprint::of(&root)?;
        print.stream(&runtime, found.clone())?;
        print.graph(&runtime, found)?;
        println!("{print}  {folder}");
    }
    Ok(())
}

/// The hashes of one folder.
struct Fingerprint<'r> {
    root: &'r Path,
    /// The root with a slash behind it: what is taken off paths and keys.
    prefix: String,
    records: Hashing,
    alone: Hashing,
    together: Hashing,
    files: usize,
    failures: usize,
    functions: usize,
    calls: usize,
    targets: usize,
}

impl fmt::Display for Fingerprint<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { files, failures, functions, calls, targets, .. } = self;
        write!(out, "{} {} {} ", self.records, self.alone, self.together)?;
        write!(out, "{files:>5} {failures:>9} {functions:>10} {calls:>6} {targets:>12}")
    }
}

impl<'r> Fingerprint<'r> {
    fn of(root: &'r Path) -> Outcome<Self> {
        Ok(Self {
            root,
            prefix: format!("{}/", root.to_str().ok_or("a root that is no text")?),
            records: Hashing::default(),
            alone: Hashing::default(),
            together: Hashing::default(),
            files: 0,
            failures: 0,
            functions: 0,
            calls: 0,
            targets: 0,
        })
    }

    /// Each file by itself: its links, and its record, which is the same in a graph.
    fn stream(&mut self, runtime: &Runtime, found: Found) -> Outcome<()> {
        let options = Options::default();
        let paths = found.into_paths();
        let job = ListJob::new(self.root, paths.clone(), paths.len(), &options);
        let stream = Stream::start(job, StreamSettings::from(&options), Arc::default());
        while let Some(batch) = runtime.block_on(stream.next())? {
            for analyzed in batch.outputs {
                match analyzed {
                    Ok(file) => {
                        let path = self.relative(&file.normalized_path);
                        let record = decode_record(&file.record)?;
                        write_record(&path, &record, &mut self.records)?;
                        self.files += 1;
                        self.functions += record.functions.len();
                        write!(self.alone, "\nfile {path}")?;
                        write_links(&decode_links(&file.links)?, &self.prefix, &mut self.alone)?;
                    }
                    Err(failure) => {
                        let (path, reason) = (self.relative(&failure.path), self.relative(&failure.reason));
                        write!(self.records, "\nfailure {path} {:?} {reason}", failure.code)?;
                        self.failures += 1;
                    }
                }
            }
        }
        Ok(())
    }

    /// All files together, imports resolved.
    fn graph(&mut self, runtime: &Runtime, found: Found) -> Outcome<()> {
        let options = Options::default();
        let metrics = Arc::new(Metrics::default());
        let settings = StreamSettings::from(&options);
        let activity = metrics.stream_started(settings.memory_limit());
        let stream = GraphStream::start(GraphJob::new(self.root, found, &options, activity), settings, metrics);
        while let Some(piece) = runtime.block_on(stream.next())? {
            match piece {
                GraphPiece::Records(batch) => {
                    for file in batch.outputs.into_iter().flatten() {
                        let path = self.relative(&file.normalized_path);
                        write!(self.together, "\nfile {path}")?;
                    }
                }
                GraphPiece::Links(piece) => {
                    for links in piece.links {
                        let links = decode_links(&links?)?;
                        self.calls += links.calls.len();
                        self.targets += links.calls.iter().filter(|call| call.target_key.is_some()).count();
                        write!(self.together, "\nlinks")?;
                        write_links(&links, &self.prefix, &mut self.together)?;
                    }
                }
            }
        }
        for warning in stream.take_warnings() {
            let (path, message) = (self.relative(&warning.path), self.relative(&warning.reason));
            write!(self.together, "\nwarning {path} {message}")?;
        }
        Ok(())
    }

    fn relative(&self, text: &str) -> String {
        text.replace(&self.prefix, "")
    }
}

fn write_record(path: &str, record: &FileRecord, out: &mut Hashing) -> fmt::Result {
    let text = |id: StringId| record.text(id);
    let texts = |ids: &[StringId]| ids.iter().map(|id| text(*id).to_owned()).collect::<Vec<_>>();
    write!(out, "\nfile {path} {} {:?} {}", record.language.name(), record.content_hash, record.has_syntax_errors)?;
    write!(out, "\nsource {}", record.source)?;
    write!(out, "\ndefines {:?} {:?}", texts(&record.defines), texts(&record.class_names))?;
    for node in &record.nodes {
        write!(out, "\nnode {:?} {:?} {} {}", node.id.0, text(node.name), node.kind.as_str(), node.children)?;
        write_span(node.span, out)?;
    }
    for function in &record.functions {
        let node = &record.nodes[function.node.index()];
        write!(out, "\nfunction {:?} {:?} {:?}", node.id.0, text(function.key), text(function.name))?;
        write!(out, " {:?} {:?}", text(function.class_name), text(function.return_type))?;
        for list in [function.params, function.param_types, function.modifiers] {
            write!(out, " {:?}", texts(&record.lists[list.range()]))?;
        }
        write!(out, " {} {}", text(function.signature_hash), &record.hash_text[function.hash.range()])?;
        write!(out, " {} {}", function.body_start, function.body_end)?;
        write!(out, " {} {}", function.body_start_row, function.body_end_row)?;
        write!(out, " {:?}", function.calls.range())?;
    }
    for row in &record.types {
        let node = &record.nodes[row.node.index()];
        write!(out, "\ntype {:?} {} {:?} {:?}", node.id.0, row.kind.as_str(), text(row.key), text(row.name))?;
        for segment in &record.scope_segments[row.scope.range()] {
            write!(out, " in {} {:?}", segment.kind.as_str(), text(segment.name))?;
        }
        for field in &record.fields[row.fields.range()] {
            write!(out, " field {:?} {:?}", text(field.name), text(field.type_text))?;
        }
    }
    for call in &record.calls {
        write!(out, "\ncall {:?} {:?}", call.id.0, text(call.function))?;
        write_span(call.span, out)?;
    }
    Ok(())
}

fn write_span(span: Span, out: &mut Hashing) -> fmt::Result {
    let Span { start, end, start_row, start_column, end_row, end_column } = span;
    write!(out, " {start} {end} {start_row} {start_column} {end_row} {end_column}")
}

fn write_links(links: &FileLinks, prefix: &str, out: &mut Hashing) -> fmt::Result {
    let text = |text: LinkText| {
        let text = links.strings.get(text.0);
        text.strip_prefix(prefix).unwrap_or(text)
    };
    let texts = |list: &[LinkText]| list.iter().map(|id| text(*id).to_owned()).collect::<Vec<_>>();
    write!(out, "\nimports {:?}", texts(&links.imports))?;
    let lists = [
        ("extends", &links.extends),
        ("implements", &links.implements),
        ("extended by", &links.extended_by),
        ("implemented by", &links.implemented_by),
    ];
    for (name, lists) in lists {
        for (row, list) in lists.iter().enumerate().filter(|(_, list)| !list.is_empty()) {
            write!(out, "\n{row} {name} {:?}", texts(list))?;
        }
    }
    for call in &links.calls {
        write!(out, "\ncall {:?} {:?} {}", text(call.file), text(call.caller), call.resolution as u32)?;
        write!(out, " {:?} {:?}", call.target_key.map(text), call.function.map(text))?;
        if let Some(candidates) = call.candidates {
            write!(out, " {:?}", texts(&links.candidates[candidates.0 as usize]))?;
        }
    }
    for RenamedFunction { function, key } in &links.renamed_functions {
        write!(out, "\nfunction {} is {:?}", function.row(), text(*key))?;
    }
    for RenamedType { ty, key } in &links.renamed_types {
        write!(out, "\ntype {} is {:?}", ty.row(), text(*key))?;
    }
    Ok(())
}

/// Hashes what is written to it.
#[derive(Default)]
struct Hashing(blake3::Hasher);

impl fmt::Write for Hashing {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

/// The first 16 digits: enough to tell results apart.
impl fmt::Display for Hashing {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.finalize().to_hex()[..16])
    }
}
