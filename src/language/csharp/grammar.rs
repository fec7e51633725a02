//! The kinds of nodes and the fields of the C# grammar that mean something here, and what they mean.

use super::CSharp;
use crate::syntax::grammar::grammar;

grammar! {
    CSharp
    roles {
        /// A block or statement that declares names for itself.
        Scope: Block, "for_statement", "using_statement", "fixed_statement", "catch_clause", "switch_section",
            "switch_expression_arm", "query_expression";
        Type: ClassDeclaration, StructDeclaration, RecordDeclaration, InterfaceDeclaration, EnumDeclaration;
        Method: "method_declaration", ConstructorDeclaration, DestructorDeclaration, OperatorDeclaration,
            ConversionOperatorDeclaration, "local_function_statement";
        Lambda: LambdaExpression, AnonymousMethodExpression;
        Property: "property_declaration", "indexer_declaration", "event_declaration";
        Accessor: "accessor_declaration";
        Variables: "variable_declaration";
        Assignment: AssignmentExpression;
        ForEach: "foreach_statement";
        /// What names a value behind its type, in a pattern or elsewhere.
        Designation: "catch_declaration", DeclarationExpression, "declaration_pattern", "recursive_pattern",
            "var_pattern";
        From: "from_clause";
        Let: "let_clause";
        Namespace: NamespaceDeclaration;
        Using: "using_directive";
        Call: InvocationExpression;
        Creation: ObjectCreationExpression;
        ImplicitCreation: ImplicitObjectCreationExpression;
        ConstructorInitializer: "constructor_initializer";
        BaseList: BaseList;
        Attribute: "attribute";
        Return: "return_statement", "yield_statement";
        EnumMember: "enum_member_declaration";
        Delegate: "delegate_declaration";
        File: "compilation_unit";
        /// Nothing below it means anything.
        Atom: StringLiteral, VerbatimStringLiteral, "raw_string_literal", TypeArgumentList,
            TypeParameterConstraintsClause, PredefinedType, QualifiedName, "array_rank_specifier", NullableType,
            "explicit_interface_specifier";
    }
    kinds {
        AliasQualifiedName, ArgumentList, ArrayCreationExpression, ArrayType, ArrowExpressionClause,
        AsExpression, AttributeArgumentList, AttributeList, AwaitExpression, Base, BinaryExpression,
        BooleanLiteral, BracketedArgumentList, BracketedParameterList, CastExpression, CharacterLiteral,
        ConditionalAccessExpression, ConditionalExpression, DeclarationList, ElementAccessExpression,
        ElementBindingExpression, EventFieldDeclaration, FieldDeclaration, FileScopedNamespaceDeclaration,
        GenericName, Global, Identifier, ImplicitParameter, IntegerLiteral, InterpolatedStringExpression,
        IsExpression, IsPatternExpression, MemberAccessExpression, Modifier, NullLiteral,
        OperatorKeyword = "operator", Parameter, ParameterList, Params, ParenthesizedExpression, PointerType,
        PostfixUnaryExpression, PrefixUnaryExpression, PrimaryConstructorBaseType, RealLiteral, RefType,
        ScopedType, Static, This, TupleType, TypeParameter, TypeParameterConstraint, TypeParameterList,
        VariableDeclarator, WithExpression,
    }
    fields {
        Alternative, Body, Condition, Consequence, Expression, Function, Left, Name, Operator, Parameters,
        Returns, Right, Type, Value,
    }
}
