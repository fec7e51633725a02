//! Which kinds of syntax nodes a record's ids are made of: a few names, and the number of one for each id.
//!
//! In: a [`FileRecord`]. Out: [`Kinds`] as containers and dense forms have them, and the record's rows with them again.

use super::FileRecord;
use super::sections::{DecodeError, Sections};

/// The kinds of one record's ids. None at all where ids are not known to be made of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Kinds<'a> {
    /// Their names, in the order in which ids first have them.
    pub(super) names: Vec<&'a str>,
    /// The number of its name, for each node, then for each call.
    pub(super) of_ids: Vec<u32>,
}

impl<'a> Kinds<'a> {
    pub(super) fn of(record: &'a FileRecord) -> Self {
        if record.kind_names.is_empty() {
            return Self::default();
        }
        // Kinds that the grammar does not number are one, that of errors.
        let unnumbered = record.kind_names.len();
        let mut numbers = vec![u32::MAX; unnumbered + 1];
        let mut names = Vec::new();
        let kinds = record.nodes.iter().map(|node| node.syntax).chain(record.calls.iter().map(|call| call.syntax));
        let mut of_ids = Vec::with_capacity(record.nodes.len() + record.calls.len());
        of_ids.extend(kinds.map(|kind| {
            let number = &mut numbers[usize::from(kind).min(unnumbered)];
            if *number == u32::MAX {
                *number = names.len() as u32;
                names.push(record.kind_name(kind));
            }
            *number
        }));
        Self { names, of_ids }
    }
}

/// Gives the rows of a record the kinds that two sections have.
pub(super) fn read_kinds(sections: &Sections<'_>, section: usize, record: &mut FileRecord) -> Result<(), DecodeError> {
    const WRONG: DecodeError = DecodeError::Corrupt("kinds");
    let (names, numbers) = (sections.text(section)?, sections.text(section + 1)?);
    if names.is_empty() {
        return if numbers.is_empty() { Ok(()) } else { Err(WRONG) };
    }
    record.kind_names = names.split('\n').map(Box::from).collect();
    // How many of the names an id has had: what decodes is what would be encoded again.
    let (known, mut met) = (record.kind_names.len(), 0);
    let mut numbers = numbers.chars();
    let places = record.nodes.iter_mut().map(|node| &mut node.syntax);
    for place in places.chain(record.calls.iter_mut().map(|call| &mut call.syntax)) {
        let number = numbers.next().and_then(|number| u16::try_from(u32::from(number)).ok()).ok_or(WRONG)?;
        if usize::from(number) > met {
            return Err(WRONG);
        }
        met = met.max(usize::from(number) + 1);
        *place = number;
    }
    if met == known && numbers.next().is_none() { Ok(()) } else { Err(WRONG) }
}
