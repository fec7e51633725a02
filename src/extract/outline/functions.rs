//! Functions as visitors see them, and the rows they become.

use super::Outline;
use crate::extract::Visitor;
use crate::extract::draft::FunctionParts;
use crate::record::symbols::{BindingTarget, ExprId, Signature, SignatureId};
use crate::record::{FunctionRowId, NodeKind, Run, StringId};
use crate::syntax::tree::NodeRef;

/// One parameter of a function.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// Its name, or its pattern's text.
    pub name: StringId,
    /// Its type's text, or `''`.
    pub type_text: StringId,
    /// Its type; [`ExprId::UNKNOWN`] if none is declared.
    pub ty: ExprId,
    /// What it is if nothing is passed; [`ExprId::UNKNOWN`] if that says nothing of its type.
    pub value: ExprId,
}

impl Parameter {
    /// A parameter of whose type nothing is known.
    #[must_use]
    pub const fn untyped(name: StringId) -> Self {
        Self { name, type_text: StringId::EMPTY, ty: ExprId::UNKNOWN, value: ExprId::UNKNOWN }
    }
}

/// What gives a function or type a name that has none of its own: the variable, the field, the pair of a literal.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// What counts as its definition.
    pub definition: NodeRef,
    /// The node of the name.
    pub name_node: NodeRef,
    /// The name.
    pub name: StringId,
}

/// A function as its visitor sees it, with or without a body.
#[derive(Debug, Clone)]
pub struct FunctionSketch {
    /// The whole definition: its position and text.
    pub definition: NodeRef,
    /// Its name; `None` for a function that nothing names, which is none of the graph.
    pub name: Option<StringId>,
    /// The children of its node in the graph: name, parameters, return type, body, as far as there are any.
    pub parts: Vec<(StringId, NodeRef)>,
    /// The parameters that a caller passes.
    pub parameters: Vec<Parameter>,
    /// Modifiers as written.
    pub modifiers: Vec<StringId>,
    /// The declared return type's text; `None` for `unknown`.
    pub return_text: Option<StringId>,
    /// The declared return type; [`ExprId::UNKNOWN`] if none.
    pub return_type: ExprId,
    /// Its body; without one it is no function of the graph.
    pub body: Option<NodeRef>,
    /// Whether what it returns is a promise of what is written.
    pub is_async: bool,
    /// Whether it is a generator.
    pub is_generator: bool,
}

/// Where the parts of a function stand, as far as it has them.
#[derive(Debug, Clone, Copy, Default)]
pub struct FunctionNodes {
    /// Its name and where that stands.
    pub name: Option<(StringId, NodeRef)>,
    /// The list of its parameters.
    pub parameters: Option<NodeRef>,
    /// The declared return type.
    pub return_type: Option<NodeRef>,
    /// Its body.
    pub body: Option<NodeRef>,
}

impl FunctionSketch {
    /// A function defined there, of which nothing else is known yet.
    #[must_use]
    pub const fn new(definition: NodeRef) -> Self {
        Self {
            definition,
            name: None,
            parts: Vec::new(),
            parameters: Vec::new(),
            modifiers: Vec::new(),
            return_text: None,
            return_type: ExprId::UNKNOWN,
            body: None,
            is_async: false,
            is_generator: false,
        }
    }
}

/// A function that has been entered and not left.
pub(super) struct OpenFunction {
    signature: SignatureId,
    /// Names and types' texts of its parameters that have a type.
    typed_parameters: Vec<(StringId, StringId)>,
    row: Option<(FunctionRowId, NodeRef)>,
    returns: Vec<ExprId>,
    /// What it yields; `None` where it does not, so that calling it runs it.
    yields: Option<Vec<ExprId>>,
    infers_return: bool,
}

impl<V: Visitor> Outline<'_, '_, V> {
    /// [`Outline::define_function`] for a function that is an expression: one of the graph if something gives it a name.
    pub fn define_lambda(
        &mut self,
        node: NodeRef,
        parameter_list: Option<NodeRef>,
        parameters: Vec<Parameter>,
        body: Option<NodeRef>,
    ) {
        let bound = self.take_bound(node);
        let signature = self.signature_of(node);
        let name = bound.map(|bound| (bound.name, bound.name_node));
        let parts = self.function_parts(name, parameter_list, None, body);
        self.define_function(
            signature,
            FunctionSketch {
                name: bound.map(|bound| bound.name),
                parts,
                parameters,
                body,
                ..FunctionSketch::new(bound.map_or(node, |bound| bound.definition))
            },
        );
    }

    /// Where a function's name and what follows it stand, each with what it is called in the record.
    pub fn function_parts(
        &mut self,
        name: Option<(StringId, NodeRef)>,
        parameters: Option<NodeRef>,
        return_type: Option<NodeRef>,
        body: Option<NodeRef>,
    ) -> Vec<(StringId, NodeRef)> {
        let mut parts = Vec::with_capacity(4);
        parts.extend(name);
        for (label, node) in [("parameters", parameters), ("return_type", return_type), ("body", body)] {
            parts.extend(node.map(|node| (self.draft.intern(label), node)));
        }
        parts
    }

    /// The row of a function's shape, made when its node is first mentioned and filled when it is entered.
    pub fn signature_of(&mut self, node: NodeRef) -> SignatureId {
        if let Some(known) = self.signatures.get(&node) {
            return *known;
        }
        let signature = self.new_signature();
        self.signatures.insert(node, signature);
        signature
    }

    /// A function's shape, to be defined later.
    pub fn new_signature(&mut self) -> SignatureId {
        self.push_signature(Run::default(), ExprId::UNKNOWN)
    }

    /// The shape of what has no body: the types of its parameters, as [`Outline::expr_list`] gives them, and what it
    /// returns.
    pub fn push_signature(&mut self, params: Run, return_type: ExprId) -> SignatureId {
        let signatures = &mut self.draft.symbols().signatures;
        let none_yet = Signature {
            function: None,
            params,
            type_variables: Run::default(),
            return_type,
            returns: Run::default(),
            is_async: false,
            is_generator: false,
            optional_params: 0,
            is_variadic: false,
            type_params: 0,
        };
        SignatureId::push(signatures, none_yet)
    }

    /// Says what the function entered last is: binds its parameters, adds its row if it has a name and a body, and keys
    /// what is inside it under its name.
    pub fn define_function(&mut self, signature: SignatureId, sketch: FunctionSketch) {
        for parameter in &sketch.parameters {
            let target = BindingTarget::Variable { ty: parameter.ty, value: parameter.value };
            self.bind(self.scope, parameter.name, target);
        }
        let infers_return = sketch.return_type == ExprId::UNKNOWN;
        self.open_function(signature, sketch, infers_return);
    }

    /// [`Outline::define_function`] where parameters are patterns, which the visitor has bound; `infers_return` says
    /// whether what it returns has to be found out from its body.
    pub fn open_function(&mut self, signature: SignatureId, sketch: FunctionSketch, infers_return: bool) {
        let types: Vec<ExprId> = sketch.parameters.iter().map(|parameter| parameter.ty).collect();
        let params = self.expr_list(&types);
        let mut row = None;
        if let (Some(name), Some(body)) = (sketch.name, sketch.body) {
            let parts = FunctionParts {
                definition: self.tree.node(sketch.definition),
                name,
                params: sketch.parameters.iter().map(|parameter| parameter.name).collect(),
                param_types: sketch.parameters.iter().map(|parameter| parameter.type_text).collect(),
                modifiers: sketch.modifiers,
                return_type: sketch.return_text.unwrap_or(self.unknown),
                class_name: self.class_name,
                body: self.tree.node(body),
                signature,
            };
            let tree = &self.tree;
            let children = sketch.parts.iter().map(|(name, node)| (*name, tree.node(*node)));
            row = Some((self.draft.push_function(parts, children), body));
            self.begin_key_scope(name, NodeKind::Function);
        }
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.function = row.map(|(row, _)| row);
            shape.params = params;
            shape.return_type = sketch.return_type;
            shape.is_async = sketch.is_async;
            shape.is_generator = sketch.is_generator;
        }
        let typed = sketch.parameters.iter().filter(|parameter| parameter.type_text != StringId::EMPTY);
        let typed_parameters = typed.map(|parameter| (parameter.name, parameter.type_text)).collect();
        let yields = sketch.is_generator.then(Vec::new);
        let returns = Vec::new();
        self.functions.push(OpenFunction { signature, typed_parameters, row, returns, yields, infers_return });
        self.set_defined();
    }

    /// Says how many of a function's last parameters may be left out, and whether the last takes any number of arguments.
    pub fn set_arity(&mut self, signature: SignatureId, optional_params: usize, is_variadic: bool) {
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.optional_params = u16::try_from(optional_params).unwrap_or(u16::MAX);
            shape.is_variadic = is_variadic;
        }
    }

    /// Says that no caller passes a function's first parameter: what the method is called on.
    pub fn leave_out_receiver(&mut self, signature: SignatureId) {
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.params.start = shape.params.end.min(shape.params.start + 1);
        }
    }

    /// Says how many type parameters a function has.
    pub fn set_type_parameters(&mut self, signature: SignatureId, count: usize) {
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.type_params = u16::try_from(count).unwrap_or(u16::MAX);
        }
    }

    /// Says which type parameters of its own a function has that calls say more of, as [`Outline::type_name`] gives them.
    pub fn set_type_variables(&mut self, signature: SignatureId, variables: Run) {
        if let Some(shape) = self.draft.symbols().signatures.get_mut(signature.index()) {
            shape.type_variables = variables;
        }
    }

    /// The return type that the innermost function declares.
    pub fn return_type(&mut self) -> ExprId {
        let signature = self.functions.last().map(|function| function.signature);
        signature.map_or(ExprId::UNKNOWN, |id| self.draft.symbols().signatures[id.index()].return_type)
    }

    /// The text of the type that the innermost function declares for a parameter.
    pub fn parameter_type_text(&self, name: StringId) -> Option<StringId> {
        let typed = &self.functions.last()?.typed_parameters;
        typed.iter().find(|(parameter, _)| *parameter == name).map(|(_, text)| *text)
    }

    /// Whether what the innermost function returns has to be found out from its body.
    pub fn infers_return(&self) -> bool {
        self.functions.last().is_some_and(|function| function.infers_return)
    }

    /// The innermost function returns this, among others. What nothing is known of is noted where it tells functions apart that
    /// return something.
    pub fn push_return(&mut self, value: ExprId) {
        let has_overloads = self.draft.facts().has_overloads;
        if let Some(function) = self.functions.last_mut()
            && function.infers_return
            && (value != ExprId::UNKNOWN || has_overloads && function.returns.is_empty())
        {
            function.returns.push(value);
        }
    }

    /// The innermost function is an expression: it returns this and nothing else.
    pub fn set_return(&mut self, value: ExprId) {
        if let Some(function) = self.functions.last_mut()
            && function.infers_return
        {
            function.returns = vec![value];
        }
    }

    /// The innermost function yields this, among others: it is a generator, by its body if not by its head.
    pub fn push_yield(&mut self, value: ExprId) {
        if let Some(function) = self.functions.last_mut() {
            let yields = function.yields.get_or_insert_default();
            if function.infers_return && value != ExprId::UNKNOWN {
                yields.push(value);
            }
        }
    }

    pub(super) fn end_function(&mut self) {
        let Some(function) = self.functions.pop() else { return };
        let returns = self.expr_list(function.yields.as_ref().unwrap_or(&function.returns));
        if let Some(shape) = self.draft.symbols().signatures.get_mut(function.signature.index()) {
            shape.returns = returns;
            shape.is_generator = function.yields.is_some();
        }
    }

    /// The function whose body this node is, if it is the body of the function entered last.
    pub fn function_with_body(&self, node: NodeRef) -> Option<FunctionRowId> {
        let (row, body) = self.functions.last()?.row?;
        (body == node).then_some(row)
    }
}
