//! Namespaces, `use`, and files that are required by a literal path.

use super::{Field, Kind, Php};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{BindingTarget, Package, WildcardSource};
use crate::record::{LONGEST_FULL_NAME, StringId};

impl Outline<'_, '_, Php> {
    /// `namespace A\B;` and `namespace A\B { … }`
    pub(super) fn enter_namespace(&mut self, node: NodeRef) -> Next {
        let name = self.child_of_kind(node, Kind::NamespaceName);
        self.own.namespace = name.map(|name| self.intern_node(name)).unwrap_or_default();
        let has_body = self.field(node, Field::Body).is_some();
        if has_body {
            self.begin_block();
        }
        self.own.has_namespace = true;
        self.push_own_namespace();
        if has_body { Next::IntoAndLeave } else { Next::Into }
    }

    /// What a file declares is in a namespace, without a name if it gives none.
    pub(super) fn begin_own_namespace(&mut self) {
        if !self.own.has_namespace {
            self.own.has_namespace = true;
            self.push_own_namespace();
        }
    }

    /// Functions and constants that the namespace does not have are those without one.
    fn push_own_namespace(&mut self) {
        self.push_wildcard(WildcardSource::Package(Package::Named(self.own.namespace)));
        if self.own.namespace != StringId::EMPTY {
            self.push_wildcard(WildcardSource::Package(Package::Named(StringId::EMPTY)));
        }
    }

    /// `use A\B`, `use A\{B, C as D}`, `use function A\f`: each imported name is an import of its own.
    pub(super) fn enter_use(&mut self, node: NodeRef) -> Next {
        let prefix = self.child_of_kind(node, Kind::NamespaceName);
        let prefix = prefix.map(|prefix| self.text(prefix).trim_start_matches('\\'));
        // Each of the group holds the prefix: one longer than any that people write would make them quadratic.
        if prefix.is_some_and(|prefix| prefix.len() > LONGEST_FULL_NAME) {
            return Next::Past;
        }
        let group = self.child_of_kind(node, Kind::NamespaceUseGroup);
        let clauses = self.children_of_kind(group.unwrap_or(node), Kind::NamespaceUseClause);
        for clause in &clauses {
            let Some(name_node) = self.first_named(*clause) else { continue };
            let name = self.text(name_node).trim_start_matches('\\');
            let full = prefix.map_or_else(|| name.to_owned(), |prefix| format!("{prefix}\\{name}"));
            let specifier = self.draft.intern(&full);
            let imported = self.draft.intern(full.rsplit('\\').next().unwrap_or_default());
            let alias = self.field(*clause, Field::Alias).map(|alias| self.intern_node(alias));
            let target = BindingTarget::Import { specifier, imported };
            self.bind(self.scope(), alias.unwrap_or(imported), target);
            self.draft.push_import(specifier);
            // Each of several is an import of its own.
            let whole = if clauses.len() == 1 { node } else { *clause };
            self.push_import_node(specifier, whole, &[(specifier, name_node)]);
        }
        Next::Past
    }

    /// `require 'x.php'`, `require __DIR__ . '/x.php'`: what the other file declares is known here.
    pub(super) fn enter_require(&mut self, node: NodeRef) -> Next {
        let Some(value) = self.first_named(node) else { return Next::Into };
        let value = self.without_parentheses(value, Kind::ParenthesizedExpression);
        let (up, literal) = match self.kind(value) {
            Kind::BinaryExpression => match self.fields(value, [Field::Left, Field::Right]) {
                Some([folder, literal]) => match self.folders_up(folder) {
                    Some(up) => (Some(up), literal),
                    None => return Next::Into,
                },
                None => return Next::Into,
            },
            _ => (None, value),
        };
        let content = match self.kind(literal) {
            Kind::String | Kind::EncapsedString => match self.named_children(literal)[..] {
                [content] if self.kind(content) == Kind::StringContent => content,
                _ => return Next::Into,
            },
            _ => return Next::Into,
        };
        let path = self.text(content);
        let path = match up {
            Some(up) => format!("./{}{}", "../".repeat(up), path.trim_start_matches('/')),
            None => path.to_owned(),
        };
        let specifier = self.draft.intern(&path);
        self.draft.push_import(specifier);
        self.push_import_node(specifier, node, &[(specifier, literal)]);
        self.push_wildcard(WildcardSource::Module(specifier));
        Next::Into
    }

    /// How many folders above that of the file an expression names: `__DIR__`, `dirname(__FILE__)`, `dirname(__DIR__, 2)`.
    fn folders_up(&mut self, folder: NodeRef) -> Option<usize> {
        const MOST: usize = 16;
        let mut up = 0;
        let mut inner = folder;
        while self.kind(inner) == Kind::FunctionCallExpression {
            let function = self.field(inner, Field::Function)?;
            let arguments = self.arguments_of(inner);
            let levels = match arguments.get(1) {
                Some(levels) => self.text(*levels).parse().ok()?,
                None => 1,
            };
            up = usize::saturating_add(up, levels);
            if self.text(function).trim_start_matches('\\') != "dirname" || up > MOST {
                return None;
            }
            inner = *arguments.first()?;
        }
        match self.text(inner) {
            "__DIR__" => Some(up),
            "__FILE__" => up.checked_sub(1),
            _ => None,
        }
    }
}
