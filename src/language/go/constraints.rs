//! Whether a default build takes a Go file: for linux/amd64, with cgo, without further tags.
//!
//! In: a file's path and text. Out: yes or no, by the rules of `go help buildconstraint`: the endings of the file's name,
//! the line `//go:build` in front of the package clause, or else the lines `// +build`. Test files count as taken: they
//! declare what other test files call, and nothing that the package declares as well.

/// Systems that a file's name may end in.
const SYSTEMS: &[&str] = &[
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// Architectures that a file's name may end in.
const ARCHITECTURES: &[&str] = &[
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Tags of a default build, beside those of Go's versions.
const TAGS: &[&str] = &["amd64", "amd64.v1", "cgo", "gc", "linux", "unix"];

/// The newest version of Go there is, `1.N`: a file for a later one is left out.
const NEWEST_VERSION: u32 = 27;

/// How deep parentheses and negations of an expression may nest. Beyond that, and where it is none, the file is taken.
const MAX_DEPTH: u32 = 64;

/// Whether a default build takes the file at this path.
pub fn is_built(path: &str, text: &str) -> bool {
    name_fits(path.rsplit('/').next().unwrap_or(path)) && header_fits(text)
}

/// `name_windows.go`, `name_arm64_test.go`: what stands in front of the first `_`, and behind a dot, says nothing.
fn name_fits(name: &str) -> bool {
    if name.starts_with('_') || name.starts_with('.') {
        return false;
    }
    let name = name.split('.').next().unwrap_or(name);
    let name = name.strip_suffix("_test").unwrap_or(name);
    let mut ends = name.split('_').skip(1).collect::<Vec<_>>().into_iter().rev();
    let Some(last) = ends.next() else { return true };
    if ARCHITECTURES.contains(&last) {
        let system = ends.next().filter(|end| SYSTEMS.contains(end));
        return is_tag(last) && system.is_none_or(is_tag);
    }
    !SYSTEMS.contains(&last) || is_tag(last)
}

fn is_tag(tag: &str) -> bool {
    let version = tag.strip_prefix("go1.").and_then(|minor| minor.parse::<u32>().ok());
    TAGS.contains(&tag) || version.is_some_and(|minor| (1..=NEWEST_VERSION).contains(&minor))
}

/// What the comments in front of the package clause say.
fn header_fits(text: &str) -> bool {
    let mut rest = text.trim_start_matches('\u{feff}');
    // Lines `// +build` count if a blank line follows them, before the package clause.
    let (mut fits, mut fits_so_far) = (true, true);
    loop {
        let blank = rest.len() - rest.trim_start().len();
        if rest[..blank].matches('\n').count() > 1 {
            fits = fits_so_far;
        }
        rest = &rest[blank..];
        if rest.starts_with("//") {
            let line = rest.lines().next().unwrap_or(rest);
            if let Some(expression) = line.strip_prefix("//go:build").filter(|rest| rest.starts_with([' ', '\t'])) {
                return Expression::new(expression).holds();
            }
            let comment = line.strip_prefix("//").unwrap_or_default().trim();
            if let Some(options) =
                comment.strip_prefix("+build").filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
            {
                fits_so_far = fits_so_far && any_option_holds(options);
            }
            // The line's end is a part of the blank space behind it.
            rest = &rest[line.len()..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
        } else {
            return fits;
        }
    }
}

/// `// +build linux,!cgo darwin`: one of several lists all of which must hold.
fn any_option_holds(options: &str) -> bool {
    let holds = |term: &str| match term.strip_prefix('!') {
        Some(tag) => !is_tag(tag),
        None => is_tag(term),
    };
    let mut options = options.split_whitespace().peekable();
    options.peek().is_none() || options.any(|option| option.split(',').all(holds))
}

/// The expression behind `//go:build`, as far as it is read.
struct Expression<'a> {
    rest: &'a str,
    depth: u32,
}

impl<'a> Expression<'a> {
    const fn new(text: &'a str) -> Self {
        Self { rest: text, depth: 0 }
    }

    /// Whether it holds; it does if it cannot be read.
    fn holds(mut self) -> bool {
        let value = self.any();
        value.filter(|_| self.rest.trim().is_empty()).unwrap_or(true)
    }

    fn takes(&mut self, token: &str) -> bool {
        let rest = self.rest.trim_start().strip_prefix(token);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn any(&mut self) -> Option<bool> {
        let mut value = self.all()?;
        while self.takes("||") {
            value |= self.all()?;
        }
        Some(value)
    }

    fn all(&mut self) -> Option<bool> {
        let mut value = self.negated()?;
        while self.takes("&&") {
            value &= self.negated()?;
        }
        Some(value)
    }

    fn negated(&mut self) -> Option<bool> {
        let mut is_negated = false;
        while self.takes("!") {
            is_negated = !is_negated;
        }
        Some(self.term()? != is_negated)
    }

    fn term(&mut self) -> Option<bool> {
        if self.takes("(") {
            self.depth += 1;
            let value = if self.depth > MAX_DEPTH { None } else { self.any() };
            self.depth -= 1;
            return value.filter(|_| self.takes(")"));
        }
        let text = self.rest.trim_start();
        let is_end = |letter: char| !(letter.is_alphanumeric() || letter == '_' || letter == '.');
        let (tag, rest) = text.split_at(text.find(is_end).unwrap_or(text.len()));
        self.rest = rest;
        (!tag.is_empty()).then(|| is_tag(tag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(header: &str) -> bool {
        header_fits(&format!("{header}\npackage p\n"))
    }

    #[test]
    fn names_say_system_and_architecture_at_their_end() {
        for name in [
            "a.go",
            "linux.go",
            "windows.go",
            "arm64.go",
            "a_linux.go",
            "a_amd64.go",
            "a_linux_amd64.go",
            "a_unix.go",
            "a_windows_x.go",
            "a_windows.pb.x.go",
            "a_test.go",
            "a_linux_test.go",
            "linux_windows_x_test.go",
            "a_x86.go",
            "a_cgo.go",
            "a.windows.go",
        ] {
            assert_eq!(name_fits(name), name != "a_windows.pb.x.go", "{name}");
        }
        for name in [
            "a_windows.go",
            "a_arm64.go",
            "a_linux_arm64.go",
            "a_windows_amd64.go",
            "a_windows_test.go",
            "a_darwin_arm64_test.go",
            "_a.go",
            "a_b_js.go",
            "a_js_wasm.go",
            "linux_windows.go",
            "a_android.go",
        ] {
            assert!(!name_fits(name), "{name}");
        }
    }

    #[test]
    fn expressions_hold_by_the_tags_of_a_default_build() {
        for (expression, expected) in [
            ("linux", true),
            ("windows", false),
            ("!windows", true),
            ("!!linux", true),
            ("linux && amd64", true),
            ("linux && !amd64", false),
            ("linux&&amd64||darwin", true),
            ("windows || linux && arm64", false),
            ("(windows || linux) && amd64", true),
            ("!(linux || windows)", false),
            ("unix", true),
            ("cgo", true),
            ("!cgo", false),
            ("gc", true),
            ("gccgo", false),
            ("ignore", false),
            ("go1.18", true),
            ("!go1.18", false),
            ("go1.21 && !go1.22", false),
            ("go1.99", false),
            ("android", false),
            ("race", false),
            ("my_tag.v2", false),
            ("\tlinux\t", true),
            // What is no expression is an error to Go.
            ("linux &&", true),
            ("(windows", true),
            ("windows darwin", true),
            ("windows & linux", true),
        ] {
            assert_eq!(fits(&format!("//go:build {expression}\n")), expected, "{expression}");
        }
        assert!(fits(&format!("//go:build {}windows{}\n", "(".repeat(9999), ")".repeat(9999))));
        assert!(!fits(&format!("//go:build {}linux\n", "!".repeat(9999))));
    }

    #[test]
    fn constraints_stand_in_front_of_the_package_clause() {
        assert!(!fits("// Copyright\n\n/* more\n*/\n\n//go:build windows\n// Package p"));
        assert!(!fits("\u{feff}//go:build windows\r\n\r"));
        assert!(fits("/*\n//go:build windows\n*/\n"));
        assert!(fits("// go:build windows\n"));
        assert!(fits("//go:buildwindows\n"));
        assert!(header_fits("package p\n\n//go:build windows\n"));
        assert!(header_fits(""));
        assert!(header_fits("/* never closed"));
    }

    #[test]
    fn old_lines_count_without_a_new_one_and_before_a_blank_line() {
        assert!(!fits("// +build windows\n"));
        assert!(fits("// +build windows"));
        assert!(fits("// +build windows linux\n"));
        assert!(!fits("// +build linux,!amd64 windows\n"));
        assert!(!fits("// +build linux\n// +build ignore\n"));
        assert!(!fits("//+build ignore\n"));
        assert!(!fits("// +build\tignore\n\n// Package p"));
        assert!(fits("//go:build linux\n// +build windows\n"));
        assert!(!fits("//go:build windows\n// +build linux\n"));
        assert!(fits("// +builders\n"));
    }
}
