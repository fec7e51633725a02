//! What linking reads of a [`FileRecord`], as one self-contained run of bytes: symbols, specifiers, callees, supertypes, the
//! [`Surface`].
//!
//! In: a record. Out: a container of its own, in the order of [`section`], and back. JavaScript never reads it, and linking
//! never the record's other container ([`encode`](super::encode)), so that neither pays for what only the other needs.
//! Bytes may come from elsewhere: every index is checked, and what linking takes for granted of a record's shape, so that
//! whatever decodes can be linked, in time that grows with its size.

use super::FileRecord;
use super::rows::{LINKED, Lengths, Row, write_table};
use super::sections::{DecodeError, SectionWriter, Sections};
use super::surface::{Surface, VisibleName};
use super::symbols::{Binding, Class, Expr, ExprId, Member, Object, Scope, Signature, Symbols};
use super::{FunctionRow, StringId, Strings, SupertypeRow, TypeRow};
use crate::languages::LanguageId;
use std::borrow::Cow;
use std::marker::PhantomData;

/// The first four bytes of what linking reads.
pub const MAGIC: [u8; 4] = *b"CKGS";

/// Flag: a default build leaves the file out.
pub(super) const IS_LEFT_OUT: u32 = 1;

/// More types with arguments than are the base of each other in a row (`A<B><C>`): no language has any.
const MAX_GENERIC_BASES: u32 = 64;

/// The sections.
pub mod section {
    crate::record::rows::sections! {
        /// Text: the language's name.
        LANGUAGE
        /// Rows: where each string ends, in UTF-16 units.
        STRING_ENDS
        /// Text: all strings.
        STRINGS
        /// One row of one string: the name of the file as a module.
        MODULE_NAME
        /// Rows of one string.
        IMPORTS
        /// Rows of one string.
        LISTS
        /// Rows of [`FunctionRow`](crate::record::FunctionRow).
        FUNCTIONS
        /// Rows of [`TypeRow`](crate::record::TypeRow).
        TYPES
        /// Rows of [`SupertypeRow`](crate::record::SupertypeRow).
        SUPERTYPES
        /// Rows of [`CallRow`](crate::record::CallRow).
        CALLS
        /// Rows of [`ReferenceRow`](crate::record::ReferenceRow).
        REFERENCES
        /// Rows of [`Scope`](crate::record::symbols::Scope).
        SCOPES
        /// Rows of [`Binding`](crate::record::symbols::Binding).
        BINDINGS
        /// Rows of [`Signature`](crate::record::symbols::Signature).
        SIGNATURES
        /// Rows of [`Class`](crate::record::symbols::Class).
        CLASSES
        /// Rows of [`Object`](crate::record::symbols::Object).
        OBJECTS
        /// Rows of [`Member`](crate::record::symbols::Member).
        MEMBERS
        /// Rows of [`Expr`](crate::record::symbols::Expr).
        EXPRS
        /// Rows of one expression.
        EXPR_LISTS
        /// Rows of one string.
        NAME_LISTS
        /// Rows of [`Export`](crate::record::symbols::Export).
        EXPORTS
        /// Rows of one string.
        UNSTARRED
        /// Rows of [`Extension`](crate::record::symbols::Extension).
        EXTENSIONS
        /// Rows of [`Wildcard`](crate::record::symbols::Wildcard).
        WILDCARDS
        /// Rows of [`Lent`](crate::record::symbols::Lent).
        LENT
        /// Rows of [`Twin`](crate::record::twins::Twin).
        TWINS
        /// Rows of [`VisibleName`](crate::record::surface::VisibleName).
        SURFACE
    }
}

/// Appends what linking reads of the record to `out`, with what other files can see of it, aligned to four bytes.
pub fn encode_linked(record: &FileRecord, surface: &Surface, out: &mut Vec<u8>) {
    let flags = if record.symbols.is_left_out { IS_LEFT_OUT } else { 0 };
    let mut writer = SectionWriter::new(out, MAGIC, flags, section::COUNT);
    writer.text(record.language.name());
    writer.strings(&record.strings);
    put_tables(record, &mut writer);
    write_table::<LINKED, _>(&mut writer, surface.names());
    writer.finish();
}

/// Where the tables that linking reads are put, in the order of their sections.
pub(super) trait TableSink {
    fn put<R: Row>(&mut self, section: usize, table: &[R]);
}

impl TableSink for SectionWriter<'_> {
    fn put<R: Row>(&mut self, _: usize, table: &[R]) {
        write_table::<LINKED, _>(self, table);
    }
}

/// Puts all tables but that of the surface.
pub(super) fn put_tables(record: &FileRecord, sink: &mut impl TableSink) {
    let symbols = &record.symbols;
    sink.put(section::MODULE_NAME, &[symbols.module_name]);
    sink.put(section::IMPORTS, &record.imports);
    sink.put(section::LISTS, &record.lists);
    sink.put(section::FUNCTIONS, &record.functions);
    sink.put(section::TYPES, &record.types);
    sink.put(section::SUPERTYPES, &record.supertypes);
    sink.put(section::CALLS, &record.calls);
    sink.put(section::REFERENCES, &record.references);
    sink.put(section::SCOPES, &symbols.scopes);
    sink.put(section::BINDINGS, &symbols.bindings);
    sink.put(section::SIGNATURES, &symbols.signatures);
    sink.put(section::CLASSES, &symbols.classes);
    sink.put(section::OBJECTS, &symbols.objects);
    sink.put(section::MEMBERS, &symbols.members);
    sink.put(section::EXPRS, &symbols.exprs);
    sink.put(section::EXPR_LISTS, &symbols.expr_lists);
    sink.put(section::NAME_LISTS, &symbols.name_lists);
    sink.put(section::EXPORTS, &symbols.exports);
    sink.put(section::UNSTARRED, &symbols.unstarred);
    sink.put(section::EXTENSIONS, &symbols.extensions);
    sink.put(section::WILDCARDS, &symbols.wildcards);
    sink.put(section::LENT, &symbols.lent);
    sink.put(section::TWINS, &symbols.twins);
}

/// Decodes what linking reads of a record, and what other files can see of it. What linking does not read is empty: places,
/// ids, texts for JavaScript.
///
/// # Errors
/// If the bytes are none that [`encode_linked`] writes, or of another format version.
pub fn decode_linked(bytes: &[u8]) -> Result<(FileRecord, Surface), DecodeError> {
    let sections = Sections::new(bytes, MAGIC, section::COUNT, "symbols")?;
    let language = sections.text(section::LANGUAGE)?;
    let strings = sections.strings(section::STRING_ENDS)?;
    let names = RowWords::<VisibleName>::of(sections.words(section::SURFACE)?)?;
    let names = names.read(&Lengths { strings: strings.len(), ..Lengths::default() })?;
    let surface = Surface::checked(names, &strings).ok_or(DecodeError::Corrupt("order of visible names"))?;
    let is_left_out = sections.flags & IS_LEFT_OUT != 0;
    Ok((take_tables(&language, strings, is_left_out, &mut { sections })?, surface))
}

/// Where the tables that linking reads are taken from, in the order of their sections.
pub(super) trait TableSource<'a> {
    fn take<R: Row>(&mut self, section: usize) -> Result<Cow<'a, [[u8; 4]]>, DecodeError>;
}

impl<'a> TableSource<'a> for Sections<'a> {
    fn take<R: Row>(&mut self, section: usize) -> Result<Cow<'a, [[u8; 4]]>, DecodeError> {
        self.words(section).map(Cow::Borrowed)
    }
}

/// The words of a table whose rows are still to be checked.
struct RowWords<'a, R> {
    words: Cow<'a, [[u8; 4]]>,
    rows: PhantomData<R>,
}

impl<'a, R: Row> RowWords<'a, R> {
    const WIDTH: usize = R::WIDTHS[LINKED as usize];

    fn of(words: impl Into<Cow<'a, [[u8; 4]]>>) -> Result<Self, DecodeError> {
        let words = words.into();
        let is_whole = words.len().is_multiple_of(Self::WIDTH);
        if is_whole { Ok(Self { words, rows: PhantomData }) } else { Err(DecodeError::Corrupt("row section")) }
    }

    fn len(&self) -> usize {
        self.words.len() / Self::WIDTH
    }

    fn read(&self, lengths: &Lengths) -> Result<Vec<R>, DecodeError> {
        self.words.chunks_exact(Self::WIDTH).map(|row| R::take::<LINKED>(&mut row.iter(), lengths)).collect()
    }
}

/// The record of these tables, if linking can take for granted of it what it does.
pub(super) fn take_tables<'a, Source: TableSource<'a>>(
    language: &str,
    strings: Strings,
    is_left_out: bool,
    source: &mut Source,
) -> Result<FileRecord, DecodeError> {
    fn take<'a, R: Row>(source: &mut impl TableSource<'a>, section: usize) -> Result<RowWords<'a, R>, DecodeError> {
        RowWords::of(source.take::<R>(section)?)
    }
    let language = LanguageId::named(language).ok_or(DecodeError::Corrupt("language"))?;
    let module_name = take::<StringId>(source, section::MODULE_NAME)?;
    let imports = take(source, section::IMPORTS)?;
    let lists = take::<StringId>(source, section::LISTS)?;
    let functions = take::<FunctionRow>(source, section::FUNCTIONS)?;
    let types = take::<TypeRow>(source, section::TYPES)?;
    let supertypes = take::<SupertypeRow>(source, section::SUPERTYPES)?;
    let calls = take(source, section::CALLS)?;
    let references = take(source, section::REFERENCES)?;
    let scopes = take::<Scope>(source, section::SCOPES)?;
    let bindings = take::<Binding>(source, section::BINDINGS)?;
    let signatures = take::<Signature>(source, section::SIGNATURES)?;
    let classes = take::<Class>(source, section::CLASSES)?;
    let objects = take::<Object>(source, section::OBJECTS)?;
    let members = take::<Member>(source, section::MEMBERS)?;
    let exprs = take::<Expr>(source, section::EXPRS)?;
    let expr_lists = take::<ExprId>(source, section::EXPR_LISTS)?;
    let name_lists = take::<StringId>(source, section::NAME_LISTS)?;
    let exports = take(source, section::EXPORTS)?;
    let unstarred = take(source, section::UNSTARRED)?;
    let extensions = take(source, section::EXTENSIONS)?;
    let wildcards = take(source, section::WILDCARDS)?;
    let lent = take(source, section::LENT)?;
    let twins = take(source, section::TWINS)?;
    let lengths = Lengths {
        strings: strings.len(),
        functions: functions.len(),
        types: types.len(),
        lists: lists.len(),
        supertypes: supertypes.len(),
        scopes: scopes.len(),
        signatures: signatures.len(),
        classes: classes.len(),
        objects: objects.len(),
        members: members.len(),
        exprs: exprs.len(),
        expr_lists: expr_lists.len(),
        name_lists: name_lists.len(),
        ..Lengths::default()
    };
    let module_name = module_name.read(&lengths)?;
    let [module_name] = module_name[..] else { return Err(DecodeError::Corrupt("module name")) };
    let symbols = Symbols {
        scopes: scopes.read(&lengths)?,
        bindings: bindings.read(&lengths)?,
        signatures: signatures.read(&lengths)?,
        classes: classes.read(&lengths)?,
        objects: objects.read(&lengths)?,
        members: members.read(&lengths)?,
        exprs: exprs.read(&lengths)?,
        expr_lists: expr_lists.read(&lengths)?,
        name_lists: name_lists.read(&lengths)?,
        exports: exports.read(&lengths)?,
        unstarred: unstarred.read(&lengths)?,
        extensions: extensions.read(&lengths)?,
        wildcards: wildcards.read(&lengths)?,
        lent: lent.read(&lengths)?,
        twins: twins.read(&lengths)?,
        module_name,
        is_left_out,
    };
    check_shape(&symbols)?;
    Ok(FileRecord {
        imports: imports.read(&lengths)?,
        lists: lists.read(&lengths)?,
        functions: functions.read(&lengths)?,
        types: types.read(&lengths)?,
        supertypes: supertypes.read(&lengths)?,
        calls: calls.read(&lengths)?,
        references: references.read(&lengths)?,
        strings,
        symbols,
        ..FileRecord::new(language)
    })
}

/// What linking takes for granted: it goes from a scope to the one around it, from an expression to its parts and from a
/// class to the one around it until there is none, and looks names up by halves.
fn check_shape(symbols: &Symbols) -> Result<(), DecodeError> {
    let law = |holds: bool, what: &'static str| if holds { Ok(()) } else { Err(DecodeError::Corrupt(what)) };
    law(symbols.scopes.first().is_some_and(|file| file.parent == Symbols::FILE_SCOPE), "scope of the file")?;
    let inner = (1..).zip(symbols.scopes.iter().skip(1));
    law(inner.into_iter().all(|(scope, row)| row.parent.index() < scope), "scope inside a later one")?;
    law(symbols.exprs.first() == Some(&Expr::Unknown), "unknown expression")?;
    law(
        ExprId::enumerate(&symbols.exprs).all(|(id, expr)| parts(*expr).iter().flatten().all(|part| *part < id)),
        "part of an earlier expression",
    )?;
    law(are_bases_few(symbols), "types with arguments of each other")?;
    law(are_classes_in_others(symbols), "classes inside each other")?;
    law(symbols.has_twins(), "twins of no rows")?;
    law(symbols.unstarred.is_sorted(), "order of names that are not starred")
}

/// The expressions that one is made of, but those in lists.
const fn parts(expr: Expr) -> [Option<ExprId>; 2] {
    match expr {
        Expr::Member { object: part, .. }
        | Expr::Index(part)
        | Expr::Element(part)
        | Expr::Call { callee: part, .. }
        | Expr::New { class: part, .. }
        | Expr::Await(part)
        | Expr::Array(part)
        | Expr::Cast(part)
        | Expr::ByReference(part)
        | Expr::CallbackParam { callee: part, .. }
        | Expr::Parameter { of: part, .. }
        | Expr::TypeMember { object: part, .. }
        | Expr::Generic { base: part, .. }
        | Expr::ArrayType(part)
        | Expr::TypeOf(part)
        | Expr::Wrapped { call: part, .. }
        | Expr::IndexedType { object: part, .. }
        | Expr::Parameterized { body: part, .. }
        | Expr::Mapped { template: part, .. }
        | Expr::KeyOf(part)
        | Expr::Predicate { ty: part, .. }
        | Expr::Guard { callee: part, .. } => [Some(part), None],
        Expr::Either(one, other)
        | Expr::Sum(one, other)
        | Expr::Asked { call: one, context: other, .. }
        | Expr::Lookup { object: one, index: other }
        | Expr::Narrowed { value: one, test: other, .. } => [Some(one), Some(other)],
        _ => [None, None],
    }
}

fn are_bases_few(symbols: &Symbols) -> bool {
    let mut bases = vec![0; symbols.exprs.len()];
    ExprId::enumerate(&symbols.exprs).all(|(id, expr)| {
        if let Expr::Generic { base, .. } = expr {
            bases[id.index()] = bases[base.index()] + 1;
        }
        bases[id.index()] <= MAX_GENERIC_BASES
    })
}

/// Whether each class is in one of the file's at last, or in none.
fn are_classes_in_others(symbols: &Symbols) -> bool {
    // By class, the one from which on the way out led here.
    let mut met: Vec<Option<usize>> = vec![None; symbols.classes.len()];
    (0..symbols.classes.len()).all(|start| {
        let mut class = Some(start);
        while let Some(at) = class {
            match met[at] {
                Some(other) => return other != start,
                None => met[at] = Some(start),
            }
            class = symbols.classes[at].outer.map(|outer| outer.index());
        }
        true
    })
}

#[cfg(test)]
mod tests;
