//! What patterns say of names: `in Order => order`, `in { total: Money => total }`, `when Order`.
//!
//! In: a name behind a pattern, a branch of a `case`. Out: the class that what the name holds is of, in that branch.

use super::{Field, FrameKind, Kind, Ruby};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{BindingTarget, Expr, ExprId};

/// More classes than anyone tests for at once.
const MAX_CLASSES: usize = 8;

impl Outline<'_, '_, Ruby> {
    /// What fits a pattern, as far as that names classes.
    pub(super) fn fitting(&mut self, pattern: NodeRef) -> ExprId {
        match self.classes_in(pattern)[..] {
            [] => ExprId::UNKNOWN,
            [only] => only,
            ref several => {
                let several = self.expr_list(several);
                self.expr(Expr::Union(several))
            }
        }
    }

    /// Instances of the classes that a pattern names, one or the other; none if it says something else as well.
    fn classes_in(&mut self, pattern: NodeRef) -> Vec<ExprId> {
        let mut classes = Vec::new();
        let mut is_plain = true;
        self.take_apart_within(2 * MAX_CLASSES, pattern, |file, pattern, pending| match file.kind(pattern) {
            Kind::Constant | Kind::ScopeResolution => {
                let class = file.expr_of(pattern);
                classes.push(file.expr(Expr::instance(class)));
            }
            Kind::AlternativePattern | Kind::ParenthesizedPattern | Kind::Pattern => {
                pending.extend(file.named_children(pattern).into_iter().rev());
            }
            // `Point(x:, y:)`
            Kind::ArrayPattern | Kind::HashPattern | Kind::FindPattern => match file.first_named(pattern) {
                Some(class) if matches!(file.kind(class), Kind::Constant | Kind::ScopeResolution) => {
                    pending.push(class)
                }
                _ => is_plain = false,
            },
            _ => is_plain = false,
        });
        if is_plain && classes.len() <= MAX_CLASSES { classes } else { Vec::new() }
    }

    /// The value of `in X => x`.
    pub(super) fn bind_fitting(&mut self, name: NodeRef, around: NodeRef) {
        let pattern = self.first_named(around).filter(|pattern| *pattern != name);
        let value = pattern.map_or(ExprId::UNKNOWN, |pattern| self.fitting(pattern));
        self.bind_local(name, value);
    }

    /// `when Order` and `in Order` of a variable: it is one in this branch.
    pub(super) fn enter_branch(&mut self, node: NodeRef) -> Next {
        let Some(tested) = self.parent().and_then(|case| self.field(case, Field::Value)) else { return Next::Into };
        if self.kind(tested) != Kind::Identifier {
            return Next::Into;
        }
        let name = self.intern_node(tested);
        let is_code =
            self.own.frames.last().is_some_and(|frame| frame.kind.is_within() || frame.kind == FrameKind::Function);
        // What is assigned to it in the branch may be anything.
        let assigned = format!("{} =", self.text(tested));
        if self.local_scope(name).is_none() || !is_code || self.text(node).contains(&assigned) {
            return Next::Into;
        }
        let children = self.named_children(node);
        let patterns = children.iter().copied().filter(|child| self.kind(*child) != Kind::Then);
        let patterns: Vec<NodeRef> = match self.kind(node) {
            Kind::InClause => children.first().copied().into_iter().collect(),
            _ => patterns.collect(),
        };
        let mut classes = Vec::new();
        for pattern in patterns {
            match self.classes_in(pattern)[..] {
                [] => return Next::Into,
                ref found => classes.extend_from_slice(found),
            }
        }
        let value = match classes[..] {
            [] => return Next::Into,
            [only] => only,
            _ => {
                let classes = self.expr_list(&classes);
                self.expr(Expr::Union(classes))
            }
        };
        self.begin_block();
        self.push_frame(FrameKind::Branch, |_| {});
        self.bind(self.scope(), name, BindingTarget::Variable { ty: ExprId::UNKNOWN, value });
        Next::IntoAndLeave
    }
}
