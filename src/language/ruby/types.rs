//! Modules, classes, structs, and constants by their full names.

use super::{Field, FrameKind, Kind, Ruby};
use crate::extract::{Next, NodeRef, Outline, This, TypeSketch};
use crate::record::symbols::{BindingTarget, Expr, ExprId, OF_INCLUDERS, Package, SELF, WildcardSource};
use crate::record::{NodeKind, StringId};

/// Supertypes by their last names and as expressions.
type Supertypes = Vec<(StringId, ExprId)>;

/// What a type includes: its instances, itself; and what those get for themselves that include it, [`ExprId::UNKNOWN`] for what
/// it has itself.
#[derive(Default)]
struct Mixins {
    implements: Supertypes,
    of_class: Supertypes,
    of_includers: Vec<ExprId>,
}

impl Outline<'_, '_, Ruby> {
    /// `class A < B`, `module A`, and either as `A::B`.
    pub(super) fn enter_type(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let Some(full) = self.constant_name(name_node) else { return Next::Into };
        let superclass = self.child_of_kind(node, Kind::Superclass);
        let base = superclass.and_then(|superclass| self.first_named(superclass));
        let struct_call = base.filter(|base| self.kind(*base) == Kind::Call);
        let extends = base.map(|base| self.superclass(base)).unwrap_or_default();
        let body = self.child_of_kind(node, Kind::BodyStatement);
        self.define(node, full, extends, body);
        if let Some(call) = struct_call {
            self.push_struct_fields(call);
        }
        Next::IntoAndLeave
    }

    /// `Point = Struct.new(:x, :y) do … end`, `Data.define`, `Class.new(Base)`, `Module.new`: whether it is one, which
    /// is entered then.
    pub(super) fn define_made_type(&mut self, node: NodeRef, name: StringId, value: NodeRef) -> bool {
        if self.kind(value) != Kind::Call {
            return false;
        }
        let call = self.call_parts(value);
        let (Some(receiver), Some(method)) = (call.receiver, call.method) else { return false };
        let mut extends = Vec::new();
        let maker = self.text(receiver);
        match (maker, self.text(method)) {
            ("Struct", "new") | ("Data", "define") => extends.extend(self.supertype(receiver)),
            ("Class", "new") => {
                let base = call.arguments.and_then(|arguments| self.first_named(arguments));
                extends.extend(base.and_then(|base| self.supertype(base)));
            }
            ("Module", "new") => {}
            _ => return false,
        }
        let body = call.block.and_then(|block| self.field(block, Field::Body));
        self.define(node, name, extends, body);
        self.own.open_blocks.extend(call.block);
        if matches!(maker, "Struct" | "Data") {
            self.push_struct_fields(value);
        }
        true
    }

    /// Declares a type and enters it.
    fn define(&mut self, definition: NodeRef, full: StringId, extends: Supertypes, body: Option<NodeRef>) {
        let text = self.draft.string(full).to_owned();
        let (prefix, name) = text.rsplit_once("::").unwrap_or(("", &text));
        let name = self.draft.intern(name);
        let around = self.package();
        let around = self.full_name(around, prefix);
        let package = self.full_name(around, self.draft.string(name).to_owned().as_str());
        let class = self.new_class();
        if prefix.is_empty() && self.is_in_type() {
            self.push_nested_type(name, class);
        }
        self.bind(self.scope(), full, BindingTarget::Class(class));
        self.export_expr(name, Expr::Class(class), Some(Package::Named(around)));
        self.begin_type();
        self.push_frame(FrameKind::Type, |frame| frame.package = package);
        self.push_wildcard(WildcardSource::Package(Package::Named(package)));
        let value = self.expr(Expr::Class(class));
        self.bind_self(value);
        let Mixins { implements, of_class, of_includers } = body.map(|body| self.mixins(body)).unwrap_or_default();
        for outer in prefix.split("::").filter(|outer| !outer.is_empty()) {
            let outer = self.draft.intern(outer);
            self.begin_key_scope(outer, NodeKind::Class);
        }
        let constructor = self.draft.intern("initialize");
        let is_single = implements.iter().any(|(name, _)| self.draft.string(*name) == "Singleton");
        self.define_type(
            class,
            TypeSketch {
                extends,
                implements,
                of_class,
                constructor,
                ..TypeSketch::new(NodeKind::Class, name, definition)
            },
        );
        for ty in of_includers {
            self.push_hidden(OF_INCLUDERS, if ty == ExprId::UNKNOWN { value } else { ty });
        }
        if is_single {
            // `include Singleton`
            let class = self.expr(Expr::ThisClass(class));
            let only = self.expr(Expr::instance(class));
            let name = self.draft.intern("instance");
            self.push_reader(name, only, true);
        }
        self.set_this(This::Class(class));
    }

    /// `class << self`: what it defines belongs to the class itself.
    pub(super) fn enter_singleton_class(&mut self, _node: NodeRef) -> Next {
        self.begin_block();
        self.push_frame(FrameKind::Singleton, |_| {});
        Next::IntoAndLeave
    }

    /// Says what a name without a receiver is a member of in the innermost scope, where that is a class itself.
    pub(super) fn bind_self(&mut self, class: ExprId) {
        let name = self.draft.intern(SELF);
        self.bind(self.scope(), name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value: class });
    }

    /// What a class extends: a constant, or what makes a struct.
    fn superclass(&mut self, base: NodeRef) -> Supertypes {
        let named = match self.kind(base) {
            Kind::Call => self.call_parts(base).receiver,
            _ => Some(base),
        };
        named.and_then(|named| self.supertype(named)).into_iter().collect()
    }

    fn supertype(&mut self, node: NodeRef) -> Option<(StringId, ExprId)> {
        let full = self.constant_name(node)?;
        let text = self.draft.string(full);
        let last = text.rsplit("::").next().unwrap_or(text).to_owned();
        Some((self.draft.intern(&last), self.type_name(full)))
    }

    /// What the body includes and prepends, for the instances or the class itself, and what whoever includes it gets.
    fn mixins(&mut self, body: NodeRef) -> Mixins {
        let mut found = Mixins::default();
        let mut is_concern = false;
        for statement in self.named_children(body) {
            match self.kind(statement) {
                Kind::Call => {
                    let call = self.call_parts(statement);
                    let (None, Some(method)) = (call.receiver, call.method) else { continue };
                    let arguments = self.listed(call.arguments);
                    let word = self.text(method);
                    if !matches!(word, "include" | "prepend" | "extend" | "class_methods") {
                        continue;
                    }
                    let named = arguments.iter().filter_map(|argument| self.supertype(*argument));
                    let named: Vec<_> = named.collect();
                    match word {
                        "include" | "prepend" => found.implements.extend(named),
                        "extend" => {
                            found.of_class.extend(named);
                            is_concern |= arguments.iter().any(|argument| self.text(*argument).ends_with("Concern"));
                        }
                        "class_methods" if call.block.is_some() => found.of_includers.push(ExprId::UNKNOWN),
                        _ => {}
                    }
                }
                Kind::SingletonClass => {
                    if let Some(body) = self.child_of_kind(statement, Kind::BodyStatement) {
                        let inner = self.nested(|file| file.mixins(body)).unwrap_or_default();
                        // What extends the class of the class has its body in view, too.
                        found.of_class.extend(inner.implements.into_iter().chain(inner.of_class));
                    }
                }
                Kind::SingletonMethod => self.included_hook(statement, &mut found.of_includers),
                Kind::Module if is_concern => {
                    let name = self.field(statement, Field::Name);
                    if let Some(name) = name.filter(|name| self.text(*name) == "ClassMethods") {
                        found.of_includers.extend(self.supertype(name).map(|(_, ty)| ty));
                    }
                }
                _ => {}
            }
        }
        found
    }

    /// `def self.included(base) = base.extend(ClassMethods)`: what it extends those with that include the module.
    fn included_hook(&mut self, method: NodeRef, of_includers: &mut Vec<ExprId>) {
        let Some([object, name]) = self.fields(method, [Field::Object, Field::Name]) else { return };
        if self.kind(object) != Kind::SelfReference || !matches!(self.text(name), "included" | "prepended") {
            return;
        }
        let Some(body) = self.field(method, Field::Body) else { return };
        let statements = match self.kind(body) {
            Kind::BodyStatement => self.named_children(body),
            _ => vec![body],
        };
        for statement in statements {
            if self.kind(statement) != Kind::Call {
                continue;
            }
            let call = self.call_parts(statement);
            let (Some(_), Some(method)) = (call.receiver, call.method) else { continue };
            let arguments = self.listed(call.arguments);
            let extends = match self.text(method) {
                "extend" => &arguments[..],
                // `base.send(:extend, ClassMethods)`
                "send" if arguments.first().is_some_and(|first| self.text(*first) == ":extend") => &arguments[1..],
                _ => &[],
            };
            let extends = extends.iter().filter_map(|argument| self.supertype(*argument)).map(|(_, ty)| ty);
            of_includers.extend(extends.collect::<Vec<_>>());
        }
    }

    /// `Struct.new(:x, :y)`: its fields.
    fn push_struct_fields(&mut self, call: NodeRef) {
        let Some(arguments) = self.call_parts(call).arguments else { return };
        for argument in self.children_of_kind(arguments, Kind::SimpleSymbol) {
            if let Some(name) = self.symbol(argument) {
                self.push_field(name, None, ExprId::UNKNOWN, ExprId::UNKNOWN, false);
            }
        }
    }

    /// A constant's name as written: `Order`, `Shop::Order`; `::Order` without its colons.
    pub(super) fn constant_name(&mut self, node: NodeRef) -> Option<StringId> {
        if !matches!(self.kind(node), Kind::Constant | Kind::ScopeResolution) {
            return None;
        }
        let text = self.text(node).trim_start_matches("::");
        let is_plain =
            text.chars().all(|character| character == ':' || character == '_' || character.is_alphanumeric());
        (is_plain && text.starts_with(char::is_uppercase)).then(|| self.draft.intern(text))
    }
}
