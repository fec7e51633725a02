//! Numbers and texts one behind the other: small numbers take one byte.
//!
//! In: numbers and bytes. Out: what is appended to a run of bytes, and read again. Every look-up is checked: wrong bytes give an
//! error, never a panic, and nothing takes more memory than a small multiple of the bytes that are there.

use super::super::sections::DecodeError;

/// What is read does not end where it should.
pub(crate) const CUT: DecodeError = DecodeError::Corrupt("dense form");

/// How many numbers are looked at together.
const TOGETHER: usize = 8;

/// Appends a number, seven bits a byte, the lowest first.
pub(crate) fn put_number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends numbers.
pub(crate) fn put_numbers(out: &mut Vec<u8>, numbers: &[u32]) {
    out.reserve(numbers.len() + TOGETHER);
    let (eights, rest) = numbers.as_chunks::<TOGETHER>();
    for eight in eights {
        if eight.iter().fold(0, |all, number| all | number) < 0x80 {
            out.extend_from_slice(&eight.map(|number| number as u8));
        } else {
            eight.iter().for_each(|number| put_number(out, *number));
        }
    }
    rest.iter().for_each(|number| put_number(out, *number));
}

/// Numbers near 0 on both sides as small ones.
pub(crate) const fn zigzag(difference: u32) -> u32 {
    (difference << 1) ^ (((difference as i32) >> 31) as u32)
}

/// The number that [`zigzag`] made this of.
pub(crate) const fn unzigzag(number: u32) -> u32 {
    (number >> 1) ^ (number & 1).wrapping_neg()
}

/// Appends bytes with how many they are.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u32);
    out.extend_from_slice(bytes);
}

/// Bytes that are read from their beginning on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Input<'a> {
    rest: &'a [u8],
}

impl<'a> Input<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes that are left.
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// How many bytes are left.
    pub(crate) const fn left(&self) -> usize {
        self.rest.len()
    }

    pub(crate) fn byte(&mut self) -> Result<u8, DecodeError> {
        let (byte, rest) = self.rest.split_first().ok_or(CUT)?;
        self.rest = rest;
        Ok(*byte)
    }

    pub(crate) fn number(&mut self) -> Result<u32, DecodeError> {
        let (mut number, mut shift) = (0, 0);
        loop {
            let byte = u32::from(self.byte()?);
            let bits = byte & 0x7f;
            // The fifth byte holds the four bits that are left.
            if shift == 28 && byte > 0x0f {
                return Err(DecodeError::Corrupt("number"));
            }
            number |= bits << shift;
            if byte < 0x80 {
                return Ok(number);
            }
            shift += 7;
        }
    }

    /// A number of what takes at least one byte each.
    pub(crate) fn count(&mut self) -> Result<usize, DecodeError> {
        let count = self.number()? as usize;
        if count <= self.rest.len() { Ok(count) } else { Err(CUT) }
    }

    /// So many numbers.
    pub(crate) fn numbers(&mut self, count: usize) -> Result<Vec<u32>, DecodeError> {
        let mut numbers = Vec::new();
        self.push_numbers(count, &mut numbers)?;
        Ok(numbers)
    }

    /// Appends so many numbers.
    pub(super) fn push_numbers(&mut self, count: usize, into: &mut Vec<u32>) -> Result<(), DecodeError> {
        if count > self.rest.len() {
            return Err(CUT);
        }
        into.reserve(count);
        let mut left = count;
        while left > 0 {
            match self.rest.first_chunk::<TOGETHER>() {
                Some(eight) if left >= TOGETHER && u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080 == 0 => {
                    into.extend_from_slice(&eight.map(u32::from));
                    self.rest = &self.rest[TOGETHER..];
                    left -= TOGETHER;
                }
                _ => {
                    into.push(self.number()?);
                    left -= 1;
                }
            }
        }
        Ok(())
    }

    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8], DecodeError> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(CUT)?;
        self.rest = rest;
        Ok(bytes)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], DecodeError> {
        let count = self.number()? as usize;
        self.take(count)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, DecodeError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| DecodeError::Corrupt("text"))
    }

    pub(crate) fn end(&self) -> Result<(), DecodeError> {
        if self.rest.is_empty() { Ok(()) } else { Err(CUT) }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_again(numbers in proptest::collection::vec(prop_oneof![0_u32..200, any::<u32>()], 0..60)) {
            let mut bytes = Vec::new();
            put_numbers(&mut bytes, &numbers);
            let mut input = Input::new(&bytes);
            prop_assert_eq!(input.numbers(numbers.len()).unwrap(), numbers);
            prop_assert!(input.end().is_ok());
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for bytes in [&[0x80][..], &[0xff; 5], &[0x80, 0x80, 0x80, 0x80, 0x10], &[]] {
            assert!(Input::new(bytes).number().is_err(), "{bytes:?}");
        }
        assert!(Input::new(&[200, 1, 0]).count().is_err());
    }
}
