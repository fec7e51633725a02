//! The kinds of nodes and the fields of the Go grammar that mean something here, and what they mean.

use super::Go;
use crate::syntax::grammar::grammar;

grammar! {
    Go
    roles {
        /// A block, or a case without names of its own: a lexical scope.
        Scope: Block, "expression_case", "communication_case";
        Function: "function_declaration", FuncLiteral;
        Method: MethodDeclaration;
        TypeSpec: "type_spec", TypeAlias;
        Variables: "var_spec", ShortVarDeclaration;
        Constants: "const_declaration";
        Constant: "const_spec";
        Assignment: "assignment_statement";
        Keyed: "keyed_element";
        /// `if`, `for` and `switch`: a scope whose first statement declares names in it.
        Headed: "if_statement", ForStatement, "expression_switch_statement";
        TypeSwitch: TypeSwitch = "type_switch_statement";
        TypeCase: "type_case", "default_case";
        Receive: "receive_statement";
        Import: "import_spec";
        Call: CallExpression;
        Conversion: TypeConversion = "type_conversion_expression";
        /// Nothing below it means anything.
        Atom: InterpretedString = "interpreted_string_literal", RawString = "raw_string_literal", PointerType,
            QualifiedType, SliceType, "type_arguments", TypeParameterList;
        Package: "package_clause";
    }
    kinds {
        ArgumentList, ArrayType, Arrow = "<-", BlankIdentifier, ChannelType, Colon = ":", CompositeLiteral,
        Declares = ":=", Dot, ExpressionList, False, FieldDeclaration, FieldIdentifier, FloatLiteral,
        FunctionType, GenericType, Identifier, ImaginaryLiteral, ImplicitLengthArrayType, ImportDeclaration,
        IndexExpression, InterfaceType, IntLiteral, Iota, MapType, MethodElem, NegatedType,
        ParameterDeclaration, ParameterList, Parenthesis = "(", ParenthesizedExpression, ParenthesizedType,
        RangeClause, RuneLiteral, SelectorExpression, SliceExpression, Star = "*", StructType, True,
        TypeAssertion = "type_assertion_expression", TypeDeclaration, TypeElem, TypeIdentifier, UnaryExpression,
        VariadicParameter = "variadic_parameter_declaration",
    }
    fields {
        Alias, Initializer, Name, Parameters, Path, Receiver, Result, Type, TypeArguments, Value,
    }
}
