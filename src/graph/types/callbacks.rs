//! Functions that are passed to others: what their parameters are.
//!
//! In: a call and the place of a function among its arguments. Out: what the function is called with, as the callee declares
//! it or as the language's table says.

use super::linker::Linker;
use super::members::MemberSearch;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::record::symbols::{Expr, ExprId};

impl<M> Linker<'_, M> {
    /// The type of a parameter of a function that is itself an argument.
    pub fn callback_param(&mut self, file: FileId, callee: ExprId, argument: u16, parameter: u16, env: Env) -> TypeId {
        let module = self.module(file);
        if let Expr::Member { object, name } = module.expr(callee) {
            let object = self.type_of(file, object, env);
            if let Some(ty) = self.language_callback(object, module.text(name), argument, parameter) {
                return ty;
            }
        }
        let callee = match module.expr(callee) {
            Expr::New(class) => self.constructor_type(file, class, env),
            _ => self.type_of(file, callee, env),
        };
        let callback = self.parameter(callee, argument);
        self.parameter(callback, parameter)
    }

    /// The constructor that `new` runs, as a function.
    fn constructor_type(&mut self, file: FileId, class: ExprId, env: Env) -> TypeId {
        let class = self.type_of(file, class, env);
        let instance = self.instance(class);
        let Type::Instance { class, .. } = self.types.get(instance) else { return TypeId::UNKNOWN };
        let name = self.constructor_name(class);
        match self.find_member(instance, name) {
            MemberSearch::Found(constructor) => self.value_of_member(constructor),
            _ => TypeId::UNKNOWN,
        }
    }

    /// The declared type of a function's parameter.
    pub(super) fn parameter(&mut self, function: TypeId, position: u16) -> TypeId {
        match self.types.get(function) {
            Type::Function { file, signature, env } => {
                let module = self.module(file);
                let params = module.exprs(module.signature(signature).params);
                params.get(usize::from(position)).map_or(TypeId::UNKNOWN, |param| self.type_of(file, *param, env))
            }
            Type::Union(list) | Type::Intersection(list) => {
                self.union_of(list, |linker, part| linker.parameter(part, position))
            }
            _ => TypeId::UNKNOWN,
        }
    }
}
