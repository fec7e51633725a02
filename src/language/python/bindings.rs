//! What gives values their names: assignments, loops, `with`, `except`, patterns; and the fields of classes.

use super::words::{Field, Kind};
use super::{Frame, PythonVisitor};
use crate::extract::outline::{Bound, ExpressionShapes};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, Symbols};
use crate::syntax::tree::NodeRef;

impl PythonVisitor<'_, '_> {
    /// Declares a name in the innermost function or module, unless that says it is another's.
    pub(super) fn bind_name(&mut self, name: StringId, target: BindingTarget) {
        let outer = self.open.last().and_then(|open| open.outer_names.get(&name)).copied();
        let scope = outer.unwrap_or_else(|| self.outline.function_scope());
        self.outline.bind(scope, name, target);
    }

    /// `global a, b`
    pub(super) fn enter_global(&mut self, node: NodeRef) {
        for name in self.outline.named_children(node) {
            let name = self.outline.intern_node(name);
            if let Some(open) = self.open.last_mut() {
                open.outer_names.insert(name, Symbols::FILE_SCOPE);
            }
        }
    }

    /// `nonlocal a, b`: names of the function around this one, or of the one that it has them from.
    pub(super) fn enter_nonlocal(&mut self, node: NodeRef) {
        for name in self.outline.named_children(node) {
            let name = self.outline.intern_node(name);
            let around = self.open.iter().rev().skip(1).find(|open| open.class.is_none());
            let scope = around.map(|open| open.outer_names.get(&name).copied().unwrap_or(open.scope));
            if let Some((open, scope)) = self.open.last_mut().zip(scope) {
                open.outer_names.insert(name, scope);
            }
        }
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) {
        let Some(left) = self.outline.field(node, Field::Left) else { return };
        let annotation = self.outline.field(node, Field::Type);
        let right = self.outline.field(node, Field::Right);
        if let Some(right) = right {
            self.bind_function_value(node, left, right);
        }
        if self.outline.kind(left) == Kind::Identifier
            && let Some(aliased) = right.and_then(|right| self.aliased_type(annotation, right))
        {
            let name = self.outline.intern_node(left);
            self.push_alias(name, node, aliased);
            return;
        }
        let ty = annotation.map_or(ExprId::UNKNOWN, |ty| self.type_of(ty));
        let value = right.map_or(ExprId::UNKNOWN, |right| self.expr_of(right));
        match self.outline.kind(left) {
            Kind::Identifier if self.outline.is_in_type() => {
                let name = self.outline.intern_node(left);
                self.push_class_field(name, annotation, right, ty, value);
            }
            Kind::Identifier => {
                let name = self.outline.intern_node(left);
                self.bind_name(name, BindingTarget::Variable { ty, value });
                if let Some(right) = right.filter(|_| annotation.is_none()) {
                    self.assign_to_global(name, right);
                }
            }
            Kind::Attribute => self.assign_attribute(left, annotation, right, ty, value),
            _ => self.bind_pattern(left, value),
        }
    }

    /// The type behind `X: TypeAlias = …`, `X = NewType('X', …)`.
    fn aliased_type(&mut self, annotation: Option<NodeRef>, right: NodeRef) -> Option<NodeRef> {
        let declared = annotation.map(|ty| self.outline.text(ty).rsplit('.').next().unwrap_or_default());
        if declared == Some("TypeAlias") {
            return Some(right);
        }
        if self.outline.kind(right) != Kind::Call {
            return None;
        }
        let function = self.outline.first_named(right)?;
        if self.outline.text(function).rsplit('.').next() != Some("NewType") {
            return None;
        }
        let arguments = self.outline.child_of_kind(right, Kind::ArgumentList)?;
        self.outline.last_named(arguments)
    }

    /// A name of the module may be one for a type, and `__all__` says which names a star takes.
    fn assign_to_global(&mut self, name: StringId, right: NodeRef) {
        if self.outline.scope() != Symbols::FILE_SCOPE {
            return;
        }
        let kind = self.outline.kind(right);
        let text = self.outline.draft.string(name);
        if text == "__all__" && matches!(kind, Kind::List | Kind::Tuple) {
            let listed = self.outline.named_children(right);
            let listed = listed.into_iter().filter_map(|item| self.outline.child_of_kind(item, Kind::StringContent));
            let listed: Vec<NodeRef> = listed.collect();
            self.listed = Some(listed.into_iter().map(|item| self.outline.intern_node(item)).collect());
        } else if text.starts_with(char::is_uppercase)
            && matches!(kind, Kind::Identifier | Kind::Attribute | Kind::Subscript | Kind::BinaryOperator)
        {
            let ty = self.type_of(right);
            self.outline.bind(Symbols::FILE_SCOPE, name, BindingTarget::Alias(ty));
        }
    }

    /// A field that the class declares in its body: one of its instances too.
    fn push_class_field(
        &mut self,
        name: StringId,
        annotation: Option<NodeRef>,
        right: Option<NodeRef>,
        ty: ExprId,
        value: ExprId,
    ) {
        let text = self.field_text(annotation, right);
        if self.notes_field(name, text.is_some()) {
            self.outline.push_field(name, text, ty, value, false);
        }
    }

    /// `self.x = …` in a method: a field of its class.
    fn assign_attribute(
        &mut self,
        left: NodeRef,
        annotation: Option<NodeRef>,
        right: Option<NodeRef>,
        ty: ExprId,
        value: ExprId,
    ) {
        let Some(object) = self.outline.field(left, Field::Object) else { return };
        let Some(attribute) = self.outline.field(left, Field::Attribute).filter(|_| self.is_receiver(object)) else {
            return;
        };
        let name = self.outline.intern_node(attribute);
        let text = self.field_text(annotation, right);
        if self.notes_field(name, text.is_some()) {
            self.outline.push_field(name, text, ty, value, false);
        } else if ty != ExprId::UNKNOWN || value != ExprId::UNKNOWN {
            self.outline.push_member(Member { name, is_static: false, value: MemberValue::Field { ty, value } });
        }
    }

    /// Notes a field of the innermost class; answers whether this says more of it than was known.
    fn notes_field(&mut self, name: StringId, is_known: bool) -> bool {
        let Some((_, fields)) = self.open.iter_mut().rev().find_map(|open| open.class.as_mut()) else { return false };
        match fields.insert(name, is_known) {
            None => true,
            Some(true) => {
                fields.insert(name, true);
                false
            }
            Some(false) => is_known,
        }
    }

    /// What a field's type is called: as annotated, as its parameter is, or as its literal or constructor tells.
    fn field_text(&mut self, annotation: Option<NodeRef>, right: Option<NodeRef>) -> Option<StringId> {
        if let Some(annotation) = annotation {
            return Some(self.outline.intern_node(annotation));
        }
        let right = right?;
        let text = match self.outline.kind(right) {
            Kind::String | Kind::ConcatenatedString => "str",
            Kind::Integer => "int",
            Kind::Float => "float",
            Kind::True | Kind::False => "bool",
            Kind::List | Kind::ListComprehension => "list",
            Kind::Dictionary | Kind::DictionaryComprehension => "dict",
            Kind::Set | Kind::SetComprehension => "set",
            Kind::Tuple => "tuple",
            Kind::Call => {
                let function = self.outline.first_named(right)?;
                let text = self.outline.text(function);
                let name = text.rsplit('.').next().unwrap_or(text);
                // By its name it is a class.
                return name.starts_with(char::is_uppercase).then(|| self.outline.draft.intern(text));
            }
            Kind::Identifier => return self.parameter_type_text(right),
            _ => return None,
        };
        Some(self.outline.draft.intern(text))
    }

    /// The declared type's text of the parameter that a name is.
    fn parameter_type_text(&mut self, node: NodeRef) -> Option<StringId> {
        let name = self.outline.intern_node(node);
        self.outline.parameter_type_text(name)
    }

    /// `x = lambda: …`: the lambda is called after the variable, field or property.
    fn bind_function_value(&mut self, node: NodeRef, left: NodeRef, right: NodeRef) {
        let right = self.outline.unwrapped(right, Kind::ParenthesizedExpression);
        if self.outline.kind(right) != Kind::Lambda {
            return;
        }
        let name_node = match self.outline.kind(left) {
            Kind::Identifier => left,
            Kind::Attribute => match self.outline.field(left, Field::Attribute) {
                Some(attribute) => attribute,
                None => return,
            },
            _ => return,
        };
        let name = self.outline.intern_node(name_node);
        self.outline.name_value(right, Bound { definition: node, name_node, name });
    }

    /// `{'name': lambda: …}`
    pub(super) fn enter_pair(&mut self, node: NodeRef) {
        let sides = (self.outline.field(node, Field::Key), self.outline.field(node, Field::Value));
        let (Some(key), Some(value)) = sides else { return };
        let value = self.outline.unwrapped(value, Kind::ParenthesizedExpression);
        if self.outline.kind(value) == Kind::Lambda && self.outline.kind(key) == Kind::String {
            let content = self.outline.child_of_kind(key, Kind::StringContent);
            if let Some(content) = content {
                let name = self.outline.intern_node(content);
                self.outline.name_value(value, Bound { definition: node, name_node: key, name });
            }
        }
    }

    /// `(x := …)`, which is the function's even in a comprehension.
    pub(super) fn enter_named_expression(&mut self, node: NodeRef) {
        let parts = (self.outline.field(node, Field::Name), self.outline.field(node, Field::Value));
        let (Some(name), Some(value)) = parts else { return };
        let value = self.expr_of(value);
        let name = self.outline.intern_node(name);
        self.bind_name(name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
    }

    /// `for x in xs`, in a statement and in a comprehension.
    pub(super) fn enter_for(&mut self, node: NodeRef) {
        let sides = (self.outline.field(node, Field::Left), self.outline.field(node, Field::Right));
        let (Some(left), Some(right)) = sides else { return };
        let element = match self.expr_of(right) {
            ExprId::UNKNOWN => ExprId::UNKNOWN,
            // What the language's own collections hold, or else what `__iter__` says.
            iterable => {
                let element = self.outline.expr(Expr::Element(iterable));
                let iterator = self.called_member(iterable, "__iter__");
                let iterated = self.outline.expr(Expr::Element(iterator));
                self.outline.expr(Expr::Either(element, iterated))
            }
        };
        self.bind_pattern(left, element);
    }

    /// `with open() as x`, `except Error as x`, `case Point() as x`
    pub(super) fn enter_as(&mut self, node: NodeRef, ancestors: &[NodeRef]) {
        let Some(target) = self.outline.child_of_kind(node, Kind::AsPatternTarget) else { return };
        let Some(value) = self.outline.first_named(node) else { return };
        let Some(name) = self.outline.first_named(target) else { return };
        if ancestors.last().is_some_and(|around| self.outline.kind(*around) == Kind::ExceptClause) {
            self.bind_caught(value, name);
            return;
        }
        let value = self.expr_of(value);
        let entered = match value {
            ExprId::UNKNOWN => value,
            // What is entered, as its `__enter__` says, or else the value itself.
            value => {
                let entered = self.called_member(value, "__enter__");
                let awaited = self.called_member(value, "__aenter__");
                let awaited = self.outline.expr(Expr::Await(awaited));
                let entered = self.outline.expr(Expr::Either(entered, awaited));
                self.outline.expr(Expr::Either(entered, value))
            }
        };
        self.bind_pattern(name, entered);
    }

    fn called_member(&mut self, object: ExprId, name: &str) -> ExprId {
        let name = self.outline.draft.intern(name);
        let method = self.outline.expr(Expr::Member { object, name });
        self.outline.expr(Expr::Call(method))
    }

    /// `except Error as e`
    pub(super) fn enter_except(&mut self, node: NodeRef) {
        let parts = (self.outline.field(node, Field::Value), self.outline.field(node, Field::Alias));
        let (Some(class), Some(name)) = parts else { return };
        self.bind_caught(class, name);
    }

    /// What is caught is an instance of the class, or of one of several.
    fn bind_caught(&mut self, class: NodeRef, name: NodeRef) {
        let ty = self.type_of(class);
        let name = self.outline.intern_node(name);
        self.bind_name(name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
    }

    /// Declares every name of a pattern; `value` is what is taken apart.
    pub(super) fn bind_pattern(&mut self, pattern: NodeRef, value: ExprId) {
        let mut pending = vec![(pattern, value)];
        while let Some((pattern, value)) = pending.pop() {
            match self.outline.kind(pattern) {
                Kind::Identifier => {
                    let name = self.outline.intern_node(pattern);
                    let target = BindingTarget::Variable { ty: ExprId::UNKNOWN, value };
                    // In a comprehension the names are its own.
                    if self.frames.last() == Some(&Frame::Comprehension) {
                        let scope = self.outline.scope();
                        self.outline.bind(scope, name, target);
                    } else if self.outline.is_in_type() {
                        self.outline.push_field(name, None, ExprId::UNKNOWN, value, false);
                    } else {
                        self.bind_name(name, target);
                    }
                }
                Kind::PatternList | Kind::TuplePattern | Kind::ListPattern | Kind::Tuple | Kind::ExpressionList => {
                    for (place, part) in self.outline.named_children(pattern).into_iter().enumerate() {
                        let part_value = match value {
                            ExprId::UNKNOWN => value,
                            object => {
                                let name = self.outline.draft.intern(&place.to_string());
                                self.outline.expr(Expr::Member { object, name })
                            }
                        };
                        pending.push((part, part_value));
                    }
                }
                Kind::Attribute => self.assign_attribute(pattern, None, None, ExprId::UNKNOWN, value),
                Kind::ListSplatPattern | Kind::ParenthesizedExpression => {
                    pending.extend(self.outline.first_named(pattern).map(|inner| (inner, ExprId::UNKNOWN)));
                }
                _ => {}
            }
        }
    }
}
