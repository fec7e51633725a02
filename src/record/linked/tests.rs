#![allow(clippy::unwrap_used)]
use super::*;
use crate::record::StringId;
use crate::record::surface::{Fingerprint, Visible, VisibleName};
use crate::record::symbols::{ClassId, ScopeId};
use crate::record::twins::{Twin, TwinTable};
use crate::record::{Run, Strings};

/// What becomes of a record with these symbols.
fn decoded(change: impl FnOnce(&mut Symbols)) -> Result<FileRecord, DecodeError> {
    let mut strings = Strings::default();
    strings.intern("a");
    let mut record = FileRecord { strings, ..FileRecord::new(LanguageId::of_path("a.ts").unwrap()) };
    record.symbols.scopes.push(Scope { parent: ScopeId::new(0) });
    change(&mut record.symbols);
    let mut bytes = Vec::new();
    encode_linked(&record, &Surface::default(), &mut bytes);
    decode_linked(&bytes).map(|(record, _)| record)
}

fn class(outer: Option<u32>) -> Class {
    let (name, none) = (StringId::EMPTY, Run::default());
    Class {
        type_row: None,
        name,
        members: none,
        extends: none,
        implements: none,
        defaults: Run::default(),
        type_params: none,
        constructor: name,
        outer: outer.map(ClassId::new),
        scope: None,
    }
}

#[test]
fn symbols_in_order_are_decoded() {
    let record = decoded(|symbols| {
        symbols.exprs.push(Expr::Index(ExprId::UNKNOWN));
        symbols.classes = vec![class(Some(1)), class(None), class(Some(0))];
        symbols.unstarred = vec![StringId(0), StringId(1)];
        symbols.is_left_out = true;
        symbols.module_name = StringId(1);
    });
    let symbols = record.unwrap().symbols;
    assert_eq!((symbols.classes.len(), symbols.module_name, symbols.is_left_out), (3, StringId(1), true));
}

#[test]
fn what_linking_would_never_end_at_is_refused() {
    let corrupt = |what| Err(DecodeError::Corrupt(what));
    assert_eq!(decoded(|symbols| symbols.scopes.clear()), corrupt("scope of the file"));
    assert_eq!(decoded(|symbols| symbols.scopes[1].parent = ScopeId::new(1)), corrupt("scope inside a later one"));
    assert_eq!(decoded(|symbols| symbols.exprs.clear()), corrupt("unknown expression"));
    let circle = |symbols: &mut Symbols| {
        symbols.exprs.push(Expr::Member { object: ExprId::new(2), name: StringId::EMPTY });
        symbols.exprs.push(Expr::Await(ExprId::new(1)));
    };
    assert_eq!(decoded(circle), corrupt("part of an earlier expression"));
    let bases = |symbols: &mut Symbols| {
        symbols.exprs.extend((0..100).map(|base| Expr::Generic { base: ExprId::new(base), args: Run::default() }));
    };
    assert_eq!(decoded(bases), corrupt("types with arguments of each other"));
    for outer in [vec![Some(0)], vec![Some(1), Some(0)], vec![None, Some(2), Some(3), Some(1)]] {
        let classes = outer.into_iter().map(class).collect();
        assert_eq!(decoded(|symbols| symbols.classes = classes), corrupt("classes inside each other"));
    }
    assert_eq!(
        decoded(|symbols| symbols.unstarred = vec![StringId(1), StringId(0)]),
        corrupt("order of names that are not starred")
    );
}

#[test]
fn what_refers_outside_its_table_is_refused() {
    assert_eq!(decoded(|symbols| symbols.expr_lists.push(ExprId::new(1))), Err(DecodeError::Corrupt("exprs")));
    assert_eq!(decoded(|symbols| symbols.module_name = StringId(2)), Err(DecodeError::Corrupt("strings")));
    assert_eq!(decoded(|symbols| symbols.classes.push(class(Some(9)))), Err(DecodeError::Corrupt("Class.outer")));
    for table in [TwinTable::Bindings, TwinTable::Members, TwinTable::Exports, TwinTable::Wildcards, TwinTable::File] {
        let twin = Twin { table, place: 0, row: 1, condition: StringId::EMPTY };
        assert_eq!(decoded(|symbols| symbols.twins.push(twin)), Err(DecodeError::Corrupt("twins of no rows")));
    }
    let beyond = Object { members: Run { start: 0, end: 1 }, spreads: Run::default() };
    assert_eq!(decoded(|symbols| symbols.objects.push(beyond)), Err(DecodeError::Corrupt("Object.members")));
}

#[test]
fn visible_names_are_decoded_in_their_order_alone() {
    let mut strings = Strings::default();
    let [one, other] = ["b", "a"].map(|name| strings.intern(name));
    let record = FileRecord { strings, ..FileRecord::new(LanguageId::of_path("a.ts").unwrap()) };
    let visible = |kind, name| VisibleName { kind, owner: StringId::EMPTY, name, fingerprint: Fingerprint([7; 16]) };
    let names = [visible(Visible::Type, other), visible(Visible::Export, one), visible(Visible::Type, one)];
    let surface = Surface::new(names.to_vec(), &record.strings);
    assert_eq!(surface.names(), [names[1], names[0], names[2]]);
    let mut bytes = Vec::new();
    encode_linked(&record, &surface, &mut bytes);
    assert_eq!(decode_linked(&bytes).map(|(_, surface)| surface), Ok(surface));
    // Rows are the last of the bytes, seven words each.
    let rows = bytes.len() - 3 * 28;
    bytes[rows..].rotate_left(28);
    assert_eq!(decode_linked(&bytes), Err(DecodeError::Corrupt("order of visible names")));
    bytes[rows..rows + 4].copy_from_slice(&12_u32.to_le_bytes());
    assert_eq!(decode_linked(&bytes), Err(DecodeError::Corrupt("VisibleName.kind")));
}
