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
        For(enter_for): ForStatement, ForInClause;
        /// A comprehension or generator expression: a scope of its own.
        Comprehension(enter_comprehension): ListComprehension, SetComprehension, DictionaryComprehension, GeneratorExpression;
        As(enter_as): AsPattern;
        Except(enter_except): ExceptClause;
        Import(enter_import): "import_statement";
        FromImport(enter_from_import): "import_from_statement";
        Call(enter_call): Call;
        Name(enter_name): Identifier;
        Attribute(enter_attribute): Attribute;
        Annotation(enter_annotation): "type";
        Return(enter_return): ReturnStatement;
        Global(enter_global): "global_statement";
        Pair(enter_pair): Pair;
        TypeAlias(enter_type_alias): "type_alias_statement";
        Nonlocal(enter_nonlocal): "nonlocal_statement";
        Yield(enter_yield): Yield;
        Block(enter_narrowed_block): Block;
        /// An expression whose first part may say what a name is in the others.
        Tested(enter_narrowed_expression): BooleanOperator, ConditionalExpression;
        Case(enter_case): "case_clause";
        /// A statement behind which names may be narrower.
        Guard(enter_guard): AssertStatement, IfStatement;
        /// Nothing below it means anything.
        Atom(enter_atom): "future_import_statement", Integer, Float;
    }
    kinds {
        AliasedImport, And, ArgumentList, AsPatternTarget, Async, AugmentedAssignment, Await, BinaryOperator,
        BreakStatement, CasePattern, ClassPattern, ComparisonOperator, ConcatenatedString, ContinueStatement, DecoratedDefinition,
        Decorator, DefaultParameter, DictPattern, Dictionary, DictionarySplat, DictionarySplatPattern, DottedName,
        ElifClause, ExpressionList, ExpressionStatement, False, From, IfClause, Interpolation, KeywordArgument, KeywordPattern,
        LambdaParameters, List, ListPattern, ListSplat, ListSplatPattern, MatchStatement, NotOperator, Parameters,
        ParenthesizedExpression, PatternList, RaiseStatement, Set, Slice, SplatPattern, String, StringContent, Subscript, True,
        Tuple, TuplePattern, TypeParameter, TypedDefaultParameter, TypedParameter, UnionPattern, WhileStatement,
        WildcardImport,
    }
    fields {
        Alias, Alternative, Arguments, Attribute, Body, Condition, Consequence, Key, Left, ModuleName, Name,
        Object, Operator, ReturnType, Right, Subscript, Type, Value,
    }
}
