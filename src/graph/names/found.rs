//! What a name stands for, and what is nested in that.
//!
//! In: a name that something led to, and a path of names behind it. Out: [`Found`]. Looks into declarations alone: what is
//! imported and exported is followed by those that ask.

use super::files::{ClassRef, FileId, InFile};
use super::modules::Origin;
use super::packages::PackageId;
use super::view::View;
use crate::record::StringId;
use crate::record::symbols::{BindingTarget, ExportId, ExprId, MemberValue, ScopeId, Symbols};

/// What a name stands for that no scope of its file declares.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum Found<'p> {
    /// What a file declares under this name in its outermost scope, or in that of a module within it.
    Declared { file: FileId, name: StringId, scope: ScopeId },
    /// A module within a file.
    Namespace { file: FileId, scope: ScopeId },
    /// An exported expression.
    Expression { file: FileId, expr: ExprId },
    /// A member of what a file assigns to `module.exports`.
    AssignedMember { file: FileId, row: ExportId, name: &'p str },
    /// What a file assigns to `module.exports`, with what it exports beside.
    Assigned { file: FileId, row: ExportId },
    /// A whole module.
    Module(FileId),
    /// A package.
    Package(PackageId),
    /// A member of a class: a nested type, a static method.
    MemberOf { class: ClassRef, name: &'p str },
    /// A name of a module outside the program; `''` for the whole module.
    Outside { origin: Origin<'p>, name: &'p str },
    /// A name that this file of the program does not export.
    Missing { file: FileId, name: &'p str },
}

impl<'p> Found<'p> {
    /// What a file declares under this name in its outermost scope.
    pub const fn declared(file: FileId, name: StringId) -> Self {
        Self::Declared { file, name, scope: Symbols::FILE_SCOPE }
    }

    /// The member at the end of a path of nested types.
    pub fn member(self, view: View<'p>, path: impl Iterator<Item = &'p str>) -> Option<Self> {
        let mut found = self;
        for name in path {
            found = Self::MemberOf { class: found.class(view)?, name };
        }
        Some(found)
    }

    /// The class that it is, if it is one.
    fn class(self, view: View<'p>) -> Option<ClassRef> {
        let (file, class) = match self {
            Self::Declared { file, name, scope } => {
                let module = view.file(file);
                let rows = view.declared(file, name, scope)?;
                let class = rows.iter().find_map(|row| match module.symbols().bindings[*row as usize].target {
                    BindingTarget::Class(class) => Some(class),
                    _ => None,
                });
                (file, class)
            }
            Self::Expression { file, expr } => (file, view.file(file).class_at(expr)),
            Self::MemberOf { class: outer @ InFile { file, .. }, name } => {
                let module = view.file(file);
                let named = view.members_of_declaration(outer, name);
                let class = named.iter().find_map(|(_, row)| match module.symbols().members[*row as usize].value {
                    MemberValue::Field { value, .. } => module.class_at(value),
                    _ => None,
                });
                (file, class)
            }
            _ => return None,
        };
        Some(InFile { file, row: class? })
    }
}
