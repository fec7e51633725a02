//! The formats that are no text: a database, protobuf, and what is in a page.

use super::{bytes_of, text_of};
use crate::repository::index_of;
use code_knowledge_graph::export::{Format, sqlite};
use code_knowledge_graph::query::Index;
use prost::Message;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// The database of an index.
pub fn database_of(index: &Index) -> Connection {
    let mut database = Connection::open_in_memory().unwrap();
    sqlite::fill(index, &mut database, &|| false).unwrap();
    database
}

/// SCIP as its definition numbers it.
#[derive(Clone, PartialEq, Message)]
pub struct Scip {
    #[prost(bytes = "vec", repeated, tag = "1")]
    pub metadata: Vec<Vec<u8>>,
    #[prost(message, repeated, tag = "2")]
    pub documents: Vec<Document>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Document {
    #[prost(string, tag = "1")]
    pub relative_path: String,
    #[prost(message, repeated, tag = "2")]
    pub occurrences: Vec<Occurrence>,
    #[prost(message, repeated, tag = "3")]
    pub symbols: Vec<Information>,
    #[prost(string, tag = "4")]
    pub language: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Occurrence {
    #[prost(int32, repeated, tag = "1")]
    pub range: Vec<i32>,
    #[prost(string, tag = "2")]
    pub symbol: String,
    #[prost(int32, tag = "3")]
    pub roles: i32,
}

#[derive(Clone, PartialEq, Message)]
pub struct Information {
    #[prost(string, tag = "1")]
    pub symbol: String,
    #[prost(message, repeated, tag = "4")]
    pub relationships: Vec<Related>,
    #[prost(string, tag = "6")]
    pub display_name: String,
}

#[derive(Clone, PartialEq, Message)]
pub struct Related {
    #[prost(string, tag = "1")]
    pub symbol: String,
    #[prost(bool, tag = "3")]
    pub is_implementation: bool,
}

/// The documents of SCIP, all of whose symbols are what its grammar says and defined in one place.
pub fn scip_of(index: &Index) -> Vec<Document> {
    let scip = Scip::decode(&*bytes_of(index, Format::Scip)).unwrap();
    assert_eq!(scip.metadata.len(), 1);
    let mut defined = BTreeSet::new();
    for occurrence in scip.documents.iter().flat_map(|document| &document.occurrences) {
        assert!([3, 4].contains(&occurrence.range.len()));
        if occurrence.roles & 1 == 1 {
            assert!(defined.insert(&occurrence.symbol), "{} is defined twice", occurrence.symbol);
        }
    }
    for occurrence in scip.documents.iter().flat_map(|document| &document.occurrences) {
        assert!(defined.contains(&occurrence.symbol), "{}", occurrence.symbol);
        check_symbol(&occurrence.symbol);
    }
    scip.documents
}

/// `<scheme> ' ' <manager> ' ' <package> ' ' <version> ' ' (<descriptor>)+`
fn check_symbol(symbol: &str) {
    let mut rest = symbol.strip_prefix("code-knowledge-graph . . . ").unwrap();
    let is_simple = |character: char| character.is_ascii_alphanumeric() || "_+-$".contains(character);
    assert!(!rest.is_empty());
    while !rest.is_empty() {
        // A name is simple, or anything between backticks, where one stands for two.
        if let Some(escaped) = rest.strip_prefix('`') {
            let unescaped = escaped.replace("``", "\0\0");
            let end = unescaped.find('`').unwrap();
            assert!(end > 0, "{symbol}");
            rest = &escaped[end + 1..];
        } else {
            let end = rest.find(|character| !is_simple(character)).unwrap();
            assert!(end > 0, "{symbol}");
            rest = &rest[end..];
        }
        rest = match rest.as_bytes()[0] {
            b'/' | b'#' => &rest[1..],
            b'(' => {
                let (disambiguator, behind) = rest[1..].split_once(").").unwrap();
                assert!(disambiguator.chars().all(is_simple), "{symbol}");
                behind
            }
            _ => panic!("{symbol}"),
        };
    }
}

/// The data of a page.
pub fn report_of(index: &Index) -> Vec<Value> {
    let text = text_of(index, Format::Html);
    assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']), "{text}");
    serde_json::from_str(&text).unwrap()
}

fn shop() -> Index {
    index_of(&[
        (
            "src/order.ts",
            "import fs from 'fs'\nexport interface Store { save(): void }\nexport class Disk implements Store {\n  save() { write(this); write(this) }\n}\nfunction write(_: Disk) { fs.sync() }\n",
        ),
        ("src/shop.ts", "import { Disk } from './order'\nnew Disk().save()\n"),
    ])
}

#[test]
fn a_database_answers_who_calls_whom() {
    let database = database_of(&shop());
    let rows = |query: &str| {
        let mut statement = database.prepare(query).unwrap();
        let columns = statement.column_count();
        let text = |row: &rusqlite::Row| {
            let cell = |at| match row.get_ref(at).unwrap() {
                rusqlite::types::ValueRef::Null => "-".to_owned(),
                rusqlite::types::ValueRef::Integer(number) => number.to_string(),
                other => other.as_str().unwrap().to_owned(),
            };
            Ok((0..columns).map(cell).collect::<Vec<_>>().join(" "))
        };
        statement.query_map([], text).unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    assert_eq!(
        rows("SELECT * FROM calls ORDER BY file, line, column"),
        [
            "src/order.ts::Disk::save src/order.ts::write call src/order.ts 4 12",
            "src/order.ts::Disk::save src/order.ts::write call src/order.ts 4 25",
            "- src/order.ts::Disk::save call src/shop.ts 2 1",
        ]
    );
    assert_eq!(
        rows(
            "SELECT key, kind, (SELECT name FROM symbols AS p WHERE p.id = s.parent_id) FROM symbols AS s ORDER BY id"
        ),
        [
            "src/order.ts::Disk::save function Disk",
            "src/order.ts::write function -",
            "src/order.ts::Store interface -",
            "src/order.ts::Disk class -",
        ]
    );
    assert_eq!(
        rows("SELECT target, kind, target_id FROM imports ORDER BY 1"),
        ["fs external -", "src/order.ts file 1"]
    );
    assert_eq!(rows("SELECT path, language FROM files"), ["src/order.ts typescript", "src/shop.ts typescript"]);
    assert_eq!(rows("PRAGMA integrity_check"), ["ok"]);
    assert_eq!(rows("PRAGMA foreign_key_check"), [""; 0]);
}

#[test]
fn of_a_database_that_is_cancelled_there_is_nothing() {
    let mut database = Connection::open_in_memory().unwrap();
    let error = sqlite::fill(&shop(), &mut database, &|| true).unwrap_err();
    assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::OperationInterrupted));
}

#[test]
fn scip_has_a_document_a_file_with_definitions_and_references() {
    let documents = scip_of(&shop());
    let paths: Vec<_> = documents.iter().map(|document| &*document.relative_path).collect();
    assert_eq!(paths, ["src/order.ts", "src/shop.ts"]);
    assert_eq!(documents[0].language, "TypeScript");
    let named = |descriptors: &str| format!("code-knowledge-graph . . . src/`order.ts`/{descriptors}");
    let symbols: Vec<_> = documents[0].symbols.iter().map(|symbol| symbol.symbol.clone()).collect();
    assert_eq!(symbols, ["Disk#save().", "write().", "Store#", "Disk#"].map(named));
    let [implemented] = &*documents[0].symbols[3].relationships else { panic!("one supertype") };
    assert_eq!((&implemented.symbol, implemented.is_implementation), (&named("Store#"), true));
    let [made, call] = &*documents[1].occurrences else { panic!("a call on what is constructed") };
    assert_eq!((&call.symbol, &*call.range, call.roles), (&named("Disk#save()."), &[1, 0, 4][..], 0));
    assert_eq!((&made.symbol, &*made.range, made.roles), (&named("Disk#"), &[1, 0, 4][..], 0));
    let text = String::from_utf8_lossy(&bytes_of(&shop(), Format::Scip)).into_owned();
    assert!(text.contains("file:///home/me/my%20shop"));
}

#[test]
fn a_second_function_of_a_name_is_told_apart() {
    let index =
        index_of(&[("a.ts", "class A { #m() {} }\nfunction f() {}\nfunction f() {}\nconst o = { n: { g() {} } }\n")]);
    let symbols: Vec<_> = scip_of(&index).remove(0).symbols.into_iter().map(|symbol| symbol.symbol).collect();
    let ends: Vec<_> = symbols.iter().map(|symbol| symbol.rsplit_once("`a.ts`/").unwrap().1).collect();
    assert_eq!(ends, ["A#`#m`().", "f().", "f(+2).", "o/n/g().", "A#"]);
}

#[test]
fn a_page_has_symbols_and_links_by_number() {
    let report = report_of(&shop());
    assert_eq!(report[0]["title"], json!("my shop"));
    let order = json!([
        "src/order.ts",
        "typescript",
        report[1][2],
        [["Disk::save", 0, 4, 4], ["write", 0, 6, 6], ["Store", 2, 2, 2], ["Disk", 1, 3, 5]],
        [[0, 1, 0, 2, 4], [1, 3, 4, 1, 6], [3, 2, 7, 1, 3]]
    ]);
    assert_eq!(report[1], order);
    assert_eq!(report[2][4], json!([[-1, 3, 8, 1, 2], [-1, 0, 0, 1, 2]]));
}
