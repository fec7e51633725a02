//! Everything that may be repeated or nested in a language, repeated and nested: the rules of any result hold, and what a
//! file comes to in memory stays in proportion to the file. How long it takes is for `examples/hostile`.

use crate::checks::{check_file, encoded_links, links_of, record_of};
use crate::grammar::GRAMMARS;

/// Bytes of names, keys and links: twice what a record may keep of copies, once for itself and once for its links.
const IN_ANY_CASE: usize = 2 * 64 * 1024;
const PER_BYTE: usize = 2 * 36;
const BYTES: usize = 6_000;

/// One in so many is tried here; no count of places is a multiple of it, so each piece comes to its turn.
const STEP: usize = 17;

#[test]
fn what_a_text_of_repeated_pieces_comes_to_is_in_proportion_to_it() {
    let mut grown: Vec<String> = Vec::new();
    for grammar in GRAMMARS {
        let name = format!("a.{}", grammar.ending);
        for shape in grammar.wide_shapes().into_iter().chain(grammar.shapes().into_iter().step_by(STEP)) {
            check_file(&name, shape.text(400).as_bytes());
            let Some(record) = record_of(&name, shape.text(BYTES).as_bytes()) else { continue };
            let bytes = record.strings.blob().len() + encoded_links(&links_of(&record)).len();
            if bytes > IN_ANY_CASE + PER_BYTE * record.source.len() {
                grown.push(format!("{bytes} bytes of {}", shape.name()));
            }
        }
    }
    assert!(grown.is_empty(), "{grown:#?}");
}
