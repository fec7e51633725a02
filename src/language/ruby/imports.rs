//! Files by name: `require`, `require_relative`, `load`, `autoload`.
//!
//! What is required relative to the file begins with `./` or `../` as its specifier.

use super::calls::CallParts;
use super::{Kind, Ruby};
use crate::extract::{NodeRef, Outline};

impl Outline<'_, '_, Ruby> {
    /// An import, if the call is one of a literal name.
    pub(super) fn push_import_of(&mut self, node: NodeRef, call: &CallParts, method: &str) {
        let Some(arguments) = call.arguments else { return };
        let arguments = self.named_children(arguments);
        let literal = match (method, &arguments[..]) {
            ("require" | "require_relative" | "load", [name, ..]) => *name,
            ("autoload", [_, name]) => *name,
            _ => return,
        };
        if self.kind(literal) != Kind::String {
            return;
        }
        let content = match self.named_children(literal)[..] {
            [content] if self.kind(content) == Kind::StringContent => content,
            _ => return,
        };
        let path = self.text(content);
        let specifier = match method {
            "require_relative" if !path.starts_with(['.', '/']) => format!("./{path}"),
            _ => path.to_owned(),
        };
        let specifier = self.draft.intern(&specifier);
        self.draft.push_import(specifier);
        self.push_import_node(specifier, node, &[(specifier, literal)]);
    }
}
