//! Mermaid's charts stay within what Mermaid draws.

use super::text_of;
use crate::repository::index_of;
use code_knowledge_graph::export::Format;
use std::fmt::Write;

#[test]
fn a_small_repository_is_shown_by_functions() {
    let index = index_of(&[
        ("a.ts", "import { b } from './b'\nexport function a() { b(); b() }\na()\n"),
        ("b.ts", "export function b() {}\nexport class C {}\n"),
    ]);
    let expected = "flowchart LR
%% Nodes are functions and types.
  subgraph f0 [\"a.ts\"]
    n0[\"(file)\"]
    n1[\"a\"]
  end
  subgraph f2 [\"b.ts\"]
    n2[\"b\"]
    n3[\"C\"]
  end
  n0 --> n1
  n1 -->|2| n2
";
    assert_eq!(text_of(&index, Format::Mermaid), expected);
}

/// So many folders, each with a file that calls the one behind it.
fn folders(count: usize) -> Vec<(String, String)> {
    let file = |number: usize| {
        let mut text =
            format!("import {{ f as next }} from '../d{}/f'\nexport function f() {{ next() }}\n", number + 1);
        for extra in 0..3 {
            let _ = writeln!(text, "export function g{extra}() {{ f() }}");
        }
        (format!("src/d{number}/f.ts"), text)
    };
    (0..count).map(file).collect()
}

fn chart_of(files: &[(String, String)]) -> String {
    let files: Vec<_> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    text_of(&index_of(&files), Format::Mermaid)
}

#[test]
fn a_larger_one_by_files_or_folders_and_a_large_one_in_part() {
    let chart = chart_of(&folders(60));
    assert!(chart.starts_with("flowchart LR\n%% Nodes are files.\n    n0[\"src/d0/f.ts\"]\n"), "{chart}");
    assert_eq!(chart.matches(" -->").count(), 59);

    let chart = chart_of(&folders(230));
    let (head, _) = chart.split_once("    n0").unwrap();
    let expected =
        "flowchart LR\n%% Nodes are folders.\n%% Left out, as Mermaid draws no more: 30 nodes and 32 links.\n";
    assert_eq!(head, expected);
    assert_eq!(chart.matches('[').count(), 200);
}
