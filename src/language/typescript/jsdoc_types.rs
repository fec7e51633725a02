//! Types as comments write them: TypeScript's, and what is older: `Array.<T>`, `?T`, `function(T): U`.
//!
//! In: a type's text. Out: its shape. What is no type is nothing that is known.

use super::TypeScript;
use crate::extract::{ExpressionShapes, Outline};
use crate::record::Run;
use crate::record::symbols::{Expr, ExprId, Member, MemberValue, Object};

/// How many members of a type are looked at.
const MAX_MEMBERS: usize = 64;

/// What is left to be read of a type.
struct Rest<'t> {
    text: &'t str,
    templates: &'t [&'t str],
    depth: u32,
}

impl<'t> Rest<'t> {
    fn skip(&mut self, mark: &str) -> bool {
        let text = self.text.trim_start();
        self.text = text.strip_prefix(mark).unwrap_or(text);
        text.starts_with(mark)
    }

    fn word(&mut self) -> &'t str {
        let text = self.text.trim_start();
        let end = text.find(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '$'))).unwrap_or(text.len());
        self.text = &text[end..];
        &text[..end]
    }

    fn quoted(&mut self) -> Option<&'t str> {
        let text = self.text.trim_start();
        let quote = text.chars().next().filter(|c| matches!(c, '\'' | '"' | '`'))?;
        let inner = &text[1..];
        let end = inner.find(quote)?;
        self.text = &inner[end + 1..];
        Some(&inner[..end])
    }

    fn skip_to_end(&mut self) {
        self.text = "";
    }

    /// Whether what stands here in parentheses is followed by an arrow.
    fn is_arrow(&self) -> bool {
        let mut depth = 0_usize;
        for (at, byte) in self.text.bytes().enumerate() {
            match byte {
                b'(' => depth += 1,
                b')' if depth == 0 => return self.text[at + 1..].trim_start().starts_with("=>"),
                b')' => depth -= 1,
                _ => {}
            }
        }
        false
    }
}

impl Outline<'_, '_, TypeScript> {
    /// The shape of a type that is written in a comment; names in `templates` stand for any type.
    pub(super) fn parsed_type(&mut self, text: &str, templates: &[&str]) -> ExprId {
        self.alternatives(&mut Rest { text, templates, depth: 0 })
    }

    /// `A | B`
    fn alternatives(&mut self, rest: &mut Rest<'_>) -> ExprId {
        if rest.depth >= TypeScript::MAX_DEPTH {
            rest.skip_to_end();
            return ExprId::UNKNOWN;
        }
        rest.depth += 1;
        rest.skip("|");
        let mut members = vec![self.joined(rest)];
        while rest.skip("|") {
            members.push(self.joined(rest));
        }
        rest.depth -= 1;
        members.truncate(MAX_MEMBERS);
        members.retain(|member| *member != ExprId::UNKNOWN);
        match members[..] {
            [] => ExprId::UNKNOWN,
            [only] => only,
            _ => {
                let members = self.expr_list(&members);
                self.expr(Expr::Union(members))
            }
        }
    }

    /// `A & B`
    fn joined(&mut self, rest: &mut Rest<'_>) -> ExprId {
        let mut members = vec![self.with_suffixes(rest)];
        while rest.skip("&") {
            members.push(self.with_suffixes(rest));
        }
        members.truncate(MAX_MEMBERS);
        match members[..] {
            [only] => only,
            _ => {
                let members = self.expr_list(&members);
                self.expr(Expr::Intersection(members))
            }
        }
    }

    /// `T[]`, `T=`
    fn with_suffixes(&mut self, rest: &mut Rest<'_>) -> ExprId {
        while ["...", "?", "!", "readonly "].iter().any(|mark| rest.skip(mark)) {}
        let mut ty = self.plain(rest);
        loop {
            if rest.skip("[]") {
                ty = self.expr(Expr::ArrayType(ty));
            } else if rest.skip("[") {
                let name = rest.quoted();
                rest.skip("]");
                ty = match name {
                    Some(name) if ty != ExprId::UNKNOWN => {
                        let name = self.draft.intern(name);
                        self.expr(Expr::IndexedType { object: ty, name })
                    }
                    _ => ExprId::UNKNOWN,
                };
            } else if !["=", "!", "?"].iter().any(|mark| rest.skip(mark)) {
                return ty;
            }
        }
    }

    fn plain(&mut self, rest: &mut Rest<'_>) -> ExprId {
        if rest.skip("(") {
            if rest.is_arrow() {
                let params = self.parameter_types(rest);
                rest.skip("=>");
                return self.function_type(rest, &params);
            }
            let inner = self.alternatives(rest);
            rest.skip(")");
            return inner;
        }
        if rest.skip("{") {
            return self.object_type(rest);
        }
        if rest.skip("[") {
            let members = self.list_up_to(rest, "]");
            let members = self.expr_list(&members);
            return self.expr(Expr::TupleType(members));
        }
        if rest.quoted().is_some() {
            return self.expr(Expr::Primitive);
        }
        match rest.word() {
            "" => {
                // `*`, or nothing that is known.
                if !rest.skip("*") {
                    rest.skip_to_end();
                }
                ExprId::UNKNOWN
            }
            "import" => {
                rest.skip("(");
                let Some(specifier) = rest.quoted() else { return ExprId::UNKNOWN };
                rest.skip(")");
                let specifier = self.draft.intern(specifier);
                self.draft.push_import(specifier);
                let module = self.expr(Expr::Module { specifier, is_promise: false });
                self.qualified(rest, module)
            }
            "typeof" => {
                let value = match rest.word() {
                    "import" => {
                        rest.skip("(");
                        let specifier = rest.quoted().unwrap_or_default();
                        rest.skip(")");
                        let specifier = self.draft.intern(specifier);
                        self.draft.push_import(specifier);
                        self.expr(Expr::Module { specifier, is_promise: false })
                    }
                    name => {
                        let (name, scope) = (self.draft.intern(name), self.scope());
                        self.expr(Expr::Name { name, scope })
                    }
                };
                let mut value = value;
                while rest.skip(".") {
                    let name = rest.word();
                    let name = self.draft.intern(name);
                    value = self.expr(Expr::Member { object: value, name });
                }
                self.expr(Expr::TypeOf(value))
            }
            "keyof" | "unique" => {
                self.with_suffixes(rest);
                self.expr(Expr::Primitive)
            }
            "function" if rest.skip("(") => {
                let params = self.list_up_to(rest, ")");
                if rest.skip(":") {
                    self.function_type(rest, &params)
                } else {
                    self.function_of_types(&params, ExprId::UNKNOWN)
                }
            }
            "any" | "unknown" | "object" | "Object" | "never" | "void" | "null" | "undefined" | "Function"
            | "function" => {
                // `Object<string, T>` is a record.
                if rest.skip(".<") || rest.skip("<") {
                    let arguments = self.list_up_to(rest, ">");
                    let record = self.draft.intern("Record");
                    let base = self.type_name(record);
                    return self.generic_of(base, &arguments);
                }
                ExprId::UNKNOWN
            }
            "string" | "number" | "boolean" | "bigint" | "symbol" | "true" | "false" => self.expr(Expr::Primitive),
            name if name.starts_with(|first: char| first.is_ascii_digit()) => self.expr(Expr::Primitive),
            name if rest.templates.contains(&name) => {
                if rest.skip("<") {
                    self.list_up_to(rest, ">");
                }
                ExprId::UNKNOWN
            }
            name => {
                let name = self.draft.intern(name);
                let base = self.type_name(name);
                self.qualified(rest, base)
            }
        }
    }

    /// `.Name` and arguments behind a type or module.
    fn qualified(&mut self, rest: &mut Rest<'_>, base: ExprId) -> ExprId {
        let mut ty = base;
        while !rest.text.trim_start().starts_with(".<") && rest.skip(".") {
            let name = rest.word();
            let name = self.draft.intern(name);
            ty = self.expr(Expr::TypeMember { object: ty, name });
        }
        if rest.skip(".<") || rest.skip("<") {
            let arguments = self.list_up_to(rest, ">");
            return self.generic_of(ty, &arguments);
        }
        ty
    }

    fn generic_of(&mut self, base: ExprId, arguments: &[ExprId]) -> ExprId {
        let args = self.expr_list(arguments);
        self.expr(Expr::Generic { base, args })
    }

    fn list_up_to(&mut self, rest: &mut Rest<'_>, end: &str) -> Vec<ExprId> {
        let mut types = Vec::new();
        while !rest.skip(end) && !rest.text.is_empty() && types.len() < MAX_MEMBERS {
            types.push(self.alternatives(rest));
            // A name in front of a type: `function(this: T)`, `[first: T]`.
            if rest.skip(":") {
                types.pop();
                types.push(self.alternatives(rest));
            }
            if !rest.skip(",") && !rest.text.starts_with(end) {
                rest.skip_to_end();
            }
        }
        types
    }

    /// `a: A, b?: B)` of a function's type.
    fn parameter_types(&mut self, rest: &mut Rest<'_>) -> Vec<ExprId> {
        let mut types = Vec::new();
        while !rest.skip(")") && !rest.text.is_empty() && types.len() < MAX_MEMBERS {
            rest.skip("...");
            rest.word();
            rest.skip("?");
            types.push(if rest.skip(":") { self.alternatives(rest) } else { ExprId::UNKNOWN });
            if !rest.skip(",") && !rest.text.starts_with(')') {
                rest.skip_to_end();
            }
        }
        types
    }

    fn function_type(&mut self, rest: &mut Rest<'_>, params: &[ExprId]) -> ExprId {
        let returned = self.alternatives(rest);
        self.function_of_types(params, returned)
    }

    fn function_of_types(&mut self, params: &[ExprId], returned: ExprId) -> ExprId {
        let params = self.expr_list(params);
        let signature = self.push_signature(params, returned);
        self.expr(Expr::FunctionType(signature))
    }

    /// `a: A, b?: B, c(x: X): C }`
    fn object_type(&mut self, rest: &mut Rest<'_>) -> ExprId {
        let mut members = Vec::new();
        while !rest.skip("}") && !rest.text.is_empty() && members.len() < MAX_MEMBERS {
            rest.skip("readonly ");
            let name = match rest.quoted() {
                Some(name) => name,
                None => rest.word(),
            };
            rest.skip("?");
            let ty = if rest.skip("(") {
                let params = self.parameter_types(rest);
                if rest.skip(":") {
                    self.function_type(rest, &params)
                } else {
                    self.function_of_types(&params, ExprId::UNKNOWN)
                }
            } else if rest.skip(":") {
                self.alternatives(rest)
            } else {
                ExprId::UNKNOWN
            };
            if name.is_empty() {
                rest.skip_to_end();
                break;
            }
            let name = self.draft.intern(name);
            members.push(Member { name, is_static: false, value: MemberValue::Field { ty, value: ExprId::UNKNOWN } });
            if !rest.skip(",") && !rest.skip(";") && !rest.text.starts_with('}') {
                rest.skip_to_end();
            }
        }
        let members = self.member_list(members);
        let object = self.push_object(Object { members, spreads: Run::default() });
        self.expr(Expr::ObjectType(object))
    }
}
