//! The container that records, links and batches are written in: a header, a table of sections, the sections.
//!
//! In: texts and columns of integers. Out: one run of bytes, little-endian, every section aligned to four
//! bytes, that JavaScript reads through one `Uint32Array`. Knows nothing of what the sections mean.
//!
//! ```text
//! word 0  magic            word 3  flags
//! word 1  version          word 4  number of sections
//! word 2  length in words  then three words a section: offset in words, length in bytes, content
//! ```
//!
//! A reader looks sections up by number and ignores those behind the ones it knows, so a section can be added
//! without breaking older readers.

use std::borrow::Cow;

/// Says which layout the bytes have; a reader refuses any other.
pub const VERSION: u32 = 2;

/// The words of a container's header.
pub(crate) mod header {
    crate::record::rows::sections! {
        /// What kind of container it is, in four characters.
        MAGIC
        /// Which layout it has.
        VERSION
        /// How many words it takes.
        LENGTH
        /// What is said of it in single bits.
        FLAGS
        /// How many sections it has.
        SECTIONS
    }
}

/// The words of an entry of the table of sections, which follows the header.
pub(crate) mod entry {
    crate::record::rows::sections! {
        /// Where the section begins, in words.
        BEGIN
        /// How many bytes it takes.
        LENGTH
        /// What it holds.
        CONTENT
    }
}

const WORD: usize = 4;

/// Why bytes could not be decoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes do not begin as this kind of buffer does.
    #[error("these bytes are no {0}")]
    WrongMagic(&'static str),
    /// The bytes were written by an incompatible version of this package.
    #[error("format version {0} is not supported")]
    WrongVersion(u32),
    /// The bytes contradict themselves.
    #[error("corrupt: {0}")]
    Corrupt(&'static str),
}

/// What a section holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// Integers of four bytes.
    Words = 0,
    /// Text of one byte a character, ASCII and Latin-1: JavaScript copies it without decoding.
    Latin1 = 1,
    /// Any other text, in UTF-16: JavaScript copies that too. Decoding 3 MB of UTF-8 takes its thread 9 ms.
    Utf16 = 2,
}

/// Writes one container at the end of a byte vector.
#[derive(Debug)]
pub struct SectionWriter<'a> {
    out: &'a mut Vec<u8>,
    start: usize,
    section: usize,
}

impl<'a> SectionWriter<'a> {
    /// Begins a container of exactly `sections` sections, to be written in order.
    pub fn new(out: &'a mut Vec<u8>, magic: [u8; 4], flags: u32, sections: usize) -> Self {
        align(out);
        let start = out.len();
        out.extend_from_slice(&magic);
        for word in [VERSION, 0, flags, sections as u32] {
            out.extend_from_slice(&word.to_le_bytes());
        }
        out.resize(out.len() + sections * entry::COUNT * WORD, 0);
        Self { out, start, section: 0 }
    }

    /// Writes a section of text.
    pub fn text(&mut self, text: &str) {
        let begin = self.out.len();
        let content = if text.is_ascii() {
            self.out.extend_from_slice(text.as_bytes());
            Content::Latin1
        } else if is_latin1(text) {
            self.out.extend(text.chars().map(|character| character as u8));
            Content::Latin1
        } else {
            self.out.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
            Content::Utf16
        };
        self.close(begin, content);
    }

    /// Writes a section of rows, all of `N` words.
    pub fn rows<const N: usize>(&mut self, rows: impl ExactSizeIterator<Item = [u32; N]>) {
        let begin = self.out.len();
        self.out.reserve(rows.len() * N * WORD);
        for row in rows {
            for word in row {
                self.out.extend_from_slice(&word.to_le_bytes());
            }
        }
        self.close(begin, Content::Words);
    }

    /// Writes a section of `words` words, which `fill` appends.
    pub fn row_bytes(&mut self, words: usize, fill: impl FnOnce(&mut Vec<u8>)) {
        let begin = self.out.len();
        self.out.reserve(words * WORD);
        fill(self.out);
        self.close(begin, Content::Words);
    }

    /// Writes a section of this content, which `fill` appends.
    ///
    /// # Errors
    /// If `fill` fails; what it appended is no section then.
    pub(crate) fn filled<E>(
        &mut self,
        content: Content,
        fill: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<(), E> {
        let begin = self.out.len();
        fill(self.out)?;
        self.close(begin, content);
        Ok(())
    }

    /// Writes two sections: where each string ends, in UTF-16 units, and the strings one behind the other.
    pub fn strings(&mut self, strings: &super::Strings) {
        self.string_table(strings.blob(), strings.ends());
    }

    /// The same of strings one behind the other, with where each ends in bytes.
    pub(crate) fn string_table(&mut self, blob: &str, ends: &[u32]) {
        if blob.is_ascii() {
            self.rows(ends.iter().map(|end| [*end]));
        } else {
            let mut begin = 0;
            let mut units = 0;
            self.rows(ends.iter().map(|end| {
                units += utf16_len(&blob[begin..*end as usize]);
                begin = *end as usize;
                [units]
            }));
        }
        self.text(blob);
    }

    /// Writes a section of bytes that are a reader's matter.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let begin = self.out.len();
        self.out.extend_from_slice(bytes);
        self.close(begin, Content::Words);
    }

    /// Writes a section of containers, each aligned to four bytes: words to a reader.
    pub fn nested<'b>(&mut self, containers: impl Iterator<Item = &'b [u8]>) {
        let begin = self.out.len();
        for container in containers {
            self.out.extend_from_slice(container);
            align(self.out);
        }
        self.close(begin, Content::Words);
    }

    /// Ends the container.
    pub fn finish(mut self) {
        self.put(header::LENGTH, (self.out.len() - self.start) / WORD);
    }

    fn close(&mut self, begin: usize, content: Content) {
        let length = self.out.len() - begin;
        align(self.out);
        let at = header::COUNT + self.section * entry::COUNT;
        self.put(at + entry::BEGIN, (begin - self.start) / WORD);
        self.put(at + entry::LENGTH, length);
        self.put(at + entry::CONTENT, content as usize);
        self.section += 1;
    }

    fn put(&mut self, word: usize, value: usize) {
        let at = self.start + word * WORD;
        self.out[at..at + WORD].copy_from_slice(&(value as u32).to_le_bytes());
    }
}

/// Fills up with zeros to the next multiple of four bytes.
fn align(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(WORD), 0);
}

/// Whether every character is below U+0100: those of two bytes begin with 0xC2 or 0xC3, all others above.
fn is_latin1(text: &str) -> bool {
    text.bytes().all(|byte| byte <= 0xC3)
}

/// How many UTF-16 units a text has.
fn utf16_len(text: &str) -> u32 {
    text.chars().map(|c| c.len_utf16() as u32).sum()
}

/// Reads one container. Every look-up is checked: wrong bytes give an error, never a panic.
#[derive(Debug, Clone, Copy)]
pub struct Sections<'a> {
    bytes: &'a [u8],
    /// The header's flags.
    pub flags: u32,
    count: usize,
}

impl<'a> Sections<'a> {
    /// Checks the header of `bytes`, which hold one container and nothing else.
    ///
    /// # Errors
    /// If magic, version, length or section table are not those of a container with at least `sections`
    /// sections; `what` names the kind of container in the error.
    pub fn new(bytes: &'a [u8], magic: [u8; 4], sections: usize, what: &'static str) -> Result<Self, DecodeError> {
        if read_word(bytes, header::MAGIC) != Some(u32::from_le_bytes(magic)) {
            return Err(DecodeError::WrongMagic(what));
        }
        let word = |word| read_word(bytes, word).ok_or(DecodeError::Corrupt("header"));
        let version = word(header::VERSION)?;
        if version != VERSION {
            return Err(DecodeError::WrongVersion(version));
        }
        if word(header::LENGTH)? as usize * WORD != bytes.len() {
            return Err(DecodeError::Corrupt("length"));
        }
        let count = word(header::SECTIONS)? as usize;
        if count < sections || (header::COUNT + count * entry::COUNT) * WORD > bytes.len() {
            return Err(DecodeError::Corrupt("section table"));
        }
        Ok(Self { bytes, flags: word(header::FLAGS)?, count })
    }

    /// The text of a section.
    ///
    /// # Errors
    /// If the section is outside the bytes or no text.
    pub fn text(&self, section: usize) -> Result<Cow<'a, str>, DecodeError> {
        let (bytes, content) = self.section(section)?;
        if content == Content::Words as u32 {
            return Err(DecodeError::Corrupt("text section"));
        }
        if content == Content::Latin1 as u32 {
            return Ok(match std::str::from_utf8(bytes) {
                Ok(text) if text.is_ascii() => Cow::Borrowed(text),
                _ => Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect()),
            });
        }
        const WRONG: DecodeError = DecodeError::Corrupt("text is not UTF-16");
        let (units, []) = bytes.as_chunks::<2>() else { return Err(WRONG) };
        let units = units.iter().map(|unit| u16::from_le_bytes(*unit));
        let text: String = char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| WRONG)?;
        if is_latin1(&text) { Err(DecodeError::Corrupt("text content")) } else { Ok(Cow::Owned(text)) }
    }

    /// The bytes of a section that [`SectionWriter::bytes`] wrote.
    ///
    /// # Errors
    /// If the section is outside the bytes, or text.
    pub fn bytes(&self, section: usize) -> Result<&'a [u8], DecodeError> {
        let (bytes, content) = self.section(section)?;
        if content == Content::Words as u32 { Ok(bytes) } else { Err(DecodeError::Corrupt("bytes section")) }
    }

    /// The rows of a section, `N` words each.
    ///
    /// # Errors
    /// If the section is outside the bytes, no words, or no whole number of rows.
    pub fn rows<const N: usize>(
        &self,
        section: usize,
    ) -> Result<impl ExactSizeIterator<Item = [u32; N]> + use<'a, N>, DecodeError> {
        let (bytes, content) = self.section(section)?;
        if content != Content::Words as u32 || !bytes.len().is_multiple_of(N * WORD) {
            return Err(DecodeError::Corrupt("row section"));
        }
        let (words, _) = bytes.as_chunks::<WORD>();
        Ok(words.chunks_exact(N).map(|row| std::array::from_fn(|column| u32::from_le_bytes(row[column]))))
    }

    /// The words of a section, little-endian.
    ///
    /// # Errors
    /// If the section is outside the bytes, or no words.
    pub(crate) fn words(&self, section: usize) -> Result<&'a [[u8; WORD]], DecodeError> {
        let (bytes, content) = self.section(section)?;
        match bytes.as_chunks::<WORD>() {
            (words, []) if content == Content::Words as u32 => Ok(words),
            _ => Err(DecodeError::Corrupt("row section")),
        }
    }

    /// The rows of a section, `width` words each.
    ///
    /// # Errors
    /// As [`Sections::rows`].
    pub fn chunks(&self, section: usize, width: usize) -> Result<std::slice::ChunksExact<'a, [u8; WORD]>, DecodeError> {
        let (bytes, content) = self.section(section)?;
        if content != Content::Words as u32 || width == 0 || !bytes.len().is_multiple_of(width * WORD) {
            return Err(DecodeError::Corrupt("row section"));
        }
        let (words, _) = bytes.as_chunks::<WORD>();
        Ok(words.chunks_exact(width))
    }

    /// The strings of two sections that [`SectionWriter::strings`] wrote.
    ///
    /// # Errors
    /// If the ends do not cut the text into distinct strings, the first of them empty.
    pub fn strings(&self, section: usize) -> Result<super::Strings, DecodeError> {
        const WRONG: DecodeError = DecodeError::Corrupt("string table");
        let text = self.text(section + 1)?;
        let mut strings = super::Strings::default();
        let mut rest = &*text;
        let mut begin = 0;
        for (id, [end]) in self.rows::<1>(section)?.enumerate() {
            let units = end.checked_sub(begin).ok_or(WRONG)?;
            let (string, behind) = split_at_utf16(rest, units).ok_or(WRONG)?;
            if strings.intern(string).0 as usize != id {
                return Err(WRONG);
            }
            (rest, begin) = (behind, end);
        }
        if rest.is_empty() && self.rows::<1>(section)?.len() > 0 { Ok(strings) } else { Err(WRONG) }
    }

    fn section(&self, section: usize) -> Result<(&'a [u8], u32), DecodeError> {
        const WRONG: DecodeError = DecodeError::Corrupt("section");
        if section >= self.count {
            return Err(WRONG);
        }
        let at = header::COUNT + section * entry::COUNT;
        let word = |column| read_word(self.bytes, at + column).ok_or(WRONG);
        let begin = word(entry::BEGIN)? as usize * WORD;
        let end = begin + word(entry::LENGTH)? as usize;
        let content = word(entry::CONTENT)?;
        if content > Content::Utf16 as u32 {
            return Err(WRONG);
        }
        Ok((self.bytes.get(begin..end).ok_or(WRONG)?, content))
    }
}

fn read_word(bytes: &[u8], word: usize) -> Option<u32> {
    let (words, _) = bytes.as_chunks::<WORD>();
    words.get(word).map(|bytes| u32::from_le_bytes(*bytes))
}

/// Cuts a text behind `units` UTF-16 units, if a character ends there.
fn split_at_utf16(text: &str, units: u32) -> Option<(&str, &str)> {
    let mut left = units;
    let mut bytes = 0;
    for c in text.chars() {
        if left == 0 {
            break;
        }
        left = left.checked_sub(c.len_utf16() as u32)?;
        bytes += c.len_utf8();
    }
    if left == 0 { text.split_at_checked(bytes) } else { None }
}
