//! What is known of what a call passes and of what a function asks for, as far as types are written down.
//!
//! In: a value, or the type of a parameter. Out: [`Passed`].

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
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
    /// A list of so many dimensions.
    List(u8, Of<'p>),
    /// A function that takes so many arguments, if that is known, and whether it gives something.
    Function(Option<u16>, Gives),
    /// A type of functions that take so many arguments, and whether they give something.
    Callable(u16, bool),
    /// Most likely of a type of this name: what a class out of sight has as a constant or makes.
    Likely(&'p str),
}

/// What is known of what a list is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph) enum Of<'p> {
    Unknown,
    /// A type of the language or of a library, by name.
    Named(&'p str),
    /// Instances of a class of the program.
    Instance(TypeId),
}

impl Passed<'_> {
    /// A list of this.
    pub(super) const fn listed(self) -> Self {
        match self {
            Self::List(depth, of) => Self::List(depth.saturating_add(1), of),
            Self::Named(name) => Self::List(1, Of::Named(name)),
            Self::Instance(ty) => Self::List(1, Of::Instance(ty)),
            _ => Self::List(1, Of::Unknown),
        }
    }
}

/// Whether a function that is passed gives something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::graph) enum Gives {
    Unknown,
    Nothing,
    Something,
    /// What may be left where nothing is asked for: `() -> queue.poll()`.
    AtWill,
}

impl<'p, M> Linker<'p, M> {
    /// What is known of a value or a type, by what is written down.
    pub(super) fn passed(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
        self.passed_at(file, expr, 0)
    }

    /// The same of what a parameter is declared with, in a method that is found so.
    pub(super) fn asked_of(&mut self, file: FileId, expr: ExprId, env: Env) -> Passed<'p> {
        match self.passed(file, expr) {
            Passed::Unknown if env != Env::NONE => {
                let ty = self.type_of(file, expr, env);
                self.passed_as(ty)
            }
            known => known,
        }
    }

    pub(super) fn passed_at(&mut self, file: FileId, expr: ExprId, depth: u32) -> Passed<'p> {
        if depth == MAX_DEPTH || expr == ExprId::UNKNOWN || !self.takes_step() {
            return Passed::Unknown;
        }
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Language(name) => match module.text(name) {
                "null" => Passed::Null,
                name => Passed::Named(name),
            },
            Expr::Function(signature) => {
                let params = module.signature(signature).params.range().len();
                Passed::Function(u16::try_from(params).ok(), self.given_by_body(file, signature))
            }
            Expr::TypeName { name, .. } if let Some(callable) = self.callable(module.written_name(name), 0) => callable,
            Expr::Generic { base, args }
                if let Expr::TypeName { name, .. } = module.expr(base)
                    && let Some(callable) = self.callable(module.written_name(name), args.range().len()) =>
            {
                callable
            }
            Expr::ArrayType(element) => self.passed_at(file, element, depth + 1).listed(),
            Expr::Array(_) => Passed::List(1, Of::Unknown),
            Expr::Sum(one, other) => self.sum_of(file, [one, other], depth),
            Expr::Member { object, name }
                if let Some(ty) = self.property_of_lists(module.text(name))
                    && matches!(self.passed_at(file, object, depth + 1), Passed::List(..)) =>
            {
                Passed::Named(ty)
            }
            Expr::Either(one, other) => {
                match [one, other].map(|side| self.passed_at(file, side, depth + 1)) {
                    // `c ? null : 1` is no value.
                    [Passed::Null, Passed::Named(name)] | [Passed::Named(name), Passed::Null] => {
                        let boxed = self.builtins.get(name).and_then(|row| row.boxed);
                        Passed::Named(boxed.unwrap_or(name))
                    }
                    [Passed::Unknown | Passed::Null, known] => known,
                    // `c ? 1 : 2.0` is what both are converted to.
                    [Passed::Named(one), Passed::Named(other)] if one != other => {
                        self.wider(one, other).map_or(Passed::Named(one), Passed::Named)
                    }
                    [known, _] => known,
                }
            }
            _ => match self.written_down(file, expr, depth) {
                Some((of, ty)) => match self.passed_at(of, ty, depth + 1) {
                    // What a type parameter stands for here is not written there.
                    written @ (Passed::Unknown | Passed::List(_, Of::Unknown)) => {
                        let ty = self.type_of(file, expr, Env::NONE);
                        match self.passed_as(ty) {
                            Passed::Unknown => written,
                            known => known,
                        }
                    }
                    known => known,
                },
                None => {
                    let known = self.of_text(file, expr, depth).or_else(|| self.of_numbers(file, expr, depth));
                    let known = known.or_else(|| self.of_list(file, expr, depth));
                    let known = known.or_else(|| self.named_method(file, expr));
                    known.unwrap_or_else(|| self.passed_by_type(file, expr))
                }
            },
        }
    }

    /// What two numbers are converted to.
    pub(super) fn wider(&self, one: &str, other: &str) -> Option<&'static str> {
        let place = self.promoted(one)?.max(self.promoted(other)?);
        self.builtins.table.sums.get(place).copied()
    }

    /// Where the type of a value is written down.
    pub(super) fn written_down(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<(FileId, ExprId)> {
        if depth == MAX_DEPTH {
            return None;
        }
        let module = self.module(file);
        let (file, ty) = match module.expr(expr) {
            Expr::Cast(inner) | Expr::ByReference(inner) | Expr::Generic { base: inner, .. } => (file, inner),
            Expr::Name { name, scope } | Expr::Bare { name, scope, .. } => {
                let bare = match module.expr(expr) {
                    Expr::Bare { class, .. } => self.bare_or_bound(file, (name, scope), class, Env::NONE),
                    _ => Err(self.program.lookup(file, name, scope, Meaning::Value)),
                };
                match bare {
                    Ok((_, member)) => field_type(member)?,
                    Err(Some(rows)) => match module.symbols().bindings[rows[0] as usize].target {
                        BindingTarget::Variable { ty: ExprId::UNKNOWN, value } => (file, value),
                        BindingTarget::Variable { ty, .. } => (file, ty),
                        _ => return None,
                    },
                    Err(None) => return None,
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
                let (file, list) = self.written_down(file, list, depth + 1)?;
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
        if sides[1] == ExprId::UNKNOWN {
            let side = self.passed_at(file, sides[0], depth + 1);
            let number = if let Passed::Named(number) = side { self.wider(number, number) } else { None };
            return number.map_or(side, Passed::Named);
        }
        let [one, other] = sides.map(|side| self.passed_at(file, side, depth + 1));
        let is_text =
            |side: &Passed<'p>| matches!(side, Passed::Named(name) if self.builtins.table.texts.contains(name));
        let sum = match (one, other) {
            _ if is_text(&one) => return one,
            _ if is_text(&other) => return other,
            (Passed::Named(one), Passed::Named(other)) => self.wider(one, other),
            _ => None,
        };
        sum.map_or(Passed::Unknown, Passed::Named)
    }

    /// The place among the table's sums of what adding to a number gives.
    fn promoted(&self, number: &str) -> Option<usize> {
        let place = self.builtins.table.sums.iter().position(|sum| *sum == number);
        place.or_else(|| self.builtins.get(number).filter(|ty| !ty.widens.is_empty()).map(|_| 0))
    }

    fn passed_by_type(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
        let ty = self.type_of(file, expr, Env::NONE);
        match self.types.get(ty) {
            // `BigDecimal.TEN`, `ByteBuffer.allocate(8)`
            Type::OutsideValue { .. } | Type::GlobalValue(_) | Type::Unknown => self.likely(file, expr),
            _ => self.passed_as(ty),
        }
    }

    pub(super) fn passed_as(&mut self, ty: TypeId) -> Passed<'p> {
        match self.types.get(ty) {
            Type::Instance { .. } => Passed::Instance(ty),
            Type::Global { name, .. } => Passed::Named(self.plain_name(name)),
            Type::Outside { name, .. } if !name.is_empty() => Passed::Named(self.plain_name(name)),
            Type::Array(of) => self.passed_as_list(of),
            Type::Function { .. } => Passed::Function(None, self.given_by_declared(ty)),
            _ => Passed::Unknown,
        }
    }

    fn passed_as_list(&mut self, of: TypeId) -> Passed<'p> {
        let mut element = of;
        let mut depth = 1;
        while let (Type::Array(of), true) = (self.types.get(element), depth < MAX_DEPTH) {
            element = of;
            depth += 1;
        }
        let innermost = match self.types.get(element) {
            Type::Array(_) => Passed::Unknown,
            _ => self.passed_as(element),
        };
        (0..depth).fold(innermost, |list, _| list.listed())
    }

    /// The name of a type of the language's own without what it is qualified with, where it has several the first.
    pub(super) fn plain_name(&self, name: &'p str) -> &'p str {
        let name = last_part(name);
        let synonyms = self.builtins.table.synonyms;
        synonyms.iter().find(|(other, _)| *other == name).map_or(name, |(_, plain)| *plain)
    }
}

/// A name without what it is qualified with.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// Where the type of a field is written down.
fn field_type(member: FoundMember) -> Option<(FileId, ExprId)> {
    match member.value {
        MemberValue::Field { ty: ExprId::UNKNOWN, value } => Some((member.file, value)),
        MemberValue::Field { ty, .. } => Some((member.file, ty)),
        _ => None,
    }
}
