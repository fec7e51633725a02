//! Names that are not called: `f(...)`, callable arrays and texts, classes as values, attributes without arguments, types of
//! parameters, properties and results.

use super::builtins::callable_argument;
use super::{Field, Kind, Php};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::{Expr, ExprId};

/// Longer texts name no function.
const MAX_NAME: usize = 256;

impl Outline<'_, '_, Php> {
    /// `f(...)`
    pub(super) fn push_callable(&mut self, function: NodeRef) {
        if matches!(self.kind(function), Kind::Name | Kind::QualifiedName | Kind::RelativeName) {
            let named = self.expr_of(function);
            let named = self.draft.symbols().expr(named);
            let name_node = self.last_named(function).unwrap_or(function);
            self.push_reference(name_node, named, ReferenceForm::Value);
        }
    }

    /// `$a->f(...)`, `A::f(...)`
    pub(super) fn push_callable_member(&mut self, object: ExprId, name_node: NodeRef) {
        if self.kind(name_node) == Kind::Name {
            let name = self.intern_node(name_node);
            self.push_reference(name_node, Expr::Member { object, name }, ReferenceForm::Value);
        }
    }

    /// `[$this, 'step']`, `[Text::class, 'lower']`
    pub(super) fn enter_array(&mut self, node: NodeRef) -> Next {
        if let [first, second] = self.named_children(node)[..]
            && let (Some(owner), Some(text)) = (self.first_named(first), self.first_named(second))
            && self.first_named(first) == self.last_named(first)
            && let Some(name_node) = self.plain_text(text)
        {
            let object = match self.kind(owner) {
                Kind::ClassConstantAccessExpression => self.class_of_constant(owner).map(|class| self.scope_of(class)),
                Kind::VariableName | Kind::MemberAccessExpression | Kind::ObjectCreationExpression => {
                    Some(self.expr_of(owner))
                }
                _ => None,
            };
            if let Some(object) = object {
                let name = self.intern_node(name_node);
                self.push_reference(name_node, Expr::Member { object, name }, ReferenceForm::Value);
            }
        }
        Next::Into
    }

    /// A text that is passed to a function of the language that calls it: `usort($all, 'by_name')`.
    pub(super) fn push_callable_text(&mut self, call: NodeRef, function: NodeRef) {
        let Some(place) = callable_argument(self.text(function).trim_start_matches('\\')) else { return };
        let arguments = self.field(call, Field::Arguments);
        let Some(argument) = self.listed(arguments).get(place).copied() else { return };
        let Some(text) = self.last_named(argument) else { return };
        let Some(name_node) = self.plain_text(text) else { return };
        let text = self.text(name_node);
        let named = match text.split_once("::") {
            Some((class, method)) => {
                let class = self.draft.intern(&format!("\\{}", class.trim_start_matches('\\')));
                let class = self.name_shape(class, false);
                Expr::Member { object: self.expr(class), name: self.draft.intern(method) }
            }
            None => {
                let name = self.draft.intern(&format!("\\{}", text.trim_start_matches('\\')));
                self.name_shape(name, false)
            }
        };
        self.push_reference(name_node, named, ReferenceForm::Value);
    }

    /// `Order::class`
    pub(super) fn enter_class_constant(&mut self, node: NodeRef) -> Next {
        if let Some(class) = self.class_of_constant(node) {
            self.push_type_value(class, ReferenceForm::Value);
        }
        Next::Into
    }

    /// A type: of a parameter, a property, a result, or of what is caught.
    pub(super) fn enter_written_type(&mut self, node: NodeRef) -> Next {
        if let Some(name) = self.first_named(node) {
            self.push_type_value(name, ReferenceForm::Type);
        }
        Next::Past
    }

    /// What stands in front of `::class`.
    fn class_of_constant(&mut self, node: NodeRef) -> Option<NodeRef> {
        let [class, constant] = self.named_children(node)[..] else { return None };
        (self.text(constant) == "class").then_some(class)
    }

    /// What a class's name stands for where it is a value, or an attribute without arguments.
    pub(super) fn push_type_value(&mut self, node: NodeRef, form: ReferenceForm) {
        let Some(class) = self.class_named(node) else { return };
        let named = self.draft.symbols().expr(class);
        if matches!(named, Expr::TypeName { .. }) {
            let name_node = self.last_named(node).unwrap_or(node);
            self.push_reference(name_node, named, form);
        }
    }

    /// What stands between the quotes of a text without anything in it to be evaluated.
    fn plain_text(&mut self, node: NodeRef) -> Option<NodeRef> {
        if !matches!(self.kind(node), Kind::String | Kind::EncapsedString) {
            return None;
        }
        let [content] = self.named_children(node)[..] else { return None };
        let is_short = self.end_byte(content) - self.start_byte(content) <= MAX_NAME;
        (is_short && self.kind(content) == Kind::StringContent).then_some(content)
    }
}
