//! Which functions are like one.
//!
//! In: a function by its key or name, or the hashes of one that need not be in the index. Out: functions with an equal body or
//! one that is like it, and, where asked for, those with an equal signature; the most alike first.

use super::bodies::{Alike, Bodies, EQUAL, Wanted};
use crate::error::Error;
use crate::query::answer::{Failed, SymbolInfo};
use crate::query::index::Index;
use crate::query::named::Named;
use crate::query::page::Cursor;
use crate::query::traversal::first;
use serde::{Deserialize, Serialize};

/// What is asked about: a function, or the hashes of one.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct SimilarTo {
    /// The function, by its key or name.
    pub key: Option<String>,
    /// Its `functionHash`.
    pub function_hash: Option<String>,
    /// Its `signatureHash`.
    pub signature_hash: Option<String>,
}

/// How much alike, and how many.
#[derive(Debug, Clone, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "camelCase")]
pub struct SimilarOptions {
    /// How much a body is at least like the other, from 0 to 1.
    pub threshold: f64,
    /// Whether functions with an equal signature count, whatever their bodies.
    pub signature: bool,
    /// How many functions there are in a page.
    pub limit: u32,
    /// Where the page before ended.
    pub after: Option<String>,
}

impl Default for SimilarOptions {
    fn default() -> Self {
        Self { threshold: 0.7, signature: false, limit: 50, after: None }
    }
}

/// A function that is like the other.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SimilarFunction {
    /// The function.
    #[serde(flatten)]
    pub symbol: SymbolInfo,
    /// How much its body is like the other, from 0 to 1: 1 for an equal one alone.
    pub score: f64,
    /// What makes it similar: an equal `body`, one that is `near`, or the `signature` alone.
    #[serde(rename = "match")]
    pub fit: &'static str,
    /// Whether its signature is equal.
    pub same_signature: bool,
}

/// A page of functions that are alike.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Similar {
    /// The most alike first, then in the index's order.
    pub functions: Vec<SimilarFunction>,
    /// What the name may mean, if that is several.
    pub candidates: Vec<SymbolInfo>,
    /// Files whose functions could not be looked at.
    pub failures: Vec<Failed>,
    /// Whether there are more.
    pub truncated: bool,
    /// Where the page ends, if there are more.
    pub after: Option<String>,
}

impl Index {
    /// Which functions are like one; `bodies` are those of this index.
    ///
    /// # Errors
    /// [`Error::InvalidCursor`].
    pub fn similar(&self, bodies: &Bodies, to: &SimilarTo, options: &SimilarOptions) -> Result<Similar, Error> {
        let after = Cursor::read(options.after.as_deref())?;
        let (mut own, mut candidates) = (None, Vec::new());
        let wanted = match to.key.as_deref().map(|key| self.resolve(key)) {
            None => Some(Wanted::of_hashes(to.function_hash.as_deref(), to.signature_hash.as_deref())),
            Some(Named::None) => None,
            Some(Named::Many(several)) => {
                candidates = several;
                None
            }
            Some(Named::One(symbols)) => {
                own = symbols.into_iter().find(|symbol| !symbol.symbol.is_type());
                own.and_then(|function| bodies.of(function)).map(|body| Wanted::of(&body, options.signature))
            }
        };
        let least = (options.threshold.clamp(0.0, 1.0) * f64::from(EQUAL)).round() as u32;
        let mut found = wanted.map_or_else(Vec::new, |wanted| bodies.like(&wanted, least));
        let is_behind = |one: &Alike| {
            after.as_ref().is_none_or(|after| {
                one.rank < after.rank() || one.rank == after.rank() && after.is_before(self, one.function)
            })
        };
        found.retain(|one| Some(one.function) != own && is_behind(one));
        let limit = options.limit as usize;
        let truncated = found.len() > limit;
        let found = first(found, limit, |one, other| {
            other.rank.cmp(&one.rank).then_with(|| self.compare(one.function, other.function))
        });
        let last = found.last().filter(|_| truncated);
        let after = last.map(|last| Cursor::at(self, last.rank, "", last.function).write());
        Ok(Similar {
            functions: found.iter().filter_map(|one| self.similar_function(one)).collect(),
            candidates: self.infos(&candidates),
            failures: bodies.failures(self).map(Failed::from).collect(),
            truncated,
            after,
        })
    }

    fn similar_function(&self, of: &Alike) -> Option<SimilarFunction> {
        let fit = match of {
            Alike { rank: EQUAL, .. } => "body",
            Alike { is_near: true, .. } => "near",
            Alike { .. } => "signature",
        };
        let score = f64::from(of.rank) / f64::from(EQUAL);
        Some(SimilarFunction { symbol: self.info(of.function)?, score, fit, same_signature: of.has_signature })
    }
}
