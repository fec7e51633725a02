//! What a documentation comment says of the declaration behind it, by tags: `@param`, `@return`.
//!
//! In: the text in front of a node. Out: the comment that ends there, and its tags with what follows each. What a tag means
//! and how a type is written in it is for the language to say.

use super::Outline;
use crate::extract::Visitor;
use crate::syntax::tree::NodeRef;

/// How far in front of a declaration its comment may begin, in bytes: what is longer is a text of another kind.
const LONGEST_COMMENT: usize = 16 * 1024;

impl<'source, V: Visitor> Outline<'source, '_, V> {
    /// The comment `/** … */` that ends right in front of a node, without its marks.
    pub fn documentation(&self, node: NodeRef) -> Option<&'source str> {
        let text = self.draft.text();
        let end = self.start_byte(node);
        let before = text.get(..end)?.trim_ascii_end().strip_suffix("*/")?;
        let start = before.floor_char_boundary(before.len().saturating_sub(LONGEST_COMMENT));
        let near = &before[start..];
        let comment = &near[near.rfind("/**")? + 3..];
        // What begins there has ended, and another comment is what stands in front of the node.
        (!comment.contains("*/")).then_some(comment)
    }
}

/// The tags of a documentation comment: the name of each, without its `@`, and what follows it up to the next.
pub fn tags(comment: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut next = tag_in(comment);
    std::iter::from_fn(move || {
        let tag = next?;
        next = tag_in(tag);
        let tag = match next {
            Some(behind) => &tag[..tag.len() - behind.len() - 1],
            None => tag,
        };
        let end = tag.find(|part: char| !part.is_ascii_alphanumeric() && !matches!(part, '-' | '_' | '\\'));
        Some(tag.split_at(end.unwrap_or(tag.len())))
    })
}

/// What follows the first `@` that a line begins with, behind the marks of the comment.
fn tag_in(text: &str) -> Option<&str> {
    let begins_line = |at: &usize| {
        let before = text[..*at].trim_end_matches([' ', '\t', '*']);
        before.is_empty() || before.ends_with('\n')
    };
    text.match_indices('@').map(|(at, _)| at).find(begins_line).map(|at| &text[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::tags;

    #[test]
    fn tags_begin_lines() {
        let comment =
            "\n * Sends mail to a@b.c.\n *\n * @param string|null $to who\n *   gets it\n * @return Mail<\n *   To>\n ";
        let found: Vec<_> = tags(comment).collect();
        let to = " string|null $to who\n *   gets it\n * ";
        assert_eq!(found, [("param", to), ("return", " Mail<\n *   To>\n ")]);
        assert_eq!(tags(" @var Mail ").collect::<Vec<_>>(), [("var", " Mail ")]);
        assert_eq!(tags(" of @var Mail ").count(), 0);
        assert_eq!(tags("").count(), 0);
    }
}
