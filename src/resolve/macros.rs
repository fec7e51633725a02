//! Macros of a crate of Rust that put its items on conditions: `cfg_net! { pub mod tcp; }`.
//!
//! In: the text of a file. Out: of each macro of one rule that repeats the items it is given, the `#[cfg(…)]` it puts in front of them,
//! and the modules that lend their macros to what follows. Other macros are left out, whatever they do.

use super::looks::Seen;
use super::words::{close_of, words_of};
use std::collections::BTreeMap;

/// More macros of macros than anyone writes.
const MAX_DEPTH: u32 = 8;

/// How many macros and modules of a file are looked at.
const MAX_LOOKS: usize = 512;

/// More conditions than one macro has.
const MAX_CONDITIONS: usize = 32;

/// What a file says of macros.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Macros {
    /// By name, what each puts in front of items, in the order of the file.
    pub rules: Vec<(String, Vec<Condition>)>,
    /// Modules of `#[macro_use]`, or the paths they are written to be at.
    pub modules: Vec<String>,
}

/// What a macro puts in front of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    /// `#[cfg(…)]` as written; of one that the macro is given by `#![…]`, `#[cfg($meta)]`.
    Cfg(String),
    /// What another macro does with them, and what that is given by `#![…]`.
    Macro(String, Option<String>),
}

impl Macros {
    /// What tells it from what another file says.
    pub(super) fn seen(&self) -> Seen {
        Seen::of(format!("{self:?}").as_bytes())
    }

    /// What a file with this text says.
    pub(super) fn of(text: &str) -> Self {
        let mut found = Self::default();
        // Most files have neither.
        if !text.contains("macro_rules!") && !text.contains("macro_use") {
            return found;
        }
        let words = words_of(text);
        let mut at = 0;
        let mut looks = 0;
        while let Some(next) = words[at..].iter().position(|word| matches!(*word, "macro_rules" | "macro_use")) {
            at += next;
            looks += 1;
            if looks > MAX_LOOKS {
                break;
            }
            let rest = &words[at..];
            if rest[0] == "macro_use" {
                found.modules.extend(lending_module(rest));
                at += 1;
            } else {
                found.rules.extend(rule(rest));
                at += close_of(rest, 3).unwrap_or(1);
            }
        }
        found
    }
}

/// What macros of a crate come to, by name: the conditions that each puts in front of items, as attributes. Of several macros of a name
/// the first counts.
pub(super) fn conditions_of(rules: Vec<(String, Vec<Condition>)>) -> BTreeMap<String, Vec<String>> {
    let mut by_name: BTreeMap<String, Vec<Condition>> = BTreeMap::new();
    for (name, conditions) in rules {
        by_name.entry(name).or_insert(conditions);
    }
    let conditions = |name: &String| {
        let mut all = Vec::new();
        flatten(&by_name, name, None, &mut all, 0)?;
        Some((name.clone(), all))
    };
    by_name.keys().filter_map(conditions).collect()
}

/// Adds what a macro puts in front of items, which is given this by `#![…]`; nothing, if that is beyond bounds.
fn flatten(
    macros: &BTreeMap<String, Vec<Condition>>,
    name: &str,
    given: Option<&str>,
    all: &mut Vec<String>,
    depth: u32,
) -> Option<()> {
    if depth > MAX_DEPTH {
        return None;
    }
    for condition in macros.get(name).into_iter().flatten() {
        match condition {
            Condition::Cfg(text) => {
                let is_given = text.starts_with("#[cfg($");
                all.push(given.filter(|_| is_given).map_or_else(|| text.clone(), |given| format!("#[cfg({given})]")));
            }
            Condition::Macro(name, given) => flatten(macros, name, given.as_deref(), all, depth + 1)?,
        }
        if all.len() > MAX_CONDITIONS {
            return None;
        }
    }
    Some(())
}

/// The path or name of the module behind `macro_use] … mod name;`.
fn lending_module(words: &[&str]) -> Option<String> {
    let mut rest = words.get(1..)?.strip_prefix(&["]"])?;
    let mut path = None;
    while let ["#", "[", ..] = rest {
        let end = close_of(rest, 1)?;
        if let ["path", "=", text] = rest[2..end] {
            path = Some(text.trim_matches('"').to_owned());
        }
        rest = &rest[end + 1..];
    }
    if let Some(behind) = rest.strip_prefix(&["pub"]) {
        rest = behind;
        if rest.first() == Some(&"(") {
            rest = &rest[close_of(rest, 0)? + 1..];
        }
    }
    match rest {
        ["mod", name, ";", ..] => Some(path.unwrap_or_else(|| (*name).to_owned())),
        _ => None,
    }
}

/// The name of a macro of one rule, and what it puts in front of items: `macro_rules! name { ($($item:item)*) => {…} }`.
fn rule(words: &[&str]) -> Option<(String, Vec<Condition>)> {
    let ["macro_rules", "!", name, ..] = words else { return None };
    let end = close_of(words, 3)?;
    let body = &words[4..end];
    let matcher = close_of(body, 0)?;
    let rest = body[matcher + 1..].strip_prefix(&["=", ">"])?;
    let transcriber = close_of(rest, 0)?;
    if !matches!(rest[transcriber + 1..], [] | [";"]) || !takes_items(&body[1..matcher]) {
        return None;
    }
    let mut conditions = Vec::new();
    in_front(&rest[1..transcriber], &mut conditions, 0)?;
    (!conditions.is_empty()).then(|| ((*name).to_owned(), conditions))
}

/// Whether a macro takes items, behind one `#![…]` or nothing.
fn takes_items(mut matcher: &[&str]) -> bool {
    if let ["#", "!", "[", "$", _, ":", "meta", "]", rest @ ..] = matcher {
        matcher = rest;
    }
    matches!(matcher, ["$", "(", "$", _, ":", "item", ")", "*" | "+"] | ["$", _, ":", "item"])
}

/// Adds what stands in front of items in what a macro makes; nothing, where that is more than its items.
fn in_front(mut words: &[&str], conditions: &mut Vec<Condition>, depth: u32) -> Option<()> {
    while let ["#", "[", ..] = words {
        let end = close_of(words, 1)?;
        if let ["cfg", "(", ..] = words[2..end] {
            conditions.push(Condition::Cfg(words[..=end].concat()));
        }
        words = &words[end + 1..];
    }
    match words {
        ["$", name] => is_name(name).then_some(()),
        ["$", "(", within @ .., ")", "*" | "+"] if depth < MAX_DEPTH => in_front(within, conditions, depth + 1),
        [name, "!", "{" | "(" | "[", within @ .., "}" | ")" | "]"] if depth < MAX_DEPTH => {
            let (given, items) = given(within)?;
            conditions.push(Condition::Macro((*name).to_owned(), given));
            in_front(items, conditions, depth + 1)
        }
        _ => None,
    }
}

/// What a macro is given by `#![…]`, and what follows that.
fn given<'a, 'text>(words: &'a [&'text str]) -> Option<(Option<String>, &'a [&'text str])> {
    match words {
        ["#", "!", "[", ..] => {
            let end = close_of(words, 2)?;
            Some((Some(words[3..end].concat()), &words[end + 1..]))
        }
        _ => Some((None, words)),
    }
}

fn is_name(word: &str) -> bool {
    word.starts_with(|letter: char| letter.is_alphabetic() || letter == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(text: &str) -> Vec<String> {
        let all = conditions_of(Macros::of(text).rules);
        all.into_iter().map(|(name, conditions)| format!("{name} {}", conditions.join(" "))).collect()
    }

    #[test]
    fn a_macro_that_repeats_its_items_puts_its_conditions_in_front() {
        let text = "
            /// `macro_rules! none {`
            macro_rules! one { ($($item:item)*) => { $( #[cfg(feature = \"a\")] #[doc(x)] $item )* } }
            macro_rules! two {
                ($($item:item)*) => { $(
                    #[cfg(all(unix, feature = \"b\",))] // why
                    #[cfg(not(loom))]
                    $item
                )* };
            }
            macro_rules! single { ($item:item) => { #[cfg(test)] $item } }
            macro_rules! within { ($($item:item)*) => { #[cfg(unix)] one! { $($item)* } } }
            macro_rules! by { (#![$meta:meta] $($item:item)*) => { $( #[cfg($meta)] $item )* } }
            macro_rules! given { ($($item:item)*) => { by! { #![any(a, b)] $($item)* } } }
        ";
        assert_eq!(
            conditions(text),
            [
                "by #[cfg($meta)]",
                "given #[cfg(any(a,b))]",
                "one #[cfg(feature=\"a\")]",
                "single #[cfg(test)]",
                "two #[cfg(all(unix,feature=\"b\",))] #[cfg(not(loom))]",
                "within #[cfg(unix)] #[cfg(feature=\"a\")]",
            ]
        );
    }

    #[test]
    fn other_macros_are_left_out() {
        let text = "
            macro_rules! plain { ($($item:item)*) => { $( $item )* } }
            macro_rules! several { ($($item:item)*) => { $( #[cfg(a)] $item )* }; () => {} }
            macro_rules! more { ($($item:item)*) => { $( #[cfg(a)] $item )* fn f() {} } }
            macro_rules! of_words { ($($word:tt)*) => { #[cfg(a)] $($word)* } }
            macro_rules! circle { ($($item:item)*) => { #[cfg(a)] circle! { $($item)* } } }
            macro_rules! open { ($($item:item)*) => { #[cfg(a)] $($item
        ";
        assert_eq!(conditions(text), [""; 0]);
    }

    #[test]
    fn modules_lend_their_macros_that_say_so() {
        let text = "
            #[macro_use] mod cfg;
            #[macro_use]
            #[doc(hidden)]
            pub(crate) mod macros;
            #[macro_use] #[path = \"deep/own.rs\"] pub mod own;
            #[macro_use] extern crate log;
            mod other;
            cfg_trace! { #[macro_use] mod trace; }
        ";
        assert_eq!(Macros::of(text).modules, ["cfg", "macros", "deep/own.rs", "trace"]);
    }
}
