//! That a file whose surface stays the same changes no other file's links, that edits of bodies leave it the same, and that
//! visible changes change the names concerned alone.

use std::path::Path;

use crate::case::Case;
use crate::edits::file;
use crate::{LANGUAGES, cases_of, is_made};
use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::encode::encode_links;
use code_knowledge_graph::graph::{LinkedFile, link_graph, surface};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::FileRecord;
use code_knowledge_graph::record::surface::Visible::{
    self, Declaration, Export, Extension, ExtensionMember, File, Lent, Member, Subtypes, Type, Types, Unstarred,
};
use code_knowledge_graph::resolve::Resolvers;
use code_knowledge_graph::source::paths::RootText;
use code_knowledge_graph::source::text::decode;
use code_knowledge_graph::source::walk::{Walk, check_root};
use proptest::prelude::*;
use proptest::sample::Index;

/// How many lines go together.
const MOST_LINES: usize = 3;

/// One of so many edits is made in each run.
const SHARE: usize = 4;

/// A case as files, to be edited.
struct Repository {
    _folder: tempfile::TempDir,
    root: std::path::PathBuf,
    resolvers: Resolvers,
    texts: Vec<String>,
    files: Vec<LinkedFile>,
    links: Vec<Vec<u8>>,
}

/// What edits came to.
#[derive(Debug, Default)]
struct Edits {
    /// Those that left the surface as it was.
    unseen: usize,
    /// Those that did not, and changed another file's links.
    seen: usize,
    /// Those that did not, and might have.
    in_vain: usize,
}

impl Repository {
    fn at(case: &Path) -> Self {
        Self::of(&Case::parse(&std::fs::read_to_string(case).unwrap()))
    }

    fn of(case: &Case) -> Self {
        let folder = tempfile::tempdir().unwrap();
        case.write(folder.path());
        let root = check_root(folder.path().to_str().unwrap()).unwrap();
        let extensions = LanguageId::endings();
        let walk = Walk { root: &root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
        let paths = walk.files(&|| false).unwrap();
        let resolvers = Resolvers::new(&root);
        let texts: Vec<_> = paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
        let files: Vec<_> =
            paths.iter().zip(&texts).map(|(path, text)| file(&root, &resolvers, path, text.as_bytes())).collect();
        let links = linked(&files);
        Self { _folder: folder, root, resolvers, texts, files, links }
    }

    /// Puts a text in the place of a file's: where that leaves its surface as it was, no other file's links may change.
    fn edit(&self, at: usize, text: &str, edits: &mut Edits) -> Result<(), String> {
        let before = &self.files[at];
        let path = RootText::of(&self.root).absolute(&before.path);
        let after = file(&self.root, &self.resolvers, &path, text.as_bytes());
        let is_unseen = changes(&before.record, &after.record).is_empty();
        let mut files = self.files.clone();
        files[at] = after;
        let links = linked(&files);
        let others = (0..files.len()).filter(|file| *file != at);
        let changed = others.filter(|file| links[*file] != self.links[*file]).collect::<Vec<_>>();
        match (is_unseen, &changed[..]) {
            (true, []) => edits.unseen += 1,
            (false, []) => edits.in_vain += 1,
            (false, _) => edits.seen += 1,
            (true, [first, ..]) => {
                return Err(format!("{} becomes\n{text}\nand {} has other links", before.path, files[*first].path));
            }
        }
        Ok(())
    }
}

fn linked(files: &[LinkedFile]) -> Vec<Vec<u8>> {
    let encoded = link_graph(files.to_vec(), &RootText::of(Path::new("/r"))).into_iter().map(|links| {
        let mut bytes = Vec::new();
        encode_links(&links.unwrap(), &mut bytes);
        bytes
    });
    encoded.collect()
}

/// The visible names that two records do not have alike, as text: kind, owner, name.
fn changes(before: &FileRecord, after: &FileRecord) -> Vec<(Visible, String, String)> {
    let (one, other) = (surface(before, "file"), surface(after, "file"));
    let changes = one.changes(&before.strings, &other, &after.strings);
    changes.into_iter().map(|(kind, owner, name)| (kind, owner.into(), name.into())).collect()
}

fn record(name: &str, text: &str) -> FileRecord {
    let text = decode(text.as_bytes().to_vec()).unwrap();
    extract(LanguageId::of_path(name).unwrap(), name, text, &Allowance::unlimited()).unwrap()
}

/// The words of a text that may be names, by where they stand.
pub(crate) fn words(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut words: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| c.is_alphanumeric() || *c == '_') {
        match words.last_mut() {
            Some(word) if word.end == at => word.end += c.len_utf8(),
            _ => words.push(at..at + c.len_utf8()),
        }
    }
    words
}

#[test]
fn lines_that_leave_the_surface_as_it_was_change_no_other_files_links() {
    for language in LANGUAGES {
        let mut edits = Edits::default();
        for case in cases_of(language) {
            let repository = Repository::at(&case);
            for (at, text) in repository.texts.iter().enumerate() {
                let lines: Vec<&str> = text.lines().collect();
                let edits_of = |line| (0..=MOST_LINES).map(move |length| (line, length));
                let made =
                    (0..lines.len()).flat_map(edits_of).enumerate().filter(|(edit, _)| is_made(*edit, at, SHARE));
                for (_, (line, length)) in made {
                    // None of the lines: one twice.
                    let behind = lines.get(line + length..).unwrap_or_default();
                    let text = [&lines[..line + usize::from(length == 0)], behind].concat().join("\n");
                    let edited = repository.edit(at, &text, &mut edits);
                    edited.unwrap_or_else(|reason| panic!("{}: {reason}", case.display()));
                }
            }
        }
        println!("{language}: {edits:?}");
        assert!(edits.unseen > 100 / SHARE && edits.seen > 50 / SHARE, "{language}: {edits:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn words_that_leave_the_surface_as_it_was_change_no_other_files_links(
        language in 0..LANGUAGES.len(),
        case in any::<Index>(),
        edits in proptest::collection::vec(any::<(Index, Index, Index, Index)>(), 1..12),
    ) {
        let cases = cases_of(LANGUAGES[language]);
        let case = case.get(&cases);
        let repository = Repository::at(case);
        for (at, word, other, from) in edits {
            let at = at.index(repository.texts.len());
            let (text, from) = (&repository.texts[at], from.get(&repository.texts));
            let (own, others) = (words(text), words(from));
            if own.is_empty() || others.is_empty() {
                continue;
            }
            let (word, other) = (word.get(&own).clone(), other.get(&others).clone());
            let text = [&text[..word.start], &from[other], &text[word.end..]].concat();
            let edited = repository.edit(at, &text, &mut Edits::default());
            prop_assert!(edited.is_ok(), "{}: {}", case.display(), edited.unwrap_err());
        }
    }
}

/// A visible name: its kind, what it is a member of, the name.
type Name = (Visible, &'static str, &'static str);

/// A source with edits, each what is replaced by what.
struct Source {
    name: &'static str,
    text: &'static str,
    /// Edits that nobody outside sees.
    bodies: &'static [(&'static str, &'static str)],
    /// Edits with the names that others see changed.
    visible: &'static [(&'static str, &'static str, &'static [Name])],
}

const SOURCES: [Source; 9] = [
    Source {
        name: "shop.ts",
        text: "\
import { Base, Log } from './base';
export * from './all';
const rate = 2;
const log = new Log();
function helper() { return log; }
export class Cart extends Base {
  items: string[] = [];
  total(factor: number): number { const sum = this.count(factor); return sum; }
  made() { const made = new Cart(); return made; }
  private count(factor: number): number { return factor * rate; }
}
class Hidden extends Base { run() {} }
export function open(name: string) { const cart = new Cart(); return cart; }
export function loud() { return helper(); }
export default open;
",
        bodies: &[
            ("const sum = this.count(factor); return sum;", "const all = this.count(factor); return all;"),
            ("return factor * rate;", "log.write(factor); return factor * rate;"),
            ("const made = new Cart(); return made;", "const fresh = new Cart(); /* new */ return fresh;"),
            ("return cart; }", "cart.total(3); class Inner {} return cart; }"),
            ("import {", "\n\n// Moved.\nimport {"),
            ("const rate = 2;", "const price = 3;\nconst rate = 2;"),
        ],
        visible: &[
            (
                "function open(",
                "function begin(",
                &[(Export, "", "begin"), (Export, "", "open"), (Declaration, "", "begin"), (Declaration, "", "open")],
            ),
            ("total(factor: number): number", "total(factor: number): Log", &[(Member, "Cart", "total")]),
            ("const made = new Cart();", "const made = log;", &[(Member, "Cart", "made")]),
            ("{ run() {} }", "{}", &[(Member, "Hidden", "run")]),
            (
                "class Hidden extends Base { run() {} }\n",
                "",
                &[(Type, "", "Hidden"), (Member, "Hidden", "run"), (Subtypes, "", "Base")],
            ),
            (
                "const made = new Cart(); return made;",
                "const made = new Cart(); return log;",
                &[(Member, "Cart", "made")],
            ),
            ("  items: string[] = [];\n", "", &[(Member, "Cart", "items")]),
            ("  items:", "  more(): void {}\n  items:", &[(Member, "Cart", "more")]),
            (" extends Base", "", &[(Type, "", "Cart"), (Subtypes, "", "Base")]),
            ("return helper();", "return helper;", &[(Declaration, "", "loud")]),
            (
                "{ return log; }",
                "{ return rate; }",
                &[
                    (Declaration, "", "Log"),
                    (Declaration, "", "helper"),
                    (Declaration, "", "log"),
                    (Declaration, "", "rate"),
                ],
            ),
            ("export * from './all';", "export * from './all';\nexport * from './more';", &[(Export, "", "*")]),
            ("export default open;", "export default loud;", &[(Export, "", "default")]),
            ("from './base'", "from './other'", &[(Declaration, "", "Base"), (Declaration, "", "Log")]),
        ],
    },
    Source {
        name: "shop.js",
        text: "\
const { Log } = require('./log');
class Cart { total() { const log = new Log(); return log; } }
function open() { return new Cart(); }
module.exports = { open, Cart };
",
        bodies: &[
            ("const log = new Log(); return log;", "const it = new Log(); it.write(); return it;"),
            ("class Cart", "\n// Moved.\nclass Cart"),
        ],
        visible: &[
            ("return log;", "return 1;", &[(Declaration, "", "Log"), (Member, "Cart", "total")]),
            ("{ open, Cart }", "{ open, Cart, Log }", &[(Export, "", "export=")]),
        ],
    },
    Source {
        name: "shop.py",
        text: "\
from base import Base
from tools import *
class Cart(Base):
    def total(self, factor):
        made = Cart()
        return made
    def count(self):
        return 1
def _hidden():
    return Cart()
def open():
    cart = Cart()
    return cart
",
        bodies: &[
            (
                "        made = Cart()\n        return made\n",
                "        # New.\n        cart = Cart()\n        cart.count()\n        return cart\n",
            ),
            ("class Cart", "\n\nclass Cart"),
        ],
        visible: &[
            (
                "def open",
                "def begin",
                &[(Export, "", "begin"), (Export, "", "open"), (Declaration, "", "begin"), (Declaration, "", "open")],
            ),
            ("class Cart(Base)", "class Cart", &[(Type, "", "Cart"), (Subtypes, "", "Base")]),
            ("    def count(self):\n        return 1\n", "", &[(Member, "Cart", "count")]),
            ("    cart = Cart()\n    return cart", "    cart = Base()\n    return cart", &[(Declaration, "", "open")]),
            (
                "def _hidden",
                "def hidden",
                &[
                    (Export, "", "_hidden"),
                    (Export, "", "hidden"),
                    (Unstarred, "", "_hidden"),
                    (Declaration, "", "_hidden"),
                    (Declaration, "", "hidden"),
                ],
            ),
        ],
    },
    Source {
        name: "Cart.java",
        text: "\
package shop;
import base.Base;
public class Cart extends Base {
  private Log log;
  public int total(int factor) { int sum = factor; return sum; }
  public Cart copy() { return new Cart(); }
}
",
        bodies: &[
            ("int sum = factor; return sum;", "int all = factor; log.write(all); /* All. */ return all;"),
            ("return new Cart();", "Cart cart = new Cart(); return cart;"),
            ("import base", "\n\nimport base"),
        ],
        visible: &[
            ("int total(int factor)", "long total(int factor)", &[(Member, "Cart", "total")]),
            ("total(int factor)", "total(String factor)", &[(Member, "Cart", "total")]),
            ("extends Base", "implements Base", &[(Type, "", "Cart"), (Subtypes, "", "Base")]),
            ("package shop;", "package store;", &[(Export, "", "Cart"), (Member, "Cart", "log")]),
            ("  private Log log;\n", "", &[(Member, "Cart", "log")]),
        ],
    },
    Source {
        name: "cart.go",
        text: "\
package shop

type Cart struct {
\tlog Log
}

func (c *Cart) Total(factor int) int { sum := factor; return sum }

func Open() *Cart { cart := &Cart{}; return cart }
",
        bodies: &[
            ("sum := factor; return sum", "all := factor; c.log.Write(all); return all"),
            ("cart := &Cart{}; return cart", "/* New. */ return &Cart{}"),
            ("package shop\n", "package shop\n\n// Moved.\n"),
        ],
        visible: &[
            ("Total(factor int) int", "Total(factor int) Log", &[(ExtensionMember, "Cart", "Total")]),
            ("Total(", "Sum(", &[(ExtensionMember, "Cart", "Sum"), (ExtensionMember, "Cart", "Total")]),
            (
                "\tlog Log\n",
                "\tLog\n",
                &[(Type, "", "Cart"), (Member, "Cart", "Log"), (Member, "Cart", "log"), (Subtypes, "", "Log")],
            ),
            ("func Open() *Cart", "func Open() Log", &[(Export, "", "Open")]),
            (
                "func Open",
                "type Log struct{}\n\nfunc Open",
                &[
                    (Export, "", "Log"),
                    (Declaration, "", "Log"),
                    (Type, "", "Log"),
                    (Member, "Cart", "log"),
                    (Types, "", ""),
                ],
            ),
            (
                "(c *Cart)",
                "(c *Log)",
                &[
                    (Extension, "", "Cart"),
                    (Extension, "", "Log"),
                    (ExtensionMember, "Cart", "Total"),
                    (ExtensionMember, "Log", "Total"),
                ],
            ),
        ],
    },
    Source {
        name: "cart.rb",
        text: "\
module Shop
  class Cart < Base
    def total(factor)
      made = Cart.new
      made
    end
    def count
      1
    end
  end
end
",
        bodies: &[
            (
                "      made = Cart.new\n      made\n",
                "      # New.\n      cart = Cart.new\n      cart.count\n      cart\n",
            ),
            ("module Shop", "\n\nmodule Shop"),
        ],
        visible: &[
            ("    def count\n      1\n    end\n", "", &[(Member, "Shop::Cart", "count")]),
            ("def count", "def amount", &[(Member, "Shop::Cart", "amount"), (Member, "Shop::Cart", "count")]),
            (" < Base", "", &[(Type, "", "Shop::Cart"), (Subtypes, "", "Base")]),
        ],
    },
    Source {
        name: "Cart.php",
        text: "\
<?php
namespace Shop;
use Base\\Log;
class Cart extends Base {
    private Log $log;
    public function total(int $factor): int { $sum = $factor; return $sum; }
    public function copy() { $made = new Cart(); return $made; }
}
function open(): Cart { return new Cart(); }
",
        bodies: &[
            ("$sum = $factor; return $sum;", "$all = $factor; $this->log->write($all); return $all;"),
            ("$made = new Cart(); return $made;", "$it = new Cart(); /* New. */ return $it;"),
            ("namespace Shop;", "\n\nnamespace Shop;"),
        ],
        visible: &[
            ("(int $factor): int", "(int $factor): Log", &[(Member, "Cart", "total")]),
            ("return $made;", "return $this->log;", &[(Member, "Cart", "copy")]),
            (
                "namespace Shop;",
                "namespace Store;",
                &[
                    (Export, "", "Cart"),
                    (Export, "", "open"),
                    (Type, "", "Cart"),
                    // It may return what the method does that it takes the place of.
                    (Member, "Cart", "copy"),
                    (Subtypes, "", "Base"),
                ],
            ),
            (" extends Base", "", &[(Type, "", "Cart"), (Member, "Cart", "copy"), (Subtypes, "", "Base")]),
            ("    private Log $log;\n", "", &[(Declaration, "", "Log"), (Member, "Cart", "$log")]),
        ],
    },
    Source {
        name: "Cart.cs",
        text: "\
global using Base.Tools;
namespace Shop;
public class Cart : Base {
  private Log log;
  public int Total(int factor) { var sum = factor; return sum; }
  public Cart Copy() { return new Cart(); }
}
public static class Extensions {
  public static int Count(this Cart cart) { return 1; }
}
",
        bodies: &[
            ("var sum = factor; return sum;", "var all = factor; log.Write(all); /* All. */ return all;"),
            ("return new Cart();", "var it = new Cart(); return it;"),
            ("namespace Shop;", "\n\nnamespace Shop;"),
        ],
        visible: &[
            ("int Total(int factor)", "int Total(string factor)", &[(Member, "Cart", "Total")]),
            ("  private Log log;\n", "", &[(Member, "Cart", "log")]),
            ("public int Total", "public virtual int Total", &[(Member, "Cart", "Total")]),
            (" : Base", "", &[(Type, "", "Cart"), (Subtypes, "", "Base")]),
            (
                "global using Base.Tools;",
                "global using Base.More;",
                &[(Type, "", "Cart"), (Member, "Cart", "log"), (Subtypes, "", "Base"), (Lent, "", "")],
            ),
            ("public class Cart :", "public partial class Cart :", &[]),
        ],
    },
    Source {
        name: "cart.rs",
        text: "\
use crate::base::Base;
pub struct Cart { log: Log }
impl Cart {
    pub fn total(&self, factor: u32) -> u32 { let sum = factor; sum }
}
impl Base for Cart {
    fn name(&self) -> String { String::new() }
}
pub fn open() -> Cart { Cart { log: Log } }
",
        bodies: &[
            ("let sum = factor; sum", "let all = factor; self.log.write(all); all"),
            ("String::new()", "let name = String::new(); name"),
            ("pub struct", "\n\n// Moved.\npub struct"),
        ],
        visible: &[
            ("factor: u32) -> u32", "factor: u32) -> Log", &[(ExtensionMember, "Cart", "total")]),
            ("pub fn open() -> Cart", "pub fn open() -> Log", &[(Declaration, "", "open")]),
            (
                "impl Base for Cart",
                "impl Other for Cart",
                &[
                    (Declaration, "", "Base"),
                    (Subtypes, "", "Base"),
                    (Subtypes, "", "Other"),
                    (Extension, "", "Cart"),
                    (ExtensionMember, "Cart", "name"),
                ],
            ),
            ("fn name(", "fn title(", &[(ExtensionMember, "Cart", "name"), (ExtensionMember, "Cart", "title")]),
        ],
    },
];

#[test]
fn modules_within_a_file_are_seen_by_whoever_is_led_through_them() {
    let manifest = "//- /Cargo.toml\n[package]\nname = \"kit\"\nversion = \"0.1.0\"\n\n";
    let user = "//- /src/main.rs\nuse kit::call;\nuse kit::more::call as other;\nfn main() { call(); other(); }\n";
    let kits = [
        "mod inner { pub fn call() {} }\npub use self::inner::call;\n",
        "mod inner { pub fn call() {} }\npub use crate::inner::call;\n",
        "mod inner { pub mod deep { pub fn call() {} } }\npub use self::inner::deep::*;\n",
        "mod inner { mod deep { pub fn call() {} }\n    pub use self::deep::call;\n}\npub use crate::inner::call;\n",
        "pub mod inner { pub fn call() {}\n    pub use super::inner as again;\n}\npub use inner::again as more;\n",
    ];
    for kit in kits {
        let text = format!("Title.\n\n{manifest}//- /src/lib.rs\n{kit}\n{user}");
        let repository = Repository::of(&Case::parse(&text));
        let at = repository.texts.iter().position(|text| text.contains("inner")).unwrap();
        let (own, mut edits) = (words(kit), Edits::default());
        let others: Vec<&str> = own.iter().map(|word| &kit[word.clone()]).chain(["self", "super", "crate"]).collect();
        for (word, other) in own.iter().flat_map(|word| others.iter().map(move |other| (word, other))) {
            let text = [&kit[..word.start], other, &kit[word.end..]].concat();
            repository.edit(at, &text, &mut edits).unwrap_or_else(|reason| panic!("{kit}: {reason}"));
        }
        assert!(edits.seen > 0, "{kit}");
    }
}

#[test]
fn edits_of_bodies_and_moves_leave_the_surface_as_it_was() {
    for Source { name, text, bodies, .. } in &SOURCES {
        for (from, to) in *bodies {
            assert!(text.contains(from), "{name}: {from}");
            let after = record(name, &text.replacen(from, to, 1));
            assert_eq!(changes(&record(name, text), &after), [], "{name}: {from} becomes {to}");
        }
    }
}

#[test]
fn visible_edits_change_the_names_concerned_alone() {
    let mut wrong = Vec::new();
    for Source { name, text, visible, .. } in &SOURCES {
        for (from, to, names) in *visible {
            assert!(text.contains(from), "{name}: {from}");
            let after = record(name, &text.replacen(from, to, 1));
            let changed = changes(&record(name, text), &after);
            let mut names: Vec<_> =
                names.iter().map(|(kind, owner, name)| (*kind, (*owner).into(), (*name).into())).collect();
            names.sort();
            if changed != names {
                wrong.push(format!("{name}: {from} becomes {to}:\n  {names:?}\n  {changed:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn subtypes_are_seen_in_their_order() {
    let [one, other] = ["class A extends Base {}\n", "class B extends Base {}\n"];
    let (before, after) = (record("a.ts", &[one, other].concat()), record("a.ts", &[other, one].concat()));
    assert_eq!(changes(&before, &after), [(Subtypes, String::new(), "Base".into())]);
}

#[test]
fn keys_count_where_another_files_path_may_go_on_like_one() {
    let before = record("a.ts", "const o = { 'x.ts': { f() {} } };\n");
    let after = record("a.ts", "const o = { 'x.ts': { g() {} } };\n");
    assert_eq!(changes(&before, &after), [(Visible::Keys, String::new(), String::new())]);
    let (before, after) = (record("a.ts", "function f() {}\n"), record("a.ts", "function g() {}\n"));
    assert_eq!(changes(&before, &after), []);
    let long = |record: &FileRecord| surface(record, "a.ts::o::x.ts").names().len();
    assert_eq!(long(&before), 2);
}

#[test]
fn a_file_is_seen_by_its_language() {
    let (one, other) = (record("a.ts", ""), record("a.js", ""));
    assert_eq!(changes(&one, &other), [(File, String::new(), String::new())]);
}
