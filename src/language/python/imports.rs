//! Imports: modules by name, names out of modules, everything out of one.
//!
//! `from a import b` names the module `a.b` if there is one, else `b` in `a`. Its specifier says both, `a` and behind a
//! NUL `b`, for the resolver to decide; see [`crate::resolve`].

use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::WildcardSource;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Member, MemberValue, Object, Symbols};
use crate::record::{LONGEST_FULL_NAME, Run, StringId};

/// More parts than any module's name has.
const MAX_PARTS: usize = 32;

impl Outline<'_, '_, Python> {
    /// `import a.b, c as d`
    pub(super) fn enter_import(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        for part in &parts {
            let part = *part;
            // Each of several is an import of its own.
            let whole = if parts.len() == 1 { node } else { part };
            let (name_node, alias) = self.named_import(part);
            let Some(name_node) = name_node else { continue };
            let specifier = self.dotted(name_node);
            self.draft.push_import(specifier);
            self.push_import_node(specifier, whole, &[(specifier, part)]);
            match alias {
                Some(alias) => self.bind_module(alias, specifier),
                None => self.bind_dotted(specifier),
            }
        }
        Next::Past
    }

    fn bind_dotted(&mut self, specifier: StringId) {
        let text = self.draft.string(specifier);
        let first = text.split('.').next().unwrap_or(text).to_owned();
        let first = self.draft.intern(&first);
        if first == specifier {
            self.bind_module(specifier, specifier);
        }
        self.own.dotted_imports.push((first, specifier));
    }

    fn bind_module(&mut self, name: StringId, specifier: StringId) {
        let imported = self.draft.intern("*");
        self.bind_name(name, BindingTarget::Import { specifier, imported });
    }

    /// `from a import b, c as d`, `from . import b`, `from a import *`
    pub(super) fn enter_from_import(&mut self, node: NodeRef) -> Next {
        let Some(module_node) = self.field(node, Field::ModuleName) else { return Next::Past };
        let module = self.dotted(module_node);
        let mut children = vec![(module, module_node)];
        for part in self.named_children(node) {
            if part == module_node {
                continue;
            }
            if self.kind(part) == Kind::WildcardImport {
                self.import_all(module);
                children.push((self.intern_node(part), part));
                continue;
            }
            let (Some(name_node), alias) = self.named_import(part) else { continue };
            let imported = self.dotted(name_node);
            let specifier = self.name_in_module(module, imported);
            self.draft.push_import(specifier);
            self.bind_name(alias.unwrap_or(imported), BindingTarget::Import { specifier, imported });
            children.push((imported, part));
        }
        self.push_import_node(module, node, &children);
        Next::Past
    }

    /// The specifier of a name out of a module. One longer than any that people write stays the module's: each holds the
    /// module's name, which would be quadratic.
    fn name_in_module(&mut self, module: StringId, imported: StringId) -> StringId {
        let written = self.draft.string(module);
        if written.len() > LONGEST_FULL_NAME {
            return module;
        }
        let both = format!("{written}\0{}", self.draft.string(imported));
        self.draft.intern(&both)
    }

    /// `from a import *`: names nobody else declares here may be its, and are this module's too.
    fn import_all(&mut self, module: StringId) {
        self.draft.push_import(module);
        self.push_wildcard(WildcardSource::Module(module));
        if self.scope() == Symbols::FILE_SCOPE {
            let all = self.draft.intern("*");
            self.export(all, ExportTarget::From { specifier: module, imported: all }, None);
        }
    }

    /// The name that is imported, and what it is called here if something else.
    fn named_import(&mut self, part: NodeRef) -> (Option<NodeRef>, Option<StringId>) {
        match self.kind(part) {
            Kind::DottedName => (Some(part), None),
            Kind::AliasedImport => {
                let alias = self.field(part, Field::Alias).map(|alias| self.intern_node(alias));
                (self.field(part, Field::Name), alias)
            }
            _ => (None, None),
        }
    }

    /// A module's name as written, without the spaces that may stand between its parts.
    fn dotted(&mut self, node: NodeRef) -> StringId {
        let text = self.text(node);
        if text.contains(char::is_whitespace) {
            let text: String = text.split_whitespace().collect();
            return self.draft.intern(&text);
        }
        self.draft.intern(text)
    }

    /// `import a.b` and `import a.c` give `a`, which has the members `b` and `c`.
    pub(super) fn bind_dotted_imports(&mut self) {
        let mut imports = std::mem::take(&mut self.own.dotted_imports);
        imports.sort_unstable();
        imports.dedup();
        for same in imports.chunk_by(|one, other| one.0 == other.0) {
            if same.iter().all(|(first, specifier)| first == specifier) {
                continue;
            }
            let names: Vec<(Vec<String>, StringId)> = same
                .iter()
                .map(|(_, specifier)| {
                    let text = self.draft.string(*specifier);
                    (text.split('.').skip(1).take(MAX_PARTS).map(str::to_owned).collect(), *specifier)
                })
                .collect();
            let value = self.package(&names, 0);
            let target = BindingTarget::Variable { ty: ExprId::UNKNOWN, value };
            self.bind(Symbols::FILE_SCOPE, same[0].0, target);
        }
    }

    /// An object whose members are the modules below a package; `depth` of their names' parts are above it.
    fn package(&mut self, names: &[(Vec<String>, StringId)], depth: usize) -> ExprId {
        let mut members = Vec::new();
        let mut whole = Vec::new();
        let mut sorted: Vec<&(Vec<String>, StringId)> = names.iter().collect();
        sorted.sort();
        for same in sorted.chunk_by(|one, other| one.0.get(depth) == other.0.get(depth)) {
            let Some(part) = same[0].0.get(depth) else {
                // The package itself is imported as well.
                let specifier = same[0].1;
                whole.push(self.expr(Expr::Module { specifier, is_promise: false }));
                continue;
            };
            let below: Vec<(Vec<String>, StringId)> = same.iter().map(|name| (*name).clone()).collect();
            let value = match below[..] {
                [(ref parts, specifier)] if parts.len() == depth + 1 => {
                    self.expr(Expr::Module { specifier, is_promise: false })
                }
                _ => self.package(&below, depth + 1),
            };
            let name = self.draft.intern(part);
            let field = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            members.push(Member { name, is_static: false, value: field });
        }
        let members = self.member_list(members);
        let object = self.push_object(Object { members, spreads: Run::default() });
        let object = self.expr(Expr::Object(object));
        if whole.is_empty() {
            return object;
        }
        whole.insert(0, object);
        let parts = self.expr_list(&whole);
        self.expr(Expr::Intersection(parts))
    }
}
