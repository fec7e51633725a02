//! Types as visitors see them, their members, and what is declared apart from its type.

use super::conditions::{Noted, find_twins};
use super::functions::Parameter;
use super::{Outline, This};
use crate::extract::Visitor;
use crate::record::symbols::{
    BindingTarget, Class, ClassId, ExportTarget, Expr, ExprId, Extension, Member, MemberValue, OF_CLASS, Object,
    ObjectId, Package, SignatureId, Symbols,
};
use crate::record::twins::TwinTable;
use crate::record::{NodeKind, Run, StringId, TypeRowId, name_without_arity};
use crate::syntax::tree::NodeRef;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// How many of the values that are written into one field count.
const MAX_WRITTEN: usize = 8;

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
    /// What it takes members of for itself, and its instances do not: it is said to implement that too.
    pub of_class: Vec<(StringId, ExprId)>,
    /// Names of its type parameters.
    pub type_params: Vec<StringId>,
    /// The member that makes an instance; `''` if none does.
    pub constructor: StringId,
    /// Whether members of the type around it can be named in it without a receiver.
    pub sees_outer: bool,
}

impl TypeSketch {
    /// A type without supertypes and type parameters, whose instances nothing makes.
    #[must_use]
    pub const fn new(kind: NodeKind, name: StringId, definition: NodeRef) -> Self {
        Self {
            kind,
            name,
            definition,
            extends: Vec::new(),
            implements: Vec::new(),
            of_class: Vec::new(),
            type_params: Vec::new(),
            constructor: StringId::EMPTY,
            sees_outer: false,
        }
    }
}

/// A type whose row is there already, or that has none because nothing names it.
#[derive(Debug, Clone)]
pub struct TypeShape {
    /// What it is.
    pub kind: NodeKind,
    /// Its name, or `''`.
    pub name: StringId,
    /// Its row.
    pub row: Option<TypeRowId>,
    /// Its body, for [`Outline::class_with_body`].
    pub body: Option<NodeRef>,
    /// Supertypes it extends.
    pub extends: Run,
    /// Supertypes it implements.
    pub implements: Run,
    /// Names of its type parameters.
    pub type_params: Run,
    /// What each of them is where nothing is given for it.
    pub defaults: Run,
    /// The member that makes an instance; `''` if none does.
    pub constructor: StringId,
    /// The type around it whose members can be named in it without a receiver.
    pub outer: Option<ClassId>,
}

impl TypeShape {
    /// A type of which nothing else is known.
    #[must_use]
    pub const fn new(kind: NodeKind, name: StringId, row: Option<TypeRowId>) -> Self {
        let none = Run { start: 0, end: 0 };
        Self {
            kind,
            name,
            row,
            body: None,
            extends: none,
            implements: none,
            type_params: none,
            defaults: none,
            constructor: StringId::EMPTY,
            outer: None,
        }
    }
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

/// A type, or an extension of one, that has been entered and not left.
pub(super) struct OpenType {
    members: Vec<Member>,
    /// Members that are assigned somewhere without being declared; they count behind those that are.
    assigned: Vec<Member>,
    /// What is written into fields somewhere in the type, in source order.
    written: Vec<Member>,
    /// The conditions of members, by their places.
    conditions: Noted,
    body: Option<NodeRef>,
    target: Target,
    /// The innermost class that is open in it: itself, unless it is an extension.
    class: Option<ClassId>,
}

impl OpenType {
    const fn new(target: Target, body: Option<NodeRef>, class: Option<ClassId>) -> Self {
        Self {
            members: Vec::new(),
            assigned: Vec::new(),
            written: Vec::new(),
            conditions: Vec::new(),
            body,
            target,
            class,
        }
    }
}

#[derive(Clone, Copy)]
enum Target {
    /// With its row, if it has one.
    Class(ClassId, Option<TypeRowId>),
    /// With its place in the list of extensions, the key of its type, should the type be of the same file, and whether its members
    /// stand behind others.
    Extension(usize, StringId, bool),
}

/// All that a file declares apart from one type: a file may do so a method at a time.
pub(super) struct ExtensionDraft {
    name: StringId,
    of: ExprId,
    key: StringId,
    members: Vec<Member>,
    /// The conditions of members, by their places.
    conditions: Noted,
    /// Members that stand behind all others of their names, with their conditions.
    behind: (Vec<Member>, Noted),
    supertypes: Vec<(StringId, ExprId)>,
}

/// A member's text for the `fields` of a type that may be declared further down.
pub(super) struct LateField {
    key: StringId,
    name: StringId,
    text: StringId,
    is_method: bool,
}

impl<V: Visitor> Outline<'_, '_, V> {
    /// The innermost class that is open, extensions left out.
    pub fn class(&self) -> Option<ClassId> {
        self.types.last().and_then(|open| open.class)
    }

    /// The innermost open class, if this is its body.
    pub fn class_with_body(&self, node: NodeRef) -> Option<ClassId> {
        let open = self.types.last().filter(|open| open.body == Some(node))?;
        match open.target {
            Target::Class(class, _) => Some(class),
            Target::Extension(..) => None,
        }
    }

    /// The row of the class without a name that is a node's body, made when the node is first mentioned.
    pub fn class_of_body(&mut self, body: NodeRef) -> ClassId {
        if let Some(known) = self.bodies.get(&body) {
            return *known;
        }
        let class = self.new_class();
        self.bodies.insert(body, class);
        class
    }

    /// Enters a class without a name, an heir of this type: its members are its own, and their keys are those of what is
    /// around it. Ends with [`Outline::end`].
    pub fn begin_unnamed_class(&mut self, body: NodeRef, supertype: ExprId) {
        let outer = self.class();
        let class = self.class_of_body(body);
        let extends = self.expr_list(&[supertype]);
        self.begin_type();
        let shape = TypeShape::new(NodeKind::Class, StringId::EMPTY, None);
        self.open_type(class, TypeShape { extends, outer, ..shape });
    }

    /// A class's row, to be defined later.
    pub fn new_class(&mut self) -> ClassId {
        let none = Run::default();
        let classes = &mut self.draft.symbols().classes;
        let none_yet = Class {
            type_row: None,
            name: StringId::EMPTY,
            members: none,
            extends: none,
            implements: none,
            type_params: none,
            defaults: none,
            constructor: StringId::EMPTY,
            outer: None,
            scope: None,
        };
        ClassId::push(classes, none_yet)
    }

    /// Declares a class in the innermost scope, and as a member of the type around it if it stands right in one.
    pub fn declare_class(&mut self, name: StringId) -> ClassId {
        let class = self.new_class();
        self.bind(self.scope, name, BindingTarget::Class(class));
        if self.is_in_type() {
            self.push_nested_type(name, class);
        }
        class
    }

    /// Adds the row of a type that was entered with a scope of its own: where that stands in a function, types of its name in
    /// other scopes are other types.
    pub fn push_local_type(&mut self, kind: NodeKind, name: StringId, definition: NodeRef) -> TypeRowId {
        let around = self.frames.last().filter(|frame| frame.is_in_function).map(|frame| frame.scope);
        let scope = around.unwrap_or(Symbols::FILE_SCOPE);
        self.draft.push_type_in(scope, kind, name, self.tree.node(definition))
    }

    /// Makes an expression known to other files by a name: as an export of this one, and of the package it is a part of.
    pub fn export_expr(&mut self, name: StringId, expr: Expr, package: Option<Package>) {
        let expr = self.expr(expr);
        self.export(name, ExportTarget::Expression(expr), package);
    }

    /// Adds a constant of the enum that is open: a value of it.
    pub fn push_enum_value(&mut self, name: StringId, type_text: Option<StringId>) {
        let ty = self.type_name(self.class_name);
        self.push_field(name, type_text, ty, ExprId::UNKNOWN, true);
    }

    /// Says what the type entered last is, and keys what is inside it under its name.
    pub fn define_type(&mut self, class: ClassId, sketch: TypeSketch) {
        let outer = self.class().filter(|_| sketch.sees_outer);
        let row = self.draft.push_type(sketch.kind, sketch.name, self.tree.node(sketch.definition));
        for (name, expression) in &sketch.extends {
            self.draft.push_extends(row, *name, *expression);
        }
        for (name, expression) in sketch.implements.iter().chain(&sketch.of_class) {
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
        let shape = TypeShape::new(kind, name, row);
        let shape = TypeShape { extends, implements, type_params, constructor, outer, ..shape };
        self.open_type(class, shape);
        for (_, ty) in sketch.of_class {
            self.push_hidden(OF_CLASS, ty);
        }
    }

    /// Adds a member under one of the names that no member has: [`OF_CLASS`], [`OF_INCLUDERS`](crate::record::symbols::OF_INCLUDERS).
    pub fn push_hidden(&mut self, name: &str, ty: ExprId) {
        let name = self.draft.intern(name);
        let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
        self.push_member(Member { name, is_static: true, value });
    }

    /// [`Outline::define_type`] for a type whose row and supertypes the visitor has added, or that nothing names.
    pub fn open_type(&mut self, class: ClassId, shape: TypeShape) {
        self.this = This::Instance(class);
        self.class_name = shape.name;
        if shape.row.is_some() {
            self.begin_key_scope(shape.name, shape.kind);
        }
        self.types.push(OpenType::new(Target::Class(class, shape.row), shape.body, Some(class)));
        self.set_defined();
        self.fill_class(class, shape, Run::default());
        let scope = self.scope;
        if let Some(row) = self.draft.symbols().classes.get_mut(class.index()) {
            row.scope = Some(scope);
        }
    }

    /// Says what a type is all of whose members are known at once.
    pub fn define_closed_type(&mut self, class: ClassId, shape: TypeShape, members: Vec<Member>) {
        let members = self.member_list(members);
        self.fill_class(class, shape, members);
    }

    fn fill_class(&mut self, class: ClassId, shape: TypeShape, members: Run) {
        if let Some(row) = self.draft.symbols().classes.get_mut(class.index()) {
            *row = Class {
                type_row: shape.row,
                name: shape.name,
                members,
                extends: shape.extends,
                implements: shape.implements,
                type_params: shape.type_params,
                defaults: shape.defaults,
                constructor: shape.constructor,
                outer: shape.outer,
                scope: None,
            };
        }
    }

    /// The last name of the first type that a class extends; `Object` if it names none.
    pub fn superclass_name(&mut self, class: ClassId) -> StringId {
        let facts = self.draft.facts();
        let symbols = self.draft.symbols();
        let base = symbols.expr_lists[symbols.classes[class.index()].extends.range()].first().copied();
        let mut base = base.map_or(Expr::Unknown, |base| symbols.expr(base));
        if let Expr::Generic { base: inner, .. } = base {
            base = symbols.expr(inner);
        }
        match base {
            Expr::TypeName { name, .. } => {
                let last = self.draft.string(name).rsplit(facts.separator).next().unwrap_or_default();
                let last = if facts.types_differ_by_arity { name_without_arity(last) } else { last }.to_owned();
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
            self.extensions.push(ExtensionDraft {
                name,
                of,
                key,
                members: Vec::new(),
                conditions: Vec::new(),
                behind: (Vec::new(), Vec::new()),
                supertypes: Vec::new(),
            });
        }
        self.extensions[place].supertypes.extend_from_slice(supertypes);
        self.this = This::Of(of);
        self.class_name = name;
        self.begin_key_scope(name, NodeKind::Class);
        let class = self.class();
        self.types.push(OpenType::new(Target::Extension(place, key, !supertypes.is_empty()), None, class));
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
            let place = open.members.len() as u32;
            open.members.push(member);
            open.conditions.extend(self.conditions.of_member().map(|condition| (place, condition)));
        }
    }

    /// Adds a member of an open class that is assigned without being declared: a declared one of that name comes first.
    pub fn push_assigned(&mut self, class: ClassId, member: Member) {
        let is_class = |open: &&mut OpenType| matches!(open.target, Target::Class(of, _) if of == class);
        if let Some(open) = self.types.iter_mut().rev().find(is_class) {
            open.assigned.push(member);
        }
    }

    /// Says that something is written into a field of the innermost open class, which holds it then, among others: a field that
    /// declares no type, or one that the class declares nowhere and no supertype can.
    pub fn push_written(&mut self, name: StringId, is_static: bool, value: ExprId) {
        if let Some(open) = self.types.last_mut().filter(|_| value != ExprId::UNKNOWN) {
            let value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            open.written.push(Member { name, is_static, value });
        }
    }

    /// Lets fields without a declared type be what is written into them.
    fn fill_fields(&mut self, open: &mut OpenType, has_supertypes: bool) {
        let mut places = FxHashMap::default();
        for (at, member) in open.members.iter().enumerate() {
            if matches!(member.value, MemberValue::Field { .. }) {
                places.entry((member.name, member.is_static)).or_insert((at, 0));
            }
        }
        for written in std::mem::take(&mut open.written) {
            let next = open.members.len();
            let (place, count) = match places.entry((written.name, written.is_static)) {
                Entry::Occupied(known) => known.into_mut(),
                // It may be a supertype's, which may say more of it.
                Entry::Vacant(_) if has_supertypes => continue,
                Entry::Vacant(unknown) => {
                    open.members.push(written);
                    unknown.insert((next, 1));
                    continue;
                }
            };
            *count += 1;
            if *count <= MAX_WRITTEN
                && let MemberValue::Field { value: more, .. } = written.value
                && let MemberValue::Field { ty: ExprId::UNKNOWN, value } = open.members[*place].value
            {
                let value = if value == ExprId::UNKNOWN { more } else { self.expr(Expr::Either(value, more)) };
                open.members[*place].value = MemberValue::Field { ty: ExprId::UNKNOWN, value };
            }
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
            Some(Target::Extension(_, key, _)) => self.late_fields.push(LateField { key, name, text, is_method }),
            Some(Target::Class(_, None)) | None => {}
        }
    }

    /// Adds a method to a type's row: its name, and its text in `fields`.
    pub fn set_method(&mut self, row: TypeRowId, name: StringId, text: StringId, is_setter: bool) {
        self.draft.push_method_name(row, name);
        // A setter says nothing of what reading the member gives.
        if !(is_setter && self.draft.has_field(row, name)) {
            self.draft.set_field(row, name, text);
        }
    }

    pub(super) fn end_type(&mut self) {
        let Some(mut open) = self.types.pop() else { return };
        match open.target {
            Target::Class(class, _) => {
                if !open.written.is_empty() {
                    let row = self.draft.symbols().classes[class.index()];
                    let has_supertypes = !row.extends.range().is_empty() || !row.implements.range().is_empty();
                    self.fill_fields(&mut open, has_supertypes);
                }
                open.members.append(&mut open.assigned);
                let members = self.member_list_with_twins(open.members, &open.conditions);
                if let Some(class) = self.draft.symbols().classes.get_mut(class.index()) {
                    class.members = members;
                }
            }
            Target::Extension(place, _, is_behind) => {
                let ExtensionDraft { members, conditions, behind, .. } = &mut self.extensions[place];
                let (members, conditions) =
                    if is_behind { (&mut behind.0, &mut behind.1) } else { (members, conditions) };
                append(members, conditions, open.members, &open.conditions);
            }
        }
    }

    /// A list of members.
    pub fn member_list(&mut self, members: Vec<Member>) -> Run {
        let list = &mut self.draft.symbols().members;
        let start = list.len() as u32;
        list.extend(members);
        Run { start, end: list.len() as u32 }
    }

    /// A list of members, of which some have conditions.
    fn member_list_with_twins(&mut self, members: Vec<Member>, conditions: &Noted) -> Run {
        let run = self.member_list(members);
        let symbols = self.draft.symbols();
        let members = &symbols.members[run.range()];
        find_twins(TwinTable::Members, run.start, members, |member| member.name, conditions, &mut symbols.twins);
        run
    }

    /// Adds an object by shape.
    pub fn push_object(&mut self, object: Object) -> ObjectId {
        ObjectId::push(&mut self.draft.symbols().objects, object)
    }

    /// Writes the extensions down, and their supertypes with the types that this file declares itself.
    pub(super) fn finish_types(&mut self) {
        for extension in std::mem::take(&mut self.extensions) {
            let ExtensionDraft { name, of, key, mut members, mut conditions, behind, supertypes } = extension;
            append(&mut members, &mut conditions, behind.0, &behind.1);
            if let Some(row) = self.draft.type_with_key(key) {
                for (name, expression) in &supertypes {
                    self.draft.push_implements(row, *name, *expression);
                }
            }
            let members = self.member_list_with_twins(members, &conditions);
            let supertypes: Vec<ExprId> = supertypes.into_iter().map(|(_, expression)| expression).collect();
            let supertypes = self.expr_list(&supertypes);
            self.draft.symbols().extensions.push(Extension { name, of, members, supertypes });
        }
        for field in std::mem::take(&mut self.late_fields) {
            let Some(row) = self.draft.type_with_key(field.key) else { continue };
            if field.is_method {
                self.draft.push_method_name(row, field.name);
            }
            self.draft.set_field(row, field.name, field.text);
        }
    }
}

/// Adds members with their conditions to others.
fn append(members: &mut Vec<Member>, conditions: &mut Noted, more: Vec<Member>, of_more: &Noted) {
    let before = members.len() as u32;
    members.extend(more);
    conditions.extend(of_more.iter().map(|(row, condition)| (before + row, *condition)));
}
