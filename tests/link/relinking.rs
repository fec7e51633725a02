//! That a record which was encoded and decoded is linked as it was before: asked of cases by the tests here, of whole
//! repositories by `examples/relink.rs`.

use std::path::Path;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::graph::{LinkedFile, link_graph, surface};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::linked::{decode_linked, encode_linked};
use code_knowledge_graph::resolve::{ImportTarget, Resolvers};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::read::read;
use code_knowledge_graph::source::walk::{Walk, check_root};

/// What links of a folder were compared.
#[derive(Debug, Default)]
pub struct Relinked {
    pub files: usize,
    pub calls: usize,
    pub bytes: usize,
}

/// Links the files of a folder, then what is decoded of their records: an error says what differs.
pub fn relink(folder: &Path) -> Result<Relinked, String> {
    let root = check_root(folder.to_str().ok_or("a folder that is no text")?).map_err(|error| error.to_string())?;
    let files = files_of(&root)?;
    let mut relinked = Relinked { files: files.len(), ..Relinked::default() };
    let decoded: Result<Vec<_>, String> = files
        .iter()
        .map(|file| {
            let mut bytes = Vec::new();
            encode_linked(&file.record, &surface(&file.record, &file.path), &mut bytes);
            relinked.bytes += bytes.len();
            let (record, decoded) = decode_linked(&bytes).map_err(|error| format!("{}: {error}", file.path))?;
            let mut again = Vec::new();
            encode_linked(&record, &decoded, &mut again);
            if again != bytes {
                return Err(format!("{}: what was decoded is not what was encoded", file.path));
            }
            if decoded != surface(&record, &file.path) {
                return Err(format!("{}: what was decoded has another surface", file.path));
            }
            Ok(LinkedFile { record, ..file.clone() })
        })
        .collect();
    let decoded = decoded?;
    let text = RootText::of(&root);
    let paths: Vec<_> = files.iter().map(|file| file.path.clone()).collect();
    for ((path, before), after) in paths.iter().zip(link_graph(files, &text)).zip(link_graph(decoded, &text)) {
        if before != after {
            return Err(format!("{path}: other links"));
        }
        relinked.calls += before.map_or(0, |links| links.calls.len());
    }
    Ok(relinked)
}

fn files_of(root: &Path) -> Result<Vec<LinkedFile>, String> {
    let extensions = LanguageId::endings();
    let walk = Walk { root, include: &[], exclude: &[], respect_gitignore: false, extensions: &extensions };
    let paths = walk.files(&|| false).map_err(|error| error.to_string())?;
    let resolvers = Resolvers::new(root);
    let linked = paths.iter().filter_map(|path| {
        let source = read(Path::new(path), u64::MAX).ok()?;
        let relative = RelativePath::below(root, path);
        let language = LanguageId::of_path(path)?;
        let mut record = extract(language, &relative, source, &Allowance::unlimited()).ok()?;
        record.keep_symbols_only();
        let resolver = resolvers.of(language);
        let resolve = |specifier| match resolver.resolve(Path::new(path), record.text(specifier)) {
            ImportTarget::File(path) | ImportTarget::Folder(path) => Some(RelativePath::below(root, &path)),
            ImportTarget::External => None,
        };
        let imports = record.imports.iter().copied().map(resolve).collect();
        let unit = resolver.unit(Path::new(path)).map(|unit| RelativePath::below(root, &unit));
        Some(LinkedFile { path: relative, record, imports, unit })
    });
    Ok(linked.collect())
}
