//! Values of the language's own types that are passed, by the names of members that give them.
//!
//! In: an expression. Out: [`Passed`], if a member of a text, a number, a list or a class out of sight says it.

use super::arguments::{Of, Passed, last_part};
use super::linker::Linker;
use super::table::{Env, Type};
use crate::graph::names::files::FileId;
use crate::language::builtins::{BuiltinMember, Shape};
use crate::record::symbols::{Expr, ExprId};

impl<'p, M> Linker<'p, M> {
    /// The name of the type of a property that all lists have.
    pub(super) fn property_of_lists(&self, name: &str) -> Option<&'static str> {
        match self.builtins.table.list.member(name)? {
            BuiltinMember { is_method: false, gives: Shape::Named(name, _), .. } => Some(name),
            _ => None,
        }
    }

    /// What the wider one of the numbers is that a call passes, where that is what it gives: `Math.max(1, 2L)`.
    pub(super) fn of_numbers(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
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

    /// A copy of a list: `list.clone()`.
    pub(super) fn of_list(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
        let module = self.module(file);
        let Expr::Call { callee, .. } = module.expr(expr) else { return None };
        let Expr::Member { object, name } = module.expr(callee) else { return None };
        let member = self.builtins.table.list.member(module.text(name))?;
        if !member.is_method || member.gives != Shape::This {
            return None;
        }
        Some(self.passed_at(file, object, depth + 1)).filter(|list| matches!(list, Passed::List(..)))
    }

    /// What a member of a text, or of another type of the language's own, gives, where the name says it.
    pub(super) fn of_text(&mut self, file: FileId, expr: ExprId, depth: u32) -> Option<Passed<'p>> {
        let module = self.module(file);
        let (member, is_called) = match module.expr(expr) {
            Expr::Call { callee, .. } => (callee, true),
            _ => (expr, false),
        };
        let Expr::Member { object, name } = module.expr(member) else { return None };
        let text @ Passed::Named(of) = self.passed_at(file, object, depth + 1) else { return None };
        let member = self.builtins.get(of)?.member(module.text(name))?;
        match member.gives {
            _ if member.is_method != is_called => None,
            Shape::This if self.builtins.table.texts.contains(&of) => Some(text),
            Shape::Named(name, _) => Some(Passed::Named(name)),
            Shape::List(Shape::Named(name, _)) => Some(Passed::List(1, Of::Named(name))),
            _ => None,
        }
    }

    /// What a constant of a class out of sight most likely is, and what its methods most likely make that are called so.
    pub(super) fn likely(&mut self, file: FileId, expr: ExprId) -> Passed<'p> {
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
        // `Boolean.TRUE`
        if let Expr::Member { name, .. } = module.expr(expr)
            && let Some(member) = self.builtins.get(class).and_then(|row| row.static_member(module.text(name)))
            && let (false, Shape::Named(ty, _)) = (member.is_method, member.gives)
        {
            return Passed::Named(ty);
        }
        // `int.MaxValue`, `String.Empty`
        let plain = self.plain_name(class);
        let is_called = matches!(module.expr(expr), Expr::Call { .. });
        if !is_called && self.builtins.table.synonyms.iter().any(|(_, name)| *name == plain) {
            return Passed::Named(plain);
        }
        // `Float.NaN` is a number, as all that is read of such a class.
        let is_meant = is_meant || self.builtins.unboxed(class).is_some() && !is_called;
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
