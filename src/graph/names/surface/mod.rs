//! The surface of a file: what linking another one may read of it, name by name.
//!
//! In: a record. Out: its [`Surface`]. A visible name is told by what linking would find there: the shapes of expressions with
//! what their names mean, but neither places nor the names of local variables, and of a body what decides a type that is not
//! written down. It ends at names that are visible by themselves: what `f` returns is `C`, whatever `C` has.
//!
//! `shapes` says what counts of each row, `circles` makes fingerprints of it.

mod circles;
mod shapes;

use std::ops::Range;

use foldhash::HashMap;

use self::circles::Circles;
use self::shapes::{Key, Node, Shapes, Token};
use crate::languages::LanguageId;
use crate::record::surface::{Surface, Visible, VisibleName};
use crate::record::symbols::{ClassId, ExportTarget, Expr, ExprId, Lent, Symbols};
use crate::record::{FileRecord, StringId, TypeRow, TypeRowId};

/// What stands between a path and a key, and between the parts of one.
const SEPARATOR: &str = "::";

/// What other files can see of this one. Of its path only counts that another file's keys may begin with it.
#[must_use]
pub fn surface(record: &FileRecord, path: &str) -> Surface {
    let mut survey = Survey::new(record);
    survey.ask_for_roots();
    survey.tell_keys(path);
    while let Some(key) = survey.shapes.left.pop() {
        survey.tell(key);
    }
    Surface::new(survey.names, &record.strings)
}

/// Rows by a name, in the order of names and then of rows.
type ByName<Row> = Vec<(StringId, Row)>;

/// Where a member stands: which declaration of its owner it is in, its row.
type MemberPlace = (u32, u32);

struct Survey<'r> {
    record: &'r FileRecord,
    symbols: &'r Symbols,
    shapes: Shapes<'r>,
    circles: Circles<'r>,
    exports: ByName<usize>,
    extensions: ByName<usize>,
    /// What types say of their supertypes: the type, the side, the supertype's row.
    heritages: ByName<(TypeRowId, u32, usize)>,
    /// By a type's key, or by the name of what is extended, the members.
    members: HashMap<(Visible, StringId), ByName<MemberPlace>>,
    /// Classes without a name, by the name of what they extend or implement.
    unnamed: ByName<ClassId>,
    names: Vec<VisibleName>,
}

impl<'r> Survey<'r> {
    fn new(record: &'r FileRecord) -> Self {
        let symbols = &record.symbols;
        let heritages = TypeRowId::enumerate(&record.types).flat_map(|(id, row)| {
            let sides = [(0, row.extends.range()), (1, row.implements.range())];
            sides.into_iter().flat_map(move |(side, rows)| {
                rows.map(move |supertype| (record.supertypes[supertype].name, (id, side, supertype)))
            })
        });
        let unnamed = ClassId::enumerate(&symbols.classes).filter(|(_, class)| class.type_row.is_none());
        let unnamed = unnamed.flat_map(|(id, class)| {
            let supertypes = [class.extends, class.implements].map(|run| &symbols.expr_lists[run.range()]);
            supertypes.into_iter().flatten().map(move |supertype| (name_of_type(symbols, *supertype), id))
        });
        Self {
            record,
            symbols,
            unnamed: sorted(unnamed),
            shapes: Shapes::new(record),
            circles: Circles::default(),
            exports: sorted(symbols.exports.iter().map(|export| export.name).zip(0..)),
            extensions: sorted(symbols.extensions.iter().map(|extension| extension.name).zip(0..)),
            heritages: sorted(heritages),
            members: HashMap::default(),
            names: Vec::new(),
        }
    }

    fn ask(&mut self, kind: Visible, name: StringId) {
        self.shapes.ask((kind, StringId::EMPTY, name));
    }

    /// Asks for what is visible without being led to.
    fn ask_for_roots(&mut self) {
        let record = self.record;
        self.ask(Visible::File, StringId::EMPTY);
        for export in &self.symbols.exports {
            self.ask(Visible::Export, export.name);
        }
        for name in &self.symbols.unstarred {
            self.ask(Visible::Unstarred, *name);
        }
        for extension in &self.symbols.extensions {
            self.ask(Visible::Extension, extension.name);
        }
        if !self.symbols.lent.is_empty() {
            self.ask(Visible::Lent, StringId::EMPTY);
        }
        for supertype in &record.supertypes {
            self.ask(Visible::Subtypes, supertype.name);
        }
        for name in self.unnamed.iter().map(|(name, _)| *name).collect::<Vec<_>>() {
            self.ask(Visible::Subtypes, name);
        }
        let methods_make_subtypes = record.language.facts().methods_make_subtypes;
        if methods_make_subtypes {
            self.ask(Visible::Types, StringId::EMPTY);
        }
        // Wherever a subtype stands, calls of its supertype's members may run its own.
        for (id, row) in TypeRowId::enumerate(&record.types) {
            if methods_make_subtypes || self.names_supertypes(id, row) {
                self.ask(Visible::Type, row.key);
            }
        }
    }

    fn names_supertypes(&self, id: TypeRowId, row: &TypeRow) -> bool {
        let some = |range: Range<usize>| !range.is_empty();
        let class = |id: &ClassId| &self.symbols.classes[id.index()];
        let mut declarations = self.shapes.declarations[id.index()].iter().map(class);
        some(row.extends.range())
            || some(row.implements.range())
            || declarations.any(|class| some(class.extends.range()) || some(class.implements.range()))
    }

    /// Two files may have one key for two things where one's path goes on behind the other's like a key: then all keys count.
    fn tell_keys(&mut self, path: &str) {
        let functions = self.record.functions.iter().map(|row| row.key);
        let keys = functions.chain(self.record.types.iter().map(|row| row.key));
        let keys: Vec<_> = keys.map(|key| self.record.text(key)).collect();
        let is_file = |part: &str| LanguageId::of_path(part).is_some();
        let is_path = |key: &&str| key.rsplit(SEPARATOR).skip(1).any(is_file);
        if path.contains(SEPARATOR) || keys.iter().any(is_path) {
            let mut tokens = vec![Token::Number(self.record.functions.len() as u32)];
            tokens.extend(keys.into_iter().map(Token::Text));
            self.put((Visible::Keys, StringId::EMPTY, StringId::EMPTY), &tokens);
        }
    }

    fn put(&mut self, (kind, owner, name): Key, tokens: &[Token<'r>]) {
        let fingerprint = self.circles.told_by(&mut self.shapes, tokens);
        self.names.push(VisibleName { kind, owner, name, fingerprint });
    }

    /// Tells what a visible name is.
    fn tell(&mut self, key: Key) {
        let (kind, owner, name) = key;
        let mut tokens = Vec::new();
        match kind {
            Visible::File => {
                let is_left_out = Token::Number(u32::from(self.symbols.is_left_out));
                let module_name = self.shapes.text(self.symbols.module_name);
                tokens.extend([Token::Text(self.record.language.name()), is_left_out, module_name]);
                if self.record.language.facts().functions_are_required {
                    tokens.extend(self.record.imports.iter().map(|import| self.shapes.text(*import)));
                }
            }
            Visible::Export => self.export(name, &mut tokens),
            Visible::Declaration => {
                let rows = self.shapes.index.declared(name, Symbols::FILE_SCOPE).unwrap_or_default().to_vec();
                self.shapes.bindings(&rows, &mut tokens);
            }
            Visible::Type => self.ty(name, &mut tokens),
            Visible::Member | Visible::ExtensionMember => self.member((kind, owner), name, &mut tokens),
            Visible::Subtypes => {
                for (_, (ty, side, row)) in named(&self.heritages, name) {
                    let key = self.shapes.text(self.record.types[ty.index()].key);
                    let expression = Node::Supertype(self.record.supertypes[*row].expression);
                    tokens.extend([Token::Number(*side), key, Token::Node(expression)]);
                }
                for (_, class) in named(&self.unnamed, name) {
                    self.shapes.class(*class, &mut tokens);
                    for member in &self.symbols.members[self.symbols.classes[class.index()].members.range()] {
                        tokens.push(self.shapes.text(member.name));
                        self.shapes.member(member, &mut tokens);
                    }
                }
            }
            Visible::Extension => self.extension(name, &mut tokens),
            Visible::Lent => self.lent(&mut tokens),
            Visible::Types => tokens.extend(self.record.types.iter().map(|row| self.shapes.text(row.key))),
            Visible::Unstarred | Visible::Keys => {}
        }
        self.put(key, &tokens);
    }

    fn export(&mut self, name: StringId, tokens: &mut Vec<Token<'r>>) {
        for (_, row) in named(&self.exports, name) {
            let export = &self.symbols.exports[*row];
            match export.target {
                ExportTarget::Local(name) => {
                    self.shapes.ask((Visible::Declaration, StringId::EMPTY, name));
                    tokens.extend([Token::Number(0), self.shapes.text(name)]);
                }
                ExportTarget::From { specifier, imported } => {
                    tokens.push(Token::Number(1));
                    self.shapes.specifier(specifier, tokens);
                    tokens.push(self.shapes.text(imported));
                }
                ExportTarget::Expression(expr) => tokens.extend([Token::Number(2), Token::Node(Node::Value(expr))]),
            }
            match export.package {
                Some(package) => self.shapes.package(package, tokens),
                None => tokens.push(Token::Number(3)),
            }
        }
    }

    /// A type's own declarations; its members are visible names too.
    fn ty(&mut self, key: StringId, tokens: &mut Vec<Token<'r>>) {
        let Some(row) = self.shapes.index.type_of_key(key) else { return };
        let ty = &self.record.types[row.index()];
        tokens.extend([Token::Number(ty.kind as u32), self.shapes.text(ty.name)]);
        let mut lists = Vec::new();
        for class in self.shapes.declarations[row.index()].clone() {
            self.shapes.class(class, tokens);
            lists.push(self.symbols.classes[class.index()].members.range());
        }
        self.ask_for_members((Visible::Member, key), lists);
    }

    fn extension(&mut self, name: StringId, tokens: &mut Vec<Token<'r>>) {
        let mut lists = Vec::new();
        for (_, row) in named(&self.extensions, name) {
            let extension = &self.symbols.extensions[*row];
            tokens.push(Token::Node(Node::Value(extension.of)));
            self.shapes.list(extension.supertypes, Node::Supertype, tokens);
            lists.push(extension.members.range());
        }
        self.ask_for_members((Visible::ExtensionMember, name), lists);
    }

    fn ask_for_members(&mut self, owner: (Visible, StringId), lists: Vec<Range<usize>>) {
        let symbols = self.symbols;
        let members = (0..)
            .zip(lists)
            .flat_map(|(place, list)| list.map(move |row| (symbols.members[row].name, (place, row as u32))));
        let members = sorted(members);
        for (name, _) in &members {
            self.shapes.ask((owner.0, owner.1, *name));
        }
        self.members.insert(owner, members);
    }

    fn member(&mut self, owner: (Visible, StringId), name: StringId, tokens: &mut Vec<Token<'r>>) {
        let members = self.members.get(&owner).map_or(&[][..], |members| named(members, name));
        for (_, (place, row)) in members {
            tokens.push(Token::Number(*place));
            self.shapes.member(&self.symbols.members[*row as usize], tokens);
        }
    }

    fn lent(&mut self, tokens: &mut Vec<Token<'r>>) {
        for lent in &self.symbols.lent {
            match *lent {
                Lent::Name(name) => {
                    self.ask(Visible::Declaration, name);
                    tokens.extend([Token::Number(0), self.shapes.text(name)]);
                }
                Lent::Wildcard(source) => {
                    tokens.push(Token::Number(1));
                    self.shapes.wildcard(source, tokens);
                }
            }
        }
    }
}

fn sorted<Row: Ord>(rows: impl Iterator<Item = (StringId, Row)>) -> ByName<Row> {
    let mut sorted: Vec<_> = rows.collect();
    sorted.sort_unstable();
    sorted
}

/// The name that a supertype is written with, without its arguments; `''` if it is none.
fn name_of_type(symbols: &Symbols, mut expr: ExprId) -> StringId {
    loop {
        expr = match symbols.expr(expr) {
            Expr::Generic { base, .. } if base < expr => base,
            Expr::Name { name, .. }
            | Expr::TypeName { name, .. }
            | Expr::Member { name, .. }
            | Expr::TypeMember { name, .. } => return name,
            Expr::Class(class) => return symbols.classes[class.index()].name,
            _ => return StringId::EMPTY,
        }
    }
}

/// The rows of this name.
fn named<Row>(rows: &[(StringId, Row)], name: StringId) -> &[(StringId, Row)] {
    let behind = &rows[rows.partition_point(|(other, _)| *other < name)..];
    &behind[..behind.partition_point(|(other, _)| *other == name)]
}
