//! What of a text stands around its functions and types, for whoever asks about some of its lines: a record has definitions, not
//! what is between them.
//!
//! In: a text, what reads it, and where its functions and types are. Out: [`Part`]s: statements, imports, blocks that hold members
//! of a type that is defined elsewhere, further parts of a type that is written in several, and comments that belong to what is
//! behind them.

use super::draft::span_of;
use super::{Extraction, ExtractionFailure};
use crate::allowance::Allowance;
use crate::languages::Facts;
use crate::record::Span;
use crate::source::positions::Positions;
use crate::syntax::Syntax;
use crate::syntax::tree::{NodeRef, SyntaxTree};
use foldhash::HashMap;

/// What stands around functions and types.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub kind: PartKind,
    /// Where it is.
    pub span: Span,
}

/// What a part is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PartKind {
    /// What says which names of other files are named, as much of it as stands together.
    Imports,
    /// Members of a type that is defined elsewhere: what callers call that, and what it says in front of them.
    Members(&'static str, String),
    /// Any other statement.
    Statement,
    /// A part of one of the functions and types: a comment or an attribute in front of it, or more of it.
    OfSymbol(usize),
}

/// The parts of a text that has functions and types at `symbols`, which may be in each other. It is parsed once more for that.
///
/// # Errors
/// [`ExtractionFailure`] if that takes more than `allowance` has.
pub fn parts(
    extraction: &Extraction,
    facts: &'static Facts,
    text: &str,
    symbols: &[Span],
    allowance: &Allowance,
) -> Result<Vec<Part>, ExtractionFailure> {
    let syntax: &'static Syntax = extraction.syntax;
    let trees = extraction.reading.parse(&syntax.grammar, text, allowance)?;
    let mut by_start: Vec<_> = symbols.iter().map(|span| (span.start, span.end)).collect();
    by_start.sort_unstable();
    // Of several that are at one place, such as a class and the variable that holds it, the first.
    let mut numbers = HashMap::default();
    for (number, span) in symbols.iter().enumerate() {
        numbers.entry((span.start, span.end)).or_insert(number);
    }
    let mut reached = 0;
    let reach = by_start.iter().map(|(_, end)| {
        reached = reached.max(*end);
        reached
    });
    let reach = reach.collect();
    let (named, found) = (HashMap::default(), Vec::new());
    let field = |name| syntax.grammar.field_id_for_name(name).map_or(0, u16::from);
    let (body, name) = (field("body"), field("name"));
    let (tree, positions) = (SyntaxTree::new(&trees, syntax), Positions::new(text));
    let mut finder = Finder { syntax, facts, tree, positions, body, name, by_start, reach, numbers, named, found };
    let mut open = vec![Open { node: NodeRef::ROOT, is_root: true, is_within: false }];
    // What is parsed apart is a list of its own where functions or types are in it, and no more than a part of one elsewhere.
    open.extend(trees.part_roots().filter_map(|node| {
        let span = finder.span(node);
        finder.has_symbols(span, false).then(|| Open { node, is_root: true, is_within: finder.is_in_symbol(span) })
    }));
    while let Some(next) = open.pop() {
        finder.look(next, &mut open);
    }
    Ok(finder.found)
}

/// A node whose children are looked at.
struct Open {
    node: NodeRef,
    is_root: bool,
    /// Whether it is a function or type or in one: all but comments in front of its members is its own then.
    is_within: bool,
}

struct Finder<'t> {
    syntax: &'static Syntax,
    facts: &'static Facts,
    tree: SyntaxTree<'t>,
    positions: Positions<'t>,
    /// The numbers of fields.
    body: u16,
    name: u16,
    /// Where functions and types are, in order.
    by_start: Vec<(u32, u32)>,
    /// For each of them how far it and those before it go.
    reach: Vec<u32>,
    numbers: HashMap<(u32, u32), usize>,
    /// The functions and types that are nodes with names, by kind and name.
    named: HashMap<(u16, &'t str), usize>,
    found: Vec<Part>,
}

/// A child of a node, as far as it matters here.
enum Child {
    /// A function or type.
    Symbol(usize),
    /// A comment, or what else belongs to what is behind it.
    Leading,
    /// A part, and whether functions or types are in it.
    Part(PartKind, bool),
}

impl<'t> Finder<'t> {
    /// Finds the parts among the children of a node, and has those looked at in which there are more.
    fn look(&mut self, Open { node, is_root, is_within }: Open, open: &mut Vec<Open>) {
        let body = self.tree.child_behind(node, self.body);
        let nodes: Vec<_> = self.named(node).collect();
        let children = nodes.into_iter().map(|child| {
            let span = self.span(child);
            (child, span, self.child(child, span, body == Some(child)))
        });
        let children: Vec<_> = children.collect();
        let is_listed = |(.., child): &(NodeRef, Span, Child)| match child {
            Child::Symbol(_) => true,
            Child::Part(kind, _) => matches!(kind, PartKind::Members(..) | PartKind::OfSymbol(_)),
            Child::Leading => false,
        };
        let is_list = is_root || children.iter().any(is_listed);
        let mut leading: Option<Span> = None;
        let mut imports: Option<usize> = None;
        let mut last_row = None;
        for (node, span, child) in children {
            let led = leading.take().filter(|leading| leading.end_row + 1 >= span.start_row);
            match child {
                // What stands behind something in its row says something of that.
                Child::Leading if last_row == Some(span.start_row) => {}
                Child::Leading => {
                    // One that takes the end of its line for its own ends in that line.
                    let is_over = span.end_column == 0 && span.end_row > span.start_row;
                    let span = Span { end_row: span.end_row - u32::from(is_over), ..span };
                    leading = Some(led.map_or(span, |led| joined(led, span)));
                    continue;
                }
                Child::Symbol(number) => {
                    if let Some(led) = led.filter(|_| is_list) {
                        self.found.push(Part { kind: PartKind::OfSymbol(number), span: led });
                    }
                    if self.has_symbols(span, true) {
                        open.push(Open { node, is_root: false, is_within: true });
                    }
                    imports = None;
                }
                Child::Part(kind, has_symbols) => {
                    if has_symbols {
                        let is_within = is_within || matches!(kind, PartKind::OfSymbol(_));
                        open.push(Open { node, is_root: false, is_within });
                    }
                    if is_list && !is_within {
                        imports = self.add(kind, led.map_or(span, |led| joined(led, span)), imports);
                    }
                }
            }
            last_row = Some(span.end_row);
        }
    }

    /// Adds a part, or makes it one with the imports in front of it; which part are imports now.
    fn add(&mut self, kind: PartKind, span: Span, imports: Option<usize>) -> Option<usize> {
        if kind != PartKind::Imports {
            self.found.push(Part { kind, span });
            return None;
        }
        match imports.and_then(|imports| self.found.get_mut(imports)) {
            Some(before) => {
                before.span = joined(before.span, span);
                imports
            }
            None => {
                self.found.push(Part { kind, span });
                Some(self.found.len() - 1)
            }
        }
    }

    fn child(&mut self, node: NodeRef, span: Span, is_body: bool) -> Child {
        let (number, kind) = (self.tree.kind(node), self.tree.kind_name(node));
        if self.syntax.kind(number).is_comment || self.facts.leading_nodes.contains(&kind) {
            return Child::Leading;
        }
        let name = self.tree.child_behind(node, self.name).and_then(|name| self.text_of(name));
        if let Some(symbol) = self.number_of(span) {
            if let Some(name) = name {
                self.named.entry((number, name)).or_insert(symbol);
            }
            return Child::Symbol(symbol);
        }
        let has_symbols = self.has_symbols(span, false);
        if let Some((_, called)) = self.facts.member_blocks.iter().find(|(block, _)| *block == kind) {
            return Child::Part(PartKind::Members(called, self.head_of(node)), has_symbols);
        }
        let whole = name.and_then(|name| self.named.get(&(number, name)).copied());
        if let Some(number) = whole.or_else(|| self.wrapped(node).filter(|_| !is_body)) {
            return Child::Part(PartKind::OfSymbol(number), has_symbols);
        }
        let text = self.text_of(node).unwrap_or_default();
        let word = text.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        let is_import = !has_symbols && self.facts.import_words.contains(&word);
        Child::Part(if is_import { PartKind::Imports } else { PartKind::Statement }, has_symbols)
    }

    /// The function or type that a node says more of, such as that it is exported: it has that for its child, and no other.
    fn wrapped(&self, node: NodeRef) -> Option<usize> {
        if self.tree.children(node).next().is_some_and(|first| self.tree.kind_name(first) == "{") {
            return None;
        }
        let mut symbols = self.named(node).filter_map(|child| self.number_of(self.span(child)));
        symbols.next().filter(|_| symbols.next().is_none())
    }

    /// What stands in front of a node's body, in one line.
    fn head_of(&self, node: NodeRef) -> String {
        let body = self.tree.child_behind(node, self.body);
        let node = self.tree.node(node);
        let end = body.map_or(node.end_byte(), |body| self.tree.node(body).start_byte());
        let head = self.positions.text().get(node.start_byte()..end).unwrap_or_default();
        head.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    fn span(&self, node: NodeRef) -> Span {
        span_of(self.tree.node(node), &self.positions)
    }

    fn text_of(&self, node: NodeRef) -> Option<&'t str> {
        self.positions.text().get(self.tree.node(node).byte_range())
    }

    /// The children that are no keywords or marks.
    fn named(&self, node: NodeRef) -> impl Iterator<Item = NodeRef> {
        self.tree.children(node).filter(|child| self.tree.is_named(*child))
    }

    fn number_of(&self, span: Span) -> Option<usize> {
        self.numbers.get(&(span.start, span.end)).copied()
    }

    /// Whether a function or type has all of a span.
    fn is_in_symbol(&self, span: Span) -> bool {
        let before = self.by_start.partition_point(|(start, _)| *start <= span.start);
        before.checked_sub(1).is_some_and(|last| self.reach[last] >= span.end)
    }

    /// Whether functions or types are in a span, beside the one that it is of itself.
    fn has_symbols(&self, span: Span, is_symbol: bool) -> bool {
        let first = self.by_start.partition_point(|(start, _)| *start < span.start);
        let within = self.by_start[first..].iter().take_while(|(start, _)| *start < span.end);
        let mut within =
            within.filter(|(start, end)| *end <= span.end && !(is_symbol && (*start, *end) == (span.start, span.end)));
        within.next().is_some()
    }
}

/// Both, and what is between them.
fn joined(one: Span, other: Span) -> Span {
    Span { end: other.end, end_row: other.end_row, end_column: other.end_column, ..one }
}
