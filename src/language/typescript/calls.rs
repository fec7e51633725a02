//! Call sites: calls, constructions, JSX elements, tagged templates, decorators with arguments.

use super::{Field, Kind, TypeScript};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::ExprId;
use crate::record::{CallForm, StringId};

impl Outline<'_, '_, TypeScript> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        self.push_module_call(node);
        self.push_own_call(node);
        let Some(function) = self.function_of(node) else { return Next::Into };
        if self.kind(function) == Kind::Import && self.is_part_of_type() {
            return Next::Into;
        }
        let callee_node = self.called(function);
        self.own.wrapped_callee = Some(callee_node);
        if self.kind(callee_node) == Kind::Super {
            let callee = self.chain_of(callee_node);
            self.push_call(node, self.own.constructor, self.start_byte(callee_node), CallForm::Construct, callee);
            return Next::Into;
        }
        let (name, name_byte, form) = self.called_name(callee_node);
        let callee = match self.kind(callee_node) {
            Kind::Import => ExprId::UNKNOWN,
            _ => self.chain_of(callee_node),
        };
        let name_byte = name_byte.unwrap_or_else(|| {
            self.field(node, Field::Arguments).map_or(self.end_byte(node), |arguments| self.start_byte(arguments))
        });
        self.push_call_from(function, node, name, name_byte, form, callee);
        Next::Into
    }

    /// Whether what has these nodes around it is a part of a type: `import('x').T`, `typeof import('x')`.
    fn is_part_of_type(&self) -> bool {
        let mut kinds = self.ancestors().iter().rev().map(|ancestor| self.kind(*ancestor));
        let holder = kinds.find(|kind| *kind != Kind::MemberExpression);
        holder.is_some_and(|kind| {
            matches!(
                kind,
                Kind::TypeAnnotation
                    | Kind::TypeArguments
                    | Kind::TypeQuery
                    | Kind::TypeAliasDeclaration
                    | Kind::GenericType
                    | Kind::ArrayType
                    | Kind::UnionType
                    | Kind::IntersectionType
                    | Kind::TupleType
                    | Kind::LookupType
                    | Kind::ReadonlyType
                    | Kind::OptionalType
                    | Kind::ParenthesizedType
                    | Kind::FunctionType
                    | Kind::ExtendsTypeClause
                    | Kind::ImplementsClause
            )
        })
    }

    pub(super) fn enter_new(&mut self, node: NodeRef) -> Next {
        let Some(class) = self.field(node, Field::Constructor) else { return Next::Into };
        let class = self.called(class);
        self.own.wrapped_callee = Some(class);
        let name_byte = match self.field(class, Field::Property) {
            Some(property) if self.kind(class) == Kind::MemberExpression => self.start_byte(property),
            _ => self.start_byte(class),
        };
        let callee = self.expr_of(class);
        self.push_call(node, self.own.constructor, name_byte, CallForm::Construct, callee);
        Next::Into
    }

    /// `<Badge/>` calls `Badge`; `<div/>` calls nothing of the repository.
    pub(super) fn enter_jsx_element(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let is_component = match self.kind(name) {
            Kind::Identifier => self.text(name).chars().next().is_some_and(|first| !first.is_lowercase()),
            kind => kind == Kind::MemberExpression,
        };
        if is_component {
            let (function, name_byte, form) = self.called_name(name);
            let callee = self.expr_of(name);
            self.push_call(node, function, name_byte.unwrap_or(self.start_byte(name)), form, callee);
        }
        Next::Into
    }

    /// The name called, where it begins, and how the call is written. Without a name (`f()()`, a function called
    /// where it stands) it is `''`.
    fn called_name(&mut self, callee: NodeRef) -> (StringId, Option<usize>, CallForm) {
        let (name, form) = match self.kind(callee) {
            Kind::Identifier | Kind::Import => (Some(callee), CallForm::Plain),
            Kind::MemberExpression => (self.field(callee, Field::Property), CallForm::Member),
            Kind::SubscriptExpression => {
                let index = self.field(callee, Field::Index).filter(|index| self.kind(*index) == Kind::String);
                if let Some(index) = index {
                    return (self.unquoted(index), Some(self.start_byte(index) + 1), CallForm::Member);
                }
                (None, CallForm::Plain)
            }
            _ => (None, CallForm::Plain),
        };
        match name {
            Some(name) => (self.intern_node(name), Some(self.start_byte(name)), form),
            None => (StringId::EMPTY, None, CallForm::Plain),
        }
    }

    /// What a call's function is within parentheses, casts and sequences: `(0, a.b)!()` calls `b`.
    fn called(&mut self, node: NodeRef) -> NodeRef {
        self.innermost(node, |file, node| match file.kind(node) {
            Kind::InstantiationExpression => file.first_named(node),
            Kind::SequenceExpression => file.last_named(node),
            _ => Some(file.unwrapped(node)).filter(|inner| *inner != node),
        })
    }
}
