//! The texts that edges stand for.
//!
//! In: a file's edges, and what all types' subtypes are. Out: its [`FileLinks`], each text once, in the order in which
//! rows name them. Follows no name: what edges lead to is settled.

use std::fmt::Write as _;

use rustc_hash::{FxHashMap, FxHashSet};

use super::dispatch::Subtypes;
use super::edges::{Edges, NameId, Place};
use super::file_links::{CallLink, FileLinks, LinkText};
use super::supertypes::{Heritage, Supertype};
use crate::graph::names::files::{FileId, FunctionRef, InFile, TypeRef};
use crate::graph::names::program::Program;
use crate::record::{Strings, TypeRowId};

/// The links of a file, as texts.
pub(in crate::graph) fn links(
    program: &Program,
    file: FileId,
    heritage: &Heritage,
    edges: &Edges,
    subtypes: &Subtypes,
) -> FileLinks {
    let mut texts = Texts {
        program,
        strings: Strings::default(),
        joined: String::new(),
        files: FxHashMap::default(),
        functions: FxHashMap::default(),
        names: vec![None; edges.names.len()],
    };
    let imports = once_each(edges.imports.iter().map(|place| texts.place(edges, *place)));
    let mut keys = |supertypes: &Vec<Supertype>| {
        once_each(supertypes.iter().map(|supertype| match supertype {
            Supertype::Type(supertype) => texts.type_key(*supertype),
            Supertype::Name(Place::File(file), name, _) => texts.key(program.path(*file), name),
            Supertype::Name(Place::Repository(scope) | Place::Outside(scope), name, _) => texts.key(scope, name),
        }))
    };
    let extends = heritage.extends.iter().map(&mut keys).collect();
    let implements = heritage.implements.iter().map(&mut keys).collect();
    let mut candidates: Vec<Box<[LinkText]>> = Vec::with_capacity(edges.candidates.len());
    let calls = edges.calls.iter().map(|call| {
        let link = CallLink {
            file: texts.place(edges, call.place),
            caller: texts.name(edges, call.caller),
            target_key: call.function.map(|function| texts.function_key(function)),
            resolution: call.resolution,
            function: call.name.map(|name| texts.name(edges, name)),
            candidates: call.candidates,
        };
        // Lists are numbered as calls meet them.
        if call.candidates.is_some_and(|list| list.0 as usize == candidates.len()) {
            let functions = &edges.candidates[candidates.len()];
            candidates.push(functions.iter().map(|function| texts.function_key(*function)).collect());
        }
        link
    });
    let calls = calls.collect();
    let types = || TypeRowId::enumerate(&program.file(file).record.types).map(|(row, _)| InFile { file, row });
    let mut keys = |subtypes: &[TypeRef]| subtypes.iter().map(|subtype| texts.type_key(*subtype)).collect();
    let extended_by = types().map(|ty| keys(subtypes.extended_by(ty))).collect();
    let implemented_by = types().map(|ty| keys(subtypes.implemented_by(ty))).collect();
    FileLinks {
        strings: texts.strings,
        imports,
        extends,
        implements,
        extended_by,
        implemented_by,
        calls,
        candidates,
        ..FileLinks::default()
    }
}

/// The texts of one file's links in the making: each is made once, however many rows have it.
struct Texts<'p> {
    program: &'p Program,
    strings: Strings,
    joined: String,
    files: FxHashMap<FileId, LinkText>,
    functions: FxHashMap<FunctionRef, LinkText>,
    names: Vec<Option<LinkText>>,
}

impl Texts<'_> {
    fn place(&mut self, edges: &Edges, place: Place) -> LinkText {
        match place {
            Place::File(file) => {
                let path = || LinkText(self.strings.intern(self.program.path(file)));
                *self.files.entry(file).or_insert_with(path)
            }
            Place::Repository(name) | Place::Outside(name) => self.name(edges, name),
        }
    }

    fn name(&mut self, edges: &Edges, name: NameId) -> LinkText {
        let known = &mut self.names[name.0.0 as usize];
        *known.get_or_insert_with(|| LinkText(self.strings.intern(edges.names.get(name.0))))
    }

    fn key(&mut self, scope: &str, name: &str) -> LinkText {
        self.joined.clear();
        // Writing to a string cannot fail.
        let _ = write!(self.joined, "{scope}::{name}");
        LinkText(self.strings.intern(&self.joined))
    }

    fn type_key(&mut self, ty: TypeRef) -> LinkText {
        self.key(self.program.path(ty.file), self.program.type_key(ty))
    }

    fn function_key(&mut self, function: FunctionRef) -> LinkText {
        if let Some(known) = self.functions.get(&function) {
            return *known;
        }
        let key = self.key(self.program.path(function.file), self.program.function_key(function));
        self.functions.insert(function, key);
        key
    }
}

fn once_each(texts: impl Iterator<Item = LinkText>) -> Vec<LinkText> {
    let mut seen = FxHashSet::default();
    texts.filter(|text| seen.insert(*text)).collect()
}
