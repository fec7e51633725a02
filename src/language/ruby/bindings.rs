//! What gives values their names: assignments, loops, `rescue`, patterns; and the fields of types.

use super::RubyVisitor;
use super::words::{Field, Kind};
use crate::extract::outline::{Bound, ExpressionShapes};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Member, MemberValue, Package};
use crate::syntax::tree::NodeRef;

impl RubyVisitor<'_, '_> {
    /// Whether a type is entered: `Point = Struct.new(:x)`.
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> bool {
        let sides = (self.outline.field(node, Field::Left), self.outline.field(node, Field::Right));
        let (Some(left), Some(right)) = sides else { return false };
        let kind = self.outline.kind(left);
        if kind == Kind::Constant {
            let name = self.outline.intern_node(left);
            if self.enter_made_type(node, name, right) {
                return true;
            }
        }
        if matches!(kind, Kind::Constant | Kind::Identifier | Kind::InstanceVariable | Kind::ClassVariable) {
            self.bind_function_value(node, left, right);
        }
        match kind {
            // A variable is one already in what is assigned to it.
            Kind::Identifier => {
                let name = self.outline.intern_node(left);
                let is_known = self.local_scope(name).is_some();
                if !is_known && let Some(frame) = self.frames.last_mut() {
                    frame.locals.insert(name);
                }
                let value = self.expr_of(right);
                self.bind_local(left, value);
            }
            Kind::Constant => {
                let value = self.expr_of(right);
                self.bind_constant(left, right, value);
            }
            Kind::InstanceVariable | Kind::ClassVariable => {
                let value = self.expr_of(right);
                self.assign_variable(left, right, value);
            }
            Kind::Call if self.outline.kind(node) == Kind::Assignment => {
                self.assigned_calls.insert(left);
            }
            _ => self.bind_names(left),
        }
        false
    }

    /// `f = ->(x) { … }`, `f = proc { … }`: called after what it is assigned to.
    fn bind_function_value(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        if self.is_function_value(value) {
            let name = self.outline.intern_node(name_node);
            self.outline.name_value(value, Bound { definition, name_node, name });
        }
    }

    /// Whether it is a lambda or a block made into one.
    fn is_function_value(&mut self, value: NodeRef) -> bool {
        match self.outline.kind(value) {
            Kind::Lambda => true,
            Kind::Call => {
                let call = self.call_parts(value);
                let method = call.method.map_or("", |method| self.outline.text(method));
                let receiver = call.receiver.map(|receiver| self.outline.text(receiver));
                let makes_one =
                    matches!((receiver, method), (None | Some("Kernel"), "lambda" | "proc") | (Some("Proc"), "new"));
                makes_one && call.block.is_some()
            }
            _ => false,
        }
    }

    /// `{ name: ->(x) { … } }`
    pub(super) fn enter_pair(&mut self, node: NodeRef) {
        let sides = (self.outline.field(node, Field::Key), self.outline.field(node, Field::Value));
        let (Some(key), Some(value)) = sides else { return };
        if !self.is_function_value(value) {
            return;
        }
        let name = match self.outline.kind(key) {
            Kind::HashKeySymbol => Some(self.outline.intern_node(key)),
            _ => self.symbol(key),
        };
        if let Some(name) = name {
            self.outline.name_value(value, Bound { definition: node, name_node: key, name });
        }
    }

    /// Declares a variable, where it is one already or else in the innermost block.
    pub(super) fn bind_local(&mut self, node: NodeRef, value: ExprId) {
        let name = self.outline.intern_node(node);
        let scope = match self.local_scope(name) {
            Some(scope) => scope,
            None => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.locals.insert(name);
                }
                self.outline.scope()
            }
        };
        self.outline.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
    }

    /// Declares every name on the left of a multiple assignment.
    fn bind_names(&mut self, left: NodeRef) {
        let mut pending = vec![left];
        while let Some(node) = pending.pop() {
            match self.outline.kind(node) {
                Kind::Identifier => self.bind_local(node, ExprId::UNKNOWN),
                Kind::InstanceVariable | Kind::ClassVariable => self.assign_variable(node, node, ExprId::UNKNOWN),
                Kind::Call => {
                    self.assigned_calls.insert(node);
                }
                Kind::LeftAssignmentList | Kind::DestructuredLeftAssignment | Kind::RestAssignment => {
                    pending.extend(self.outline.named_children(node).into_iter().rev());
                }
                _ => {}
            }
        }
    }

    /// A constant: of the type around it, and known to other files by its full name.
    fn bind_constant(&mut self, left: NodeRef, right: NodeRef, value: ExprId) {
        let name = self.outline.intern_node(left);
        let scope = self.outline.scope();
        self.outline.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        let package = self.package();
        let named = self.outline.name_shape(name, false);
        let exported = self.outline.expr(named);
        self.outline.export(name, ExportTarget::Expression(exported), Some(Package::Named(package)));
        if self.type_body().is_some() {
            let text = self.value_text(right);
            self.outline.push_field(name, text, ExprId::UNKNOWN, value, true);
        }
    }

    /// `@x = …`: a field of the type around it.
    fn assign_variable(&mut self, left: NodeRef, right: NodeRef, value: ExprId) {
        let name = self.outline.intern_node(left);
        let text = self.value_text(right);
        let Some(frame) = self.type_frame() else { return };
        let known = frame.variables.get(&name).copied();
        frame.variables.insert(name, known == Some(true) || text.is_some());
        if known.is_none() || (known == Some(false) && text.is_some()) {
            self.outline.push_field(name, text, ExprId::UNKNOWN, value, false);
        } else if value != ExprId::UNKNOWN {
            let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            self.outline.push_member(Member { name, is_static: false, value });
        }
    }

    /// A field that a method reads or writes: reading it is a call that gives what its instance variable is.
    pub(super) fn push_attribute(&mut self, name: StringId) {
        let Some(class) = self.outline.class() else { return };
        let variable = format!("@{}", self.outline.draft.string(name));
        let variable = self.outline.draft.intern(&variable);
        let object = self.outline.expr(Expr::This(Some(class)));
        let value = self.outline.expr(Expr::Member { object, name: variable });
        let signature = self.outline.new_signature();
        let returns = self.outline.expr_list(&[value]);
        if let Some(shape) = self.outline.draft.symbols().signatures.get_mut(signature.index()) {
            shape.returns = returns;
        }
        self.outline.push_member(Member { name, is_static: false, value: MemberValue::Method(signature) });
        self.outline.set_field_text(name, None);
    }

    /// The type that a literal or a constructor call tells.
    fn value_text(&mut self, value: NodeRef) -> Option<StringId> {
        let text = match self.outline.kind(value) {
            Kind::String | Kind::HeredocBeginning => "String",
            Kind::Integer => "Integer",
            Kind::Float => "Float",
            Kind::Array => "Array",
            Kind::Hash => "Hash",
            Kind::SimpleSymbol => "Symbol",
            Kind::Regex => "Regexp",
            Kind::Call => {
                let call = self.call_parts(value);
                let (Some(receiver), Some(method)) = (call.receiver, call.method) else { return None };
                let is_new = self.outline.text(method) == "new";
                return self.constant_name(receiver).filter(|_| is_new);
            }
            _ => return None,
        };
        Some(self.outline.draft.intern(text))
    }

    /// `for x in xs`
    pub(super) fn enter_for(&mut self, node: NodeRef) {
        let sides = (self.outline.field(node, Field::Pattern), self.outline.field(node, Field::Value));
        let (Some(pattern), Some(iterable)) = sides else { return };
        if self.outline.kind(pattern) != Kind::Identifier {
            self.bind_names(pattern);
            return;
        }
        let element = match self.outline.first_named(iterable).map(|iterable| self.expr_of(iterable)) {
            None | Some(ExprId::UNKNOWN) => ExprId::UNKNOWN,
            Some(iterable) => self.outline.expr(Expr::Element(iterable)),
        };
        self.bind_local(pattern, element);
    }

    /// `rescue Error => e`
    pub(super) fn enter_rescue(&mut self, node: NodeRef) {
        let Some(variable) = self.outline.child_of_kind(node, Kind::ExceptionVariable) else { return };
        let Some(variable) = self.outline.first_named(variable) else { return };
        if self.outline.kind(variable) != Kind::Identifier {
            return;
        }
        let list = self.outline.child_of_kind(node, Kind::Exceptions);
        let class = list.and_then(|list| self.outline.first_named(list));
        let value = match class.map(|class| self.expr_of(class)) {
            None | Some(ExprId::UNKNOWN) => ExprId::UNKNOWN,
            Some(class) => self.outline.expr(Expr::New(class)),
        };
        self.bind_local(variable, value);
    }

    /// `alias new old`
    pub(super) fn enter_alias(&mut self, node: NodeRef) {
        let names = (self.outline.field(node, Field::Name), self.outline.field(node, Field::Alias));
        let (Some(new), Some(old)) = names else { return };
        if self.type_body().is_none() {
            return;
        }
        let mut name_of = |node| match self.outline.kind(node) {
            Kind::SimpleSymbol => self.symbol(node),
            _ => Some(self.outline.intern_node(node)),
        };
        if let (Some(new), Some(old)) = (name_of(new), name_of(old)) {
            self.push_alias(new, old);
        }
    }

    /// `in { name: }` declares `name`.
    pub(super) fn enter_short_pattern(&mut self, node: NodeRef) {
        if let [key] = self.outline.named_children(node)[..]
            && self.outline.kind(key) == Kind::HashKeySymbol
        {
            self.bind_local(key, ExprId::UNKNOWN);
        }
    }
}
