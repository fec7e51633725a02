//! Call sites: of functions, methods and macros.

use super::builtins::{GIVING, Giving};
use super::{Kind, Rust, conditions};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::CallForm;
use crate::record::symbols::ExprId;

/// More names than the pattern of an arm has.
const MAX_NAMES: usize = 32;

impl Outline<'_, '_, Rust> {
    pub(super) fn enter_call(&mut self, node: NodeRef) -> Next {
        let Some(function) = self.first_named(node) else { return Next::Into };
        // Within parentheses and without type arguments.
        let function = self.innermost(function, |file, node| match file.kind(node) {
            Kind::ParenthesizedExpression | Kind::GenericFunction => file.first_named(node),
            _ => None,
        });
        let (name, form) = match self.kind(function) {
            Kind::Identifier => (Some(function), CallForm::Plain),
            Kind::ScopedIdentifier | Kind::FieldExpression => (self.last_named(function), CallForm::Member),
            _ => (None, CallForm::Plain),
        };
        let callee = self.expr_of(function);
        self.push_call_of(node, name, |file| file.child_of_kind(node, Kind::Arguments), form, callee);
        Next::Into
    }

    /// `println!(…)`: a call of `println`. Macros have names of their own: a function of that name is not meant, unless
    /// a `use` may have brought the macro. Items in its arguments are items where it stands, anything else is in a scope.
    pub(super) fn enter_macro(&mut self, node: NodeRef) -> Next {
        if let Some(path) = self.first_named(node) {
            self.push_macro_call(node, path);
        }
        let Some((words, part)) = self.part_of(node) else { return Next::Into };
        if !self.has_items(part) {
            self.begin_scope();
            self.bind_arms(words);
        }
        self.also_into(part)
    }

    pub(super) fn leave_macro(&mut self, node: NodeRef) {
        if let Some((_, part)) = self.part_of(node)
            && !self.has_items(part)
        {
            self.leave_scope();
        }
    }

    /// The arguments of a macro, with the root of what is parsed of them.
    fn part_of(&mut self, node: NodeRef) -> Option<(NodeRef, NodeRef)> {
        let words = self.child_of_kind(node, Kind::TokenTree)?;
        Some((words, self.tree.part(words)?))
    }

    /// Whether what stands in a macro's arguments are items alone, be it in macros of their own.
    fn has_items(&mut self, part: NodeRef) -> bool {
        let mut parts = vec![part];
        let mut is_certain = false;
        while let Some(part) = parts.pop() {
            let statements = self.named_children(part);
            is_certain |= statements.is_empty();
            for statement in statements {
                match self.kind(statement) {
                    Kind::LetDeclaration => return false,
                    Kind::ExpressionStatement => {
                        let Some(within) = self.macro_in_braces(statement) else { return false };
                        parts.extend(within);
                    }
                    _ => is_certain = true,
                }
            }
        }
        is_certain
    }

    /// Of a statement that is a macro with braces alone: what is parsed of its arguments.
    fn macro_in_braces(&mut self, statement: NodeRef) -> Option<Option<NodeRef>> {
        let node = self.first_named(statement).filter(|node| self.kind(*node) == Kind::MacroInvocation)?;
        let words = self.child_of_kind(node, Kind::TokenTree)?;
        self.text(words).starts_with('{').then(|| self.tree.part(words))
    }

    /// The names in the patterns of arms, of whose values nothing is known: `x` of `x = f() => {…}`.
    fn bind_arms(&mut self, words: NodeRef) {
        let (mut names, mut has_value) = (Vec::new(), false);
        for word in self.tree.children(words) {
            match self.kind(word) {
                Kind::Arrow => {
                    let bound = std::mem::take(&mut names);
                    for name in bound.into_iter().filter(|_| has_value) {
                        self.bind_variable(name, ExprId::UNKNOWN, ExprId::UNKNOWN);
                    }
                    has_value = false;
                }
                Kind::Equals => has_value = true,
                Kind::Comma => (names, has_value) = (Vec::new(), false),
                _ if has_value || names.len() >= MAX_NAMES => {}
                Kind::Identifier => names.push(word),
                Kind::TokenTree if self.text(word).starts_with('{') => names.clear(),
                Kind::TokenTree => names.extend(self.children_of_kind(word, Kind::Identifier)),
                _ => {}
            }
        }
    }

    /// The first expression of a macro's arguments, with what the macro gives by it.
    pub(super) fn given_by_macro(&mut self, node: NodeRef) -> Option<(NodeRef, Giving)> {
        let path = self.first_named(node)?;
        let name = self.text(path).rsplit("::").next()?;
        let (_, giving) = GIVING.iter().find(|(giving, _)| *giving == name)?;
        let (_, part) = self.part_of(node)?;
        let statement = self.first_named(part)?;
        Some((self.first_named(statement)?, *giving))
    }

    /// An attribute is a modifier of what follows it.
    pub(super) fn enter_attribute(&mut self, node: NodeRef) -> Next {
        let parent = self.parent().map(|parent| self.kind(parent));
        if matches!(parent, Some(Kind::Root | Kind::DeclarationList | Kind::Block)) {
            let text = self.intern_node(node);
            self.own.attributes.push(text);
        }
        Next::Past
    }

    /// `#![cfg(…)]` at the top of a file may say that a default build leaves it out.
    pub(super) fn enter_inner_attribute(&mut self, node: NodeRef) -> Next {
        if self.ancestors().len() == 1 && conditions::leaves_out(self.text(node)) {
            self.draft.symbols().is_left_out = true;
        }
        Next::Past
    }

    fn push_macro_call(&mut self, node: NodeRef, path: NodeRef) {
        let segments = self.segments(path);
        let Some(last) = segments.last().copied() else { return };
        let (form, callee) = if segments.len() > 1 {
            (CallForm::Member, self.value_path(&segments))
        } else {
            let name = self.intern_node(last);
            let known = if self.own.used_names.contains(&name) {
                name
            } else {
                let text = format!("{}!", self.draft.string(name));
                self.draft.intern(&text)
            };
            (CallForm::Plain, self.name_shape(known, false))
        };
        let callee = self.expr(callee);
        self.push_call_of(node, Some(last), |_| None, form, callee);
    }
}

impl WrappedFunctions for Rust {
    fn wrapping(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Wrapping {
        let inner = match file.kind(node) {
            Kind::ClosureExpression => return Wrapping::Function,
            Kind::CallExpression => {
                return file.child_of_kind(node, Kind::Arguments).map_or(Wrapping::Nothing, Wrapping::Call);
            }
            Kind::ParenthesizedExpression | Kind::TypeCast => file.first_named(node),
            Kind::ReferenceExpression => file.last_named(node),
            _ => None,
        };
        inner.map_or(Wrapping::Nothing, Wrapping::Same)
    }
}
