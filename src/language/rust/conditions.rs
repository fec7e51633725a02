//! Whether a default build has what an attribute `#[cfg(…)]` stands in front of: for Linux on x86-64, without tests.
//!
//! In: an attribute as written. Out: yes or no. Features are those that nearly every crate has by default: which a crate has is
//! said elsewhere than in the file.

/// What is set without a value.
const SET: &[&str] = &["debug_assertions", "overflow_checks", "panic_unwind", "true", "unix"];

/// What is set with a value.
const VALUES: &[(&str, &str)] = &[
    ("feature", "alloc"),
    ("feature", "default"),
    ("feature", "std"),
    ("panic", "unwind"),
    ("target_arch", "x86_64"),
    ("target_endian", "little"),
    ("target_env", "gnu"),
    ("target_family", "unix"),
    ("target_os", "linux"),
    ("target_pointer_width", "64"),
    ("target_vendor", "unknown"),
];

/// How deep a condition may nest. Beyond that it holds.
const MAX_DEPTH: u32 = 32;

/// Whether an attribute says that a default build leaves out what follows it.
pub(super) fn leaves_out(attribute: &str) -> bool {
    let condition = attribute.trim_start_matches("#!").trim_start_matches('#').trim_start();
    let condition = condition.strip_prefix('[').map(str::trim_start).and_then(|rest| rest.strip_prefix("cfg"));
    let condition = condition.map(str::trim_start).and_then(|rest| rest.strip_prefix('('));
    condition.is_some_and(|rest| !Condition { rest }.holds(0))
}

struct Condition<'text> {
    rest: &'text str,
}

impl<'text> Condition<'text> {
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
        name.starts_with("target_has_atomic") || VALUES.contains(&(name, value))
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
}
