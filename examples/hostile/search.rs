//! Looks for texts that cost more than others of their length: each shape of `tests/fuzz/grammar.rs`, then two or three of
//! anything in turn, for as long as wanted.
//!
//! A text is measured at n and 4 n. What is dear at 4 n, or costs more than 4.6 times of n, is measured again at 4 n and
//! 16 n. A finding of parsing is left to the limits of the package; one of what comes after parsing is a defect. Each
//! slice of the search is a process with limits; a text that ends it is a finding too.

use crate::cost::{Cost, Stopped, cost_of};
use crate::grammar::{GRAMMARS, Grammar, Shape};
use std::io::Write;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

const SIZES: [usize; 3] = [8_000, 32_000, 128_000];
/// From n to 4 n: linear is 4.
const GROWTH: f64 = 4.6;
/// Milliseconds under which growth says nothing.
const NOISE: f64 = 8.0;
/// Of its bound: what costs less is no matter even if it grows.
const MATTERS: f64 = 0.1;
/// Milliseconds a text may be parsed here.
const PARSE_LIMIT: f64 = 1_500.0;
/// What is bounded: its name, where it is in a cost, milliseconds (megabytes for memory) a megabyte of source.
type Bound = (&'static str, fn(&Cost) -> f64, f64);

const BOUNDS: [Bound; 6] = [
    ("parse", |cost| cost.parse, 8_000.0),
    ("extract", |cost| cost.extract, 4_000.0),
    ("encode", |cost| cost.encode, 1_000.0),
    ("link", |cost| cost.link, 4_000.0),
    ("decode", |cost| cost.decode, 1_000.0),
    ("memory", |cost| cost.memory, 3_000.0),
];
/// A prime beyond any count of shapes.
const STRIDE: usize = 7_919;
const SLICE: Duration = Duration::from_secs(20);

/// `search [MINUTES [ENDING …]]`
pub fn search(words: &[&str]) -> ExitCode {
    let minutes: f64 = words.first().map_or(10.0, |minutes| minutes.parse().expect("a number of minutes"));
    let endings = words.get(1..).unwrap_or_default();
    let chosen = |grammar: &&Grammar| endings.is_empty() || endings.contains(&grammar.ending);
    let mut turns: Vec<(&Grammar, usize)> = GRAMMARS.iter().filter(chosen).map(|grammar| (grammar, 0)).collect();
    let started = Instant::now();
    let mut defects = 0;
    while started.elapsed().as_secs_f64() < minutes * 60.0 {
        for (grammar, next) in &mut turns {
            let (after, found) = slice(grammar, *next);
            *next = after;
            for finding in found {
                defects += usize::from(!finding.starts_with("parse") && !finding.starts_with("memory"));
                println!("{finding}");
            }
        }
    }
    for (grammar, tried) in &turns {
        println!(".{}: {tried} texts tried, of which {} each once", grammar.ending, grammar.shapes().len());
    }
    if defects == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tries texts from number `from` on in a process of its own; answers the number to go on with, and what was found.
fn slice(grammar: &Grammar, from: usize) -> (usize, Vec<String>) {
    let mut command = Command::new("prlimit");
    command.args(["--as=6000000000", "--cpu=120", "--core=0"]).arg(std::env::current_exe().expect("this program"));
    command.args(["--slice", grammar.ending, &from.to_string()]).stdin(Stdio::null()).stderr(Stdio::null());
    let output = command.output().expect("prlimit");
    let said = String::from_utf8_lossy(&output.stdout);
    let at = said.lines().rev().find_map(|line| line.strip_prefix("at ")?.parse::<usize>().ok()).unwrap_or(from);
    let mut found: Vec<String> = said.lines().filter(|line| !line.starts_with("at ")).map(str::to_owned).collect();
    if !output.status.success() {
        let shape = shape(grammar, &grammar.shapes(), &grammar.pieces(), at);
        found.push(format!("ended  {} {}", output.status, shape.name()));
    }
    (at + 1, found)
}

/// `--slice ENDING FROM`: prints `at NUMBER` before each text, and findings.
pub fn run_slice(words: &[&str]) {
    let [ending, from] = words else { return };
    let grammar = GRAMMARS.iter().find(|grammar| grammar.ending == *ending).expect("an ending of the table");
    let mut number: usize = from.parse().expect("a number");
    let (shapes, pieces) = (grammar.shapes(), grammar.pieces());
    let started = Instant::now();
    while started.elapsed() < SLICE {
        println!("at {number}");
        std::io::stdout().flush().expect("standard output");
        let shape = shape(grammar, &shapes, &pieces, number);
        // Parsing may take a deep stack, as a parser thread has it.
        let thread = std::thread::Builder::new().stack_size(1 << 30).spawn(move || judge(&shape)).expect("a thread");
        let measured = thread.join();
        match measured {
            Ok(findings) => findings.iter().for_each(|finding| println!("{finding}")),
            // With what it panicked is on standard error, and the number of the text is known.
            Err(_) => std::process::exit(101),
        }
        number += 1;
    }
}

fn shape(grammar: &Grammar, shapes: &[Shape], pieces: &[String], number: usize) -> Shape {
    if number >= shapes.len() {
        return grammar.mixed(pieces, number as u64);
    }
    // All of them once, those of a kind far from each other: a short search sees some of each kind.
    shapes[number * STRIDE % shapes.len()].clone()
}

/// What is to be said of a text.
fn judge(shape: &Shape) -> Vec<String> {
    // What else the machine does costs time too: the least of several times is what counts.
    let measured = |bytes: usize, times: usize| {
        let text = shape.text(bytes);
        let length = text.len() as f64;
        let costs = (0..times).map(|_| cost_of(&format!("a.{}", shape.ending), text.clone(), PARSE_LIMIT));
        (costs.reduce(|one, other| Ok(one?.least(&other?))).expect("a time at least"), length)
    };
    let mut sizes = SIZES.windows(2);
    let mut suspects = vec![true; BOUNDS.len()];
    loop {
        let Some(&[small, large]) = sizes.next() else { return Vec::new() };
        let is_last = large == SIZES[SIZES.len() - 1];
        let times = if is_last { 3 } else { 1 };
        let (smaller, larger) = (measured(small, times), measured(large, times));
        let ((Ok(one), one_length), (Ok(four), four_length)) = (&smaller, &larger) else {
            let (stopped, length) = if let (Err(stopped), length) = smaller {
                (stopped, length)
            } else {
                let (Err(stopped), length) = larger else { return Vec::new() };
                (stopped, length)
            };
            let Stopped { milliseconds, megabytes } = stopped;
            return vec![format!(
                "parse  stopped at {length} bytes, {milliseconds:.0} ms, {megabytes:.0} MB {}",
                shape.name()
            )];
        };
        let mut findings = Vec::new();
        for (index, (stage, of, bound)) in BOUNDS.iter().enumerate() {
            let (before, after) = (of(one), of(four));
            let growth = after / before.max(NOISE / GROWTH) / (four_length / one_length) * 4.0;
            let a_megabyte = after / four_length * 1e6;
            let has_grown = growth > GROWTH && after > NOISE && a_megabyte > MATTERS * bound && *stage != "memory";
            // What is left of a difference between two long measurements.
            let is_noise = *stage == "extract" && after < 0.1 * four.parse;
            suspects[index] &= (has_grown || a_megabyte > *bound) && !is_noise;
            if suspects[index] {
                findings.push(format!(
                    "{stage:<6} x {growth:>4.1}, {a_megabyte:>6.0} a megabyte at {large} bytes {}",
                    shape.name()
                ));
            }
        }
        if is_last || findings.is_empty() {
            return findings;
        }
    }
}
