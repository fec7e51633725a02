//! The strings of a table, without those that follow from others: the hashes of signatures.
//!
//! In: a table of strings, with the functions whose signatures are hashed in it. Out: bytes, and the strings again.

use super::super::sections::DecodeError;
use super::super::signature_hash::{HASH_CHARACTERS, signature_hash};
use super::super::{FunctionRow, StringId, Strings};
use super::bytes::{CUT, Input, put_bytes, put_number, put_numbers};

/// Appends the strings; `functions` say which of them are hashes of signatures.
pub(super) fn put_strings(out: &mut Vec<u8>, strings: &Strings, functions: &[FunctionRow]) {
    let derived = Signatures::of(strings, functions);
    derived.put(out);
    put_number(out, strings.len() as u32 - 1);
    let mut lengths = Vec::with_capacity(strings.len());
    let mut blob = String::with_capacity(strings.blob().len());
    let mut hashes = derived.hashes.iter().map(|(hash, ..)| *hash).peekable();
    for id in 1..strings.len() as u32 {
        if hashes.next_if_eq(&id).is_some() {
            lengths.push(0);
        } else {
            let text = strings.get(StringId(id));
            lengths.push(text.len() as u32);
            blob.push_str(text);
        }
    }
    put_numbers(out, &lengths);
    put_bytes(out, blob.as_bytes());
}

/// Strings as they are read: one behind the other, and where each ends.
#[derive(Debug)]
pub(super) struct Blob {
    pub(super) text: String,
    pub(super) ends: Vec<u32>,
}

impl Blob {
    /// The string of this number, if there is one.
    pub(super) fn get(&self, id: u32) -> Option<&str> {
        let id = id as usize;
        let begin = id.checked_sub(1).map_or(Some(&0), |before| self.ends.get(before))?;
        self.text.get(*begin as usize..*self.ends.get(id)? as usize)
    }

    /// The strings with their ids.
    ///
    /// # Errors
    /// If two are equal.
    pub(super) fn interned(self) -> Result<Strings, DecodeError> {
        Strings::of(self.text, self.ends).ok_or(DecodeError::Corrupt("string table"))
    }
}

/// Reads the strings.
pub(super) fn take_strings(input: &mut Input<'_>) -> Result<Blob, DecodeError> {
    let signatures = Signatures::take(input)?;
    let count = input.count()?;
    let lengths = input.numbers(count)?;
    let blob = input.text()?;
    let mut begins = Vec::with_capacity(count + 1);
    let mut begin = 0_usize;
    for length in [0].iter().chain(&lengths) {
        begins.push(begin);
        begin += *length as usize;
    }
    if begin != blob.len() {
        return Err(CUT);
    }
    let text_of = |id: u32| {
        let (id, begin) = (id as usize, *begins.get(id as usize)?);
        let length = id.checked_sub(1).map_or(0, |before| lengths[before] as usize);
        blob.get(begin..begin + length)
    };
    let mut text = String::with_capacity(blob.len() + signatures.hashes.len() * HASH_CHARACTERS);
    let mut ends = Vec::with_capacity(count + 1);
    ends.push(0);
    let mut hashes = signatures.hashes.iter().peekable();
    for id in 1..=count as u32 {
        if let Some((_, params, return_type)) = hashes.next_if(|(hash, ..)| *hash == id) {
            text.push_str(&signature_hash(*params as usize, text_of(*return_type).ok_or(CUT)?));
        } else {
            text.push_str(text_of(id).ok_or(CUT)?);
        }
        ends.push(text.len() as u32);
    }
    if hashes.next().is_some() {
        return Err(CUT);
    }
    Ok(Blob { text, ends })
}

/// More parameters no function has whose hash is left out: reading it takes as long as they are many.
const MOST_PARAMS: u32 = 1 << 12;

/// More bytes no return type has whose function's hash is left out.
const LONGEST_RETURN_TYPE: usize = 1 << 12;

/// Which strings are the hashes of signatures: with how many parameters, and which return type.
#[derive(Debug, Default)]
struct Signatures {
    /// In the order of strings, which are not each other's return types.
    hashes: Vec<(u32, u32, u32)>,
}

impl Signatures {
    fn of(strings: &Strings, functions: &[FunctionRow]) -> Self {
        let mut hashes: Vec<_> = functions
            .iter()
            .map(|row| (row.signature_hash.0, row.params.end.saturating_sub(row.params.start), row.return_type.0))
            .collect();
        hashes.sort_unstable();
        hashes.dedup_by_key(|(hash, ..)| *hash);
        let known = hashes.clone();
        hashes.retain(|(hash, params, return_type)| {
            let text = strings.get(StringId(*return_type));
            *params <= MOST_PARAMS
                && text.len() <= LONGEST_RETURN_TYPE
                && known.binary_search_by_key(return_type, |(hash, ..)| *hash).is_err()
                && strings.get(StringId(*hash)) == signature_hash(*params as usize, text)
        });
        Self { hashes }
    }

    fn put(&self, out: &mut Vec<u8>) {
        put_number(out, self.hashes.len() as u32);
        let mut above = 0;
        for (hash, params, return_type) in &self.hashes {
            put_number(out, hash - above);
            put_number(out, *params);
            put_number(out, *return_type);
            above = *hash;
        }
    }

    fn take(input: &mut Input<'_>) -> Result<Self, DecodeError> {
        let count = input.count()?;
        let mut hashes = Vec::with_capacity(count);
        let mut above = 0_u32;
        for _ in 0..count {
            let hash = above.checked_add(input.number()?).ok_or(CUT)?;
            let (params, return_type) = (input.number()?, input.number()?);
            if params > MOST_PARAMS {
                return Err(CUT);
            }
            hashes.push((hash, params, return_type));
            above = hash;
        }
        Ok(Self { hashes })
    }
}
