//! What each call means: which function it runs, which file declares that, whose member it is.
//!
//! In: a row of the calls. Out: its [`CallTarget`]. Calls of names are for [`named_calls`](super::named_calls) to tell;
//! here are those of members and constructions, and which of several functions of a name the arguments of a call fit.

use super::dispatch::Dispatch;
use super::edges::Place;
use super::file_links::Resolution;
use super::targets::{CallLinker, CallTarget};
use crate::graph::names::files::{InFile, TypeRef};
use crate::graph::names::scopes::Meaning;
use crate::graph::types::generics::Site;
use crate::graph::types::members::MemberSearch;
use crate::graph::types::overloads::Chosen;
use crate::graph::types::table::{Env, Type, TypeId};
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue};
use crate::record::{CallForm, CallRow, NodeKind, Run, StringId};

impl<'p> CallLinker<'p> {
    /// What this call means.
    pub fn call_target(&mut self, call: &CallRow) -> CallTarget<'p> {
        self.begin_question();
        let target = self.named_target(call);
        if let Some(target) = self.extension_call(call, target) {
            return target;
        }
        if self.is_builtin(call, &target) {
            return CallTarget { resolution: Resolution::Builtin, ..target };
        }
        match call.arguments {
            Some(arguments) => self.overload(target, self.site_of(call, arguments), call.form == CallForm::Construct),
            None => target,
        }
    }

    /// A call of this file, with what it passes.
    fn site_of(&self, call: &CallRow, args: Run) -> Site {
        let (_, site) = self.site(self.file, call.callee, args, Env::NONE);
        site
    }

    /// A call of a function as if it were a member of what it is called on.
    fn extension_call(&mut self, call: &CallRow, target: CallTarget<'p>) -> Option<CallTarget<'p>> {
        let module = self.module(self.file);
        if call.form != CallForm::Member || !module.facts().has_extension_methods {
            return None;
        }
        let (callee, site) = self.site(self.file, call.callee, call.arguments.unwrap_or_default(), Env::NONE);
        let Expr::Member { object, name } = module.expr(callee) else { return None };
        let receiver = self.type_of(self.file, object, Env::NONE);
        let name = module.text(name);
        if self.has_fitting(receiver, name, site) {
            return None;
        }
        self.begin_question();
        let (file, signature) = self.extension_method(object, name, site)?;
        let function = self.function_at(file, signature);
        Some(self.inside(file, function, target.caller, Resolution::Receiver))
    }

    /// The one of several functions of one name that these arguments fit.
    fn overload(&mut self, target: CallTarget<'p>, site: Site, is_construction: bool) -> CallTarget<'p> {
        let called = target.dispatch.map(|call| (call.of, call.name));
        let Some((of, name)) = called.or(target.overloaded) else { return target };
        let methods = self.methods(of, name, is_construction);
        if methods.found.is_empty() || methods.found.len() == 1 && methods.outside.is_none() {
            return target;
        }
        self.begin_question();
        let member = match self.best_overload(&methods, name, site) {
            Chosen::Member(member) => member,
            Chosen::Outside(supertype) => {
                return match self.types.get(supertype) {
                    Type::Outside { origin, .. } => self.outside(origin, target.caller, Resolution::Inherited),
                    _ => self.unresolved(target.caller),
                };
            }
            Chosen::Nothing => return target,
        };
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
        // Type arguments behind a name mean nothing else.
        let callee = match self.module(self.file).expr(call.callee) {
            Expr::Generic { base, .. } if call.form != CallForm::Construct => base,
            _ => call.callee,
        };
        match call.form {
            CallForm::Plain => self.plain_call(callee),
            CallForm::Member => match self.module(self.file).expr(callee) {
                Expr::Member { object, name } => self.member_call(object, name),
                Expr::Cast(held) => self.held_call(callee, held),
                _ => self.plain_call(callee),
            },
            CallForm::Construct => self.construct_call(call.callee),
        }
    }

    /// A call of what a field holds, where a method may have the field's name: `(self.map)(x)`.
    fn held_call(&mut self, callee: ExprId, held: ExprId) -> CallTarget<'p> {
        let module = self.module(self.file);
        match module.expr(held) {
            Expr::Member { object, name } if module.facts().called_members_are_apart => {
                CallTarget { function: None, dispatch: None, ..self.member_call(object, name) }
            }
            _ => self.plain_call(callee),
        }
    }

    /// What a call runs that calls a class to make an instance.
    fn called_class(&mut self, callee: ExprId) -> Option<CallTarget<'p>> {
        let ty = self.type_of(self.file, callee, Env::NONE);
        let Type::Class(class) = self.types.get(ty) else { return None };
        let name = Some(self.constructor_name(class)).filter(|name| !name.is_empty())?;
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
        let name = declaring.text(declaring.record().functions[function.row.index()].name);
        let dispatch = Some(Dispatch { of: instance, is_of_class: false, name, overload: None });
        Some(CallTarget { dispatch, ..self.inside(function.file, Some(function), caller, resolution) })
    }

    fn member_call(&mut self, object: ExprId, name: StringId) -> CallTarget<'p> {
        let module = self.module(self.file);
        let receiver = self.type_of(self.file, object, Env::NONE);
        let receiver = self.holder_of(receiver, module.text(name));
        // What `super` looks into first may be included; it is the superclass that it is called after.
        let named = match module.expr(object) {
            Expr::Super(Some(row)) => self.superclass(InFile { file: self.file, row }, Env::NONE).known(),
            _ => None,
        };
        let caller = match self.name_of_type(named.unwrap_or(receiver)) {
            Some(name) => name,
            None => self.memo.roots.name(self.program, self.file, object),
        };
        if receiver == TypeId::PRIMITIVE
            && let Some(member) = self.member_of_plain(self.file, object, module.text(name))
        {
            let function = self.function_of_member(member);
            return self.inside(member.file, function, caller, Resolution::Receiver);
        }
        let through_super = matches!(module.expr(object), Expr::Super(_) | Expr::SuperClass(_));
        let target = self.member_of_type(receiver, module.text(name), caller, through_super);
        let is_of_class = self.may_be_subclass(object);
        let dispatch = target.dispatch.map(|call| Dispatch { is_of_class, ..call });
        CallTarget { receiver: self.type_of_receiver(receiver), dispatch, ..target }
    }

    /// Whether a receiver is a class that may be a subclass of the one it is known as: what `this` is, by whatever name, or a
    /// value of a class's type.
    fn may_be_subclass(&self, receiver: ExprId) -> bool {
        let module = self.module(self.file);
        match module.expr(receiver) {
            Expr::ThisClass(_) => true,
            Expr::Cast(ty) => matches!(module.expr(ty), Expr::TypeOf(_)),
            Expr::Name { name, scope } => {
                let rows = self.program.lookup(self.file, name, scope, Meaning::Value).unwrap_or_default();
                let target = rows.first().map(|row| module.symbols().bindings[*row as usize].target);
                let Some(BindingTarget::Variable { ty, value }) = target else { return false };
                matches!(module.expr(value), Expr::ThisClass(_)) || matches!(module.expr(ty), Expr::TypeOf(_))
            }
            _ => false,
        }
    }

    /// The type of the graph that a receiver is of, the first of several; of a class itself that class.
    fn type_of_receiver(&mut self, receiver: TypeId) -> Option<TypeRef> {
        match self.types.get(receiver) {
            Type::Instance { class, .. } | Type::Class(class) => self.type_of_class(class),
            Type::Union(list) | Type::Intersection(list) => self.first_of(list, Self::type_of_receiver),
            _ => None,
        }
    }

    fn member_of_type(&mut self, receiver: TypeId, name: &'p str, caller: &'p str, is_super: bool) -> CallTarget<'p> {
        match self.types.get(receiver) {
            Type::Module(file) => self.imported_call(self.program.exported(file, name, name), caller),
            Type::Package(package) => match self.program.in_package(package, name) {
                Some(found) => self.imported_call(found, caller),
                None => self.unresolved(caller),
            },
            Type::Namespace { file, scope } => match self.program.in_namespace(file, scope, name) {
                Some(found) => self.imported_call(found, caller),
                None => self.unresolved(caller),
            },
            Type::OutsideValue { origin, .. } => self.outside(origin, caller, Resolution::Import),
            Type::Outside { origin, .. } if !matches!(self.find_called(receiver, name), MemberSearch::Found(_)) => {
                let in_repository = if is_super { Resolution::Inherited } else { Resolution::Receiver };
                self.outside(origin, caller, in_repository)
            }
            // A function or class merged with a namespace.
            Type::Intersection(list) => {
                let mut behind = None;
                let found = self.first_of(list, |linker, part| {
                    if linker.is_unlisted(part, name) {
                        return None;
                    }
                    let target = linker.member_of_type(part, name, caller, is_super);
                    let target = Some(target)
                        .filter(|target| target.function.is_some() || target.resolution != Resolution::Unresolved);
                    // What a namespace declares is meant before what all functions have.
                    let is_of_all =
                        matches!(linker.types.get(part), Type::Function { .. }) && linker.calls_itself(name);
                    // So it is before what a superclass outside of the program may have.
                    if is_of_all || target.is_some_and(|target| target.function.is_none()) {
                        behind = behind.or(target);
                        return None;
                    }
                    target
                });
                found.or(behind).unwrap_or_else(|| self.unresolved(caller))
            }
            // `f.call(x)` runs `f`.
            Type::Function { file, .. } if self.calls_itself(name) => match self.function_of_type(receiver) {
                Some(function) => self.inside(function.file, Some(function), caller, self.lexical(function.file)),
                None => self.inside(file, None, caller, self.lexical(file)),
            },
            _ => match self.find_called(receiver, name) {
                MemberSearch::Found(member) => {
                    let is_inherited = member.is_inherited || is_super;
                    let resolution = if is_inherited { Resolution::Inherited } else { Resolution::Receiver };
                    let function = self.function_of_member(member);
                    let dispatch =
                        (!is_super).then_some(Dispatch { of: receiver, is_of_class: false, name, overload: None });
                    let overloaded = is_super.then_some((receiver, name));
                    CallTarget { dispatch, overloaded, ..self.inside(member.file, function, caller, resolution) }
                }
                MemberSearch::Outside(origin) => self.outside(origin, caller, Resolution::Inherited),
                // What all enums have stands nowhere else.
                MemberSearch::Missing => match self.types.get(receiver) {
                    Type::Class(class) if self.is_member_of_enums(class, name) => {
                        self.inside(class.file, None, caller, Resolution::Receiver)
                    }
                    _ => self.unresolved(caller),
                },
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
        let root = |linker: &mut Self| linker.memo.roots.name(linker.program, linker.file, callee);
        let found = |linker: &Self, file| if is_super { Resolution::Inherited } else { linker.lexical(file) };
        match self.types.get(ty) {
            Type::Class(class) | Type::Instance { class, .. } => {
                let mut function = self.constructor(class);
                // An interface says what `new` makes of a value; what runs is the function that the value is.
                if function.is_none() && self.class_kind(class) == NodeKind::Interface {
                    function = self.plain_call(callee).function;
                }
                // Of a type in several parts it is the one that has the constructor.
                let parts = self.program.parts(class);
                let with_constructor =
                    function.map(|function| function.file).filter(|of| parts.iter().any(|part| part.file == *of));
                let file_of_part = with_constructor.unwrap_or(class.file);
                let resolution = found(self, file_of_part);
                let caller = match self.class_name(class) {
                    "" => root(self),
                    name => name,
                };
                let target = CallTarget::new(Place::File(file_of_part), caller, function, resolution);
                CallTarget { overloaded: Some((ty, self.constructor_name(class))), ..target }
            }
            Type::OutsideValue { origin, name, .. } | Type::Outside { origin, name, .. } => {
                let caller = if name.is_empty() { root(self) } else { name };
                let in_repository = if is_super { Resolution::Inherited } else { Resolution::Import };
                self.outside(origin, caller, in_repository)
            }
            Type::GlobalValue(name) | Type::Global { name, .. } => self.unresolved(name),
            // A function used as a constructor.
            Type::Function { file, .. } => {
                let resolution = found(self, file);
                let function = self.function_of_type(ty);
                let caller = root(self);
                self.inside(file, function, caller, resolution)
            }
            _ => {
                let caller = root(self);
                self.unresolved(caller)
            }
        }
    }
}
