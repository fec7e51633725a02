//! Whether a build has what an attribute `#[cfg(…)]` stands in front of, or what a macro is given: for Linux on x86-64, without tests.
//!
//! In: an attribute as written, or the name of a macro. Out: yes or no. Which features a crate has, and what its macros put in front of
//! items, is said elsewhere than in the file: somebody else is asked. Where he does not know, features are those that nearly every
//! crate has by default, and a macro has no conditions.

use crate::extract::Surroundings;

/// What is set without a value.
const SET: &[&str] = &["debug_assertions", "overflow_checks", "panic_unwind", "true", "unix"];

/// What is set with a value.
const VALUES: &[(&str, &str)] = &[
    ("panic", "unwind"),
    ("target_arch", "x86_64"),
    ("target_endian", "little"),
    ("target_env", "gnu"),
    ("target_family", "unix"),
    ("target_os", "linux"),
    ("target_pointer_width", "64"),
    ("target_vendor", "unknown"),
];

/// The features of a crate of which nothing is known.
const FEATURES: &[&str] = &["alloc", "default", "std"];

/// What stands behind a macro's name.
const MACRO_MARK: &str = "!";

/// How long a condition is at most that a macro is given.
const LONGEST_GIVEN: usize = 1_000;

/// How deep a condition may nest. Beyond that it holds.
const MAX_DEPTH: u32 = 32;

/// Whether an attribute is a condition of what follows it.
pub(super) fn is_condition(attribute: &str) -> bool {
    condition_of(attribute).is_some()
}

/// Whether a condition holds in a build: an attribute, or what [`of_macro`] makes.
pub(super) fn holds(condition: &str, build: &dyn Surroundings) -> bool {
    let holds = |attribute: &str| condition_of(attribute).is_none_or(|rest| Condition { rest, build }.holds(0));
    let Some((name, given)) = condition.split_once(MACRO_MARK).filter(|(name, _)| !name.starts_with('#')) else {
        return holds(condition);
    };
    build.conditions(name).iter().all(|condition| match condition.strip_prefix("#[cfg($") {
        Some(_) => given.is_empty() || holds(&format!("#[cfg({given})]")),
        None => holds(condition),
    })
}

/// The condition of what a macro is given, with what it is given by `#![…]` in front.
pub(super) fn of_macro(name: &str, given: &str) -> String {
    [name, given].join(MACRO_MARK)
}

/// What stands in `#![…]` at the beginning of a macro's arguments; `''` if there is none.
pub(super) fn given_to_macro(arguments: &str) -> &str {
    let rest = arguments.trim_start_matches(['(', '[', '{']).trim_start();
    let Some(rest) = rest.strip_prefix("#![").map(|rest| &rest[..rest.floor_char_boundary(LONGEST_GIVEN)]) else {
        return "";
    };
    let mut depth = 1;
    let end = rest.find(|letter| {
        match letter {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    end.map_or("", |end| &rest[..end])
}

/// What stands behind `#[cfg(`.
fn condition_of(attribute: &str) -> Option<&str> {
    let condition = attribute.trim_start_matches("#!").trim_start_matches('#').trim_start();
    let condition = condition.strip_prefix('[').map(str::trim_start)?.strip_prefix("cfg")?;
    condition.trim_start().strip_prefix('(')
}

/// A branch among several of which a build has the first whose condition holds.
#[derive(Default)]
pub(super) struct Branch {
    /// What does not hold.
    others: String,
    own: Option<String>,
}

impl Branch {
    /// It has this condition: `[cfg(…)]`.
    pub(super) fn begin(&mut self, attribute: &str) {
        let condition = condition_of(attribute).and_then(|rest| rest.trim_end().strip_suffix(']'));
        self.own = condition.map(|condition| format!("all({}", condition.trim_end()));
    }

    /// It is over, and another one may follow. Answers what it is there on, unless that is too long.
    pub(super) fn end(&mut self) -> Option<String> {
        let own = self.own.take();
        if self.others.len() > LONGEST_GIVEN {
            return None;
        }
        let condition = format!("#[cfg(all({}{}))]", self.others, own.as_deref().unwrap_or_default());
        own.into_iter().for_each(|own| self.others.extend(["not(", &own, "), "]));
        (condition.len() <= LONGEST_GIVEN).then_some(condition)
    }
}

struct Condition<'text, 'build> {
    rest: &'text str,
    build: &'build dyn Surroundings,
}

impl<'text> Condition<'text, '_> {
    /// Whether the condition holds that comes next.
    fn holds(&mut self, depth: u32) -> bool {
        let name = self.word();
        if depth >= MAX_DEPTH || name.is_empty() {
            return true;
        }
        if self.takes('(') {
            let (mut all, mut any) = (true, false);
            while !self.takes(')') && !self.rest.is_empty() {
                let holds = self.holds(depth + 1);
                (all, any) = (all && holds, any || holds);
                if !self.takes(',') && !self.rest.starts_with(')') {
                    return true;
                }
            }
            return match name {
                "not" => !any,
                "any" => any,
                "all" => all,
                _ => true,
            };
        }
        if !self.takes('=') {
            return SET.contains(&name) || name.starts_with("target_has_atomic");
        }
        let Some((value, rest)) = self.rest.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"')) else {
            return true;
        };
        self.rest = rest.trim_start();
        match name {
            "feature" => self.build.has(value).unwrap_or_else(|| FEATURES.contains(&value)),
            _ => name.starts_with("target_has_atomic") || VALUES.contains(&(name, value)),
        }
    }

    fn word(&mut self) -> &'text str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    fn takes(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark).map(str::trim_start);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A build of these features and macros, or one of which nothing is known.
    struct Build(Option<&'static [&'static str]>, Vec<String>);

    impl Surroundings for Build {
        fn has(&self, feature: &str) -> Option<bool> {
            self.0.map(|features| features.contains(&feature))
        }

        fn conditions(&self, macro_name: &str) -> &[String] {
            if macro_name == "known" { &self.1 } else { &[] }
        }
    }

    fn leaves_out(attribute: &str) -> bool {
        !holds(attribute, &Build(None, Vec::new()))
    }

    #[test]
    fn a_default_build_is_for_linux_and_without_tests() {
        let left_out = [
            "#[cfg(test)]",
            "#[cfg(windows)]",
            "#[cfg(not(unix))]",
            "#[cfg(all(unix, feature = \"fast\"))]",
            "#[cfg(any(target_os = \"macos\", target_os = \"ios\"))]",
            "#[cfg(not(any(test, target_os = \"linux\")))]",
            "#![cfg(loom)]",
            "# [ cfg ( target_pointer_width = \"32\" ) ]",
        ];
        assert_eq!(left_out.iter().filter(|attribute| !leaves_out(attribute)).collect::<Vec<_>>(), [&""; 0]);
        let built = [
            "#[cfg(unix)]",
            "#[cfg(not(test))]",
            "#[cfg(feature = \"std\")]",
            "#[cfg(all(target_os = \"linux\", not(loom)))]",
            "#[cfg(any(windows, all(unix, target_arch = \"x86_64\",),))]",
            "#[cfg(target_has_atomic = \"64\")]",
            "#[cfg(]",
            "#[cfg_attr(windows, path = \"a.rs\")]",
            "#[inline]",
        ];
        assert_eq!(built.iter().filter(|attribute| leaves_out(attribute)).collect::<Vec<_>>(), [&""; 0]);
        let nested = format!("#[cfg({}windows{})]", "not(".repeat(100_000), ")".repeat(100_000));
        assert!(!leaves_out(&nested));
    }

    #[test]
    fn who_knows_the_features_is_asked_for_each() {
        let attribute = "#[cfg(any(all(windows, feature = \"std\"), not(feature = \"fast\")))]";
        assert!(holds(attribute, &Build(None, Vec::new())));
        assert!(holds(attribute, &Build(Some(&["std"]), Vec::new())));
        assert!(!holds(attribute, &Build(Some(&["std", "fast"]), Vec::new())));
    }

    #[test]
    fn what_a_macro_is_given_is_there_where_all_that_it_puts_in_front_holds() {
        let has = |conditions: &[&str], condition: &str| {
            holds(condition, &Build(Some(&["a"]), conditions.iter().map(|text| (*text).to_owned()).collect()))
        };
        assert!(has(&["#[cfg(feature=\"a\")]", "#[cfg(unix)]"], &of_macro("known", "")));
        assert!(!has(&["#[cfg(feature=\"a\")]", "#[cfg(windows)]"], &of_macro("known", "")));
        assert!(has(&["#[cfg(windows)]"], &of_macro("unknown", "")));
        assert!(has(&["#[cfg($meta)]"], &of_macro("known", "")));
        let given = |arguments| of_macro("known", given_to_macro(arguments));
        assert!(!has(&["#[cfg($meta)]"], &given("{ #![all(unix, feature = \"b\")] fn f() {} }")));
        assert!(has(&["#[cfg($meta)]"], &given("(#![not(windows)] fn f() {})")));
        assert_eq!(given("{ fn f() {} }"), "known!");
    }

    #[test]
    fn of_branches_the_first_is_there_whose_condition_holds() {
        let mut branch = Branch::default();
        let mut next = |attribute: Option<&str>| {
            attribute.into_iter().for_each(|attribute| branch.begin(attribute));
            !leaves_out(&branch.end().unwrap_or_default())
        };
        assert!(!next(Some("[cfg(windows)]")));
        assert!(next(Some("[ cfg ( any(unix, windows) ) ]")));
        assert!(!next(Some("[cfg(unix)]")));
        assert!(!next(None));
        let mut branch = Branch::default();
        branch.begin("[cfg(windows)]");
        branch.end();
        assert_eq!(branch.end().as_deref(), Some("#[cfg(all(not(all(windows)), ))]"));
    }

    #[test]
    fn other_attributes_are_no_conditions() {
        let are = ["#[cfg(test)]", "# [ cfg ( unix ) ]", "#![cfg(loom)]"];
        let are_not = ["#[cfg_attr(test, path = \"a.rs\")]", "#[inline]", "#[doc = \"cfg(test)\"]"];
        assert!(are.iter().all(|attribute| is_condition(attribute)));
        assert!(!are_not.iter().any(|attribute| is_condition(attribute)));
    }
}
