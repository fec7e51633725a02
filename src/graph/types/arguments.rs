//! What is known of what a call passes and of what a function asks for, as far as types are written down.
//!
//! In: a value, or the type of a parameter. Out: [`Passed`].

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
use crate::language::builtins::{BuiltinMember, Shape};
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue, SignatureId};

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
    /// A function that takes so many arguments, if that is known, and whether it gives something.
    Function(Option<u16>, Gives),
    /// A type of functions that take so many arguments, and whether they give something.
    Callable(u16, bool),
    /// Most likely of a type of this name: what a class out of sight has as a constant or makes.
    Likely(&'p str),
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
            Expr::Either(one, other) => {
                match [one, other].map(|side| self.passed_at(file, side, depth + 1)) {
                    [Passed::Unknown | Passed::Null, known] => known,
                    // `c ? 1 : 2.0` is what both are converted to.
                    [Passed::Named(one), Passed::Named(other)] if one != other => {
                        self.wider(one, other).map_or(Passed::Named(one), Passed::Named)
                    }
                    [known, _] => known,
                }
            }
            _ => match self.written_down(file, expr, depth) {
                Some((file, ty)) => self.passed_at(file, ty, depth + 1),
                None => {
                    let known = self.of_text(file, expr, depth).or_else(|| self.of_numbers(file, expr, depth));
                    known.unwrap_or_else(|| self.passed_by_type(file, expr))
                }
            },
        }
    }

    /// A type of functions that is told apart by the number of its arguments.
    fn callable(&self, name: &str, args: usize) -> Option<Passed<'p>> {
        let row = self.builtins.get(last_part(name)).filter(|row| row.parameters == 0)?;
        let (passed, gives) = row.function?;
        let gives = gives == Shape::Last;
        let params = if passed.is_empty() { 0 } else { args.checked_sub(usize::from(gives))? };
        Some(Passed::Callable(u16::try_from(params).ok()?, gives))
    }

    /// The name of the type of a property that all lists have.
    fn property_of_lists(&self, name: &str) -> Option<&'static str> {
        match self.builtins.table.list.member(name)? {
            BuiltinMember { is_method: false, gives: Shape::Named(name, _), .. } => Some(name),
            _ => None,
        }
    }

    /// Whether a function that is written where it is passed gives something.
    fn given_by_body(&mut self, file: FileId, signature: SignatureId) -> Gives {
        let module = self.module(file);
        let shape = module.signature(signature);
        let Some(first) = module.exprs(shape.returns).first() else { return Gives::Nothing };
        match module.expr(*first) {
            Expr::Unknown => Gives::Unknown,
            // What waits gives what can be waited for, whether or not there is more.
            Expr::New { .. } | Expr::Await(_) => Gives::AtWill,
            // What its parameters are depends on what is asked for here.
            Expr::Call { .. } if !shape.params.range().is_empty() => Gives::Unknown,
            Expr::Call { callee, args } => {
                let (callee, site) = self.site(file, callee, args, Env::NONE);
                match self.called(file, callee, site) {
                    TypeId::UNKNOWN => Gives::Unknown,
                    function => self.given_by_declared(function),
                }
            }
            _ => Gives::Something,
        }
    }

    /// Whether a function that is named where it is passed gives something.
    pub(super) fn given_by_declared(&self, function: TypeId) -> Gives {
        let Type::Function { file, signature, .. } = self.types.get(function) else { return Gives::Unknown };
        let module = self.module(file);
        match module.expr(module.signature(signature).return_type) {
            Expr::Unknown => Gives::Unknown,
            Expr::Primitive => Gives::Nothing,
            Expr::Language(name) if module.text(name) == "void" => Gives::Nothing,
            _ => Gives::AtWill,
        }
    }

    /// What the wider one of the numbers is that a call passes, where that is what it gives: `Math.max(1, 2L)`.
    fn of_numbers(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
        let module = self.module(file);
        let Expr::Call { callee, args } = module.expr(expr) else { return None };
        let Expr::Member { object, name } = module.expr(callee) else { return None };
        let object = self.type_of(file, object, Env::NONE);
        let Type::GlobalValue(of) = self.types.get(object) else { return None };
        let member = self.builtins.get(of)?.static_member(module.text(name))?;
        if member.gives != Shape::Widest {
            return None;
        }
        let mut widest = None;
        for argument in module.exprs(args) {
            let Passed::Named(number) = self.passed_at(file, *argument, depth + 1) else { return None };
            widest = Some(widest.map_or(Some(number), |widest| self.wider(widest, number))?);
        }
        widest.map(Passed::Named)
    }

    /// What two numbers are converted to.
    fn wider(&self, one: &str, other: &str) -> Option<&'static str> {
        let place = self.promoted(one)?.max(self.promoted(other)?);
        self.builtins.table.sums.get(place).copied()
    }

    /// What a member of a text gives, where the name says it.
    fn of_text(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
        let module = self.module(file);
        let (member, is_called) = match module.expr(expr) {
            Expr::Call { callee, .. } => (callee, true),
            _ => (expr, false),
        };
        let Expr::Member { object, name } = module.expr(member) else { return None };
        let text @ Passed::Named(of) = self.passed_at(file, object, depth + 1) else { return None };
        let member =
            self.builtins.get(of).filter(|_| self.builtins.table.texts.contains(&of))?.member(module.text(name))?;
        match member.gives {
            _ if member.is_method != is_called => None,
            Shape::This => Some(text),
            Shape::Named(name, _) => Some(Passed::Named(name)),
            _ => None,
        }
    }

    /// Where the type of a value is written down.
    fn written_down(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<(FileId, ExprId)> {
        if depth == MAX_DEPTH {
            return None;
        }
        let module = self.module(file);
        let (file, ty) = match module.expr(expr) {
            Expr::Cast(inner) | Expr::Generic { base: inner, .. } => (file, inner),
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
            return self.passed_at(file, sides[0], depth + 1);
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
            Type::Global { name, .. } => Passed::Named(last_part(name)),
            Type::Outside { name, .. } if !name.is_empty() => Passed::Named(last_part(name)),
            Type::Array(of) => Passed::List(self.passed_as_element(of)),
            Type::Function { .. } => Passed::Function(None, self.given_by_declared(ty)),
            _ => Passed::Unknown,
        }
    }

    fn passed_as_element(&self, ty: TypeId) -> Option<&'p str> {
        match self.types.get(ty) {
            Type::Instance { class, .. } => Some(self.class_name(class)),
            Type::Global { name, .. } | Type::Outside { name, .. } => {
                Some(last_part(name)).filter(|name| !name.is_empty())
            }
            _ => None,
        }
    }

    /// What a constant of a class out of sight most likely is, and what its methods most likely make that are called so.
    fn likely(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
        let module = self.module(file);
        let (object, is_meant) = match module.expr(expr) {
            Expr::Member { object, name } => (object, is_constant(module.text(name))),
            Expr::Call { callee, .. } => match module.expr(callee) {
                Expr::Member { object, name } => (object, self.builtins.table.makers.contains(&module.text(name))),
                _ => return Passed::Unknown,
            },
            _ => return Passed::Unknown,
        };
        let (Expr::Member { name, .. } | Expr::Name { name, .. } | Expr::Bare { name, .. }) = module.expr(object)
        else {
            return Passed::Unknown;
        };
        let class = last_part(module.written_name(name));
        // `Float.NaN` is a number, as all that is read of such a class.
        let is_meant =
            is_meant || self.builtins.unboxed(class).is_some() && !matches!(module.expr(expr), Expr::Call { .. });
        match is_meant && class.starts_with(char::is_uppercase) && !is_constant(class) {
            true => Passed::Likely(class),
            false => Passed::Unknown,
        }
    }
}

/// Whether a name is written as those of constants are: `MAX_VALUE`.
fn is_constant(name: &str) -> bool {
    name.len() > 1 && !name.contains(char::is_lowercase)
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
