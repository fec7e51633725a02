//! The kinds of nodes and the fields of the TypeScript grammar that mean something here, and what they mean.

use super::TypeScript;
use crate::syntax::grammar::grammar;

grammar! {
    TypeScript
    roles {
        /// A block, loop, `catch`, `switch` or static block: a lexical scope.
        Scope: StatementBlock, "for_statement", ForInStatement, CatchClause, "switch_body", ClassStaticBlock;
        Function: FunctionDeclaration, GeneratorFunctionDeclaration, FunctionExpression, GeneratorFunction,
            ArrowFunction, MethodDefinition;
        /// A function's or a class member's declaration without a body.
        Signature: FunctionSignature, MethodSignature, AbstractMethodSignature;
        Class: ClassDeclaration, AbstractClassDeclaration, Class;
        Interface: "interface_declaration";
        Enum: "enum_declaration";
        TypeAlias: TypeAliasDeclaration;
        Field: PublicFieldDefinition;
        Declarator: VariableDeclarator;
        Assignment: AssignmentExpression;
        Pair: Pair;
        Import: ImportStatement;
        Export: ExportStatement;
        Call: CallExpression;
        New: NewExpression;
        JsxElement: "jsx_opening_element", "jsx_self_closing_element";
        Return: "return_statement";
        Namespace: "internal_module", "module";
        ImportAlias: "import_alias";
        /// A type: nothing below it means anything, unless it holds an expression.
        Type: TypeAnnotation, TypeArguments, TypeParameters, TypePredicateAnnotation, AssertsAnnotation,
            ExtendsTypeClause, ImplementsClause, "interface_body", ObjectType, ArrayType, "conditional_type",
            GenericType, IntersectionType, TupleType, UnionType;
        /// Nothing below it means anything.
        Atom: AccessibilityModifier, ExportClause, LiteralType, PredefinedType, Regex, String;
    }
    kinds {
        Abstract, Accessor, AmbientDeclaration, AndAnd = "&&", Arguments, Array, ArrayPattern, As, AsExpression,
        AssignmentPattern, Async, AwaitExpression, BarBar = "||", BinaryExpression, ClassBody, ClassHeritage,
        Comma = ",", Comment, ComputedPropertyName, Const, Declare, Decorator, Default, EnumAssignment,
        Equals = "=", Export, ExtendsClause, False, FlowMaybeType, FormalParameters, From, Function,
        FunctionType, Get, Identifier, Import, ImportClause, ImportRequireClause, ImportSpecifier, In,
        IndexSignature, Instanceof, InstantiationExpression, LexicalDeclaration, LookupType, MemberExpression,
        NamedImports, NamespaceExport, NamespaceImport, NestedIdentifier, NestedTypeIdentifier,
        NonNullExpression, Number, Object, ObjectAssignmentPattern, ObjectPattern, Of, OptionalParameter,
        OptionalType, OverrideModifier, PairPattern, ParenthesizedExpression, ParenthesizedType,
        PrivatePropertyIdentifier, PropertyIdentifier, PropertySignature, QuestionQuestion = "??", Readonly,
        ReadonlyType, RequiredParameter, RestPattern, RestType, SatisfiesExpression, SequenceExpression, Set,
        ShorthandPropertyIdentifier, ShorthandPropertyIdentifierPattern, SpreadElement, Star = "*", Static,
        SubscriptExpression, Super, TemplateLiteralType, TemplateString, TemplateSubstitution, TemplateType,
        TernaryExpression, This, ThisType, True, TypeAssertion, TypeIdentifier, TypeQuery, UnaryExpression,
        UpdateExpression, Using, Var, VariableDeclaration,
    }
    fields {
        Alias, Alternative, Argument, Arguments, Body, Consequence, Constraint, Constructor, Declaration,
        Function, Index, Key, Kind, Left, Module, Name, Object, Operator, Parameter, Parameters, Pattern,
        Property, ReturnType, Right, Source, Type, TypeParameters, Value,
    }
}
