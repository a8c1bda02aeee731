//! The pictures of a body, wherever they stand: figures and pictures in lines, those of captions and footnotes too.

use super::{Block, Document, Inline};

impl Document {
    /// Shows the asset and the address of each picture to `look`.
    pub fn each_picture<'a>(&'a self, look: &mut dyn FnMut(&'a str, &'a str)) {
        in_blocks(&self.content, look);
    }

    /// Shows the asset and the address of each picture to `change`, which may change them.
    pub fn each_picture_mut(&mut self, change: &mut dyn FnMut(&mut String, &mut String)) {
        change_in_blocks(&mut self.content, change);
    }
}

fn in_blocks<'a>(blocks: &'a [Block], look: &mut dyn FnMut(&'a str, &'a str)) {
    for block in blocks {
        if let Block::Figure(figure) = block {
            look(&figure.asset, &figure.src);
        }
        for inline in block.inlines().unwrap_or_default() {
            match inline {
                Inline::Image { asset, src, .. } => look(asset, src),
                Inline::Footnote { content, .. } => in_blocks(content, look),
                Inline::Text { .. } | Inline::HardBreak { .. } => {}
            }
        }
        match block {
            Block::Blockquote { content } | Block::FactBox { content, .. } => in_blocks(content, look),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter().for_each(|item| in_blocks(&item.content, look));
            }
            Block::Table { content, .. } => content.iter().flat_map(|row| &row.content).for_each(|cell| in_blocks(&cell.content, look)),
            _ => {}
        }
    }
}

fn change_in_blocks(blocks: &mut [Block], change: &mut dyn FnMut(&mut String, &mut String)) {
    for block in blocks {
        match block {
            Block::Figure(figure) => {
                change(&mut figure.asset, &mut figure.src);
                change_in_line(&mut figure.caption, change);
            }
            Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => {
                change_in_line(content, change);
            }
            Block::Blockquote { content } | Block::FactBox { content, .. } => change_in_blocks(content, change),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter_mut().for_each(|item| change_in_blocks(&mut item.content, change));
            }
            Block::Table { content, .. } => {
                content.iter_mut().flat_map(|row| &mut row.content).for_each(|cell| change_in_blocks(&mut cell.content, change));
            }
            Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => {}
        }
    }
}

fn change_in_line(line: &mut [Inline], change: &mut dyn FnMut(&mut String, &mut String)) {
    for inline in line {
        match inline {
            Inline::Image { asset, src, .. } => change(asset, src),
            Inline::Footnote { content, .. } => change_in_blocks(content, change),
            Inline::Text { .. } | Inline::HardBreak { .. } => {}
        }
    }
}
