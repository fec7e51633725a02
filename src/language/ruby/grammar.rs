//! The kinds of nodes and the fields of the Ruby grammar that mean something here, and what they mean.

use super::Ruby;
use crate::extract::table::grammar;

grammar! {
    Ruby
    roles {
        Type(enter_type): "class", Module;
        SingletonClass(enter_singleton_class): SingletonClass;
        Method(enter_method): Method;
        SingletonMethod(enter_singleton_method): SingletonMethod;
        Lambda(enter_lambda): Lambda;
        Block(enter_own_block): Block, DoBlock;
        Assignment(enter_assignment): Assignment, OperatorAssignment;
        For(enter_for): "for";
        Rescue(enter_rescue): Rescue;
        Alias(enter_alias): Alias;
        Pair(enter_pair): Pair;
        Call(enter_call): Call;
        BlockArgument(enter_block_argument): BlockArgument;
        Constant(enter_constant): Constant, ScopeResolution;
        Super(enter_super): Super;
        Identifier(enter_identifier): Identifier;
        Return(enter_return_of): "return";
        Yield(enter_yield): "yield";
        Branch(enter_branch): When, InClause;
        ShortPattern(enter_short_pattern): KeywordPattern;
        /// Nothing below it means anything.
        Atom(enter_atom): Undef, Setter, StringContent, "symbol_array", "uninterpreted";
    }
    kinds {
        AlternativePattern, ArgumentList, Array, ArrayPattern, AsPattern, Begin, Binary, BlockBody,
        BlockParameter, BlockParameters, BodyStatement, Case, CaseMatch, ClassVariable, Colons = "::", Conditional,
        DestructuredLeftAssignment, DestructuredParameter, Dot = ".", ElementReference, Else, Elsif, End, Ensure,
        ExceptionVariable, Exceptions, False, FindPattern, Float, Hash, HashKeySymbol, HashPattern, HashSplatParameter,
        HeredocBeginning, If, InstanceVariable, Integer, KeywordParameter, LambdaParameters,
        LeftAssignmentList, MethodParameters, OptionalParameter, Or = "||", ParenthesizedPattern,
        ParenthesizedStatements, Pattern, Range, Regex, RestAssignment, RightAssignmentList, SafeDot = "&.", SelfReference = "self", SimpleSymbol,
        SplatArgument, SplatParameter, String, Superclass, Then, True, Unless,
    }
    fields {
        Alias, Alternative, Body, Consequence, Key, Left, Name, Object, Operator, Pattern, Right, Value,
    }
}
