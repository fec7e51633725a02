//! The types that documentation comments are written in: `Item[]|null`, `array<string, list<Item>>`, `class-string<T>`.
//!
//! In: the text behind a tag. Out: the type's shape, [`ExprId::UNKNOWN`] where it says nothing of members, and the text behind
//! it. What cannot be read ends the type; nothing is read deeper than anyone nests types.

use super::Php;
use crate::extract::Outline;
use crate::record::StringId;
use crate::record::symbols::{Expr, ExprId, MemberValue};

/// How deep types are nested in each other, and how many members of a union or arguments are read.
const MAX_DEPTH: usize = 8;
const MAX_PARTS: usize = 32;

/// A place in the text of a tag.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'text> {
    rest: &'text str,
}

impl<'text> Cursor<'text> {
    pub(super) const fn new(text: &'text str) -> Self {
        Self { rest: text }
    }

    /// Passes over spaces, and over the marks that lines of a comment begin with.
    fn pass_spaces(&mut self) {
        loop {
            let trimmed = self.rest.trim_ascii_start();
            let has_new_line = self.rest[..self.rest.len() - trimmed.len()].contains('\n');
            match trimmed.strip_prefix('*') {
                Some(behind) if has_new_line => self.rest = behind,
                _ => return self.rest = trimmed,
            }
        }
    }

    /// Whether this stands here, right behind what was read.
    pub(super) fn is_at(&self, mark: char) -> bool {
        self.rest.starts_with(mark)
    }

    /// Reads a mark, if it is what comes next.
    fn takes(&mut self, mark: &str) -> bool {
        let mut behind = *self;
        behind.pass_spaces();
        match behind.rest.strip_prefix(mark) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Reads a name: letters, digits, `_`, and what `part` lets stand between them.
    fn name(&mut self, part: impl Fn(char) -> bool) -> Option<&'text str> {
        let mut behind = *self;
        behind.pass_spaces();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_' || part(letter);
        let end = behind.rest.find(|letter| !is_part(letter)).unwrap_or(behind.rest.len());
        let (name, rest) = behind.rest.split_at(end);
        if name.is_empty() {
            return None;
        }
        self.rest = rest;
        Some(name)
    }

    /// Reads a word.
    pub(super) fn word(&mut self) -> Option<&'text str> {
        self.name(|_| false)
    }

    /// Reads the key of a value in an array's shape, with its colon: `one:`, `'one'?:`, `0:`.
    fn key(&mut self) -> Option<&'text str> {
        let mut behind = *self;
        behind.pass_spaces();
        let key = match behind.rest.chars().next() {
            Some(quote @ ('\'' | '"')) => {
                let (key, rest) = behind.rest[1..].split_once(quote)?;
                behind.rest = rest;
                key
            }
            _ => behind.name(|part| part == '-')?,
        };
        behind.takes("?");
        // `Item::KEY: …` is no name.
        if !behind.takes(":") || behind.is_at(':') {
            return None;
        }
        *self = behind;
        Some(key)
    }

    /// Reads one of these words, if one is what comes next.
    pub(super) fn takes_word(&mut self, words: &[&str]) -> bool {
        let mut behind = *self;
        let is_taken = behind.word().is_some_and(|word| words.contains(&word));
        if is_taken {
            *self = behind;
        }
        is_taken
    }

    /// Reads the name of a variable, with its `$`, which may be a reference or one of many.
    pub(super) fn variable(&mut self) -> Option<&'text str> {
        let mut behind = *self;
        behind.takes("&");
        behind.takes("...");
        behind.pass_spaces();
        let begin = behind.rest;
        behind.rest = begin.strip_prefix('$')?;
        let name = behind.word()?;
        *self = behind;
        begin.get(..name.len() + 1)
    }

    /// Passes over everything up to the mark that closes what was opened.
    fn pass_closed(&mut self, open: char, close: char) {
        let mut depth = 1_usize;
        for (at, letter) in self.rest.char_indices() {
            if letter == open {
                depth += 1;
            } else if letter == close {
                depth -= 1;
                if depth == 0 {
                    self.rest = &self.rest[at + close.len_utf8()..];
                    return;
                }
            }
        }
        self.rest = "";
    }
}

impl Outline<'_, '_, Php> {
    /// Reads a type.
    pub(super) fn doc_type(&mut self, cursor: &mut Cursor<'_>) -> ExprId {
        self.doc_union(cursor, 0)
    }

    /// `A|B`, `A&B`
    fn doc_union(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        if depth > MAX_DEPTH {
            cursor.rest = "";
            return ExprId::UNKNOWN;
        }
        let mut members = Vec::new();
        let mut is_primitive = false;
        let mut count = 0;
        loop {
            count += 1;
            let mut member = self.doc_listed(cursor, depth);
            while cursor.takes("&") {
                // What follows is a reference to the parameter.
                if matches!(cursor.rest.trim_ascii_start().as_bytes(), [b'$' | b'.', ..]) {
                    break;
                }
                let other = self.doc_listed(cursor, depth);
                member = match (member, other) {
                    (ExprId::UNKNOWN, known) | (known, ExprId::UNKNOWN) => known,
                    (one, other) => {
                        let parts = self.expr_list(&[one, other]);
                        self.expr(Expr::Intersection(parts))
                    }
                };
            }
            match self.draft.symbols().expr(member) {
                Expr::Unknown => {}
                Expr::Primitive => is_primitive = true,
                _ => members.push(member),
            }
            if count > MAX_PARTS || !cursor.takes("|") {
                break;
            }
        }
        match members[..] {
            [] if is_primitive => self.primitive(),
            [] => ExprId::UNKNOWN,
            [only] => only,
            _ => {
                let members = self.expr_list(&members);
                self.expr(Expr::Union(members))
            }
        }
    }

    /// A value with members of the language only; one expression for all that are documented.
    fn primitive(&mut self) -> ExprId {
        if self.own.primitive == ExprId::UNKNOWN {
            self.own.primitive = self.expr(Expr::Primitive);
        }
        self.own.primitive
    }

    /// `T[]`, `?T`
    fn doc_listed(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        cursor.takes("?");
        let mut ty = self.doc_atom(cursor, depth);
        while cursor.rest.starts_with('[') {
            cursor.rest = &cursor.rest[1..];
            if cursor.takes("]") {
                ty = self.expr(Expr::ArrayType(ty));
            } else {
                cursor.pass_closed('[', ']');
                ty = ExprId::UNKNOWN;
            }
        }
        ty
    }

    fn doc_atom(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        if cursor.takes("(") {
            let inner = self.doc_union(cursor, depth + 1);
            // `(T is null ? A : B)`
            let is_plain = cursor.takes(")");
            if !is_plain {
                cursor.pass_closed('(', ')');
            }
            return if is_plain { inner } else { ExprId::UNKNOWN };
        }
        for quote in ['\'', '"'] {
            if cursor.takes(quote.encode_utf8(&mut [0; 4])) {
                cursor.rest = cursor.rest.split_once(quote).map_or("", |(_, rest)| rest);
                return self.primitive();
            }
        }
        let before = *cursor;
        if let Some(variable) = cursor.variable() {
            if variable == "$this" {
                return self.own_type();
            }
            *cursor = before;
            return ExprId::UNKNOWN;
        }
        let Some(name) = cursor.name(|part| matches!(part, '\\' | '-')) else { return ExprId::UNKNOWN };
        if cursor.rest.starts_with("::") {
            cursor.rest =
                cursor.rest[2..].trim_start_matches(|part: char| part.is_alphanumeric() || "_*".contains(part));
            return ExprId::UNKNOWN;
        }
        self.doc_named(name, cursor, depth)
    }

    /// A type by name, with its arguments, its shape or its parameters.
    fn doc_named(&mut self, name: &str, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        let arguments = if cursor.is_at('<') { self.doc_arguments(cursor, depth) } else { Vec::new() };
        if cursor.is_at('{') {
            cursor.rest = &cursor.rest[1..];
            let mark = if name.eq_ignore_ascii_case("object") { "$" } else { "" };
            return self.doc_shape(mark, cursor, depth);
        }
        let lower = name.to_ascii_lowercase();
        let is_called = cursor.is_at('(') && matches!(lower.trim_start_matches('\\'), "callable" | "closure");
        if is_called {
            return self.doc_callable(cursor, depth);
        }
        let last = arguments.last().copied().unwrap_or_default();
        match lower.as_str() {
            "self" | "static" => self.own_type(),
            "parent" => {
                let parent = self.parent_shape();
                self.expr(parent)
            }
            "mixed" | "object" | "callable" | "resource" => ExprId::UNKNOWN,
            "class-string" | "interface-string" | "enum-string" => match self.draft.symbols().expr(last) {
                Expr::TypeName { name, scope } => {
                    let class = self.expr(Expr::Name { name, scope });
                    self.expr(Expr::TypeOf(class))
                }
                _ => ExprId::UNKNOWN,
            },
            "array" | "iterable" | "list" | "non-empty-array" | "non-empty-list" | "associative-array" => match last {
                ExprId::UNKNOWN => ExprId::UNKNOWN,
                element => self.expr(Expr::ArrayType(element)),
            },
            _ if super::builtins::is_scalar(&lower) => self.primitive(),
            _ => {
                let name = name.strip_prefix("namespace\\").unwrap_or(name);
                let name = self.draft.intern(name);
                let base = self.type_name(name);
                if arguments.is_empty() {
                    return base;
                }
                // What is iterated over with keys gives the values.
                let given = if super::builtins::is_keyed(&lower) {
                    &arguments[1.min(arguments.len() - 1)..][..1]
                } else {
                    &arguments
                };
                let args = self.expr_list(given);
                self.expr(Expr::Generic { base, args })
            }
        }
    }

    /// `<A, B>`
    fn doc_arguments(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> Vec<ExprId> {
        cursor.rest = &cursor.rest[1..];
        let mut arguments = Vec::new();
        while arguments.len() < MAX_PARTS {
            arguments.push(self.doc_union(cursor, depth + 1));
            if !cursor.takes(",") {
                break;
            }
        }
        if !cursor.takes(">") {
            cursor.pass_closed('<', '>');
        }
        arguments
    }

    /// `array{Item, Item}` is several values, each at its place; `array{one: Item}` has one under a key, `object{one: Item}` a
    /// member.
    fn doc_shape(&mut self, mark: &str, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        let mut keys = Vec::new();
        let mut parts = Vec::new();
        while parts.len() < MAX_PARTS && !cursor.takes("}") {
            // `array{one: Item, ...}` may have more.
            if cursor.takes("...") {
                cursor.pass_closed('{', '}');
                break;
            }
            match cursor.key() {
                Some(key) if key.parse() != Ok(parts.len()) => keys.push(format!("{mark}{key}")),
                _ => {}
            }
            parts.push(self.doc_union(cursor, depth + 1));
            if !cursor.takes(",") {
                if !cursor.takes("}") {
                    cursor.pass_closed('{', '}');
                    return ExprId::UNKNOWN;
                }
                break;
            }
        }
        if keys.is_empty() {
            let parts = self.expr_list(&parts);
            return self.expr(Expr::TupleType(parts));
        }
        if keys.len() != parts.len() {
            return ExprId::UNKNOWN;
        }
        let keys: Vec<StringId> = keys.iter().map(|key| self.draft.intern(key)).collect();
        let fields = parts.into_iter().map(|ty| MemberValue::Field { ty, value: ExprId::UNKNOWN });
        let shape = self.keyed(keys.into_iter().zip(fields));
        self.expr(Expr::ObjectType(shape))
    }

    /// `callable(Item, int $count): Item`
    fn doc_callable(&mut self, cursor: &mut Cursor<'_>, depth: usize) -> ExprId {
        cursor.rest = &cursor.rest[1..];
        let mut params = Vec::new();
        while !cursor.takes(")") {
            params.push(self.doc_union(cursor, depth + 1));
            cursor.variable();
            cursor.takes("=");
            if params.len() > MAX_PARTS || !cursor.takes(",") {
                cursor.pass_closed('(', ')');
                break;
            }
        }
        let returns = if cursor.takes(":") { self.doc_union(cursor, depth + 1) } else { ExprId::UNKNOWN };
        let params = self.expr_list(&params);
        let signature = self.push_signature(params, returns);
        self.expr(Expr::FunctionType(signature))
    }

    fn own_type(&mut self) -> ExprId {
        let own = self.own_instance();
        self.expr(own)
    }
}
