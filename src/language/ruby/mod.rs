//! Ruby: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, lambdas and blocks, `types` modules,
//! classes and structs, `bindings` variables, constants and fields, `imports` `require` and its kin, `calls` call
//! sites, `references` names that are not called, `expressions` shapes for linking. A name alone is a variable if
//! something was assigned to it before, else a call.

mod associations;
mod bindings;
mod blocks;
pub(super) mod builtins;
mod calls;
mod definitions;
mod delegation;
mod expressions;
mod grammar;
mod imports;
mod patterns;
mod references;
mod types;

use crate::extract::table::extraction;
use crate::extract::{Next, NodeRef, Outline, Visitor};
use crate::record::StringId;
use crate::record::symbols::{ExprId, Package, ScopeId, SignatureId, Symbols, WildcardSource};
use crate::syntax::packed;
use grammar::{Field, Kind};
use rustc_hash::{FxHashMap, FxHashSet};

/// How many blocks around a name are looked into for it.
const MAX_BLOCKS: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    /// Sees the variables around it.
    Block,
    /// The same, with none of its own: a branch of a `case`.
    Branch,
    Function,
    Type,
    /// `class << self`
    Singleton,
}

impl FrameKind {
    /// Whether what is around it is seen from within, and what it stands in is the same method or body.
    const fn is_within(self) -> bool {
        matches!(self, Self::Block | Self::Branch)
    }
}

/// What is open around a node, beside what the outline keeps of it.
struct Frame {
    kind: FrameKind,
    scope: ScopeId,
    locals: FxHashSet<StringId>,
    /// Of a function: what it gives if no `return` says otherwise.
    result: Option<NodeRef>,
    /// The method that `super` means: the innermost one.
    method: StringId,
    /// Of a method: its shape, and the name of the parameter that its block is.
    signature: Option<SignatureId>,
    block: Option<StringId>,
    /// What it passes to its block, each time.
    yielded: Vec<Vec<ExprId>>,
    /// Of a type: its full name.
    package: StringId,
    /// Of a type or `class << self`: what `private` and its kin say of the methods that follow.
    visibility: Option<StringId>,
    /// Whether the methods that follow belong to the module itself: `module_function`, `extend self`, `class_methods`.
    is_module_function: bool,
    /// Of a type: its instance variables, and whether it is known what they are.
    variables: FxHashMap<StringId, bool>,
}

/// What is known of a Ruby file during the walk, besides the outline.
#[derive(Default)]
pub struct Ruby {
    frames: Vec<Frame>,
    /// Blocks whose scope is open already: bodies of lambdas and structs.
    open_blocks: FxHashSet<NodeRef>,
    /// Calls on the left of an assignment.
    assigned_calls: FxHashSet<NodeRef>,
}

impl Outline<'_, '_, Ruby> {
    /// Keeps a frame for what the outline has entered; `fill` says what else is known of it.
    fn push_frame(&mut self, kind: FrameKind, fill: impl FnOnce(&mut Frame)) {
        let mut frame = Frame {
            kind,
            scope: self.scope(),
            locals: FxHashSet::default(),
            result: None,
            method: self.own.frames.last().map_or(StringId::EMPTY, |frame| frame.method),
            signature: None,
            block: None,
            yielded: Vec::new(),
            package: StringId::EMPTY,
            visibility: None,
            is_module_function: false,
            variables: FxHashMap::default(),
        };
        fill(&mut frame);
        self.own.frames.push(frame);
    }

    /// The innermost frames, up to and with the first that sees no variables around it.
    fn visible_frames(&self) -> impl Iterator<Item = &Frame> {
        let mut innermost = self.own.frames.iter().rev().take(MAX_BLOCKS);
        let mut is_opaque = false;
        std::iter::from_fn(move || {
            let frame = innermost.next().filter(|_| !is_opaque)?;
            is_opaque = !frame.kind.is_within();
            Some(frame)
        })
    }

    /// The scope of a variable that has been assigned to.
    fn local_scope(&self, name: StringId) -> Option<ScopeId> {
        self.visible_frames().find(|frame| frame.locals.contains(&name)).map(|frame| frame.scope)
    }

    /// What a variable belongs to that is assigned to first here.
    fn variables_frame(&mut self) -> Option<&mut Frame> {
        self.own.frames.iter_mut().rev().take(MAX_BLOCKS).find(|frame| frame.kind != FrameKind::Branch)
    }

    /// The type whose body this is, blocks and `class << self` in it included.
    fn type_body(&mut self) -> Option<&mut Frame> {
        let around = self.own.frames.iter_mut().rev().take(MAX_BLOCKS);
        let mut around = around.filter(|frame| !frame.kind.is_within() && frame.kind != FrameKind::Singleton);
        around.next().filter(|frame| frame.kind == FrameKind::Type)
    }

    /// The body of a type or of `class << self` that what is entered now stands in: `private` in one says nothing of
    /// the other.
    fn member_body(&mut self) -> Option<&mut Frame> {
        let mut around = self.own.frames.iter_mut().rev().take(MAX_BLOCKS);
        let body = around.find(|frame| !frame.kind.is_within())?;
        matches!(body.kind, FrameKind::Type | FrameKind::Singleton).then_some(body)
    }

    /// The innermost type.
    fn type_frame(&mut self) -> Option<&mut Frame> {
        self.own.frames.iter_mut().rev().take(MAX_BLOCKS).find(|frame| frame.kind == FrameKind::Type)
    }

    /// The full name of the innermost type; `''` outside of any.
    fn package(&mut self) -> StringId {
        self.type_frame().map_or(StringId::EMPTY, |frame| frame.package)
    }

    fn enter_return_of(&mut self, node: NodeRef) -> Next {
        let Some(arguments) = self.first_named(node) else { return Next::Into };
        if self.infers_return()
            && let [value] = self.named_children(arguments)[..]
        {
            self.returns(value);
        }
        Next::Into
    }
}

extraction!(Ruby, packed::RUBY.clone());

impl Visitor for Ruby {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        file.push_wildcard(WildcardSource::Package(Package::Named(StringId::EMPTY)));
        file.push_frame(FrameKind::Function, |_| {});
    }

    fn leave(file: &mut Outline<'_, '_, Self>, _node: NodeRef) {
        let result = file.own.frames.last().and_then(|frame| frame.result);
        if let Some(result) = result.filter(|_| file.infers_return()) {
            file.returns(result);
        }
        if let Some(frame) = file.own.frames.pop() {
            file.set_yielded(&frame);
        }
        file.end();
    }
}

/// The scope that everything of the file is in.
const FILE_SCOPE: ScopeId = Symbols::FILE_SCOPE;
