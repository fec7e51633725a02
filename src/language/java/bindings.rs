//! What gives values their names: fields, local variables, loops, `catch`, resources, patterns.

use super::{Field, Java, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::ExprId;

impl Outline<'_, '_, Java> {
    pub(super) fn enter_field(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let type_text = self.intern_node(type_node);
        let ty = self.type_of(type_node);
        let is_static = self.is_static(node);
        for declarator in self.children_of_kind(node, Kind::VariableDeclarator) {
            let Some((name_node, value)) = self.declared(declarator, node) else { continue };
            let name = self.intern_node(name_node);
            self.push_field(name, Some(type_text), ty, value, is_static);
        }
        Next::Into
    }

    pub(super) fn enter_variable(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let ty = self.declared_type(type_node);
        for declarator in self.children_of_kind(node, Kind::VariableDeclarator) {
            let Some((name_node, value)) = self.declared(declarator, declarator) else { continue };
            self.bind_variable(name_node, ty, value);
        }
        Next::Into
    }

    /// A declarator's name and value; a lambda or anonymous class that is the value gets the name.
    fn declared(&mut self, declarator: NodeRef, definition: NodeRef) -> Option<(NodeRef, ExprId)> {
        let name_node = self.field(declarator, Field::Name)?;
        let Some(value) = self.field(declarator, Field::Value) else {
            return Some((name_node, ExprId::UNKNOWN));
        };
        self.name_created(definition, name_node, value);
        Some((name_node, self.expr_of(value)))
    }

    /// A lambda or anonymous class that is the value of something gets its name, a lambda also if the value is a call around it.
    fn name_created(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        let created = match self.kind(value) {
            Kind::ObjectCreationExpression => Some(value),
            _ => self.named_function(value),
        };
        if let Some(created) = created {
            self.name_value(created, definition, name_node);
        }
    }

    /// `this.x = y -> …`, `x = new X() { … }`
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        if let Some(name_node) = self.assigned_name(left, Kind::Identifier, (Kind::FieldAccess, Field::Member)) {
            self.name_created(node, name_node, right);
        }
        Next::Into
    }

    pub(super) fn enter_for_each(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        if let Some([type_node, name]) = self.fields(node, [Field::Type, Field::Name]) {
            let ty = self.declared_type(type_node);
            let iterable = self.field_expr(node, Field::Value);
            let value = self.element(iterable);
            self.bind_variable(name, ty, value);
        }
        Next::IntoAndLeave
    }

    /// `catch (A | B e)`: of the first type.
    pub(super) fn enter_catch_parameter(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let types = self.child_of_kind(node, Kind::CatchType);
        let first = types.and_then(|types| self.first_named(types));
        let ty = self.type_if(first);
        self.bind_variable(name, ty, ExprId::UNKNOWN);
        Next::Into
    }

    /// `try (T x = …)`
    pub(super) fn enter_resource(&mut self, node: NodeRef) -> Next {
        let Some([type_node, name]) = self.fields(node, [Field::Type, Field::Name]) else { return Next::Into };
        let ty = self.declared_type(type_node);
        let value = self.field_expr(node, Field::Value);
        self.bind_variable(name, ty, value);
        Next::Into
    }

    /// `case Outer.Pair(String a, Inner(var b))`: the grammar takes a record's pattern with a qualified name for a call, of
    /// which the types of components are no part.
    pub(super) fn enter_label(&mut self, node: NodeRef) -> Next {
        let Some(pattern) = self.child_of_kind(node, Kind::MethodInvocation) else { return Next::Into };
        self.own.end_of_pattern = self.end_byte(pattern);
        self.take_apart(pattern, |file, pattern, nested| {
            let mut before = None;
            for part in file.listed_in_order(pattern) {
                match file.kind(part) {
                    Kind::MethodInvocation => nested.push(part),
                    Kind::Identifier => {
                        let ty = before.and_then(|unread| file.last_named(unread));
                        let ty = ty.map_or(ExprId::UNKNOWN, |ty| file.declared_type(ty));
                        file.bind_variable(part, ty, ExprId::UNKNOWN);
                    }
                    _ => {}
                }
                before = Some(part);
            }
        });
        Next::Into
    }

    fn listed_in_order(&mut self, call: NodeRef) -> Vec<NodeRef> {
        let list = self.child_of_kind(call, Kind::ArgumentList);
        list.map(|list| self.tree.children(list).collect()).unwrap_or_default()
    }

    /// `x instanceof T name`, `case T name`, a record's component.
    pub(super) fn enter_pattern(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        if let [.., ty, name] = parts[..]
            && self.kind(name) == Kind::Identifier
            && matches!(
                self.kind(ty),
                Kind::TypeIdentifier | Kind::GenericType | Kind::ScopedTypeIdentifier | Kind::ArrayType
            )
        {
            let ty = self.declared_type(ty);
            self.bind_variable(name, ty, ExprId::UNKNOWN);
        }
        Next::Into
    }
}
