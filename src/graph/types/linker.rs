//! What is found out while one file is linked, and how much may be asked for that.
//!
//! In: questions, each within another. Out: their answers, each found once and kept for as long as the file is linked.
//! Recursion is bounded, both into expressions (a chain of 10,000 calls) and around circles (`a = b; b = a`), and so is all
//! that one question may cost: types that grow with each call (`m() { return c ? this.left().m() : this.right().m(); }`)
//! have no end. What lies beyond the bounds is unknown. Knows no expression's meaning.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::table::{Env, ListId, Side, TypeId, Types};
use crate::graph::names::declarations::DeclaredType;
use crate::graph::names::files::{ClassRef, ExtensionRef, File, FileId, InFile, TypeRef};
use crate::graph::names::found::Found;
use crate::graph::names::view::View;
use crate::language::builtins::{Builtins, builtins};
use crate::record::symbols::{Class, ExprId, ScopeId, SignatureId};
use crate::record::{NodeKind, StringId};

/// How many expressions inside one another are looked into.
const MAX_DEPTH: u32 = 96;

/// How many steps one call or supertype is worth.
const MAX_STEPS: u32 = 20_000;

/// How many steps all calls and supertypes of a file are worth together: so many, and a few more for each. On the
/// repositories of `bench/RESULTS.md` none takes more than 608, those of a file with many of them 5 on average.
const STEPS_OF_A_FILE: u32 = 200_000;
const STEPS_OF_A_QUESTION: u32 = 32;

/// Types of the file being linked that nobody has asked for yet.
const UNASKED: TypeId = TypeId(u32::MAX);

/// Functions, by their shapes.
type FoundFunctions = Rc<[(FileId, SignatureId)]>;

/// What is found out while one file is linked; `M` is what whoever asks about types keeps there too.
pub(in crate::graph) struct Linker<'p, M = ()> {
    pub program: View<'p>,
    /// The file being linked.
    pub file: FileId,
    pub types: Types<'p>,
    /// What the file's language has without declaring it.
    pub builtins: &'static Builtins,
    /// Types of this file's expressions outside of any [`Env`]: nearly all that are asked for.
    own: Vec<TypeId>,
    others: FxHashMap<(FileId, ExprId, Env), TypeId>,
    /// What is declared apart from a class, where each was found out to be or not to be of it.
    pub(super) extensions: FxHashMap<ClassRef, Rc<[ExtensionRef]>>,
    pub(super) returned: FxHashMap<(FileId, SignatureId, Env), TypeId>,
    /// The declarations that calls of a function mean, where it is declared several times.
    pub(super) declarations: FxHashMap<(FileId, SignatureId), Rc<[SignatureId]>>,
    /// The files that a file requires, itself or through others.
    pub(super) required: FxHashMap<FileId, Rc<FxHashSet<FileId>>>,
    /// Functions that are called as members, by the file that calls them and the member's name.
    pub(super) extension_methods: FxHashMap<(FileId, Box<str>), FoundFunctions>,
    /// What names are imported as, by the importing file, the specifier, the name there and the name here.
    imports: FxHashMap<(FileId, StringId, StringId, StringId), Found<'p>>,
    /// What names mean that no scope declares, by the nearest scope that has wildcards.
    pub(super) undeclared: FxHashMap<(FileId, StringId, Option<ScopeId>), Option<Found<'p>>>,
    /// What is above a type, where all of it is known.
    pub(super) above: FxHashMap<(TypeId, Side), ListId>,
    /// What names mean by modules imported whole, by the importing file and the specifier: most are asked for again and again,
    /// and mean nothing there.
    pub(super) starred: FxHashMap<(FileId, StringId, &'p str), Option<Found<'p>>>,
    /// Types inside of a class's supertypes, by the class and their names.
    pub(super) inherited_types: FxHashMap<(ClassRef, StringId), Option<TypeId>>,
    /// The classes that those are being looked for in.
    pub(super) inheriting: Vec<ClassRef>,
    depth: u32,
    /// Steps left for the question at hand, and for those behind it.
    steps: u32,
    steps_saved: u32,
    /// What whoever asks has found out besides.
    pub memo: M,
}

impl<'p, M: Default> Linker<'p, M> {
    /// One that links a file.
    pub fn new(program: View<'p>, file: FileId) -> Self {
        let exprs = program.file(file).symbols().exprs.len();
        let own = vec![UNASKED; exprs];
        Self { own, steps_saved: STEPS_OF_A_FILE, ..Self::apart(program, file) }
    }

    /// One that knows nothing yet, for an answer that all files share: it must not depend on what a file asked before.
    /// It keeps nothing for the expressions of a file, so it costs little to make.
    pub fn apart(program: View<'p>, file: FileId) -> Self {
        Self {
            program,
            file,
            types: Types::default(),
            builtins: builtins(program.file(file).language()),
            own: Vec::new(),
            others: FxHashMap::default(),
            extensions: FxHashMap::default(),
            returned: FxHashMap::default(),
            declarations: FxHashMap::default(),
            required: FxHashMap::default(),
            extension_methods: FxHashMap::default(),
            imports: FxHashMap::default(),
            undeclared: FxHashMap::default(),
            above: FxHashMap::default(),
            starred: FxHashMap::default(),
            inherited_types: FxHashMap::default(),
            inheriting: Vec::new(),
            depth: 0,
            steps: 0,
            steps_saved: MAX_STEPS,
            memo: M::default(),
        }
    }
}

impl<'p, M> Linker<'p, M> {
    /// The file with this number.
    pub fn module(&self, file: FileId) -> &'p File {
        self.program.file(file)
    }

    /// A class of the program.
    pub fn class(&self, class: ClassRef) -> &'p Class {
        self.program.class(class)
    }

    /// As [`File::class_kind`] says.
    pub fn class_kind(&self, class: ClassRef) -> NodeKind {
        self.program.class_kind(class)
    }

    /// As [`File::class_name`] says.
    pub fn class_name(&self, class: ClassRef) -> &'p str {
        self.program.class_name(class)
    }

    /// The name of the member that makes instances of a class.
    pub fn constructor_name(&self, class: ClassRef) -> &'p str {
        self.module(class.file).text(self.class(class).constructor)
    }

    /// The type of the graph that a class is (one of several declarations of).
    pub fn type_of_class(&self, class: ClassRef) -> Option<TypeRef> {
        self.class(class).type_row.map(|row| InFile { file: class.file, row })
    }

    /// What an import binds to a name, found out once for all that use it.
    pub fn import_of(&mut self, file: FileId, specifier: StringId, imported: StringId, local: StringId) -> Found<'p> {
        let (program, module) = (self.program, self.module(file));
        let found = self.imports.entry((file, specifier, imported, local));
        *found.or_insert_with(|| program.imported(file, specifier, module.text(imported), module.text(local)))
    }

    /// Which type a class is a declaration of: of several declarations of one type each is that; a class without a name is
    /// itself alone.
    pub fn identity(&self, class: ClassRef) -> Result<InFile<DeclaredType>, ClassRef> {
        let declared = self.module(class.file).declared_type(class.row);
        declared.map(|row| InFile { file: class.file, row }).ok_or(class)
    }

    /// The type of an expression, found out by `infer` unless it is known. Whoever comes back here meanwhile learns nothing.
    pub(super) fn once(
        &mut self,
        file: FileId,
        expr: ExprId,
        env: Env,
        infer: impl FnOnce(&mut Self) -> TypeId,
    ) -> TypeId {
        let is_own = file == self.file && env == Env::NONE && expr.index() < self.own.len();
        let known = if is_own {
            Some(self.own[expr.index()]).filter(|ty| *ty != UNASKED)
        } else {
            self.others.get(&(file, expr, env)).copied()
        };
        if let Some(ty) = known {
            return ty;
        }
        self.remember(is_own, file, expr, env, TypeId::UNKNOWN);
        let Some(ty) = self.deeper(infer) else {
            self.remember(is_own, file, expr, env, UNASKED);
            return TypeId::UNKNOWN;
        };
        self.remember(is_own, file, expr, env, ty);
        ty
    }

    fn remember(&mut self, is_own: bool, file: FileId, expr: ExprId, env: Env, ty: TypeId) {
        if is_own {
            self.own[expr.index()] = ty;
        } else if ty == UNASKED {
            self.others.remove(&(file, expr, env));
        } else {
            self.others.insert((file, expr, env), ty);
        }
    }

    /// Begins the next question, with all its steps before it.
    pub fn begin_question(&mut self) {
        let left = self.steps_saved + self.steps + STEPS_OF_A_QUESTION;
        self.steps = left.min(MAX_STEPS);
        self.steps_saved = (left - self.steps).min(STEPS_OF_A_FILE);
    }

    /// Runs `step` one level deeper, or not at all beyond the last level or the last step.
    pub fn deeper<T>(&mut self, step: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth == MAX_DEPTH || !self.takes_step() {
            return None;
        }
        self.depth += 1;
        let result = step(self);
        self.depth -= 1;
        Some(result)
    }

    /// What is said of the first part of a type that anything is said of, each asked one level deeper.
    pub fn first_of<T>(&mut self, parts: ListId, mut ask: impl FnMut(&mut Self, TypeId) -> Option<T>) -> Option<T> {
        let parts = self.types.list(parts).to_vec();
        parts.into_iter().find_map(|part| self.deeper(|linker| ask(linker, part)).flatten())
    }

    /// One of the types that the parts of a type have, each asked one level deeper.
    pub fn union_of(&mut self, parts: ListId, mut ask: impl FnMut(&mut Self, TypeId) -> TypeId) -> TypeId {
        let mut types = Vec::new();
        self.first_of(parts, |linker, part| {
            types.push(ask(linker, part));
            None::<()>
        });
        self.types.union(&types)
    }

    /// Whether steps are left.
    pub const fn has_steps(&self) -> bool {
        self.steps > 0
    }

    /// Takes one of the steps that are left, if there is one.
    pub fn takes_step(&mut self) -> bool {
        let left = self.steps.checked_sub(1);
        self.steps = left.unwrap_or(0);
        left.is_some()
    }
}
