//! What is assigned to properties: of functions, objects, classes, of `exports`, of prototypes and of the `this` of functions
//! that are called with `new`.
//!
//! In: assignments, and calls of the functions that put properties on objects. Out: owners as they are written with what they
//! are given, in source order; `owners` finds out whose properties they are. A function to whose `this` or prototype
//! something is assigned has a class of its own: what `new` makes of it.

use super::{Field, Kind, TypeScript, builtins};
use crate::extract::{NodeRef, Outline, This};
use crate::record::symbols::{ClassId, ExportTarget, Expr, ExprId, Member, MemberValue, Object, SignatureId};
use crate::record::{Run, StringId};
use rustc_hash::FxHashMap;

/// Something that is assigned to a property.
pub(super) struct Assigned {
    /// What has the property.
    pub owner: ExprId,
    /// The property's name.
    pub name: StringId,
    /// What it is.
    pub value: MemberValue,
}

/// What is assigned to properties in a file, until all of it is known.
#[derive(Default)]
pub(super) struct Properties {
    pub(super) assigned: Vec<Assigned>,
    /// Prototypes that are assigned whole or get all that another object has, with that object.
    pub(super) heirs: Vec<(ExprId, ExprId)>,
    /// What `new` makes of a function.
    pub(super) classes: FxHashMap<SignatureId, ClassId>,
    /// A name of the file that holds what is assigned to `module.exports`.
    pub(super) exported: Option<StringId>,
    /// What `this` is in the methods of an object literal that is no object of its own.
    receivers: FxHashMap<NodeRef, ExprId>,
}

impl Properties {
    /// Says that a name of the file holds what is assigned to `module.exports`.
    pub(super) fn exports_too(&mut self, name: StringId) {
        self.exported.get_or_insert(name);
    }
}

impl Outline<'_, '_, TypeScript> {
    /// The class of what `new` makes of a function.
    pub(super) fn made_by(&mut self, function: SignatureId) -> ClassId {
        if let Some(known) = self.own.properties.classes.get(&function) {
            return *known;
        }
        let class = self.new_class();
        self.own.properties.classes.insert(function, class);
        class
    }

    /// `this` here.
    pub(super) fn this_value(&mut self) -> Expr {
        match self.this() {
            This::New(function) => Expr::This(Some(self.made_by(function))),
            _ => self.this_shape(),
        }
    }

    /// What `this` is in a function that is assigned to a property, if it is: the object that has the property. Where the
    /// property's name begins like a class's, the function is one.
    pub(super) fn this_of_assigned(&mut self, function: NodeRef) -> Option<This> {
        let assignment = self.parent_of_kind(Kind::AssignmentExpression)?;
        let [left, right] = self.fields(assignment, [Field::Left, Field::Right])?;
        if right != function {
            return None;
        }
        let object = self.property_owner(left)?;
        if self.kind(object) == Kind::This {
            return Some(self.this());
        }
        let name = self.property_name(left)?;
        if self.draft.string(name).starts_with(char::is_uppercase) || self.text(left) == "module.exports" {
            return None;
        }
        match self.expr_of(object) {
            ExprId::UNKNOWN => None,
            object => Some(This::Of(object)),
        }
    }

    /// What `this` is in the methods of an object literal whose members are those of something else, or of something more.
    pub(super) fn receiver_of(&mut self, object: NodeRef) -> Option<This> {
        let known = self.own.properties.receivers.get(&object).copied();
        let receiver = known.or_else(|| {
            let component = self.component_of(object)?;
            self.own.properties.receivers.insert(object, component);
            Some(component)
        });
        receiver.map(This::Of)
    }

    fn property_owner(&mut self, left: NodeRef) -> Option<NodeRef> {
        match self.kind(left) {
            Kind::MemberExpression | Kind::SubscriptExpression => self.field(left, Field::Object),
            _ => None,
        }
    }

    /// The name of a property: `b` of `a.b` and `a['b']`.
    pub(super) fn property_name(&mut self, left: NodeRef) -> Option<StringId> {
        match self.kind(left) {
            Kind::MemberExpression => self.field(left, Field::Property).map(|property| self.intern_node(property)),
            Kind::SubscriptExpression => {
                let index = self.field(left, Field::Index).filter(|index| self.kind(*index) == Kind::String)?;
                Some(self.unquoted(index))
            }
            _ => None,
        }
    }

    /// `owner.name = right`, `owner['name'] = right`.
    pub(super) fn push_property(&mut self, left: NodeRef, right: NodeRef, ty: ExprId) {
        let (Some(object), Some(name)) = (self.property_owner(left), self.property_name(left)) else { return };
        if self.draft.string(name) == "prototype" {
            return self.push_prototype(object, right);
        }
        let value = self.named_expr(right);
        let owner = match (self.kind(object), self.this()) {
            (Kind::This, This::Instance(_) | This::Class(_)) => return self.push_assigned_member(name, ty, value),
            (Kind::This, This::Unknown) => return,
            _ => self.expr_of(object),
        };
        self.assign(owner, name, ty, value);
    }

    fn assign(&mut self, owner: ExprId, name: StringId, ty: ExprId, value: ExprId) {
        let owner = self.without_tests(owner);
        let says_nothing =
            matches!(self.draft.symbols().expr(value), Expr::Unknown | Expr::Literal | Expr::Language(_));
        if owner != ExprId::UNKNOWN && !(says_nothing && ty == ExprId::UNKNOWN) {
            let value = MemberValue::Field { ty, value };
            self.own.properties.assigned.push(Assigned { owner, name, value });
        }
    }

    /// `Class.prototype = right`
    fn push_prototype(&mut self, class: NodeRef, right: NodeRef) {
        let class = self.expr_of(class);
        self.inherit(class, right);
    }

    /// The instances of what `class` is have the members of `from`.
    fn inherit(&mut self, class: ExprId, from: NodeRef) {
        let from = self.unwrapped(from);
        if class == ExprId::UNKNOWN {
            return;
        }
        if self.kind(from) == Kind::Object {
            let instance = self.expr(Expr::instance(class));
            self.own.properties.receivers.insert(from, instance);
        }
        let value = match self.own_call(from) {
            Some((builtins::OwnCall::Create, arguments)) => arguments.first().map(|first| self.expr_of(*first)),
            _ => Some(self.expr_of(from)),
        };
        if let Some(value) = value.filter(|value| *value != ExprId::UNKNOWN) {
            self.own.properties.heirs.push((class, value));
        }
    }

    /// A call of one of the language's own functions that make or change objects, with its arguments.
    pub(super) fn own_call(&mut self, call: NodeRef) -> Option<(builtins::OwnCall, Vec<NodeRef>)> {
        if self.kind(call) != Kind::CallExpression {
            return None;
        }
        let function = self.field(call, Field::Function)?;
        let last = match self.kind(function) {
            Kind::MemberExpression => self.field(function, Field::Property)?,
            Kind::Identifier => function,
            _ => return None,
        };
        let name = self.text(last);
        let receiver = match self.kind(function) {
            Kind::MemberExpression => self.field(function, Field::Object).map_or("", |object| self.text(object)),
            _ => "",
        };
        let own = builtins::own_call(receiver, name)?;
        Some((own, self.listed_behind(call, Field::Arguments)))
    }

    /// Whether a call makes an object of others.
    pub(super) fn makes_object(&mut self, call: NodeRef) -> bool {
        let own = self.own_call(call).map(|(own, _)| own);
        matches!(own, Some(builtins::OwnCall::Create | builtins::OwnCall::Assign | builtins::OwnCall::Same))
    }

    /// The value of a call that makes an object of others.
    pub(super) fn made_object(&mut self, call: NodeRef) -> Option<Expr> {
        let (own, mut arguments) = self.own_call(call)?;
        match own {
            builtins::OwnCall::Create => arguments.truncate(1),
            builtins::OwnCall::Assign => arguments.reverse(),
            builtins::OwnCall::Same => {
                let value = arguments.first().copied();
                let value = self.expr_if(value);
                return Some(self.draft.symbols().expr(value));
            }
            _ => return None,
        }
        let parts = self.exprs_of(arguments);
        Some(Expr::Object(self.push_object(Object { members: Run::default(), spreads: parts })))
    }

    /// What a call of one of the language's own functions puts on an object.
    pub(super) fn push_own_call(&mut self, call: NodeRef) {
        let Some((own, arguments)) = self.own_call(call) else { return };
        match (own, &arguments[..]) {
            (builtins::OwnCall::Assign, [target, sources @ ..]) => {
                for source in sources {
                    self.push_all_of(*target, *source);
                }
            }
            (builtins::OwnCall::Inherit, [class, from, ..]) => {
                let class = self.expr_of(*class);
                let from = self.expr_of(*from);
                let instance = self.expr(Expr::instance(from));
                if class != ExprId::UNKNOWN && from != ExprId::UNKNOWN {
                    self.own.properties.heirs.push((class, instance));
                }
            }
            (builtins::OwnCall::Define, [object, name, descriptor, ..]) if self.kind(*name) == Kind::String => {
                let name = self.unquoted(*name);
                self.define_property(*object, name, *descriptor);
            }
            (builtins::OwnCall::ReExport, [module, ..]) => {
                if self.kind(*module) == Kind::CallExpression
                    && let Some((specifier, _)) = self.required_specifier(*module)
                {
                    let specifier = self.draft.intern(specifier);
                    let everything = self.draft.intern("*");
                    self.export(everything, ExportTarget::From { specifier, imported: everything }, None);
                }
            }
            _ => {}
        }
    }

    /// `Object.assign(target, source)`
    fn push_all_of(&mut self, target: NodeRef, source: NodeRef) {
        if matches!(self.text(target), "exports" | "module.exports") {
            return self.export_all_of(source);
        }
        if self.kind(target) == Kind::MemberExpression
            && self.field(target, Field::Property).is_some_and(|property| self.text(property) == "prototype")
        {
            if let Some(class) = self.field(target, Field::Object) {
                let class = self.expr_of(class);
                self.inherit(class, source);
            }
            return;
        }
        if !matches!(self.kind(target), Kind::Identifier | Kind::MemberExpression) || self.kind(source) != Kind::Object
        {
            return;
        }
        let owner = self.expr_of(target);
        if owner != ExprId::UNKNOWN {
            self.own.properties.receivers.insert(source, owner);
        }
        let Expr::Object(object) = self.shape_of(source) else { return };
        let members = self.draft.symbols().objects[object.index()].members;
        let members: Vec<Member> = self.draft.symbols().members[members.range()].to_vec();
        for Member { name, value, .. } in members {
            self.own.properties.assigned.push(Assigned { owner, name, value });
        }
    }

    /// `Object.assign(exports, source)`: exports what an object literal lists, or all that a module exports.
    fn export_all_of(&mut self, source: NodeRef) {
        let mut specifiers = Vec::new();
        match self.shape_of(source) {
            Expr::Object(object) => {
                let Object { members, spreads } = self.draft.symbols().objects[object.index()];
                for at in members.range() {
                    let Member { name, value, .. } = self.draft.symbols().members[at];
                    let value = match value {
                        MemberValue::Field { value, .. } => value,
                        MemberValue::Method(signature) => self.expr(Expr::Function(signature)),
                        MemberValue::Getter(_) | MemberValue::Setter(_) => continue,
                    };
                    self.export(name, ExportTarget::Expression(value), None);
                }
                for at in spreads.range() {
                    let symbols = self.draft.symbols();
                    if let Expr::Module { specifier, is_promise: false } = symbols.expr(symbols.expr_lists[at]) {
                        specifiers.push(specifier);
                    }
                }
            }
            Expr::Module { specifier, is_promise: false } => specifiers.push(specifier),
            _ => {}
        }
        let everything = self.draft.intern("*");
        for specifier in specifiers {
            self.export(everything, ExportTarget::From { specifier, imported: everything }, None);
        }
    }

    fn shape_of(&mut self, node: NodeRef) -> Expr {
        let expr = self.expr_of(node);
        self.draft.symbols().expr(expr)
    }

    /// `Object.defineProperty(object, 'name', descriptor)`
    fn define_property(&mut self, object: NodeRef, name: StringId, descriptor: NodeRef) {
        let owner = self.expr_of(object);
        if owner != ExprId::UNKNOWN {
            self.own.properties.receivers.insert(descriptor, owner);
        }
        let Expr::Object(described) = self.shape_of(descriptor) else { return };
        let members = self.draft.symbols().objects[described.index()].members;
        let mut value = ExprId::UNKNOWN;
        for at in members.range() {
            let member = self.draft.symbols().members[at];
            let is_getter = self.draft.string(member.name) == "get";
            match member.value {
                MemberValue::Field { value: given, .. } if self.draft.string(member.name) == "value" => value = given,
                MemberValue::Field { value: getter, .. } if is_getter => value = self.expr(Expr::call(getter)),
                MemberValue::Method(getter) if is_getter => {
                    let getter = self.expr(Expr::Function(getter));
                    value = self.expr(Expr::call(getter));
                }
                _ => {}
            }
        }
        if matches!(self.text(object), "exports" | "module.exports") && value != ExprId::UNKNOWN {
            self.export(name, ExportTarget::Expression(value), None);
        }
        self.assign(owner, name, ExprId::UNKNOWN, value);
    }
}
