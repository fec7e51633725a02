//! The [`Heritage`] of a file as bytes.
//!
//! In: a heritage. Out: bytes, and the heritage again. Most files say nothing, which takes three bytes.

use super::edges::Place;
use super::supertypes::{Heritage, Supertype};
use crate::graph::names::files::{FileId, InFile, TypeRef};
use crate::record::TypeRowId;
use crate::record::compact::bytes::{CUT, Input, put_bytes, put_number};
use crate::record::sections::DecodeError;
use crate::record::symbols::ClassId;

/// Appends a heritage.
pub(in crate::graph) fn put_heritage(out: &mut Vec<u8>, heritage: &Heritage) {
    for side in [&heritage.extends, &heritage.implements] {
        put_number(out, side.len() as u32);
        for supertypes in side {
            put_number(out, supertypes.len() as u32);
            supertypes.iter().for_each(|supertype| put_supertype(out, supertype));
        }
    }
    put_number(out, heritage.unnamed.len() as u32);
    for (ty, class) in &heritage.unnamed {
        put_type(out, *ty);
        put_number(out, class.row());
    }
}

/// What was [put](put_heritage).
pub(in crate::graph) fn take_heritage(input: &mut Input<'_>) -> Result<Heritage, DecodeError> {
    let mut side = || -> Result<Vec<Vec<Supertype>>, DecodeError> {
        let of_type = |input: &mut Input<'_>| (0..input.count()?).map(|_| take_supertype(input)).collect();
        (0..input.count()?).map(|_| of_type(input)).collect()
    };
    let (extends, implements) = (side()?, side()?);
    let unnamed = (0..input.count()?).map(|_| Ok((take_type(input)?, ClassId::new(input.number()?))));
    let unnamed = unnamed.collect::<Result<_, DecodeError>>()?;
    Ok(Heritage { extends, implements, unnamed })
}

fn put_supertype(out: &mut Vec<u8>, supertype: &Supertype) {
    let (place, name, ty) = match supertype {
        Supertype::Type(ty) => {
            out.push(0);
            return put_type(out, *ty);
        }
        Supertype::Name(place, name, ty) => (place, name, ty),
    };
    let head = if ty.is_some() { 4 } else { 0 };
    match place {
        Place::File(FileId(file)) => {
            out.push(head | 1);
            put_number(out, *file);
        }
        Place::Repository(path) => {
            out.push(head | 2);
            put_bytes(out, path.as_bytes());
        }
        Place::Outside(name) => {
            out.push(head | 3);
            put_bytes(out, name.as_bytes());
        }
    }
    put_bytes(out, name.as_bytes());
    ty.iter().for_each(|ty| put_type(out, *ty));
}

fn take_supertype(input: &mut Input<'_>) -> Result<Supertype, DecodeError> {
    let head = input.byte()?;
    let place = match head & 3 {
        0 => return Ok(Supertype::Type(take_type(input)?)),
        1 => Place::File(FileId(input.number()?)),
        2 => Place::Repository(input.text()?.into()),
        _ => Place::Outside(input.text()?.into()),
    };
    let name = input.text()?.into();
    let ty = if head & 4 == 0 { None } else { Some(take_type(input)?) };
    if head > 7 { Err(CUT) } else { Ok(Supertype::Name(place, name, ty)) }
}

fn put_type(out: &mut Vec<u8>, InFile { file: FileId(file), row }: TypeRef) {
    put_number(out, file);
    put_number(out, row.row());
}

fn take_type(input: &mut Input<'_>) -> Result<TypeRef, DecodeError> {
    Ok(InFile { file: FileId(input.number()?), row: TypeRowId::new(input.number()?) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heritage_is_itself_again_and_no_part_of_it_is_one() {
        let ty = |file, row| InFile { file: FileId(file), row: TypeRowId::new(row) };
        let heritage = Heritage {
            extends: vec![vec![Supertype::Type(ty(7, 300))], Vec::new()],
            implements: vec![
                Vec::new(),
                vec![
                    Supertype::Name(Place::Outside("react".into()), "Component".into(), None),
                    Supertype::Name(Place::Repository("lib/a".into()), "A".into(), None),
                    Supertype::Name(Place::File(FileId(90_000)), "B".into(), Some(ty(1, 0))),
                ],
            ],
            unnamed: vec![(ty(2, 1), ClassId::new(4))],
        };
        for heritage in [heritage, Heritage::default()] {
            let mut bytes = Vec::new();
            put_heritage(&mut bytes, &heritage);
            assert_eq!(take_heritage(&mut Input::new(&bytes)).as_ref(), Ok(&heritage));
            for cut in 0..bytes.len() {
                assert!(take_heritage(&mut Input::new(&bytes[..cut])).is_err(), "{cut}");
            }
        }
    }
}
