//! What is answered about small repositories: each test writes its files down, beside what is asked of them.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod neighbours;
mod repository;
