//! What gives values their names: assignments, loops, `with`, `except`, patterns; and the fields of classes.

use super::{Field, Frame, Kind, Open, Python};
use crate::extract::{Bound, Next, NodeRef, Outline};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, Member, MemberValue, ScopeId, Symbols};

impl Outline<'_, '_, Python> {
    /// Declares a name in the innermost function or module, unless that says it is another's.
    pub(super) fn bind_name(&mut self, name: StringId, target: BindingTarget) {
        let outer = self.own.open.last().and_then(|open| open.outer_names.get(&name)).copied();
        let scope = outer.unwrap_or_else(|| self.function_scope());
        self.bind(scope, name, target);
    }

    /// `global a, b`
    pub(super) fn enter_global(&mut self, node: NodeRef) -> Next {
        self.declare_outer(node, |_, _| Some(Symbols::FILE_SCOPE))
    }

    /// `nonlocal a, b`: names of the function around this one, or of the one that it has them from.
    pub(super) fn enter_nonlocal(&mut self, node: NodeRef) -> Next {
        self.declare_outer(node, |open, name| {
            let around = open.iter().rev().skip(1).find(|open| open.class.is_none());
            around.map(|open| open.outer_names.get(&name).copied().unwrap_or(open.scope))
        })
    }

    /// The names are those of another scope than the function's.
    fn declare_outer(&mut self, node: NodeRef, scope_of: impl Fn(&[Open], StringId) -> Option<ScopeId>) -> Next {
        for name in self.named_children(node) {
            let name = self.intern_node(name);
            let scope = scope_of(&self.own.open, name);
            if let Some((open, scope)) = self.own.open.last_mut().zip(scope) {
                open.outer_names.insert(name, scope);
            }
        }
        Next::Into
    }

    pub(super) fn enter_assignment(&mut self, node: NodeRef) -> Next {
        let Some(left) = self.field(node, Field::Left) else { return Next::Into };
        let (annotation, right) = (self.field(node, Field::Type), self.field(node, Field::Right));
        if let Some(right) = right {
            self.bind_function_value(node, left, right);
        }
        if self.kind(left) == Kind::Identifier
            && let Some(aliased) = right.and_then(|right| self.aliased_type(annotation, right))
        {
            let name = self.intern_node(left);
            self.push_alias(name, node, aliased);
            return Next::Into;
        }
        let mut ty = self.type_if(annotation);
        let value = self.named_expr_if(right);
        // Which function it is the value says.
        if value != ExprId::UNKNOWN && matches!(self.draft.symbols().expr(ty), Expr::FunctionType(_)) {
            ty = ExprId::UNKNOWN;
        }
        match self.kind(left) {
            Kind::Identifier if self.is_in_type() => {
                // Declared in a class's body: a field of its instances too.
                let name = self.intern_node(left);
                let text = self.field_text([annotation, right]);
                if self.notes_field(name, text.is_some()) {
                    self.push_field(name, text, ty, value, false);
                }
                match right {
                    Some(names) if self.draft.string(name) == "__match_args__" => self.push_match_args(names),
                    _ => self.push_place(ty),
                }
            }
            Kind::Identifier => {
                let name = self.intern_node(left);
                self.bind_name(name, BindingTarget::Variable { ty, value });
                if let Some(right) = right {
                    self.note_type_variable(name, right);
                }
                if let Some(right) = right.filter(|_| annotation.is_none()) {
                    self.assign_to_global(name, right);
                }
            }
            Kind::Attribute => self.assign_attribute(left, [annotation, right], ty, value),
            _ => self.bind_pattern(left, value),
        }
        Next::Into
    }

    /// What a named tuple or data class declares next is its element at that place too.
    fn push_place(&mut self, ty: ExprId) {
        let places = self.own.open.last_mut().and_then(|open| open.places.as_mut());
        let Some(next) = places.filter(|_| ty != ExprId::UNKNOWN) else { return };
        let place = *next;
        *next += 1;
        self.push_element(place, ty, ExprId::UNKNOWN);
    }

    /// The type behind `X: TypeAlias = …`, `X = NewType('X', …)`.
    fn aliased_type(&mut self, annotation: Option<NodeRef>, right: NodeRef) -> Option<NodeRef> {
        if annotation.is_some_and(|ty| self.text(ty).rsplit('.').next() == Some("TypeAlias")) {
            return Some(right);
        }
        let function = self.first_named(right).filter(|_| self.kind(right) == Kind::Call)?;
        let is_new_type = self.text(function).rsplit('.').next() == Some("NewType");
        let arguments = self.child_of_kind(right, Kind::ArgumentList).filter(|_| is_new_type)?;
        self.last_named(arguments)
    }

    /// A name of the module may be one for a type, and `__all__` says which names a star takes.
    fn assign_to_global(&mut self, name: StringId, right: NodeRef) {
        if self.scope() != Symbols::FILE_SCOPE {
            return;
        }
        let kind = self.kind(right);
        let text = self.draft.string(name);
        if text == "__all__" && matches!(kind, Kind::List | Kind::Tuple) {
            let items = self.named_children(right).into_iter();
            let texts: Vec<NodeRef> = items.filter_map(|item| self.child_of_kind(item, Kind::StringContent)).collect();
            self.own.listed = Some(texts.into_iter().map(|text| self.intern_node(text)).collect());
        } else if text.starts_with(char::is_uppercase)
            && matches!(kind, Kind::Identifier | Kind::Attribute | Kind::Subscript | Kind::BinaryOperator)
        {
            let ty = self.type_of(right);
            self.bind(Symbols::FILE_SCOPE, name, BindingTarget::Alias(ty));
        }
    }

    /// `self.x = …` in a method: a field of its class.
    fn assign_attribute(&mut self, left: NodeRef, written: [Option<NodeRef>; 2], ty: ExprId, value: ExprId) {
        let Some([object, attribute]) = self.fields(left, [Field::Object, Field::Attribute]) else { return };
        self.widen(left);
        if !self.is_receiver(object) && !self.is_own_class(object) {
            return;
        }
        let name = self.intern_node(attribute);
        let text = self.field_text(written);
        if self.notes_field(name, text.is_some()) {
            self.push_field(name, text, ty, value, false);
        } else if ty != ExprId::UNKNOWN || value != ExprId::UNKNOWN {
            self.push_member(Member { name, is_static: false, value: MemberValue::Field { ty, value } });
        }
    }

    /// Whether an expression is the name of the class around it.
    fn is_own_class(&self, node: NodeRef) -> bool {
        let own = self.draft.string(self.class_name());
        self.kind(node) == Kind::Identifier && !own.is_empty() && self.text(node) == own
    }

    /// Notes a field of the innermost class; answers whether this says more of it than was known.
    fn notes_field(&mut self, name: StringId, is_known: bool) -> bool {
        let Some((_, fields)) = self.own.open.iter_mut().rev().find_map(|open| open.class.as_mut()) else {
            return false;
        };
        let known = fields.get(&name).copied();
        fields.insert(name, is_known || known == Some(true));
        known.is_none_or(|was_known| is_known && !was_known)
    }

    /// What a field's type is called: as annotated, as its parameter is, or as its literal or constructor tells.
    fn field_text(&mut self, [annotation, right]: [Option<NodeRef>; 2]) -> Option<StringId> {
        if let Some(annotation) = annotation {
            return Some(self.intern_node(annotation));
        }
        let right = right?;
        let text = match self.kind(right) {
            Kind::String | Kind::ConcatenatedString => "str",
            Kind::Integer => "int",
            Kind::Float => "float",
            Kind::True | Kind::False => "bool",
            Kind::List | Kind::ListComprehension => "list",
            Kind::Dictionary | Kind::DictionaryComprehension => "dict",
            Kind::Set | Kind::SetComprehension => "set",
            Kind::Tuple => "tuple",
            Kind::Call => {
                let function = self.first_named(right)?;
                let text = self.text(function);
                let name = text.rsplit('.').next().unwrap_or(text);
                // By its name it is a class.
                return name.starts_with(char::is_uppercase).then(|| self.draft.intern(text));
            }
            // As the parameter of that name is declared.
            Kind::Identifier => {
                let name = self.intern_node(right);
                return self.parameter_type_text(name);
            }
            _ => return None,
        };
        Some(self.draft.intern(text))
    }

    /// `x = lambda: …`, `x = wrap(lambda: …)`: the lambda is called after the variable, field or property.
    fn bind_function_value(&mut self, node: NodeRef, left: NodeRef, right: NodeRef) {
        if let Some(name_node) = self.assigned_name(left, Kind::Identifier, (Kind::Attribute, Field::Attribute))
            && let Some(function) = self.named_function(right)
        {
            self.name_value(function, node, name_node);
        }
    }

    /// `{'name': lambda: …}`
    pub(super) fn enter_pair(&mut self, node: NodeRef) -> Next {
        let Some([key, value]) = self.fields(node, [Field::Key, Field::Value]) else { return Next::Into };
        if self.kind(key) == Kind::String
            && let Some(content) = self.child_of_kind(key, Kind::StringContent)
            && let Some(function) = self.named_function(value)
        {
            let name = self.intern_node(content);
            self.set_bound(function, Bound { definition: node, name_node: key, name });
        }
        Next::Into
    }

    /// `(x := …)`, which is the function's even in a comprehension.
    pub(super) fn enter_named_expression(&mut self, node: NodeRef) -> Next {
        let Some([name, value]) = self.fields(node, [Field::Name, Field::Value]) else { return Next::Into };
        let value = self.expr_of(value);
        let name = self.intern_node(name);
        self.bind_name(name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        Next::Into
    }

    /// `for x in xs`, in a statement and in a comprehension.
    pub(super) fn enter_for(&mut self, node: NodeRef) -> Next {
        self.bind_for(node);
        Next::Into
    }

    pub(super) fn bind_for(&mut self, node: NodeRef) {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return };
        let element = match self.expr_of(right) {
            ExprId::UNKNOWN => ExprId::UNKNOWN,
            // What the language's own collections hold, or else what `__iter__` says.
            iterable => {
                let element = self.expr(Expr::Element(iterable));
                let iterator = self.called_member(iterable, "__iter__");
                let iterated = self.expr(Expr::Element(iterator));
                self.expr(Expr::Either(element, iterated))
            }
        };
        self.bind_pattern(left, element);
    }

    /// `with open() as x`, `except Error as x`, `case Point() as x`
    pub(super) fn enter_as(&mut self, node: NodeRef) -> Next {
        let Some(value) = self.first_named(node) else { return Next::Into };
        let name = match self.child_of_kind(node, Kind::AsPatternTarget) {
            Some(target) => self.first_named(target),
            None => self.last_named(node).filter(|name| self.kind(*name) == Kind::Identifier),
        };
        let Some(name) = name else { return Next::Into };
        if self.parent_of_kind(Kind::ExceptClause).is_some() {
            self.bind_caught(value, name);
            return Next::Into;
        }
        if let Some(class) = self.class_of_pattern(value) {
            self.bind_caught(class, name);
            return Next::Into;
        }
        let value = self.expr_of(value);
        let entered = match value {
            ExprId::UNKNOWN => value,
            // What is entered, as its `__enter__` says, or else the value itself.
            value => {
                let entered = self.called_member(value, "__enter__");
                let awaited = self.called_member(value, "__aenter__");
                let awaited = self.expr(Expr::Await(awaited));
                let entered = self.expr(Expr::Either(entered, awaited));
                self.expr(Expr::Either(entered, value))
            }
        };
        self.bind_pattern(name, entered);
        Next::Into
    }

    fn called_member(&mut self, object: ExprId, name: &str) -> ExprId {
        let name = self.draft.intern(name);
        let call = self.member_call(object, name);
        self.expr(call)
    }

    /// `except Error as e`
    pub(super) fn enter_except(&mut self, node: NodeRef) -> Next {
        let Some([class, name]) = self.fields(node, [Field::Value, Field::Alias]) else { return Next::Into };
        self.bind_caught(class, name);
        Next::Into
    }

    /// What is caught is an instance of the class, or of one of several.
    fn bind_caught(&mut self, class: NodeRef, name: NodeRef) {
        let ty = self.type_of(class);
        let name = self.intern_node(name);
        self.bind_name(name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
    }

    /// Declares every name of a pattern; `value` is what is taken apart.
    pub(super) fn bind_pattern(&mut self, pattern: NodeRef, value: ExprId) {
        self.take_apart((pattern, value), |file, (pattern, value), parts| {
            match file.kind(pattern) {
                Kind::Identifier => {
                    let name = file.intern_node(pattern);
                    // In a comprehension the names are its own.
                    if file.own.frames.last() == Some(&Frame::Comprehension) {
                        file.declare_variable(name, ExprId::UNKNOWN, value);
                    } else if file.is_in_type() {
                        file.push_field(name, None, ExprId::UNKNOWN, value, false);
                    } else {
                        file.bind_name(name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
                    }
                }
                Kind::PatternList | Kind::TuplePattern | Kind::ListPattern | Kind::Tuple | Kind::ExpressionList => {
                    for (place, part) in file.named_children(pattern).into_iter().enumerate() {
                        // `first, *rest = rows`
                        let rest = Some(part).filter(|part| file.kind(*part) == Kind::ListSplatPattern);
                        if let Some(rest) = rest.and_then(|rest| file.first_named(rest)) {
                            let element = file.element(value);
                            parts.push((rest, file.expr(Expr::Array(element))));
                        } else {
                            parts.push((part, file.at_place(value, place)));
                        }
                    }
                }
                Kind::Attribute => file.assign_attribute(pattern, [None; 2], ExprId::UNKNOWN, value),
                Kind::ListSplatPattern | Kind::ParenthesizedExpression => {
                    parts.extend(file.first_named(pattern).map(|inner| (inner, ExprId::UNKNOWN)));
                }
                _ => {}
            }
        });
    }
}
