//! Classes and modules, and what makes them: `Struct.new`, `Data.define`, `Class.new`.

use super::words::{Field, Kind};
use super::{Open, RubyVisitor};
use crate::language::outline::{ExpressionShapes, TypeSketch};
use crate::language::tree::NodeRef;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Package, WildcardSource};
use crate::record::{NodeKind, StringId};

impl RubyVisitor<'_, '_> {
    pub(super) fn enter_type(&mut self, node: NodeRef) -> bool {
        let Some(name_node) = self.outline.field(node, Field::Name) else { return false };
        let superclass = self.outline.child_of_kind(node, Kind::Superclass);
        let superclass = superclass.and_then(|clause| self.outline.first_named(clause));
        let extends = superclass.and_then(|class| self.class_named(class));
        let body = self.outline.field(node, Field::Body);
        let implements = body.map(|body| self.included(body)).unwrap_or_default();
        self.define_class(node, name_node, extends.into_iter().collect(), implements);
        true
    }

    /// Enters a class or module whose name is written at `name_node`.
    pub(super) fn define_class(
        &mut self,
        node: NodeRef,
        name_node: NodeRef,
        extends: Vec<(StringId, ExprId)>,
        implements: Vec<(StringId, ExprId)>,
    ) {
        let written = self.outline.text(name_node).trim_start_matches("::");
        let (inside, last) = written.rsplit_once("::").unwrap_or(("", written));
        let around = if self.outline.text(name_node).starts_with("::") { String::new() } else { self.full_name() };
        let package = joined(&around, inside);
        let full = joined(&package, last);
        let name = self.outline.draft.intern(last);
        let class = self.outline.new_class();
        let scope = self.outline.scope();
        if inside.is_empty() {
            self.outline.bind(scope, name, BindingTarget::Class(class));
            if self.is_in_type() {
                self.outline.push_nested_type(name, class);
            }
        }
        let value = self.outline.expr(Expr::Class(class));
        let package = self.outline.draft.intern(&package);
        self.outline.export(name, ExportTarget::Expression(value), Some(Package::Named(package)));
        self.outline.enter_type();
        for part in inside.split("::").filter(|part| !part.is_empty()) {
            let part = self.outline.draft.intern(part);
            self.outline.enter_key_scope(part, NodeKind::Class);
        }
        let constructor = self.outline.draft.intern("initialize");
        self.outline.define_type(
            class,
            TypeSketch {
                kind: NodeKind::Class,
                name,
                definition: node,
                extends,
                implements,
                type_params: Vec::new(),
                constructor,
                sees_outer: false,
            },
        );
        let own = self.outline.draft.intern(&full);
        self.outline.push_wildcard(WildcardSource::Package(Package::Named(own)));
        self.open.push(Open { is_closed: true, type_name: Some(full), ..Open::default() });
    }

    /// The full name of the innermost type that is open.
    fn full_name(&self) -> String {
        self.open.iter().rev().find_map(|open| open.type_name.clone()).unwrap_or_default()
    }

    /// Whether what is entered now stands right in a type's body.
    pub(super) fn is_in_type(&self) -> bool {
        self.open.last().is_some_and(|open| open.type_name.is_some() || open.is_singleton)
    }

    /// `class << self`
    pub(super) fn enter_singleton_class(&mut self) -> bool {
        self.outline.enter_block();
        self.open.push(Open { is_closed: true, is_singleton: true, ..Open::default() });
        true
    }

    /// What a body includes, extends and prepends.
    fn included(&mut self, body: NodeRef) -> Vec<(StringId, ExprId)> {
        let mut found = Vec::new();
        for call in self.outline.named_children(body) {
            if self.outline.kind(call) != Kind::Call || self.outline.field(call, Field::Receiver).is_some() {
                continue;
            }
            let Some(method) = self.outline.field(call, Field::Method) else { continue };
            if !matches!(self.outline.text(method), "include" | "extend" | "prepend") {
                continue;
            }
            let Some(arguments) = self.outline.child_of_kind(call, Kind::ArgumentList) else { continue };
            for module in self.outline.named_children(arguments) {
                found.extend(self.class_named(module));
            }
        }
        found
    }

    /// A class or module by its name: the last part, and as an expression.
    pub(super) fn class_named(&mut self, node: NodeRef) -> Option<(StringId, ExprId)> {
        if !matches!(self.outline.kind(node), Kind::Constant | Kind::ScopeResolution) {
            return None;
        }
        let text = self.outline.text(node);
        let last = self.outline.draft.intern(text.rsplit("::").next().unwrap_or(text));
        let name = self.outline.draft.intern(text);
        Some((last, self.outline.type_name(name)))
    }

    /// `Point = Struct.new(:x, :y) do … end`: a class with those fields.
    pub(super) fn enter_made_class(&mut self, node: NodeRef, left: NodeRef, call: NodeRef) -> bool {
        let parts = (self.outline.field(call, Field::Receiver), self.outline.field(call, Field::Method));
        let (Some(receiver), Some(method)) = parts else { return false };
        let maker = (self.outline.text(receiver), self.outline.text(method));
        let is_plain = match maker {
            ("Struct", "new") | ("Data", "define") => false,
            ("Class" | "Module", "new") => true,
            _ => return false,
        };
        let arguments = self.outline.child_of_kind(call, Kind::ArgumentList);
        let arguments = arguments.map(|list| self.outline.named_children(list)).unwrap_or_default();
        let extends = match is_plain {
            true => arguments.first().and_then(|class| self.class_named(*class)),
            false => self.class_named(receiver),
        };
        self.define_class(node, left, extends.into_iter().collect(), Vec::new());
        for argument in arguments {
            if self.outline.kind(argument) == Kind::SimpleSymbol {
                let name = self.outline.draft.intern(self.outline.text(argument).trim_start_matches(':'));
                self.outline.push_field(name, None, ExprId::UNKNOWN, ExprId::UNKNOWN, false);
            }
        }
        if let Some(block) = self.outline.field(call, Field::Block) {
            self.bodies.insert(block);
        }
        true
    }
}

fn joined(package: &str, name: &str) -> String {
    match (package, name) {
        ("", name) => name.to_owned(),
        (package, "") => package.to_owned(),
        (package, name) => format!("{package}::{name}"),
    }
}
