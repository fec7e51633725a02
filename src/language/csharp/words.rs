//! The words of the C# grammar that mean something here.

use crate::syntax::packed;
use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        AccessorDeclaration = "accessor_declaration",
        AliasQualifiedName = "alias_qualified_name",
        AnonymousMethodExpression = "anonymous_method_expression",
        ArgumentList = "argument_list",
        ArrayCreationExpression = "array_creation_expression",
        ArrayType = "array_type",
        ArrowExpressionClause = "arrow_expression_clause",
        AsExpression = "as_expression",
        AssignmentExpression = "assignment_expression",
        AttributeArgumentList = "attribute_argument_list",
        AttributeList = "attribute_list",
        AwaitExpression = "await_expression",
        Base = "base",
        BaseList = "base_list",
        BinaryExpression = "binary_expression",
        Block = "block",
        BooleanLiteral = "boolean_literal",
        BracketedArgumentList = "bracketed_argument_list",
        BracketedParameterList = "bracketed_parameter_list",
        CastExpression = "cast_expression",
        CharacterLiteral = "character_literal",
        ClassDeclaration = "class_declaration",
        ConditionalAccessExpression = "conditional_access_expression",
        ConditionalExpression = "conditional_expression",
        ConstructorDeclaration = "constructor_declaration",
        ConversionOperatorDeclaration = "conversion_operator_declaration",
        DeclarationExpression = "declaration_expression",
        DeclarationList = "declaration_list",
        DestructorDeclaration = "destructor_declaration",
        ElementAccessExpression = "element_access_expression",
        ElementBindingExpression = "element_binding_expression",
        EnumDeclaration = "enum_declaration",
        EventDeclaration = "event_declaration",
        EventFieldDeclaration = "event_field_declaration",
        ExplicitInterfaceSpecifier = "explicit_interface_specifier",
        FieldDeclaration = "field_declaration",
        FileScopedNamespaceDeclaration = "file_scoped_namespace_declaration",
        GenericName = "generic_name",
        Global = "global",
        Identifier = "identifier",
        ImplicitObjectCreationExpression = "implicit_object_creation_expression",
        ImplicitParameter = "implicit_parameter",
        IndexerDeclaration = "indexer_declaration",
        IntegerLiteral = "integer_literal",
        InterfaceDeclaration = "interface_declaration",
        InterpolatedStringExpression = "interpolated_string_expression",
        InvocationExpression = "invocation_expression",
        IsExpression = "is_expression",
        IsPatternExpression = "is_pattern_expression",
        LambdaExpression = "lambda_expression",
        LocalFunctionStatement = "local_function_statement",
        MemberAccessExpression = "member_access_expression",
        Modifier = "modifier",
        NamespaceDeclaration = "namespace_declaration",
        New = "new",
        NullLiteral = "null_literal",
        NullableType = "nullable_type",
        ObjectCreationExpression = "object_creation_expression",
        OperatorDeclaration = "operator_declaration",
        OperatorKeyword = "operator",
        Parameter = "parameter",
        ParameterList = "parameter_list",
        Params = "params",
        ParenthesizedExpression = "parenthesized_expression",
        PointerType = "pointer_type",
        PostfixUnaryExpression = "postfix_unary_expression",
        PredefinedType = "predefined_type",
        PrefixUnaryExpression = "prefix_unary_expression",
        PrimaryConstructorBaseType = "primary_constructor_base_type",
        QualifiedName = "qualified_name",
        RealLiteral = "real_literal",
        RecordDeclaration = "record_declaration",
        RefType = "ref_type",
        ScopedType = "scoped_type",
        Static = "static",
        StringLiteral = "string_literal",
        StructDeclaration = "struct_declaration",
        This = "this",
        TupleType = "tuple_type",
        TypeArgumentList = "type_argument_list",
        TypeParameter = "type_parameter",
        TypeParameterConstraint = "type_parameter_constraint",
        TypeParameterConstraintsClause = "type_parameter_constraints_clause",
        TypeParameterList = "type_parameter_list",
        VariableDeclarator = "variable_declarator",
        VerbatimStringLiteral = "verbatim_string_literal",
        WithExpression = "with_expression",
    }
    fields {
        Alternative = "alternative",
        Body = "body",
        Condition = "condition",
        Consequence = "consequence",
        Expression = "expression",
        Function = "function",
        Left = "left",
        Name = "name",
        Operator = "operator",
        Parameters = "parameters",
        Returns = "returns",
        Right = "right",
        Type = "type",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&packed::C_SHARP));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
