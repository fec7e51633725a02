//! Which files a name in an import may stand for, as the TypeScript compiler has it: `foo` and `foo.js` may both
//! mean `foo.ts`.
//!
//! In: a name as imported and a way to ask whether a file of some name is there. Out: the first that is. Knows no
//! folders and no manifests.

/// Endings of TypeScript that is compiled, of declarations and of JavaScript, in the order they are tried.
const MODULE: [&str; 3] = [".mts", ".d.mts", ".mjs"];
const COMMON_JS: [&str; 3] = [".cts", ".d.cts", ".cjs"];
const JSX: [&str; 5] = [".tsx", ".ts", ".d.ts", ".jsx", ".js"];
const ANY: [&str; 5] = [".ts", ".tsx", ".d.ts", ".js", ".jsx"];

/// What declares the types of what: a declaration's ending and those of the code it may describe.
const IMPLEMENTATIONS: [(&str, &[&str]); 3] =
    [(".d.ts", &[".js", ".jsx"]), (".d.mts", &[".mjs"]), (".d.cts", &[".cjs"])];

/// The name of the file that `name` stands for: with its ending replaced, else with one added.
pub(super) fn named(name: &str, is_file: impl Fn(&str) -> bool) -> Option<String> {
    let mut candidate = String::with_capacity(name.len() + ".d.mts".len());
    let mut first = |stem: &str, endings: &[&str]| {
        endings.iter().find_map(|ending| {
            candidate.clear();
            candidate.push_str(stem);
            candidate.push_str(ending);
            is_file(&candidate).then(|| candidate.clone())
        })
    };
    let (stem, ending) = split(name);
    let replaced = match ending {
        ".mjs" | ".mts" | ".d.mts" => first(stem, &MODULE),
        ".cjs" | ".cts" | ".d.cts" => first(stem, &COMMON_JS),
        ".tsx" | ".jsx" => first(stem, &JSX),
        ".ts" | ".d.ts" | ".js" => first(stem, &ANY),
        "" => None,
        // `style.css` is described by `style.d.css.ts`.
        other => first(stem, &[&format!(".d{other}.ts")]),
    };
    replaced.or_else(|| first(name, &ANY))
}

/// The names of the code that a declaration file may describe, best first.
pub(super) fn implementations(declaration: &str) -> impl Iterator<Item = String> {
    let described = IMPLEMENTATIONS
        .into_iter()
        .find_map(|(ending, endings)| declaration.strip_suffix(ending).map(|stem| (stem, endings)));
    described.into_iter().flat_map(|(stem, endings)| endings.iter().map(move |ending| format!("{stem}{ending}")))
}

fn split(name: &str) -> (&str, &str) {
    let declaration = IMPLEMENTATIONS.iter().find(|(ending, _)| name.ends_with(ending)).map(|(ending, _)| ending.len());
    let dot = declaration.map(|len| name.len() - len).or_else(|| name.rfind('.').filter(|dot| *dot > 0));
    name.split_at(dot.unwrap_or(name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_order(name: &str, expected: &[&str]) {
        let tried = std::cell::RefCell::new(Vec::new());
        let found = named(name, |candidate| {
            tried.borrow_mut().push(candidate.to_owned());
            false
        });
        assert_eq!(found, None);
        assert_eq!(tried.into_inner(), expected);
    }

    #[test]
    fn names_are_tried_in_the_order_of_the_compiler() {
        assert_order("a", &["a.ts", "a.tsx", "a.d.ts", "a.js", "a.jsx"]);
        let added = |name: &str| ANY.map(|ending| format!("{name}{ending}"));
        for (name, replaced) in [
            ("a.js", &["a.ts", "a.tsx", "a.d.ts", "a.js", "a.jsx"][..]),
            ("a.jsx", &["a.tsx", "a.ts", "a.d.ts", "a.jsx", "a.js"]),
            ("a.mjs", &["a.mts", "a.d.mts", "a.mjs"]),
            ("a.d.cts", &["a.cts", "a.d.cts", "a.cjs"]),
            ("a.json", &["a.d.json.ts"]),
            ("a.b.css", &["a.b.d.css.ts"]),
            (".a", &[]),
        ] {
            let added = added(name);
            let expected: Vec<&str> = replaced.iter().copied().chain(added.iter().map(String::as_str)).collect();
            assert_order(name, &expected);
        }
    }
}
