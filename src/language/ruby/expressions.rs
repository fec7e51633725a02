//! The shape of an expression, as far as it says something about types and call targets.

use super::builtins::CLASS;
use super::calls::CallParts;
use super::{Field, Kind, Ruby};
use crate::extract::{ExpressionShapes, NodeRef, Outline, This};
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId};

impl ExpressionShapes for Ruby {
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef> {
        match file.kind(node) {
            Kind::Call => file.call_parts(node).receiver,
            Kind::ElementReference => file.first_named(node),
            Kind::Assignment => file.field(node, Field::Right),
            Kind::ParenthesizedStatements | Kind::Then | Kind::Else | Kind::BlockBody => file.last_named(node),
            // What stands in front of the parts that handle errors.
            Kind::Begin => {
                let parts = file.named_children(node);
                parts.into_iter().rfind(|part| !matches!(file.kind(*part), Kind::Rescue | Kind::Else | Kind::Ensure))
            }
            _ => None,
        }
    }

    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr> {
        match file.kind(node) {
            Kind::Call => {
                let CallParts { receiver, method, arguments, block } = file.call_parts(node);
                let name = method.map_or("call", |method| file.text(method));
                let object = file.draft.symbols().expr(inner);
                match (name, object) {
                    ("new", _) if block.is_some() && receiver.is_some_and(|receiver| file.text(receiver) == "Proc") => {
                        Some(Expr::Function(file.signature_of(node)))
                    }
                    ("new", _) if receiver.is_some_and(|receiver| file.text(receiver) == "Array") => {
                        let element = block.and_then(|block| file.made_by_block(block));
                        Some(element.map_or(Expr::instance(inner), Expr::Array))
                    }
                    ("new", _) => Some(Expr::instance(inner)),
                    ("collect" | "filter_map" | "map", _)
                        if let Some(element) = block.and_then(|block| file.made_by_block(block)) =>
                    {
                        Some(Expr::Array(element))
                    }
                    ("then" | "yield_self", _)
                        if let Some(made) = block.and_then(|block| file.made_by_block(block)) =>
                    {
                        Some(file.draft.symbols().expr(made))
                    }
                    ("method" | "public_method", _) if let Some(name) = file.method_object(arguments) => {
                        Some(Expr::Member { object: inner, name })
                    }
                    ("send" | "public_send" | "__send__", _) if let Some(name) = file.sent(name, arguments) => {
                        Some(file.member_call(inner, name))
                    }
                    // It gives what it hands to its block.
                    ("each_with_object" | "with_object", _)
                        if let Some(given) = arguments.and_then(|arguments| file.first_named(arguments)) =>
                    {
                        let given = file.expr_of(given);
                        Some(file.draft.symbols().expr(given))
                    }
                    // So many of what is in it.
                    ("first" | "last" | "max" | "min" | "pop" | "sample" | "shift", _)
                        if let Some(count) = arguments.and_then(|arguments| file.first_named(arguments))
                            && file.kind(count) == Kind::Integer =>
                    {
                        Some(Expr::Array(file.element(inner)))
                    }
                    ("class", Expr::This(Some(class))) => Some(Expr::ThisClass(class)),
                    // They give what they are called on, or its like.
                    ("freeze" | "tap" | "dup" | "clone" | "itself", _) => None,
                    _ => {
                        let name = file.draft.intern(name);
                        Some(file.member_call(inner, name))
                    }
                }
            }
            // A part of a list is one of its kind.
            Kind::ElementReference if file.last_named(node).is_some_and(|index| file.kind(index) == Kind::Range) => {
                None
            }
            Kind::ElementReference => Some(Expr::Index(inner)),
            _ => None,
        }
    }

    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        match file.kind(node) {
            Kind::SelfReference => file.this_shape(),
            Kind::Constant | Kind::ScopeResolution => match file.constant_name(node) {
                Some(name) => file.name_shape(name, false),
                None => Expr::Unknown,
            },
            Kind::Identifier => {
                let name = file.intern_node(node);
                match file.local_scope(name) {
                    Some(_) => file.name_shape(name, false),
                    None => file.called_by_name(node),
                }
            }
            Kind::InstanceVariable | Kind::ClassVariable => {
                let name = file.intern_node(node);
                let object = file.class().map_or(file.this_shape(), |class| Expr::This(Some(class)));
                Expr::Member { object: file.expr(object), name }
            }
            Kind::Call => {
                let call = file.call_parts(node);
                match call.method {
                    Some(method) if file.kind(method) == Kind::Super => Expr::call(file.super_method().1),
                    Some(method) if call.block.is_some() && matches!(file.text(method), "lambda" | "proc") => {
                        Expr::Function(file.signature_of(node))
                    }
                    Some(method) if let Some(sent) = file.sent(file.text(method), call.arguments) => {
                        let callee = file.name_shape(sent, true);
                        Expr::call(file.expr(callee))
                    }
                    Some(method) if file.text(method) == "method" => match file.method_object(call.arguments) {
                        Some(name) => file.name_shape(name, true),
                        None => file.called_by_name(method),
                    },
                    Some(method) => file.called_by_name(method),
                    None => Expr::Unknown,
                }
            }
            Kind::Super => Expr::call(file.super_method().1),
            Kind::Lambda => Expr::Function(file.signature_of(node)),
            // `@log ||= Log.new`
            Kind::OperatorAssignment => {
                let Some([left, operator, right]) = file.fields(node, [Field::Left, Field::Operator, Field::Right])
                else {
                    return Expr::Unknown;
                };
                match file.text(operator) {
                    "||=" => Expr::Either(file.expr_of(left), file.expr_of(right)),
                    "&&=" => file.link_to(right),
                    _ => Expr::Unknown,
                }
            }
            Kind::Array => file.list_of(node),
            Kind::Hash => file.hash_literal(node),
            Kind::Case | Kind::CaseMatch => file.case_shape(node),
            Kind::Conditional | Kind::If | Kind::Elsif | Kind::Unless => {
                file.either_behind(node, [Field::Consequence, Field::Alternative])
            }
            Kind::Binary if file.has_token(node, Kind::Or) => {
                let sides = file.named_children(node);
                file.either(&sides)
            }
            Kind::String
            | Kind::HeredocBeginning
            | Kind::Integer
            | Kind::Float
            | Kind::True
            | Kind::False
            | Kind::Regex
            | Kind::SimpleSymbol => Expr::Literal,
            _ => Expr::Unknown,
        }
    }
}

impl Outline<'_, '_, Ruby> {
    /// A list that is written: of what each of a few values is, or else of what its first one is.
    fn list_of(&mut self, node: NodeRef) -> Expr {
        /// More values than are told apart.
        const MAX_VALUES: usize = 4;
        let parts = self.named_children(node);
        let is_open = parts.iter().any(|part| self.kind(*part) == Kind::SplatArgument);
        if is_open || !(2..=MAX_VALUES).contains(&parts.len()) {
            return self.list_literal(node);
        }
        let exprs: Vec<ExprId> = parts.iter().map(|part| self.expr_of(*part)).collect();
        let shapes: Vec<Expr> = exprs.iter().map(|expr| self.draft.symbols().expr(*expr)).collect();
        match shapes.iter().all(|shape| matches!(shape, Expr::Unknown | Expr::Literal)) {
            true => Expr::Array(exprs[0]),
            false => Expr::TupleType(self.expr_list(&exprs)),
        }
    }

    /// A hash: of what the values are of the first pair in it.
    fn hash_literal(&mut self, node: NodeRef) -> Expr {
        let first = self.first_named(node).filter(|first| self.kind(*first) == Kind::Pair);
        let value = first.and_then(|pair| self.field(pair, Field::Value));
        let value = self.expr_if(value);
        let hash = self.draft.intern("Hash");
        let base = self.type_name(hash);
        let args = self.expr_list(&[ExprId::UNKNOWN, value]);
        Expr::Cast(self.expr(Expr::Generic { base, args }))
    }

    /// What a block gives, where that begins with a constant, `Line.new(line)`: what the names of its parameters mean is not
    /// known outside of it.
    fn made_by_block(&mut self, block: NodeRef) -> Option<ExprId> {
        let body = self.field(block, Field::Body)?;
        self.made_at_end(body)
    }

    /// What stands last, where that begins with a constant: names that are declared before it are not known outside.
    fn made_at_end(&mut self, body: NodeRef) -> Option<ExprId> {
        let last = self.last_named(body)?;
        let root = self.innermost(last, |file, node| match file.kind(node) {
            Kind::Call => file.call_parts(node).receiver,
            Kind::ElementReference => file.first_named(node),
            _ => None,
        });
        matches!(self.kind(root), Kind::Constant | Kind::ScopeResolution).then(|| self.expr_of(last))
    }

    /// What a `case` gives: what one of its branches does, as far as that is made there.
    fn case_shape(&mut self, case: NodeRef) -> Expr {
        let mut given = Vec::new();
        for branch in self.named_children(case) {
            let body = match self.kind(branch) {
                Kind::When | Kind::InClause => self.field(branch, Field::Body),
                Kind::Else => Some(branch),
                _ => None,
            };
            given.extend(body.and_then(|body| self.made_at_end(body)));
        }
        Expr::Union(self.expr_list(&given))
    }

    /// The same as another expression.
    fn link_to(&mut self, node: NodeRef) -> Expr {
        let value = self.expr_of(node);
        self.draft.symbols().expr(value)
    }

    /// `method(:name)`: the method of this name, as a value.
    fn method_object(&mut self, arguments: Option<NodeRef>) -> Option<StringId> {
        match self.listed(arguments)[..] {
            [name] => self.symbol(name),
            _ => None,
        }
    }

    /// What a call without a receiver gives; `new` of a class makes one of it or of a subclass, that of an object is the
    /// class's that takes the method for itself.
    fn called_by_name(&mut self, method: NodeRef) -> Expr {
        match (self.this(), self.text(method)) {
            (This::Class(_), "new") => {
                let class = self.this_shape();
                Expr::instance(self.expr(class))
            }
            (This::Class(_), name) if CLASS.member(name).is_some() => {
                let class = self.this_shape();
                let class = self.expr(class);
                let name = self.intern_node(method);
                self.member_call(class, name)
            }
            // They give what they are called on, or its like.
            (This::Instance(_), "clone" | "dup" | "freeze" | "itself" | "tap") => self.this_shape(),
            (This::Instance(_), "new") => {
                let object = self.this_shape();
                let object = self.expr(object);
                let name = self.intern_node(method);
                self.member_call(object, name)
            }
            _ => {
                let callee = self.named_shape(method, true);
                Expr::call(self.expr(callee))
            }
        }
    }
}
