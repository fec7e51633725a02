//! What gives values their names: assignments, `rescue`, `for`, patterns; and the fields of classes.

use super::words::{Field, Kind};
use super::{Bound, RubyVisitor};
use crate::language::outline::ExpressionShapes;
use crate::language::tree::NodeRef;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Package, Symbols};

impl RubyVisitor<'_, '_> {
    /// A name is a local variable from here on.
    pub(super) fn note_local(&mut self, name: StringId) {
        if let Some(open) = self.open.last_mut() {
            open.locals.insert(name);
        }
    }

    /// Whether a name is a local variable here.
    pub(super) fn is_local(&self, name: StringId) -> bool {
        for open in self.open.iter().rev() {
            if open.locals.contains(&name) {
                return true;
            }
            if open.is_closed {
                break;
            }
        }
        false
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> bool {
        let sides = (self.outline.field(node, Field::Left), self.outline.field(node, Field::Right));
        let (Some(left), Some(right)) = sides else { return false };
        if self.outline.kind(left) == Kind::Constant
            && self.outline.kind(right) == Kind::Call
            && self.enter_made_class(node, left, right)
        {
            self.seen.insert(left);
            return true;
        }
        self.name_value(node, left, right);
        // `x ||= y` keeps what it was, as a rule of the same type.
        let value = self.expr_of(right);
        self.bind_target(left, value);
        false
    }

    /// `f = ->(x) { … }`, `f = lambda { … }`
    fn name_value(&mut self, definition: NodeRef, left: NodeRef, right: NodeRef) {
        let function = match self.outline.kind(right) {
            Kind::Lambda => Some(right),
            Kind::Call => self.function_block(right),
            _ => None,
        };
        let Some(function) = function else { return };
        let text = match self.outline.kind(left) {
            Kind::Identifier | Kind::Constant | Kind::InstanceVariable | Kind::ClassVariable => self.outline.text(left),
            _ => return,
        };
        let name = self.outline.draft.intern(text.trim_start_matches('@'));
        self.bound.insert(function, Bound { definition, name_node: left, name });
    }

    /// The block of `lambda { … }`, `proc { … }`, `Proc.new { … }`.
    pub(super) fn function_block(&mut self, call: NodeRef) -> Option<NodeRef> {
        let method = self.outline.field(call, Field::Method)?;
        let receiver = self.outline.field(call, Field::Receiver).map(|receiver| self.outline.text(receiver));
        let makes_one =
            matches!((receiver, self.outline.text(method)), (None, "lambda" | "proc") | (Some("Proc"), "new"));
        if makes_one { self.outline.field(call, Field::Block) } else { None }
    }

    /// Declares what something is assigned to.
    pub(super) fn bind_target(&mut self, target: NodeRef, value: ExprId) {
        let mut pending = vec![(target, value)];
        while let Some((target, value)) = pending.pop() {
            match self.outline.kind(target) {
                Kind::Identifier => {
                    self.seen.insert(target);
                    let name = self.outline.intern_node(target);
                    let known = self.is_local(name);
                    if !known {
                        self.note_local(name);
                    }
                    let scope = self.outline.scope();
                    self.outline.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
                }
                Kind::Constant => self.bind_constant(target, value),
                Kind::InstanceVariable | Kind::ClassVariable => {
                    let name = self.outline.intern_node(target);
                    let is_static = self.outline.kind(target) == Kind::ClassVariable;
                    self.note_field(name, value, is_static);
                }
                // A call of a setter.
                Kind::Call => {
                    self.seen.insert(target);
                }
                Kind::LeftAssignmentList
                | Kind::DestructuredLeftAssignment
                | Kind::DestructuredParameter
                | Kind::RestAssignment => {
                    let parts = self.outline.named_children(target);
                    pending.extend(parts.into_iter().rev().map(|part| (part, ExprId::UNKNOWN)));
                }
                Kind::SplatParameter | Kind::BlockParameter | Kind::HashSplatParameter => {
                    pending.extend(self.outline.field(target, Field::Name).map(|name| (name, ExprId::UNKNOWN)));
                }
                _ => {}
            }
        }
    }

    fn bind_constant(&mut self, node: NodeRef, value: ExprId) {
        let name = self.outline.intern_node(node);
        if self.is_in_type() {
            self.outline.push_field(name, None, ExprId::UNKNOWN, value, true);
            return;
        }
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        if scope == Symbols::FILE_SCOPE {
            let target = ExportTarget::Local(name);
            self.outline.export(name, target, Some(Package::Named(StringId::EMPTY)));
        }
    }

    /// A field of the innermost class; the first that tells its type counts.
    fn note_field(&mut self, name: StringId, value: ExprId, is_static: bool) {
        let Some(open) = self.open.iter_mut().rev().find(|open| open.type_name.is_some()) else { return };
        let text = match self.outline.draft.symbols().expr(value) {
            Expr::New(class) => match self.outline.draft.symbols().expr(class) {
                Expr::Name { name, .. } => Some(name),
                _ => None,
            },
            _ => None,
        };
        if open.fields.insert(name) {
            self.outline.push_field(name, text, ExprId::UNKNOWN, value, is_static);
        }
    }

    /// `rescue Error => e`
    pub(super) fn enter_rescue(&mut self, node: NodeRef) -> bool {
        let Some(variable) = self.outline.field(node, Field::Variable) else { return false };
        let Some(target) = self.outline.first_named(variable) else { return false };
        let exceptions = self.outline.field(node, Field::Exceptions);
        let class = exceptions.and_then(|exceptions| self.outline.first_named(exceptions));
        let class = class.map_or(ExprId::UNKNOWN, |class| self.expr_of(class));
        let value = match class {
            ExprId::UNKNOWN => class,
            class => self.outline.expr(Expr::New(class)),
        };
        self.bind_target(target, value);
        false
    }

    /// `for x in xs`
    pub(super) fn enter_for(&mut self, node: NodeRef) -> bool {
        let sides = (self.outline.field(node, Field::Pattern), self.outline.field(node, Field::Value));
        let (Some(pattern), Some(value)) = sides else { return false };
        let iterable = self.outline.first_named(value).map_or(ExprId::UNKNOWN, |value| self.expr_of(value));
        let element = match iterable {
            ExprId::UNKNOWN => iterable,
            iterable => self.outline.expr(Expr::Element(iterable)),
        };
        self.bind_target(pattern, element);
        false
    }

    /// Names that a pattern declares.
    pub(super) fn enter_pattern(&mut self, node: NodeRef) -> bool {
        for part in self.outline.named_children(node) {
            if matches!(self.outline.kind(part), Kind::Identifier | Kind::SplatParameter) {
                self.bind_target(part, ExprId::UNKNOWN);
            }
        }
        false
    }
}
