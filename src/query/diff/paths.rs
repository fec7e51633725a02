//! Paths of a diff: quoted ones, and what tools put in front of them.

use super::DiffErrorKind;

/// Spaces of a header at which its second path may begin, so that a long line of them takes no quadratic time.
const MOST_SPACES: usize = 32;

/// A path as a header has it, with what stands behind: `"a/\303\244.ts" "b/…`, or one without quotes up to `end`.
pub(super) fn read(text: &str, end: Option<char>) -> Result<(String, &str), DiffErrorKind> {
    match text.strip_prefix('"') {
        Some(quoted) => unquote(quoted),
        None => {
            let (path, rest) = end.and_then(|end| text.split_once(end)).unwrap_or((text, ""));
            Ok((path.to_owned(), rest))
        }
    }
}

/// C's escapes, of bytes. What is no UTF-8 becomes replacement characters, as in all paths of results.
fn unquote(quoted: &str) -> Result<(String, &str), DiffErrorKind> {
    let mut bytes = Vec::new();
    let mut rest = quoted.bytes().enumerate();
    while let Some((at, byte)) = rest.next() {
        let unescaped = match byte {
            b'"' => return Ok((String::from_utf8_lossy(&bytes).into_owned(), &quoted[at + 1..])),
            b'\\' => {
                let (at, escape) = rest.next().ok_or(DiffErrorKind::QuotedPath)?;
                match escape {
                    b'a' => 0x07,
                    b'b' => 0x08,
                    b't' => b'\t',
                    b'n' => b'\n',
                    b'v' => 0x0b,
                    b'f' => 0x0c,
                    b'r' => b'\r',
                    b'"' | b'\\' => escape,
                    b'0'..=b'3' => {
                        let digits = quoted.get(at..at + 3).ok_or(DiffErrorKind::QuotedPath)?;
                        rest.nth(1);
                        u8::from_str_radix(digits, 8).map_err(|_| DiffErrorKind::QuotedPath)?
                    }
                    _ => return Err(DiffErrorKind::QuotedPath),
                }
            }
            _ => byte,
        };
        bytes.push(unescaped);
    }
    Err(DiffErrorKind::QuotedPath)
}

/// The two paths of `diff --git`, with their prefixes. Where neither is quoted nothing divides them but that they are the same
/// path: it is half of the text, or as much as both have in common where prefixes differ in length. Of a renamed file further
/// lines tell.
pub(super) fn read_both(text: &str) -> Result<Option<(String, String)>, DiffErrorKind> {
    if text.starts_with('"') {
        let (old, rest) = read(text, None)?;
        return match rest.strip_prefix(' ') {
            Some(rest) => Ok(Some((old, read(rest, None)?.0))),
            None => Err(DiffErrorKind::QuotedPath),
        };
    }
    if let Some((old, new)) = text.split_once(" \"") {
        return Ok(Some((old.to_owned(), unquote(new)?.0)));
    }
    let is_same = |(old, new): &(String, String)| {
        let (old, new) = without_prefixes(old, new);
        old == new
    };
    let of_unequal_prefixes = || {
        let spaces = text.match_indices(' ').take(MOST_SPACES);
        let parts = spaces.map(|(at, _)| (text[..at].to_owned(), text[at + 1..].to_owned())).filter(is_same);
        parts.max_by_key(|(old, new)| without_prefixes(old, new).0.len())
    };
    Ok(split_in_middle(text, " ").filter(is_same).or_else(of_unequal_prefixes))
}

/// Two paths of equal length with `between` between them.
pub(super) fn split_in_middle(text: &str, between: &str) -> Option<(String, String)> {
    let length = text.len().checked_sub(between.len())? / 2;
    let (old, rest) = text.split_at_checked(length)?;
    let new = rest.strip_prefix(between)?;
    (old.len() == new.len()).then(|| (old.to_owned(), new.to_owned()))
}

/// The paths without what tools put in front: `a/` and `b/`, what `diff.mnemonicPrefix` has there, or the folders that were
/// compared, which end where both paths begin to be the same.
pub(super) fn without_prefixes<'a>(old: &'a str, new: &'a str) -> (&'a str, &'a str) {
    if old == new {
        return (without_here(old), without_here(new));
    }
    let behind_first = |path: &'a str| path.split_once('/').map(|(_, rest)| rest);
    match (behind_first(old), behind_first(new)) {
        (Some(old), Some(new)) if old == new => return (old, new),
        _ => {}
    }
    if let (Some(old), Some(new)) = (old.strip_prefix("a/"), new.strip_prefix("b/")) {
        return (old, new);
    }
    let same = old.rsplit('/').zip(new.rsplit('/')).take_while(|(old, new)| old == new);
    match same.map(|(part, _)| part.len() + 1).sum::<usize>() {
        0 => (without_here(old), without_here(new)),
        length => (end_of(old, length - 1), end_of(new, length - 1)),
    }
}

fn end_of(path: &str, length: usize) -> &str {
    path.get(path.len().saturating_sub(length)..).unwrap_or(path)
}

/// The path of a file that is on one side alone.
pub(super) fn without_prefix<'a>(path: &'a str, prefix: &str) -> &'a str {
    path.strip_prefix(prefix).unwrap_or_else(|| without_here(path))
}

fn without_here(path: &str) -> &str {
    path.strip_prefix("./").unwrap_or(path)
}
