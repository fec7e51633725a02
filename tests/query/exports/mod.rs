//! Exports, read back by parsers that know nothing of how they were written.

mod charts;
mod hostile;
mod reading;
mod rows;
mod stored;

use crate::repository::index_of;
use code_knowledge_graph::export::{Format, export, export_part};
use code_knowledge_graph::query::Index;
use std::io::{self, Write};

/// Where the repository is said to be.
const ROOT: &str = "/home/me/my shop";

/// An export that is one file.
fn bytes_of(index: &Index, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    export(index, format, ROOT, &mut bytes).unwrap();
    bytes
}

/// The same, as text.
fn text_of(index: &Index, format: Format) -> String {
    String::from_utf8(bytes_of(index, format)).unwrap()
}

/// A file of an export that is a folder, as text.
fn part_of(index: &Index, format: Format, part: &str) -> String {
    let mut bytes = Vec::new();
    export_part(index, format, part, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Takes so many writes, and no more.
struct Failing(usize);

impl Write for Failing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 = self.0.checked_sub(1).ok_or(io::ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_writer_that_fails_ends_an_export() {
    let index = index_of(&[("a.ts", "function a() { b() }\nfunction b() {}\n")]);
    for format in Format::ALL.into_iter().filter(|format| *format != Format::Sqlite) {
        let mut parts = format.parts().to_vec();
        let whole = parts.is_empty();
        parts.resize(parts.len().max(1), "");
        for part in parts {
            let written = |out: &mut dyn Write| {
                if whole { export(&index, format, ROOT, out) } else { export_part(&index, format, part, out) }
            };
            let mut bytes = Vec::new();
            written(&mut bytes).unwrap();
            assert!(!bytes.is_empty());
            assert_eq!(written(&mut Failing(0)).unwrap_err().kind(), io::ErrorKind::StorageFull, "{format:?}");
        }
    }
}

#[test]
fn formats_are_known_by_their_names() {
    for format in Format::ALL {
        assert_eq!(Format::named(format.as_str()), Some(format));
    }
    assert_eq!(Format::named("JSONL"), None);
}

#[test]
fn the_same_files_give_the_same_bytes() {
    let files = [
        ("b.ts", "import { a } from './a'\nimport c from 'c'\nexport function b() { a(); a(); c() }\n"),
        ("a.ts", "import d from 'd'\nexport function a() { d() }\nexport class A extends Error {}\n"),
        ("c/d.ts", "import { b } from '../b'\nb()\n"),
    ];
    let has_parts = |format: &Format| *format == Format::Sqlite || !format.parts().is_empty();
    for format in Format::ALL.into_iter().filter(|format| !has_parts(format)) {
        assert_eq!(bytes_of(&index_of(&files), format), bytes_of(&index_of(&files), format));
    }
}
