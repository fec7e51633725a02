//! Ruby: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, lambdas and blocks, `types` modules,
//! classes and structs, `bindings` variables, constants and fields, `imports` `require` and its kin, `calls` call sites,
//! `expressions` shapes for linking. A name alone is a variable if something was assigned to it before, else a call.

mod bindings;
mod calls;
mod definitions;
mod expressions;
mod imports;
mod types;
mod words;

use crate::extract::draft::RecordDraft;
use crate::extract::outline::{ExpressionShapes, Outline};
use crate::extract::{Next, Visitor};
use crate::record::symbols::{Package, ScopeId, Symbols, WildcardSource};
use crate::record::{FileRecord, StringId};
use crate::syntax::Role;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{NUMBERS, Words};

const TYPE: Role = 1;
const SINGLETON_CLASS: Role = 2;
const METHOD: Role = 3;
const SINGLETON_METHOD: Role = 4;
const LAMBDA: Role = 5;
const BLOCK: Role = 6;
const ASSIGNMENT: Role = 7;
const FOR: Role = 8;
const RESCUE: Role = 9;
const ALIAS: Role = 10;
const PAIR: Role = 11;
const CALL: Role = 12;
const SUPER: Role = 13;
const IDENTIFIER: Role = 14;
const RETURN: Role = 15;
const SHORT_PATTERN: Role = 16;
/// Nothing below it means anything.
const ATOM: Role = 17;

/// What a kind of the Ruby grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "class" | "module" => TYPE,
        "singleton_class" => SINGLETON_CLASS,
        "method" => METHOD,
        "singleton_method" => SINGLETON_METHOD,
        "lambda" => LAMBDA,
        "block" | "do_block" => BLOCK,
        "assignment" | "operator_assignment" => ASSIGNMENT,
        "for" => FOR,
        "rescue" => RESCUE,
        "alias" => ALIAS,
        "pair" => PAIR,
        "call" => CALL,
        "super" => SUPER,
        "identifier" => IDENTIFIER,
        "return" => RETURN,
        "keyword_pattern" => SHORT_PATTERN,
        "undef" | "setter" | "string_content" | "symbol_array" | "uninterpreted" => ATOM,
        _ => 0,
    }
}

/// How many blocks around a name are looked into for it.
const MAX_BLOCKS: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FrameKind {
    /// Sees the variables around it.
    Block,
    Function,
    Type,
    /// `class << self`
    Singleton,
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
    /// Of a type: its full name.
    package: StringId,
    /// Of a type or `class << self`: what `private` and its kin say of the methods that follow.
    visibility: Option<StringId>,
    /// Whether the methods that follow belong to the module itself: `module_function`, `extend self`, `class_methods`.
    is_module_function: bool,
    /// Of a type: its instance variables, and whether it is known what they are.
    variables: FxHashMap<StringId, bool>,
}

/// Fills a record from the syntax tree of one Ruby file.
pub struct RubyVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    frames: Vec<Frame>,
    /// Blocks whose scope is open already: bodies of lambdas and structs.
    open_blocks: FxHashSet<NodeRef>,
    /// Calls on the left of an assignment.
    assigned_calls: FxHashSet<NodeRef>,
}

impl<'source, 'tree> RubyVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let mut outline = Outline::new(&NUMBERS, "::", tree, draft);
        outline.push_wildcard(WildcardSource::Package(Package::Named(StringId::EMPTY)));
        let mut visitor = Self {
            outline,
            frames: Vec::new(),
            open_blocks: FxHashSet::default(),
            assigned_calls: FxHashSet::default(),
        };
        visitor.push_frame(FrameKind::Function);
        visitor
    }

    /// Keeps a frame for what the outline has entered.
    fn push_frame(&mut self, kind: FrameKind) {
        self.frames.push(Frame {
            kind,
            scope: self.outline.scope(),
            locals: FxHashSet::default(),
            result: None,
            method: self.frames.last().map_or(StringId::EMPTY, |frame| frame.method),
            package: StringId::EMPTY,
            visibility: None,
            is_module_function: false,
            variables: FxHashMap::default(),
        });
    }

    /// The innermost frames, up to and with the first that sees no variables around it.
    fn visible_frames(&self) -> impl Iterator<Item = &Frame> {
        let mut innermost = self.frames.iter().rev().take(MAX_BLOCKS);
        let mut is_opaque = false;
        std::iter::from_fn(move || {
            let frame = innermost.next().filter(|_| !is_opaque)?;
            is_opaque = frame.kind != FrameKind::Block;
            Some(frame)
        })
    }

    /// The scope of a variable that has been assigned to.
    fn local_scope(&self, name: StringId) -> Option<ScopeId> {
        self.visible_frames().find(|frame| frame.locals.contains(&name)).map(|frame| frame.scope)
    }

    /// The type whose body this is, blocks and `class << self` in it included.
    fn type_body(&mut self) -> Option<&mut Frame> {
        let around = self.frames.iter_mut().rev().take(MAX_BLOCKS);
        let mut around = around.filter(|frame| !matches!(frame.kind, FrameKind::Block | FrameKind::Singleton));
        around.next().filter(|frame| frame.kind == FrameKind::Type)
    }

    /// The body of a type or of `class << self` that what is entered now stands in: `private` in one says nothing of
    /// the other.
    fn member_body(&mut self) -> Option<&mut Frame> {
        let mut around = self.frames.iter_mut().rev().take(MAX_BLOCKS);
        let body = around.find(|frame| frame.kind != FrameKind::Block)?;
        matches!(body.kind, FrameKind::Type | FrameKind::Singleton).then_some(body)
    }

    /// The innermost type.
    fn type_frame(&mut self) -> Option<&mut Frame> {
        self.frames.iter_mut().rev().take(MAX_BLOCKS).find(|frame| frame.kind == FrameKind::Type)
    }

    /// The full name of the innermost type; `''` outside of any.
    fn package(&mut self) -> StringId {
        self.type_frame().map_or(StringId::EMPTY, |frame| frame.package)
    }

    fn enter_return(&mut self, node: NodeRef) {
        let Some(arguments) = self.outline.first_named(node) else { return };
        if self.outline.infers_return()
            && let [value] = self.outline.named_children(arguments)[..]
        {
            self.returns(value);
        }
    }
}

impl<'source, 'tree> Visitor<'source, 'tree> for RubyVisitor<'source, 'tree> {
    type Words = Words;

    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            TYPE => self.enter_type(node),
            SINGLETON_CLASS => self.enter_singleton_class(node),
            METHOD => self.enter_method(node, ancestors),
            SINGLETON_METHOD => self.enter_singleton_method(node),
            LAMBDA => self.enter_lambda(node),
            BLOCK => self.enter_block(node, ancestors),
            ASSIGNMENT => self.enter_assignment(node),
            CALL => self.enter_call(node),
            _ => {
                match role {
                    FOR => self.enter_for(node),
                    RESCUE => self.enter_rescue(node),
                    ALIAS => self.enter_alias(node),
                    PAIR => self.enter_pair(node),
                    SUPER => self.enter_super(node, ancestors),
                    IDENTIFIER => self.enter_identifier(node, ancestors),
                    RETURN => self.enter_return(node),
                    SHORT_PATTERN => self.enter_short_pattern(node),
                    _ => {}
                }
                false
            }
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn leave(&mut self, _node: NodeRef) {
        let result = self.frames.last().and_then(|frame| frame.result);
        if let Some(result) = result.filter(|_| self.outline.infers_return()) {
            self.returns(result);
        }
        self.frames.pop();
        self.outline.leave();
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}

/// The scope that everything of the file is in.
const FILE_SCOPE: ScopeId = Symbols::FILE_SCOPE;
