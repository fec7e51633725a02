//! The words of the Ruby grammar that mean something here.

use crate::language::packed;
use crate::language::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        Alias = "alias",
        ArgumentList = "argument_list",
        Array = "array",
        AsPattern = "as_pattern",
        Assignment = "assignment",
        Begin = "begin",
        Binary = "binary",
        Block = "block",
        BlockBody = "block_body",
        BlockParameter = "block_parameter",
        BlockParameters = "block_parameters",
        BodyStatement = "body_statement",
        Call = "call",
        Class = "class",
        ClassVariable = "class_variable",
        Conditional = "conditional",
        Constant = "constant",
        DestructuredLeftAssignment = "destructured_left_assignment",
        DestructuredParameter = "destructured_parameter",
        DoBlock = "do_block",
        ElementReference = "element_reference",
        ExceptionVariable = "exception_variable",
        Exceptions = "exceptions",
        False = "false",
        Float = "float",
        For = "for",
        Hash = "hash",
        HashSplatParameter = "hash_splat_parameter",
        Identifier = "identifier",
        InstanceVariable = "instance_variable",
        Integer = "integer",
        KeywordParameter = "keyword_parameter",
        KeywordPattern = "keyword_pattern",
        Lambda = "lambda",
        LambdaParameters = "lambda_parameters",
        LeftAssignmentList = "left_assignment_list",
        Method = "method",
        MethodParameters = "method_parameters",
        Module = "module",
        Operator = "operator",
        OperatorAssignment = "operator_assignment",
        OptionalParameter = "optional_parameter",
        ParenthesizedStatements = "parenthesized_statements",
        RestAssignment = "rest_assignment",
        ScopeResolution = "scope_resolution",
        SelfWord = "self",
        Setter = "setter",
        SimpleSymbol = "simple_symbol",
        SingletonClass = "singleton_class",
        SingletonMethod = "singleton_method",
        SplatParameter = "splat_parameter",
        String = "string",
        StringContent = "string_content",
        Super = "super",
        Superclass = "superclass",
        True = "true",
        Undef = "undef",
        VariableReferencePattern = "variable_reference_pattern",
    }
    fields {
        Alternative = "alternative",
        Arguments = "arguments",
        Block = "block",
        Body = "body",
        Consequence = "consequence",
        Left = "left",
        Method = "method",
        Name = "name",
        Object = "object",
        Parameters = "parameters",
        Pattern = "pattern",
        Receiver = "receiver",
        Right = "right",
        Scope = "scope",
        Value = "value",
        Variable = "variable",
        Exceptions = "exceptions",
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
