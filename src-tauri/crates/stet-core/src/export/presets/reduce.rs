//! Takes out of a story what a preset cannot carry, and names each thing with its place. What is left is what will be read.
//!
//! Words are never dropped in silence: a box becomes a quotation, a caption stays without its picture, a mark leaves its text.

use super::Profile;
use super::layout::{self, Copies};
use crate::article::LeadImage;
use crate::document::{Block, Document, Figure, Inline, ListItem, Mark, TableCell, TableRow, story_link};
use crate::export::blocks::alignments;
use crate::export::loss::{Tally, block_excerpt, inline_excerpt};
use crate::export::{Piece, loss};
use crate::{Article, Result};

/// A table is made regular up to this many columns.
const MAX_COLUMNS: usize = 200;

/// Reduces bodies and lead images to what one preset carries.
pub(in crate::export) struct Reduction<'a> {
    piece: Piece<'a>,
    profile: &'static Profile,
    pub(in crate::export) tally: Tally,
    pub(in crate::export) copies: Copies,
    path: Vec<u32>,
}

impl<'a> Reduction<'a> {
    pub(in crate::export) fn new(piece: Piece<'a>, profile: &'static Profile) -> Self {
        Self { piece, profile, tally: Tally::default(), copies: Copies::new(), path: Vec::new() }
    }

    /// Returns the body as the preset can carry it,
    /// and, for each block, the place where it stands in the story.
    pub(in crate::export) fn body(&mut self, body: &Document) -> Result<(Document, Vec<u32>)> {
        let (mut blocks, mut places) = (Vec::with_capacity(body.content.len()), Vec::new());
        for (at, block) in body.content.iter().enumerate() {
            self.path.push(loss::index(at));
            self.block(block, &mut blocks, body.content.len() == 1)?;
            self.path.pop();
            places.resize(blocks.len(), loss::index(at));
        }
        Ok((Document::new(blocks), places))
    }

    /// Has the pictures copied that the library has; the text goes on naming them by hash.
    pub(in crate::export) fn pictures(&mut self, body: &Document) -> Result<()> {
        let mut hashes: Vec<&str> = self.piece.article.lead_image.iter().map(|lead| lead.asset.as_str()).collect();
        body.each_picture(&mut |asset, _| hashes.push(asset));
        for hash in hashes.into_iter().filter(|hash| !hash.is_empty()) {
            self.address(hash, "")?;
        }
        Ok(())
    }

    /// Reduces the lead image of the story that is written.
    pub(in crate::export) fn lead(&mut self, article: &mut Article) -> Result<()> {
        let Some(lead) = article.lead_image.clone().filter(|lead| !lead.asset.is_empty()) else { return Ok(()) };
        let excerpt = if lead.alt.is_empty() { lead.caption.clone() } else { lead.alt.clone() };
        let address = self.address(&lead.asset, &lead.src)?;
        let is_copied = self.copies.contains_key(&lead.asset);
        let becomes = if is_copied { "is copied beside the text" } else { "is not in the library; what is said of it stays" };
        self.tally.field("lead_image", becomes, is_copied, &excerpt);
        article.lead_image = Some(LeadImage { asset: String::new(), src: address.unwrap_or_default(), ..lead });
        Ok(())
    }

    fn lost(&mut self, what: &str, becomes: &str, excerpt: &str) {
        self.tally.lost(what, becomes, &self.path, excerpt);
    }

    /// Returns the address of a picture, and has it copied where the library has it; none where it is nowhere.
    pub(in crate::export) fn address(&mut self, asset: &str, src: &str) -> Result<Option<String>> {
        if asset.is_empty() {
            return Ok(Some(src.to_owned()));
        }
        let Some(extension) = self.piece.assets.extension(asset)? else {
            return Ok((!src.is_empty()).then(|| src.to_owned()));
        };
        let (copy, address) = layout::picture(self.piece, self.profile.preset, asset, &extension);
        self.copies.insert(asset.to_owned(), copy);
        Ok(Some(address))
    }

    fn blocks(&mut self, blocks: &[Block], from: usize) -> Result<Vec<Block>> {
        let mut out = Vec::with_capacity(blocks.len());
        for (at, block) in blocks.iter().enumerate() {
            self.path.push(loss::index(from + at));
            self.block(block, &mut out, from == 0 && blocks.len() == 1)?;
            self.path.pop();
        }
        Ok(out)
    }

    fn block(&mut self, block: &Block, out: &mut Vec<Block>, is_alone: bool) -> Result<()> {
        let has_html = self.profile.dialect.html;
        out.push(match block {
            Block::Paragraph { content } if content.is_empty() && !has_html && !is_alone => {
                self.lost("blank", "is left out", "");
                return Ok(());
            }
            Block::Paragraph { content } => {
                let content = self.line(content, false)?;
                match content.as_slice() {
                    [Inline::Image { src, alt, title, .. }] if !has_html && !src.is_empty() => {
                        self.lost("inline_picture", "stands as a figure of its own", alt);
                        Block::Figure(Figure {
                            src: src.clone(),
                            alt: alt.clone(),
                            caption: Inline::plain(one_line(title)),
                            ..Figure::default()
                        })
                    }
                    _ => Block::Paragraph { content },
                }
            }
            Block::Heading { level, content } => Block::Heading { level: *level, content: self.line(content, true)? },
            Block::Blockquote { content } => Block::Blockquote { content: self.blocks(content, 0)? },
            Block::PullQuote { attribution, content } if has_html => {
                Block::PullQuote { attribution: attribution.clone(), content: self.line(content, true)? }
            }
            Block::PullQuote { attribution, content } => {
                self.lost("pull_quote", "becomes a quotation", &block_excerpt(block));
                let mut quote = vec![Block::Paragraph { content: self.line(content, false)? }];
                if !attribution.is_empty() {
                    quote.push(Block::paragraph(format!("— {}", one_line(attribution))));
                }
                Block::Blockquote { content: quote }
            }
            Block::BulletList { content } => Block::BulletList { content: self.items(content)? },
            Block::OrderedList { start, content } => Block::OrderedList { start: *start, content: self.items(content)? },
            Block::CodeBlock { language, text } => self.code_block(language, text),
            Block::HorizontalRule => Block::HorizontalRule,
            Block::Table { widths, content } => self.table(block, widths, content)?,
            Block::Figure(figure) => return self.figure(figure, out),
            Block::Embed { .. } if has_html => block.clone(),
            Block::Embed { url, title } => {
                self.lost("embed", "becomes a link", &block_excerpt(block));
                let text = one_line(if title.is_empty() { url } else { title });
                let link = Mark::Link { href: url.clone(), title: String::new() };
                Block::Paragraph { content: vec![Inline::Text { text, marks: vec![link] }] }
            }
            Block::FactBox { title, content } if has_html => Block::FactBox { title: title.clone(), content: self.blocks(content, 0)? },
            Block::FactBox { title, content } => {
                self.lost("fact_box", "becomes a quotation under its title", &block_excerpt(block));
                let mut inside = Vec::new();
                if !title.trim().is_empty() {
                    let text = one_line(title).trim().to_owned();
                    inside.push(Block::Paragraph { content: vec![Inline::Text { text, marks: vec![Mark::Strong] }] });
                }
                inside.extend(self.blocks(content, 0)?);
                Block::Blockquote { content: inside }
            }
        });
        Ok(())
    }

    fn items(&mut self, items: &[ListItem]) -> Result<Vec<ListItem>> {
        let mut out = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            self.path.push(loss::index(at));
            // The first paragraph of an item may be empty; it goes without saying.
            let content = match item.content.split_first() {
                Some((first @ Block::Paragraph { content }, rest)) if content.is_empty() => {
                    let mut content = vec![first.clone()];
                    content.extend(self.blocks(rest, 1)?);
                    content
                }
                _ => self.blocks(&item.content, 0)?,
            };
            out.push(ListItem { checked: item.checked, content });
            self.path.pop();
        }
        Ok(out)
    }

    fn code_block(&mut self, language: &str, text: &str) -> Block {
        let language = if self.profile.dialect.html || super::super::blocks::is_plain_language(language) {
            language.to_owned()
        } else {
            self.lost("language", "is written as one word", language);
            language.chars().filter(|c| c.is_alphanumeric() || matches!(c, '+' | '-' | '#' | '_' | '.')).collect()
        };
        Block::CodeBlock { language, text: self.unbraced(text) }
    }

    /// Parts the signs in which the generator's templates begin: in code nothing else keeps it from reading them.
    fn unbraced(&mut self, text: &str) -> String {
        let mut out = text.to_owned();
        for sign in self.profile.dialect.templates {
            if out.contains(sign) {
                self.lost("template_sign", "gets a space inside it, for the generator would take it for a template", &out);
                out = out.replace(sign, &format!("{} {}", &sign[..1], &sign[1..]));
            }
        }
        out
    }

    fn figure(&mut self, figure: &Figure, out: &mut Vec<Block>) -> Result<()> {
        let excerpt = block_excerpt(&Block::Figure(figure.clone()));
        let caption = self.line(&figure.caption, true)?;
        let Some(src) = self.address(&figure.asset, &figure.src)? else {
            self.lost("asset", "is not in the library; its caption stays", &excerpt);
            if !caption.is_empty() {
                out.push(Block::Paragraph { content: caption });
            }
            return Ok(());
        };
        if !figure.asset.is_empty() && !self.copies.contains_key(&figure.asset) {
            self.lost("asset", "is not in the library; its address stays", &excerpt);
        } else if !figure.asset.is_empty() {
            self.tally.kept("asset", "is copied beside the text", &self.path, &excerpt);
        }
        let caption = if self.profile.dialect.html { caption } else { self.without_notes(caption) };
        let mut reduced = Figure { asset: String::new(), src, caption, ..figure.clone() };
        if !self.profile.dialect.html {
            reduced.alt = self.spoken(&figure.alt);
            if reduced.alt.contains('`') && reduced.alt.contains(['"', '\\']) {
                self.lost("alt", "has other quotation marks", &figure.alt);
                reduced.alt = reduced.alt.replace('`', "’");
            }
            if !figure.licence.is_empty() {
                self.lost("licence", "joins the credit", &figure.licence);
                let credit = std::mem::take(&mut reduced.credit);
                reduced.credit = [credit, std::mem::take(&mut reduced.licence)]
                    .iter()
                    .filter(|part| !part.is_empty())
                    .cloned()
                    .collect::<Vec<_>>()
                    .join(", ");
            }
            reduced.credit = self.spoken(&reduced.credit);
            if reduced.focal.take().is_some() | reduced.crop.take().is_some() {
                self.lost("framing", "is left out", &excerpt);
            }
        }
        out.push(Block::Figure(reduced));
        Ok(())
    }

    /// Puts footnotes into brackets: a shortcode's parameter is read by itself.
    fn without_notes(&mut self, line: Vec<Inline>) -> Vec<Inline> {
        let inline = |inline: Inline| match inline {
            Inline::Footnote { mut content, marks } => {
                say_pictures(&mut content);
                let text = one_line(&Document::new(content).plain_text().replace('\n', " "));
                self.lost("footnote", "stands in brackets in the caption", &text);
                Inline::Text { text: if text.is_empty() { text } else { format!(" ({text})") }, marks }
            }
            other => other,
        };
        let mut line = Document::new(vec![Block::Paragraph { content: line.into_iter().map(inline).collect() }]);
        match line.content.pop() {
            Some(Block::Paragraph { content }) => content,
            _ => Vec::new(),
        }
    }

    /// Returns a text that stands in a shortcode's parameter, on one line.
    fn spoken(&mut self, text: &str) -> String {
        let line = one_line(text).trim().to_owned();
        if line != text {
            self.lost("line_end", "becomes a space", text);
        }
        line
    }

    /// Makes a table regular where the preset has no HTML for others.
    fn table(&mut self, block: &Block, widths: &[u32], rows: &[TableRow]) -> Result<Block> {
        let is_regular = widths.is_empty() && alignments(rows).is_some();
        if self.profile.dialect.html || is_regular {
            let content = self.rows(rows)?;
            return Ok(Block::Table { widths: widths.to_vec(), content });
        }
        self.lost("table", "becomes regular: a heading row, no merged cells, no widths", &block_excerpt(block));
        let mut grid: Vec<Vec<Option<Vec<Inline>>>> = vec![Vec::new(); rows.len()];
        for (at, row) in rows.iter().enumerate() {
            self.path.push(loss::index(at));
            let mut column = 0;
            for (number, cell) in row.content.iter().enumerate() {
                self.path.push(loss::index(number));
                while grid[at].get(column).is_some_and(Option::is_some) {
                    column += 1;
                }
                let line = self.flat(&cell.content)?;
                let (wide, high) = (cell.colspan.max(1) as usize, cell.rowspan.max(1) as usize);
                for (down, below) in grid.iter_mut().enumerate().skip(at).take(high) {
                    for over in column..(column + wide).min(MAX_COLUMNS.max(column + 1)) {
                        if below.len() <= over {
                            below.resize(over + 1, None);
                        }
                        below[over] = Some(if down == at && over == column { line.clone() } else { Vec::new() });
                    }
                }
                column += 1;
                self.path.pop();
            }
            self.path.pop();
        }
        let columns = grid.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let aligns: Vec<_> = (0..columns).map(|at| rows.first().and_then(|row| row.content.get(at)).and_then(|cell| cell.align)).collect();
        let content = grid.into_iter().enumerate().map(|(at, mut row)| {
            row.resize(columns, None);
            let cell = |(column, line): (usize, Option<Vec<Inline>>)| TableCell {
                header: at == 0,
                align: aligns[column],
                colspan: 1,
                rowspan: 1,
                content: vec![Block::Paragraph { content: line.unwrap_or_default() }],
            };
            TableRow { content: row.into_iter().enumerate().map(cell).collect() }
        });
        Ok(Block::Table { widths: Vec::new(), content: content.collect() })
    }

    fn rows(&mut self, rows: &[TableRow]) -> Result<Vec<TableRow>> {
        let mut out = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            self.path.push(loss::index(at));
            let mut cells = Vec::with_capacity(row.content.len());
            for (at, cell) in row.content.iter().enumerate() {
                self.path.push(loss::index(at));
                let content = match cell.content.as_slice() {
                    [Block::Paragraph { content }] => vec![Block::Paragraph { content: self.line(content, true)? }],
                    blocks => self.blocks(blocks, 0)?,
                };
                cells.push(TableCell { content, ..cell.clone() });
                self.path.pop();
            }
            out.push(TableRow { content: cells });
            self.path.pop();
        }
        Ok(out)
    }

    /// Returns blocks as one line.
    fn flat(&mut self, blocks: &[Block]) -> Result<Vec<Inline>> {
        let mut line: Vec<Inline> = Vec::new();
        for block in blocks {
            let own = match block.inlines() {
                Some(own) if !matches!(block, Block::Figure(_)) => self.line(own, true)?,
                _ => Inline::plain(one_line(&Document::new(vec![block.clone()]).plain_text())),
            };
            if !line.is_empty() && !own.is_empty() {
                line.extend(Inline::plain(" "));
            }
            line.extend(own);
        }
        Ok(line)
    }

    /// Reduces a line; `one_line` where a break has no place in it.
    fn line(&mut self, line: &[Inline], one_line: bool) -> Result<Vec<Inline>> {
        let mut out: Vec<Inline> = Vec::with_capacity(line.len());
        for (at, inline) in line.iter().enumerate() {
            let mut inline = inline.clone();
            self.marks(&mut inline);
            match inline {
                Inline::HardBreak { marks } if !self.profile.dialect.html => {
                    let is_edge = out.is_empty() || line[at + 1..].iter().all(|next| matches!(next, Inline::HardBreak { .. }));
                    let doubled = matches!(out.last(), Some(Inline::HardBreak { .. }));
                    if one_line || is_edge || doubled {
                        self.lost("hard_break", "becomes a space", "");
                        if !is_edge {
                            out.push(Inline::Text { text: " ".into(), marks });
                        }
                    } else {
                        out.push(Inline::HardBreak { marks });
                    }
                }
                Inline::Image { asset, src, alt, title, marks } => match self.address(&asset, &src)? {
                    Some(address) => {
                        if !asset.is_empty() {
                            let is_copied = self.copies.contains_key(&asset);
                            let becomes = if is_copied { "is copied beside the text" } else { "is not in the library; its address stays" };
                            if is_copied {
                                self.tally.kept("asset", becomes, &self.path, &alt);
                            } else {
                                self.lost("asset", becomes, &alt);
                            }
                        }
                        out.push(Inline::Image { asset: String::new(), src: address, alt, title, marks });
                    }
                    None => {
                        self.lost("asset", "is not in the library; what it shows is said", &alt);
                        out.extend(Inline::plain(alt));
                    }
                },
                Inline::Footnote { content, marks } => {
                    self.path.push(loss::index(at));
                    let content = self.blocks(&content, 0)?;
                    self.path.pop();
                    out.push(Inline::Footnote { content, marks });
                }
                Inline::Text { text, marks } if !self.profile.dialect.html && marks.contains(&Mark::Code) => {
                    let text = self.unbraced(&text);
                    let plain = text.replace(['\n', '\t', '\r'], " ");
                    if plain.trim().is_empty() {
                        self.lost("code", "is dropped around white space", &plain);
                        out.push(Inline::Text { text: " ".into(), marks: marks.into_iter().filter(|mark| *mark != Mark::Code).collect() });
                    } else {
                        if plain != text {
                            self.lost("line_end", "becomes a space", &text);
                        }
                        out.push(Inline::Text { text: plain, marks });
                    }
                }
                Inline::Text { text, marks } if marks.contains(&Mark::Code) => out.push(Inline::Text { text: self.unbraced(&text), marks }),
                other => out.push(other),
            }
        }
        Ok(out)
    }

    fn marks(&mut self, inline: &mut Inline) {
        let excerpt = inline_excerpt(inline);
        let has_html = self.profile.dialect.html;
        let mut lost: Vec<(&str, &str)> = Vec::new();
        inline.marks_mut().retain(|mark| {
            let loss = match mark {
                Mark::Link { href, .. } if story_link(href).is_some() => ("story_link", "leads into the library, so its text stays alone"),
                Mark::Underline if !has_html => ("underline", "leaves its text"),
                Mark::Highlight if !has_html => ("highlight", "leaves its text"),
                Mark::Superscript if !has_html => ("superscript", "leaves its text"),
                Mark::Subscript if !has_html => ("subscript", "leaves its text"),
                _ => return true,
            };
            lost.push(loss);
            false
        });
        for (what, becomes) in lost {
            self.lost(what, becomes, &excerpt);
        }
    }
}

/// Returns a text on one line.
fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r', '\t']) { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.to_owned() }
}

/// Puts what pictures show before their captions: where only words can stay, that is what stays of them.
fn say_pictures(blocks: &mut [Block]) {
    let notes = |line: &mut Vec<Inline>| {
        for inline in line {
            if let Inline::Footnote { content, .. } = inline {
                say_pictures(content);
            }
        }
    };
    for block in blocks {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => notes(content),
            Block::Figure(figure) => {
                notes(&mut figure.caption);
                if !figure.alt.is_empty() {
                    let space = if figure.caption.is_empty() { "" } else { " " };
                    figure.caption.splice(0..0, Inline::plain(format!("{}{space}", std::mem::take(&mut figure.alt))));
                }
            }
            Block::Blockquote { content } | Block::FactBox { content, .. } => say_pictures(content),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter_mut().for_each(|item| say_pictures(&mut item.content));
            }
            Block::Table { content, .. } => {
                content.iter_mut().flat_map(|row| &mut row.content).for_each(|cell| say_pictures(&mut cell.content));
            }
            Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => {}
        }
    }
}

/// Changes every line of the blocks, those of footnotes too.
pub(in crate::export) fn each_line(blocks: &mut [Block], change: &mut dyn FnMut(&mut Vec<Inline>)) {
    let line = |line: &mut Vec<Inline>, change: &mut dyn FnMut(&mut Vec<Inline>)| {
        for inline in line.iter_mut() {
            if let Inline::Footnote { content, .. } = inline {
                each_line(content, change);
            }
        }
        change(line);
    };
    for block in blocks {
        match block {
            Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => line(content, change),
            Block::Figure(figure) => line(&mut figure.caption, change),
            Block::Blockquote { content } | Block::FactBox { content, .. } => each_line(content, change),
            Block::BulletList { content } | Block::OrderedList { content, .. } => {
                content.iter_mut().for_each(|item| each_line(&mut item.content, change));
            }
            Block::Table { content, .. } => {
                content.iter_mut().flat_map(|row| &mut row.content).for_each(|cell| each_line(&mut cell.content, change));
            }
            Block::CodeBlock { .. } | Block::HorizontalRule | Block::Embed { .. } => {}
        }
    }
}

/// Takes emphasis off the white space at its edges, which asterisks cannot hold.
pub(in crate::export) fn trim_marks(line: &mut Vec<Inline>) {
    let is_emphasis = |mark: &Mark| matches!(mark, Mark::Em | Mark::Strong | Mark::Strike);
    let mut out = Vec::with_capacity(line.len());
    for inline in line.drain(..) {
        let Inline::Text { text, marks } = &inline else {
            out.push(inline);
            continue;
        };
        let bare: Vec<Mark> = marks.iter().filter(|mark| !is_emphasis(mark)).cloned().collect();
        let inner = text.trim();
        if bare.len() == marks.len() || inner.len() == text.len() {
            out.push(inline);
            continue;
        }
        let start = text.len() - text.trim_start().len();
        for (piece, marks) in [(&text[..start], &bare), (inner, marks), (&text[start + inner.len()..], &bare)] {
            out.push(Inline::Text { text: piece.to_owned(), marks: marks.clone() });
        }
    }
    *line = out;
}
