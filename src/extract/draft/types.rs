//! Types in the making: declarations of one key are one type, whose members and supertypes come in one by one.
//!
//! In: declarations and what they declare, in source order. Out: rows of types, fields and supertypes, and the names that
//! a file defines.

use super::RecordDraft;
use crate::record::symbols::{ExprId, ScopeId, Symbols};
use crate::record::{FieldRow, NodeKind, NodeRowId, Run, ScopeSegment, StringId, SupertypeRow, TypeRow, TypeRowId};
use crate::syntax::flat::FlatNode;
use rustc_hash::{FxHashMap, FxHashSet};

/// The types of one file, as far as they are known.
#[derive(Default)]
pub(super) struct TypeDrafts {
    rows: Vec<TypeDraft>,
    of_key: FxHashMap<StringId, TypeRowId>,
    /// Types of a key that an earlier one has in another scope, by that key, and how many types a key was meant for.
    further: FxHashMap<(StringId, ScopeId), TypeRowId>,
    counts: FxHashMap<StringId, u32>,
    /// Where a member stands in the fields of its type.
    field_places: FxHashMap<(TypeRowId, StringId), u32>,
}

struct TypeDraft {
    node: NodeRowId,
    kind: NodeKind,
    key: StringId,
    name: StringId,
    declared_in: ScopeId,
    scope: Run,
    fields: Vec<FieldRow>,
    methods: Vec<StringId>,
    extends: Vec<SupertypeRow>,
    implements: Vec<SupertypeRow>,
}

impl RecordDraft<'_> {
    /// The type with this key, if there is one so far.
    #[must_use]
    pub fn type_with_key(&self, key: StringId) -> Option<TypeRowId> {
        self.types.of_key.get(&key).copied()
    }

    /// The kind of a type.
    #[must_use]
    pub fn kind_of_type(&self, row: TypeRowId) -> Option<NodeKind> {
        self.types.rows.get(row.index()).map(|draft| draft.kind)
    }

    /// Adds a type in the current key scope with its node, or finds the one of the same key, and answers its row.
    pub fn push_type(&mut self, kind: NodeKind, name: StringId, definition: FlatNode) -> TypeRowId {
        self.push_type_in(Symbols::FILE_SCOPE, kind, name, definition)
    }

    /// The same of one that only this scope of a function knows: those of one key in other scopes are other types, which are
    /// keyed `#2`, `#3`, as functions are.
    pub fn push_type_in(&mut self, scope: ScopeId, kind: NodeKind, name: StringId, definition: FlatNode) -> TypeRowId {
        let node = self.push_node(kind, name, definition, std::iter::empty());
        let is_scoped = self.affords(self.prefix.len() + size_of_val(self.segments.as_slice()));
        let mut key = self.key_of(name, is_scoped);
        if let Some(&first) = self.types.of_key.get(&key) {
            if self.types.rows[first.index()].declared_in == scope {
                return first;
            }
            if let Some(&known) = self.types.further.get(&(key, scope)) {
                return known;
            }
            let count = self.types.counts.entry(key).or_insert(1);
            *count += 1;
            let text = format!("{}#{count}", self.record.strings.get(key));
            let further = self.record.strings.intern(&text);
            self.types.further.insert((key, scope), TypeRowId::new(self.types.rows.len() as u32));
            key = further;
        }
        let start = self.record.scope_segments.len() as u32;
        if is_scoped {
            self.record.scope_segments.extend_from_slice(&self.segments);
        }
        self.record.scope_segments.push(ScopeSegment { name, kind });
        let draft = TypeDraft {
            node,
            kind,
            key,
            name,
            declared_in: scope,
            scope: Run { start, end: self.record.scope_segments.len() as u32 },
            fields: Vec::new(),
            methods: Vec::new(),
            extends: Vec::new(),
            implements: Vec::new(),
        };
        let index = TypeRowId::push(&mut self.types.rows, draft);
        self.types.of_key.insert(key, index);
        index
    }

    /// Sets a member of a type; a later one of the same name replaces the text of the earlier one.
    pub fn set_field(&mut self, type_index: TypeRowId, name: StringId, type_text: StringId) {
        let Some(draft) = self.types.rows.get_mut(type_index.index()) else { return };
        let place = *self.types.field_places.entry((type_index, name)).or_insert(draft.fields.len() as u32);
        match draft.fields.get_mut(place as usize) {
            Some(field) => field.type_text = type_text,
            None => draft.fields.push(FieldRow { name, type_text }),
        }
    }

    /// Whether a type has a member of this name.
    #[must_use]
    pub fn has_field(&self, type_index: TypeRowId, name: StringId) -> bool {
        self.types.field_places.contains_key(&(type_index, name))
    }

    /// Notes that a type defines a method, for `defines`.
    pub fn push_method_name(&mut self, type_index: TypeRowId, name: StringId) {
        if let Some(draft) = self.types.rows.get_mut(type_index.index()) {
            draft.methods.push(name);
        }
    }

    /// Adds a supertype that a type extends.
    pub fn push_extends(&mut self, type_index: TypeRowId, name: StringId, expression: ExprId) {
        if let Some(draft) = self.types.rows.get_mut(type_index.index()) {
            draft.extends.push(SupertypeRow { name, expression });
        }
    }

    /// Adds a supertype that a type implements.
    pub fn push_implements(&mut self, type_index: TypeRowId, name: StringId, expression: ExprId) {
        if let Some(draft) = self.types.rows.get_mut(type_index.index()) {
            draft.implements.push(SupertypeRow { name, expression });
        }
    }

    /// Turns what is known of the types into rows.
    pub(super) fn finish_types(&mut self) {
        self.name_definitions();
        for draft in std::mem::take(&mut self.types.rows) {
            let row = TypeRow {
                node: draft.node,
                kind: draft.kind,
                key: draft.key,
                name: draft.name,
                scope: draft.scope,
                fields: append(&mut self.record.fields, draft.fields),
                extends: append(&mut self.record.supertypes, draft.extends),
                implements: append(&mut self.record.supertypes, draft.implements),
            };
            self.record.types.push(row);
        }
    }

    /// `defines` and `className`, in the order of the service this package replaces: classes, interfaces,
    /// enums, then aliases; a type's methods before its own name.
    fn name_definitions(&mut self) {
        let mut defined = FxHashSet::default();
        let mut classes = FxHashSet::default();
        for kind in [NodeKind::Class, NodeKind::Interface, NodeKind::Enum, NodeKind::TypeAlias] {
            for draft in self.types.rows.iter().filter(|draft| draft.kind == kind) {
                let methods = if kind == NodeKind::TypeAlias { &[] } else { draft.methods.as_slice() };
                for name in methods.iter().chain([&draft.name]) {
                    if defined.insert(*name) {
                        self.record.defines.push(*name);
                    }
                }
                if kind != NodeKind::TypeAlias && classes.insert(draft.name) {
                    self.record.class_names.push(draft.name);
                }
            }
        }
    }
}

fn append<T>(table: &mut Vec<T>, rows: Vec<T>) -> Run {
    let start = table.len() as u32;
    table.extend(rows);
    Run { start, end: table.len() as u32 }
}
