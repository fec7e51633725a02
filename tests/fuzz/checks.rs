//! What is promised of any input: asked by the random tests here and by the coverage-guided targets in `fuzz/`.

#[path = "../extract/invariants.rs"]
mod invariants;

use std::path::Path;
use std::time::Duration;

use code_knowledge_graph::allowance::Allowance;
use code_knowledge_graph::encoded::files::{Analyzed, Densifier, Failure, Files, FilesReader};
use code_knowledge_graph::encoded::frame::{Content, Sealed, seal};
use code_knowledge_graph::extract::ExtractionFailure;
use code_knowledge_graph::graph::compact::{compact_links, expand_links};
use code_knowledge_graph::graph::encode::{decode_links, encode_links};
use code_knowledge_graph::graph::links::{FileLinks, Origins};
use code_knowledge_graph::graph::{LinkedFile, link_file, link_graph, surface};
use code_knowledge_graph::language::extract;
use code_knowledge_graph::languages::LanguageId;
use code_knowledge_graph::record::compact::{compact_linked, compact_record, expand_linked, expand_record, strings_of};
use code_knowledge_graph::record::decode::decode_record;
use code_knowledge_graph::record::encode::encode_record;
use code_knowledge_graph::record::linked::{decode_linked, encode_linked};
use code_knowledge_graph::record::surface::Surface;
use code_knowledge_graph::record::{FileRecord, Strings};
use code_knowledge_graph::source::paths::{RelativePath, RootText};
use code_knowledge_graph::source::text::decode;

/// Endings that files are tried under: each grammar, each language.
pub const ENDINGS: [&str; 15] =
    ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "d.ts", "py", "java", "go", "rb", "php", "cs", "rs"];

/// The names of the languages, which are those of the folders of `tests/fixtures` that hold their sources.
pub const FIXTURES: [&str; 9] = ["typescript", "javascript", "python", "java", "go", "ruby", "php", "csharp", "rust"];

/// Long enough that no case depends on the machine's speed.
const TIMEOUT: Duration = Duration::from_secs(300);

/// The record of a file; `None` for what is no text, and for what its language's parser needs more memory for than a file
/// may take.
pub fn record_of(name: &str, bytes: &[u8]) -> Option<FileRecord> {
    let text = decode(bytes.to_vec()).ok()?;
    match extract(LanguageId::of_path(name).unwrap(), name, text, &Allowance::new(TIMEOUT)) {
        Err(ExtractionFailure::OutOfMemory { .. }) => None,
        record => Some(record.unwrap()),
    }
}

fn root() -> RootText {
    RootText::of(Path::new("/r"))
}

fn path_of(stem: &str) -> RelativePath {
    RelativePath::below(Path::new("/r"), &format!("/r/{stem}.ts"))
}

/// The links of a file on its own.
pub fn links_of(record: &FileRecord) -> FileLinks {
    let imports = vec![None; record.imports.len()];
    let file = LinkedFile { path: path_of("file"), record: record.clone(), imports, unit: None };
    link_file(file, &root(), &Allowance::new(TIMEOUT)).unwrap()
}

pub fn encoded(record: &FileRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_record(record, &mut bytes);
    bytes
}

pub fn encoded_links(links: &FileLinks) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_links(links, &mut bytes);
    bytes
}

/// What linking reads of a record, and what other files can see of it.
pub fn encoded_for_linking(record: &FileRecord) -> Vec<u8> {
    encoded_with(record, &surface(record, "file.ts"))
}

fn encoded_with(record: &FileRecord, surface: &Surface) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_linked(record, surface, &mut bytes);
    bytes
}

/// Everything that is promised of one file, whatever it holds.
pub fn check_file(name: &str, bytes: &[u8]) {
    let Some(record) = record_of(name, bytes) else { return };
    invariants::check(&record);
    let bytes = encoded(&record);
    let decoded = decode_record(&bytes).unwrap();
    assert_eq!(decoded.source, record.source);
    assert_eq!(encoded(&decoded), bytes, "what was decoded is what was encoded");
    check_dense_record(&record, name, &bytes);
    let links = links_of(&record);
    check_links(&record, &links);
    let bytes = encoded_for_linking(&record);
    let (decoded, surface) = decode_linked(&bytes).unwrap();
    assert_eq!(encoded_with(&decoded, &surface), bytes, "what was decoded is what was encoded");
    assert_eq!(encoded_for_linking(&decoded), bytes, "what was decoded has the surface that was encoded");
    assert_eq!(links_of(&decoded), links, "what was decoded is linked as before");
    let (mut shown, mut dense) = (Vec::new(), Vec::new());
    compact_record(&record, &mut shown);
    compact_linked(&record, &mut dense);
    let strings = strings_of(&shown).unwrap();
    assert_eq!(expand_linked(&dense, strings), Ok(decoded), "what linking reads survives its dense form");
}

/// Each dense form of what is known of a file.
pub fn dense_forms(record: &FileRecord) -> [Vec<u8>; 3] {
    let mut forms = [const { Vec::new() }; 3];
    compact_record(record, &mut forms[0]);
    compact_linked(record, &mut forms[1]);
    let _ = compact_links(&links_of(record), &root(), &mut forms[2]);
    forms
}

/// What JavaScript reads of a record survives its dense form.
fn check_dense_record(record: &FileRecord, name: &str, encoded: &[u8]) {
    let path = RelativePath::below(Path::new("/r"), name);
    let (mut dense, mut expanded) = (Vec::new(), Vec::new());
    compact_record(record, &mut dense);
    expand_record(&dense, &record.source, &path, &mut expanded).unwrap();
    assert!(expanded == encoded, "a record survives its dense form");
}

/// Everything that is promised of files that import each other. Import `i` of a file leads to the file that
/// `target(file, i, files)` names, or out of the repository.
pub fn check_program<'a>(
    files: impl Iterator<Item = (&'a str, &'a [u8])>,
    target: impl Fn(usize, usize, usize) -> Option<usize>,
) {
    let path = |file: usize| path_of(&file.to_string());
    let records: Vec<FileRecord> = files.filter_map(|(name, bytes)| record_of(name, bytes)).collect();
    let count = records.len();
    let linked = records.into_iter().enumerate().map(|(file, record)| {
        let imports = (0..record.imports.len()).map(|import| target(file, import, count).map(path)).collect();
        LinkedFile { path: path(file), record, imports, unit: None }
    });
    let linked: Vec<LinkedFile> = linked.collect();
    let links: Vec<_> = link_graph(linked.clone(), &root()).into_iter().map(Result::unwrap).collect();
    assert_eq!(links.len(), linked.len());
    for (file, links) in linked.iter().zip(&links) {
        check_links(&file.record, links);
    }
}

/// What is promised of the links of one file.
fn check_links(record: &FileRecord, links: &FileLinks) {
    assert_eq!(links.calls.len(), record.calls.len(), "each call has its link");
    assert_eq!(links.extends.len(), record.types.len(), "each type has its supertypes");
    let bytes = encoded_links(links);
    let nowhere = FileLinks { origins: Origins::default(), ..links.clone() };
    assert_eq!(decode_links(&bytes).as_ref(), Ok(&nowhere), "what was decoded is what was encoded");
    let (mut dense, mut expanded) = (Vec::new(), Vec::new());
    if compact_links(links, &root(), &mut dense) {
        expand_links(&dense, &root(), &mut expanded).unwrap();
        assert!(expanded == bytes, "links survive their dense form");
    }
}

/// Bytes that are taken for a record are refused, or what they hold survives its encoding.
pub fn check_record_buffer(bytes: &[u8]) {
    if let Ok(decoded) = decode_record(bytes) {
        assert_eq!(decode_record(&encoded(&decoded)), Ok(decoded));
    }
}

/// Bytes that are taken for what linking reads are refused, or what they hold can be linked, alone and with itself, and
/// survives its encoding.
pub fn check_linked_buffer(bytes: &[u8]) {
    let Ok((decoded, surface)) = decode_linked(bytes) else { return };
    let again = decode_linked(&encoded_with(&decoded, &surface));
    assert_eq!(again.as_ref().map(|(record, surface)| (record, surface)), Ok((&decoded, &surface)));
    check_links(&decoded, &links_of(&decoded));
    let path = |file: usize| path_of(&file.to_string());
    let linked = (0..2).map(|file| LinkedFile {
        path: path(file),
        imports: (0..decoded.imports.len()).map(|import| Some(path((file + import) % 2))).collect(),
        record: decoded.clone(),
        unit: None,
    });
    for links in link_graph(linked.collect(), &root()) {
        check_links(&decoded, &links.unwrap());
    }
}

/// Bytes that are taken for a dense form are refused, or what becomes of them is a container's bytes, of a size that these ask
/// for.
pub fn check_dense_buffer(bytes: &[u8]) {
    let most = 256 * (bytes.len() + 16);
    let path = path_of("file");
    let mut expanded = Vec::new();
    if expand_record(bytes, "text", &path, &mut expanded).is_ok() {
        check_record_buffer(&expanded);
    }
    assert!(expanded.len() <= most);
    let mut expanded = Vec::new();
    if expand_links(bytes, &root(), &mut expanded).is_ok() {
        check_links_buffer(&expanded);
    }
    assert!(expanded.len() <= most);
    let mut strings = Strings::default();
    for number in 0..2000 {
        strings.intern(&number.to_string());
    }
    if let Ok(record) = expand_linked(bytes, strings.clone()) {
        let mut dense = Vec::new();
        compact_linked(&record, &mut dense);
        assert_eq!(expand_linked(&dense, strings).as_ref(), Ok(&record));
        check_links(&record, &links_of(&record));
    }
}

/// The same for links.
pub fn check_links_buffer(bytes: &[u8]) {
    if let Ok(decoded) = decode_links(bytes) {
        assert_eq!(decode_links(&encoded_links(&decoded)), Ok(decoded));
    }
}

/// The streams of encoded results that have these records, with their links and a failure.
pub fn encoded_streams(records: &[FileRecord]) -> Vec<Vec<u8>> {
    let (records, links): (Vec<_>, Vec<_>) =
        records.iter().map(|record| (encoded(record), encoded_links(&links_of(record)))).unzip();
    let (mut files, densifier) = (Files::new(root()), Densifier::of_sealed(root()));
    let paths: Vec<_> = (0..records.len()).map(|file| (format!("{file}.ts"), format!("/r/{file}.ts"))).collect();
    let analyzed = records.iter().zip(&paths).map(|(record, (path, normalized_path))| {
        // Of every other the path was given as it is.
        let path = if path.starts_with(['1', '3']) { path } else { normalized_path };
        Analyzed { path, normalized_path, record }
    });
    files.add_records(densifier.records(analyzed).unwrap());
    files.add_links(0, densifier.links(links.iter().map(Vec::as_slice)).unwrap()).unwrap();
    let [path, code, reason] = ["/r/a.ts", "ERR_FILE_READ", "gone"].map(str::to_owned);
    files.add_failure(Failure { path, code, reason });
    let [path, code, reason] = ["/r/tsconfig.json", "ERR_MANIFEST_INVALID", "it cannot be parsed"].map(str::to_owned);
    files.add_warning(Failure { path, code, reason });
    let sealed = Sealed::open(files.seal(Content::Batch).unwrap()).unwrap();
    (0..4).map(|stream| sealed.stream(stream).unwrap()).collect()
}

/// Streams that somebody has sealed, rightly, are refused, or what they hold are the containers of a batch, of a size that they
/// ask for.
pub fn check_encoded_streams(streams: Vec<Vec<u8>>) {
    let bytes = seal(Content::Batch, "/elsewhere", streams).unwrap();
    check_sealed(bytes);
}

/// The same of bytes.
pub fn check_sealed(bytes: Vec<u8>) {
    // What is read together, and for each byte the most that it is let grow to and what a dense form becomes.
    let most = (1 << 20) + 256 * 256 * bytes.len();
    let Ok(sealed) = Sealed::open(bytes) else { return };
    let Ok(root) = sealed.root() else { return };
    let Ok(mut reader) = FilesReader::new(&sealed, RootText::of(Path::new(&root))) else { return };
    let told = reader.failures.iter().chain(&reader.warnings);
    let mut taken: usize = told.map(|failure| failure.path.len() + failure.reason.len()).sum();
    let mut files = 0;
    while let Ok((first, records)) = reader.records(false) {
        let Ok((same, links)) = reader.links(true) else { break };
        assert_eq!([first, same, records.len()], [files, files, links.len()]);
        if records.is_empty() {
            assert_eq!(reader.paths(files), None);
            break;
        }
        for (record, links) in records.iter().zip(&links) {
            check_record_buffer(record);
            assert!(decode_record(record).is_ok() && (links.is_empty() || decode_links(links).is_ok()));
            let (path, normalized_path) = reader.paths(files).unwrap();
            taken += record.len() + links.len() + path.len() + normalized_path.len();
            files += 1;
        }
    }
    assert!(taken <= most, "{taken} of {most}");
}
