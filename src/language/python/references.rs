//! Names that are not called: functions, methods and classes as values, decorators without arguments, types in
//! annotations.

use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Python> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        if let Some(form) = self.form_of(node) {
            let sees_members = self.is_in_type();
            let name = self.named_shape(node, sees_members);
            self.push_reference(node, name, form);
        }
        Next::Past
    }

    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let form = self.form_of(node);
        let own = form.as_slice();
        let forms = if own.is_empty() { self.access_of(node) } else { own };
        if !forms.is_empty()
            && let Some(object) = self.first_named(node)
            && let Some(attribute) = self.last_named(node)
        {
            let object = self.expr_of(object);
            let name = self.intern_node(attribute);
            self.push_access(attribute, Expr::Member { object, name }, forms);
        }
        Next::Into
    }

    /// How an attribute that is no value by itself is read or written, if it is.
    fn access_of(&mut self, node: NodeRef) -> &'static [ReferenceForm] {
        let Some(around) = self.parent() else { return &[] };
        if self.tree.children(around).next() != Some(node) {
            return &[];
        }
        match self.kind(around) {
            Kind::Attribute | Kind::Subscript => &[ReferenceForm::Read],
            Kind::Assignment => &[ReferenceForm::Write],
            Kind::AugmentedAssignment => &[ReferenceForm::Read, ReferenceForm::Write],
            _ => &[],
        }
    }

    /// The annotation of a parameter, a variable, or of what a function returns.
    pub(super) fn enter_annotation(&mut self, annotation: NodeRef) -> Next {
        self.take_apart(annotation, |file, node, parts| match file.kind(node) {
            Kind::Identifier => {
                let name = file.intern_node(node);
                let named = Expr::TypeName { name, scope: file.scope() };
                file.push_reference(node, named, ReferenceForm::Type);
            }
            Kind::Attribute => {
                let named = file.type_of(node);
                let named = file.draft.symbols().expr(named);
                if let Some(last) = file.last_named(node)
                    && matches!(named, Expr::TypeMember { .. } | Expr::TypeName { .. })
                {
                    file.push_reference(last, named, ReferenceForm::Type);
                }
            }
            // `'Order'`, which is declared further below.
            Kind::StringContent => {
                let text = file.text(node);
                if text.chars().all(|character| character == '_' || character.is_alphanumeric()) {
                    let named = Expr::TypeName { name: file.intern_node(node), scope: file.scope() };
                    file.push_reference(node, named, ReferenceForm::Type);
                }
            }
            _ => parts.extend(file.named(node)),
        });
        Next::Past
    }

    /// How a name or attribute that is entered is used, if it is as a value that nothing is called or asked of.
    fn form_of(&mut self, node: NodeRef) -> Option<ReferenceForm> {
        let around = self.parent()?;
        let is_value = match self.kind(around) {
            Kind::Decorator => return Some(ReferenceForm::Decorator),
            // What a class inherits from stands in such a list, too.
            Kind::ArgumentList => self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::Call),
            Kind::List
            | Kind::Tuple
            | Kind::Set
            | Kind::Pair
            | Kind::Dictionary
            | Kind::ReturnStatement
            | Kind::ExpressionList
            | Kind::ExpressionStatement
            | Kind::ConditionalExpression
            | Kind::BooleanOperator
            | Kind::NotOperator
            | Kind::ComparisonOperator
            | Kind::BinaryOperator
            | Kind::ListSplat
            | Kind::DictionarySplat
            | Kind::Interpolation
            | Kind::Yield
            | Kind::Await
            | Kind::RaiseStatement
            | Kind::AssertStatement
            | Kind::ExceptClause
            | Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::GeneratorExpression
            | Kind::IfStatement
            | Kind::IfClause
            | Kind::WhileStatement => true,
            Kind::ParenthesizedExpression => !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::Call),
            Kind::Assignment => self.field(around, Field::Right) == Some(node),
            Kind::Lambda => self.last_named(around) == Some(node),
            Kind::KeywordArgument
            | Kind::DefaultParameter
            | Kind::TypedDefaultParameter
            | Kind::NamedExpression
            | Kind::ForInClause
            | Kind::ForStatement
            | Kind::AugmentedAssignment
            | Kind::Subscript => self.first_named(around) != Some(node),
            _ => false,
        };
        is_value.then_some(ReferenceForm::Value)
    }
}
