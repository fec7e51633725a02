//! What the parser reads in place of a text where its grammar falls short of the language.
//!
//! In: a text. Out: another one of the same length, byte for byte, so that every place in its tree is one of the text's;
//! names and texts are taken from the text itself. What is changed is chosen so that the tree gets the same meaning.
//! [`prepared`] changes what no expression can look like, before the first parse, since that is frequent where it occurs at
//! all. [`repaired`] changes what an expression could look like, only in a text whose tree has errors, and whoever asks keeps
//! the tree that has fewer of them.

use memchr::memmem;
use regex::bytes::{Captures, Regex};
use std::sync::LazyLock;

/// How often the text's length may be looked at in front of and behind what may have to be changed. A text in which that is
/// everywhere is none that somebody wrote.
const LOOKS: usize = 256;

/// How far is looked for the end of what may have to be changed, in bytes: as far as comments and lists of types go.
const FAR: usize = 8192;

/// A text that is changed in places, byte by byte.
struct Rewritten<'text> {
    text: &'text str,
    bytes: Option<Vec<u8>>,
    /// How many bytes may still be looked at.
    left: usize,
}

impl<'text> Rewritten<'text> {
    const fn of(text: &'text str) -> Self {
        Self { text, bytes: None, left: text.len().saturating_mul(LOOKS) }
    }

    /// Puts `word` in place of as many bytes.
    fn put(&mut self, at: usize, word: &str) {
        let bytes = self.bytes.get_or_insert_with(|| self.text.as_bytes().to_vec());
        if let Some(place) = bytes.get_mut(at..at + word.len()) {
            place.copy_from_slice(word.as_bytes());
        }
    }

    /// Leaves nothing of a part but its line ends.
    fn blank(&mut self, from: usize, to: usize) {
        let bytes = self.bytes.get_or_insert_with(|| self.text.as_bytes().to_vec());
        for byte in bytes.get_mut(from..to).unwrap_or_default() {
            if !matches!(byte, b'\n' | b'\r') {
                *byte = b' ';
            }
        }
    }

    /// The text behind a place, as far as is looked.
    fn behind(&mut self, at: usize) -> &'text [u8] {
        let rest = &self.text.as_bytes()[at..];
        self.looked_at(&rest[..rest.len().min(FAR)])
    }

    /// The text in front of a place, as far as is looked.
    fn before(&mut self, at: usize) -> &'text [u8] {
        let front = &self.text.as_bytes()[..at];
        self.looked_at(&front[front.len().saturating_sub(FAR)..])
    }

    /// Nothing, where too much has been looked at.
    fn looked_at(&mut self, part: &'text [u8]) -> &'text [u8] {
        self.left = self.left.saturating_sub(part.len());
        if self.left == 0 { &[] } else { part }
    }

    /// `None` where nothing was changed, or where the bytes would be no text.
    fn finish(self) -> Option<String> {
        String::from_utf8(self.bytes?).ok()
    }
}

/// What to parse in place of a text of the dialect without elements; `None`: itself.
pub fn prepared(text: &str) -> Option<String> {
    let mut rewritten = Rewritten::of(text);
    blank_variance(&mut rewritten);
    part_call_signatures(&mut rewritten);
    prepare_type_arguments(&mut rewritten);
    rewritten.finish()
}

/// What to parse in place of a text of the dialect with elements, where `<T` may begin one; `None`: itself.
pub fn prepared_with_elements(text: &str) -> Option<String> {
    let mut rewritten = Rewritten::of(text);
    prepare_type_arguments(&mut rewritten);
    rewritten.finish()
}

/// `interface I<in out T>`: the grammar knows no variance. Two words beside each other behind `<` or `,` are no expression.
fn blank_variance(rewritten: &mut Rewritten<'_>) {
    let text = rewritten.text.as_bytes();
    for word in ["out ", "in "] {
        for at in memmem::find_iter(text, word) {
            let end = at + word.len();
            if text[..at].last().is_none_or(|last| is_name_part(*last)) || !begins_type_parameter(&text[end..]) {
                continue;
            }
            let before = before_comments(rewritten.before(at));
            // In `in out T` the first says where it is for both.
            let before = match before.strip_suffix(b"in") {
                Some(front) if word == "out " && !front.last().is_some_and(|last| is_name_part(*last)) => {
                    before_comments(front)
                }
                _ => before,
            };
            if before.ends_with(b"<") || before.ends_with(b",") {
                rewritten.blank(at, end);
            }
        }
    }
}

/// Whether a name follows, and behind that what may follow the name of a type's parameter.
fn begins_type_parameter(rest: &[u8]) -> bool {
    let name = rest.trim_ascii_start();
    let length = name.iter().take_while(|byte| is_name_part(**byte)).count();
    let rest = name[length..].trim_ascii_start();
    length > 0
        && (rest.starts_with(b"extends")
            || matches!(rest.first(), Some(b',' | b'>' | b'='))
            || &name[..length] == b"out")
}

const fn is_name_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'$' | 0x80..)
}

/// Call signatures that end with their lines: before one that begins with `<` the grammar sees no end, and reads on. A line
/// that begins with `<T>(` behind an operand is an expression's in no style.
fn part_call_signatures(rewritten: &mut Rewritten<'_>) {
    let text = rewritten.text.as_bytes();
    for at in memchr::memchr_iter(b'<', text) {
        let indent = text[..at].iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if indent > 0
            && text[..at - indent].ends_with(b"\n")
            && begins_type_parameters(rewritten.behind(at))
            && ends_type(before_comments(rewritten.before(at)))
        {
            rewritten.put(at - 1, ";");
        }
    }
}

/// Whether `<T …>(` begins here.
fn begins_type_parameters(rest: &[u8]) -> bool {
    let mut depth = 0_usize;
    for (at, byte) in rest.iter().enumerate() {
        match byte {
            b'<' => depth += 1,
            b'>' if rest[..at].ends_with(b"=") => {}
            b'>' if depth == 1 => {
                let name = rest[1..].trim_ascii_start();
                return rest[at + 1..].starts_with(b"(") && name.first().is_some_and(|first| is_name_part(*first));
            }
            b'>' => depth -= 1,
            _ => {}
        }
    }
    false
}

/// A text without the comments and spaces at its end, as far as lines tell.
fn before_comments(mut text: &[u8]) -> &[u8] {
    // Comments without end are nobody's.
    const ENOUGH: usize = 16;
    for _ in 0..ENOUGH {
        let trimmed = text.trim_ascii_end();
        let line = memchr::memrchr(b'\n', trimmed).map_or(0, |end| end + 1);
        let open = if trimmed.ends_with(b"*/") { memmem::rfind(trimmed, b"/*") } else { None };
        let comment = open.or_else(|| {
            let mut slashes = memmem::find_iter(&trimmed[line..], "//");
            slashes.find(|at| !trimmed[..line + at].ends_with(b":")).map(|at| line + at)
        });
        match comment {
            Some(comment) => text = &trimmed[..comment],
            None => return trimmed,
        }
    }
    &[]
}

/// Whether a type may end here and a list of members go on: not behind an operator or an opening bracket.
fn ends_type(before: &[u8]) -> bool {
    // Behind these an expression begins.
    const WORDS: [&[u8]; 8] = [b"return", b"extends", b"new", b"yield", b"await", b"case", b"default", b"typeof"];
    let is_word = |word: &&[u8]| {
        before.strip_suffix(*word).is_some_and(|front| !front.last().is_some_and(|last| is_name_part(*last)))
    };
    !before.ends_with(b"=>")
        && before.last().is_some_and(|last| is_name_part(*last) || b">)]}\"'`".contains(last))
        && !WORDS.iter().any(is_word)
}

/// Type arguments that the grammar reads as comparisons.
fn prepare_type_arguments(rewritten: &mut Rewritten<'_>) {
    let text = rewritten.text.as_bytes();
    // `f<typeof import('./m')>()`: a union of one type can only be a type.
    for at in memmem::find_iter(text, "typeof import(") {
        if rewritten.before(at).trim_ascii_end().ends_with(b"<") {
            rewritten.put(at, "|     ");
        }
    }
    // tag<T>`…`: without them it is the call that it is.
    for end in memmem::find_iter(text, ">`") {
        let front = rewritten.before(end);
        if let Some(length) = type_arguments_before(front) {
            rewritten.blank(end - length, end + 1);
        }
    }
}

/// How long the type arguments are that end behind this text, if they are some and follow what may be called.
fn type_arguments_before(front: &[u8]) -> Option<usize> {
    let mut depth = 1_usize;
    for (at, byte) in front.iter().enumerate().rev() {
        match byte {
            b'>' if front[..at].ends_with(b"=") => {}
            b'>' => depth += 1,
            b'<' if depth == 1 => {
                let follows_callee = front[..at].last().is_some_and(|last| is_name_part(*last) || b")]".contains(last));
                return follows_callee.then_some(front.len() - at);
            }
            b'<' => depth -= 1,
            // A template, with code in it.
            b'`' => return None,
            b'{' if front[..at].ends_with(b"$") => return None,
            _ => {}
        }
    }
    None
}

/// Something that the grammar does not know: the group of the pattern is what is mended.
struct Repair {
    pattern: &'static str,
    mend: Mend,
}

/// What becomes of it.
enum Mend {
    /// Nothing.
    LeaveOut,
    /// A name as long: that of the text is what is read.
    Name,
    /// This, which is as long.
    Word(&'static str),
}

const REPAIRS: [Repair; 16] = [
    // `export type * from './m'`
    Repair { pattern: r"\bexport\s+(type)\s*\*", mend: Mend::LeaveOut },
    // `export default abstract class {}`
    Repair { pattern: r"\bexport\s+default\s+(abstract)\s+class\b", mend: Mend::LeaveOut },
    // `export { a } from './m.json' with { type: 'json' }`
    Repair { pattern: r#"\bfrom\s*(?:'[^'\n]*'|"[^"\n]*")\s*((?:with|assert)\s*\{[^{}]*\})"#, mend: Mend::LeaveOut },
    // `import defer * as m from './m'`
    Repair { pattern: r"\bimport\s+(defer)\s*\*", mend: Mend::LeaveOut },
    // `import source m from './m'`
    Repair { pattern: r"\bimport\s+(source)\s+[\w$]+\s+from\b", mend: Mend::LeaveOut },
    // `static accessor x = 1`
    Repair { pattern: r#"(?:^|[\s;{}])(accessor)[ \t]+[\w$#\['"]"#, mend: Mend::Word("readonly") },
    // `abstract?: boolean`, `declare: string`, `accessor;`
    Repair {
        pattern: r"(?:^|[\s;{},])(abstract|declare|override|static|accessor|readonly)\s*(?:[?!]\s*:|[:;,=}])",
        mend: Mend::Name,
    },
    // Members and functions of these names.
    Repair { pattern: r"(?:^|[\s;{},(!=])(abstract|declare|override|accessor|module)\s*[.(]", mend: Mend::Name },
    // A member behind one that ends with its line, where the grammar sees an operator.
    Repair { pattern: r"\n[ \t]*(in|instanceof)\s*\??\s*:", mend: Mend::Name },
    // Variables and types of these names.
    Repair { pattern: r"\b(?:let|const|var)\s+(as|satisfies|is)\s*[=:;,]", mend: Mend::Name },
    Repair { pattern: r"(?:^|[\s(<|&:?])(type)\s+extends\b", mend: Mend::Name },
    // `using(a)`, `x = using`
    Repair { pattern: r"(?:^|[^\w$.])(using)\s*(?:[^\s\w$\[{]|$)", mend: Mend::Name },
    // `global {` of a declaration file, which is a block
    Repair { pattern: r"(?:^|\n)[ \t]+(global)\s*\{", mend: Mend::LeaveOut },
    // `import('./m').T<U>` of a type, without what is written in one pair of brackets
    Repair {
        pattern: r#"\bimport\((?:'[^'\n]*'|"[^"\n]*")\)(?:\.[A-Z]\w*)+(<[\w$.,\s\[\]|"']*>)"#,
        mend: Mend::LeaveOut,
    },
    // Escapes in a type that is a template; in a string they are text as well.
    Repair { pattern: r"(\\`)", mend: Mend::Word("__") },
    Repair { pattern: r"(\\\$)\{", mend: Mend::Word("__") },
];

static PATTERNS: LazyLock<Vec<(Option<Regex>, &'static Repair)>> = LazyLock::new(|| {
    // Names are told by bytes: those beyond ASCII are parts of none of the words.
    let pattern = |repair: &Repair| Regex::new(&format!("(?-u){}", repair.pattern)).ok();
    REPAIRS.iter().map(|repair| (pattern(repair), repair)).collect()
});

/// What to parse in place of a text whose tree has errors; `None` where nothing in it is known to be the cause.
pub fn repaired(text: &str) -> Option<String> {
    let mut rewritten = Rewritten::of(text);
    repair(&mut rewritten);
    rewritten.finish()
}

/// [`repaired`], of the dialect with elements.
pub fn repaired_with_elements(text: &str) -> Option<String> {
    let mut rewritten = Rewritten::of(text);
    repair(&mut rewritten);
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        if is_text_of_element(rewritten.before(at), rewritten.behind(at + 1)) {
            // Text as well; between operands an operator of the same rank.
            rewritten.put(at, "|");
        }
    }
    rewritten.finish()
}

fn repair(rewritten: &mut Rewritten<'_>) {
    for (pattern, repair) in &*PATTERNS {
        let found = pattern.iter().flat_map(|pattern| pattern.captures_iter(rewritten.text.as_bytes()));
        for group in found.filter_map(|found: Captures<'_>| found.get(1).map(|group| group.range())) {
            match repair.mend {
                Mend::LeaveOut => rewritten.blank(group.start, group.end),
                Mend::Name => rewritten.put(group.start, "_"),
                Mend::Word(word) => rewritten.put(group.start, word),
            }
        }
    }
}

/// Whether an `&` between these may be text between tags: what stands around it is words, up to a tag that ends on its line.
fn is_text_of_element(before: &[u8], behind: &[u8]) -> bool {
    let name = behind.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#').count();
    let is_reference = name > 0 && behind.get(name) == Some(&b';');
    if is_reference || matches!(behind.first(), Some(b'&' | b'=')) || before.ends_with(b"&") {
        return false;
    }
    let line = behind.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let before = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let is_words = |part: &[u8]| part.iter().all(|byte| is_name_part(*byte) || b" \t\r,.!?'-/".contains(byte));
    let text = before.iter().rposition(|byte| matches!(byte, b'>' | b'}')).map(|end| &before[end + 1..]);
    memmem::find(line, b"</").is_some() && text.is_some()
        || is_words(line) && (text.is_some_and(is_words) || is_words(before) && !before.trim_ascii().is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn patterns_are_patterns() {
        for (pattern, repair) in &*PATTERNS {
            assert!(pattern.is_some(), "{}", repair.pattern);
        }
    }

    #[test]
    fn texts_keep_their_length_and_lines() {
        let texts = [
            "interface I<in out T, out U> { a: T }\n",
            "declare const f: {\n  (a: A): <B>(b: B) => C<B> // why, `f<T>`\n  /** more */\n  <B>(a: A, b: B): C<B>\n};\n",
            "f<typeof import('./é')>();\nexport type * from 'é'\n",
            "<p>é & è</p>",
            "class A { static accessor x; abstract?: é; global { } }",
        ];
        for text in texts {
            for rewrite in [prepared, prepared_with_elements, repaired, repaired_with_elements] {
                let Some(other) = rewrite(text) else { continue };
                assert_eq!(other.len(), text.len(), "{other}");
                let lines = |text: &str| text.lines().map(str::len).collect::<Vec<_>>();
                assert_eq!(lines(&other), lines(text), "{other}");
            }
        }
    }

    #[test]
    fn many_signatures_are_read_and_their_comments_may_be_long() {
        let comment = format!("  /**\n{}   */\n", "   * why, `f<T>(a)` // and how\n".repeat(200));
        let signature = "  <A, B extends C<A>>(a: A, b: B): D<A>\n";
        let text = format!("interface F {{\n{}}}\n", format!("{comment}{signature}").repeat(200));
        let parted = prepared(&text).unwrap();
        assert_eq!(parted.matches(";<A, B").count(), 199, "all but the first end another");
    }

    #[test]
    fn what_the_grammar_reads_stays_as_it_is() {
        let texts = [
            "for (const a in out) {}\nif (a < b && c > (d)) {}\n",
            "f(a, in1, out)\nx = [a,\n  out\n]\n",
            "a = b\n  < c\n",
            "return (\n  <T>(a: T) => a\n)\n",
            "f(\n  // <T>\n  <T>(a: T) => a,\n  <T>(a: T) => a\n)\n",
            "x = y ?\n  <T>(a: T) => a :\n  <T>(b: T) => b\n",
            "const f = /* why */\n  <T>(a: T) => a;\n",
            "let a: typeof import('./m');\n",
        ];
        for text in texts {
            assert_eq!(prepared(text), None, "{text}");
        }
    }
}
