//! What a name holds: a local one, an imported one, a whole module.
//!
//! In: the bindings of a name, or what an import led to. Out: the type of the value.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::{ClassRef, FileId, InFile};
use crate::graph::names::found::Found;
use crate::graph::names::modules::Origin;
use crate::graph::names::packages::PackageId;
use crate::graph::names::scopes::Meaning;
use crate::record::symbols::{
    BindingTarget, ClassId, ExportId, ExportTarget, Expr, ExprId, Lent, Package, SELF, ScopeId, SignatureId, Symbols,
    WildcardSource,
};
use crate::record::{NodeKind, StringId};

/// How many files that one requires are gone through.
const MAX_REQUIRED: usize = 4096;

impl<'p, M> Linker<'p, M> {
    /// What a name holds where it is written.
    pub fn name_value(&mut self, file: FileId, name: StringId, scope: ScopeId, env: Env) -> TypeId {
        if let Some(rows) = self.program.lookup(file, name, scope, Meaning::Value) {
            return self.value(file, rows, env);
        }
        self.undeclared_value(file, name, scope)
    }

    /// What a name holds that no scope declares.
    fn undeclared_value(&mut self, file: FileId, name: StringId, scope: ScopeId) -> TypeId {
        if let Some(found) = self.undeclared(file, name, scope) {
            return self.found_value(found);
        }
        let name = self.module(file).written_name(name);
        self.builtin_value(name).unwrap_or_else(|| self.types.add(Type::GlobalValue(name)))
    }

    /// What a name that no scope declares means: that of a wildcard, or one with a package's or type's name in front.
    pub fn undeclared(&mut self, file: FileId, name: StringId, scope: ScopeId) -> Option<Found<'p>> {
        let module = self.module(file);
        let place = (file, name, module.with_wildcards(scope));
        if let Some(known) = self.undeclared.get(&place) {
            return *known;
        }
        let (name, separator) = (module.text(name), module.facts().separator);
        let is_qualified = !separator.is_empty() && name.contains(separator);
        if is_qualified && let Some(found) = self.program.qualified_name(file, name, scope) {
            return Some(found);
        }
        if is_qualified && name.starts_with(separator) {
            return self.program.full_name(file, name);
        }
        let (mut found, mut is_final) = (None, !is_qualified);
        for wildcard in self.program.wildcards(file, scope) {
            if !self.takes_step() {
                return None;
            }
            is_final &= is_final_in(wildcard.source);
            found = self.in_wildcard(file, wildcard.source, name);
            if found.is_some() {
                break;
            }
        }
        if found.is_none() {
            found = self.lent(file, name, &mut is_final);
        }
        if found.is_none() && is_qualified {
            return self.program.full_name(file, name);
        }
        if found.is_none() && !separator.is_empty() && !name.is_empty() {
            // The first part of a full name: `Shop` of `Shop.Model.Order`.
            found = self.program.package(module.language(), name).map(Found::Package);
        }
        if is_final && self.has_steps() {
            self.undeclared.insert(place, found);
        }
        found
    }

    /// What a name means by a wildcard of this file.
    fn in_wildcard(&mut self, file: FileId, source: WildcardSource, name: &'p str) -> Option<Found<'p>> {
        let module = self.module(file);
        let separator = module.facts().separator;
        match source {
            WildcardSource::Module(specifier) => {
                if let Some(known) = self.starred.get(&(file, specifier, name)) {
                    return *known;
                }
                let found = match self.program.is_unstarred(file, specifier, name) {
                    true => None,
                    false => Some(self.program.imported(file, specifier, name, name)),
                };
                // What a package has nobody knows.
                let found = found.filter(|found| !matches!(found, Found::Outside { .. } | Found::Missing { .. }));
                self.starred.insert((file, specifier, name), found);
                found
            }
            WildcardSource::Package(package) if !separator.is_empty() && name.contains(separator) => match package {
                Package::Named(package) => self.program.below(file, module.text(package), name),
                Package::Folder | Package::OutsideTests => None,
            },
            WildcardSource::Package(package) => {
                let package = self.program.meant_by(file, package)?;
                match self.program.in_package(package, name) {
                    Some(found) if module.facts().functions_are_required => {
                        self.required_one(file, package, name, found)
                    }
                    found => found,
                }
            }
            WildcardSource::Members(of) => {
                let of = self.type_of(file, of, Env::NONE);
                self.static_member(of, name).or_else(|| self.language_static(of, name))
            }
        }
    }

    /// What a package has under a name that this file knows: all but functions of files that it does not require.
    fn required_one(&mut self, file: FileId, package: PackageId, name: &'p str, found: Found<'p>) -> Option<Found<'p>> {
        let is_function = |linker: &Self, found: Found<'p>| match found {
            Found::Expression { file, expr } => {
                matches!(linker.module(file).expr(expr), Expr::Function(_)).then_some(file)
            }
            _ => None,
        };
        is_function(self, found).map_or(Some(found), |_| {
            let all = self.program.exported_in_package(package, name);
            let required = self.required_by(file);
            all.into_iter().find(|found| is_function(self, *found).is_none_or(|of| required.contains(&of)))
        })
    }

    /// The files that a file requires, itself or through others, with itself.
    fn required_by(&mut self, file: FileId) -> Rc<FxHashSet<FileId>> {
        if let Some(known) = self.required.get(&file) {
            return Rc::clone(known);
        }
        let mut required = FxHashSet::from_iter([file]);
        let mut left = vec![file];
        while let Some(next) = left.pop().filter(|_| required.len() < MAX_REQUIRED && self.takes_step()) {
            for target in self.program.imported_files(next) {
                if required.insert(target) {
                    left.push(target);
                }
            }
        }
        let required = Rc::new(required);
        self.required.insert(file, Rc::clone(&required));
        required
    }

    /// What a name means by what other files lend to this one; `is_final` is taken away where that may not be all.
    fn lent(&mut self, file: FileId, name: &'p str, is_final: &mut bool) -> Option<Found<'p>> {
        for lender in self.program.lenders_to(file) {
            let outer = self.module(lender);
            for lent in outer.symbols().lent.iter().filter(|_| lender != file) {
                if !self.takes_step() {
                    return None;
                }
                let found = match *lent {
                    Lent::Name(declared) => (outer.text(declared) == name).then_some(Found::declared(lender, declared)),
                    Lent::Wildcard(source) => {
                        *is_final &= is_final_in(source);
                        self.in_wildcard(lender, source, name)
                    }
                };
                if found.is_some() {
                    return found;
                }
            }
        }
        None
    }

    /// A member of a class, if it has one of this name.
    fn static_member(&mut self, of: TypeId, name: &'p str) -> Option<Found<'p>> {
        let (Type::Class(class) | Type::Instance { class, .. }) = self.types.get(of) else {
            return None;
        };
        self.named_member(class, name).map(|_| Found::MemberOf { class, name })
    }

    /// The member that a class's name and this one mean, one that is called if no other: of the class itself, or of whatever
    /// takes all that it has.
    pub fn named_member(&mut self, class: ClassRef, name: &'p str) -> Option<FoundMember> {
        let of_class = self.types.add(Type::Class(class));
        let of_instances = self.types.add(Type::instance_of(class));
        let all = [of_class, of_instances];
        let asked = if self.module(class.file).facts().types_are_extended { &all[..] } else { &all[..1] };
        asked.iter().find_map(|of| match self.find_called(*of, name) {
            MemberSearch::Found(member) => Some(member),
            _ => match self.find_member(*of, name) {
                MemberSearch::Found(member) => Some(member),
                _ => None,
            },
        })
    }

    /// A name that may be that of a member of the class around it.
    pub fn bare_value(&mut self, file: FileId, name: StringId, scope: ScopeId, class: ClassId, env: Env) -> TypeId {
        match self.bare_or_bound(file, (name, scope), class, env) {
            Ok((_, member)) => self.value_of_member(member),
            Err(Some(rows)) => self.value(file, rows, env),
            Err(None) => self.undeclared_value(file, name, scope),
        }
    }

    /// What a name means that may be a member of the class around it: what is declared within a class comes before its
    /// members, those before what is declared around it.
    pub fn bare_or_bound(
        &mut self,
        file: FileId,
        (name, scope): (StringId, ScopeId),
        class: ClassId,
        env: Env,
    ) -> Result<(TypeId, FoundMember), Option<&'p [u32]>> {
        let module = self.module(file);
        let rows = self.program.lookup(file, name, scope, Meaning::Value);
        let bound = rows.map(|rows| module.symbols().bindings[rows[0] as usize].scope);
        let text = module.text(name);
        let class = InFile { file, row: class };
        let read = self.bare((class, scope), env, bound, |linker, of| linker.find_read(of, text));
        // A method is meant where nothing else is: constructors have the names of their classes.
        let member = match read {
            None if rows.is_none() => self.bare_called(class, scope, text, env),
            read => read,
        };
        member.ok_or(rows)
    }

    /// The first member that `find` finds in a class or one around it, with the instance that it is a member of; none if the
    /// name is `bound` within that class.
    fn bare(
        &mut self,
        (class, scope): (ClassRef, ScopeId),
        env: Env,
        bound: Option<ScopeId>,
        find: impl Fn(&mut Self, TypeId) -> MemberSearch<'p>,
    ) -> Option<(TypeId, FoundMember)> {
        let is_of_class = self.is_of_class(class.file, scope);
        let mut next = Some(class);
        while let Some(class) = next.filter(|_| self.takes_step()) {
            let module = self.module(class.file);
            if let (Some(bound), Some(scope)) = (bound, self.class(class).scope)
                && module.is_within(bound, scope)
            {
                return None;
            }
            let of = if is_of_class { self.types.add(Type::Class(class)) } else { self.this(class, env) };
            if let MemberSearch::Found(member) = find(self, of) {
                return Some((of, member));
            }
            next = self.class(class).outer.map(|row| InFile { row, ..class });
        }
        None
    }

    /// The member that is called of this name of a class or of one around it, with the instance that it is a member of.
    pub fn bare_called(
        &mut self,
        class: ClassRef,
        scope: ScopeId,
        name: &'p str,
        env: Env,
    ) -> Option<(TypeId, FoundMember)> {
        self.bare((class, scope), env, None, |linker, of| linker.find_called(of, name))
    }

    /// Whether what stands in a scope is a member of a class itself.
    fn is_of_class(&self, file: FileId, scope: ScopeId) -> bool {
        let module = self.module(file);
        let name = module.facts().types_are_extended.then(|| module.record().strings.find(SELF)).flatten();
        let rows = name.and_then(|name| self.program.lookup(file, name, scope, Meaning::Value)).unwrap_or_default();
        let target = rows.first().map(|row| module.symbols().bindings[*row as usize].target);
        matches!(target, Some(BindingTarget::Variable { value, .. }) if matches!(module.expr(value), Expr::Class(_)))
    }

    /// The value that these bindings of one name stand for.
    pub fn value(&mut self, file: FileId, rows: &[u32], env: Env) -> TypeId {
        let module = self.module(file);
        let (mut function, mut class, mut imported, mut variable) = (None, None, None, None);
        // A namespace may be declared in several blocks.
        let mut namespaces = Vec::new();
        let is_last_meant = module.facts().last_is_meant;
        for row in rows {
            let binding = module.symbols().bindings[*row as usize];
            match binding.target {
                BindingTarget::Function(signature) => {
                    let is_better = |known| module.signature(known).function.is_none() || is_last_meant;
                    if function.is_none_or(is_better) {
                        function = Some(signature);
                    }
                }
                BindingTarget::Class(id) => {
                    let is_value =
                        matches!(self.class_kind(InFile { file, row: id }), NodeKind::Class | NodeKind::Enum);
                    if class.is_none() || is_value {
                        class = Some(id);
                    }
                }
                BindingTarget::Variable { ty, value } => {
                    if variable.is_none_or(|known| known == TypeId::UNKNOWN) {
                        let env = if binding.scope == Symbols::FILE_SCOPE { Env::NONE } else { env };
                        let known = if ty == ExprId::UNKNOWN { value } else { ty };
                        variable = Some(self.type_of(file, known, env));
                    }
                }
                BindingTarget::Import { specifier, imported: name } => {
                    if imported.is_none() || is_last_meant {
                        imported = Some(self.import_of(file, specifier, name, binding.name));
                    }
                }
                BindingTarget::Namespace(scope) => {
                    namespaces.push(self.types.add(Type::Namespace { file, scope }));
                }
                BindingTarget::Alias(_) | BindingTarget::TypeParameter { .. } => {}
            }
        }
        let value = match (function, variable, imported, class) {
            (Some(signature), ..) => {
                let is_outer = module.symbols().bindings[rows[0] as usize].scope == Symbols::FILE_SCOPE;
                let env = if is_outer { Env::NONE } else { env };
                if rows.len() > 1 {
                    self.note_declarations(file, signature, functions_of(module.symbols(), rows));
                }
                Some(self.types.add(Type::Function { file, signature, env }))
            }
            (_, Some(variable), ..) => Some(variable),
            (_, _, Some(found), _) => Some(self.found_value(found)),
            (_, _, _, Some(row)) => Some(self.types.add(Type::Class(InFile { file, row }))),
            _ => None,
        };
        // What a namespace declares beside an enum is none of its values.
        let is_enum = class.is_some_and(|row| self.class_kind(InFile { file, row }) == NodeKind::Enum);
        let parts: Vec<TypeId> = if is_enum {
            namespaces.into_iter().chain(value).collect()
        } else {
            value.into_iter().chain(namespaces).collect()
        };
        self.types.intersection(&parts)
    }

    /// The value that an imported name stands for.
    pub fn found_value(&mut self, found: Found<'p>) -> TypeId {
        match found {
            Found::Declared { file, name, scope } => match self.program.declared(file, name, scope) {
                Some(rows) => self.value(file, &self.program.declaring(file, rows), Env::NONE),
                None => TypeId::UNKNOWN,
            },
            Found::Namespace { file, scope } => self.types.add(Type::Namespace { file, scope }),
            Found::Expression { file, expr } => self.type_of(file, expr, Env::NONE),
            Found::AssignedMember { file, row, name } => {
                // What is assigned may be the module itself, by way of others.
                let assigned = self.deeper(|linker| linker.assigned(file, row)).unwrap_or(TypeId::UNKNOWN);
                self.deeper(|linker| linker.member_type(assigned, name)).unwrap_or(TypeId::UNKNOWN)
            }
            Found::Assigned { file, row } => {
                self.deeper(|linker| linker.assigned_module(file, row)).unwrap_or(TypeId::UNKNOWN)
            }
            Found::Module(file) => self.types.add(Type::Module(file)),
            Found::Package(package) => self.types.add(Type::Package(package)),
            Found::MemberOf { class, name } => {
                let of = self.types.add(Type::Class(class));
                match self.module(class.file).facts().types_are_extended {
                    true => self.named_member(class, name).map_or(TypeId::UNKNOWN, |found| self.value_of_member(found)),
                    false => self.member_type(of, name),
                }
            }
            Found::Outside { origin, name } => self.types.add(Type::OutsideValue { origin, name, is_import: true }),
            Found::Missing { file, name } => {
                let origin = Origin { text: &self.module(file).path, in_repository: true };
                self.types.add(Type::OutsideValue { origin, name, is_import: true })
            }
        }
    }

    /// What a file assigns to `module.exports`.
    pub fn assigned(&mut self, file: FileId, row: ExportId) -> TypeId {
        let module = self.module(file);
        match module.symbols().exports[row.index()].target {
            ExportTarget::Expression(expr) => self.type_of(file, expr, Env::NONE),
            ExportTarget::Local(name) => self.found_value(Found::declared(file, name)),
            ExportTarget::From { specifier, imported } => {
                let imported = module.text(imported);
                let found = self.program.imported(file, specifier, imported, imported);
                self.found_value(found)
            }
        }
    }

    /// The same with what the file exports beside it: `module.exports = f; module.exports.g = g`.
    fn assigned_module(&mut self, file: FileId, row: ExportId) -> TypeId {
        let assigned = self.assigned(file, row);
        if !self.program.exports_beside(file) {
            return assigned;
        }
        let module = self.types.add(Type::Module(file));
        self.types.intersection(&[assigned, module])
    }

    /// What `require()` or `import()` of a module gives.
    pub fn required(&mut self, file: FileId, specifier: StringId, is_promise: bool) -> TypeId {
        let found = self.program.imported(file, specifier, "*", "");
        let module = match found {
            // `require()` gives what is assigned to `module.exports`, if anything is.
            Found::Module(target) => match self.program.assigned_row(target) {
                Some(row) => self.assigned_module(target, row),
                None => self.found_value(found),
            },
            found => self.found_value(found),
        };
        if is_promise { self.promise(module) } else { module }
    }
}

/// Whether what a name means by a wildcard stays that: what a class has may be what is being found out.
const fn is_final_in(source: WildcardSource) -> bool {
    !matches!(source, WildcardSource::Members(_))
}

/// The functions among these bindings.
fn functions_of(symbols: &Symbols, rows: &[u32]) -> impl Iterator<Item = SignatureId> {
    rows.iter().filter_map(|row| match symbols.bindings[*row as usize].target {
        BindingTarget::Function(signature) => Some(signature),
        _ => None,
    })
}
