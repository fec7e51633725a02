//! Records to graph.

pub mod encode;
pub mod links;
