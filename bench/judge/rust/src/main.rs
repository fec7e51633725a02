//! Says what syn finds in the Rust files below a folder, and which files their imports lead to: one line of JSON a file.
//!
//! `cargo run --release -- FOLDER`. Modules are followed from every `lib.rs`, `main.rs` and target of a package as the
//! compiler follows them, by `mod` items and `#[path]`; what an import begins with `crate`, `self` or `super`, or with a
//! module of its own, is looked up among those. Other crates are not.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Expr, Item, Lit, Meta, Pat, UseTree};

/// A module's path from its crate's root.
type ModulePath = Vec<String>;

/// The modules of one crate: the file that each stands in.
type Modules = BTreeMap<ModulePath, PathBuf>;

#[derive(Default)]
struct Found {
    definitions: Vec<Value>,
    uses: Vec<(ModulePath, Vec<String>)>,
    inline: ModulePath,
}

impl Found {
    fn add(&mut self, kind: &str, name: &str, line: usize) {
        self.definitions.push(json!({ "kind": kind, "name": name, "line": line }));
    }
}

/// The line of an item's first token that is no attribute.
fn line(visibility: &syn::Visibility, keyword: impl Spanned) -> usize {
    let own = keyword.span().start().line;
    match visibility {
        syn::Visibility::Inherited => own,
        visibility => visibility.span().start().line.min(own),
    }
}

fn closure_name(pattern: &Pat) -> Option<String> {
    match pattern {
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.subpat.is_none() => Some(ident.ident.to_string()),
        Pat::Type(typed) => closure_name(&typed.pat),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Found {
    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add("function", &item.sig.ident.to_string(), line(&item.vis, &item.sig));
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        let keyword = item.defaultness.map_or(item.sig.span(), |default| default.span());
        self.add("function", &item.sig.ident.to_string(), line(&item.vis, keyword));
        visit::visit_impl_item_fn(self, item);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        if item.default.is_some() {
            self.add("function", &item.sig.ident.to_string(), item.sig.span().start().line);
        }
        visit::visit_trait_item_fn(self, item);
    }

    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        self.add("class", &item.ident.to_string(), line(&item.vis, item.struct_token));
        visit::visit_item_struct(self, item);
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        self.add("class", &item.ident.to_string(), line(&item.vis, item.union_token));
        visit::visit_item_union(self, item);
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        self.add("enum", &item.ident.to_string(), line(&item.vis, item.enum_token));
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        let keyword = item.unsafety.map_or(item.trait_token.span(), |token| token.span());
        self.add("interface", &item.ident.to_string(), line(&item.vis, keyword));
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &'ast syn::ItemType) {
        self.add("alias", &item.ident.to_string(), line(&item.vis, item.type_token));
        visit::visit_item_type(self, item);
    }

    fn visit_impl_item_type(&mut self, item: &'ast syn::ImplItemType) {
        self.add("alias", &item.ident.to_string(), line(&item.vis, item.type_token));
        visit::visit_impl_item_type(self, item);
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Some(name), Some(init)) = (closure_name(&local.pat), &local.init)
            && matches!(*init.expr, Expr::Closure(_))
        {
            self.add("function", &name, local.let_token.span.start().line);
        }
        visit::visit_local(self, local);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.inline.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.inline.pop();
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if matches!(names[0].as_str(), "crate" | "self" | "super") && names.len() > 1 {
            self.uses.push((self.inline.clone(), names));
        }
        visit::visit_path(self, path);
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let mut pending = vec![(&item.tree, Vec::new())];
        while let Some((tree, mut prefix)) = pending.pop() {
            match tree {
                UseTree::Path(path) => {
                    prefix.push(path.ident.to_string());
                    pending.push((&path.tree, prefix));
                }
                UseTree::Group(group) => pending.extend(group.items.iter().map(|tree| (tree, prefix.clone()))),
                UseTree::Name(name) => {
                    if name.ident != "self" {
                        prefix.push(name.ident.to_string());
                    }
                    self.uses.push((self.inline.clone(), prefix));
                }
                UseTree::Rename(rename) => {
                    if rename.ident != "self" {
                        prefix.push(rename.ident.to_string());
                    }
                    self.uses.push((self.inline.clone(), prefix));
                }
                UseTree::Glob(_) => self.uses.push((self.inline.clone(), prefix)),
            }
        }
    }
}

fn path_attribute(attributes: &[Attribute]) -> Option<String> {
    attributes.iter().find_map(|attribute| match &attribute.meta {
        Meta::NameValue(value) if value.path.is_ident("path") => match &value.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}

/// Follows `mod` items; `folder` is where the modules of the file or block lie.
fn follow(file: &Path, folder: &Path, items: &[Item], path: &ModulePath, modules: &mut Modules, depth: usize) {
    for item in items {
        let Item::Mod(item) = item else { continue };
        let name = item.ident.to_string();
        let inner: ModulePath = path.iter().cloned().chain([name.clone()]).collect();
        if let Some((_, items)) = &item.content {
            modules.entry(inner.clone()).or_insert_with(|| file.to_path_buf());
            follow(file, &folder.join(&name), items, &inner, modules, depth + 1);
            continue;
        }
        let plain = name.trim_start_matches("r#").to_owned();
        let candidates = match path_attribute(&item.attrs) {
            Some(written) => vec![(file.parent().unwrap_or(file).join(&written), None)],
            None => vec![
                (folder.join(format!("{plain}.rs")), Some(folder.join(&plain))),
                (folder.join(&plain).join("mod.rs"), Some(folder.join(&plain))),
            ],
        };
        let Some((child, below)) = candidates.into_iter().find(|(child, _)| child.is_file()) else { continue };
        let child = child.canonicalize().unwrap_or(child);
        if modules.contains_key(&inner) || depth > 64 {
            continue;
        }
        modules.insert(inner.clone(), child.clone());
        let below = below.unwrap_or_else(|| child.parent().unwrap_or(&child).to_path_buf());
        if let Some(tree) = parse(&child) {
            follow(&child, &below, &tree.items, &inner, modules, depth + 1);
        }
    }
}

fn parse(file: &Path) -> Option<syn::File> {
    syn::parse_file(&fs::read_to_string(file).ok()?).ok()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            sources(&entry, found);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            found.push(entry);
        }
    }
}

fn is_root(file: &Path) -> bool {
    let above = file.parent().and_then(Path::file_name).unwrap_or_default();
    let package = file.ancestors().skip(1).find(|folder| folder.join("Cargo.toml").is_file());
    let is_target = ["tests", "examples", "benches"]
        .iter()
        .any(|folder| package.is_some_and(|package| file.parent() == Some(&package.join(folder))));
    file.ends_with("src/lib.rs")
        || file.ends_with("src/main.rs")
        || is_target
        || above == "bin"
        || file.ends_with("main.rs")
}

fn main() {
    let root = PathBuf::from(std::env::args().nth(1).expect("a folder")).canonicalize().expect("a folder");
    let mut files = Vec::new();
    sources(&root, &mut files);
    // The first crate that a file is a module of.
    let mut crates: Vec<Modules> = Vec::new();
    let mut place: BTreeMap<PathBuf, (usize, ModulePath)> = BTreeMap::new();
    for file in files.iter().filter(|file| is_root(file)) {
        let Some(tree) = parse(file) else { continue };
        let mut modules = Modules::from([(Vec::new(), file.clone())]);
        follow(file, file.parent().expect("a folder"), &tree.items, &Vec::new(), &mut modules, 0);
        for (path, module) in &modules {
            place.entry(module.clone()).or_insert_with(|| (crates.len(), path.clone()));
        }
        crates.push(modules);
    }
    // The library of each package by the name that other targets import it by.
    let mut libraries: BTreeMap<String, &Modules> = BTreeMap::new();
    for modules in &crates {
        let library = &modules[&Vec::new()];
        let package = library.parent().and_then(Path::parent).filter(|_| library.ends_with("src/lib.rs"));
        let manifest = package.and_then(|package| fs::read_to_string(package.join("Cargo.toml")).ok());
        let name = manifest.as_deref().and_then(|text| text.split("name = \"").nth(1)?.split('"').next());
        libraries.extend(name.map(|name| (name.replace('-', "_"), modules)));
    }
    for file in files {
        let Some(tree) = parse(&file) else {
            println!("{}", json!({ "path": file, "broken": true, "definitions": [], "imports": {} }));
            continue;
        };
        let mut found = Found::default();
        found.visit_file(&tree);
        let mut imports = BTreeMap::new();
        let is_placed = place.contains_key(&file);
        if let Some((number, own)) = place.get(&file) {
            let modules = &crates[*number];
            for (path, module) in modules {
                // `mod x;` of this file or of a module written in it.
                let parent = path.split_last().map(|(_, parent)| parent.to_vec());
                if module != &file && parent.is_some_and(|parent| modules.get(&parent) == Some(&file)) {
                    imports.insert(format!("mod {}", path.join("::")), module.clone());
                }
            }
            for (inline, path) in &found.uses {
                let here: ModulePath = own.iter().chain(inline).cloned().collect();
                // What `self` and `super` lead to within the file is no import.
                let is_outward = |target: &PathBuf| target != &file || path[0] == "crate";
                let library =
                    || resolve(libraries.get(&path[0])?, &Vec::new(), &[&["crate".to_owned()], &path[1..]].concat());
                if let Some(target) = resolve(modules, &here, path).or_else(library).filter(is_outward) {
                    imports.insert(path.join("::"), target);
                }
            }
        }
        println!(
            "{}",
            json!({ "path": file, "broken": false, "definitions": found.definitions, "imports": is_placed.then_some(imports) })
        );
    }
}

/// The file of the last module of a path.
fn resolve(modules: &Modules, here: &ModulePath, path: &[String]) -> Option<PathBuf> {
    let mut base = here.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        first => {
            base.push(first.to_owned());
            modules.get(&base)?;
            rest = &path[1..];
        }
    }
    let mut file = modules.get(&base).cloned();
    for part in rest {
        base.push(part.clone());
        match modules.get(&base) {
            Some(module) => file = Some(module.clone()),
            None => break,
        }
    }
    file
}
