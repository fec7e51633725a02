//! Records and links densely, as they are kept: a fraction of the containers' bytes before any compression, and what
//! compression makes small, for little time.
//!
//! In: what the containers are made of. Out: bytes, and the containers again, to the last byte. Nothing is kept that follows
//! from something else that is: ids, rows and columns, hashes of signatures; [`table`] turns columns into small numbers by
//! what their words follow from ([`model`]), [`strings`] keeps those, [`words`] the texts of hashes, [`shown`] and [`linked`] what
//! JavaScript and linking read: the strings of both are in the former, [`alone`] is the latter by itself. What stays in memory is [`squeeze`]d beyond that. Bytes may come from elsewhere: wrong ones give an error or
//! something wrong, never a panic, and take no more than 256 bytes a byte.

mod alone;
pub(crate) mod bytes;
mod linked;
mod model;
mod shown;
pub mod squeeze;
mod strings;
pub(crate) mod table;
mod words;

pub use alone::{compact_alone, expand_alone};
pub use linked::{compact_linked, expand_linked};
pub(crate) use model::Model;
pub use shown::{compact_record, expand_record, strings_of};

#[cfg(test)]
mod tests;
