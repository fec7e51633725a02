//! The kinds of nodes and the fields of the Rust grammar that mean something here, and what they mean.

use super::Rust;
use crate::extract::table::grammar;

grammar! {
    Rust
    roles {
        /// A block, `if`, `while`: a scope in which `let` may open others.
        Scope(enter_scope): Block, IfExpression, WhileExpression;
        Function(enter_function): "function_item", "function_signature_item";
        Closure(enter_closure): ClosureExpression;
        /// A struct, union or enum.
        Data(enter_data): "struct_item", "union_item", EnumItem;
        Trait(enter_trait): "trait_item";
        Impl(enter_impl): ImplItem;
        TypeAlias(enter_type_alias): TypeItem;
        Constant(enter_constant): ConstItem, StaticItem;
        Module(enter_module): ModItem;
        Use(enter_use): "use_declaration";
        ExternCrate(enter_extern_crate): "extern_crate_declaration";
        Let(enter_let): LetDeclaration, LetCondition;
        MatchArm(enter_match_arm): MatchArm;
        For(enter_for): ForExpression;
        Break(enter_break): "break_expression";
        AssociatedType(enter_associated_type): "associated_type";
        Return(enter_return): ReturnExpression;
        Call(enter_call): CallExpression;
        Name(enter_name): Identifier;
        Path(enter_path): ScopedIdentifier;
        Macro(enter_macro): MacroInvocation;
        Attribute(enter_attribute): "attribute_item";
        InnerAttribute(enter_inner_attribute): "inner_attribute_item";
        /// Nothing below it means anything.
        Atom(enter_atom): AbstractType, BoundedType, DynamicType, FunctionType, GenericType, Lifetime, "macro_definition",
            PointerType, RawStringLiteral, ReferenceType, ScopedTypeIdentifier, StringLiteral, TokenTree,
            TraitBounds, TupleType, TypeArguments, TypeParameters, VisibilityModifier, WhereClause;
    }
    kinds {
        Arguments, ArrayExpression, Arrow = "=>", ArrayType, Async, AwaitExpression, BooleanLiteral, BracketedType,
        CapturedPattern, CharLiteral, Comma = ",", Crate, DeclarationList, ElseClause, EnumVariant, FieldDeclaration,
        Equals = "=", ExpressionStatement, FieldDeclarationList, FieldExpression, FieldIdentifier, FieldPattern, FloatLiteral, FunctionModifiers,
        GenericFunction, GenericTypeWithTurbofish, HigherRankedTraitBound, IndexExpression,
        IntegerLiteral, LoopExpression, MatchBlock, MatchExpression, MatchPattern, Metavariable, MutPattern, OrderedFieldDeclarationList, OrPattern,
        Parameter, Parameters, ParenthesizedExpression, PrimitiveType, QualifiedType, ReferenceExpression,
        ReferencePattern, RefPattern, RemovedTraitBound, Root = "source_file", ScopedUseList,
        SelfParameter, SelfValue = "self", ShorthandFieldIdentifier, SlicePattern, StructExpression,
        StructPattern, Super, TryExpression, TupleExpression, TuplePattern, TupleStructPattern, TypeBinding,
        TypeCast = "type_cast_expression", TypeIdentifier, TypeParameter, UnaryExpression, UnsafeBlock, UseAsClause, UseList,
        UseWildcard,
        AssignmentExpression, BinaryExpression, FieldInitializer, ShorthandFieldInitializer,
    }
    fields {
        Alias, Argument, Body, Name, Operator, Parameters, Pattern, ReturnType, Trait, Type, Value,
    }
}
