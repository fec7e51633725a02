//! A program that stays linked while its files change.
//!
//! In: files, and edits of them. Out: a [`Linked`] program, and which of its files an edit concerns. Each edit is a few rounds
//! of pieces that know nothing of each other, so that whoever has threads may run them on these.

mod changes;
pub mod image;
mod linked;
mod readers;
mod renumber;
mod rounds;

pub use self::linked::{Edit, Linked, Relinked};
pub use self::rounds::{Piece, Relinking, Round};
