//! What a graph says of a file, as marks under the names it says it of.

use code_knowledge_graph::graph::links::{CallLink, FileLinks, LinkText, ReferenceKind, ReferenceLink, Resolution};
use code_knowledge_graph::record::{CallRow, FileRecord, FunctionRow, TypeRow};

/// One line under a line of source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The row of the source above, from 0.
    pub row: usize,
    /// The column where the name begins, in characters.
    pub column: usize,
    /// How many characters the name has.
    pub width: usize,
    /// What is said of it.
    pub text: String,
}

/// One file of a graph.
pub struct LinkedFile {
    /// Its path below the root.
    pub name: String,
    prefix: String,
    record: FileRecord,
    links: FileLinks,
}

impl LinkedFile {
    /// The file at `path`, of a repository whose paths begin with `prefix`.
    pub fn new(prefix: &str, path: &str, record: FileRecord, links: FileLinks) -> Self {
        let name = path.strip_prefix(prefix).unwrap().to_owned();
        Self { name, prefix: prefix.to_owned(), record, links }
    }

    /// A mark for each reference, in the order of their places.
    pub fn reference_marks(&self) -> Vec<Mark> {
        self.links.references.iter().map(|link| self.reference(link)).collect()
    }

    /// A mark for each call and each type, in the order of their places.
    pub fn marks(&self) -> Vec<Mark> {
        let calls = self.record.calls.iter().zip(&self.links.calls).map(|(row, link)| self.call(row, link));
        let types = (0..).zip(&self.record.types).map(|(number, row)| self.type_row(number, row));
        let mut marks: Vec<_> = types.chain(calls).collect();
        marks.sort_by_key(|mark| (mark.row, mark.column));
        marks
    }

    /// `KEY resolution`, then what does not follow from the key: `caller=`, `file=`, `function=`.
    fn call(&self, row: &CallRow, link: &CallLink) -> Mark {
        let (line, column, word) = self.word_at(row.name_offset as usize);
        let resolution = match link.resolution {
            Resolution::Local => "local",
            Resolution::Import => "import",
            Resolution::Receiver => "receiver",
            Resolution::Inherited => "inherited",
            Resolution::External => "external",
            Resolution::Unresolved => "unresolved",
            Resolution::Builtin => "builtin",
        };
        let key = link.target_key.map(|key| self.text(key));
        let mut text = format!("{} {resolution}", key.as_deref().unwrap_or("-"));
        let mut say = |name: &str, value: &str| text.extend([" ", name, "=", value]);
        let (caller, file) = (self.text(link.caller), self.text(link.file));
        if !caller.is_empty() {
            say("caller", &caller);
        }
        if key.is_none_or(|key| !key.starts_with(&format!("{file}::"))) {
            say("file", &file);
        }
        let function = link.function.map_or_else(|| self.record.text(row.function).to_owned(), |name| self.text(name));
        if function != word {
            say("function", &function);
        }
        if let Some(list) = link.candidates {
            let keys: Vec<_> = self.links.candidates[list.0 as usize].iter().map(|key| self.text(*key)).collect();
            text.extend([" may run ", &keys.join(", ")]);
        }
        Mark { row: line, column, width: word.chars().count().max(1), text }
    }

    /// `reference KEY kind`, and with `in` the key of the innermost function that it stands in.
    fn reference(&self, link: &ReferenceLink) -> Mark {
        let row = &self.record.references[link.reference.index()];
        let kind = match link.kind {
            ReferenceKind::Value => "value",
            ReferenceKind::Decorator => "decorator",
            ReferenceKind::Type => "type",
            ReferenceKind::Access => "access",
        };
        let is_around = |function: &&FunctionRow| function.references.range().contains(&link.reference.index());
        let around = self.record.functions.iter().rfind(is_around);
        let around = around.map_or(String::new(), |function| format!(" in {}", self.record.text(function.key)));
        let text = format!("reference {} {kind}{around}", self.text(link.target_key));
        let (line, column, _) = self.word_at(row.start as usize);
        assert_eq!(line, row.row as usize);
        let width = self.record.text(row.name).chars().count();
        Mark { row: line, column, width, text }
    }

    /// `KEY`, then its supertypes and subtypes.
    fn type_row(&self, number: usize, row: &TypeRow) -> Mark {
        let (line, column, width) = self.name_of(row);
        let links = &self.links;
        let mut text = format!("type {}", self.record.text(row.key));
        let lists = [&links.extends, &links.implements, &links.extended_by, &links.implemented_by];
        for (word, list) in ["extends", "implements", "extended by", "implemented by"].iter().zip(lists) {
            let keys: Vec<_> = list[number].iter().map(|key| self.text(*key)).collect();
            if !keys.is_empty() {
                text.extend([" ", word, " ", &keys.join(", ")]);
            }
        }
        Mark { row: line, column, width, text }
    }

    /// Where the name of a type stands: its first occurrence as a word from the start of its definition.
    fn name_of(&self, row: &TypeRow) -> (usize, usize, usize) {
        let span = self.record.nodes[row.node.index()].span;
        let name = self.record.text(row.name);
        let units: Vec<u16> = self.record.source.encode_utf16().collect();
        let text = String::from_utf16(&units[span.start as usize..span.end as usize]).unwrap();
        let is_word = |at: usize| {
            let around = [text[..at].chars().next_back(), text[at + name.len()..].chars().next()];
            around.iter().flatten().all(|character| !character.is_alphanumeric() && *character != '_')
        };
        let found = text.match_indices(name).map(|(at, _)| at).find(|at| is_word(*at));
        let units_before = found.map_or(0, |at| text[..at].encode_utf16().count());
        let (line, column, word) = self.word_at(span.start as usize + units_before);
        (line, column, if found.is_some() { name.chars().count() } else { word.chars().count().max(1) })
    }

    /// Row, column and text of the word at a UTF-16 offset.
    fn word_at(&self, offset: usize) -> (usize, usize, String) {
        let units: Vec<u16> = self.record.source.encode_utf16().collect();
        let before = String::from_utf16_lossy(&units[..offset]);
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count();
        let behind = String::from_utf16_lossy(&units[offset..]);
        let end = behind.find(|character: char| !character.is_alphanumeric() && !"_$!?".contains(character));
        (before.matches('\n').count(), column, behind[..end.unwrap_or(behind.len())].to_owned())
    }

    fn text(&self, text: LinkText) -> String {
        self.links.strings.get(text.0).replace(&self.prefix, "")
    }
}
