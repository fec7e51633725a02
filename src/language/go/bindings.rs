//! What gives values their names: variables, constants, assignments, fields of literals, what `for`, `if`, `switch` and
//! `select` declare.

use super::{Field, Go, Kind};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::symbols::{Expr, ExprId};
use crate::record::{NodeKind, StringId};

impl Outline<'_, '_, Go> {
    /// `var a, b T = x, y` and `a, b := x, y`.
    pub(super) fn enter_variables(&mut self, node: NodeRef) -> Next {
        let is_short = self.kind(node) == Kind::ShortVarDeclaration;
        let (names, ty, values) = if is_short { self.short_parts(node) } else { self.declared_parts(node) };
        let ty = self.type_if(ty);
        self.bind_names(&names, ty, &values, is_short);
        self.bind_functions(node, &names, &values)
    }

    /// Names, type and values of `a, b T = x, y`.
    fn declared_parts(&mut self, node: NodeRef) -> (Vec<NodeRef>, Option<NodeRef>, Vec<NodeRef>) {
        let (mut names, mut ty, mut values) = (Vec::new(), None, Vec::new());
        for part in self.named_children(node) {
            match self.kind(part) {
                Kind::Identifier => names.push(part),
                Kind::ExpressionList => values = self.named_children(part),
                _ => ty = Some(part),
            }
        }
        (names, ty, values)
    }

    /// Names and values of `a, b := x, y`.
    fn short_parts(&mut self, node: NodeRef) -> (Vec<NodeRef>, Option<NodeRef>, Vec<NodeRef>) {
        let sides = self.named_children(node);
        let (Some(left), Some(right)) = (sides.first(), sides.last()) else { return Default::default() };
        (self.expressions(*left), None, self.expressions(*right))
    }

    /// The expressions of a list, or the one that stands for itself.
    fn expressions(&mut self, node: NodeRef) -> Vec<NodeRef> {
        match self.kind(node) {
            Kind::ExpressionList => self.named_children(node),
            _ => vec![node],
        }
    }

    fn bind_names(&mut self, names: &[NodeRef], ty: ExprId, values: &[NodeRef], is_short: bool) {
        let is_single = names.len() == 1;
        for (place, name_node) in names.iter().enumerate() {
            let name = self.intern_node(*name_node);
            if is_single && is_short {
                self.own.declaring = name;
            }
            let value = match values {
                [only] if !is_single => self.value_at(*only, place),
                _ => self.named_expr_if(values.get(place).copied()),
            };
            self.own.declaring = StringId::EMPTY;
            if !self.is_blank(name) {
                self.declare_variable(name, ty, value);
                self.export_top_level(name, None);
            }
        }
    }

    /// Names the functions among the values after the variables they are bound to; what is in the only literal is keyed
    /// under its variable, and entered then.
    fn bind_functions(&mut self, node: NodeRef, names: &[NodeRef], values: &[NodeRef]) -> Next {
        if names.len() != values.len() {
            return Next::Into;
        }
        for (name_node, value) in names.iter().zip(values) {
            let value = self.without_parentheses(*value, Kind::ParenthesizedExpression);
            let name_node = match self.kind(*name_node) {
                Kind::Identifier => Some(*name_node),
                Kind::SelectorExpression => self.child_of_kind(*name_node, Kind::FieldIdentifier),
                _ => None,
            };
            let Some(name_node) = name_node else { continue };
            if let Some(function) = self.named_function(value) {
                let definition = if names.len() == 1 { node } else { value };
                if self.text(name_node) != "_" {
                    self.name_value(function, definition, name_node);
                }
            } else if names.len() == 1 && self.is_literal(value) {
                let name = self.intern_node(name_node);
                return self.begin_literal(name);
            }
        }
        Next::Into
    }

    /// What is inside a literal is keyed under the name it is bound to.
    fn begin_literal(&mut self, name: StringId) -> Next {
        self.begin_block();
        self.begin_key_scope(name, NodeKind::Unspecified);
        Next::IntoAndLeave
    }

    /// Whether it is `T{…}` or `&T{…}`.
    fn is_literal(&mut self, value: NodeRef) -> bool {
        let is_operator = self.kind(value) == Kind::UnaryExpression;
        let literal = if is_operator { self.first_named(value) } else { Some(value) };
        literal.is_some_and(|literal| self.kind(literal) == Kind::CompositeLiteral)
    }

    /// A list of constants: the first of them repeats none.
    pub(super) fn enter_constants(&mut self, _node: NodeRef) -> Next {
        self.own.constant_type = ExprId::UNKNOWN;
        Next::Into
    }

    /// A constant without a value repeats the type of the one before.
    pub(super) fn enter_constant(&mut self, node: NodeRef) -> Next {
        let (names, ty, values) = self.declared_parts(node);
        if ty.is_some() || !values.is_empty() {
            self.own.constant_type = self.type_if(ty);
        }
        self.bind_names(&names, self.own.constant_type, &values, false);
        Next::Into
    }

    /// A function assigned to a variable or field is called after it.
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let (names, _, values) = self.short_parts(node);
        self.bind_functions(node, &names, &values)
    }

    /// `Handle: func() {…}`, `Handle: wrap(func() {…})` in a literal.
    pub(super) fn enter_keyed(&mut self, node: NodeRef) -> Next {
        let [key, value] = self.named_children(node)[..] else { return Next::Into };
        let (Some(key), Some(value)) = (self.first_named(key), self.first_named(value)) else {
            return Next::Into;
        };
        let name = match self.kind(key) {
            Kind::Identifier => self.intern_node(key),
            Kind::InterpretedString | Kind::RawString => {
                let text = self.text(key).trim_matches(['"', '`']);
                self.draft.intern(text)
            }
            _ => return Next::Into,
        };
        if let Some(function) = self.named_function(value) {
            self.set_bound(function, Bound { definition: node, name_node: key, name });
        } else if self.is_literal(value) {
            return self.begin_literal(name);
        }
        Next::Into
    }

    /// `if`, `for` and `switch`: what their first statement declares is theirs, and looks outside for its own values.
    pub(super) fn enter_headed(&mut self, node: NodeRef) -> Next {
        if self.kind(node) == Kind::ForStatement {
            let range = self.child_of_kind(node, Kind::RangeClause);
            self.begin_range(range);
            return Next::IntoAndLeave;
        }
        self.look_at_initializer(node);
        self.begin_block();
        Next::IntoAndLeave
    }

    /// Looks at the values of `x := x.(T)` in the scope around the statement, where that `x` is.
    fn look_at_initializer(&mut self, node: NodeRef) {
        let initializer = self.child_of_kind(node, Kind::ShortVarDeclaration);
        let Some(initializer) = initializer else { return };
        let (_, _, values) = self.short_parts(initializer);
        for value in values {
            self.expr_of(value);
        }
    }

    /// `for i, x := range xs`: the second is an element; the only one is one of a channel's.
    fn begin_range(&mut self, range: Option<NodeRef>) {
        let parts = self.listed(range);
        let declares = range.is_some_and(|range| self.has_token(range, Kind::Declares));
        let [left, right] = parts[..] else {
            self.begin_block();
            return;
        };
        let over = self.expr_of(right);
        self.begin_block();
        if !declares {
            return;
        }
        for (place, name_node) in self.expressions(left).into_iter().enumerate() {
            let value = if place == 0 { self.at_place(over, 0) } else { self.element(over) };
            if self.text(name_node) != "_" {
                self.bind_variable(name_node, ExprId::UNKNOWN, value);
            }
        }
    }

    pub(super) fn enter_type_switch(&mut self, node: NodeRef) -> Next {
        self.look_at_initializer(node);
        let value = self.field(node, Field::Value);
        let alias = self.field(node, Field::Alias).and_then(|alias| self.first_named(alias));
        let outer = value.filter(|_| self.field(node, Field::Initializer).is_none());
        let mut value_expr = self.expr_if(outer);
        self.begin_block();
        if outer.is_none()
            && let Some(value) = value
        {
            value_expr = self.expr_of(value);
        }
        let switch = alias.map(|alias| (self.intern_node(alias), value_expr));
        self.own.switches.push(switch);
        Next::IntoAndLeave
    }

    /// In a case of one type the name that the switch declares is of that type.
    pub(super) fn enter_type_case(&mut self, node: NodeRef) -> Next {
        self.begin_block();
        let is_of_type_switch = self.parent_of_kind(Kind::TypeSwitch).is_some();
        let Some(Some((name, value))) = self.own.switches.last().copied().filter(|_| is_of_type_switch) else {
            return Next::IntoAndLeave;
        };
        let head = self.tree.children(node).take_while(|child| self.kind(*child) != Kind::Colon);
        let types = head.filter(|child| self.tree.is_named(*child) && !self.tree.is_extra(*child));
        let types: Vec<NodeRef> = types.take(2).collect();
        let value = match types[..] {
            [only] => {
                let ty = self.type_of(only);
                self.expr(Expr::Cast(ty))
            }
            _ => value,
        };
        self.declare_variable(name, ExprId::UNKNOWN, value);
        Next::IntoAndLeave
    }

    /// `case x, ok := <-channel:`
    pub(super) fn enter_receive(&mut self, node: NodeRef) -> Next {
        if self.has_token(node, Kind::Declares) {
            let (names, _, values) = self.short_parts(node);
            self.bind_names(&names, ExprId::UNKNOWN, &values, true);
        }
        Next::Into
    }
}
