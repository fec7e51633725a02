//! Which calls are of what belongs to the language or its runtime.
//!
//! In: a call that leads to nothing in the program or in a package. Out: whether the language's own list has what is called: by
//! its name, by the name that the chain in front of it begins with, or as a member of a type of the language. What the program
//! declares comes first.

use super::file_links::Resolution;
use super::targets::{CallLinker, CallTarget};
use crate::graph::names::scopes::Meaning;
use crate::graph::types::table::{Env, Type, TypeId};
use crate::record::symbols::{Expr, ExprId, ScopeId};
use crate::record::{CallForm, CallRow, StringId};

impl<'p> CallLinker<'p> {
    /// Whether what is called, of which nothing else is known, is a part of the language or its runtime.
    pub(super) fn is_builtin(&mut self, call: &CallRow, target: &CallTarget<'p>) -> bool {
        if target.resolution != Resolution::Unresolved || target.function.is_some() {
            return false;
        }
        if self.is_of_global(call.callee) {
            return true;
        }
        let module = self.module(self.file);
        match (call.form, module.expr(call.callee)) {
            (CallForm::Member, Expr::Member { object, name }) => {
                let receiver = self.type_of(self.file, object, Env::NONE);
                self.is_member_of_language(receiver, module.text(name))
            }
            _ => false,
        }
    }

    /// Whether a name, or the one that members are asked of one after the other, is one that every program has.
    fn is_of_global(&mut self, expr: ExprId) -> bool {
        let module = self.module(self.file);
        let mut expr = expr;
        loop {
            expr = match module.expr(expr) {
                Expr::Member { object, .. } | Expr::TypeMember { object, .. } => object,
                Expr::Generic { base, .. } => base,
                Expr::Cast(ty) if matches!(module.expr(ty), Expr::TypeName { .. }) => ty,
                Expr::Name { name, scope } | Expr::Bare { name, scope, .. } | Expr::TypeName { name, scope } => {
                    return self.is_global(name, scope);
                }
                _ => return false,
            };
        }
    }

    fn is_global(&mut self, name: StringId, scope: ScopeId) -> bool {
        let module = self.module(self.file);
        let separator = module.facts().separator;
        let text = module.written_name(name);
        let text = if separator.is_empty() { text } else { text.trim_start_matches(separator) };
        self.builtins.has_name(text)
            && [Meaning::Value, Meaning::Type]
                .iter()
                .all(|meaning| self.program.lookup(self.file, name, scope, *meaning).is_none())
            && self.undeclared(self.file, name, scope).is_none()
    }

    fn is_member_of_language(&mut self, receiver: TypeId, name: &str) -> bool {
        let table = &self.builtins.table;
        match self.types.get(receiver) {
            Type::Array(_) | Type::Tuple(_) => table.is_closed || table.list.member(name).is_some(),
            Type::Primitive | Type::Text(_) => table.is_closed,
            Type::Global { name: of, .. } => {
                let is_foreign =
                    table.foreign.contains(&of) || table.packages.iter().any(|package| package.types.contains(&of));
                if table.is_closed && self.builtins.has_name(of) {
                    return true;
                }
                let Some(row) = self.builtins.get(of).filter(|_| !is_foreign) else { return false };
                table.is_closed || row.member(name).is_some()
            }
            _ => false,
        }
    }
}
