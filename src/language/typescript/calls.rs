//! Call sites: calls, constructions, JSX elements, tagged templates, decorators with arguments.

use super::TypeScriptVisitor;
use super::syntax::without_quotes;
use super::words::{Field, Kind};
use crate::extract::outline::ExpressionShapes;
use crate::record::symbols::ExprId;
use crate::record::{CallForm, StringId};
use crate::syntax::tree::NodeRef;

impl TypeScriptVisitor<'_, '_> {
    pub(super) fn enter_call(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        self.push_module_call(node);
        let Some(function) = self.function_of(node) else { return false };
        if self.outline.kind(function) == Kind::Import && self.is_in_type(ancestors) {
            return false;
        }
        let callee_node = self.called(function);
        if self.outline.kind(callee_node) == Kind::Super {
            let callee = self.chain_of(callee_node);
            self.outline.push_call(
                node,
                self.constructor,
                self.outline.start_byte(callee_node),
                CallForm::Construct,
                callee,
            );
            return false;
        }
        let (name, name_byte, form) = self.called_name(callee_node);
        let callee = match self.outline.kind(callee_node) {
            Kind::Import => ExprId::UNKNOWN,
            _ => self.chain_of(callee_node),
        };
        let name_byte = name_byte.unwrap_or_else(|| {
            self.field(node, Field::Arguments)
                .map_or(self.outline.end_byte(node), |arguments| self.outline.start_byte(arguments))
        });
        self.outline.push_call_from(function, node, name, name_byte, form, callee);
        false
    }

    /// Whether what has these nodes around it is a part of a type: `import('x').T`, `typeof import('x')`.
    fn is_in_type(&self, ancestors: &[NodeRef]) -> bool {
        let mut kinds = ancestors.iter().rev().map(|ancestor| self.outline.kind(*ancestor));
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

    pub(super) fn enter_new(&mut self, node: NodeRef) -> bool {
        let Some(class) = self.field(node, Field::Constructor) else { return false };
        let class = self.called(class);
        let name_byte = match self.field(class, Field::Property) {
            Some(property) if self.outline.kind(class) == Kind::MemberExpression => self.outline.start_byte(property),
            _ => self.outline.start_byte(class),
        };
        let callee = self.expr_of(class);
        self.outline.push_call(node, self.constructor, name_byte, CallForm::Construct, callee);
        false
    }

    /// `<Badge/>` calls `Badge`; `<div/>` calls nothing of the repository.
    pub(super) fn enter_jsx_element(&mut self, node: NodeRef) -> bool {
        let Some(name) = self.field(node, Field::Name) else { return false };
        let is_component = match self.outline.kind(name) {
            Kind::Identifier => self.outline.text(name).chars().next().is_some_and(|first| !first.is_lowercase()),
            kind => kind == Kind::MemberExpression,
        };
        if is_component {
            let (function, name_byte, form) = self.called_name(name);
            let callee = self.expr_of(name);
            self.outline.push_call(node, function, name_byte.unwrap_or(self.outline.start_byte(name)), form, callee);
        }
        false
    }

    /// The name called, where it begins, and how the call is written. Without a name (`f()()`, a function called
    /// where it stands) it is `''`.
    fn called_name(&mut self, callee: NodeRef) -> (StringId, Option<usize>, CallForm) {
        match self.outline.kind(callee) {
            Kind::Identifier | Kind::Import => {
                (self.outline.intern_node(callee), Some(self.outline.start_byte(callee)), CallForm::Plain)
            }
            Kind::MemberExpression => match self.field(callee, Field::Property) {
                Some(property) => {
                    (self.outline.intern_node(property), Some(self.outline.start_byte(property)), CallForm::Member)
                }
                None => (StringId::EMPTY, None, CallForm::Plain),
            },
            Kind::SubscriptExpression => match self.field(callee, Field::Index) {
                Some(index) if self.outline.kind(index) == Kind::String => {
                    let text = self.outline.text(index);
                    let name = self.outline.draft.intern(without_quotes(text));
                    (name, Some(self.outline.start_byte(index) + 1), CallForm::Member)
                }
                _ => (StringId::EMPTY, None, CallForm::Plain),
            },
            _ => (StringId::EMPTY, None, CallForm::Plain),
        }
    }

    /// What a call's function is within parentheses, casts and sequences: `(0, a.b)!()` calls `b`.
    fn called(&mut self, node: NodeRef) -> NodeRef {
        let mut node = self.unwrapped(node);
        loop {
            let inner = match self.outline.kind(node) {
                Kind::InstantiationExpression => self.outline.first_named(node),
                Kind::SequenceExpression => self.outline.last_named(node),
                _ => None,
            };
            match inner {
                Some(inner) => node = self.unwrapped(inner),
                None => return node,
            }
        }
    }
}
