//! Call sites: of methods and constructors, and annotations with arguments.

use super::{Field, Java, Kind};
use crate::extract::{Next, NodeRef, Outline, This};
use crate::record::CallForm;
use crate::record::symbols::{Expr, ExprId};

impl Outline<'_, '_, Java> {
    /// Notes what the call that was added last passes.
    fn pass_arguments(&mut self, node: NodeRef) {
        let list = self.child_of_kind(node, Kind::ArgumentList);
        let arguments = list.map(|list| self.named_children(list)).unwrap_or_default();
        let arguments: Vec<ExprId> = arguments.into_iter().map(|argument| self.expr_of(argument)).collect();
        self.set_arguments(&arguments);
    }

    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        let name = self.intern_node(name_node);
        let byte = self.start_byte(name_node);
        let (form, callee) = match self.field(node, Field::Object) {
            Some(object) => {
                let object = self.expr_of(object);
                (CallForm::Member, self.expr(Expr::Member { object, name }))
            }
            None => {
                let shape = self.name_shape(name, true);
                (CallForm::Plain, self.expr(shape))
            }
        };
        self.push_call(node, name, byte, form, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `new X()`: a call of its constructor, which is called as the class is.
    pub(super) fn enter_creation(&mut self, node: NodeRef) -> Next {
        let Some(type_node) = self.field(node, Field::Type) else { return Next::Into };
        let Some(name) = self.last_name(type_node) else { return Next::Into };
        let callee = self.type_of(type_node);
        let byte = self.start_byte(type_node);
        self.push_call(node, name, byte, CallForm::Construct, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `this(…)` and `super(…)`
    pub(super) fn enter_constructor_call(&mut self, node: NodeRef) -> Next {
        let Some(keyword) = self.field(node, Field::Constructor) else { return Next::Into };
        let class = match self.this() {
            This::Instance(class) | This::Class(class) => Some(class),
            This::Of(_) | This::Unknown => None,
        };
        let is_super = self.kind(keyword) == Kind::Super;
        let (name, callee) = match class {
            Some(class) if is_super => (self.superclass_name(class), Expr::Super(Some(class))),
            Some(class) => (self.class_name(), Expr::Class(class)),
            None => (self.intern_node(keyword), Expr::Unknown),
        };
        let callee = self.expr(callee);
        let byte = self.start_byte(keyword);
        self.push_call(node, name, byte, CallForm::Construct, callee);
        self.pass_arguments(node);
        Next::Into
    }

    /// `@Route("/orders")`
    pub(super) fn enter_annotation(&mut self, node: NodeRef) -> Next {
        let Some(name_node) = self.field(node, Field::Name) else { return Next::Into };
        if self.child_of_kind(node, Kind::AnnotationArgumentList).is_none() {
            return Next::Into;
        }
        let Some(name) = self.last_name(name_node) else { return Next::Into };
        let callee: ExprId = self.type_of(name_node);
        let callee = match self.draft.symbols().expr(callee) {
            Expr::TypeName { name, scope } => self.expr(Expr::Name { name, scope }),
            _ => callee,
        };
        let byte = self.start_byte(name_node);
        self.push_call(node, name, byte, CallForm::Plain, callee);
        Next::Into
    }
}
