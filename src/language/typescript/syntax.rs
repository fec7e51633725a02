//! Small questions about nodes of the TypeScript grammars.

use super::TypeScriptVisitor;
use crate::language::Language;
use crate::language::tree::{NodeRef, SyntaxTree};
use crate::language::vocabulary::{Numbers, vocabulary};
use crate::record::StringId;
use std::sync::LazyLock;
use tree_sitter::Node;

vocabulary! {
    kinds {
        Accessor = "accessor",
        AccessibilityModifier = "accessibility_modifier",
        Abstract = "abstract",
        AbstractMethodSignature = "abstract_method_signature",
        AbstractClassDeclaration = "abstract_class_declaration",
        AmbientDeclaration = "ambient_declaration",
        AndAnd = "&&",
        Arguments = "arguments",
        Array = "array",
        ArrayPattern = "array_pattern",
        ArrayType = "array_type",
        ArrowFunction = "arrow_function",
        As = "as",
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
        FormalParameters = "formal_parameters",
        From = "from",
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
        ImportSpecifier = "import_specifier",
        ImportStatement = "import_statement",
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
        OptionalParameter = "optional_parameter",
        OverrideModifier = "override_modifier",
        Pair = "pair",
        PairPattern = "pair_pattern",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PredefinedType = "predefined_type",
        PrivatePropertyIdentifier = "private_property_identifier",
        PropertyIdentifier = "property_identifier",
        PropertySignature = "property_signature",
        PublicFieldDefinition = "public_field_definition",
        QuestionQuestion = "??",
        Readonly = "readonly",
        ReadonlyType = "readonly_type",
        Regex = "regex",
        RestPattern = "rest_pattern",
        RequiredParameter = "required_parameter",
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
        TypeParameters = "type_parameters",
        TypePredicateAnnotation = "type_predicate_annotation",
        TypeQuery = "type_query",
        UnaryExpression = "unary_expression",
        UnionType = "union_type",
        UpdateExpression = "update_expression",
        Var = "var",
        VariableDeclaration = "variable_declaration",
        VariableDeclarator = "variable_declarator",
    }
    fields {
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
}

/// What a dialect's grammar calls these words.
pub fn numbers_of(language: Language) -> &'static Numbers<Words> {
    static TYPESCRIPT: LazyLock<Numbers<Words>> =
        LazyLock::new(|| Numbers::new(&tree_sitter_typescript::LANGUAGE_TYPESCRIPT.into()));
    static TSX: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&tree_sitter_typescript::LANGUAGE_TSX.into()));
    if language == Language::TypeScript { &TYPESCRIPT } else { &TSX }
}

/// Where among the children of a node a field is.
enum Place {
    First,
    FirstNamed,
    Last,
    /// The first child of one of these kinds.
    OfKind(&'static [Kind]),
    /// The last child, if this token is among the children.
    LastWith(Kind),
    /// The first child of the kind, if the token is among the children.
    OfKindWith(Kind, Kind),
}

const NAMES: &[Kind] = &[
    Kind::Identifier,
    Kind::PropertyIdentifier,
    Kind::PrivatePropertyIdentifier,
    Kind::TypeIdentifier,
    Kind::ComputedPropertyName,
    Kind::String,
    Kind::Number,
];
const ANNOTATIONS: &[Kind] = &[Kind::TypeAnnotation, Kind::AssertsAnnotation, Kind::TypePredicateAnnotation];

/// The place of the fields asked for most often; `None` where tree-sitter has to be asked. Comments and what the parser
/// could not place do not count.
const fn place(parent: Kind, field: Field) -> Option<Place> {
    Some(match (parent, field) {
        (_, Field::Parameters) => Place::OfKind(&[Kind::FormalParameters]),
        (_, Field::TypeParameters) => Place::OfKind(&[Kind::TypeParameters]),
        (Kind::CallExpression, Field::Function) => Place::First,
        (Kind::CallExpression, Field::Arguments) => Place::Last,
        (Kind::MemberExpression | Kind::SubscriptExpression, Field::Object) => Place::First,
        (Kind::MemberExpression, Field::Property) => Place::Last,
        (Kind::AssignmentExpression, Field::Left) => Place::FirstNamed,
        (Kind::AssignmentExpression, Field::Right) => Place::Last,
        (Kind::Pair, Field::Key) | (Kind::VariableDeclarator, Field::Name) => Place::First,
        (Kind::Pair, Field::Value) => Place::Last,
        (
            Kind::VariableDeclarator | Kind::PublicFieldDefinition | Kind::RequiredParameter | Kind::OptionalParameter,
            Field::Value,
        ) => Place::LastWith(Kind::Equals),
        (
            Kind::VariableDeclarator
            | Kind::PublicFieldDefinition
            | Kind::RequiredParameter
            | Kind::OptionalParameter
            | Kind::PropertySignature,
            Field::Type,
        ) => Place::OfKind(&[Kind::TypeAnnotation]),
        (Kind::ImportSpecifier, Field::Name) => Place::FirstNamed,
        (Kind::ImportSpecifier, Field::Alias) => Place::LastWith(Kind::As),
        (Kind::ImportStatement, Field::Source) => Place::OfKind(&[Kind::String]),
        (Kind::ExportStatement, Field::Source) => Place::OfKindWith(Kind::String, Kind::From),
        (Kind::ArrowFunction, Field::Body) => Place::Last,
        (Kind::ArrowFunction, Field::Name) => Place::OfKind(&[]),
        (Kind::ArrowFunction, Field::ReturnType) => Place::OfKind(ANNOTATIONS),
        (
            Kind::FunctionDeclaration
            | Kind::FunctionExpression
            | Kind::GeneratorFunction
            | Kind::GeneratorFunctionDeclaration
            | Kind::MethodDefinition
            | Kind::FunctionSignature
            | Kind::MethodSignature
            | Kind::AbstractMethodSignature,
            _,
        ) => match field {
            Field::Name => Place::OfKind(NAMES),
            Field::Body => Place::OfKind(&[Kind::StatementBlock]),
            Field::ReturnType => Place::OfKind(ANNOTATIONS),
            Field::Parameter => Place::OfKind(&[]),
            _ => return None,
        },
        (Kind::PublicFieldDefinition | Kind::PropertySignature, Field::Name) => Place::OfKind(NAMES),
        _ => return None,
    })
}

/// A keyword or mark in front of what a definition defines.
#[derive(Clone, Copy)]
pub struct Keyword {
    /// Which one.
    pub kind: Kind,
    /// Where it stands.
    pub node: NodeRef,
}

/// The nodes of a list as tree-sitter has them.
pub fn nodes_of<'tree>(
    tree: &SyntaxTree<'tree>,
    list: &[(StringId, NodeRef)],
) -> impl ExactSizeIterator<Item = (StringId, Node<'tree>)> {
    list.iter().map(|(name, node)| (*name, tree.node(*node)))
}

/// Whether one of a definition's leading keywords is this one.
pub fn has_keyword(keywords: &[Keyword], kind: Kind) -> bool {
    keywords.iter().any(|keyword| keyword.kind == kind)
}

impl<'source> TypeScriptVisitor<'source, '_> {
    /// What kind of node it is.
    pub(super) fn kind(&self, node: NodeRef) -> Kind {
        self.numbers.kind(self.tree.kind(node))
    }

    /// Its source text.
    pub(super) fn text_of(&self, node: NodeRef) -> &'source str {
        self.draft.text_of(self.tree.node(node))
    }

    /// Interns its source text.
    pub(super) fn intern_node(&mut self, node: NodeRef) -> StringId {
        self.draft.intern_node(self.tree.node(node))
    }

    /// Its first byte.
    pub(super) fn start_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).start_byte()
    }

    /// One past its last byte.
    pub(super) fn end_byte(&self, node: NodeRef) -> usize {
        self.tree.node(node).end_byte()
    }

    /// The node behind a field.
    pub(super) fn field(&mut self, node: NodeRef, field: Field) -> Option<NodeRef> {
        let number = self.numbers.field(field);
        let kind = self.kind(node);
        let Some(place) = place(kind, field) else { return self.tree.field(node, number) };
        let found = self.child_at(node, place);
        // Of `typeof a.b.c` tree-sitter answers the property of `a.b`.
        let is_mistaken = kind == Kind::MemberExpression && field == Field::Property;
        debug_assert!(is_mistaken || found == self.tree.field(node, number), "{field:?} of {}", self.tree.node(node));
        found
    }

    fn child_at(&mut self, node: NodeRef, place: Place) -> Option<NodeRef> {
        let mut children = self.tree.children(node).filter(|child| !self.tree.is_extra(*child));
        match place {
            Place::First => children.next(),
            Place::FirstNamed => children.find(|child| self.tree.is_named(*child)),
            Place::Last => children.next_back(),
            Place::OfKind(kinds) => children.find(|child| kinds.contains(&self.kind(*child))),
            Place::LastWith(token) => {
                children.clone().find(|child| self.kind(*child) == token).and(children.next_back())
            }
            Place::OfKindWith(kind, token) => self.child_of_kind(node, token).and(self.child_of_kind(node, kind)),
        }
    }

    /// The named children, comments left out.
    pub(super) fn named(&mut self, node: NodeRef) -> impl DoubleEndedIterator<Item = NodeRef> {
        let children = self.tree.children(node);
        children.filter(|child| self.tree.is_named(*child) && !self.tree.is_extra(*child))
    }

    /// The same as a list, to go through while the tree is looked at.
    pub(super) fn named_children(&mut self, node: NodeRef) -> Vec<NodeRef> {
        self.named(node).collect()
    }

    /// The first named child that is no comment.
    pub(super) fn first_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next()
    }

    /// The last named child that is no comment.
    pub(super) fn last_named(&mut self, node: NodeRef) -> Option<NodeRef> {
        self.named(node).next_back()
    }

    /// The first child of this kind.
    pub(super) fn child_of_kind(&mut self, node: NodeRef, kind: Kind) -> Option<NodeRef> {
        self.tree.children(node).find(|child| self.kind(*child) == kind)
    }

    /// Whether a keyword or punctuation mark is a child of the node.
    pub(super) fn has_token(&mut self, node: NodeRef, token: Kind) -> bool {
        self.child_of_kind(node, token).is_some()
    }

    /// The keywords and marks that stand in front of what a definition defines: `export`, `static`, `async`, `get`, `*`.
    pub(super) fn leading_keywords(&mut self, node: NodeRef) -> Vec<Keyword> {
        let mut keywords = Vec::new();
        for child in self.tree.children(node) {
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
    pub(super) fn unwrapped(&mut self, node: NodeRef) -> NodeRef {
        let mut node = node;
        loop {
            let inner = match self.kind(node) {
                Kind::ParenthesizedExpression
                | Kind::AsExpression
                | Kind::SatisfiesExpression
                | Kind::NonNullExpression => self.first_named(node),
                Kind::TypeAssertion => self.last_named(node),
                _ => return node,
            };
            match inner {
                Some(inner) => node = inner,
                None => return node,
            }
        }
    }

    /// Whether a node is a function that may get its name from what it is bound to.
    pub(super) fn is_function_value(&self, node: NodeRef) -> bool {
        matches!(self.kind(node), Kind::ArrowFunction | Kind::FunctionExpression | Kind::GeneratorFunction)
    }
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
    fn both_grammars_know_every_word() {
        let typescript = numbers_of(Language::TypeScript).missing(Words::KINDS);
        let tsx = numbers_of(Language::Tsx).missing(Words::KINDS);
        assert_eq!((typescript, tsx), (Vec::new(), vec!["type_assertion"]));
    }
}
