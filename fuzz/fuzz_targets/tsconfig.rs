//! Manifests that hold anything. NUL separates them.
#![no_main]
#![allow(clippy::unwrap_used)]

#[path = "../../tests/fuzz/repository.rs"]
mod repository;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use repository::Repository;

static REPOSITORY: LazyLock<Repository> = LazyLock::new(Repository::new);

fuzz_target!(|input: &[u8]| REPOSITORY.check(input.split(|byte| *byte == 0)));
