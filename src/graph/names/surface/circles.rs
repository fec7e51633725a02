//! Fingerprints of what leads to other things, and of what leads back to itself.
//!
//! In: tokens with the nodes they name. Out: fingerprints, the same for the same shapes wherever they stand. Each node is gone
//! through once, with a stack of its own, as names may lead to names in a row of any length (Tarjan's algorithm).

use foldhash::HashMap;

use super::shapes::{Node, Shapes, Token};
use crate::record::surface::Fingerprint;

/// The nodes gone through.
#[derive(Default)]
pub(super) struct Circles<'r> {
    /// In the order of meeting.
    met: Vec<(Node, Met<'r>)>,
    places: HashMap<Node, u32>,
    /// Long texts by where they are in the record: all that names a class with a long key has it.
    long: HashMap<*const str, Fingerprint>,
}

/// From how many bytes on a text is known by where it is.
const LONG_TEXT: usize = 256;

/// What is known of a node.
struct Met<'r> {
    tokens: Vec<Token<'r>>,
    /// How many of the tokens were looked at.
    looked: usize,
    /// The earliest node met that it leads back to, by order of meeting.
    lowest: u32,
    fingerprint: Option<Fingerprint>,
}

impl<'r> Circles<'r> {
    /// The fingerprint of what is told by these tokens.
    pub fn told_by(&mut self, shapes: &mut Shapes<'r>, tokens: &[Token<'r>]) -> Fingerprint {
        for token in tokens {
            if let Token::Node(node) = token {
                self.go_through(shapes, *node);
            }
        }
        self.fingerprint(tokens, &[])
    }

    /// Finds the fingerprints of a node and of all that it leads to.
    fn go_through(&mut self, shapes: &mut Shapes<'r>, start: Node) {
        if self.places.contains_key(&start) {
            return;
        }
        let mut open: Vec<u32> = Vec::new();
        let mut way = vec![self.meet(shapes, start, &mut open)];
        while let Some(place) = way.last().copied() {
            let (_, met) = &mut self.met[place as usize];
            let next = met.tokens[met.looked..].iter().position(|token| matches!(token, Token::Node(_)));
            if let Some(next) = next {
                let at = met.looked + next;
                met.looked = at + 1;
                let Token::Node(part) = met.tokens[at] else { continue };
                match self.places.get(&part).copied() {
                    None => way.push(self.meet(shapes, part, &mut open)),
                    Some(known) if self.met[known as usize].1.fingerprint.is_none() => {
                        let met = &mut self.met[place as usize].1;
                        met.lowest = met.lowest.min(known);
                    }
                    Some(_) => {}
                }
                continue;
            }
            let lowest = met.lowest;
            way.pop();
            if let Some(outer) = way.last() {
                let outer = &mut self.met[*outer as usize].1;
                outer.lowest = outer.lowest.min(lowest);
            }
            if lowest == place {
                let from = open.iter().rposition(|other| *other == place).unwrap_or_default();
                let circle = open.split_off(from);
                self.close(circle);
            }
        }
    }

    fn meet(&mut self, shapes: &mut Shapes<'r>, node: Node, open: &mut Vec<u32>) -> u32 {
        let place = self.met.len() as u32;
        let tokens = shapes.tokens(node);
        self.places.insert(node, place);
        self.met.push((node, Met { tokens, looked: 0, lowest: place, fingerprint: None }));
        open.push(place);
        place
    }

    /// Tells what nodes are that lead to each other, or what one is that leads to others alone.
    fn close(&mut self, mut circle: Vec<u32>) {
        // As rows stand, wherever the circle was entered.
        circle.sort_unstable_by_key(|place| self.met[*place as usize].0);
        let nodes: Vec<Node> = circle.iter().map(|place| self.met[*place as usize].0).collect();
        let mut told = Vec::with_capacity(circle.len());
        for place in &circle {
            let tokens = std::mem::take(&mut self.met[*place as usize].1.tokens);
            told.push(self.fingerprint(&tokens, &nodes));
        }
        let together = hash(&told.iter().flat_map(|told| told.0).collect::<Vec<_>>());
        for (at, place) in (0_u32..).zip(&circle) {
            let fingerprint = match told[..] {
                [only] => only,
                _ => hash(&[&together.0[..], &at.to_le_bytes()[..]].concat()),
            };
            self.met[*place as usize].1.fingerprint = Some(fingerprint);
        }
    }

    /// The fingerprint of tokens. Nodes of the circle are told by their place in it.
    fn fingerprint(&mut self, tokens: &[Token<'r>], circle: &[Node]) -> Fingerprint {
        let mut bytes = Vec::new();
        for token in tokens {
            match *token {
                Token::Number(number) => {
                    bytes.push(0);
                    bytes.extend(number.to_le_bytes());
                }
                Token::Text(text) if text.len() < LONG_TEXT => {
                    bytes.push(1);
                    bytes.extend((text.len() as u32).to_le_bytes());
                    bytes.extend(text.as_bytes());
                }
                Token::Text(text) => {
                    bytes.push(2);
                    bytes.extend(self.long.entry(text).or_insert_with(|| hash(text.as_bytes())).0);
                }
                Token::Node(node) => match circle.binary_search(&node) {
                    Ok(place) => {
                        bytes.push(3);
                        bytes.extend((place as u32).to_le_bytes());
                    }
                    Err(_) => {
                        let known = self.places.get(&node).and_then(|place| self.met[*place as usize].1.fingerprint);
                        bytes.push(4);
                        bytes.extend(known.unwrap_or_default().0);
                    }
                },
            }
        }
        hash(&bytes)
    }
}

fn hash(bytes: &[u8]) -> Fingerprint {
    let mut fingerprint = Fingerprint::default();
    blake3::Hasher::new().update(bytes).finalize_xof().fill(&mut fingerprint.0);
    fingerprint
}
