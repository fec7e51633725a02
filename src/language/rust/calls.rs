//! Call sites: of functions, methods and macros.

use super::builtins::{GIVING, Giving};
use super::{Kind, Rust, conditions};
use crate::extract::{Next, NodeRef, Outline, WrappedFunctions, Wrapping};
use crate::record::CallForm;
use crate::record::StringId;
use crate::record::symbols::ExprId;
use std::ops::Range;

/// The macro of the crate of that name, which takes the first branch whose condition holds.
const CFG_IF: &str = "cfg_if";

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
        let callee = self.held_callee(node, callee);
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
        if self.has_items(part) {
            self.begin_items_of_macro(node, words);
        } else {
            self.begin_scope();
            self.bind_arms(words);
        }
        self.also_into(part)
    }

    /// Items in a macro may be there on conditions that it puts in front of them.
    fn begin_items_of_macro(&mut self, node: NodeRef, words: NodeRef) {
        let Some(name) = self.first_named(node).and_then(|path| self.segments(path).pop()) else { return };
        self.go_on_at(self.start_byte(node));
        if self.text(name) == CFG_IF {
            let branches = self.branches(words);
            self.begin_conditions_at(branches);
            return;
        }
        let condition = conditions::of_macro(self.text(name), conditions::given_to_macro(self.text(words)));
        let condition = self.draft.intern(&condition);
        self.begin_condition(condition, self.end_byte(node));
    }

    /// The branches of `if #[cfg(a)] {…} else if #[cfg(b)] {…} else {…}`, with the conditions that each is there on.
    fn branches(&mut self, words: NodeRef) -> Vec<(StringId, Range<usize>)> {
        let mut found = Vec::new();
        let mut branch = conditions::Branch::default();
        for word in self.children_of_kind(words, Kind::TokenTree) {
            let text = self.text(word);
            if text.starts_with('[') {
                branch.begin(text);
            } else if let Some(condition) = branch.end() {
                found.push((self.draft.intern(&condition), self.start_byte(word)..self.end_byte(word)));
            }
        }
        found
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

    /// `#![cfg(…)]` at the top of a file may say that a build leaves it out.
    pub(super) fn enter_inner_attribute(&mut self, node: NodeRef) -> Next {
        if self.ancestors().len() == 1 && conditions::is_condition(self.text(node)) {
            let condition = self.intern_node(node);
            self.condition_file(condition);
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
