//! The only code that knows Node-API: JavaScript's calls to the core's, and the core's results to buffers.
//!
//! In: checked options, paths, roots. Out: promises, and streams of the buffers of [`handover`]. Decides nothing and
//! blocks nothing: what reads the disk runs on threads of its own, and the JavaScript thread only receives pointers.
//!
//! A failure of a whole call is a value ([`failure::Failure`]), as Node-API's own errors cannot carry the package's
//! codes out of a promise. A panic becomes a rejected promise; none crosses into JavaScript.

pub mod cache;
#[cfg(test)]
mod columns;
pub mod encoded;
pub mod engine;
pub mod export;
pub mod failure;
pub mod handover;
pub mod index;
pub mod memory;
pub mod metrics;
pub mod options;
pub mod progress;
pub mod root;
mod runtime;
pub mod selection;
pub mod shards;
pub mod snapshots;
pub mod stream;
pub mod texts;
