//! PHP: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, methods and closures, `types` classes
//! and the shapes of types, `bindings` properties and variables, `imports` namespaces, `use` and `require`, `calls` call
//! sites, `expressions` shapes for linking. A variable's name has its `$`, a property's has none.

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
use crate::syntax::grammar::Grammar;
use crate::syntax::tree::NodeRef;
use crate::syntax::{Syntax, packed};
use grammar::Role;
use std::sync::LazyLock;

/// What is known of a PHP file during the walk, besides the outline.
#[derive(Default)]
pub struct Php {
    /// The namespace that declarations are in; `''` is the one without a name.
    namespace: StringId,
    has_namespace: bool,
}

/// What extraction needs of the language.
pub fn extraction(_path: &str) -> &'static Extraction {
    static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::PHP.clone(), Php::WORDS));
    static EXTRACTION: Extraction = Extraction { syntax: &SYNTAX, visit: visit::<Php> };
    &EXTRACTION
}

impl Visitor for Php {
    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, _ancestors: &[NodeRef]) -> Next {
        match role {
            Role::Atom => Next::Past,
            Role::Type => file.enter_type(node),
            Role::AnonymousClass => file.enter_anonymous_class(node),
            Role::Function => file.enter_function(node),
            Role::Method => file.enter_method(node),
            Role::Closure => file.enter_closure(node),
            Role::Namespace => file.enter_namespace(node),
            Role::Use => file.enter_use(node),
            Role::Properties => file.enter_properties(node),
            Role::Constants => file.enter_constants(node),
            Role::EnumCase => file.enter_enum_case(node),
            Role::Assignment => file.enter_assignment(node),
            Role::Foreach => file.enter_foreach(node),
            Role::Catch => file.enter_catch(node),
            Role::Require => file.enter_require(node),
            Role::FunctionCall => file.enter_function_call(node),
            Role::MemberCall => file.enter_member_call(node),
            Role::ScopedCall => file.enter_scoped_call(node),
            Role::Creation => file.enter_creation(node),
            Role::Attribute => file.enter_attribute(node),
            Role::StaticVariable => file.enter_static_variable(node),
            Role::Return => file.enter_return(node),
        }
    }
}
