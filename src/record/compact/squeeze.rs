//! Compression of what is held in memory: of little at a time, often.
//!
//! In: bytes. Out: fewer, and the bytes again.

use super::bytes::{Input, put_number};
use std::cell::RefCell;
use zstd::bulk::{Compressor, Decompressor};

/// How hard is compressed: more takes as much time again for a twentieth of the size.
const LEVEL: i32 = 1;

thread_local! {
    /// Made once a thread: each takes longer to be made than to be used.
    static COMPRESSOR: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static DECOMPRESSOR: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// The bytes, compressed; nothing if there is no memory for that.
#[must_use]
pub fn squeezed(bytes: &[u8]) -> Option<Box<[u8]>> {
    let compressed = COMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(compressor) => compressor.compress(bytes).ok(),
        None => kept.insert(Compressor::new(LEVEL).ok()?).compress(bytes).ok(),
    })?;
    let mut out = Vec::with_capacity(compressed.len() + 5);
    put_number(&mut out, u32::try_from(bytes.len()).ok()?);
    out.extend_from_slice(&compressed);
    Some(out.into())
}

/// How many bytes were [`squeezed`] to these; none, if these are nothing of the kind.
#[must_use]
pub fn unsqueezed_length(bytes: &[u8]) -> usize {
    Input::new(bytes).number().map_or(0, |length| length as usize)
}

/// The bytes that were [`squeezed`], if they are that.
#[must_use]
pub fn unsqueezed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut input = Input::new(bytes);
    let length = input.number().ok()? as usize;
    let bytes = DECOMPRESSOR.with_borrow_mut(|kept| match kept {
        Some(decompressor) => decompressor.decompress(input.rest(), length).ok(),
        None => kept.insert(Decompressor::new().ok()?).decompress(input.rest(), length).ok(),
    })?;
    (bytes.len() == length).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_themselves_again(bytes in proptest::collection::vec(0_u8..4, 0..400), cut in 0_usize..400) {
            let squeezed = squeezed(&bytes).unwrap_or_default();
            prop_assert_eq!(unsqueezed_length(&squeezed), bytes.len());
            prop_assert_eq!(unsqueezed(&squeezed), Some(bytes));
            if cut < squeezed.len() {
                prop_assert_eq!(unsqueezed(&squeezed[..cut]), None);
            }
        }
    }
}
