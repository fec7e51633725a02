//! The kinds of nodes and the fields of the PHP grammar that mean something here, and what they mean.

use super::Php;
use crate::syntax::grammar::grammar;

grammar! {
    Php
    roles {
        Type: "class_declaration", InterfaceDeclaration, "trait_declaration", EnumDeclaration;
        AnonymousClass: AnonymousClass;
        Function: "function_definition";
        Method: "method_declaration";
        Closure: AnonymousFunction, ArrowFunction;
        Properties: "property_declaration";
        Constants: "const_declaration";
        EnumCase: "enum_case";
        Assignment: AssignmentExpression, ReferenceAssignmentExpression;
        Foreach: "foreach_statement";
        Catch: "catch_clause";
        Namespace: "namespace_definition";
        Use: "namespace_use_declaration";
        Require: "include_expression", "include_once_expression", "require_expression",
            "require_once_expression";
        FunctionCall: FunctionCallExpression;
        MemberCall: MemberCallExpression, NullsafeMemberCallExpression;
        ScopedCall: ScopedCallExpression;
        Creation: ObjectCreationExpression;
        Attribute: "attribute";
        Return: "return_statement";
        StaticVariable: "static_variable_declaration";
        /// Nothing below it means anything.
        Atom: NamedType, OptionalType, UnionType, IntersectionType, PrimitiveType, String, "text", "nowdoc",
            BaseClause, ClassInterfaceClause;
    }
    kinds {
        AbstractModifier, ArrayCreationExpression, AttributeList, BinaryExpression, Boolean, ByRef,
        CastExpression, CloneExpression, CompoundStatement, ConditionalExpression, ConstElement, EncapsedString,
        FinalModifier, Float, FormalParameters, Heredoc, Integer, ListLiteral, MemberAccessExpression, Name,
        NamespaceName, NamespaceUseClause, NamespaceUseGroup, NullsafeMemberAccessExpression, Pair,
        ParenthesizedExpression, PropertyElement, PropertyPromotionParameter, QualifiedName, ReadonlyModifier,
        RelativeName, RelativeScope, ScopedPropertyAccessExpression, SimpleParameter, StaticModifier,
        StringContent, SubscriptExpression, TypeList, UseDeclaration, VariableName, VariadicParameter,
        VarModifier, VisibilityModifier,
    }
    fields {
        Alias, Alternative, Arguments, Body, DefaultValue, Function, Left, Name, Object, Parameters, ReturnType,
        Right, Scope, Type, Value,
    }
}
