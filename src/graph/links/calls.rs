//! What each call means: which function it runs, which file declares that, whose member it is.
//!
//! In: a row of the calls. Out: its [`CallTarget`]. Where nothing can be known the calling file and the name as
//! written stand in, and the resolution says so.

use rustc_hash::FxHashMap;

use super::dispatch::Dispatch;
use super::edges::Place;
use super::file_links::Resolution;
use crate::graph::names::files::{FileId, FunctionRef, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::modules::Origin;
use crate::graph::names::scopes::Meaning;
use crate::graph::types::linker::Linker;
use crate::graph::types::members::MemberSearch;
use crate::graph::types::table::{Env, Type, TypeId};
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue, ScopeId, Symbols};
use crate::record::{CallForm, CallRow, Run, StringId};

/// What a call means, in texts of the program.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) struct CallTarget<'p> {
    pub place: Place<&'p str>,
    pub caller: &'p str,
    /// The function that runs, by file and row.
    pub function: Option<FunctionRef>,
    pub resolution: Resolution,
    /// The name of what runs, where it is another than the one written.
    pub name: Option<&'p str>,
    /// Where subtypes of the receiver's type may have a member of their own.
    pub dispatch: Option<Dispatch<'p>>,
    /// The type and name of a member that may be one of several, where that is no question of subtypes: a constructor,
    /// what `super` or a static import leads to.
    pub overloaded: Option<(TypeId, &'p str)>,
}

/// What is found out about calls while one file is linked.
#[derive(Default)]
pub(in crate::graph) struct KnownCalls<'p> {
    /// What calls of a name of the file mean, by the first row of its bindings.
    bound: FxHashMap<u32, CallTarget<'p>>,
    /// What the file's chains begin with.
    roots: Vec<Option<Root>>,
}

/// Asks what expressions are in order to tell what calls mean.
pub(in crate::graph) type CallLinker<'p> = Linker<'p, KnownCalls<'p>>;

impl<'p> CallTarget<'p> {
    /// A target that is known by its name alone: nothing overrides or overloads it.
    const fn new(
        place: Place<&'p str>,
        caller: &'p str,
        function: Option<FunctionRef>,
        resolution: Resolution,
    ) -> Self {
        Self { place, caller, function, resolution, name: None, dispatch: None, overloaded: None }
    }
}

impl<'p> CallLinker<'p> {
    /// What this call means.
    pub fn call_target(&mut self, call: &CallRow) -> CallTarget<'p> {
        self.begin_question();
        let target = self.named_target(call);
        match call.arguments {
            Some(arguments) => self.overload(target, arguments, call.form == CallForm::Construct),
            None => target,
        }
    }

    /// The one of several functions of one name that these arguments fit.
    fn overload(&mut self, target: CallTarget<'p>, arguments: Run, is_construction: bool) -> CallTarget<'p> {
        let called = target.dispatch.map(|call| (call.of, call.name));
        let Some((of, name)) = called.or(target.overloaded) else { return target };
        let methods = self.methods(of, name, is_construction);
        if methods.len() < 2 {
            return target;
        }
        self.begin_question();
        let Some(member) = self.best_overload(&methods, arguments) else { return target };
        let function = self.function_of_member(member);
        let resolution = match target.resolution {
            Resolution::Receiver | Resolution::Local if member.is_inherited => Resolution::Inherited,
            Resolution::Inherited if !member.is_inherited && target.dispatch.is_some() => Resolution::Receiver,
            resolution => resolution,
        };
        let place = Place::File(function.map_or(member.file, |function| function.file));
        let overload = match member.value {
            MemberValue::Method(signature) => Some((member.file, signature)),
            _ => None,
        };
        let dispatch = target.dispatch.map(|call| Dispatch { overload, ..call });
        CallTarget { place, function, resolution, dispatch, ..target }
    }

    fn named_target(&mut self, call: &CallRow) -> CallTarget<'p> {
        if call.form != CallForm::Construct
            && self.module(self.file).facts().classes_are_called
            && let Some(target) = self.called_class(call.callee)
        {
            return target;
        }
        if call.form != CallForm::Construct
            && let Some(target) = self.called_instance(call)
        {
            return target;
        }
        self.written_call(call)
    }

    /// What a call means by the name that is written.
    fn written_call(&mut self, call: &CallRow) -> CallTarget<'p> {
        match call.form {
            CallForm::Plain => self.plain_call(call.callee),
            CallForm::Member => match self.module(self.file).expr(call.callee) {
                Expr::Member { object, name } => self.member_call(object, name),
                _ => self.plain_call(call.callee),
            },
            CallForm::Construct => self.construct_call(call.callee),
        }
    }

    /// What a call runs that calls a class to make an instance.
    fn called_class(&mut self, callee: ExprId) -> Option<CallTarget<'p>> {
        let ty = self.type_of(self.file, callee, Env::NONE);
        let Type::Class { file, class } = self.types.get(ty) else { return None };
        let module = self.module(file);
        let name = Some(module.text(module.class(class).constructor)).filter(|name| !name.is_empty())?;
        Some(CallTarget { name: Some(name), ..self.construct_call(callee) })
    }

    /// What a call runs that calls an instance of a class: a member of it, for the receiver that is written.
    fn called_instance(&mut self, call: &CallRow) -> Option<CallTarget<'p>> {
        self.module(self.file).facts().calling_member?;
        let instance = self.type_of(self.file, call.callee, Env::NONE);
        let member = self.called_member(instance)?;
        let function = self.function_of_member(member)?;
        let resolution = if member.is_inherited { Resolution::Inherited } else { Resolution::Receiver };
        let caller = self.written_call(call).caller;
        let declaring = self.module(function.file);
        let name = declaring.text(declaring.record.functions[function.row.index()].name);
        let dispatch = Some(Dispatch { of: instance, name, overload: None });
        Some(CallTarget { dispatch, ..self.inside(function.file, Some(function), caller, resolution) })
    }

    fn unresolved(&self, caller: &'p str) -> CallTarget<'p> {
        CallTarget::new(Place::File(self.file), caller, None, Resolution::Unresolved)
    }

    fn outside(&self, origin: Origin<'p>, caller: &'p str, in_repository: Resolution) -> CallTarget<'p> {
        let resolution = if origin.in_repository { in_repository } else { Resolution::External };
        CallTarget::new(Place::of(self.program, origin), caller, None, resolution)
    }

    /// The target in a file of the program: `function` if known, declared there or wherever else it turned out to be.
    fn inside(
        &self,
        file: FileId,
        function: Option<FunctionRef>,
        caller: &'p str,
        resolution: Resolution,
    ) -> CallTarget<'p> {
        let file = function.map_or(file, |function| function.file);
        CallTarget::new(Place::File(file), caller, function, resolution)
    }

    fn plain_call(&mut self, callee: ExprId) -> CallTarget<'p> {
        let module = self.module(self.file);
        let (Expr::Name { name, scope } | Expr::Bare { name, scope, .. }) = module.expr(callee) else {
            if let Some(function) = self.function_of(self.file, callee, Env::NONE) {
                return self.inside(function.file, Some(function), "", self.lexical(function.file));
            }
            let ty = self.type_of(self.file, callee, Env::NONE);
            return match self.types.get(ty) {
                // A function without a name: written here, or returned by another.
                Type::Function { file, .. } => self.inside(file, None, "", self.lexical(file)),
                _ => self.unresolved(""),
            };
        };
        let Some(rows) = module.index().lookup(name, scope, Meaning::Value) else {
            return self.undeclared_call(callee, name, scope);
        };
        if let Some(known) = self.memo.bound.get(&rows[0]) {
            return *known;
        }
        let target = self.bound_call(rows);
        self.memo.bound.insert(rows[0], target);
        target
    }

    /// A call of a name that no scope declares: a member of a class around it, or what a wildcard leads to.
    fn undeclared_call(&mut self, callee: ExprId, name: StringId, scope: ScopeId) -> CallTarget<'p> {
        let module = self.module(self.file);
        if let Expr::Bare { class, .. } = module.expr(callee)
            && let Some((of, member)) = self.bare_member(self.file, class, module.text(name), Env::NONE)
        {
            let resolution = match member.is_inherited {
                true => Resolution::Inherited,
                false => self.lexical(member.file),
            };
            let function = self.function_of_member(member);
            let dispatch = Some(Dispatch { of, name: module.text(name), overload: None });
            return CallTarget { dispatch, ..self.inside(member.file, function, "", resolution) };
        }
        match self.undeclared(self.file, name, scope) {
            Some(found) => self.imported_call(found, ""),
            None => self.unresolved(""),
        }
    }

    /// How a name of the calling file that leads to `file` was found.
    fn lexical(&self, file: FileId) -> Resolution {
        if file == self.file { Resolution::Local } else { Resolution::Import }
    }

    fn bound_call(&mut self, rows: &[u32]) -> CallTarget<'p> {
        let module = self.module(self.file);
        for row in rows {
            let binding = module.symbols().bindings[*row as usize];
            match binding.target {
                BindingTarget::Import { specifier, imported } => {
                    let (imported, local) = (module.text(imported), module.text(binding.name));
                    return self.imported_call(self.program.imported(self.file, specifier, imported, local), "");
                }
                BindingTarget::Variable { value, .. } if self.is_another_name(self.file, value) => {
                    if let Some(origin) = self.outside_value(value) {
                        return self.outside(origin, "", Resolution::Import);
                    }
                }
                _ => {}
            }
        }
        let function = self.bound_function(self.file, rows);
        let file = function.map_or(self.file, |function| function.file);
        self.inside(file, function, "", self.lexical(file))
    }

    /// Where a value comes from that is taken out of a module outside the program: `const { a } = require('b')`.
    fn outside_value(&mut self, value: ExprId) -> Option<Origin<'p>> {
        let ty = self.type_of(self.file, value, Env::NONE);
        match self.types.get(ty) {
            Type::OutsideValue { origin, .. } => Some(origin),
            _ => None,
        }
    }

    /// The function of the graph that these bindings of one name hold.
    fn bound_function(&mut self, file: FileId, rows: &[u32]) -> Option<FunctionRef> {
        let module = self.module(file);
        let mut function_of = |row: &u32| match module.symbols().bindings[*row as usize].target {
            BindingTarget::Function(signature) => module.signature(signature).function.map(|row| InFile { file, row }),
            BindingTarget::Variable { value, .. } if value != ExprId::UNKNOWN => {
                self.function_of(file, value, Env::NONE)
            }
            // A pattern takes a method out of a value of a declared type.
            BindingTarget::Variable { ty, .. } if matches!(module.expr(ty), Expr::IndexedType { .. }) => {
                self.function_of(file, ty, Env::NONE)
            }
            _ => None,
        };
        match module.facts().last_is_meant {
            true => rows.iter().rev().find_map(function_of),
            false => rows.iter().find_map(&mut function_of),
        }
    }

    /// Whether a variable that is given this value is nothing but another name for it: a function, a name, a
    /// member of an imported module. What a call returned is the variable's own.
    fn is_another_name(&self, file: FileId, value: ExprId) -> bool {
        let mut value = value;
        loop {
            match self.module(file).expr(value) {
                Expr::Member { object, .. } => value = object,
                Expr::Await(promise) => match self.module(file).expr(promise) {
                    Expr::Module { .. } => return true,
                    _ => return false,
                },
                Expr::Function(_) | Expr::Name { .. } | Expr::Module { .. } | Expr::This(_) | Expr::Class(_) => {
                    return true;
                }
                _ => return false,
            }
        }
    }

    /// A call of something imported: `f()`, or `ns.f()` with the name of the namespace as `caller`.
    fn imported_call(&mut self, found: Found<'p>, caller: &'p str) -> CallTarget<'p> {
        let mut overloaded = None;
        let (file, function) = match found {
            Found::Outside { origin, .. } => return self.outside(origin, caller, Resolution::Import),
            Found::Declared { file, name } => {
                let rows = self.module(file).index().declared(name, Symbols::FILE_SCOPE).unwrap_or_default();
                (file, self.bound_function(file, rows))
            }
            Found::Expression { file, expr } => (file, self.function_of(file, expr, Env::NONE)),
            Found::Module(file) => {
                let function = self.program.assigned_row(file).and_then(|row| {
                    let assigned = self.assigned(file, row);
                    self.function_of_type(assigned)
                });
                (file, function)
            }
            Found::AssignedMember { file, row, name } => {
                let assigned = self.assigned(file, row);
                let function = match self.find_member(assigned, name) {
                    MemberSearch::Found(member) => self.function_of_member(member),
                    _ => None,
                };
                (file, function)
            }
            Found::Package(_) => return self.unresolved(caller),
            Found::MemberOf { file, class, name } => {
                let class = self.types.add(Type::Class { file, class });
                overloaded = Some((class, name));
                match self.find_member(class, name) {
                    MemberSearch::Found(member) => (member.file, self.function_of_member(member)),
                    _ => (file, None),
                }
            }
            Found::Missing { file, .. } => (file, None),
        };
        // Files of a package see each other's names, and their own, without an import.
        let is_own = function.map_or(file, |function| function.file) == self.file;
        let resolution = if is_own { Resolution::Local } else { Resolution::Import };
        CallTarget { overloaded, ..self.inside(file, function, caller, resolution) }
    }

    fn member_call(&mut self, object: ExprId, name: StringId) -> CallTarget<'p> {
        let module = self.module(self.file);
        let receiver = self.type_of(self.file, object, Env::NONE);
        let caller = match self.name_of_type(receiver) {
            Some(name) => name,
            None => self.root_name(object),
        };
        let through_super = matches!(module.expr(object), Expr::Super(_));
        self.member_of_type(receiver, module.text(name), caller, through_super)
    }

    fn member_of_type(&mut self, receiver: TypeId, name: &'p str, caller: &'p str, is_super: bool) -> CallTarget<'p> {
        match self.types.get(receiver) {
            Type::Module(file) => self.imported_call(self.program.exported(file, name, name), caller),
            Type::Package(package) => match self.program.in_package(package, name) {
                Some(found) => self.imported_call(found, caller),
                None => self.unresolved(caller),
            },
            Type::Namespace { file, scope } => {
                let module = self.module(file);
                let id = module.record.strings.find(name);
                let rows = id.and_then(|id| module.index().declared(id, scope)).unwrap_or_default();
                let function = self.bound_function(file, rows);
                self.inside(file, function, caller, self.lexical(file))
            }
            Type::OutsideValue { origin, .. } => self.outside(origin, caller, Resolution::Import),
            Type::Outside { origin, .. } => {
                let in_repository = if is_super { Resolution::Inherited } else { Resolution::Receiver };
                self.outside(origin, caller, in_repository)
            }
            // A function or class merged with a namespace.
            Type::Intersection(list) => {
                let found = self.first_of(list, |linker, part| {
                    let target = linker.member_of_type(part, name, caller, is_super);
                    Some(target)
                        .filter(|target| target.function.is_some() || target.resolution != Resolution::Unresolved)
                });
                found.unwrap_or_else(|| self.unresolved(caller))
            }
            // `f.call(x)` runs `f`.
            Type::Function { file, .. } if self.calls_itself(name) => match self.function_of_type(receiver) {
                Some(function) => self.inside(function.file, Some(function), caller, self.lexical(function.file)),
                None => self.inside(file, None, caller, self.lexical(file)),
            },
            _ => match self.find_member(receiver, name) {
                MemberSearch::Found(member) => {
                    let is_inherited = member.is_inherited || is_super;
                    let resolution = if is_inherited { Resolution::Inherited } else { Resolution::Receiver };
                    let function = self.function_of_member(member);
                    let dispatch = (!is_super).then_some(Dispatch { of: receiver, name, overload: None });
                    let overloaded = is_super.then_some((receiver, name));
                    CallTarget { dispatch, overloaded, ..self.inside(member.file, function, caller, resolution) }
                }
                MemberSearch::Outside(origin) => self.outside(origin, caller, Resolution::Inherited),
                MemberSearch::Missing => self.unresolved(caller),
            },
        }
    }

    fn construct_call(&mut self, callee: ExprId) -> CallTarget<'p> {
        let module = self.module(self.file);
        let is_super = matches!(module.expr(callee), Expr::Super(_));
        let mut ty = self.type_of(self.file, callee, Env::NONE);
        if let Type::Union(list) | Type::Intersection(list) = self.types.get(ty) {
            ty = self.types.list(list)[0];
        }
        let found = |linker: &Self, file| if is_super { Resolution::Inherited } else { linker.lexical(file) };
        match self.types.get(ty) {
            Type::Class { file, class } | Type::Instance { file, class, .. } => {
                let function = self.constructor(file, class);
                // Of a type in several parts it is the one that has the constructor.
                let parts = self.program.packages().parts(file, class);
                let with_constructor =
                    function.map(|function| function.file).filter(|of| parts.iter().any(|part| part.file == *of));
                let file_of_part = with_constructor.unwrap_or(file);
                let resolution = found(self, file_of_part);
                let caller = match self.module(file).class_name(class) {
                    "" => self.root_name(callee),
                    name => name,
                };
                let constructor = self.module(file).text(self.module(file).class(class).constructor);
                let target = CallTarget::new(Place::File(file_of_part), caller, function, resolution);
                CallTarget { overloaded: Some((ty, constructor)), ..target }
            }
            Type::OutsideValue { origin, name, .. } | Type::Outside { origin, name, .. } => {
                let caller = if name.is_empty() { self.root_name(callee) } else { name };
                let in_repository = if is_super { Resolution::Inherited } else { Resolution::Import };
                self.outside(origin, caller, in_repository)
            }
            Type::GlobalValue(name) | Type::Global { name, .. } => self.unresolved(name),
            // A function used as a constructor.
            Type::Function { file, .. } => {
                let resolution = found(self, file);
                let function = self.function_of_type(ty);
                let caller = self.root_name(callee);
                self.inside(file, function, caller, resolution)
            }
            _ => {
                let caller = self.root_name(callee);
                self.unresolved(caller)
            }
        }
    }

    /// The name of a type, as its declaration gives it, if it has one worth naming.
    fn name_of_type(&mut self, ty: TypeId) -> Option<&'p str> {
        match self.types.get(ty) {
            Type::Instance { file, class, .. } | Type::Class { file, class } => {
                Some(self.module(file).class_name(class)).filter(|name| !name.is_empty())
            }
            Type::Global { name, .. } => Some(name),
            Type::Outside { name, .. } => Some(name).filter(|name| !name.is_empty()),
            // Whether it is a class cannot be seen from here; by its name it is one.
            Type::OutsideValue { name, is_import: true, .. } => {
                Some(name).filter(|name| name.starts_with(char::is_uppercase))
            }
            Type::Union(list) | Type::Intersection(list) => {
                let is_declared = |linker: &Self, part: TypeId| match linker.types.get(part) {
                    Type::Instance { .. } | Type::Class { .. } => true,
                    Type::Outside { origin, .. } => origin.in_repository,
                    _ => false,
                };
                let declared = self.types.list(list).iter().copied().find(|part| is_declared(self, *part));
                match declared {
                    Some(part) => self.deeper(|linker| linker.name_of_type(part)).flatten(),
                    None => self.first_of(list, Self::name_of_type),
                }
            }
            _ => None,
        }
    }

    /// The name a chain begins with: `a` of `a.b().c`, `x` of `this.x[0].y`; `''` if it begins with no name.
    fn root_name(&mut self, expr: ExprId) -> &'p str {
        let module = self.module(self.file);
        self.memo.roots.resize(module.symbols().exprs.len(), None);
        let mut visited = Vec::new();
        // The innermost member met, and how many expressions it is a part of, itself included.
        let mut member = None;
        let mut next = expr;
        let root = loop {
            if let Some(known) = self.memo.roots[next.index()] {
                break known;
            }
            let step = match module.expr(next) {
                Expr::Name { name, scope } if self.is_receiver(name, scope) => {
                    break Root::Receiver(name);
                }
                Expr::Name { name, .. } | Expr::Bare { name, .. } | Expr::TypeName { name, .. } => {
                    break Root::Name(name);
                }
                Expr::This(_) => break Root::Keyword("this"),
                // `this` in methods of an object literal.
                Expr::Cast(object) if matches!(module.expr(object), Expr::Object(_)) => break Root::Keyword("this"),
                // `self` in members that stand apart from their type.
                Expr::Cast(_) => break Root::Keyword(""),
                Expr::Super(_) => break Root::Keyword("super"),
                Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                    member = Some((name, visited.len() + 1));
                    object
                }
                Expr::Call(inner)
                | Expr::New(inner)
                | Expr::Await(inner)
                | Expr::Index(inner)
                | Expr::Element(inner)
                | Expr::Either(inner, _)
                | Expr::Generic { base: inner, .. } => inner,
                _ => break Root::Name(StringId::EMPTY),
            };
            visited.push(next);
            next = step;
        };
        // What is around a member of `this` is called after the member, what is within it after `this`.
        let (named, length) = match (root, member) {
            (Root::Keyword(_) | Root::Receiver(_), Some((name, length))) => (Root::Name(name), length),
            _ => (root, visited.len()),
        };
        for (place, expr) in visited.into_iter().enumerate() {
            self.memo.roots[expr.index()] = Some(if place < length { named } else { root });
        }
        match named {
            Root::Name(name) | Root::Receiver(name) => module.text(name),
            Root::Keyword(keyword) => keyword,
        }
    }

    /// Whether a name is what a method calls the instance it is called on, where that is no keyword: `self`.
    fn is_receiver(&self, name: StringId, scope: ScopeId) -> bool {
        let module = self.module(self.file);
        let rows = module.index().lookup(name, scope, Meaning::Value).unwrap_or_default();
        let binding = rows.first().map(|row| module.symbols().bindings[*row as usize].target);
        matches!(binding, Some(BindingTarget::Variable { value, .. }) if matches!(module.expr(value), Expr::This(Some(_))))
    }
}

/// What a chain begins with.
#[derive(Debug, Clone, Copy)]
enum Root {
    Name(StringId),
    /// A name that stands for `this`.
    Receiver(StringId),
    /// `this` or `super`, not followed by a member.
    Keyword(&'static str),
}
