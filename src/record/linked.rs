//! What linking reads of a [`FileRecord`], as one self-contained run of bytes: symbols, specifiers, callees, supertypes, the
//! [`Surface`].
//!
//! In: a record. Out: a container of its own, in the order of [`section`], and back. JavaScript never reads it, and linking
//! never the record's other container ([`encode`](super::encode)), so that neither pays for what only the other needs.
//! Bytes may come from elsewhere: every index is checked, and what linking takes for granted of a record's shape, so that
//! whatever decodes can be linked, in time that grows with its size.

use super::FileRecord;
use super::rows::{LINKED, Lengths, read_table, table_length, write_table};
use super::sections::{DecodeError, SectionWriter, Sections};
use super::surface::Surface;
use super::symbols::{Binding, Class, Expr, ExprId, Member, Object, Scope, Signature, Symbols};
use super::{FunctionRow, SupertypeRow, TypeRow};
use crate::languages::LanguageId;

/// The first four bytes of what linking reads.
pub const MAGIC: [u8; 4] = *b"CKGS";

/// Flag: a default build leaves the file out.
const IS_LEFT_OUT: u32 = 1;

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
        /// Rows of [`VisibleName`](crate::record::surface::VisibleName).
        SURFACE
    }
}

/// Appends what linking reads of the record to `out`, with what other files can see of it, aligned to four bytes.
pub fn encode_linked(record: &FileRecord, surface: &Surface, out: &mut Vec<u8>) {
    let symbols = &record.symbols;
    let flags = if symbols.is_left_out { IS_LEFT_OUT } else { 0 };
    let mut writer = SectionWriter::new(out, MAGIC, flags, section::COUNT);
    writer.text(record.language.name());
    writer.strings(&record.strings);
    write_table::<LINKED, _>(&mut writer, &[symbols.module_name]);
    write_table::<LINKED, _>(&mut writer, &record.imports);
    write_table::<LINKED, _>(&mut writer, &record.lists);
    write_table::<LINKED, _>(&mut writer, &record.functions);
    write_table::<LINKED, _>(&mut writer, &record.types);
    write_table::<LINKED, _>(&mut writer, &record.supertypes);
    write_table::<LINKED, _>(&mut writer, &record.calls);
    write_table::<LINKED, _>(&mut writer, &record.references);
    write_table::<LINKED, _>(&mut writer, &symbols.scopes);
    write_table::<LINKED, _>(&mut writer, &symbols.bindings);
    write_table::<LINKED, _>(&mut writer, &symbols.signatures);
    write_table::<LINKED, _>(&mut writer, &symbols.classes);
    write_table::<LINKED, _>(&mut writer, &symbols.objects);
    write_table::<LINKED, _>(&mut writer, &symbols.members);
    write_table::<LINKED, _>(&mut writer, &symbols.exprs);
    write_table::<LINKED, _>(&mut writer, &symbols.expr_lists);
    write_table::<LINKED, _>(&mut writer, &symbols.name_lists);
    write_table::<LINKED, _>(&mut writer, &symbols.exports);
    write_table::<LINKED, _>(&mut writer, &symbols.unstarred);
    write_table::<LINKED, _>(&mut writer, &symbols.extensions);
    write_table::<LINKED, _>(&mut writer, &symbols.wildcards);
    write_table::<LINKED, _>(&mut writer, &symbols.lent);
    write_table::<LINKED, _>(&mut writer, surface.names());
    writer.finish();
}

/// Decodes what linking reads of a record, and what other files can see of it. What linking does not read is empty: places,
/// ids, texts for JavaScript.
///
/// # Errors
/// If the bytes are none that [`encode_linked`] writes, or of another format version.
pub fn decode_linked(bytes: &[u8]) -> Result<(FileRecord, Surface), DecodeError> {
    let sections = Sections::new(bytes, MAGIC, section::COUNT, "symbols")?;
    let language = sections.text(section::LANGUAGE)?;
    let language = LanguageId::named(&language).ok_or(DecodeError::Corrupt("language"))?;
    let strings = sections.strings(section::STRING_ENDS)?;
    let lengths = Lengths {
        strings: strings.len(),
        functions: table_length::<LINKED, FunctionRow>(&sections, section::FUNCTIONS)?,
        types: table_length::<LINKED, TypeRow>(&sections, section::TYPES)?,
        lists: table_length::<LINKED, super::StringId>(&sections, section::LISTS)?,
        supertypes: table_length::<LINKED, SupertypeRow>(&sections, section::SUPERTYPES)?,
        scopes: table_length::<LINKED, Scope>(&sections, section::SCOPES)?,
        signatures: table_length::<LINKED, Signature>(&sections, section::SIGNATURES)?,
        classes: table_length::<LINKED, Class>(&sections, section::CLASSES)?,
        objects: table_length::<LINKED, Object>(&sections, section::OBJECTS)?,
        members: table_length::<LINKED, Member>(&sections, section::MEMBERS)?,
        exprs: table_length::<LINKED, Expr>(&sections, section::EXPRS)?,
        expr_lists: table_length::<LINKED, ExprId>(&sections, section::EXPR_LISTS)?,
        name_lists: table_length::<LINKED, super::StringId>(&sections, section::NAME_LISTS)?,
        ..Lengths::default()
    };
    let module_name = read_table::<LINKED, _>(&sections, section::MODULE_NAME, &lengths)?;
    let [module_name] = module_name[..] else { return Err(DecodeError::Corrupt("module name")) };
    let symbols = Symbols {
        scopes: read_table::<LINKED, _>(&sections, section::SCOPES, &lengths)?,
        bindings: read_table::<LINKED, Binding>(&sections, section::BINDINGS, &lengths)?,
        signatures: read_table::<LINKED, _>(&sections, section::SIGNATURES, &lengths)?,
        classes: read_table::<LINKED, _>(&sections, section::CLASSES, &lengths)?,
        objects: read_table::<LINKED, _>(&sections, section::OBJECTS, &lengths)?,
        members: read_table::<LINKED, _>(&sections, section::MEMBERS, &lengths)?,
        exprs: read_table::<LINKED, _>(&sections, section::EXPRS, &lengths)?,
        expr_lists: read_table::<LINKED, _>(&sections, section::EXPR_LISTS, &lengths)?,
        name_lists: read_table::<LINKED, _>(&sections, section::NAME_LISTS, &lengths)?,
        exports: read_table::<LINKED, _>(&sections, section::EXPORTS, &lengths)?,
        unstarred: read_table::<LINKED, _>(&sections, section::UNSTARRED, &lengths)?,
        extensions: read_table::<LINKED, _>(&sections, section::EXTENSIONS, &lengths)?,
        wildcards: read_table::<LINKED, _>(&sections, section::WILDCARDS, &lengths)?,
        lent: read_table::<LINKED, _>(&sections, section::LENT, &lengths)?,
        module_name,
        is_left_out: sections.flags & IS_LEFT_OUT != 0,
    };
    check_shape(&symbols)?;
    let names = read_table::<LINKED, _>(&sections, section::SURFACE, &lengths)?;
    let surface = Surface::checked(names, &strings).ok_or(DecodeError::Corrupt("order of visible names"))?;
    let record = FileRecord {
        imports: read_table::<LINKED, _>(&sections, section::IMPORTS, &lengths)?,
        lists: read_table::<LINKED, _>(&sections, section::LISTS, &lengths)?,
        functions: read_table::<LINKED, _>(&sections, section::FUNCTIONS, &lengths)?,
        types: read_table::<LINKED, _>(&sections, section::TYPES, &lengths)?,
        supertypes: read_table::<LINKED, _>(&sections, section::SUPERTYPES, &lengths)?,
        calls: read_table::<LINKED, _>(&sections, section::CALLS, &lengths)?,
        references: read_table::<LINKED, _>(&sections, section::REFERENCES, &lengths)?,
        strings,
        symbols,
        ..FileRecord::new(language)
    };
    Ok((record, surface))
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
