//! Builders, so that a test reads like the story it is about: `doc([h2("Ferries"), p("The first one leaves.")])`.

use stet_core::document::{Block, Document, Inline, ListItem, Mark, TableCell, TableRow};
use stet_core::{Article, ArticleId};

/// Returns a body of these blocks, normalised.
pub fn doc(blocks: impl IntoIterator<Item = Block>) -> Document {
    Document::new(blocks.into_iter().collect())
}

/// Returns a paragraph of plain text.
pub fn p(text: &str) -> Block {
    Block::paragraph(text)
}

/// Returns a paragraph of inlines.
pub fn para(content: impl IntoIterator<Item = Inline>) -> Block {
    Block::Paragraph { content: content.into_iter().collect() }
}

/// Returns a heading of level 2.
pub fn h2(text: &str) -> Block {
    Block::Heading { level: 2, content: Inline::plain(text) }
}

/// Returns a heading of level 3.
pub fn h3(text: &str) -> Block {
    Block::Heading { level: 3, content: Inline::plain(text) }
}

/// Returns a quotation.
pub fn quote(blocks: impl IntoIterator<Item = Block>) -> Block {
    Block::Blockquote { content: blocks.into_iter().collect() }
}

/// Returns a list item of these blocks.
pub fn li(blocks: impl IntoIterator<Item = Block>) -> ListItem {
    ListItem { checked: None, content: blocks.into_iter().collect() }
}

/// Returns an unordered list.
pub fn ul(items: impl IntoIterator<Item = ListItem>) -> Block {
    Block::BulletList { content: items.into_iter().collect() }
}

/// Returns a numbered list from 1.
pub fn ol(items: impl IntoIterator<Item = ListItem>) -> Block {
    Block::OrderedList { start: 1, content: items.into_iter().collect() }
}

/// Returns a table; the first row is its heading.
pub fn table(rows: &[&[&str]]) -> Block {
    let cell = |header, text: &str| TableCell { header, align: None, colspan: 1, rowspan: 1, content: vec![p(text)] };
    let row = |(index, cells): (usize, &&[&str])| TableRow { content: cells.iter().map(|text| cell(index == 0, text)).collect() };
    Block::Table { widths: Vec::new(), content: rows.iter().enumerate().map(row).collect() }
}

/// Returns plain text as an inline.
pub fn t(text: &str) -> Inline {
    Inline::Text { text: text.to_owned(), marks: Vec::new() }
}

/// Returns text with one mark.
pub fn marked(text: &str, mark: Mark) -> Inline {
    Inline::Text { text: text.to_owned(), marks: vec![mark] }
}

/// Returns bold text.
pub fn strong(text: &str) -> Inline {
    marked(text, Mark::Strong)
}

/// Returns italic text.
pub fn em(text: &str) -> Inline {
    marked(text, Mark::Em)
}

/// Returns a link.
pub fn link(text: &str, href: &str) -> Inline {
    marked(text, Mark::Link { href: href.to_owned(), title: String::new() })
}

/// Returns a footnote.
pub fn note(blocks: impl IntoIterator<Item = Block>) -> Inline {
    Inline::Footnote { content: blocks.into_iter().collect(), marks: Vec::new() }
}

/// Returns a story with a headline and nothing else.
pub fn article(headline: &str) -> Article {
    Article { headline: headline.to_owned(), ..Article::default() }
}

/// Returns a story with a headline and paragraphs.
pub fn story(headline: &str, paragraphs: &[&str]) -> Article {
    Article { body: doc(paragraphs.iter().map(|text| p(text))), ..article(headline) }
}

/// Returns a story with tags.
pub fn tagged(headline: &str, tags: &[&str]) -> Article {
    Article { tags: tags.iter().map(|&tag| tag.to_owned()).collect(), ..article(headline) }
}

/// Returns ids as text, for messages.
pub fn texts(ids: &[ArticleId]) -> Vec<&str> {
    ids.iter().map(ArticleId::as_str).collect()
}
