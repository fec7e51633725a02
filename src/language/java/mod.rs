//! Java: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors and lambdas, `types` classes
//! and the shapes of types, `bindings` fields and variables, `imports` imports and the package, `calls` call sites,
//! `expressions` shapes for linking. A name without a receiver may be a member of any class around it.

mod bindings;
pub(super) mod builtins;
mod calls;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod types;

use crate::extract::outline::Outline;
use crate::extract::{Extraction, Next, Visitor, visit};
use crate::record::StringId;
use crate::syntax::Syntax;
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;
use grammar::Role;
use std::sync::LazyLock;

/// What is known of a Java file during the walk, besides the outline.
#[derive(Default)]
pub struct Java {
    /// The package that the file is part of, once it is known.
    package: Option<StringId>,
}

/// What extraction needs of the language.
pub fn extraction(_path: &str) -> &'static Extraction {
    static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(tree_sitter_java::LANGUAGE.into(), Java::WORDS));
    static EXTRACTION: Extraction = Extraction { syntax: &SYNTAX, visit: visit::<Java> };
    &EXTRACTION
}

impl Visitor for Java {
    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        let has_frame = match role {
            Role::Atom => return Next::Past,
            Role::Scope => {
                file.begin_block();
                true
            }
            Role::Type => file.enter_type(node),
            Role::Method => file.enter_method(node),
            Role::Lambda => file.enter_lambda(node),
            Role::ClassBody => file.enter_class_body(ancestors),
            Role::ForEach => file.enter_for_each(node),
            Role::Package => {
                file.enter_package(node);
                return Next::Past;
            }
            Role::Import => {
                file.enter_import(node);
                return Next::Past;
            }
            Role::Field => file.enter_field(node),
            Role::Variable => file.enter_variable(node),
            Role::Assignment => file.enter_assignment(node),
            Role::CatchParameter => file.enter_catch_parameter(node),
            Role::Resource => file.enter_resource(node),
            Role::Pattern => file.enter_pattern(node),
            Role::Call => file.enter_call(node),
            Role::Creation => file.enter_creation(node),
            Role::ConstructorCall => file.enter_constructor_call(node),
            Role::Annotation => file.enter_annotation(node),
            Role::EnumConstant => file.enter_enum_constant(node),
            Role::Return => {
                file.enter_return(node);
                false
            }
        };
        if has_frame { Next::IntoAndLeave } else { Next::Into }
    }
}
