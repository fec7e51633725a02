//! Members that the program declares for types that it does not have: Rust's traits, implemented for `str` and `Vec<T>`.
//!
//! In: a type of the language's own or of a library, or a value without members that are known, and a member's name. Out: the
//! member, where one of the program's files declares it for types of that name. What the language itself has comes first.

use super::arguments::Passed;
use super::linker::Linker;
use super::members::FoundMember;
use super::members::Sort;
use super::table::{Env, Side, Type, TypeId};
use crate::graph::names::files::{ExtensionRef, FileId};
use crate::record::symbols::{Expr, ExprId, Symbols};

/// More implementations for one type than are gone through.
const MAX_EXTENSIONS: usize = 256;

impl<'p, M> Linker<'p, M> {
    /// A member that is declared apart from a type that the program does not have.
    pub(super) fn member_of_language_type(&mut self, ty: TypeId, name: &'p str) -> Option<FoundMember> {
        if !self.extends_other_types() || self.has_language_member(ty, name) {
            return None;
        }
        let builtins = self.builtins;
        let names: Vec<&str> = match self.types.get(ty) {
            Type::Array(_) => builtins.table.list.names.to_vec(),
            Type::Global { name, .. } | Type::Outside { name, .. } => {
                // What others have nobody knows, nor what a pointer leads to.
                let row = builtins.get(name).filter(|row| !row.leads)?;
                std::iter::once(name).chain(row.supertypes.iter().map(|(name, _)| *name)).collect()
            }
            _ => Vec::new(),
        };
        names.into_iter().find_map(|of| self.member_of_named(of, name))
    }

    /// The same of a value of a type without members that are known, by what is written of it.
    pub fn member_of_plain(&mut self, file: FileId, value: ExprId, name: &'p str) -> Option<FoundMember> {
        if !self.extends_other_types() {
            return None;
        }
        match self.passed(file, value) {
            Passed::Named(of) => self.member_of_named(of, name),
            _ => None,
        }
    }

    /// Whether the file that is linked knows a trait that these members are for, by its name.
    fn knows_trait_of(&self, extension: ExtensionRef) -> bool {
        let (module, own) = (self.module(extension.file), self.module(self.file));
        extension.file == self.file || {
            let supertypes = module.symbols().extensions[extension.row.index()].supertypes;
            module.exprs(supertypes).iter().any(|supertype| {
                let (Expr::TypeName { name, .. } | Expr::TypeMember { name, .. }) = module.expr(*supertype) else {
                    return false;
                };
                let name = own.record().strings.find(module.text(name));
                name.is_some_and(|name| self.program.declared(self.file, name, Symbols::FILE_SCOPE).is_some())
            })
        }
    }

    fn extends_other_types(&self) -> bool {
        self.module(self.file).facts().called_members_are_apart && !self.program.is_without_extensions()
    }

    fn member_of_named(&mut self, of: &str, name: &str) -> Option<FoundMember> {
        if self.builtins.table.inherent.binary_search(&name).is_ok() {
            return None;
        }
        self.program.extensions_named(self.file, of).take(MAX_EXTENSIONS).find_map(|extension| {
            let file = extension.file;
            let ty = self.module(file).symbols().extensions[extension.row.index()].of;
            let ty = self.type_of(file, ty, Env::NONE);
            // A type of the program that is called alike.
            if matches!(self.types.get(ty), Type::Instance { .. }) || !self.knows_trait_of(extension) {
                return None;
            }
            let named = self.program.members_apart(extension, name);
            let value = self.best(file, named, Some(Side::Instance), Sort::Called)?;
            Some(FoundMember { file, value, env: Env::NONE, is_inherited: false })
        })
    }
}
