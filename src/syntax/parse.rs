//! Text to syntax tree, with one parser a thread, as far as its allowance of time, memory and stack goes.
//!
//! In: a text and a grammar. Out: a tree. Whether the parse has to stop is asked in two places that tree-sitter calls: its
//! progress callback, every hundred operations, and the function it reads the text with, as one operation can read
//! all of the rest. Where no time is left the text ends, so that whatever reads it comes to an end.

use super::allocator::{Account, BoundedParser, Limits};
use super::tree::Trees;
use crate::allowance::{Allowance, OutOfTime};
use std::cell::{Cell, RefCell};
use std::ffi::{c_char, c_void};
use std::ops::Range;
use std::ptr::{NonNull, null};
use tree_sitter::ffi::{TSInput, TSInputEncodingUTF8, TSParseOptions, TSParseState, TSPoint, TSRange};
use tree_sitter::{LANGUAGE_VERSION, Language, MIN_COMPATIBLE_LANGUAGE_VERSION, Tree};

/// Why a text has no record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExtractionFailure {
    /// Parsing or extracting took longer than it may.
    #[error(transparent)]
    OutOfTime(#[from] OutOfTime),
    /// The syntax tree would take more than it may, in bytes or in depth, or there was no memory for it.
    #[error("its syntax tree takes more memory than it may ({bytes} bytes), or more memory or stack than there is")]
    OutOfMemory {
        /// What it may take.
        bytes: u64,
    },
    /// The grammar was made for another version of tree-sitter: a fault of this package, whatever the text.
    #[error("its grammar has version {0} of tree-sitter's interface, which the parser does not read")]
    ForeignGrammar(usize),
}

/// Bytes of text that tree-sitter gets at once: one look at the clock (25 ns) in 16 KiB costs nothing, and no reader takes
/// long for so few.
const CHUNK: usize = 16 << 10;

/// The stack that one node of the parser's stack may need: tree-sitter's functions that merge and free stacks call
/// themselves, at most once a node, and their frames take 128 bytes on x86-64 (104 where they free).
const STACK_BYTES_A_NODE: usize = 192;

/// What the rest of a parser thread needs of its stack.
const STACK_BYTES_BESIDE: usize = 512 << 10;

thread_local! {
    static PARSER: RefCell<BoundedParser> = RefCell::new(BoundedParser::new());
    static STACK_NODES: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Bounds the recursion of parses on this thread, whose stack has so many bytes.
pub fn keep_within_stack(bytes: usize) {
    STACK_NODES.set(bytes.saturating_sub(STACK_BYTES_BESIDE) / STACK_BYTES_A_NODE);
}

/// What tree-sitter's calls need during one parse.
struct Parse<'parse> {
    text: &'parse [u8],
    allowance: &'parse Allowance,
    account: NonNull<Account>,
}

/// A part of a text that the grammar has nothing but words for, to be parsed apart: the arguments of a macro.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Where the node begins whose content it is.
    pub node_byte: usize,
    /// The first byte of the content.
    pub start: usize,
    /// The place of that byte: its row, and its column in bytes.
    pub start_point: (usize, usize),
    /// One past its last byte.
    pub end: usize,
    /// What is read behind it.
    pub ending: &'static str,
    /// What is read in place of each byte that stands there, line breaks left out.
    pub patches: Vec<(Range<usize>, u8)>,
    /// Whether it is read as it stands first, and patched where there are errors in that.
    pub tries_as_written: bool,
}

/// Parses parts of a text and adds their trees to `trees`.
///
/// # Errors
/// [`ExtractionFailure`] if they take more than `allowance` has.
pub fn parse_parts(
    trees: &mut Trees,
    grammar: &Language,
    text: &str,
    parts: &[Part],
    allowance: &Allowance,
) -> Result<(), ExtractionFailure> {
    let mut read = if parts.is_empty() { Vec::new() } else { text.as_bytes().to_vec() };
    for part in parts {
        let tree = parse_part(grammar, text, &mut read, part, allowance)?;
        trees.push_part(part.node_byte, &tree).map_err(|_| out_of_memory(text.len(), allowance))?;
    }
    Ok(())
}

/// Where there is no room for what the trees of a text of so many bytes take.
pub(super) fn out_of_memory(len: usize, allowance: &Allowance) -> ExtractionFailure {
    ExtractionFailure::OutOfMemory { bytes: allowance.tree_bytes(len) }
}

/// Parses a part, of which `read` is what is read in place of the text.
fn parse_part(
    grammar: &Language,
    text: &str,
    read: &mut Vec<u8>,
    part: &Part,
    allowance: &Allowance,
) -> Result<Tree, ExtractionFailure> {
    let (row, column) = part.start_point;
    // Its end is not asked for where one text is parsed once.
    let point = TSPoint { row: row as u32, column: column as u32 };
    let end = part.end + part.ending.len();
    let range = TSRange { start_point: point, end_point: point, start_byte: part.start as u32, end_byte: end as u32 };
    read.resize(read.len().max(end), b' ');
    let replaced = read.get(part.end..end).unwrap_or_default().to_vec();
    write(read, part.end, part.ending.as_bytes());
    let mut tree = None;
    if part.tries_as_written {
        let as_written = parse_ranges(grammar, read, &[range], text.len(), allowance)?;
        tree = Some(as_written).filter(|tree| part.patches.is_empty() || !tree.root_node().has_error());
    }
    let tree = match tree {
        Some(tree) => tree,
        None => {
            for (range, byte) in &part.patches {
                let place = read.get_mut(range.clone()).unwrap_or_default();
                place.iter_mut().filter(|place| **place != b'\n').for_each(|place| *place = *byte);
            }
            parse_ranges(grammar, read, &[range], text.len(), allowance)?
        }
    };
    write(read, part.end, &replaced);
    Ok(tree)
}

/// Puts bytes in place of others.
fn write(text: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = text.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

/// Parses `text`.
///
/// # Errors
/// [`ExtractionFailure`] if it takes more than `allowance` has.
pub fn parse(grammar: &Language, text: &str, allowance: &Allowance) -> Result<Tree, ExtractionFailure> {
    parse_ranges(grammar, text.as_bytes(), &[], text.len(), allowance)
}

/// Parses these ranges of `text`, or all of it, with what the trees of a text of `len` bytes may take together.
#[allow(unsafe_code)]
fn parse_ranges(
    grammar: &Language,
    text: &[u8],
    ranges: &[TSRange],
    len: usize,
    allowance: &Allowance,
) -> Result<Tree, ExtractionFailure> {
    let version = grammar.abi_version();
    if !(MIN_COMPATIBLE_LANGUAGE_VERSION..=LANGUAGE_VERSION).contains(&version) {
        return Err(ExtractionFailure::ForeignGrammar(version));
    }
    PARSER.with_borrow_mut(|parser| {
        let mut parse = Parse { text, allowance, account: parser.account() };
        let payload = (&raw mut parse).cast::<c_void>();
        let input = TSInput { payload, read: Some(read), encoding: TSInputEncodingUTF8, decode: None };
        let options = TSParseOptions { payload, progress_callback: Some(must_stop) };
        let bytes = allowance.tree_bytes(len);
        let limits = Limits { bytes: usize::try_from(bytes).unwrap_or(usize::MAX), stack_nodes: STACK_NODES.get() };
        let out_of_memory = out_of_memory(len, allowance);
        let language = grammar.clone().into_raw();
        // SAFETY: both functions below are plain; `parse` outlives the call; whoever had another tree on this thread has dropped
        // it, as `Reading::parse` does with each tree when it is copied.
        let tree = unsafe { parser.parse(language, input, options, limits, ranges) };
        // SAFETY: it is the pointer taken above.
        drop(unsafe { Language::from_raw(language) });
        let tree = NonNull::new(tree.map_err(|_| out_of_memory)?);
        // SAFETY: tree-sitter has made it, and nobody else has it.
        let tree = tree.map(|tree| unsafe { Tree::from_raw(tree.as_ptr()) });
        // A text that was cut off has a tree too.
        allowance.go_on()?;
        // Stopped by `must_stop`, which time was no reason for.
        tree.ok_or(out_of_memory)
    })
}

/// The text from `offset` on: a part of it, or none where no time is left.
#[allow(unsafe_code)]
unsafe extern "C" fn read(payload: *mut c_void, offset: u32, _: TSPoint, len: *mut u32) -> *const c_char {
    // SAFETY: `parse` hands itself to tree-sitter for the time of the call.
    let parse = unsafe { &*payload.cast::<Parse<'_>>() };
    let rest = parse.text.get(offset as usize..).unwrap_or_default();
    let chunk = if parse.allowance.is_over() { &[] } else { &rest[..rest.len().min(CHUNK)] };
    // SAFETY: a place of tree-sitter's for the answer.
    unsafe { *len = chunk.len() as u32 };
    if chunk.is_empty() { null() } else { chunk.as_ptr().cast() }
}

#[allow(unsafe_code)]
unsafe extern "C" fn must_stop(state: *mut TSParseState) -> bool {
    // SAFETY: tree-sitter hands on what `parse` handed to it, for the time of the call.
    let parse = unsafe { &*(*state).payload.cast::<Parse<'_>>() };
    BoundedParser::is_over(parse.account) || parse.allowance.is_over()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    /// The front of a grammar: nothing but its version.
    #[repr(C)]
    struct Front {
        version: u32,
        rest: [u64; 128],
    }

    #[test]
    #[allow(unsafe_code)]
    fn a_grammar_of_another_version_is_no_matter_of_time_or_memory() {
        for version in [0, 1, 12, 16, 1 << 20] {
            let front = Front { version, rest: [0; 128] };
            // SAFETY: tree-sitter reads the version of a grammar first, and that it is none of WebAssembly; of one whose version
            // it does not know it reads nothing else. It outlives its use.
            let grammar = unsafe { Language::from_raw((&raw const front).cast()) };
            let failure = parse(&grammar, "a", &Allowance::unlimited()).unwrap_err();
            assert_eq!(failure, ExtractionFailure::ForeignGrammar(version as usize));
        }
        let grammar = crate::syntax::packed::GO.clone();
        assert!(parse(&grammar, "package a", &Allowance::unlimited()).is_ok(), "the parser of the thread goes on");
    }
}
