//! Names that are not called: functions, method values and method expressions, types in signatures, fields and variables.

use super::{Go, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::Expr;

impl Outline<'_, '_, Go> {
    pub(super) fn enter_name(&mut self, node: NodeRef) -> Next {
        if self.is_value(node) {
            let name = self.named_shape(node, false);
            self.push_reference(node, name, ReferenceForm::Value);
        }
        Next::Past
    }

    pub(super) fn enter_selector(&mut self, node: NodeRef) -> Next {
        if self.is_value(node)
            && let Some(object) = self.first_named(node)
            && let Some(field) = self.child_of_kind(node, Kind::FieldIdentifier)
        {
            let object = self.expr_of(object);
            let name = self.intern_node(field);
            self.push_reference(field, Expr::Member { object, name }, ReferenceForm::Value);
        }
        Next::Into
    }

    pub(super) fn enter_plain_type(&mut self, node: NodeRef) -> Next {
        if self.is_declared_type(node) {
            self.refer_to_types(node);
        }
        Next::Past
    }

    pub(super) fn enter_wide_type(&mut self, node: NodeRef) -> Next {
        if self.is_declared_type(node) {
            self.refer_to_types(node);
        }
        Next::Into
    }

    /// Whether a type that is entered is that of a parameter, a result, a field or a variable.
    fn is_declared_type(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ParameterDeclaration => {
                // What a method is declared for is no part of its signature.
                let [.., method, list, _] = *self.ancestors() else { return true };
                self.kind(method) != Kind::MethodDeclaration || self.first_named(method) != Some(list)
            }
            Kind::VariadicParameter
            | Kind::FieldDeclaration
            | Kind::VarSpec
            | Kind::ConstSpec
            | Kind::FunctionDeclaration
            | Kind::MethodDeclaration
            | Kind::FuncLiteral
            | Kind::MethodElem => self.first_named(around) != Some(node) || self.kind(around) == Kind::FieldDeclaration,
            _ => false,
        }
    }

    /// Notes the types that a type names; those that it declares on the way are noted when they are entered.
    fn refer_to_types(&mut self, node: NodeRef) {
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::TypeIdentifier => {
                let named = Expr::TypeName { name: file.intern_node(node), scope: file.scope() };
                file.push_reference(node, named, ReferenceForm::Type);
            }
            Kind::QualifiedType => {
                if let Some(name) = file.last_named(node) {
                    let named = file.type_of(node);
                    let named = file.draft.symbols().expr(named);
                    file.push_reference(name, named, ReferenceForm::Type);
                }
            }
            Kind::StructType | Kind::InterfaceType => {}
            Kind::PointerType
            | Kind::SliceType
            | Kind::ArrayType
            | Kind::ChannelType
            | Kind::MapType
            | Kind::GenericType
            | Kind::ParenthesizedType
            | Kind::TypeArguments
            | Kind::TypeElem => parts.extend(file.named(node)),
            Kind::FunctionType => {
                // Its parameters are entered as such, its result is not.
                if let Some(result) = file.last_named(node).filter(|last| file.kind(*last) != Kind::ParameterList) {
                    parts.push(result);
                }
            }
            _ => {}
        });
    }

    /// Whether what is entered is used as a value that nothing is called or asked of.
    fn is_value(&mut self, node: NodeRef) -> bool {
        let Some(around) = self.parent() else { return false };
        match self.kind(around) {
            Kind::ArgumentList | Kind::BinaryExpression | Kind::UnaryExpression | Kind::SendStatement => true,
            Kind::ParenthesizedExpression => {
                !self.grandparent().is_some_and(|outer| self.kind(outer) == Kind::CallExpression)
            }
            // Functions are no keys: what stands there alone is a field's name.
            Kind::LiteralElement => {
                let keyed = self.grandparent().filter(|outer| self.kind(*outer) == Kind::KeyedElement);
                keyed.is_none_or(|keyed| self.first_named(keyed) != Some(around))
            }
            // Names are declared or assigned to on the left.
            Kind::ExpressionList => {
                let pairs = [Kind::ShortVarDeclaration, Kind::AssignmentStatement, Kind::RangeClause];
                let outer = self.grandparent().filter(|outer| pairs.contains(&self.kind(*outer)));
                outer.is_none_or(|outer| self.first_named(outer) != Some(around))
            }
            Kind::IndexExpression => self.first_named(around) != Some(node),
            _ => false,
        }
    }
}
