//! References in the making: names that are not called and may stand for a function or type all the same.
//!
//! In: each such name, in any order, with what it names. Out: rows in the order of their places, without those of which the
//! file itself tells that they are something else: parameters, and variables that hold no function. That is known when all
//! of its bindings are.

use super::RecordDraft;
use crate::languages::Facts;
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, MemberValue, ScopeId, Symbols};
use crate::record::{ReferenceForm, ReferenceRow, StringId};
use crate::source::positions::Position;
use crate::syntax::flat::FlatNode;
use rustc_hash::FxHashMap;

/// A name that may be a reference.
pub(super) struct ReferenceDraft {
    name: StringId,
    named: Expr,
    form: ReferenceForm,
    byte: usize,
}

/// How many scopes are gone through to find what declares a name: more than that around one another is code that was made to
/// be slow.
const MAX_SCOPES: usize = 64;

impl RecordDraft<'_> {
    /// Adds a name that may be a reference, which stands behind so many bytes of a node.
    pub fn push_reference(&mut self, node: FlatNode, before: usize, name: StringId, named: Expr, form: ReferenceForm) {
        self.references.push(ReferenceDraft { name, named, form, byte: node.start_byte() + before });
    }

    /// Makes rows of the names that may be references for all that the file tells.
    pub(super) fn finish_references(&mut self) {
        let mut references = std::mem::take(&mut self.references);
        if references.is_empty() {
            return;
        }
        // What is read and written at one place may run two accessors.
        references.sort_by_key(|reference| (reference.byte, reference.form as u8));
        references.dedup_by_key(|reference| (reference.byte, reference.form));
        let symbols = &self.record.symbols;
        let declared = Declared::new(symbols);
        let is_access = |form: ReferenceForm| matches!(form, ReferenceForm::Read | ReferenceForm::Write);
        let are_accessed = references.iter().any(|reference| is_access(reference.form));
        let accessors = are_accessed.then(|| Accessors::new(symbols, self.facts()));
        let are_names_shared = !self.record.symbols.wildcards.is_empty() || !self.facts().separator.is_empty();
        references.retain(|reference| match reference.named {
            named if is_access(reference.form) => {
                accessors.as_ref().is_some_and(|accessors| accessors.may_be(symbols, &declared, named))
            }
            Expr::Name { name, scope } => declared.value(&self.record.symbols, name, scope).unwrap_or(are_names_shared),
            Expr::Bare { name, scope, .. } => declared.value(&self.record.symbols, name, scope).unwrap_or(true),
            Expr::TypeName { name, scope } => {
                declared.ty(&self.record.symbols, name, scope).unwrap_or(are_names_shared)
            }
            _ => true,
        });
        let mut names = FxHashMap::default();
        self.record.references = Vec::with_capacity(references.len());
        for ReferenceDraft { name, named, form, byte } in references {
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
            let Position { offset: start, row, column } = self.positions.of(byte);
            self.record.references.push(ReferenceRow { name, named, form, start, row, column });
        }
    }
}

/// How many members and calls in one another are gone through to what they begin with.
const MAX_LINKS: usize = 32;

/// Which members of the file's classes are accessors.
struct Accessors {
    /// By class and name.
    members: FxHashMap<(ClassId, StringId), bool>,
    /// Whether files of a package know each other's names, and may declare members of each other's classes.
    are_in_parts: bool,
    /// Whether classes have members that are assigned and nowhere declared.
    are_assigned: bool,
}

impl Accessors {
    fn new(symbols: &Symbols, facts: &Facts) -> Self {
        let mut members = FxHashMap::default();
        for (id, class) in ClassId::enumerate(&symbols.classes) {
            for member in &symbols.members[class.members.range()] {
                let is_accessor = match member.value {
                    MemberValue::Getter(_) | MemberValue::Setter(_) => true,
                    MemberValue::Method(_) => facts.writers_are_methods,
                    MemberValue::Field { .. } => false,
                };
                *members.entry((id, member.name)).or_insert(false) |= is_accessor;
            }
        }
        Self { members, are_in_parts: !facts.separator.is_empty(), are_assigned: !facts.properties_are_fields }
    }

    /// Whether what is read or written may be an accessor, as far as the file tells.
    fn may_be(&self, symbols: &Symbols, declared: &Declared, named: Expr) -> bool {
        match named {
            Expr::Member { object, name } => match self.class_of(symbols, declared, object) {
                Some(class) => self.in_class(symbols, class, name).unwrap_or(self.are_in_parts),
                None => self.leads_to_type(symbols, declared, object),
            },
            Expr::Bare { name, scope, class } => {
                declared.value(symbols, name, scope).is_none()
                    && self.in_class(symbols, class, name).unwrap_or_default()
            }
            _ => false,
        }
    }

    /// The class that a member is one of, where it is asked of `this`.
    fn class_of(&self, symbols: &Symbols, declared: &Declared, object: ExprId) -> Option<ClassId> {
        match symbols.expr(object) {
            Expr::This(class) => class,
            Expr::ThisClass(class) => Some(class),
            Expr::Name { name, scope } => declared.this(symbols, name, scope),
            _ => None,
        }
    }

    /// Whether a class may have an accessor of this name; `None` if it has no such member, and inherits none.
    fn in_class(&self, symbols: &Symbols, class: ClassId, name: StringId) -> Option<bool> {
        let own = self.members.get(&(class, name)).copied();
        let class = &symbols.classes[class.index()];
        let is_heir = !class.extends.range().is_empty() || !class.implements.range().is_empty();
        // What a member of an heir is assigned may be what an inherited accessor takes.
        if is_heir && (self.are_assigned || own.is_none()) { Some(true) } else { own }
    }

    /// Whether it may be known what type a value is of, by what the chain of members and calls begins with that leads to it.
    fn leads_to_type(&self, symbols: &Symbols, declared: &Declared, object: ExprId) -> bool {
        let mut object = object;
        for _ in 0..MAX_LINKS {
            object = match symbols.expr(object) {
                Expr::Member { object, .. } => object,
                Expr::Call { callee: inner, .. }
                | Expr::Wrapped { call: inner, .. }
                | Expr::Narrowed { value: inner, .. }
                | Expr::Generic { base: inner, .. }
                | Expr::Await(inner)
                | Expr::Index(inner)
                | Expr::Element(inner)
                | Expr::Either(inner, _) => inner,
                Expr::Name { name, scope } => {
                    return declared.object(symbols, name, scope).unwrap_or(self.are_in_parts);
                }
                Expr::Bare { name, scope, class } => {
                    let is_member = || self.members.contains_key(&(class, name)) || self.are_in_parts;
                    return declared.object(symbols, name, scope).unwrap_or_else(is_member);
                }
                Expr::This(class) => return class.is_some(),
                Expr::ThisClass(_)
                | Expr::Class(_)
                | Expr::Super(_)
                | Expr::SuperClass(_)
                | Expr::New { .. }
                | Expr::Cast(_)
                | Expr::TypeName { .. }
                | Expr::TypeMember { .. } => return true,
                _ => return false,
            };
        }
        false
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
    /// Whether it is the name of a value, and if so, whether of one whose type may be known, or that of what it gives.
    object: Option<bool>,
    /// The class that `this` is one of, where it is called so.
    this: Option<ClassId>,
}

impl Declared {
    fn new(symbols: &Symbols) -> Self {
        let mut names: FxHashMap<_, Declaration> = FxHashMap::default();
        let last = symbols.bindings.iter().map(|binding| binding.name.0).max();
        let mut are_declared = vec![false; last.map_or(0, |last| last as usize + 1)];
        for binding in &symbols.bindings {
            let declaration = names.entry((binding.name, binding.scope)).or_default();
            let (value, ty, object) = match binding.target {
                BindingTarget::Variable { ty, value } => {
                    let is_typed = if ty == ExprId::UNKNOWN { has_type(symbols, value) } else { has_type(symbols, ty) };
                    (Some(may_hold_function(symbols, value)), None, Some(is_typed))
                }
                BindingTarget::TypeParameter { .. } => (None, Some(false), None),
                BindingTarget::Function(_) => (Some(true), None, Some(true)),
                _ => (Some(true), Some(true), Some(true)),
            };
            let either = |known: Option<bool>, new: Option<bool>| match (known, new) {
                (Some(known), Some(new)) => Some(known || new),
                (known, new) => known.or(new),
            };
            declaration.value = either(declaration.value, value);
            declaration.ty = either(declaration.ty, ty);
            declaration.object = either(declaration.object, object);
            if let BindingTarget::Variable { ty: ExprId::UNKNOWN, value } = binding.target
                && let Expr::This(Some(class)) | Expr::ThisClass(class) = symbols.expr(value)
            {
                declaration.this = Some(class);
            }
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

    /// Whether a name may lead to a value whose type is known, as the innermost scope says that declares it as one, if any does.
    fn object(&self, symbols: &Symbols, name: StringId, scope: ScopeId) -> Option<bool> {
        self.in_scope(symbols, name, scope, |declaration| declaration.object)
    }

    /// The class that `this` is one of, if that is called by this name.
    fn this(&self, symbols: &Symbols, name: StringId, scope: ScopeId) -> Option<ClassId> {
        self.innermost(symbols, name, scope, |declaration| declaration.value.map(|_| declaration.this))
            .flatten()
            .flatten()
    }

    fn in_scope(
        &self,
        symbols: &Symbols,
        name: StringId,
        scope: ScopeId,
        meant: impl Fn(&Declaration) -> Option<bool>,
    ) -> Option<bool> {
        self.innermost(symbols, name, scope, meant).map(|may_be| may_be.unwrap_or(true))
    }

    /// What is meant by the innermost scope that declares a name so; `Some(None)` beyond the last that is gone through.
    fn innermost<T>(
        &self,
        symbols: &Symbols,
        name: StringId,
        scope: ScopeId,
        meant: impl Fn(&Declaration) -> Option<T>,
    ) -> Option<Option<T>> {
        if !self.are_declared.get(name.0 as usize).copied().unwrap_or_default() {
            return None;
        }
        let mut scope = scope;
        for _ in 0..MAX_SCOPES {
            if let Some(found) = self.names.get(&(name, scope)).and_then(&meant) {
                return Some(Some(found));
            }
            let parent = symbols.scopes[scope.index()].parent;
            if parent == scope {
                return None;
            }
            scope = parent;
        }
        Some(None)
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

/// Whether a value or type is other than those that have members of the language alone, or a list of others.
fn has_type(symbols: &Symbols, expr: ExprId) -> bool {
    let mut expr = expr;
    for _ in 0..MAX_LINKS {
        expr = match symbols.expr(expr) {
            Expr::Array(part) | Expr::ArrayType(part) | Expr::ByReference(part) => part,
            Expr::Unknown
            | Expr::Literal
            | Expr::Language(_)
            | Expr::Sum(..)
            | Expr::Text(_)
            | Expr::Primitive
            | Expr::Function(_)
            | Expr::FunctionType(_) => return false,
            _ => return true,
        };
    }
    false
}
