//! Questions on a repository, answered from memory.
//!
//! In: an [`Index`], which is what is known of a repository at one moment, and a question. Out: an answer of numbers and
//! texts, relative to the root, made on demand. An index never changes: that of the next moment shares with it all that is
//! as it was. Nothing here reads a file, a clock or a thread's state, so an answer depends on the index alone.

pub mod answer;
pub mod ask;
pub mod blocks;
pub mod changes;
mod chunks;
pub mod compare;
mod components;
pub mod content;
pub mod cycles;
mod declared;
pub mod decorators;
pub mod diff;
pub mod edges;
pub mod enrich;
pub mod file;
pub mod find;
pub mod heads;
pub mod image;
pub mod impact;
pub mod index;
mod named;
mod names;
pub mod outline;
mod page;
pub mod paths;
mod ranks;
pub mod similar;
pub mod stats;
pub mod subgraph;
mod top_level;
mod traversal;
pub mod unused;
pub mod walks;

pub use self::edges::{Edge, EdgeKind, SymbolId, SymbolRef};
pub use self::file::{IndexedFile, Symbol, SymbolKind};
pub use self::index::Index;
pub use self::named::{CANDIDATES, Named};
