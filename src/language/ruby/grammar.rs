//! The kinds of nodes and the fields of the Ruby grammar that mean something here, and what they mean.

use super::Ruby;
use crate::syntax::grammar::grammar;

grammar! {
    Ruby
    roles {
        Type: "class", "module";
        SingletonClass: "singleton_class";
        Method: Method;
        SingletonMethod: SingletonMethod;
        Lambda: Lambda;
        Block: Block, DoBlock;
        Assignment: Assignment, "operator_assignment";
        For: "for";
        Rescue: Rescue;
        Alias: Alias;
        Pair: "pair";
        Call: Call;
        Super: Super;
        Identifier: Identifier;
        Return: "return";
        ShortPattern: KeywordPattern;
        /// Nothing below it means anything.
        Atom: Undef, Setter, StringContent, "symbol_array", "uninterpreted";
    }
    kinds {
        AlternativePattern, ArgumentList, Array, ArrayPattern, AsPattern, Begin, Binary, BlockBody,
        BlockParameter, BlockParameters, BodyStatement, ClassVariable, Colons = "::", Conditional, Constant,
        DestructuredLeftAssignment, DestructuredParameter, Dot = ".", ElementReference, Else, End, Ensure,
        Exceptions, ExceptionVariable, False, FindPattern, Float, Hash, HashKeySymbol, HashSplatParameter,
        HeredocBeginning, If, InClause, InstanceVariable, Integer, KeywordParameter, LambdaParameters,
        LeftAssignmentList, MethodParameters, OptionalParameter, Or = "||", ParenthesizedPattern,
        ParenthesizedStatements, Regex, RestAssignment, SafeDot = "&.", ScopeResolution, SelfReference = "self",
        SimpleSymbol, SplatParameter, String, Superclass, Then, True,
    }
    fields {
        Alias, Alternative, Body, Consequence, Key, Left, Name, Object, Pattern, Right, Value,
    }
}
