//! Markdown in: CommonMark and GFM by comrak, behind YAML, TOML or JSON front matter.
//!
//! comrak makes HTML of it, and the HTML importer makes the story: so HTML inside Markdown means what it means elsewhere.

use std::borrow::Cow;
use std::sync::LazyLock;

use comrak::nodes::{AstNode, NodeHtmlBlock, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};
use memchr::memmem::Finder;

use super::html::{self, Origin, read_fragment};
use super::{Imported, Warning, front_matter};
use crate::document::Document;
use crate::export::body::{attribute, text_html};
use crate::{Article, Result};

/// Reads Markdown with its front matter. `name` is the file's name.
///
/// # Errors
/// [`crate::Error::ImportFrontMatter`].
pub fn read(name: &str, text: &str) -> Result<Imported> {
    let mut article = Article::default();
    let mut warnings = Vec::new();
    let split = front_matter::split(text);
    let mut has_title = false;
    if let Some((language, matter)) = split.matter {
        let (map, mended) = front_matter::parse_mending(name, language, matter)?;
        if !mended.is_empty() {
            let names = mended.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(", ");
            let detail = format!("The front matter was not right; what these say was read as if it stood in quotation marks: {names}.");
            warnings.push(Warning { code: "front_matter_mended".into(), detail });
        }
        has_title = map.contains_key("title") || map.contains_key("headline");
        front_matter::apply(map, &mut article, &mut warnings);
    }
    let (body, found) = body(split.body);
    article.body = body;
    warnings.extend(found);
    if !has_title {
        super::take_headline(&mut article);
    }
    super::name_fallbacks(name, split.matter.is_some(), &mut article);
    Ok(Imported { article, warnings })
}

/// Reads Markdown without front matter as a body.
pub fn body(text: &str) -> (Document, Vec<Warning>) {
    let text = limit_nesting(text);
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, &text, &options);
    // Line ends that HTML knows better, Hugo's figures, notes: not worth telling apart where nothing but Markdown is read.
    let is_plain = !text.contains(['\r', '\0']) && !text.contains("{{< figure ") && !text.contains("[^");
    match is_plain.then(|| html::direct::read(root)).flatten() {
        Some((blocks, warnings)) => (Document::new(blocks), warnings),
        None => through_html(all_words(&text, write_html(&arena, root, &text, false), false)),
    }
}

/// As [`body`], by the way that knows all there is: every text goes through HTML. For tests that hold the two ways together.
#[doc(hidden)]
pub fn body_through_html(text: &str) -> (Document, Vec<Warning>) {
    through_html(whole(&limit_nesting(text), false))
}

fn through_html(whole: Marked) -> (Document, Vec<Warning>) {
    let (body, found) = read_fragment(&whole.html, Origin::Markdown);
    let mut warnings = Vec::new();
    if !whole.lost.is_empty() {
        let detail = format!("{} footnotes are referred to nowhere; they stand at the end of the story.", whole.lost.len());
        warnings.push(Warning { code: "note_unreferenced".into(), detail });
    }
    warnings.extend(found);
    (body, warnings)
}

/// Returns a text as HTML with all its words: notes that nothing refers to stand at its end.
pub(super) fn whole(text: &str, marked: bool) -> Marked {
    all_words(text, to_html(text, marked), marked)
}

/// Returns `read`, which was made of the text, with the notes that nothing refers to.
fn all_words(text: &str, read: Marked, marked: bool) -> Marked {
    let lost = orphans(text, &read.notes);
    if lost.is_empty() {
        return read;
    }
    let whole = to_html(&referring(text, &lost), marked);
    if lost.iter().all(|name| whole.notes.contains(name)) { Marked { lost, ..whole } } else { read }
}

/// Returns the text with references to notes that nothing refers to: comrak drops such a note, and its words with it.
fn referring(text: &str, orphans: &[String]) -> String {
    let referred: String = orphans.iter().map(|name| format!("[^{name}]")).collect();
    format!("{text}\n\n{referred}\n")
}

/// Returns the names of notes that lines of the text define and that are not among those that were read.
pub(crate) fn orphans(text: &str, defined: &[String]) -> Vec<String> {
    let name = |line: &str| line.strip_prefix("[^").and_then(|rest| rest.split_once("]:")).map(|(name, _)| name.to_owned());
    let mut names: Vec<String> = text.lines().filter_map(name).filter(|name| !name.is_empty() && !name.contains([' ', '[', ']'])).collect();
    names.retain(|name| !defined.iter().any(|other| other.eq_ignore_ascii_case(name)));
    names.dedup();
    names
}

pub(crate) fn options() -> Options<'static> {
    let mut options = Options::default();
    options.extension.strikethrough = true;
    options.extension.table = true;
    options.extension.tasklist = true;
    options.extension.footnotes = true;
    options.render.r#unsafe = true;
    options
}

/// The first and the last line of a node, from 0.
pub(super) type Lines = (usize, usize);

/// A text as HTML.
pub(crate) struct Marked {
    pub(super) html: String,
    /// The names of the footnotes in it.
    pub(crate) notes: Vec<String>,
    /// The lines of each node of the text, where it is marked.
    pub(super) lines: Vec<Lines>,
    /// The names of the notes that nothing refers to and that were put at the end.
    pub(super) lost: Vec<String>,
}

/// Returns a text as HTML; where it is `marked`, a comment with its number stands before each node of the text.
pub(crate) fn to_html(text: &str, marked: bool) -> Marked {
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options());
    write_html(&arena, root, text, marked)
}

/// Writes the tree of a text as HTML, as [`to_html`] does.
fn write_html<'a>(arena: &'a Arena<'a>, root: &'a AstNode<'a>, text: &str, marked: bool) -> Marked {
    if text.contains("{{< figure ") {
        let lines: Vec<&str> = text.lines().collect();
        for node in root.descendants().collect::<Vec<_>>() {
            if let Some(html) = shortcode(node, &lines) {
                node.children().for_each(|child| child.detach());
                node.data_mut().value = NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 6, literal: html });
            }
        }
    }
    let nodes: Vec<_> = root.descendants().collect();
    let defined = nodes.iter().filter_map(|node| match &node.data().value {
        NodeValue::FootnoteDefinition(note) => Some(note.name.clone()),
        _ => None,
    });
    let defined: Vec<String> = defined.collect();
    for node in nodes.iter().filter(|node| matches!(node.data().value, NodeValue::Image(_))) {
        keep_address(arena, node);
    }
    for node in &nodes {
        let is_edge = |beside: Option<&AstNode<'_>>| {
            beside.is_none_or(|node| matches!(node.data().value, NodeValue::LineBreak | NodeValue::SoftBreak))
        };
        let (starts, ends) = (is_edge(node.previous_sibling()), is_edge(node.next_sibling()));
        let mut data = node.data_mut();
        let kept = match &data.value {
            NodeValue::Text(text) if needs_keeping(text, starts, ends) => text_html(text, starts, ends),
            NodeValue::Code(code) if needs_keeping(&code.literal, true, true) => {
                format!("<code>{}</code>", text_html(&code.literal, true, true))
            }
            _ => continue,
        };
        data.value = NodeValue::HtmlInline(kept);
    }
    for node in nodes.iter().filter(|node| matches!(node.data().value, NodeValue::Link(_))) {
        keep_address(arena, node);
    }
    let mut lines = Vec::new();
    if marked {
        for node in root.children().collect::<Vec<_>>() {
            let place = match &*node.data() {
                data if matches!(data.value, NodeValue::FootnoteDefinition(_)) => continue,
                data => data.sourcepos,
            };
            let literal = format!("<!--stet:{}-->\n", lines.len());
            node.insert_before(arena.alloc(NodeValue::HtmlBlock(NodeHtmlBlock { block_type: 2, literal }).into()));
            lines.push((place.start.line.saturating_sub(1), place.end.line.saturating_sub(1)));
        }
    }
    let mut html = String::with_capacity(text.len() * 2);
    // Writing to a String cannot fail.
    let _ = format_html(root, &options(), &mut html);
    Marked { html, notes: defined, lines, lost: Vec::new() }
}

/// Returns the figure that a paragraph is, where it is Hugo's shortcode for one and nothing else.
fn shortcode(node: &AstNode<'_>, lines: &[&str]) -> Option<String> {
    let data = node.data();
    let place = data.sourcepos;
    if !matches!(data.value, NodeValue::Paragraph) || place.start.line != place.end.line {
        return None;
    }
    let line = lines.get(place.start.line.checked_sub(1)?)?;
    let source = line.get(place.start.column.checked_sub(1)?..)?.trim_end();
    let inside = source.strip_prefix("{{< figure ")?.strip_suffix(">}}")?;
    let inside = inside.trim_end().trim_end_matches('/');
    let parameters = parameters(inside)?;
    let get =
        |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    let mut html = format!("<figure><img src=\"{}\" alt=\"{}\">", attribute(get("src")?), attribute(get("alt").unwrap_or_default()));
    let line = |markdown: &str| to_html(markdown, false).html.trim_end().trim_start_matches("<p>").trim_end_matches("</p>").to_owned();
    let (caption, credit) = (get("caption").or(get("title")).map(line), get("attr").map(line));
    if caption.is_some() || credit.is_some() {
        let credit = credit.map(|credit| format!("<small class=\"credit\">{credit}</small>")).unwrap_or_default();
        html.push_str(&format!("<figcaption>{}{credit}</figcaption>", caption.unwrap_or_default()));
    }
    html.push_str("</figure>\n");
    Some(html)
}

/// Reads a shortcode's parameters: `name="…"`, with `\"` for a quotation mark, or a raw string between backticks.
fn parameters(text: &str) -> Option<Vec<(String, String)>> {
    let mut found = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (name, value) = rest.split_once('=')?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')) {
            return None;
        }
        let sign = value.chars().next().filter(|sign| matches!(sign, '"' | '`'))?;
        let inside = &value[1..];
        let ends = |(at, _): &(usize, &str)| sign == '`' || !inside[..*at].ends_with('\\');
        let (end, _) = inside.match_indices(sign).find(ends)?;
        let value = if sign == '"' { inside[..end].replace("\\\"", "\"") } else { inside[..end].to_owned() };
        found.push((name.to_owned(), value));
        rest = inside[end + 1..].trim_start();
    }
    Some(found)
}

/// Writes links and pictures as HTML of our own: comrak would encode their addresses anew.
fn keep_address<'a>(arena: &'a Arena<'a>, node: &'a AstNode<'a>) {
    let (is_link, link) = match &node.data().value {
        NodeValue::Link(link) => (true, link.clone()),
        NodeValue::Image(link) => (false, link.clone()),
        _ => return,
    };
    let title = if link.title.is_empty() { String::new() } else { format!(" title=\"{}\"", attribute(&link.title)) };
    let html = |html: String| arena.alloc(NodeValue::HtmlInline(html).into());
    if is_link {
        node.insert_before(html(format!("<a href=\"{}\"{title}>", attribute(&link.url))));
        for child in node.children().collect::<Vec<_>>() {
            child.detach();
            node.insert_before(child);
        }
        node.insert_before(html("</a>".to_owned()));
    } else {
        let alt: String = node.descendants().filter_map(spoken).collect();
        node.insert_before(html(format!("<img src=\"{}\" alt=\"{}\"{title}>", attribute(&link.url), attribute(&alt))));
    }
    node.detach();
}

/// Returns what a node adds to the text of a picture.
pub(super) fn spoken(node: &AstNode<'_>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        NodeValue::Code(code) => Some(code.literal.clone()),
        NodeValue::SoftBreak | NodeValue::LineBreak => Some(" ".to_owned()),
        _ => None,
    }
}

/// Returns where two spaces stand in a row.
pub(super) fn two_spaces(text: &[u8]) -> Option<usize> {
    static BOTH: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b"  "));
    BOTH.find(text)
}

/// Tells whether HTML would collapse some of the text's white space.
pub(super) fn needs_keeping(text: &str, starts: bool, ends: bool) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr3(b'\n', b'\t', b'\r', bytes).is_some()
        || bytes.contains(&b'\x0c')
        || two_spaces(bytes).is_some()
        || (starts && text.starts_with(' '))
        || (ends && text.ends_with(' '))
}

/// A line of a list may be indented so far, in columns: beyond, it counts as if it stood there.
const DEEPEST: usize = 200;

/// Cuts markers of quotations beyond a hundred at the start of a line, and the indentation of items in lists deeper than that: no
/// story nests so, the parser recurses, and every line costs it as much as it is deep.
pub(super) fn limit_nesting(text: &str) -> Cow<'_, str> {
    let is_deep = |line: &str| line.bytes().take_while(|b| matches!(b, b'>' | b' ' | b'\t')).filter(|b| *b == b'>').count() > 100;
    let is_far = |line: &str| {
        let bare = line.trim_start_matches([' ', '\t']);
        let columns: usize = line[..line.len() - bare.len()].bytes().map(|b| if b == b'\t' { 4 } else { 1 }).sum();
        columns > DEEPEST && bare.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(['-', '*', '+', '.', ')'])
    };
    if !text.lines().any(|line| line.len() > DEEPEST / 4 && (is_deep(line) || is_far(line))) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_deep(line) {
            let start = line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
            out.push_str(&"> ".repeat(100));
            out.push_str(&line[start..]);
        } else if is_far(line) {
            out.push_str(&" ".repeat(DEEPEST));
            out.push_str(line.trim_start_matches([' ', '\t']));
        } else {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_indented_too_far_is_moved_back_however_it_is_indented() {
        for indent in [" ".repeat(DEEPEST + 1), "\t".repeat(51), "\t".repeat(99)] {
            assert_eq!(limit_nesting(&format!("- a\n{indent}- b\n")), format!("- a\n{}- b\n", " ".repeat(DEEPEST)));
        }
        let text = format!("- a\n{}- b\n", "\t".repeat(50));
        assert_eq!(limit_nesting(&text), text);
    }
}
