//! Markdown in: CommonMark and GFM by comrak, behind YAML, TOML or JSON front matter.
//!
//! comrak makes HTML of it, and the HTML importer makes the story: so HTML inside Markdown means what it means elsewhere.

use std::borrow::Cow;

use comrak::nodes::{AstNode, NodeValue};
use comrak::{Arena, Options, format_html, parse_document};

use super::html::{Origin, read_fragment};
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
        let map = front_matter::parse(name, language, matter)?;
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
    let limited = limit_nesting(text);
    let mut warnings = Vec::new();
    let (mut html, defined) = to_html(&limited);
    let orphans = orphans(&limited, &defined);
    if !orphans.is_empty() {
        // comrak drops a note that nothing refers to, and its words with it.
        let referred: String = orphans.iter().map(|name| format!("[^{name}]")).collect();
        let (whole, now_defined) = to_html(&format!("{limited}\n\n{referred}\n"));
        if orphans.iter().all(|name| now_defined.contains(name)) {
            html = whole;
            let detail = format!("{} footnotes are referred to nowhere; they stand at the end of the story.", orphans.len());
            warnings.push(Warning { code: "note_unreferenced".into(), detail });
        }
    }
    let (body, found) = read_fragment(&html, Origin::Markdown);
    warnings.extend(found);
    (body, warnings)
}

/// Returns the names of notes that lines of the text define and that are not among those that were read.
fn orphans(text: &str, defined: &[String]) -> Vec<String> {
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

/// Returns a text as HTML, and the names of the footnotes in it.
fn to_html(text: &str) -> (String, Vec<String>) {
    let options = options();
    let arena = Arena::new();
    let root = parse_document(&arena, text, &options);
    let nodes: Vec<_> = root.descendants().collect();
    let defined = nodes.iter().filter_map(|node| match &node.data().value {
        NodeValue::FootnoteDefinition(note) => Some(note.name.clone()),
        _ => None,
    });
    let defined: Vec<String> = defined.collect();
    for node in &nodes {
        keep_address(&arena, node);
    }
    for node in nodes {
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
    let mut html = String::with_capacity(text.len() * 2);
    // Writing to a String cannot fail.
    let _ = format_html(root, &options, &mut html);
    (html, defined)
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
fn spoken(node: &AstNode<'_>) -> Option<String> {
    match &node.data().value {
        NodeValue::Text(text) => Some(text.to_string()),
        NodeValue::Code(code) => Some(code.literal.clone()),
        NodeValue::SoftBreak | NodeValue::LineBreak => Some(" ".to_owned()),
        _ => None,
    }
}

/// Tells whether HTML would collapse some of the text's white space.
fn needs_keeping(text: &str, starts: bool, ends: bool) -> bool {
    text.contains("  ") || text.contains(['\n', '\t', '\r', '\u{c}']) || (starts && text.starts_with(' ')) || (ends && text.ends_with(' '))
}

/// Cuts markers of quotations beyond a hundred at the start of a line: no story nests so, and the parser recurses.
fn limit_nesting(text: &str) -> Cow<'_, str> {
    let is_deep = |line: &str| line.bytes().take_while(|b| matches!(b, b'>' | b' ' | b'\t')).filter(|b| *b == b'>').count() > 100;
    if !text.lines().any(is_deep) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if is_deep(line) {
            let start = line.len() - line.trim_start_matches(['>', ' ', '\t']).len();
            out.push_str(&"> ".repeat(100));
            out.push_str(&line[start..]);
        } else {
            out.push_str(line);
        }
    }
    Cow::Owned(out)
}
