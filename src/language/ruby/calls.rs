//! Call sites: with a receiver or without, of constructors, of `super`; and what some calls declare.

use super::{FILE_SCOPE, Field, FrameKind, Kind, Ruby};
use crate::extract::{Next, NodeRef, Outline, This, WrappedFunctions, Wrapping};
use crate::record::symbols::{Expr, ExprId, Lent, Member, MemberValue, Package, WildcardSource};
use crate::record::{CallForm, StringId};

/// What a call consists of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct CallParts {
    pub(super) receiver: Option<NodeRef>,
    pub(super) method: Option<NodeRef>,
    pub(super) arguments: Option<NodeRef>,
    pub(super) block: Option<NodeRef>,
}

impl Outline<'_, '_, Ruby> {
    pub(super) fn call_parts(&mut self, node: NodeRef) -> CallParts {
        let mut parts = CallParts::default();
        let mut last = None;
        let children = self.tree.children(node);
        for child in children {
            if self.tree.is_extra(child) {
                continue;
            }
            match self.kind(child) {
                Kind::Dot | Kind::SafeDot | Kind::Colons if parts.receiver.is_none() => {
                    parts.receiver = last;
                    parts.method = None;
                }
                Kind::ArgumentList => parts.arguments = Some(child),
                Kind::Block | Kind::DoBlock => parts.block = Some(child),
                _ if parts.method.is_none() => parts.method = Some(child),
                _ => {}
            }
            last = Some(child);
        }
        parts
    }

    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let call = self.call_parts(node);
        if self.own.assigned_calls.remove(&node) {
            return Next::Into;
        }
        let (name, byte) = match call.method {
            Some(method) if self.kind(method) == Kind::Super => {
                self.push_super(node, method);
                return Next::Into;
            }
            Some(method) => (self.text(method), self.start_byte(method)),
            // `f.(x)`
            None => {
                let end = self.end_byte(node);
                ("call", call.arguments.map_or(end, |arguments| self.start_byte(arguments)))
            }
        };
        if let Some(receiver) = call.receiver {
            let object = self.expr_of(receiver);
            match self.sent(name, call.arguments) {
                Some(sent) => {
                    let callee = self.expr(Expr::Member { object, name: sent });
                    let name = self.draft.intern(name);
                    self.push_call(node, name, byte, CallForm::Member, callee);
                }
                None => self.push_call_on(node, object, name, byte),
            }
            self.yield_by_call(&call, name);
        } else {
            match self.sent(name, call.arguments) {
                Some(sent) => {
                    let callee = self.name_shape(sent, true);
                    let callee = self.expr(callee);
                    let name = self.draft.intern(name);
                    self.push_call(node, name, byte, CallForm::Plain, callee);
                }
                None => self.push_plain_call(node, name, byte),
            }
            self.push_import_of(node, &call, name);
            self.declare(name, &call);
            self.include_everywhere(name, &call);
        }
        self.push_method_objects(name, &call);
        self.enter_named_block(node, name, &call)
    }

    /// The method that `send(:name)` calls.
    pub(super) fn sent(&mut self, method: &str, arguments: Option<NodeRef>) -> Option<StringId> {
        if !matches!(method, "send" | "public_send" | "__send__") {
            return None;
        }
        let first = self.first_named(arguments?)?;
        self.symbol(first).filter(|name| self.draft.string(*name) != "new")
    }

    fn push_call_on(&mut self, node: NodeRef, object: ExprId, name: &str, byte: usize) {
        if name == "new" {
            let constructor = self.draft.intern("initialize");
            self.push_call(node, constructor, byte, CallForm::Construct, object);
            return;
        }
        let name = self.draft.intern(name);
        let callee = self.expr(Expr::Member { object, name });
        self.push_call(node, name, byte, CallForm::Member, callee);
    }

    fn push_plain_call(&mut self, node: NodeRef, name: &str, byte: usize) {
        if name == "new" && matches!(self.this(), This::Class(_)) {
            let class = self.this_shape();
            let class = self.expr(class);
            self.push_call_on(node, class, name, byte);
            return;
        }
        let name = self.draft.intern(name);
        let callee = self.name_shape(name, true);
        let callee = self.expr(callee);
        self.push_call(node, name, byte, CallForm::Plain, callee);
    }

    /// `super` without arguments.
    pub(super) fn enter_super(&mut self, node: NodeRef) -> Next {
        let call = self.parent_of_kind(Kind::Call);
        if call.is_none_or(|call| self.call_parts(call).method != Some(node)) {
            self.push_super(node, node);
        }
        Next::Into
    }

    fn push_super(&mut self, node: NodeRef, keyword: NodeRef) {
        let (name, callee) = self.super_method();
        self.push_call(node, name, self.start_byte(keyword), CallForm::Member, callee);
    }

    /// The method that `super` means here, and what it is called.
    pub(super) fn super_method(&mut self) -> (StringId, ExprId) {
        let name = self.own.frames.last().map_or(StringId::EMPTY, |frame| frame.method);
        let object = match self.this() {
            This::Class(_) => self.super_shape(),
            _ => Expr::Super(self.class()),
        };
        let object = self.expr(object);
        (name, self.expr(Expr::Member { object, name }))
    }

    /// A name alone: a call, unless something around it says what else it is.
    pub(super) fn enter_identifier(&mut self, node: NodeRef) -> Next {
        let Some(parent) = self.parent() else { return Next::Into };
        match self.kind(parent) {
            Kind::Call if self.call_parts(parent).receiver != Some(node) => {}
            // The body of `def x = y` is no name of it.
            Kind::Method | Kind::SingletonMethod if self.field(parent, Field::Name) == Some(node) => {}
            Kind::OptionalParameter | Kind::KeywordParameter | Kind::KeywordPattern
                if self.first_named(parent) == Some(node) => {}
            Kind::AsPattern => self.bind_fitting(node, parent),
            Kind::AlternativePattern
            | Kind::ArrayPattern
            | Kind::FindPattern
            | Kind::InClause
            | Kind::KeywordPattern
            | Kind::ParenthesizedPattern => self.bind_local(node, ExprId::UNKNOWN),
            Kind::BlockParameter
            | Kind::BlockParameters
            | Kind::DestructuredParameter
            | Kind::HashSplatParameter
            | Kind::LambdaParameters
            | Kind::MethodParameters
            | Kind::SplatParameter => self.bind_parameter_name(node),
            // A method of what a variable holds: `def item.total`.
            Kind::SingletonMethod if self.field(parent, Field::Object) == Some(node) => {}
            Kind::Alias | Kind::Undef | Kind::Setter => {}
            _ => {
                let name = self.intern_node(node);
                if self.local_scope(name).is_none() {
                    let (text, byte) = (self.text(node), self.start_byte(node));
                    self.push_plain_call(node, text, byte);
                    self.declare(text, &CallParts::default());
                } else {
                    self.push_local(node);
                }
            }
        }
        Next::Into
    }

    /// What a call in a type's body declares of the type: fields, visibility, other names of methods.
    fn declare(&mut self, method: &str, call: &CallParts) {
        match method {
            "private" | "protected" | "public" if call.arguments.is_none() => {
                let word = self.draft.intern(method);
                if let Some(frame) = self.member_body() {
                    frame.visibility = (method != "public").then_some(word);
                }
                return;
            }
            "module_function" if call.arguments.is_none() => {
                if let Some(frame) = self.type_body() {
                    frame.is_module_function = true;
                }
                return;
            }
            "attr_reader" | "attr_writer" | "attr_accessor" | "attr" | "alias_method" | "extend" => {}
            "belongs_to" | "has_one" | "has_many" | "has_and_belongs_to_many" => {}
            "delegate" | "def_delegator" | "def_delegators" | "def_instance_delegator" | "def_instance_delegators" => {}
            _ => return,
        }
        let Some(arguments) = call.arguments.filter(|_| self.type_body().is_some()) else { return };
        let arguments = self.named_children(arguments);
        match method {
            "extend" => {
                if arguments.iter().any(|argument| self.kind(*argument) == Kind::SelfReference)
                    && let Some(frame) = self.type_body()
                {
                    frame.is_module_function = true;
                }
            }
            "delegate" => self.push_delegates_to(&arguments),
            "def_delegator" | "def_instance_delegator" => self.push_delegator(&arguments),
            "def_delegators" | "def_instance_delegators" => self.push_delegators(&arguments),
            "belongs_to" | "has_one" => self.push_association(&arguments, false),
            "has_many" | "has_and_belongs_to_many" => self.push_association(&arguments, true),
            "alias_method" => {
                if let [new, old] = arguments[..]
                    && let (Some(new), Some(old)) = (self.symbol(new), self.symbol(old))
                {
                    self.push_alias(new, old);
                }
            }
            _ => {
                for argument in arguments {
                    if let Some(name) = self.symbol(argument) {
                        self.push_attribute(name);
                    }
                }
            }
        }
    }

    /// `include M` outside of any type: what the module has is known in this file and in those beside and below it.
    fn include_everywhere(&mut self, method: &str, call: &CallParts) {
        if method != "include" || self.scope() != FILE_SCOPE {
            return;
        }
        for argument in self.listed(call.arguments) {
            let Some(name) = self.constant_name(argument) else { continue };
            let module = self.type_name(name);
            for source in [WildcardSource::Package(Package::Named(name)), WildcardSource::Members(module)] {
                self.push_wildcard(source);
                self.lend(Lent::Wildcard(source));
            }
        }
    }

    /// Another name of a method.
    pub(super) fn push_alias(&mut self, new: StringId, old: StringId) {
        let Some(class) = self.class() else { return };
        let is_static = self.own.frames.last().is_some_and(|frame| frame.kind == FrameKind::Singleton);
        let object = self.expr(if is_static { Expr::Class(class) } else { Expr::This(Some(class)) });
        let value = self.expr(Expr::Member { object, name: old });
        let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
        self.push_member(Member { name: new, is_static, value });
    }

    /// The name that a symbol or plain string is.
    pub(super) fn symbol(&mut self, node: NodeRef) -> Option<StringId> {
        match self.kind(node) {
            Kind::SimpleSymbol => {
                let text = self.text(node);
                Some(self.draft.intern(text.trim_start_matches(':')))
            }
            Kind::String => match self.named_children(node)[..] {
                [content] if self.kind(content) == Kind::StringContent => Some(self.intern_node(content)),
                _ => None,
            },
            _ => None,
        }
    }
}

impl WrappedFunctions for Ruby {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            _ if file.is_function_value(node) => return Wrapping::Function,
            Kind::Call => return file.call_parts(node).arguments.map_or(Wrapping::Nothing, Wrapping::Call),
            Kind::BlockArgument => file.first_named(node),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
