//! The kinds of nodes and the fields of the TypeScript grammar that mean something here, and what they mean.

use super::TypeScript;
use crate::extract::table::grammar;

grammar! {
    TypeScript
    roles {
        /// A block, loop, `catch`, `switch` or static block: a lexical scope.
        Scope(enter_scope): StatementBlock, "for_statement", ForInStatement, CatchClause, "switch_body", ClassStaticBlock;
        Function(enter_function): FunctionDeclaration, GeneratorFunctionDeclaration, FunctionExpression, GeneratorFunction,
            ArrowFunction, MethodDefinition;
        /// A function's or a class member's declaration without a body.
        Signature(enter_signature): FunctionSignature, MethodSignature, "abstract_method_signature";
        Class(enter_class): ClassDeclaration, AbstractClassDeclaration, Class;
        Interface(enter_interface): "interface_declaration";
        Enum(enter_enum): "enum_declaration";
        TypeAlias(enter_type_alias): TypeAliasDeclaration;
        Field(enter_field): PublicFieldDefinition;
        Declarator(enter_declarator): VariableDeclarator;
        Assignment(enter_assignment): AssignmentExpression;
        Pair(enter_pair): Pair;
        Import(enter_import): "import_statement";
        Export(enter_export): ExportStatement;
        Call(enter_call): CallExpression;
        New(enter_new): NewExpression;
        JsxElement(enter_jsx_element): "jsx_opening_element", "jsx_self_closing_element";
        Name(enter_name): Identifier, ShorthandPropertyIdentifier;
        Member(enter_member): MemberExpression;
        Return(enter_return): ReturnStatement;
        Yield(enter_yield): YieldExpression;
        /// What has a condition, or may tell something of what follows.
        Test(enter_test): IfStatement, TernaryExpression, BinaryExpression, WhileStatement, SwitchStatement, ExpressionStatement;
        Namespace(enter_namespace): "internal_module", "module";
        ImportAlias(enter_import_alias): "import_alias";
        /// A type: nothing below it means anything, unless it holds an expression.
        Type(enter_type): TypeAnnotation, TypeArguments, "type_parameters", TypePredicateAnnotation, AssertsAnnotation,
            ExtendsTypeClause, ImplementsClause, "interface_body", ObjectType, ArrayType, ConditionalType,
            GenericType, IntersectionType, TupleType, UnionType;
        /// Nothing below it means anything.
        Atom(enter_atom): AccessibilityModifier, ExportClause, LiteralType, PredefinedType, Regex, String;
    }
    kinds {
        Abstract, Accessor, AmbientDeclaration, AndAnd = "&&", AndAndEquals = "&&=", Arguments, Array,
        ArrayPattern, AsExpression, Asserts, AssignmentPattern, Async, AugmentedAssignmentExpression,
        AwaitExpression, BarBar = "||", BarBarEquals = "||=", BreakStatement, CallSignature, ClassBody,
        ClassHeritage, Comma = ",", Comment, ComputedPropertyName, Const, ConstructSignature, ConstructorType,
        ContinueStatement, Declare, Decorator, Default, ElseClause, EnumAssignment, Equals = "=", Export,
        ExtendsClause, False, FlowMaybeType, Function, FunctionType, Get, Import,
        ImportClause, ImportRequireClause, In, IndexSignature, IndexTypeQuery, InferType,
        Instanceof, InstantiationExpression, JsxAttribute = "jsx_attribute", JsxExpression = "jsx_expression",
        LexicalDeclaration, LookupType, MappedTypeClause, NamedImports, NamespaceExport, NamespaceImport,
        NestedIdentifier, NestedTypeIdentifier, NonNullExpression, Null, Number, Object,
        ObjectAssignmentPattern, ObjectPattern, Of, OptionalParameter, OptionalType, OverrideModifier,
        PairPattern, ParenthesizedExpression, ParenthesizedType, Program,
        PropertyIdentifier, PropertySignature, QuestionQuestion = "??", QuestionQuestionEquals = "??=",
        Readonly, ReadonlyType, RequiredParameter, RestPattern, RestType, SatisfiesExpression,
        SequenceExpression, Set, ShorthandPropertyIdentifierPattern, SpreadElement, Star = "*", Static,
        SubscriptExpression, Super, SwitchCase, TemplateLiteralType, TemplateString, TemplateSubstitution,
        TemplateType, This, ThisType, ThrowStatement, True, TypeAssertion, TypeIdentifier, TypePredicate,
        TypeQuery, UnaryExpression, Undefined, UpdateExpression, Using, Var, VariableDeclaration,
    }
    fields {
        Alias, Alternative, Argument, Arguments, Body, Condition, Consequence, Constraint, Constructor,
        Declaration, Function, Index, Key, Kind, Left, Module, Name, Object, Operator, Parameter, Parameters,
        Pattern, Property, ReturnType, Right, Source, Type, TypeParameters, Value,
    }
}
