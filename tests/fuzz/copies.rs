//! What is promised of a copied syntax tree, whatever its text: both ways to copy it make the same, and that is what tree-sitter
//! answers, node for node.

use std::time::Duration;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::language::syntax_of;
use code_knowledge_graph::source::positions::Positions;
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::syntax::flat::{self, FlatNode, cursor};
use code_knowledge_graph::syntax::parse::parse;

/// Long enough that no case depends on the machine's speed.
const TIMEOUT: Duration = Duration::from_secs(300);

/// What is seen of trees, to tell whether a test has seen all that there may be.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub errors: usize,
    pub error_roots: usize,
    pub missing: usize,
    pub extras: usize,
    /// Nodes that the grammar calls otherwise where they stand.
    pub aliases: usize,
    pub fields: usize,
}

impl Seen {
    pub const fn and(self, other: Self) -> Self {
        Self {
            errors: self.errors + other.errors,
            error_roots: self.error_roots + other.error_roots,
            missing: self.missing + other.missing,
            extras: self.extras + other.extras,
            aliases: self.aliases + other.aliases,
            fields: self.fields + other.fields,
        }
    }
}

/// Copies the tree of a file, of whose grammar its name tells, in both ways.
pub fn check_copies(name: &str, bytes: &[u8]) -> Seen {
    let Ok(source) = decode(bytes.to_vec()) else { return Seen::default() };
    let grammar = &syntax_of(name).unwrap().grammar;
    let Ok(tree) = parse(grammar, &source.text, &Allowance::new(TIMEOUT)) else { return Seen::default() };
    // Behind something else, as the trees of parts are.
    let (mut direct, mut asked) = (vec![FlatNode::default(); 3], vec![FlatNode::default(); 3]);
    flat::copy(&tree, &mut direct).unwrap();
    cursor::copy(&tree, &mut asked).unwrap();
    assert!(direct == asked, "the two copies of {name} differ");
    assert_eq!(direct.len(), 3 + tree.root_node().descendant_count());
    // Nothing of tree-sitter's is named here: the fuzz targets do not depend on it.
    let (root, positions) = (tree.root_node(), Positions::new(&source.text));
    let mut seen = Seen { error_roots: usize::from(root.is_error()), ..Seen::default() };
    let (mut cursor, mut open) = (root.walk(), vec![(root, 3)]);
    while let Some((node, place)) = open.pop() {
        let copy: FlatNode = direct[place];
        assert_eq!((copy.kind_id(), copy.byte_range()), (node.kind_id(), node.byte_range()));
        let flags = (copy.is_extra(), copy.is_missing(), copy.is_error(), copy.has_error());
        assert_eq!(flags, (node.is_extra(), node.is_missing(), node.is_error(), node.has_error()));
        for (byte, point) in [(node.start_byte(), node.start_position()), (node.end_byte(), node.end_position())] {
            check_position(&positions, byte, (point.row, point.column));
        }
        seen.errors += usize::from(node.is_error());
        seen.missing += usize::from(node.is_missing());
        seen.extras += usize::from(node.is_extra());
        seen.aliases += usize::from(node.kind() != node.grammar_name());
        seen.fields += usize::from(copy.field_id() != 0);
        let children: Vec<_> = node.children(&mut cursor).collect();
        assert_eq!(children.len(), copy.children().len());
        open.extend(children.into_iter().zip(copy.children().map(|place| place as usize)));
    }
    seen
}

/// Holds the place of a byte to the row and the column in bytes that tree-sitter has it at.
fn check_position(positions: &Positions<'_>, byte: usize, (row, column): (usize, usize)) {
    // One in the middle of a character is asked for by nobody.
    if positions.text().is_char_boundary(byte) {
        let position = positions.of(byte);
        let row_start = positions.offset(byte - column);
        assert_eq!((position.row as usize, position.column), (row, position.offset - row_start));
    }
}
