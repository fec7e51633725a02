//! The kinds of nodes and the fields of the Python grammar that mean something here, and what they mean.

use super::Python;
use crate::syntax::grammar::grammar;

grammar! {
    Python
    roles {
        Function: "function_definition";
        Lambda: Lambda;
        Class: "class_definition";
        Assignment: Assignment;
        NamedExpression: NamedExpression;
        For: "for_statement", "for_in_clause";
        /// A comprehension or generator expression: a scope of its own.
        Comprehension: ListComprehension, SetComprehension, DictionaryComprehension, GeneratorExpression;
        As: "as_pattern";
        Except: ExceptClause;
        Import: "import_statement";
        FromImport: "import_from_statement";
        Call: Call;
        Return: ReturnStatement;
        Global: "global_statement";
        Pair: Pair;
        TypeAlias: "type_alias_statement";
        Nonlocal: "nonlocal_statement";
        Yield: "yield";
        Block: Block;
        /// An expression whose first part may say what a name is in the others.
        Tested: BooleanOperator, ConditionalExpression;
        /// A statement behind which names may be narrower.
        Guard: AssertStatement, IfStatement;
        /// Nothing below it means anything.
        Atom: "future_import_statement", "type", Integer, Float;
    }
    kinds {
        AliasedImport, And, ArgumentList, AsPatternTarget, Async, Attribute, Await, BinaryOperator,
        BreakStatement, ConcatenatedString, ContinueStatement, DecoratedDefinition, Decorator, DefaultParameter,
        Dictionary, DictionarySplatPattern, DottedName, ElifClause, ExpressionList, False, From, Identifier,
        LambdaParameters, List, ListPattern, ListSplatPattern, NotOperator, Parameters, ParenthesizedExpression,
        PatternList, RaiseStatement, Set, String, StringContent, Subscript, True, Tuple, TuplePattern,
        TypedDefaultParameter, TypedParameter, TypeParameter, WhileStatement, WildcardImport,
    }
    fields {
        Alias, Alternative, Arguments, Attribute, Body, Condition, Consequence, Key, Left, ModuleName, Name,
        Object, ReturnType, Right, Type, Value,
    }
}
