//! From paths to results: what the engine's jobs do with files.
//!
//! In: a list of paths, or what a search found. Out: a stream of batches of encoded records and links, each file linked
//! by what it says itself, or a graph, in which all files are linked with each other.
//!
//! - `analyze` is the work on one file: read, extract, resolve its imports, encode.
//! - `graph` is a whole graph as a stream, `linking` what comes after its last record.
//! - `progress` is what a caller is shown who waits for them.

pub mod analyze;
pub mod graph;
mod linking;
pub mod progress;
