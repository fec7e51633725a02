//! The kinds of nodes and the fields of the C# grammar that mean something here, and what they mean.

use super::CSharp;
use crate::extract::table::grammar;

grammar! {
    CSharp
    roles {
        /// A block or statement that declares names for itself.
        Scope(enter_block): Block, "for_statement", "using_statement", "fixed_statement", "catch_clause", "switch_section",
            SwitchExpressionArm;
        Type(enter_type): ClassDeclaration, StructDeclaration, RecordDeclaration, InterfaceDeclaration, EnumDeclaration;
        Method(enter_method): "method_declaration", ConstructorDeclaration, DestructorDeclaration, OperatorDeclaration,
            ConversionOperatorDeclaration, "local_function_statement";
        Lambda(enter_lambda): LambdaExpression, AnonymousMethodExpression;
        Property(enter_property): PropertyDeclaration, "indexer_declaration", "event_declaration";
        Accessor(enter_accessor): "accessor_declaration";
        Variables(enter_variables): "variable_declaration";
        Assignment(enter_assignment): AssignmentExpression;
        ForEach(enter_for_each): ForeachStatement;
        /// What names a value behind its type, in a pattern or elsewhere.
        Designation(enter_designation): "catch_declaration", DeclarationExpression, DeclarationPattern, RecursivePattern, VarPattern;
        IsPattern(enter_is_pattern): IsPatternExpression;
        Switch(enter_switch): "switch_statement";
        SwitchExpression(enter_switch_expression): SwitchExpression;
        Query(enter_query): QueryExpression;
        Namespace(enter_namespace): NamespaceDeclaration;
        Using(enter_using): "using_directive";
        Call(enter_call): InvocationExpression;
        Name(enter_name): Identifier;
        Access(enter_access): MemberAccessExpression;
        Binding(enter_binding): "member_binding_expression";
        TypeOf(enter_type_of): TypeofExpression;
        Creation(enter_creation): ObjectCreationExpression;
        ImplicitCreation(enter_implicit_creation): ImplicitObjectCreationExpression;
        ConstructorInitializer(enter_constructor_initializer): "constructor_initializer";
        BaseList(enter_base_list): BaseList;
        Attribute(enter_attribute): "attribute";
        Return(enter_return): ReturnStatement, "yield_statement";
        EnumMember(enter_enum_member): "enum_member_declaration";
        Delegate(enter_delegate): "delegate_declaration";
        File(enter_file): "compilation_unit";
        /// Nothing below it means anything.
        Atom(enter_atom): StringLiteral, VerbatimStringLiteral, "raw_string_literal", TypeArgumentList,
            TypeParameterConstraintsClause, PredefinedType, QualifiedName, "array_rank_specifier", NullableType,
            "explicit_interface_specifier";
    }
    kinds {
        AliasQualifiedName, AndPattern, AnonymousObjectCreationExpression, Argument, ArgumentList, ArrayCreationExpression, ArrayType, ArrowExpressionClause,
        AsExpression, AttributeArgumentList, AttributeList, AwaitExpression, Base, BinaryExpression,
        BooleanLiteral, BracketedArgumentList, CheckedExpression, DefaultExpression, BracketedParameterList, CastExpression, CharacterLiteral,
        CollectionExpression, ConditionalAccessExpression, ConditionalExpression, ConstantPattern, DeclarationList,
        ElementAccessExpression, ElementBindingExpression, EventFieldDeclaration, FieldDeclaration, FromClause,
        FileScopedNamespaceDeclaration, GenericName, Global, GroupClause, ImplicitArrayCreationExpression, ImplicitParameter, ImplicitType, InitializerExpression,
        IfStatement, IntegerLiteral, InterpolatedStringExpression, Interpolation, IsExpression, JoinClause, JoinIntoClause, LetClause, ListPattern, Modifier, NegatedPattern, NullLiteral,
        OperatorKeyword = "operator", OrPattern, Parameter, ParameterList, Params, ParenthesizedExpression,
        ParenthesizedPattern, PointerType, PositionalPatternClause,
        PostfixUnaryExpression, PrefixUnaryExpression, PrimaryConstructorBaseType, PropertyPatternClause, RealLiteral, RefExpression, RefType,
        ScopedType, SelectClause, SizeofExpression, Static, Subpattern, This, TupleExpression, ThrowStatement, TuplePattern, TupleType, TypeParameter, TypeParameterConstraint, TypeParameterList,
        VariableDeclarator, WhileStatement, WithExpression,
    }
    fields {
        Alternative, Body, Condition, Consequence, Expression, Function, Left, Name, Operator, Parameters, Pattern,
        Returns, Right, Type, Value,
    }
}
