//! The words of the PHP grammar that mean something here.

use crate::syntax::packed;
use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        AnonymousClass = "anonymous_class",
        AnonymousFunction = "anonymous_function",
        Arguments = "arguments",
        ArrayCreationExpression = "array_creation_expression",
        ArrowFunction = "arrow_function",
        AssignmentExpression = "assignment_expression",
        AttributeList = "attribute_list",
        BaseClause = "base_clause",
        BinaryExpression = "binary_expression",
        Boolean = "boolean",
        ByRef = "by_ref",
        CastExpression = "cast_expression",
        ClassDeclaration = "class_declaration",
        ClassInterfaceClause = "class_interface_clause",
        CloneExpression = "clone_expression",
        CompoundStatement = "compound_statement",
        ConditionalExpression = "conditional_expression",
        ConstElement = "const_element",
        DeclarationList = "declaration_list",
        EncapsedString = "encapsed_string",
        EnumDeclaration = "enum_declaration",
        Float = "float",
        FormalParameters = "formal_parameters",
        FunctionCallExpression = "function_call_expression",
        FunctionDefinition = "function_definition",
        Heredoc = "heredoc",
        Integer = "integer",
        InterfaceDeclaration = "interface_declaration",
        IntersectionType = "intersection_type",
        ListLiteral = "list_literal",
        MemberAccessExpression = "member_access_expression",
        MemberCallExpression = "member_call_expression",
        MethodDeclaration = "method_declaration",
        Name = "name",
        NamedType = "named_type",
        NamespaceName = "namespace_name",
        NamespaceUseClause = "namespace_use_clause",
        NamespaceUseGroup = "namespace_use_group",
        NullsafeMemberAccessExpression = "nullsafe_member_access_expression",
        NullsafeMemberCallExpression = "nullsafe_member_call_expression",
        ObjectCreationExpression = "object_creation_expression",
        OptionalType = "optional_type",
        Pair = "pair",
        ParenthesizedExpression = "parenthesized_expression",
        PrimitiveType = "primitive_type",
        PropertyElement = "property_element",
        PropertyPromotionParameter = "property_promotion_parameter",
        QualifiedName = "qualified_name",
        ReferenceAssignmentExpression = "reference_assignment_expression",
        RelativeName = "relative_name",
        RelativeScope = "relative_scope",
        ScopedCallExpression = "scoped_call_expression",
        ScopedPropertyAccessExpression = "scoped_property_access_expression",
        SimpleParameter = "simple_parameter",
        StaticModifier = "static_modifier",
        String = "string",
        StringContent = "string_content",
        SubscriptExpression = "subscript_expression",
        TypeList = "type_list",
        UnionType = "union_type",
        UseDeclaration = "use_declaration",
        VariableName = "variable_name",
        VariadicParameter = "variadic_parameter",
        VisibilityModifier = "visibility_modifier",
        AbstractModifier = "abstract_modifier",
        FinalModifier = "final_modifier",
        ReadonlyModifier = "readonly_modifier",
        VarModifier = "var_modifier",
    }
    fields {
        Alias = "alias",
        Alternative = "alternative",
        Arguments = "arguments",
        Body = "body",
        DefaultValue = "default_value",
        Function = "function",
        Left = "left",
        Name = "name",
        Object = "object",
        Parameters = "parameters",
        ReturnType = "return_type",
        Right = "right",
        Scope = "scope",
        Type = "type",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&packed::PHP));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
