//! Where what is assigned to properties belongs, when all of a file is known.
//!
//! In: owners by their expressions, and the bindings of the file. Out: names of a namespace beside the one that an owner's
//! name is bound to, or members of a class; for functions with members, the classes of what `new` makes of them.

use super::TypeScript;
use super::properties::Assigned;
use crate::extract::Outline;
use crate::record::symbols::{
    Binding, BindingTarget, ClassId, Expr, ExprId, Member, MemberValue, Scope, ScopeId, SignatureId, Symbols,
};
use crate::record::{NodeKind, StringId};
use rustc_hash::{FxHashMap, FxHashSet};

/// How long a chain of owners may be that is followed: `a.b.c`, a variable of a variable.
const MAX_LINKS: usize = 16;

/// How many bindings of one name are looked at.
const MAX_TARGETS: usize = 32;

/// More scopes than anyone nests.
const MAX_SCOPES: usize = 64;

/// Whose property something is.
#[derive(Clone, Copy)]
enum Owner {
    /// A name's, whatever it holds: the namespace beside it.
    Name(ScopeId),
    /// A class's own.
    Class(ClassId),
    /// That of the instances of a class.
    Instances(ClassId),
}

/// What was found of a file's names when it ends.
struct Names {
    /// The bindings of the names that owners begin with.
    bindings: FxHashMap<(ScopeId, StringId), Vec<BindingTarget>>,
    /// The namespaces beside names.
    namespaces: FxHashMap<(ScopeId, StringId), ScopeId>,
    prototype: StringId,
    exports: StringId,
    module: StringId,
}

/// What a class gets beside what is written in it.
struct Gain {
    class: ClassId,
    members: Vec<Member>,
    supertypes: Vec<ExprId>,
}

/// What classes get, each once, in the order in which they get something.
#[derive(Default)]
struct Gains {
    list: Vec<Gain>,
    places: FxHashMap<ClassId, usize>,
}

impl Gains {
    fn of(&mut self, class: ClassId) -> &mut Gain {
        let place = *self.places.entry(class).or_insert(self.list.len());
        if place == self.list.len() {
            self.list.push(Gain { class, members: Vec::new(), supertypes: Vec::new() });
        }
        &mut self.list[place]
    }
}

impl Names {
    /// What a name is bound to in exactly this scope.
    fn targets(&self, scope: ScopeId, name: StringId) -> Vec<BindingTarget> {
        let targets = self.bindings.get(&(scope, name)).map_or(&[][..], |targets| targets);
        targets.iter().take(MAX_TARGETS).copied().collect()
    }
}

impl Outline<'_, '_, TypeScript> {
    /// Puts what was assigned to properties where it belongs.
    pub(super) fn finish_properties(&mut self) {
        let assigned = std::mem::take(&mut self.own.properties.assigned);
        let heirs = std::mem::take(&mut self.own.properties.heirs);
        if assigned.is_empty() && heirs.is_empty() && self.own.properties.classes.is_empty() {
            return;
        }
        let mut names = self.names_of_owners(&assigned, &heirs);
        let mut gains = Gains::default();
        for Assigned { owner, name, value } in assigned {
            match self.owner_of(&mut names, owner, 0) {
                Some(Owner::Name(namespace)) => self.declare_property(&mut names, namespace, name, value),
                Some(Owner::Class(class)) => gains.of(class).members.push(Member { name, is_static: true, value }),
                Some(Owner::Instances(class)) => gains.of(class).members.push(Member { name, is_static: false, value }),
                None => {}
            }
        }
        for (class, supertype) in heirs {
            if let Some(class) = self.class_of_constructor(&mut names, class, 0) {
                gains.of(class).supertypes.push(supertype);
            }
        }
        let made: FxHashMap<ClassId, SignatureId> =
            self.own.properties.classes.iter().map(|(function, class)| (*class, *function)).collect();
        for Gain { class, members, supertypes } in gains.list {
            self.extend_class(class, made.get(&class).copied(), members, &supertypes);
        }
        self.forget_unmade(&made);
    }

    /// Adds members and supertypes to a class, or makes the one of a function of them.
    fn extend_class(
        &mut self,
        class: ClassId,
        function: Option<SignatureId>,
        mut added: Vec<Member>,
        supertypes: &[ExprId],
    ) {
        let known = self.draft.symbols().classes[class.index()];
        let symbols = self.draft.symbols();
        let mut members = symbols.members[known.members.range()].to_vec();
        let mut extends = symbols.expr_lists[known.extends.range()].to_vec();
        members.append(&mut added);
        extends.extend_from_slice(supertypes);
        let mut name = known.name;
        if let Some(function) = function {
            let constructor = self.own.constructor;
            members.push(Member { name: constructor, is_static: false, value: MemberValue::Method(function) });
            name = self.draft.function_name(function).unwrap_or(name);
        }
        let members = self.member_list(members);
        let extends = self.expr_list(&extends);
        let constructor = self.own.constructor;
        if let Some(class) = self.draft.symbols().classes.get_mut(class.index()) {
            (class.members, class.extends, class.name, class.constructor) = (members, extends, name, constructor);
        }
    }

    /// `this` of a function to which nothing is assigned is nothing that `new` makes.
    fn forget_unmade(&mut self, made: &FxHashMap<ClassId, SignatureId>) {
        let symbols = self.draft.symbols();
        let is_unmade = |class: &ClassId| symbols.classes[class.index()].constructor == StringId::EMPTY;
        let unmade: FxHashSet<ClassId> = made.keys().copied().filter(is_unmade).collect();
        if unmade.is_empty() {
            return;
        }
        for expr in &mut symbols.exprs {
            if matches!(expr, Expr::This(Some(class)) if unmade.contains(class)) {
                *expr = Expr::This(None);
            }
        }
    }

    /// The bindings of the names that owners begin with.
    fn names_of_owners(&mut self, assigned: &[Assigned], heirs: &[(ExprId, ExprId)]) -> Names {
        let [prototype, exports, module] = ["prototype", "exports", "module"].map(|name| self.draft.intern(name));
        let exported = self.own.properties.exported;
        let symbols = self.draft.symbols();
        let mut wanted: FxHashSet<StringId> = FxHashSet::default();
        wanted.extend(exported);
        let owners = assigned.iter().map(|assigned| assigned.owner).chain(heirs.iter().map(|(class, _)| *class));
        for owner in owners {
            let mut expr = owner;
            for _ in 0..MAX_LINKS {
                expr = match symbols.expr(expr) {
                    Expr::Name { name, .. } => {
                        wanted.insert(name);
                        break;
                    }
                    Expr::Member { object, .. } => object,
                    Expr::Cast(inner) => inner,
                    _ => break,
                };
            }
        }
        // A variable may be another name for what owns.
        for binding in &symbols.bindings {
            if let BindingTarget::Variable { value, .. } = binding.target
                && wanted.contains(&binding.name)
            {
                let mut expr = value;
                for _ in 0..MAX_LINKS {
                    expr = match symbols.expr(expr) {
                        Expr::Name { name, .. } => {
                            wanted.insert(name);
                            break;
                        }
                        Expr::Member { object, .. } => object,
                        _ => break,
                    };
                }
            }
        }
        let mut bindings: FxHashMap<(ScopeId, StringId), Vec<BindingTarget>> = FxHashMap::default();
        for binding in symbols.bindings.iter().filter(|binding| wanted.contains(&binding.name)) {
            bindings.entry((binding.scope, binding.name)).or_default().push(binding.target);
        }
        Names { bindings, namespaces: FxHashMap::default(), prototype, exports, module }
    }

    /// The scope that declares a name, seen from another.
    fn declaring_scope(&mut self, names: &Names, name: StringId, from: ScopeId) -> Option<ScopeId> {
        let mut scope = from;
        let scopes = &self.draft.symbols().scopes;
        for _ in 0..MAX_SCOPES {
            if names.bindings.contains_key(&(scope, name)) {
                return Some(scope);
            }
            let parent = scopes[scope.index()].parent;
            if parent == scope {
                return None;
            }
            scope = parent;
        }
        None
    }

    /// The namespace beside a name.
    fn namespace_beside(&mut self, names: &mut Names, scope: ScopeId, name: StringId) -> ScopeId {
        if let Some(known) = names.namespaces.get(&(scope, name)) {
            return *known;
        }
        let namespace = ScopeId::push(&mut self.draft.symbols().scopes, Scope { parent: scope });
        self.bind(scope, name, BindingTarget::Namespace(namespace));
        names.namespaces.insert((scope, name), namespace);
        namespace
    }

    /// The namespace of what a module exports: `exports` and `module.exports`.
    fn exports_namespace(&mut self, names: &mut Names) -> ScopeId {
        let file = Symbols::FILE_SCOPE;
        let is_new = !names.namespaces.contains_key(&(file, names.exports));
        if is_new {
            // What both names hold has one namespace.
            if let Some(name) = self.own.properties.exported.filter(|name| names.bindings.contains_key(&(file, *name)))
            {
                let namespace = self.namespace_beside(names, file, name);
                self.bind(file, names.exports, BindingTarget::Namespace(namespace));
                names.namespaces.insert((file, names.exports), namespace);
            }
        }
        let namespace = self.namespace_beside(names, file, names.exports);
        if is_new {
            let module = self.namespace_beside(names, file, names.module);
            self.bind(module, names.exports, BindingTarget::Namespace(namespace));
            names.namespaces.insert((module, names.exports), namespace);
        }
        namespace
    }

    fn declare_property(&mut self, names: &mut Names, namespace: ScopeId, name: StringId, value: MemberValue) {
        let target = match value {
            MemberValue::Field { ty, value } => BindingTarget::Variable { ty, value },
            MemberValue::Method(signature) => BindingTarget::Function(signature),
            MemberValue::Getter(_) | MemberValue::Setter(_) => return,
        };
        self.draft.symbols().bindings.push(Binding { scope: namespace, name, target });
        names.bindings.entry((namespace, name)).or_default().push(target);
    }

    /// Whose property something is that is assigned to a member of `owner`.
    fn owner_of(&mut self, names: &mut Names, owner: ExprId, depth: usize) -> Option<Owner> {
        if depth > MAX_LINKS {
            return None;
        }
        match self.draft.symbols().expr(owner) {
            Expr::This(Some(class)) => Some(Owner::Instances(class)),
            Expr::Class(class) => Some(Owner::Class(class)),
            Expr::Cast(inner) => self.owner_of(names, inner, depth + 1),
            Expr::Member { object, name } if name == names.prototype => {
                self.class_of_constructor(names, object, depth + 1).map(Owner::Instances)
            }
            Expr::Member { object, name } => match self.owner_of(names, object, depth + 1)? {
                Owner::Name(namespace) => self.owner_named(names, namespace, name, depth),
                Owner::Class(_) | Owner::Instances(_) => None,
            },
            Expr::Name { name, scope } => match self.declaring_scope(names, name, scope) {
                Some(scope) => self.owner_named(names, scope, name, depth),
                None if name == names.exports => Some(Owner::Name(self.exports_namespace(names))),
                None if name == names.module => {
                    self.exports_namespace(names);
                    Some(Owner::Name(self.namespace_beside(names, Symbols::FILE_SCOPE, name)))
                }
                None => None,
            },
            _ => None,
        }
    }

    /// The same where `owner` is a name of this scope.
    fn owner_named(&mut self, names: &mut Names, scope: ScopeId, name: StringId, depth: usize) -> Option<Owner> {
        let targets = names.targets(scope, name);
        for target in targets {
            match target {
                BindingTarget::Class(class) if self.is_class(class) => return Some(Owner::Class(class)),
                BindingTarget::Import { .. } => return None,
                BindingTarget::Variable { ty, .. } if ty != ExprId::UNKNOWN => return None,
                BindingTarget::Variable { value, .. } => match self.draft.symbols().expr(value) {
                    Expr::This(Some(class)) => return Some(Owner::Instances(class)),
                    Expr::Class(class) => return Some(Owner::Class(class)),
                    Expr::Member { name, .. } if name == names.prototype => {
                        return self.owner_of(names, value, depth + 1);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        Some(Owner::Name(self.namespace_beside(names, scope, name)))
    }

    /// Whether a class is one that values are made of.
    fn is_class(&mut self, class: ClassId) -> bool {
        let row = self.draft.symbols().classes[class.index()].type_row;
        row.is_none_or(|row| self.draft.kind_of_type(row) == Some(NodeKind::Class))
    }

    /// The class of what `new` makes of a value.
    fn class_of_constructor(&mut self, names: &mut Names, constructor: ExprId, depth: usize) -> Option<ClassId> {
        if depth > MAX_LINKS {
            return None;
        }
        match self.draft.symbols().expr(constructor) {
            Expr::Function(function) => Some(self.made_by(function)),
            Expr::Class(class) => Some(class),
            Expr::Name { name, scope } => {
                let scope = self.declaring_scope(names, name, scope)?;
                self.class_named(names, scope, name, depth)
            }
            Expr::Member { object, name } => match self.owner_of(names, object, depth + 1)? {
                Owner::Name(namespace) => self.class_named(names, namespace, name, depth),
                Owner::Class(_) | Owner::Instances(_) => None,
            },
            _ => None,
        }
    }

    fn class_named(&mut self, names: &mut Names, scope: ScopeId, name: StringId, depth: usize) -> Option<ClassId> {
        let targets = names.targets(scope, name);
        targets.into_iter().find_map(|target| match target {
            BindingTarget::Function(function) => Some(self.made_by(function)),
            BindingTarget::Class(class) => Some(class).filter(|class| self.is_class(*class)),
            BindingTarget::Variable { ty: ExprId::UNKNOWN, value } => {
                self.class_of_constructor(names, value, depth + 1)
            }
            _ => None,
        })
    }
}
