//! Classes, and the shapes of annotations.
//!
//! An annotation is an expression to the grammar, or a string, or a mixture of both: it is read from its text.

use super::builtins::{PLAIN, is_collection};
use super::{Field, Kind, Python};
use crate::extract::{Next, NodeRef, Outline, TypeShapes, TypeSketch};
use crate::record::symbols::{BindingTarget, Expr, ExprId};
use crate::record::{NodeKind, Run, StringId};

/// How deep brackets of an annotation are looked into.
const MAX_DEPTH: u32 = 8;

/// Longer annotations say nothing anyone could follow.
const MAX_ANNOTATION: usize = 1024;

impl Outline<'_, '_, Python> {
    pub(super) fn enter_class(&mut self, node: NodeRef) -> Next {
        let name_node = self.child_of_kind(node, Kind::Identifier);
        let name = name_node.map(|name| self.intern_node(name)).unwrap_or_default();
        let class = self.new_class();
        if self.is_in_type() {
            self.push_nested_type(name, class);
        } else {
            self.bind_name(name, BindingTarget::Class(class));
        }
        self.begin_type();
        self.push_open(None, Some(class));
        let mut type_params = self.bind_type_parameters(node);
        self.bind_type_variables(node, &mut type_params);
        if let Some(open) = self.own.open.last_mut() {
            open.variables.clone_from(&type_params);
        }
        let mut kind = NodeKind::Class;
        let mut extends = Vec::new();
        for base in self.listed_in(node, Kind::ArgumentList) {
            let Some((name, expression)) = self.base(base) else { continue };
            match self.draft.string(name) {
                "Enum" | "IntEnum" | "StrEnum" | "Flag" | "IntFlag" => kind = NodeKind::Enum,
                "Protocol" => kind = NodeKind::Interface,
                "NamedTuple" => {
                    if let Some(open) = self.own.open.last_mut() {
                        open.places = Some(0);
                    }
                }
                _ => {}
            }
            extends.push((name, expression));
        }
        if extends.is_empty() && self.is_data_class() {
            // A pattern takes it apart by its fields.
            if let Some(open) = self.own.open.last_mut() {
                open.places = Some(0);
            }
        }
        let constructor = self.draft.intern("__init__");
        self.define_type(class, TypeSketch { extends, type_params, constructor, ..TypeSketch::new(kind, name, node) });
        Next::IntoAndLeave
    }

    /// Whether the class that is entered is decorated to be one whose fields make its constructor.
    fn is_data_class(&mut self) -> bool {
        let decorators = self.decorators();
        decorators.into_iter().any(|decorator| {
            let text = self.text(decorator).trim_start_matches('@');
            let name = text.split('(').next().unwrap_or_default();
            matches!(name.trim().rsplit('.').next(), Some("dataclass"))
        })
    }

    /// A base class by its last name and as an expression; `metaclass=…` and what is no name is none.
    fn base(&mut self, node: NodeRef) -> Option<(StringId, ExprId)> {
        let mut named = node;
        while self.kind(named) == Kind::Subscript {
            named = self.field(named, Field::Value)?;
        }
        let name = match self.kind(named) {
            Kind::Identifier => named,
            Kind::Attribute => self.field(named, Field::Attribute)?,
            _ => return None,
        };
        Some((self.intern_node(name), self.type_of(node)))
    }

    /// `type X = …`
    pub(super) fn enter_type_alias(&mut self, node: NodeRef) -> Next {
        let Some([left, right]) = self.fields(node, [Field::Left, Field::Right]) else { return Next::Into };
        let text = self.text(left);
        let name = self.draft.intern(text.split('[').next().unwrap_or(text).trim());
        self.push_alias(name, node, right);
        Next::Into
    }

    /// A name for another type.
    pub(super) fn push_alias(&mut self, name: StringId, definition: NodeRef, aliased: NodeRef) {
        let row = self.draft.push_type(NodeKind::TypeAlias, name, self.tree.node(definition));
        let ty = self.type_of(aliased);
        self.bind_name(name, BindingTarget::Alias(ty));
        for member in parts(self.text(aliased).trim(), '|') {
            let text = self.draft.intern(member.trim());
            self.draft.set_field(row, text, text);
        }
    }

    /// `[T, U: Base]` behind a function's or class's name.
    pub(super) fn bind_type_parameters(&mut self, node: NodeRef) -> Vec<StringId> {
        let mut names = Vec::new();
        for parameter in self.listed_in(node, Kind::TypeParameter) {
            let text = self.text(parameter);
            let (name, constraint) = text.split_once(':').unwrap_or((text, ""));
            let constraint = self.type_from_text(constraint, 0);
            let name = self.draft.intern(name.trim().trim_start_matches('*'));
            self.bind(self.scope(), name, BindingTarget::TypeParameter { bound: constraint, default: ExprId::UNKNOWN });
            names.push(name);
        }
        names
    }

    /// `class Box(Generic[T])`, `class Box(Base[T])`: type variables that the bases of a class name are its type parameters. Those
    /// of `Generic` and `Protocol` are variables whatever module they come from.
    fn bind_type_variables(&mut self, node: NodeRef, names: &mut Vec<StringId>) {
        for base in self.listed_in(node, Kind::ArgumentList) {
            if self.kind(base) != Kind::Subscript {
                continue;
            }
            let [generic, arguments @ ..] = &self.named_children(base)[..] else { continue };
            let are_variables = matches!(self.text(*generic).rsplit('.').next(), Some("Generic" | "Protocol"));
            for argument in arguments {
                if self.kind(*argument) != Kind::Identifier {
                    continue;
                }
                let name = self.intern_node(*argument);
                let bound = self.own.type_variables.get(&name).copied();
                if (are_variables || bound.is_some()) && !names.contains(&name) {
                    let bound = bound.unwrap_or_default();
                    self.bind(self.scope(), name, BindingTarget::TypeParameter { bound, default: ExprId::UNKNOWN });
                    names.push(name);
                }
            }
        }
    }

    /// `T = TypeVar('T', bound=Base)`: what a type variable is at least, unknown where that is not said; `None` for what is none.
    fn type_variable(&mut self, value: NodeRef) -> Option<ExprId> {
        if self.kind(value) != Kind::Call {
            return None;
        }
        let function = self.first_named(value)?;
        if self.text(function).rsplit('.').next() != Some("TypeVar") {
            return None;
        }
        let words = self.listed_in(value, Kind::ArgumentList);
        let bound = words.into_iter().find_map(|word| {
            let name = self.field(word, Field::Name)?;
            if self.text(name) == "bound" { self.field(word, Field::Value) } else { None }
        });
        Some(self.type_if(bound))
    }

    /// Keeps a name that stands for a type variable.
    pub(super) fn note_type_variable(&mut self, name: StringId, value: NodeRef) {
        if let Some(bound) = self.type_variable(value) {
            self.own.type_variables.insert(name, bound);
            self.bind(self.scope(), name, BindingTarget::TypeParameter { bound, default: ExprId::UNKNOWN });
        }
    }

    fn type_from_text(&mut self, text: &str, depth: u32) -> ExprId {
        let text = text.trim().trim_matches(['"', '\'']).trim();
        if depth > MAX_DEPTH || text.is_empty() || text.len() > MAX_ANNOTATION {
            return ExprId::UNKNOWN;
        }
        let alternatives = parts(text, '|');
        if alternatives.len() > 1 {
            return self.union(&alternatives, depth);
        }
        // `except (One, Other) as error`
        if let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')')) {
            return self.union(&parts(inner, ','), depth);
        }
        let Some((base, inner)) = text.strip_suffix(']').and_then(|text| text.split_once('[')) else {
            return self.named_type(text);
        };
        let arguments = parts(inner, ',');
        let first = arguments.first().copied().unwrap_or_default();
        match base.rsplit('.').next().unwrap_or(base).trim() {
            "Optional" | "Final" | "ClassVar" | "Annotated" | "Required" | "NotRequired" | "ReadOnly" => {
                self.type_from_text(first, depth + 1)
            }
            "Union" => self.union(&arguments, depth),
            "Awaitable" | "Coroutine" => self.type_from_text(arguments.last().copied().unwrap_or_default(), depth + 1),
            "type" | "Type" => {
                let ty = self.type_from_text(first, depth + 1);
                match self.draft.symbols().expr(ty) {
                    Expr::TypeName { name, scope } => {
                        let value = self.expr(Expr::Name { name, scope });
                        self.expr(Expr::TypeOf(value))
                    }
                    _ => ExprId::UNKNOWN,
                }
            }
            "tuple" | "Tuple" if arguments.get(1).is_none_or(|second| second.trim() != "...") => {
                let elements = self.types_from(&arguments, depth);
                self.expr(Expr::TupleType(elements))
            }
            name if is_collection(name) => {
                let element = self.type_from_text(first, depth + 1);
                self.expr(Expr::ArrayType(element))
            }
            "Dict" | "DefaultDict" | "OrderedDict" | "Mapping" | "MutableMapping" => {
                self.generic_from("dict", &arguments, depth)
            }
            "Callable" => self.function_type(&arguments, depth),
            "Literal" => self.literal_type(&arguments),
            _ => self.generic_from(base, &arguments, depth),
        }
    }

    /// `Callable[[A, B], R]`
    fn function_type(&mut self, arguments: &[&str], depth: u32) -> ExprId {
        let [params, result] = arguments else { return ExprId::UNKNOWN };
        let listed = params.trim().strip_prefix('[').and_then(|params| params.strip_suffix(']'));
        let params = match listed {
            Some(inner) if !inner.trim().is_empty() => self.types_from(&parts(inner, ','), depth),
            _ => Run::default(),
        };
        let result = self.type_from_text(result, depth + 1);
        let signature = self.push_signature(params, result);
        self.set_arity(signature, 0, listed.is_none());
        self.expr(Expr::FunctionType(signature))
    }

    /// `Literal['a', 'b']`
    fn literal_type(&mut self, arguments: &[&str]) -> ExprId {
        let mut literals = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let shape = self.short_text(argument.trim()).unwrap_or(Expr::Primitive);
            literals.push(self.expr(shape));
        }
        match literals[..] {
            [only] => only,
            _ => {
                let members = self.expr_list(&literals);
                self.expr(Expr::Union(members))
            }
        }
    }

    fn generic_from(&mut self, base: &str, arguments: &[&str], depth: u32) -> ExprId {
        let base = self.named_type(base);
        let args = self.types_from(arguments, depth);
        self.expr(Expr::Generic { base, args })
    }

    fn union(&mut self, members: &[&str], depth: u32) -> ExprId {
        // What may be some function or an object that is called: of functions nothing is known that such an object does not say.
        let is_callable =
            |member: &&str| member.trim_start().split('[').next().is_some_and(|base| base.ends_with("Callable"));
        let others: Vec<&str> = members.iter().filter(|member| !is_callable(member)).copied().collect();
        let is_nothing = others.iter().all(|member| member.trim() == "None");
        let members = self.types_from(if is_nothing { members } else { &others }, depth);
        self.expr(Expr::Union(members))
    }

    fn types_from(&mut self, texts: &[&str], depth: u32) -> Run {
        let types: Vec<ExprId> = texts.iter().map(|text| self.type_from_text(text, depth + 1)).collect();
        self.expr_list(&types)
    }

    /// `Order`, `models.Order`, a type of the language.
    fn named_type(&mut self, text: &str) -> ExprId {
        let is_name = |part: &str| {
            !part.is_empty() && part.chars().all(|character| character == '_' || character.is_alphanumeric())
        };
        let mut names = text.split('.').map(str::trim);
        if !names.clone().all(is_name) {
            return ExprId::UNKNOWN;
        }
        match text {
            name if PLAIN.contains(&name) => {
                let plain = self.literal(name);
                return self.expr(plain);
            }
            "Any" | "object" => return ExprId::UNKNOWN,
            "Self" => {
                let class = self.class();
                return self.expr(Expr::This(class));
            }
            _ => {}
        }
        let first = names.next().unwrap_or_default();
        let first = self.draft.intern(first);
        if self.own.type_variables.contains_key(&first) && !self.own.mentioned.contains(&first) {
            self.own.mentioned.push(first);
        }
        let mut ty = self.type_name(first);
        for name in names {
            let name = self.draft.intern(name);
            ty = self.expr(Expr::TypeMember { object: ty, name });
        }
        ty
    }
}

impl TypeShapes for Python {
    fn type_shape(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> Expr {
        let ty = file.type_of(node);
        file.draft.symbols().expr(ty)
    }

    /// The type that an annotation means.
    fn type_of(file: &mut Outline<'_, '_, Self>, node: NodeRef) -> ExprId {
        let text = file.text(node);
        file.type_from_text(text, 0)
    }
}

/// The parts between marks that stand in no brackets and no quotes.
fn parts(text: &str, mark: char) -> Vec<&str> {
    let mut found = Vec::new();
    let (mut depth, mut begin, mut quote) = (0_usize, 0, None);
    for (at, character) in text.char_indices() {
        match character {
            '"' | '\'' if quote == Some(character) => quote = None,
            '"' | '\'' if quote.is_none() => quote = Some(character),
            _ if quote.is_some() => {}
            '[' | '(' | '{' => depth += 1,
            ']' | ')' | '}' => depth = depth.saturating_sub(1),
            _ if character == mark && depth == 0 => {
                found.push(&text[begin..at]);
                begin = at + character.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&text[begin..]);
    found
}
