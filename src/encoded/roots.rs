//! Texts with and without the root that they begin with.
//!
//! In: paths, keys and whatever else results say. Out: what is left of them below a root, with what they began with; and under
//! another root, the same.

use crate::graph::links::{Origin, Origins};
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use crate::record::{StringId, Strings};
use crate::source::paths::RootText;

/// A root as texts begin with it.
#[derive(Debug, Clone)]
pub(super) struct Prefix {
    /// The root itself.
    root: String,
    /// What is before a path below it.
    below: String,
}

impl Prefix {
    pub(super) fn of(root: &RootText) -> Self {
        let mut below = root.absolute("a");
        below.pop();
        Self { root: root.absolute(""), below }
    }

    /// What a text begins with.
    fn origin(&self, text: &str) -> Origin {
        match text.strip_prefix(&*self.root) {
            _ if text.starts_with(&*self.below) => Origin::Below,
            Some(rest) if rest.is_empty() || rest.starts_with("::") => Origin::Root,
            _ => Origin::Anywhere,
        }
    }

    fn before(&self, origin: Origin) -> &str {
        match origin {
            Origin::Anywhere => "",
            Origin::Below => &self.below,
            Origin::Root => &self.root,
        }
    }

    /// What the strings of links begin with.
    pub(super) fn origins(&self, strings: &Strings) -> Origins {
        let of = (0..strings.len() as u32).map(|id| self.origin(strings.get(StringId(id)))).collect();
        Origins { of, is_bound: false }
    }

    /// Appends a text without the root.
    pub(super) fn put(&self, out: &mut Vec<u8>, text: &str) {
        let origin = self.origin(text);
        put_number(out, origin as u32);
        put_bytes(out, &text.as_bytes()[self.before(origin).len()..]);
    }

    /// Reads a text, under this root.
    pub(super) fn take(&self, input: &mut Input<'_>) -> Result<String, DecodeError> {
        let origin = match input.number()? {
            0 => Origin::Anywhere,
            1 => Origin::Below,
            2 => Origin::Root,
            _ => return Err(CUT),
        };
        Ok([self.before(origin), input.text()?].concat())
    }
}
