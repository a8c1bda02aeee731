//! HTML in: a fragment or a whole page, through html5ever into the schema.
//!
//! Owns what each element becomes. Markup is only ever read here: unknown elements dissolve into their content,
//! scripts, styles, navigation and forms are left out, and only addresses that a story may point at survive.

mod blocks;
pub(super) mod direct;
mod flow;
mod head;
mod line;
mod page;
mod pairs;
mod style;
mod tree;

use super::{Imported, Warning};
use crate::Article;
use crate::document::Document;

/// How a piece of HTML is to be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// What Markdown was turned into: breaks stand as they are.
    Markdown,
    /// A page or a paste: two breaks in a row part paragraphs.
    Html,
}

/// Reads a fragment as the body of a story.
pub fn fragment(html: &str) -> (Document, Vec<Warning>) {
    read_fragment(html, Origin::Html)
}

/// Reads a fragment, or the story of a whole page, as a body alone. What comes from a clipboard says that it is a
/// fragment, whatever page it stands in.
pub(super) fn body(html: &str) -> (Document, Vec<Warning>) {
    let marks_story = html.contains("articleBody") || html.contains("<article");
    if page::is_page(html) && marks_story && !html.contains("StartFragment") {
        let imported = page::read(html);
        return (imported.article.body, imported.warnings);
    }
    fragment(html)
}

pub(super) fn read_fragment(html: &str, origin: Origin) -> (Document, Vec<Warning>) {
    let tree = tree::parse(html);
    let body = tree::find(&tree.root, &["body"]).unwrap_or_else(|| tree.root.clone());
    let mut reader = flow::Reader::new(&tree, origin);
    let blocks = reader.body(&body);
    (Document::new(blocks), reader.finish())
}

/// Marks by number, and how many blocks stood before each.
pub(super) type Seams = Vec<(usize, Option<usize>)>;

/// Reads what Markdown was turned into, with the seams between its blocks.
pub(super) fn read_seams(html: &str) -> (Document, Seams) {
    let tree = tree::parse(html);
    let body = tree::find(&tree.root, &["body"]).unwrap_or_else(|| tree.root.clone());
    let mut reader = flow::Reader::new(&tree, Origin::Markdown);
    let blocks = reader.body(&body);
    (Document::new(blocks), std::mem::take(&mut reader.seams))
}

/// Reads a whole page or a fragment as a story.
pub fn read(html: &str) -> Imported {
    if page::is_page(html) {
        return page::read(html);
    }
    let (body, warnings) = fragment(html);
    let mut article = Article { body, ..Article::default() };
    super::take_headline(&mut article);
    Imported { article, warnings }
}
