//! The kinds of nodes and the fields of the Rust grammar that mean something here, and what they mean.

use super::Rust;
use crate::syntax::grammar::grammar;

grammar! {
    Rust
    roles {
        /// A block, `if`, `while`: a scope in which `let` may open others.
        Scope: Block, IfExpression, WhileExpression;
        Function: "function_item";
        /// A function without a body.
        Signature: "function_signature_item";
        Closure: ClosureExpression;
        /// A struct, union or enum.
        Data: "struct_item", "union_item", EnumItem;
        Trait: "trait_item";
        Impl: ImplItem;
        TypeAlias: "type_item";
        Constant: "const_item", "static_item";
        Module: ModItem;
        Use: "use_declaration";
        ExternCrate: "extern_crate_declaration";
        Let: LetDeclaration, LetCondition;
        MatchArm: MatchArm;
        For: ForExpression;
        Return: "return_expression";
        Call: CallExpression;
        Macro: "macro_invocation";
        Attribute: "attribute_item";
        /// Nothing below it means anything.
        Atom: AbstractType, BoundedType, DynamicType, FunctionType, GenericType, Lifetime, "macro_definition",
            PointerType, RawStringLiteral, ReferenceType, ScopedTypeIdentifier, StringLiteral, TokenTree,
            TraitBounds, TupleType, TypeArguments, TypeParameters, VisibilityModifier, WhereClause;
    }
    kinds {
        Arguments, ArrayExpression, ArrayType, Async, Attribute, AwaitExpression, BooleanLiteral, BracketedType,
        CapturedPattern, CharLiteral, Crate, DeclarationList, EnumVariant, FieldDeclaration,
        FieldDeclarationList, FieldExpression, FieldIdentifier, FieldPattern, FloatLiteral, FunctionModifiers,
        GenericFunction, GenericTypeWithTurbofish, HigherRankedTraitBound, Identifier, IndexExpression,
        IntegerLiteral, MatchPattern, Metavariable, MutPattern, OrderedFieldDeclarationList, OrPattern,
        Parameter, Parameters, ParenthesizedExpression, PrimitiveType, QualifiedType, ReferenceExpression,
        ReferencePattern, RefPattern, RemovedTraitBound, Root = "source_file", ScopedIdentifier, ScopedUseList,
        SelfParameter, SelfValue = "self", ShorthandFieldIdentifier, SlicePattern, StructExpression,
        StructPattern, Super, TryExpression, TupleExpression, TuplePattern, TupleStructPattern, TypeBinding,
        TypeCast = "type_cast_expression", TypeIdentifier, TypeParameter, UnaryExpression, UseAsClause, UseList,
        UseWildcard,
    }
    fields {
        Alias, Argument, Body, Name, Parameters, Pattern, ReturnType, Trait, Type, Value,
    }
}
