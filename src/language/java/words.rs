//! The words of the Java grammar that mean something here.

use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        AnnotatedType = "annotated_type",
        Annotation = "annotation",
        AnnotationArgumentList = "annotation_argument_list",
        AnnotationTypeDeclaration = "annotation_type_declaration",
        AnnotationTypeElementDeclaration = "annotation_type_element_declaration",
        ArgumentList = "argument_list",
        ArrayAccess = "array_access",
        ArrayCreationExpression = "array_creation_expression",
        ArrayType = "array_type",
        AssignmentExpression = "assignment_expression",
        Asterisk = "asterisk",
        BinaryExpression = "binary_expression",
        Block = "block",
        BooleanType = "boolean_type",
        CastExpression = "cast_expression",
        CatchFormalParameter = "catch_formal_parameter",
        CatchType = "catch_type",
        CharacterLiteral = "character_literal",
        ClassBody = "class_body",
        ClassDeclaration = "class_declaration",
        ClassLiteral = "class_literal",
        CompactConstructorDeclaration = "compact_constructor_declaration",
        ConstructorBody = "constructor_body",
        ConstructorDeclaration = "constructor_declaration",
        DecimalFloatingPointLiteral = "decimal_floating_point_literal",
        DecimalIntegerLiteral = "decimal_integer_literal",
        EnumBody = "enum_body",
        EnumConstant = "enum_constant",
        EnumDeclaration = "enum_declaration",
        ExtendsInterfaces = "extends_interfaces",
        False = "false",
        FieldAccess = "field_access",
        FloatingPointType = "floating_point_type",
        FormalParameter = "formal_parameter",
        FormalParameters = "formal_parameters",
        GenericType = "generic_type",
        Identifier = "identifier",
        ImportDeclaration = "import_declaration",
        InferredParameters = "inferred_parameters",
        InstanceofExpression = "instanceof_expression",
        IntegralType = "integral_type",
        InterfaceDeclaration = "interface_declaration",
        LambdaExpression = "lambda_expression",
        MarkerAnnotation = "marker_annotation",
        MethodInvocation = "method_invocation",
        Modifiers = "modifiers",
        NullLiteral = "null_literal",
        ObjectCreationExpression = "object_creation_expression",
        PackageDeclaration = "package_declaration",
        ParenthesizedExpression = "parenthesized_expression",
        RecordDeclaration = "record_declaration",
        ScopedIdentifier = "scoped_identifier",
        ScopedTypeIdentifier = "scoped_type_identifier",
        SpreadParameter = "spread_parameter",
        Static = "static",
        StringLiteral = "string_literal",
        Super = "super",
        SuperInterfaces = "super_interfaces",
        Superclass = "superclass",
        TernaryExpression = "ternary_expression",
        This = "this",
        True = "true",
        TypeArguments = "type_arguments",
        TypeBound = "type_bound",
        TypeIdentifier = "type_identifier",
        TypeList = "type_list",
        TypeParameters = "type_parameters",
        UnaryExpression = "unary_expression",
        VariableDeclarator = "variable_declarator",
        VoidType = "void_type",
    }
    fields {
        Alternative = "alternative",
        Body = "body",
        Consequence = "consequence",
        Constructor = "constructor",
        Left = "left",
        Member = "field",
        Name = "name",
        Object = "object",
        Operator = "operator",
        Parameters = "parameters",
        Right = "right",
        Type = "type",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&tree_sitter_java::LANGUAGE.into()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
