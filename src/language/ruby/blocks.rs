//! What methods pass to their blocks: those of the language by their names, others by what they yield.
//!
//! In: a call with a block, `yield`, a block that is called or handed on. Out: what a block's parameters are; for a method a
//! function type with what it yields, which stands in the place of its parameters, as of those nothing is written down.

use super::builtins::{Passed, passes};
use super::calls::CallParts;
use super::{Frame, FrameKind, Kind, Ruby};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId};

/// More values than a block is passed, and more times than tell anything.
const MAX_YIELDED: usize = 4;

/// The name of a block that has none: `&`.
const UNNAMED: &str = "&";

impl Outline<'_, '_, Ruby> {
    /// What a call passes to its block, at so many places.
    pub(super) fn passed(&mut self, node: NodeRef, call: &CallParts, method: &str, count: usize) -> Vec<ExprId> {
        if let (Some(receiver), Some(passed)) = (call.receiver, passes(method)) {
            let receiver = self.expr_of(receiver);
            if passed == [Passed::Elements, Passed::Nothing] && count > 1 {
                return vec![self.element(receiver); count.min(MAX_YIELDED)];
            }
            return passed.map(|passed| self.passed_of(receiver, passed, call.arguments)).to_vec();
        }
        let call = self.expr_of(node);
        if !matches!(self.draft.symbols().expr(call), Expr::Call { .. } | Expr::New { .. }) {
            return Vec::new();
        }
        let of = self.expr(Expr::Asked { call, argument: 0, context: ExprId::UNKNOWN });
        let places = 0..count.min(MAX_YIELDED) as u16;
        places.map(|place| self.expr(Expr::Parameter { of, place })).collect()
    }

    fn passed_of(&mut self, receiver: ExprId, passed: Passed, arguments: Option<NodeRef>) -> ExprId {
        match passed {
            Passed::Nothing => ExprId::UNKNOWN,
            Passed::Itself => receiver,
            Passed::Element => self.element(receiver),
            Passed::Elements => {
                let element = self.element(receiver);
                self.expr(Expr::Array(element))
            }
            Passed::Value => {
                let values = self.draft.intern("values");
                let values = self.member_call(receiver, values);
                let values = self.expr(values);
                self.element(values)
            }
            Passed::Argument | Passed::Accumulated => match arguments.and_then(|arguments| self.first_named(arguments))
            {
                Some(argument) => self.expr_of(argument),
                None if passed == Passed::Accumulated => self.element(receiver),
                None => ExprId::UNKNOWN,
            },
        }
    }

    /// Takes a parameter apart that is a pattern: `|(key, value), at|`.
    pub(super) fn bind_parts(&mut self, pattern: NodeRef, value: ExprId) {
        self.take_apart((pattern, value), |file, (pattern, value), pending| {
            for (place, part) in file.named_children(pattern).into_iter().enumerate() {
                match file.kind(part) {
                    Kind::Identifier => {
                        let name = file.intern_node(part);
                        if let Some(frame) = file.own.frames.last_mut() {
                            frame.locals.insert(name);
                        }
                        let value = file.at_place(value, place);
                        file.declare_variable(name, ExprId::UNKNOWN, value);
                    }
                    Kind::DestructuredParameter => pending.push((part, file.at_place(value, place))),
                    // What is behind it stands at no place that is known.
                    _ => return,
                }
            }
        });
    }

    /// The name of the parameter that a block is.
    pub(super) fn block_parameter(&mut self, list: Option<NodeRef>) -> Option<StringId> {
        let parameter = self.child_of_kind(list?, Kind::BlockParameter)?;
        Some(match self.first_named(parameter) {
            Some(name) => self.intern_node(name),
            None => self.draft.intern(UNNAMED),
        })
    }

    /// `yield a, b`
    pub(super) fn enter_yield(&mut self, node: NodeRef) -> Next {
        let list = self.child_of_kind(node, Kind::ArgumentList);
        self.push_yielded(list);
        Next::Into
    }

    /// `block.call(a, b)`, of a block that is a parameter.
    pub(super) fn yield_by_call(&mut self, call: &CallParts, method: &str) {
        let is_call = matches!(method, "call" | "yield" | "()");
        let Some(receiver) = call.receiver.filter(|receiver| is_call && self.kind(*receiver) == Kind::Identifier)
        else {
            return;
        };
        let name = self.intern_node(receiver);
        if self.method_frame().is_some_and(|frame| frame.block == Some(name)) {
            self.push_yielded(call.arguments);
        }
    }

    /// `each(&block)`: what the call passes to its block the method passes to its own.
    pub(super) fn hand_on_block(&mut self, argument: NodeRef) {
        let name = match self.first_named(argument) {
            Some(block) if self.kind(block) == Kind::Identifier => self.intern_node(block),
            Some(_) => return,
            None => self.draft.intern(UNNAMED),
        };
        if self.method_frame().is_none_or(|frame| frame.block != Some(name)) {
            return;
        }
        let Some(node) = self.grandparent().filter(|outer| self.kind(*outer) == Kind::Call) else { return };
        let call = self.call_parts(node);
        let method = call.method.map_or("", |method| self.text(method));
        // What is run in another place may be passed something else there.
        if !method.ends_with("_eval") && !method.ends_with("_exec") && method != "define_method" {
            let values = self.passed(node, &call, method, 2);
            self.keep_yielded(values);
        }
    }

    fn push_yielded(&mut self, list: Option<NodeRef>) {
        let values = self.listed(list).into_iter().take(MAX_YIELDED);
        let values: Vec<NodeRef> = values.take_while(|value| self.kind(*value) != Kind::SplatArgument).collect();
        let values = values.into_iter().map(|value| self.expr_of(value)).collect();
        self.keep_yielded(values);
    }

    fn keep_yielded(&mut self, values: Vec<ExprId>) {
        let is_known = values.iter().any(|value| *value != ExprId::UNKNOWN);
        if let Some(frame) = self.method_frame().filter(|frame| is_known && frame.yielded.len() < MAX_YIELDED) {
            frame.yielded.push(values);
        }
    }

    /// The method around what is entered, blocks in it included.
    fn method_frame(&mut self) -> Option<&mut Frame> {
        let method = self.own.frames.iter_mut().rev().find(|frame| !frame.kind.is_within())?;
        (method.kind == FrameKind::Function).then_some(method)
    }

    /// Says what a method that has been left passes to its block.
    pub(super) fn set_yielded(&mut self, frame: &Frame) {
        let (Some(signature), false) = (frame.signature, frame.yielded.is_empty()) else { return };
        let count = frame.yielded.iter().map(Vec::len).max().unwrap_or_default();
        let mut params = Vec::with_capacity(count);
        for place in 0..count {
            let values = frame.yielded.iter().filter_map(|values| values.get(place).copied());
            let values: Vec<ExprId> = values.filter(|value| *value != ExprId::UNKNOWN).collect();
            params.push(match values[..] {
                [] => ExprId::UNKNOWN,
                [only] => only,
                _ => {
                    let values = self.expr_list(&values);
                    self.expr(Expr::Union(values))
                }
            });
        }
        let params = self.expr_list(&params);
        let block = self.push_signature(params, ExprId::UNKNOWN);
        let block = self.expr(Expr::FunctionType(block));
        let params = self.expr_list(&[block]);
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.params = params;
        }
    }
}
