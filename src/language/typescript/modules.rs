//! Imports and exports: ES modules, CommonJS, TypeScript's own forms.

use super::syntax::{
    Field, child_of_kind, first_named, has_token, is_function_value, last_named, named_children, unwrapped,
    without_quotes,
};
use super::{FrameKind, TypeScriptVisitor};
use crate::record::symbols::{BindingTarget, Export, ExportTarget, Expr, ExprId, Symbols};
use crate::record::{NodeKind, StringId};
use tree_sitter::Node;

impl<'source, 'tree> TypeScriptVisitor<'source, 'tree> {
    pub(super) fn enter_import(&mut self, node: Node<'tree>) -> bool {
        let required = child_of_kind(node, "import_require_clause");
        let source = self.field(node, Field::Source).or_else(|| self.field(required?, Field::Source));
        let Some(source) = source else { return false };
        let specifier = self.specifier(source);
        let mut children = vec![(specifier, source)];
        if let Some(required) = required
            && let Some(local) = child_of_kind(required, "identifier")
        {
            self.bind_import(specifier, "export=", local, &mut children);
        }
        for part in child_of_kind(node, "import_clause").map(named_children).unwrap_or_default() {
            match part.kind() {
                "identifier" => self.bind_import(specifier, "default", part, &mut children),
                "namespace_import" => {
                    if let Some(local) = first_named(part) {
                        self.bind_import(specifier, "*", local, &mut children);
                    }
                }
                "named_imports" => {
                    for import in named_children(part) {
                        let Some(name) = self.field(import, Field::Name) else { continue };
                        let imported = without_quotes(self.draft.text_of(name));
                        let imported = self.draft.intern(imported);
                        let local = self.field(import, Field::Alias).unwrap_or(name);
                        let local = self.draft.intern_node(local);
                        let target = BindingTarget::Import { specifier, imported };
                        self.bind(Symbols::FILE_SCOPE, local, target);
                        children.push((imported, import));
                    }
                }
                _ => {}
            }
        }
        self.draft.push_import(specifier);
        self.draft.push_node(NodeKind::Import, specifier, node, &children);
        false
    }

    fn bind_import(
        &mut self,
        specifier: StringId,
        imported: &str,
        local: Node<'tree>,
        children: &mut Vec<(StringId, Node<'tree>)>,
    ) {
        let imported = self.draft.intern(imported);
        let local_name = self.draft.intern_node(local);
        self.bind(Symbols::FILE_SCOPE, local_name, BindingTarget::Import { specifier, imported });
        children.push((local_name, local));
    }

    /// `import Alias = Some.Name`
    pub(super) fn enter_import_alias(&mut self, node: Node<'tree>) -> bool {
        if let [local, target] = named_children(node).as_slice() {
            let local = self.draft.intern_node(*local);
            let ty = self.type_of(*target);
            self.bind(self.scope, local, BindingTarget::Alias(ty));
            // The alias stands for a value too; a name without one is not found there.
            let value = self.expr_of(*target);
            self.bind(self.scope, local, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        }
        false
    }

    /// The module that `require('…')` or `import('…')` of a literal names, and whether it comes as a promise.
    pub(super) fn required_specifier(&self, call: Node<'tree>) -> Option<(&'source str, bool)> {
        let function = first_named(call)?;
        let is_promise = match self.draft.text_of(function) {
            "require" => false,
            "import" => true,
            _ => return None,
        };
        let argument = first_named(last_named(call)?)?;
        let is_plain = argument.kind() == "string"
            || (argument.kind() == "template_string" && child_of_kind(argument, "template_substitution").is_none());
        let text = self.draft.text_of(argument);
        is_plain.then(|| (without_quotes(text.trim_matches('`')), is_promise))
    }

    /// The import node of `const a = require('…')`: the declarator, as the replaced service had it.
    pub(super) fn push_required_module(
        &mut self,
        binder: Node<'tree>,
        value: Node<'tree>,
        pattern: Option<Node<'tree>>,
    ) {
        let value = unwrapped(value);
        if value.kind() == "call_expression"
            && let Some((specifier, false)) = self.required_specifier(value)
        {
            self.push_module_node(binder, value, specifier, pattern);
            // Seen: the call itself is no second import.
            self.module_calls.insert(value.id());
        }
    }

    /// The import node of a `require('…')` or `import('…')` that stands for itself.
    pub(super) fn push_module_call(&mut self, call: Node<'tree>) {
        if self.module_calls.contains(&call.id()) {
            return;
        }
        if let Some((specifier, _)) = self.required_specifier(call) {
            self.push_module_node(call, call, specifier, None);
        }
    }

    fn push_module_node(
        &mut self,
        node: Node<'tree>,
        call: Node<'tree>,
        specifier: &str,
        pattern: Option<Node<'tree>>,
    ) {
        let specifier = self.draft.intern(specifier);
        let source = last_named(call).and_then(first_named);
        let mut children = Vec::new();
        children.extend(source.map(|source| (specifier, source)));
        match pattern {
            Some(pattern) if pattern.kind() == "object_pattern" => {
                for part in named_children(pattern) {
                    let name = self.field(part, Field::Key).or_else(|| self.field(part, Field::Left)).unwrap_or(part);
                    children.push((self.draft.intern_node(name), part));
                }
            }
            Some(pattern) => children.push((self.draft.intern_node(pattern), pattern)),
            None => {}
        }
        self.draft.push_import(specifier);
        self.draft.push_node(NodeKind::Import, specifier, node, &children);
    }

    pub(super) fn enter_export(&mut self, node: Node<'tree>, ancestors: &[Node<'tree>]) -> bool {
        let is_top_level = ancestors.len() == 1;
        let source = self.field(node, Field::Source);
        if let Some(source) = source {
            self.push_reexport(node, source);
            return false;
        }
        for part in child_of_kind(node, "export_clause").map(named_children).unwrap_or_default() {
            let (local, name) = self.exported_names(part);
            if is_top_level {
                self.push_export(name, ExportTarget::Local(local));
            }
        }
        if let Some(declaration) = self.field(node, Field::Declaration) {
            if is_top_level {
                self.push_declared_exports(node, declaration);
            }
            return false;
        }
        let is_default = has_token(node, "default");
        let value =
            self.field(node, Field::Value).or_else(|| has_token(node, "=").then(|| first_named(node)).flatten());
        let Some(value) = value else { return false };
        let name = if is_default { self.default } else { self.draft.intern("export=") };
        if is_top_level {
            let target = self.exported_value(value);
            self.push_export(name, target);
        }
        self.push_frame(FrameKind::Block);
        let modifiers = self.modifiers(node);
        let definition = if is_function_value(unwrapped(value)) { unwrapped(value) } else { node };
        self.bind_default(definition, value, modifiers);
        true
    }

    fn push_reexport(&mut self, node: Node<'tree>, source: Node<'tree>) {
        let specifier = self.specifier(source);
        let everything = self.draft.intern("*");
        let mut children = vec![(specifier, source)];
        let mut exports = Vec::new();
        if let Some(clause) = child_of_kind(node, "export_clause") {
            for part in named_children(clause) {
                let (imported, name) = self.exported_names(part);
                exports.push((name, imported));
                children.push((imported, part));
            }
        } else if let Some(namespace) = child_of_kind(node, "namespace_export") {
            let name = first_named(namespace).unwrap_or(namespace);
            let text = without_quotes(self.draft.text_of(name));
            exports.push((self.draft.intern(text), everything));
            children.push((everything, namespace));
        } else {
            exports.push((everything, everything));
        }
        for (name, imported) in exports {
            self.push_export(name, ExportTarget::From { specifier, imported });
        }
        self.draft.push_import(specifier);
        self.draft.push_node(NodeKind::Import, specifier, node, &children);
    }

    /// Exports of `export class A {}`, `export const { a, b } = c`, `export default function f() {}`.
    fn push_declared_exports(&mut self, node: Node<'tree>, declaration: Node<'tree>) {
        if has_token(node, "default") {
            let target = match self.field(declaration, Field::Name) {
                Some(name) => ExportTarget::Local(self.draft.intern_node(name)),
                None if declaration.kind().contains("class") => {
                    let class = self.class_of(declaration);
                    ExportTarget::Expression(self.draft.symbols().push_expr(Expr::Class(class)))
                }
                None => ExportTarget::Expression(ExprId::UNKNOWN),
            };
            self.push_export(self.default, target);
            return;
        }
        let mut pending = vec![declaration];
        while let Some(part) = pending.pop() {
            match part.kind() {
                "lexical_declaration" | "variable_declaration" | "ambient_declaration" => {
                    pending.extend(named_children(part));
                }
                "variable_declarator" => pending.extend(self.field(part, Field::Name)),
                "object_pattern" | "array_pattern" | "rest_pattern" => pending.extend(named_children(part)),
                "pair_pattern" => pending.extend(self.field(part, Field::Value)),
                "assignment_pattern" | "object_assignment_pattern" => pending.extend(self.field(part, Field::Left)),
                "identifier" | "shorthand_property_identifier_pattern" => {
                    let name = self.draft.intern_node(part);
                    self.push_export(name, ExportTarget::Local(name));
                }
                _ => {
                    if let Some(name) = self.field(part, Field::Name).or_else(|| child_of_kind(part, "identifier")) {
                        let text = self.draft.text_of(name).split('.').next().unwrap_or_default().trim_end();
                        let name = self.draft.intern(text);
                        self.push_export(name, ExportTarget::Local(name));
                    }
                }
            }
        }
    }

    /// `module.exports = …`, `exports.a = …`, `module.exports.a = …`.
    pub(super) fn push_commonjs_export(&mut self, left: Node<'tree>, right: Node<'tree>) {
        let text = self.draft.text_of(left);
        let name = match text {
            "module.exports" => "export=",
            _ => match text.strip_prefix("module.exports.").or_else(|| text.strip_prefix("exports.")) {
                Some(name) if left.kind() == "member_expression" && !name.contains('.') => name,
                _ => return,
            },
        };
        let name = self.draft.intern(name);
        let target = self.exported_value(right);
        self.push_export(name, target);
    }

    fn exported_value(&mut self, value: Node<'tree>) -> ExportTarget {
        let value = unwrapped(value);
        match value.kind() {
            "identifier" => ExportTarget::Local(self.draft.intern_node(value)),
            _ => ExportTarget::Expression(self.expr_of(value)),
        }
    }

    /// The two names of `a as b`: the one here (or in the source module) and the exported one.
    fn exported_names(&mut self, specifier: Node<'tree>) -> (StringId, StringId) {
        let Some(name) = self.field(specifier, Field::Name) else { return (StringId::EMPTY, StringId::EMPTY) };
        let text = without_quotes(self.draft.text_of(name));
        let local = self.draft.intern(text);
        match self.field(specifier, Field::Alias) {
            Some(alias) => {
                let text = without_quotes(self.draft.text_of(alias));
                (local, self.draft.intern(text))
            }
            None => (local, local),
        }
    }

    fn push_export(&mut self, name: StringId, target: ExportTarget) {
        self.draft.symbols().exports.push(Export { name, target });
    }

    fn specifier(&mut self, source: Node<'tree>) -> StringId {
        let text = without_quotes(self.draft.text_of(source));
        self.draft.intern(text)
    }
}
