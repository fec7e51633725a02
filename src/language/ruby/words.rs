//! The words of the Ruby grammar that mean something here.

use crate::syntax::packed;
use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        Alias = "alias",
        ArgumentList = "argument_list",
        Array = "array",
        ArrayPattern = "array_pattern",
        AlternativePattern = "alternative_pattern",
        AsPattern = "as_pattern",
        Assignment = "assignment",
        Begin = "begin",
        Binary = "binary",
        Block = "block",
        BlockParameter = "block_parameter",
        BlockParameters = "block_parameters",
        BodyStatement = "body_statement",
        BlockBody = "block_body",
        Call = "call",
        ClassVariable = "class_variable",
        Colons = "::",
        Conditional = "conditional",
        Constant = "constant",
        ConstantModule = "module",
        DestructuredLeftAssignment = "destructured_left_assignment",
        DestructuredParameter = "destructured_parameter",
        DoBlock = "do_block",
        Dot = ".",
        ElementReference = "element_reference",
        Else = "else",
        End = "end",
        Ensure = "ensure",
        ExceptionVariable = "exception_variable",
        Exceptions = "exceptions",
        False = "false",
        FindPattern = "find_pattern",
        Float = "float",
        Hash = "hash",
        HashKeySymbol = "hash_key_symbol",
        HashSplatParameter = "hash_splat_parameter",
        HeredocBeginning = "heredoc_beginning",
        Identifier = "identifier",
        If = "if",
        In = "in",
        InClause = "in_clause",
        InstanceVariable = "instance_variable",
        Integer = "integer",
        KeywordParameter = "keyword_parameter",
        KeywordPattern = "keyword_pattern",
        Lambda = "lambda",
        LambdaParameters = "lambda_parameters",
        LeftAssignmentList = "left_assignment_list",
        Method = "method",
        MethodParameters = "method_parameters",
        OptionalParameter = "optional_parameter",
        Or = "||",
        Pair = "pair",
        ParenthesizedPattern = "parenthesized_pattern",
        ParenthesizedStatements = "parenthesized_statements",
        Regex = "regex",
        Rescue = "rescue",
        RestAssignment = "rest_assignment",
        SafeDot = "&.",
        ScopeResolution = "scope_resolution",
        SelfReference = "self",
        Setter = "setter",
        SimpleSymbol = "simple_symbol",
        SingletonMethod = "singleton_method",
        SplatParameter = "splat_parameter",
        String = "string",
        StringContent = "string_content",
        Super = "super",
        Superclass = "superclass",
        Then = "then",
        True = "true",
        Undef = "undef",
    }
    fields {
        Alias = "alias",
        Alternative = "alternative",
        Body = "body",
        Consequence = "consequence",
        Key = "key",
        Left = "left",
        Name = "name",
        Object = "object",
        Pattern = "pattern",
        Right = "right",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&packed::RUBY));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
