//! Conditional compilation: what a default build leaves out.
//!
//! In: a text. Out: the same with the branches of `#if` blanked that a default build leaves out, and the directives, byte for
//! byte as long, so that the halves of a construct that stands in several branches become one. Where all branches are whole
//! by themselves, as far as braces tell, they stay. A default build is
//! `dotnet build` without arguments: the configuration Debug, for a current .NET.

/// What a default build defines, beside the versions of .NET it is for.
const DEFINED: &[&str] = &["DEBUG", "TRACE", "NET", "NETCOREAPP", "true"];

/// How deep conditions are looked into.
const MAX_DEPTH: usize = 32;

/// What a branch begins with where it goes on with what stands before it.
const CONTINUING: &[&str] = &["else", "catch", "finally", "&", "|", ".", ",", "?", ":", "+", ")", "=", "while"];

/// One `#if` with its branches.
struct Condition {
    /// Whether all its branches are whole by themselves: then they stay, all of them.
    is_whole: bool,
    /// Whether what is around it is left in.
    is_around: bool,
    /// Whether a branch was taken already.
    is_decided: bool,
    is_taken: bool,
}

/// What multi-line text a line begins in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    Comment,
    Verbatim,
    Raw(usize),
}

/// The text without what a default build leaves out; `None` where it has no conditions.
pub(super) fn default_build(text: &str) -> Option<String> {
    let mut out = Vec::new();
    let mut open: Vec<Condition> = Vec::new();
    let mut defined: Vec<&str> = DEFINED.to_vec();
    let mut within = Within::Code;
    let whole = whole_conditions(text);
    let mut number = 0;
    for line in text.split_inclusive('\n') {
        let is_left_in = open.last().is_none_or(|condition| condition.is_taken);
        let (word, rest) = directive(line, within);
        let rest = rest.split("//").next().unwrap_or_default().trim();
        match word {
            "if" => {
                let is_whole = whole.get(number).copied().unwrap_or(false);
                number += 1;
                let is_taken = is_left_in && (is_whole || holds(rest, &defined));
                open.push(Condition { is_whole, is_around: is_left_in, is_decided: is_taken, is_taken });
                put(line, is_left_in && is_whole, &mut out);
            }
            "elif" | "else" | "endif" if open.last().is_some_and(|condition| condition.is_whole) => {
                let is_left_in = open.last().is_some_and(|condition| condition.is_around);
                if word == "endif" {
                    open.pop();
                }
                within = Within::Code;
                put(line, is_left_in, &mut out);
            }
            "elif" | "else" if !open.is_empty() => {
                if let Some(condition) = open.last_mut() {
                    let holds = word == "else" || holds(rest, &defined);
                    condition.is_taken = condition.is_around && !condition.is_decided && holds;
                    condition.is_decided |= condition.is_taken;
                }
                within = Within::Code;
                blank(line, &mut out);
            }
            "endif" if !open.is_empty() => {
                open.pop();
                within = Within::Code;
                blank(line, &mut out);
            }
            _ if !is_left_in => {
                within = if word.is_empty() { behind(line, within) } else { within };
                blank(line, &mut out);
            }
            "define" => {
                defined.push(rest);
                out.extend_from_slice(line.as_bytes());
            }
            "undef" => {
                defined.retain(|name| *name != rest);
                out.extend_from_slice(line.as_bytes());
            }
            _ => {
                within = if word.is_empty() { behind(line, within) } else { within };
                out.extend_from_slice(line.as_bytes());
            }
        }
    }
    String::from_utf8(out).ok().filter(|_| whole.contains(&false))
}

fn put(line: &str, is_left_in: bool, out: &mut Vec<u8>) {
    if is_left_in { out.extend_from_slice(line.as_bytes()) } else { blank(line, out) }
}

/// The word and the rest of a directive; `''` where the line is none.
fn directive(line: &str, within: Within) -> (&str, &str) {
    let directive = line.trim_start().strip_prefix('#').map(str::trim_start).filter(|_| within == Within::Code);
    directive.map_or(("", ""), |directive| {
        let end = directive.find(|letter: char| !letter.is_ascii_alphabetic()).unwrap_or(directive.len());
        directive.split_at(end)
    })
}

/// A branch, as far as it tells whether it is whole.
#[derive(Default)]
struct Branch {
    /// How many braces and parentheses are open, and the fewest there were: less than none where what is around it is closed.
    open: i64,
    least: i64,
    continues: bool,
    has_begun: bool,
    last: Option<char>,
}

impl Branch {
    fn is_whole(&self) -> bool {
        let ends = self.last.is_none_or(|last| matches!(last, ';' | '}' | ']'));
        self.open == 0 && self.least >= 0 && !self.continues && ends
    }

    fn add(&mut self, line: &str) {
        let code = line.trim();
        if code.is_empty() || code.starts_with("//") || code.starts_with('#') {
            return;
        }
        if !self.has_begun {
            self.has_begun = true;
            self.continues = CONTINUING.iter().any(|word| code.starts_with(word));
        }
        let mut letters = code.chars().peekable();
        let mut quote = None;
        while let Some(letter) = letters.next() {
            match (quote, letter) {
                (Some(_), '\\') => {
                    letters.next();
                }
                (Some(open), _) if letter == open => quote = None,
                (None, '"' | '\'') => quote = Some(letter),
                (None, '/') if letters.peek() == Some(&'/') => return,
                (None, '{' | '(') => self.open += 1,
                (None, '}' | ')') => {
                    self.open -= 1;
                    self.least = self.least.min(self.open);
                }
                _ => {}
            }
            if !letter.is_whitespace() {
                self.last = Some(letter);
            }
        }
    }

    /// What stands inside of it, branch or not, stands in it.
    fn add_inner(&mut self, inner: &Self) {
        self.least = self.least.min(self.open + inner.least);
        self.open += inner.open;
        if !self.has_begun && inner.has_begun {
            self.has_begun = true;
            self.continues = inner.continues;
        }
        self.last = inner.last.or(self.last);
    }
}

/// For each `#if` whether all its branches are whole.
fn whole_conditions(text: &str) -> Vec<bool> {
    let mut whole = Vec::new();
    // By its number, the branch at hand and whether those before it are whole.
    let mut open: Vec<(usize, Branch, bool)> = Vec::new();
    let mut within = Within::Code;
    for line in text.split_inclusive('\n') {
        let (word, _) = directive(line, within);
        within = match word {
            "elif" | "else" | "endif" if !open.is_empty() => Within::Code,
            "" => behind(line, within),
            _ => within,
        };
        match word {
            "if" => {
                open.push((whole.len(), Branch::default(), true));
                whole.push(false);
            }
            "elif" | "else" => {
                if let Some((_, branch, are_whole)) = open.last_mut() {
                    *are_whole &= branch.is_whole();
                    *branch = Branch::default();
                }
            }
            "endif" => {
                if let Some((number, branch, are_whole)) = open.pop() {
                    whole[number] = are_whole && branch.is_whole();
                    if let Some((_, around, _)) = open.last_mut() {
                        around.add_inner(&branch);
                    }
                }
            }
            _ => {
                if let Some((_, branch, _)) = open.last_mut() {
                    branch.add(line);
                }
            }
        }
    }
    whole
}

/// Blanks a line but for what ends it.
fn blank(line: &str, out: &mut Vec<u8>) {
    out.extend(line.bytes().map(|byte| if matches!(byte, b'\r' | b'\n') { byte } else { b' ' }));
}

/// What the next line begins in.
fn behind(line: &str, within: Within) -> Within {
    let (mut within, mut rest) = (within, line);
    loop {
        let (at, length) = match within {
            Within::Comment => (rest.find("*/"), 2),
            Within::Verbatim => (rest.find('"'), 1),
            Within::Raw(quotes) => (rest.find(&"\"".repeat(quotes)), quotes),
            Within::Code => match code(rest) {
                Some(next) => {
                    (within, rest) = next;
                    continue;
                }
                None => return Within::Code,
            },
        };
        let Some(at) = at else { return within };
        (within, rest) = (Within::Code, &rest[at + length..]);
    }
}

/// What is behind the first string, letter or comment of a line that is code, and what that is within.
fn code(line: &str) -> Option<(Within, &str)> {
    let at = line.find(['"', '/', '\''])?;
    let rest = &line[at..];
    if rest.starts_with("//") {
        return None;
    }
    if let Some(comment) = rest.strip_prefix("/*") {
        return Some((Within::Comment, comment));
    }
    if let Some(letter) = rest.strip_prefix('\'') {
        let length = if letter.starts_with('\\') { 2 } else { letter.chars().next().map_or(0, char::len_utf8) };
        let behind_letter = letter.get(length..).unwrap_or_default();
        return Some((Within::Code, behind_letter.strip_prefix('\'').unwrap_or(behind_letter)));
    }
    let quotes = rest.bytes().take_while(|byte| *byte == b'"').count();
    Some(match quotes {
        0 => (Within::Code, &rest[1..]),
        1 | 2 if line[..at].ends_with('@') || line[..at].ends_with("@$") => (Within::Verbatim, &rest[1..]),
        1 => (Within::Code, behind_string(&rest[1..])),
        2 => (Within::Code, &rest[2..]),
        _ => (Within::Raw(quotes), &rest[quotes..]),
    })
}

/// What is behind a string of one line.
fn behind_string(rest: &str) -> &str {
    let mut is_escaped = false;
    for (at, byte) in rest.bytes().enumerate() {
        match byte {
            b'"' if !is_escaped => return &rest[at + 1..],
            b'\\' => is_escaped = !is_escaped,
            _ => is_escaped = false,
        }
    }
    ""
}

/// Whether a condition holds: names, `!`, `&&`, `||`, `==`, `!=`, parentheses.
fn holds(condition: &str, defined: &[&str]) -> bool {
    or(&mut tokens(condition).into_iter().peekable(), defined, 0)
}

type Tokens<'t> = std::iter::Peekable<std::vec::IntoIter<&'t str>>;

fn tokens(condition: &str) -> Vec<&str> {
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut tokens = Vec::new();
    let mut rest = condition.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if is_name(first) => rest.find(|letter| !is_name(letter)).unwrap_or(rest.len()),
            '&' | '|' | '=' => 2.min(rest.len()),
            '!' if rest.starts_with("!=") => 2,
            _ => first.len_utf8(),
        };
        let (token, behind) = rest.split_at_checked(length).unwrap_or((rest, ""));
        tokens.push(token);
        rest = behind.trim_start();
    }
    tokens
}

fn or(tokens: &mut Tokens<'_>, defined: &[&str], depth: usize) -> bool {
    let mut holds = and(tokens, defined, depth);
    while tokens.next_if_eq(&"||").is_some() {
        holds |= and(tokens, defined, depth);
    }
    holds
}

fn and(tokens: &mut Tokens<'_>, defined: &[&str], depth: usize) -> bool {
    let mut holds = equal(tokens, defined, depth);
    while tokens.next_if_eq(&"&&").is_some() {
        holds &= equal(tokens, defined, depth);
    }
    holds
}

fn equal(tokens: &mut Tokens<'_>, defined: &[&str], depth: usize) -> bool {
    let mut holds = one(tokens, defined, depth);
    while let Some(operator) = tokens.next_if(|token| matches!(*token, "==" | "!=")) {
        let other = one(tokens, defined, depth);
        holds = (holds == other) == (operator == "==");
    }
    holds
}

fn one(tokens: &mut Tokens<'_>, defined: &[&str], depth: usize) -> bool {
    let mut is_negated = false;
    while tokens.next_if_eq(&"!").is_some() {
        is_negated = !is_negated;
    }
    let holds = match tokens.next() {
        Some("(") if depth < MAX_DEPTH => {
            let holds = or(tokens, defined, depth + 1);
            tokens.next_if_eq(&")");
            holds
        }
        // `NET8_0_OR_GREATER`
        Some(name) => {
            defined.contains(&name)
                || name.starts_with("NET") && name.ends_with("_OR_GREATER") && !name.starts_with("NETSTANDARD")
        }
        None => false,
    };
    holds != is_negated
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_blanked_byte_for_byte() {
        let text = "a\n#if X // é\nbé {\n#elif DEBUG && !X\nc {\n#else\nd {\n#endif\ne }";
        let read = default_build(text).unwrap_or_default();
        assert_eq!(read.len(), text.len());
        assert_eq!(read.split_whitespace().collect::<Vec<_>>(), ["a", "c", "{", "e", "}"]);
        assert_eq!(default_build("class A {}"), None);
        assert_eq!(default_build("#if X\nvoid A() {}\n#else\nvoid B() {}\n#endif"), None);
    }

    #[test]
    fn conditions_hold_as_in_a_default_build() {
        let cases = [
            ("DEBUG", true),
            ("!DEBUG", false),
            ("(A || TRACE) && !B", true),
            ("A == B", true),
            ("A != true", true),
            ("NET6_0_OR_GREATER", true),
            ("NETFRAMEWORK", false),
            ("((", false),
            ("", false),
        ];
        for (condition, expected) in cases {
            assert_eq!(holds(condition, DEFINED), expected, "{condition}");
        }
    }

    #[test]
    fn directives_in_texts_are_none() {
        let text = "var a = @\"\n#if X\n\"; var b = \"\"\"\n#if X\n\"\"\"; /* \n#if X\n*/ var c = '\"'; // \"\n";
        assert_eq!(default_build(text), None);
        assert!(default_build("var a = \"@\"; // /*\n#if X\n{\n#endif").is_some());
        let defined = "#define X\n#if X\nb {\n#endif\n#undef X\n#if X\nc {\n#endif\n";
        let read = default_build(defined).unwrap_or_default();
        assert!(read.contains('b') && !read.contains('c'));
    }

    #[test]
    fn nested_conditions_are_left_out_with_those_around_them() {
        let text = "#if A\n#if DEBUG\na {\n#else\nb {\n#endif\n#else\n#if A\nc {\n#endif\nd\n#if B\nf;\n#endif\n#endif\n#endif\ne";
        let read = default_build(text).unwrap_or_default();
        assert_eq!(read.split_whitespace().collect::<Vec<_>>(), ["d", "#if", "B", "f;", "#endif", "#endif", "e"]);
    }
}
