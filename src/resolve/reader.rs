//! The one door that manifests come in by: a repository may be hostile, and libraries that parse take their input on
//! trust.
//!
//! In: a path. Out: a parsed manifest within bounds, and a warning for each manifest that is not, or that is broken. Never fails:
//! a manifest that is missing or broken is `None`; of one that is out of bounds what lies beyond is left out.
//! Knows no manifest's meaning.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::looks::{Look, Looks, Seen};
use super::macros::Macros;
use crate::error::{FailureCode, WarningCode};
use crate::source;

/// Manifests are small; anything larger is something else under a manifest's name. The dearest of this size takes some 100
/// ms of a processor, which nothing interrupts.
pub(super) const MAX_BYTES: u64 = 1024 * 1024;

/// Project files list their sources in some repositories, and are read at a quarter of the cost.
pub(super) const MAX_XML_BYTES: u64 = 2 * MAX_BYTES;

/// How deep values, tables and elements are nested in each other. Parsers recurse, and so does whoever reads what they made.
const MAX_DEPTH: usize = 64;

/// Attributes of one element, and declarations of namespaces in one file: what is looked up in all those before it.
const MAX_ATTRIBUTES: usize = 64;

/// Reads the manifests of one repository, on any thread.
pub(super) struct Reader {
    looks: Arc<Looks>,
    is_cancelled: AtomicBool,
}

impl Reader {
    pub(super) fn new(looks: &Arc<Looks>) -> Self {
        Self { looks: Arc::clone(looks), is_cancelled: AtomicBool::new(false) }
    }

    /// Whoever resolves ends as soon as it can, with any answer: nobody waits for it.
    pub(super) fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    /// Tells that something of a manifest is left out, since it is out of bounds.
    pub(super) fn warn(&self, manifest: &Path, reason: impl Into<String>) {
        self.tell(WarningCode::ManifestLimit, manifest, reason);
    }

    /// Tells that a manifest is not what its format asks for.
    pub(super) fn warn_invalid(&self, manifest: &Path, reason: impl fmt::Display) {
        self.tell(WarningCode::ManifestInvalid, manifest, format!("it cannot be parsed: {reason}"));
    }

    /// Tells what is wrong with a manifest.
    pub(super) fn tell(&self, code: WarningCode, manifest: &Path, reason: impl Into<String>) {
        if !self.is_cancelled() {
            self.looks.warnings().add(code, manifest, reason);
        }
    }

    /// The first of these entries of a manifest, at most `max`.
    pub(super) fn first<T>(&self, manifest: &Path, what: &str, max: usize, mut entries: Vec<T>) -> Vec<T> {
        if entries.len() > max {
            self.warn(manifest, format!("more than {max} {what}: those after them are left out"));
            entries.truncate(max);
        }
        entries
    }

    /// A manifest as text, without a byte-order mark.
    pub(super) fn text(&self, path: &Path) -> Option<String> {
        self.text_of(path, Look::Manifest, MAX_BYTES)
    }

    fn text_of(&self, path: &Path, look: Look, max_bytes: u64) -> Option<String> {
        if self.is_cancelled() {
            return None;
        }
        let read = source::read(path, max_bytes);
        self.looks.note(look, path, Seen::read(&read));
        match read {
            Ok(source) if source.text.starts_with('\u{FEFF}') => Some(source.text['\u{FEFF}'.len_utf8()..].to_owned()),
            Ok(source) => Some(source.text),
            Err(failure) => {
                match failure.code {
                    FailureCode::TooLarge => self.warn(path, format!("larger than {max_bytes} bytes: it is not read")),
                    FailureCode::Binary => self.warn_invalid(path, failure.reason),
                    // It was there, or somebody would not have asked for it.
                    FailureCode::NotFound => {}
                    _ => self.tell(WarningCode::ManifestUnreadable, path, failure.reason),
                }
                None
            }
        }
    }

    /// What a source says of macros.
    pub(super) fn macros(&self, path: &Path) -> Macros {
        if self.is_cancelled() {
            return Macros::default();
        }
        let (macros, seen) = read_macros(path);
        self.looks.note(Look::Macros, path, seen);
        macros
    }

    /// JSON as people write it, with comments and trailing commas.
    pub(super) fn json(&self, path: &Path) -> Option<Value> {
        let mut text = self.text(path)?;
        // What cannot be stripped cannot be parsed either.
        self.parsed(path, json_strip_comments::strip(&mut text))?;
        self.is_flat(path, brackets(&text, false))?;
        let value = self.parsed(path, serde_json::from_str::<Value>(&text))?;
        if !value.is_object() {
            self.warn_invalid(path, "it is no object");
        }
        // Whoever makes something of it has as much to do again.
        Some(value).filter(|_| !self.is_cancelled())
    }

    pub(super) fn toml(&self, path: &Path) -> Option<toml::Table> {
        let text = self.text(path)?;
        self.is_flat(path, brackets(&text, true))?;
        let table = text.parse::<toml::Table>().map_err(|error| {
            let line =
                error.span().map_or(0, |span| memchr::memchr_iter(b'\n', &text.as_bytes()[..span.start]).count());
            format!("{} at line {}", error.message(), line + 1)
        });
        self.parsed(path, table).filter(|_| !self.is_cancelled())
    }

    /// What `find` makes of an XML document.
    pub(super) fn xml<T>(&self, path: &Path, find: impl FnOnce(&roxmltree::Document<'_>) -> T) -> Option<T> {
        let text = self.text_of(path, Look::LargeManifest, MAX_XML_BYTES)?;
        let tags = Tags::of(&text);
        self.is_flat(path, tags.depth)?;
        if tags.attributes > MAX_ATTRIBUTES
            || memchr::memmem::find_iter(text.as_bytes(), "xmlns").count() > MAX_ATTRIBUTES
        {
            self.warn(
                path,
                format!("more than {MAX_ATTRIBUTES} attributes of an element or namespaces: it is not read"),
            );
            return None;
        }
        Some(find(&self.parsed(path, roxmltree::Document::parse(&text))?))
    }

    /// What a parser made of a manifest, if it made anything.
    fn parsed<T>(&self, path: &Path, parsed: Result<T, impl fmt::Display>) -> Option<T> {
        parsed.map_err(|error| self.warn_invalid(path, error)).ok()
    }

    fn is_flat(&self, path: &Path, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            self.warn(path, format!("nested more than {MAX_DEPTH} levels deep: it is not read"));
            return None;
        }
        Some(())
    }
}

/// What reading a manifest comes to now.
pub(super) fn read_again(path: &Path, max_bytes: u64) -> Seen {
    Seen::read(&source::read(path, max_bytes))
}

/// What the source at a path says of macros now: nothing, where it cannot be read.
pub(super) fn read_macros(path: &Path) -> (Macros, Seen) {
    let macros = source::read(path, MAX_BYTES).map(|source| Macros::of(&source.text)).unwrap_or_default();
    let seen = macros.seen();
    (macros, seen)
}

/// The strings of an array; entries of another type are left out.
pub(super) fn strings(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// How deep brackets nest outside of texts in quotes and of TOML's comments.
fn brackets(text: &str, is_toml: bool) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'"' | b'\n' => break,
                        b'\\' => drop(bytes.next()),
                        _ => {}
                    }
                }
            }
            b'\'' if is_toml => drop(bytes.find(|byte| matches!(byte, b'\'' | b'\n'))),
            b'#' if is_toml => drop(bytes.find(|byte| *byte == b'\n')),
            _ => {}
        }
    }
    deepest
}

/// What an XML text is made of, as far as it costs a parser more than its length.
#[derive(Default)]
struct Tags {
    /// How deep elements nest.
    depth: usize,
    /// The most attributes of one element.
    attributes: usize,
}

impl Tags {
    fn of(text: &str) -> Self {
        let mut found = Self::default();
        let mut depth = 0_usize;
        let mut rest = text.as_bytes();
        while let Some(start) = memchr::memchr(b'<', rest) {
            rest = &rest[start..];
            let closed = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")].into_iter();
            let mut closed = closed.filter(|(open, _)| rest.starts_with(open.as_bytes()));
            if let Some((open, close)) = closed.next() {
                let end = memchr::memmem::find(&rest[open.len()..], close.as_bytes());
                rest = end.map_or(&[], |end| &rest[open.len() + end..]);
                continue;
            }
            let (attributes, end) = tag(rest);
            found.attributes = found.attributes.max(attributes);
            match (rest.get(1), rest.get(end.saturating_sub(1))) {
                (Some(b'/'), _) => depth = depth.saturating_sub(1),
                (Some(b'!'), _) | (_, Some(b'/')) => {}
                _ => depth += 1,
            }
            found.depth = found.depth.max(depth);
            rest = &rest[end..];
        }
        found
    }
}

/// The number of attributes of the tag that a text begins with, and where its `>` is or the text ends.
fn tag(text: &[u8]) -> (usize, usize) {
    let mut attributes = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr3(b'"', b'\'', b'>', &text[at..]) {
        let end = at + found;
        attributes += memchr::memchr_iter(b'=', &text[at..end]).count();
        if text[end] == b'>' {
            return (attributes, end);
        }
        match memchr::memchr(text[end], &text[end + 1..]) {
            Some(quote) => at = end + 1 + quote + 1,
            None => break,
        }
    }
    (attributes, text.len())
}
