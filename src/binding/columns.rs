//! `js/decode/columns.ts`: what crosses to JavaScript, as its rows and sections are declared.
//!
//! In: the declarations of records, of links and of what carries both. Out: the numbers that `js/decode` reads them by, in a
//! file that is committed and compared here.

#![allow(clippy::unwrap_used)]

use super::handover::{self, BatchEntry, LinksEntry, Progress};
use crate::graph::encode as links;
use crate::graph::links::{
    CallLink, ReferenceKind, ReferenceLink, RenamedFunction, RenamedType, Resolution, SupertypeCounts,
};
use crate::record::rows::{Column, Columns, NONE, Row, SHOWN};
use crate::record::sections::{self, Content};
use crate::record::{
    CallRow, FieldRow, FunctionRow, ID_CHARACTERS, NodeKind, NodeRow, ReferenceRow, ScopeSegment, Span, TypeRow, encode,
};
use std::fmt::{Display, Write};
use std::path::Path;

/// As the formatter of JavaScript has it.
const LINE_WIDTH: usize = 120;

const HEAD: &str = "\
/**
 * Where things stand in what crosses from Rust: sections, and columns of their rows, by number.
 *
 * Written by `UPDATE_COLUMNS=1 cargo test columns` from what is declared there (`rows!`, `sections!`), and compared by its
 * test. The compiler puts the numbers where they are named: nothing of this is loaded.
 */
// biome-ignore-all lint/suspicious/noConstEnum: all that imports it is compiled together
";

#[test]
fn columns_of_javascript_are_those_that_are_declared() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("js/decode/columns.ts");
    let declared = declared();
    if std::env::var_os("UPDATE_COLUMNS").is_some() {
        std::fs::write(&path, &declared).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default().replace('\r', "");
    assert!(written == declared, "UPDATE_COLUMNS=1 cargo test columns writes js/decode/columns.ts anew:\n{declared}");
}

fn declared() -> String {
    let mut file = Declarations(HEAD.into());
    file.constants(
        "Layout",
        "What all containers agree on.",
        &[
            ("version", sections::VERSION.to_string()),
            ("none", format!("{NONE:#x}")),
            ("idCharacters", ID_CHARACTERS.to_string()),
        ],
    );
    let content = |content: Content| (content as usize).to_string();
    file.constants(
        "Content",
        "What a section holds.",
        &[("words", content(Content::Words)), ("latin1", content(Content::Latin1)), ("utf16", content(Content::Utf16))],
    );
    file.constants(
        "RecordFlag",
        "What is said of a record in single bits.",
        &[("hasSyntaxErrors", encode::HAS_SYNTAX_ERRORS.to_string())],
    );
    let magic = |magic: [u8; 4]| format!("'{}'", magic.escape_ascii());
    file.constants(
        "Magic",
        "What each kind of container begins with.",
        &[
            ("record", magic(encode::MAGIC)),
            ("links", magic(links::MAGIC)),
            ("batch", magic(handover::BATCH_MAGIC)),
            ("graphLinks", magic(handover::LINKS_MAGIC)),
            ("paths", magic(handover::PATHS_MAGIC)),
            ("failure", magic(handover::FAILURE_MAGIC)),
        ],
    );
    file.tuple(
        "NodeKinds",
        "The kinds of nodes, by number.",
        (0..=u8::MAX).map_while(NodeKind::from_u8).map(NodeKind::as_str),
    );
    let resolutions = (0..).map_while(Resolution::from_u32).map(|resolution| format!("{resolution:?}").to_lowercase());
    file.tuple("Resolutions", "How calls are resolved, by number.", resolutions);
    let kinds = (0..).map_while(ReferenceKind::from_u32).map(|kind| format!("{kind:?}").to_lowercase());
    file.tuple("ReferenceKinds", "How functions and types are referred to, by number.", kinds);
    file.sections("Header", "Words of a container's header.", sections::header::NAMES);
    file.sections("Entry", "Words of a section's entry behind the header.", sections::entry::NAMES);
    file.sections("RecordSection", "Sections of a record.", encode::section::NAMES);
    file.sections("LinksSection", "Sections of a file's links.", links::section::NAMES);
    file.sections("BatchSection", "Sections of a batch.", handover::batch_section::NAMES);
    file.sections("GraphLinksSection", "Sections of a piece of a graph's links.", handover::links_section::NAMES);
    file.sections("PathsSection", "Sections of a piece of a list of paths.", handover::paths_section::NAMES);
    file.sections("FailureSection", "Sections of the failure of a whole call.", handover::failure_section::NAMES);
    file.columns("Span", &[("", Span::PARTS, SHOWN)]);
    file.row::<NodeRow>();
    file.row::<FunctionRow>();
    file.row::<TypeRow>();
    file.row::<ScopeSegment>();
    file.row::<FieldRow>();
    file.row::<CallRow>();
    file.row::<ReferenceRow>();
    file.row::<CallLink>();
    file.row::<ReferenceLink>();
    file.row::<SupertypeCounts>();
    file.row::<RenamedFunction>();
    file.row::<RenamedType>();
    file.row::<Progress>();
    file.row::<BatchEntry>();
    file.row::<LinksEntry>();
    file.0
}

/// TypeScript, declaration by declaration.
struct Declarations(String);

impl Declarations {
    fn constants(&mut self, name: &str, what: &str, members: &[(&str, String)]) {
        let members = members.iter().map(|(name, value)| format!("  {name} = {value},\n"));
        let members: String = members.collect();
        write!(self.0, "\n/** {what} */\nexport const enum {name} {{\n{members}}}\n").unwrap();
    }

    fn tuple(&mut self, name: &str, what: &str, members: impl Iterator<Item = impl Display>) {
        let members: Vec<_> = members.map(|member| format!("'{member}'")).collect();
        let mut line = format!("export type {name} = readonly [{}];", members.join(", "));
        if line.len() > LINE_WIDTH {
            line = format!("export type {name} = readonly [\n  {},\n];", members.join(",\n  "));
        }
        write!(self.0, "\n/** {what} */\n{line}\n").unwrap();
    }

    fn sections(&mut self, name: &str, what: &str, names: &[&str]) {
        let names: Vec<_> =
            names.iter().map(|name| camel(&name.to_ascii_lowercase())).chain(["count".into()]).collect();
        let members: Vec<_> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at.to_string())).collect();
        self.constants(name, what, &members);
    }

    fn row<R: Row>(&mut self) {
        self.columns(std::any::type_name::<R>().rsplit("::").next().unwrap(), R::COLUMNS);
    }

    /// Each word of the columns that JavaScript is given, and behind them how many these are.
    fn columns(&mut self, name: &str, columns: Columns) {
        let shown = columns.iter().filter(|(.., containers)| containers & SHOWN != 0);
        let names =
            shown.flat_map(|(column, parts, _)| parts.iter().map(move |part| camel(&format!("{column}_{part}"))));
        let names: Vec<_> = names.chain(["width".into()]).collect();
        let members: Vec<_> = names.iter().enumerate().map(|(at, name)| (name.as_str(), at.to_string())).collect();
        let row = name.strip_suffix("Row").unwrap_or(name);
        self.constants(&format!("{row}Column"), &format!("Columns of `{name}`."), &members);
    }
}

/// `snake_case` as `camelCase`.
fn camel(name: &str) -> String {
    let mut camel = String::new();
    for word in name.split('_').filter(|word| !word.is_empty()) {
        let upper = usize::from(!camel.is_empty());
        camel.push_str(&word[..upper].to_ascii_uppercase());
        camel.push_str(&word[upper..]);
    }
    camel
}
