//! The texts that edges stand for.
//!
//! In: a file's edges, and what all types' subtypes are. Out: its [`FileLinks`], each text once: the edges' own names, then
//! what their numbers stand for. Follows no name: what edges lead to is settled.

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
    Edges { names, imports, calls, candidates: lists }: Edges,
    subtypes: &Subtypes,
) -> FileLinks {
    let mut texts = Texts {
        program,
        file,
        strings: names,
        joined: String::new(),
        own_path: None,
        paths: FxHashMap::default(),
        functions: FxHashMap::default(),
    };
    let imports = once_each(imports.iter().map(|place| texts.place(*place)));
    let mut keys = |supertypes: &Vec<Supertype>| {
        once_each(supertypes.iter().map(|supertype| match supertype {
            Supertype::Type(supertype) => texts.type_key(*supertype),
            Supertype::Name(Place::File(file), name, _) => texts.key(program.path(*file), name),
            Supertype::Name(Place::Repository(scope) | Place::Outside(scope), name, _) => texts.key(scope, name),
        }))
    };
    let extends = heritage.extends.iter().map(&mut keys).collect();
    let implements = heritage.implements.iter().map(&mut keys).collect();
    let calls = calls.iter().map(|call| CallLink {
        file: texts.place(call.place),
        caller: call.caller.into(),
        target_key: call.function.map(|function| texts.function_key(function)),
        resolution: call.resolution,
        function: call.name.map(LinkText::from),
        candidates: call.candidates,
    });
    let calls = calls.collect();
    let candidates = lists.iter().map(|list| list.iter().map(|function| texts.function_key(*function)).collect());
    let candidates = candidates.collect();
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
    /// The file whose links they are: most of its calls lead to itself.
    file: FileId,
    strings: Strings,
    joined: String,
    own_path: Option<LinkText>,
    paths: FxHashMap<FileId, LinkText>,
    functions: FxHashMap<FunctionRef, LinkText>,
}

impl Texts<'_> {
    fn place(&mut self, place: Place) -> LinkText {
        match place {
            Place::File(file) => self.path(file),
            Place::Repository(name) | Place::Outside(name) => name.into(),
        }
    }

    fn path(&mut self, file: FileId) -> LinkText {
        let path = || LinkText(self.strings.intern(self.program.path(file)));
        if file == self.file {
            *self.own_path.get_or_insert_with(path)
        } else {
            *self.paths.entry(file).or_insert_with(path)
        }
    }

    fn key(&mut self, scope: &str, name: &str) -> LinkText {
        self.joined.clear();
        [scope, "::", name].iter().for_each(|part| self.joined.push_str(part));
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

impl From<NameId> for LinkText {
    /// The strings of texts begin with the names of edges.
    fn from(NameId(name): NameId) -> Self {
        Self(name)
    }
}

/// Lists that are so short are gone through for what they have already.
const FEW: usize = 16;

fn once_each(texts: impl Iterator<Item = LinkText>) -> Vec<LinkText> {
    let mut each: Vec<LinkText> = Vec::new();
    let mut seen = FxHashSet::default();
    for text in texts {
        let is_known = if each.len() < FEW { each.contains(&text) } else { !seen.insert(text) };
        if is_known {
            continue;
        }
        each.push(text);
        if each.len() == FEW {
            seen.extend(each.iter().copied());
        }
    }
    each
}
