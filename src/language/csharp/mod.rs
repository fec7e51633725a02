//! C#: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are methods, constructors, accessors and lambdas,
//! `types` types and the shapes of types, `bindings` fields and variables, `imports` namespaces and `using` directives,
//! `calls` call sites, `expressions` shapes for linking. A name without a receiver may be a member of any class around it.

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
use grammar::{Kind, Role};
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::LazyLock;

/// What is known of a C# file during the walk, besides the outline.
#[derive(Default)]
pub struct CSharp {
    /// The type that each `new(…)` makes, where its surroundings say so.
    created: FxHashMap<NodeRef, NodeRef>,
    /// The property, indexer or event whose accessors are being visited.
    property: Option<(StringId, NodeRef)>,
    /// Full names of the namespaces around what is visited.
    namespaces: Vec<StringId>,
    /// First names of the namespaces that the file mentions.
    roots: FxHashSet<StringId>,
    /// Names of the interfaces that the file declares, once somebody has asked.
    interfaces: Option<FxHashSet<StringId>>,
}

/// What extraction needs of the language.
pub fn extraction(_path: &str) -> &'static Extraction {
    static SYNTAX: LazyLock<Syntax> = LazyLock::new(|| Syntax::new(packed::C_SHARP.clone(), CSharp::WORDS));
    static EXTRACTION: Extraction = Extraction { syntax: &SYNTAX, visit: visit::<CSharp> };
    &EXTRACTION
}

impl Visitor for CSharp {
    fn enter(file: &mut Outline<'_, '_, Self>, node: NodeRef, role: Role, ancestors: &[NodeRef]) -> Next {
        match role {
            Role::Atom => return Next::Past,
            Role::Using => {
                file.enter_using(node);
                return Next::Past;
            }
            Role::EnumMember => file.enter_enum_member(node),
            Role::File => file.enter_file(node),
            Role::Variables => file.enter_variables(node, ancestors),
            Role::Assignment => file.enter_assignment(node),
            Role::Designation => file.enter_designation(node),
            Role::From => file.enter_from(node),
            Role::Let => file.enter_let(node),
            Role::Call => file.enter_call(node),
            Role::Creation => file.enter_creation(node),
            Role::ImplicitCreation => file.enter_implicit_creation(node),
            Role::ConstructorInitializer => file.enter_constructor_initializer(node),
            Role::BaseList => file.enter_base_list(node),
            Role::Attribute => file.enter_attribute(node),
            Role::Return => return file.enter_return(node),
            _ if file.enter_frame(node, role) => return Next::IntoAndLeave,
            _ => {}
        }
        Next::Into
    }

    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        if file.kind(node) == Kind::NamespaceDeclaration {
            file.own.namespaces.pop();
        }
        file.end();
    }
}

impl Outline<'_, '_, CSharp> {
    /// What has surroundings of its own; answers whether it has been entered.
    fn enter_frame(&mut self, node: NodeRef, role: Role) -> bool {
        match role {
            Role::Scope => {
                self.begin_block();
                true
            }
            Role::Namespace => self.enter_namespace(node),
            Role::Type => self.enter_type(node),
            Role::Delegate => self.enter_delegate(node),
            Role::Method => self.enter_method(node),
            Role::Lambda => self.enter_lambda(node),
            Role::Property => self.enter_property(node),
            Role::Accessor => self.enter_accessor(node),
            Role::ForEach => self.enter_for_each(node),
            _ => false,
        }
    }
}
