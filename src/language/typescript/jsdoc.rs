//! Types that JavaScript has in comments: `@param {T} name`, `@returns {T}`, `@type {T}`, `@typedef`, `@callback`.
//!
//! In: a file's text, and nodes in front of which such a comment may stand. Out: the types, as if they were written at the
//! node. What a caller is shown of a function stays what its code says.

use super::{Field, Kind, TypeScript};
use crate::extract::{NodeRef, Outline};
use crate::record::Run;
use crate::record::symbols::{BindingTarget, ExportTarget, Expr, ExprId, Member, MemberValue, Object, Symbols};
use rustc_hash::FxHashMap;
use std::ops::Range;

/// How many tags of a comment count.
const MAX_TAGS: usize = 128;

/// The comments of a file that may say types.
#[derive(Default)]
pub(super) struct Comments {
    /// Where each stands, by the byte of what follows it.
    before: FxHashMap<usize, Range<usize>>,
}

/// A tag of a comment: `@param {type} name`.
struct Tag {
    word: String,
    ty: Option<String>,
    name: String,
    /// What follows on its line.
    rest: String,
}

/// What a comment says of what follows it.
#[derive(Default)]
pub(super) struct Doc {
    tags: Vec<Tag>,
}

impl Comments {
    /// Those of a text: comments of the form `/** … */` with a tag that has a type, wherever they stand.
    fn of(text: &str) -> (Self, Vec<Range<usize>>) {
        let (mut before, mut definitions) = (FxHashMap::default(), Vec::new());
        let mut from = 0;
        while let Some(start) = text[from..].find("/**").map(|at| from + at) {
            let Some(length) = text[start + 3..].find("*/") else { break };
            let end = start + 3 + length + 2;
            from = end;
            let comment = &text[start..end];
            if !comment.contains('@') {
                continue;
            }
            if comment.contains("@typedef") || comment.contains("@callback") || comment.contains("@import") {
                definitions.push(start..end);
            }
            before.insert(end + blank_length(&text[end..]), start..end);
        }
        (Self { before }, definitions)
    }
}

/// How long the whitespace and the comments of one line are that a text begins with.
fn blank_length(text: &str) -> usize {
    let mut rest = text.trim_start();
    while rest.starts_with("//") {
        rest = rest.find('\n').map_or("", |end| rest[end..].trim_start());
    }
    text.len() - rest.len()
}

impl Doc {
    fn of(comment: &str) -> Self {
        let inner = comment.strip_prefix("/**").and_then(|rest| rest.strip_suffix("*/")).unwrap_or_default();
        let lines = inner.lines().map(|line| {
            let line = line.trim_start();
            line.strip_prefix('*').unwrap_or(line)
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        let mut tags = Vec::new();
        let mut from = 0;
        while let Some(at) = text[from..].find('@').map(|at| from + at).filter(|_| tags.len() < MAX_TAGS) {
            from = at + 1;
            if !text[..at].ends_with(|before: char| before.is_whitespace()) && at != 0 {
                continue;
            }
            let rest = &text[from..];
            let word = &rest[..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())];
            let rest = rest[word.len()..].trim_start();
            let (ty, rest) = match braced(rest) {
                Some(ty) => (Some(ty.to_owned()), rest[ty.len() + 2..].trim_start()),
                None => (None, rest),
            };
            from = text.len() - rest.len();
            let name = rest.strip_prefix('[').unwrap_or(rest);
            let rest = rest.lines().next().unwrap_or_default().to_owned();
            let end = name.find(|c: char| c.is_whitespace() || matches!(c, '=' | ']')).unwrap_or(name.len());
            tags.push(Tag { word: word.to_owned(), ty, name: name[..end].to_owned(), rest });
        }
        Self { tags }
    }

    fn first(&self, words: &[&str]) -> Option<&str> {
        self.tags.iter().find(|tag| words.contains(&&*tag.word)).and_then(|tag| tag.ty.as_deref())
    }

    /// The tags of a word, with their names and types.
    fn named(&self, words: &'static [&str]) -> impl Iterator<Item = (&str, Option<&str>)> {
        let tags = self.tags.iter().filter(move |tag| words.contains(&&*tag.word));
        tags.map(|tag| (&*tag.name, tag.ty.as_deref()))
    }

    /// The names that stand for any type.
    fn templates(&self) -> Vec<&str> {
        self.named(&["template"]).flat_map(|(name, _)| name.split(',')).collect()
    }
}

/// What stands between the braces that a text begins with.
fn braced(text: &str) -> Option<&str> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then(|| &text[1..at]);
        }
    }
    None
}

impl Outline<'_, '_, TypeScript> {
    /// Finds the comments of a JavaScript file and declares the types that they define.
    pub(super) fn begin_comments(&mut self) {
        let text = self.draft.text();
        if !text.contains("/**") {
            return;
        }
        let (comments, definitions) = Comments::of(text);
        self.own.comments = comments;
        for definition in definitions {
            let doc = Doc::of(&text[definition]);
            self.declare_types(&doc);
        }
    }

    /// `@typedef {T} Name`, `@callback Name`, `@import { Name } from 'module'`
    fn declare_types(&mut self, doc: &Doc) {
        let templates = doc.templates();
        for tag in &doc.tags {
            let ty = match &*tag.word {
                "typedef" => match tag.ty.as_deref().map(str::trim) {
                    None | Some("object" | "Object") => self.object_of_tags(doc, &["property", "prop"], "", &templates),
                    Some(ty) => self.parsed_type(ty, &templates),
                },
                "callback" => {
                    let params = doc.named(&["param"]).filter(|(name, _)| !name.contains('.'));
                    let params: Vec<ExprId> = params
                        .map(|(_, ty)| ty.map_or(ExprId::UNKNOWN, |ty| self.parsed_type(ty, &templates)))
                        .collect();
                    let returned = doc.first(&["returns", "return"]);
                    let returned = returned.map_or(ExprId::UNKNOWN, |ty| self.parsed_type(ty, &templates));
                    let params = self.expr_list(&params);
                    let signature = self.push_signature(params, returned);
                    self.expr(Expr::FunctionType(signature))
                }
                "import" => {
                    self.declare_imports(tag);
                    continue;
                }
                _ => continue,
            };
            let name = tag.name.split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).next();
            if let Some(name) = name.filter(|name| !name.is_empty()) {
                let name = self.draft.intern(name);
                self.bind(Symbols::FILE_SCOPE, name, BindingTarget::Alias(ty));
                self.own.defined_types.push(name);
            }
        }
    }

    /// `@import { Name, Other as Alias } from 'module'`: to the reader of tags the braces hold a type.
    fn declare_imports(&mut self, tag: &Tag) {
        let Some(names) = &tag.ty else { return };
        let specifier = tag.rest.trim_start().strip_prefix("from").map(str::trim_start).unwrap_or_default();
        let quote = specifier.chars().next().filter(|first| matches!(first, '\'' | '"'));
        let Some(specifier) = quote.and_then(|quote| specifier[1..].split(quote).next()) else { return };
        let specifier = self.draft.intern(specifier);
        self.draft.push_import(specifier);
        for name in names.split(',') {
            let (imported, local) = name.split_once(" as ").unwrap_or((name, name));
            let [imported, local] = [imported, local].map(|name| self.draft.intern(name.trim()));
            self.bind(Symbols::FILE_SCOPE, local, BindingTarget::Import { specifier, imported });
        }
    }

    /// Lets other files see the types that comments define, behind all else that the file exports.
    pub(super) fn export_defined_types(&mut self) {
        for name in std::mem::take(&mut self.own.defined_types) {
            self.export(name, ExportTarget::Local(name), None);
        }
    }

    /// An object type with the members that tags name behind `prefix`.
    fn object_of_tags(
        &mut self,
        doc: &Doc,
        words: &'static [&'static str],
        prefix: &str,
        templates: &[&str],
    ) -> ExprId {
        let mut members = Vec::new();
        for (name, ty) in doc.named(words) {
            let Some(name) = name.strip_prefix(prefix) else { continue };
            let (Some(ty), false) = (ty, name.is_empty() || name.contains(['.', '['])) else { continue };
            let inner = format!("{prefix}{name}.");
            let is_object = matches!(ty.trim(), "object" | "Object") && inner.len() < 256;
            let ty = match is_object && doc.named(words).any(|(name, _)| name.starts_with(&inner)) {
                true => self.object_of_tags(doc, words, &inner, templates),
                false => self.parsed_type(ty, templates),
            };
            let name = self.draft.intern(name);
            let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
            members.push(Member { name, is_static: false, value });
        }
        if members.is_empty() {
            return ExprId::UNKNOWN;
        }
        let members = self.member_list(members);
        let object = self.push_object(Object { members, spreads: Run::default() });
        self.expr(Expr::ObjectType(object))
    }

    /// The comment in front of a node, or of a statement or definition that the node is the value of.
    pub(super) fn doc_before(&mut self, node: NodeRef) -> Option<Doc> {
        if self.own.comments.before.is_empty() {
            return None;
        }
        let mut first = self.start_byte(node);
        for around in self.ancestors().iter().rev() {
            if let Some(comment) = self.comment_before(first) {
                return Some(comment);
            }
            let holds = matches!(
                self.kind(*around),
                Kind::ExportStatement
                    | Kind::LexicalDeclaration
                    | Kind::VariableDeclaration
                    | Kind::VariableDeclarator
                    | Kind::AssignmentExpression
                    | Kind::ExpressionStatement
                    | Kind::Pair
                    | Kind::PublicFieldDefinition
                    | Kind::ParenthesizedExpression
            );
            if !holds {
                return None;
            }
            first = self.start_byte(*around);
        }
        self.comment_before(first)
    }

    pub(super) fn comment_before(&self, byte: usize) -> Option<Doc> {
        let range = self.own.comments.before.get(&byte)?;
        Some(Doc::of(&self.draft.text()[range.clone()]))
    }

    /// The type that a comment in front of a node says its value has.
    pub(super) fn commented_type(&mut self, node: NodeRef) -> ExprId {
        let Some(doc) = self.doc_before(node) else { return ExprId::UNKNOWN };
        self.type_of_doc(&doc)
    }

    /// The type that a comment says a value has.
    pub(super) fn type_of_doc(&mut self, doc: &Doc) -> ExprId {
        let templates = doc.templates();
        doc.first(&["type"]).map_or(ExprId::UNKNOWN, |ty| self.parsed_type(ty, &templates))
    }

    /// The type that a comment says a value is to be of, whatever it is itself.
    pub(super) fn type_asked_by(&mut self, doc: &Doc) -> ExprId {
        let templates = doc.templates();
        doc.first(&["type", "satisfies"]).map_or(ExprId::UNKNOWN, |ty| self.parsed_type(ty, &templates))
    }

    /// Whether a comment in front of parentheses says what type is in them: `/** @type {T} */ (value)`.
    pub(super) fn has_commented_cast(&self, parentheses: NodeRef) -> bool {
        let comments = &self.own.comments.before;
        !comments.is_empty()
            && comments
                .get(&self.start_byte(parentheses))
                .is_some_and(|range| self.draft.text()[range.clone()].contains("@type {"))
    }

    /// The value of such parentheses; what is in them where the type says nothing.
    pub(super) fn commented_cast(&mut self, parentheses: NodeRef) -> Expr {
        let doc = self.comment_before(self.start_byte(parentheses)).unwrap_or_default();
        match self.type_of_doc(&doc) {
            ExprId::UNKNOWN => {
                let value = self.first_named(parentheses);
                let value = self.expr_if(value);
                self.draft.symbols().expr(value)
            }
            ty => Expr::Cast(ty),
        }
    }

    /// The type that a function's comment gives a parameter, by its name, or by its place if it is a pattern.
    pub(super) fn commented_parameter(&mut self, doc: &Doc, pattern: NodeRef, place: usize) -> ExprId {
        let templates = doc.templates();
        let pattern = match self.kind(pattern) {
            Kind::AssignmentPattern => self.field(pattern, Field::Left).unwrap_or(pattern),
            Kind::RestPattern => self.first_named(pattern).unwrap_or(pattern),
            _ => pattern,
        };
        let is_name = self.kind(pattern) == Kind::Identifier;
        let own_name = self.text(pattern);
        let mut params = doc.named(&["param", "arg", "argument"]).filter(|(name, _)| !name.contains('.'));
        let found = if is_name { params.find(|(name, _)| *name == own_name) } else { params.nth(place) };
        let Some((name, ty)) = found else { return ExprId::UNKNOWN };
        let is_object = ty.is_none_or(|ty| matches!(ty.trim(), "object" | "Object"));
        match ty {
            Some(ty) if !is_object => match (self.parsed_type(ty, &templates), ty.trim_start().starts_with("...")) {
                (ExprId::UNKNOWN, _) => ExprId::UNKNOWN,
                (element, true) => self.expr(Expr::ArrayType(element)),
                (ty, false) => ty,
            },
            _ => self.object_of_tags(doc, &["param", "arg", "argument"], &format!("{name}."), &templates),
        }
    }

    /// The type that a function's comment says it returns.
    pub(super) fn commented_return(&mut self, doc: &Doc) -> ExprId {
        let templates = doc.templates();
        if let Some(ty) = doc.first(&["returns", "return"]) {
            return self.parsed_type(ty, &templates);
        }
        let ty = self.type_of_doc(doc);
        let symbols = self.draft.symbols();
        match symbols.expr(ty) {
            Expr::FunctionType(signature) => symbols.signatures[signature.index()].return_type,
            _ => ExprId::UNKNOWN,
        }
    }
}
