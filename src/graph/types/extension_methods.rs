//! Functions that are called as members of their first parameter's type: C#'s extension methods.
//!
//! In: a receiver, a member's name and what is passed. Out: the function of a package the file speaks of that fits best.
//! Those of a name are found as exports of the package, under a name of their own.

use std::rc::Rc;

use super::generics::Site;
use super::linker::Linker;
use super::overloads::Overload;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::record::extension_name;
use crate::record::symbols::{ExportTarget, Expr, ExprId, Lent, Package, WildcardSource};

/// How many packages of a file, and how many functions of a name, are looked through.
const MAX_PACKAGES: usize = 256;
const MAX_METHODS: usize = 64;

impl<'p, M> Linker<'p, M> {
    /// The function that is called as the member `name` of what `object` is.
    pub fn extension_method(&mut self, object: ExprId, name: &str, site: Site) -> Option<Overload> {
        if !self.module(site.file).facts().has_extension_methods || object == ExprId::UNKNOWN {
            return None;
        }
        let receiver = self.type_of(site.file, object, site.env);
        if !self.is_value(receiver) {
            return None;
        }
        let methods = self.extension_methods(site.file, name);
        if methods.is_empty() {
            return None;
        }
        let args: Vec<ExprId> =
            std::iter::once(object).chain(self.module(site.file).exprs(site.args).iter().copied()).collect();
        self.best_function(&methods, site.file, &args, site.explicit)
    }

    /// Whether anything is known of a value, and it is one.
    fn is_value(&self, ty: TypeId) -> bool {
        !matches!(
            self.types.get(ty),
            Type::Unknown
                | Type::Class(_)
                | Type::Module(_)
                | Type::Package(_)
                | Type::Namespace { .. }
                | Type::OutsideValue { .. }
                | Type::GlobalValue(_)
        )
    }

    /// The functions that packages which a file speaks of have for members of this name.
    fn extension_methods(&mut self, file: FileId, name: &str) -> Rc<[Overload]> {
        if let Some(known) = self.extension_methods.get(&(file, name.into())) {
            return Rc::clone(known);
        }
        let module = self.module(file);
        let exported = extension_name(name);
        let lent = self.program.lenders_to(file);
        let own = module.symbols().wildcards.iter().map(|wildcard| (file, wildcard.source));
        let lent = lent.filter(|lender| *lender != file).flat_map(|lender| {
            let lent = self.module(lender).symbols().lent.iter();
            lent.filter_map(move |lent| match lent {
                Lent::Wildcard(source) => Some((lender, *source)),
                Lent::Name(_) => None,
            })
        });
        let mut found: Vec<Overload> = Vec::new();
        for (of, source) in own.chain(lent).take(MAX_PACKAGES) {
            let WildcardSource::Package(package @ Package::Named(_)) = source else { continue };
            let Some(package) = self.program.meant_by(of, package) else { continue };
            for export in self.program.exports_of(package, &exported) {
                let module = self.module(export.file);
                let target = self.program.export_at(*export).target;
                if let ExportTarget::Expression(expr) = target
                    && let Expr::Function(signature) = module.expr(expr)
                    && found.len() < MAX_METHODS
                    && !found.contains(&(export.file, signature))
                {
                    found.push((export.file, signature));
                }
            }
        }
        let found: Rc<[Overload]> = found.into();
        self.extension_methods.insert((file, name.into()), Rc::clone(&found));
        found
    }

    /// The same as a type, where the member is not the type's own.
    pub(super) fn extension_function(&mut self, object: ExprId, name: &str, site: Site) -> Option<TypeId> {
        let (file, signature) = self.extension_method(object, name, site)?;
        Some(self.types.add(Type::Function { file, signature, env: Env::NONE }))
    }
}
