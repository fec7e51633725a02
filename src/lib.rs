//! The core of `code-knowledge-graph`: from files to a code knowledge graph, streamed batch by batch.
//!
//! Modules stand in the order data flows through them; see ARCHITECTURE.md for who may use whom.

// Names stay exact across Rust, the record's columns and JavaScript; sizes are checked where files are read
// (`options::MAX_FILE_SIZE`), so row counts and offsets of one file fit 32 bits.
#![allow(clippy::cast_possible_truncation)]

pub mod source;

pub mod syntax;

pub mod extract;

pub mod language;

pub mod languages;

pub mod resolve;

pub mod record;

pub mod graph;

pub mod encoded;

pub mod query;

pub mod export;

pub mod store;

pub mod stream;

pub mod indexing;

pub mod metrics;

pub mod error;

pub mod options;

pub mod allowance;

pub mod binding;
