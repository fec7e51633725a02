//! Which function of the graph a value is.
//!
//! In: a member, an expression, a type. Out: the function that calling it runs, if it is one of the program.

use super::hierarchy::MAX_SUPERTYPES;
use super::linker::Linker;
use super::members::{FoundMember, Sort};
use super::table::{Env, Side, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId, FunctionRef, InFile};
use crate::record::NodeKind;
use crate::record::symbols::{Expr, ExprId, MemberValue, SignatureId};

impl<M> Linker<'_, M> {
    /// The function of the graph that has this signature; one without a body is none.
    pub fn function_at(&self, file: FileId, signature: SignatureId) -> Option<FunctionRef> {
        self.module(file).signature(signature).function.map(|row| InFile { file, row })
    }

    /// The function of the graph that calling this member runs, if it is one.
    pub fn function_of_member(&mut self, member: FoundMember) -> Option<FunctionRef> {
        let FoundMember { file, value, env, .. } = member;
        match value {
            MemberValue::Method(signature) => self.function_at(file, signature),
            MemberValue::Field { ty, value } if ty != ExprId::UNKNOWN && self.is_as_declared(file, value) => {
                if self.is_computed(file, ty) { self.function_of(file, ty, env) } else { None }
            }
            MemberValue::Field { value, .. } if value != ExprId::UNKNOWN => self.function_of(file, value, env),
            // `typeof f`, or what a type is looked up in.
            MemberValue::Field { ty, .. } if ty != ExprId::UNKNOWN && self.is_computed(file, ty) => {
                self.function_of(file, ty, env)
            }
            MemberValue::Field { .. } | MemberValue::Getter(_) | MemberValue::Setter(_) => None,
        }
    }

    /// Whether a value that is given to something of a declared type is called as that says: what a call gives, or another name
    /// for something, in languages whose types say how their values are called.
    pub fn is_as_declared(&self, file: FileId, value: ExprId) -> bool {
        let module = self.module(file);
        module.facts().types_say_calls && matches!(module.expr(value), Expr::Call { .. } | Expr::Member { .. })
    }

    /// Whether a type is that of something else: one that is written down is no function of the program.
    fn is_computed(&self, file: FileId, ty: ExprId) -> bool {
        matches!(
            self.module(file).expr(ty),
            Expr::TypeOf(_)
                | Expr::Lookup { .. }
                | Expr::IndexedType { .. }
                | Expr::Conditional(_)
                | Expr::Generic { .. }
        )
    }

    /// The function of the graph that an expression holds, if it is one.
    pub fn function_of(&mut self, file: FileId, expr: ExprId, env: Env) -> Option<FunctionRef> {
        if let Expr::Function(signature) = self.module(file).expr(expr) {
            return self.function_at(file, signature);
        }
        let ty = self.type_of(file, expr, env);
        self.function_of_type(ty)
    }

    /// The function of the graph that this type is the type of.
    pub fn function_of_type(&mut self, ty: TypeId) -> Option<FunctionRef> {
        match self.types.get(ty) {
            Type::Function { file, signature, .. } => self.function_at(file, signature),
            Type::Union(list) | Type::Intersection(list) => self.first_of(list, Self::function_of_type),
            _ => None,
        }
    }

    /// The constructor of the graph that `new` runs: the class's own, or that of the nearest base that has one.
    pub fn constructor(&mut self, class: ClassRef) -> Option<FunctionRef> {
        let mut left = vec![class];
        let mut seen = Vec::new();
        while let Some(class) = left.pop().filter(|_| seen.len() < MAX_SUPERTYPES && self.takes_step()) {
            if seen.contains(&class) {
                continue;
            }
            seen.push(class);
            let name = self.constructor_name(class);
            if let Some((file, MemberValue::Method(signature))) =
                self.own_member(class, name, Side::Instance, Sort::Any)
            {
                return self.function_at(file, signature);
            }
            let module = self.module(class.file);
            let mut bases = Vec::new();
            let row = self.class(class);
            if module.facts().mixins_come_first {
                for mixin in module.exprs(row.implements) {
                    let mixin = self.type_of(class.file, *mixin, Env::NONE);
                    if let Type::Instance { class, .. } = self.types.get(mixin)
                        && self.class_kind(class) != NodeKind::Interface
                    {
                        bases.push(class);
                    }
                }
            }
            for base in module.exprs(row.extends) {
                let base = self.type_of(class.file, *base, Env::NONE);
                let base = self.instance(base);
                // One that stands out of sight may have it.
                let Type::Instance { class, .. } = self.types.get(base) else { break };
                bases.push(class);
            }
            left.extend(bases.into_iter().rev());
        }
        None
    }
}
