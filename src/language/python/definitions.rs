//! Functions: definitions, methods, lambdas, the parameters of all of them.

use super::{Field, Frame, Kind, Open, Python};
use crate::extract::{FunctionNodes, FunctionSketch, MethodKind, Next, NodeRef, Outline, Parameter, This};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, SignatureId};
use rustc_hash::FxHashMap;

/// What decorators and keywords say of a function.
#[derive(Default)]
struct Modifiers {
    texts: Vec<StringId>,
    is_static: bool,
    is_class_method: bool,
    kind: Option<MethodKind>,
}

impl<'source> Outline<'source, '_, Python> {
    pub(super) fn enter_function(&mut self, node: NodeRef) -> Next {
        let name_node = self.child_of_kind(node, Kind::Identifier);
        let name = name_node.map(|name| self.intern_node(name));
        let modifiers = self.modifiers(node);
        let is_method = self.is_in_type();
        let signature = self.signature_of(node);
        if let Some(name) = name.filter(|_| !is_method) {
            self.bind_name(name, BindingTarget::Function(signature));
        }
        let this = match self.this() {
            This::Instance(class) if is_method && (modifiers.is_static || modifiers.is_class_method) => {
                This::Class(class)
            }
            this => this,
        };
        self.begin_function();
        self.set_this(this);
        let own_variables = self.bind_type_parameters(node);
        let of_class = self.own.open.last().map(|open| open.variables.clone()).unwrap_or_default();
        self.own.mentioned.clear();
        let parts = FunctionNodes {
            name: name.zip(name_node),
            parameters: self.child_of_kind(node, Kind::Parameters),
            return_type: self.field(node, Field::ReturnType),
            body: self.child_of_kind(node, Kind::Block),
        };
        let mut parameters = self.parameters(parts.parameters);
        let mut receiver = None;
        if is_method
            && !modifiers.is_static
            && let Some(first) = parameters.first_mut()
        {
            let this = match self.this() {
                This::Class(class) => Expr::ThisClass(class),
                _ => self.this_shape(),
            };
            first.value = self.expr(this);
            receiver = Some(first.name);
        }
        self.push_open(receiver, None);
        let sketch = FunctionSketch { parameters, modifiers: modifiers.texts, ..self.sketch_of(node, parts) };
        if let Some(name) = name.filter(|_| is_method) {
            let kind = modifiers.kind.unwrap_or(MethodKind::Method);
            let is_static = modifiers.is_static || modifiers.is_class_method;
            self.push_method(name, signature, kind, is_static, &sketch.parameters, sketch.return_text);
        }
        self.own.mentioned.retain(|name| !of_class.contains(name));
        self.own.mentioned.extend(own_variables);
        self.define_function(signature, sketch);
        self.set_variables(signature);
        if receiver.is_some() {
            self.leave_out_receiver(signature);
        }
        Next::IntoAndLeave
    }

    /// The type variables that the types of a function name are its own type parameters.
    fn set_variables(&mut self, signature: SignatureId) {
        let names = std::mem::take(&mut self.own.mentioned);
        if !names.is_empty() {
            let meanings: Vec<ExprId> = names.into_iter().map(|name| self.type_name(name)).collect();
            let variables = self.expr_list(&meanings);
            self.set_type_variables(signature, variables);
        }
    }

    /// A lambda: a function of the graph if something gives it a name.
    pub(super) fn enter_lambda(&mut self, node: NodeRef) -> Next {
        self.begin_function();
        self.push_open(None, None);
        let list = self.child_of_kind(node, Kind::LambdaParameters);
        let mut parameters = self.parameters(list);
        if let (Some(value), Some(first)) = (self.own.called_with.remove(&node), parameters.first_mut()) {
            first.value = value;
        }
        let body = self.field(node, Field::Body);
        self.define_lambda(node, list, parameters, body);
        if let Some(body) = body {
            self.returns(body);
        }
        Next::IntoAndLeave
    }

    /// Keeps a function, whose first parameter may be what its method is called on, or a class.
    pub(super) fn push_open(&mut self, receiver: Option<StringId>, class: Option<ClassId>) {
        self.own.frames.push(Frame::Owner);
        let class = class.map(|class| (class, FxHashMap::default()));
        let (outer_names, scope) = (FxHashMap::default(), self.scope());
        self.own.open.push(Open { outer_names, scope, receiver, class, places: None, variables: Vec::new() });
    }

    /// Decorators as written, then `async`.
    fn modifiers(&mut self, node: NodeRef) -> Modifiers {
        let mut modifiers = Modifiers::default();
        for decorator in self.decorators() {
            let text = self.text(decorator);
            let name = text.trim_start_matches('@').trim();
            modifiers.is_static |= name == "staticmethod";
            modifiers.is_class_method |= name == "classmethod";
            if matches!(name.rsplit('.').next(), Some("property" | "cached_property" | "getter")) {
                modifiers.kind = Some(MethodKind::Getter);
            } else if name.ends_with(".setter") {
                modifiers.kind = modifiers.kind.or(Some(MethodKind::Setter));
            }
            modifiers.texts.push(self.draft.intern(text));
        }
        if let Some(keyword) = self.child_of_kind(node, Kind::Async) {
            modifiers.texts.push(self.intern_node(keyword));
        }
        modifiers
    }

    /// The decorators of what is entered, if the node around it has any.
    pub(super) fn decorators(&mut self) -> Vec<NodeRef> {
        let around = self.parent_of_kind(Kind::DecoratedDefinition);
        around.map(|node| self.children_of_kind(node, Kind::Decorator)).unwrap_or_default()
    }

    /// The parameters in a list; the marks `*` and `/` are none.
    fn parameters(&mut self, list: Option<NodeRef>) -> Vec<Parameter> {
        let mut found = Vec::new();
        for node in self.listed(list) {
            let (name, ty, value) = match self.kind(node) {
                Kind::Identifier | Kind::TuplePattern | Kind::ListSplatPattern | Kind::DictionarySplatPattern => {
                    (Some(node), None, None)
                }
                Kind::DefaultParameter => (self.field(node, Field::Name), None, self.field(node, Field::Value)),
                Kind::TypedParameter => (self.first_named(node), self.field(node, Field::Type), None),
                Kind::TypedDefaultParameter => {
                    (self.field(node, Field::Name), self.field(node, Field::Type), self.field(node, Field::Value))
                }
                _ => continue,
            };
            let Some(name_node) = name else { continue };
            let Parameter { name, type_text, mut ty, .. } = self.parameter_of(name_node, ty);
            match self.kind(name_node) {
                // The name in the body is one without stars: `*args: int` makes `args` several, `**words: int` a dictionary.
                Kind::ListSplatPattern | Kind::DictionarySplatPattern => {
                    if ty != ExprId::UNKNOWN {
                        ty = match self.kind(name_node) {
                            Kind::ListSplatPattern => self.expr(Expr::ArrayType(ty)),
                            _ => self.dictionary_of(ty),
                        };
                    }
                    if let Some(bare) = self.first_named(name_node) {
                        self.bind_variable(bare, ty, ExprId::UNKNOWN);
                    }
                }
                Kind::TuplePattern => self.bind_pattern(name_node, ExprId::UNKNOWN),
                _ => {}
            }
            let value =
                self.default_of(value, |made| matches!(made, Expr::Call { .. } | Expr::Literal | Expr::Array(_)));
            found.push(Parameter { name, type_text, ty, value });
        }
        found
    }

    /// The name that a value has in the method entered last: `self`.
    pub(super) fn is_receiver(&mut self, node: NodeRef) -> bool {
        if self.kind(node) != Kind::Identifier {
            return false;
        }
        let name = self.intern_node(node);
        self.own.open.iter().rev().take_while(|open| open.class.is_none()).any(|open| open.receiver == Some(name))
    }
}
