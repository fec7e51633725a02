//! The tables in the C source of a parser, as the bytes that a C compiler makes of them.
//!
//! In: a source that tree-sitter has generated. Out: its definitions of tables, each with where it stands and its bytes.
//! Tables are given as C has it: `{…}` within `{…}`, where `[symbol] = ` or `.name = ` says what place comes next, and
//! numbers may be symbols of an `enum` above. What is of another form is no table at all, and the build fails.

use std::collections::HashMap;

/// What a table has at each of its places, as C lays it out.
#[derive(Clone, Copy)]
enum Form<'a> {
    /// A number of so many bytes.
    Number(usize),
    /// So many bytes of members: what each is called, where it begins, and its bytes.
    Record(usize, &'a [(&'a str, usize, usize)]),
    /// So many places of one form.
    Row(&'a Form<'a>, usize),
    /// What there is to do: the only union. It takes eight bytes.
    Action,
}

/// How C lays out what tables consist of, and the alignment of it. `build/unpack.c` has a compiler check it.
const FORMS: [(&str, usize, Form); 12] = [
    ("TSCharacterRange", 4, Form::Record(8, &[("start", 0, 4), ("end", 4, 4)])),
    ("TSFieldMapEntry", 2, Form::Record(4, &[("field_id", 0, 2), ("child_index", 2, 1), ("inherited", 3, 1)])),
    ("TSFieldMapSlice", 2, Form::Record(4, &[("index", 0, 2), ("length", 2, 2)])),
    ("TSMapSlice", 2, Form::Record(4, &[("index", 0, 2), ("length", 2, 2)])),
    ("TSLexMode", 2, Form::Record(4, &[("lex_state", 0, 2), ("external_lex_state", 2, 2)])),
    (
        "TSLexerMode",
        2,
        Form::Record(6, &[("lex_state", 0, 2), ("external_lex_state", 2, 2), ("reserved_word_set_id", 4, 2)]),
    ),
    ("TSParseActionEntry", 2, Form::Action),
    ("TSStateId", 2, Form::Number(2)),
    ("TSSymbol", 2, Form::Number(2)),
    ("uint16_t", 2, Form::Number(2)),
    ("TSSymbolMetadata", 1, Form::Record(3, &[("visible", 0, 1), ("named", 1, 1), ("supertype", 2, 1)])),
    ("bool", 1, Form::Number(1)),
];

/// The members of the union, and what its macros write to it.
const ENTRY: &[(&str, usize, usize)] = &[("count", 0, 1), ("reusable", 1, 1)];
const SHIFT: &[(usize, usize)] = &[(2, 2)];
const REDUCE: &[(usize, usize)] = &[(2, 2), (1, 1), (4, 2), (6, 2)];

/// A table taken out of a source.
pub struct Table<'a> {
    /// What C calls it.
    pub name: &'a str,
    /// Of what it consists, as C calls that.
    pub kind: &'a str,
    /// How many places it has, by dimension, in C's brackets.
    pub dimensions: String,
    /// How it is aligned.
    pub alignment: usize,
    /// As it lies in memory.
    pub bytes: Vec<u8>,
}

/// A definition in a source: `static const TYPE NAME[…] = {…};`.
pub struct Definition<'a> {
    /// What it is called.
    pub name: &'a str,
    /// Of what it consists.
    pub kind: &'a str,
    /// What stands in its brackets.
    dimensions: Vec<&'a str>,
    /// From the first `{` to the last `}`.
    pub text: &'a str,
    /// Where it stands in the source.
    pub place: std::ops::Range<usize>,
}

impl Definition<'_> {
    /// The texts that are listed, behind how many that are none.
    pub fn texts(&self) -> Option<(usize, Vec<String>)> {
        let mut texts = Vec::new();
        let mut missing = 0;
        let lines = self.text.lines().map(str::trim).filter(|line| !matches!(*line, "{" | "}" | ""));
        for line in lines {
            let (_, text) = line.strip_suffix(',')?.split_once("] = ")?;
            match text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
                // C's texts end where they have a zero.
                Some(text) => texts.push(unescape(text)?.split('\0').next()?.to_owned()),
                None if text == "NULL" && texts.is_empty() => missing += 1,
                None => return None,
            }
        }
        Some((missing, texts))
    }

    /// What a C compiler has to check: that it lays out what a table consists of as is said here.
    pub fn layout(&self) -> String {
        let Some((kind, _, form)) = FORMS.iter().find(|(kind, ..)| *kind == self.kind) else { return String::new() };
        let members = if let Form::Record(_, members) = form { *members } else { &[] };
        let members = members.iter().map(|(name, at, _)| format!(" && offsetof({kind}, {name}) == {at}"));
        format!("sizeof({kind}) == {}{}", form.size(), members.collect::<String>())
    }
}

/// The numbers that a source gives names to.
pub struct Numbers<'a>(HashMap<&'a str, i64>);

/// All definitions of tables in a source, in the order they stand in.
pub fn definitions(source: &str) -> Vec<Definition<'_>> {
    let mut definitions = Vec::new();
    let mut at = 0;
    while let Some(begin) = source[at..].find("\nstatic ").map(|found| at + found + 1) {
        at = begin + 1;
        let Some((head, _)) = source[begin..].split_once('\n') else { break };
        let Some(head) = head.strip_suffix(" = {") else { continue };
        let Some((declared, dimensions)) = head.split_once('[') else { continue };
        let Some((kind, name)) = declared.rsplit_once(' ') else { continue };
        let kind = kind.trim_start_matches("static ").trim_start_matches("const ");
        let dimensions = dimensions.trim_end_matches(']').split("][").collect();
        let Some(end) = source[begin..].find("\n};\n").map(|found| begin + found + 2) else { continue };
        let text = &source[begin + head.len() + " = ".len()..end];
        definitions.push(Definition { name, kind, dimensions, text, place: begin..end + 2 });
        at = end;
    }
    definitions
}

impl<'a> Numbers<'a> {
    /// What `#define` and `enum` name in `source`.
    pub fn of(source: &'a str) -> Self {
        let mut names = HashMap::from([("ts_builtin_sym_end", 0), ("false", 0), ("true", 1)]);
        for line in source.lines() {
            let named = match line.strip_prefix("#define ") {
                Some(defined) => defined.split_once(' '),
                None => line.strip_prefix("  ").and_then(|line| line.strip_suffix(',')?.split_once(" = ")),
            };
            if let Some((name, number)) = named
                && let Ok(number) = number.trim().parse()
            {
                names.insert(name, number);
            }
        }
        Self(names)
    }

    /// The table that is defined; [`None`] if it is of a form that is not known here.
    pub fn table(&self, definition: &Definition<'a>) -> Option<Table<'a>> {
        let (_, alignment, form) = FORMS.iter().find(|(kind, ..)| *kind == definition.kind)?;
        let lengths: Vec<Option<usize>> = definition.dimensions.iter().map(|text| self.length(text)).collect();
        let (row, columns) = match lengths[..] {
            [_] => (*form, String::new()),
            [_, Some(columns)] => (Form::Row(form, columns), format!("[{columns}]")),
            _ => return None,
        };
        let mut bytes = vec![0; lengths[0].unwrap_or(0) * row.size()];
        let mut reader = Reader { numbers: self, rest: definition.text };
        reader.rows(row, &mut bytes, lengths[0].is_none())?;
        let dimensions = format!("[{}]{columns}", bytes.len() / row.size());
        let Definition { name, kind, .. } = *definition;
        Some(Table { name, kind, dimensions, alignment: *alignment, bytes })
    }

    fn length(&self, text: &str) -> Option<usize> {
        text.parse().ok().or_else(|| usize::try_from(*self.0.get(text)?).ok())
    }
}

impl Form<'_> {
    fn size(&self) -> usize {
        match *self {
            Form::Number(size) | Form::Record(size, _) => size,
            Form::Row(form, length) => form.size() * length,
            Form::Action => 8,
        }
    }
}

/// Reads what a table is given.
struct Reader<'n, 'a> {
    numbers: &'n Numbers<'a>,
    rest: &'a str,
}

impl<'a> Reader<'_, 'a> {
    /// `{…}`: places of one form, of which there may be more than there is room for yet.
    fn rows(&mut self, form: Form, into: &mut Vec<u8>, grows: bool) -> Option<()> {
        let size = form.size();
        let mut at = 0;
        self.list(|reader, place| {
            at = match place {
                Some(place) => usize::try_from(Reader { rest: place, ..*reader }.number()?).ok()?,
                None => at,
            };
            if grows && into.len() < (at + 1) * size {
                into.resize((at + 1) * size, 0);
            }
            reader.value(form, into.get_mut(at * size..(at + 1) * size)?)?;
            at += 1;
            Some(())
        })
    }

    /// What comes next, as bytes of that form.
    fn value(&mut self, form: Form, into: &mut [u8]) -> Option<()> {
        match form {
            Form::Number(_) => {
                write(self.number()?, into);
                Some(())
            }
            Form::Record(_, members) => self.record(members, into),
            Form::Row(form, length) => {
                let mut bytes = vec![0; length * form.size()];
                self.rows(*form, &mut bytes, false)?;
                into.copy_from_slice(&bytes);
                Some(())
            }
            Form::Action => self.action(into),
        }
    }

    /// `{5, .name = 6}`.
    fn record(&mut self, members: &[(&str, usize, usize)], into: &mut [u8]) -> Option<()> {
        let mut next = 0;
        self.list(|reader, place| {
            if let Some(place) = place {
                next = members.iter().position(|(name, ..)| *name == place)?;
            }
            let (_, at, size) = *members.get(next)?;
            next += 1;
            write(reader.number()?, into.get_mut(at..at + size)?);
            Some(())
        })
    }

    /// `{.entry = {…}}`, or what a macro of tree-sitter's header stands for.
    fn action(&mut self, into: &mut [u8]) -> Option<()> {
        if self.eat("{") {
            if !self.eat(".entry = ") {
                return None;
            }
            self.record(ENTRY, into)?;
            return self.eat("}").then_some(());
        }
        let (number, arguments, flag): (u8, &[(usize, usize)], Option<usize>) = match self.word()? {
            "SHIFT" => (0, SHIFT, None),
            "SHIFT_EXTRA" => (0, &[], Some(4)),
            "SHIFT_REPEAT" => (0, SHIFT, Some(5)),
            "REDUCE" => (1, REDUCE, None),
            "ACCEPT_INPUT" => (2, &[], None),
            "RECOVER" => (3, &[], None),
            _ => return None,
        };
        *into.first_mut()? = number;
        if let Some(flag) = flag {
            *into.get_mut(flag)? = 1;
        }
        self.eat("(").then_some(())?;
        for (place, (at, size)) in arguments.iter().enumerate() {
            (place == 0 || self.eat(",")).then_some(())?;
            write(self.number()?, into.get_mut(*at..at + size)?);
        }
        self.eat(")").then_some(())
    }

    /// `{…}`: calls back at each value, with what is between `[` and `]` or behind `.` if its place is given.
    fn list(&mut self, mut each: impl FnMut(&mut Self, Option<&'a str>) -> Option<()>) -> Option<()> {
        self.eat("{").then_some(())?;
        loop {
            if self.eat("}") {
                return Some(());
            }
            let place = if self.eat("[") {
                let (place, rest) = self.rest.split_once("] =")?;
                self.rest = rest;
                Some(place)
            } else if self.rest.starts_with('.') {
                let (place, rest) = self.rest[1..].split_once(" =")?;
                self.rest = rest;
                Some(place)
            } else {
                None
            };
            self.skip();
            each(self, place)?;
            self.eat(",");
            self.skip();
        }
    }

    /// `5`, `-5`, `0x5`, `'5'`, `sym_five`, `STATE(5)`, `(TSSymbol)(5)`.
    fn number(&mut self) -> Option<i64> {
        self.skip();
        if self.eat("-") {
            return Some(-self.number()?);
        }
        if self.eat("'") {
            let (escaped, length) = match self.rest.strip_prefix('\\') {
                Some(rest) => (unescape(&self.rest[..1 + rest.chars().next()?.len_utf8()])?, 2),
                None => (self.rest.chars().next()?.to_string(), self.rest.chars().next()?.len_utf8()),
            };
            self.rest = &self.rest[length..];
            self.eat("'").then_some(())?;
            return Some(i64::from(u32::from(escaped.chars().next()?)));
        }
        if self.eat("(") {
            let word = self.word();
            if let Some(word) = word
                && word.starts_with("TS")
            {
                self.eat(")").then_some(())?;
                return self.number();
            }
            let number = match word {
                Some(word) => self.named(word)?,
                None => self.number()?,
            };
            return self.eat(")").then_some(number);
        }
        let word = self.word()?;
        self.named(word)
    }

    /// What a word says: a number, the name of one, or a macro that says its argument.
    fn named(&mut self, word: &str) -> Option<i64> {
        if matches!(word, "STATE" | "ACTIONS") {
            self.eat("(").then_some(())?;
            let number = self.number()?;
            return self.eat(")").then_some(number);
        }
        match word.strip_prefix("0x") {
            Some(digits) => i64::from_str_radix(digits, 16).ok(),
            None => word.parse().ok().or_else(|| self.numbers.0.get(word).copied()),
        }
    }

    fn word(&mut self) -> Option<&'a str> {
        self.skip();
        let end = self.rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// Passes over `text` if it comes next.
    fn eat(&mut self, text: &str) -> bool {
        self.skip();
        let rest = self.rest.strip_prefix(text);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn skip(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }
}

/// As many bytes of a number as there is room for.
fn write(number: i64, into: &mut [u8]) {
    into.copy_from_slice(&number.to_le_bytes()[..into.len()]);
}

/// A text without C's `\`.
fn unescape(text: &str) -> Option<String> {
    let mut letters = text.chars();
    let mut unescaped = String::new();
    while let Some(letter) = letters.next() {
        unescaped.push(match letter {
            '\\' => match letters.next()? {
                letter @ ('\\' | '"' | '\'' | '?') => letter,
                '0' => '\0',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'f' => '\u{c}',
                'v' => '\u{b}',
                'b' => '\u{8}',
                'a' => '\u{7}',
                _ => return None,
            },
            letter => letter,
        });
    }
    Some(unescaped)
}
