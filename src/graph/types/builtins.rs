//! What the language's own types give, by the language's table: their elements, what calling their members gives and what
//! those call in turn.
//!
//! In: a type and a member's name. Out: a type, nothing where the table says nothing. Knows no name itself.

use super::generics::Site;
use super::linker::Linker;
use super::members::{FoundMember, MemberSearch};
use super::relations::Guarded;
use super::table::{ListId, Type, TypeId};
use crate::graph::names::files::ClassRef;
use crate::graph::names::found::Found;
use crate::graph::names::modules::Origin;
use crate::language::builtins::{BuiltinMember, BuiltinType, PROMISE, Passing, Shape};
use crate::record::symbols::{Expr, MemberValue};
use crate::record::{NodeKind, Run};

/// More values than a function is passed.
const MAX_PASSED: usize = 4;

/// A type that the language's table has, with its arguments.
#[derive(Debug, Clone, Copy)]
struct Builtin {
    row: &'static BuiltinType,
    arguments: Arguments,
}

/// Arguments of a type.
#[derive(Debug, Clone, Copy)]
enum Arguments {
    One(TypeId),
    List(ListId),
}

/// Whether members of a type's values lead on: those of texts and numbers are told apart for overloads alone.
fn has_values(row: &BuiltinType) -> bool {
    row.passing == Passing::Open || row.parameters > 0
}

/// What shapes of a row are about.
#[derive(Debug, Clone, Copy)]
struct Around {
    this: TypeId,
    arguments: Arguments,
    /// The call of the member at hand.
    site: Option<Site>,
    /// That member, where the functions matter that it is passed.
    member: Option<&'static BuiltinMember>,
}

impl Around {
    const fn new(this: TypeId, arguments: Arguments) -> Self {
        Self { this, arguments, site: None, member: None }
    }
}

impl<'p, M> Linker<'p, M> {
    /// What the table has of this type.
    fn builtin(&mut self, ty: TypeId) -> Option<Builtin> {
        let table = &self.builtins.table;
        let (row, arguments) = match self.types.get(ty) {
            Type::Array(element) => (&table.list, Arguments::One(element)),
            Type::Tuple(_) => (&table.list, Arguments::One(self.element(ty))),
            Type::Function { .. } => (&table.function, Arguments::List(ListId::EMPTY)),
            Type::Class(class) if self.class_kind(class) == NodeKind::Enum => {
                (&table.enumeration, Arguments::List(ListId::EMPTY))
            }
            Type::Class(_) => (&table.class, Arguments::List(ListId::EMPTY)),
            // What no supertype stands in for, texts and numbers, is told apart for overloads alone.
            Type::Global { name, args } => {
                let row = self.row_of(name).filter(|row| has_values(row))?;
                (row, Arguments::List(args))
            }
            Type::Outside { origin, name, args } if self.is_of_language(origin) => {
                let row = self.builtins.get(name).filter(|row| has_values(row))?;
                (row, Arguments::List(args))
            }
            Type::Outside { origin, name, args } if !origin.in_repository => {
                (self.builtins.exported_type(origin.text, name)?, Arguments::List(args))
            }
            _ => return None,
        };
        Some(Builtin { row, arguments })
    }

    /// Whether a module is of those whose types the table has.
    fn is_of_language(&self, origin: Origin<'p>) -> bool {
        !origin.in_repository && self.builtins.table.modules.iter().any(|module| origin.text.starts_with(module))
    }

    /// A name without the module in front of it, where that is one of the language's.
    fn last_name(&self, name: &'p str) -> &'p str {
        let is_full = self.builtins.table.modules.iter().any(|module| name.starts_with(module));
        name.rsplit('.').next().filter(|_| is_full).unwrap_or(name)
    }

    /// What the table has of a type of this name, which may be a full one.
    fn row_of(&self, name: &'p str) -> Option<&'static BuiltinType> {
        self.builtins.get(self.last_name(name))
    }

    /// What a function gives that is imported from a type of the table.
    pub fn language_import(&mut self, function: TypeId, site: Site) -> Option<TypeId> {
        let Type::OutsideValue { origin, name, is_import: true } = self.types.get(function) else { return None };
        if !self.is_of_language(origin) {
            return None;
        }
        // The member is part of the name where it is imported by its own.
        let mut parts = origin.text.rsplit('.').skip_while(|part| *part == name);
        let of = parts.next()?;
        let member = self.builtins.get(of)?.static_member(name)?;
        Some(
            self.shaped(
                member.gives,
                Around { site: Some(site), ..Around::new(function, Arguments::List(ListId::EMPTY)) },
            ),
        )
    }

    /// A member that a type of the table has itself, imported with all others of it.
    pub fn language_static(&mut self, of: TypeId, name: &'p str) -> Option<Found<'p>> {
        let origin = match self.types.get(of) {
            Type::Global { name, .. } => Origin { text: name, in_repository: false },
            Type::Outside { origin, .. } => origin,
            _ => return None,
        };
        let class = origin.text.rsplit('.').next().filter(|_| self.is_of_language(origin))?;
        self.builtins.get(class)?.static_member(name)?;
        Some(Found::Outside { origin, name })
    }

    /// What a member of a type of the table asks for at a place of its arguments: some type of functions that are passed this.
    pub fn language_asked(&mut self, object: TypeId, name: &str, argument: u16, site: Site) -> Option<TypeId> {
        let mut passed = Vec::new();
        while passed.len() < MAX_PASSED {
            let place = passed.len() as u16;
            match self.language_callback(object, name, argument, place, Some(site))? {
                TypeId::UNKNOWN => break,
                ty => passed.push(ty),
            }
        }
        let args = self.types.add_list(&passed);
        Some(self.types.add(Type::Global { name: "", args }))
    }

    /// What the table has of the type that this is.
    fn builtin_class(&mut self, ty: TypeId) -> Option<&'static BuiltinType> {
        match self.types.get(ty) {
            Type::GlobalValue(name) => self.builtins.get(name),
            Type::OutsideValue { origin, name, .. } if self.is_of_language(origin) => self.builtins.get(name),
            _ => None,
        }
    }

    /// Whether a type of the language's is made with a function that compares two of its elements or keys.
    pub fn compares(&mut self, ty: TypeId) -> bool {
        self.builtin(ty).is_some_and(|Builtin { row, .. }| row.compares)
    }

    /// The functions that values of a type are, by the table: what they are passed, and what they give.
    pub fn language_function(&mut self, ty: TypeId) -> Option<(&'static [Shape], TypeId)> {
        let Builtin { row, arguments } = self.builtin(ty)?;
        let (passed, gives) = row.function?;
        Some((passed, self.shaped(gives, Around::new(ty, arguments))))
    }

    /// Which argument of a type of functions of the table is what they give.
    pub fn language_result(&mut self, ty: TypeId) -> Option<usize> {
        let Builtin { row, arguments } = self.builtin(ty)?;
        match (row.function?.1, arguments) {
            (Shape::Argument(place), _) => Some(place),
            (Shape::Last, Arguments::List(list)) => self.types.list(list).len().checked_sub(1),
            _ => None,
        }
    }

    /// What functions of a type of the table are passed at a place.
    pub fn language_parameter(&mut self, ty: TypeId, position: u16) -> Option<TypeId> {
        let Builtin { row, arguments } = self.builtin(ty)?;
        let (passed, _) = row.function?;
        let shape = passed.get(usize::from(position)).copied().unwrap_or(Shape::Unknown);
        Some(self.shaped(shape, Around::new(ty, arguments)))
    }

    /// The arguments of a type that is made without any, of what it is passed.
    pub fn language_made(&mut self, ty: TypeId, site: Site) -> Option<TypeId> {
        let row = self.builtin(ty)?.row;
        let around = Around { site: Some(site), ..Around::new(ty, Arguments::List(ListId::EMPTY)) };
        let args: Vec<TypeId> = row.made.iter().map(|shape| self.shaped(*shape, around)).collect();
        Some(self.types.with_args(ty, &args))
    }

    /// What a value leads to whose type has the members of what it holds.
    pub(super) fn led(&mut self, ty: TypeId, name: Option<&str>) -> Option<TypeId> {
        let Builtin { row, arguments } = self.builtin(ty)?;
        let has_own = name.is_some_and(|name| row.member(name).is_some());
        if !row.leads || has_own { None } else { self.shaped(Shape::Argument(0), Around::new(ty, arguments)).known() }
    }

    /// The type whose member of this name a value has: its own, or that of what it leads to.
    pub fn holder_of(&mut self, ty: TypeId, name: &'p str) -> TypeId {
        self.holder_by(ty, name, Self::find_called)
    }

    /// The same of a member that is read: a field comes before what a value leads to.
    pub fn holder_of_read(&mut self, ty: TypeId, name: &'p str) -> TypeId {
        self.holder_by(ty, name, Self::find_member)
    }

    fn holder_by(
        &mut self,
        ty: TypeId,
        name: &'p str,
        find: fn(&mut Self, TypeId, &'p str) -> MemberSearch<'p>,
    ) -> TypeId {
        /// More types than lead to each other.
        const MOST: usize = 16;
        let mut ty = ty;
        for _ in 0..MOST {
            let inner = match self.types.get(ty) {
                Type::Global { .. } | Type::Outside { .. } => self.led(ty, Some(name)),
                Type::Instance { .. } => self.dereferenced(ty, name, find),
                _ => None,
            };
            match inner {
                Some(inner) if inner != ty => ty = inner,
                _ => break,
            }
        }
        ty
    }

    /// What an instance leads to by a member, where it has none of this name itself.
    fn dereferenced(
        &mut self,
        ty: TypeId,
        name: &'p str,
        find: fn(&mut Self, TypeId, &'p str) -> MemberSearch<'p>,
    ) -> Option<TypeId> {
        let leading = self.builtins.table.leading.filter(|leading| *leading != name)?;
        if matches!(find(self, ty, name), MemberSearch::Found(_)) {
            return None;
        }
        match self.find_called(ty, leading) {
            MemberSearch::Found(member) => {
                let function = self.value_of_member(member);
                self.deeper(|linker| linker.returned_by(function))?.known()
            }
            _ => None,
        }
    }

    /// What calling a member of this name gives, of which the type of the value says that it gives `given`.
    pub fn given_by(&mut self, value: TypeId, name: &str, given: TypeId) -> TypeId {
        match self.builtins.anywhere(name) {
            Some(shape) if given == TypeId::UNKNOWN => {
                self.shaped(shape, Around::new(value, Arguments::List(ListId::EMPTY)))
            }
            _ => given,
        }
    }

    /// What a shape of the table is for this type.
    fn shaped(&mut self, shape: Shape, around: Around) -> TypeId {
        let Around { this, arguments, site, .. } = around;
        let part = |linker: &mut Self, shape: &Shape| linker.shaped(*shape, around);
        let all = |linker: &mut Self, shapes: &[Shape]| -> Vec<TypeId> {
            shapes.iter().map(|shape| part(linker, shape)).collect()
        };
        match shape {
            Shape::Unknown => TypeId::UNKNOWN,
            Shape::Primitive | Shape::Nothing | Shape::Widest => TypeId::PRIMITIVE,
            Shape::This => this,
            Shape::Argument(place) => match arguments {
                Arguments::One(argument) if place == 0 => argument,
                Arguments::One(_) => TypeId::UNKNOWN,
                Arguments::List(list) => self.types.list(list).get(place).copied().unwrap_or(TypeId::UNKNOWN),
            },
            Shape::Named(name, parts) => {
                let parts = all(self, parts);
                let args = self.types.add_list(&parts);
                self.types.add(Type::Global { name, args })
            }
            Shape::List(of) => {
                let of = part(self, of);
                self.types.add(Type::Array(of))
            }
            Shape::Tuple(parts) => {
                let parts = all(self, parts);
                let list = self.types.add_list(&parts);
                self.types.add(Type::Tuple(list))
            }
            Shape::Flat(of) => {
                let of = part(self, of);
                if self.is_list(of) { self.element(of) } else { of }
            }
            Shape::Returned(by) => {
                let by = part(self, by);
                self.deeper(|linker| linker.returned_by(by)).unwrap_or(TypeId::UNKNOWN)
            }
            Shape::Awaited(of) => {
                let of = part(self, of);
                self.awaited(of)
            }
            Shape::Element(of) => {
                let of = part(self, of);
                self.element(of)
            }
            Shape::InstanceOf(of) => {
                let of = part(self, of);
                self.made_of(of)
            }
            Shape::Last => match arguments {
                Arguments::One(argument) => argument,
                Arguments::List(list) => self.types.list(list).last().copied().unwrap_or(TypeId::UNKNOWN),
            },
            Shape::Passed(place) => match self.made_where_passed(place, around) {
                Some(made) => made,
                None => site.map_or(TypeId::UNKNOWN, |site| self.passed_type(site, place)),
            },
            Shape::Result(place) => {
                let function = site.map_or(TypeId::UNKNOWN, |site| self.passed_type(site, place));
                match self.returned_by(function) {
                    TypeId::UNKNOWN => {
                        let given = self.result_of_reference(place, around);
                        let made = given.is_none().then(|| self.made_where_passed(place, around)).flatten();
                        given.or_else(|| self.returned_by(made?).known()).unwrap_or(TypeId::UNKNOWN)
                    }
                    given => given,
                }
            }
            Shape::Taken(place) => site.map_or(TypeId::UNKNOWN, |site| self.taken_by(place, site)),
            Shape::IfPassed(place, one, other) => {
                let is_passed = site.is_some_and(|site| self.module(site.file).exprs(site.args).len() > place);
                part(self, if is_passed { one } else { other })
            }
            Shape::Wanted(place) => match site {
                Some(Site { context, .. }) => self.argument_of(context, place),
                None => TypeId::UNKNOWN,
            },
            Shape::ArgumentOf(of, place) => {
                let of = part(self, of);
                self.argument_of(of, place)
            }
            Shape::Given(place) => {
                let given = site.and_then(|site| {
                    let given = self.module(site.file).exprs(site.explicit).get(place).copied()?;
                    Some(self.type_of(site.file, given, site.env))
                });
                given.unwrap_or(TypeId::UNKNOWN)
            }
            Shape::Parameters(of) => {
                /// More parameters than anyone looks up.
                const MOST: usize = 16;
                let of = part(self, of);
                let Type::Function { file, signature, .. } = self.types.get(of) else { return TypeId::UNKNOWN };
                let count = self.module(file).signature(signature).params.range().len().min(MOST);
                let parts: Vec<TypeId> = (0..count).map(|place| self.parameter(of, place as u16)).collect();
                let list = self.types.add_list(&parts);
                self.types.add(Type::Tuple(list))
            }
            Shape::First(shapes) => {
                shapes.iter().find_map(|shape| part(self, shape).known()).unwrap_or(TypeId::UNKNOWN)
            }
            Shape::At(of, place) => {
                let of = part(self, of);
                match self.types.get(of) {
                    Type::Tuple(list) => self.types.list(list).get(place).copied().unwrap_or(TypeId::UNKNOWN),
                    _ => TypeId::UNKNOWN,
                }
            }
            Shape::Each(of) => {
                let of = part(self, of);
                self.each_of(of)
            }
            Shape::Settled(of) => {
                let of = part(self, of);
                match self.types.get(of) {
                    Type::Tuple(list) => {
                        let parts = self.types.list(list).to_vec();
                        let parts: Vec<TypeId> = parts.into_iter().map(|of| self.awaited(of)).collect();
                        let list = self.types.add_list(&parts);
                        self.types.add(Type::Tuple(list))
                    }
                    _ => {
                        let element = self.element(of);
                        let element = self.awaited(element);
                        self.types.add(Type::Array(element))
                    }
                }
            }
            Shape::Told(of, place) => {
                let told = site.map_or(TypeId::UNKNOWN, |site| self.passed_type(site, place));
                match self.guarded_by(told, 0) {
                    Some(Guarded::Written(file, ty, env)) => self.type_of(file, ty, env),
                    Some(Guarded::Known(ty)) => ty,
                    None => part(self, of),
                }
            }
            Shape::With(of, parts) => {
                let of = part(self, of);
                if self.has_arguments(of) {
                    return of;
                }
                let parts = all(self, parts);
                self.types.with_args(of, &parts)
            }
            Shape::Filled(of, parts) => {
                let of = part(self, of);
                let parts = all(self, parts);
                self.filled(of, &parts)
            }
        }
    }

    /// A type with these arguments, or whose arguments have them, where nothing is known of any.
    fn filled(&mut self, ty: TypeId, parts: &[TypeId]) -> TypeId {
        let (Type::Global { name, args } | Type::Outside { name, args, .. }) = self.types.get(ty) else { return ty };
        if self.types.list(args).iter().all(|argument| *argument == TypeId::UNKNOWN) {
            let takes = self.builtins.get(name).is_none_or(|row| row.parameters == parts.len());
            return if takes { self.types.with_args(ty, parts) } else { ty };
        }
        let args = self.types.list(args).to_vec();
        let args: Vec<TypeId> = args
            .into_iter()
            .map(|argument| self.deeper(|linker| linker.filled(argument, parts)).unwrap_or(argument))
            .collect();
        self.types.with_args(ty, &args)
    }

    /// What a member of a type of the table gives that is passed by its name, `Optional::get`: called on what the function is
    /// passed first that stands there.
    fn result_of_reference(&mut self, place: usize, around: Around) -> Option<TypeId> {
        let site = around.site?;
        let (_, passed) = around.member?.callbacks.iter().find(|(at, _)| *at == place)?;
        let module = self.module(site.file);
        let Expr::Member { object, name } = module.expr(*module.exprs(site.args).get(place)?) else { return None };
        let of = self.type_of(site.file, object, site.env);
        let is_outside = matches!(self.types.get(of), Type::Unknown | Type::GlobalValue(_) | Type::OutsideValue { .. });
        let (Expr::Name { name: class, .. } | Expr::Bare { name: class, .. } | Expr::Member { name: class, .. }) =
            module.expr(object)
        else {
            return None;
        };
        if !is_outside || !module.text(class).starts_with(char::is_uppercase) {
            return None;
        }
        let first = self.shaped(*passed.first()?, around);
        let call = Site::new(site.file, Run::default(), site.env);
        self.deeper(|linker| linker.language_call(first, module.text(name), call)).flatten()
    }

    /// What a member of the table makes where it is passed, by what is asked for there: `Function.identity()`.
    fn made_where_passed(&mut self, place: usize, around: Around) -> Option<TypeId> {
        let site = around.site?;
        let (_, passed) = around.member?.callbacks.iter().find(|(at, _)| *at == place)?;
        let module = self.module(site.file);
        let Expr::Call { callee, args } = module.expr(*module.exprs(site.args).get(place)?) else { return None };
        let Expr::Member { object, name } = module.expr(callee) else { return None };
        let of = self.type_of(site.file, object, site.env);
        let passed: Vec<TypeId> = passed.iter().map(|shape| self.shaped(*shape, around)).collect();
        let asked = self.types.add_list(&passed);
        let context = self.types.add(Type::Global { name: "", args: asked });
        let call = Site { context, ..Site::new(site.file, args, site.env) };
        self.deeper(|linker| linker.language_call(of, module.text(name), call)).flatten()?.known()
    }

    /// What a function that is passed takes first: what the type is whose method it names, `Order::total`, or what is written.
    fn taken_by(&mut self, place: usize, site: Site) -> TypeId {
        let module = self.module(site.file);
        let Some(function) = module.exprs(site.args).get(place).copied() else { return TypeId::UNKNOWN };
        match module.expr(function) {
            Expr::Member { object, .. } => match self.type_of(site.file, object, site.env) {
                of if matches!(self.types.get(of), Type::Class(_)) => self.instance(of),
                _ => TypeId::UNKNOWN,
            },
            Expr::Function(signature) => {
                let first = module.exprs(module.signature(signature).params).first().copied();
                first.map_or(TypeId::UNKNOWN, |first| match module.expr(first) {
                    // What nobody wrote follows from what is asked for here.
                    Expr::Parameter { .. } => TypeId::UNKNOWN,
                    _ => self.type_of(site.file, first, site.env),
                })
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// What `new` makes of a class that is passed, as far as it is one of the program.
    fn made_of(&mut self, class: TypeId) -> TypeId {
        match self.types.get(class) {
            Type::Class(_) | Type::Function { .. } => self.instance(class),
            Type::OutsideValue { .. } | Type::Union(_) | Type::Intersection(_) => self.instance(class),
            _ => self.constructed_by(class).unwrap_or(TypeId::UNKNOWN),
        }
    }

    /// What calling a function gives that a package exports of which the table says so.
    pub(super) fn package_result(&mut self, callee: TypeId, site: Site) -> Option<TypeId> {
        let Type::OutsideValue { origin, name, .. } = self.types.get(callee) else { return None };
        let member = Some(origin).filter(|origin| !origin.in_repository);
        let member = member.and_then(|origin| self.builtins.exported(origin.text, name))?;
        Some(self.shaped(member.gives, Self::for_call(callee, site)))
    }

    /// What calling a member gives of whose receiver nothing is known.
    pub(super) fn outside_result(&mut self, object: TypeId, name: &str, site: Site) -> Option<TypeId> {
        if !matches!(self.types.get(object), Type::Unknown | Type::Outside { .. } | Type::OutsideValue { .. }) {
            return None;
        }
        let shape = self.builtins.outside(name)?;
        let result = self.shaped(shape, Self::for_call(object, site));
        matches!(self.types.get(result), Type::Instance { .. }).then_some(result)
    }

    const fn for_call(this: TypeId, site: Site) -> Around {
        Around { site: Some(site), ..Around::new(this, Arguments::List(ListId::EMPTY)) }
    }

    /// What a member of a type of the language's tells of its first argument.
    pub(super) fn language_guard(&mut self, object: TypeId, name: &str) -> Option<TypeId> {
        let tells = self.builtin_class(object)?.static_member(name)?.tells?;
        Some(self.shaped(tells, Around::new(object, Arguments::List(ListId::EMPTY))))
    }

    /// What each member of a value of a language's type is.
    pub(super) fn language_each(&mut self, object: TypeId) -> Option<TypeId> {
        let Builtin { row, arguments } = self.builtin(object)?;
        row.each_member.map(|shape| self.shaped(shape, Around::new(object, arguments)))
    }

    /// An argument of a type that has some.
    fn argument_of(&self, ty: TypeId, place: usize) -> TypeId {
        match self.types.get(ty) {
            Type::Global { args, .. } | Type::Outside { args, .. } | Type::Instance { args, .. } => {
                self.types.list(args).get(place).copied().unwrap_or(TypeId::UNKNOWN)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// A list as what has this member, where lists themselves have none of the name.
    fn as_sequence(&mut self, object: TypeId, name: &str) -> TypeId {
        let table = &self.builtins.table;
        match (self.types.get(object), table.sequence) {
            (Type::Array(_) | Type::Tuple(_), Some(sequence)) if table.list.member(name).is_none() => {
                let element = self.element(object);
                let args = self.types.add_list(&[element]);
                self.types.add(Type::Global { name: sequence, args })
            }
            _ => object,
        }
    }

    fn has_arguments(&self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Global { args, .. } | Type::Outside { args, .. } => args != ListId::EMPTY,
            _ => false,
        }
    }

    fn is_list(&self, ty: TypeId) -> bool {
        match self.types.get(ty) {
            Type::Array(_) | Type::Tuple(_) => true,
            Type::Global { name, .. } => self.builtins.is_list(name),
            _ => false,
        }
    }

    /// What indexing a value gives.
    pub fn indexed(&mut self, ty: TypeId) -> TypeId {
        if let Some(inner) = self.led(ty, None) {
            return self.deeper(|linker| linker.indexed(inner)).unwrap_or(TypeId::UNKNOWN);
        }
        match self.builtin(ty) {
            Some(Builtin { row: BuiltinType { indexed: Some(shape), .. }, arguments }) => {
                self.shaped(*shape, Around::new(ty, arguments))
            }
            _ => match self.indexed_instance(ty) {
                TypeId::UNKNOWN => self.each_member(ty).unwrap_or_else(|| self.element(ty)),
                indexed => indexed,
            },
        }
    }

    /// What indexing an instance gives by the member that it runs.
    fn indexed_instance(&mut self, ty: TypeId) -> TypeId {
        let Type::Instance { class, .. } = self.types.get(ty) else { return TypeId::UNKNOWN };
        let member = self.module(class.file).facts().indexing_member;
        member.map_or(TypeId::UNKNOWN, |member| self.given_by_member(ty, member))
    }

    /// What iterating over an instance gives by the members that it runs.
    fn iterated(&mut self, class: ClassRef, ty: TypeId) -> TypeId {
        let facts = self.module(class.file).facts();
        if let Some(name) = facts.yielding_member {
            return self.yielded_by_member(ty, name);
        }
        let Some([iterator, value]) = facts.iterating_members else { return TypeId::UNKNOWN };
        let of = self.given_by_member(ty, iterator);
        let element = if of == ty {
            TypeId::UNKNOWN
        } else {
            self.deeper(|linker| linker.element(of)).unwrap_or(TypeId::UNKNOWN)
        };
        if element == TypeId::UNKNOWN { self.given_by_member(ty, value) } else { element }
    }

    /// What a member of an instance passes to the function that it is passed.
    fn yielded_by_member(&mut self, ty: TypeId, name: &'p str) -> TypeId {
        let MemberSearch::Found(member) = self.find_called(ty, name) else { return TypeId::UNKNOWN };
        let method = self.value_of_member(member);
        let block = self.deeper(|linker| linker.parameter(method, 0)).unwrap_or(TypeId::UNKNOWN);
        self.deeper(|linker| linker.parameter(block, 0)).unwrap_or(TypeId::UNKNOWN)
    }

    /// What calling a member of an instance gives, if it has it.
    fn given_by_member(&mut self, ty: TypeId, name: &'p str) -> TypeId {
        match self.find_member(ty, name) {
            // An indexer is declared with what it gives.
            MemberSearch::Found(member @ FoundMember { value: MemberValue::Field { .. }, .. }) => {
                self.value_of_member(member)
            }
            MemberSearch::Found(member) => {
                let function = self.value_of_member(member);
                self.deeper(|linker| linker.returned_by(function)).unwrap_or(TypeId::UNKNOWN)
            }
            _ => TypeId::UNKNOWN,
        }
    }

    /// What iterating over a value gives.
    pub fn element(&mut self, ty: TypeId) -> TypeId {
        match self.types.get(ty) {
            Type::Array(element) => element,
            // Which position is not known: a map's entries hold one type worth naming at most, as a rule.
            Type::Tuple(list) => {
                let elements = self.types.list(list).to_vec();
                self.types.union(&elements)
            }
            Type::Global { .. } | Type::Outside { .. } if let Some(inner) = self.led(ty, None) => {
                self.deeper(|linker| linker.element(inner)).unwrap_or(TypeId::UNKNOWN)
            }
            Type::Global { name, args } => match self.row_of(name).and_then(|row| row.element) {
                Some(shape) => self.shaped(shape, Around::new(ty, Arguments::List(args))),
                None => TypeId::UNKNOWN,
            },
            Type::Outside { .. }
                if let Some(Builtin { row: BuiltinType { element: Some(shape), .. }, arguments }) =
                    self.builtin(ty) =>
            {
                self.shaped(*shape, Around::new(ty, arguments))
            }
            // A collection of a library, as far as anyone can say: of what its one type argument is.
            Type::Outside { args, .. } => match self.types.list(args) {
                [only] => *only,
                _ => TypeId::UNKNOWN,
            },
            // An enum, in languages where that is iterated over.
            Type::Class(_)
                if let Some(Builtin { row: BuiltinType { element: Some(shape), .. }, arguments }) =
                    self.builtin(ty) =>
            {
                self.shaped(*shape, Around::new(ty, arguments))
            }
            // `type Orders []Order`, `class Orders extends Array<Order>`.
            Type::Instance { class, .. } => match self.iterated(class, ty) {
                TypeId::UNKNOWN => self.inherited_element(ty),
                element => element,
            },
            Type::Function { .. } => self.iterated_by_function(ty, 1),
            Type::Object { .. } => self.of_each_key(ty),
            Type::Union(list) => self.union_of(list, Self::element),
            _ => TypeId::UNKNOWN,
        }
    }

    /// What iterating over a function gives at a place: what it passes there to the function that it is passed.
    pub(super) fn iterated_by_function(&mut self, function: TypeId, place: u16) -> TypeId {
        if !self.module(self.file).facts().functions_are_iterated {
            return TypeId::UNKNOWN;
        }
        let yielding = self.parameter(function, 0);
        self.deeper(|linker| linker.parameter(yielding, place)).unwrap_or(TypeId::UNKNOWN)
    }

    /// A promise of a type; what is one stays.
    pub fn promise(&mut self, of: TypeId) -> TypeId {
        if self.promised(of).is_some() {
            return of;
        }
        let args = self.types.add_list(&[of]);
        self.types.add(Type::Global { name: PROMISE, args })
    }

    /// What a promise is of, if this is one.
    fn promised(&mut self, ty: TypeId) -> Option<TypeId> {
        let Type::Global { name, args } = self.types.get(ty) else { return None };
        let shape = self.row_of(name)?.awaited?;
        Some(self.shaped(shape, Around::new(ty, Arguments::List(args))))
    }

    /// What `await` gives.
    pub fn awaited(&mut self, ty: TypeId) -> TypeId {
        if let Some(of) = self.promised(ty) {
            return self.deeper(|linker| linker.awaited(of)).unwrap_or(TypeId::UNKNOWN);
        }
        match self.types.get(ty) {
            Type::Union(list) => self.union_of(list, Self::awaited),
            _ => ty,
        }
    }

    /// What `Partial<T>`, `Awaited<T>` and their like mean; `None` if `name` is none of them.
    pub fn alias(&mut self, name: &str, args: &[TypeId]) -> Option<TypeId> {
        let shape = self.builtins.alias(name).filter(|_| !args.is_empty())?;
        let args = self.types.add_list(args);
        Some(self.shaped(shape, Around::new(TypeId::UNKNOWN, Arguments::List(args))))
    }

    /// The value that the language has under this name.
    pub fn builtin_value(&mut self, name: &str) -> Option<TypeId> {
        let shape = self.builtins.value(name)?;
        Some(self.shaped(shape, Around::new(TypeId::UNKNOWN, Arguments::List(ListId::EMPTY))))
    }

    /// What reading a member gives that all classes have.
    pub fn member_of_classes(&mut self, class: TypeId, name: &str) -> Option<TypeId> {
        match self.types.get(class) {
            Type::Class(_) => {}
            // A function that instances are made of is like one.
            Type::Function { .. } if self.instance(class) != TypeId::UNKNOWN => {}
            _ => return None,
        }
        let member = self.builtins.table.class.member(name).filter(|member| !member.is_method)?;
        Some(self.shaped(member.gives, Around::new(class, Arguments::List(ListId::EMPTY))))
    }

    /// What reading a member of a value of a language's type gives.
    pub fn language_member(&mut self, object: TypeId, name: &str) -> Option<TypeId> {
        let Builtin { row, arguments } = self.builtin(object)?;
        let shape = match row.member(name) {
            Some(member) => Some(member.gives).filter(|_| member.is_read),
            None => row.each_member,
        };
        shape.map(|shape| self.shaped(shape, Around::new(object, arguments)))
    }

    /// Whether calling this member of a function calls the function.
    pub fn calls_itself(&self, name: &str) -> bool {
        self.builtins.table.function.member(name).is_some_and(|member| member.gives == Shape::Returned(&Shape::This))
    }

    /// What calling the member `name` of a value of a language's type gives, or of such a type itself; `None` if it is none.
    pub fn language_call(&mut self, object: TypeId, name: &'p str, site: Site) -> Option<TypeId> {
        if let Type::Union(list) = self.types.get(object) {
            return self.first_of(list, |linker, part| linker.language_call(part, name, site));
        }
        if let Some(row) = self.builtin_class(object) {
            let around = Around { site: Some(site), ..Around::new(object, Arguments::List(ListId::EMPTY)) };
            return row
                .static_member(name)
                .map(|member| self.shaped(member.gives, Around { member: Some(member), ..around }));
        }
        let object = self.as_sequence(object, name);
        let Builtin { row, arguments } = self.builtin(object)?;
        match row.member(name) {
            // What the class has itself comes before what all have.
            Some(_) if matches!(self.types.get(object), Type::Class(_)) && self.has_own(object, name) => None,
            Some(member) if member.is_method => {
                let around = Around { site: Some(site), member: Some(member), ..Around::new(object, arguments) };
                Some(self.shaped(member.gives, around))
            }
            _ => row.is_whole.then_some(TypeId::UNKNOWN),
        }
    }

    fn has_own(&mut self, class: TypeId, name: &'p str) -> bool {
        matches!(self.find_called(class, name), MemberSearch::Found(_))
    }

    /// Whether values of a type of the table have a member of this name.
    pub fn has_language_member(&mut self, ty: TypeId, name: &str) -> bool {
        let ty = self.as_sequence(ty, name);
        self.builtin(ty).is_some_and(|builtin| builtin.row.member(name).is_some())
    }

    /// What a function is called with, at this place of its parameters, that is itself passed at a place of the arguments of
    /// a member of a value of a language's type.
    pub fn language_callback(
        &mut self,
        object: TypeId,
        name: &str,
        argument: u16,
        parameter: u16,
        site: Option<Site>,
    ) -> Option<TypeId> {
        let object = match self.types.get(object) {
            Type::Union(list) => {
                let members = self.types.list(list).to_vec();
                members.into_iter().find(|member| self.has_callbacks(*member))?
            }
            _ => object,
        };
        let object = self.as_sequence(object, name);
        let (member, arguments) = match self.builtin_class(object) {
            Some(row) => (Some(row.static_member(name)?), Arguments::List(ListId::EMPTY)),
            None => {
                let Builtin { row, arguments } = self.builtin(object)?;
                let member = row.member(name).filter(|member| !member.callbacks.is_empty());
                // Lists and promises call nothing but what the table says.
                if member.is_none() && row.awaited.is_none() && !self.is_list(object) {
                    return None;
                }
                (member, arguments)
            }
        };
        let callbacks = member.map_or(&[][..], |member| member.callbacks);
        let callback = callbacks.iter().find(|(place, _)| *place == usize::from(argument));
        let shape = callback.and_then(|(_, passed)| passed.get(usize::from(parameter))).copied();
        Some(self.shaped(shape.unwrap_or(Shape::Unknown), Around { site, ..Around::new(object, arguments) }))
    }

    fn has_callbacks(&mut self, ty: TypeId) -> bool {
        let builtin = self.builtin(ty);
        builtin.is_some_and(|builtin| builtin.row.members.iter().any(|member| !member.callbacks.is_empty()))
    }
}
