//! What gives values their names: assignments, loops, `rescue`, patterns; and the fields of types.

use super::{Field, FrameKind, Kind, Ruby};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, Package};

impl Outline<'_, '_, Ruby> {
    /// Whether a type is entered: `Point = Struct.new(:x)`.
    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        let kind = self.kind(left);
        if kind == Kind::Constant {
            let name = self.intern_node(left);
            if self.define_made_type(node, name, right) {
                return Next::IntoAndLeave;
            }
        }
        if matches!(kind, Kind::Constant | Kind::Identifier | Kind::InstanceVariable | Kind::ClassVariable) {
            self.bind_function_value(node, left, right);
        }
        match kind {
            // A variable is one already in what is assigned to it.
            Kind::Identifier => {
                let name = self.intern_node(left);
                let is_known = self.local_scope(name).is_some();
                if !is_known && let Some(frame) = self.variables_frame() {
                    frame.locals.insert(name);
                }
                let value = self.named_expr(right);
                self.bind_local(left, value);
            }
            Kind::Constant => {
                let value = self.named_expr(right);
                self.bind_constant(left, right, value);
            }
            Kind::InstanceVariable | Kind::ClassVariable => {
                let value = self.named_expr(right);
                self.assign_variable(left, right, value);
            }
            Kind::Call => {
                self.push_writer(left);
                self.own.assigned_calls.insert(left);
            }
            Kind::LeftAssignmentList => self.bind_several(left, right),
            _ => self.bind_names(left),
        }
        Next::Into
    }

    /// `a, b = x, y`: each name is what stands at its place, as far as no splat comes before it.
    fn bind_several(&mut self, left: NodeRef, right: NodeRef) {
        let values = match self.kind(right) {
            Kind::RightAssignmentList | Kind::Array => self.named_children(right),
            _ => return self.bind_places(left, right),
        };
        let written: Vec<NodeRef> =
            values.into_iter().take_while(|value| self.kind(*value) != Kind::SplatArgument).collect();
        let values: Vec<ExprId> = written.iter().map(|value| self.expr_of(*value)).collect();
        let mut pairs = written.into_iter().zip(values);
        for target in self.named_children(left) {
            let kind = self.kind(target);
            if kind == Kind::RestAssignment {
                pairs.by_ref().for_each(drop);
            }
            match (kind, pairs.next()) {
                (Kind::Identifier, Some((_, value))) => self.bind_local(target, value),
                (Kind::InstanceVariable | Kind::ClassVariable, Some((node, value))) => {
                    self.assign_variable(target, node, value);
                }
                _ => self.bind_names(target),
            }
        }
    }

    /// `a, b = f()`: each name is what stands at its place of what one expression gives.
    fn bind_places(&mut self, left: NodeRef, right: NodeRef) {
        let value = self.expr_of(right);
        let mut is_behind_rest = false;
        for (place, target) in self.named_children(left).into_iter().enumerate() {
            let kind = self.kind(target);
            is_behind_rest |= kind == Kind::RestAssignment;
            if is_behind_rest {
                self.bind_names(target);
                continue;
            }
            let part = self.at_place(value, place);
            match kind {
                Kind::Identifier => self.bind_local(target, part),
                Kind::InstanceVariable | Kind::ClassVariable => self.assign_variable(target, target, part),
                _ => self.bind_names(target),
            }
        }
    }

    /// `f = ->(x) { … }`, `f = proc { … }`, `f = wrap(->(x) { … })`: called after what it is assigned to.
    fn bind_function_value(&mut self, definition: NodeRef, name_node: NodeRef, value: NodeRef) {
        if let Some(function) = self.named_function(value) {
            self.name_value(function, definition, name_node);
        }
    }

    /// Whether it is a lambda or a block made into one.
    pub(super) fn is_function_value(&mut self, value: NodeRef) -> bool {
        match self.kind(value) {
            Kind::Lambda => true,
            Kind::Call => {
                let call = self.call_parts(value);
                let method = call.method.map_or("", |method| self.text(method));
                let receiver = call.receiver.map(|receiver| self.text(receiver));
                let makes_one =
                    matches!((receiver, method), (None | Some("Kernel"), "lambda" | "proc") | (Some("Proc"), "new"));
                makes_one && call.block.is_some()
            }
            _ => false,
        }
    }

    /// `{ name: ->(x) { … } }`
    pub(super) fn enter_pair(&mut self, node: NodeRef) -> Next {
        let Some([key, value]) = self.fields(node, [Field::Key, Field::Value]) else { return Next::Into };
        let Some(function) = self.named_function(value) else { return Next::Into };
        let name = match self.kind(key) {
            Kind::HashKeySymbol => Some(self.intern_node(key)),
            _ => self.symbol(key),
        };
        if let Some(name) = name {
            self.set_bound(function, Bound { definition: node, name_node: key, name });
        }
        Next::Into
    }

    /// Declares a variable, where it is one already or else in the innermost block.
    pub(super) fn bind_local(&mut self, node: NodeRef, value: ExprId) {
        let name = self.intern_node(node);
        let mut known = self.local_scope(name);
        if let (None, Some(frame)) = (known, self.variables_frame()) {
            frame.locals.insert(name);
            known = Some(frame.scope);
        }
        let scope = known.unwrap_or(self.scope());
        self.bind(scope, name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
    }

    /// Declares every name on the left of a multiple assignment.
    fn bind_names(&mut self, left: NodeRef) {
        self.take_apart(left, |file, node, parts| match file.kind(node) {
            Kind::Identifier => file.bind_local(node, ExprId::UNKNOWN),
            Kind::InstanceVariable | Kind::ClassVariable => file.assign_variable(node, node, ExprId::UNKNOWN),
            Kind::Call => {
                file.own.assigned_calls.insert(node);
            }
            Kind::LeftAssignmentList | Kind::DestructuredLeftAssignment | Kind::RestAssignment => {
                parts.extend(file.named_children(node).into_iter().rev());
            }
            _ => {}
        });
    }

    /// A constant: of the type around it, and known to other files by its full name.
    fn bind_constant(&mut self, left: NodeRef, right: NodeRef, value: ExprId) {
        let name = self.intern_node(left);
        self.declare_variable(name, ExprId::UNKNOWN, value);
        let package = self.package();
        let named = self.name_shape(name, false);
        self.export_expr(name, named, Some(Package::Named(package)));
        if self.type_body().is_some() {
            let text = self.value_text(right);
            self.push_field(name, text, ExprId::UNKNOWN, value, true);
        }
    }

    /// `@x = …`: a field of the type around it.
    fn assign_variable(&mut self, left: NodeRef, right: NodeRef, value: ExprId) {
        let name = self.intern_node(left);
        let text = self.value_text(right);
        let Some(frame) = self.type_frame() else { return };
        let known = frame.variables.get(&name).copied();
        frame.variables.insert(name, known == Some(true) || text.is_some());
        if known.is_none() || (known == Some(false) && text.is_some()) {
            self.push_field(name, text, ExprId::UNKNOWN, value, false);
        } else if value != ExprId::UNKNOWN {
            let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            self.push_member(Member { name, is_static: false, value });
        }
    }

    /// A field that a method reads or writes: reading it is a call that gives what its instance variable is.
    pub(super) fn push_attribute(&mut self, name: StringId) {
        let Some(class) = self.class() else { return };
        let variable = format!("@{}", self.draft.string(name));
        let variable = self.draft.intern(&variable);
        let object = self.expr(Expr::This(Some(class)));
        let value = self.expr(Expr::Member { object, name: variable });
        let is_static = self.own.frames.last().is_some_and(|frame| frame.kind == FrameKind::Singleton);
        self.push_reader(name, value, is_static);
        self.set_field_text(name, None);
    }

    /// A method that no function of the graph stands for, and that gives this.
    pub(super) fn push_reader(&mut self, name: StringId, value: ExprId, is_static: bool) {
        let signature = self.new_signature();
        let returns = self.expr_list(&[value]);
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.returns = returns;
        }
        self.push_member(Member { name, is_static, value: MemberValue::Method(signature) });
    }

    /// The type that a literal or a constructor call tells.
    fn value_text(&mut self, value: NodeRef) -> Option<StringId> {
        let text = match self.kind(value) {
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
                let is_new = self.text(method) == "new";
                return self.constant_name(receiver).filter(|_| is_new);
            }
            _ => return None,
        };
        Some(self.draft.intern(text))
    }

    /// `for x in xs`
    pub(super) fn enter_for(&mut self, node: NodeRef) -> Next {
        let Some([pattern, iterable]) = self.fields(node, [Field::Pattern, Field::Value]) else { return Next::Into };
        if self.kind(pattern) != Kind::Identifier {
            self.bind_names(pattern);
            return Next::Into;
        }
        let iterable = self.first_named(iterable);
        let iterable = self.expr_if(iterable);
        let element = self.element(iterable);
        self.bind_local(pattern, element);
        Next::Into
    }

    /// `rescue Error => e`
    pub(super) fn enter_rescue(&mut self, node: NodeRef) -> Next {
        let Some(variable) = self.child_of_kind(node, Kind::ExceptionVariable) else { return Next::Into };
        let Some(variable) = self.first_named(variable) else { return Next::Into };
        if self.kind(variable) != Kind::Identifier {
            return Next::Into;
        }
        let list = self.child_of_kind(node, Kind::Exceptions);
        let class = list.and_then(|list| self.first_named(list));
        let value = match class.map(|class| self.expr_of(class)) {
            None | Some(ExprId::UNKNOWN) => ExprId::UNKNOWN,
            Some(class) => self.expr(Expr::instance(class)),
        };
        self.bind_local(variable, value);
        Next::Into
    }

    /// `alias new old`
    pub(super) fn enter_alias(&mut self, node: NodeRef) -> Next {
        let Some([new, old]) = self.fields(node, [Field::Name, Field::Alias]) else { return Next::Into };
        if self.type_body().is_none() {
            return Next::Into;
        }
        let mut name_of = |node| match self.kind(node) {
            Kind::SimpleSymbol => self.symbol(node),
            _ => Some(self.intern_node(node)),
        };
        if let (Some(new), Some(old)) = (name_of(new), name_of(old)) {
            self.push_alias(new, old);
        }
        Next::Into
    }

    /// `in { name: }` declares `name`.
    pub(super) fn enter_short_pattern(&mut self, node: NodeRef) -> Next {
        if let [key] = self.named_children(node)[..]
            && self.kind(key) == Kind::HashKeySymbol
        {
            self.bind_local(key, ExprId::UNKNOWN);
        }
        Next::Into
    }
}
