//! Grammars whose parse tables are stored compressed.
//!
//! In: the C sources of grammar crates. Out: their parsers without those tables, and the tables' bytes, deflated. Those of
//! C#'s grammar alone take 5.0 MB, most of it zeros, and those of nine grammars 12.3 MB of a package that is to take 12;
//! deflated they are 0.7. `src/syntax/packed.rs` fills them in when a language is first met.
//!
//! The tables are read from their source. The first, of states with much to do, has rows of `[symbol] = ACTIONS(number)` or
//! `STATE(number)`, where symbols are those of an `enum` above; the other one such number, symbol or plain number behind
//! the other.

use std::collections::HashMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

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

const TABLE: &str = "static const uint16_t ts_parse_table[LARGE_STATE_COUNT][SYMBOL_COUNT]";
const SMALL_TABLE: &str = "static const uint16_t ts_small_parse_table[]";
const TABLE_END: &str = "\n};\n";

/// Compiles the grammars, and writes their tables to `OUT_DIR`.
pub fn pack() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build/packed.rs");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    // The build script runs whenever a source of this package changes, and compiling takes minutes.
    let (stamp, stamped) = (stamp()?, out.join("packed.stamp"));
    if fs::read_to_string(&stamped).is_ok_and(|last| last == stamp) {
        println!("cargo:rustc-link-search=native={}", out.display());
        GRAMMARS.iter().for_each(|grammar| println!("cargo:rustc-link-lib=static=packed-{}", grammar.name));
        return Ok(());
    }
    let packages = packages()?;
    for Grammar { package, folder, name } in GRAMMARS {
        let folder = packages.get(package).ok_or_else(|| format!("no sources of {package}"))?.join(folder);
        let source = fs::read_to_string(folder.join("parser.c"))?;
        let (parser, tables) = split(&source, name).ok_or_else(|| format!("{package}: another form of tables"))?;
        let bytes: Vec<u8> = tables.iter().flat_map(|entry| entry.to_le_bytes()).collect();
        fs::write(out.join(format!("{name}.tables")), miniz_oxide::deflate::compress_to_vec(&bytes, 10))?;
        compile(name, &folder, &parser, &out)?;
    }
    fs::write(stamped, stamp)?;
    Ok(())
}

/// Says all that what is compiled depends on.
fn stamp() -> Result<String, Box<dyn Error>> {
    let mut hasher = blake3::Hasher::new();
    for file in ["build/packed.rs", "Cargo.lock"] {
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

/// The parser with empty tables that can be written to, one behind the other, and the tables.
fn split(source: &str, name: &str) -> Option<(String, Vec<u16>)> {
    let (before, rest) = source.split_once(TABLE)?;
    let (rows, rest) = rest.split_once(TABLE_END)?;
    let (between, rest) = rest.split_once(SMALL_TABLE)?;
    let (entries, behind) = rest.split_once(TABLE_END)?;
    let mut tables = table(before, rows)?;
    let small = small_table(before, entries)?;
    let length = small.len();
    tables.extend(small);
    // In one struct, so that they lie behind each other.
    let empty = format!(
        "static struct {{\n  uint16_t large[LARGE_STATE_COUNT][SYMBOL_COUNT];\n  uint16_t small[{length}];\n}} tables;\n\
         #define ts_parse_table tables.large\n#define ts_small_parse_table tables.small\n\
         uint16_t *{name}_parse_tables(void) {{ return &tables.large[0][0]; }}\n"
    );
    Some((format!("{before}{empty}{between}{behind}"), tables))
}

/// The table's numbers. `before` is what stands above it in the source, `rows` what it is given.
fn table(before: &str, rows: &str) -> Option<Vec<u16>> {
    let count = |name: &str| -> Option<usize> {
        let (_, rest) = before.split_once(&format!("#define {name} "))?;
        rest.lines().next()?.trim().parse().ok()
    };
    let (states, symbols) = (count("LARGE_STATE_COUNT")?, count("SYMBOL_COUNT")?);
    let numbers = numbers_of_symbols(before)?;
    let mut table = vec![0; states * symbols];
    let mut state: Option<usize> = None;
    for line in rows.lines().map(str::trim) {
        if line.ends_with("= {") {
            let number = if line == "= {" { continue } else { line.split_once('[')?.1.split_once(']')?.0 };
            state = Some(argument(number).unwrap_or(number).parse().ok()?);
        } else if let Some((symbol, value)) = line.split_once("] = ") {
            let symbol = numbers.get(symbol.strip_prefix('[')?)?;
            *table.get_mut(state? * symbols + symbol)? = argument(value)?.parse().ok()?;
        } else if !matches!(line, "" | "}" | "},") {
            return None;
        }
    }
    Some(table)
}

/// The numbers of the second table, which gives where it is from time to time: `[120] = 5, ACTIONS(3), 1, sym_comment, …`.
fn small_table(before: &str, entries: &str) -> Option<Vec<u16>> {
    let numbers = numbers_of_symbols(before)?;
    let mut table: Vec<u16> = Vec::new();
    let entries = entries.trim_start_matches(" = {").split(',').map(str::trim).filter(|entry| !entry.is_empty());
    for entry in entries {
        let value = match entry.split_once("] = ") {
            Some((place, value)) if place.strip_prefix('[')?.parse() == Ok(table.len()) => value,
            Some(_) => return None,
            None => entry,
        };
        let number = match argument(value) {
            Some(number) => number.parse().ok()?,
            None => match value.parse() {
                Ok(number) => number,
                Err(_) => u16::try_from(*numbers.get(value)?).ok()?,
            },
        };
        table.push(number);
    }
    Some(table)
}

/// The numbers of the grammar's symbols, by name.
fn numbers_of_symbols(source: &str) -> Option<HashMap<&str, usize>> {
    let (_, rest) = source.split_once("enum ts_symbol_identifiers {")?;
    let (members, _) = rest.split_once('}')?;
    let members = members.lines().filter_map(|line| line.trim().trim_end_matches(',').split_once(" = "));
    let mut numbers: HashMap<&str, usize> =
        members.map(|(name, number)| Some((name, number.parse().ok()?))).collect::<Option<_>>()?;
    numbers.insert("ts_builtin_sym_end", 0);
    Some(numbers)
}

/// `5` of `STATE(5)` and `ACTIONS(5)`.
fn argument(call: &str) -> Option<&str> {
    Some(call.split_once('(')?.1.split_once(')')?.0)
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
