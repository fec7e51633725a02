//! The words of the Rust grammar that mean something here.

use crate::syntax::packed;
use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        AbstractType = "abstract_type",
        Arguments = "arguments",
        ArrayExpression = "array_expression",
        ArrayType = "array_type",
        Attribute = "attribute",
        AwaitExpression = "await_expression",
        Block = "block",
        BooleanLiteral = "boolean_literal",
        BoundedType = "bounded_type",
        BracketedType = "bracketed_type",
        CallExpression = "call_expression",
        CapturedPattern = "captured_pattern",
        CharLiteral = "char_literal",
        ClosureExpression = "closure_expression",
        Crate = "crate",
        DeclarationList = "declaration_list",
        DynamicType = "dynamic_type",
        EnumItem = "enum_item",
        EnumVariant = "enum_variant",
        FieldDeclaration = "field_declaration",
        FieldDeclarationList = "field_declaration_list",
        FieldExpression = "field_expression",
        FieldIdentifier = "field_identifier",
        FieldPattern = "field_pattern",
        FloatLiteral = "float_literal",
        ForExpression = "for_expression",
        FunctionModifiers = "function_modifiers",
        FunctionType = "function_type",
        GenericFunction = "generic_function",
        GenericType = "generic_type",
        GenericTypeWithTurbofish = "generic_type_with_turbofish",
        HigherRankedTraitBound = "higher_ranked_trait_bound",
        Identifier = "identifier",
        IfExpression = "if_expression",
        ImplItem = "impl_item",
        IndexExpression = "index_expression",
        IntegerLiteral = "integer_literal",
        LetCondition = "let_condition",
        LetDeclaration = "let_declaration",
        Lifetime = "lifetime",
        MatchArm = "match_arm",
        MatchPattern = "match_pattern",
        Metavariable = "metavariable",
        ModItem = "mod_item",
        MutPattern = "mut_pattern",
        OrPattern = "or_pattern",
        OrderedFieldDeclarationList = "ordered_field_declaration_list",
        Parameter = "parameter",
        Parameters = "parameters",
        ParenthesizedExpression = "parenthesized_expression",
        PointerType = "pointer_type",
        PrimitiveType = "primitive_type",
        QualifiedType = "qualified_type",
        RawStringLiteral = "raw_string_literal",
        RefPattern = "ref_pattern",
        ReferenceExpression = "reference_expression",
        ReferencePattern = "reference_pattern",
        ReferenceType = "reference_type",
        RemovedTraitBound = "removed_trait_bound",
        Root = "source_file",
        ScopedIdentifier = "scoped_identifier",
        ScopedTypeIdentifier = "scoped_type_identifier",
        ScopedUseList = "scoped_use_list",
        SelfParameter = "self_parameter",
        SelfValue = "self",
        ShorthandFieldIdentifier = "shorthand_field_identifier",
        SlicePattern = "slice_pattern",
        StringLiteral = "string_literal",
        StructExpression = "struct_expression",
        StructPattern = "struct_pattern",
        Super = "super",
        TokenTree = "token_tree",
        TraitBounds = "trait_bounds",
        TryExpression = "try_expression",
        TupleExpression = "tuple_expression",
        TuplePattern = "tuple_pattern",
        TupleStructPattern = "tuple_struct_pattern",
        TupleType = "tuple_type",
        TypeArguments = "type_arguments",
        TypeBinding = "type_binding",
        TypeCast = "type_cast_expression",
        TypeIdentifier = "type_identifier",
        TypeParameter = "type_parameter",
        TypeParameters = "type_parameters",
        UnaryExpression = "unary_expression",
        UseAsClause = "use_as_clause",
        UseList = "use_list",
        UseWildcard = "use_wildcard",
        VisibilityModifier = "visibility_modifier",
        WhereClause = "where_clause",
        WhileExpression = "while_expression",
        // Keywords and marks.
        Async = "async",
    }
    fields {
        Alias = "alias",
        Argument = "argument",
        Body = "body",
        Name = "name",
        Parameters = "parameters",
        Pattern = "pattern",
        ReturnType = "return_type",
        Trait = "trait",
        Type = "type",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&packed::RUST));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
