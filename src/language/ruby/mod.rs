//! Ruby: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods and lambdas, `types` classes and modules,
//! `bindings` what gives values their names, `calls` call sites and what some calls declare, `expressions` shapes for
//! linking. A module is a type, and the package of what is declared in it, in whatever file; a name that is no local
//! variable is a call.

mod bindings;
mod calls;
mod definitions;
mod expressions;
mod types;
mod words;

use super::outline::{ExpressionShapes, Outline};
use super::tree::{NodeRef, SyntaxTree};
use super::{Next, Role, Visitor};
use crate::record::draft::RecordDraft;
use crate::record::symbols::{Expr, ExprId, Package, SignatureId, WildcardSource};
use crate::record::{FileRecord, Run, StringId};
use rustc_hash::{FxHashMap, FxHashSet};
use words::{NUMBERS, Words};

const TYPE: Role = 1;
const SINGLETON_CLASS: Role = 2;
const METHOD: Role = 3;
const LAMBDA: Role = 4;
const BLOCK: Role = 5;
const ASSIGNMENT: Role = 6;
const RESCUE: Role = 7;
const FOR: Role = 8;
const CALL: Role = 9;
/// A name that may be a call.
const NAME: Role = 10;
const SUPER: Role = 11;
const RETURN: Role = 12;
const PATTERN: Role = 13;
/// Nothing below it means anything.
const ATOM: Role = 14;

/// What a kind of the Ruby grammar means.
pub fn role(kind: &str) -> Role {
    match kind {
        "class" | "module" => TYPE,
        "singleton_class" => SINGLETON_CLASS,
        "method" | "singleton_method" => METHOD,
        "lambda" => LAMBDA,
        "block" | "do_block" => BLOCK,
        "assignment" | "operator_assignment" => ASSIGNMENT,
        "rescue" => RESCUE,
        "for" => FOR,
        "call" => CALL,
        "identifier" => NAME,
        "super" => SUPER,
        "return" => RETURN,
        "as_pattern" | "keyword_pattern" | "array_pattern" | "find_pattern" => PATTERN,
        "integer" | "float" | "simple_symbol" | "symbol_array" | "string_array" | "alias" | "undef" => ATOM,
        _ => 0,
    }
}

/// A lambda or block that what is around it gives a name.
struct Bound {
    /// What counts as its definition.
    definition: NodeRef,
    name_node: NodeRef,
    name: StringId,
}

/// Something that has been entered and not left.
#[derive(Default)]
struct Open {
    /// The local variables that are known so far; those further out too unless it is closed.
    locals: FxHashSet<StringId>,
    is_closed: bool,
    /// Of a type: its full name, and the fields seen.
    type_name: Option<String>,
    fields: FxHashSet<StringId>,
    /// Whether methods are of the class itself: in `class << self`.
    is_singleton: bool,
    /// Of a method: its name.
    method: Option<StringId>,
}

/// Fills a record from the syntax tree of one Ruby file.
pub struct RubyVisitor<'source, 'tree> {
    outline: Outline<'source, 'tree, Words>,
    open: Vec<Open>,
    bound: FxHashMap<NodeRef, Bound>,
    signatures: FxHashMap<NodeRef, SignatureId>,
    /// Blocks that are the bodies of types.
    bodies: FxHashSet<NodeRef>,
    /// Names that have been seen with what they are a part of.
    seen: FxHashSet<NodeRef>,
}

impl<'source, 'tree> RubyVisitor<'source, 'tree> {
    /// A visitor that looks at `tree` and fills `draft`.
    pub fn new(tree: SyntaxTree<'tree>, draft: RecordDraft<'source>) -> Self {
        let mut outline = Outline::new(&NUMBERS, "::", tree, draft);
        outline.push_wildcard(WildcardSource::Package(Package::Named(StringId::EMPTY)));
        Self {
            outline,
            open: vec![Open { is_closed: true, ..Open::default() }],
            bound: FxHashMap::default(),
            signatures: FxHashMap::default(),
            bodies: FxHashSet::default(),
            seen: FxHashSet::default(),
        }
    }

    fn enter_return(&mut self, node: NodeRef) -> bool {
        let arguments = self.outline.first_named(node);
        if let Some(value) = arguments.and_then(|arguments| self.outline.first_named(arguments)) {
            let value = self.expr_of(value);
            self.outline.push_return(value);
        }
        false
    }
}

impl<'source, 'tree> ExpressionShapes<'source, 'tree, Words> for RubyVisitor<'source, 'tree> {
    fn outline(&mut self) -> &mut Outline<'source, 'tree, Words> {
        &mut self.outline
    }

    fn inner_link(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.inner_expression(node)
    }

    fn outer_link(&mut self, node: NodeRef, inner: ExprId) -> Option<Expr> {
        self.outer_expression(node, inner)
    }

    fn leaf_shape(&mut self, node: NodeRef) -> Expr {
        self.leaf_expression(node)
    }
}

impl<'tree> Visitor<'tree> for RubyVisitor<'_, 'tree> {
    fn tree(&mut self) -> &mut SyntaxTree<'tree> {
        &mut self.outline.tree
    }

    fn enter(&mut self, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            ATOM => return Next::Past,
            TYPE => self.enter_type(node),
            SINGLETON_CLASS => self.enter_singleton_class(),
            METHOD => self.enter_method(node),
            LAMBDA => self.enter_lambda(node),
            BLOCK => self.enter_block(node, ancestors),
            ASSIGNMENT => self.enter_assignment(node),
            RESCUE => self.enter_rescue(node),
            FOR => self.enter_for(node),
            CALL => self.enter_call(node),
            NAME => self.enter_name(node, ancestors),
            SUPER => self.enter_super(node, ancestors),
            RETURN => self.enter_return(node),
            PATTERN => self.enter_pattern(node),
            _ => false,
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }

    fn leave(&mut self, _node: NodeRef) {
        self.open.pop();
        self.outline.leave();
    }

    fn function_with_body(&mut self, node: NodeRef) -> Option<u32> {
        self.outline.function_with_body(node)
    }

    fn function_hashed(&mut self, function: u32, hash: Run) {
        self.outline.draft.set_function_hash(function, hash);
    }

    fn finish(self, hash_text: String) -> FileRecord {
        self.outline.finish(hash_text)
    }
}
