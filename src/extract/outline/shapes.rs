//! The shapes of expressions, for linking.

use super::functions::{FunctionNodes, FunctionSketch, Parameter};
use super::{Outline, This};
use crate::extract::{Next, Visitor};
use crate::record::symbols::{Expr, ExprId, MAX_PASSED};
use crate::record::{Run, StringId};
use crate::syntax::tree::NodeRef;

/// How deep the shapes of nested literals and types are looked into, unless the language says otherwise. Chains are
/// followed in a loop.
const MAX_DEPTH: u32 = 24;

/// How far back a function may stand among the arguments of a call to learn from it what its parameters are: each is looked
/// for from the first argument on.
const MAX_CALLBACK_PLACE: usize = 16;

/// How many calls around a function, each an argument of the next, are looked at for that.
const MAX_CALLS_AROUND: usize = 8;

/// Calls around an expression, each an argument of the next, and the place of the one before in it; the innermost first.
#[derive(Debug, Default)]
pub struct CallsAround(Vec<(NodeRef, u16)>);

impl<V: Visitor> Outline<'_, '_, V> {
    /// Adds an expression.
    pub fn expr(&mut self, expr: Expr) -> ExprId {
        self.draft.symbols().push_expr(expr)
    }

    /// A name in value position, in the innermost scope; with `bare` it may be a member of the class around it too.
    pub fn name_shape(&mut self, name: StringId, bare: bool) -> Expr {
        let scope = self.scope;
        match self.class().filter(|_| bare) {
            Some(class) => Expr::Bare { name, scope, class },
            None => Expr::Name { name, scope },
        }
    }

    /// A type by name, in the innermost scope.
    pub fn type_name(&mut self, name: StringId) -> ExprId {
        let scope = self.scope;
        self.expr(Expr::TypeName { name, scope })
    }

    /// What stands for the members that the class here inherits.
    pub fn super_shape(&self) -> Expr {
        match self.this {
            This::Class(class) if !self.draft.facts().statics_are_shared => Expr::SuperClass(class),
            _ => Expr::Super(self.this_class()),
        }
    }

    /// `this` here.
    pub fn this_shape(&self) -> Expr {
        match self.this {
            This::Unknown | This::New(_) => Expr::This(None),
            This::Instance(class) => Expr::This(Some(class)),
            This::Class(class) => Expr::ThisClass(class),
            This::Of(ty) => Expr::Cast(ty),
        }
    }

    /// A list of expressions.
    pub fn expr_list(&mut self, exprs: &[ExprId]) -> Run {
        let list = &mut self.draft.symbols().expr_lists;
        let start = list.len() as u32;
        list.extend_from_slice(exprs);
        Run { start, end: list.len() as u32 }
    }

    /// What iterating over an expression gives.
    pub fn element(&mut self, iterable: ExprId) -> ExprId {
        if iterable == ExprId::UNKNOWN { iterable } else { self.expr(Expr::Element(iterable)) }
    }

    /// What stands at a place of something that is several: a member of that number.
    pub fn at_place(&mut self, object: ExprId, place: usize) -> ExprId {
        if object == ExprId::UNKNOWN {
            return object;
        }
        let name = self.draft.intern(&place.to_string());
        self.expr(Expr::Member { object, name })
    }

    /// What calling a member gives.
    pub fn member_call(&mut self, object: ExprId, name: StringId) -> Expr {
        Expr::call(self.expr(Expr::Member { object, name }))
    }

    /// What a name that stands in value position means; with `bare` it may be a member of the class around it too.
    pub fn named_shape(&mut self, node: NodeRef, bare: bool) -> Expr {
        let name = self.intern_node(node);
        self.name_shape(name, bare)
    }

    /// A list of names.
    pub fn name_list(&mut self, names: &[StringId]) -> Run {
        let list = &mut self.draft.symbols().name_lists;
        let start = list.len() as u32;
        list.extend_from_slice(names);
        Run { start, end: list.len() as u32 }
    }
}

/// The shapes of a language's expressions. Chains of members and calls are followed in a loop, since they may be tens of
/// thousands long; what nests in other ways is looked into so far and no further.
pub trait ExpressionShapes: Visitor {
    /// How deep the shapes of nested literals and types are looked into.
    const MAX_DEPTH: u32 = MAX_DEPTH;

    /// The next expression inwards in a chain: `a.b` of `a.b.c`, `a.b` of `a.b()`.
    fn inner_link(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Option<NodeRef>;

    /// The shape of a link, given what is inside it; `None` if it is the same thing (parentheses).
    fn outer_link(file: &mut Outline<'_, '_, Self>, node: NodeRef, inner: ExprId) -> Option<Expr>;

    /// The shape of what is no link of a chain.
    fn leaf_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr;

    /// The shape of an expression that stands in the innermost scope.
    fn expr_of(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> ExprId {
        file.chain_of(node)
    }
}

impl<V: ExpressionShapes> Outline<'_, '_, V> {
    /// What a call passes in a list of arguments, as far as it is worth knowing.
    pub fn passed_in(&mut self, list: Option<NodeRef>) -> Run {
        let Some(list) = list else { return Run::default() };
        let nodes: Vec<NodeRef> = self.named(list).take(MAX_PASSED).collect();
        let shapes = |file: &mut Self| nodes.iter().map(|node| file.expr_of(*node)).collect();
        let args: Vec<ExprId> = self.nested(shapes).unwrap_or_default();
        if args.is_empty() { Run::default() } else { self.expr_list(&args) }
    }

    /// Adds a call around an expression, which is this `argument` in its `list`; whether what is around that is worth looking at.
    pub fn is_passed(&mut self, calls: &mut CallsAround, call: NodeRef, list: NodeRef, argument: NodeRef) -> bool {
        let place = self.named(list).take(MAX_CALLBACK_PLACE).position(|each| each == argument);
        let Some(place) = place.and_then(|place| u16::try_from(place).ok()) else { return false };
        calls.0.push((call, place));
        calls.0.len() < MAX_CALLS_AROUND
    }

    /// What the innermost of these calls asks for, if `context` is what is asked of the outermost.
    pub fn asked_by(&mut self, CallsAround(calls): CallsAround, context: ExprId) -> ExprId {
        calls.into_iter().rev().fold(context, |context, (call, argument)| {
            let call = self.expr_of(call);
            self.expr(Expr::Asked { call, argument, context })
        })
    }

    /// The shape of an expression that stands in the innermost scope.
    pub fn expr_of(&mut self, node: NodeRef) -> ExprId {
        V::expr_of(self, node)
    }

    /// The shape of an expression, if there is one.
    pub fn expr_if(&mut self, node: Option<NodeRef>) -> ExprId {
        node.map_or(ExprId::UNKNOWN, |node| V::expr_of(self, node))
    }

    /// The shape of the expression behind a field, if there is one.
    pub fn field_expr(&mut self, node: NodeRef, field: V::Field) -> ExprId {
        let value = self.field(node, field);
        self.expr_if(value)
    }

    /// A list literal: of what its first element is.
    pub fn list_literal(&mut self, node: NodeRef) -> Expr {
        let first = self.first_named(node);
        Expr::Array(self.expr_if(first))
    }

    /// What a parameter is if nothing is passed, as far as it tells what type the parameter has: it is not that very value.
    pub fn default_of(&mut self, value: Option<NodeRef>, tells: impl FnOnce(Expr) -> bool) -> ExprId {
        let value = self.expr_if(value);
        if tells(self.draft.symbols().expr(value)) { value } else { ExprId::UNKNOWN }
    }

    /// The shapes of several expressions.
    pub fn exprs_of(&mut self, nodes: Vec<NodeRef>) -> Run {
        let exprs: Vec<ExprId> = nodes.into_iter().map(|node| self.expr_of(node)).collect();
        self.expr_list(&exprs)
    }

    /// What is one of two expressions.
    pub fn either_of(&mut self, one: Option<NodeRef>, other: Option<NodeRef>) -> Expr {
        match (self.expr_if(one), self.expr_if(other)) {
            (ExprId::UNKNOWN, ExprId::UNKNOWN) => Expr::Unknown,
            (one, other) => Expr::Either(one, other),
        }
    }

    /// What is one of two expressions, if both are there.
    pub fn either_behind(&mut self, node: NodeRef, sides: [V::Field; 2]) -> Expr {
        let sides = self.fields(node, sides);
        self.either(sides.as_ref().map_or(&[], |sides| sides))
    }

    /// What is one of two expressions, if there are two.
    pub fn either(&mut self, sides: &[NodeRef]) -> Expr {
        match *sides {
            [one, other] => Expr::Either(self.expr_of(one), self.expr_of(other)),
            _ => Expr::Unknown,
        }
    }

    /// The shape of a chain, or of what is none. Made once a node.
    pub fn chain_of(&mut self, node: NodeRef) -> ExprId {
        let mut chain = Vec::new();
        let mut current = node;
        let mut expr = loop {
            if let Some(known) = self.exprs.get(&current) {
                break *known;
            }
            match V::inner_link(self, current) {
                Some(inner) => {
                    chain.push(current);
                    current = inner;
                }
                None => {
                    let expr = self.nested_expr(|shapes| V::leaf_shape(shapes, current));
                    self.exprs.insert(current, expr);
                    break expr;
                }
            }
        };
        while let Some(outer) = chain.pop() {
            if let Some(shape) = V::outer_link(self, outer, expr) {
                expr = self.expr(shape);
            }
            self.exprs.insert(outer, expr);
        }
        expr
    }

    /// A value of a type of the language's own.
    pub fn literal(&mut self, name: &str) -> Expr {
        Expr::Language(self.draft.intern(name))
    }

    /// A text in quotes that is short enough to be a name of something.
    pub fn short_text(&mut self, text: &str) -> Option<Expr> {
        /// Longer ones are no names of events, kinds or members.
        const LONGEST: usize = 32;
        let inner = ['\'', '"'].iter().find_map(|quote| text.strip_prefix(*quote)?.strip_suffix(*quote))?;
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.:/@#$".contains(&byte);
        let is_short = !inner.is_empty() && inner.len() <= LONGEST && inner.bytes().all(is_name);
        is_short.then(|| Expr::Text(self.draft.intern(inner)))
    }

    /// What an operator between two expressions gives, which stand behind these fields with it between them: whether something
    /// holds, a value of the type `boolean`, a sum, or one of both.
    pub fn operation(&mut self, node: NodeRef, parts: [V::Field; 3], boolean: &str) -> Expr {
        let Some([one, operator, other]) = self.fields(node, parts) else { return Expr::Unknown };
        match self.text(operator) {
            "==" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||" => self.literal(boolean),
            "+" | "-" | "*" | "/" | "%" => Expr::Sum(self.expr_of(one), self.expr_of(other)),
            // As wide as what is shifted.
            "<<" | ">>" | ">>>" => Expr::Sum(self.expr_of(one), ExprId::UNKNOWN),
            // Of numbers, of truth, of values of an enum.
            "&" | "|" | "^" => self.either(&[one, other]),
            // The one, or the other where that is nothing.
            "??" => self.either(&[one, other]),
            _ => Expr::Unknown,
        }
    }

    /// The innermost function returns what this statement holds, if it holds anything.
    pub fn enter_return(&mut self, statement: NodeRef) -> Next {
        if self.infers_return()
            && let Some(value) = self.first_named(statement)
        {
            self.returns(value);
        }
        Next::Into
    }

    /// Says what the call that was added last passes.
    pub fn set_arguments(&mut self, arguments: Vec<NodeRef>) {
        let list = self.exprs_of(arguments);
        self.draft.set_arguments(list);
    }

    /// Where the body of the innermost function is an expression and no block, it returns that.
    pub fn return_body(&mut self, body: Option<NodeRef>, block: V::Kind) {
        if let Some(body) = body.filter(|body| self.kind(*body) != block) {
            self.returns(body);
        }
    }

    /// Where the body of the innermost function does nothing but throw, it may stand for one that returns something as well as for
    /// one that does not.
    pub fn return_thrown(&mut self, body: Option<NodeRef>, block: V::Kind, throw: V::Kind) {
        let Some(body) = body.filter(|body| self.kind(*body) == block) else { return };
        if let [only] = self.named_children(body)[..]
            && self.kind(only) == throw
        {
            let anything = self.expr(Expr::Await(ExprId::UNKNOWN));
            self.push_return(anything);
        }
    }

    /// The innermost function returns this expression, among others.
    pub fn returns(&mut self, node: NodeRef) {
        let value = self.expr_of(node);
        self.push_return(value);
    }

    /// A shape that is found one level deeper; [`Expr::Unknown`] beyond the last level.
    pub fn nested_expr(&mut self, look: impl FnOnce(&mut Self) -> Expr) -> ExprId {
        let shape = self.nested(look).unwrap_or(Expr::Unknown);
        self.expr(shape)
    }

    /// Looks one level deeper, or not at all beyond the last level.
    pub fn nested<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= V::MAX_DEPTH {
            return None;
        }
        self.depth += 1;
        let found = look(self);
        self.depth -= 1;
        Some(found)
    }
}

/// The shapes of the types that are written in a language.
pub trait TypeShapes: ExpressionShapes {
    /// The shape of a type that is written down.
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr;

    /// The same as an expression of its own, found one level deeper.
    fn type_of(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> ExprId {
        file.nested_expr(|file| Self::type_shape(file, node))
    }
}

impl<V: TypeShapes> Outline<'_, '_, V> {
    /// The shape of a type that stands in the innermost scope.
    pub fn type_of(&mut self, node: NodeRef) -> ExprId {
        V::type_of(self, node)
    }

    /// The shape of a type, if there is one.
    pub fn type_if(&mut self, node: Option<NodeRef>) -> ExprId {
        node.map_or(ExprId::UNKNOWN, |node| V::type_of(self, node))
    }

    /// The shape of the type behind a field, if there is one.
    pub fn field_type(&mut self, node: NodeRef, field: V::Field) -> ExprId {
        let ty = self.field(node, field);
        self.type_if(ty)
    }

    /// The shapes of several types.
    pub fn types_of(&mut self, nodes: Vec<NodeRef>) -> Run {
        let types: Vec<ExprId> = nodes.into_iter().map(|node| self.type_of(node)).collect();
        self.expr_list(&types)
    }

    /// A value of a type, if one is written down.
    pub fn cast_to(&mut self, ty: Option<NodeRef>) -> Expr {
        ty.map_or(Expr::Unknown, |ty| Expr::Cast(self.type_of(ty)))
    }

    /// A list of a type, if one is written down.
    pub fn list_of_type(&mut self, element: Option<NodeRef>) -> Expr {
        element.map_or(Expr::Unknown, |element| Expr::ArrayType(self.type_of(element)))
    }

    /// The shape of a type that another is only a different way to write.
    pub fn same_type(&mut self, ty: Option<NodeRef>) -> Expr {
        ty.and_then(|ty| self.nested(|file| V::type_shape(file, ty))).unwrap_or(Expr::Unknown)
    }

    /// A type with its arguments.
    pub fn generic(&mut self, base: ExprId, arguments: Vec<NodeRef>) -> Expr {
        Expr::Generic { base, args: self.types_of(arguments) }
    }

    /// The parameter that a node names, of a type if one is written down.
    pub fn parameter_of(&mut self, name: NodeRef, ty: Option<NodeRef>) -> Parameter {
        let name = self.intern_node(name);
        let type_text = ty.map_or(StringId::EMPTY, |ty| self.intern_node(ty));
        Parameter { type_text, ty: self.type_if(ty), ..Parameter::untyped(name) }
    }

    /// A function of which it is known where its parts stand, the declared return type among them.
    pub fn sketch_of(&mut self, node: NodeRef, parts: FunctionNodes) -> FunctionSketch {
        let FunctionNodes { name, parameters, return_type, body } = parts;
        FunctionSketch {
            name: name.map(|(name, _)| name),
            parts: self.function_parts(name, parameters, return_type, body),
            return_text: return_type.map(|ty| self.intern_node(ty)),
            return_type: self.type_if(return_type),
            body,
            ..FunctionSketch::new(node)
        }
    }
}
