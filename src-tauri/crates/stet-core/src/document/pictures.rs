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

#[cfg(test)]
mod tests {
    use super::super::{Figure, ListItem, TableCell, TableRow};
    use super::*;

    #[test]
    fn both_walks_come_by_every_picture_wherever_it_stands() {
        let image = |src: &str| Inline::Image {
            asset: String::new(),
            src: src.into(),
            alt: String::new(),
            title: String::new(),
            marks: Vec::new(),
        };
        let line = |src: &str| vec![Block::Paragraph { content: vec![image(src)] }];
        let note = Inline::Footnote { content: line("in a note"), marks: Vec::new() };
        let cell = TableCell { header: false, align: None, colspan: 1, rowspan: 1, content: line("in a cell") };
        let figure = Figure { src: "a figure".into(), caption: vec![image("in its caption"), note], ..Figure::default() };
        let mut body = Document::new(vec![
            Block::Figure(figure),
            Block::Heading { level: 2, content: vec![image("in a heading")] },
            Block::FactBox { title: String::new(), content: vec![Block::Blockquote { content: line("in a box") }] },
            Block::BulletList { content: vec![ListItem { checked: None, content: line("in a list") }] },
            Block::Table { widths: Vec::new(), content: vec![TableRow { content: vec![cell] }] },
        ]);
        let expected = ["a figure", "in its caption", "in a note", "in a heading", "in a box", "in a list", "in a cell"];
        let mut found = Vec::new();
        body.each_picture(&mut |_, src| found.push(src.to_owned()));
        assert_eq!(found, expected);
        found.clear();
        body.each_picture_mut(&mut |asset, src| {
            *asset = "0".repeat(64);
            found.push(src.clone());
        });
        assert_eq!(found, expected);
        body.each_picture(&mut |asset, src| assert_eq!(asset.len(), 64, "{src}"));
    }
}
