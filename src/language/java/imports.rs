//! The package and imports.

use super::{Java, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Package, Symbols, WildcardSource};

impl Outline<'_, '_, Java> {
    pub(super) fn enter_package(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.last_named(node) else { return Next::Past };
        let name = self.qualified_text(name);
        let package = self.draft.intern(&name);
        self.begin_own_package(package);
        Next::Past
    }

    /// Names of the own package, `''` without one, come before those that are imported on demand.
    pub(super) fn begin_own_package(&mut self, package: StringId) {
        self.own.package = Some(package);
        self.push_wildcard(WildcardSource::Package(Package::Named(package)));
    }

    /// `import a.b.C`, `import a.b.*`, `import static a.b.C.m`
    pub(super) fn enter_import(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.first_named(node) else { return Next::Past };
        let text = self.qualified_text(name_node);
        let path = self.draft.intern(&text);
        let is_static = self.has_token(node, Kind::Static);
        let Some(asterisk) = self.child_of_kind(node, Kind::Asterisk) else {
            let last = text.rsplit('.').next().unwrap_or_default();
            let imported = self.draft.intern(last);
            self.bind(Symbols::FILE_SCOPE, imported, BindingTarget::Import { specifier: path, imported });
            self.draft.push_import(path);
            self.push_import_node(path, node, &[(path, name_node)]);
            return Next::Past;
        };
        let all = format!("{text}.*");
        let specifier = self.draft.intern(&all);
        self.draft.push_import(specifier);
        let mark = self.intern_node(asterisk);
        self.push_import_node(specifier, node, &[(specifier, name_node), (mark, asterisk)]);
        if !is_static {
            self.push_wildcard(WildcardSource::Package(Package::Named(path)));
        }
        // The types within a type, or its static members.
        if text.rsplit('.').next().is_some_and(|last| last.starts_with(char::is_uppercase)) {
            let class = self.type_name(path);
            self.push_wildcard(WildcardSource::Members(class));
        }
        Next::Past
    }
}
