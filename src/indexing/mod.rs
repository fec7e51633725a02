//! From paths to results: what the engine's jobs do with files.
//!
//! In: a list of paths, or what a search found. Out: a stream of batches of encoded records and links, each file linked
//! by what it says itself, or a graph, in which all files are linked with each other.
//!
//! - `maker` makes the record of one file: read, extract, resolve its imports, encode; or takes what `kept` has of it.
//! - `analyze` has it make those of a list, and a sink take each.
//! - `list` is the sink of a stream, which links each file at once. `graph` is that of a whole graph and the graph as a
//!   stream, `linking` what comes after its last record.
//! - `texts` is the sink of texts that are in no file.
//! - `kept` is what was analysed before, `linkable` a file that is to be linked, whichever of the two it comes from.
//! - `index` is a repository that stays: opened once, brought up to date, asked.
//! - `shards` is a list that several instances work on: planned, analysed in parts, put together.
//! - `progress` is what a caller is shown who waits for them.

pub mod analyze;
pub mod graph;
pub mod index;
mod kept;
pub mod linkable;
mod linking;
pub mod list;
pub mod maker;
pub mod progress;
pub mod shards;
pub mod texts;
