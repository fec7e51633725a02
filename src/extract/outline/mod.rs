//! What every language's visitor does alike: asks nodes by kind and field, keeps the stack of scopes, and turns the
//! functions, types, calls and imports it recognises into rows.
//!
//! In: what a visitor has understood of a node. Out: rows of a record. Knows no language: which nodes are functions or
//! types, what their names and supertypes are, is for the visitor to say.

mod calls;
mod conditions;
mod documentation;
mod functions;
mod nodes;
mod shapes;
mod types;
mod wrapped;

use conditions::Conditions;
use functions::OpenFunction;
use types::{ExtensionDraft, LateField, OpenType};

pub use documentation::tags;
pub use functions::{Bound, FunctionNodes, FunctionSketch, Parameter};
pub use shapes::{CallsAround, ExpressionShapes, TypeShapes};
pub use types::{MethodKind, TypeShape, TypeSketch};
pub use wrapped::{WrappedFunctions, Wrapping};

use crate::extract::draft::RecordDraft;
use crate::extract::{Next, Visitor};
use crate::record::symbols::{
    Binding, BindingTarget, ClassId, Export, ExportTarget, ExprId, Lent, Package, Scope, ScopeId, SignatureId, Symbols,
    Wildcard, WildcardSource,
};
use crate::record::{FileRecord, LONGEST_FULL_NAME, NodeKind, StringId};
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
    /// What calling this function with `new` makes, if it is called so.
    New(SignatureId),
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
    /// The tree of its own that the content of the node has which was entered last.
    pub(super) part: Option<NodeRef>,
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
    /// What is there on conditions.
    conditions: Conditions,
    bound: FxHashMap<NodeRef, Bound>,
    exprs: FxHashMap<NodeRef, ExprId>,
    signatures: FxHashMap<NodeRef, SignatureId>,
    /// Classes without a name, by their bodies.
    bodies: FxHashMap<NodeRef, ClassId>,
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
            part: None,
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
            conditions: Conditions::default(),
            bound: FxHashMap::default(),
            exprs: FxHashMap::default(),
            signatures: FxHashMap::default(),
            bodies: FxHashMap::default(),
            depth: 0,
            unknown,
        };
        V::begin(&mut outline);
        outline
    }

    /// The innermost lexical scope.
    pub const fn scope(&self) -> ScopeId {
        self.scope
    }

    /// The scope of the innermost function, or of the file: where variables are that blocks do not confine.
    pub const fn function_scope(&self) -> ScopeId {
        self.function_scope
    }

    /// The class that `this` is an instance of here, or is itself.
    pub const fn this_class(&self) -> Option<ClassId> {
        match self.this {
            This::Instance(class) | This::Class(class) => Some(class),
            This::New(_) | This::Of(_) | This::Unknown => None,
        }
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

    /// How many frames are open.
    pub const fn frame_depth(&self) -> usize {
        self.frames.len()
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
        let bindings = &mut self.draft.symbols().bindings;
        let row = bindings.len();
        bindings.push(Binding { scope, name, target });
        self.conditions.note_binding(row, scope);
    }

    /// Declares a variable in the innermost scope, by the node that names it.
    pub fn bind_variable(&mut self, name_node: NodeRef, ty: ExprId, value: ExprId) {
        let name = self.intern_node(name_node);
        self.bind(self.scope, name, BindingTarget::Variable { ty, value });
    }

    /// Declares a variable in the innermost scope, of a type or for a value as far as they are known.
    pub fn declare_variable(&mut self, name: StringId, ty: ExprId, value: ExprId) {
        self.bind(self.scope, name, BindingTarget::Variable { ty, value });
    }

    /// Declares a type parameter in the innermost scope, by the node that names it; answers its name.
    pub fn bind_type_parameter(&mut self, name_node: NodeRef, constraint: ExprId) -> StringId {
        let name = self.intern_node(name_node);
        self.bind(self.scope, name, BindingTarget::TypeParameter { bound: constraint, default: ExprId::UNKNOWN });
        name
    }

    /// Gives a function or type that is a value the name that stands there.
    pub fn name_value(&mut self, value: NodeRef, definition: NodeRef, name_node: NodeRef) {
        let name = self.intern_node(name_node);
        self.set_bound(value, Bound { definition, name_node, name });
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
        let wildcards = &mut self.draft.symbols().wildcards;
        let row = wildcards.len();
        wildcards.push(Wildcard { scope: self.scope, source });
        self.conditions.note_wildcard(row, self.scope);
    }

    /// Lets the other files of the unit see something of this one; see [`Lent`].
    pub fn lend(&mut self, lent: Lent) {
        self.draft.symbols().lent.push(lent);
    }

    /// Makes something known to other files: as an export of this one, and of the package it is a part of.
    pub fn export(&mut self, name: StringId, target: ExportTarget, package: Option<Package>) {
        let exports = &mut self.draft.symbols().exports;
        let row = exports.len();
        exports.push(Export { name, target, package });
        self.conditions.note_export(row);
    }

    /// The finished record; `hash_text` is what the runs of functions' hashes refer to.
    pub fn finish(mut self, hash_text: String) -> FileRecord {
        V::finish(&mut self);
        self.finish_types();
        self.finish_conditions();
        self.draft.finish(hash_text)
    }
}
