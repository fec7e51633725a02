//! What an expression is: values and annotated types alike.
//!
//! In: an expression of any file of the program. Out: its type, [`TypeId::UNKNOWN`] where nothing can be said.
//! Every answer is kept for as long as one file is linked. Recursion is bounded, both into expressions
//! (a chain of 10,000 calls) and around circles (`a = b; b = a`), and so is all that one question may cost: types
//! that grow with each call (`m() { return c ? this.left().m() : this.right().m(); }`) have no end. What lies beyond
//! the bounds is unknown.

use rustc_hash::FxHashMap;

use super::table::{Env, ListId, Type, TypeId, Types};
use crate::graph::names::files::{File, FileId};
use crate::graph::names::program::Program;
use crate::language::builtins::{Builtins, GENERATOR, builtins};
use crate::record::Run;
use crate::record::symbols::{ClassId, Expr, ExprId, SignatureId};

/// How many expressions inside one another are looked into.
const MAX_DEPTH: u32 = 96;

/// How many steps one call or supertype is worth.
const MAX_STEPS: u32 = 20_000;

/// How many steps all calls and supertypes of a file are worth together: so many, and a few more for each. On the
/// repositories of `bench/RESULTS.md` none takes more than 608, those of a file with many of them 5 on average.
const STEPS_OF_A_FILE: u32 = 200_000;
const STEPS_OF_A_QUESTION: u32 = 32;

/// Types of the file being linked that nobody has asked for yet.
const UNASKED: TypeId = TypeId(u32::MAX);

/// What is found out while one file is linked; `M` is what whoever asks about types keeps there too.
pub(in crate::graph) struct Linker<'p, M = ()> {
    pub program: &'p Program,
    /// The file being linked.
    pub file: FileId,
    pub types: Types<'p>,
    /// What the file's language has without declaring it.
    pub builtins: &'static Builtins,
    /// Types of this file's expressions outside of any [`Env`]: nearly all that are asked for.
    own: Vec<TypeId>,
    others: FxHashMap<(FileId, ExprId, Env), TypeId>,
    returned: FxHashMap<(FileId, SignatureId, Env), TypeId>,
    depth: u32,
    /// Steps left for the question at hand, and for those behind it.
    steps: u32,
    steps_saved: u32,
    /// What whoever asks has found out besides.
    pub memo: M,
}

impl<'p, M: Default> Linker<'p, M> {
    pub fn new(program: &'p Program, file: FileId) -> Self {
        let exprs = program.file(file).symbols().exprs.len();
        let own = vec![UNASKED; exprs];
        Self { own, steps_saved: STEPS_OF_A_FILE, ..Self::apart(program, file) }
    }

    /// One that knows nothing yet, for an answer that all files share: it must not depend on what a file asked before.
    /// It keeps nothing for the expressions of a file, so it costs little to make.
    pub fn apart(program: &'p Program, file: FileId) -> Self {
        Self {
            program,
            file,
            types: Types::default(),
            builtins: builtins(program.file(file).record.language),
            own: Vec::new(),
            others: FxHashMap::default(),
            returned: FxHashMap::default(),
            depth: 0,
            steps: 0,
            steps_saved: MAX_STEPS,
            memo: M::default(),
        }
    }
}

impl<'p, M> Linker<'p, M> {
    /// The file with this number.
    pub fn module(&self, file: FileId) -> &'p File {
        self.program.file(file)
    }

    /// The type of an expression, or the type that a type expression means.
    pub fn type_of(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let is_own = file == self.file && env == Env::NONE && expr.index() < self.own.len();
        let known = if is_own {
            Some(self.own[expr.index()]).filter(|ty| *ty != UNASKED)
        } else {
            self.others.get(&(file, expr, env)).copied()
        };
        if let Some(ty) = known {
            return ty;
        }
        // Whoever comes back here while this is being found out learns nothing.
        self.remember(is_own, file, expr, env, TypeId::UNKNOWN);
        let Some(ty) = self.deeper(|linker| linker.infer(file, expr, env)) else {
            self.remember(is_own, file, expr, env, UNASKED);
            return TypeId::UNKNOWN;
        };
        self.remember(is_own, file, expr, env, ty);
        ty
    }

    fn remember(&mut self, is_own: bool, file: FileId, expr: ExprId, env: Env, ty: TypeId) {
        if is_own {
            self.own[expr.index()] = ty;
        } else if ty == UNASKED {
            self.others.remove(&(file, expr, env));
        } else {
            self.others.insert((file, expr, env), ty);
        }
    }

    /// Begins the next question, with all its steps before it.
    pub fn begin_question(&mut self) {
        let left = self.steps_saved + self.steps + STEPS_OF_A_QUESTION;
        self.steps = left.min(MAX_STEPS);
        self.steps_saved = (left - self.steps).min(STEPS_OF_A_FILE);
    }

    /// Runs `step` one level deeper, or not at all beyond the last level or the last step.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH || !self.takes_step() {
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    /// What is said of the first part of a type that anything is said of, each asked one level deeper.
    pub fn first_of<T>(&mut self, parts: ListId, mut ask: impl FnMut(&mut Self, TypeId) -> Option<T>) -> Option<T> {
        let parts = self.types.list(parts).to_vec();
        parts.into_iter().find_map(|part| self.deeper(|linker| ask(linker, part)).flatten())
    }

    /// One of the types that the parts of a type have, each asked one level deeper.
    pub fn union_of(&mut self, parts: ListId, mut ask: impl FnMut(&mut Self, TypeId) -> TypeId) -> TypeId {
        let mut types = Vec::new();
        self.first_of(parts, |linker, part| {
            types.push(ask(linker, part));
            None::<()>
        });
        self.types.union(&types)
    }

    /// Takes one of the steps that are left, if there is one.
    pub fn takes_step(&mut self) -> bool {
        let left = self.steps.checked_sub(1);
        self.steps = left.unwrap_or(0);
        left.is_some()
    }

    fn infer(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Unknown => TypeId::UNKNOWN,
            Expr::Language(_) | Expr::Sum(..) | Expr::Literal | Expr::Primitive => TypeId::PRIMITIVE,
            Expr::Name { name, scope } => self.name_value(file, name, scope, env),
            Expr::Bare { name, scope, class } => self.bare_value(file, name, scope, class, env),
            Expr::This(class) => class.map_or(TypeId::UNKNOWN, |class| self.this(file, class, env)),
            Expr::Super(class) => class.map_or(TypeId::UNKNOWN, |class| self.superclass(file, class, env)),
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
            Expr::Call(callee) => self.call_result(file, callee, env),
            Expr::New(class) => self.constructed(file, class, env),
            Expr::Await(value) => {
                let value = self.type_of(file, value, env);
                self.awaited(value)
            }
            Expr::Function(signature) | Expr::FunctionType(signature) => {
                self.types.add(Type::Function { file, signature, env })
            }
            Expr::Class(class) => self.types.add(Type::Class { file, class }),
            Expr::Object(object) | Expr::ObjectType(object) => self.types.add(Type::Object { file, object, env }),
            Expr::Array(element) | Expr::ArrayType(element) => {
                let element = self.type_of(file, element, env);
                self.types.add(Type::Array(element))
            }
            Expr::Either(one, other) => {
                let members = [self.type_of(file, one, env), self.type_of(file, other, env)];
                self.types.union(&members)
            }
            Expr::Cast(ty) | Expr::TypeOf(ty) => self.type_of(file, ty, env),
            Expr::Module { specifier, is_promise } => self.required(file, specifier, is_promise),
            Expr::CallbackParam { callee, argument, parameter } => {
                self.callback_param(file, callee, argument, parameter, env)
            }
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
                match members[..] {
                    [] => TypeId::UNKNOWN,
                    [only] => only,
                    _ => {
                        let list = self.types.add_list(&members);
                        self.types.add(Type::Intersection(list))
                    }
                }
            }
        }
    }

    pub fn all(&mut self, file: FileId, exprs: Run, env: Env) -> Vec<TypeId> {
        self.module(file).exprs(exprs).iter().map(|expr| self.type_of(file, *expr, env)).collect()
    }

    /// `this` in a class.
    pub fn this(&mut self, file: FileId, class: ClassId, env: Env) -> TypeId {
        match self.types.get(env.of) {
            Type::Instance { file: of_file, class: of, .. } if (of_file, of) == (file, class) => env.this,
            _ => self.types.add(Type::Instance { file, class, args: ListId::EMPTY }),
        }
    }

    /// An instance of the class that this one extends.
    pub fn superclass(&mut self, file: FileId, class: ClassId, env: Env) -> TypeId {
        let module = self.module(file);
        let Some(base) = module.exprs(module.class(class).extends).first() else { return TypeId::UNKNOWN };
        let base = self.type_of(file, *base, env);
        self.instance(base)
    }

    fn constructed(&mut self, file: FileId, class: ExprId, env: Env) -> TypeId {
        let ty = self.type_of(file, class, env);
        match (self.types.get(ty), self.module(file).expr(class)) {
            (
                Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. },
                Expr::Generic { .. } | Expr::This(_),
            ) => ty,
            (Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. }, _) => TypeId::UNKNOWN,
            _ => self.instance(ty),
        }
    }

    /// What instances of a class are; a type that is one already stays.
    pub fn instance(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Class { file, class } => self.types.add(Type::Instance { file, class, args: ListId::EMPTY }),
            Type::OutsideValue { origin, name, .. } => {
                self.types.add(Type::Outside { origin, name, args: ListId::EMPTY })
            }
            Type::GlobalValue(name) => self.types.add(Type::Global { name, args: ListId::EMPTY }),
            Type::Instance { .. } | Type::Outside { .. } | Type::Global { .. } | Type::Object { .. } => ty,
            Type::Union(list) | Type::Intersection(list) => {
                let first = self.types.list(list)[0];
                self.deeper(|linker| linker.instance(first)).unwrap_or(TypeId::UNKNOWN)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// What calling an expression gives.
    fn call_result(&mut self, file: FileId, callee: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        if let Expr::Member { object, name } = module.expr(callee) {
            let object = self.type_of(file, object, env);
            if let Some(result) = self.language_call(object, module.text(name)) {
                return result;
            }
        }
        let callee = self.type_of(file, callee, env);
        self.returned_by(callee)
    }

    /// What a function of this type returns.
    pub fn returned_by(&mut self, callee: TypeId) -> TypeId {
        match self.types.get(callee) {
            Type::Function { file, signature, env } => self.returned(file, signature, env),
            // In some languages a class is called to make an instance, and an instance runs a member of its class.
            Type::Class { .. } => self.instance(callee),
            Type::Instance { .. } => match self.called_member(callee) {
                Some(member) => {
                    let function = self.value_of_member(member);
                    self.deeper(|linker| linker.returned_by(function)).unwrap_or(TypeId::UNKNOWN)
                }
                None => TypeId::UNKNOWN,
            },
            Type::Union(list) | Type::Intersection(list) => self.union_of(list, Self::returned_by),
            _ => TypeId::UNKNOWN,
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
