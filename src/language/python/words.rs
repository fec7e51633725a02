//! The words of the Python grammar that mean something here.

use crate::syntax::vocabulary::{Numbers, vocabulary};
use std::sync::LazyLock;

vocabulary! {
    kinds {
        AliasedImport = "aliased_import",
        And = "and",
        ArgumentList = "argument_list",
        AsPattern = "as_pattern",
        AsPatternTarget = "as_pattern_target",
        AssertStatement = "assert_statement",
        Assignment = "assignment",
        Async = "async",
        Attribute = "attribute",
        Await = "await",
        BinaryOperator = "binary_operator",
        Block = "block",
        BooleanOperator = "boolean_operator",
        BreakStatement = "break_statement",
        Call = "call",
        ClassDefinition = "class_definition",
        ConcatenatedString = "concatenated_string",
        ConditionalExpression = "conditional_expression",
        ContinueStatement = "continue_statement",
        DecoratedDefinition = "decorated_definition",
        Decorator = "decorator",
        DefaultParameter = "default_parameter",
        Dictionary = "dictionary",
        DictionaryComprehension = "dictionary_comprehension",
        DictionarySplatPattern = "dictionary_splat_pattern",
        DottedName = "dotted_name",
        ElifClause = "elif_clause",
        ExceptClause = "except_clause",
        ExpressionList = "expression_list",
        False = "false",
        Float = "float",
        FunctionDefinition = "function_definition",
        From = "from",
        GeneratorExpression = "generator_expression",
        Identifier = "identifier",
        IfStatement = "if_statement",
        Integer = "integer",
        KeywordArgument = "keyword_argument",
        Lambda = "lambda",
        LambdaParameters = "lambda_parameters",
        List = "list",
        ListComprehension = "list_comprehension",
        ListPattern = "list_pattern",
        ListSplatPattern = "list_splat_pattern",
        NamedExpression = "named_expression",
        NotOperator = "not_operator",
        ParenthesizedExpression = "parenthesized_expression",
        Pair = "pair",
        Parameters = "parameters",
        PatternList = "pattern_list",
        RaiseStatement = "raise_statement",
        ReturnStatement = "return_statement",
        Set = "set",
        SetComprehension = "set_comprehension",
        String = "string",
        StringContent = "string_content",
        Subscript = "subscript",
        True = "true",
        Tuple = "tuple",
        TuplePattern = "tuple_pattern",
        Type = "type",
        TypeParameter = "type_parameter",
        TypedDefaultParameter = "typed_default_parameter",
        TypedParameter = "typed_parameter",
        WhileStatement = "while_statement",
        WildcardImport = "wildcard_import",
    }
    fields {
        Alias = "alias",
        Alternative = "alternative",
        Arguments = "arguments",
        Attribute = "attribute",
        Body = "body",
        Condition = "condition",
        Consequence = "consequence",
        Key = "key",
        Left = "left",
        ModuleName = "module_name",
        Name = "name",
        Object = "object",
        ReturnType = "return_type",
        Right = "right",
        Type = "type",
        Value = "value",
    }
}

/// What the grammar calls these words.
pub static NUMBERS: LazyLock<Numbers<Words>> = LazyLock::new(|| Numbers::new(&tree_sitter_python::LANGUAGE.into()));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grammar_knows_every_word() {
        assert_eq!(NUMBERS.missing(Words::KINDS), Vec::<&str>::new());
    }
}
