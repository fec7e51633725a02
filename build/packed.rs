//! Grammars whose parse tables are stored compressed.
//!
//! In: the C sources of grammar crates. Out: their parsers without tables, and the tables' bytes, compressed. Those of C#'s
//! grammar alone take 5.2 MB, most of it zeros, and those of nine grammars 13.1 MB of a package that is to take 12; packed
//! they take 0.54. `src/syntax/packed.rs` fills them in when a language is first met.
//!
//! The tables are read from their source (`build/tables.rs`) and put behind each other as they lie in memory. What follows
//! from the others is not there but comes of `build/unpack.c`: where rows begin, where texts do, and numbers of states that
//! are their own.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use lzma_rust2::{LzmaOptions, LzmaWriter};

use crate::tables::{self, Numbers, Table};

/// A grammar to pack.
struct Grammar {
    /// The crate it comes from.
    package: &'static str,
    /// Where in that crate the parser is.
    folder: &'static str,
    /// What its C function is called behind `tree_sitter_`.
    name: &'static str,
}

const GRAMMARS: [Grammar; 9] = [
    Grammar { package: "tree-sitter-c-sharp", folder: "src", name: "c_sharp" },
    Grammar { package: "tree-sitter-go", folder: "src", name: "go" },
    Grammar { package: "tree-sitter-java", folder: "src", name: "java" },
    Grammar { package: "tree-sitter-php", folder: "php/src", name: "php" },
    Grammar { package: "tree-sitter-python", folder: "src", name: "python" },
    Grammar { package: "tree-sitter-ruby", folder: "src", name: "ruby" },
    Grammar { package: "tree-sitter-rust", folder: "src", name: "rust" },
    Grammar { package: "tree-sitter-typescript", folder: "tsx/src", name: "tsx" },
    Grammar { package: "tree-sitter-typescript", folder: "typescript/src", name: "typescript" },
];

/// What decides how they are packed.
const SOURCES: [&str; 4] = ["build/packed.rs", "build/tables.rs", "build/unpack.c", "Cargo.lock"];

const NAMES: &str = "ts_symbol_names";
const FIELDS: &str = "ts_field_names";
const ROWS: &str = "ts_small_parse_table_map";

/// Compiles the grammars, and writes their tables to `OUT_DIR`.
pub fn pack() -> Result<(), Box<dyn Error>> {
    SOURCES.iter().for_each(|source| println!("cargo:rerun-if-changed={source}"));
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // The build script runs whenever a source of this package changes, and compiling takes minutes.
    let (stamp, stamped) = (stamp()?, out.join("packed.stamp"));
    if fs::read_to_string(&stamped).is_ok_and(|last| last == stamp) {
        println!("cargo:rustc-link-search=native={}", out.display());
        GRAMMARS.iter().for_each(|grammar| println!("cargo:rustc-link-lib=static=packed-{}", grammar.name));
        return Ok(());
    }
    if env::var("CARGO_CFG_TARGET_ENDIAN")? != "little" {
        return Err("tables are packed as a little-endian machine has them in memory".into());
    }
    let packages = packages()?;
    for Grammar { package, folder, name } in GRAMMARS {
        let folder = packages.get(package).ok_or_else(|| format!("no sources of {package}"))?.join(folder);
        let source = fs::read_to_string(folder.join("parser.c"))?;
        let (parser, tables) = split(&source, name).ok_or_else(|| format!("{package}: another form of tables"))?;
        fs::write(out.join(format!("{name}.tables")), compress(&tables)?)?;
        // For a test, which has the compiler make them of the source.
        fs::write(out.join(format!("{name}.folder")), folder.as_os_str().as_encoded_bytes())?;
        compile(name, &folder, &parser, &out)?;
    }
    fs::write(stamped, stamp)?;
    Ok(())
}

/// Says all that what is compiled depends on.
fn stamp() -> Result<String, Box<dyn Error>> {
    let mut hasher = blake3::Hasher::new();
    for file in SOURCES {
        hasher.update(blake3::hash(&fs::read(file)?).as_bytes());
    }
    for variable in ["TARGET", "HOST", "OPT_LEVEL", "DEBUG", "CC", "CFLAGS"] {
        println!("cargo:rerun-if-env-changed={variable}");
        let value = env::var_os(variable).unwrap_or_default();
        hasher.update(blake3::hash(value.as_encoded_bytes()).as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

/// The folder of each package that is depended on, by name.
fn packages() -> Result<HashMap<String, PathBuf>, Box<dyn Error>> {
    let target = env::var("TARGET")?;
    let words = ["metadata", "--format-version", "1", "--offline", "--filter-platform", &target];
    let output = Command::new(env::var("CARGO")?).args(words).output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("no packages")?;
    let folder = |package: &serde_json::Value| {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

/// The parser with empty tables that can be written to, one behind the other, and what belongs there.
fn split(source: &str, name: &str) -> Option<(String, Vec<u8>)> {
    let numbers = Numbers::of(source);
    let (mut tables, mut texts) = (Vec::new(), Vec::new());
    let (mut places, mut checks, mut rows) = (Vec::new(), BTreeSet::new(), None);
    for definition in tables::definitions(source) {
        match definition.name {
            NAMES | FIELDS => texts.push((definition.name, definition.texts()?)),
            ROWS => rows = Some(definition.text),
            _ => {
                checks.insert(definition.layout());
                tables.push(numbers.table(&definition)?);
            }
        }
        places.push(definition.place);
    }
    let small = tables.iter().find(|table| table.name == "ts_small_parse_table")?;
    let state_count = begins_of_rows(&small.bytes, rows?)?;
    let ids = tables.iter_mut().find(|table| table.name == "ts_primary_state_ids")?;
    for (place, id) in ids.bytes.chunks_exact_mut(2).enumerate() {
        let difference = u16::from_le_bytes([id[0], id[1]]).wrapping_sub(u16::try_from(place).ok()?);
        id.copy_from_slice(&difference.to_le_bytes());
    }
    // What is aligned most comes first, so that nothing lies between them.
    tables.sort_by_key(|table| Reverse(table.alignment));

    let mut bytes = Vec::new();
    let mut declared = String::from("static struct {\n");
    let mut defined = format!("#define PACKED(name) {name}_##name\n#define {ROWS} begins_of_rows\n");
    for Table { name, kind, dimensions, bytes: table, .. } in &tables {
        bytes.extend_from_slice(table);
        writeln!(declared, "  {kind} {name}{dimensions};").ok()?;
        writeln!(defined, "#define {name} tables.{name}").ok()?;
    }
    let mut pointers = format!("static uint32_t begins_of_rows[{state_count}];\n");
    let begin_of_texts = bytes.len();
    for (name, (missing, texts)) in &texts {
        texts.iter().for_each(|text| bytes.extend(text.bytes().chain([0])));
        let short = name.trim_start_matches("ts_");
        writeln!(pointers, "static const char *{short}[{}];", missing + texts.len()).ok()?;
        writeln!(defined, "#define {name} {short}\n#define first_of_{short} {missing}").ok()?;
    }
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    writeln!(declared, "  char texts[{}];\n}} tables;", bytes.len() - begin_of_texts).ok()?;
    checks.insert(format!("sizeof(tables) == {}", bytes.len()));
    let checks: String = checks.iter().map(|check| format!("_Static_assert({check}, \"another layout\");\n")).collect();

    let mut parser = String::new();
    let mut at = 0;
    for place in places {
        parser.push_str(&source[at..place.start]);
        if at == 0 {
            parser.extend(["#include <stddef.h>\n", &declared, &pointers, &checks, &defined]);
        }
        at = place.end;
    }
    parser.extend([&source[at..], include_str!("unpack.c")]);
    // Large parsers ask not to be optimised, as compiling their tables would take minutes.
    for unoptimized in ["#pragma optimize(\"\", off)", "#pragma clang optimize off", "#pragma GCC optimize (\"O0\")"] {
        parser = parser.replace(unoptimized, "");
    }
    Some((parser, bytes))
}

/// How many rows of different lengths a table has, if each begins where the last one ends, as `build/unpack.c` has it: they
/// are not packed, then.
fn begins_of_rows(table: &[u8], begins: &str) -> Option<usize> {
    let number = |at: usize| Some(usize::from(u16::from_le_bytes(*table.get(at * 2..)?.first_chunk()?)));
    let (mut at, mut count) = (0, 0);
    for line in begins.lines().filter_map(|line| line.trim().strip_prefix("[SMALL_STATE(")) {
        (line.split_once("] = ")?.1.trim_end_matches(',').parse() == Ok(at)).then_some(())?;
        let groups = number(at)?;
        at += 1;
        for _ in 0..groups {
            at += 2 + number(at + 1)?;
        }
        count += 1;
    }
    (at * 2 == table.len()).then_some(count)
}

/// What takes less: zeros behind each other are a zero and how many there are, and all that is compressed.
fn compress(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut numbers = bytes.chunks_exact(2).map(|bytes| u16::from_le_bytes([bytes[0], bytes[1]])).peekable();
    let mut shorter: Vec<u8> = Vec::new();
    while let Some(number) = numbers.next() {
        shorter.extend(number.to_le_bytes());
        if number == 0 {
            let mut count: u16 = 1;
            while count < u16::MAX && numbers.next_if_eq(&0).is_some() {
                count += 1;
            }
            shorter.extend(count.to_le_bytes());
        }
    }
    // Of numbers of two bytes; more to look back at would save a hundredth, and is memory to be met first.
    let options = LzmaOptions { dict_size: 1 << 17, lc: 1, lp: 1, pb: 1, nice_len: 273, ..LzmaOptions::with_preset(9) };
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(shorter.len() as u64))?;
    writer.write_all(&shorter)?;
    Ok(writer.finish()?)
}

fn compile(name: &str, folder: &Path, parser: &str, out: &Path) -> Result<(), Box<dyn Error>> {
    let path = out.join(format!("{name}.c"));
    fs::write(&path, parser)?;
    let mut build = cc::Build::new();
    build.std("c11").include(folder).warnings(false).file(path);
    // Where rules alone do not tell what a word is.
    let scanner = folder.join("scanner.c");
    if scanner.exists() {
        build.file(scanner);
    }
    if env::var("CARGO_CFG_TARGET_ENV")? == "msvc" {
        build.flag("-utf-8");
    }
    build.try_compile(&format!("packed-{name}"))?;
    Ok(())
}
