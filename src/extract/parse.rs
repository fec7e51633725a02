//! Text to syntax tree, with one parser a thread.
//!
//! In: a text and a grammar. Out: a tree. A parser that runs away is stopped by tree-sitter's progress callback.

use super::{ParseTimeout, allocator};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};
use tree_sitter::{Language, ParseOptions, Parser, Tree};

thread_local! {
    static PARSER: RefCell<Parser> = RefCell::new(new_parser());
}

fn new_parser() -> Parser {
    allocator::install();
    Parser::new()
}

/// Parses `text`.
///
/// # Errors
/// [`ParseTimeout`] if it takes longer than `timeout`.
pub fn parse(grammar: &Language, text: &str, timeout: Duration) -> Result<Tree, ParseTimeout> {
    PARSER.with_borrow_mut(|parser| {
        // Only a grammar of another ABI version is refused; then there is no tree, as after a timeout.
        if parser.set_language(grammar).is_err() {
            return Err(ParseTimeout(timeout));
        }
        let started = Instant::now();
        let mut stop_when_late = |_: &tree_sitter::ParseState| {
            if started.elapsed() > timeout { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ParseOptions::new().progress_callback(&mut stop_when_late);
        let bytes = text.as_bytes();
        let tree =
            parser.parse_with_options(&mut |offset, _| bytes.get(offset..).unwrap_or_default(), None, Some(options));
        // A stopped parser would go on with the old text at its next call.
        parser.reset();
        tree.ok_or(ParseTimeout(timeout))
    })
}
