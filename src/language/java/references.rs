//! Names that are not called: method references, classes as values, annotations without arguments, types in signatures,
//! fields and variables.

use super::{Field, Java, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::ReferenceForm;
use crate::record::symbols::{Expr, ExprId};

impl Outline<'_, '_, Java> {
    /// `Order::total`, `this::total`, `Order::new`
    pub(super) fn enter_method_reference(&mut self, node: NodeRef) -> Next {
        let Some(object_node) = self.first_named(node) else { return Next::Into };
        let Some(name_node) = self.tree.children(node).next_back() else { return Next::Into };
        let object = match self.kind(object_node) {
            Kind::Identifier | Kind::FieldAccess | Kind::This | Kind::Super => self.expr_of(object_node),
            Kind::TypeIdentifier | Kind::GenericType | Kind::ScopedTypeIdentifier | Kind::ArrayType => {
                self.type_of(object_node)
            }
            _ => self.expr_of(object_node),
        };
        let named = match self.kind(name_node) {
            Kind::New => Expr::instance(object),
            _ => Expr::Member { object, name: self.intern_node(name_node) },
        };
        // Which of several methods is meant follows from what is asked for there.
        let around = self.ancestors().to_vec();
        let named = match self.context_of(node, &around) {
            ExprId::UNKNOWN => named,
            context => Expr::Call { callee: self.expr(named), args: self.expr_list(&[context]) },
        };
        self.push_reference(name_node, named, ReferenceForm::Value);
        Next::Into
    }

    /// `Order.class`
    pub(super) fn enter_class_literal(&mut self, node: NodeRef) -> Next {
        if let Some(ty) = self.first_named(node) {
            self.push_type_value(ty, ReferenceForm::Value);
        }
        Next::Past
    }

    /// `@Entity`
    pub(super) fn enter_marker(&mut self, node: NodeRef) -> Next {
        if let Some(name) = self.field(node, Field::Name) {
            self.push_type_value(name, ReferenceForm::Decorator);
        }
        Next::Past
    }

    /// A type: of a parameter, a field, a variable, of what a method returns, or written for something else.
    pub(super) fn enter_written_type(&mut self, node: NodeRef) -> Next {
        let declares = self.parent().is_some_and(|around| {
            matches!(
                self.kind(around),
                Kind::FormalParameter
                    | Kind::SpreadParameter
                    | Kind::FieldDeclaration
                    | Kind::ConstantDeclaration
                    | Kind::LocalVariableDeclaration
                    | Kind::MethodDeclaration
                    | Kind::AnnotationTypeElementDeclaration
                    | Kind::EnhancedForStatement
                    | Kind::Resource
                    | Kind::CatchType
            )
        });
        if declares {
            self.refer_to_types(node);
        }
        Next::Past
    }

    fn refer_to_types(&mut self, node: NodeRef) {
        self.take_apart(node, |file, node, parts| match file.kind(node) {
            Kind::TypeIdentifier | Kind::ScopedTypeIdentifier => file.push_type_value(node, ReferenceForm::Type),
            _ => parts.extend(file.named(node)),
        });
    }

    fn push_type_value(&mut self, node: NodeRef, form: ReferenceForm) {
        let named = match self.kind(node) {
            Kind::TypeIdentifier | Kind::Identifier => {
                Expr::TypeName { name: self.intern_node(node), scope: self.scope() }
            }
            _ => {
                let named = self.type_of(node);
                self.draft.symbols().expr(named)
            }
        };
        if matches!(named, Expr::TypeName { .. } | Expr::TypeMember { .. }) {
            let name_node = match self.kind(node) {
                Kind::ScopedTypeIdentifier | Kind::ScopedIdentifier => self.last_named(node).unwrap_or(node),
                _ => node,
            };
            self.push_reference(name_node, named, form);
        }
    }
}
