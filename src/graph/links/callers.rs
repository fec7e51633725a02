//! What a call's caller is called: the receiver's type by its name, else what the chain of the call begins with.
//!
//! In: the type of a receiver, or its expression. Out: a name of the program, `''` where there is none worth naming.

use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
use crate::graph::names::view::View;
use crate::graph::types::linker::Linker;
use crate::graph::types::table::{Type, TypeId};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, ScopeId};

/// What a chain begins with.
#[derive(Debug, Clone, Copy)]
enum Root {
    Name(StringId),
    /// A name that stands for `this`.
    Receiver(StringId),
    /// `this` or `super`, not followed by a member.
    Keyword(&'static str),
}

/// What the chains of a file begin with, by expression, as far as somebody has asked.
#[derive(Default)]
pub(super) struct Roots(Vec<Option<Root>>);

impl Roots {
    /// The name a chain begins with: `a` of `a.b().c`, `x` of `this.x[0].y`; `''` if it begins with no name.
    pub(super) fn name<'p>(&mut self, view: View<'p>, file: FileId, expr: ExprId) -> &'p str {
        let module = view.file(file);
        self.0.resize(module.symbols().exprs.len(), None);
        let mut visited = Vec::new();
        // The innermost member met, and how many expressions it is a part of, itself included.
        let mut member = None;
        let mut next = expr;
        let root = loop {
            if let Some(known) = self.0[next.index()] {
                break known;
            }
            let step = match module.expr(next) {
                Expr::Name { name, scope } if is_receiver(view, file, name, scope) => {
                    break Root::Receiver(name);
                }
                Expr::Name { name, .. } | Expr::Bare { name, .. } | Expr::TypeName { name, .. } => {
                    break Root::Name(name);
                }
                Expr::This(_) => break Root::Keyword("this"),
                Expr::Cast(object) if is_literal(view, file, object) => break Root::Keyword("this"),
                // `self` in members that stand apart from their type.
                Expr::Cast(_) => break Root::Keyword(""),
                Expr::Super(_) | Expr::SuperClass(_) => break Root::Keyword("super"),
                Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                    member = Some((name, visited.len() + 1));
                    object
                }
                Expr::Call { callee: inner, .. }
                | Expr::New { class: inner, .. }
                | Expr::Narrowed { value: inner, .. }
                | Expr::Wrapped { call: inner, .. }
                | Expr::Await(inner)
                | Expr::Index(inner)
                | Expr::Lookup { object: inner, .. }
                | Expr::Element(inner)
                | Expr::Either(inner, _)
                | Expr::Generic { base: inner, .. } => inner,
                _ => break Root::Name(StringId::EMPTY),
            };
            visited.push(next);
            next = step;
        };
        // What is around a member of `this` is called after the member, what is within it after `this`.
        let (named, length) = match (root, member) {
            (Root::Keyword(_) | Root::Receiver(_), Some((name, length))) => (Root::Name(name), length),
            _ => (root, visited.len()),
        };
        for (place, expr) in visited.into_iter().enumerate() {
            self.0[expr.index()] = Some(if place < length { named } else { root });
        }
        match named {
            Root::Name(name) if member.is_some_and(|(member, _)| member == name) => {
                let text = module.written_name(name);
                text.strip_prefix(module.facts().field_mark).unwrap_or(text)
            }
            Root::Name(name) | Root::Receiver(name) => module.written_name(name),
            Root::Keyword(keyword) => keyword,
        }
    }
}

/// Whether a value is an object literal, or several together: `this` in functions of such.
fn is_literal(view: View<'_>, file: FileId, value: ExprId) -> bool {
    let module = view.file(file);
    let last = match module.expr(value) {
        Expr::Intersection(parts) => module.exprs(parts).last().copied().unwrap_or(value),
        _ => value,
    };
    matches!(module.expr(last), Expr::Object(_))
}

/// Whether a name is what a method calls the instance it is called on, where that is no keyword: `self`.
fn is_receiver(view: View<'_>, file: FileId, name: StringId, scope: ScopeId) -> bool {
    let module = view.file(file);
    let rows = view.lookup(file, name, scope, Meaning::Value).unwrap_or_default();
    let binding = rows.first().map(|row| module.symbols().bindings[*row as usize].target);
    matches!(binding, Some(BindingTarget::Variable { value, .. }) if matches!(module.expr(value), Expr::This(Some(_))))
}

impl<'p, M> Linker<'p, M> {
    /// The name of a type, as its declaration gives it, if it has one worth naming.
    pub(super) fn name_of_type(&mut self, ty: TypeId) -> Option<&'p str> {
        match self.types.get(ty) {
            Type::Instance { class, .. } | Type::Class(class) => {
                Some(self.class_name(class)).filter(|name| !name.is_empty())
            }
            Type::Global { name, .. } => Some(name),
            Type::Outside { name, .. } => Some(name).filter(|name| !name.is_empty()),
            // Whether it is a class cannot be seen from here; by its name it is one.
            Type::OutsideValue { name, is_import: true, .. } => {
                Some(name).filter(|name| name.starts_with(char::is_uppercase))
            }
            Type::Union(list) | Type::Intersection(list) => {
                let is_declared = |linker: &Self, part: TypeId| match linker.types.get(part) {
                    Type::Instance { .. } | Type::Class(_) => true,
                    Type::Outside { origin, .. } => origin.in_repository,
                    _ => false,
                };
                let declared = self.types.list(list).iter().copied().find(|part| is_declared(self, *part));
                match declared {
                    Some(part) => self.deeper(|linker| linker.name_of_type(part)).flatten(),
                    None => self.first_of(list, Self::name_of_type),
                }
            }
            _ => None,
        }
    }
}
