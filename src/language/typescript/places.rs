//! At which place among a node's children the fields asked for most often are: tree-sitter's own answer costs up to
//! 400 instructions. Debug builds check each against it.

use super::grammar::{Field, Kind};
use crate::extract::Place;

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

/// The place of the fields asked for most often; `None` where the children are looked through. Comments and what the parser
/// could not place do not count.
pub(super) const fn place(parent: Kind, field: Field) -> Option<Place<Kind>> {
    Some(match (parent, field) {
        (_, Field::Parameters) => Place::OfKind(&[Kind::FormalParameters]),
        (_, Field::TypeParameters) => Place::OfKind(&[Kind::TypeParameters]),
        (Kind::CallExpression, Field::Function) => Place::First,
        (Kind::CallExpression, Field::Arguments) => Place::Last,
        (Kind::MemberExpression | Kind::SubscriptExpression, Field::Object) => Place::First,
        (Kind::MemberExpression, Field::Property) => Place::Last,
        (Kind::BinaryExpression, Field::Left)
        | (Kind::UnaryExpression, Field::Operator)
        | (Kind::TernaryExpression, Field::Condition)
        | (Kind::GenericType, Field::Name) => Place::First,
        (Kind::BinaryExpression, Field::Operator) => Place::Behind(1),
        (Kind::BinaryExpression, Field::Right)
        | (Kind::UnaryExpression, Field::Argument)
        | (Kind::TernaryExpression, Field::Alternative)
        | (Kind::FunctionType, Field::ReturnType) => Place::Last,
        (Kind::IfStatement, Field::Condition) => Place::FirstNamed,
        (Kind::IfStatement, Field::Consequence) | (Kind::TernaryExpression, Field::Consequence) => Place::Behind(2),
        (Kind::IfStatement, Field::Alternative) => Place::OfKind(&[Kind::ElseClause]),
        (Kind::FunctionType, Field::Parameter) => Place::OfKind(&[]),
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
