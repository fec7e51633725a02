//! What is answered about small repositories: each test writes its files down, beside what is asked of them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::float_cmp)]

mod concurrent;
mod enrich;
mod exports;
mod find;
mod images;
mod impact;
mod named;
mod neighbours;
mod paths;
mod random;
mod refresh;
mod refresh_imports;
mod repository;
mod snapshots;
mod tests;
mod unused;
mod walks;
