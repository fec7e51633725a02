//! What names stand for: the files of a program, and what declares what they import, export and share.
//!
//! `files` numbers them in `slots` and holds them `packed` where nobody looks at them (`at_rest` is one of these as bytes), `scopes` indexes the names of each, `declarations` its types. What files have for each other is in `packages`
//! (what they export together), `extensions` (what they declare apart from its type) and `lenders`, all of them `buckets`
//! of rows. `modules` says what a specifier leads to, `stars` what is re-exported whole, `keys` what two files would have
//! one key for. `program` holds all of these; `view` is the one door to it for whoever links a file, and has `reads` noted, to which `answers` are what a file says. From a name to what it stands for ([`found`]) lead `exports` and, with a
//! package or a type in front, `qualified`; `inner` goes on into modules that are written within a file. `surface` says what others can see of a file. Knows no types of expressions.

pub(super) mod answers;
pub(super) mod at_rest;
mod buckets;
pub(super) mod declarations;
pub(super) mod exports;
pub(super) mod extensions;
pub(super) mod files;
pub(super) mod found;
pub(super) mod keys;
pub(super) mod lenders;
pub(super) mod modules;
pub(super) mod packages;
mod packed;
pub(super) mod program;
pub(super) mod qualified;
pub mod reads;
pub(super) mod scopes;
mod slots;
pub(super) mod stars;
pub(super) mod surface;
pub(super) mod view;
