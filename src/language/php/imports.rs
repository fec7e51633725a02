//! Namespaces, `use`, and files that are required by a literal path.

use super::PhpVisitor;
use super::words::{Field, Kind};
use crate::record::symbols::{BindingTarget, Package, WildcardSource};
use crate::record::{LONGEST_FULL_NAME, StringId};
use crate::syntax::tree::NodeRef;

impl PhpVisitor<'_, '_> {
    /// `namespace A\B;` and `namespace A\B { … }`
    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> bool {
        let name = self.outline.child_of_kind(node, Kind::NamespaceName);
        self.namespace = name.map(|name| self.outline.intern_node(name)).unwrap_or_default();
        let has_body = self.outline.field(node, Field::Body).is_some();
        if has_body {
            self.outline.enter_block();
        }
        self.has_namespace = true;
        self.push_own_namespace();
        has_body
    }

    /// What a file declares is in a namespace, without a name if it gives none.
    pub(super) fn enter_own_namespace(&mut self) {
        if !self.has_namespace {
            self.has_namespace = true;
            self.push_own_namespace();
        }
    }

    /// Functions and constants that the namespace does not have are those without one.
    fn push_own_namespace(&mut self) {
        self.outline.push_wildcard(WildcardSource::Package(Package::Named(self.namespace)));
        if self.namespace != StringId::EMPTY {
            self.outline.push_wildcard(WildcardSource::Package(Package::Named(StringId::EMPTY)));
        }
    }

    /// `use A\B`, `use A\{B, C as D}`, `use function A\f`: each imported name is an import of its own.
    pub(super) fn enter_use(&mut self, node: NodeRef) {
        let prefix = self.outline.child_of_kind(node, Kind::NamespaceName);
        let prefix = prefix.map(|prefix| self.outline.text(prefix).trim_start_matches('\\'));
        // Each of the group holds the prefix: one longer than any that people write would make them quadratic.
        if prefix.is_some_and(|prefix| prefix.len() > LONGEST_FULL_NAME) {
            return;
        }
        let group = self.outline.child_of_kind(node, Kind::NamespaceUseGroup);
        let clauses = self.outline.named_children(group.unwrap_or(node));
        let clauses: Vec<NodeRef> =
            clauses.into_iter().filter(|clause| self.outline.kind(*clause) == Kind::NamespaceUseClause).collect();
        for clause in &clauses {
            let Some(name_node) = self.outline.first_named(*clause) else { continue };
            let name = self.outline.text(name_node).trim_start_matches('\\');
            let full = prefix.map_or_else(|| name.to_owned(), |prefix| format!("{prefix}\\{name}"));
            let specifier = self.outline.draft.intern(&full);
            let imported = self.outline.draft.intern(full.rsplit('\\').next().unwrap_or_default());
            let alias = self.outline.field(*clause, Field::Alias).map(|alias| self.outline.intern_node(alias));
            let scope = self.outline.scope();
            let target = BindingTarget::Import { specifier, imported };
            self.outline.bind(scope, alias.unwrap_or(imported), target);
            self.outline.draft.push_import(specifier);
            // Each of several is an import of its own.
            let whole = if clauses.len() == 1 { node } else { *clause };
            self.outline.push_import_node(specifier, whole, &[(specifier, name_node)]);
        }
    }

    /// `require 'x.php'`, `require __DIR__ . '/x.php'`: what the other file declares is known here.
    pub(super) fn enter_require(&mut self, node: NodeRef) -> bool {
        let Some(value) = self.outline.first_named(node) else { return false };
        let value = self.outline.unwrapped(value, Kind::ParenthesizedExpression);
        let (is_beside, literal) = match self.outline.kind(value) {
            Kind::BinaryExpression => match self.outline.named_children(value)[..] {
                [folder, literal] if self.outline.text(folder) == "__DIR__" => (true, literal),
                _ => return false,
            },
            _ => (false, value),
        };
        let content = match self.outline.kind(literal) {
            Kind::String | Kind::EncapsedString => match self.outline.named_children(literal)[..] {
                [content] if self.outline.kind(content) == Kind::StringContent => content,
                _ => return false,
            },
            _ => return false,
        };
        let path = self.outline.text(content);
        let path = if is_beside { format!("./{}", path.trim_start_matches('/')) } else { path.to_owned() };
        let specifier = self.outline.draft.intern(&path);
        self.outline.draft.push_import(specifier);
        self.outline.push_import_node(specifier, node, &[(specifier, literal)]);
        self.outline.push_wildcard(WildcardSource::Module(specifier));
        false
    }
}
