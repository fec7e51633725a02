//! Questions by name, as they come from outside: with arguments and answers as JSON.
//!
//! In: a question's name, and its arguments as an object. Out: the answer, or why there is none.

use super::changes::ChangeQuery;
use super::cycles::CycleOptions;
use super::enrich::EnrichOptions;
use super::find::FindOptions;
use super::impact::ImpactOptions;
use super::index::Index;
use super::paths::PathOptions;
use super::subgraph::SubgraphOptions;
use super::unused::UnusedOptions;
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

/// What is asked of a change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct OfChange {
    query: ChangeQuery,
    options: ImpactOptions,
}

/// What is asked of ways.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Between {
    /// Keys, or names.
    from: Vec<String>,
    to: Vec<String>,
    options: PathOptions,
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
        "impact" => answer(arguments, |of: OfChange| index.impact(&of.query, &of.options)),
        "paths" => answer(arguments, |between: Between| Ok(index.paths(&between.from, &between.to, &between.options))),
        "subgraph" => {
            answer(arguments, |about: About<SubgraphOptions>| Ok(index.subgraph(&about.keys, &about.options)))
        }
        "cycles" => answer(arguments, |options: CycleOptions| Ok(index.cycles(&options))),
        "unused" => answer(arguments, |options: UnusedOptions| index.unused(&options)),
        "enrich" => answer(arguments, |options: EnrichOptions| Ok(index.enrich(&options))),
        _ => Err(Error::Question(format!("nothing is called {question}"))),
    }
}

/// Answers with what `find` makes of the arguments.
///
/// # Errors
/// [`Error::Question`] for arguments that it does not take, and what `find` says.
pub fn answer<A: DeserializeOwned, R: Serialize>(
    arguments: &str,
    find: impl FnOnce(A) -> Result<R, Error>,
) -> Result<String, Error> {
    let failed = |error: serde_json::Error| Error::Question(error.to_string());
    serde_json::to_string(&find(serde_json::from_str(arguments).map_err(failed)?)?).map_err(failed)
}
