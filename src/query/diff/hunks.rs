//! Hunks: from `@@ -1,2 +1,3 @@` and the lines below to ranges of changed lines.
//!
//! A hunk of a combined diff has one column for each parent where others have one: both are read as what they are, lines
//! with so many columns in front. How many lines belong to a hunk its header says, so that a line which was `-- x` and is
//! gone (`--- x`) is none of a header.

use super::{DiffError, DiffErrorKind, LineRange, Lines, MAX_PARENTS};

/// Blank lines that may be missing at the end of a diff that somebody trimmed: so many are behind a change.
const MAX_TRIMMED: u32 = 3;

/// What `@@ … @@` says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// One for each parent; one alone but in combined diffs.
    parents: Vec<Counted>,
    new: Counted,
}

/// Lines of one side that a hunk has and that are still to come.
#[derive(Debug, PartialEq, Eq)]
struct Counted {
    /// The number of the next one.
    next: u32,
    left: u32,
}

impl Header {
    pub(super) fn read(line: &str) -> Result<Self, DiffErrorKind> {
        let marks = line.bytes().take_while(|byte| *byte == b'@').count();
        let (mark, ranges) = line.split_at(marks);
        if marks < 2 {
            return Err(DiffErrorKind::HunkHeader);
        }
        if marks - 1 > MAX_PARENTS {
            return Err(DiffErrorKind::TooManyParents);
        }
        let mut words = ranges.strip_prefix(' ').ok_or(DiffErrorKind::HunkHeader)?.split(' ');
        let mut range = |sign: char| {
            let word = words.next().and_then(|word| word.strip_prefix(sign));
            Counted::read(word.ok_or(DiffErrorKind::HunkHeader)?)
        };
        let parents = (1..marks).map(|_| range('-')).collect::<Result<_, _>>()?;
        let new = range('+')?;
        match words.next() {
            Some(end) if end.starts_with(mark) => Ok(Self { parents, new }),
            _ => Err(DiffErrorKind::HunkHeader),
        }
    }

    /// Whether the file had no lines before: a tool without a word for new files says no more.
    pub(super) fn is_old_empty(&self) -> bool {
        self.parents.iter().all(Counted::is_nothing)
    }

    /// Whether the file has no lines after.
    pub(super) fn is_new_empty(&self) -> bool {
        self.new.is_nothing()
    }
}

impl Counted {
    /// `3,2`, or `3` for one line.
    fn read(range: &str) -> Result<Self, DiffErrorKind> {
        let (start, count) = range.split_once(',').unwrap_or((range, "1"));
        let (start, left) = (number(start)?, number(count)?);
        // Of no lines, it is the one in front of them.
        let next = if left == 0 { start.checked_add(1) } else { Some(start) };
        let next = next.filter(|next| *next > 0 && next.checked_add(left).is_some());
        Ok(Self { next: next.ok_or(DiffErrorKind::LineNumber)?, left })
    }

    fn is_nothing(&self) -> bool {
        self.next == 1 && self.left == 0
    }

    /// The lines that are still to come, with the one in front, behind which others may be gone.
    fn rest(&self) -> LineRange {
        LineRange { first: (self.next - 1).max(1), last: self.next + self.left - 1 }
    }

    fn take(&mut self) -> Result<(), DiffErrorKind> {
        self.left = self.left.checked_sub(1).ok_or(DiffErrorKind::HunkTooLong)?;
        self.next += 1;
        Ok(())
    }
}

fn number(digits: &str) -> Result<u32, DiffErrorKind> {
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DiffErrorKind::HunkHeader);
    }
    digits.parse().map_err(|_| DiffErrorKind::LineNumber)
}

/// Whether it looks like a line of a hunk. Mails end with `-- ` and the sender's version.
pub(super) fn is_counted(line: &str) -> bool {
    line.starts_with([' ', '+', '-']) && line.trim_end() != "--"
}

/// The changed lines of a file, hunk by hunk.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub(super) old: Vec<LineRange>,
    pub(super) new: Vec<LineRange>,
}

impl Changed {
    /// The lines that belong to `header`, which came last.
    pub(super) fn read(&mut self, header: Header, lines: &mut Lines<'_>) -> Result<(), DiffError> {
        let too_short = lines.error(DiffErrorKind::HunkTooShort);
        let Header { mut parents, mut new } = header;
        let (mut old_run, mut new_run) = (Run::default(), Run::default());
        let mut left: u64 = parents.iter().chain([&new]).map(|counted| u64::from(counted.left)).sum();
        while left > 0 {
            let Some(line) = lines.peek() else {
                let may_be_blank = parents.len() == 1 && parents[0].left == new.left && new.left <= MAX_TRIMMED;
                if !may_be_blank {
                    return Err(too_short);
                }
                // As many lines of a change that was cut off look the same: they count as changed, lest a change go unnamed.
                self.old.extend(old_run.end(parents[0].next));
                self.new.extend(new_run.end(new.next));
                self.old.push(parents[0].rest());
                self.new.push(new.rest());
                return Ok(());
            };
            let columns = columns(line, parents.len());
            if columns.is_none() && !line.starts_with('\\') {
                return Err(too_short);
            }
            lines.next().ok_or(too_short)?;
            let Some(columns) = columns else { continue };
            let is_gone = columns.contains(&b'-');
            // In which of the parents it stands.
            let standing = if is_gone { b'-' } else { b' ' };
            match columns[0] {
                b'-' => old_run.has(parents[0].next),
                b'+' => old_run.lacks(),
                _ if is_gone => {}
                _ => self.old.extend(old_run.end(parents[0].next)),
            }
            if is_gone {
                new_run.lacks();
            } else if columns.contains(&b'+') {
                new_run.has(new.next);
            } else {
                self.new.extend(new_run.end(new.next));
            }
            let stands = parents.iter_mut().zip(columns).filter(|(_, column)| **column == standing);
            let sides = stands.map(|(parent, _)| parent).chain((!is_gone).then_some(&mut new));
            for side in sides {
                side.take().map_err(|kind| lines.error(kind))?;
                left -= 1;
            }
        }
        self.old.extend(old_run.end(parents[0].next));
        self.new.extend(new_run.end(new.next));
        Ok(())
    }

    /// In the order of lines, each line once.
    pub(super) fn merged(mut ranges: Vec<LineRange>) -> Vec<LineRange> {
        ranges.sort_unstable();
        ranges.dedup_by(|next, range| {
            let is_next_to = next.first <= range.last.saturating_add(1);
            if is_next_to {
                range.last = range.last.max(next.last);
            }
            is_next_to
        });
        ranges
    }
}

/// What a line has in front, a column for each parent, if it is one of a hunk.
fn columns(line: &str, parents: usize) -> Option<&[u8]> {
    // Editors and mailers take the space off an empty line.
    let columns = if line.is_empty() && parents == 1 { Some(b" ".as_slice()) } else { line.as_bytes().get(..parents) };
    columns.filter(|columns| columns.iter().all(|column| matches!(column, b' ' | b'+' | b'-')))
}

/// Changed lines next to each other, as one side sees them.
#[derive(Debug, Default)]
struct Run {
    /// The first line that this side alone has.
    first: Option<u32>,
    /// Whether only other sides have a line there.
    is_gap: bool,
}

impl Run {
    fn has(&mut self, line: u32) {
        self.first.get_or_insert(line);
    }

    fn lacks(&mut self) {
        self.is_gap = true;
    }

    /// Its lines, with `next` the line behind them.
    fn end(&mut self, next: u32) -> Option<LineRange> {
        let Self { first, is_gap } = std::mem::take(self);
        // Counted from 1, so that the line in front of the first is the first.
        let around = is_gap.then(|| LineRange { first: (next - 1).max(1), last: next });
        first.map(|first| LineRange { first, last: next - 1 }).or(around)
    }
}
