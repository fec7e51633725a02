//! What calls of a function come to that is declared several times, where declarations say what it takes and gives and one
//! body does all of it: overloads of TypeScript and Python.
//!
//! In: the declarations of a name, and what a call passes. Out: the declarations that the call may mean: the first that fits,
//! as the compiler has it. Where one before it may fit as well, what they agree on counts, and nothing else.

use std::rc::Rc;

use super::arguments::Passed;
use super::generics::Site;
use super::linker::Linker;
use super::members::MemberSearch;
use super::relations::Relation;
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::record::symbols::{Expr, ExprId, MAX_PASSED, SignatureId};
use crate::record::{NodeKind, StringId};

/// More declarations of one function than are gone through.
const MAX_DECLARATIONS: usize = 64;

impl<'p, M> Linker<'p, M> {
    /// Notes by which declarations a function is called that stands for all of them: those without a body, where any has none.
    pub(super) fn note_declarations(
        &mut self,
        file: FileId,
        function: SignatureId,
        all: impl Iterator<Item = SignatureId>,
    ) {
        let module = self.module(file);
        if !module.facts().declarations_say_calls || self.declarations.contains_key(&(file, function)) {
            return;
        }
        let declared = all.filter(|signature| self.is_declaration(file, *signature));
        let declared: Rc<[SignatureId]> = declared.take(MAX_DECLARATIONS).collect();
        if declared.len() > usize::from(self.is_declaration(file, function)) {
            self.declarations.insert((file, function), declared);
        }
    }

    /// Whether a function only declares what another one of its name takes and gives.
    fn is_declaration(&self, file: FileId, signature: SignatureId) -> bool {
        let module = self.module(file);
        let Some(row) = module.signature(signature).function else { return true };
        module.facts().declaring_decorator.is_some_and(|decorator| {
            let record = module.record();
            let marks = &record.lists[record.functions[row.index()].modifiers.range()];
            let name = |mark: &StringId| module.text(*mark).trim_start_matches('@').rsplit('.').next();
            marks.iter().any(|mark| name(mark) == Some(decorator))
        })
    }

    /// The declaration that says what a function is where nothing is known of a call: the last.
    pub(super) fn last_declaration(&self, file: FileId, signature: SignatureId) -> SignatureId {
        let declared = self.declarations.get(&(file, signature));
        declared.and_then(|declared| declared.last().copied()).unwrap_or(signature)
    }

    /// What the declarations of a function that a call may mean come to, if that is the same but for its type arguments; nothing
    /// where it is declared once.
    pub(super) fn agreed(
        &mut self,
        function: TypeId,
        site: Site,
        mut ask: impl FnMut(&mut Self, TypeId) -> TypeId,
    ) -> Option<TypeId> {
        let Type::Function { file, signature, env } = self.types.get(function) else { return None };
        let declared = Rc::clone(self.declarations.get(&(file, signature))?);
        let mut all: Option<TypeId> = None;
        for signature in self.fitting(file, &declared, env, site) {
            let meant = self.types.add(Type::Function { file, signature, env });
            let ty = self.deeper(|linker| ask(linker, meant)).unwrap_or(TypeId::UNKNOWN);
            all = Some(match all.map(|all| (all, self.types.get(all), self.types.get(ty))) {
                None => ty,
                Some((all, ..)) if all == ty => ty,
                Some((_, Type::Instance { class, .. }, Type::Instance { class: other, .. })) if class == other => {
                    self.types.add(Type::instance_of(class))
                }
                Some(_) => return Some(TypeId::UNKNOWN),
            });
        }
        Some(all.unwrap_or(TypeId::UNKNOWN))
    }

    fn fitting(&mut self, file: FileId, declared: &[SignatureId], env: Env, site: Site) -> Vec<SignatureId> {
        let mut found = Vec::new();
        for signature in declared {
            match self.fits(file, *signature, env, site) {
                Relation::No => {}
                Relation::Maybe => found.push(*signature),
                Relation::Yes => {
                    found.push(*signature);
                    break;
                }
            }
        }
        if found.is_empty() { declared.to_vec() } else { found }
    }

    /// Whether a function declared so is called so.
    fn fits(&mut self, file: FileId, signature: SignatureId, env: Env, site: Site) -> Relation {
        let module = self.module(site.file);
        let args = module.exprs(site.args);
        // `f(...list)`: nobody knows how many those are.
        let spread = args.iter().position(|arg| matches!(module.expr(*arg), Expr::Element(_)));
        let is_cut = spread.is_some() || args.len() >= MAX_PASSED;
        let args = &args[..spread.unwrap_or(args.len())];
        let shape = self.module(file).signature(signature);
        if !is_cut && self.takes(file, signature, args.len()).is_none()
            || site.explicit.range().len() > shape.type_variables.range().len()
        {
            return Relation::No;
        }
        let mut relation = if is_cut { Relation::Maybe } else { Relation::Yes };
        for (place, arg) in args.iter().enumerate() {
            let Some(param) = self.parameter_at(file, signature, place, args.len()) else { continue };
            match self.fits_parameter(site, *arg, (file, param, env)) {
                Relation::No => return Relation::No,
                Relation::Maybe => relation = Relation::Maybe,
                Relation::Yes => {}
            }
        }
        relation
    }

    /// Whether a parameter of this type may be passed this.
    fn fits_parameter(&mut self, site: Site, arg: ExprId, asked: (FileId, ExprId, Env)) -> Relation {
        self.deeper(|linker| linker.fits_type(site, arg, asked)).unwrap_or(Relation::Maybe)
    }

    fn fits_type(&mut self, site: Site, arg: ExprId, (file, asked, env): (FileId, ExprId, Env)) -> Relation {
        let module = self.module(file);
        match module.expr(asked) {
            Expr::Unknown => return Relation::Maybe,
            Expr::Union(members) => {
                let members = module.exprs(members).iter().take(MAX_DECLARATIONS);
                let answers: Vec<Relation> =
                    members.map(|member| self.fits_parameter(site, arg, (file, *member, env))).collect();
                return match answers.contains(&Relation::Yes) {
                    true => Relation::Yes,
                    false if answers.iter().all(|answer| *answer == Relation::No) => Relation::No,
                    false => Relation::Maybe,
                };
            }
            Expr::FunctionType(signature) => return self.fits_function(site, arg, (file, signature)),
            Expr::KeyOf(of) => {
                let of = self.type_of(file, of, env);
                return self.fits_key(site, arg, of);
            }
            Expr::TypeName { .. } if let Some(row) = self.parameter_row(file, asked) => {
                return match self.bound_of(file, row) {
                    None => Relation::Maybe,
                    Some(ExprId::UNKNOWN) => Relation::Yes,
                    Some(bound) => self.fits_parameter(site, arg, (file, bound, env)),
                };
            }
            _ => {}
        }
        let passed = self.type_of(site.file, arg, site.env);
        let value = self.name_of_value(site, arg, passed);
        match (module.expr(asked), value) {
            (Expr::Language(name), Some(value)) => yes_or_no(module.text(name) == value),
            (Expr::Text(text), Some(_)) => match self.types.get(passed) {
                Type::Text(passed) => yes_or_no(module.text(text) == passed),
                _ => Relation::No,
            },
            // A literal of another kind, or a pattern of texts.
            (Expr::Primitive, Some(value)) if self.builtins.table.plain.contains(&value) => Relation::Maybe,
            (Expr::Language(_) | Expr::Text(_) | Expr::Primitive, None) => self.is_no_value(passed),
            (Expr::Primitive, Some(_)) => Relation::No,
            (_, Some(value)) => {
                let asked = self.type_of(file, asked, env);
                match self.types.get(asked) {
                    Type::Unknown | Type::Primitive | Type::Text(_) | Type::Union(_) => Relation::Maybe,
                    Type::Global { name, .. } if !self.builtins.table.plain.contains(&value) => {
                        yes_or_no(name == value)
                    }
                    Type::Instance { class, .. } if self.class_kind(class) == NodeKind::Enum => Relation::Maybe,
                    _ => Relation::No,
                }
            }
            (_, None) => self.fits_object(passed, (file, asked, env)),
        }
    }

    /// The same of what is no value.
    fn fits_object(&mut self, passed: TypeId, (file, asked, env): (FileId, ExprId, Env)) -> Relation {
        let asked_type = self.type_of(file, asked, env);
        match (self.types.get(passed), self.types.get(asked_type)) {
            (Type::Unknown, _) => Relation::Maybe,
            (Type::Array(passed), Type::Array(asked)) => self.relation(passed, asked),
            (Type::Global { name: passed, .. }, Type::Global { name: asked, .. }) if passed == asked => Relation::Yes,
            _ => self.relation_to(file, asked, env, passed),
        }
    }

    /// The name of the language's type of a value that is passed, as far as it is written down.
    fn name_of_value(&mut self, site: Site, arg: ExprId, passed: TypeId) -> Option<&'p str> {
        match self.types.get(passed) {
            Type::Text(_) => self.builtins.table.texts.first().copied(),
            Type::Primitive | Type::Unknown => match self.passed(site.file, arg) {
                Passed::Named(name) => Some(name),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether what is passed may be a value that is no object.
    fn is_no_value(&self, passed: TypeId) -> Relation {
        match self.types.get(passed) {
            Type::Instance { class, .. } if self.class_kind(class) == NodeKind::Enum => Relation::Maybe,
            Type::Instance { .. }
            | Type::Object { .. }
            | Type::Array(_)
            | Type::Tuple(_)
            | Type::Function { .. }
            | Type::Class(_)
            | Type::Global { .. } => Relation::No,
            _ => Relation::Maybe,
        }
    }

    /// Whether a function of this shape may be what is passed.
    fn fits_function(&mut self, site: Site, arg: ExprId, (file, asked): (FileId, SignatureId)) -> Relation {
        let passed = match self.module(site.file).expr(arg) {
            // What it is passed says the function that asks for it.
            Expr::Function(signature) => self.types.add(Type::Function { file: site.file, signature, env: site.env }),
            _ => self.type_of(site.file, arg, site.env),
        };
        match self.types.get(passed) {
            Type::Function { file: of, signature, .. } => {
                let given = self.module(of).signature(signature);
                let required = given.params.range().len().saturating_sub(usize::from(given.optional_params));
                let asked = self.module(file).signature(asked);
                yes_or_no(asked.is_variadic || given.is_variadic || required <= asked.params.range().len())
            }
            Type::Text(_) | Type::Array(_) | Type::Tuple(_) => Relation::No,
            Type::Instance { class, .. } if self.class_kind(class) == NodeKind::Class => Relation::No,
            _ if self.name_of_value(site, arg, passed).is_some() => Relation::No,
            _ => Relation::Maybe,
        }
    }

    /// Whether what is passed names a member of a type.
    fn fits_key(&mut self, site: Site, arg: ExprId, of: TypeId) -> Relation {
        let passed = self.type_of(site.file, arg, site.env);
        match (self.types.get(passed), self.types.get(of)) {
            (Type::Text(name), Type::Instance { .. } | Type::Object { .. }) => match self.find_member(of, name) {
                MemberSearch::Found(_) => Relation::Yes,
                MemberSearch::Missing if self.each_member(of).is_none() => Relation::No,
                _ => Relation::Maybe,
            },
            _ => Relation::Maybe,
        }
    }
}

const fn yes_or_no(holds: bool) -> Relation {
    if holds { Relation::Yes } else { Relation::No }
}
