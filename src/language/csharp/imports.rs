//! Namespaces and `using`.

use super::CSharpVisitor;
use super::words::{Field, Kind};
use crate::language::tree::NodeRef;
use crate::record::symbols::{BindingTarget, Package, Symbols, WildcardSource};

impl CSharpVisitor<'_, '_> {
    /// `namespace A.B { … }`
    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> bool {
        self.outline.enter_block();
        self.open_namespace(node);
        true
    }

    /// `namespace A.B;`
    pub(super) fn enter_file_namespace(&mut self, node: NodeRef) -> bool {
        self.open_namespace(node);
        false
    }

    fn open_namespace(&mut self, node: NodeRef) {
        let name = self.outline.field(node, Field::Name).map(|name| self.qualified_name(name));
        let name = name.map_or("", |name| self.outline.draft.string(name));
        let full = match self.namespaces.last().filter(|around| !around.is_empty()) {
            Some(around) => format!("{around}.{name}"),
            None => name.to_owned(),
        };
        // Names of each namespace around are seen too, inner ones first.
        let mut rest = full.as_str();
        loop {
            let package = self.outline.draft.intern(rest);
            self.outline.push_wildcard(WildcardSource::Package(Package::Named(package)));
            match rest.rsplit_once('.') {
                Some((around, _)) => rest = around,
                None if rest.is_empty() => break,
                None => rest = "",
            }
        }
        self.namespaces.push(full);
    }

    /// What a file declares outside of any namespace is in the one without a name.
    pub(super) fn enter_own_namespace(&mut self) {
        if self.namespaces.is_empty() && self.outline.scope() == Symbols::FILE_SCOPE {
            let package = self.package();
            self.outline.push_wildcard(WildcardSource::Package(package));
            self.namespaces.push(String::new());
        }
    }

    /// `using A.B;`, `using static A.B.C;`, `using X = A.B.C;`, `global using A.B;`
    pub(super) fn enter_using(&mut self, node: NodeRef) {
        let alias = self.outline.field(node, Field::Name);
        let Some(name_node) = self.outline.last_named(node).filter(|name| Some(*name) != alias) else { return };
        let specifier = self.qualified_name(name_node);
        self.outline.draft.push_import(specifier);
        let mut children = vec![(specifier, name_node)];
        if let Some(alias) = alias {
            let local = self.outline.intern_node(alias);
            children.push((local, alias));
            let last = self.outline.draft.string(specifier).rsplit('.').next().unwrap_or_default().to_owned();
            let imported = self.outline.draft.intern(&last);
            let scope = self.outline.scope();
            self.outline.bind(scope, local, BindingTarget::Import { specifier, imported });
        } else if self.outline.has_token(node, Kind::Static) {
            let class = self.outline.type_name(specifier);
            self.outline.push_wildcard(WildcardSource::Members(class));
        } else {
            self.outline.push_wildcard(WildcardSource::Package(Package::Named(specifier)));
        }
        self.outline.push_import_node(specifier, node, &children);
    }
}
