//! The limit the package is measured against: tree-sitter alone, on files that are already in memory. In comes a list
//! of paths, one a line; out goes one line of JSON with the median of the repetitions. It never extracts anything and
//! uses nothing of this package, its allocator included.
//!
//! `cargo run --release --example raw_parse -- --files list.txt [--threads 2] [--repetitions 3]`

use std::error::Error;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use tree_sitter::{Language, Parser};
use tree_sitter_typescript::{LANGUAGE_TSX, LANGUAGE_TYPESCRIPT};

type Failure = Box<dyn Error + Send + Sync>;

struct Arguments {
    files: String,
    threads: usize,
    repetitions: usize,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, Failure> {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let mut read = Self { files: String::new(), threads, repetitions: 3 };
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--files" => read.files = value,
                "--threads" => read.threads = value.parse::<usize>()?.max(1),
                "--repetitions" => read.repetitions = value.parse::<usize>()?.max(1),
                _ => return Err(format!("unknown argument {name}").into()),
            }
        }
        if read.files.is_empty() { Err("--files is missing".into()) } else { Ok(read) }
    }
}

#[derive(Clone, Copy)]
enum Grammar {
    TypeScript,
    Tsx,
}

impl Grammar {
    /// JavaScript is parsed with the TSX grammar, as the package does.
    fn of(path: &str) -> Self {
        match Path::new(path).extension().and_then(|ending| ending.to_str()) {
            Some("ts" | "mts" | "cts") => Self::TypeScript,
            _ => Self::Tsx,
        }
    }
}

struct Source {
    grammar: Grammar,
    text: String,
}

fn load(list: &str) -> Result<Vec<Source>, Failure> {
    let mut sources = Vec::new();
    for path in fs::read_to_string(list)?.lines() {
        let bytes = fs::read(path).map_err(|error| format!("{path}: {error}"))?;
        sources.push(Source { grammar: Grammar::of(path), text: String::from_utf8_lossy(&bytes).into_owned() });
    }
    // The largest first: otherwise one big file at the end keeps a single thread busy and the limit comes out too low.
    sources.sort_by_key(|source| std::cmp::Reverse(source.text.len()));
    Ok(sources)
}

fn parser(language: &Language) -> Result<Parser, Failure> {
    let mut parser = Parser::new();
    parser.set_language(language)?;
    Ok(parser)
}

/// Parses sources until none is left; threads share nothing but the number of the next one.
fn parse_remaining(sources: &[Source], next: &AtomicUsize) -> Result<(), Failure> {
    let mut typescript = parser(&LANGUAGE_TYPESCRIPT.into())?;
    let mut tsx = parser(&LANGUAGE_TSX.into())?;
    while let Some(source) = sources.get(next.fetch_add(1, Ordering::Relaxed)) {
        let parser = match source.grammar {
            Grammar::TypeScript => &mut typescript,
            Grammar::Tsx => &mut tsx,
        };
        parser.parse(&source.text, None).ok_or("the parser gave no tree")?;
    }
    Ok(())
}

fn parse_all(sources: &[Source], threads: usize) -> Result<Duration, Failure> {
    let next = AtomicUsize::new(0);
    let started = Instant::now();
    thread::scope(|scope| -> Result<(), Failure> {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| parse_remaining(sources, &next))).collect();
        for worker in workers {
            worker.join().map_err(|_| "a parsing thread panicked")??;
        }
        Ok(())
    })?;
    Ok(started.elapsed())
}

fn main() -> Result<(), Failure> {
    let arguments = Arguments::read(env::args().skip(1))?;
    let sources = load(&arguments.files)?;
    let mut times = Vec::new();
    for _ in 0..arguments.repetitions {
        times.push(parse_all(&sources, arguments.threads)?);
    }
    times.sort_unstable();
    let seconds = times[times.len() / 2].as_secs_f64();
    let files = sources.len();
    let bytes: usize = sources.iter().map(|source| source.text.len()).sum();
    println!(
        "{{\"files\":{files},\"bytes\":{bytes},\"threads\":{},\"seconds\":{seconds:.6},\"filesPerSecond\":{:.1},\"MBs\":{:.2}}}",
        arguments.threads,
        files as f64 / seconds,
        bytes as f64 / 1e6 / seconds,
    );
    Ok(())
}
