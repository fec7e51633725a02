//! Which of several functions of one name a call means, in languages that tell them apart by what is passed: Java and C#.
//!
//! In: the functions of a name that a type and its supertypes have, and what a call passes, as far as types are written
//! down. Out: the one that fits best. Conversions cost: none for the same type, a little up the supertypes and for a wider
//! number, more for boxing, most for a list of any length, as the phases of the Java Language Specification (15.12.2) have
//! it. What is not known fits anything.

use rustc_hash::FxHashSet;

use super::arguments::{Gives, Passed, last_part};
use super::generics::Site;
use super::linker::Linker;
use super::members::{FoundMember, Methods};
use super::table::{Env, Type, TypeId};
use crate::graph::names::files::FileId;
use crate::graph::names::scopes::Meaning;
use crate::language::builtins::{Builtins, Passing, Shape};
use crate::record::Run;
use crate::record::symbols::{BindingTarget, Expr, ExprId, MemberValue, SignatureId};

/// How many supertypes are gone up from an argument's type to a parameter's.
const MAX_LEVELS: u32 = 16;

/// How many parts of a written type are looked at.
const MAX_PARTS: usize = 32;

/// What conversions cost, cheapest first.
const UNKNOWN: u32 = 10;
const TO_FOREIGN: u32 = 12;
const TO_ANYTHING: u32 = 30;
const BOXING: u32 = 40;
const ANY_NUMBER: u32 = 10_000;

/// How many parameters that are left out count less than the cheapest conversion.
const OF_A_LEVEL: u32 = 16;

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
        let passed: Vec<_> = arguments.iter().map(|argument| self.passed(from, *argument)).collect();
        let nearest_wins = self.module(from).facts().nearest_overload_wins;
        let mut best: Option<(u32, FoundMember)> = None;
        let mut by_number = None;
        for member in &methods.found {
            if nearest_wins && best.is_some_and(|(_, best)| best.env.of != member.env.of) {
                break;
            }
            let MemberValue::Method(signature) = member.value else { continue };
            if !self.takes_type_arguments((member.file, signature), site.explicit) {
                continue;
            }
            let Some(is_spread) = self.takes(member.file, signature, passed.len()) else { continue };
            by_number = by_number.or(Some(*member));
            let cost = self.cost((member.file, signature), member.env, &passed, is_spread);
            if let Some(cost) = cost
                && best.is_none_or(|(least, _)| cost < least)
            {
                best = Some((cost, *member));
            }
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
        let passed: Vec<_> = passed.iter().map(|ty| self.passed_as(*ty)).collect();
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
        let passed: Vec<_> = arguments.iter().map(|argument| self.passed(from, *argument)).collect();
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
                Expr::ArrayType(element) | Expr::Cast(element) => parts.push(element),
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
    fn is_told(&mut self, member: FoundMember, passed: &[Passed<'p>]) -> bool {
        let MemberValue::Method(signature) = member.value else { return false };
        let params = self.module(member.file).exprs(self.module(member.file).signature(signature).params);
        passed.is_empty()
            || passed.iter().zip(params).any(|(passed, param)| {
                let asked = self.passed(member.file, *param);
                let is_anything =
                    matches!(asked, Passed::Named(name) if passing(self.builtins, name) == Passing::Anything);
                let is_known = !matches!(passed, Passed::Unknown | Passed::Likely(_));
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

    fn cost(&mut self, (file, signature): Overload, env: Env, passed: &[Passed<'p>], is_spread: bool) -> Option<u32> {
        let params = self.module(file).exprs(self.module(file).signature(signature).params);
        let listed = (!is_spread || passed.len() == params.len())
            .then(|| self.sum(file, env, passed.iter().zip(params.iter().copied())))
            .flatten();
        if !is_spread {
            // Of functions that fit alike one that leaves nothing out is meant first.
            let left_out = (params.len() - passed.len()).min(OF_A_LEVEL as usize - 1) as u32;
            return listed.map(|cost| cost.saturating_mul(OF_A_LEVEL) + left_out);
        }
        // A list that is passed as it is, or else its elements one by one.
        let cost = listed.filter(|cost| *cost < UNKNOWN).or_else(|| {
            let (last, fixed) = params.split_last()?;
            let element = match self.module(file).expr(*last) {
                Expr::ArrayType(element) => element,
                _ => ExprId::UNKNOWN,
            };
            let params = fixed.iter().copied().chain(std::iter::repeat(element));
            self.sum(file, env, passed.iter().zip(params)).map(|cost| cost + ANY_NUMBER)
        });
        cost.map(|cost| cost.saturating_mul(OF_A_LEVEL))
    }

    fn sum<'s>(&mut self, file: FileId, env: Env, pairs: impl Iterator<Item = (&'s Passed<'p>, ExprId)>) -> Option<u32>
    where
        'p: 's,
    {
        let mut sum = 0_u32;
        for (passed, param) in pairs {
            let param = self.asked_of(file, param, env);
            sum = sum.saturating_add(self.conversion(*passed, param)?);
        }
        Some(sum)
    }

    /// What it costs to pass this where that is asked for; `None` if it cannot be passed.
    fn conversion(&mut self, passed: Passed<'p>, asked: Passed<'p>) -> Option<u32> {
        let builtins = self.builtins;
        match (passed, asked) {
            (Passed::Unknown, _) | (_, Passed::Unknown | Passed::Null | Passed::Likely(_)) => Some(UNKNOWN),
            (Passed::Likely(name), Passed::Named(asked)) => {
                let unboxed = builtins.unboxed(name);
                let is_it = name == last_part(asked) || unboxed.is_some_and(|ty| ty.names.contains(&asked));
                Some(if is_it { 1 } else { UNKNOWN })
            }
            (Passed::Likely(_), _) => Some(UNKNOWN),
            (_, Passed::Named(name)) if passing(builtins, name) == Passing::Anything => match passed {
                Passed::Named(passed) if passed == name => Some(0),
                Passed::Named(passed) if is_value(builtins, passed) => Some(BOXING + TO_ANYTHING),
                _ => Some(TO_ANYTHING),
            },
            // What may be anything is passed as nothing else.
            (Passed::Named(name), _) if passing(builtins, name) == Passing::Anything => None,
            (Passed::Null, Passed::Named(name)) => (!is_value(builtins, name)).then_some(1),
            (Passed::Null, _) => Some(1),
            (Passed::Named(passed), Passed::Named(asked)) => named_conversion(builtins, passed, asked),
            (Passed::Named(_), Passed::List(_) | Passed::Callable(..)) => None,
            (Passed::Named(passed), _) => (!is_closed(builtins, passed)).then_some(TO_FOREIGN),
            (_, Passed::Named(asked)) if is_closed(builtins, asked) => None,
            (Passed::Instance(passed), Passed::Instance(asked)) => {
                self.levels_up(passed, |linker, ty| linker.is_same_class(ty, asked))
            }
            (Passed::Instance(passed), Passed::Named(asked)) => {
                self.levels_up(passed, |linker, ty| linker.is_called(ty, last_part(asked)))
            }
            (Passed::List(_), Passed::Named(_)) => Some(TO_FOREIGN),
            (Passed::List(Some(passed)), Passed::List(Some(asked))) if passed == asked => Some(0),
            (Passed::List(Some(passed)), Passed::List(Some(asked))) => {
                (!is_closed(builtins, passed) && !is_closed(builtins, asked)).then_some(1)
            }
            (Passed::List(_), Passed::List(_)) => Some(1),
            (Passed::Function(..), Passed::Function(..)) => Some(0),
            (Passed::Function(passed, gives), Passed::Callable(asked, asks)) => {
                of_functions(gives, Some(asks)).filter(|_| passed.is_none_or(|passed| passed == asked))
            }
            (Passed::Callable(..), Passed::Callable(..)) => (passed == asked).then_some(0),
            (Passed::Callable(..), _) | (_, Passed::Callable(..)) => None,
            (Passed::Function(passed, gives), Passed::Instance(asked)) => match self.asked_of_interface(asked) {
                Some((asked, asks)) => {
                    of_functions(gives, asks).filter(|_| passed.is_none_or(|passed| passed == asked))
                }
                None => Some(UNKNOWN),
            },
            (Passed::Function(passed, gives), Passed::Named(asked)) => {
                match builtins.get(last_part(asked)).and_then(|row| row.function) {
                    Some((asked, asks)) => of_functions(gives, Some(asks != Shape::Nothing))
                        .filter(|_| passed.is_none_or(|passed| usize::from(passed) == asked.len())),
                    None => Some(UNKNOWN),
                }
            }
            (Passed::Instance(_) | Passed::List(_), _) | (Passed::Function(..), Passed::List(_)) => None,
        }
    }

    /// Whether two instances are of one class.
    fn is_same_class(&self, one: TypeId, other: TypeId) -> bool {
        let class_of = |ty: TypeId| match self.types.get(ty) {
            Type::Instance { class, .. } => Some(self.identity(class)),
            _ => None,
        };
        class_of(one).is_some() && class_of(one) == class_of(other)
    }

    /// Whether a type that is not of the program has this name.
    fn is_called(&self, ty: TypeId, name: &str) -> bool {
        let (Type::Global { name: of, .. } | Type::Outside { name: of, .. }) = self.types.get(ty) else { return false };
        last_part(of) == name
    }

    /// How many arguments functions take that are passed as an interface, and whether they give something, if that is known.
    fn asked_of_interface(&mut self, interface: TypeId) -> Option<(u16, Option<bool>)> {
        let method = self.only_method(interface)?;
        let MemberValue::Method(signature) = method.value else { return None };
        let params = self.module(method.file).signature(signature).params.range().len();
        let function = self.value_of_member(method);
        let asks = match self.given_by_declared(function) {
            Gives::Unknown => None,
            gives => Some(gives != Gives::Nothing),
        };
        Some((u16::try_from(params).ok()?, asks))
    }

    /// How far up the supertypes of a type the wanted one is.
    fn levels_up(&mut self, from: TypeId, is_wanted: impl Fn(&Self, TypeId) -> bool) -> Option<u32> {
        let mut level = vec![from];
        // Many ways may lead up to one type: it is gone through once.
        let mut seen = FxHashSet::default();
        let mut leads_outside = false;
        for levels in 0..MAX_LEVELS {
            if level.iter().any(|ty| is_wanted(self, *ty)) {
                return Some(levels);
            }
            let mut above = Vec::new();
            for ty in level {
                match self.types.get(ty) {
                    Type::Instance { class, .. } if seen.insert(class) && self.takes_step() => {
                        above.extend(self.supertypes(ty));
                    }
                    Type::Instance { .. } => {}
                    _ => leads_outside = true,
                }
            }
            level = above;
            if level.is_empty() {
                break;
            }
        }
        leads_outside.then_some(TO_FOREIGN)
    }
}

/// What it costs to pass a function where one is asked for that gives something or, as `asks` says, nothing.
fn of_functions(gives: Gives, asks: Option<bool>) -> Option<u32> {
    match (gives, asks) {
        (Gives::Nothing, Some(true)) | (Gives::Something, Some(false)) => None,
        (Gives::AtWill, Some(false)) => Some(4),
        _ => Some(3),
    }
}

/// How a type of the table may be passed; one that it has not is like any other.
fn passing(builtins: &'static Builtins, name: &str) -> Passing {
    builtins.get(name).map_or(Passing::Open, |ty| ty.passing)
}

/// Whether values of this type are no objects.
fn is_value(builtins: &'static Builtins, name: &str) -> bool {
    passing(builtins, name) == Passing::Value
}

/// Whether nothing but itself, and what it implements, can stand where a type is asked for.
fn is_closed(builtins: &'static Builtins, name: &str) -> bool {
    matches!(passing(builtins, name), Passing::Sealed | Passing::Value)
}

fn named_conversion(builtins: &'static Builtins, passed: &str, asked: &str) -> Option<u32> {
    let (passed, asked) = (last_part(passed), last_part(asked));
    if passed == asked {
        return Some(0);
    }
    if let Some(ty) = builtins.get(passed) {
        if let Some(distance) = ty.widening(asked) {
            return Some(distance);
        }
        if let Some(boxed) = ty.boxed {
            let further = || builtins.get(boxed).and_then(|boxed| boxed.distance(asked));
            return if boxed == asked { Some(BOXING) } else { further().map(|distance| BOXING + distance) };
        }
        if let Some(distance) = ty.distance(asked) {
            return Some(distance);
        }
        if let Some(value) = builtins.unboxed(passed) {
            let unboxed = if value.names.contains(&asked) { Some(0) } else { value.widening(asked) };
            return unboxed.map(|cost| BOXING + cost);
        }
    }
    match (passed, asked) {
        _ if is_closed(builtins, passed) || is_closed(builtins, asked) => None,
        // `HashMap` is a `Map`, `ArrayList` a `List`, `List` an `IList`.
        _ if passed.ends_with(asked) || asked.strip_prefix('I').is_some_and(|asked| passed.ends_with(asked)) => Some(2),
        // Of two classes of a library one may be the other's supertype.
        _ => Some(TO_FOREIGN),
    }
}
