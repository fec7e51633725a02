//! References in the making: names that are not called and may stand for a function or type all the same.
//!
//! In: each such name, in any order, with what it names. Out: rows in the order of their places, without those of which the
//! file itself tells that they are something else: parameters, and variables that hold no function. That is known when all
//! of its bindings are.

use super::RecordDraft;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId, Symbols};
use crate::record::{ReferenceForm, ReferenceRow, StringId};
use rustc_hash::FxHashMap;
use tree_sitter::Node;

/// A name that may be a reference.
pub(super) struct ReferenceDraft {
    name: StringId,
    named: Expr,
    form: ReferenceForm,
    byte: usize,
    row: usize,
    column: usize,
}

/// How many scopes are gone through to find what declares a name: more than that around one another is code that was made to
/// be slow.
const MAX_SCOPES: usize = 64;

impl RecordDraft<'_> {
    /// Adds a name that may be a reference, which stands behind so many bytes of a node.
    pub fn push_reference(&mut self, node: Node<'_>, before: usize, name: StringId, named: Expr, form: ReferenceForm) {
        let start = node.start_position();
        let (byte, row, column) = (node.start_byte() + before, start.row, start.column + before);
        self.references.push(ReferenceDraft { name, named, form, byte, row, column });
    }

    /// Makes rows of the names that may be references for all that the file tells.
    pub(super) fn finish_references(&mut self) {
        let mut references = std::mem::take(&mut self.references);
        if references.is_empty() {
            return;
        }
        references.sort_by_key(|reference| reference.byte);
        references.dedup_by_key(|reference| reference.byte);
        let declared = Declared::new(&self.record.symbols);
        let are_names_shared = !self.record.symbols.wildcards.is_empty() || !self.facts().separator.is_empty();
        references.retain(|reference| match reference.named {
            Expr::Name { name, scope } => declared.value(&self.record.symbols, name, scope).unwrap_or(are_names_shared),
            Expr::Bare { name, scope, .. } => declared.value(&self.record.symbols, name, scope).unwrap_or(true),
            Expr::TypeName { name, scope } => {
                declared.ty(&self.record.symbols, name, scope).unwrap_or(are_names_shared)
            }
            _ => true,
        });
        let mut names = FxHashMap::default();
        self.record.references = Vec::with_capacity(references.len());
        for ReferenceDraft { name, named, form, byte, row, column } in references {
            let symbols = &mut self.record.symbols;
            let named = match named {
                Expr::Name { name, scope } => {
                    *names.entry((name, scope, false)).or_insert_with(|| symbols.push_expr(named))
                }
                Expr::TypeName { name, scope } => {
                    *names.entry((name, scope, true)).or_insert_with(|| symbols.push_expr(named))
                }
                _ => symbols.push_expr(named),
            };
            let start = self.utf16.offset(self.text, byte);
            let column = start - self.utf16.offset(self.text, byte.saturating_sub(column));
            self.record.references.push(ReferenceRow { name, named, form, start, row: row as u32, column });
        }
    }
}

/// What the names of a file are declared as.
struct Declared {
    /// By name and scope.
    names: FxHashMap<(StringId, ScopeId), Declaration>,
    /// Whether a name is declared anywhere in the file.
    are_declared: Vec<bool>,
}

/// What one name is in one scope.
#[derive(Debug, Clone, Copy, Default)]
struct Declaration {
    /// Whether it is the name of a value, and if so, whether of one that may be a function or class.
    value: Option<bool>,
    /// The same of types: what a type parameter stands for is none of the repository.
    ty: Option<bool>,
}

impl Declared {
    fn new(symbols: &Symbols) -> Self {
        let mut names: FxHashMap<_, Declaration> = FxHashMap::default();
        let last = symbols.bindings.iter().map(|binding| binding.name.0).max();
        let mut are_declared = vec![false; last.map_or(0, |last| last as usize + 1)];
        for binding in &symbols.bindings {
            let declaration = names.entry((binding.name, binding.scope)).or_default();
            let (value, ty) = match binding.target {
                BindingTarget::Variable { value, .. } => (Some(may_hold_function(symbols, value)), None),
                BindingTarget::TypeParameter { .. } => (None, Some(false)),
                BindingTarget::Function(_) => (Some(true), None),
                _ => (Some(true), Some(true)),
            };
            let either = |known: Option<bool>, new: Option<bool>| match (known, new) {
                (Some(known), Some(new)) => Some(known || new),
                (known, new) => known.or(new),
            };
            declaration.value = either(declaration.value, value);
            declaration.ty = either(declaration.ty, ty);
            are_declared[binding.name.0 as usize] = true;
        }
        Self { names, are_declared }
    }

    /// Whether a name may be a function or class, as the innermost scope says that declares it as a value, if any does.
    fn value(&self, symbols: &Symbols, name: StringId, scope: ScopeId) -> Option<bool> {
        self.in_scope(symbols, name, scope, |declaration| declaration.value)
    }

    /// Whether a name may be a type, as the innermost scope says that declares it as one, if any does.
    fn ty(&self, symbols: &Symbols, name: StringId, scope: ScopeId) -> Option<bool> {
        self.in_scope(symbols, name, scope, |declaration| declaration.ty)
    }

    fn in_scope(
        &self,
        symbols: &Symbols,
        name: StringId,
        scope: ScopeId,
        meant: impl Fn(&Declaration) -> Option<bool>,
    ) -> Option<bool> {
        if !self.are_declared.get(name.0 as usize).copied().unwrap_or_default() {
            return None;
        }
        let mut scope = scope;
        for _ in 0..MAX_SCOPES {
            if let Some(may_be) = self.names.get(&(name, scope)).and_then(&meant) {
                return Some(may_be);
            }
            let parent = symbols.scopes[scope.index()].parent;
            if parent == scope {
                return None;
            }
            scope = parent;
        }
        Some(true)
    }
}

/// Whether a variable that is given this value may be the name of a function or class, of its own or of another module.
const fn may_hold_function(symbols: &Symbols, value: ExprId) -> bool {
    matches!(
        symbols.exprs.as_slice()[value.index()],
        Expr::Function(_)
            | Expr::Class(_)
            | Expr::Member { .. }
            | Expr::Module { .. }
            | Expr::Await(_)
            | Expr::Wrapped { .. }
    )
}
