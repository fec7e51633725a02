//! The shapes of expressions, for linking.

use super::{Outline, This};
use crate::extract::{Next, Visitor};
use crate::record::symbols::{Expr, ExprId};
use crate::record::{Run, StringId};
use crate::syntax::tree::NodeRef;

/// How deep the shapes of nested literals and types are looked into, unless the language says otherwise. Chains are
/// followed in a loop.
const MAX_DEPTH: u32 = 24;

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
    pub const fn super_shape(&self) -> Expr {
        match self.this {
            This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
            This::Of(_) | This::Unknown => Expr::Super(None),
        }
    }

    /// `this` here.
    pub fn this_shape(&self) -> Expr {
        match self.this {
            This::Unknown => Expr::This(None),
            This::Instance(class) => Expr::This(Some(class)),
            This::Class(class) => Expr::Class(class),
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

    /// What an operator between two expressions gives: whether something holds, a value of the type `boolean`, or a sum.
    pub fn operation(&mut self, operator: &str, [one, other]: [NodeRef; 2], boolean: &str) -> Expr {
        match operator {
            "==" | "!=" | "<" | ">" | "<=" | ">=" | "&&" | "||" => self.literal(boolean),
            "+" | "-" | "*" | "/" | "%" => Expr::Sum(self.expr_of(one), self.expr_of(other)),
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
