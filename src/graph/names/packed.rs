//! What a program holds of a file while it is at rest.
//!
//! In: a file's record. Out: it in a tenth of the memory, and the specifiers of its imports, which are asked of all files at once.

use crate::record::FileRecord;
use crate::record::compact::squeeze::{squeezed, unsqueezed};
use crate::record::compact::{compact_alone, expand_alone};

/// A record that is packed.
#[derive(Debug)]
pub(super) struct Packed {
    /// What linking reads of it, densely and compressed.
    bytes: Box<[u8]>,
    /// The specifiers of its imports, one behind the other.
    specifiers: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
}

impl Packed {
    /// That of a record; nothing, if it is none that could be read again.
    pub fn of(record: &FileRecord) -> Option<Self> {
        let dense = dense(record);
        expand_alone(&dense).ok()?;
        let (mut specifiers, mut ends) = (String::new(), Vec::new());
        for specifier in record.imports.iter().map(|specifier| record.text(*specifier)) {
            specifiers.push_str(specifier);
            ends.push(specifiers.len() as u32);
        }
        Some(Self { bytes: squeezed(&dense)?, specifiers: specifiers.into(), ends: ends.into() })
    }

    /// The record, without what linking does not read.
    pub fn unpacked(&self) -> Option<FileRecord> {
        expand_alone(&unsqueezed(&self.bytes)?).ok()
    }

    /// The specifiers of its imports.
    pub fn specifiers(&self) -> Vec<&str> {
        let begins = [0].iter().chain(&self.ends);
        begins.zip(&self.ends).map(|(begin, end)| &self.specifiers[*begin as usize..*end as usize]).collect()
    }
}

/// Whether linking reads the same of two records.
pub(super) fn are_alike(one: &FileRecord, other: &FileRecord) -> bool {
    one == other || dense(one) == dense(other)
}

fn dense(record: &FileRecord) -> Vec<u8> {
    let mut dense = Vec::new();
    compact_alone(record, &mut dense);
    dense
}
