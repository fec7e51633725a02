//! Associations between records: `belongs_to :customer`, `has_many :orders, class_name: 'Purchase'`.
//!
//! In: what such a call is passed. Out: a method of the type around it that gives an object of the other class, or several.

use super::Ruby;
use crate::extract::{NodeRef, Outline};
use crate::record::symbols::Expr;

/// Records of a class, as the language's table has them.
const RECORDS: &str = "ActiveRecord::Relation";

impl Outline<'_, '_, Ruby> {
    /// An association with one record of another class, or with many.
    pub(super) fn push_association(&mut self, arguments: &[NodeRef], is_many: bool) {
        let Some(name) = arguments.first().and_then(|first| self.symbol(*first)) else { return };
        let class = match self.class_option(arguments) {
            Some(written) => written,
            None if is_many => class_name(&singular(self.draft.string(name))),
            None => class_name(self.draft.string(name)),
        };
        let class = self.draft.intern(&class);
        let class = self.name_shape(class, false);
        let class = self.expr(class);
        let mut value = self.expr(Expr::instance(class));
        if is_many {
            let records = self.draft.intern(RECORDS);
            let base = self.type_name(records);
            let args = self.expr_list(&[value]);
            let records = self.expr(Expr::Generic { base, args });
            value = self.expr(Expr::Cast(records));
        }
        self.push_reader(name, value, false);
    }

    /// `class_name: 'Shop::Order'`
    fn class_option(&mut self, arguments: &[NodeRef]) -> Option<String> {
        let value = self.option(arguments, "class_name")?;
        let written = self.symbol(value)?;
        Some(self.draft.string(written).trim_start_matches("::").to_owned())
    }
}

/// The class that a name in small letters is for: `line_item` is `LineItem`.
fn class_name(name: &str) -> String {
    let words = name.split('_').filter_map(|word| {
        let first = word.chars().next()?;
        Some(first.to_uppercase().chain(word.chars().skip(1)).collect::<String>())
    });
    words.collect()
}

/// One of what an English word in the plural says, where a rule tells: `entries` is `entry`.
fn singular(name: &str) -> String {
    if let Some(stem) = name.strip_suffix("ies") {
        return format!("{stem}y");
    }
    let stem = name.strip_suffix("es").filter(|stem| ["s", "x", "ch", "sh"].iter().any(|end| stem.ends_with(end)));
    stem.or_else(|| name.strip_suffix('s')).unwrap_or(name).to_owned()
}
