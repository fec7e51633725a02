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
        AugmentedAssignment(enter_augmented_assignment): AugmentedAssignmentExpression;
        Statements(enter_statements): CompoundStatement, ColonBlock;
        If(enter_if): IfStatement;
        Binary(enter_binary): BinaryExpression;
        Conditional(enter_conditional): ConditionalExpression;
        MatchArm(enter_match_arm): "match_conditional_expression";
        Yield(enter_yield): "yield_expression";
        Comment(enter_comment): "comment";
        Foreach(enter_foreach): "foreach_statement";
        Catch(enter_catch): "catch_clause";
        Namespace(enter_namespace): "namespace_definition";
        Use(enter_use): "namespace_use_declaration";
        Require(enter_require): "include_expression", "include_once_expression", "require_expression",
            "require_once_expression";
        FunctionCall(enter_function_call): FunctionCallExpression;
        MemberCall(enter_member_call): MemberCallExpression, NullsafeMemberCallExpression;
        ScopedCall(enter_scoped_call): ScopedCallExpression;
        Array(enter_array): ArrayCreationExpression;
        ClassConstant(enter_class_constant): ClassConstantAccessExpression;
        Creation(enter_creation): ObjectCreationExpression;
        Attribute(enter_attribute): "attribute";
        Return(enter_return): ReturnStatement;
        StaticVariable(enter_static_variable): "static_variable_declaration";
        WrittenType(enter_written_type): NamedType;
        /// Nothing below it means anything.
        Atom(enter_atom): PrimitiveType, String, "text", "nowdoc",
            BaseClause, ClassInterfaceClause;
    }
    kinds {
        AbstractModifier, Argument, Arguments, ArrayElementInitializer, AttributeList, Boolean,
        BreakStatement, ByRef, CastExpression, CloneExpression, ConstElement,
        ContinueStatement, DeclarationList, ElseClause, ElseIfClause, EncapsedString, ErrorSuppressionExpression, ExitStatement, ExpressionStatement,
        FinalModifier, Float, FormalParameters, Heredoc, Integer, ListLiteral,
        MatchConditionList, MatchExpression, MemberAccessExpression, Name,
        NamespaceName, NamespaceUseClause, NamespaceUseGroup, NullsafeMemberAccessExpression, Pair,
        ParenthesizedExpression, PropertyElement, PropertyPromotionParameter, QualifiedName, ReadonlyModifier,
        RelativeName, RelativeScope, ScopedPropertyAccessExpression, SimpleParameter, StaticModifier,
        StringContent, SubscriptExpression, ThrowExpression, TypeList, UnaryOpExpression, UseDeclaration,
        UseInsteadOfClause, UseList, VariableName, VariadicParameter, VariadicPlaceholder, VariadicUnpacking, VarModifier,
        VisibilityModifier, WhileStatement,
        OptionalType, UnionType, IntersectionType,
    }
    fields {
        Alias, Alternative, Arguments, Body, Condition, DefaultValue, Function, Left, Name, Object, Operator, Parameters, ReturnExpression,
        ReturnType,
        Right, Scope, Type, Value,
    }
}
