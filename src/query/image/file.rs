//! One file of an index as bytes, and what leads to it.
//!
//! In: a file, and the numbers that its piece has for other files. Out: bytes, and the file again, as it was.

use super::columns::{
    put_all, put_blocks, put_sites, put_strings, put_symbol_id, put_symbol_ids, put_symbols, take_all, take_blocks,
    take_sites, take_string, take_strings, take_symbol_id, take_symbol_ids, take_symbols,
};
use crate::graph::FileId;
use crate::languages::LanguageId;
use crate::query::declared::Declared;
use crate::query::decorators::Decorated;
use crate::query::edges::{Edge, EdgeKind, SymbolRef};
use crate::query::file::{Import, IndexedFile, Parts};
use crate::query::heads::Head;
use crate::query::index::LeadsTo;
use crate::query::outline::{Outline, Shown};
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use std::sync::Arc;

/// Appends a file.
pub(super) fn put_file(out: &mut Vec<u8>, file: &IndexedFile, number: impl Fn(FileId) -> u32) {
    let outline = &*file.outline;
    let (has_heads, has_decorated) = (!outline.heads.is_empty(), !outline.decorated.is_empty());
    let flags = [outline.has_syntax_errors, outline.is_test, has_heads, has_decorated];
    out.push((0..).zip(flags).map(|(bit, flag)| u8::from(flag) << bit).sum());
    out.push(outline.language as u8);
    out.extend_from_slice(&outline.content_hash);
    out.extend_from_slice(&outline.bytes.to_le_bytes());
    put_shown(out, &outline.shown);
    put_strings(out, &outline.strings);
    put_all(out, &outline.lists, |out, id| put_number(out, id.0));
    put_symbols(out, &outline.functions);
    put_symbols(out, &outline.types);
    put_sites(out, &outline.calls);
    put_sites(out, &outline.references);
    put_blocks(out, &outline.blocks);
    put_all(out, &outline.top_level, |out, (first, last)| {
        put_number(out, *first);
        put_number(out, *last);
    });
    if has_heads {
        put_all(out, &outline.heads, |out, Head { rows: (first, last), members }| {
            [*first, *last, members.start, members.end].iter().for_each(|number| put_number(out, *number));
        });
    }
    if has_decorated {
        put_all(out, &outline.decorated, |out, of| {
            put_symbol_id(out, of.symbol);
            put_number(out, of.first_row);
        });
    }
    put_number(out, file.calls_with_target);
    put_all(out, file.renamed(), |out, (symbol, key)| {
        put_symbol_id(out, *symbol);
        put_bytes(out, key.as_bytes());
    });
    put_all(out, &file.edges, |out, edge| {
        out.push(edge.kind as u8);
        put_number(out, number(edge.to.file));
        put_symbol_id(out, edge.to.symbol);
        put_number(out, edge.site);
    });
    let Declared { constructors, exported, open } = file.declared();
    [constructors, exported, open].iter().for_each(|symbols| put_symbol_ids(out, symbols));
    put_all(out, &file.imports, |out, import| match import {
        Import::File(file) => {
            out.push(0);
            put_number(out, number(*file));
        }
        Import::Repository(path) => {
            out.push(1);
            put_bytes(out, path.as_bytes());
        }
        Import::Outside(name) => {
            out.push(2);
            put_bytes(out, name.as_bytes());
        }
    });
    put_bytes(out, &file.links);
}

fn put_shown(out: &mut Vec<u8>, shown: &Shown) {
    match shown {
        Shown::Held(bytes) => {
            out.push(0);
            put_bytes(out, bytes);
        }
        Shown::Kept(key) => {
            out.push(1);
            out.extend_from_slice(key);
        }
    }
}

fn take_shown(input: &mut Input<'_>) -> Result<Shown, DecodeError> {
    Ok(match input.byte()? {
        0 => Shown::Held(input.bytes()?.into()),
        _ => Shown::Kept(take_hash(input)?),
    })
}

fn take_hash(input: &mut Input<'_>) -> Result<[u8; 32], DecodeError> {
    input.take(32)?.try_into().map_err(|_| CUT)
}

/// What the file held that these bytes are, without the rest of it.
pub(super) fn take_content_hash(bytes: &[u8]) -> Option<[u8; 32]> {
    bytes.get(2..)?.first_chunk().copied()
}

/// The file at this path that these bytes are; `files` are those that the piece has numbers for.
pub(super) fn take_file(bytes: &[u8], path: &Arc<str>, files: &[FileId]) -> Result<IndexedFile, DecodeError> {
    let input = &mut Input::new(bytes);
    let flags = input.byte()?;
    let language = *LanguageId::ALL.get(usize::from(input.byte()?)).ok_or(CUT)?;
    let content_hash = take_hash(input)?;
    let bytes = u64::from_le_bytes(input.take(8)?.try_into().map_err(|_| CUT)?);
    let shown = take_shown(input)?;
    let strings = take_strings(input)?;
    let lists = take_all(input, |input| take_string(input, &strings))?;
    let functions = take_symbols(input, &strings, &lists)?;
    let types = take_symbols(input, &strings, &lists)?;
    let calls = take_sites(input)?;
    let references = take_sites(input)?;
    let blocks = take_blocks(input, &strings)?;
    let top_level = take_all(input, |input| Ok((input.number()?, input.number()?)))?;
    // A file of an image of the first form has neither.
    let heads =
        if flags & 4 != 0 { take_all(input, |input| take_head(input, functions.len()))? } else { Box::default() };
    let decorated = if flags & 8 != 0 { take_all(input, take_decorated)? } else { Box::default() };
    let outline = Arc::new(Outline {
        path: Arc::clone(path),
        language,
        content_hash,
        bytes,
        has_syntax_errors: flags & 1 != 0,
        strings,
        lists,
        functions,
        types,
        calls,
        references,
        is_test: flags & 2 != 0,
        blocks,
        top_level,
        heads,
        decorated,
        shown,
    });
    let calls_with_target = input.number()?;
    let renamed = take_all(input, |input| Ok((take_symbol_id(input)?, Box::from(input.text()?))))?;
    let edges = take_all(input, |input| {
        let kind = *EdgeKind::ALL.get(usize::from(input.byte()?)).ok_or(CUT)?;
        let to = SymbolRef { file: take_file_id(input, files)?, symbol: take_symbol_id(input)? };
        Ok(Edge { to, site: input.number()?, kind })
    })?;
    let declared = Declared {
        constructors: take_symbol_ids(input)?,
        exported: take_symbol_ids(input)?,
        open: take_symbol_ids(input)?,
    };
    let imports = take_all(input, |input| {
        Ok(match input.byte()? {
            0 => Import::File(take_file_id(input, files)?),
            1 => Import::Repository(input.text()?.into()),
            _ => Import::Outside(input.text()?.into()),
        })
    })?;
    let links = input.bytes()?.into();
    input.end()?;
    Ok(IndexedFile::from(Parts { outline, renamed, edges, declared, calls_with_target, imports, links }))
}

fn take_head(input: &mut Input<'_>, functions: usize) -> Result<Head, DecodeError> {
    let (rows, members) = ((input.number()?, input.number()?), input.number()?..input.number()?);
    let is_there = members.start <= members.end && members.end as usize <= functions;
    if is_there { Ok(Head { rows, members }) } else { Err(CUT) }
}

fn take_decorated(input: &mut Input<'_>) -> Result<Decorated, DecodeError> {
    Ok(Decorated { symbol: take_symbol_id(input)?, first_row: input.number()? })
}

fn take_file_id(input: &mut Input<'_>, files: &[FileId]) -> Result<FileId, DecodeError> {
    files.get(input.number()? as usize).copied().ok_or(DecodeError::Corrupt("file of a piece"))
}

/// Appends what leads to a file.
pub(super) fn put_leads_to(out: &mut Vec<u8>, of: &LeadsTo, number: impl Fn(FileId) -> u32) {
    // By their paths, which their numbers in an index need not be by.
    let mut edges: Vec<_> = of.edges.iter().map(|(symbol, from, edge)| (*symbol, number(*from), *edge)).collect();
    edges.sort_unstable();
    put_all(out, &edges, |out, (symbol, from, edge)| {
        put_symbol_id(out, *symbol);
        put_number(out, *from);
        put_number(out, *edge);
    });
    let mut importers: Vec<u32> = of.importers.iter().map(|from| number(*from)).collect();
    importers.sort_unstable();
    put_all(out, &importers, |out, from| put_number(out, *from));
}

/// What leads to a file.
pub(super) fn take_leads_to(bytes: &[u8], files: &[FileId]) -> Result<LeadsTo, DecodeError> {
    let input = &mut Input::new(bytes);
    let mut edges =
        take_all(input, |input| Ok((take_symbol_id(input)?, take_file_id(input, files)?, input.number()?)))?;
    let mut importers = take_all(input, |input| take_file_id(input, files))?;
    input.end()?;
    edges.sort_unstable();
    importers.sort_unstable();
    Ok(LeadsTo { edges, importers })
}
