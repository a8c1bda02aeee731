//! The one form of a document: text runs of equal marks are joined, empty ones dropped, marks sorted, no body empty.

use super::json::rank;
use super::{Block, Document, Inline, Mark};

impl Document {
    /// Brings the document into its one form, so that equal stories are equal bytes.
    pub fn normalise(&mut self) {
        normalise_blocks(&mut self.content);
    }
}

fn normalise_blocks(blocks: &mut Vec<Block>) {
    if blocks.is_empty() {
        blocks.push(Block::Paragraph { content: Vec::new() });
    }
    for block in blocks {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => normalise_line(content),
            Block::Figure(figure) => normalise_line(&mut figure.caption),
            Block::Blockquote { content } | Block::FactBox { content, .. } => normalise_blocks(content),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                for item in content {
                    if !matches!(item.content.first(), Some(Block::Paragraph { .. })) {
                        item.content.insert(0, Block::Paragraph { content: Vec::new() });
                    }
                    normalise_blocks(&mut item.content);
                }
            }
            Block::Table { content, .. } => {
                for cell in content.iter_mut().flat_map(|row| &mut row.content) {
                    normalise_blocks(&mut cell.content);
                }
            }
            Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => {}
        }
    }
}

pub(super) fn normalise_line(line: &mut Vec<Inline>) {
    // Most paragraphs are one run of plain text.
    if matches!(&line[..], [Inline::Text { text, marks }] if marks.is_empty() && !text.is_empty()) {
        return;
    }
    let mut out: Vec<Inline> = Vec::with_capacity(line.len());
    for mut inline in line.drain(..) {
        normalise_marks(inline.marks_mut());
        match (&mut inline, out.last_mut()) {
            (Inline::Text { text, .. }, _) if text.is_empty() => continue,
            (Inline::Text { text, marks }, Some(Inline::Text { text: before, marks: same })) if marks == same => {
                before.push_str(text);
                continue;
            }
            (Inline::Footnote { content, .. }, _) => normalise_blocks(content),
            _ => {}
        }
        out.push(inline);
    }
    *line = out;
}

/// Sorts by the schema's order (threads of comments keep theirs) and keeps the first of each kind.
fn normalise_marks(marks: &mut Vec<Mark>) {
    marks.sort_by_key(rank);
    let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
    for mark in marks.drain(..) {
        let is_same = |other: &Mark| if matches!(mark, Mark::Comment { .. }) { *other == mark } else { rank(other) == rank(&mark) };
        if !kept.iter().any(is_same) {
            kept.push(mark);
        }
    }
    *marks = kept;
    if marks.contains(&Mark::Superscript) {
        marks.retain(|mark| *mark != Mark::Subscript);
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ListItem, Suggestion};
    use super::*;

    fn text(text: &str, marks: &[Mark]) -> Inline {
        Inline::Text { text: text.into(), marks: marks.to_vec() }
    }

    fn comment(thread: &str) -> Mark {
        Mark::Comment { thread: thread.into() }
    }

    fn check(line: Vec<Inline>, expected: Vec<Inline>) {
        let mut line = line;
        normalise_line(&mut line);
        assert_eq!(line, expected);
        let once = line.clone();
        normalise_line(&mut line);
        assert_eq!(line, once, "a normal line stays as it is");
    }

    #[test]
    fn runs_of_equal_marks_are_joined_and_empty_ones_dropped() {
        check(
            vec![text("a", &[]), text("", &[Mark::Em]), text("b", &[]), text("c", &[Mark::Em])],
            vec![text("ab", &[]), text("c", &[Mark::Em])],
        );
        check(
            vec![text("a", &[Mark::Strong, Mark::Em]), text("b", &[Mark::Em, Mark::Strong])],
            vec![text("ab", &[Mark::Em, Mark::Strong])],
        );
    }

    #[test]
    fn marks_stand_in_order_each_once_and_threads_as_they_came() {
        let by = |id: &str| Mark::Insertion(Suggestion { id: id.into(), author: String::new(), time: String::new() });
        check(
            vec![text("a", &[comment("b"), comment("a"), comment("b"), by("1"), by("2"), Mark::Code, Mark::Em, Mark::Em])],
            vec![text("a", &[Mark::Em, Mark::Code, by("1"), comment("b"), comment("a")])],
        );
        check(vec![text("a", &[Mark::Subscript, Mark::Superscript])], vec![text("a", &[Mark::Superscript])]);
    }

    #[test]
    fn no_holder_of_blocks_is_empty_and_items_begin_with_a_paragraph() {
        let document = Document::new(vec![
            Block::Blockquote { content: Vec::new() },
            Block::BulletList { content: vec![ListItem { checked: None, content: vec![Block::HorizontalRule] }] },
        ]);
        let empty = || Block::Paragraph { content: Vec::new() };
        let expected = vec![
            Block::Blockquote { content: vec![empty()] },
            Block::BulletList { content: vec![ListItem { checked: None, content: vec![empty(), Block::HorizontalRule] }] },
        ];
        assert_eq!(document.content, expected);
        assert_eq!(Document::new(Vec::new()), Document::default());
    }
}
