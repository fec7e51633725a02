//! Call sites: of functions, methods and constructors, and attributes with arguments.

use super::{Field, Kind, Php, builtins};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, ReferenceForm, StringId};

/// Of so many lists at most a function of the language passes values to the one that it calls.
const MAX_LISTS: usize = 4;

impl Outline<'_, '_, Php> {
    pub(super) fn enter_function_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.field(node, Field::Function) else { return Next::Into };
        let function = self.without_parentheses(function, Kind::ParenthesizedExpression);
        let (name, byte) = match self.kind(function) {
            Kind::Name | Kind::QualifiedName | Kind::RelativeName => {
                let last = self.last_named(function).unwrap_or(function);
                (self.intern_node(last), self.start_byte(last))
            }
            Kind::VariableName => {
                let name = self.intern_node(function);
                (self.without_dollar(name), self.start_byte(function) + 1)
            }
            _ => {
                let arguments = self.field(node, Field::Arguments);
                let end = self.end_byte(node);
                (StringId::EMPTY, arguments.map_or(end, |arguments| self.start_byte(arguments)))
            }
        };
        if self.is_callable(node) {
            self.push_callable(function);
            return Next::Into;
        }
        let callee = self.expr_of(function);
        self.push_call(node, name, byte, CallForm::Plain, callee);
        if self.kind(function) == Kind::Name {
            self.pass_to_language(node, self.text(function));
        }
        self.push_callable_text(node, function);
        Next::Into
    }

    /// Whether it is no call but the function itself: `f(...)`
    pub(super) fn is_callable(&mut self, call: NodeRef) -> bool {
        let arguments = self.child_of_kind(call, Kind::Arguments);
        arguments.is_some_and(|arguments| self.child_of_kind(arguments, Kind::VariadicPlaceholder).is_some())
    }

    /// The values that a call passes.
    pub(super) fn arguments_of(&mut self, call: NodeRef) -> Vec<NodeRef> {
        let arguments = self.listed_in(call, Kind::Arguments);
        arguments.into_iter().filter_map(|argument| self.last_named(argument)).collect()
    }

    /// What a call of a function of the language's says of what is passed to it.
    fn pass_to_language(&mut self, call: NodeRef, function: &str) {
        if function == "assert" {
            let condition = self.arguments_of(call).first().copied();
            return self.bind_facts(condition, true);
        }
        for place in [0, 1] {
            let arguments = self.arguments_of(call);
            let Some(closure) = arguments.get(place).copied() else { return };
            if !matches!(self.kind(closure), Kind::AnonymousFunction | Kind::ArrowFunction) {
                continue;
            }
            let lists = (0..MAX_LISTS).map(|parameter| builtins::called_with(function, place, parameter));
            let lists: Vec<Option<NodeRef>> = lists.map(|of| arguments.get(of?).copied()).collect();
            if lists.iter().any(Option::is_some) {
                let values = lists.into_iter().map(|list| {
                    let list = self.expr_if(list);
                    self.element(list)
                });
                let values = values.collect();
                self.own.called_with.insert(closure, values);
            }
        }
    }

    pub(super) fn enter_member_call(&mut self, node: NodeRef) -> Next {
        let Some([object, name_node]) = self.fields(node, [Field::Object, Field::Name]) else { return Next::Into };
        let object = self.expr_of(object);
        if self.is_callable(node) {
            self.push_callable_member(object, name_node);
            return Next::Into;
        }
        self.push_member_call(node, object, name_node)
    }

    pub(super) fn enter_scoped_call(&mut self, node: NodeRef) -> Next {
        let Some([scope, name_node]) = self.fields(node, [Field::Scope, Field::Name]) else { return Next::Into };
        let class = self.scope_of(scope);
        if self.is_callable(node) {
            self.push_callable_member(class, name_node);
            return Next::Into;
        }
        self.push_member_call(node, class, name_node)
    }

    fn push_member_call(&mut self, node: NodeRef, object: ExprId, name_node: NodeRef) -> Next {
        if self.kind(name_node) != Kind::Name {
            let byte = self.start_byte(name_node);
            self.push_call(node, StringId::EMPTY, byte, CallForm::Plain, ExprId::UNKNOWN);
            return Next::Into;
        }
        let name = self.intern_node(name_node);
        let callee = self.expr(Expr::Member { object, name });
        self.push_call(node, name, self.start_byte(name_node), CallForm::Member, callee);
        Next::Into
    }

    /// `new X()`
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> Next {
        let Some(class_node) = self.first_named(node) else { return Next::Into };
        let callee = match self.class_named(class_node) {
            Some(class) => class,
            None if self.kind(class_node) == Kind::AnonymousClass => return Next::Into,
            None => self.expr_of(class_node),
        };
        let name = self.draft.intern("__construct");
        self.push_call(node, name, self.start_byte(class_node), CallForm::Construct, callee);
        Next::Into
    }

    /// `#[Route('/orders')]`
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.first_named(node) else { return Next::Into };
        if self.field(node, Field::Parameters).is_none() {
            self.push_type_value(name_node, ReferenceForm::Decorator);
            return Next::Into;
        }
        let Some(name) = self.last_name(name_node) else { return Next::Into };
        let callee = self.named_shape(name_node, false);
        let callee = self.expr(callee);
        self.push_call(node, name, self.start_byte(name_node), CallForm::Plain, callee);
        Next::Into
    }
}

impl WrappedFunctions for Php {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::AnonymousFunction | Kind::ArrowFunction => return Wrapping::Function,
            Kind::FunctionCallExpression
            | Kind::MemberCallExpression
            | Kind::NullsafeMemberCallExpression
            | Kind::ScopedCallExpression => {
                return file.child_of_kind(node, Kind::Arguments).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            Kind::ParenthesizedExpression => file.first_named(node),
            Kind::Argument => file.last_named(node),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
