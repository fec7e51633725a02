//! The [`Edges`] of a file in a tenth of the memory, as a program holds them that stays linked.
//!
//! In: edges. Out: bytes, equal where the edges are, and the edges again. Calls of one place stand together as a rule, and so do
//! references to one file: what is as in the row above is not said again.

use super::edges::{CallEdge, Edges, NameId, PathId, Place, ReferenceEdge, Referent};
use super::file_links::{CandidatesId, ReferenceKind, Resolution};
use crate::graph::names::files::{FileId, InFile};
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use crate::record::{FunctionRowId, ReferenceRowId, StringId, Strings, TypeRowId};
use std::sync::Arc;

/// What a call's first byte says beside its [`Resolution`].
const RESOLUTION: u8 = 7;
const HAS_NAME: u8 = 1 << 3;
const HAS_CANDIDATES: u8 = 1 << 4;
const HAS_RECEIVER: u8 = 1 << 5;
const HAS_FUNCTION: u8 = 1 << 6;
const IS_AT_PLACE_ABOVE: u8 = 1 << 7;

/// What a reference's first byte says beside its [`ReferenceKind`].
const KIND: u8 = 3;
const IS_TYPE: u8 = 1 << 2;

/// The edges of a file, packed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::graph) struct PackedEdges(Arc<[u8]>);

impl PackedEdges {
    /// Their bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Those of which these are the [bytes](PackedEdges::bytes).
    pub fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// Those.
    pub fn of(edges: &Edges) -> Self {
        let mut out = Vec::new();
        put_texts(&mut out, (1..edges.names.len() as u32).map(|id| edges.names.get(StringId(id))));
        put_texts(&mut out, edges.paths.iter().map(|path| &**path));
        put_number(&mut out, edges.imports.len() as u32);
        edges.imports.iter().for_each(|place| put_place(&mut out, *place));
        let mut file = FileId(0);
        put_number(&mut out, edges.candidates.len() as u32);
        for list in &edges.candidates {
            put_number(&mut out, list.len() as u32);
            list.iter().for_each(|function| put_row(&mut out, &mut file, function.file, function.row.row()));
        }
        put_calls(&mut out, &edges.calls);
        put_number(&mut out, edges.references.len() as u32);
        let mut row = 0;
        for ReferenceEdge { reference, to, kind } in &edges.references {
            let (is_type, to, of) = match to {
                Referent::Function(function) => (0, function.file, function.row.row()),
                Referent::Type(ty) => (IS_TYPE, ty.file, ty.row.row()),
            };
            out.push(*kind as u8 | is_type);
            put_number(&mut out, reference.row().wrapping_sub(row));
            row = reference.row();
            put_row(&mut out, &mut file, to, of);
        }
        Self(out.into())
    }

    /// The edges.
    ///
    /// # Errors
    /// None: they are those that were packed.
    pub fn unpacked(&self) -> Result<Edges, DecodeError> {
        let mut input = Input::new(&self.0);
        let names = take_texts(&mut input)?;
        let (mut blob, mut ends) = (String::new(), vec![0]);
        for name in names {
            blob.push_str(name);
            ends.push(blob.len() as u32);
        }
        let names = Strings::of(blob, ends).ok_or(CUT)?;
        let paths = take_texts(&mut input)?.into_iter().map(Box::from).collect();
        let imports = (0..input.count()?).map(|_| take_place(&mut input)).collect::<Result<_, _>>()?;
        let mut file = FileId(0);
        let mut candidates = Vec::new();
        for _ in 0..input.count()? {
            let list = (0..input.count()?).map(|_| {
                let (file, row) = take_row(&mut input, &mut file)?;
                Ok(InFile { file, row: FunctionRowId::new(row) })
            });
            candidates.push(list.collect::<Result<_, DecodeError>>()?);
        }
        let calls = take_calls(&mut input)?;
        let mut references = Vec::new();
        let mut row = 0_u32;
        for _ in 0..input.count()? {
            let head = input.byte()?;
            row = row.wrapping_add(input.number()?);
            let (file, of) = take_row(&mut input, &mut file)?;
            let to = match head & IS_TYPE {
                0 => Referent::Function(InFile { file, row: FunctionRowId::new(of) }),
                _ => Referent::Type(InFile { file, row: TypeRowId::new(of) }),
            };
            let kind = *ReferenceKind::ALL.get(usize::from(head & KIND)).ok_or(CUT)?;
            references.push(ReferenceEdge { reference: ReferenceRowId::new(row), to, kind });
        }
        Ok(Edges { names, paths, imports, calls, references, candidates })
    }
}

fn put_calls(out: &mut Vec<u8>, calls: &[CallEdge]) {
    put_number(out, calls.len() as u32);
    let (mut file, mut above) = (FileId(0), None);
    for call in calls {
        let flag = |is_set: bool, flag: u8| if is_set { flag } else { 0 };
        let is_at_place_above = above == Some(call.place);
        above = Some(call.place);
        out.push(
            call.resolution as u8
                | flag(call.name.is_some(), HAS_NAME)
                | flag(call.candidates.is_some(), HAS_CANDIDATES)
                | flag(call.receiver_type.is_some(), HAS_RECEIVER)
                | flag(call.function.is_some(), HAS_FUNCTION)
                | flag(is_at_place_above, IS_AT_PLACE_ABOVE),
        );
        if !is_at_place_above {
            put_place(out, call.place);
        }
        if let Place::File(of) = call.place {
            file = of;
        }
        put_number(out, call.caller.0.0);
        call.name.iter().for_each(|name| put_number(out, name.0.0));
        call.candidates.iter().for_each(|list| put_number(out, list.0));
        call.function.iter().for_each(|of| put_row(out, &mut file, of.file, of.row.row()));
        call.receiver_type.iter().for_each(|of| put_row(out, &mut file, of.file, of.row.row()));
    }
}

fn take_calls(input: &mut Input<'_>) -> Result<Vec<CallEdge>, DecodeError> {
    let count = input.count()?;
    let mut calls = Vec::with_capacity(count);
    let (mut file, mut above) = (FileId(0), None);
    for _ in 0..count {
        let head = input.byte()?;
        let has = |flag: u8| (head & flag != 0).then_some(());
        let place = match has(IS_AT_PLACE_ABOVE) {
            Some(()) => above.ok_or(CUT)?,
            None => take_place(input)?,
        };
        above = Some(place);
        if let Place::File(of) = place {
            file = of;
        }
        let caller = NameId(StringId(input.number()?));
        let name = has(HAS_NAME).map(|()| input.number()).transpose()?.map(|name| NameId(StringId(name)));
        let candidates = has(HAS_CANDIDATES).map(|()| input.number()).transpose()?.map(CandidatesId);
        let function = has(HAS_FUNCTION).map(|()| take_row(input, &mut file)).transpose()?;
        let receiver = has(HAS_RECEIVER).map(|()| take_row(input, &mut file)).transpose()?;
        calls.push(CallEdge {
            place,
            caller,
            function: function.map(|(file, row)| InFile { file, row: FunctionRowId::new(row) }),
            resolution: *Resolution::ALL.get(usize::from(head & RESOLUTION)).ok_or(CUT)?,
            name,
            candidates,
            receiver_type: receiver.map(|(file, row)| InFile { file, row: TypeRowId::new(row) }),
        });
    }
    Ok(calls)
}

fn put_texts<'t>(out: &mut Vec<u8>, texts: impl ExactSizeIterator<Item = &'t str>) {
    put_number(out, texts.len() as u32);
    texts.for_each(|text| put_bytes(out, text.as_bytes()));
}

fn take_texts<'b>(input: &mut Input<'b>) -> Result<Vec<&'b str>, DecodeError> {
    (0..input.count()?).map(|_| input.text()).collect()
}

/// A row of a file; the file is not said again where it is the one at hand, which it is from here on.
fn put_row(out: &mut Vec<u8>, at_hand: &mut FileId, file: FileId, row: u32) {
    put_number(out, row << 1 | u32::from(file != *at_hand));
    if file != *at_hand {
        put_number(out, file.0);
        *at_hand = file;
    }
}

fn take_row(input: &mut Input<'_>, at_hand: &mut FileId) -> Result<(FileId, u32), DecodeError> {
    let row = input.number()?;
    if row & 1 != 0 {
        *at_hand = FileId(input.number()?);
    }
    Ok((*at_hand, row >> 1))
}

fn put_place(out: &mut Vec<u8>, place: Place) {
    let (kind, number) = match place {
        Place::File(FileId(file)) => (0, file),
        Place::Repository(PathId(path)) => (1, path),
        Place::Outside(NameId(StringId(name))) => (2, name),
    };
    put_number(out, number << 2 | kind);
}

fn take_place(input: &mut Input<'_>) -> Result<Place, DecodeError> {
    let number = input.number()?;
    match (number & 3, number >> 2) {
        (0, file) => Ok(Place::File(FileId(file))),
        (1, path) => Ok(Place::Repository(PathId(path))),
        (2, name) => Ok(Place::Outside(NameId(StringId(name)))),
        _ => Err(CUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_file<Row>(file: u32, row: Row) -> InFile<Row> {
        InFile { file: FileId(file), row }
    }

    #[test]
    fn edges_are_themselves_again_and_equal_where_they_were() {
        let mut names = Strings::default();
        let [caller, package] = ["this", "react"].map(|name| NameId(names.intern(name)));
        let call = CallEdge {
            place: Place::Outside(package),
            caller,
            function: None,
            resolution: Resolution::External,
            name: None,
            candidates: None,
            receiver_type: None,
        };
        let linked = CallEdge {
            place: Place::File(FileId(7)),
            function: Some(in_file(7, FunctionRowId::new(300))),
            resolution: Resolution::Inherited,
            name: Some(package),
            candidates: Some(CandidatesId(0)),
            receiver_type: Some(in_file(900_000, TypeRowId::new(2))),
            ..call
        };
        let reference = |row, to, kind| ReferenceEdge { reference: ReferenceRowId::new(row), to, kind };
        let edges = Edges {
            names,
            paths: vec!["lib/a.ts".into()],
            imports: vec![Place::Repository(PathId(0)), Place::File(FileId(7))],
            calls: vec![call, call, linked, CallEdge { resolution: Resolution::Builtin, ..linked }],
            references: vec![
                reference(4, Referent::Type(in_file(7, TypeRowId::new(1))), ReferenceKind::Type),
                reference(900, Referent::Function(in_file(0, FunctionRowId::new(1))), ReferenceKind::Access),
            ],
            candidates: vec![[in_file(7, FunctionRowId::new(1)), in_file(8, FunctionRowId::new(0))].into()],
        };
        let packed = PackedEdges::of(&edges);
        assert_eq!(packed.unpacked().as_ref(), Ok(&edges));
        let mut others = edges.clone();
        others.calls[2].receiver_type = None;
        assert_ne!(PackedEdges::of(&others), packed);
        assert_eq!(PackedEdges::of(&Edges::default()).unpacked(), Ok(Edges::default()));
    }
}
