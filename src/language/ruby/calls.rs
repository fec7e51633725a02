//! Call sites, also those without parentheses or receiver; and calls that declare something: `require`, `attr_reader`,
//! `define_method`.

use super::words::{Field, Kind};
use super::{Bound, RubyVisitor};
use crate::language::outline::{ExpressionShapes, This};
use crate::language::tree::NodeRef;
use crate::record::symbols::{Expr, ExprId, MemberValue};
use crate::record::{CallForm, StringId};

impl RubyVisitor<'_, '_> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> bool {
        let method = self.outline.field(node, Field::Method);
        let receiver = self.outline.field(node, Field::Receiver);
        self.seen.extend(method);
        if self.seen.contains(&node) {
            return false;
        }
        let Some(method) = method.filter(|method| self.outline.kind(*method) != Kind::Super) else {
            // `f.()` calls what `f` is; `super()` is seen where the word stands.
            if let Some(receiver) = receiver {
                let callee = self.expr_of(receiver);
                let byte = self.outline.end_byte(receiver);
                self.outline.push_call(node, StringId::EMPTY, byte, CallForm::Plain, callee);
            }
            return false;
        };
        let text = self.outline.text(method);
        let byte = self.outline.start_byte(method);
        if receiver.is_none() {
            self.declare(node, text);
        }
        if text == "new"
            && let Some(class) = self.constructed(receiver)
        {
            let name = self.outline.draft.intern("initialize");
            self.outline.push_call(node, name, byte, CallForm::Construct, class);
            return false;
        }
        let name = self.outline.intern_node(method);
        let (form, callee) = match receiver {
            Some(receiver) => {
                let object = self.expr_of(receiver);
                (CallForm::Member, self.outline.expr(Expr::Member { object, name }))
            }
            None => {
                let shape = self.outline.name_shape(name, true);
                (CallForm::Plain, self.outline.expr(shape))
            }
        };
        self.outline.push_call(node, name, byte, form, callee);
        false
    }

    /// The class that `new` is called on, if that can be seen: a constant, or the one around it.
    pub(super) fn constructed(&mut self, receiver: Option<NodeRef>) -> Option<ExprId> {
        let own = match self.outline.this() {
            This::Class(class) => Some(class),
            _ => None,
        };
        match receiver.map(|receiver| (self.outline.kind(receiver), receiver)) {
            Some((Kind::Constant | Kind::ScopeResolution, receiver)) => Some(self.expr_of(receiver)),
            Some((Kind::SelfWord, _)) | None => own.map(|class| self.outline.expr(Expr::Class(class))),
            Some(_) => None,
        }
    }

    /// A name that is no local variable: a call of a method of `self`.
    pub(super) fn enter_name(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        if self.seen.contains(&node) {
            return false;
        }
        let parent = ancestors.last().map(|parent| self.outline.kind(*parent));
        let is_part = matches!(
            parent,
            Some(
                Kind::Method
                    | Kind::SingletonMethod
                    | Kind::Setter
                    | Kind::MethodParameters
                    | Kind::BlockParameters
                    | Kind::LambdaParameters
                    | Kind::BlockParameter
                    | Kind::SplatParameter
                    | Kind::HashSplatParameter
                    | Kind::DestructuredParameter
                    | Kind::ExceptionVariable
                    | Kind::VariableReferencePattern
                    | Kind::LeftAssignmentList
                    | Kind::RestAssignment
            )
        );
        let name = self.outline.intern_node(node);
        if is_part || self.is_local(name) {
            return false;
        }
        let byte = self.outline.start_byte(node);
        if self.outline.text(node) == "new"
            && let Some(class) = self.constructed(None)
        {
            let name = self.outline.draft.intern("initialize");
            self.outline.push_call(node, name, byte, CallForm::Construct, class);
            return false;
        }
        let shape = self.outline.name_shape(name, true);
        let callee = self.outline.expr(shape);
        self.outline.push_call(node, name, byte, CallForm::Plain, callee);
        false
    }

    /// `super`, with or without arguments: the method of the same name further up.
    pub(super) fn enter_super(&mut self, node: NodeRef, ancestors: &[NodeRef]) -> bool {
        let call = ancestors.last().copied().filter(|parent| self.outline.kind(*parent) == Kind::Call);
        let is_called = call.is_some_and(|call| self.outline.field(call, Field::Method) == Some(node));
        let whole = call.filter(|_| is_called).unwrap_or(node);
        let name = self.outline.intern_node(node);
        let byte = self.outline.start_byte(node);
        let method = self.open.iter().rev().find_map(|open| open.method);
        let class = match self.outline.this() {
            This::Instance(class) | This::Class(class) => Some(class),
            This::Of(_) | This::Unknown => None,
        };
        let object = self.outline.expr(Expr::Super(class));
        let callee = self.outline.expr(Expr::Member { object, name: method.unwrap_or(name) });
        self.outline.push_call(whole, name, byte, CallForm::Member, callee);
        false
    }

    /// What a call without a receiver declares, if anything.
    fn declare(&mut self, node: NodeRef, method: &str) {
        let arguments = self.outline.child_of_kind(node, Kind::ArgumentList);
        let arguments = arguments.map(|list| self.outline.named_children(list)).unwrap_or_default();
        match method {
            "require" | "require_relative" | "load" => {
                if let Some(path) = arguments.first() {
                    self.push_required(node, *path, method == "require_relative");
                }
            }
            "autoload" => {
                if let Some(path) = arguments.get(1) {
                    self.push_required(node, *path, false);
                }
            }
            "attr_reader" | "attr_writer" | "attr_accessor" if self.is_in_type() => {
                for argument in arguments {
                    self.push_attribute(argument);
                }
            }
            "define_method" | "define_singleton_method" => {
                let block = self.outline.field(node, Field::Block);
                if let (Some(block), Some(name_node)) = (block, arguments.first())
                    && self.outline.kind(*name_node) == Kind::SimpleSymbol
                {
                    let name = self.outline.draft.intern(self.outline.text(*name_node).trim_start_matches(':'));
                    self.bound.insert(block, Bound { definition: node, name_node: *name_node, name });
                }
            }
            _ => {}
        }
    }

    /// A field that is read and written by methods of its name, which keep it in the variable of that name.
    fn push_attribute(&mut self, argument: NodeRef) {
        if self.outline.kind(argument) != Kind::SimpleSymbol {
            return;
        }
        let name = self.outline.text(argument).trim_start_matches(':');
        let variable = self.outline.draft.intern(&format!("@{name}"));
        let name = self.outline.draft.intern(name);
        let this = self.outline.this_shape();
        let object = self.outline.expr(this);
        let value = self.outline.expr(Expr::Member { object, name: variable });
        self.outline.push_member(crate::record::symbols::Member {
            name,
            is_static: false,
            value: MemberValue::Field { ty: ExprId::UNKNOWN, value },
        });
        self.outline.set_field_text(name, None);
    }

    /// A file that is loaded; one beside this has `./` in front.
    fn push_required(&mut self, node: NodeRef, path: NodeRef, is_relative: bool) {
        let [content] = self.outline.named_children(path)[..] else { return };
        if self.outline.kind(path) != Kind::String || self.outline.kind(content) != Kind::StringContent {
            return;
        }
        let text = self.outline.text(content);
        let is_relative = is_relative && !text.starts_with('.') && !text.starts_with('/');
        let text = if is_relative { format!("./{text}") } else { text.to_owned() };
        let specifier = self.outline.draft.intern(&text);
        self.outline.draft.push_import(specifier);
        self.outline.push_import_node(specifier, node, &[(specifier, path)]);
    }
}
