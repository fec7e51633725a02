//! Single-file components: files of `.vue` and `.svelte`, which have scripts among what is none.
//!
//! In: a component's text. Out: a text of the same length, byte for byte, with its scripts in place and nothing else but line
//! ends, so that each place in the tree is one of the file's; and the dialect that the scripts are written in. All scripts of a
//! file are read as one: they share a scope. What templates and styles say is not looked at.

use super::reading;
use std::ops::Range;

/// What a component's scripts are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dialect {
    /// JavaScript, with elements or without.
    JavaScript,
    /// TypeScript.
    TypeScript,
    /// TypeScript with elements.
    TypeScriptWithElements,
}

/// How often the end of something may be looked for in vain: whoever looks goes through all of the rest of a file.
const MAX_UNCLOSED: usize = 16;

/// A script of a component.
struct Script {
    /// What stands between its tags.
    content: Range<usize>,
    dialect: Dialect,
}

/// What kind of file a component is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Component {
    /// Blocks, of which templates and styles hold no scripts.
    Vue,
    /// Markup with expressions in braces, among which the scripts stand.
    Svelte,
}

/// A tag of a file.
struct Tag<'text> {
    name: &'text str,
    attributes: &'text str,
    is_closed: bool,
    /// Where what follows it begins.
    end: usize,
}

/// The scripts of a Vue component as one text.
pub(super) fn scripts_of_vue(text: &str) -> Option<String> {
    Some(scripts_alone(text, Component::Vue))
}

/// Those of a Svelte component.
pub(super) fn scripts_of_svelte(text: &str) -> Option<String> {
    Some(scripts_alone(text, Component::Svelte))
}

/// What the scripts of a component are written in: with types if one of them is.
pub(super) fn dialect(text: &str, component: Component) -> Dialect {
    scripts(text, component).into_iter().map(|script| script.dialect).max().unwrap_or(Dialect::JavaScript)
}

fn scripts_alone(text: &str, component: Component) -> String {
    let scripts = scripts(text, component);
    let with_elements = scripts.iter().all(|script| script.dialect != Dialect::TypeScript);
    let mut bytes: Vec<u8> = text.bytes().map(|byte| if matches!(byte, b'\n' | b'\r') { byte } else { b' ' }).collect();
    for Script { content, .. } in &scripts {
        bytes[content.clone()].copy_from_slice(&text.as_bytes()[content.clone()]);
        // What ends with its script does not go on in the next.
        if let Some(end) = bytes.get_mut(content.end)
            && *end == b' '
        {
            *end = b';';
        }
    }
    // Tags are of ASCII, so that what is between them is whole.
    let alone = String::from_utf8(bytes).unwrap_or_default();
    let prepared = if with_elements { reading::prepared_with_elements(&alone) } else { reading::prepared(&alone) };
    prepared.unwrap_or(alone)
}

/// The scripts of a component, in the order in which they stand.
fn scripts(text: &str, component: Component) -> Vec<Script> {
    let mut scripts = Vec::new();
    let mut at = 0;
    let mut left = MAX_UNCLOSED;
    while let Some(next) = next_mark(text, at, component) {
        if text[next..].starts_with('{') {
            at = looked_for(&mut left, || behind_braces(text, next)).unwrap_or(next + 1);
            continue;
        }
        if text[next..].starts_with("<!--") {
            at = text[next..].find("-->").map_or(text.len(), |end| next + end + "-->".len());
            continue;
        }
        let Some(tag) = tag_at(text, next, &mut left) else {
            at = next + 1;
            continue;
        };
        at = tag.end;
        if tag.is_closed {
            continue;
        }
        if tag.name.eq_ignore_ascii_case("script") {
            let end = closing(text, tag.end, "script");
            scripts.extend(dialect_of(&tag).map(|dialect| Script { content: tag.end..end, dialect }));
            at = end;
        } else if component == Component::Vue || tag.name.eq_ignore_ascii_case("style") || tag.name == "svelte:head" {
            at = looked_for(&mut left, || behind_block(text, &tag)).unwrap_or(tag.end);
        }
    }
    scripts
}

/// What is found, as long as not too much has been looked for in vain.
fn looked_for<T>(left: &mut usize, look: impl FnOnce() -> Option<T>) -> Option<T> {
    let found = if *left > 0 { look() } else { None };
    if found.is_none() {
        *left = left.saturating_sub(1);
    }
    found
}

/// Where the next tag, comment or expression begins.
fn next_mark(text: &str, from: usize, component: Component) -> Option<usize> {
    let rest = text.get(from..)?;
    let found = match component {
        Component::Vue => rest.find('<'),
        Component::Svelte => rest.find(['<', '{']),
    };
    found.map(|at| from + at)
}

/// Where what stands in braces ends: behind the brace that closes the one at `start`, texts left out. `None` where nothing
/// closes it: it is no expression.
fn behind_braces(text: &str, start: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        match (byte, quote) {
            (b'\\', Some(_)) => is_escaped = true,
            (_, Some(open)) if byte == open => quote = None,
            // No text of these goes over a line's end: it was an apostrophe.
            (b'\n', Some(b'\'' | b'"')) => quote = None,
            (_, Some(_)) => {}
            (b'\'' | b'"' | b'`', None) => quote = Some(byte),
            (b'{', None) => depth += 1,
            (b'}', None) => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// The tag that begins at a place, if one does.
fn tag_at<'text>(text: &'text str, start: usize, left: &mut usize) -> Option<Tag<'text>> {
    let rest = text[start..].strip_prefix('<')?;
    if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    looked_for(left, || closed_tag(rest, start))
}

/// The tag whose name begins `rest`, if it ends.
fn closed_tag(rest: &str, start: usize) -> Option<Tag<'_>> {
    let length = rest.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(rest.len());
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate().skip(length) {
        match (byte, quote) {
            (_, Some(open)) if byte == open => quote = None,
            (b'"' | b'\'', None) => quote = Some(byte),
            (b'>', None) => {
                let attributes = &rest[length..at];
                let is_closed = attributes.ends_with('/');
                return Some(Tag { name: &rest[..length], attributes, is_closed, end: start + 1 + at + 1 });
            }
            _ => {}
        }
    }
    None
}

/// Where the tag begins that closes a block whose content has no tags, or the text ends.
fn closing(text: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(next) = text[at..].find("</").map(|next| at + next) {
        let behind = &text.as_bytes()[next + 2..];
        if behind.get(..name.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
            return next;
        }
        at = next + 2;
    }
    text.len()
}

/// Where what follows a block begins: behind its closing tag, with blocks of the same name in it. `None` where nothing closes
/// it: what follows may be a script all the same.
fn behind_block(text: &str, tag: &Tag<'_>) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = tag.end;
    let mut left = MAX_UNCLOSED;
    let holds_tags = tag.name == "template" && !tag.attributes.contains("lang=");
    while let Some(next) = text[at..].find('<').map(|next| at + next) {
        at = next + 1;
        if text[at..].starts_with("!--") && holds_tags {
            at = text[at..].find("-->").map_or(text.len(), |end| at + end);
        } else if let Some(closed) = text[at..].strip_prefix('/') {
            if closed.as_bytes().get(..tag.name.len()).is_some_and(|name| name == tag.name.as_bytes()) {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
        } else if holds_tags && let Some(inner) = tag_at(text, next, &mut left) {
            at = inner.end;
            depth += usize::from(inner.name == tag.name && !inner.is_closed);
        }
    }
    None
}

/// What a script is written in; `None` if it is nothing that is read here.
fn dialect_of(tag: &Tag<'_>) -> Option<Dialect> {
    let language = attribute(tag.attributes, "lang").or_else(|| attribute(tag.attributes, "type")).unwrap_or("");
    match language {
        "" | "module" | "js" | "jsx" | "javascript" | "text/javascript" | "application/javascript" | "text/babel" => {
            Some(Dialect::JavaScript)
        }
        "ts" | "typescript" | "text/typescript" => Some(Dialect::TypeScript),
        "tsx" => Some(Dialect::TypeScriptWithElements),
        _ => None,
    }
}

/// The value of an attribute.
fn attribute<'text>(attributes: &'text str, name: &str) -> Option<&'text str> {
    let mut from = 0;
    while let Some(at) = attributes[from..].find(name).map(|at| from + at) {
        from = at + name.len();
        let is_whole = attributes[..at].ends_with(char::is_whitespace);
        let Some(value) = attributes[from..].trim_start().strip_prefix('=').filter(|_| is_whole) else { continue };
        let value = value.trim_start();
        return match value.chars().next() {
            Some(quote @ ('"' | '\'')) => value[1..].split(quote).next(),
            _ => value.split(|c: char| c.is_whitespace() || c == '/').next(),
        };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_scripts(component: Component, text: &str, expected: &[&str]) {
        let found: Vec<&str> = scripts(text, component).into_iter().map(|script| text[script.content].trim()).collect();
        assert_eq!(found, expected, "{text}");
        let alone = scripts_alone(text, component);
        assert_eq!(alone.len(), text.len(), "{text}");
        let ends =
            |text: &str| text.match_indices(['\n', '\r']).map(|(at, end)| (at, end.to_owned())).collect::<Vec<_>>();
        assert_eq!(ends(&alone), ends(text), "{text}");
    }

    #[test]
    fn scripts_stand_among_templates_and_styles() {
        let text = "<template><p>{{ a < b }}</p><template #x><i/></template></template>\r\n<script>a</script>\n\
                    <style>a > b {}</style><script setup lang='ts'>b</script>";
        assert_scripts(Component::Vue, text, &["a", "b"]);
        assert_scripts(
            Component::Svelte,
            "<script context=\"module\">a</script>{#if x < 1}<b/>{/if}<script>b</script>",
            &["a", "b"],
        );
    }

    #[test]
    fn what_only_looks_like_a_script_is_none() {
        for component in [Component::Vue, Component::Svelte] {
            assert_scripts(component, "<!-- <script>no</script> --><script>yes</script>", &["yes"]);
            assert_scripts(component, "<script>const a = '<script>'; // é\n</script>", &["const a = '<script>'; // é"]);
            assert_scripts(component, "<script src='a.js'/><script>yes</script>", &["yes"]);
            assert_scripts(component, "<script type=\"application/ld+json\">{}</script>", &[]);
            assert_scripts(component, "<script lang=\"coffee\">a -> b</script>", &[]);
            assert_scripts(component, "<SCRIPT a='>'>yes</SCRIPT >", &["yes"]);
            assert_scripts(component, "<scripts>no</scripts>", &[]);
        }
        assert_scripts(Component::Vue, "<template><script>no</script></template>", &[]);
        assert_scripts(Component::Vue, "<docs><script>no</script></docs><script>yes</script>", &["yes"]);
        assert_scripts(
            Component::Vue,
            "<template lang=\"pug\">\np <template>\n</template><script>yes</script>",
            &["yes"],
        );
        assert_scripts(Component::Svelte, "{@html `<script>no${'}'}</script>`}<script>yes</script>", &["yes"]);
        assert_scripts(
            Component::Svelte,
            "<svelte:head><script>no</script></svelte:head><p>it's {x}</p><script>yes</script>",
            &["yes"],
        );
    }

    #[test]
    fn what_is_not_closed_ends_with_the_file() {
        for component in [Component::Vue, Component::Svelte] {
            assert_scripts(component, "<script>a", &["a"]);
            assert_scripts(component, "<script", &[]);
            assert_scripts(component, "<style><script>a</script>", &["a"]);
            assert_scripts(component, "<!-- <script>a</script>", &[]);
            assert_scripts(component, "", &[]);
            assert_scripts(component, "{<script>a</script>", &["a"]);
            assert_scripts(component, "\u{feff}<script>é</script>", &["é"]);
        }
    }

    #[test]
    fn what_is_never_closed_is_looked_for_so_often_and_no_more() {
        for open in ["{", "<a>", "<a \"", "<template>", "<template><b '", "<!-", "</"] {
            for component in [Component::Vue, Component::Svelte] {
                let text = open.repeat(20_000);
                assert_eq!(scripts_alone(&text, component).len(), text.len());
            }
        }
    }

    #[test]
    fn the_languages_of_scripts_decide_the_dialect() {
        for (text, expected) in [
            ("<script>a</script>", Dialect::JavaScript),
            ("<script lang=ts>a</script>", Dialect::TypeScript),
            ("<script>a</script><script setup lang = 'tsx'>b</script>", Dialect::TypeScriptWithElements),
            ("<script data-lang=\"ts\">a</script>", Dialect::JavaScript),
            ("<template/>", Dialect::JavaScript),
        ] {
            assert_eq!(dialect(text, Component::Vue), expected, "{text}");
        }
    }
}
