//! What patterns declare: `let`, `if let`, `match`, `for`, and the constants of a file.

use super::{Field, Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId};

/// How much of a value is looked through for a name that it may mention.
const MENTION_BYTES: usize = 4096;

/// More elements than patterns have.
const MAX_ELEMENTS: usize = 64;

impl Outline<'_, '_, Rust> {
    /// A `let` declares its names when it ends: its value sees those before it.
    pub(super) fn enter_let(&mut self, node: NodeRef) -> Next {
        self.own.attributes.clear();
        let (pattern, value) = (self.field(node, Field::Pattern), self.field(node, Field::Value));
        if let (Some(pattern), Some(value)) = (pattern, value)
            && self.kind(pattern) == Kind::Identifier
            && self.kind(value) == Kind::ClosureExpression
        {
            self.own.bound.insert(value, (node, pattern));
        }
        Next::IntoAndLeave
    }

    pub(super) fn leave_let(&mut self, node: NodeRef) {
        let Some(pattern) = self.field(node, Field::Pattern) else { return };
        let ty = self.field(node, Field::Type).map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let value_node = self.field(node, Field::Value);
        let value = value_node.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        let is_condition = self.kind(node) == Kind::LetCondition;
        if is_condition || value_node.is_some_and(|value| self.mentions(value, pattern)) {
            self.open_let_scope();
        }
        if self.kind(pattern) == Kind::Identifier {
            let name = self.intern_node(pattern);
            let scope = self.scope();
            self.bind(scope, name, BindingTarget::Variable { ty, value });
        } else {
            self.bind_pattern(pattern, if ty == ExprId::UNKNOWN { value } else { ty });
        }
    }

    /// Whether a value has the name in it that a pattern declares, or may have one of several.
    fn mentions(&self, value: NodeRef, pattern: NodeRef) -> bool {
        if self.kind(pattern) != Kind::Identifier {
            return true;
        }
        let text = self.text(value).as_bytes();
        let text = &text[..text.len().min(MENTION_BYTES)];
        memchr::memmem::find(text, self.text(pattern).as_bytes()).is_some()
    }

    /// `const` and `static`: variables of the file, fields of a type that belong to itself.
    pub(super) fn enter_constant(&mut self, node: NodeRef) -> Next {
        self.own.attributes.clear();
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let type_node = self.field(node, Field::Type);
        let ty = type_node.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let value_node = self.field(node, Field::Value);
        let value = value_node.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        if let Some(value) = value_node
            && self.kind(value) == Kind::ClosureExpression
            && self.draft.string(name) != "_"
        {
            self.own.bound.insert(value, (node, name_node));
        }
        if self.is_in_type() {
            let text = type_node.map(|ty| self.intern_node(ty));
            self.push_field(name, text, ty, value, true);
        } else if self.draft.string(name) != "_" {
            let scope = self.scope();
            self.bind(scope, name, BindingTarget::Variable { ty, value });
            self.export_top_level(name, ExportTarget::Local(name));
        }
        Next::Into
    }

    pub(super) fn enter_match_arm(&mut self, node: NodeRef) -> Next {
        self.own.attributes.clear();
        let matched = self.grandparent().and_then(|matched| self.first_named(matched));
        let matched = matched.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        self.begin_scope();
        let pattern = self.child_of_kind(node, Kind::MatchPattern);
        if let Some(pattern) = pattern.and_then(|pattern| self.first_named(pattern)) {
            self.bind_pattern(pattern, matched);
        }
        Next::IntoAndLeave
    }

    pub(super) fn enter_for(&mut self, node: NodeRef) -> Next {
        let value = self.field(node, Field::Value);
        let value = value.map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        self.begin_scope();
        if let Some(pattern) = self.field(node, Field::Pattern) {
            let element = if value == ExprId::UNKNOWN { value } else { self.expr(Expr::Element(value)) };
            self.bind_pattern(pattern, element);
        }
        Next::IntoAndLeave
    }

    /// Binds the names of a pattern in the innermost scope; `of` is what it takes apart, a value or a type.
    pub(super) fn bind_pattern(&mut self, node: NodeRef, of: ExprId) {
        self.nested(|visitor| visitor.bind_parts(node, of));
    }

    fn bind_parts(&mut self, node: NodeRef, of: ExprId) {
        match self.kind(node) {
            Kind::Identifier | Kind::ShorthandFieldIdentifier => {
                let text = self.text(node);
                // `None` and constants declare nothing.
                if !text.starts_with(char::is_uppercase) {
                    let name = self.intern_node(node);
                    self.bind_value(name, of);
                }
            }
            Kind::MutPattern | Kind::RefPattern | Kind::ReferencePattern => {
                if let Some(inner) = self.last_named(node) {
                    self.bind_pattern(inner, of);
                }
            }
            Kind::CapturedPattern => {
                for part in self.named_children(node) {
                    self.bind_pattern(part, of);
                }
            }
            Kind::OrPattern => {
                if let Some(first) = self.first_named(node) {
                    self.bind_pattern(first, of);
                }
            }
            Kind::TuplePattern => {
                let parts = self.places(node);
                self.bind_places(parts, of);
            }
            Kind::SlicePattern => {
                let element = if of == ExprId::UNKNOWN { of } else { self.expr(Expr::Element(of)) };
                for part in self.named_children(node).into_iter().take(MAX_ELEMENTS) {
                    self.bind_pattern(part, element);
                }
            }
            Kind::TupleStructPattern => self.bind_tuple_struct(node, of),
            Kind::StructPattern => self.bind_fields(node),
            _ => {}
        }
    }

    fn bind_value(&mut self, name: StringId, value: ExprId) {
        let scope = self.scope();
        self.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
    }

    /// The parts of a tuple pattern with their places; `_` is no node of its own but has one.
    fn places(&mut self, node: NodeRef) -> Vec<(usize, NodeRef)> {
        let mut place = 0;
        let mut parts = Vec::new();
        for child in self.tree.children(node) {
            if self.tree.is_named(child) && !self.tree.is_extra(child) {
                parts.push((place, child));
            } else if self.text(child) == "," {
                place += 1;
            }
        }
        parts
    }

    fn bind_places(&mut self, parts: Vec<(usize, NodeRef)>, of: ExprId) {
        for (place, part) in parts.into_iter().take(MAX_ELEMENTS) {
            let element = match of {
                ExprId::UNKNOWN => of,
                object => {
                    let name = self.draft.intern(&place.to_string());
                    self.expr(Expr::Member { object, name })
                }
            };
            self.bind_pattern(part, element);
        }
    }

    /// `Some(x)` and `Ok(x)`, whose types count as those of `x`; `Money(cents)`.
    fn bind_tuple_struct(&mut self, node: NodeRef, of: ExprId) {
        let Some(path) = self.first_named(node) else { return };
        let text = self.text(path);
        let last = text.rsplit("::").next().unwrap_or(text);
        let mut parts = self.places(node);
        if parts.first().is_some_and(|(_, first)| *first == path) {
            parts.remove(0);
        }
        match last {
            "Some" | "Ok" | "Ready" => parts.into_iter().for_each(|(_, part)| self.bind_pattern(part, of)),
            "Err" => parts.into_iter().for_each(|(_, part)| self.bind_pattern(part, ExprId::UNKNOWN)),
            _ => {
                let object = self.payload_of(path);
                self.bind_places(parts, object);
            }
        }
    }

    /// `Order { id, lines: [first, ..] }`
    fn bind_fields(&mut self, node: NodeRef) {
        let Some(path) = self.first_named(node) else { return };
        let object = self.payload_of(path);
        for part in self.named_children(node).into_iter().skip(1) {
            if self.kind(part) != Kind::FieldPattern {
                continue;
            }
            let Some(name_node) = self.field(part, Field::Name) else { continue };
            let name = self.intern_node(name_node);
            let value = match object {
                ExprId::UNKNOWN => object,
                object => self.expr(Expr::Member { object, name }),
            };
            let pattern = self.field(part, Field::Pattern).unwrap_or(name_node);
            if self.kind(pattern) == Kind::FieldIdentifier {
                self.bind_value(name, value);
            } else {
                self.bind_pattern(pattern, value);
            }
        }
    }
}
