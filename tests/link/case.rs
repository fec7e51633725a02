//! A repository written as one text: a title, then files, each behind a line `//- /path`, with marks under lines.

use crate::expectation::Mark;
use std::path::Path;

/// What begins the line in front of each file.
const FILE: &str = "//- /";

/// One case, without its marks.
pub struct Case<'a> {
    title: Vec<&'a str>,
    files: Vec<File<'a>>,
}

struct File<'a> {
    name: &'a str,
    lines: Vec<&'a str>,
}

impl<'a> Case<'a> {
    /// The case that `text` is.
    pub fn parse(text: &'a str) -> Self {
        let mut case = Self { title: Vec::new(), files: Vec::new() };
        for line in text.lines().filter(|line| !is_mark(line)) {
            match (line.strip_prefix(FILE), case.files.last_mut()) {
                (Some(name), _) => case.files.push(File { name: name.trim(), lines: Vec::new() }),
                (None, Some(file)) => file.lines.push(line),
                (None, None) => case.title.push(line),
            }
        }
        assert!(!case.files.is_empty(), "a case has a file");
        case
    }

    /// Writes its files below `root`.
    pub fn write(&self, root: &Path) {
        for file in &self.files {
            let path = root.join(file.name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            let text: String = file.lines.iter().flat_map(|line| [line, "\n"]).collect();
            std::fs::write(path, text).unwrap();
        }
    }

    /// The case as text, with the marks of each file under its lines.
    pub fn with_marks(&self, mut marks: impl FnMut(&str) -> Vec<Mark>) -> String {
        let mut text: String = self.title.iter().flat_map(|line| [line, "\n"]).collect();
        for file in &self.files {
            text.extend([FILE, file.name, "\n"]);
            let marks = marks(file.name);
            for (row, line) in file.lines.iter().enumerate() {
                text.extend([line, "\n"]);
                for mark in marks.iter().filter(|mark| mark.row == row) {
                    text.extend(line.chars().take(mark.column).map(|unit| if unit == '\t' { unit } else { ' ' }));
                    text.push_str(&"^".repeat(mark.width));
                    text.extend([" ", &mark.text, "\n"]);
                }
            }
        }
        text
    }
}

/// Whether a line is a mark: no language has lines that begin so.
fn is_mark(line: &str) -> bool {
    line.trim_start_matches([' ', '\t']).starts_with('^')
}
