//! What is known of what a call passes and of what a function asks for, as far as types are written down.
//!
//! In: a value, or the type of a parameter. Out: [`Passed`].

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::{FileId, InFile};
use crate::graph::names::scopes::Meaning;
use crate::language::builtins::{BuiltinMember, Shape};
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue};

/// How many declarations are gone through from a name to its type.
const MAX_DEPTH: u32 = 8;

/// What is known of an argument, or asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph) enum Passed<'p> {
    Unknown,
    Null,
    /// A type of the language or of a library, by name.
    Named(&'p str),
    /// An instance of a class of the program.
    Instance(TypeId),
    /// A list, with the name of what it is of if that is known.
    List(Option<&'p str>),
    Function,
}

impl<'p, M> Linker<'p, M> {
    /// What is known of a value or a type, by what is written down.
    pub(super) fn passed(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
        self.passed_at(file, expr, 0)
    }

    fn passed_at(&mut self, file: FileId, expr: ExprId, depth: u32) -> Passed<'p> {
        if depth == MAX_DEPTH || expr == ExprId::UNKNOWN || !self.takes_step() {
            return Passed::Unknown;
        }
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Language(name) => match module.text(name) {
                "null" => Passed::Null,
                name => Passed::Named(name),
            },
            Expr::Function(_) => Passed::Function,
            Expr::ArrayType(element) => match self.passed_at(file, element, depth + 1) {
                Passed::Named(name) => Passed::List(Some(name)),
                Passed::Instance(ty) => match self.types.get(ty) {
                    Type::Instance { class, .. } => Passed::List(Some(self.class_name(class))),
                    _ => Passed::List(None),
                },
                _ => Passed::List(None),
            },
            Expr::Array(_) => Passed::List(None),
            Expr::Sum(one, other) => self.sum_of(file, [one, other], depth),
            Expr::Member { object, name }
                if let Some(ty) = self.property_of_lists(module.text(name))
                    && matches!(self.passed_at(file, object, depth + 1), Passed::List(_)) =>
            {
                Passed::Named(ty)
            }
            Expr::Either(one, other) => match self.passed_at(file, one, depth + 1) {
                Passed::Unknown | Passed::Null => self.passed_at(file, other, depth + 1),
                known => known,
            },
            _ => match self.declared(file, expr, depth) {
                Some((file, ty)) => self.passed_at(file, ty, depth + 1),
                None => self.of_text(file, expr, depth).unwrap_or_else(|| self.passed_by_type(file, expr)),
            },
        }
    }

    /// The name of the type of a property that all lists have.
    fn property_of_lists(&self, name: &str) -> Option<&'static str> {
        match self.builtins.table.list.member(name)? {
            BuiltinMember { is_method: false, gives: Shape::Named(name, _), .. } => Some(name),
            _ => None,
        }
    }

    /// What a method of a text gives, where the name says it.
    fn of_text(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
        let module = self.module(file);
        let Expr::Call { callee, .. } = module.expr(expr) else { return None };
        let Expr::Member { object, name } = module.expr(callee) else { return None };
        let text @ Passed::Named(of) = self.passed_at(file, object, depth + 1) else { return None };
        let member =
            self.builtins.get(of).filter(|_| self.builtins.table.texts.contains(&of))?.member(module.text(name))?;
        match member.gives {
            Shape::This => Some(text),
            Shape::Named(name, _) => Some(Passed::Named(name)),
            _ => None,
        }
    }

    /// Where the type of a value is written down.
    fn declared(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<(FileId, ExprId)> {
        if depth == MAX_DEPTH {
            return None;
        }
        let module = self.module(file);
        let (file, ty) = match module.expr(expr) {
            Expr::Cast(inner) | Expr::Generic { base: inner, .. } => (file, inner),
            Expr::Name { name, scope } | Expr::Bare { name, scope, .. } => {
                match (module.index().lookup(name, scope, Meaning::Value), module.expr(expr)) {
                    (Some(rows), _) => match module.symbols().bindings[rows[0] as usize].target {
                        BindingTarget::Variable { ty: ExprId::UNKNOWN, value } => (file, value),
                        BindingTarget::Variable { ty, .. } => (file, ty),
                        _ => return None,
                    },
                    (None, Expr::Bare { class, .. }) => {
                        let (_, member) =
                            self.bare_member(InFile { file, row: class }, scope, module.text(name), Env::NONE)?;
                        field_type(member)?
                    }
                    _ => return None,
                }
            }
            Expr::Call { callee, args } => {
                let (callee, site) = self.site(file, callee, args, Env::NONE);
                let callee = self.called(file, callee, site);
                match self.types.get(callee) {
                    Type::Function { file, signature, .. } => {
                        (file, self.module(file).signature(signature).return_type)
                    }
                    _ => return None,
                }
            }
            Expr::Member { object, name } => {
                let object = self.type_of(file, object, Env::NONE);
                match self.find_member(object, module.text(name)) {
                    MemberSearch::Found(member) => field_type(member)?,
                    _ => return None,
                }
            }
            Expr::Index(list) => {
                let (file, list) = self.declared(file, list, depth + 1)?;
                match self.module(file).expr(list) {
                    Expr::ArrayType(element) => (file, element),
                    _ => return None,
                }
            }
            _ => return None,
        };
        (ty != ExprId::UNKNOWN).then_some((file, ty))
    }

    /// What adding two values gives.
    fn sum_of(&mut self, file: FileId, sides: [ExprId; 2], depth: u32) -> Passed<'p> {
        let [one, other] = sides.map(|side| self.passed_at(file, side, depth + 1));
        let is_text =
            |side: &Passed<'p>| matches!(side, Passed::Named(name) if self.builtins.table.texts.contains(name));
        let sum = match (one, other) {
            _ if is_text(&one) => return one,
            _ if is_text(&other) => return other,
            (Passed::Named(one), Passed::Named(other)) => self
                .promoted(one)
                .max(self.promoted(other))
                .filter(|_| self.promoted(one).is_some() && self.promoted(other).is_some()),
            _ => None,
        };
        sum.and_then(|place| self.builtins.table.sums.get(place)).map_or(Passed::Unknown, |name| Passed::Named(name))
    }

    /// The place among the table's sums of what adding to a number gives.
    fn promoted(&self, number: &str) -> Option<usize> {
        let place = self.builtins.table.sums.iter().position(|sum| *sum == number);
        place.or_else(|| self.builtins.get(number).filter(|ty| !ty.widens.is_empty()).map(|_| 0))
    }

    fn passed_by_type(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
        let ty = self.type_of(file, expr, Env::NONE);
        match self.types.get(ty) {
            Type::Instance { .. } => Passed::Instance(ty),
            Type::Global { name, .. } => Passed::Named(name),
            Type::Outside { name, .. } if !name.is_empty() => Passed::Named(name),
            Type::Array(_) => Passed::List(None),
            Type::Function { .. } => Passed::Function,
            _ => Passed::Unknown,
        }
    }
}

/// Where the type of a field is written down.
fn field_type(member: FoundMember) -> Option<(FileId, ExprId)> {
    match member.value {
        MemberValue::Field { ty: ExprId::UNKNOWN, value } => Some((member.file, value)),
        MemberValue::Field { ty, .. } => Some((member.file, ty)),
        _ => None,
    }
}
