//! What an expression is: values and annotated types alike.
//!
//! In: an expression of any file of the program. Out: its type, [`TypeId::UNKNOWN`] where nothing can be said.

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, GenericAlias, ListId, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId, InFile};
use crate::graph::names::scopes::Meaning;
use crate::language::builtins::GENERATOR;
use crate::record::symbols::{BindingTarget, CALLED, CONSTRUCTED, Expr, ExprId, MemberValue, ObjectId, SignatureId};
use crate::record::{NodeKind, Run};

impl<'p, M> Linker<'p, M> {
    /// The type of an expression, or the type that a type expression means.
    pub fn type_of(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        self.once(file, expr, env, |linker| linker.infer(file, expr, env))
    }

    fn infer(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Unknown => TypeId::UNKNOWN,
            Expr::Language(_) | Expr::Sum(..) | Expr::Literal | Expr::Primitive => TypeId::PRIMITIVE,
            Expr::Name { name, scope } => self.name_value(file, name, scope, env),
            Expr::Bare { name, scope, class } => self.bare_value(file, name, scope, class, env),
            Expr::This(class) => class.map_or(TypeId::UNKNOWN, |row| self.this(InFile { file, row }, env)),
            Expr::ThisClass(row) => {
                let of = self.this(InFile { file, row }, env);
                self.class_of(of)
            }
            Expr::Super(class) => class.map_or(TypeId::UNKNOWN, |row| self.all_of_super(InFile { file, row }, env)),
            Expr::SuperClass(row) => {
                let above = self.superclass(InFile { file, row }, env);
                match self.types.get(above) {
                    Type::Instance { class, .. } => self.types.add(Type::Class(class)),
                    _ => above,
                }
            }
            Expr::Member { object, name } | Expr::IndexedType { object, name } => {
                let object = self.type_of(file, object, env);
                self.member_type(object, module.text(name))
            }
            Expr::Index(object) => {
                let object = self.type_of(file, object, env);
                self.indexed(object)
            }
            Expr::Element(object) => {
                let object = self.type_of(file, object, env);
                self.element(object)
            }
            Expr::Call { callee, args } => self.call_result(file, callee, args, env),
            Expr::New { class, args } => self.constructed(file, class, args, env),
            Expr::Await(value) => {
                let value = self.type_of(file, value, env);
                self.awaited(value)
            }
            Expr::Function(signature) | Expr::FunctionType(signature) => {
                self.types.add(Type::Function { file, signature, env })
            }
            Expr::Wrapped { call, function } => {
                let result = self.type_of(file, call, env);
                let function = self.types.add(Type::Function { file, signature: function, env });
                self.wrapped(function, result)
            }
            Expr::Class(row) => self.types.add(Type::Class(InFile { file, row })),
            Expr::Object(object) | Expr::ObjectType(object) => self.object(file, object, env),
            Expr::Array(element) | Expr::ArrayType(element) => {
                let element = self.type_of(file, element, env);
                self.types.add(Type::Array(element))
            }
            Expr::Either(one, other) => {
                let members = [self.type_of(file, one, env), self.type_of(file, other, env)];
                self.types.union(&members)
            }
            Expr::Cast(of) | Expr::TypeOf(of) | Expr::ByReference(of) => self.type_of(file, of, env),
            Expr::Module { specifier, is_promise } => self.required(file, specifier, is_promise),
            Expr::CallbackParam { callee, argument, parameter } => {
                self.callback_param(file, callee, argument, parameter, env)
            }
            Expr::Parameter { of, place } => self.parameter_of(file, of, place, env),
            Expr::Asked { call, argument, context } => self.asked(file, call, argument, context, env),
            Expr::Parameterized { params, body } => {
                let alias = GenericAlias { file, params, body, is_local: true };
                self.aliased(alias, &[], env)
            }
            Expr::Mapped { .. } => self.mapped(file, expr, env),
            Expr::Conditional(parts) => self.conditional(file, parts, env),
            Expr::Lookup { object, index } => self.lookup_type(file, object, index, env),
            Expr::KeyOf(_) | Expr::Guard { .. } | Expr::Affixed { .. } => TypeId::UNKNOWN,
            Expr::Predicate { .. } => TypeId::PRIMITIVE,
            Expr::Text(text) => self.types.add(Type::Text(module.text(text))),
            Expr::Narrowed { value, test, holds } => self.narrowed(file, value, test, holds, env),
            Expr::TypeName { name, scope } => self.name_type(file, name, scope, env),
            Expr::TypeMember { object, name } => {
                let namespace = self.namespace(file, object);
                self.namespace_type(namespace, module.text(name))
            }
            Expr::Generic { base, args } => self.generic(file, base, args, env),
            Expr::TupleType(elements) => {
                let elements = self.all(file, elements, env);
                let list = self.types.add_list(&elements);
                self.types.add(Type::Tuple(list))
            }
            Expr::Union(members) => {
                let members = self.all(file, members, env);
                self.types.union(&members)
            }
            Expr::Intersection(members) => {
                let mut members = self.all(file, members, env);
                members.retain(|member| *member != TypeId::UNKNOWN);
                self.types.intersection(&members)
            }
        }
    }

    /// What an object literal or an object type is: also the modules that are spread in it.
    fn object(&mut self, file: FileId, object: ObjectId, env: Env) -> TypeId {
        let module = self.module(file);
        let own = self.types.add(Type::Object { file, object, env });
        let spreads = module.exprs(module.symbols().objects[object.index()].spreads);
        if spreads.is_empty() {
            return own;
        }
        let mut parts = vec![own];
        for spread in spreads {
            if self.is_module(file, *spread) {
                parts.push(self.type_of(file, *spread, Env::NONE));
            }
        }
        self.types.intersection(&parts)
    }

    /// Whether an expression is a whole module, by the name that it is imported as too.
    fn is_module(&self, file: FileId, expr: ExprId) -> bool {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Module { is_promise, .. } => !is_promise,
            Expr::Name { name, scope } => {
                let rows = self.program.lookup(file, name, scope, Meaning::Value).unwrap_or_default();
                match rows.first().map(|row| module.symbols().bindings[*row as usize].target) {
                    Some(BindingTarget::Import { imported, .. }) => module.text(imported) == "*",
                    Some(BindingTarget::Variable { value, .. }) => matches!(module.expr(value), Expr::Module { .. }),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// The types of a list of expressions.
    pub fn all(&mut self, file: FileId, exprs: Run, env: Env) -> Vec<TypeId> {
        self.module(file).exprs(exprs).iter().map(|expr| self.type_of(file, *expr, env)).collect()
    }

    /// `this` in a class.
    pub fn this(&mut self, class: ClassRef, env: Env) -> TypeId {
        match self.types.get(env.of) {
            Type::Instance { class: of, .. } if of == class => env.this,
            _ => self.types.add(Type::instance_of(class)),
        }
    }

    /// An instance of the class that this one extends.
    pub fn superclass(&mut self, class: ClassRef, env: Env) -> TypeId {
        let module = self.module(class.file);
        let Some(base) = module.exprs(self.class(class).extends).first() else { return TypeId::UNKNOWN };
        let base = self.type_of(class.file, *base, env);
        self.instance(base)
    }

    /// What `new` makes of a value whose type says so: `new () => T`.
    pub(super) fn constructed_by(&mut self, ty: TypeId) -> Option<TypeId> {
        if !matches!(self.types.get(ty), Type::Object { .. } | Type::Instance { .. }) {
            return None;
        }
        self.result_of_member(ty, CONSTRUCTED)
    }

    /// What a function gives that is a member of a type.
    fn result_of_member(&mut self, ty: TypeId, name: &'p str) -> Option<TypeId> {
        match self.find_member(ty, name) {
            MemberSearch::Found(FoundMember { file, value: MemberValue::Method(signature), env, .. }) => {
                self.deeper(|linker| linker.returned(file, signature, env))
            }
            _ => None,
        }
    }

    /// The class that a value is an instance of; a class stays.
    fn class_of(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Instance { class, .. } => self.types.add(Type::Class(class)),
            Type::Class(_) => ty,
            _ => TypeId::UNKNOWN,
        }
    }

    /// What `super` is in a class: an instance of what it extends, or of all that it extends and includes in turn.
    fn all_of_super(&mut self, class: ClassRef, env: Env) -> TypeId {
        let module = self.module(class.file);
        if module.exprs(self.class(class).extends).len() < 2 && !module.facts().types_are_extended {
            return self.superclass(class, env);
        }
        let instance = self.types.add(Type::instance_of(class));
        let supertypes = self.supertypes(instance);
        self.types.intersection(&supertypes)
    }

    /// What instances of a class are; a type that is one already stays.
    pub fn instance(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Class(class) => self.types.add(Type::instance_of(class)),
            Type::OutsideValue { origin, name, .. } => {
                self.types.add(Type::Outside { origin, name, args: ListId::EMPTY })
            }
            Type::GlobalValue(name) => self.types.add(Type::Global { name, args: ListId::EMPTY }),
            Type::Function { file, signature, .. } => match self.module(file).made_by(signature) {
                Some(row) => self.types.add(Type::instance_of(InFile { file, row })),
                None => TypeId::UNKNOWN,
            },
            Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. } => ty,
            Type::Object { .. } => self.constructed_by(ty).unwrap_or(ty),
            Type::Union(list) => {
                let first = self.types.list(list)[0];
                self.deeper(|linker| linker.instance(first)).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Intersection(list) => {
                let parts = self.types.list(list).to_vec();
                self.deeper(|linker| linker.instance_of_all(&parts)).unwrap_or(TypeId::UNKNOWN)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// The same of what is several types at once.
    fn instance_of_all(&mut self, parts: &[TypeId]) -> TypeId {
        let mut instances = Vec::with_capacity(parts.len());
        for part in parts {
            instances.extend(match self.types.get(*part) {
                Type::Module(_) | Type::Namespace { .. } | Type::Package(_) => None,
                Type::Mapped { .. } | Type::Array(_) | Type::Tuple(_) => Some(*part),
                _ => self.instance(*part).known(),
            });
        }
        self.types.intersection(&instances)
    }

    /// What a function of this type returns.
    pub fn returned_by(&mut self, callee: TypeId) -> TypeId {
        match self.types.get(callee) {
            Type::Function { file, signature, env } => {
                let signature = self.last_declaration(file, signature);
                self.returned(file, signature, env)
            }
            // In some languages a class is called to make an instance, and an instance runs a member of its class.
            Type::Class(_) => self.instance(callee),
            Type::Instance { .. } => match self.called_member(callee) {
                Some(member) => {
                    let function = self.value_of_member(member);
                    self.deeper(|linker| linker.returned_by(function)).unwrap_or(TypeId::UNKNOWN)
                }
                None => self.function_made_of(callee).map_or(TypeId::UNKNOWN, |made_of| self.returned_by(made_of)),
            },
            Type::Object { .. } => match self.find_called(callee, CALLED) {
                MemberSearch::Found(member) => {
                    let function = self.value_of_member(member);
                    self.deeper(|linker| linker.returned_by(function)).unwrap_or(TypeId::UNKNOWN)
                }
                _ => TypeId::UNKNOWN,
            },
            Type::Global { .. } | Type::Outside { .. } => {
                match (self.language_function(callee), self.led(callee, None)) {
                    (Some((_, gives)), _) => gives,
                    // A pointer to a function is called like it.
                    (None, Some(inner)) => self.deeper(|linker| linker.returned_by(inner)).unwrap_or(TypeId::UNKNOWN),
                    (None, None) => TypeId::UNKNOWN,
                }
            }
            Type::Union(list) | Type::Intersection(list) => self.union_of(list, Self::returned_by),
            _ => TypeId::UNKNOWN,
        }
    }

    /// What a call gives that is named after the function passed to it: that function, unless the result is known to be
    /// something that cannot be called.
    fn wrapped(&mut self, function: TypeId, result: TypeId) -> TypeId {
        match self.types.get(result) {
            Type::Unknown | Type::OutsideValue { .. } | Type::GlobalValue(_) => function,
            Type::Function { .. } | Type::Outside { .. } | Type::Intersection(_) => self.either_way(function, result),
            // An interface may say how its values are called.
            Type::Instance { class, .. } if self.class_kind(class) != NodeKind::Class => {
                self.either_way(function, result)
            }
            Type::Union(_) if self.may_be_called(result) => self.either_way(function, result),
            Type::Global { .. } if self.holds_function(result) => self.either_way(function, result),
            _ => result,
        }
    }

    /// Whether what a call gives that is named after the function passed to it is known to be a function itself.
    pub fn is_function_wrapped(&mut self, file: FileId, call: ExprId) -> bool {
        let result = self.type_of(file, call, Env::NONE);
        self.may_be_called(result)
            || match self.types.get(result) {
                Type::Global { .. } => self.holds_function(result),
                Type::Instance { .. } => matches!(self.find_called(result, CALLED), MemberSearch::Found(_)),
                _ => false,
            }
    }

    /// Whether a call is one of a package's function: those that are passed a function mostly give another.
    pub fn is_called_outside(&mut self, file: FileId, call: ExprId) -> bool {
        let module = self.module(file);
        let Expr::Call { callee, .. } = module.expr(call) else { return false };
        if !module.facts().calls_give_functions || !matches!(module.expr(callee), Expr::Name { .. }) {
            return false;
        }
        let callee = self.type_of(file, callee, Env::NONE);
        matches!(self.types.get(callee), Type::OutsideValue { .. })
    }

    fn either_way(&mut self, function: TypeId, result: TypeId) -> TypeId {
        self.types.intersection(&[function, result])
    }

    /// Whether a type of the language's own is one of functions, or leads to one.
    fn holds_function(&mut self, ty: TypeId) -> bool {
        let held = self.holder_of(ty, CALLED);
        self.may_be_called(held) || self.language_function(held).is_some()
    }

    /// Whether a part of a type is a function.
    fn may_be_called(&mut self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Function { .. } => true,
            Type::Union(list) | Type::Intersection(list) => {
                self.first_of(list, |linker, part| linker.may_be_called(part).then_some(())).is_some()
            }
            _ => false,
        }
    }

    /// What a function returns, by its declaration or else by its body.
    pub fn returned(&mut self, file: FileId, id: SignatureId, env: Env) -> TypeId {
        let module = self.module(file);
        let signature = module.signature(id);
        if signature.return_type != ExprId::UNKNOWN {
            return self.type_of(file, signature.return_type, env);
        }
        if let Some(known) = self.returned.get(&(file, id, env)) {
            return *known;
        }
        self.returned.insert((file, id, env), TypeId::UNKNOWN);
        let results = self.all(file, signature.returns, env);
        let mut ty = self.types.union(&results);
        if signature.is_generator {
            let args = self.types.add_list(&[ty]);
            ty = self.types.add(Type::Global { name: GENERATOR, args });
        } else if signature.is_async {
            ty = self.promise(ty);
        }
        self.returned.insert((file, id, env), ty);
        ty
    }
}
