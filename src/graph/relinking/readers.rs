//! Who asked what: the other side of reads.
//!
//! In: what was asked for each answer. Out: the answers that others may be in the place of, once a question is answered otherwise.
//! An answer that files share is a question of theirs, and asks itself.
//!
//! Most of it is one list, eight bytes a question, in order from the first edit on. What is asked anew lies beside it, until that is
//! so much that both become one list again.

use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::graph::names::files::FileId;
use crate::graph::names::reads::{Question, Reads};
use crate::record::compact::bytes::{CUT, Input, put_number};
use crate::record::sections::DecodeError;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Reader {
    /// What a file says of its types' supertypes.
    Heritage(FileId),
    /// What its calls and references lead to.
    Links(FileId),
    /// An answer that files share, by its number.
    Shared(u32),
}

/// How many questions may lie beside a list of so many.
const fn most_beside(listed: usize) -> usize {
    (1 << 14) + listed / 8
}

/// Who asked what.
#[derive(Debug, Default)]
pub(super) struct Readers {
    /// Questions with who asked them. Of those who asked anew nothing here counts.
    listed: Arc<Vec<u64>>,
    are_in_order: bool,
    /// What is asked anew: files instead of what they asked before, shared answers beside it.
    anew: FxHashMap<Reader, Reads>,
    anew_by_question: FxHashMap<Question, Vec<Reader>>,
    count_anew: usize,
    /// The questions that shared answers answer, by number and the other way round.
    shared: Vec<Question>,
    numbers: FxHashMap<Question, u32>,
}

impl Readers {
    /// Puts what files asked in the place of what they asked before.
    pub fn put(&mut self, all: Vec<(Reader, Reads)>) {
        let count: usize = all.iter().map(|(_, reads)| reads.len()).sum();
        if count > most_beside(self.listed.len()) {
            let again: FxHashSet<Reader> = all.iter().map(|(reader, _)| *reader).collect();
            self.list(|reader| !again.contains(&reader));
            let listed = Arc::make_mut(&mut self.listed);
            for (reader, reads) in &all {
                listed.extend(reads.questions().iter().map(|question| entry(*question, *reader)));
            }
            self.are_in_order = false;
            return;
        }
        for (reader, reads) in all {
            self.put_beside(reader, reads);
        }
    }

    /// Adds what was asked for an answer that files share: others who share it may have asked it when it asked something else.
    pub fn add_shared(&mut self, question: Question, reads: Reads) {
        let next = self.shared.len() as u32;
        let number = *self.numbers.entry(question).or_insert(next);
        if number == next {
            self.shared.push(question);
        }
        let reader = Reader::Shared(number);
        let reads = self.anew.get(&reader).map(|before| before.with(&reads)).unwrap_or(reads);
        self.put_beside(reader, reads);
    }

    fn put_beside(&mut self, reader: Reader, reads: Reads) {
        let before = self.anew.remove(&reader).unwrap_or_default();
        for question in before.questions() {
            if let Some(readers) = self.anew_by_question.get_mut(question) {
                readers.retain(|other| *other != reader);
            }
        }
        for question in reads.questions() {
            self.anew_by_question.entry(*question).or_default().push(reader);
        }
        self.count_anew = self.count_anew + reads.len() - before.len();
        self.anew.insert(reader, reads);
    }

    /// All who asked one of these, or an answer that somebody needs who asked it.
    pub fn of(&mut self, questions: impl IntoIterator<Item = Question>) -> FxHashSet<Reader> {
        self.put_in_order();
        let mut found = FxHashSet::default();
        let mut left: Vec<_> = questions.into_iter().collect();
        while let Some(question) = left.pop() {
            let first = self.listed.partition_point(|listed| question_of(*listed) < question);
            let listed = self.listed[first..].iter().take_while(|listed| question_of(**listed) == question);
            let listed = listed.map(|listed| reader_of(*listed)).filter(|reader| self.is_listed(*reader));
            let anew = self.anew_by_question.get(&question).into_iter().flatten().copied();
            for reader in listed.chain(anew) {
                if found.insert(reader)
                    && let Reader::Shared(number) = reader
                {
                    left.push(self.shared[number as usize]);
                }
            }
        }
        found
    }

    fn is_listed(&self, reader: Reader) -> bool {
        matches!(reader, Reader::Shared(_)) || !self.anew.contains_key(&reader)
    }

    /// Puts what is listed in order, which whoever looks something up does otherwise.
    pub fn put_in_order(&mut self) {
        if self.count_anew > most_beside(self.listed.len()) {
            self.list(|_| true);
        }
        if !self.are_in_order {
            put_in_order(Arc::make_mut(&mut self.listed));
            self.are_in_order = true;
            self.forget_unshared();
            Arc::make_mut(&mut self.listed).shrink_to_fit();
        }
    }

    /// Lists what lies beside the list, and keeps of both what these asked.
    fn list(&mut self, is_kept: impl Fn(Reader) -> bool) {
        let mut listed = Arc::unwrap_or_clone(std::mem::take(&mut self.listed));
        listed.retain(|listed| self.is_listed(reader_of(*listed)) && is_kept(reader_of(*listed)));
        for (reader, reads) in self.anew.drain().filter(|(reader, _)| is_kept(*reader)) {
            listed.extend(reads.questions().iter().map(|question| entry(*question, reader)));
        }
        self.listed = Arc::new(listed);
        self.anew_by_question.clear();
        self.count_anew = 0;
        self.are_in_order = false;
    }

    /// Forgets what was asked for answers that nobody needs any more.
    fn forget_unshared(&mut self) {
        let is_asked =
            |question: &Question| self.listed.binary_search_by_key(question, |listed| question_of(*listed)).is_ok();
        let are_needed: Vec<bool> = self.shared.iter().map(is_asked).collect();
        let anew = &self.anew_by_question;
        let is_needed = |number: u32| are_needed[number as usize] || anew.contains_key(&self.shared[number as usize]);
        Arc::make_mut(&mut self.listed).retain(|listed| match reader_of(*listed) {
            Reader::Shared(number) => is_needed(number),
            _ => true,
        });
    }

    /// What it knows, to be put away.
    pub fn kept(&self) -> KeptReaders {
        let anew = self.anew.iter().map(|(reader, reads)| (*reader, reads.clone())).collect();
        let (listed, are_in_order) = (Arc::clone(&self.listed), self.are_in_order);
        KeptReaders { listed, are_in_order, anew, shared: self.shared.clone() }
    }

    /// What was [put away](Readers::kept).
    pub fn of_kept(KeptReaders { listed, are_in_order, anew, shared }: KeptReaders) -> Self {
        let numbers = shared.iter().copied().zip(0..).collect();
        let mut readers = Self { listed, are_in_order, shared, numbers, ..Self::default() };
        anew.into_iter().for_each(|(reader, reads)| readers.put_beside(reader, reads));
        readers
    }

    /// How many questions all asked together.
    pub fn len(&self) -> usize {
        self.listed.len() + self.count_anew
    }
}

/// A question and who asks it, in the order of questions.
fn entry(Question(question): Question, reader: Reader) -> u64 {
    let reader = match reader {
        Reader::Heritage(FileId(file)) => file << 2,
        Reader::Links(FileId(file)) => file << 2 | 1,
        Reader::Shared(number) => number << 2 | 2,
    };
    u64::from(question) << 32 | u64::from(reader)
}

const fn question_of(entry: u64) -> Question {
    Question((entry >> 32) as u32)
}

const fn reader_of(entry: u64) -> Reader {
    let reader = entry as u32;
    match reader & 3 {
        0 => Reader::Heritage(FileId(reader >> 2)),
        1 => Reader::Links(FileId(reader >> 2)),
        _ => Reader::Shared(reader >> 2),
    }
}

fn put_in_order(listed: &mut Vec<u64>) {
    listed.sort_unstable();
    listed.dedup();
}

/// What is known of who asked what, at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct KeptReaders {
    pub listed: Arc<Vec<u64>>,
    are_in_order: bool,
    anew: Vec<(Reader, Reads)>,
    shared: Vec<Question>,
}

impl KeptReaders {
    /// Puts what is listed in order, and says how much that is.
    pub fn put_in_order(&mut self) -> usize {
        if !self.are_in_order {
            put_in_order(Arc::make_mut(&mut self.listed));
            self.are_in_order = true;
        }
        self.anew.sort_unstable_by_key(|(reader, _)| *reader);
        self.listed.len()
    }

    /// Whether what is listed is in order, and all shared answers that it names are there.
    pub fn is_whole(&self) -> bool {
        let is_there = |listed: &u64| !matches!(reader_of(*listed), Reader::Shared(number) if number as usize >= self.shared.len());
        self.listed.is_sorted() && self.listed.iter().all(is_there)
    }
}

/// Appends a part of what is listed, which is in order.
pub(super) fn put_listed(out: &mut Vec<u8>, listed: &[u64]) {
    put_number(out, listed.len() as u32);
    let mut before = 0;
    for entry in listed {
        let Question(question) = question_of(*entry);
        put_number(out, question - before);
        put_number(out, *entry as u32);
        before = question;
    }
}

/// What was [put](put_listed).
pub(super) fn take_listed(input: &mut Input<'_>) -> Result<Vec<u64>, DecodeError> {
    let mut question = 0_u32;
    let count = input.count()?;
    let entries = (0..count).map(|_| {
        question = question.checked_add(input.number()?).ok_or(CUT)?;
        Ok(u64::from(question) << 32 | u64::from(input.number()?))
    });
    entries.collect()
}

/// Appends what is not listed.
pub(super) fn put_unlisted(out: &mut Vec<u8>, readers: &KeptReaders) {
    let put_questions = |out: &mut Vec<u8>, questions: &[Question]| {
        put_number(out, questions.len() as u32);
        questions.iter().for_each(|Question(question)| out.extend_from_slice(&question.to_le_bytes()));
    };
    put_questions(out, &readers.shared);
    put_number(out, readers.anew.len() as u32);
    for (reader, reads) in &readers.anew {
        put_number(out, entry(Question(0), *reader) as u32);
        put_questions(out, reads.questions());
    }
}

/// What was [put](put_unlisted), with nothing listed.
pub(super) fn take_unlisted(input: &mut Input<'_>) -> Result<KeptReaders, DecodeError> {
    let questions = |input: &mut Input<'_>| -> Result<Vec<Question>, DecodeError> {
        let question = |input: &mut Input<'_>| {
            let bytes = input.take(4)?.try_into().map_err(|_| CUT)?;
            Ok(Question(u32::from_le_bytes(bytes)))
        };
        (0..input.count()?).map(|_| question(input)).collect()
    };
    let shared = questions(input)?;
    let is_there = |reader| !matches!(reader, Reader::Shared(number) if number as usize >= shared.len());
    let reader = |input: &mut Input<'_>| {
        let reader = reader_of(u64::from(input.number()?));
        if is_there(reader) { Ok((reader, Reads::of(questions(input)?))) } else { Err(CUT) }
    };
    let anew = (0..input.count()?).map(|_| reader(input)).collect::<Result<_, _>>()?;
    Ok(KeptReaders { listed: Arc::default(), are_in_order: true, anew, shared })
}
