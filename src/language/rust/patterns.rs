//! What patterns declare: `let`, `if let`, `match`, `for`, and the constants of a file.

use super::{Field, Kind, Rust};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{ExportTarget, Expr, ExprId};

/// How much of a value is looked through for a name that it may mention.
const MENTION_BYTES: usize = 4096;

/// More elements than patterns have.
const MAX_ELEMENTS: usize = 64;

impl Outline<'_, '_, Rust> {
    /// A `let` declares its names when it ends: its value sees those before it.
    pub(super) fn enter_let(&mut self, node: NodeRef) -> Next {
        self.begin_item(node);
        let (pattern, value) = (self.field(node, Field::Pattern), self.field(node, Field::Value));
        if let (Some(pattern), Some(value)) = (pattern, value)
            && self.kind(pattern) == Kind::Identifier
            && let Some(function) = self.named_function(value)
        {
            self.name_value(function, node, pattern);
        }
        let type_node = self.field(node, Field::Type);
        self.refer_to_types_if(type_node);
        Next::IntoAndLeave
    }

    pub(super) fn leave_let(&mut self, node: NodeRef) {
        let Some(pattern) = self.field(node, Field::Pattern) else { return };
        let ty = self.field_type(node, Field::Type);
        let value_node = self.field(node, Field::Value);
        let value = match self.kind(pattern) {
            Kind::Identifier => self.named_expr_if(value_node),
            _ => self.expr_if(value_node),
        };
        let is_condition = self.kind(node) == Kind::LetCondition;
        if is_condition || value_node.is_some_and(|value| self.mentions(value, pattern)) {
            self.open_let_scope();
        }
        if self.kind(pattern) == Kind::Identifier {
            let name = self.intern_node(pattern);
            self.declare_variable(name, ty, value);
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
        self.begin_item(node);
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let type_node = self.field(node, Field::Type);
        self.refer_to_types_if(type_node);
        let mut ty = self.type_if(type_node);
        let value_node = self.field(node, Field::Value);
        let mut value = self.named_expr_if(value_node);
        if self.is_thread_local() {
            (ty, value) = (self.key_of(ty), ExprId::UNKNOWN);
        }
        if let Some(value) = value_node
            && self.draft.string(name) != "_"
            && let Some(function) = self.named_function(value)
        {
            self.name_value(function, node, name_node);
        }
        if self.is_in_type() {
            let text = type_node.map(|ty| self.intern_node(ty));
            self.push_field(name, text, ty, value, true);
        } else if self.draft.string(name) != "_" {
            self.declare_variable(name, ty, value);
            self.export_top_level(name, ExportTarget::Local(name));
        }
        Next::Into
    }

    /// Whether what stands here is an item of `thread_local! {…}`.
    fn is_thread_local(&mut self) -> bool {
        let around = self.ancestors().iter().rev().take(2).copied();
        let Some(node) = around.into_iter().find(|node| self.kind(*node) == Kind::MacroInvocation) else {
            return false;
        };
        self.first_named(node).is_some_and(|path| self.text(path).ends_with("thread_local"))
    }

    /// `LocalKey<T>` of the standard library, by which each thread reaches a value of its own.
    fn key_of(&mut self, ty: ExprId) -> ExprId {
        // Nobody imports it: the macro names it.
        let (specifier, name) = (self.draft.intern(&["std", "thread"].join("::")), self.draft.intern("LocalKey"));
        let object = self.expr(Expr::Module { specifier, is_promise: false });
        let base = self.expr(Expr::TypeMember { object, name });
        let args = self.expr_list(&[ty]);
        self.expr(Expr::Generic { base, args })
    }

    pub(super) fn enter_match_arm(&mut self, node: NodeRef) -> Next {
        self.own.attributes.clear();
        let matched = self.grandparent().and_then(|matched| self.first_named(matched));
        let matched = self.expr_if(matched);
        self.begin_scope();
        let pattern = self.child_of_kind(node, Kind::MatchPattern);
        if let Some(pattern) = pattern.and_then(|pattern| self.first_named(pattern)) {
            self.bind_pattern(pattern, matched);
        }
        Next::IntoAndLeave
    }

    pub(super) fn enter_for(&mut self, node: NodeRef) -> Next {
        let value = self.field_expr(node, Field::Value);
        self.begin_scope();
        if let Some(pattern) = self.field(node, Field::Pattern) {
            let element = self.element(value);
            self.bind_pattern(pattern, element);
        }
        Next::IntoAndLeave
    }

    /// Binds the names of a pattern in the innermost scope; `of` is what it takes apart, a value or a type.
    pub(super) fn bind_pattern(&mut self, pattern: NodeRef, of: ExprId) {
        self.take_apart((pattern, of), |file, (node, of), parts| match file.kind(node) {
            // `None` and constants declare nothing.
            Kind::Identifier | Kind::ShorthandFieldIdentifier if file.text(node).starts_with(char::is_uppercase) => {}
            Kind::Identifier | Kind::ShorthandFieldIdentifier | Kind::FieldIdentifier => {
                file.bind_variable(node, ExprId::UNKNOWN, of);
            }
            Kind::MutPattern | Kind::RefPattern | Kind::ReferencePattern => {
                parts.extend(file.last_named(node).map(|inner| (inner, of)));
            }
            Kind::CapturedPattern => parts.extend(file.named(node).rev().map(|part| (part, of))),
            Kind::OrPattern => parts.extend(file.first_named(node).map(|first| (first, of))),
            Kind::TuplePattern => {
                let places = file.places(node);
                file.take_places(places, of, parts);
            }
            Kind::SlicePattern => {
                let element = file.element(of);
                let elements = file.named_children(node).into_iter().take(MAX_ELEMENTS);
                parts.extend(elements.rev().map(|part| (part, element)));
            }
            Kind::TupleStructPattern => file.take_tuple_struct(node, of, parts),
            Kind::StructPattern => file.take_fields(node, parts),
            _ => {}
        });
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

    fn take_places(&mut self, places: Vec<(usize, NodeRef)>, of: ExprId, parts: &mut Vec<(NodeRef, ExprId)>) {
        let places = places.into_iter().take(MAX_ELEMENTS);
        parts.extend(places.rev().map(|(place, part)| (part, self.at_place(of, place))));
    }

    /// `Some(x)`, `Ok(x)`, `Err(x)`, by what the value holds; `Money(cents)`.
    fn take_tuple_struct(&mut self, node: NodeRef, of: ExprId, parts: &mut Vec<(NodeRef, ExprId)>) {
        let Some(path) = self.first_named(node) else { return };
        let text = self.text(path);
        let last = text.rsplit("::").next().unwrap_or(text);
        let mut places = self.places(node);
        if places.first().is_some_and(|(_, first)| *first == path) {
            places.remove(0);
        }
        match last {
            "Some" | "Ok" | "Err" | "Ready" => {
                let held = self.part_shape(of, last);
                let held = self.expr(held);
                parts.extend(places.into_iter().rev().map(|(_, part)| (part, held)));
            }
            _ => {
                let object = self.payload_of(path);
                self.take_places(places, object, parts);
            }
        }
    }

    /// `Order { id, lines: [first, ..] }`
    fn take_fields(&mut self, node: NodeRef, parts: &mut Vec<(NodeRef, ExprId)>) {
        let Some(path) = self.first_named(node) else { return };
        let object = self.payload_of(path);
        for part in self.children_of_kind(node, Kind::FieldPattern).into_iter().rev() {
            let Some(name_node) = self.field(part, Field::Name) else { continue };
            let name = self.intern_node(name_node);
            let value = match object {
                ExprId::UNKNOWN => object,
                object => self.expr(Expr::Member { object, name }),
            };
            parts.push((self.field(part, Field::Pattern).unwrap_or(name_node), value));
        }
    }
}
