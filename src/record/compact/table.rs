//! Tables by columns: each column becomes small numbers by what its words follow from, and takes nothing where these are all 0.
//!
//! In: the words of a table, row by row, as a container has them. Out: bytes, and the words again. Knows columns by what
//! `rows!` and `variants!` declare alone. The first column is always written, a byte a row at least, so that no few bytes can
//! ask for many rows.

use super::super::rows::{Row, push_words};
use super::super::sections::DecodeError;
use super::bytes::{CUT, Input, put_number, put_numbers};
use super::model::{self, Fields, Model, Models};
use crate::source::lines::Lines;
use std::marker::PhantomData;

/// All numbers of the column are 0, and none is written.
const NOTHING: u8 = 0;
/// The column's numbers follow.
const NUMBERS: u8 = 1;
/// The column's words follow as they are.
const WORDS: u8 = 2;

/// What tables are read and written with.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Around<'a> {
    /// The lines of the source, where it is at hand.
    pub(crate) lines: Option<&'a Lines>,
    /// Whether the table is that of the expressions.
    pub(crate) is_of_exprs: bool,
}

/// Tables of one form, one after the other: what each takes to be written or read is used again.
#[derive(Debug, Default)]
pub(crate) struct Tables<'a> {
    around: Around<'a>,
    /// The words of the table that is written.
    words: Vec<[u8; 4]>,
    /// The numbers of the column at hand, and of another that goes with it.
    column: Vec<u32>,
    other: Vec<u32>,
    /// Where somebody asks, which strings rows refer to that are written.
    named: Option<Vec<bool>>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(around: Around<'a>) -> Self {
        Self { around, ..Self::default() }
    }

    /// Of so many strings, notes which ones are referred to by what is written from here on.
    pub(super) fn note_strings(&mut self, strings: usize) {
        self.named = Some(vec![false; strings]);
    }

    /// Which strings were referred to.
    pub(super) fn noted_strings(self) -> Vec<bool> {
        self.named.unwrap_or_default()
    }

    /// The tables that follow are read and written with this.
    pub(super) const fn set_around(&mut self, around: Around<'a>) {
        self.around = around;
    }

    /// Appends a table.
    pub(crate) fn put<const CONTAINER: u8, R: Row>(&mut self, out: &mut Vec<u8>, table: &[R]) {
        put_number(out, table.len() as u32);
        if table.is_empty() {
            return;
        }
        let mut words = std::mem::take(&mut self.words);
        words.clear();
        push_words::<CONTAINER, R>(table, &mut words);
        let grid = Grid { words: &mut words, width: R::WIDTHS[CONTAINER as usize] };
        self.put_columns(out, &grid, ModelsOf::<CONTAINER, R>::ALL, 0, Rows::All(table.len() as u32));
        self.words = words;
    }

    /// Reads a table, and appends the words of its rows, little-endian.
    pub(crate) fn take<const CONTAINER: u8, R: Row>(
        &mut self,
        input: &mut Input<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), DecodeError> {
        let (begin, count) = (out.len(), input.count()?);
        out.resize(begin + count * R::WIDTHS[CONTAINER as usize] * 4, 0);
        let (words, _) = out[begin..].as_chunks_mut();
        self.fill::<CONTAINER, R>(input, words, count)
    }

    /// The same, apart.
    pub(crate) fn take_bytes<const CONTAINER: u8, R: Row>(
        &mut self,
        input: &mut Input<'_>,
    ) -> Result<Vec<[u8; 4]>, DecodeError> {
        let count = input.count()?;
        let mut words = vec![[0; 4]; count * R::WIDTHS[CONTAINER as usize]];
        self.fill::<CONTAINER, R>(input, &mut words, count)?;
        Ok(words)
    }

    fn fill<const CONTAINER: u8, R: Row>(
        &mut self,
        input: &mut Input<'_>,
        words: &mut [[u8; 4]],
        count: usize,
    ) -> Result<(), DecodeError> {
        if count == 0 {
            return Ok(());
        }
        let mut grid = Grid { words, width: R::WIDTHS[CONTAINER as usize] };
        self.take_columns(input, &mut grid, ModelsOf::<CONTAINER, R>::ALL, 0, Rows::All(count as u32))
    }
}

/// What each word of a row in a container follows from.
struct ModelsOf<const CONTAINER: u8, R>(PhantomData<R>);

impl<const CONTAINER: u8, R: Row> ModelsOf<CONTAINER, R> {
    const ALL: &'static Models = &Models::of_row(R::COLUMNS, R::MODELS, CONTAINER);
}

/// Some rows of a table.
#[derive(Debug, Clone, Copy)]
enum Rows<'r> {
    /// The first so many.
    All(u32),
    /// These.
    Some(&'r [u32]),
}

impl Rows<'_> {
    const fn len(self) -> usize {
        match self {
            Self::All(count) => count as usize,
            Self::Some(rows) => rows.len(),
        }
    }

    const fn row(self, at: usize) -> u32 {
        match self {
            Self::All(_) => at as u32,
            Self::Some(rows) => rows[at],
        }
    }
}

/// The words of a table, row by row.
struct Grid<'w> {
    words: &'w mut [[u8; 4]],
    width: usize,
}

impl Grid<'_> {
    fn gather(&self, column: usize, rows: Rows<'_>, into: &mut Vec<u32>) {
        into.clear();
        match rows {
            Rows::All(_) => into.extend(self.words.chunks_exact(self.width).map(|row| word(row, column))),
            Rows::Some(rows) => into.extend(rows.iter().map(|row| word(self.row(*row), column))),
        }
    }

    fn row(&self, row: u32) -> &[[u8; 4]] {
        &self.words[row as usize * self.width..][..self.width]
    }

    /// Has each number make words of its row, whose number is told too.
    fn fill(&mut self, rows: Rows<'_>, numbers: &[u32], mut make: impl FnMut(&mut [[u8; 4]], u32, u32)) {
        let width = self.width;
        match rows {
            Rows::All(_) => {
                let rows = self.words.chunks_exact_mut(width).zip(0..);
                rows.zip(numbers).for_each(|((words, row), number)| make(words, row, *number));
            }
            Rows::Some(rows) => {
                for (row, number) in rows.iter().zip(numbers) {
                    make(&mut self.words[*row as usize * width..][..width], *row, *number);
                }
            }
        }
    }

    /// The same of a column whose words follow from numbers alone.
    fn fill_column(&mut self, column: usize, rows: Rows<'_>, numbers: &[u32], mut word: impl FnMut(u32) -> u32) {
        self.fill(rows, numbers, |words, _, number| words[column] = word(number).to_le_bytes());
    }
}

fn word(row: &[[u8; 4]], column: usize) -> u32 {
    u32::from_le_bytes(row[column])
}

impl Tables<'_> {
    fn put_columns(&mut self, out: &mut Vec<u8>, grid: &Grid<'_>, models: &Models, first: usize, rows: Rows<'_>) {
        for (column, model) in (first..).zip(models.as_slice()) {
            let (words, other, lines) = (&mut self.column, &mut self.other, self.around.lines);
            if !matches!(model, Model::Within) {
                grid.gather(column, rows, words);
            }
            if let (Model::Text | Model::MaybeText | Model::Named, Some(named)) = (model, &mut self.named) {
                for word in &*words {
                    // What is absent is no string.
                    named.get_mut(*word as usize).into_iter().for_each(|named| *named = true);
                }
            }
            match *model {
                Model::Within => continue,
                Model::Plain | Model::Named | Model::Tag(_) => {}
                Model::Near => model::near(words),
                Model::Maybe => {
                    behind(words);
                    model::sparse(words);
                }
                Model::Expr if self.around.is_of_exprs => back(words, rows),
                Model::Expr => model::sparse(words),
                Model::Text | Model::MaybeText => {
                    if matches!(model, Model::MaybeText) {
                        behind(words);
                    }
                    if words.iter().any(|word| word >> 31 != 0) {
                        out.push(WORDS);
                        put_numbers(out, words);
                        continue;
                    }
                    model::texts(words);
                }
                Model::Run | Model::MaybeRun => {
                    grid.gather(column + 1, rows, other);
                    if matches!(model, Model::MaybeRun) {
                        behind(words);
                        behind(other);
                    }
                    model::runs(words, other);
                    put_column(out, other, column == 0);
                    put_column(out, words, false);
                    continue;
                }
                Model::Beyond { back } => {
                    grid.gather(column - back, rows, other);
                    model::beyond(words, other);
                }
                Model::RowOf { back } => {
                    grid.gather(column - back, rows, other);
                    model::expect(words, other, |offset| model::place(lines, offset).0);
                }
                Model::ColumnOf { back } => {
                    grid.gather(column - back, rows, other);
                    model::expect(words, other, |offset| model::place(lines, offset).1);
                }
            }
            put_column(out, words, column == 0);
            if let Model::Tag(variants) = model {
                let groups = Groups::of(words, rows, variants.len()).unwrap_or_default();
                for (models, rows) in groups.of_variants(variants) {
                    self.put_columns(out, grid, &models, column + 1, rows);
                }
            }
        }
    }

    fn take_columns(
        &mut self,
        input: &mut Input<'_>,
        grid: &mut Grid<'_>,
        models: &Models,
        first: usize,
        rows: Rows<'_>,
    ) -> Result<(), DecodeError> {
        let mut columns =
            (first..).zip(models.as_slice()).filter(|(_, model)| !matches!(model, Model::Within)).peekable();
        while let Some((column, model)) = columns.next() {
            let (numbers, other, lines) = (&mut self.column, &mut self.other, self.around.lines);
            let mode = take_column(input, rows.len(), column == 0, numbers)?;
            match *model {
                Model::MaybeText if mode == WORDS => {
                    grid.fill_column(column, rows, numbers, |word| word.wrapping_sub(1));
                }
                _ if mode == WORDS => grid.fill_column(column, rows, numbers, |word| word),
                // All words are 0 before they are read.
                Model::Plain | Model::Named if mode == NOTHING => {}
                Model::Plain | Model::Named | Model::Tag(_) | Model::Within => {
                    grid.fill_column(column, rows, numbers, |number| number);
                }
                Model::Near => grid.fill_column(column, rows, numbers, model::undo_near()),
                Model::Maybe => {
                    let mut undo = model::undo_sparse();
                    grid.fill_column(column, rows, numbers, |number| undo(number).wrapping_sub(1));
                }
                Model::Expr if self.around.is_of_exprs => {
                    grid.fill(rows, numbers, |words, row, number| {
                        words[column] = model::back(number, row).to_le_bytes();
                    });
                }
                Model::Expr => grid.fill_column(column, rows, numbers, model::undo_sparse()),
                Model::Text => grid.fill_column(column, rows, numbers, model::undo_texts()),
                Model::MaybeText => {
                    let mut undo = model::undo_texts();
                    grid.fill_column(column, rows, numbers, |number| undo(number).wrapping_sub(1));
                }
                Model::Run | Model::MaybeRun => {
                    take_column(input, rows.len(), false, other)?;
                    let more = u32::from(matches!(model, Model::MaybeRun));
                    let (mut undo, mut starts) = (model::undo_runs(), other.iter());
                    grid.fill(rows, numbers, |words, _, length| {
                        let (start, end) = undo(starts.next().copied().unwrap_or_default(), length);
                        words[column] = start.wrapping_sub(more).to_le_bytes();
                        words[column + 1] = end.wrapping_sub(more).to_le_bytes();
                    });
                }
                Model::Beyond { back } => grid.fill(rows, numbers, |words, _, number| {
                    words[column] = number.wrapping_add(word(words, column - back)).to_le_bytes();
                }),
                Model::RowOf { back } => {
                    // The column of the same offset comes next: both are found at once.
                    let is_next = |(_, next): &(usize, &Model)| matches!(next, Model::ColumnOf { back: further } if *further == back + 1);
                    let has_column = columns.next_if(is_next).is_some();
                    other.clear();
                    if has_column {
                        take_column(input, rows.len(), false, other)?;
                    }
                    let mut behind = other.iter();
                    grid.fill(rows, numbers, |words, _, number| {
                        let place = model::place(lines, word(words, column - back));
                        words[column] = model::undo_expect(number, place.0).to_le_bytes();
                        if let Some(number) = behind.next() {
                            words[column + 1] = model::undo_expect(*number, place.1).to_le_bytes();
                        }
                    });
                }
                Model::ColumnOf { back } => grid.fill(rows, numbers, |words, _, number| {
                    let place = model::place(lines, word(words, column - back));
                    words[column] = model::undo_expect(number, place.1).to_le_bytes();
                }),
            }
            if let Model::Tag(variants) = model {
                let groups = Groups::of(numbers, rows, variants.len()).ok_or(DecodeError::Corrupt("variant"))?;
                for (models, rows) in groups.of_variants(variants) {
                    self.take_columns(input, grid, &models, column + 1, rows)?;
                }
            }
        }
        Ok(())
    }
}

/// Expressions from their own rows.
fn back(words: &mut [u32], rows: Rows<'_>) {
    words.iter_mut().enumerate().for_each(|(at, word)| *word = model::back(*word, rows.row(at)));
}

/// The largest number becomes 0, each other one more.
fn behind(words: &mut [u32]) {
    words.iter_mut().for_each(|word| *word = word.wrapping_add(1));
}

/// Rows by their tags.
#[derive(Default)]
struct Groups {
    /// Those of each variant one behind the other.
    rows: Vec<u32>,
    /// Where those of each variant end.
    ends: Vec<usize>,
}

impl Groups {
    /// The rows with these tags; `None` if one is of no variant. Variants are numbered as they are listed.
    fn of(tags: &[u32], rows: Rows<'_>, variants: usize) -> Option<Self> {
        let mut ends = vec![0_usize; variants + 1];
        for tag in tags {
            *ends.get_mut(*tag as usize + 1)? += 1;
        }
        for variant in 1..ends.len() {
            ends[variant] += ends[variant - 1];
        }
        let mut grouped = vec![0; tags.len()];
        for (at, tag) in tags.iter().enumerate() {
            let place = &mut ends[*tag as usize];
            grouped[*place] = rows.row(at);
            *place += 1;
        }
        ends.pop();
        Some(Self { rows: grouped, ends })
    }

    /// The rows of each variant that has any, with what the words behind its tag follow from.
    fn of_variants(&self, variants: &'static [(u32, Fields)]) -> impl Iterator<Item = (Models, Rows<'_>)> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        variants.iter().zip(begins).zip(&self.ends).filter_map(|(((_, fields), begin), end)| {
            let rows = &self.rows[begin..*end];
            (!rows.is_empty() && !fields.is_empty()).then(|| (Models::of_variant(fields), Rows::Some(rows)))
        })
    }
}

fn put_column(out: &mut Vec<u8>, numbers: &[u32], is_first: bool) {
    if !is_first && numbers.iter().all(|number| *number == 0) {
        out.push(NOTHING);
    } else {
        out.push(NUMBERS);
        put_numbers(out, numbers);
    }
}

fn take_column(input: &mut Input<'_>, count: usize, is_first: bool, into: &mut Vec<u32>) -> Result<u8, DecodeError> {
    into.clear();
    let mode = input.byte()?;
    match mode {
        NOTHING if !is_first => into.resize(count, 0),
        NUMBERS | WORDS => input.push_numbers(count, into)?,
        _ => return Err(CUT),
    }
    Ok(mode)
}
