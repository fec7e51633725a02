//! What is linked with what: calls and other uses of names with functions, types with their supertypes and subtypes.
//!
//! `calls` and `supertypes` ask what expressions are; a call's target is one of `targets`, that of a name is for
//! `named_calls` to tell, its caller for `callers`. `natives` knows calls of the language itself, `references` tells what a name means that is not called. `dispatch` says
//! by the `subtypes` what else a call may run, `satisfaction` which types implement an interface without saying so. `edges`
//! is what linking answers, in numbers, `packed_edges` how a program holds that; `texts` makes a file's [`FileLinks`] of that, `encode`
//! their bytes, `compact` fewer of them.

mod callers;
pub(super) mod calls;
pub mod compact;
pub(super) mod dispatch;
pub mod edges;
pub mod encode;
pub(super) mod file_links;
mod named_calls;
mod natives;
pub(super) mod packed_edges;
pub(super) mod packed_heritage;
mod references;
pub(super) mod satisfaction;
pub(super) mod subtypes;
pub(super) mod supertypes;
pub(super) mod targets;
pub(super) mod texts;

pub use self::file_links::{
    CallLink, CandidatesId, FileLinks, LinkText, Origin, Origins, ReferenceKind, ReferenceLink, RenamedFunction,
    RenamedType, Resolution, SupertypeCounts,
};
