//! Plain text of a document and what is counted in it.

use unicode_segmentation::UnicodeSegmentation;

use super::{Block, Document, Inline};

impl Document {
    /// Returns the body as plain text: a block a paragraph, blank lines between them, footnotes after the block
    /// that refers to them.
    pub fn plain_text(&self) -> String {
        let mut out = String::new();
        write_blocks(&mut out, &self.content);
        while out.ends_with('\n') {
            out.pop();
        }
        out
    }
}

fn write_blocks(out: &mut String, blocks: &[Block]) {
    for block in blocks {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } => write_line(out, content),
            Block::PullQuote { attribution, content } => {
                write_line(out, content);
                write_text(out, attribution);
            }
            Block::Figure(figure) => {
                write_line(out, &figure.caption);
                write_text(out, &figure.credit);
            }
            Block::Blockquote { content } => write_blocks(out, content),
            Block::FactBox { title, content } => {
                write_text(out, title);
                write_blocks(out, content);
            }
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter().for_each(|item| write_blocks(out, &item.content))
            }
            Block::Table { content } => content.iter().flat_map(|row| &row.content).for_each(|cell| write_blocks(out, &cell.content)),
            Block::CodeBlock { text, .. } => write_text(out, text),
            Block::Embed { title, .. } => write_text(out, title),
            Block::HorizontalRule => {}
        }
    }
}

fn write_text(out: &mut String, text: &str) {
    if !text.is_empty() {
        out.push_str(text);
        out.push_str("\n\n");
    }
}

fn write_line(out: &mut String, line: &[Inline]) {
    let text = line_text(line);
    write_text(out, &text);
    for inline in line {
        if let Inline::Footnote { content, .. } = inline {
            write_blocks(out, content);
        }
    }
}

/// Returns the text of a line; a hard break is a newline, an image its alternative text, a footnote nothing.
pub fn line_text(line: &[Inline]) -> String {
    let mut text = String::new();
    for inline in line {
        match inline {
            Inline::Text { text: run, .. } => text.push_str(run),
            Inline::HardBreak { .. } => text.push('\n'),
            Inline::Image { alt, .. } => text.push_str(alt),
            Inline::Footnote { .. } => {}
        }
    }
    text
}

/// Counts the words of `text` as Unicode finds them (UAX 29); an ideograph counts as a word of its own.
pub fn count_words(text: &str) -> u32 {
    u32::try_from(text.unicode_words().count()).unwrap_or(u32::MAX)
}
