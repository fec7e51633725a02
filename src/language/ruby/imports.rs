//! Files by name: `require`, `require_relative`, `load`, `autoload`.
//!
//! What is required relative to the file begins with `./` or `../` as its specifier.

use super::RubyVisitor;
use super::calls::CallParts;
use super::words::Kind;
use crate::syntax::tree::NodeRef;

impl RubyVisitor<'_, '_> {
    /// An import, if the call is one of a literal name.
    pub(super) fn push_import_of(&mut self, node: NodeRef, call: &CallParts, method: &str) {
        let Some(arguments) = call.arguments else { return };
        let arguments = self.outline.named_children(arguments);
        let literal = match (method, &arguments[..]) {
            ("require" | "require_relative" | "load", [name, ..]) => *name,
            ("autoload", [_, name]) => *name,
            _ => return,
        };
        if self.outline.kind(literal) != Kind::String {
            return;
        }
        let content = match self.outline.named_children(literal)[..] {
            [content] if self.outline.kind(content) == Kind::StringContent => content,
            _ => return,
        };
        let path = self.outline.text(content);
        let specifier = match method {
            "require_relative" if !path.starts_with(['.', '/']) => format!("./{path}"),
            _ => path.to_owned(),
        };
        let specifier = self.outline.draft.intern(&specifier);
        self.outline.draft.push_import(specifier);
        self.outline.push_import_node(specifier, node, &[(specifier, literal)]);
    }
}
