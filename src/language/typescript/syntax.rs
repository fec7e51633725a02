//! Small questions about nodes of the TypeScript grammars.

use crate::language::{Children, Language};
use std::sync::LazyLock;
use tree_sitter::Node;

macro_rules! fields {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A field of the grammars. Asked for by number: by name, the grammar's table of names is searched each time.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Field { $(#[doc = $name] $variant),* }

        const FIELD_NAMES: [&str; [$($name),*].len()] = [$($name),*];
    };
}

fields! {
    Alias = "alias",
    Alternative = "alternative",
    Argument = "argument",
    Arguments = "arguments",
    Body = "body",
    Consequence = "consequence",
    Constraint = "constraint",
    Constructor = "constructor",
    Declaration = "declaration",
    Function = "function",
    Index = "index",
    Key = "key",
    Kind = "kind",
    Left = "left",
    Module = "module",
    Name = "name",
    Object = "object",
    Operator = "operator",
    Parameter = "parameter",
    Parameters = "parameters",
    Pattern = "pattern",
    Property = "property",
    ReturnType = "return_type",
    Right = "right",
    Source = "source",
    Type = "type",
    TypeParameters = "type_parameters",
    Value = "value",
}

macro_rules! kinds {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A kind of node that means something here. Compared by number: a name is measured and checked for UTF-8
        /// each time tree-sitter is asked for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Kind {
            #[doc = "Any other."]
            Other,
            $(#[doc = $name] $variant),*
        }

        impl Kind {
            fn of_name(name: &str) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

kinds! {
    Accessor = "accessor",
    AccessibilityModifier = "accessibility_modifier",
    Abstract = "abstract",
    AbstractClassDeclaration = "abstract_class_declaration",
    AmbientDeclaration = "ambient_declaration",
    AndAnd = "&&",
    Arguments = "arguments",
    Array = "array",
    ArrayPattern = "array_pattern",
    ArrayType = "array_type",
    ArrowFunction = "arrow_function",
    AsExpression = "as_expression",
    AssertsAnnotation = "asserts_annotation",
    AssignmentExpression = "assignment_expression",
    AssignmentPattern = "assignment_pattern",
    Async = "async",
    AwaitExpression = "await_expression",
    BarBar = "||",
    BinaryExpression = "binary_expression",
    CallExpression = "call_expression",
    CatchClause = "catch_clause",
    Class = "class",
    ClassBody = "class_body",
    ClassDeclaration = "class_declaration",
    ClassHeritage = "class_heritage",
    ClassStaticBlock = "class_static_block",
    Comment = "comment",
    ComputedPropertyName = "computed_property_name",
    Const = "const",
    Declare = "declare",
    Decorator = "decorator",
    Default = "default",
    EnumAssignment = "enum_assignment",
    Equals = "=",
    Export = "export",
    ExportClause = "export_clause",
    ExportStatement = "export_statement",
    ExtendsClause = "extends_clause",
    ExtendsTypeClause = "extends_type_clause",
    False = "false",
    FlowMaybeType = "flow_maybe_type",
    ForInStatement = "for_in_statement",
    Function = "function",
    FunctionDeclaration = "function_declaration",
    FunctionExpression = "function_expression",
    FunctionSignature = "function_signature",
    FunctionType = "function_type",
    GeneratorFunction = "generator_function",
    GeneratorFunctionDeclaration = "generator_function_declaration",
    GenericType = "generic_type",
    Get = "get",
    Identifier = "identifier",
    ImplementsClause = "implements_clause",
    Import = "import",
    ImportClause = "import_clause",
    ImportRequireClause = "import_require_clause",
    In = "in",
    IndexSignature = "index_signature",
    Instanceof = "instanceof",
    InstantiationExpression = "instantiation_expression",
    IntersectionType = "intersection_type",
    LexicalDeclaration = "lexical_declaration",
    LiteralType = "literal_type",
    LookupType = "lookup_type",
    MemberExpression = "member_expression",
    MethodDefinition = "method_definition",
    MethodSignature = "method_signature",
    NamedImports = "named_imports",
    NamespaceExport = "namespace_export",
    NamespaceImport = "namespace_import",
    NestedIdentifier = "nested_identifier",
    NestedTypeIdentifier = "nested_type_identifier",
    NewExpression = "new_expression",
    NonNullExpression = "non_null_expression",
    Number = "number",
    Object = "object",
    ObjectAssignmentPattern = "object_assignment_pattern",
    ObjectPattern = "object_pattern",
    ObjectType = "object_type",
    Of = "of",
    OptionalType = "optional_type",
    OverrideModifier = "override_modifier",
    Pair = "pair",
    PairPattern = "pair_pattern",
    ParenthesizedExpression = "parenthesized_expression",
    ParenthesizedType = "parenthesized_type",
    PredefinedType = "predefined_type",
    PropertySignature = "property_signature",
    QuestionQuestion = "??",
    Readonly = "readonly",
    ReadonlyType = "readonly_type",
    Regex = "regex",
    RestPattern = "rest_pattern",
    RestType = "rest_type",
    SatisfiesExpression = "satisfies_expression",
    SequenceExpression = "sequence_expression",
    Set = "set",
    ShorthandPropertyIdentifier = "shorthand_property_identifier",
    ShorthandPropertyIdentifierPattern = "shorthand_property_identifier_pattern",
    SpreadElement = "spread_element",
    Star = "*",
    StatementBlock = "statement_block",
    Static = "static",
    String = "string",
    SubscriptExpression = "subscript_expression",
    Super = "super",
    TemplateLiteralType = "template_literal_type",
    TemplateString = "template_string",
    TemplateSubstitution = "template_substitution",
    TemplateType = "template_type",
    TernaryExpression = "ternary_expression",
    This = "this",
    ThisType = "this_type",
    True = "true",
    TupleType = "tuple_type",
    TypeAnnotation = "type_annotation",
    TypeArguments = "type_arguments",
    TypeAssertion = "type_assertion",
    TypeIdentifier = "type_identifier",
    TypePredicateAnnotation = "type_predicate_annotation",
    TypeQuery = "type_query",
    UnaryExpression = "unary_expression",
    UnionType = "union_type",
    UpdateExpression = "update_expression",
    Var = "var",
    VariableDeclaration = "variable_declaration",
    VariableDeclarator = "variable_declarator",
}

/// What one grammar calls its kinds and fields: the grammars number them differently.
pub struct Grammar {
    kinds: Box<[Kind]>,
    fields: [u16; FIELD_NAMES.len()],
}

impl Grammar {
    /// The grammar of a dialect.
    pub fn of(language: Language) -> &'static Self {
        static TYPESCRIPT: LazyLock<Grammar> =
            LazyLock::new(|| Grammar::new(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));
        static TSX: LazyLock<Grammar> = LazyLock::new(|| Grammar::new(&tree_sitter_typescript::LANGUAGE_TSX.into()));
        match language {
            Language::TypeScript => &TYPESCRIPT,
            Language::Tsx | Language::JavaScript => &TSX,
        }
    }

    fn new(grammar: &tree_sitter::Language) -> Self {
        let name = |kind: usize| grammar.node_kind_for_id(kind as u16).unwrap_or_default();
        Self {
            kinds: (0..grammar.node_kind_count()).map(|kind| Kind::of_name(name(kind))).collect(),
            // 0, which is none, for a field the grammar does not have.
            fields: FIELD_NAMES.map(|name| grammar.field_id_for_name(name).map_or(0, u16::from)),
        }
    }

    /// What kind of node it is.
    pub fn kind(&self, node: Node<'_>) -> Kind {
        // The number of an error's kind is past the table's end.
        self.kinds.get(usize::from(node.kind_id())).copied().unwrap_or(Kind::Other)
    }

    /// The node behind a field.
    pub fn field<'tree>(&self, node: Node<'tree>, field: Field) -> Option<Node<'tree>> {
        node.child_by_field_id(self.fields[field as usize])
    }

    /// The first child of this kind.
    pub fn child_of_kind<'tree>(&self, node: Node<'tree>, kind: Kind) -> Option<Node<'tree>> {
        Children::of(node).find(|child| self.kind(*child) == kind)
    }

    /// Whether a keyword or punctuation mark is a child of the node.
    pub fn has_token(&self, node: Node<'_>, token: Kind) -> bool {
        self.child_of_kind(node, token).is_some()
    }

    /// The keywords and marks that stand in front of what a definition defines: `export`, `static`, `async`, `get`, `*`.
    pub fn leading_keywords<'tree>(&self, node: Node<'tree>) -> Vec<Keyword<'tree>> {
        let mut keywords = Vec::new();
        for child in Children::of(node) {
            match self.kind(child) {
                kind @ (Kind::Export
                | Kind::Default
                | Kind::Declare
                | Kind::Abstract
                | Kind::Async
                | Kind::Static
                | Kind::Readonly
                | Kind::Accessor
                | Kind::Get
                | Kind::Set
                | Kind::Star
                | Kind::AccessibilityModifier
                | Kind::OverrideModifier) => keywords.push(Keyword { kind, node: child }),
                Kind::Decorator | Kind::Comment | Kind::Function => {}
                _ => break,
            }
        }
        keywords
    }

    /// The expression within parentheses, casts, `satisfies` and `!`.
    pub fn unwrapped<'tree>(&self, node: Node<'tree>) -> Node<'tree> {
        let mut node = node;
        loop {
            let inner = match self.kind(node) {
                Kind::ParenthesizedExpression
                | Kind::AsExpression
                | Kind::SatisfiesExpression
                | Kind::NonNullExpression => first_named(node),
                Kind::TypeAssertion => last_named(node),
                _ => return node,
            };
            match inner {
                Some(inner) => node = inner,
                None => return node,
            }
        }
    }

    /// Whether a node is a function that may get its name from what it is bound to.
    pub fn is_function_value(&self, node: Node<'_>) -> bool {
        matches!(self.kind(node), Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction)
    }
}

/// A keyword or mark in front of what a definition defines.
#[derive(Clone, Copy)]
pub struct Keyword<'tree> {
    /// Which one.
    pub kind: Kind,
    /// Where it stands.
    pub node: Node<'tree>,
}

/// Whether one of a definition's leading keywords is this one.
pub fn has_keyword(keywords: &[Keyword<'_>], kind: Kind) -> bool {
    keywords.iter().any(|keyword| keyword.kind == kind)
}

/// The named children, comments left out.
pub fn named_children<'tree>(node: Node<'tree>) -> Vec<Node<'tree>> {
    Children::of(node).filter(|child| child.is_named() && !child.is_extra()).collect()
}

/// The first named child that is no comment.
pub fn first_named<'tree>(node: Node<'tree>) -> Option<Node<'tree>> {
    let first = node.named_child(0)?;
    if first.is_extra() { named_children(node).into_iter().next() } else { Some(first) }
}

/// The last named child that is no comment.
pub fn last_named<'tree>(node: Node<'tree>) -> Option<Node<'tree>> {
    named_children(node).pop()
}

/// A property's, member's or module's name without its quotes.
pub fn without_quotes(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('\'').or_else(|| inner('"')).unwrap_or(text)
}

/// A type annotation's text without the colon.
pub fn without_colon(text: &str) -> &str {
    text.strip_prefix(':').unwrap_or(text).trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_grammars_have_every_field() {
        for grammar in [Grammar::of(Language::TypeScript), Grammar::of(Language::Tsx)] {
            assert!(grammar.fields.iter().all(|id| *id != 0));
        }
    }
}
