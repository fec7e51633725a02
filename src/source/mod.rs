//! Finding and reading source files: the only module that opens them.
//!
//! In: a root folder or one path. Out: sorted paths, and texts with their hash. It never parses a text and never
//! decides what language a file is in: callers pass the endings they want.

mod explore;
mod gitignore;
pub(crate) mod globs;
pub(crate) mod lines;
mod names;
pub mod paths;
pub mod positions;
pub mod read;
pub mod root;
pub mod selection;
pub mod text;
pub mod walk;
pub mod watch;

pub use globs::brace_depth;
pub use paths::absolute;
pub use read::{ReadFailure, read};
pub use selection::Selection;
pub use text::{SourceText, Utf16Index, decode};
pub use walk::{Walk, check_root, check_root_from, is_skipped_folder, named_root_from};
