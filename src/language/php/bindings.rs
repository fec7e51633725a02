//! What gives values their names: properties, constants, cases, variables, loops, `catch`.

use super::arrays::Target;
use super::{Field, Kind, Php};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue};

impl Outline<'_, '_, Php> {
    pub(super) fn enter_properties(&mut self, node: NodeRef) -> Next {
        let type_node = self.field(node, Field::Type);
        let written = self.type_if(type_node);
        let documented = self.documented(node);
        let is_static = self.has_token(node, Kind::StaticModifier);
        for element in self.children_of_kind(node, Kind::PropertyElement) {
            let Some(name_node) = self.field(element, Field::Name) else { continue };
            let shown = self.intern_node(name_node);
            let ty = self.refined(written, documented.variable(self.text(name_node)));
            let default = self.field(element, Field::DefaultValue);
            let value = self.expr_if(default);
            let member = Member { name: shown, is_static, value: MemberValue::Field { ty, value } };
            self.push_member(member);
            let text = match type_node {
                Some(ty) => Some(self.intern_node(ty)),
                None => default.and_then(|value| self.literal_type(value)),
            };
            self.set_field_text(shown, text);
        }
        Next::Into
    }

    pub(super) fn enter_constants(&mut self, node: NodeRef) -> Next {
        if !self.is_in_type() {
            return Next::Into;
        }
        let type_node = self.field(node, Field::Type);
        for element in self.children_of_kind(node, Kind::ConstElement) {
            let [name, value] = self.named_children(element)[..] else { continue };
            let text = match type_node {
                Some(ty) => Some(self.intern_node(ty)),
                None => self.literal_type(value),
            };
            let name = self.intern_node(name);
            let value = self.expr_of(value);
            self.push_field(name, text, ExprId::UNKNOWN, value, true);
        }
        Next::Into
    }

    /// A case of an enum: a value of it.
    pub(super) fn enter_enum_case(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let text = self.field(node, Field::Value).and_then(|value| self.literal_type(value));
        self.push_enum_value(name, text);
        Next::Into
    }

    /// What the type of a literal is called.
    fn literal_type(&mut self, node: NodeRef) -> Option<StringId> {
        let text = match self.kind(node) {
            Kind::String | Kind::EncapsedString | Kind::Heredoc => "string",
            Kind::Integer => "int",
            Kind::Float => "float",
            Kind::Boolean => "bool",
            Kind::ArrayCreationExpression => "array",
            _ => return None,
        };
        Some(self.draft.intern(text))
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        self.name_closure(node, left, right);
        self.assign(left, right);
        Next::IntoAndLeave
    }

    /// `$this->cache ??= new Cache()`: a property may have that value too.
    pub(super) fn enter_augmented_assignment(&mut self, node: NodeRef) -> Next {
        if self.is_coalescing(node)
            && let Some([left, right]) = self.fields(node, [Field::Left, Field::Right])
            && matches!(self.kind(left), Kind::MemberAccessExpression | Kind::ScopedPropertyAccessExpression)
        {
            let value = self.expr_of(right);
            self.write_property(left, value);
        }
        Next::Into
    }

    /// Whether it assigns where nothing is there yet.
    pub(super) fn is_coalescing(&mut self, node: NodeRef) -> bool {
        self.field(node, Field::Operator).is_some_and(|operator| self.text(operator) == "??=")
    }

    /// What stands on the left has the value from here on.
    pub(super) fn leave_assignment(&mut self, node: NodeRef) {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return };
        match self.kind(left) {
            Kind::VariableName => {
                let name = self.intern_node(left);
                let target = self.assigned_value(node, left, right);
                self.bind_anew(name, target);
            }
            Kind::MemberAccessExpression => {
                let name = self.text(left);
                let narrowed = self.own.narrowed.iter().position(|(narrowed, _)| self.draft.string(*narrowed) == name);
                if let Some(at) = narrowed {
                    self.own.narrowed.remove(at);
                }
            }
            _ => {}
        }
    }

    /// Declares what is assigned to, and the properties of the class around it.
    fn assign(&mut self, left: NodeRef, right: NodeRef) {
        match self.kind(left) {
            Kind::VariableName => {
                let name = self.intern_node(left);
                let target = self.assigned_value(left, left, right);
                self.bind_local(name, target);
            }
            Kind::ListLiteral | Kind::ArrayCreationExpression if self.kind(right) == Kind::ArrayCreationExpression => {
                let values = self.values_of(right);
                for target in self.targets_of(left) {
                    let value = self.value_for(target, &values);
                    self.bind_target(target.node, value);
                }
            }
            Kind::MemberAccessExpression | Kind::ScopedPropertyAccessExpression => {
                let value = self.named_expr(right);
                self.write_property(left, value);
            }
            // `$list[] = new Item()`
            Kind::SubscriptExpression => {
                let value = self.expr_of(right);
                self.write_element(left, value);
            }
            _ => {
                let value = self.expr_of(right);
                self.bind_target(left, value);
            }
        }
    }

    /// What a variable is where it is assigned to: what the comment in front says, or else the value.
    fn assigned_value(&mut self, statement: NodeRef, left: NodeRef, right: NodeRef) -> BindingTarget {
        let ty = match self.documentation(statement) {
            Some(comment) if comment.contains("@var") || comment.contains("-var") => {
                self.documented(statement).variable(self.text(left))
            }
            _ => ExprId::UNKNOWN,
        };
        BindingTarget::Variable { ty, value: self.named_expr(right) }
    }

    /// `$this->x = …`, `self::$x = …`: a property of the class around it.
    fn write_property(&mut self, left: NodeRef, value: ExprId) {
        if let Some((name, is_static)) = self.own_property(left) {
            self.push_written(name, is_static, value);
        }
    }

    /// `$xs[] = …`, `$this->xs['x'] = …`: the list is of what is put into it.
    fn write_element(&mut self, left: NodeRef, value: ExprId) {
        let Some(list) = self.first_named(left).filter(|_| value != ExprId::UNKNOWN) else { return };
        match self.kind(list) {
            Kind::VariableName => {
                let value = self.expr(Expr::Array(value));
                self.bind_target(list, value);
            }
            Kind::MemberAccessExpression | Kind::ScopedPropertyAccessExpression => {
                let value = self.expr(Expr::Array(value));
                self.write_property(list, value);
            }
            _ => {}
        }
    }

    /// The property of the class around it that an expression names, and whether that is static.
    fn own_property(&mut self, node: NodeRef) -> Option<(StringId, bool)> {
        if self.kind(node) == Kind::MemberAccessExpression {
            let [object, name] = self.fields(node, [Field::Object, Field::Name])?;
            let is_own = self.text(object) == "$this" && self.kind(name) == Kind::Name;
            return is_own.then(|| (self.property_name(name), false));
        }
        let [scope, name] = self.fields(node, [Field::Scope, Field::Name])?;
        let is_own = matches!(self.text(scope), "self" | "static") && self.kind(name) == Kind::VariableName;
        is_own.then(|| (self.intern_node(name), true))
    }

    /// A property's name as a member has it.
    pub(super) fn property_name(&mut self, name: NodeRef) -> StringId {
        let text = ["$", self.text(name)].concat();
        self.draft.intern(&text)
    }

    /// The values of an array that is written down, without their keys.
    pub(super) fn elements_of(&mut self, array: NodeRef) -> Vec<NodeRef> {
        let parts = self.named_children(array);
        parts.into_iter().filter_map(|part| self.element_of(part)).collect()
    }

    /// `$f = function …`, `$this->f = wrap(fn …)`, `$x = new class { … }`
    fn name_closure(&mut self, definition: NodeRef, left: NodeRef, right: NodeRef) {
        let named = match self.kind(right) {
            Kind::ObjectCreationExpression => self.child_of_kind(right, Kind::AnonymousClass),
            _ => self.named_function(right),
        };
        let name_node = self.assigned_name(left, Kind::VariableName, (Kind::MemberAccessExpression, Field::Name));
        if let (Some(named), Some(name_node)) = (named, name_node) {
            let name = self.intern_node(name_node);
            let name = self.without_dollar(name);
            self.set_bound(named, Bound { definition, name_node, name });
        }
    }

    /// Declares the variables that something is assigned to.
    fn bind_target(&mut self, target: NodeRef, value: ExprId) {
        self.take_apart((target, value), |file, (target, value), pending| match file.kind(target) {
            Kind::VariableName => {
                let name = file.intern_node(target);
                let target = BindingTarget::Variable { ty: ExprId::UNKNOWN, value };
                file.bind_local(name, target);
                file.bind_anew(name, target);
            }
            Kind::ListLiteral | Kind::ArrayCreationExpression => {
                for Target { key, place, node } in file.targets_of(target) {
                    let value = match key {
                        Some(key) => {
                            let key = file.written_key(key);
                            let value = file.under_key(value, key);
                            file.expr(value)
                        }
                        None => file.at_place(value, place),
                    };
                    pending.push((node, value));
                }
            }
            Kind::MemberAccessExpression | Kind::ScopedPropertyAccessExpression => file.write_property(target, value),
            Kind::ByRef => pending.extend(file.first_named(target).map(|inner| (inner, value))),
            _ => {}
        });
    }

    pub(super) fn enter_static_variable(&mut self, node: NodeRef) -> Next {
        let Some(name) = self.field(node, Field::Name) else { return Next::Into };
        let value = self.field_expr(node, Field::Value);
        self.bind_target(name, value);
        Next::Into
    }

    /// `foreach ($xs as $key => $x)`
    pub(super) fn enter_foreach(&mut self, node: NodeRef) -> Next {
        let parts = self.named_children(node);
        let [iterable, target, ..] = parts[..] else { return Next::Into };
        let iterable = self.expr_of(iterable);
        let element = self.element(iterable);
        let target = match self.kind(target) {
            Kind::Pair => self.last_named(target),
            _ => Some(target),
        };
        self.begin_frame();
        if let Some(target) = target {
            let documented = self.documentation(node).filter(|comment| comment.contains("@var"));
            let ty = match documented {
                Some(_) if self.kind(target) == Kind::VariableName => self.documented(node).variable(self.text(target)),
                _ => ExprId::UNKNOWN,
            };
            self.bind_target(target, if ty == ExprId::UNKNOWN { element } else { ty });
        }
        Next::IntoAndLeave
    }

    /// `yield $x`, `yield $key => $x`, `yield from f()`
    pub(super) fn enter_yield(&mut self, node: NodeRef) -> Next {
        let value = match self.named_children(node)[..] {
            [only] if self.kind(only) == Kind::ArrayElementInitializer => self.last_named(only),
            [only] => Some(only),
            _ => None,
        };
        let mut value = self.expr_if(value);
        let behind = self.text(node).get("yield".len()..).unwrap_or_default().trim_ascii_start();
        if behind.strip_prefix("from").is_some_and(|rest| rest.starts_with(|next: char| !next.is_alphanumeric())) {
            value = self.element(value);
        }
        self.push_yield(value);
        Next::Into
    }

    pub(super) fn enter_catch(&mut self, node: NodeRef) -> Next {
        let Some([types, name]) = self.fields(node, [Field::Type, Field::Name]) else { return Next::Into };
        let ty = self.type_of(types);
        let name = self.intern_node(name);
        let target = BindingTarget::Variable { ty, value: ExprId::UNKNOWN };
        self.bind_local(name, target);
        self.begin_frame();
        self.bind_anew(name, target);
        Next::IntoAndLeave
    }
}
