//! What each type's supertypes are.
//!
//! In: supertypes as written. Out: the [`Heritage`] of a file: types of the graph where re-exports lead to one, else the
//! scope and name of a key: `package::Name`, or the own file's path and the name as written.

use super::edges::Place;
use crate::graph::names::files::{File, FileId, InFile, TypeRef};
use crate::graph::names::found::Found;
use crate::graph::names::modules::Origin;
use crate::graph::names::scopes::Meaning;
use crate::graph::types::linker::Linker;
use crate::graph::types::table::{Env, Type, TypeId};
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, ScopeId};
use crate::record::{Run, StringId, SupertypeRow, TypeRowId};

/// The supertypes of a file's types, in the order of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heritage {
    /// What each type extends.
    pub(in crate::graph) extends: Vec<Vec<Supertype>>,
    /// What each type implements.
    pub(in crate::graph) implements: Vec<Vec<Supertype>>,
    /// The types of the graph that classes without a name extend or implement.
    pub(in crate::graph) unnamed: Vec<(TypeRef, ClassId)>,
}

impl Heritage {
    /// The types of the graph that the file's types extend or implement: the type, whether it implements the other, the other.
    pub fn of_graph(&self) -> impl Iterator<Item = (TypeRowId, bool, TypeRef)> {
        let side = |is_implemented: bool, supertypes| {
            let rows = TypeRowId::enumerate(supertypes);
            rows.flat_map(move |(row, all): (_, &Vec<Supertype>)| {
                all.iter().filter_map(move |one| Some((row, is_implemented, one.of_graph()?)))
            })
        };
        side(false, &self.extends).chain(side(true, &self.implements))
    }

    /// The types that have a supertype that is none of the graph's, some of them several times.
    pub fn of_others(&self) -> impl Iterator<Item = TypeRowId> {
        let side = |supertypes| {
            let rows = TypeRowId::enumerate(supertypes);
            rows.filter(|(_, all): &(_, &Vec<Supertype>)| all.iter().any(|one| one.of_graph().is_none()))
        };
        side(&self.extends).chain(side(&self.implements)).map(|(row, _)| row)
    }

    /// The same, of a file that has the number 0 in a program of its own and this one in another.
    pub(in crate::graph) fn renumbered(mut self, file: FileId) -> Self {
        for supertype in self.extends.iter_mut().chain(&mut self.implements).flatten() {
            match supertype {
                Supertype::Type(of) => of.file = file,
                Supertype::Name(place, _, ty) => {
                    if let Place::File(of) = place {
                        *of = file;
                    }
                    if let Some(ty) = ty {
                        ty.file = file;
                    }
                }
            }
        }
        for (of, _) in &mut self.unnamed {
            of.file = file;
        }
        self
    }
}

/// What a supertype is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::graph) enum Supertype {
    /// A type of the graph.
    Type(TypeRef),
    /// Anything else, by the two parts of its key: what declares it, and a name. A type may have the key nevertheless.
    Name(Place<Box<str>, Box<str>>, Box<str>, Option<TypeRef>),
}

impl Supertype {
    /// The type of the graph that it is.
    pub fn of_graph(&self) -> Option<TypeRef> {
        match self {
            Self::Type(ty) => Some(*ty),
            Self::Name(_, _, ty) => *ty,
        }
    }
}

/// Where a supertype is declared.
#[derive(Debug, Clone, Copy)]
enum Declaration<'p> {
    /// A type of the graph.
    Type(TypeRef),
    /// A name of a package or of a file that is not in the program.
    Outside(Origin<'p>, &'p str),
    /// Something in a file of the program that is no type of the graph.
    Name(FileId, &'p str),
}

impl<'p, M> Linker<'p, M> {
    /// The supertypes of all types of the file.
    pub fn heritage(&mut self) -> Heritage {
        let record = self.module(self.file).record();
        let supertypes = |linker: &mut Self, run: Run| -> Vec<_> {
            record.supertypes[run.range()].iter().map(|supertype| linker.supertype(supertype)).collect()
        };
        let extends = record.types.iter().map(|row| supertypes(self, row.extends)).collect();
        let implements = TypeRowId::enumerate(&record.types).map(|(id, row)| {
            let mut all = supertypes(self, row.implements);
            if !self.program.is_without_extensions()
                && let Some(class) = self.program.first_class(InFile { file: self.file, row: id })
            {
                all.extend(self.implemented_elsewhere(class));
            }
            all
        });
        let implements = implements.collect();
        let mut unnamed = self.unnamed_heirs();
        unnamed.sort_unstable();
        unnamed.dedup();
        Heritage { extends, implements, unnamed }
    }

    fn unnamed_heirs(&mut self) -> Vec<(TypeRef, ClassId)> {
        let module = self.module(self.file);
        let mut heirs = Vec::new();
        for (id, class) in ClassId::enumerate(&module.symbols().classes) {
            if class.type_row.is_some() {
                continue;
            }
            for supertype in module.exprs(class.extends).iter().chain(module.exprs(class.implements)) {
                self.begin_question();
                if let Some(Declaration::Type(ty)) = self.declaration(self.file, *supertype) {
                    heirs.push((ty, id));
                }
            }
        }
        heirs
    }

    fn supertype(&mut self, supertype: &SupertypeRow) -> Supertype {
        let name = self.module(self.file).text(supertype.name);
        self.supertype_of(self.file, name, supertype.expression)
    }

    /// What other files say that a type of this one implements.
    fn implemented_elsewhere(&mut self, class: ClassId) -> Vec<Supertype> {
        self.begin_question();
        let mut found = Vec::new();
        for InFile { file: owner, row } in self.extensions_of(InFile { file: self.file, row: class }) {
            if owner == self.file {
                continue;
            }
            let module = self.module(owner);
            for supertype in module.exprs(module.symbols().extensions[row.index()].supertypes) {
                let name = last_name(module, *supertype);
                if !name.is_empty() {
                    found.push(self.supertype_of(owner, name, *supertype));
                }
            }
        }
        found
    }

    /// The type of the graph that a type's name in `file` means as it is declared, a type alias itself.
    pub(super) fn named_type(&mut self, file: FileId, expr: ExprId) -> Option<TypeRef> {
        match self.declaration(file, expr)? {
            Declaration::Type(ty) => Some(ty),
            Declaration::Name(file, name) => self.program.type_of_key(file, name),
            Declaration::Outside(..) => None,
        }
    }

    /// What `file` means by a supertype.
    fn supertype_of(&mut self, file: FileId, name: &'p str, supertype: ExprId) -> Supertype {
        self.begin_question();
        let (place, name) = match self.declaration(file, supertype) {
            Some(Declaration::Type(ty)) => return Supertype::Type(ty),
            Some(Declaration::Outside(origin, "")) => (Place::of(self.program, origin), name),
            Some(Declaration::Outside(origin, name)) => (Place::of(self.program, origin), name),
            Some(Declaration::Name(file, name)) => (Place::File(file), name),
            None => (Place::File(file), name),
        };
        let ty = match place {
            Place::File(file) => self.program.type_of_key(file, name),
            Place::Repository(_) | Place::Outside(_) => None,
        };
        let place = match place {
            Place::File(file) => Place::File(file),
            Place::Repository(path) => Place::Repository(path.into()),
            Place::Outside(specifier) => Place::Outside(specifier.into()),
        };
        Supertype::Name(place, name.into(), ty)
    }

    fn declaration(&mut self, file: FileId, expr: ExprId) -> Option<Declaration<'p>> {
        let module = self.module(file);
        match module.expr(expr) {
            Expr::Generic { base, .. } if base < expr => self.declaration(file, base),
            Expr::Name { name, scope } => self.named(file, name, scope, [Meaning::Value, Meaning::Type]),
            Expr::TypeName { name, scope } => self.named(file, name, scope, [Meaning::Type, Meaning::Value]),
            Expr::Member { object, name } | Expr::TypeMember { object, name } => {
                let namespace = self.namespace(file, object);
                let name = module.text(name);
                match self.types.get(namespace) {
                    Type::Module(file) => return self.found_declaration(self.program.exported(file, name, name)),
                    Type::Package(package) => {
                        let found = self.program.in_package(package, name)?;
                        return self.found_declaration(found);
                    }
                    _ => {}
                }
                if let Some(found) = self.declared_in_namespace(namespace, name) {
                    return self.found_declaration(found);
                }
                let mut ty = self.namespace_type(namespace, name);
                if ty == TypeId::UNKNOWN {
                    ty = self.member_type(namespace, name);
                }
                self.declaration_of_type(ty)
            }
            _ => {
                let ty = self.type_of(file, expr, Env::NONE);
                self.declaration_of_type(ty)
            }
        }
    }

    /// What a namespace of a file, or one beside a function of its name, declares by this name.
    fn declared_in_namespace(&mut self, namespace: TypeId, name: &'p str) -> Option<Found<'p>> {
        match self.types.get(namespace) {
            Type::Namespace { file, scope } => self.program.in_namespace(file, scope, name),
            Type::Intersection(list) => self.first_of(list, |linker, part| linker.declared_in_namespace(part, name)),
            _ => None,
        }
    }

    fn named(
        &mut self,
        file: FileId,
        name: StringId,
        scope: ScopeId,
        meanings: [Meaning; 2],
    ) -> Option<Declaration<'p>> {
        let rows = meanings.iter().find_map(|meaning| self.program.lookup(file, name, scope, *meaning));
        if let Some(ty) = self.inherited_type(file, name, scope, rows) {
            return self.declaration_of_type(ty);
        }
        match rows {
            Some(rows) => self.bound_declaration(file, rows),
            None => {
                let found = self.undeclared(file, name, scope)?;
                self.found_declaration(found)
            }
        }
    }

    fn bound_declaration(&mut self, file: FileId, rows: &[u32]) -> Option<Declaration<'p>> {
        let module = self.module(file);
        let targets = || rows.iter().map(|row| module.symbols().bindings[*row as usize]);
        let name = module.text(targets().next()?.name);
        for binding in targets() {
            let declaration = match binding.target {
                BindingTarget::Class(class) => self.type_of_class(InFile { file, row: class }).map(Declaration::Type),
                BindingTarget::Alias(_) => {
                    module.alias(binding.name).map(|row| Declaration::Type(InFile { file, row }))
                }
                BindingTarget::Import { specifier, imported } => {
                    let found = self.import_of(file, specifier, imported, binding.name);
                    self.deeper(|linker| linker.found_declaration(found)).flatten()
                }
                BindingTarget::Variable { .. } => {
                    let ty = self.value(file, rows, Env::NONE);
                    self.declaration_of_type(ty)
                }
                _ => None,
            };
            if declaration.is_some() {
                return declaration;
            }
        }
        Some(Declaration::Name(file, name))
    }

    fn found_declaration(&mut self, found: Found<'p>) -> Option<Declaration<'p>> {
        match found {
            Found::Declared { file, name, scope } => {
                let rows = self.program.declared(file, name, scope);
                rows.and_then(|rows| self.bound_declaration(file, &self.program.declaring(file, rows)))
                    .or_else(|| Some(Declaration::Name(file, self.module(file).text(name))))
            }
            Found::Outside { origin, name } => Some(Declaration::Outside(origin, name)),
            Found::Missing { file, name } => Some(Declaration::Name(file, name)),
            found => {
                let value = self.found_value(found);
                self.declaration_of_type(value)
            }
        }
    }

    fn declaration_of_type(&mut self, ty: TypeId) -> Option<Declaration<'p>> {
        match self.types.get(ty) {
            Type::Class(class) | Type::Instance { class, .. } => self.type_of_class(class).map(Declaration::Type),
            Type::Outside { origin, name, .. } | Type::OutsideValue { origin, name, .. } => {
                Some(Declaration::Outside(origin, name))
            }
            Type::Intersection(list) => self.first_of(list, Self::declaration_of_type),
            _ => None,
        }
    }
}

/// The last name of a supertype as written.
fn last_name(module: &File, expr: ExprId) -> &str {
    match module.expr(expr) {
        Expr::Generic { base, .. } if base < expr => last_name(module, base),
        Expr::Name { name, .. }
        | Expr::TypeName { name, .. }
        | Expr::Member { name, .. }
        | Expr::TypeMember { name, .. } => module.text(name),
        _ => "",
    }
}
