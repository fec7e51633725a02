//! The texts that edges stand for: here, and nowhere before, paths become absolute.
//!
//! In: a file's edges, what all types' subtypes are, and the root. Out: its [`FileLinks`], each text once: the edges' own names, then
//! what their numbers stand for. Follows no name: what edges lead to is settled.

use rustc_hash::{FxHashMap, FxHashSet};

use super::edges::{Edges, NameId, PathId, Place, Referent};
use super::file_links::{CallLink, FileLinks, LinkText, Origin, Origins, ReferenceLink, RenamedFunction, RenamedType};
use super::subtypes::Subtypes;
use super::supertypes::{Heritage, Supertype};
use crate::graph::names::files::{FileId, FunctionRef, InFile, TypeRef};
use crate::graph::names::program::Program;
use crate::record::{Strings, TypeRowId};
use crate::source::paths::{RootText, is_outside};

/// What stands between the parts of a key.
const SEPARATOR: &str = "::";

/// The links of a file, as texts.
pub(in crate::graph) fn links(
    program: &Program,
    file: FileId,
    heritage: &Heritage,
    Edges { names, paths, imports, calls, references, candidates: lists }: Edges,
    subtypes: &Subtypes,
    root: &RootText,
) -> FileLinks {
    let mut texts = Texts {
        program,
        root,
        file,
        outer: vec![None; paths.len()],
        outer_paths: paths,
        origins: Origins { of: vec![Origin::Anywhere; names.len()], is_bound: false },
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
            Supertype::Name(Place::Repository(path), name, _) => texts.key(path, name),
            Supertype::Name(Place::Outside(specifier), name, _) => texts.outside_key(specifier, name),
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
        receiver_type: call.receiver_type.map(|ty| texts.type_key(ty)),
    });
    let calls = calls.collect();
    let references = references.iter().map(|edge| {
        let (file, target_key) = match edge.to {
            Referent::Function(function) => (function.file, texts.function_key(function)),
            Referent::Type(ty) => (ty.file, texts.type_key(ty)),
        };
        ReferenceLink { reference: edge.reference, file: texts.path(file), target_key, kind: edge.kind }
    });
    let references = references.collect();
    let candidates = lists.iter().map(|list| texts.candidates(list)).collect();
    let types = || TypeRowId::enumerate(&program.file(file).record().types).map(|(row, _)| InFile { file, row });
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
        references,
        candidates,
        origins: texts.origins,
        ..FileLinks::default()
    }
}

/// Says which functions and types of the file have another key than its record says.
pub(in crate::graph) fn with_keys(program: &Program, file: FileId, root: &RootText, mut links: FileLinks) -> FileLinks {
    let mut joined = String::new();
    let mut text = |key: &str| {
        join_key(root, program.path(file), key, &mut joined);
        let text = LinkText(links.strings.intern(&joined));
        links.origins.met(text, origin(program.path(file)));
        text
    };
    let functions = program.keys().functions(file).iter();
    let renamed_functions = functions.map(|(row, key)| RenamedFunction { function: *row, key: text(key) }).collect();
    let types = program.keys().types(file).iter();
    let renamed_types = types.map(|(row, key)| RenamedType { ty: *row, key: text(key) }).collect();
    FileLinks { renamed_functions, renamed_types, ..links }
}

/// Writes the key of what a file has in the place of what stood in `joined`.
fn join_key(root: &RootText, path: &str, name: &str, joined: &mut String) {
    joined.clear();
    root.push(path, joined);
    joined.push_str(SEPARATOR);
    joined.push_str(name);
}

/// Of what has this path, below the root or not.
fn origin(path: &str) -> Origin {
    match path {
        "" => Origin::Root,
        path if is_outside(path) => Origin::Anywhere,
        _ => Origin::Below,
    }
}

/// The texts of one file's links in the making: each is made once, however many rows have it.
struct Texts<'p> {
    program: &'p Program,
    root: &'p RootText,
    /// The file whose links they are: most of its calls lead to itself.
    file: FileId,
    strings: Strings,
    origins: Origins,
    joined: String,
    own_path: Option<LinkText>,
    paths: FxHashMap<FileId, LinkText>,
    /// The paths of edges.
    outer_paths: Vec<Box<str>>,
    outer: Vec<Option<LinkText>>,
    functions: FxHashMap<FunctionRef, LinkText>,
}

impl Texts<'_> {
    fn place(&mut self, place: Place) -> LinkText {
        match place {
            Place::File(file) => self.path(file),
            Place::Repository(PathId(path)) => *self.outer[path as usize].get_or_insert_with(|| {
                let path = &self.outer_paths[path as usize];
                self.joined.clear();
                self.root.push(path, &mut self.joined);
                let text = LinkText(self.strings.intern(&self.joined));
                self.origins.met(text, origin(path));
                text
            }),
            Place::Outside(name) => name.into(),
        }
    }

    fn path(&mut self, file: FileId) -> LinkText {
        let path = || {
            let path = self.program.path(file);
            self.joined.clear();
            self.root.push(path, &mut self.joined);
            let text = LinkText(self.strings.intern(&self.joined));
            self.origins.met(text, origin(path));
            text
        };
        if file == self.file {
            *self.own_path.get_or_insert_with(path)
        } else {
            *self.paths.entry(file).or_insert_with(path)
        }
    }

    /// The key of what a file has.
    fn key(&mut self, path: &str, name: &str) -> LinkText {
        join_key(self.root, path, name, &mut self.joined);
        let text = LinkText(self.strings.intern(&self.joined));
        self.origins.met(text, origin(path));
        text
    }

    /// The key of what a package has.
    fn outside_key(&mut self, specifier: &str, name: &str) -> LinkText {
        self.joined.clear();
        self.joined.push_str(specifier);
        self.joined.push_str(SEPARATOR);
        self.joined.push_str(name);
        let text = LinkText(self.strings.intern(&self.joined));
        self.origins.met(text, Origin::Anywhere);
        text
    }

    fn type_key(&mut self, ty: TypeRef) -> LinkText {
        self.key(self.program.path(ty.file), self.program.type_key(ty))
    }

    /// Keys of functions that a call may run, ordered as functions are but for those outside of the root, which only here have
    /// their place among the others.
    fn candidates(&mut self, functions: &[FunctionRef]) -> Box<[LinkText]> {
        let mut keys: Box<[_]> = functions.iter().map(|function| self.function_key(*function)).collect();
        let is_outside = |function: &FunctionRef| is_outside(self.program.path(function.file));
        if functions.iter().any(is_outside) {
            // What is below the root has its place among the others by the root.
            self.origins.is_bound |= !functions.iter().all(is_outside);
            keys.sort_by(|one, other| self.strings.get(one.0).cmp(self.strings.get(other.0)));
        }
        keys
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
