//! The kinds of nodes and the fields of the Java grammar that mean something here, and what they mean.

use super::Java;
use crate::extract::table::grammar;

grammar! {
    Java
    roles {
        /// A block or statement that declares names for itself.
        Scope(enter_block): Block, "constructor_body", "for_statement", "catch_clause", "try_with_resources_statement",
            "switch_block_statement_group", SwitchRule, "static_initializer";
        Type(enter_type): "class_declaration", InterfaceDeclaration, EnumDeclaration, RecordDeclaration,
            AnnotationTypeDeclaration;
        Method(enter_method): MethodDeclaration, "constructor_declaration", "compact_constructor_declaration",
            AnnotationTypeElementDeclaration;
        Lambda(enter_lambda): LambdaExpression;
        /// The body of an anonymous class.
        ClassBody(enter_class_body): ClassBody;
        Field(enter_field): FieldDeclaration, ConstantDeclaration;
        Variable(enter_variable): LocalVariableDeclaration;
        Assignment(enter_assignment): AssignmentExpression;
        /// `for (T x : xs)`: a scope with a variable.
        ForEach(enter_for_each): EnhancedForStatement;
        CatchParameter(enter_catch_parameter): "catch_formal_parameter";
        Resource(enter_resource): Resource;
        Pattern(enter_pattern): InstanceofExpression, "type_pattern", "record_pattern_component";
        Label(enter_label): "switch_label";
        Package(enter_package): "package_declaration";
        Import(enter_import): "import_declaration";
        Call(enter_call): MethodInvocation;
        Creation(enter_creation): ObjectCreationExpression;
        ConstructorCall(enter_constructor_call): "explicit_constructor_invocation";
        Annotation(enter_annotation): "annotation";
        Marker(enter_marker): "marker_annotation";
        MethodReference(enter_method_reference): MethodReference;
        ClassLiteral(enter_class_literal): ClassLiteral;
        Return(enter_return): ReturnStatement;
        EnumConstant(enter_enum_constant): EnumConstant;
        /// A type, wherever one is written.
        WrittenType(enter_written_type): TypeIdentifier, ScopedTypeIdentifier, GenericType, ArrayType;
        /// Nothing below it means anything.
        Atom(enter_atom): StringLiteral, TypeArguments, TypeParameters, Superclass, SuperInterfaces,
            ExtendsInterfaces, "permits", "throws", "module_declaration";
    }
    kinds {
        AnnotatedType, AnnotationArgumentList, ArgumentList, ArrayAccess, ArrayCreationExpression, Asterisk,
        BinaryExpression, BinaryIntegerLiteral, BooleanType, CastExpression, CatchType, CharacterLiteral,
        DecimalFloatingPointLiteral, DecimalIntegerLiteral, Dimensions, DimensionsExpr, Dot = ".", False, FieldAccess, FloatingPointType,
        ExpressionStatement, FormalParameter, FormalParameters, HexFloatingPointLiteral, HexIntegerLiteral, Identifier, InferredParameters, IntegralType, Modifiers, NullLiteral, OctalIntegerLiteral,
        ParenthesizedExpression, ScopedIdentifier, SpreadParameter, Static, Super, SwitchExpression,
        TernaryExpression, This, ThrowStatement, True, TypeBound, TypeList, UnaryExpression, UpdateExpression, VariableDeclarator,
        VoidType, Wildcard, YieldStatement,
        New,
    }
    fields {
        Alternative, Body, Consequence, Constructor, Left, Member = "field", Name, Object, Operator, Parameters,
        Right, Type, Value,
    }
}
