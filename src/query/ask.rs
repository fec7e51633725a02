//! Questions by name, as they come from outside: with arguments and answers as JSON.
//!
//! In: a question's name, and its arguments as an object. Out: the answer, or why there is none.

use super::find::FindOptions;
use super::index::Index;
use super::walks::WalkOptions;
use crate::error::Error;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is asked of some symbols.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct About<Options> {
    /// Keys, or names.
    keys: Vec<String>,
    options: Options,
}

/// Answers a question about an index.
///
/// # Errors
/// [`Error::Question`] for a question that there is not or arguments that it does not take, and what the question itself says.
pub fn ask(index: &Index, question: &str, arguments: &str) -> Result<String, Error> {
    match question {
        "find" => answer(arguments, |options: FindOptions| index.find(&options)),
        "callers" => answer(arguments, |about: About<WalkOptions>| index.callers(&about.keys, &about.options)),
        "callees" => answer(arguments, |about: About<WalkOptions>| index.callees(&about.keys, &about.options)),
        _ => Err(Error::Question(format!("nothing is called {question}"))),
    }
}

fn answer<A: DeserializeOwned, R: Serialize>(
    arguments: &str,
    find: impl FnOnce(A) -> Result<R, Error>,
) -> Result<String, Error> {
    let failed = |error: serde_json::Error| Error::Question(error.to_string());
    serde_json::to_string(&find(serde_json::from_str(arguments).map_err(failed)?)?).map_err(failed)
}
