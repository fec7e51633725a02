//! What the syntax trees of each language mean.
//!
//! In: a file's text and path. Out: its [`FileRecord`]. A language is one folder here, which has the grammar and a visitor that
//! says what the nodes of its trees mean, and one row in the [table](crate::languages). Never does I/O.

pub mod builtins;
mod csharp;
mod go;
mod java;
mod php;
mod python;
mod ruby;
mod rust;
mod typescript;

use crate::allowance::Allowance;
use crate::extract::{self, Extraction, ExtractionFailure, Part, Surroundings, SyntaxError};
use crate::languages::{LanguageId, languages};
use crate::record::{FileRecord, Span};
use crate::source::text::SourceText;
use crate::syntax::Syntax;
use std::cell::Cell;

macro_rules! extractions {
    ($($folder:ident [$($language:ident = $facts:expr),* $(,)?])*) => {
        /// What extraction needs for a file of a language, whose ending may decide which grammar reads it.
        fn extraction(language: LanguageId, path: &str) -> &'static Extraction {
            match language {
                $($(LanguageId::$language)|* => $folder::extraction(path),)*
            }
        }
    };
}

languages!(extractions);

/// The grammar of a file and what its kinds mean; `None` if its ending belongs to no language.
#[must_use]
pub fn syntax_of(path: &str) -> Option<&'static Syntax> {
    LanguageId::of_path(path).map(|language| &**extraction(language, path).syntax)
}

/// The record of one file.
///
/// # Errors
/// [`ExtractionFailure`] if it takes more than `allowance` has.
pub fn extract(
    language: LanguageId,
    relative_path: &str,
    source: SourceText,
    allowance: &Allowance,
) -> Result<FileRecord, ExtractionFailure> {
    let (language, extraction) = extraction_of(language, relative_path, &source.text);
    let mut record = extract::extract(language, extraction, relative_path, source, allowance)?;
    if !record.symbols.twins.is_empty() {
        settle(&mut record, None);
        keep_open_twins(&mut record);
    }
    Ok(record)
}

/// Puts the twins of a record in the order of a build, as far as that is known.
pub fn settle(record: &mut FileRecord, build: Option<&dyn Surroundings>) {
    let Extraction { holds, .. } = extraction(record.language, "");
    let FileRecord { symbols, strings, .. } = record;
    let unknown = Asked::default();
    symbols.settle(|condition| holds(strings.get(condition), build.unwrap_or(&unknown)));
}

/// Forgets the twins that are in one order in any build.
fn keep_open_twins(record: &mut FileRecord) {
    let Extraction { holds, .. } = extraction(record.language, "");
    let FileRecord { symbols, strings, .. } = record;
    symbols.keep_open_twins(|condition| {
        let build = Asked::default();
        holds(strings.get(condition), &build);
        build.0.get()
    });
}

/// A build of which nothing is known, and whether anything was asked of it.
#[derive(Default)]
struct Asked(Cell<bool>);

impl Surroundings for Asked {
    fn has(&self, _feature: &str) -> Option<bool> {
        self.0.set(true);
        None
    }

    fn conditions(&self, _macro_name: &str) -> &[String] {
        self.0.set(true);
        &[]
    }
}

/// The first places where a text is not of its language.
///
/// # Errors
/// [`ExtractionFailure`] if finding them takes more than `allowance` has.
pub fn syntax_errors(
    language: LanguageId,
    relative_path: &str,
    text: &str,
    allowance: &Allowance,
) -> Result<Vec<SyntaxError>, ExtractionFailure> {
    let (_, extraction) = extraction_of(language, relative_path, text);
    extract::syntax_errors(extraction, text, allowance)
}

/// What stands around the functions and types of a text, which are at `symbols`.
///
/// # Errors
/// [`ExtractionFailure`] if finding it takes more than `allowance` has.
pub fn parts(
    language: LanguageId,
    relative_path: &str,
    text: &str,
    symbols: &[Span],
    allowance: &Allowance,
) -> Result<Vec<Part>, ExtractionFailure> {
    let (language, extraction) = extraction_of(language, relative_path, text);
    extract::parts(extraction, language.facts(), text, symbols, allowance)
}

/// What extraction needs of a file, whose text may decide what its ending leaves open.
fn extraction_of(language: LanguageId, path: &str, text: &str) -> (LanguageId, &'static Extraction) {
    let by_path = extraction(language, path);
    by_path.by_text.map_or((language, by_path), |by_text| by_text(text))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::allowance::OutOfTime;
    use crate::extract::TreeWalk;
    use crate::extract::draft::RecordDraft;
    use crate::syntax::grammar;
    use crate::syntax::reading::Reading;
    use crate::syntax::tree::SyntaxTree;
    use std::time::Duration;

    /// What reads the files of each language, by its endings.
    fn dialects(language: LanguageId) -> impl Iterator<Item = &'static Syntax> {
        let endings = language.facts().endings.iter();
        endings.map(move |ending| &**extraction(language, &format!("a.{ending}")).syntax)
    }

    #[test]
    fn every_word_is_one_of_the_grammar() {
        for language in LanguageId::ALL {
            let words = dialects(*language).next().unwrap().meanings.words;
            let all = LanguageId::ALL.iter().flat_map(|language| dialects(*language));
            let unknown = all.filter(|dialect| dialect.meanings.words == words);
            let unknown = unknown.map(|dialect| grammar::unknown(&dialect.grammar, words));
            let unknown =
                unknown.reduce(|some, others| some.into_iter().filter(|word| others.contains(word)).collect());
            assert_eq!(unknown, Some(Vec::new()), "{}", language.name());
        }
    }

    #[test]
    fn every_word_stands_in_its_table_once() {
        for language in LanguageId::ALL {
            let names = grammar::names(dialects(*language).next().unwrap().meanings.words);
            let twice = names.iter().filter(|name| names.iter().filter(|other| other == name).count() > 1);
            assert_eq!(twice.collect::<Vec<_>>(), Vec::<&String>::new(), "{}", language.name());
        }
    }

    #[test]
    fn every_field_has_a_number_that_a_copied_tree_has_room_for() {
        let grammars = LanguageId::ALL.iter().flat_map(|language| dialects(*language));
        assert!(grammars.map(|dialect| dialect.grammar.field_count()).all(|count| u8::try_from(count).is_ok()));
    }

    #[test]
    fn a_tree_is_walked_no_longer_than_there_is_time() {
        let Extraction { syntax, visit, .. } = extraction(LanguageId::TypeScript, "a.ts");
        let text = "f(g)\n".repeat(100);
        let trees = Reading::AS_IS.parse(&syntax.grammar, &text, &Allowance::unlimited()).unwrap();
        let record = |allowance: Allowance| {
            let draft = RecordDraft::new(LanguageId::TypeScript, &text, "a.ts", &syntax.kind_names);
            visit(SyntaxTree::new(&trees, syntax), draft, TreeWalk::new(syntax, &allowance))
        };
        assert_eq!(record(Allowance::unlimited()).unwrap().calls.len(), 100);
        assert_eq!(record(Allowance::new(Duration::ZERO)).err(), Some(OutOfTime(Duration::ZERO)));
    }
}
