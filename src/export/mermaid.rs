//! A flowchart of Mermaid.
//!
//! In: an index. Out: a chart within Mermaid's own limits, of what is the finest that fits: functions and types by file, files,
//! or folders as deep as possible. A comment says which, and what was left out.

use super::text::readable;
use crate::query::{Index, IndexedFile, SymbolId};
use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

/// How long a text Mermaid draws.
const MAX_TEXT: usize = 50_000;
/// How many links it draws.
const MAX_LINKS: usize = 500;
/// How many nodes somebody can still look at.
const MAX_NODES: usize = 200;
/// With fewer, a chart says too little.
const MIN_NODES: usize = 4;
/// How much of a name is shown, in characters.
const MAX_LABEL: usize = 60;
/// Down to which folder is looked.
const MAX_DEPTH: usize = 12;

/// What the nodes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Folders of this depth, with all that is below them.
    Folders(usize),
    /// Files.
    Files,
    /// Functions and types, and of a file what is outside of any.
    Symbols,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Group<'i> {
    Folder(&'i str),
    File(&'i str),
    Symbol(&'i str, Option<SymbolId>),
}

impl Level {
    fn group(self, file: &IndexedFile, symbol: Option<SymbolId>) -> Group<'_> {
        let path = file.path();
        match self {
            Self::Symbols => Group::Symbol(path, symbol),
            Self::Files => Group::File(path),
            Self::Folders(depth) => {
                let mut slashes = path.match_indices('/').map(|(at, _)| at).take(depth);
                Group::Folder(&path[..slashes.by_ref().last().unwrap_or(0)])
            }
        }
    }

    const fn noun(self) -> &'static str {
        match self {
            Self::Symbols => "functions and types",
            Self::Files => "files",
            Self::Folders(_) => "folders",
        }
    }
}

/// Writes the chart.
pub(super) fn write(index: &Index, out: &mut dyn Write) -> io::Result<()> {
    let depth = index.files().map(|(_, file)| file.path().matches('/').count()).max().unwrap_or(0);
    let levels = (1..=depth.min(MAX_DEPTH)).map(Level::Folders).chain([Level::Files, Level::Symbols]);
    let mut text = Chart::default().text(index);
    let mut is_enough = false;
    for level in levels {
        let whole = Chart::of(index, level, Limits { nodes: MAX_NODES, links: MAX_LINKS });
        let fits =
            whole.map(|chart| (chart.text(index), chart.groups.len())).filter(|(text, _)| text.len() <= MAX_TEXT);
        if let Some((fitting, nodes)) = fits {
            text = fitting;
            is_enough = nodes >= MIN_NODES;
            continue;
        }
        if !is_enough && let Some(all) = Chart::of(index, level, Limits { nodes: usize::MAX, links: usize::MAX }) {
            text = all.cut(index);
        }
        break;
    }
    out.write_all(text.as_bytes())
}

#[derive(Clone, Copy)]
struct Limits {
    nodes: usize,
    links: usize,
}

/// Nodes, and how often one leads to another.
#[derive(Debug, Default)]
struct Chart<'i> {
    level: Option<Level>,
    groups: BTreeSet<Group<'i>>,
    links: HashMap<(Group<'i>, Group<'i>), u64>,
    /// How many nodes and links are not in it.
    left_out: (usize, usize),
}

impl<'i> Chart<'i> {
    /// The chart of a level; none if it has more than that.
    fn of(index: &'i Index, level: Level, limits: Limits) -> Option<Self> {
        let mut chart = Self { level: Some(level), ..Self::default() };
        for (_, file) in index.files() {
            if level == Level::Symbols {
                chart.groups.extend(file.symbols().map(|(symbol, _)| level.group(file, Some(symbol))));
            } else {
                chart.groups.insert(level.group(file, None));
            }
            let imports = file.imported().filter_map(|to| Some((None, index.file(to)?, None)));
            // Between functions and types, what files import says nothing.
            let imports = imports.filter(|_| level != Level::Symbols);
            let edges = file.edges.iter().filter_map(|edge| {
                let (to, _) = index.symbol(edge.to)?;
                Some((file.site(edge).from, to, Some(edge.to.symbol)))
            });
            for (symbol, to, target) in imports.chain(edges) {
                let ends = (level.group(file, symbol), level.group(to, target));
                if ends.0 != ends.1 {
                    *chart.links.entry(ends).or_default() += 1;
                    chart.groups.extend([ends.0, ends.1]);
                }
            }
            if chart.groups.len() > limits.nodes || chart.links.len() > limits.links {
                return None;
            }
        }
        Some(chart)
    }

    /// The links, those first that stand for most.
    fn heaviest(&self) -> Vec<(Group<'i>, Group<'i>, u64)> {
        let mut links: Vec<_> = self.links.iter().map(|((from, to), count)| (*from, *to, *count)).collect();
        links.sort_unstable_by(|one, other| other.2.cmp(&one.2).then((one.0, one.1).cmp(&(other.0, other.1))));
        links
    }

    /// As much of it as fits: what the links lead from and to that stand for most, and the links between those.
    fn cut(self, index: &Index) -> String {
        let links = self.heaviest();
        let mut nodes = MAX_NODES;
        loop {
            let mut chart = Self { level: self.level, ..Self::default() };
            for group in links.iter().flat_map(|(from, to, _)| [*from, *to]).chain(self.groups.iter().copied()) {
                if chart.groups.len() < nodes {
                    chart.groups.insert(group);
                }
            }
            let kept = links.iter().filter(|(from, to, _)| chart.groups.contains(from) && chart.groups.contains(to));
            chart.links = kept.take(MAX_LINKS).map(|(from, to, count)| ((*from, *to), *count)).collect();
            chart.left_out = (self.groups.len() - chart.groups.len(), links.len() - chart.links.len());
            let text = chart.text(index);
            if text.len() <= MAX_TEXT || nodes == 0 {
                return text;
            }
            nodes /= 2;
        }
    }

    fn text(&self, index: &Index) -> String {
        let mut text = String::from("flowchart LR\n");
        self.push_comment(&mut text);
        let mut numbers = HashMap::new();
        let mut open = None;
        for (number, group) in self.groups.iter().enumerate() {
            numbers.insert(*group, number);
            let file = match group {
                Group::Symbol(path, _) => Some(*path),
                _ => None,
            };
            if open != file {
                text.push_str(if open.is_some() { "  end\n" } else { "" });
                push(&mut text, format_args!("  subgraph f{number} [{}]\n", Label(file.unwrap_or_default())));
                open = file;
            }
            let label = label(index, *group);
            push(&mut text, format_args!("    n{number}[{}]\n", Label(&label)));
        }
        text.push_str(if open.is_some() { "  end\n" } else { "" });
        let mut links = self.heaviest();
        links.sort_unstable();
        for (from, to, count) in links {
            let Some((from, to)) = numbers.get(&from).zip(numbers.get(&to)) else { continue };
            match count {
                1 => push(&mut text, format_args!("  n{from} --> n{to}\n")),
                _ => push(&mut text, format_args!("  n{from} -->|{count}| n{to}\n")),
            }
        }
        text
    }

    fn push_comment(&self, text: &mut String) {
        let Some(level) = self.level else { return };
        push(text, format_args!("%% Nodes are {}.\n", level.noun()));
        if self.left_out != (0, 0) {
            let (nodes, links) = self.left_out;
            push(text, format_args!("%% Left out, as Mermaid draws no more: {nodes} nodes and {links} links.\n"));
        }
    }
}

fn push(text: &mut String, what: std::fmt::Arguments) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(what);
}

fn label(index: &Index, group: Group) -> String {
    match group {
        Group::Folder("") => "(root)".to_owned(),
        Group::Folder(path) | Group::File(path) => path.to_owned(),
        Group::Symbol(_, None) => "(file)".to_owned(),
        Group::Symbol(path, Some(symbol)) => {
            index.at_path(path).map_or_else(String::new, |(_, file)| file.key(symbol).to_owned())
        }
    }
}

/// A text that is shown, in quotes, its end if it is long.
struct Label<'t>(&'t str);

impl std::fmt::Display for Label<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let shown = readable(self.0);
        let more = shown.chars().count().saturating_sub(MAX_LABEL);
        formatter.write_str(if more > 0 { "\"…" } else { "\"" })?;
        for character in shown.chars().skip(more) {
            // Anything else may mean something to Mermaid, or to the page that it makes of it.
            if character.is_alphanumeric() || " /._-:$()[]{},+=@".contains(character) {
                formatter.write_char(character)?;
            } else {
                write!(formatter, "#{};", u32::from(character))?;
            }
        }
        formatter.write_char('"')
    }
}
