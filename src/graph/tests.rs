//! Behaviour of linking, on small repositories written as text.
#![allow(clippy::unwrap_used, clippy::panic)]

mod imports;
mod limits;
mod plain_calls;
mod receivers;
mod settling;
mod supertypes;

use super::links::{CandidatesId, FileLinks, LinkText, Resolution};
use super::{LinkedFile, link_file, link_graph};
use crate::allowance::Allowance;
use crate::language::extract;
use crate::languages::LanguageId;
use crate::source::paths::{RelativePath, RootText};
use crate::source::text::decode;
use std::path::Path;

/// A repository: files below `/r/`, linked with each other. `@/` stands for `/r/`.
struct Repository {
    files: Vec<LinkedFile>,
    links: Vec<FileLinks>,
}

impl Repository {
    fn new(sources: &[(&str, &str)]) -> Self {
        let files = read(sources);
        let links = link_graph(files.clone(), &root());
        Self { files, links: links.into_iter().map(Result::unwrap).collect() }
    }

    /// The same files, each linked on its own.
    fn streamed(sources: &[(&str, &str)]) -> Self {
        let files = read(sources);
        let alone = |file: &LinkedFile| link_file(file.clone(), &root(), &Allowance::unlimited()).unwrap();
        let links = files.iter().map(alone).collect();
        Self { files, links }
    }

    fn index(&self, path: &str) -> usize {
        self.files.iter().position(|file| *file.path == *path).unwrap()
    }

    /// `caller.function > file [key] resolution` of each call, paths relative to `/r/`.
    fn calls(&self, path: &str) -> Vec<String> {
        let (file, links) = (&self.files[self.index(path)], &self.links[self.index(path)]);
        let text = |text: LinkText| links.strings.get(text.0).replace("/r/", "");
        let calls = file.record.calls.iter().zip(&links.calls);
        calls
            .map(|(call, link)| {
                let resolution = match link.resolution {
                    Resolution::Local => "local",
                    Resolution::Import => "import",
                    Resolution::Receiver => "receiver",
                    Resolution::Inherited => "inherited",
                    Resolution::External => "external",
                    Resolution::Unresolved => "unresolved",
                    Resolution::Builtin => "builtin",
                };
                let key = link.target_key.map_or_else(|| "-".to_owned(), text);
                let function = file.record.text(call.function);
                format!("{}.{} > {} [{}] {}", text(link.caller), function, text(link.file), key, resolution)
            })
            .collect()
    }
}

fn root() -> RootText {
    RootText::of(Path::new("/r"))
}

fn below_root(name: &str) -> RelativePath {
    RelativePath::below(Path::new("/r"), &format!("/r/{name}"))
}

fn read(sources: &[(&str, &str)]) -> Vec<LinkedFile> {
    let file = |(name, source): &(&str, &str)| {
        let path = format!("/r/{name}");
        let text = decode(source.as_bytes().to_vec()).unwrap();
        let record = extract(LanguageId::of_path(name).unwrap(), name, text, &Allowance::unlimited()).unwrap();
        let resolve = |specifier: &str| -> Option<RelativePath> {
            let folder = path.rsplit_once('/').unwrap().0;
            let target = match specifier.strip_prefix("@/") {
                Some(rest) => format!("src/{rest}"),
                None if specifier.starts_with('.') => joined(folder.strip_prefix("/r").unwrap(), specifier),
                None => return None,
            };
            let endings = ["", ".ts", ".tsx", ".js", "/index.ts", "/index.js"];
            endings.iter().map(|ending| format!("{target}{ending}")).find_map(|candidate| {
                let (name, _) = sources.iter().find(|(name, _)| *name == candidate)?;
                Some(below_root(name))
            })
        };
        let imports = record.imports.iter().map(|specifier| resolve(record.text(*specifier))).collect();
        LinkedFile { path: below_root(name), record, imports, unit: None }
    };
    sources.iter().map(file).collect()
}

fn joined(folder: &str, specifier: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in specifier.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            name => parts.push(name),
        }
    }
    parts.join("/")
}

/// The calls of `path` when all files are linked with each other.
fn graph_calls(sources: &[(&str, &str)], path: &str) -> Vec<String> {
    Repository::new(sources).calls(path)
}

/// The calls of `a.ts` alone.
fn calls(source: &str) -> Vec<String> {
    graph_calls(&[("a.ts", source)], "a.ts")
}

const ORDER: &str = "
export class Customer { notify() {} }
export class Base { save() {} static make() {} constructor() {} }
export class Order extends Base {
  customer: Customer; lines: Line[]; byId: Map<string, Line>;
  get first(): Line { return this.lines[0]; }
  async load(): Promise<Order> { return this; }
  add(): this { return this; }
  owner() { return this.customer; }
}
export class Line { print() {} }
export default class Invoice { send() {} }
export abstract class Store { abstract find(id: string): Promise<Order | null>; run: () => void; }
";
