//! The kinds of nodes and the fields of the Java grammar that mean something here, and what they mean.

use super::Java;
use crate::syntax::grammar::grammar;

grammar! {
    Java
    roles {
        /// A block or statement that declares names for itself.
        Scope: Block, "constructor_body", "for_statement", "catch_clause", "try_with_resources_statement",
            "switch_block_statement_group", "switch_rule", "static_initializer";
        Type: "class_declaration", InterfaceDeclaration, EnumDeclaration, RecordDeclaration,
            AnnotationTypeDeclaration;
        Method: "method_declaration", "constructor_declaration", "compact_constructor_declaration",
            "annotation_type_element_declaration";
        Lambda: LambdaExpression;
        /// The body of an anonymous class.
        ClassBody: ClassBody;
        Field: "field_declaration", "constant_declaration";
        Variable: "local_variable_declaration";
        Assignment: AssignmentExpression;
        /// `for (T x : xs)`: a scope with a variable.
        ForEach: "enhanced_for_statement";
        CatchParameter: "catch_formal_parameter";
        Resource: "resource";
        Pattern: InstanceofExpression, "type_pattern", "record_pattern_component";
        Package: "package_declaration";
        Import: "import_declaration";
        Call: MethodInvocation;
        Creation: ObjectCreationExpression;
        ConstructorCall: "explicit_constructor_invocation";
        Annotation: "annotation";
        Return: "return_statement";
        EnumConstant: "enum_constant";
        /// Nothing below it means anything.
        Atom: StringLiteral, TypeArguments, TypeParameters, GenericType, ArrayType, Superclass, SuperInterfaces,
            ExtendsInterfaces, "permits", "throws", "module_declaration";
    }
    kinds {
        AnnotatedType, AnnotationArgumentList, ArgumentList, ArrayAccess, ArrayCreationExpression, Asterisk,
        BinaryExpression, BooleanType, CastExpression, CatchType, CharacterLiteral, ClassLiteral,
        DecimalFloatingPointLiteral, DecimalIntegerLiteral, False, FieldAccess, FloatingPointType,
        FormalParameter, FormalParameters, Identifier, InferredParameters, IntegralType, Modifiers, NullLiteral,
        ParenthesizedExpression, ScopedIdentifier, ScopedTypeIdentifier, SpreadParameter, Static, Super,
        TernaryExpression, This, True, TypeBound, TypeIdentifier, TypeList, UnaryExpression, VariableDeclarator,
        VoidType,
    }
    fields {
        Alternative, Body, Consequence, Constructor, Left, Member = "field", Name, Object, Operator, Parameters,
        Right, Type, Value,
    }
}
