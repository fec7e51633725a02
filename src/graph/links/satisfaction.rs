//! Which types have all methods of an interface, in languages where that makes them implement it: Go.
//!
//! In: the types of a program, and what each embeds. Out: for an interface, the types whose method set holds its own, by
//! names, numbers of parameters and kinds of results. Types are compared as written, as far as they are.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::supertypes::{Heritage, Supertype};
use crate::graph::names::files::{File, FileId, InFile, TypeRef};
use crate::graph::names::packages::PackageId;
use crate::graph::names::program::Program;
use crate::record::symbols::{Expr, ExprId, MemberValue, Package, SignatureId, Symbols, WildcardSource};
use crate::record::{NodeKind, Run};

/// The most types that are embedded in each other.
const MAX_DEPTH: usize = 16;

/// How many methods all types together may have, what they embed counted at each: types beyond that implement nothing.
const MAX_IN_ALL: usize = 1 << 22;

/// A method of a type: the number of its name, and its shape in a file.
type Method = (u32, FileId, SignatureId);

/// The method sets of a program's types.
#[derive(Debug, Default)]
pub struct MethodSets {
    /// Of each type that has methods: sorted by name, each name once.
    of: FxHashMap<TypeRef, Box<[Method]>>,
    /// The types that implement each interface, once anyone asked.
    interfaces: FxHashMap<TypeRef, OnceLock<Box<[TypeRef]>>>,
    /// The types that are no interfaces and have a method of this name, in the order of files.
    with_method: Vec<Vec<TypeRef>>,
}

impl MethodSets {
    /// The method sets of all types of languages that ask for them.
    pub(in crate::graph) fn new(program: &Program, heritages: &[Option<&Heritage>]) -> Self {
        let files = || program.ids().filter(|id| program.file(*id).facts().methods_make_subtypes);
        if files().next().is_none() {
            return Self::default();
        }
        let mut declared = Declared::default();
        files().for_each(|id| declared.add_types(program, id));
        files().for_each(|id| declared.add_apart(program, id));
        let mut sets = Self { with_method: vec![Vec::new(); declared.names.len()], ..Self::default() };
        let mut left = MAX_IN_ALL;
        for (ty, is_interface) in &declared.types {
            let mut methods = Vec::new();
            declared.collect(*ty, heritages, left, &mut methods);
            if methods.len() == left {
                break;
            }
            left -= methods.len();
            // Of equal names the least deeply embedded comes first, and is meant.
            let mut seen = FxHashSet::default();
            methods.retain(|(name, ..)| seen.insert(*name));
            methods.sort_unstable_by_key(|(name, ..)| *name);
            if *is_interface {
                sets.interfaces.insert(*ty, OnceLock::new());
            } else {
                methods.iter().for_each(|(name, ..)| sets.with_method[*name as usize].push(*ty));
            }
            sets.of.insert(*ty, methods.into());
        }
        sets
    }

    /// Every interface.
    pub(in crate::graph) fn interfaces(&self) -> impl Iterator<Item = TypeRef> {
        self.interfaces.keys().copied()
    }

    /// Whether a type is an interface that types implement by their methods.
    pub(in crate::graph) fn is_interface(&self, ty: TypeRef) -> bool {
        self.interfaces.contains_key(&ty)
    }

    /// The types that implement this interface, in the order of files; none for an interface without methods, which all
    /// types implement, and for what is no interface.
    pub(in crate::graph) fn satisfying(&self, program: &Program, interface: TypeRef) -> &[TypeRef] {
        let find = || {
            let wanted = self.of.get(&interface)?;
            let with = |method: &Method| self.with_method.get(method.0 as usize).map_or(&[][..], Vec::as_slice);
            let rarest = wanted.iter().map(with).min_by_key(|types| types.len())?;
            Some(rarest.iter().copied().filter(|ty| self.has_all(program, *ty, wanted)).collect())
        };
        self.interfaces.get(&interface).map_or(&[], |found| found.get_or_init(|| find().unwrap_or_default()))
    }

    fn has_all(&self, program: &Program, ty: TypeRef, wanted: &[Method]) -> bool {
        let Some(has) = self.of.get(&ty) else { return false };
        wanted.iter().all(|(name, file, signature)| {
            has.binary_search_by_key(name, |(name, ..)| *name).is_ok_and(|at| {
                let (_, own_file, own) = has[at];
                is_same_shape(program.file(own_file), own, program.file(*file), *signature)
            })
        })
    }
}

/// What types declare themselves.
#[derive(Default)]
struct Declared<'a> {
    names: FxHashMap<&'a str, u32>,
    /// Every type, and whether it is an interface.
    types: Vec<(TypeRef, bool)>,
    /// Methods that an interface lists.
    listed: FxHashMap<TypeRef, Vec<Method>>,
    /// Methods that some interface lists too, by the package they stand in, which is their type's, and the name of their
    /// type.
    apart: FxHashMap<(PackageId, &'a str), Vec<Method>>,
    /// The package and name of each type that methods may be declared apart from.
    places: FxHashMap<TypeRef, (PackageId, &'a str)>,
}

impl<'a> Declared<'a> {
    fn add_types(&mut self, program: &'a Program, id: FileId) {
        let file = program.file(id);
        let package = package_of(program, file);
        for class in &file.symbols().classes {
            let Some(row) = class.type_row else { continue };
            let ty = InFile { file: id, row };
            let declaration = file.record().types[row.index()];
            let is_interface = declaration.kind == NodeKind::Interface;
            self.types.push((ty, is_interface));
            // A type that a function declares has no methods apart: those of its name are the package's type's.
            if let Some(package) = package.filter(|_| declaration.key == declaration.name) {
                self.places.insert(ty, (package, file.text(class.name)));
            }
            if is_interface {
                let methods = methods(file, class.members).map(|(name, signature)| {
                    let next = self.names.len() as u32;
                    (*self.names.entry(name).or_insert(next), id, signature)
                });
                self.listed.insert(ty, methods.collect());
            }
        }
    }

    /// What no interface lists is asked for by none.
    fn add_apart(&mut self, program: &'a Program, id: FileId) {
        let file = program.file(id);
        let Some(package) = package_of(program, file) else { return };
        for extension in &file.symbols().extensions {
            let methods = methods(file, extension.members)
                .filter_map(|(name, signature)| Some((*self.names.get(name)?, id, signature)));
            self.apart.entry((package, file.text(extension.name))).or_default().extend(methods);
        }
    }

    /// The methods of a type, then those of what it embeds, a level after the other, up to so many.
    fn collect(&self, ty: TypeRef, heritages: &[Option<&Heritage>], most: usize, into: &mut Vec<Method>) {
        let mut level = vec![ty];
        let mut seen = FxHashSet::from_iter([ty]);
        for _ in 0..MAX_DEPTH {
            let mut embedded = Vec::new();
            for ty in level {
                let listed = self.listed.get(&ty).into_iter().flatten();
                let apart = self.places.get(&ty).and_then(|place| self.apart.get(place)).into_iter().flatten();
                into.extend(listed.chain(apart).take(most - into.len()));
                let extends = heritages[ty.file.0 as usize].and_then(|heritage| heritage.extends.get(ty.row.index()));
                for supertype in extends.into_iter().flatten() {
                    if let Supertype::Type(supertype) = supertype
                        && seen.insert(*supertype)
                    {
                        embedded.push(*supertype);
                    }
                }
            }
            if embedded.is_empty() {
                return;
            }
            level = embedded;
        }
    }
}

/// The package that a file is part of. Files of one folder may be of two: `store` and, from outside, `store_test`.
fn package_of(program: &Program, file: &File) -> Option<PackageId> {
    let mut seen = file.symbols().wildcards.iter().filter_map(|wildcard| match wildcard.source {
        WildcardSource::Package(package) if wildcard.scope == Symbols::FILE_SCOPE => Some(package),
        _ => None,
    });
    program.packages().meant_by(file, seen.next().unwrap_or(Package::Folder))
}

/// The methods among the members of a type.
fn methods(file: &File, members: Run) -> impl Iterator<Item = (&str, SignatureId)> {
    let members = file.symbols().members[members.range()].iter();
    members.filter_map(|member| match member.value {
        MemberValue::Method(signature) => Some((file.text(member.name), signature)),
        _ => None,
    })
}

fn is_same_shape(one: &File, own: SignatureId, other: &File, wanted: SignatureId) -> bool {
    let (own, wanted) = (one.signature(own), other.signature(wanted));
    own.params.range().len() == wanted.params.range().len()
        && is_same_type(one, own.return_type, other, wanted.return_type)
}

/// Whether two types are written alike: by their last names, whatever package those are in.
fn is_same_type(one: &File, own: ExprId, other: &File, wanted: ExprId) -> bool {
    match (one.expr(own), other.expr(wanted)) {
        (
            Expr::TypeName { name, .. } | Expr::TypeMember { name, .. },
            Expr::TypeName { name: wanted, .. } | Expr::TypeMember { name: wanted, .. },
        ) => one.text(name) == other.text(wanted),
        (Expr::TupleType(own), Expr::TupleType(wanted)) => {
            let (own, wanted) = (one.exprs(own), other.exprs(wanted));
            own.len() == wanted.len()
        }
        (own, wanted) => std::mem::discriminant(&own) == std::mem::discriminant(&wanted),
    }
}
