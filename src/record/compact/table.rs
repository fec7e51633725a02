//! Tables by columns: each column becomes small numbers by what its words follow from, and takes nothing where these are all 0.
//!
//! In: the words of a table, row by row, as a container has them. Out: bytes, and the words again. Knows columns by what
//! `rows!` and `variants!` declare alone. The first column is always written, a byte a row at least, so that no few bytes can
//! ask for many rows.

use super::super::rows::{Row, push_words};
use super::super::sections::DecodeError;
use super::bytes::{CUT, Input, put_number, put_numbers};
use super::lines::Lines;
use super::model::{self, Fields, Model};

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
    grid: Grid,
    around: Around<'a>,
    /// The words of the column at hand, and of one that they follow from.
    column: Vec<u32>,
    other: Vec<u32>,
}

impl<'a> Tables<'a> {
    pub(crate) fn new(around: Around<'a>) -> Self {
        Self { around, ..Self::default() }
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
        self.grid.width = R::WIDTHS[CONTAINER as usize];
        self.grid.words.clear();
        push_words::<CONTAINER, R>(table, &mut self.grid.words);
        self.put_columns(out, &models::<CONTAINER, R>(), 0, Rows::All(table.len() as u32));
    }

    /// Reads a table: the words of its rows.
    pub(crate) fn take<const CONTAINER: u8, R: Row>(&mut self, input: &mut Input<'_>) -> Result<&[u32], DecodeError> {
        let (count, width) = (input.count()?, R::WIDTHS[CONTAINER as usize]);
        self.grid.width = width;
        self.grid.words.clear();
        self.grid.words.resize(count * width, 0);
        if count > 0 {
            self.take_columns(input, &models::<CONTAINER, R>(), 0, Rows::All(count as u32))?;
        }
        Ok(&self.grid.words)
    }

    /// The same as bytes, little-endian.
    pub(crate) fn take_bytes<const CONTAINER: u8, R: Row>(
        &mut self,
        input: &mut Input<'_>,
    ) -> Result<Vec<[u8; 4]>, DecodeError> {
        Ok(self.take::<CONTAINER, R>(input)?.iter().map(|word| word.to_le_bytes()).collect())
    }
}

/// What each word of a row follows from.
fn models<const CONTAINER: u8, R: Row>() -> Vec<Model> {
    let columns = R::COLUMNS.iter().zip(R::MODELS).filter(|((_, _, containers), _)| containers & CONTAINER != 0);
    columns.flat_map(|((name, parts, _), known)| Model::of_column(name, parts.len(), known)).collect()
}

/// The models of a variant's words.
fn models_of(fields: Fields) -> Vec<Model> {
    fields.iter().flat_map(|(parts, known)| Model::of_column("", *parts, known)).collect()
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
#[derive(Debug, Default)]
struct Grid {
    words: Vec<u32>,
    width: usize,
}

impl Grid {
    fn gather(&self, column: usize, rows: Rows<'_>, into: &mut Vec<u32>) {
        into.clear();
        match rows {
            Rows::All(_) => into.extend(self.words.chunks_exact(self.width).map(|row| row[column])),
            Rows::Some(rows) => into.extend(rows.iter().map(|row| self.words[*row as usize * self.width + column])),
        }
    }

    fn scatter(&mut self, column: usize, rows: Rows<'_>, words: &[u32]) {
        match rows {
            Rows::All(_) => {
                let rows = self.words.chunks_exact_mut(self.width);
                rows.zip(words).for_each(|(row, word)| row[column] = *word);
            }
            Rows::Some(rows) => {
                for (row, word) in rows.iter().zip(words) {
                    self.words[*row as usize * self.width + column] = *word;
                }
            }
        }
    }
}

impl Tables<'_> {
    fn put_columns(&mut self, out: &mut Vec<u8>, models: &[Model], first: usize, rows: Rows<'_>) {
        for (column, model) in (first..).zip(models) {
            let (words, other, lines) = (&mut self.column, &mut self.other, self.around.lines);
            if !matches!(model, Model::Within) {
                self.grid.gather(column, rows, words);
            }
            match *model {
                Model::Within => continue,
                Model::Plain | Model::Tag(_) => {}
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
                    self.grid.gather(column + 1, rows, other);
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
                    self.grid.gather(column - back, rows, other);
                    model::beyond(words, other);
                }
                Model::RowOf { back } => {
                    self.grid.gather(column - back, rows, other);
                    model::expect(words, other, model::row(lines));
                }
                Model::ColumnOf { back } => {
                    self.grid.gather(column - back, rows, other);
                    model::expect(words, other, model::column(lines));
                }
            }
            put_column(out, words, column == 0);
            if let Model::Tag(variants) = model {
                let groups = Groups::of(words, rows, variants.len()).unwrap_or_default();
                for (models, rows) in groups.of_variants(variants) {
                    self.put_columns(out, &models, column + 1, rows);
                }
            }
        }
    }

    fn take_columns(
        &mut self,
        input: &mut Input<'_>,
        models: &[Model],
        first: usize,
        rows: Rows<'_>,
    ) -> Result<(), DecodeError> {
        for (column, model) in (first..).zip(models) {
            let (words, other, lines) = (&mut self.column, &mut self.other, self.around.lines);
            if matches!(model, Model::Within) {
                continue;
            }
            let mode = take_column(input, rows.len(), column == 0, words)?;
            match *model {
                _ if mode == WORDS => {}
                Model::Plain | Model::Tag(_) | Model::Within => {}
                Model::Near => model::undo_near(words),
                Model::Maybe => model::undo_sparse(words),
                Model::Expr if self.around.is_of_exprs => back(words, rows),
                Model::Expr => model::undo_sparse(words),
                Model::Text | Model::MaybeText => model::undo_texts(words),
                Model::Run | Model::MaybeRun => {
                    take_column(input, rows.len(), false, other)?;
                    model::undo_runs(other, words);
                    if matches!(model, Model::MaybeRun) {
                        before(words);
                    }
                    self.grid.scatter(column + 1, rows, words);
                    std::mem::swap(words, other);
                }
                Model::Beyond { back } => {
                    self.grid.gather(column - back, rows, other);
                    model::undo_beyond(words, other);
                }
                Model::RowOf { back } => {
                    self.grid.gather(column - back, rows, other);
                    model::undo_expect(words, other, model::row(lines));
                }
                Model::ColumnOf { back } => {
                    self.grid.gather(column - back, rows, other);
                    model::undo_expect(words, other, model::column(lines));
                }
            }
            if matches!(model, Model::Maybe | Model::MaybeText | Model::MaybeRun) {
                before(words);
            }
            self.grid.scatter(column, rows, words);
            if let Model::Tag(variants) = model {
                let groups = Groups::of(words, rows, variants.len()).ok_or(DecodeError::Corrupt("variant"))?;
                for (models, rows) in groups.of_variants(variants) {
                    self.take_columns(input, &models, column + 1, rows)?;
                }
            }
        }
        Ok(())
    }
}

/// Expressions from their own rows, and back.
fn back(words: &mut [u32], rows: Rows<'_>) {
    match rows {
        Rows::All(count) => model::back(words, 0..count),
        Rows::Some(rows) => model::back(words, rows.iter().copied()),
    }
}

/// The largest number becomes 0, each other one more.
fn behind(words: &mut [u32]) {
    words.iter_mut().for_each(|word| *word = word.wrapping_add(1));
}

fn before(words: &mut [u32]) {
    words.iter_mut().for_each(|word| *word = word.wrapping_sub(1));
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
    fn of_variants(&self, variants: &'static [(u32, Fields)]) -> impl Iterator<Item = (Vec<Model>, Rows<'_>)> {
        let begins = [0].into_iter().chain(self.ends.iter().copied());
        variants.iter().zip(begins).zip(&self.ends).filter_map(|(((_, fields), begin), end)| {
            let rows = &self.rows[begin..*end];
            (!rows.is_empty() && !fields.is_empty()).then(|| (models_of(fields), Rows::Some(rows)))
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
