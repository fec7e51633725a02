//! A file of a program that is at rest, apart from the program: to be put away, and taken up again.
//!
//! In: what a program holds of a file beside its path. Out: bytes, and the same again.

use std::sync::Arc;

use super::packed::Packed;
use crate::languages::LanguageId;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use crate::source::paths::RelativePath;

/// A file at rest.
#[derive(Debug, Clone)]
pub(in crate::graph) struct AtRest {
    pub(super) language: LanguageId,
    pub(super) packed: Arc<Packed>,
    pub(super) imports: Vec<Option<RelativePath>>,
    pub(super) unit: Option<RelativePath>,
}

impl AtRest {
    /// Appends it. Whether it is the same again.
    pub fn put(&self, out: &mut Vec<u8>) -> bool {
        out.push(self.language as u8);
        put_path(out, self.unit.as_ref());
        put_number(out, self.imports.len() as u32);
        self.imports.iter().for_each(|import| put_path(out, import.as_ref()));
        self.packed.put(out)
    }

    /// What was [put](AtRest::put).
    pub fn take(input: &mut Input<'_>) -> Result<Self, DecodeError> {
        let language = *LanguageId::ALL.get(usize::from(input.byte()?)).ok_or(CUT)?;
        let unit = take_path(input)?;
        let imports = (0..input.count()?).map(|_| take_path(input)).collect::<Result<_, _>>()?;
        Ok(Self { language, packed: Arc::new(Packed::take(input)?), imports, unit })
    }
}

fn put_path(out: &mut Vec<u8>, path: Option<&RelativePath>) {
    out.push(u8::from(path.is_some()));
    path.into_iter().for_each(|path| put_bytes(out, path.as_bytes()));
}

fn take_path(input: &mut Input<'_>) -> Result<Option<RelativePath>, DecodeError> {
    match input.byte()? {
        0 => Ok(None),
        _ => Ok(Some(RelativePath::from(Arc::from(input.text()?)))),
    }
}
