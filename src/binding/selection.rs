//! A choice among the files of a list, as JavaScript asks for it.

use super::engine::off_thread;
use super::failure::Failure;
use crate::source::Selection;
use napi::Env;
use napi::bindgen_prelude::{Buffer, Either, PromiseRaw, Result};
use napi_derive::napi;
use std::sync::Arc;

/// Which files of a list the options leave.
#[napi]
pub struct FileSelection {
    selection: Arc<Selection>,
}

impl From<Selection> for FileSelection {
    fn from(selection: Selection) -> Self {
        Self { selection: Arc::new(selection) }
    }
}

#[napi]
impl FileSelection {
    /// One byte a file: 1 where it is left, else 0.
    #[napi(catch_unwind, ts_return_type = "Promise<Buffer | Failure>")]
    pub fn choose<'env>(
        &self,
        env: &'env Env,
        files: Vec<String>,
    ) -> Result<PromiseRaw<'env, Either<Buffer, Failure>>> {
        let selection = Arc::clone(&self.selection);
        let choose = move || Ok(files.iter().map(|file| u8::from(selection.takes(file))).collect());
        off_thread(env, choose, |taken: Vec<u8>| Ok(Buffer::from(taken)))
    }
}
