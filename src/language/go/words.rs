//! The words of the Go grammar that mean something here.

use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        ArgumentList = "argument_list",
        ArrayType = "array_type",
        Block = "block",
        BlankIdentifier = "blank_identifier",
        CallExpression = "call_expression",
        ChannelType = "channel_type",
        CompositeLiteral = "composite_literal",
        Dot = "dot",
        ExpressionList = "expression_list",
        False = "false",
        FieldDeclaration = "field_declaration",
        FieldIdentifier = "field_identifier",
        FloatLiteral = "float_literal",
        ForStatement = "for_statement",
        FuncLiteral = "func_literal",
        FunctionType = "function_type",
        GenericType = "generic_type",
        Identifier = "identifier",
        ImportDeclaration = "import_declaration",
        ImaginaryLiteral = "imaginary_literal",
        ImplicitLengthArrayType = "implicit_length_array_type",
        IndexExpression = "index_expression",
        IntLiteral = "int_literal",
        InterfaceType = "interface_type",
        InterpretedString = "interpreted_string_literal",
        Iota = "iota",
        MapType = "map_type",
        MethodDeclaration = "method_declaration",
        MethodElem = "method_elem",
        NegatedType = "negated_type",
        ParameterDeclaration = "parameter_declaration",
        ParameterList = "parameter_list",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type",
        PointerType = "pointer_type",
        QualifiedType = "qualified_type",
        RangeClause = "range_clause",
        RawString = "raw_string_literal",
        RuneLiteral = "rune_literal",
        SelectorExpression = "selector_expression",
        ShortVarDeclaration = "short_var_declaration",
        SliceExpression = "slice_expression",
        SliceType = "slice_type",
        StructType = "struct_type",
        True = "true",
        TypeAlias = "type_alias",
        TypeAssertion = "type_assertion_expression",
        TypeConversion = "type_conversion_expression",
        TypeDeclaration = "type_declaration",
        TypeElem = "type_elem",
        TypeIdentifier = "type_identifier",
        TypeParameterList = "type_parameter_list",
        TypeSwitch = "type_switch_statement",
        UnaryExpression = "unary_expression",
        VariadicParameter = "variadic_parameter_declaration",
        // Keywords and marks.
        Arrow = "<-",
        Colon = ":",
        Declares = ":=",
        Parenthesis = "(",
        Star = "*",
    }
    fields {
        Alias = "alias",
        Initializer = "initializer",
        Name = "name",
        Parameters = "parameters",
        Path = "path",
        Receiver = "receiver",
        Result = "result",
        Type = "type",
        TypeArguments = "type_arguments",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&tree_sitter_go::LANGUAGE.into()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
