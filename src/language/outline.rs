//! What every language's visitor does alike: asks nodes by kind and field, keeps the stack of scopes, and turns the
//! functions, types, calls and imports it recognises into rows.
//!
//! In: what a visitor has understood of a node. Out: rows of a record. Knows no language: which nodes are functions or
//! types, what their names and supertypes are, is for the visitor to say.

use super::Visitor;
use super::tree::{NodeRef, SyntaxTree};
use super::vocabulary::{Numbers, Vocabulary};
use crate::record::draft::{FunctionParts, RecordDraft, TypeIndex};
use crate::record::symbols::{
    Binding, BindingTarget, Class, ClassId, Export, ExportTarget, Expr, ExprId, Extension, Lent, Member, MemberValue,
    Object, ObjectId, Package, Scope, ScopeId, Signature, SignatureId, Symbols, Wildcard, WildcardSource,
};
use crate::record::{CallForm, FileRecord, NodeKind, Run, StringId};
use rustc_hash::FxHashMap;

/// What `this`, `self` or a receiver is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum This {
    /// Nothing is known of it, or there is none.
    Unknown,
    /// An instance of the class.
    Instance(ClassId),
    /// The class itself, in a static member.
    Class(ClassId),
    /// A value of this type: in members that are declared apart from their type.
    Of(ExprId),
}

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

/// A type as its visitor sees it.
#[derive(Debug, Clone)]
pub struct TypeSketch {
    /// What it is.
    pub kind: NodeKind,
    /// Its name.
    pub name: StringId,
    /// Its whole definition.
    pub definition: NodeRef,
    /// Supertypes it extends: their last names, and as expressions.
    pub extends: Vec<(StringId, ExprId)>,
    /// Supertypes it implements.
    pub implements: Vec<(StringId, ExprId)>,
    /// Names of its type parameters.
    pub type_params: Vec<StringId>,
    /// The member that makes an instance; `''` if none does.
    pub constructor: StringId,
    /// Whether members of the type around it can be named in it without a receiver.
    pub sees_outer: bool,
}

/// A type whose row is there already, or that has none because nothing names it.
#[derive(Debug, Clone)]
pub struct TypeShape {
    /// What it is.
    pub kind: NodeKind,
    /// Its name, or `''`.
    pub name: StringId,
    /// Its row.
    pub row: Option<TypeIndex>,
    /// Its body, for [`Outline::class_with_body`].
    pub body: Option<NodeRef>,
    /// Supertypes it extends.
    pub extends: Run,
    /// Supertypes it implements.
    pub implements: Run,
    /// Names of its type parameters.
    pub type_params: Run,
    /// The member that makes an instance; `''` if none does.
    pub constructor: StringId,
    /// The type around it whose members can be named in it without a receiver.
    pub outer: Option<ClassId>,
}

/// How a method is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MethodKind {
    /// By calling it.
    Method,
    /// By reading the member.
    Getter,
    /// By writing the member.
    Setter,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    Block,
    Function,
    Type,
}

/// The surroundings of a node, put back when it is left.
struct Frame {
    scope: ScopeId,
    function_scope: ScopeId,
    this: This,
    class_name: StringId,
    key_scopes: u32,
    kind: FrameKind,
    /// Whether the function or type that the frame is for has been defined.
    is_defined: bool,
}

/// A function that has been entered and not left.
struct OpenFunction {
    signature: SignatureId,
    /// Names and types' texts of its parameters that have a type.
    typed_parameters: Vec<(StringId, StringId)>,
    row: Option<(u32, NodeRef)>,
    returns: Vec<ExprId>,
    infers_return: bool,
}

/// A type, or an extension of one, that has been entered and not left.
struct OpenType {
    members: Vec<Member>,
    /// Members that are assigned somewhere without being declared; they count behind those that are.
    assigned: Vec<Member>,
    body: Option<NodeRef>,
    target: Target,
}

impl OpenType {
    const fn new(target: Target, body: Option<NodeRef>) -> Self {
        Self { members: Vec::new(), assigned: Vec::new(), body, target }
    }
}

#[derive(Clone, Copy)]
enum Target {
    /// With its row, if it has one.
    Class(ClassId, Option<TypeIndex>),
    /// With its place in the list of extensions and the key of its type, should the type be of the same file.
    Extension(usize, StringId),
}

/// All that a file declares apart from one type: a file may do so a method at a time.
struct ExtensionDraft {
    name: StringId,
    of: ExprId,
    key: StringId,
    members: Vec<Member>,
    supertypes: Vec<(StringId, ExprId)>,
}

/// A member's text for the `fields` of a type that may be declared further down.
struct LateField {
    key: StringId,
    name: StringId,
    text: StringId,
    is_method: bool,
}

/// How deep the shapes of nested literals and types are looked into, unless the language says otherwise. Chains are
/// followed in a loop.
const MAX_DEPTH: u32 = 24;

/// What has been found of a file so far, and where in it the walk is.
pub struct Outline<'source, 'tree, V: Vocabulary> {
    /// The syntax tree.
    pub tree: SyntaxTree<'tree>,
    /// The record in the making.
    pub draft: RecordDraft<'source>,
    numbers: &'static Numbers<V>,
    scope: ScopeId,
    function_scope: ScopeId,
    this: This,
    class_name: StringId,
    frames: Vec<Frame>,
    functions: Vec<OpenFunction>,
    types: Vec<OpenType>,
    extensions: Vec<ExtensionDraft>,
    /// Their places, by the type's name and the scope it is named in.
    extension_places: FxHashMap<(StringId, ScopeId), usize>,
    late_fields: Vec<LateField>,
    bound: FxHashMap<NodeRef, Bound>,
    exprs: FxHashMap<NodeRef, ExprId>,
    signatures: FxHashMap<NodeRef, SignatureId>,
    depth: u32,
    unknown: StringId,
}

impl<'source, 'tree, V: Vocabulary> Outline<'source, 'tree, V> {
    /// Nothing yet of the file behind `tree`. `separator` is [`Symbols::separator`].
    pub fn new(
        numbers: &'static Numbers<V>,
        separator: &'static str,
        tree: SyntaxTree<'tree>,
        mut draft: RecordDraft<'source>,
    ) -> Self {
        let unknown = draft.intern("unknown");
        draft.symbols().separator = separator;
        Self {
            tree,
            draft,
            numbers,
            scope: Symbols::FILE_SCOPE,
            function_scope: Symbols::FILE_SCOPE,
            this: This::Unknown,
            class_name: StringId::EMPTY,
            frames: Vec::new(),
            functions: Vec::new(),
            types: Vec::new(),
            extensions: Vec::new(),
            extension_places: FxHashMap::default(),
            late_fields: Vec::new(),
            bound: FxHashMap::default(),
            exprs: FxHashMap::default(),
            signatures: FxHashMap::default(),
            depth: 0,
            unknown,
        }
    }

    // Nodes

    /// What kind of node it is.
    pub fn kind(&self, node: NodeRef) -> V::Kind {
        self.numbers.kind(self.tree.kind(node))
    }

    /// Its source text.
    pub fn text(&self, node: NodeRef) -> &'source str {
        self.draft.text_of(self.tree.node(node))
    }

    /// Interns its source text.
    pub fn intern_node(&mut self, node: NodeRef) -> StringId {
        self.draft.intern_node(self.tree.node(node))
    }

    /// Its first byte.
    pub fn start_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).start_byte()
    }

    /// One past its last byte.
    pub fn end_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).end_byte()
    }

    /// The node behind a field; the first if there are several. Costs up to 400 instructions: where a child's kind says
    /// the same, [`Outline::child_of_kind`] is cheaper.
    pub fn field(&mut self, node: NodeRef, field: V::Field) -> Option<NodeRef> {
        let number = self.numbers.field(field);
        self.tree.field(node, number)
    }

    /// The named children, comments left out.
    pub fn named(&mut self, node: NodeRef) -> impl DoubleEndedIterator<Item = NodeRef> {
        let children = self.tree.children(node);
        children.filter(|child| self.tree.is_named(*child) && !self.tree.is_extra(*child))
    }

    /// The same as a list, to go through while the tree is looked at.
    pub fn named_children(&mut self, node: NodeRef) -> Vec<NodeRef> {
        self.named(node).collect()
    }

    /// The first named child that is no comment.
    pub fn first_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next()
    }

    /// The last named child that is no comment.
    pub fn last_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next_back()
    }

    /// The first child of this kind, a keyword or mark too.
    pub fn child_of_kind(&mut self, node: NodeRef, kind: V::Kind) -> Option<NodeRef> {
        self.tree.children(node).find(|child| self.kind(*child) == kind)
    }

    /// Whether a keyword or punctuation mark is a child of the node.
    pub fn has_token(&mut self, node: NodeRef, token: V::Kind) -> bool {
        self.child_of_kind(node, token).is_some()
    }

    /// The innermost of `ancestors` that is of this kind.
    pub fn ancestor_of_kind(&self, ancestors: &[NodeRef], kind: V::Kind) -> Option<NodeRef> {
        ancestors.iter().rev().copied().find(|ancestor| self.kind(*ancestor) == kind)
    }

    /// An expression without the parentheses around it.
    pub fn unwrapped(&mut self, node: NodeRef, parentheses: V::Kind) -> NodeRef {
        let mut node = node;
        while self.kind(node) == parentheses {
            match self.first_named(node) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    // Scopes and names

    /// The innermost lexical scope.
    pub const fn scope(&self) -> ScopeId {
        self.scope
    }

    /// The scope of the innermost function, or of the file: where variables are that blocks do not confine.
    pub const fn function_scope(&self) -> ScopeId {
        self.function_scope
    }

    /// What `this` is here.
    pub const fn this(&self) -> This {
        self.this
    }

    /// Says what `this` is until the innermost frame ends.
    pub const fn set_this(&mut self, this: This) {
        self.this = this;
    }

    /// The name of the innermost class, else interface or enum, else `''`.
    pub const fn class_name(&self) -> StringId {
        self.class_name
    }

    /// The innermost class that is open, extensions left out.
    pub fn class(&self) -> Option<ClassId> {
        self.types.iter().rev().find_map(|open| match open.target {
            Target::Class(class, _) => Some(class),
            Target::Extension(..) => None,
        })
    }

    /// The innermost open class, if this is its body.
    pub fn class_with_body(&self, node: NodeRef) -> Option<ClassId> {
        let open = self.types.last().filter(|open| open.body == Some(node))?;
        match open.target {
            Target::Class(class, _) => Some(class),
            Target::Extension(..) => None,
        }
    }

    /// Whether what is entered now stands right in a type's body, not in a function or block of it.
    pub fn is_in_type(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Type)
    }

    /// Whether what is entered now is inside a function.
    pub fn is_in_function(&self) -> bool {
        self.frames.iter().any(|frame| frame.kind == FrameKind::Function)
    }

    /// Enters a lexical scope; ends with [`Outline::leave`].
    pub fn enter_block(&mut self) {
        self.enter(FrameKind::Block);
    }

    /// Enters what has no scope of its own, but keys or a `this`; ends with [`Outline::leave`].
    pub fn enter_frame(&mut self) {
        self.push_frame(FrameKind::Block);
    }

    /// Enters a further lexical scope, which ends with the innermost frame.
    pub fn push_scope(&mut self) {
        let parent = self.scope;
        let scopes = &mut self.draft.symbols().scopes;
        scopes.push(Scope { parent });
        self.scope = ScopeId(scopes.len() as u32 - 1);
    }

    /// Makes the innermost scope the one of variables that blocks do not confine, until the innermost frame ends.
    pub const fn confine_variables(&mut self) {
        self.function_scope = self.scope;
    }

    /// Enters a function's scope, in which its parameters and type parameters are bound;
    /// [`Outline::define_function`] says what it is. Ends with [`Outline::leave`].
    pub fn enter_function(&mut self) {
        self.enter(FrameKind::Function);
        self.confine_variables();
    }

    /// Enters a type's scope, in which its type parameters are bound; [`Outline::define_type`] or
    /// [`Outline::define_extension`] says what it is. Ends with [`Outline::leave`].
    pub fn enter_type(&mut self) {
        self.enter(FrameKind::Type);
    }

    fn enter(&mut self, kind: FrameKind) {
        self.push_frame(kind);
        self.push_scope();
    }

    fn push_frame(&mut self, kind: FrameKind) {
        self.frames.push(Frame {
            scope: self.scope,
            function_scope: self.function_scope,
            this: self.this,
            class_name: self.class_name,
            key_scopes: 0,
            kind,
            is_defined: false,
        });
    }

    /// Ends the innermost frame: what was entered last and not left.
    pub fn leave(&mut self) {
        let Some(frame) = self.frames.pop() else { return };
        for _ in 0..frame.key_scopes {
            self.draft.leave_key_scope();
        }
        match frame.kind {
            FrameKind::Function if frame.is_defined => self.end_function(),
            FrameKind::Type if frame.is_defined => self.end_type(),
            _ => {}
        }
        self.scope = frame.scope;
        self.function_scope = frame.function_scope;
        self.this = frame.this;
        self.class_name = frame.class_name;
    }

    /// What is defined until the innermost frame ends has this name in its key.
    pub fn enter_key_scope(&mut self, name: StringId, kind: NodeKind) {
        if let Some(frame) = self.frames.last_mut() {
            frame.key_scopes += 1;
            self.draft.enter_key_scope(name, kind);
        }
    }

    /// Declares a name.
    pub fn bind(&mut self, scope: ScopeId, name: StringId, target: BindingTarget) {
        self.draft.symbols().bindings.push(Binding { scope, name, target });
    }

    /// Declares a variable in the innermost scope, by the node that names it.
    pub fn bind_variable(&mut self, name_node: NodeRef, ty: ExprId, value: ExprId) {
        let name = self.intern_node(name_node);
        self.bind(self.scope, name, BindingTarget::Variable { ty, value });
    }

    /// Gives a function or type that is a value a name: that of what it is bound to.
    pub fn name_value(&mut self, value: NodeRef, bound: Bound) {
        self.bound.insert(value, bound);
    }

    /// What a value has been given as its name; answered once.
    pub fn take_bound(&mut self, value: NodeRef) -> Option<Bound> {
        self.bound.remove(&value)
    }

    /// Looks for names that the innermost scope and those inside it do not declare in `source`.
    pub fn push_wildcard(&mut self, source: WildcardSource) {
        let scope = self.scope;
        self.draft.symbols().wildcards.push(Wildcard { scope, source });
    }

    /// Lets other files of the folder and below see something of this one.
    pub fn lend(&mut self, lent: Lent) {
        self.draft.symbols().lent.push(lent);
    }

    /// Makes something known to other files: as an export of this one, and of the package it is a part of.
    pub fn export(&mut self, name: StringId, target: ExportTarget, package: Option<Package>) {
        self.draft.symbols().exports.push(Export { name, target, package });
    }

    // Functions

    /// [`Outline::define_function`] for a function that is an expression: one of the graph if something gives it a name.
    pub fn define_lambda(
        &mut self,
        node: NodeRef,
        bound: Option<Bound>,
        parameter_list: Option<NodeRef>,
        parameters: Vec<Parameter>,
        body: Option<NodeRef>,
    ) {
        let signature = self.signature_of(node);
        let name = bound.map(|bound| (bound.name, bound.name_node));
        let parts = self.function_parts(name, parameter_list, None, body);
        self.define_function(
            signature,
            FunctionSketch {
                definition: bound.map_or(node, |bound| bound.definition),
                name: bound.map(|bound| bound.name),
                parts,
                parameters,
                modifiers: Vec::new(),
                return_text: None,
                return_type: ExprId::UNKNOWN,
                body,
                is_async: false,
                is_generator: false,
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
        signatures.push(Signature {
            function: None,
            params,
            return_type,
            returns: Run::default(),
            is_async: false,
            is_generator: false,
        });
        SignatureId(signatures.len() as u32 - 1)
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
            self.enter_key_scope(name, NodeKind::Function);
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
        self.functions.push(OpenFunction { signature, typed_parameters, row, returns: Vec::new(), infers_return });
        self.set_defined();
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

    /// The innermost function returns this, among others.
    pub fn push_return(&mut self, value: ExprId) {
        if let Some(function) = self.functions.last_mut()
            && function.infers_return
            && value != ExprId::UNKNOWN
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

    fn end_function(&mut self) {
        let Some(function) = self.functions.pop() else { return };
        let returns = self.expr_list(&function.returns);
        if let Some(shape) = self.draft.symbols().signatures.get_mut(function.signature.index()) {
            shape.returns = returns;
        }
    }

    /// [`super::Visitor::function_with_body`].
    pub fn function_with_body(&self, node: NodeRef) -> Option<u32> {
        let (row, body) = self.functions.last()?.row?;
        (body == node).then_some(row)
    }

    // Types

    /// A class's row, to be defined later.
    pub fn new_class(&mut self) -> ClassId {
        let none = Run::default();
        let classes = &mut self.draft.symbols().classes;
        classes.push(Class {
            type_row: None,
            name: StringId::EMPTY,
            members: none,
            extends: none,
            implements: none,
            type_params: none,
            constructor: StringId::EMPTY,
            outer: None,
        });
        ClassId(classes.len() as u32 - 1)
    }

    /// Says what the type entered last is, and keys what is inside it under its name.
    pub fn define_type(&mut self, class: ClassId, sketch: TypeSketch) {
        let outer = self.class().filter(|_| sketch.sees_outer);
        let row = self.draft.push_type(sketch.kind, sketch.name, self.tree.node(sketch.definition));
        for (name, expression) in &sketch.extends {
            self.draft.push_extends(row, *name, *expression);
        }
        for (name, expression) in &sketch.implements {
            self.draft.push_implements(row, *name, *expression);
        }
        let expressions = |supertypes: &[(StringId, ExprId)]| -> Vec<ExprId> {
            supertypes.iter().map(|(_, expression)| *expression).collect()
        };
        let extends = self.expr_list(&expressions(&sketch.extends));
        let implements = self.expr_list(&expressions(&sketch.implements));
        let type_params = self.name_list(&sketch.type_params);
        let TypeSketch { kind, name, constructor, .. } = sketch;
        let row = Some(row);
        let shape = TypeShape { kind, name, row, body: None, extends, implements, type_params, constructor, outer };
        self.open_type(class, shape);
    }

    /// [`Outline::define_type`] for a type whose row and supertypes the visitor has added, or that nothing names.
    pub fn open_type(&mut self, class: ClassId, shape: TypeShape) {
        self.this = This::Instance(class);
        self.class_name = shape.name;
        if shape.row.is_some() {
            self.enter_key_scope(shape.name, shape.kind);
        }
        self.types.push(OpenType::new(Target::Class(class, shape.row), shape.body));
        self.set_defined();
        self.fill_class(class, shape, Run::default());
    }

    /// Says what a type is all of whose members are known at once.
    pub fn define_closed_type(&mut self, class: ClassId, shape: TypeShape, members: Vec<Member>) {
        let members = self.member_list(members);
        self.fill_class(class, shape, members);
    }

    fn fill_class(&mut self, class: ClassId, shape: TypeShape, members: Run) {
        if let Some(row) = self.draft.symbols().classes.get_mut(class.index()) {
            *row = Class {
                type_row: shape.row.map(|row| row.0),
                name: shape.name,
                members,
                extends: shape.extends,
                implements: shape.implements,
                type_params: shape.type_params,
                constructor: shape.constructor,
                outer: shape.outer,
            };
        }
    }

    /// The last name of the first type that a class extends; `Object` if it names none.
    pub fn superclass_name(&mut self, class: ClassId) -> StringId {
        let symbols = self.draft.symbols();
        let separator = symbols.separator;
        let base = symbols.expr_lists[symbols.classes[class.index()].extends.range()].first().copied();
        let mut base = base.map_or(Expr::Unknown, |base| symbols.expr(base));
        if let Expr::Generic { base: inner, .. } = base {
            base = symbols.expr(inner);
        }
        match base {
            Expr::TypeName { name, .. } => {
                let last = self.draft.string(name).rsplit(separator).next().unwrap_or_default().to_owned();
                self.draft.intern(&last)
            }
            _ => self.draft.intern("Object"),
        }
    }

    /// Says that what was entered last declares members of a type that stands elsewhere, in this file or another, and
    /// that the type implements `supertypes`: their last names, and as expressions.
    pub fn define_extension(&mut self, name: StringId, of: ExprId, supertypes: &[(StringId, ExprId)]) {
        let key = self.draft.key(name);
        let scope = self.frames.last().map_or(self.scope, |frame| frame.scope);
        let place = *self.extension_places.entry((name, scope)).or_insert(self.extensions.len());
        if place == self.extensions.len() {
            self.extensions.push(ExtensionDraft { name, of, key, members: Vec::new(), supertypes: Vec::new() });
        }
        self.extensions[place].supertypes.extend_from_slice(supertypes);
        self.this = This::Of(of);
        self.class_name = name;
        self.enter_key_scope(name, NodeKind::Class);
        self.types.push(OpenType::new(Target::Extension(place, key), None));
        self.set_defined();
    }

    /// Adds a field to the innermost open type. `type_text` is `None` for `unknown`.
    pub fn push_field(
        &mut self,
        name: StringId,
        type_text: Option<StringId>,
        ty: ExprId,
        value: ExprId,
        is_static: bool,
    ) {
        let text = type_text.unwrap_or(self.unknown);
        self.push_member(Member { name, is_static, value: MemberValue::Field { ty, value } });
        self.push_field_text(name, text, false, false);
    }

    /// What stands for a type that is not known.
    pub const fn unknown(&self) -> StringId {
        self.unknown
    }

    /// Adds a field's text alone, where the member is known already or has another name. `type_text` is `None` for
    /// `unknown`.
    pub fn set_field_text(&mut self, name: StringId, type_text: Option<StringId>) {
        self.push_field_text(name, type_text.unwrap_or(self.unknown), false, false);
    }

    /// Adds a method, with or without a body, to the innermost open type.
    pub fn push_method(
        &mut self,
        name: StringId,
        signature: SignatureId,
        kind: MethodKind,
        is_static: bool,
        parameters: &[Parameter],
        return_text: Option<StringId>,
    ) {
        let value = match kind {
            MethodKind::Method => MemberValue::Method(signature),
            MethodKind::Getter => MemberValue::Getter(signature),
            MethodKind::Setter => MemberValue::Setter(signature),
        };
        self.push_member(Member { name, is_static, value });
        let text = self.method_text(parameters, return_text);
        self.push_field_text(name, text, true, kind == MethodKind::Setter);
    }

    /// Adds a nested type as a static member of the innermost open type, so that `Outer.Inner` finds it.
    pub fn push_nested_type(&mut self, name: StringId, class: ClassId) {
        let value = self.expr(Expr::Class(class));
        let field = MemberValue::Field { ty: ExprId::UNKNOWN, value };
        self.push_member(Member { name, is_static: true, value: field });
    }

    /// Adds a member that linking alone knows of.
    pub fn push_member(&mut self, member: Member) {
        if let Some(open) = self.types.last_mut() {
            open.members.push(member);
        }
    }

    /// Adds a member of an open class that is assigned without being declared: a declared one of that name comes first.
    pub fn push_assigned(&mut self, class: ClassId, member: Member) {
        let is_class = |open: &&mut OpenType| matches!(open.target, Target::Class(of, _) if of == class);
        if let Some(open) = self.types.iter_mut().rev().find(is_class) {
            open.assigned.push(member);
        }
    }

    /// `(a, b):ReturnType`, a method's text in `fields`.
    pub fn method_text(&mut self, parameters: &[Parameter], return_text: Option<StringId>) -> StringId {
        let names: Vec<&str> = parameters.iter().map(|parameter| self.draft.string(parameter.name)).collect();
        let text = format!("({}):{}", names.join(", "), self.draft.string(return_text.unwrap_or(self.unknown)));
        self.draft.intern(&text)
    }

    fn push_field_text(&mut self, name: StringId, text: StringId, is_method: bool, is_setter: bool) {
        match self.types.last().map(|open| open.target) {
            Some(Target::Class(_, Some(row))) if is_method => self.set_method(row, name, text, is_setter),
            Some(Target::Class(_, Some(row))) => self.draft.set_field(row, name, text),
            Some(Target::Extension(_, key)) => self.late_fields.push(LateField { key, name, text, is_method }),
            Some(Target::Class(_, None)) | None => {}
        }
    }

    /// Adds a method to a type's row: its name, and its text in `fields`.
    pub fn set_method(&mut self, row: TypeIndex, name: StringId, text: StringId, is_setter: bool) {
        self.draft.push_method_name(row, name);
        // A setter says nothing of what reading the member gives.
        if !(is_setter && self.draft.has_field(row, name)) {
            self.draft.set_field(row, name, text);
        }
    }

    fn end_type(&mut self) {
        let Some(mut open) = self.types.pop() else { return };
        match open.target {
            Target::Class(class, _) => {
                open.members.append(&mut open.assigned);
                let members = self.member_list(open.members);
                if let Some(class) = self.draft.symbols().classes.get_mut(class.index()) {
                    class.members = members;
                }
            }
            Target::Extension(place, _) => self.extensions[place].members.extend(open.members),
        }
    }

    /// A list of members.
    pub fn member_list(&mut self, members: Vec<Member>) -> Run {
        let list = &mut self.draft.symbols().members;
        let start = list.len() as u32;
        list.extend(members);
        Run { start, end: list.len() as u32 }
    }

    /// Adds an object by shape.
    pub fn push_object(&mut self, object: Object) -> ObjectId {
        let objects = &mut self.draft.symbols().objects;
        objects.push(object);
        ObjectId(objects.len() as u32 - 1)
    }

    /// Writes the extensions down, and their supertypes with the types that this file declares itself.
    fn finish_extensions(&mut self) {
        for extension in std::mem::take(&mut self.extensions) {
            let ExtensionDraft { name, of, key, members, supertypes } = extension;
            if let Some(row) = self.draft.type_with_key(key) {
                for (name, expression) in &supertypes {
                    self.draft.push_implements(row, *name, *expression);
                }
            }
            let members = self.member_list(members);
            let supertypes: Vec<ExprId> = supertypes.into_iter().map(|(_, expression)| expression).collect();
            let supertypes = self.expr_list(&supertypes);
            self.draft.symbols().extensions.push(Extension { name, of, members, supertypes });
        }
    }

    fn set_defined(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.is_defined = true;
        }
    }

    // Expressions

    /// Adds an expression.
    pub fn expr(&mut self, expr: Expr) -> ExprId {
        self.draft.symbols().push_expr(expr)
    }

    /// A name in value position, in the innermost scope; with `bare` it may be a member of the class around it too.
    pub fn name_shape(&mut self, name: StringId, bare: bool) -> Expr {
        let scope = self.scope;
        match self.class().filter(|_| bare) {
            Some(class) => Expr::Bare { name, scope, class },
            None => Expr::Name { name, scope },
        }
    }

    /// A type by name, in the innermost scope.
    pub fn type_name(&mut self, name: StringId) -> ExprId {
        let scope = self.scope;
        self.expr(Expr::TypeName { name, scope })
    }

    /// What stands for the members that the class here inherits.
    pub const fn super_shape(&self) -> Expr {
        match self.this {
            This::Instance(class) | This::Class(class) => Expr::Super(Some(class)),
            This::Of(_) | This::Unknown => Expr::Super(None),
        }
    }

    /// `this` here.
    pub fn this_shape(&self) -> Expr {
        match self.this {
            This::Unknown => Expr::This(None),
            This::Instance(class) => Expr::This(Some(class)),
            This::Class(class) => Expr::Class(class),
            This::Of(ty) => Expr::Cast(ty),
        }
    }

    /// A list of expressions.
    pub fn expr_list(&mut self, exprs: &[ExprId]) -> Run {
        let list = &mut self.draft.symbols().expr_lists;
        let start = list.len() as u32;
        list.extend_from_slice(exprs);
        Run { start, end: list.len() as u32 }
    }

    /// A list of names.
    pub fn name_list(&mut self, names: &[StringId]) -> Run {
        let list = &mut self.draft.symbols().name_lists;
        let start = list.len() as u32;
        list.extend_from_slice(names);
        Run { start, end: list.len() as u32 }
    }

    // Calls and imports

    /// Adds a call. `name_byte` is where the called name begins; a call without a name (`f()()`) has `''`.
    pub fn push_call(&mut self, node: NodeRef, name: StringId, name_byte: usize, form: CallForm, callee: ExprId) {
        // What is called without being an expression of its own still has a name.
        let callee = match callee {
            ExprId::UNKNOWN if form == CallForm::Plain && name != StringId::EMPTY => {
                let scope = self.scope;
                self.expr(Expr::Name { name, scope })
            }
            callee => callee,
        };
        self.draft.push_call(self.tree.node(node), name, name_byte, form, callee, self.scope);
    }

    /// Adds an import's node with its children: the specifier and the imported names. What it resolves to is asked with
    /// [`RecordDraft::push_import`].
    pub fn push_import_node(&mut self, specifier: StringId, node: NodeRef, children: &[(StringId, NodeRef)]) {
        let tree = &self.tree;
        let children = children.iter().map(|(name, node)| (*name, tree.node(*node)));
        self.draft.push_node(NodeKind::Import, specifier, tree.node(node), children);
    }

    /// The finished record; see [`super::Visitor::finish`].
    pub fn finish(mut self, hash_text: String) -> FileRecord {
        self.finish_extensions();
        for field in std::mem::take(&mut self.late_fields) {
            let Some(row) = self.draft.type_with_key(field.key) else { continue };
            if field.is_method {
                self.draft.push_method_name(row, field.name);
            }
            self.draft.set_field(row, field.name, field.text);
        }
        self.draft.finish(hash_text)
    }
}

/// The shapes of a language's expressions. Chains of members and calls are followed in a loop, since they may be tens of
/// thousands long; what nests in other ways is looked into so far and no further.
pub trait ExpressionShapes<'source, 'tree>: Visitor<'source, 'tree> {
    /// How deep the shapes of nested literals and types are looked into.
    const MAX_DEPTH: u32 = MAX_DEPTH;

    /// The next expression inwards in a chain: `a.b` of `a.b.c`, `a.b` of `a.b()`.
    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef>;

    /// The shape of a link, given what is inside it; `None` if it is the same thing (parentheses).
    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr>;

    /// The shape of what is no link of a chain.
    fn leaf_shape(&mut self, node: NodeRef) -> Expr;

    /// The shape of an expression that stands in the innermost scope. Made once a node.
    fn expr_of(&mut self, node: NodeRef) -> ExprId {
        let mut chain = Vec::new();
        let mut current = node;
        let mut expr = loop {
            if let Some(known) = self.outline().exprs.get(&current) {
                break *known;
            }
            match self.inner_link(current) {
                Some(inner) => {
                    chain.push(current);
                    current = inner;
                }
                None => {
                    let expr = self.nested_expr(|shapes| shapes.leaf_shape(current));
                    self.outline().exprs.insert(current, expr);
                    break expr;
                }
            }
        };
        while let Some(outer) = chain.pop() {
            if let Some(shape) = self.outer_link(outer, expr) {
                expr = self.outline().expr(shape);
            }
            self.outline().exprs.insert(outer, expr);
        }
        expr
    }

    /// The innermost function returns what this statement holds, if it holds anything.
    fn enter_return(&mut self, statement: NodeRef) {
        if self.outline().infers_return()
            && let Some(value) = self.outline().first_named(statement)
        {
            self.returns(value);
        }
    }

    /// The innermost function returns this expression, among others.
    fn returns(&mut self, node: NodeRef) {
        let value = self.expr_of(node);
        self.outline().push_return(value);
    }

    /// A shape that is found one level deeper; [`Expr::Unknown`] beyond the last level.
    fn nested_expr(&mut self, look: impl FnOnce(&mut Self) -> Expr) -> ExprId {
        let shape = self.nested(look).unwrap_or(Expr::Unknown);
        self.outline().expr(shape)
    }

    /// Looks one level deeper, or not at all beyond the last level.
    fn nested<T>(&mut self, look: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.outline().depth >= Self::MAX_DEPTH {
            return None;
        }
        self.outline().depth += 1;
        let found = look(self);
        self.outline().depth -= 1;
        Some(found)
    }
}
