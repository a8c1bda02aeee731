//! Plain text of a document and what is counted in it.

use icu_segmenter::WordSegmenter;
use icu_segmenter::options::WordBreakInvariantOptions;
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

impl Block {
    /// Returns the block as plain text, with a blank line after each of its paragraphs.
    pub(crate) fn plain_text(&self) -> String {
        let mut out = String::new();
        write_blocks(&mut out, std::slice::from_ref(self));
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
            Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).for_each(|cell| write_blocks(out, &cell.content)),
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

/// Counts the words of `text` as Unicode finds them (UAX 29); an ideograph counts as a word of its own. Thai, Lao, Khmer and
/// Burmese set no spaces between words: a dictionary finds them.
pub fn count_words(text: &str) -> u32 {
    let count = if text.is_ascii() || !text.contains(is_run_together) { text.unicode_words().count() } else { count_run_together(text) };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Counts text in which scripts that run words together stand beside others. The window counts the same stretches
/// (`ui/src/editor/stats.ts`).
fn count_run_together(text: &str) -> usize {
    let segmenter = WordSegmenter::new_dictionary(WordBreakInvariantOptions::default());
    let mut count = 0;
    let mut rest = text;
    while let Some(start) = rest.find(is_run_together) {
        let (before, run) = rest.split_at(start);
        let (run, after) = run.split_at(run.find(|c| !is_run_together(c)).unwrap_or(run.len()));
        count += before.unicode_words().count();
        let ends: Vec<usize> = segmenter.segment_str(run).collect();
        count += ends.windows(2).filter(|ends| run[ends[0]..ends[1]].contains(char::is_alphabetic)).count();
        rest = after;
    }
    count + rest.unicode_words().count()
}

/// Tells whether `c` is a letter, vowel sign or tone of Thai, Lao, Burmese or Khmer; their digits and points are as others.
fn is_run_together(c: char) -> bool {
    matches!(u32::from(c),
        0x0E01..=0x0E3A | 0x0E40..=0x0E4E | 0x0E81..=0x0EBD | 0x0EC0..=0x0ECE | 0x0EDC..=0x0EDF | 0x1000..=0x103F | 0x1050..=0x108F
        | 0x109A..=0x109D | 0x1780..=0x17D3 | 0x17D7 | 0x17DC..=0x17DD | 0xA9E0..=0xA9EF | 0xA9FA..=0xA9FE | 0xAA60..=0xAA76 | 0xAA7A..=0xAA7F)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Figure;

    #[test]
    fn plain_text_has_a_block_a_paragraph_and_notes_after_theirs() {
        let note = Inline::Footnote { content: vec![Block::paragraph("The log.")], marks: Vec::new() };
        let mut said = Inline::plain("It was said");
        said.push(note);
        said.push(Inline::HardBreak { marks: Vec::new() });
        said.extend(Inline::plain("twice."));
        let document = Document::new(vec![
            Block::Heading { level: 2, content: Inline::plain("Why") },
            Block::Paragraph { content: said },
            Block::HorizontalRule,
            Block::FactBox { title: "Facts".into(), content: vec![Block::paragraph("9 miles")] },
            Block::Figure(Figure {
                src: "a.jpg".into(),
                credit: "Oda Fennick".into(),
                caption: Inline::plain("At dusk"),
                ..Figure::default()
            }),
        ]);
        assert_eq!(document.plain_text(), "Why\n\nIt was said\ntwice.\n\nThe log.\n\nFacts\n\n9 miles\n\nAt dusk\n\nOda Fennick");
    }

    #[test]
    fn words_are_counted_as_unicode_finds_them() {
        for (text, words) in [("", 0), ("one", 1), ("It’s five o’clock.", 3), ("well-known £186,000", 3), ("東京", 2), ("a\nb", 2)] {
            assert_eq!(count_words(text), words, "{text:?}");
        }
    }
}
