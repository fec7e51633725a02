//! What gives values their names: properties, constants, cases, variables, loops, `catch`.

use super::{Field, Kind, Php};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExprId, Member, MemberValue};

impl Outline<'_, '_, Php> {
    pub(super) fn enter_properties(&mut self, node: NodeRef) -> Next {
        let type_node = self.field(node, Field::Type);
        let ty = self.type_if(type_node);
        let is_static = self.has_token(node, Kind::StaticModifier);
        for element in self.children_of_kind(node, Kind::PropertyElement) {
            let Some(name_node) = self.field(element, Field::Name) else { continue };
            let shown = self.intern_node(name_node);
            let name = self.without_dollar(shown);
            let default = self.field(element, Field::DefaultValue);
            let value = self.expr_if(default);
            let member = Member { name, is_static, value: MemberValue::Field { ty, value } };
            self.push_member(member);
            let text = match type_node {
                Some(ty) => Some(self.intern_node(ty)),
                None => default.and_then(|value| self.literal_type(value)),
            };
            self.set_field_text(shown, text);
        }
        Next::Into
    }

    pub(super) fn enter_constants(&mut self, node: NodeRef) -> Next {
        if !self.is_in_type() {
            return Next::Into;
        }
        let type_node = self.field(node, Field::Type);
        for element in self.children_of_kind(node, Kind::ConstElement) {
            let [name, value] = self.named_children(element)[..] else { continue };
            let text = match type_node {
                Some(ty) => Some(self.intern_node(ty)),
                None => self.literal_type(value),
            };
            let name = self.intern_node(name);
            let value = self.expr_of(value);
            self.push_field(name, text, ExprId::UNKNOWN, value, true);
        }
        Next::Into
    }

    /// A case of an enum: a value of it.
    pub(super) fn enter_enum_case(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let text = self.field(node, Field::Value).and_then(|value| self.literal_type(value));
        self.push_enum_value(name, text);
        Next::Into
    }

    /// What the type of a literal is called.
    fn literal_type(&mut self, node: NodeRef) -> Option<StringId> {
        let text = match self.kind(node) {
            Kind::String | Kind::EncapsedString | Kind::Heredoc => "string",
            Kind::Integer => "int",
            Kind::Float => "float",
            Kind::Boolean => "bool",
            Kind::ArrayCreationExpression => "array",
            _ => return None,
        };
        Some(self.draft.intern(text))
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        self.name_closure(node, left, right);
        let value = self.expr_of(right);
        self.bind_target(left, value);
        Next::Into
    }

    /// `$f = function …`, `$this->f = fn …`, `$x = new class { … }`
    fn name_closure(&mut self, definition: NodeRef, left: NodeRef, right: NodeRef) {
        let named = match self.kind(right) {
            Kind::AnonymousFunction | Kind::ArrowFunction => Some(right),
            Kind::ObjectCreationExpression => self.child_of_kind(right, Kind::AnonymousClass),
            _ => None,
        };
        let name_node = self.assigned_name(left, Kind::VariableName, (Kind::MemberAccessExpression, Field::Name));
        if let (Some(named), Some(name_node)) = (named, name_node) {
            let name = self.intern_node(name_node);
            let name = self.without_dollar(name);
            self.set_bound(named, Bound { definition, name_node, name });
        }
    }

    /// Declares the variables that something is assigned to.
    fn bind_target(&mut self, target: NodeRef, value: ExprId) {
        self.take_apart((target, value), |file, (target, value), pending| match file.kind(target) {
            Kind::VariableName => {
                let name = file.intern_node(target);
                file.bind(file.function_scope(), name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
            }
            Kind::ListLiteral | Kind::ArrayCreationExpression => {
                let parts = file.named_children(target);
                pending.extend(parts.into_iter().map(|part| (part, ExprId::UNKNOWN)));
            }
            Kind::ByRef => pending.extend(file.first_named(target).map(|inner| (inner, value))),
            _ => {}
        });
    }

    pub(super) fn enter_static_variable(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let value = self.field_expr(node, Field::Value);
        self.bind_target(name, value);
        Next::Into
    }

    /// `foreach ($xs as $key => $x)`
    pub(super) fn enter_foreach(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        let [iterable, target, ..] = parts[..] else { return Next::Into };
        let iterable = self.expr_of(iterable);
        let element = self.element(iterable);
        let target = match self.kind(target) {
            Kind::Pair => self.last_named(target),
            _ => Some(target),
        };
        if let Some(target) = target {
            self.bind_target(target, element);
        }
        Next::Into
    }

    pub(super) fn enter_catch(&mut self, node: NodeRef) -> Next {
        let Some([types, name]) = self.fields(node, [Field::Type, Field::Name]) else { return Next::Into };
        let ty = self.type_of(types);
        let name = self.intern_node(name);
        self.bind(self.function_scope(), name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
        Next::Into
    }
}
