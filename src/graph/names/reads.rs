//! What linking asked of others, so that who asked can be found when an answer changes.
//!
//! In: questions, as they are asked. Out: [`Reads`], a hash each. Questions that were answered with nothing count like others.
//! Two questions of one hash are taken for one: then more is linked again than has to be.

use std::cell::RefCell;
use std::hash::{BuildHasher, Hasher};

use foldhash::fast::RandomState;
use rustc_hash::{FxHashSet, FxHasher};

use super::files::{File, FileId};
use crate::languages::LanguageId;
use crate::record::StringId;
use crate::record::surface::Visible;
use crate::record::symbols::ClassId;

/// A question, by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(in crate::graph) struct Question(pub u32);

/// What is asked beside what a [`Visible`] name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::graph) enum Topic {
    /// Of a file: anything at all. Who asks has numbers of its rows.
    Rows = 32,
    /// Of a file: all members of a type, by its key.
    Members,
    /// Of a file: how much it exports.
    Exports,
    /// Of a file: what a specifier of it resolves to.
    Import,
    /// Of a file: what all its specifiers resolve to.
    Imports,
    /// Of a file: the unit it is compiled with.
    Unit,
    /// Of a file: what it and those that it re-exports whole re-export whole.
    Stars,
    /// Of a file: the wildcards of its outermost scope.
    Wildcards,
    /// Of a file: its classes without names, which extend or implement a type.
    Unnamed,
    /// Of a type, by its file and key: its subtypes.
    Subtypes,
    /// Of a type, by its file and key: what its subtypes run for a member.
    Dispatch,
    /// Whether a file has this path.
    Path,
    /// Whether there is a package of this name.
    Package,
    /// Whether the files of a folder are a package.
    Folder,
    /// What a package exports under a name.
    InPackage,
    /// What any file that is re-exported whole exports under a name.
    Star,
    /// Members declared apart from types of a name.
    Extensions,
    /// Who lends to a unit or folder.
    Lenders,
    /// Whether anything is lent in a language.
    AnyLender,
    /// Whether a language has packages.
    AnyPackage,
    /// Whatever there is.
    Everything,
}

/// What one file asked of others while it was linked, in the order of asking; some more than once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reads(Box<[Question]>);

impl Reads {
    /// These questions.
    pub(in crate::graph) fn of(questions: Vec<Question>) -> Self {
        Self(questions.into())
    }

    /// The questions.
    pub(in crate::graph) fn questions(&self) -> &[Question] {
        &self.0
    }

    /// How many questions there are.
    #[must_use]
    pub(in crate::graph) const fn len(&self) -> usize {
        self.0.len()
    }

    /// What these and others asked together.
    pub(in crate::graph) fn with(&self, other: &Self) -> Self {
        let mut questions = [&self.0[..], &other.0[..]].concat();
        questions.sort_unstable();
        questions.dedup();
        Self(questions.into())
    }
}

/// Notes questions while something is linked.
#[derive(Debug)]
pub(in crate::graph) struct Notes {
    /// The file that is linked, whose own names are no questions.
    own: Option<FileId>,
    noted: RefCell<Noted>,
}

#[derive(Debug, Default)]
struct Noted {
    /// Questions by rows instead of texts where that is possible, as they are asked again and again.
    seen: FxHashSet<(u8, u64)>,
    /// Those with a text, by hashes of 64 bits that nobody can foresee, since one that was taken for another would be lost.
    seen_texts: FxHashSet<u64>,
    hasher: RandomState,
    /// Those that are about no file.
    seen_questions: FxHashSet<Question>,
    questions: Vec<Question>,
}

impl Noted {
    fn is_new(&mut self, topic: u8, number: u64, text: &str) -> bool {
        match text {
            "" => self.seen.insert((topic, number)),
            text => self.seen_texts.insert(self.hasher.hash_one((topic, number, text))),
        }
    }
}

impl Notes {
    /// Those of a file that is linked; without one, of an answer that files share.
    pub fn new(own: Option<FileId>) -> Self {
        Self { own, noted: RefCell::default() }
    }

    /// What was asked.
    pub fn reads(self) -> Reads {
        Reads(self.noted.into_inner().questions.into())
    }

    /// Notes that nobody knows what was asked.
    pub fn ask_everything(&self) {
        self.ask(of_text(Topic::Everything, ""));
    }

    /// Notes a question that is about no file.
    pub fn ask(&self, question: Question) {
        let mut noted = self.noted.borrow_mut();
        if noted.seen_questions.insert(question) {
            noted.questions.push(question);
        }
    }

    /// Notes questions about no file that are known by a number of one, if they were not noted before.
    pub fn ask_once(&self, topic: Topic, (file, row): (FileId, u32), questions: impl FnOnce(&mut Vec<Question>)) {
        let mut noted = self.noted.borrow_mut();
        if noted.is_new(topic as u8, number(file, row), "") {
            questions(&mut noted.questions);
        }
    }

    /// Notes that the name of this number is looked up in a file.
    pub fn ask_of_name(&self, kind: Visible, id: FileId, file: &File, name: StringId) {
        self.ask_of(kind as u8, (id, name.0), "", || of_visible(kind, id, "", file.text(name)));
    }

    /// Notes that this text is looked up in a file.
    pub fn ask_of_text(&self, kind: Visible, id: FileId, name: &str) {
        self.ask_of(kind as u8, (id, u32::MAX), name, || of_visible(kind, id, "", name));
    }

    /// Notes a question about a file that is about no name.
    pub fn ask_of_file(&self, topic: Topic, id: FileId) {
        self.ask_of(topic as u8, (id, 0), "", || of_file(topic, id, ""));
    }

    /// Notes a question about what a specifier of a file leads to.
    pub fn ask_of_import(&self, id: FileId, file: &File, specifier: StringId) {
        let topic = Topic::Import;
        self.ask_of(topic as u8, (id, specifier.0), "", || of_file(topic, id, file.text(specifier)));
    }

    /// Notes that a class is looked at, or a member of it, or all.
    pub fn ask_of_class(&self, id: FileId, file: &File, class: ClassId, member: Member<'_>) {
        if self.own == Some(id) {
            return;
        }
        let Some(row) = file.symbols().classes[class.index()].type_row else { return };
        let key = || file.text(file.record().types[row.index()].key);
        let place = (id, row.row());
        match member {
            Member::None => {
                let kind = Visible::Type;
                self.ask_of(kind as u8, place, "", || of_visible(kind, id, "", key()));
            }
            Member::Named(name) => {
                let kind = Visible::Member;
                self.ask_of(kind as u8, place, name, || of_visible(kind, id, key(), name));
            }
            Member::All => {
                let topic = Topic::Members;
                self.ask_of(topic as u8, place, "", || of_file(topic, id, key()));
            }
        }
    }

    /// Notes that a member is looked up that a file declares apart from a type of this name.
    pub fn ask_of_extension(&self, id: FileId, file: &File, name: StringId, member: &str) {
        let kind = Visible::ExtensionMember;
        self.ask_of(kind as u8, (id, name.0), member, || of_visible(kind, id, file.text(name), member));
    }

    fn ask_of(&self, topic: u8, (id, row): (FileId, u32), text: &str, question: impl FnOnce() -> Question) {
        if self.own == Some(id) {
            return;
        }
        let mut noted = self.noted.borrow_mut();
        if noted.is_new(topic, number(id, row), text) {
            noted.questions.push(question());
            if noted.is_new(Topic::Rows as u8, number(id, 0), "") {
                noted.questions.push(of_file(Topic::Rows, id, ""));
            }
        }
    }
}

/// What of a class is asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum Member<'n> {
    None,
    Named(&'n str),
    All,
}

/// The question what a visible name of a file is.
pub(in crate::graph) fn of_visible(kind: Visible, file: FileId, owner: &str, name: &str) -> Question {
    question(kind as u8, file.0, &[owner, name])
}

/// A question about a file, and a name there.
pub(in crate::graph) fn of_file(topic: Topic, file: FileId, name: &str) -> Question {
    question(topic as u8, file.0, &[name])
}

/// A question about something of a language.
pub(in crate::graph) fn of_language(topic: Topic, language: LanguageId, name: &str) -> Question {
    question(topic as u8, language as u32, &[name])
}

/// A question about what a package has.
pub(in crate::graph) fn in_package(Question(package): Question, name: &str) -> Question {
    question(Topic::InPackage as u8, package, &[name])
}

/// The question what subtypes of a type run for a member.
pub(in crate::graph) fn of_member(file: FileId, key: &str, name: &str) -> Question {
    question(Topic::Dispatch as u8, file.0, &[key, name])
}

/// A question about a name alone, or a path.
pub(in crate::graph) fn of_text(topic: Topic, name: &str) -> Question {
    question(topic as u8, 0, &[name])
}

fn question(topic: u8, place: u32, texts: &[&str]) -> Question {
    let mut hasher = FxHasher::default();
    hasher.write_u32(u32::from(topic));
    hasher.write_u32(place);
    for text in texts {
        hasher.write(text.as_bytes());
        hasher.write_u8(0xff);
    }
    let hash = hasher.finish();
    Question((hash ^ (hash >> 32)) as u32)
}

fn number(FileId(file): FileId, row: u32) -> u64 {
    u64::from(file) << 32 | u64::from(row)
}
