//! Results as callers keep them: the records and links of a batch or a graph in few bytes, to be turned into the same objects
//! later, elsewhere, under another root.
//!
//! In: encoded records and links, as JavaScript was given them, or text. Out: one run of bytes, and records and links again.
//! `frame` is those bytes: streams, compressed and checked, which may come from anywhere. `files` is what the streams of a
//! batch or a graph hold, `roots` how paths lose their root and get another, `gaps` what of a source no result has. Nothing in
//! the bytes says where, when or on how many threads they were made. Never does I/O.

pub mod files;
pub mod frame;
mod gaps;
mod roots;
