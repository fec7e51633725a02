//! The kinds of nodes and the fields of the PHP grammar that mean something here, and what they mean.

use super::Php;
use crate::extract::table::grammar;

grammar! {
    Php
    roles {
        Type(enter_type): "class_declaration", InterfaceDeclaration, "trait_declaration", EnumDeclaration;
        AnonymousClass(enter_anonymous_class): AnonymousClass;
        Function(enter_function): "function_definition";
        Method(enter_method): "method_declaration";
        Closure(enter_closure): AnonymousFunction, ArrowFunction;
        Properties(enter_properties): "property_declaration";
        Constants(enter_constants): "const_declaration";
        EnumCase(enter_enum_case): "enum_case";
        Assignment(enter_assignment): AssignmentExpression, ReferenceAssignmentExpression;
        Foreach(enter_foreach): "foreach_statement";
        Catch(enter_catch): "catch_clause";
        Namespace(enter_namespace): "namespace_definition";
        Use(enter_use): "namespace_use_declaration";
        Require(enter_require): "include_expression", "include_once_expression", "require_expression",
            "require_once_expression";
        FunctionCall(enter_function_call): FunctionCallExpression;
        MemberCall(enter_member_call): MemberCallExpression, NullsafeMemberCallExpression;
        ScopedCall(enter_scoped_call): ScopedCallExpression;
        Creation(enter_creation): ObjectCreationExpression;
        Attribute(enter_attribute): "attribute";
        Return(enter_return): "return_statement";
        StaticVariable(enter_static_variable): "static_variable_declaration";
        /// Nothing below it means anything.
        Atom(enter_atom): NamedType, OptionalType, UnionType, IntersectionType, PrimitiveType, String, "text", "nowdoc",
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
