//! Records to graph.

pub mod links;
