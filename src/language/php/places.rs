//! At which place among a node's children the fields asked for most often are: tree-sitter's own answer costs up to
//! 400 instructions. Debug builds check each against it.

use super::grammar::{Field, Kind};
use crate::extract::Place;

/// The place of the fields asked for most often; `None` where tree-sitter has to be asked. Comments and what the parser
/// could not place do not count.
pub(super) const fn place(parent: Kind, field: Field) -> Option<Place<Kind>> {
    Some(match (parent, field) {
        (Kind::MemberCallExpression | Kind::MemberAccessExpression, Field::Object)
        | (Kind::FunctionCallExpression, Field::Function)
        | (Kind::ScopedCallExpression, Field::Scope)
        | (Kind::AssignmentExpression | Kind::BinaryExpression, Field::Left) => Place::First,
        (Kind::IfStatement, Field::Condition) => Place::FirstNamed,
        (Kind::BinaryExpression, Field::Operator) => Place::Behind(1),
        (Kind::AssignmentExpression | Kind::BinaryExpression, Field::Right) => Place::Last,
        _ => return None,
    })
}
