//! Circles: what leads back to itself.
//!
//! In: a graph of numbers. Out: its strongly connected components that have a circle in them, and a shortest circle of each.
//! Tarjan's algorithm, with a stack of its own: graphs are deep.

use foldhash::HashMap;
use std::collections::VecDeque;

/// In components of more members a shortest circle is one through the first of them.
const MAX_TRIED: usize = 64;

/// The components with a circle, each sorted, in the order of their first members.
pub(super) fn components(count: u32, successors: impl Fn(u32) -> Vec<u32>) -> Vec<Vec<u32>> {
    const UNSEEN: u32 = u32::MAX;
    let mut order = vec![UNSEEN; count as usize];
    let mut lowest = vec![0_u32; count as usize];
    let mut is_open = vec![false; count as usize];
    let mut leads_to_itself = vec![false; count as usize];
    let (mut next, mut open, mut found) = (0, Vec::new(), Vec::new());
    let mut way: Vec<(u32, std::vec::IntoIter<u32>)> = Vec::new();
    for root in 0..count {
        if order[root as usize] != UNSEEN {
            continue;
        }
        let mut enter = Some(root);
        loop {
            if let Some(node) = enter.take() {
                order[node as usize] = next;
                lowest[node as usize] = next;
                next += 1;
                open.push(node);
                is_open[node as usize] = true;
                way.push((node, successors(node).into_iter()));
            }
            let Some((node, rest)) = way.last_mut() else { break };
            let node = *node;
            if let Some(to) = rest.next() {
                leads_to_itself[node as usize] |= to == node;
                if order[to as usize] == UNSEEN {
                    enter = Some(to);
                } else if is_open[to as usize] {
                    lowest[node as usize] = lowest[node as usize].min(order[to as usize]);
                }
                continue;
            }
            way.pop();
            if let Some((before, _)) = way.last() {
                lowest[*before as usize] = lowest[*before as usize].min(lowest[node as usize]);
            }
            if lowest[node as usize] == order[node as usize] {
                let first = open.iter().rposition(|member| *member == node).unwrap_or_default();
                let mut members = open.split_off(first);
                members.iter().for_each(|member| is_open[*member as usize] = false);
                if members.len() > 1 || leads_to_itself[node as usize] {
                    members.sort_unstable();
                    found.push(members);
                }
            }
        }
    }
    found.sort_unstable();
    found
}

/// A shortest circle of a component, from its first member on: of all circles where it has few members.
pub(super) fn circle(members: &[u32], successors: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let within: HashMap<u32, Vec<u32>> = members
        .iter()
        .map(|member| {
            let mut to = successors(*member);
            to.retain(|to| members.binary_search(to).is_ok());
            to.sort_unstable();
            to.dedup();
            (*member, to)
        })
        .collect();
    let tried = if members.len() > MAX_TRIED { 1 } else { members.len() };
    let mut best: Option<Vec<u32>> = None;
    for start in &members[..tried] {
        let shorter = best.as_ref().map_or(usize::MAX, Vec::len);
        if let Some(circle) = circle_through(*start, &within).filter(|circle| circle.len() < shorter) {
            best = Some(circle);
        }
    }
    best.unwrap_or_default()
}

fn circle_through(start: u32, within: &HashMap<u32, Vec<u32>>) -> Option<Vec<u32>> {
    let mut before: HashMap<u32, u32> = HashMap::default();
    let mut front = VecDeque::from([start]);
    while let Some(node) = front.pop_front() {
        for to in within.get(&node).into_iter().flatten() {
            if *to == start {
                let back = std::iter::successors(Some(node), |node| before.get(node).copied());
                let mut circle: Vec<u32> = back.collect();
                circle.reverse();
                return Some(circle);
            }
            if !before.contains_key(to) {
                before.insert(*to, node);
                front.push_back(*to);
            }
        }
    }
    None
}
