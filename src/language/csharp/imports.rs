//! Namespaces and `using` directives.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Lent, Package, WildcardSource};

/// More parts than any namespace's name has.
const MAX_PARTS: usize = 64;

impl Outline<'_, '_, CSharp> {
    /// What holds in the whole file: its own namespace, if one is declared for all of it, then the one without a name.
    pub(super) fn enter_file(&mut self, root: NodeRef) -> Next {
        if let Some(namespace) = self.child_of_kind(root, Kind::FileScopedNamespaceDeclaration) {
            self.open_namespace(namespace);
        }
        self.push_own_namespace(StringId::EMPTY);
        Next::Into
    }

    /// `namespace A.B { … }`
    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        self.open_namespace(node);
        Next::IntoAndLeave
    }

    /// Names are looked for in the namespace and in those around it.
    fn open_namespace(&mut self, node: NodeRef) {
        let outer = self.namespace();
        let written = self.field(node, Field::Name).map(|name| self.qualified_text(name)).unwrap_or_default();
        let name = self.full_name(outer, &written);
        let full = self.draft.string(name).to_owned();
        self.own.namespaces.push(name);
        self.note_root(&full);
        self.push_own_namespace(name);
        let outer_parts = full.len().saturating_sub(written.len());
        for (end, _) in full.rmatch_indices('.').take_while(|(end, _)| *end > outer_parts).take(MAX_PARTS) {
            let around = self.draft.intern(&full[..end]);
            self.push_own_namespace(around);
        }
    }

    fn push_own_namespace(&mut self, name: StringId) {
        self.push_wildcard(WildcardSource::Package(Package::Named(name)));
    }

    /// The namespace here, `''` outside of any.
    pub(super) fn namespace(&self) -> StringId {
        self.own.namespaces.last().copied().unwrap_or(StringId::EMPTY)
    }

    /// A namespace's first name: what begins so in an expression may be a full name.
    fn note_root(&mut self, full_name: &str) {
        let first = full_name.split('.').next().unwrap_or_default();
        let first = self.draft.intern(first);
        self.own.roots.insert(first);
    }

    /// `using A.B`, `using static A.B.C`, `using X = A.B.C`, and each with `global` before it.
    pub(super) fn enter_using(&mut self, node: NodeRef) -> Next {
        let Some(target) = self.last_named(node) else { return Next::Past };
        let is_global = self.has_token(node, Kind::Global);
        let text = self.qualified_text(target);
        if text.is_empty() {
            return Next::Past;
        }
        self.note_root(&text);
        let specifier = self.draft.intern(&text);
        self.draft.push_import(specifier);
        if let Some(name_node) = self.field(node, Field::Name) {
            let name = self.intern_node(name_node);
            self.push_import_node(specifier, node, &[(specifier, target), (name, name_node)]);
            let scope = self.scope();
            let ty = self.type_of(target);
            self.bind(scope, name, BindingTarget::Alias(ty));
            let named = self.qualified_name(target);
            let value = self.expr(Expr::Name { name: named, scope });
            self.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
            if is_global {
                self.lend(Lent::Name(name));
            }
            return Next::Past;
        }
        self.push_import_node(specifier, node, &[(specifier, target)]);
        let source = if self.has_token(node, Kind::Static) {
            let named = self.qualified_name(target);
            WildcardSource::Members(self.type_name(named))
        } else {
            WildcardSource::Package(Package::Named(specifier))
        };
        self.push_wildcard(source);
        if is_global {
            self.lend(Lent::Wildcard(source));
        }
        Next::Past
    }
}
