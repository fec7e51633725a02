//! What one text costs, stage by stage: processor time of this thread, and memory of the process.

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::encode::{decode_links, encode_links};
use code_knowledge_graph::graph::{LinkedFile, link_file, link_graph};
use code_knowledge_graph::language::{extract, syntax_of};
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::syntax::parse::parse;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// Milliseconds a stage, and megabytes at the highest.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub parse: f64,
    pub extract: f64,
    pub encode: f64,
    pub link: f64,
    pub decode: f64,
    pub memory: f64,
}

impl Cost {
    /// The lower cost at each stage.
    pub fn least(&self, other: &Self) -> Self {
        Self {
            parse: self.parse.min(other.parse),
            extract: self.extract.min(other.extract),
            encode: self.encode.min(other.encode),
            link: self.link.min(other.link),
            decode: self.decode.min(other.decode),
            memory: self.memory.min(other.memory),
        }
    }
}

/// A parser stopped here, by what it has taken: left to the limits of the package.
#[derive(Debug)]
pub struct Stopped {
    pub milliseconds: f64,
    pub megabytes: f64,
}

/// Analyses a file of this name alone. Parsing is stopped after so many milliseconds.
pub fn cost_of(name: &str, text: String, parse_limit: f64) -> Result<Cost, Stopped> {
    let text = text.into_bytes();
    let language = LanguageId::of_path(name).expect("a supported ending");
    // The first extraction sets tree-sitter's allocator, which must not change under a parser.
    extract(language, name, decode(Vec::new()).expect("text"), &Allowance::unlimited()).expect("no timeout");
    // From here on the highest is counted anew, where the system allows it.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let idle = resident("VmRSS:");

    let mut cost = Cost::default();
    let mut watch = Stopwatch::new();
    // As the package parses: what would overflow the stack or the memory is stopped.
    let limit = if parse_limit.is_finite() { Duration::from_millis(parse_limit as u64) } else { Duration::MAX };
    let syntax = syntax_of(name).expect("a supported ending");
    let tree = parse(&syntax.grammar, str::from_utf8(&text).expect("text"), &Allowance::new(limit));
    if tree.is_err() {
        return Err(Stopped { milliseconds: watch.lap(), megabytes: resident("VmHWM:") - idle });
    }
    drop(tree);
    cost.parse = watch.lap();
    // A tree of more memory or stack than its text may have is the limits' affair too.
    let Ok(record) = extract(language, name, decode(text).expect("text"), &Allowance::unlimited()) else {
        return Err(Stopped { milliseconds: watch.lap(), megabytes: resident("VmHWM:") - idle });
    };
    cost.extract = (watch.lap() - cost.parse).max(0.0);
    let mut buffer = Vec::new();
    encode_record(&record, &mut buffer);
    cost.encode = watch.lap();
    decode_record(&buffer).expect("a record");
    cost.decode = watch.lap();
    let imports = vec![None; record.imports.len()];
    let root = Path::new("/");
    let file = LinkedFile { path: RelativePath::below(root, "/a.ts"), record, imports, unit: None };
    let alone = link_file(file.clone(), &RootText::of(root), &Allowance::unlimited()).expect("no limit");
    let links = link_graph(vec![file], &RootText::of(root));
    cost.link = watch.lap();
    let mut buffer = Vec::new();
    encode_links(&alone, &mut buffer);
    encode_links(links[0].as_ref().expect("no defect"), &mut Vec::new());
    cost.encode += watch.lap();
    decode_links(&buffer).expect("links");
    cost.decode += watch.lap();
    cost.memory = resident("VmHWM:") - idle;
    Ok(cost)
}

struct Stopwatch {
    from: f64,
}

impl Stopwatch {
    fn new() -> Self {
        Self { from: processor_time() }
    }

    fn lap(&mut self) -> f64 {
        let now = processor_time();
        now - std::mem::replace(&mut self.from, now)
    }
}

/// Milliseconds that this thread has run.
fn processor_time() -> f64 {
    let times = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    times.split(' ').next().and_then(|run| run.parse::<f64>().ok()).expect("nanoseconds") / 1e6
}

/// Megabytes of this process.
fn resident(key: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("a key of the file");
    line.trim().split(' ').next().and_then(|number| number.parse::<f64>().ok()).expect("a number") / 1e3
}
