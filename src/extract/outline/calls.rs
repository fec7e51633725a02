//! Calls, references and imports, as rows.

use super::Outline;
use crate::extract::Visitor;
use crate::record::symbols::{Expr, ExprId};
use crate::record::{CallForm, NodeKind, ReferenceForm, StringId};
use crate::syntax::tree::NodeRef;

impl<V: Visitor> Outline<'_, '_, V> {
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

    /// Adds a call of what stands there by name; without one (`f()()`, a function called where it stands) it is called `''`, at
    /// its arguments.
    pub fn push_call_of(
        &mut self,
        node: NodeRef,
        name: Option<NodeRef>,
        arguments: impl FnOnce(&mut Self) -> Option<NodeRef>,
        form: CallForm,
        callee: ExprId,
    ) {
        let Some(name_node) = name else {
            let arguments = arguments(self);
            let byte = arguments.map_or(self.end_byte(node), |arguments| self.start_byte(arguments));
            return self.push_call(node, StringId::EMPTY, byte, CallForm::Plain, callee);
        };
        let (name, byte) = (self.intern_node(name_node), self.start_byte(name_node));
        self.push_call(node, name, byte, form, callee);
    }

    /// The constructor that `this(…)`, `base(…)` or `super(…)` means: its name and what is called.
    pub fn constructor_here(&mut self, keyword: NodeRef, is_super: bool) -> (StringId, ExprId) {
        let (name, callee) = match self.this_class() {
            Some(class) if is_super => (self.superclass_name(class), Expr::Super(Some(class))),
            Some(class) => (self.class_name, Expr::Class(class)),
            None => (self.intern_node(keyword), Expr::Unknown),
        };
        (name, self.expr(callee))
    }

    /// Adds a name that may be a reference: what it names stands there as a name or a member.
    pub fn push_reference(&mut self, name_node: NodeRef, named: Expr, form: ReferenceForm) {
        let name = self.intern_node(name_node);
        self.draft.push_reference(self.tree.node(name_node), 0, name, named, form);
    }

    /// Adds names of a member that may be an accessor, which is used in these ways.
    pub fn push_access(&mut self, name_node: NodeRef, named: Expr, forms: &[ReferenceForm]) {
        for form in forms {
            self.push_reference(name_node, named, *form);
        }
    }

    /// The same of a name in front of which there are so many bytes of the node.
    pub fn push_reference_behind(&mut self, node: NodeRef, before: usize, named: Expr, form: ReferenceForm) {
        let text = self.text(node);
        let name = self.draft.intern(text.get(before..).unwrap_or_default());
        self.draft.push_reference(self.tree.node(node), before, name, named, form);
    }

    /// Adds an import's node with its children: the specifier and the imported names. What it resolves to is asked with
    /// [`RecordDraft::push_import`](crate::extract::draft::RecordDraft::push_import).
    pub fn push_import_node(&mut self, specifier: StringId, node: NodeRef, children: &[(StringId, NodeRef)]) {
        let tree = &self.tree;
        let children = children.iter().map(|(name, node)| (*name, tree.node(*node)));
        self.draft.push_node(NodeKind::Import, specifier, tree.node(node), children);
    }
}
