//! Functions that are passed: how many arguments they take, and whether they give something.
//!
//! In: a function where it is written or named, a type of functions by its name. Out: [`Passed`].

use super::arguments::{Gives, Passed, last_part};
use super::linker::Linker;
use super::members::FoundMember;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::language::builtins::Shape;
use crate::record::symbols::{Expr, ExprId, MemberValue, SignatureId};

impl<'p, M> Linker<'p, M> {
    /// A type of functions that is told apart by the number of its arguments. An interface with one method is a type like others.
    pub(super) fn callable(&self, name: &str, args: usize) -> Option<Passed<'p>> {
        if self.has_phases() {
            return None;
        }
        let row = self.builtins.get(last_part(name)).filter(|row| row.parameters == 0)?;
        let (passed, gives) = row.function?;
        let gives = gives == Shape::Last;
        let params = if passed.is_empty() { 0 } else { args.checked_sub(usize::from(gives))? };
        Some(Passed::Callable(u16::try_from(params).ok()?, gives))
    }

    /// Whether a function that is written where it is passed gives something.
    pub(super) fn given_by_body(&mut self, file: FileId, signature: SignatureId) -> Gives {
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

    /// A method that is named where it is passed, by how many arguments it takes, where all of its name take as many: that of a
    /// type takes what it is called on as well.
    pub(super) fn named_method(&mut self, file: FileId, expr: ExprId) -> Option<Passed<'p>> {
        let module = self.module(file);
        let Expr::Member { object, name } = module.expr(expr) else { return None };
        if !module.facts().has_overloads {
            return None;
        }
        let of = self.type_of(file, object, Env::NONE);
        let takes_receiver = module.facts().statics_are_shared && matches!(self.types.get(of), Type::Class(_));
        if !matches!(self.types.get(of), Type::Class(_) | Type::Instance { .. }) {
            return None;
        }
        let methods = self.methods(of, module.text(name), false);
        let (first, others) = methods.found.split_first()?;
        let count = self.count_of_arguments(*first, takes_receiver);
        let is_same = others.iter().all(|other| self.count_of_arguments(*other, takes_receiver) == count);
        let gives = match others {
            [] => {
                let function = self.value_of_member(*first);
                self.given_by_declared(function)
            }
            _ => Gives::Unknown,
        };
        Some(Passed::Function(count.filter(|_| is_same && methods.outside.is_none()), gives))
    }

    fn count_of_arguments(&self, method: FoundMember, takes_receiver: bool) -> Option<u16> {
        let MemberValue::Method(signature) = method.value else { return None };
        let shape = self.module(method.file).signature(signature);
        let receiver = usize::from(takes_receiver && !self.has_modifier(method, "static"));
        u16::try_from(shape.params.range().len() + receiver).ok().filter(|_| !shape.is_variadic)
    }
}
