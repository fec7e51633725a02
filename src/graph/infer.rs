//! What an expression is: values and annotated types alike.
//!
//! In: an expression of any file of the program. Out: its type, [`TypeId::UNKNOWN`] where nothing can be said.
//! Every answer is kept for as long as one file is linked. Recursion is bounded, both into expressions
//! (a chain of 10,000 calls) and around circles (`a = b; b = a`): what lies beyond the bound is unknown.

use rustc_hash::FxHashMap;

use super::exports::Found;
use super::program::{File, FileId, Origin, Program};
use super::scopes::Meaning;
use super::types::{Env, ListId, Type, TypeId, Types};
use crate::record::symbols::{BindingTarget, ClassId, ExportTarget, Expr, ExprId, ScopeId, SignatureId, Symbols};
use crate::record::{NodeKind, Run, StringId};

/// How many expressions inside one another are looked into.
const MAX_DEPTH: u32 = 96;

/// Types of the file being linked that nobody has asked for yet.
const UNASKED: TypeId = TypeId(u32::MAX);

/// What is found out while one file is linked.
pub(super) struct Linker<'p> {
    pub program: &'p Program<'p>,
    /// The file being linked.
    pub file: FileId,
    pub types: Types<'p>,
    /// Types of this file's expressions outside of any [`Env`]: nearly all that are asked for.
    own: Vec<TypeId>,
    others: FxHashMap<(FileId, ExprId, Env), TypeId>,
    returned: FxHashMap<(FileId, SignatureId, Env), TypeId>,
    depth: u32,
    /// Names at the roots of this file's chains.
    pub roots: Vec<Option<StringId>>,
}

impl<'p> Linker<'p> {
    pub fn new(program: &'p Program<'p>, file: FileId) -> Self {
        let exprs = program.file(file).symbols().exprs.len();
        Self {
            program,
            file,
            types: Types::default(),
            own: vec![UNASKED; exprs],
            others: FxHashMap::default(),
            returned: FxHashMap::default(),
            depth: 0,
            roots: vec![None; exprs],
        }
    }

    /// The file with this number.
    pub fn module(&self, file: FileId) -> &'p File<'p> {
        self.program.file(file)
    }

    /// The type of an expression, or the type that a type expression means.
    pub fn type_of(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let is_own = file == self.file && env == Env::NONE;
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

    /// Runs `step` one level deeper, or not at all beyond the last level.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    fn infer(&mut self, file: FileId, expr: ExprId, env: Env) -> TypeId {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Unknown => TypeId::UNKNOWN,
            Expr::Literal | Expr::Primitive => TypeId::PRIMITIVE,
            Expr::Name { name, scope } => self.name_value(file, name, scope, env),
            Expr::This(class) => class.map_or(TypeId::UNKNOWN, |class| self.this(file, class, env)),
            Expr::Super(class) => class.map_or(TypeId::UNKNOWN, |class| self.superclass(file, class, env)),
            Expr::Member { object, name } | Expr::IndexedType { object, name } => {
                let object = self.type_of(file, object, env);
                self.member_type(object, module.text(name))
            }
            Expr::Index(object) | Expr::Element(object) => {
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

    fn all(&mut self, file: FileId, exprs: Run, env: Env) -> Vec<TypeId> {
        self.module(file).exprs(exprs).iter().map(|expr| self.type_of(file, *expr, env)).collect()
    }

    fn name_value(&mut self, file: FileId, name: StringId, scope: ScopeId, env: Env) -> TypeId {
        let module = self.module(file);
        if let Some(rows) = module.index().lookup(module.record, name, scope, Meaning::Value) {
            return self.value(file, rows, env);
        }
        match module.text(name) {
            "undefined" => TypeId::PRIMITIVE,
            name => self.types.add(Type::GlobalValue(name)),
        }
    }

    /// The value that these bindings of one name stand for.
    pub fn value(&mut self, file: FileId, rows: &[u32], env: Env) -> TypeId {
        let module = self.module(file);
        let (mut function, mut class, mut imported, mut variable, mut namespace) = (None, None, None, None, None);
        for row in rows {
            let binding = module.symbols().bindings[*row as usize];
            match binding.target {
                BindingTarget::Function(signature) => {
                    if function.is_none_or(|known| module.signature(known).function.is_none()) {
                        function = Some(signature);
                    }
                }
                BindingTarget::Class(id) => {
                    let is_value = matches!(module.class_kind(id), NodeKind::Class | NodeKind::Enum);
                    if class.is_none() || is_value {
                        class = Some(id);
                    }
                }
                BindingTarget::Variable { ty, value } => {
                    if variable.is_none_or(|known| known == TypeId::UNKNOWN) {
                        let env = if binding.scope == Symbols::FILE_SCOPE { Env::NONE } else { env };
                        let known = if ty == ExprId::UNKNOWN { value } else { ty };
                        variable = Some(self.type_of(file, known, env));
                    }
                }
                BindingTarget::Import { specifier, imported: name } => {
                    let local = module.text(binding.name);
                    imported = Some(self.program.imported(file, specifier, module.text(name), local));
                }
                BindingTarget::Namespace(scope) => namespace = Some(self.types.add(Type::Namespace { file, scope })),
                BindingTarget::Alias(_) | BindingTarget::TypeParameter(_) => {}
            }
        }
        let value = match (function, variable, imported, class) {
            (Some(signature), ..) => {
                let env = if env.of == TypeId::UNKNOWN { Env::NONE } else { env };
                Some(self.types.add(Type::Function { file, signature, env }))
            }
            (_, Some(variable), ..) => Some(variable),
            (_, _, Some(found), _) => Some(self.found_value(found)),
            (_, _, _, Some(class)) => Some(self.types.add(Type::Class { file, class })),
            _ => None,
        };
        match (value, namespace) {
            (Some(value), Some(namespace)) => {
                let list = self.types.add_list(&[value, namespace]);
                self.types.add(Type::Intersection(list))
            }
            (value, namespace) => value.or(namespace).unwrap_or(TypeId::UNKNOWN),
        }
    }

    /// The value that an imported name stands for.
    pub fn found_value(&mut self, found: Found<'p>) -> TypeId {
        match found {
            Found::Declared { file, name } => match self.module(file).index().declared(name, Symbols::FILE_SCOPE) {
                Some(rows) => self.value(file, rows, Env::NONE),
                None => TypeId::UNKNOWN,
            },
            Found::Expression { file, expr } => self.type_of(file, expr, Env::NONE),
            Found::AssignedMember { file, row, name } => {
                let assigned = self.assigned(file, row);
                self.member_type(assigned, name)
            }
            Found::Module(file) => self.types.add(Type::Module(file)),
            Found::Outside { origin, name } => self.types.add(Type::OutsideValue { origin, name, is_import: true }),
            Found::Missing { file, name } => {
                let origin = Origin { text: self.module(file).path, in_repository: true };
                self.types.add(Type::OutsideValue { origin, name, is_import: true })
            }
        }
    }

    /// What a file assigns to `module.exports`.
    pub fn assigned(&mut self, file: FileId, row: u32) -> TypeId {
        let module = self.module(file);
        match module.symbols().exports[row as usize].target {
            ExportTarget::Expression(expr) => self.type_of(file, expr, Env::NONE),
            ExportTarget::Local(name) => self.found_value(Found::Declared { file, name }),
            ExportTarget::From { specifier, imported } => {
                let imported = module.text(imported);
                let found = self.program.imported(file, specifier, imported, imported);
                self.found_value(found)
            }
        }
    }

    /// `this` in a class.
    fn this(&mut self, file: FileId, class: ClassId, env: Env) -> TypeId {
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

    fn required(&mut self, file: FileId, specifier: StringId, is_promise: bool) -> TypeId {
        let found = self.program.imported(file, specifier, "*", "");
        let module = match found {
            // `require()` gives what is assigned to `module.exports`, if anything is.
            Found::Module(target) => match self.program.assigned_row(target) {
                Some(row) => self.assigned(target, row),
                None => self.found_value(found),
            },
            found => self.found_value(found),
        };
        if is_promise { self.types.promise(module) } else { module }
    }

    fn name_type(&mut self, file: FileId, name: StringId, scope: ScopeId, env: Env) -> TypeId {
        let module = self.module(file);
        if let Some(rows) = module.index().lookup(module.record, name, scope, Meaning::Type) {
            return self.declared_type(file, rows, env);
        }
        match module.text(name) {
            "this" => env.this,
            name => self.types.add(Type::Global { name, args: ListId::EMPTY }),
        }
    }

    /// The type that these bindings of one name declare.
    fn declared_type(&mut self, file: FileId, rows: &[u32], env: Env) -> TypeId {
        let module = self.module(file);
        for row in rows {
            let binding = module.symbols().bindings[*row as usize];
            return match binding.target {
                BindingTarget::Class(class) => self.types.add(Type::Instance { file, class, args: ListId::EMPTY }),
                BindingTarget::Alias(aliased) => self.type_of(file, aliased, Env::NONE),
                BindingTarget::TypeParameter(constraint) => match self.type_argument(file, binding.name, env) {
                    Some(argument) => argument,
                    None => self.type_of(file, constraint, env),
                },
                BindingTarget::Import { specifier, imported } => {
                    let local = module.text(binding.name);
                    let found = self.program.imported(file, specifier, module.text(imported), local);
                    self.found_type(found)
                }
                BindingTarget::Variable { value, .. } if value != ExprId::UNKNOWN => {
                    let value = self.type_of(file, value, Env::NONE);
                    self.instance(value)
                }
                _ => continue,
            };
        }
        TypeId::UNKNOWN
    }

    fn type_argument(&self, file: FileId, name: StringId, env: Env) -> Option<TypeId> {
        match self.types.get(env.of) {
            Type::Instance { file: of_file, class, args } if of_file == file => {
                let module = self.module(file);
                let params = &module.symbols().name_lists[module.class(class).type_params.range()];
                let position = params.iter().position(|param| *param == name)?;
                self.types.list(args).get(position).copied()
            }
            _ => None,
        }
    }

    /// The type that an imported name stands for.
    pub fn found_type(&mut self, found: Found<'p>) -> TypeId {
        match found {
            Found::Declared { file, name } => {
                let module = self.module(file);
                match module.index().lookup(module.record, name, Symbols::FILE_SCOPE, Meaning::Type) {
                    Some(rows) => self.declared_type(file, rows, Env::NONE),
                    None => TypeId::UNKNOWN,
                }
            }
            found => {
                let value = self.found_value(found);
                self.instance(value)
            }
        }
    }

    /// What `ns` is in the type `ns.Name`.
    pub fn namespace(&mut self, file: FileId, expr: ExprId) -> TypeId {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Name { name, scope } | Expr::TypeName { name, scope } => {
                match module.index().lookup(module.record, name, scope, Meaning::Namespace) {
                    Some(rows) => self.value(file, rows, Env::NONE),
                    None => self.types.add(Type::GlobalValue(module.text(name))),
                }
            }
            Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                let outer = self.deeper(|linker| linker.namespace(file, object)).unwrap_or(TypeId::UNKNOWN);
                self.member_type(outer, module.text(name))
            }
            _ => self.type_of(file, expr, Env::NONE),
        }
    }

    /// The type `name` of a namespace.
    pub fn namespace_type(&mut self, namespace: TypeId, name: &'p str) -> TypeId {
        match self.types.get(namespace) {
            Type::Module(file) => {
                let found = self.program.exported(file, name, name);
                self.found_type(found)
            }
            Type::Namespace { file, scope } => {
                let module = self.module(file);
                let id = module.record.strings.find(name);
                match id.and_then(|id| module.index().declared(id, scope)) {
                    Some(rows) => self.declared_type(file, rows, Env::NONE),
                    None => TypeId::UNKNOWN,
                }
            }
            Type::OutsideValue { origin, .. } => self.types.add(Type::Outside { origin, name, args: ListId::EMPTY }),
            // The type of an enum's member is the enum.
            Type::Class { .. } => self.instance(namespace),
            Type::Intersection(list) => {
                let members = self.types.list(list).to_vec();
                let found = |ty: &TypeId| *ty != TypeId::UNKNOWN;
                members
                    .into_iter()
                    .filter(|member| !matches!(self.types.get(*member), Type::Class { .. }))
                    .collect::<Vec<_>>()
                    .into_iter()
                    .map(|member| self.namespace_type(member, name))
                    .find(found)
                    .unwrap_or(TypeId::UNKNOWN)
            }
            Type::GlobalValue(_) => self.types.add(Type::Global { name, args: ListId::EMPTY }),
            _ => TypeId::UNKNOWN,
        }
    }

    fn generic(&mut self, file: FileId, base: ExprId, args: Run, env: Env) -> TypeId {
        let base = self.type_of(file, base, env);
        let args = self.all(file, args, env);
        if let Type::Global { name, .. } = self.types.get(base)
            && let Some(ty) = self.utility_type(name, &args)
        {
            return ty;
        }
        match self.types.get(base) {
            Type::Class { .. } | Type::OutsideValue { .. } | Type::GlobalValue(_) => {
                let instance = self.instance(base);
                self.types.with_args(instance, &args)
            }
            _ => self.types.with_args(base, &args),
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
            Type::Union(list) | Type::Intersection(list) => {
                let members = self.types.list(list).to_vec();
                let results: Vec<_> = members
                    .into_iter()
                    .map(|member| self.deeper(|linker| linker.returned_by(member)).unwrap_or(TypeId::UNKNOWN))
                    .collect();
                self.types.union(&results)
            }
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
            ty = self.types.add(Type::Global { name: "Generator", args: ListId::EMPTY });
        } else if signature.is_async {
            ty = self.types.promise(ty);
        }
        self.returned.insert((file, id, env), ty);
        ty
    }
}
