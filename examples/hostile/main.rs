//! What texts cost that are made to be expensive.
//!
//! `cargo run --release --example hostile -- [BYTES [NAME …]]`: each construct is made twice, of `BYTES` (1,000,000 by
//! default) and of a quarter of that, and analysed in a process of its own on a thread with the stack that a parser thread
//! has. Printed are milliseconds of processor time and the highest resident memory, both a megabyte of source, and how much
//! more a byte of the larger text costs than one of the smaller: 1.0 is linear. `bench/RESULTS.md` keeps the figures.
//!
//! `cargo run --release --example hostile -- search [MINUTES [ENDING …]]`: looks for such constructs in all languages; see
//! `search.rs`. Ends with 1 if it found one that the package could do better at.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod constructs;
mod cost;
#[path = "../../tests/fuzz/grammar.rs"]
mod grammar;
mod search;

use constructs::{CONSTRUCTS, Construct};
use cost::{Cost, cost_of};
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["search", minutes_and_endings @ ..] => return search::search(minutes_and_endings),
        ["--slice", slice @ ..] => search::run_slice(slice),
        [bytes, "--one", name] => {
            let construct = *CONSTRUCTS.iter().find(|construct| construct.0 == *name).expect("a construct");
            let bytes = bytes.parse().expect("a number of bytes");
            on_a_parser_thread(move || print_cost(construct, bytes));
        }
        [] => print_table(1_000_000, &[]),
        [bytes, names @ ..] => print_table(bytes.parse().expect("a number of bytes"), names),
    }
    ExitCode::SUCCESS
}

fn on_a_parser_thread(work: impl FnOnce() + Send + 'static) {
    std::thread::spawn(work).join().expect("no panic");
}

fn print_table(bytes: usize, names: &[&str]) {
    println!(
        "{:<34} {:>7} {:>7} {:>7} {:>7} {:>7} {:>7}",
        "a megabyte", "parse", "extract", "encode", "link", "MB", "growth"
    );
    for (name, ..) in CONSTRUCTS.iter().filter(|construct| names.is_empty() || names.contains(&construct.0)) {
        match (measure(name, bytes / 4), measure(name, bytes)) {
            (Ok(smaller), Ok(larger)) => {
                let growth = milliseconds(&larger) / milliseconds(&smaller);
                let [parse, extract, encode, link, memory] = larger;
                println!(
                    "{name:<34} {parse:>7.0} {extract:>7.0} {encode:>7.0} {link:>7.0} {memory:>7.0} {growth:>7.1}"
                );
            }
            (_, Err(failure)) | (Err(failure), _) => println!("{name:<34} {failure}"),
        }
    }
}

/// A thirtieth of a millisecond is what a text of one statement takes.
fn milliseconds(costs: &[f64; 5]) -> f64 {
    costs[..4].iter().sum::<f64>().max(1.0)
}

/// Milliseconds of parsing, extracting, encoding and linking, and megabytes: all a megabyte of source.
fn measure(name: &str, bytes: usize) -> Result<[f64; 5], String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let bytes = bytes.to_string();
    // What takes longer or more than this is no question of a constant.
    let output = Command::new("timeout")
        .args(["120", "prlimit", "--as=12000000000"])
        .arg(program)
        .args([&bytes, "--one", name])
        .output()
        .map_err(|error| error.to_string())?;
    let numbers = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<f64> = numbers.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    numbers
        .try_into()
        .map_err(|_| format!("{bytes} bytes: {}, {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
}

fn print_cost((_, name, text): Construct, bytes: usize) {
    let text = text(bytes);
    let megabytes = text.len() as f64 / 1e6;
    let Cost { parse, extract, encode, link, memory, .. } = cost_of(name, text, f64::INFINITY).expect("no limit");
    println!("{}", [parse, extract, encode, link, memory].map(|cost| (cost / megabytes).to_string()).join(" "));
}
