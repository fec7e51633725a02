//! Names that are not called: method groups, classes as values, attributes without arguments, types in signatures, fields and
//! variables.

use super::{CSharp, Field, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, CSharp> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        let forms = self.forms_of(node);
        if !forms.is_empty() {
            let name = self.named_shape(node, true);
            self.push_access(node, name, forms);
        }
        Next::Into
    }

    pub(super) fn enter_access(&mut self, node: NodeRef) -> Next {
        let forms = self.forms_of(node);
        if !forms.is_empty()
            && let Some([object, name_node]) = self.fields(node, [Field::Expression, Field::Name])
            && self.kind(name_node) == Kind::Identifier
        {
            let object = self.expr_of(object);
            let name = self.intern_node(name_node);
            self.push_access(name_node, Expr::Member { object, name }, forms);
        }
        Next::Into
    }

    /// `.x` of `a?.x`
    pub(super) fn enter_binding(&mut self, node: NodeRef) -> Next {
        let is_called = self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::InvocationExpression);
        if !is_called
            && let Some(access) = self.parent_of_kind(Kind::ConditionalAccessExpression)
            && let Some(object) = self.field(access, Field::Condition)
            && let Some(name_node) = self.field(node, Field::Name).filter(|name| self.kind(*name) == Kind::Identifier)
        {
            let object = self.expr_of(object);
            let name = self.intern_node(name_node);
            self.push_access(name_node, Expr::Member { object, name }, &[ReferenceForm::Read]);
        }
        Next::Into
    }

    /// How a name or member that is entered is used, if it is as a value, or as a property that is read or written.
    fn forms_of(&mut self, node: NodeRef) -> &'static [ReferenceForm] {
        const BOTH: &[ReferenceForm] = &[ReferenceForm::Read, ReferenceForm::Write];
        if self.is_value(node) {
            return &[ReferenceForm::Value];
        }
        let Some(around) = self.parent() else { return &[] };
        let is_first = self.tree.children(around).next() == Some(node);
        match self.kind(around) {
            Kind::MemberAccessExpression
            | Kind::ConditionalAccessExpression
            | Kind::ElementAccessExpression
            | Kind::IsExpression
            | Kind::IsPatternExpression
            | Kind::AsExpression
                if is_first =>
            {
                &BOTH[..1]
            }
            Kind::AssignmentExpression if is_first => match self.field(around, Field::Operator) {
                Some(operator) if self.text(operator) != "=" => BOTH,
                _ => &BOTH[1..],
            },
            Kind::PostfixUnaryExpression | Kind::PrefixUnaryExpression => {
                let text = self.text(around);
                let counts = ["++", "--"].iter().any(|sign| text.starts_with(sign) || text.ends_with(sign));
                if counts { BOTH } else { &BOTH[..1] }
            }
            Kind::AwaitExpression | Kind::Interpolation | Kind::IfStatement | Kind::WhileStatement => &BOTH[..1],
            Kind::ForeachStatement if self.field(around, Field::Right) == Some(node) => &BOTH[..1],
            _ => &[],
        }
    }

    /// `typeof(Order)`
    pub(super) fn enter_type_of(&mut self, node: NodeRef) -> Next {
        if let Some(ty) = self.field(node, Field::Type) {
            self.push_type_value(ty, ReferenceForm::Value);
        }
        Next::Past
    }

    /// What a type's name stands for where it is a value, or an attribute without arguments.
    pub(super) fn push_type_value(&mut self, node: NodeRef, form: ReferenceForm) {
        let named = self.type_of(node);
        let named = self.draft.symbols().expr(named);
        let name_node = match self.kind(node) {
            Kind::QualifiedName | Kind::AliasQualifiedName => self.last_named(node).unwrap_or(node),
            _ => node,
        };
        if self.kind(name_node) == Kind::Identifier {
            self.push_reference(name_node, named, form);
        }
    }

    /// Notes the types that a declared type names.
    pub(super) fn refer_to_types(&mut self, node: NodeRef) {
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::Identifier => {
                let named = Expr::TypeName { name: file.intern_node(node), scope: file.scope() };
                file.push_reference(node, named, ReferenceForm::Type);
            }
            Kind::GenericName => {
                if let (Some(name_node), Some(name)) = (file.first_named(node), file.generic_name(node)) {
                    let named = Expr::TypeName { name, scope: file.scope() };
                    file.push_reference(name_node, named, ReferenceForm::Type);
                }
                parts.extend(file.child_of_kind(node, Kind::TypeArgumentList));
            }
            Kind::QualifiedName | Kind::AliasQualifiedName => file.refer_to_qualified(node, parts),
            Kind::ArrayType => parts.extend(file.first_named(node)),
            Kind::TupleType => {
                for element in file.named_children(node) {
                    parts.extend(file.field(element, Field::Type));
                }
            }
            Kind::NullableType | Kind::PointerType | Kind::RefType | Kind::ScopedType | Kind::TypeArgumentList => {
                parts.extend(file.named(node));
            }
            _ => {}
        });
    }

    /// `Shop.Order<Line>`: the type that the last name is, and those between its brackets.
    fn refer_to_qualified(&mut self, node: NodeRef, parts: &mut Vec<NodeRef>) {
        let name = self.qualified_name(node);
        let named = Expr::TypeName { name, scope: self.scope() };
        let Some(last) = self.last_named(node) else { return };
        let name_node = match self.kind(last) {
            Kind::GenericName => {
                parts.extend(self.child_of_kind(last, Kind::TypeArgumentList));
                self.first_named(last)
            }
            Kind::Identifier => Some(last),
            _ => None,
        };
        if let Some(name_node) = name_node {
            self.push_reference(name_node, named, ReferenceForm::Type);
        }
    }

    /// The same of what may not be written.
    pub(super) fn refer_to_types_if(&mut self, node: Option<NodeRef>) {
        if let Some(node) = node {
            self.refer_to_types(node);
        }
    }

    /// Whether what is entered is used as a value that nothing is called or asked of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ReturnStatement
            | Kind::ArrowExpressionClause
            | Kind::InitializerExpression
            | Kind::ConditionalExpression
            | Kind::BinaryExpression
            | Kind::CollectionExpression => true,
            Kind::ParenthesizedExpression => {
                !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::InvocationExpression)
            }
            Kind::Argument => self.last_named(around) == Some(node),
            Kind::AssignmentExpression
            | Kind::VariableDeclarator
            | Kind::LambdaExpression
            | Kind::CastExpression
            | Kind::SwitchExpressionArm => {
                self.first_named(around) != Some(node) && self.last_named(around) == Some(node)
            }
            _ => false,
        }
    }
}
