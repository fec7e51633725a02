//! What every language's visitor does alike: asks nodes by kind and field, keeps the stack of scopes, and turns the
//! functions, types, calls and imports it recognises into rows.
//!
//! In: what a visitor has understood of a node. Out: rows of a record. Knows no language: which nodes are functions or
//! types, what their names and supertypes are, is for the visitor to say.

mod functions;
mod places;
mod shapes;
mod types;

use functions::OpenFunction;
use types::{ExtensionDraft, LateField, OpenType};

pub use functions::{Bound, FunctionSketch, Parameter};
pub use places::Place;
pub use shapes::ExpressionShapes;
pub use types::{MethodKind, TypeShape, TypeSketch};

use crate::extract::draft::RecordDraft;
use crate::extract::{Next, Visitor};
use crate::record::symbols::{
    Binding, BindingTarget, ClassId, Export, ExportTarget, Expr, ExprId, Lent, Package, Scope, ScopeId, SignatureId,
    Symbols, Wildcard, WildcardSource,
};
use crate::record::{CallForm, FileRecord, LONGEST_FULL_NAME, NodeKind, StringId};
use crate::syntax::tree::{NodeRef, SyntaxTree};
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
    /// Whether it is a function's, or one around it is.
    is_in_function: bool,
    /// Whether the function or type that the frame is for has been defined.
    is_defined: bool,
}

/// What has been found of a file so far, and where in it the walk is.
pub struct Outline<'source, 'tree, V: Visitor> {
    /// The syntax tree.
    pub tree: SyntaxTree<'tree>,
    /// The record in the making.
    pub draft: RecordDraft<'source>,
    /// What the language keeps beside.
    pub own: V,
    /// The nodes around the one that the walk is at, outermost first.
    pub(super) ancestors: Vec<NodeRef>,
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

impl<'source, 'tree, V: Visitor> Outline<'source, 'tree, V> {
    /// Nothing yet of the file behind `tree`, to be filled into `draft`.
    pub fn new(tree: SyntaxTree<'tree>, mut draft: RecordDraft<'source>) -> Self {
        let unknown = draft.intern("unknown");
        let mut outline = Self {
            tree,
            draft,
            own: V::default(),
            ancestors: Vec::with_capacity(64),
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
        };
        V::begin(&mut outline);
        outline
    }

    // Nodes

    /// What kind of node it is.
    pub fn kind(&self, node: NodeRef) -> V::Kind {
        V::kind(self.tree.meaning(node).kind)
    }

    /// What it means to the visitor, if anything.
    pub fn role(&self, node: NodeRef) -> Option<V::Role> {
        V::ROLES.get(usize::from(self.tree.meaning(node).role).wrapping_sub(1)).copied()
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

    /// The nodes around the one that is entered, outermost first.
    pub fn ancestors(&self) -> &[NodeRef] {
        &self.ancestors
    }

    /// The node right around the one that is entered.
    pub fn parent(&self) -> Option<NodeRef> {
        self.ancestors.last().copied()
    }

    /// The node around that.
    pub fn grandparent(&self) -> Option<NodeRef> {
        self.ancestors.iter().rev().nth(1).copied()
    }

    /// The node right around the one that is entered, if it is of this kind.
    pub fn parent_of_kind(&self, kind: V::Kind) -> Option<NodeRef> {
        self.parent().filter(|parent| self.kind(*parent) == kind)
    }

    /// An expression without the parentheses around it.
    pub fn without_parentheses(&mut self, node: NodeRef, parentheses: V::Kind) -> NodeRef {
        let mut node = node;
        while self.kind(node) == parentheses {
            match self.first_named(node) {
                Some(inner) => node = inner,
                None => break,
            }
        }
        node
    }

    /// Takes something apart: `look` gets it and then every part that it has added to the list, the last one first. A loop,
    /// since patterns, names and types may be nested as deep as a file is long.
    pub fn take_apart<Part>(&mut self, whole: Part, mut look: impl FnMut(&mut Self, Part, &mut Vec<Part>)) {
        let mut pending = vec![whole];
        while let Some(part) = pending.pop() {
            look(self, part, &mut pending);
        }
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

    /// What is defined until the innermost frame ends belongs to something without a name, an object literal or an
    /// anonymous class, and not to the class around that.
    pub const fn leave_class_name(&mut self) {
        self.class_name = StringId::EMPTY;
    }

    /// Whether what is entered now stands right in a type's body, not in a function or block of it.
    pub fn is_in_type(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.kind == FrameKind::Type)
    }

    /// Whether what is entered now is inside a function.
    pub fn is_in_function(&self) -> bool {
        self.frames.last().is_some_and(|frame| frame.is_in_function)
    }

    /// Passes over a node below which nothing means anything.
    pub const fn enter_atom(&mut self, _node: NodeRef) -> Next {
        Next::Past
    }

    /// Enters a lexical scope.
    pub fn enter_block(&mut self, _node: NodeRef) -> Next {
        self.begin_block();
        Next::IntoAndLeave
    }

    /// Enters a lexical scope; ends with [`Outline::end`].
    pub fn begin_block(&mut self) {
        self.begin(FrameKind::Block);
    }

    /// Enters what has no scope of its own, but keys or a `this`; ends with [`Outline::end`].
    pub fn begin_frame(&mut self) {
        self.keep_surroundings(FrameKind::Block);
    }

    /// Enters a further lexical scope, which ends with the innermost frame.
    pub fn push_scope(&mut self) {
        let parent = self.scope;
        self.scope = ScopeId::push(&mut self.draft.symbols().scopes, Scope { parent });
    }

    /// Makes the innermost scope the one of variables that blocks do not confine, until the innermost frame ends.
    pub const fn confine_variables(&mut self) {
        self.function_scope = self.scope;
    }

    /// Enters a function's scope, in which its parameters and type parameters are bound;
    /// [`Outline::define_function`] says what it is. Ends with [`Outline::end`].
    pub fn begin_function(&mut self) {
        self.begin(FrameKind::Function);
        self.confine_variables();
    }

    /// [`Outline::begin_function`] for one in which `this` is what it is here: if it is static, the class itself.
    pub fn begin_method(&mut self, is_static: bool) {
        self.begin_function();
        if let (This::Instance(class), true) = (self.this, is_static) {
            self.this = This::Class(class);
        }
    }

    /// Enters a type's scope, in which its type parameters are bound; [`Outline::define_type`] or
    /// [`Outline::define_extension`] says what it is. Ends with [`Outline::end`].
    pub fn begin_type(&mut self) {
        self.begin(FrameKind::Type);
    }

    fn begin(&mut self, kind: FrameKind) {
        self.keep_surroundings(kind);
        self.push_scope();
    }

    fn keep_surroundings(&mut self, kind: FrameKind) {
        let is_in_function = kind == FrameKind::Function || self.is_in_function();
        self.frames.push(Frame {
            scope: self.scope,
            function_scope: self.function_scope,
            this: self.this,
            class_name: self.class_name,
            key_scopes: 0,
            kind,
            is_in_function,
            is_defined: false,
        });
    }

    /// Ends the innermost frame: what was entered last and not left.
    pub fn end(&mut self) {
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

    /// What the innermost frame was entered for has been defined.
    fn set_defined(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            frame.is_defined = true;
        }
    }

    /// What is defined until the innermost frame ends has this name in its key.
    pub fn begin_key_scope(&mut self, name: StringId, kind: NodeKind) {
        if let Some(frame) = self.frames.last_mut() {
            frame.key_scopes += 1;
            self.draft.enter_key_scope(name, kind);
        }
    }

    /// The full name of what is called `name` inside `around`. Beyond [`LONGEST_FULL_NAME`] it is that of what is around it.
    pub fn full_name(&mut self, around: StringId, name: &str) -> StringId {
        let separator = self.draft.facts().separator;
        let outer = self.draft.string(around);
        if name.is_empty() || outer.len() > LONGEST_FULL_NAME {
            return around;
        }
        if outer.is_empty() {
            return self.draft.intern(name);
        }
        let text = [outer, separator, name].concat();
        self.draft.intern(&text)
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
    pub fn set_bound(&mut self, value: NodeRef, bound: Bound) {
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

    /// Lets the other files of the unit see something of this one; see [`Lent`].
    pub fn lend(&mut self, lent: Lent) {
        self.draft.symbols().lent.push(lent);
    }

    /// Makes something known to other files: as an export of this one, and of the package it is a part of.
    pub fn export(&mut self, name: StringId, target: ExportTarget, package: Option<Package>) {
        self.draft.symbols().exports.push(Export { name, target, package });
    }

    // Calls and imports

    /// Adds a call. `name_byte` is where the called name begins; a call without a name (`f()()`) has `''`.
    pub fn push_call(&mut self, node: NodeRef, name: StringId, name_byte: usize, form: CallForm, callee: ExprId) {
        self.push_call_from(node, node, name, name_byte, form, callee);
    }

    /// The same of a call that begins with `first`, where the grammar has more in its node.
    pub fn push_call_from(
        &mut self,
        first: NodeRef,
        node: NodeRef,
        name: StringId,
        name_byte: usize,
        form: CallForm,
        callee: ExprId,
    ) {
        // What is called without being an expression of its own still has a name.
        let callee = match callee {
            ExprId::UNKNOWN if form == CallForm::Plain && name != StringId::EMPTY => {
                let scope = self.scope;
                self.expr(Expr::Name { name, scope })
            }
            callee => callee,
        };
        let (first, node) = (self.tree.node(first), self.tree.node(node));
        self.draft.push_call(first, node, name, name_byte, form, callee, self.scope);
    }

    /// Says what the call that was added last passes.
    pub fn set_arguments(&mut self, arguments: &[ExprId]) {
        let list = self.expr_list(arguments);
        self.draft.set_arguments(list);
    }

    /// Adds an import's node with its children: the specifier and the imported names. What it resolves to is asked with
    /// [`RecordDraft::push_import`].
    pub fn push_import_node(&mut self, specifier: StringId, node: NodeRef, children: &[(StringId, NodeRef)]) {
        let tree = &self.tree;
        let children = children.iter().map(|(name, node)| (*name, tree.node(*node)));
        self.draft.push_node(NodeKind::Import, specifier, tree.node(node), children);
    }

    /// The finished record; `hash_text` is what the runs of functions' hashes refer to.
    pub fn finish(mut self, hash_text: String) -> FileRecord {
        V::finish(&mut self);
        self.finish_types();
        self.draft.finish(hash_text)
    }
}
