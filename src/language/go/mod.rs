//! Go: what the nodes of its syntax trees mean.
//!
//! In: nodes in source order. Out: rows of a record. `definitions` are functions, `types` declared types and the shapes
//! of types, `bindings` what gives values their names, `imports` imports, `calls` call sites, `references` names that
//! are not called, `expressions` shapes for linking, `constraints` whether a default build takes the file. The files of
//! a folder are one package: each exports what it declares to the others.

mod bindings;
pub(super) mod builtins;
mod calls;
mod constraints;
mod definitions;
mod expressions;
mod grammar;
mod imports;
mod references;
mod types;

use crate::extract::table::extraction;
use crate::extract::{Next, NodeRef, Outline, Visitor};
use crate::record::StringId;
use crate::record::symbols::{ExportTarget, Expr, ExprId, Package, Symbols, WildcardSource};
use crate::syntax::packed;
use grammar::{Field, Kind};

/// A type switch that has been entered and not left: the name it declares in each case, and the value it looks at.
type Switch = Option<(StringId, ExprId)>;

/// What is known of a Go file during the walk, besides the outline.
#[derive(Default)]
pub struct Go {
    switches: Vec<Switch>,
    /// The type of the constant before, which one without a value of its own has too.
    constant_type: ExprId,
    /// The name that a declaration being looked at gives; its own value sees another of that name.
    declaring: StringId,
    /// What the file is a part of; `None` in front of the package clause.
    package: Option<Package>,
}

impl Outline<'_, '_, Go> {
    /// Makes a name of the file known to the other files of its package, and to those that import it: for what the file
    /// declares by that name, or for this.
    fn export_top_level(&mut self, name: StringId, of: Option<Expr>) {
        if self.scope() == Symbols::FILE_SCOPE {
            let package = self.own.package.unwrap_or(Package::Folder);
            let target = of.map_or(ExportTarget::Local(name), |of| ExportTarget::Expression(self.expr(of)));
            self.export(name, target, Some(package));
        }
    }

    /// The names of the other files of its package are seen in a file. `x_test` in the folder of `x` is one of its own.
    fn enter_package(&mut self, clause: NodeRef) -> Next {
        let name = self.first_named(clause).map_or("", |name| self.text(name));
        let is_outside = name.ends_with("_test") && self.draft.relative_path().ends_with("_test.go");
        self.set_package(if is_outside { Package::OutsideTests } else { Package::Folder });
        Next::Past
    }

    fn set_package(&mut self, package: Package) {
        if self.own.package.is_none() {
            self.own.package = Some(package);
            self.push_wildcard(WildcardSource::Package(package));
        }
    }

    fn is_blank(&self, name: StringId) -> bool {
        self.draft.string(name) == "_"
    }
}

extraction!(Go, packed::GO.clone());

impl Visitor for Go {
    fn begin(file: &mut Outline<'_, '_, Self>) {
        let is_built = constraints::is_built(file.draft.relative_path(), file.draft.text());
        file.draft.symbols().is_left_out = !is_built;
    }

    fn leave(file: &mut Outline<'_, '_, Self>, node: NodeRef) {
        file.end();
        match file.kind(node) {
            // The frame of the type whose method it is.
            Kind::MethodDeclaration => file.end(),
            Kind::TypeSwitch => {
                file.own.switches.pop();
            }
            _ => {}
        }
    }

    fn finish(file: &mut Outline<'_, '_, Self>) {
        file.set_package(Package::Folder);
    }
}
