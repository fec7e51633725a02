//! At which place among a node's children the fields asked for most often are: tree-sitter's own answer costs up to
//! 400 instructions. Debug builds check each against it.

use super::TypeScriptVisitor;
use super::words::{Field, Kind};
use crate::syntax::tree::NodeRef;

/// Where among the children of a node a field is.
enum Place {
    First,
    FirstNamed,
    Last,
    /// The first child of one of these kinds.
    OfKind(&'static [Kind]),
    /// The last child, if this token is among the children.
    LastWith(Kind),
    /// The first child of the kind, if the token is among the children.
    OfKindWith(Kind, Kind),
}

const NAMES: &[Kind] = &[
    Kind::Identifier,
    Kind::PropertyIdentifier,
    Kind::PrivatePropertyIdentifier,
    Kind::TypeIdentifier,
    Kind::ComputedPropertyName,
    Kind::String,
    Kind::Number,
];
const ANNOTATIONS: &[Kind] = &[Kind::TypeAnnotation, Kind::AssertsAnnotation, Kind::TypePredicateAnnotation];

/// The place of the fields asked for most often; `None` where tree-sitter has to be asked. Comments and what the parser
/// could not place do not count.
const fn place(parent: Kind, field: Field) -> Option<Place> {
    Some(match (parent, field) {
        (_, Field::Parameters) => Place::OfKind(&[Kind::FormalParameters]),
        (_, Field::TypeParameters) => Place::OfKind(&[Kind::TypeParameters]),
        (Kind::CallExpression, Field::Function) => Place::First,
        (Kind::CallExpression, Field::Arguments) => Place::Last,
        (Kind::MemberExpression | Kind::SubscriptExpression, Field::Object) => Place::First,
        (Kind::MemberExpression, Field::Property) => Place::Last,
        (Kind::AssignmentExpression, Field::Left) => Place::FirstNamed,
        (Kind::AssignmentExpression, Field::Right) => Place::Last,
        (Kind::Pair, Field::Key) | (Kind::VariableDeclarator, Field::Name) => Place::First,
        (Kind::Pair, Field::Value) => Place::Last,
        (
            Kind::VariableDeclarator | Kind::PublicFieldDefinition | Kind::RequiredParameter | Kind::OptionalParameter,
            Field::Value,
        ) => Place::LastWith(Kind::Equals),
        (
            Kind::VariableDeclarator
            | Kind::PublicFieldDefinition
            | Kind::RequiredParameter
            | Kind::OptionalParameter
            | Kind::PropertySignature,
            Field::Type,
        ) => Place::OfKind(&[Kind::TypeAnnotation]),
        (Kind::ImportSpecifier, Field::Name) => Place::FirstNamed,
        (Kind::ImportSpecifier, Field::Alias) => Place::LastWith(Kind::As),
        (Kind::ImportStatement, Field::Source) => Place::OfKind(&[Kind::String]),
        (Kind::ExportStatement, Field::Source) => Place::OfKindWith(Kind::String, Kind::From),
        (Kind::ArrowFunction, Field::Body) => Place::Last,
        (Kind::ArrowFunction, Field::Name) => Place::OfKind(&[]),
        (Kind::ArrowFunction, Field::ReturnType) => Place::OfKind(ANNOTATIONS),
        (
            Kind::FunctionDeclaration
            | Kind::FunctionExpression
            | Kind::GeneratorFunction
            | Kind::GeneratorFunctionDeclaration
            | Kind::MethodDefinition
            | Kind::FunctionSignature
            | Kind::MethodSignature
            | Kind::AbstractMethodSignature,
            _,
        ) => match field {
            Field::Name => Place::OfKind(NAMES),
            Field::Body => Place::OfKind(&[Kind::StatementBlock]),
            Field::ReturnType => Place::OfKind(ANNOTATIONS),
            Field::Parameter => Place::OfKind(&[]),
            _ => return None,
        },
        (Kind::PublicFieldDefinition | Kind::PropertySignature, Field::Name) => Place::OfKind(NAMES),
        _ => return None,
    })
}

impl TypeScriptVisitor<'_, '_> {
    /// The node behind a field.
    pub(super) fn field(&mut self, node: NodeRef, field: Field) -> Option<NodeRef> {
        let kind = self.outline.kind(node);
        let Some(place) = place(kind, field) else { return self.outline.field(node, field) };
        let found = self.child_at(node, place);
        // Of `typeof a.b.c` tree-sitter answers the property of `a.b`.
        let is_mistaken = kind == Kind::MemberExpression && field == Field::Property;
        debug_assert!(
            is_mistaken || found == self.outline.field(node, field),
            "{field:?} of {}",
            self.outline.tree.node(node)
        );
        found
    }

    fn child_at(&mut self, node: NodeRef, place: Place) -> Option<NodeRef> {
        let mut children = self.outline.tree.children(node).filter(|child| !self.outline.tree.is_extra(*child));
        match place {
            Place::First => children.next(),
            Place::FirstNamed => children.find(|child| self.outline.tree.is_named(*child)),
            Place::Last => children.next_back(),
            Place::OfKind(kinds) => children.find(|child| kinds.contains(&self.outline.kind(*child))),
            Place::LastWith(token) => {
                children.clone().find(|child| self.outline.kind(*child) == token).and(children.next_back())
            }
            Place::OfKindWith(kind, token) => {
                self.outline.child_of_kind(node, token).and(self.outline.child_of_kind(node, kind))
            }
        }
    }
}
