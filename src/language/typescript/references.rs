//! Names that are not called: functions and classes as values, decorators without arguments, types in annotations.

use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, TypeScript> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        if let Some(form) = self.form_of(node) {
            let name = self.named_shape(node, false);
            self.push_reference(node, name, form);
        }
        Next::Past
    }

    pub(super) fn enter_member(&mut self, node: NodeRef) -> Next {
        let form = self.form_of(node);
        let own = form.as_slice();
        let forms = if own.is_empty() { self.access_of(node) } else { own };
        if !forms.is_empty()
            && let Some([object, property]) = self.fields(node, [Field::Object, Field::Property])
        {
            let object = self.expr_of(object);
            let name = self.intern_node(property);
            self.push_access(property, Expr::Member { object, name }, forms);
        }
        Next::Into
    }

    /// How a member that is no value by itself is read or written, if it is.
    fn access_of(&mut self, node: NodeRef) -> &'static [ReferenceForm] {
        const BOTH: &[ReferenceForm] = &[ReferenceForm::Read, ReferenceForm::Write];
        let Some(around) = self.parent() else { return &[] };
        let is_first = self.tree.children(around).next() == Some(node);
        match self.kind(around) {
            Kind::MemberExpression | Kind::SubscriptExpression if is_first => &BOTH[..1],
            Kind::AssignmentExpression if is_first => &BOTH[1..],
            Kind::AugmentedAssignmentExpression if is_first => BOTH,
            Kind::UpdateExpression => BOTH,
            Kind::ForInStatement => &BOTH[..1],
            _ => &[],
        }
    }

    /// Notes the types that an annotation names; within another they are noted already.
    pub(super) fn refer_to_types(&mut self, annotation: NodeRef) {
        if self.start_byte(annotation) < self.own.referred_until {
            return;
        }
        self.own.referred_until = self.end_byte(annotation);
        self.take_apart(annotation, |file, node, parts| match file.kind(node) {
            Kind::TypeIdentifier => {
                let named = Expr::TypeName { name: file.intern_node(node), scope: file.scope() };
                file.push_reference(node, named, ReferenceForm::Type);
            }
            Kind::NestedTypeIdentifier => {
                if let Some(name) = file.field(node, Field::Name) {
                    let named = file.type_of(node);
                    let named = file.draft.symbols().expr(named);
                    file.push_reference(name, named, ReferenceForm::Type);
                }
            }
            // What a value is, and names that are no types.
            Kind::TypeQuery
            | Kind::Identifier
            | Kind::PropertyIdentifier
            | Kind::LiteralType
            | Kind::PredefinedType => {}
            _ => parts.extend(file.named(node)),
        });
    }

    /// The same of all annotations in a type that is not looked into for anything else.
    pub(super) fn refer_to_types_of_members(&mut self, ty: NodeRef) {
        self.take_apart(ty, |file, node, parts| match file.kind(node) {
            Kind::TypeAnnotation | Kind::TypePredicateAnnotation | Kind::AssertsAnnotation => file.refer_to_types(node),
            Kind::TypeIdentifier | Kind::NestedTypeIdentifier | Kind::LiteralType | Kind::PredefinedType => {}
            // In the order of the source: what begins in front of the last annotation's end is taken to be within it.
            _ => parts.extend(file.named(node).rev()),
        });
    }

    /// How a name or member that is entered is used, if it is as a value that nothing is called or asked of.
    fn form_of(&mut self, node: NodeRef) -> Option<ReferenceForm> {
        let around = self.parent()?;
        let is_value = match self.kind(around) {
            Kind::Decorator => return Some(ReferenceForm::Decorator),
            Kind::Object
            | Kind::Arguments
            | Kind::Array
            | Kind::ReturnStatement
            | Kind::ExpressionStatement
            | Kind::TernaryExpression
            | Kind::SpreadElement
            | Kind::TemplateSubstitution
            | Kind::JsxExpression
            | Kind::ExportStatement
            | Kind::ThrowStatement
            | Kind::YieldExpression
            | Kind::SwitchCase => true,
            // Into these the grammar may nest what a call calls.
            Kind::ParenthesizedExpression
            | Kind::SequenceExpression
            | Kind::AwaitExpression
            | Kind::UnaryExpression
            | Kind::BinaryExpression
            | Kind::NonNullExpression
            | Kind::InstantiationExpression
            | Kind::AsExpression
            | Kind::SatisfiesExpression
            | Kind::TypeAssertion => self.own.wrapped_callee != Some(node),
            Kind::VariableDeclarator
            | Kind::PublicFieldDefinition
            | Kind::RequiredParameter
            | Kind::OptionalParameter => self.field(around, Field::Value) == Some(node),
            Kind::Pair
            | Kind::AssignmentExpression
            | Kind::AugmentedAssignmentExpression
            | Kind::AssignmentPattern
            | Kind::ObjectAssignmentPattern
            | Kind::EnumAssignment
            | Kind::SubscriptExpression => {
                self.first_named(around) != Some(node) && self.last_named(around) == Some(node)
            }
            Kind::ArrowFunction => self.tree.children(around).next_back() == Some(node),
            // `f.bind(x)` is `f`.
            Kind::MemberExpression => {
                self.tree.children(around).next() == Some(node)
                    && self.field(around, Field::Property).is_some_and(|property| self.text(property) == "bind")
            }
            _ => false,
        };
        is_value.then_some(ReferenceForm::Value)
    }
}
