//! The shape of an expression, as far as it says something about types and call targets.

use super::builtins::{FUNCTIONS, MODULE_FUNCTIONS, OPERATORS};
use super::{Field, Kind, Python};
use crate::extract::{ExpressionShapes, Next, NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, MAX_PASSED};

/// More collections than are gone through side by side.
const MAX_ZIPPED: usize = 16;

impl ExpressionShapes for Python {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::Call if file.builtin(node).is_some() => None,
            Kind::Call | Kind::ParenthesizedExpression | Kind::Await | Kind::Attribute | Kind::Subscript => {
                file.first_named(node)
            }
            Kind::NamedExpression => file.field(node, Field::Value),
            Kind::BinaryOperator => file.field(node, Field::Left),
            Kind::Assignment => file.field(node, Field::Right),
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::Attribute => {
                if let Some(narrowed) = file.narrowed_member(node) {
                    return Some(narrowed);
                }
                let attribute = file.field(node, Field::Attribute)?;
                if let (Expr::Name { .. }, "__class__") = (file.draft.symbols().expr(inner), file.text(attribute))
                    && let Some(class) = file.this_class()
                    && file.first_named(node).is_some_and(|object| file.is_receiver(object))
                {
                    return Some(Expr::ThisClass(class));
                }
                Some(Expr::Member { object: inner, name: file.intern_node(attribute) })
            }
            Kind::Call => {
                let args = file.positional_arguments(node);
                Some(Expr::Call { callee: inner, args })
            }
            Kind::BinaryOperator => Some(file.operated(node, inner)),
            Kind::Subscript => {
                let index = file.field(node, Field::Subscript)?;
                match file.kind(index) {
                    Kind::Integer => Some(Expr::Member { object: inner, name: file.intern_node(index) }),
                    Kind::Slice => None,
                    // A typed dictionary has its values by their names.
                    Kind::String if let Some(content) = file.child_of_kind(index, Kind::StringContent) => {
                        let name = file.intern_node(content);
                        let [element, named] = [Expr::Index(inner), Expr::Member { object: inner, name }];
                        Some(Expr::Either(file.expr(element), file.expr(named)))
                    }
                    _ => Some(Expr::Index(inner)),
                }
            }
            Kind::Await => Some(Expr::Await(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::Identifier => {
                // Only what stands right in a class's body sees the names of that body.
                let sees_members = file.is_in_type();
                file.named_shape(node, sees_members)
            }
            Kind::Call => file.builtin_call(node),
            Kind::Lambda => Expr::Function(file.signature_of(node)),
            Kind::List | Kind::Set => file.list_literal(node),
            Kind::ListComprehension
            | Kind::SetComprehension
            | Kind::DictionaryComprehension
            | Kind::GeneratorExpression => file.comprehension(node),
            Kind::Dictionary => file.dictionary(node),
            Kind::Tuple | Kind::ExpressionList => {
                let elements = file.named_children(node);
                Expr::TupleType(file.exprs_of(elements))
            }
            Kind::ConditionalExpression => match file.named_children(node)[..] {
                [one, condition, other] => Expr::Either(file.expr_where(Some(condition), one), file.expr_of(other)),
                _ => Expr::Unknown,
            },
            Kind::BooleanOperator => {
                let sides = file.named_children(node);
                file.either(&sides)
            }
            Kind::String | Kind::ConcatenatedString | Kind::Integer | Kind::Float | Kind::True | Kind::False => {
                Expr::Literal
            }
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Python> {
    /// What a call passes by place. Behind what is passed by names or all at once there may be any number more.
    fn positional_arguments(&mut self, call: NodeRef) -> Run {
        let Some(list) = self.child_of_kind(call, Kind::ArgumentList) else { return Run::default() };
        let nodes: Vec<NodeRef> = self.named(list).take(MAX_PASSED).collect();
        let shapes = |file: &mut Self| {
            let mut args = Vec::with_capacity(nodes.len());
            for node in nodes {
                let is_by_place =
                    !matches!(file.kind(node), Kind::KeywordArgument | Kind::ListSplat | Kind::DictionarySplat);
                args.push(if is_by_place { file.passed(node) } else { file.expr(Expr::Element(ExprId::UNKNOWN)) });
                if !is_by_place {
                    break;
                }
            }
            args
        };
        let args: Vec<ExprId> = self.nested(shapes).unwrap_or_default();
        if args.is_empty() { Run::default() } else { self.expr_list(&args) }
    }

    /// What is passed, literals with what tells one from the other.
    fn passed(&mut self, node: NodeRef) -> ExprId {
        let name = match self.kind(node) {
            Kind::String => {
                let text = self.text(node);
                let shape = self.short_text(text).unwrap_or_else(|| self.literal("str"));
                return self.expr(shape);
            }
            Kind::Integer => "int",
            Kind::Float => "float",
            Kind::True | Kind::False => "bool",
            _ => return self.expr_of(node),
        };
        let literal = self.literal(name);
        self.expr(literal)
    }

    /// What an operator gives, by the method of what stands in front of it.
    fn operated(&mut self, node: NodeRef, left: ExprId) -> Expr {
        let Some(operator) = self.field(node, Field::Operator) else { return Expr::Unknown };
        let Some((_, method)) = OPERATORS.iter().find(|(written, _)| *written == self.text(operator)) else {
            return Expr::Unknown;
        };
        if matches!(self.draft.symbols().expr(left), Expr::Unknown | Expr::Literal) {
            return Expr::Unknown;
        }
        let name = self.draft.intern(method);
        self.member_call(left, name)
    }

    /// `yield x`, `yield from xs`
    pub(super) fn enter_yield(&mut self, node: NodeRef) -> Next {
        let value = self.first_named(node);
        let value = self.expr_if(value);
        let yielded = if self.has_token(node, Kind::From) { self.element(value) } else { value };
        self.push_yield(yielded);
        Next::Into
    }

    /// `{'a': x}`: a dictionary of what its first value is.
    fn dictionary(&mut self, node: NodeRef) -> Expr {
        let pair = self.first_named(node).filter(|pair| self.kind(*pair) == Kind::Pair);
        let Some(value) = pair.and_then(|pair| self.field(pair, Field::Value)) else { return Expr::Unknown };
        let value = self.expr_of(value);
        let dictionary = self.dictionary_of(value);
        self.draft.symbols().expr(dictionary)
    }

    /// A dictionary of what this is, by texts.
    pub(super) fn dictionary_of(&mut self, value: ExprId) -> ExprId {
        let name = self.draft.intern("dict");
        let base = self.type_name(name);
        let arguments = [self.expr(Expr::Literal), value];
        let args = self.expr_list(&arguments);
        self.expr(Expr::Generic { base, args })
    }

    /// The function of the language that is called, if what it gives is known by its arguments.
    fn builtin(&mut self, call: NodeRef) -> Option<&'static str> {
        let function = self.first_named(call)?;
        let listed: &[&'static str] = match self.kind(function) {
            Kind::Identifier => &FUNCTIONS,
            Kind::Attribute => &MODULE_FUNCTIONS,
            _ => return None,
        };
        let text = self.text(function);
        let found = listed.iter().copied().find(|name| *name == text)?;
        let module = match found {
            "cast" => "from typing import",
            "replace" => "from dataclasses import",
            "partial" | "reduce" => "from functools import",
            "chain" => "from itertools import",
            "defaultdict" | "deque" => "from collections import",
            _ => "",
        };
        self.draft.text().contains(module).then_some(found)
    }

    /// What a function of the language calls the lambda with that it is passed: an element of what else it is passed.
    pub(super) fn pass_to_language(&mut self, call: NodeRef, function: NodeRef) {
        let Some(list) = self.child_of_kind(call, Kind::ArgumentList) else { return };
        let name = match self.kind(function) {
            Kind::Attribute => self.field(function, Field::Attribute).map(|name| self.text(name)),
            _ => Some(self.text(function)),
        };
        let arguments = self.named_children(list);
        let key = |file: &mut Self| {
            let keywords = arguments.iter().copied().filter(|argument| file.kind(*argument) == Kind::KeywordArgument);
            let keywords: Vec<NodeRef> = keywords.collect();
            let key = keywords
                .into_iter()
                .find(|word| file.field(*word, Field::Name).is_some_and(|name| file.text(name) == "key"));
            key.and_then(|word| file.field(word, Field::Value))
        };
        let (lambda, iterable) = match (name, self.kind(function)) {
            (Some("map" | "filter"), Kind::Identifier) => (arguments.first().copied(), arguments.get(1).copied()),
            (Some("sorted" | "max" | "min"), Kind::Identifier) => (key(self), arguments.first().copied()),
            (Some("sort"), Kind::Attribute) => (key(self), self.field(function, Field::Object)),
            _ => return,
        };
        let (Some(lambda), Some(iterable)) = (lambda, iterable) else { return };
        if self.kind(lambda) == Kind::Lambda {
            let iterable = self.expr_of(iterable);
            let element = self.element(iterable);
            self.own.called_with.insert(lambda, element);
        }
    }

    /// What waiting for an expression gives.
    fn waited_for(&mut self, node: NodeRef) -> ExprId {
        let value = self.expr_of(node);
        self.expr(Expr::Await(value))
    }

    /// `type(self)`: the class of that; of anything else nobody knows.
    fn type_of_value(&mut self, call: NodeRef, arguments: &[NodeRef]) -> Expr {
        if let ([value], Some(class)) = (arguments, self.this_class())
            && self.is_receiver(*value)
        {
            return Expr::ThisClass(class);
        }
        let callee = self.first_named(call);
        Expr::call(self.expr_if(callee))
    }

    fn builtin_call(&mut self, call: NodeRef) -> Expr {
        let name = self.builtin(call);
        if name == Some("super") {
            return self.super_shape();
        }
        let mut arguments = self.listed_in(call, Kind::ArgumentList);
        arguments.retain(|argument| self.kind(*argument) != Kind::KeywordArgument);
        let Some(first) = arguments.first().copied() else { return Expr::Array(ExprId::UNKNOWN) };
        if name == Some("type") {
            return self.type_of_value(call, &arguments);
        }
        // `gather(*[load(x) for x in xs])`
        if name == Some("asyncio.gather") && self.kind(first) == Kind::ListSplat {
            let several = self.first_named(first);
            let several = self.expr_if(several);
            let one = self.element(several);
            return Expr::Array(self.expr(Expr::Await(one)));
        }
        if name == Some("asyncio.gather") {
            let results: Vec<ExprId> = arguments.into_iter().map(|argument| self.waited_for(argument)).collect();
            return Expr::TupleType(self.expr_list(&results));
        }
        match name {
            Some("zip") => return self.zipped(&arguments),
            Some("getattr") => return self.named_attribute(&arguments),
            // The greatest of one collection, or of several values.
            Some("max" | "min") if arguments.len() > 1 => return self.either(&arguments[..2]),
            Some("cast" | "typing.cast") => {
                let ty = self.type_of(first);
                return Expr::Cast(ty);
            }
            // What the function makes of two elements, or the elements.
            Some("reduce" | "functools.reduce") => {
                let function = self.expr_of(first);
                let made = self.expr(Expr::call(function));
                let of = arguments.get(1).copied();
                let of = self.expr_if(of);
                let element = self.element(of);
                return Expr::Either(made, element);
            }
            Some("asyncio.to_thread") => return Expr::call(self.expr_of(first)),
            // What is missing is made by the function.
            Some("defaultdict" | "collections.defaultdict") => {
                let function = self.expr_of(first);
                let made = self.expr(Expr::call(function));
                let dictionary = self.dictionary_of(made);
                return self.draft.symbols().expr(dictionary);
            }
            Some("map") => {
                let function = self.expr_of(first);
                let given = self.expr(Expr::call(function));
                return Expr::Array(given);
            }
            _ => {}
        }
        let iterable = self.expr_of(first);
        match name {
            Some(
                "replace"
                | "dataclasses.replace"
                | "partial"
                | "functools.partial"
                | "copy.copy"
                | "copy.deepcopy"
                | "asyncio.create_task"
                | "asyncio.ensure_future"
                | "asyncio.shield"
                | "asyncio.wait_for",
            ) => return self.draft.symbols().expr(iterable),
            Some("asyncio.run") => return Expr::Await(iterable),
            _ => {}
        }
        let element = self.expr(Expr::Element(iterable));
        match name {
            Some("next" | "max" | "min" | "random.choice") => Expr::Element(iterable),
            Some("filter") => {
                let Some(second) = arguments.get(1).copied() else { return Expr::Unknown };
                let iterable = self.expr_of(second);
                Expr::Array(self.expr(Expr::Element(iterable)))
            }
            Some("enumerate") => {
                let number = self.expr(Expr::Literal);
                let numbered = self.expr_list(&[number, element]);
                Expr::Array(self.expr(Expr::TupleType(numbered)))
            }
            _ => Expr::Array(element),
        }
    }

    /// `zip(xs, ys)`: tuples of an element of each.
    fn zipped(&mut self, arguments: &[NodeRef]) -> Expr {
        let mut elements = Vec::new();
        for argument in arguments.iter().take(MAX_ZIPPED) {
            let iterable = self.expr_of(*argument);
            elements.push(self.element(iterable));
        }
        let elements = self.expr_list(&elements);
        Expr::Array(self.expr(Expr::TupleType(elements)))
    }

    /// `getattr(x, 'name')`
    fn named_attribute(&mut self, arguments: &[NodeRef]) -> Expr {
        let [object, name, ..] = *arguments else { return Expr::Unknown };
        let Some(content) = self.child_of_kind(name, Kind::StringContent) else { return Expr::Unknown };
        let name = self.intern_node(content);
        Expr::Member { object: self.expr_of(object), name }
    }
}
