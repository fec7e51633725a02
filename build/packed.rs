//! Grammars whose largest table is stored compressed.
//!
//! In: the C sources of grammar crates. Out: their parsers without that table, and the table's bytes, deflated. The table
//! of C#'s grammar alone takes 4.3 MB, nearly all of it zeros, and those of four grammars 7.3 MB of a package that is to
//! take 12; deflated they are 0.3. `src/language/packed.rs` fills them in when a language is first met.
//!
//! The table is read from its source: rows of `[symbol] = ACTIONS(number)` or `STATE(number)`, where symbols are those of
//! an `enum` above.

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

const GRAMMARS: [Grammar; 4] = [
    Grammar { package: "tree-sitter-c-sharp", folder: "src", name: "c_sharp" },
    Grammar { package: "tree-sitter-php", folder: "php/src", name: "php" },
    Grammar { package: "tree-sitter-ruby", folder: "src", name: "ruby" },
    Grammar { package: "tree-sitter-rust", folder: "src", name: "rust" },
];

const TABLE: &str = "static const uint16_t ts_parse_table[LARGE_STATE_COUNT][SYMBOL_COUNT]";
const TABLE_END: &str = "\n};\n";

/// Compiles the grammars, and writes their tables to `OUT_DIR`.
pub fn pack() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build/packed.rs");
    println!("cargo:rerun-if-changed=Cargo.lock");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let packages = packages()?;
    for Grammar { package, folder, name } in GRAMMARS {
        let folder = packages.get(package).ok_or_else(|| format!("no sources of {package}"))?.join(folder);
        let source = fs::read_to_string(folder.join("parser.c"))?;
        let (parser, table) = split(&source, name).ok_or_else(|| format!("{package}: another form of table"))?;
        let bytes: Vec<u8> = table.iter().flat_map(|entry| entry.to_le_bytes()).collect();
        fs::write(out.join(format!("{name}.table")), miniz_oxide::deflate::compress_to_vec(&bytes, 10))?;
        compile(name, &folder, &parser, &out)?;
    }
    Ok(())
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

/// The parser with an empty table that can be written to, and the table.
fn split(source: &str, name: &str) -> Option<(String, Vec<u16>)> {
    let (before, rest) = source.split_once(TABLE)?;
    let (rows, behind) = rest.split_once(TABLE_END)?;
    let table = table(before, rows)?;
    let accessor = format!("uint16_t *{name}_parse_table(void) {{ return &ts_parse_table[0][0]; }}\n");
    let empty = TABLE.replace("const ", "");
    Some((format!("{before}{empty};\n{accessor}{behind}"), table))
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
    build.std("c11").include(folder).warnings(false).file(path).file(folder.join("scanner.c"));
    if env::var("CARGO_CFG_TARGET_ENV")? == "msvc" {
        build.flag("-utf-8");
    }
    build.try_compile(&format!("packed-{name}"))?;
    Ok(())
}
