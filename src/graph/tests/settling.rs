//! What all files come to together follows edits as if it was counted anew.

use super::{below_root, read};
use crate::graph::LinkedFile;
use crate::graph::names::files::FileId;
use crate::graph::names::program::Program;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Barrels that lead to each other, to files and out; and a path that begins with another's and the separator.
const PATHS: [&str; 6] = ["a.ts", "b.ts", "c.ts", "d.ts", "a.ts::o::x.ts", "b.ts::y.ts"];

const TEXTS: [&str; 8] = [
    "export * from './b';\nexport * from './c';\nexport function f() {}",
    "export * from './a';\nexport function g() {}",
    "export * from './d';\nexport * from 'outside';",
    "export * from './c';\nexport * from './c';\nexport const h = 1;",
    "export function f() {}\nexport function x() {}",
    "const o = { 'x.ts': { f() {} } };\nexport class y { f() {} }",
    "export const o = { 'x.ts'() {} };\nfunction f() {}",
    "",
];

fn file(path: &str, text: &str) -> LinkedFile {
    let mut file = read(&[(path, text)]).remove(0);
    let specifiers: Vec<String> =
        file.record.imports.iter().map(|specifier| file.record.text(*specifier).to_owned()).collect();
    let resolve = |specifier: &String| specifier.strip_prefix("./").map(|name| below_root(&format!("{name}.ts")));
    file.imports = specifiers.iter().map(resolve).collect();
    file
}

/// What all files come to together, by path: keys, who is re-exported, what each name of the texts is in each file.
fn together(program: &Program) -> Vec<String> {
    let (mut told, stars) = (Vec::new(), program.stars());
    for id in program.ids() {
        let path = program.path(id);
        let keys = program.function_keys(id).chain(program.type_keys(id)).collect::<Vec<_>>().join(" ");
        told.push(format!("{path}: {keys}; starred: {}", stars.is_starred(id)));
        for name in ["f", "g", "h", "x", "y", "o"] {
            let found = stars.get(program.modules(), id, name).map(|found| (program.path(found.file), found.row));
            told.push(format!("{path} {name}: {found:?}"));
        }
        let outside = stars.outside(program.modules(), id).map(|origin| (origin.text, origin.in_repository));
        told.push(format!("{path} outside: {outside:?}"));
        let leading = stars.leading_to(&[id], &Default::default());
        let mut leading: Vec<&str> = leading.into_iter().map(|id: FileId| program.path(id)).collect();
        leading.sort_unstable();
        told.push(format!("{path} from {leading:?}"));
    }
    told
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_files_come_to_together_follows_them(
        edits in proptest::collection::vec((0..PATHS.len(), proptest::option::of(0..TEXTS.len()), any::<bool>()), 1..16),
    ) {
        let (mut program, mut files) = (Program::default(), BTreeMap::new());
        // It is known from the first moment on.
        together(&program);
        for (path, text, is_last) in edits {
            match text {
                Some(text) => {
                    let file = file(PATHS[path], TEXTS[text]);
                    files.insert(PATHS[path], file.clone());
                    program.put(file);
                }
                None => {
                    files.remove(PATHS[path]);
                    program.at_path(PATHS[path]).into_iter().for_each(|id| program.take_out(id));
                }
            }
            if is_last {
                program.settle();
                prop_assert_eq!(together(&program), together(&Program::new(files.values().cloned().collect())));
            }
        }
    }
}
