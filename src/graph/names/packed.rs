//! What a program holds of a file while it is at rest.
//!
//! In: a file's record. Out: it in a tenth of the memory, and the specifiers of its imports, which are asked of all files at once.
//! As bytes, to be kept elsewhere, it is not compressed: of many files together that comes to less.

use crate::record::FileRecord;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::compact::squeeze::{squeezed, unsqueezed, unsqueezed_length};
use crate::record::compact::{compact_alone, expand_alone};
use crate::record::sections::DecodeError;
use crate::record::symbols::ExportTarget;

/// How many times as much memory a record takes as it is long before it is compressed.
const UNPACKED: usize = 8;

/// A record that is packed.
#[derive(Debug)]
pub(super) struct Packed {
    /// What linking reads of it, densely and compressed.
    bytes: Box<[u8]>,
    /// The specifiers of its imports, one behind the other.
    specifiers: Box<str>,
    /// Where each ends.
    ends: Box<[u32]>,
    /// Whether it has something in tables that are those of all files.
    is_shared: bool,
    /// Whether a build decides which of its declarations are meant.
    has_twins: bool,
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
        let (is_shared, has_twins) = (is_shared(record), !record.symbols.twins.is_empty());
        Some(Self { bytes: squeezed(&dense)?, specifiers: specifiers.into(), ends: ends.into(), is_shared, has_twins })
    }

    /// How many bytes the record takes that it is unpacked to, with the index of its names: about, as counted for what is dense.
    pub fn unpacked_bytes(&self) -> usize {
        unsqueezed_length(&self.bytes).saturating_mul(UNPACKED)
    }

    /// Whether what is known of all files together cannot be told without it.
    pub const fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Whether a build decides which of its declarations are meant.
    pub const fn has_twins(&self) -> bool {
        self.has_twins
    }

    /// Appends it. Whether it is the same again.
    pub fn put(&self, out: &mut Vec<u8>) -> bool {
        let Some(dense) = unsqueezed(&self.bytes) else { return false };
        out.push(u8::from(self.is_shared) | u8::from(self.has_twins) << 1);
        put_number(out, self.ends.len() as u32);
        self.specifiers().iter().for_each(|specifier| put_bytes(out, specifier.as_bytes()));
        put_bytes(out, &dense);
        true
    }

    /// What was [put](Packed::put).
    pub fn take(input: &mut Input<'_>) -> Result<Self, DecodeError> {
        let flags = input.byte()?;
        let (is_shared, has_twins) = (flags & 1 != 0, flags & 2 != 0);
        let (mut specifiers, mut ends) = (String::new(), Vec::new());
        for _ in 0..input.count()? {
            specifiers.push_str(input.text()?);
            ends.push(specifiers.len() as u32);
        }
        let bytes = squeezed(input.bytes()?).ok_or(CUT)?;
        Ok(Self { bytes, specifiers: specifiers.into(), ends: ends.into(), is_shared, has_twins })
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

/// Whether a file re-exports others whole, or has something for others under a name that is not its own.
fn is_shared(record: &FileRecord) -> bool {
    let symbols = &record.symbols;
    let is_whole = |target| matches!(target, ExportTarget::From { .. });
    let is_shared = |name, target, has_package| has_package || (is_whole(target) && record.text(name) == "*");
    record.language.facts().methods_make_subtypes
        || !symbols.lent.is_empty()
        || !symbols.extensions.is_empty()
        || symbols.exports.iter().any(|export| is_shared(export.name, export.target, export.package.is_some()))
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
