//! By what the tests of a language are known.
//!
//! In: what its people agreed on, a row a language. Out: whether a path, a function or a call is a test's.

/// How tests are written in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tests {
    /// Names of files, without their last ending, that are tests: `*` stands for something.
    pub files: &'static [&'static str],
    /// Names of folders that have tests in them, and what tests need; in lower case, `*` as before.
    pub folders: &'static [&'static str],
    /// What the names of functions begin with that are tests, in files that are. Behind a capital word goes another one.
    pub functions: &'static [&'static str],
    /// Modifiers, annotations or attributes of functions that are tests, by their last name.
    pub marks: &'static [&'static str],
    /// The outermost part of the keys of what is for tests alone, in files that are not.
    pub modules: &'static [&'static str],
    /// Functions that are called with a title and with the test.
    pub cases: &'static [&'static str],
    /// Those that are called with a title and with tests.
    pub suites: &'static [&'static str],
    /// What has those functions for its members.
    pub hosts: &'static [&'static str],
}

/// What a function is called for with a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Block {
    /// A test.
    Case,
    /// Tests.
    Suite,
}

impl Tests {
    /// What holds where a row says nothing else.
    pub(super) const NONE: Self = Self {
        files: &[],
        folders: &["test", "tests"],
        functions: &[],
        marks: &[],
        modules: &[],
        cases: &[],
        suites: &[],
        hosts: &[],
    };

    /// Whether the file at this path is a test, or for tests.
    #[must_use]
    pub fn has_file(&self, path: &str) -> bool {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        let is_folder = |folder: &str| {
            let folder = folder.to_lowercase();
            self.folders.iter().any(|pattern| matches(pattern, &folder))
        };
        self.files.iter().any(|pattern| matches(pattern, stem)) || folders.split('/').any(is_folder)
    }

    /// Whether a function is a test: by its name, in a file that is one, or by its modifiers as they are written.
    #[must_use]
    pub fn has_function<'m>(&self, name: &str, in_test: bool, modifiers: impl IntoIterator<Item = &'m str>) -> bool {
        let begins = |prefix: &str| {
            let rest = name.strip_prefix(prefix);
            let is_word = prefix.starts_with(|letter: char| letter.is_uppercase());
            rest.is_some_and(|rest| !is_word || !rest.starts_with(|letter: char| letter.is_lowercase()))
        };
        let is_mark = |one: &str| {
            let name = one.trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '(');
            let name = name.split('(').next().unwrap_or_default();
            let name = name.rsplit(['.', ':', '\\']).next().unwrap_or_default();
            self.marks.contains(&name)
        };
        in_test && self.functions.iter().any(|prefix| begins(prefix))
            || modifiers.into_iter().any(|modifier| modifier.split(',').any(is_mark))
    }

    /// What a call of this is, `describe.only` as it is written.
    #[must_use]
    pub fn block(&self, callee: &str) -> Option<Block> {
        let mut names = callee.split('.');
        let first = names.clone().next()?;
        let is_one = |name: &&str| self.cases.contains(name) || self.suites.contains(name);
        if !is_one(&first) && !self.hosts.contains(&first) {
            return None;
        }
        if names.any(|name| self.suites.contains(&name)) {
            return Some(Block::Suite);
        }
        callee.split('.').any(|name| self.cases.contains(&name)).then_some(Block::Case)
    }
}

/// Whether a text is what a pattern says, in which `*` stands for one letter at least.
fn matches(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((before, after)) => {
            text.len() > before.len() + after.len() && text.starts_with(before) && text.ends_with(after)
        }
    }
}
