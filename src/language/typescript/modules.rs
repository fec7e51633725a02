//! Imports and exports: ES modules, CommonJS, TypeScript's own forms.

use super::syntax::without_quotes;
use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Symbols};

impl<'source> Outline<'source, '_, TypeScript> {
    pub(super) fn enter_import(&mut self, node: NodeRef) -> Next {
        let required = self.child_of_kind(node, Kind::ImportRequireClause);
        let source = self.field(node, Field::Source).or_else(|| self.field(required?, Field::Source));
        let Some(source) = source else { return Next::Past };
        let specifier = self.unquoted(source);
        let mut children = vec![(specifier, source)];
        if let Some(required) = required
            && let Some(local) = self.child_of_kind(required, Kind::Identifier)
        {
            self.bind_import(specifier, "export=", local, &mut children);
        }
        for part in self.listed_in(node, Kind::ImportClause) {
            match self.kind(part) {
                Kind::Identifier => self.bind_import(specifier, "default", part, &mut children),
                Kind::NamespaceImport => {
                    if let Some(local) = self.first_named(part) {
                        self.bind_import(specifier, "*", local, &mut children);
                    }
                }
                Kind::NamedImports => {
                    for import in self.named_children(part) {
                        let Some(name) = self.field(import, Field::Name) else { continue };
                        let imported = self.unquoted(name);
                        let local = self.field(import, Field::Alias).unwrap_or(name);
                        let local = self.intern_node(local);
                        let target = BindingTarget::Import { specifier, imported };
                        self.bind(Symbols::FILE_SCOPE, local, target);
                        children.push((imported, import));
                    }
                }
                _ => {}
            }
        }
        self.draft.push_import(specifier);
        self.push_import_node(specifier, node, &children);
        Next::Past
    }

    fn bind_import(
        &mut self,
        specifier: StringId,
        imported: &str,
        local: NodeRef,
        children: &mut Vec<(StringId, NodeRef)>,
    ) {
        let imported = self.draft.intern(imported);
        let local_name = self.intern_node(local);
        self.bind(Symbols::FILE_SCOPE, local_name, BindingTarget::Import { specifier, imported });
        children.push((local_name, local));
    }

    /// `import Alias = Some.Name`
    pub(super) fn enter_import_alias(&mut self, node: NodeRef) -> Next {
        if let [local, target] = self.named_children(node).as_slice() {
            let local = self.intern_node(*local);
            let ty = self.type_of(*target);
            self.bind(self.scope(), local, BindingTarget::Alias(ty));
            // The alias stands for a value too; a name without one is not found there.
            let value = self.expr_of(*target);
            self.bind(self.scope(), local, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        }
        Next::Into
    }

    /// The module that `require('…')` or `import('…')` of a literal names, and whether it comes as a promise.
    pub(super) fn required_specifier(&mut self, call: NodeRef) -> Option<(&'source str, bool)> {
        let function = self.function_of(call)?;
        let is_promise = match self.kind(function) {
            Kind::Identifier if self.text(function) == "require" => false,
            Kind::Import => true,
            _ => return None,
        };
        let arguments = self.field(call, Field::Arguments)?;
        let argument = self.first_named(arguments)?;
        let is_plain = self.kind(argument) == Kind::String
            || (self.kind(argument) == Kind::TemplateString
                && self.child_of_kind(argument, Kind::TemplateSubstitution).is_none());
        let text = self.text(argument);
        is_plain.then(|| (without_quotes(text.trim_matches('`')), is_promise))
    }

    /// The import node of `const a = require('…')`: the declarator, as the replaced service had it.
    pub(super) fn push_required_module(&mut self, binder: NodeRef, value: NodeRef, pattern: Option<NodeRef>) {
        let value = self.unwrapped(value);
        if self.kind(value) == Kind::CallExpression
            && let Some((specifier, false)) = self.required_specifier(value)
        {
            self.push_module_node(binder, value, specifier, pattern);
            // Seen: the call itself is no second import.
            self.own.module_calls.insert(value);
        }
    }

    /// The import node of a `require('…')` or `import('…')` that stands for itself.
    pub(super) fn push_module_call(&mut self, call: NodeRef) {
        if self.own.module_calls.contains(&call) {
            return;
        }
        if let Some((specifier, _)) = self.required_specifier(call) {
            self.push_module_node(call, call, specifier, None);
        }
    }

    fn push_module_node(&mut self, node: NodeRef, call: NodeRef, specifier: &str, pattern: Option<NodeRef>) {
        let specifier = self.draft.intern(specifier);
        let source = self.field(call, Field::Arguments).and_then(|node| self.first_named(node));
        let mut children = Vec::new();
        children.extend(source.map(|source| (specifier, source)));
        match pattern {
            Some(pattern) if self.kind(pattern) == Kind::ObjectPattern => {
                for part in self.named_children(pattern) {
                    let name = self.field(part, Field::Key).or_else(|| self.field(part, Field::Left)).unwrap_or(part);
                    children.push((self.intern_node(name), part));
                }
            }
            Some(pattern) => children.push((self.intern_node(pattern), pattern)),
            None => {}
        }
        self.draft.push_import(specifier);
        self.push_import_node(specifier, node, &children);
    }

    pub(super) fn enter_export(&mut self, node: NodeRef) -> Next {
        let is_top_level = self.ancestors().len() == 1;
        let source = self.field(node, Field::Source);
        if let Some(source) = source {
            self.push_reexport(node, source);
            return Next::Into;
        }
        for part in self.listed_in(node, Kind::ExportClause) {
            let (local, name) = self.exported_names(part);
            if is_top_level {
                self.export(name, ExportTarget::Local(local), None);
            }
        }
        if let Some(declaration) = self.field(node, Field::Declaration) {
            if is_top_level {
                self.push_declared_exports(node, declaration);
            }
            return Next::Into;
        }
        let is_default = self.has_token(node, Kind::Default);
        let value = self
            .field(node, Field::Value)
            .or_else(|| self.has_token(node, Kind::Equals).then(|| self.first_named(node)).flatten());
        let Some(value) = value else { return Next::Into };
        let name = if is_default { self.own.default } else { self.draft.intern("export=") };
        if is_top_level {
            let target = self.exported_value(value);
            self.export(name, target, None);
        }
        self.begin_frame();
        let modifiers = self.modifiers(node);
        let unwrapped = self.unwrapped(value);
        let definition = if self.is_function_value(unwrapped) { unwrapped } else { node };
        self.bind_default(definition, value, modifiers);
        Next::IntoAndLeave
    }

    fn push_reexport(&mut self, node: NodeRef, source: NodeRef) {
        let specifier = self.unquoted(source);
        let everything = self.draft.intern("*");
        let mut children = vec![(specifier, source)];
        let mut exports = Vec::new();
        if let Some(clause) = self.child_of_kind(node, Kind::ExportClause) {
            for part in self.named_children(clause) {
                let (imported, name) = self.exported_names(part);
                exports.push((name, imported));
                children.push((imported, part));
            }
        } else if let Some(namespace) = self.child_of_kind(node, Kind::NamespaceExport) {
            let name = self.first_named(namespace).unwrap_or(namespace);
            exports.push((self.unquoted(name), everything));
            children.push((everything, namespace));
        } else {
            exports.push((everything, everything));
        }
        for (name, imported) in exports {
            self.export(name, ExportTarget::From { specifier, imported }, None);
        }
        self.draft.push_import(specifier);
        self.push_import_node(specifier, node, &children);
    }

    /// Exports of `export class A {}`, `export const { a, b } = c`, `export default function f() {}`.
    fn push_declared_exports(&mut self, node: NodeRef, declaration: NodeRef) {
        if self.has_token(node, Kind::Default) {
            let target = match self.field(declaration, Field::Name) {
                Some(name) => ExportTarget::Local(self.intern_node(name)),
                None if matches!(
                    self.kind(declaration),
                    Kind::ClassDeclaration | Kind::AbstractClassDeclaration | Kind::Class
                ) =>
                {
                    let class = self.class_of(declaration);
                    ExportTarget::Expression(self.expr(Expr::Class(class)))
                }
                None => ExportTarget::Expression(ExprId::UNKNOWN),
            };
            self.export(self.own.default, target, None);
            return;
        }
        self.take_apart(declaration, |file, part, parts| match file.kind(part) {
            Kind::LexicalDeclaration
            | Kind::VariableDeclaration
            | Kind::AmbientDeclaration
            | Kind::ObjectPattern
            | Kind::ArrayPattern
            | Kind::RestPattern => parts.extend(file.named(part)),
            Kind::VariableDeclarator => parts.extend(file.field(part, Field::Name)),
            Kind::PairPattern => parts.extend(file.field(part, Field::Value)),
            Kind::AssignmentPattern | Kind::ObjectAssignmentPattern => parts.extend(file.field(part, Field::Left)),
            Kind::Identifier | Kind::ShorthandPropertyIdentifierPattern => {
                let name = file.intern_node(part);
                file.export(name, ExportTarget::Local(name), None);
            }
            _ => {
                let name = file.field(part, Field::Name).or_else(|| file.child_of_kind(part, Kind::Identifier));
                if let Some(name) = name {
                    let text = file.text(name).split('.').next().unwrap_or_default().trim_end();
                    let name = file.draft.intern(text);
                    file.export(name, ExportTarget::Local(name), None);
                }
            }
        });
    }

    /// `module.exports = …`, `exports.a = …`, `module.exports.a = …`.
    pub(super) fn push_commonjs_export(&mut self, left: NodeRef, right: NodeRef) {
        let text = self.text(left);
        let given = self.innermost(right, |file, node| match file.kind(node) {
            Kind::AssignmentExpression => file.field(node, Field::Right),
            _ => None,
        });
        // What a compiler writes in front of all else: the names are given their values further down.
        if self.kind(given) == Kind::UnaryExpression && self.text(given).starts_with("void") {
            return;
        }
        if text == "module.exports" {
            let also = self.assigned_along();
            if let Some(also) = also.or_else(|| Some(given).filter(|given| self.kind(*given) == Kind::Identifier)) {
                let also = self.intern_node(also);
                self.own.properties.exports_too(also);
            }
            if let Some(also) = also {
                let name = self.draft.intern("export=");
                let also = self.intern_node(also);
                self.export(name, ExportTarget::Local(also), None);
                return;
            }
        }
        let name = match text {
            "module.exports" => "export=",
            _ => match text.strip_prefix("module.exports.").or_else(|| text.strip_prefix("exports.")) {
                Some(name) if self.kind(left) == Kind::MemberExpression && !name.contains('.') => name,
                _ => return,
            },
        };
        let name = self.draft.intern(name);
        let target = self.exported_value(right);
        self.export(name, target, None);
    }

    /// The variable that is given the value of the assignment that is entered: `const app = module.exports = {}`.
    fn assigned_along(&mut self) -> Option<NodeRef> {
        let mut around = self.ancestors().iter().rev().copied();
        let holder = around.find(|node| self.kind(*node) != Kind::AssignmentExpression)?;
        let is_of_file = self.scope() == Symbols::FILE_SCOPE;
        let declarator = Some(holder).filter(|holder| is_of_file && self.kind(*holder) == Kind::VariableDeclarator)?;
        self.field(declarator, Field::Name).filter(|name| self.kind(*name) == Kind::Identifier)
    }

    fn exported_value(&mut self, value: NodeRef) -> ExportTarget {
        let value = self.unwrapped(value);
        match self.kind(value) {
            Kind::Identifier => ExportTarget::Local(self.intern_node(value)),
            _ => ExportTarget::Expression(self.named_expr(value)),
        }
    }

    /// The two names of `a as b`: the one here (or in the source module) and the exported one.
    fn exported_names(&mut self, specifier: NodeRef) -> (StringId, StringId) {
        let Some(name) = self.field(specifier, Field::Name) else { return (StringId::EMPTY, StringId::EMPTY) };
        let local = self.unquoted(name);
        (local, self.field(specifier, Field::Alias).map_or(local, |alias| self.unquoted(alias)))
    }
}
