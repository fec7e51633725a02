//! Imports: `import "fmt"`, with another name, with none (`.`), for its effects (`_`).

use super::{Field, Go, Kind};
use crate::extract::{Next, NodeRef, Outline};
use crate::record::symbols::{BindingTarget, Symbols, WildcardSource};

impl Outline<'_, '_, Go> {
    pub(super) fn enter_import(&mut self, node: NodeRef) -> Next {
        let Some(path) = self.field(node, Field::Path) else { return Next::Past };
        let text = self.text(path).trim_matches(['"', '`']);
        let specifier = self.draft.intern(text);
        let everything = self.draft.intern("*");
        let mut children = vec![(specifier, path)];
        let name = self.field(node, Field::Name);
        match name.map(|name| self.kind(name)) {
            Some(Kind::Dot) => self.push_wildcard(WildcardSource::Module(specifier)),
            Some(Kind::BlankIdentifier) => {}
            _ => {
                let local = match name {
                    Some(name) => self.intern_node(name),
                    None => self.draft.intern(assumed_name(text)),
                };
                let target = BindingTarget::Import { specifier, imported: everything };
                self.bind(Symbols::FILE_SCOPE, local, target);
            }
        }
        children.extend(name.map(|name| (self.intern_node(name), name)));
        self.draft.push_import(specifier);
        // `import "fmt"` is one with its keyword, an import of a list without.
        let statement = self.parent_of_kind(Kind::ImportDeclaration);
        self.push_import_node(specifier, statement.unwrap_or(node), &children);
        Next::Past
    }
}

/// The name a package most likely has, which only its own files say: by the rules of `goimports`, the last part of its
/// path that is no major version, without what no name can have.
fn assumed_name(path: &str) -> &str {
    let mut parts = path.rsplit('/');
    let last = parts.next().unwrap_or_default();
    let is_version = last.strip_prefix('v').is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let name = if is_version { parts.next().unwrap_or(last) } else { last };
    let name = name.strip_prefix("go-").unwrap_or(name);
    let end = name.find(|part: char| !(part.is_alphanumeric() || part == '_')).unwrap_or(name.len());
    &name[..end]
}
