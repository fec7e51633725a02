//! What it costs to pass something where something else is asked for.
//!
//! In: what a call passes and what a function asks for, as [`Passed`]. Out: the cost of the conversion, none at all where there
//! is no such conversion. Cheapest is what is the same already; then come a supertype and a wider number, nearer ones first;
//! what comes from out of sight and may be one; what anything can be passed as; the object that holds a value. What is not
//! known fits anything. Knows nothing of which functions there are.

use rustc_hash::FxHashSet;

use super::arguments::{Gives, Of, Passed, last_part};
use super::linker::Linker;
use super::table::{Type, TypeId};
use crate::language::builtins::{Builtins, Passing, Shape};
use crate::record::NodeKind;
use crate::record::symbols::MemberValue;

/// How many supertypes are gone up from an argument's type to a parameter's.
const MAX_LEVELS: u32 = 16;

/// What the name of a type of values ends with that may be missing: `int?`.
const MAY_BE_MISSING: char = '?';

/// What conversions cost, cheapest first.
pub(super) const UNKNOWN: u32 = 10;
const TO_LIST_OF_ANYTHING: u32 = 11;
pub(super) const TO_FOREIGN: u32 = 12;
pub(super) const TO_ANYTHING: u32 = 30;
/// More than all conversions of a call come to that need no object made for a value.
pub(super) const BOXING: u32 = 1_000;

impl<'p, M> Linker<'p, M> {
    /// What it costs to pass this where that is asked for; `None` if it cannot be passed.
    pub(super) fn conversion(&mut self, passed: Passed<'p>, asked: Passed<'p>) -> Option<u32> {
        let builtins = self.builtins;
        match (passed, asked) {
            (Passed::Unknown, _) | (_, Passed::Unknown | Passed::Null | Passed::Likely(_)) => Some(UNKNOWN),
            (Passed::Likely(name), Passed::Named(asked)) => {
                let unboxed = builtins.unboxed(name);
                let is_it = name == last_part(asked) || unboxed.is_some_and(|ty| ty.names.contains(&asked));
                Some(if is_it { 1 } else { UNKNOWN })
            }
            (Passed::Likely(_), _) => Some(UNKNOWN),
            // A function is of no type until one is asked for that has one method.
            (Passed::Function(..), Passed::Named(name)) if is_anything(builtins, name) => None,
            (_, Passed::Named(name)) if is_anything(builtins, name) => match passed {
                Passed::Named(passed) if passed == name => Some(0),
                Passed::Named(passed) if is_value(builtins, passed) => Some(BOXING + TO_ANYTHING),
                _ => Some(TO_ANYTHING),
            },
            // What may be anything is passed as nothing else.
            (Passed::Named(name), _) if is_anything(builtins, name) => None,
            (Passed::Null, Passed::Named(name)) => (!is_value(builtins, name)).then_some(1),
            (Passed::Null, _) => Some(1),
            (Passed::Named(passed), Passed::Named(asked)) => named_conversion(builtins, passed, asked),
            (Passed::Named(_), Passed::List(..) | Passed::Callable(..)) => None,
            (Passed::Named(passed), Passed::Instance(asked)) => self.conversion_from_outside(passed, asked),
            (Passed::Named(passed), _) => (!is_closed(builtins, passed)).then_some(TO_FOREIGN),
            (_, Passed::Named(asked)) if is_closed(builtins, asked) => None,
            (Passed::Instance(passed), Passed::Instance(asked)) => self.levels_up_to_class(passed, asked),
            (Passed::Instance(passed), Passed::Named(asked)) => self.levels_up_to_name(passed, asked),
            (Passed::List(..), Passed::Named(asked)) => match builtins.table.list {
                list if list.supertypes.is_empty() => Some(TO_FOREIGN),
                list => list.distance(last_part(asked)),
            },
            (Passed::List(depth, of), Passed::List(asked_depth, asked)) => {
                self.list_conversion((depth, of), (asked_depth, asked))
            }
            (Passed::Function(..), Passed::Function(..)) => Some(0),
            (Passed::Function(passed, gives), Passed::Callable(asked, asks)) => {
                of_functions(gives, Some(asks)).filter(|_| passed.is_none_or(|passed| passed == asked))
            }
            (Passed::Callable(..), Passed::Callable(..)) => (passed == asked).then_some(0),
            (Passed::Callable(..), _) | (_, Passed::Callable(..)) => None,
            (Passed::Function(passed, gives), Passed::Instance(asked)) => {
                self.function_conversion(passed, gives, asked)
            }
            (Passed::Function(passed, gives), Passed::Named(asked)) => {
                match builtins.get(last_part(asked)).and_then(|row| row.function) {
                    Some((asked, asks)) => of_functions(gives, Some(asks != Shape::Nothing))
                        .filter(|_| passed.is_none_or(|passed| usize::from(passed) == asked.len())),
                    None => Some(UNKNOWN),
                }
            }
            (Passed::Instance(_) | Passed::List(..), _) | (Passed::Function(..), Passed::List(..)) => None,
        }
    }

    /// The same of lists: lists of objects are lists of what those are too, lists of values of nothing but these values.
    fn list_conversion(&mut self, (depth, of): (u8, Of<'p>), (asked_depth, asked): (u8, Of<'p>)) -> Option<u32> {
        let builtins = self.builtins;
        let is_value = |of: Of| matches!(of, Of::Named(name) if is_value(builtins, name));
        let is_asked_anything = matches!(asked, Of::Named(name) if is_anything(builtins, name));
        if depth < asked_depth {
            return (of == Of::Unknown).then_some(UNKNOWN);
        }
        // A list of lists is one of objects.
        if depth > asked_depth {
            let is_any = is_asked_anything || asked == Of::Unknown;
            return is_any.then_some(TO_LIST_OF_ANYTHING);
        }
        let cost = match (of, asked) {
            _ if of == asked && of != Of::Unknown => return Some(0),
            // Type parameters stand for objects.
            (_, Of::Unknown) if is_value(of) && self.has_phases() => None,
            (Of::Unknown, _) | (_, Of::Unknown) => Some(1),
            _ if is_value(of) || is_value(asked) => None,
            _ if is_asked_anything => return Some(TO_LIST_OF_ANYTHING),
            (Of::Named(passed), Of::Named(asked)) => named_conversion(builtins, passed, asked),
            (Of::Named(passed), Of::Instance(asked)) => self.conversion_from_outside(passed, asked),
            (Of::Instance(_), Of::Named(asked)) if is_closed(builtins, asked) => None,
            (Of::Instance(passed), Of::Named(asked)) => self.levels_up_to_name(passed, asked),
            (Of::Instance(passed), Of::Instance(asked)) => self.levels_up_to_class(passed, asked),
        };
        cost.map(|cost| (cost + 1).min(TO_LIST_OF_ANYTHING - 1))
    }

    /// The same of a type from out of sight, which may be one of the program's if it is no type of the language's own. A type of
    /// functions has no others below it.
    fn conversion_from_outside(&self, passed: &str, asked: TypeId) -> Option<u32> {
        let builtins = self.builtins;
        let is_of_language = is_closed(builtins, passed)
            || builtins.has_name(passed)
            || builtins.get(passed).is_some_and(|row| row.parameters > 0);
        let is_of_functions = match self.types.get(asked) {
            Type::Instance { class, .. } => self.class_kind(class) == NodeKind::TypeAlias,
            _ => false,
        };
        (!is_of_language && !is_of_functions).then_some(TO_FOREIGN)
    }

    /// The same of a function that is passed as a type of the program.
    fn function_conversion(&mut self, passed: Option<u16>, gives: Gives, asked: TypeId) -> Option<u32> {
        match self.asked_of_interface(asked) {
            Some((asked, asks)) => of_functions(gives, asks).filter(|_| passed.is_none_or(|passed| passed == asked)),
            None => match self.types.get(asked) {
                Type::Instance { class, .. } if self.class_kind(class) == NodeKind::Class => None,
                _ => Some(UNKNOWN),
            },
        }
    }

    /// How far up a class is, from an instance of one.
    fn levels_up_to_class(&mut self, passed: TypeId, asked: TypeId) -> Option<u32> {
        self.levels_up(passed, Self::may_lead_back, |linker, ty| linker.is_same_class(ty, asked))
    }

    /// How far up a type is that is not of the program.
    fn levels_up_to_name(&mut self, passed: TypeId, asked: &str) -> Option<u32> {
        let may_lead = |linker: &Self, ty| !linker.has_known_supertypes(ty);
        self.levels_up(passed, may_lead, |linker, ty| linker.is_called(ty, last_part(asked)))
    }

    /// Whether functions that fit without an object made for a value come before all others.
    pub(super) fn has_phases(&self) -> bool {
        self.module(self.file).facts().overloads_come_in_phases
    }

    /// Whether two instances are of one class.
    fn is_same_class(&self, one: TypeId, other: TypeId) -> bool {
        let class_of = |ty: TypeId| match self.types.get(ty) {
            Type::Instance { class, .. } => Some(self.identity(class)),
            _ => None,
        };
        class_of(one).is_some() && class_of(one) == class_of(other)
    }

    /// Whether a type that is not of the program has this name, or is known to have a supertype of that.
    fn is_called(&self, ty: TypeId, name: &str) -> bool {
        let (Type::Global { name: of, .. } | Type::Outside { name: of, .. }) = self.types.get(ty) else { return false };
        let of = last_part(of);
        let row = self.builtins.get(of).filter(|row| row.is_below_nothing);
        of == name || row.is_some_and(|row| row.distance(name).is_some())
    }

    /// Whether a type may have one of the program among its supertypes, although it is not of the program itself.
    fn may_lead_back(&self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Outside { origin, .. } => origin.in_repository,
            Type::Global { name, .. } => !self.builtins.has_name(name) && self.builtins.get(name).is_none(),
            _ => true,
        }
    }

    /// Whether the table says all supertypes of a type.
    fn has_known_supertypes(&self, ty: TypeId) -> bool {
        let (Type::Global { name, .. } | Type::Outside { name, .. }) = self.types.get(ty) else { return false };
        self.builtins.get(last_part(name)).is_some_and(|row| row.is_below_nothing)
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
    fn levels_up(
        &mut self,
        from: TypeId,
        may_lead: impl Fn(&Self, TypeId) -> bool,
        is_wanted: impl Fn(&Self, TypeId) -> bool,
    ) -> Option<u32> {
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
                    _ => leads_outside |= may_lead(self, ty),
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
    match name.strip_suffix(MAY_BE_MISSING) {
        Some(_) => Passing::Sealed,
        None => builtins.get(name).map_or(Passing::Open, |ty| ty.passing),
    }
}

/// Whether anything can be passed as this type.
pub(super) fn is_anything(builtins: &'static Builtins, name: &str) -> bool {
    passing(builtins, name) == Passing::Anything
}

/// Whether values of this type are no objects.
pub(super) fn is_value(builtins: &'static Builtins, name: &str) -> bool {
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
    match (passed.strip_suffix(MAY_BE_MISSING), asked.strip_suffix(MAY_BE_MISSING)) {
        (value, Some(asked)) => {
            let further = u32::from(value.is_none());
            return named_conversion(builtins, value.unwrap_or(passed), asked).map(|cost| cost + further);
        }
        (Some(_), None) => return None,
        (None, None) => {}
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
            return Some(if ty.passing == Passing::Value { BOXING + distance } else { distance });
        }
        if let Some(value) = builtins.unboxed(passed) {
            let unboxed = if value.names.contains(&asked) { Some(0) } else { value.widening(asked) };
            return unboxed.map(|cost| BOXING + cost);
        }
    }
    match (passed, asked) {
        _ if is_closed(builtins, passed) || is_closed(builtins, asked) => None,
        _ if builtins.get(passed).is_some_and(|row| row.is_below_nothing) => None,
        // `HashMap` is a `Map`, `ArrayList` a `List`, `List` an `IList`.
        _ if passed.ends_with(asked) || asked.strip_prefix('I').is_some_and(|asked| passed.ends_with(asked)) => Some(2),
        // Of two classes of a library one may be the other's supertype.
        _ => Some(TO_FOREIGN),
    }
}
