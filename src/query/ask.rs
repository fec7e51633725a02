//! Questions by name, as they come from outside: with arguments and answers as JSON.
//!
//! In: a question's name, and its arguments as an object. Out: the answer, or why there is none.

use super::index::Index;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// Why a question has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AskError {
    /// There is no such question.
    #[error("there is no question called {0}")]
    Unknown(String),
    /// Its arguments are none that it takes; why.
    #[error("{0}")]
    Arguments(String),
}

/// No arguments.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Nothing {}

/// Answers a question about an index.
///
/// # Errors
/// [`AskError`].
pub fn ask(index: &Index, question: &str, arguments: &str) -> Result<String, AskError> {
    match question {
        "stats" => answer(arguments, |Nothing {}| index.stats()),
        _ => Err(AskError::Unknown(question.to_owned())),
    }
}

fn answer<A: DeserializeOwned, R: Serialize>(arguments: &str, find: impl FnOnce(A) -> R) -> Result<String, AskError> {
    let arguments = serde_json::from_str(arguments).map_err(|error| AskError::Arguments(error.to_string()))?;
    serde_json::to_string(&find(arguments)).map_err(|error| AskError::Arguments(error.to_string()))
}
