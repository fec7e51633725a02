//! Texts that are taken for unified diffs: refused, or ranges in order, no more than the text has lines for.
#![no_main]

use code_knowledge_graph::query::diff::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(changes) = parse(text) else { return };
    let mut ranges = 0;
    for change in changes {
        assert!(change.old_path.is_some() || change.new_path.is_some());
        for lines in [change.old_lines, change.new_lines] {
            assert!(lines.iter().all(|range| 0 < range.first && range.first <= range.last));
            assert!(lines.windows(2).all(|two| two[0].last + 1 < two[1].first));
            ranges += lines.len();
        }
    }
    assert!(ranges <= 2 * text.lines().count());
});
