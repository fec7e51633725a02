//! The key of each supertype, and from there the subtypes of each type.
//!
//! In: supertypes as written. Out: keys: `FILE::Name` of the declaration that re-exports lead to,
//! `package::Name`, else the own file's path and the name as written.

use foldhash::HashMap;

use super::LinkedFile;
use super::exports::Found;
use super::infer::Linker;
use super::links::{FileLinks, LinkText};
use super::program::{File, FileId, Origin};
use super::scopes::Meaning;
use super::types::{Env, Type, TypeId};
use crate::record::symbols::{BindingTarget, ClassId, Expr, ExprId, ScopeId, Symbols};
use crate::record::{StringId, SupertypeRow};

/// Where a supertype is declared.
#[derive(Debug, Clone, Copy)]
enum Declaration<'p> {
    /// A type of the graph, by file and row.
    Type(FileId, u32),
    /// A name of a package or of a file that is not in the program.
    Outside(Origin<'p>, &'p str),
    /// Something in a file of the program that is no type of the graph.
    Name(FileId, &'p str),
}

impl<'p> Linker<'p> {
    /// The key of a supertype: file or package, and the key or name in it.
    pub fn supertype(&mut self, supertype: &SupertypeRow) -> (&'p str, &'p str) {
        let name = self.module(self.file).text(supertype.name);
        self.supertype_of(self.file, name, supertype.expression)
    }

    /// The keys of what other files say that a type of this one implements.
    pub fn implemented_elsewhere(&mut self, class: ClassId) -> Vec<(&'p str, &'p str)> {
        self.begin_question();
        let mut keys = Vec::new();
        for (owner, extension) in self.extensions_of(self.file, class) {
            if owner == self.file {
                continue;
            }
            let module = self.module(owner);
            for supertype in module.exprs(module.symbols().extensions[extension as usize].supertypes) {
                let name = last_name(module, *supertype);
                if !name.is_empty() {
                    keys.push(self.supertype_of(owner, name, *supertype));
                }
            }
        }
        keys
    }

    /// The key of a supertype that `file` names.
    fn supertype_of(&mut self, file: FileId, name: &'p str, supertype: ExprId) -> (&'p str, &'p str) {
        self.begin_question();
        let own = self.module(file);
        match self.declaration(file, supertype) {
            Some(Declaration::Type(file, row)) => {
                let module = self.module(file);
                (module.path, module.text(module.record.types[row as usize].key))
            }
            Some(Declaration::Outside(origin, "")) => (origin.text, name),
            Some(Declaration::Outside(origin, name)) => (origin.text, name),
            Some(Declaration::Name(file, name)) => (self.module(file).path, name),
            None => (own.path, name),
        }
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

    fn named(
        &mut self,
        file: FileId,
        name: StringId,
        scope: ScopeId,
        meanings: [Meaning; 2],
    ) -> Option<Declaration<'p>> {
        let module = self.module(file);
        match meanings.iter().find_map(|meaning| module.index().lookup(name, scope, *meaning)) {
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
                BindingTarget::Class(class) => module.class(class).type_row.map(|row| Declaration::Type(file, row)),
                BindingTarget::Alias(_) => module.index().alias(binding.name).map(|row| Declaration::Type(file, row)),
                BindingTarget::Import { specifier, imported } => {
                    let found = self.program.imported(file, specifier, module.text(imported), name);
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
            Found::Declared { file, name } => {
                let rows = self.module(file).index().declared(name, Symbols::FILE_SCOPE);
                rows.and_then(|rows| self.bound_declaration(file, rows))
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
            Type::Class { file, class } | Type::Instance { file, class, .. } => {
                self.module(file).class(class).type_row.map(|row| Declaration::Type(file, row))
            }
            Type::Outside { origin, name, .. } | Type::OutsideValue { origin, name, .. } => {
                Some(Declaration::Outside(origin, name))
            }
            Type::Intersection(list) => {
                let members = self.types.list(list).to_vec();
                members
                    .into_iter()
                    .find_map(|member| self.deeper(|linker| linker.declaration_of_type(member)).flatten())
            }
            _ => None,
        }
    }
}

/// The last name of a supertype as written.
fn last_name<'p>(module: &File<'p>, expr: ExprId) -> &'p str {
    match module.expr(expr) {
        Expr::Generic { base, .. } if base < expr => last_name(module, base),
        Expr::Name { name, .. }
        | Expr::TypeName { name, .. }
        | Expr::Member { name, .. }
        | Expr::TypeMember { name, .. } => module.text(name),
        _ => "",
    }
}

/// Fills in each type's subtypes, in the order of files. Types of files that could not be linked are left out.
pub(super) fn link_subtypes(files: &[LinkedFile], links: &mut [Result<FileLinks, String>]) {
    let key = |file: usize, row: usize| {
        let module = &files[file];
        format!("{}::{}", module.path, module.record.text(module.record.types[row].key))
    };
    let mut types: HashMap<String, (usize, usize)> = HashMap::default();
    for (file, module) in files.iter().enumerate().filter(|(file, _)| links[*file].is_ok()) {
        for row in 0..module.record.types.len() {
            types.entry(key(file, row)).or_insert((file, row));
        }
    }
    for file in 0..links.len() {
        for row in 0..links[file].as_ref().map_or(0, |links| links.extends.len()) {
            let Ok(own) = &links[file] else { continue };
            let supertypes = |keys: &[LinkText]| -> Vec<(usize, usize)> {
                let texts = keys.iter().map(|key| own.strings.get(key.0));
                texts.filter_map(|text| types.get(text).copied()).collect()
            };
            let (extended, implemented) = (supertypes(&own.extends[row]), supertypes(&own.implements[row]));
            if extended.is_empty() && implemented.is_empty() {
                continue;
            }
            let subtype = key(file, row);
            for (target, target_row) in extended {
                add_subtype(&mut links[target], &subtype, |links| &mut links.extended_by[target_row]);
            }
            for (target, target_row) in implemented {
                add_subtype(&mut links[target], &subtype, |links| &mut links.implemented_by[target_row]);
            }
        }
    }
}

fn add_subtype(
    links: &mut Result<FileLinks, String>,
    subtype: &str,
    list: impl FnOnce(&mut FileLinks) -> &mut Vec<LinkText>,
) {
    if let Ok(links) = links {
        let text = LinkText(links.strings.intern(subtype));
        list(links).push(text);
    }
}
