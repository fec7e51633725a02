//! What names stand for: the files of a program, and what declares what they import, export and share.
//!
//! `program` owns the files and numbers them, `scopes` and `stars` index their names and `packages` what files export together;
//! `exports` follows an imported name to its declaration. `keys` keeps functions and types of different files apart.
//! Knows no types of expressions.

pub(super) mod exports;
pub(super) mod keys;
pub(super) mod packages;
pub(super) mod program;
pub(super) mod scopes;
pub(super) mod stars;
