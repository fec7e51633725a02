//! The kinds of nodes and the fields of the Go grammar that mean something here, and what they mean.

use super::Go;
use crate::extract::table::grammar;

grammar! {
    Go
    roles {
        /// A block, or a case without names of its own: a lexical scope.
        Scope(enter_block): Block, "expression_case", "communication_case";
        Function(enter_function): FunctionDeclaration, FuncLiteral;
        Method(enter_method): MethodDeclaration;
        TypeSpec(enter_type_spec): "type_spec", TypeAlias;
        Variables(enter_variables): VarSpec, ShortVarDeclaration;
        Constants(enter_constants): "const_declaration";
        Constant(enter_constant): ConstSpec;
        Assignment(enter_assignment): AssignmentStatement;
        Keyed(enter_keyed): KeyedElement;
        /// `if`, `for` and `switch`: a scope whose first statement declares names in it.
        Headed(enter_headed): "if_statement", ForStatement, "expression_switch_statement";
        TypeSwitch(enter_type_switch): TypeSwitch = "type_switch_statement";
        TypeCase(enter_type_case): "type_case", "default_case";
        Receive(enter_receive): "receive_statement";
        Import(enter_import): "import_spec";
        Call(enter_call): CallExpression;
        Name(enter_name): Identifier;
        Selector(enter_selector): SelectorExpression;
        Conversion(enter_conversion): TypeConversion = "type_conversion_expression";
        /// Nothing below it means anything.
        Atom(enter_atom): InterpretedString = "interpreted_string_literal", RawString = "raw_string_literal",
            TypeArguments, TypeParameterList;
        /// A type below which there is nothing but types.
        PlainType(enter_plain_type): PointerType, QualifiedType, SliceType, TypeIdentifier;
        /// A type that may hold what declares something.
        WideType(enter_wide_type): ArrayType, ChannelType, FunctionType, GenericType, MapType;
        Package(enter_package): "package_clause";
    }
    kinds {
        ArgumentList, Arrow = "<-", BinaryExpression, BlankIdentifier, Colon = ":",
        CompositeLiteral, Declares = ":=", Dot, ExpressionList, False, FieldDeclaration, FieldIdentifier,
        FloatLiteral, ImaginaryLiteral, ImplicitLengthArrayType, ImportDeclaration,
        IndexExpression, IntLiteral, InterfaceType, Iota, LiteralElement, MethodElem, NegatedType,
        ParameterDeclaration, ParameterList, Parenthesis = "(", ParenthesizedExpression, ParenthesizedType,
        RangeClause, RuneLiteral, SendStatement, SliceExpression, Star = "*", StructType, True,
        TypeAssertion = "type_assertion_expression", TypeDeclaration, TypeElem, UnaryExpression,
        VariadicArgument, VariadicParameter = "variadic_parameter_declaration",
    }
    fields {
        Alias, Initializer, Name, Parameters, Path, Receiver, Result, Type, TypeArguments, Value,
    }
}
