//! What stands: the story as readers may see it, without comments and without suggestions nobody has taken up.

use std::borrow::Cow;

use crate::document::{Block, Document, Inline, ListItem, Mark, TableCell, TableRow};

/// Returns the body without review: comments gone, text of an open insertion left out, text of an open deletion kept.
pub(crate) fn standing(document: &Document) -> Cow<'_, Document> {
    if !document.content.iter().any(block_has_review) {
        return Cow::Borrowed(document);
    }
    Cow::Owned(Document::new(document.content.iter().map(block).collect()))
}

fn block_has_review(block: &Block) -> bool {
    let all = |blocks: &[Block]| blocks.iter().any(block_has_review);
    if block.inlines().is_some_and(line_has_review) {
        return true;
    }
    match block {
        Block::Blockquote { content } | Block::FactBox { content, .. } => all(content),
        Block::BulletList { content } | Block::OrderedList { content, .. } => content.iter().any(|item| all(&item.content)),
        Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).any(|cell| all(&cell.content)),
        _ => false,
    }
}

fn line_has_review(line: &[Inline]) -> bool {
    line.iter().any(|inline| {
        inline.marks().iter().any(Mark::is_review)
            || matches!(inline, Inline::Footnote { content, .. } if content.iter().any(block_has_review))
    })
}

fn blocks(list: &[Block]) -> Vec<Block> {
    list.iter().map(block).collect()
}

fn block(block: &Block) -> Block {
    let item = |item: &ListItem| ListItem { checked: item.checked, content: blocks(&item.content) };
    match block {
        Block::Paragraph { content } => Block::Paragraph { content: line(content) },
        Block::Heading { level, content } => Block::Heading { level: *level, content: line(content) },
        Block::PullQuote { attribution, content } => Block::PullQuote { attribution: attribution.clone(), content: line(content) },
        Block::Figure(figure) => {
            let mut figure = figure.clone();
            figure.caption = line(&figure.caption);
            Block::Figure(figure)
        }
        Block::Blockquote { content } => Block::Blockquote { content: blocks(content) },
        Block::FactBox { title, content } => Block::FactBox { title: title.clone(), content: blocks(content) },
        Block::BulletList { content } => Block::BulletList { content: content.iter().map(item).collect() },
        Block::OrderedList { start, content } => Block::OrderedList { start: *start, content: content.iter().map(item).collect() },
        Block::Table { widths, content } => {
            let cell = |cell: &TableCell| TableCell { content: blocks(&cell.content), ..cell.clone() };
            let rows = content.iter().map(|row| TableRow { content: row.content.iter().map(cell).collect() });
            Block::Table { widths: widths.clone(), content: rows.collect() }
        }
        Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => block.clone(),
    }
}

fn line(line: &[Inline]) -> Vec<Inline> {
    let is_added = |inline: &&Inline| inline.marks().iter().any(|mark| matches!(mark, Mark::Insertion(_)));
    let stands = |inline: &Inline| {
        let mut inline = inline.clone();
        inline.marks_mut().retain(|mark| !mark.is_review());
        if let Inline::Footnote { content, .. } = &mut inline {
            *content = blocks(content);
        }
        inline
    };
    line.iter().filter(|inline| !is_added(inline)).map(stands).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Suggestion;

    #[test]
    fn what_is_suggested_stays_behind_and_what_stands_goes_out() {
        let by = || Suggestion { id: "s".into(), author: "A".into(), time: String::new() };
        let text = |text: &str, marks: Vec<Mark>| Inline::Text { text: text.into(), marks };
        let line = vec![
            text("kept ", vec![]),
            text("added ", vec![Mark::Insertion(by())]),
            text("removed ", vec![Mark::Strong, Mark::Deletion(by())]),
            text("said", vec![Mark::Comment { thread: "t".into() }]),
        ];
        let document = Document::new(vec![Block::Blockquote { content: vec![Block::Paragraph { content: line }] }]);
        let expected = Document::new(vec![Block::Blockquote {
            content: vec![Block::Paragraph {
                content: vec![text("kept ", vec![]), text("removed ", vec![Mark::Strong]), text("said", vec![])],
            }],
        }]);
        assert_eq!(*standing(&document), expected);
    }
}
