//! Which of several functions of one name a call means, in languages that tell them apart by what is passed: Java and C#.
//!
//! In: the functions of a name that a type and its supertypes have, and what a call passes, as far as types are written
//! down. Out: the one that fits best: whose conversions cost least together (`conversions`). A list of any length costs most
//! where functions come in phases, as the Java Language Specification (15.12.2) has it; elsewhere it decides, as parameters that
//! are left out and type parameters do, where nothing else does (C# Language Specification, 12.6.4).

use super::arguments::{Of, Passed};
use super::conversions::{BOXING, TO_ANYTHING, TO_FOREIGN, UNKNOWN, is_anything, is_value};
use super::generics::Site;
use super::linker::Linker;
use super::members::{FoundMember, Methods};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
use crate::languages::Overriding;
use crate::record::Run;
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue, SignatureId};

/// How many parts of a written type are looked at.
const MAX_PARTS: usize = 32;

/// More than all else, for a list of any length.
const ANY_NUMBER: u32 = 1_000_000;

/// What decides between functions that cost the same, which is less than the cheapest conversion: type parameters, a list of any
/// length, parameters that are left out.
const OF_A_LEVEL: u32 = 16;
const GENERIC: u32 = 8;
const EXPANDED: u32 = 4;
const MAX_LEFT_OUT: usize = 3;

/// Something that is passed.
#[derive(Debug, Clone, Copy)]
struct Argument<'p> {
    is: Passed<'p>,
    /// Whether it is the variable itself that is passed (`ref`, `out`), if that is known: then one is asked for, and not else.
    is_variable: Option<bool>,
}

/// What is called of several methods of a name.
#[derive(Debug, Clone, Copy)]
pub(in crate::graph) enum Chosen {
    Member(FoundMember),
    /// What this supertype has, which is not of the program.
    Outside(TypeId),
    Nothing,
}

/// One of several methods of a name, by its shape.
pub(in crate::graph) type Overload = (FileId, SignatureId);

impl<'p, M> Linker<'p, M> {
    /// The one of `methods` called `name` that is called so; of equal ones
    /// the first. Where none fits by types, one that fits by number, unless a supertype out of sight may have one that does.
    pub fn best_overload(&mut self, methods: &Methods, name: &str, site: Site) -> Chosen {
        let from = site.file;
        let arguments = self.module(from).exprs(site.args);
        let passed = self.all_passed(from, arguments);
        let nearest_wins = self.module(from).facts().nearest_overload_wins;
        let mut best: Option<(u32, FoundMember)> = None;
        // What surely takes the arguments one by one, which comes behind all that takes them as they are.
        let mut surely: Option<(u32, FoundMember)> = None;
        let mut by_number = None;
        for member in &methods.found {
            if nearest_wins && best.is_some_and(|(_, best)| best.env.of != member.env.of && !self.says_again(best)) {
                break;
            }
            let MemberValue::Method(signature) = member.value else { continue };
            if !self.takes_type_arguments((member.file, signature), site.explicit) {
                continue;
            }
            let Some(is_spread) = self.takes(member.file, signature, passed.len()) else { continue };
            if !self.is_accessible(*member, from) {
                continue;
            }
            by_number = by_number.or(Some(*member));
            let cost = self.cost((member.file, signature), member.env, &passed, is_spread);
            if let Some(cost) = cost
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, *member));
            }
            if let Some(cost) = cost.and_then(|cost| (cost / OF_A_LEVEL).checked_sub(ANY_NUMBER))
                && cost < UNKNOWN
                && surely.is_none_or(|(least, _)| cost < least)
            {
                surely = Some((cost, *member));
            }
        }
        if best.is_some_and(|(cost, _)| (TO_FOREIGN..TO_ANYTHING).contains(&(cost / OF_A_LEVEL))) {
            best = surely.or(best);
        }
        match (best, methods.outside) {
            (Some((_, member)), Some(outside)) if self.is_member_of_builtin(outside, name) => {
                if self.is_told(member, &passed) { Chosen::Member(member) } else { Chosen::Outside(outside) }
            }
            (Some((_, member)), _) => Chosen::Member(member),
            (None, Some(outside)) => Chosen::Outside(outside),
            (None, None) => by_number.map_or(Chosen::Nothing, Chosen::Member),
        }
    }

    /// The one of several methods that is called with values of these types, and what that costs.
    pub fn cheapest(&mut self, methods: &[FoundMember], passed: &[TypeId]) -> Option<(u32, FoundMember)> {
        let passed: Vec<_> = passed.iter().map(|ty| Argument { is: self.passed_as(*ty), is_variable: None }).collect();
        let mut best: Option<(u32, FoundMember)> = None;
        for member in methods {
            let MemberValue::Method(signature) = member.value else { continue };
            let Some(is_spread) = self.takes(member.file, signature, passed.len()) else { continue };
            let cost = self.cost((member.file, signature), member.env, &passed, is_spread);
            if let Some(cost) = cost
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, *member));
            }
        }
        best
    }

    /// The one of several functions that is called with these arguments, with so many type arguments as are written; only one
    /// that fits by types.
    pub fn best_function(
        &mut self,
        functions: &[Overload],
        from: FileId,
        arguments: &[ExprId],
        explicit: Run,
    ) -> Option<Overload> {
        let passed = self.all_passed(from, arguments);
        let mut best: Option<(u32, Overload)> = None;
        for function in functions {
            let (file, signature) = *function;
            if !self.takes_type_arguments(*function, explicit) {
                continue;
            }
            let Some(is_spread) = self.takes(file, signature, passed.len()) else { continue };
            let cost = self.cost(*function, Env::NONE, &passed, is_spread);
            if let Some(cost) = cost
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, *function));
            }
        }
        best.map(|(_, function)| function)
    }

    fn all_passed(&mut self, file: FileId, arguments: &[ExprId]) -> Vec<Argument<'p>> {
        let module = self.module(file);
        let passed = arguments.iter().map(|argument| Argument {
            is: match self.passed(file, *argument) {
                passed @ (Passed::Unknown | Passed::List(_, Of::Unknown)) if self.has_phases() => {
                    self.by_bound(file, *argument).unwrap_or(passed)
                }
                passed => passed,
            },
            is_variable: (*argument != ExprId::UNKNOWN).then(|| matches!(module.expr(*argument), Expr::ByReference(_))),
        });
        passed.collect()
    }

    /// What is known of a variable whose type is a type parameter, or a list of such: what that is bound by, which is an object.
    fn by_bound(&mut self, file: FileId, variable: ExprId) -> Option<Passed<'p>> {
        if !matches!(self.module(file).expr(variable), Expr::Name { .. } | Expr::Bare { .. }) {
            return None;
        }
        let (of, mut ty) = self.written_down(file, variable, 0).filter(|(of, _)| *of == file)?;
        let module = self.module(of);
        let mut depth = 0;
        while let (Expr::ArrayType(element), true) = (module.expr(ty), depth < MAX_PARTS) {
            (ty, depth) = (element, depth + 1);
        }
        let bound = self.parameter_row(of, ty).and_then(|row| self.bound_of(of, row))?;
        let bound = match bound {
            ExprId::UNKNOWN => Passed::Named(self.builtins.table.anything()?),
            bound => self.passed(of, bound),
        };
        Some((0..depth).fold(bound, |of, _| of.listed()))
    }

    /// Whether a method only says again what a supertype's does: then it stands where that one stands.
    fn says_again(&self, member: FoundMember) -> bool {
        self.module(member.file).facts().overriding == Overriding::Declared && self.has_modifier(member, "override")
    }

    /// Whether a file may call a method: what is private is called where it stands alone.
    fn is_accessible(&self, member: FoundMember, from: FileId) -> bool {
        member.file == from || !self.has_phases() || !self.has_modifier(member, "private")
    }

    /// Whether a method with a body is declared with this word.
    pub fn has_modifier(&self, member: FoundMember, word: &str) -> bool {
        let MemberValue::Method(signature) = member.value else { return false };
        let module = self.module(member.file);
        module.signature(signature).function.is_some_and(|row| {
            let record = module.record();
            let modifiers = &record.lists[record.functions[row.index()].modifiers.range()];
            modifiers.iter().any(|modifier| module.text(*modifier) == word)
        })
    }

    /// Whether a function is called with the type arguments that are written, or with such as follow from what is passed.
    fn takes_type_arguments(&self, (file, signature): Overload, explicit: Run) -> bool {
        let module = self.module(file);
        let shape = module.signature(signature);
        if !module.facts().infers_by_arguments {
            return true;
        }
        match explicit.range().len() {
            0 if shape.type_params == 0 => true,
            0 => module.exprs(shape.params).iter().any(|param| self.mentions_parameter(file, *param)),
            count => count == usize::from(shape.type_params),
        }
    }

    /// Whether a written type has a type parameter in it.
    pub(super) fn mentions_parameter(&self, file: FileId, expr: ExprId) -> bool {
        let module = self.module(file);
        let mut parts = vec![expr];
        let mut looked_at = 0;
        while let Some(part) = parts.pop().filter(|_| looked_at < MAX_PARTS) {
            looked_at += 1;
            if self.is_type_parameter(file, part) {
                return true;
            }
            match module.expr(part) {
                Expr::Generic { args, .. } | Expr::TupleType(args) => parts.extend_from_slice(module.exprs(args)),
                Expr::ArrayType(element) | Expr::Cast(element) | Expr::ByReference(element) => parts.push(element),
                // `Self`
                Expr::TypeName { name, scope } => {
                    let rows = self.program.lookup(file, name, scope, Meaning::Type).unwrap_or_default();
                    parts.extend(rows.iter().filter_map(|row| match module.symbols().bindings[*row as usize].target {
                        BindingTarget::Alias(aliased) => Some(aliased),
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
        false
    }

    /// Whether a type out of sight is known to have a member of this name.
    fn is_member_of_builtin(&self, ty: TypeId, name: &str) -> bool {
        let (Type::Global { name: of, .. } | Type::Outside { name: of, .. }) = self.types.get(ty) else { return false };
        self.builtins.get(of).is_some_and(|row| row.static_member(name).is_some())
    }

    /// Whether something that is passed is known to be what this method asks for, and not only what anything may be.
    fn is_told(&mut self, member: FoundMember, passed: &[Argument<'p>]) -> bool {
        let MemberValue::Method(signature) = member.value else { return false };
        let params = self.module(member.file).exprs(self.module(member.file).signature(signature).params);
        passed.is_empty()
            || passed.iter().zip(params).any(|(passed, param)| {
                let asked = self.passed(member.file, *param);
                let is_anything = matches!(asked, Passed::Named(name) if is_anything(self.builtins, name));
                let is_known = !matches!(passed.is, Passed::Unknown | Passed::Likely(_));
                is_known && asked != Passed::Unknown && !is_anything
            })
    }

    /// Whether a method is declared with the parameters of another one, as far as types are written down.
    pub fn has_parameters_of(&mut self, method: FoundMember, (file, signature): Overload) -> bool {
        let MemberValue::Method(own) = method.value else { return false };
        let own = self.module(method.file).exprs(self.module(method.file).signature(own).params);
        let other = self.module(file).exprs(self.module(file).signature(signature).params);
        own.len() == other.len()
            && own.iter().zip(other).all(|(own, other)| {
                let (own, other) = (self.passed(method.file, *own), self.passed(file, *other));
                own == other || own == Passed::Unknown || other == Passed::Unknown
            })
    }

    /// Whether one of several methods takes so many arguments.
    pub fn takes_so_many(&self, methods: &Methods, count: usize) -> bool {
        methods.found.iter().any(|member| match member.value {
            MemberValue::Method(signature) => self.takes(member.file, signature, count).is_some(),
            _ => true,
        })
    }

    /// Whether a function takes so many arguments: `Some(true)` where its last parameter may take several of them.
    pub(super) fn takes(&self, file: FileId, signature: SignatureId, arguments: usize) -> Option<bool> {
        let signature = self.module(file).signature(signature);
        let params = signature.params.range().len();
        let left_out = usize::from(signature.optional_params) + usize::from(signature.is_variadic);
        let required = params.saturating_sub(left_out);
        if signature.is_variadic {
            return (arguments >= required).then_some(true);
        }
        (required..=params).contains(&arguments).then_some(false)
    }

    fn cost(&mut self, overload: Overload, env: Env, passed: &[Argument<'p>], is_spread: bool) -> Option<u32> {
        let (file, signature) = overload;
        let params = self.module(file).exprs(self.module(file).signature(signature).params);
        let listed = (!is_spread || passed.len() == params.len())
            .then(|| self.sum(overload, env, passed.iter().zip(params.iter().copied())))
            .flatten();
        let is_generic = !self.has_phases() && self.module(file).signature(signature).type_params > 0;
        let last = if is_generic { GENERIC } else { 0 };
        if !is_spread {
            let left_out = params.len().saturating_sub(passed.len()).min(MAX_LEFT_OUT) as u32;
            return listed.map(|cost| cost.saturating_mul(OF_A_LEVEL) + last + left_out);
        }
        // A list that is passed as it is, or else its elements one by one.
        let is_list = matches!(passed.last().map(|last| last.is), Some(Passed::List(..) | Passed::Null));
        if let Some(cost) = listed.filter(|_| is_list) {
            return Some(cost.saturating_mul(OF_A_LEVEL) + last);
        }
        let (rest, fixed) = params.split_last()?;
        let element = match self.module(file).expr(*rest) {
            Expr::ArrayType(element) => element,
            _ => ExprId::UNKNOWN,
        };
        let each = fixed.iter().copied().chain(std::iter::repeat(element));
        let cost = self.sum(overload, env, passed.iter().zip(each))?;
        let further = if self.has_phases() { ANY_NUMBER } else { 0 };
        Some((cost + further).saturating_mul(OF_A_LEVEL) + last + EXPANDED)
    }

    fn sum<'s>(
        &mut self,
        overload: Overload,
        env: Env,
        pairs: impl Iterator<Item = (&'s Argument<'p>, ExprId)>,
    ) -> Option<u32>
    where
        'p: 's,
    {
        let mut sum = 0_u32;
        for (argument, param) in pairs {
            sum = sum.saturating_add(self.cost_of(*argument, param, overload, env)?);
        }
        Some(sum)
    }

    /// What it costs to pass this as a parameter of a function.
    fn cost_of(&mut self, argument: Argument<'p>, param: ExprId, overload: Overload, env: Env) -> Option<u32> {
        let (file, signature) = overload;
        let module = self.module(file);
        let (param, is_variable) = match module.expr(param) {
            Expr::ByReference(variable) => (variable, true),
            _ => (param, false),
        };
        if argument.is_variable.is_some_and(|is_passed| is_passed != is_variable) {
            return None;
        }
        let parameter = match module.signature(signature).type_params {
            0 => None,
            _ => self.parameter_row(file, param),
        };
        let asked = self.asked_of(file, param, env);
        let cost = self.conversion(argument.is, asked)?;
        match (parameter, argument.is) {
            // What a type parameter stands for is what is passed.
            (Some(row), Passed::Named(_) | Passed::Instance(_) | Passed::List(..))
                if !self.has_phases() && self.type_argument(file, row, env).is_none() =>
            {
                Some(0)
            }
            // It stands for objects.
            (Some(_), Passed::Named(name)) if asked == Passed::Unknown && is_value(self.builtins, name) => {
                Some(BOXING + UNKNOWN)
            }
            _ => Some(cost),
        }
    }
}
