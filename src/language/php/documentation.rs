//! What documentation comments say of types: `@param`, `@return`, `@var`, `@property`, `@method`, `@template`.
//!
//! In: the comment in front of a declaration. Out: types as expressions. A type that is written in the code counts first where
//! it says what members there are; `array`, `iterable` and the like say less than the comment does. What tools call
//! `@psalm-return` or `@phpstan-return` counts before `@return`.

use super::doc_types::Cursor;
use super::{Kind, Php};
use crate::extract::{Next, NodeRef, Outline, tags};
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, Expr, ExprId, MIXED_IN, Member, MemberValue};

/// More tags than a comment of one declaration has.
const MAX_TAGS: usize = 256;

/// What a comment says of a declaration.
#[derive(Default)]
pub(super) struct Documented<'source> {
    /// Types by the names of parameters, with their `$`.
    params: Vec<(&'source str, ExprId)>,
    /// The type of what is returned.
    pub(super) returns: ExprId,
    /// The types of variables or properties by their names, `''` for the one behind the comment.
    variables: Vec<(&'source str, ExprId)>,
    /// The names of its type parameters.
    pub(super) templates: Vec<StringId>,
}

impl Documented<'_> {
    /// The type of the parameter of this name.
    pub(super) fn parameter(&self, name: &str) -> ExprId {
        self.params.iter().find(|(param, _)| *param == name).map_or(ExprId::UNKNOWN, |(_, ty)| *ty)
    }

    /// The type of the variable or property of this name.
    pub(super) fn variable(&self, name: &str) -> ExprId {
        let of_name = self.variables.iter().find(|(variable, _)| *variable == name || variable.is_empty());
        of_name.map_or(ExprId::UNKNOWN, |(_, ty)| *ty)
    }
}

impl<'source> Outline<'source, '_, Php> {
    /// What the comment in front of a declaration says; its type parameters are bound in the innermost scope.
    pub(super) fn documented(&mut self, node: NodeRef) -> Documented<'source> {
        let mut documented = Documented::default();
        let Some(comment) = self.documentation(node) else { return documented };
        for (tag, text) in tags(comment).take(MAX_TAGS) {
            let (tag, is_precise) = plain_tag(tag);
            let mut cursor = Cursor::new(text);
            match tag {
                _ if is_template(tag) => documented.templates.extend(self.template(&mut cursor)),
                "param" => {
                    let ty = self.doc_type(&mut cursor);
                    if let Some(name) = cursor.variable()
                        && ty != ExprId::UNKNOWN
                    {
                        put(&mut documented.params, (name, ty), is_precise);
                    }
                }
                "return" => {
                    let ty = self.doc_type(&mut cursor);
                    if ty != ExprId::UNKNOWN && (is_precise || documented.returns == ExprId::UNKNOWN) {
                        documented.returns = ty;
                    }
                }
                "var" => {
                    let ty = self.doc_type(&mut cursor);
                    let name = cursor.variable().unwrap_or_default();
                    if ty != ExprId::UNKNOWN {
                        put(&mut documented.variables, (name, ty), is_precise);
                    }
                }
                _ => {}
            }
        }
        documented
    }

    /// `@template T of Model`: binds the type parameter; answers its name.
    fn template(&mut self, cursor: &mut Cursor<'_>) -> Option<StringId> {
        let name = self.draft.intern(cursor.word()?);
        let bound = if cursor.takes_word(&["of", "as"]) { self.doc_type(cursor) } else { ExprId::UNKNOWN };
        self.bind(self.scope(), name, BindingTarget::TypeParameter { bound, default: ExprId::UNKNOWN });
        Some(name)
    }

    /// The type parameters that the comment of a class declares, bound in the innermost scope.
    pub(super) fn documented_templates(&mut self, node: NodeRef) -> Vec<StringId> {
        let Some(comment) = self.documentation(node) else { return Vec::new() };
        let mut templates = Vec::new();
        for (tag, text) in tags(comment).take(MAX_TAGS) {
            if is_template(plain_tag(tag).0) {
                templates.extend(self.template(&mut Cursor::new(text)));
            }
        }
        templates
    }

    /// `@extends Repository<User>`: the supertypes that the comment of a class gives arguments to, by their last names.
    pub(super) fn documented_supertypes(&mut self, node: NodeRef) -> Vec<(&'source str, ExprId)> {
        let Some(comment) = self.documentation(node) else { return Vec::new() };
        let mut supertypes = Vec::new();
        for (tag, text) in tags(comment).take(MAX_TAGS) {
            if !matches!(
                plain_tag(tag).0,
                "extends" | "implements" | "use" | "template-extends" | "template-implements"
            ) {
                continue;
            }
            let written = text.trim_start().split('<').next().unwrap_or_default();
            let name = written.rsplit('\\').next().unwrap_or_default();
            let ty = self.doc_type(&mut Cursor::new(text));
            if matches!(self.draft.symbols().expr(ty), Expr::Generic { .. }) {
                supertypes.push((name, ty));
            }
        }
        supertypes
    }

    /// `@property`, `@method` and `@mixin` of a class that is open: members that it has beside those it declares.
    pub(super) fn push_documented_members(&mut self, node: NodeRef) {
        let Some(comment) = self.documentation(node) else { return };
        for (tag, text) in tags(comment).take(MAX_TAGS) {
            let mut cursor = Cursor::new(text);
            match plain_tag(tag).0 {
                "property" | "property-read" | "property-write" => {
                    let ty = self.doc_type(&mut cursor);
                    let Some(name) = cursor.variable().filter(|_| ty != ExprId::UNKNOWN) else { continue };
                    let name = self.draft.intern(name);
                    let value = MemberValue::Field { ty, value: ExprId::UNKNOWN };
                    self.push_member(Member { name, is_static: false, value });
                }
                "mixin" => {
                    let ty = self.doc_type(&mut cursor);
                    if ty != ExprId::UNKNOWN {
                        self.push_hidden(MIXED_IN, ty);
                    }
                }
                "method" => {
                    let is_static = cursor.takes_word(&["static"]);
                    let mut ty = self.doc_type(&mut cursor);
                    // Without a type it is the name that was read as one.
                    let Some(name) = cursor.word() else { continue };
                    if !cursor.is_at('(') {
                        ty = ExprId::UNKNOWN;
                    }
                    let name = self.draft.intern(name);
                    let signature = self.push_signature(crate::record::Run::default(), ty);
                    self.push_member(Member { name, is_static, value: MemberValue::Method(signature) });
                }
                _ => {}
            }
        }
    }

    /// What something is declared as, by the type that is written in the code and the one that its comment gives.
    pub(super) fn refined(&mut self, written: ExprId, documented: ExprId) -> ExprId {
        let [shape, said] = [written, documented].map(|ty| self.draft.symbols().expr(ty));
        match (shape, said) {
            (_, Expr::Unknown) => written,
            // The name of a class is a text.
            (Expr::Unknown, _) | (Expr::Primitive, Expr::TypeOf(_)) => documented,
            (Expr::Primitive, _) => written,
            _ => self.expr(Expr::Either(documented, written)),
        }
    }

    /// `/** @var Mailer $mailer */` in front of anything: the variable is of that type from there on.
    pub(super) fn enter_comment(&mut self, node: NodeRef) -> Next {
        let text = self.text(node);
        let comment = text.strip_prefix("/**").and_then(|text| text.strip_suffix("*/"));
        if let Some(comment) = comment.filter(|comment| comment.contains('$') && self.is_in_code()) {
            for (tag, text) in tags(comment).take(MAX_TAGS) {
                if plain_tag(tag).0 != "var" {
                    continue;
                }
                let mut cursor = Cursor::new(text);
                let ty = self.doc_type(&mut cursor);
                if let Some(name) = cursor.variable().filter(|_| ty != ExprId::UNKNOWN) {
                    let name = self.draft.intern(name);
                    self.bind_local(name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
                    self.bind_anew(name, BindingTarget::Variable { ty, value: ExprId::UNKNOWN });
                }
            }
        }
        Next::Past
    }

    /// Whether statements stand here, and no members of a type.
    fn is_in_code(&self) -> bool {
        self.parent_of_kind(Kind::DeclarationList).is_none()
    }
}

/// A tag without the name of the tool it is for, and whether it had one.
fn plain_tag(tag: &str) -> (&str, bool) {
    let of_tool = tag.strip_prefix("psalm-").or_else(|| tag.strip_prefix("phpstan-"));
    (of_tool.unwrap_or(tag), of_tool.is_some())
}

/// Whether a tag declares a type parameter.
fn is_template(tag: &str) -> bool {
    matches!(tag, "template" | "template-covariant" | "template-contravariant")
}

/// Adds what is said of a name, in front of what was said before if it is more precise.
fn put<'source>(said: &mut Vec<(&'source str, ExprId)>, of: (&'source str, ExprId), is_precise: bool) {
    if is_precise { said.insert(0, of) } else { said.push(of) }
}
