//! The kinds of nodes and the fields of the Python grammar that mean something here, and what they mean.

use super::Python;
use crate::extract::table::grammar;

grammar! {
    Python
    roles {
        Function(enter_function): "function_definition";
        Lambda(enter_lambda): Lambda;
        Class(enter_class): "class_definition";
        Assignment(enter_assignment): Assignment;
        NamedExpression(enter_named_expression): NamedExpression;
        For(enter_for): "for_statement", "for_in_clause";
        /// A comprehension or generator expression: a scope of its own.
        Comprehension(enter_comprehension): ListComprehension, SetComprehension, DictionaryComprehension, GeneratorExpression;
        As(enter_as): "as_pattern";
        Except(enter_except): ExceptClause;
        Import(enter_import): "import_statement";
        FromImport(enter_from_import): "import_from_statement";
        Call(enter_call): Call;
        Return(enter_return): ReturnStatement;
        Global(enter_global): "global_statement";
        Pair(enter_pair): Pair;
        TypeAlias(enter_type_alias): "type_alias_statement";
        Nonlocal(enter_nonlocal): "nonlocal_statement";
        Yield(enter_yield): "yield";
        Block(enter_narrowed_block): Block;
        /// An expression whose first part may say what a name is in the others.
        Tested(enter_narrowed_expression): BooleanOperator, ConditionalExpression;
        /// A statement behind which names may be narrower.
        Guard(enter_guard): AssertStatement, IfStatement;
        /// Nothing below it means anything.
        Atom(enter_atom): "future_import_statement", "type", Integer, Float;
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
