//! Tables by columns: each column becomes small numbers by what its words follow from, and takes nothing where these are all 0.
//!
//! In: the words of a table, row by row, as a container has them. Out: bytes, and the words again. Knows columns by what
//! `rows!` and `variants!` declare alone. The first column is always written, a byte a row at least, so that no few bytes can
//! ask for many rows.

use super::super::rows::{Row, words_of};
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

/// Appends a table.
pub(crate) fn put_table<const CONTAINER: u8, R: Row>(out: &mut Vec<u8>, table: &[R], around: Around<'_>) {
    put_number(out, table.len() as u32);
    if table.is_empty() {
        return;
    }
    let grid = Grid { words: words_of::<CONTAINER, R>(table), width: R::WIDTHS[CONTAINER as usize], around };
    grid.put_columns(out, &models::<CONTAINER, R>(), 0, &Rows::All(table.len() as u32));
}

/// Reads a table: the words of its rows.
pub(crate) fn take_table<const CONTAINER: u8, R: Row>(
    input: &mut Input<'_>,
    around: Around<'_>,
) -> Result<Vec<[u8; 4]>, DecodeError> {
    let (count, width) = (input.count()?, R::WIDTHS[CONTAINER as usize]);
    let mut grid = Grid { words: vec![0; count * width], width, around };
    if count > 0 {
        grid.take_columns(input, &models::<CONTAINER, R>(), 0, &Rows::All(count as u32))?;
    }
    Ok(grid.words.into_iter().map(u32::to_le_bytes).collect())
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
enum Rows {
    /// The first so many.
    All(u32),
    /// These.
    Some(Vec<u32>),
}

impl Rows {
    fn len(&self) -> usize {
        match self {
            Self::All(count) => *count as usize,
            Self::Some(rows) => rows.len(),
        }
    }
}

/// The words of a table.
struct Grid<'a> {
    words: Vec<u32>,
    width: usize,
    around: Around<'a>,
}

impl Grid<'_> {
    fn gather(&self, column: usize, rows: &Rows) -> Vec<u32> {
        match rows {
            Rows::All(_) => self.words[column..].iter().step_by(self.width).copied().collect(),
            Rows::Some(rows) => rows.iter().map(|row| self.words[*row as usize * self.width + column]).collect(),
        }
    }

    fn scatter(&mut self, column: usize, rows: &Rows, words: &[u32]) {
        match rows {
            Rows::All(_) => {
                self.words[column..].iter_mut().step_by(self.width).zip(words).for_each(|(to, word)| *to = *word);
            }
            Rows::Some(rows) => {
                for (row, word) in rows.iter().zip(words) {
                    self.words[*row as usize * self.width + column] = *word;
                }
            }
        }
    }

    fn put_columns(&self, out: &mut Vec<u8>, models: &[Model], first: usize, rows: &Rows) {
        let mut column = first;
        for model in models {
            let mut words = self.gather(column, rows);
            let lines = self.around.lines;
            match *model {
                Model::Plain | Model::Tag(_) => {}
                Model::Near => model::near(&mut words),
                Model::Maybe => {
                    behind(&mut words);
                    model::sparse(&mut words);
                }
                Model::Expr if self.around.is_of_exprs => match rows {
                    Rows::All(count) => model::back(&mut words, 0..*count),
                    Rows::Some(rows) => model::back(&mut words, rows.iter().copied()),
                },
                Model::Expr => model::sparse(&mut words),
                Model::Text | Model::MaybeText => {
                    if matches!(model, Model::MaybeText) {
                        behind(&mut words);
                    }
                    if words.iter().any(|word| word >> 31 != 0) {
                        out.push(WORDS);
                        put_numbers(out, &words);
                        column += 1;
                        continue;
                    }
                    model::texts(&mut words);
                }
                Model::Run | Model::MaybeRun => {
                    let mut ends = self.gather(column + 1, rows);
                    if matches!(model, Model::MaybeRun) {
                        behind(&mut words);
                        behind(&mut ends);
                    }
                    model::runs(&mut words, &mut ends);
                    put_column(out, &ends, column == 0);
                    put_column(out, &words, false);
                    column += 1;
                    continue;
                }
                Model::Within => {
                    column += 1;
                    continue;
                }
                Model::Beyond { back } => model::beyond(&mut words, &self.gather(column - back, rows)),
                Model::RowOf { back } => {
                    model::expect(&mut words, &self.gather(column - back, rows), model::row(lines));
                }
                Model::ColumnOf { back } => {
                    model::expect(&mut words, &self.gather(column - back, rows), model::column(lines));
                }
            }
            put_column(out, &words, column == 0);
            column += 1;
            if let Model::Tag(variants) = model {
                let groups = groups(&words, rows, variants).unwrap_or_default();
                for (models, rows) in &groups {
                    self.put_columns(out, models, column, rows);
                }
            }
        }
    }

    fn take_columns(
        &mut self,
        input: &mut Input<'_>,
        models: &[Model],
        first: usize,
        rows: &Rows,
    ) -> Result<(), DecodeError> {
        let mut column = first;
        for model in models {
            if matches!(model, Model::Within) {
                column += 1;
                continue;
            }
            let (mode, mut words) = take_column(input, rows.len(), column == 0)?;
            let lines = self.around.lines;
            match *model {
                _ if mode == WORDS => {}
                Model::Plain | Model::Tag(_) | Model::Within => {}
                Model::Near => model::undo_near(&mut words),
                Model::Maybe => model::undo_sparse(&mut words),
                Model::Expr if self.around.is_of_exprs => match rows {
                    Rows::All(count) => model::back(&mut words, 0..*count),
                    Rows::Some(rows) => model::back(&mut words, rows.iter().copied()),
                },
                Model::Expr => model::undo_sparse(&mut words),
                Model::Text | Model::MaybeText => model::undo_texts(&mut words),
                Model::Run | Model::MaybeRun => {
                    let (_, mut starts) = take_column(input, rows.len(), false)?;
                    model::undo_runs(&mut starts, &mut words);
                    if matches!(model, Model::MaybeRun) {
                        before(&mut words);
                    }
                    self.scatter(column + 1, rows, &words);
                    words = starts;
                }
                Model::Beyond { back } => model::undo_beyond(&mut words, &self.gather(column - back, rows)),
                Model::RowOf { back } => {
                    model::undo_expect(&mut words, &self.gather(column - back, rows), model::row(lines));
                }
                Model::ColumnOf { back } => {
                    model::undo_expect(&mut words, &self.gather(column - back, rows), model::column(lines));
                }
            }
            if matches!(model, Model::Maybe | Model::MaybeText | Model::MaybeRun) {
                before(&mut words);
            }
            self.scatter(column, rows, &words);
            column += 1;
            if let Model::Tag(variants) = model {
                for (models, rows) in groups(&words, rows, variants).ok_or(DecodeError::Corrupt("variant"))? {
                    self.take_columns(input, &models, column, &rows)?;
                }
            }
        }
        Ok(())
    }
}

/// The largest number becomes 0, each other one more.
fn behind(words: &mut [u32]) {
    words.iter_mut().for_each(|word| *word = word.wrapping_add(1));
}

fn before(words: &mut [u32]) {
    words.iter_mut().for_each(|word| *word = word.wrapping_sub(1));
}

/// The rows by their tags, with what the words behind these follow from; `None` if one is of no variant.
fn groups(tags: &[u32], rows: &Rows, variants: &[(u32, Fields)]) -> Option<Vec<(Vec<Model>, Rows)>> {
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); variants.len()];
    for (at, tag) in tags.iter().enumerate() {
        // Variants are numbered as they are listed.
        let group = groups.get_mut(*tag as usize)?;
        group.push(match rows {
            Rows::All(_) => at as u32,
            Rows::Some(rows) => rows[at],
        });
    }
    let groups = variants.iter().zip(groups).filter(|((_, fields), rows)| !rows.is_empty() && !fields.is_empty());
    Some(groups.map(|((_, fields), rows)| (models_of(fields), Rows::Some(rows))).collect())
}

fn put_column(out: &mut Vec<u8>, numbers: &[u32], is_first: bool) {
    if !is_first && numbers.iter().all(|number| *number == 0) {
        out.push(NOTHING);
    } else {
        out.push(NUMBERS);
        put_numbers(out, numbers);
    }
}

fn take_column(input: &mut Input<'_>, count: usize, is_first: bool) -> Result<(u8, Vec<u32>), DecodeError> {
    let mode = input.byte()?;
    match mode {
        NOTHING if !is_first => Ok((mode, vec![0; count])),
        NUMBERS | WORDS => Ok((mode, input.numbers(count)?)),
        _ => Err(CUT),
    }
}
