//! Who asked what: the other side of reads.
//!
//! In: what was asked for each answer. Out: the answers that others may be in the place of, once a question is answered otherwise.
//! An answer that files share is a question of theirs, and asks itself.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::names::files::FileId;
use crate::graph::names::reads::{Question, Reads};

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Reader {
    /// What a file says of its types' supertypes.
    Heritage(FileId),
    /// What its calls and references lead to.
    Links(FileId),
    /// An answer that files share, by its question.
    Shared(Question),
}

/// Who asked what.
#[derive(Debug, Default)]
pub(super) struct Readers {
    by_question: FxHashMap<Question, Vec<Reader>>,
    reads: FxHashMap<Reader, Reads>,
}

impl Readers {
    /// Puts what somebody asked in the place of what he asked before.
    pub fn put(&mut self, reader: Reader, reads: Reads) {
        self.take_back(reader, &reads);
        let before = self.reads.get(&reader).map_or(&[][..], Reads::questions);
        for question in reads.questions().iter().filter(|question| before.binary_search(question).is_err()) {
            self.by_question.entry(*question).or_default().push(reader);
        }
        match reads.is_empty() {
            true => drop(self.reads.remove(&reader)),
            false => drop(self.reads.insert(reader, reads)),
        }
    }

    /// Adds what was asked for an answer that files share: others who share it may have asked it when it asked something else.
    pub fn add_shared(&mut self, question: Question, reads: &Reads) {
        let reader = Reader::Shared(question);
        let all = self.reads.get(&reader).map(|before| before.with(reads));
        self.put(reader, all.unwrap_or_else(|| reads.clone()));
    }

    /// Takes back what somebody asked that he asks no more.
    fn take_back(&mut self, reader: Reader, now: &Reads) {
        let mut left = vec![(reader, now.clone())];
        while let Some((reader, now)) = left.pop() {
            let before = self.reads.get(&reader).map(|reads| reads.questions().to_vec()).unwrap_or_default();
            for question in before.into_iter().filter(|question| now.questions().binary_search(question).is_err()) {
                let Some(readers) = self.by_question.get_mut(&question) else { continue };
                readers.retain(|other| *other != reader);
                if readers.is_empty() {
                    self.by_question.remove(&question);
                    // What nobody shares any more need not be known.
                    left.push((Reader::Shared(question), Reads::default()));
                }
            }
            if now.is_empty() {
                self.reads.remove(&reader);
            }
        }
    }

    /// All who asked one of these, or an answer that somebody needs who asked it.
    pub fn of(&self, questions: impl IntoIterator<Item = Question>) -> FxHashSet<Reader> {
        let mut found = FxHashSet::default();
        let mut left: Vec<_> = questions.into_iter().collect();
        while let Some(question) = left.pop() {
            for reader in self.by_question.get(&question).into_iter().flatten() {
                if found.insert(*reader)
                    && let Reader::Shared(question) = reader
                {
                    left.push(*question);
                }
            }
        }
        found
    }

    /// How many questions all asked together.
    pub fn len(&self) -> usize {
        self.reads.values().map(Reads::len).sum()
    }
}
