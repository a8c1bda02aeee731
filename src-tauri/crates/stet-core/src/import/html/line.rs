//! Collects inlines and blocks as they are met, collapsing white space as a browser does.

use crate::document::{Block, Figure, Inline, Mark};
use crate::import::markdown::two_spaces;

/// Blocks under construction, and the line that has not yet become a paragraph.
#[derive(Default)]
pub(super) struct Flow {
    blocks: Vec<Block>,
    line: Vec<Inline>,
    /// White space that was met and that counts only if something follows it on the line.
    pending: Option<Vec<Mark>>,
    /// Whether anything stands on the line since its start or the last break.
    is_inked: bool,
    /// Whether a picture on this line asked to stay in it.
    pub(super) keeps_pictures: bool,
    /// The state of a task's box, if one was met.
    pub(super) checked: Option<bool>,
    /// Whether two breaks in a row end a paragraph (as old pages mean them).
    pub(super) splits_at_breaks: bool,
    /// Whether it is the body itself.
    pub(super) is_outermost: bool,
}

impl Flow {
    pub(super) fn new(keeps_pictures: bool, splits_at_breaks: bool) -> Self {
        Self { keeps_pictures, splits_at_breaks, ..Self::default() }
    }

    /// Returns how many blocks stand before this point; none where it is inside one.
    pub(super) fn seam(&self) -> Option<usize> {
        self.line.is_empty().then_some(self.blocks.len())
    }

    /// Adds text; `verbatim` keeps its white space.
    pub(super) fn text(&mut self, text: &str, marks: &[Mark], verbatim: bool) {
        if verbatim {
            if !text.is_empty() {
                self.put(Inline::Text { text: text.to_owned(), marks: marks.to_vec() });
            }
            return;
        }
        let mut rest = text;
        while !rest.is_empty() {
            let words = rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
            if words.len() < rest.len() && self.is_inked && self.pending.is_none() {
                self.pending = Some(marks.to_vec());
            }
            let (words, after) = words.split_at(spaced_singly(words));
            if !words.is_empty() {
                self.space();
                self.append_text(words, marks);
            }
            rest = after;
        }
    }

    /// Adds an inline that is not collapsible text, with the white space before it.
    pub(super) fn put(&mut self, inline: Inline) {
        self.space();
        self.append(inline);
    }

    /// Adds the white space that was met before what comes now.
    fn space(&mut self) {
        if let Some(marks) = self.pending.take() {
            self.append_text(" ", &marks);
        }
        self.is_inked = true;
    }

    fn append_text(&mut self, more: &str, marks: &[Mark]) {
        match self.line.last_mut() {
            Some(Inline::Text { text, marks: same }) if same == marks => text.push_str(more),
            _ => self.line.push(Inline::Text { text: more.to_owned(), marks: marks.to_vec() }),
        }
    }

    fn append(&mut self, inline: Inline) {
        match &inline {
            Inline::Text { text, marks } => self.append_text(text, marks),
            _ => self.line.push(inline),
        }
    }

    /// Adds a line break.
    pub(super) fn hard_break(&mut self, marks: &[Mark]) {
        self.pending = None;
        self.is_inked = false;
        if self.splits_at_breaks && matches!(self.line.last(), Some(Inline::HardBreak { .. })) {
            self.flush();
            return;
        }
        if self.splits_at_breaks && self.line.is_empty() {
            return;
        }
        self.line.push(Inline::HardBreak { marks: marks.to_vec() });
    }

    /// Ends the line, as a paragraph if it holds anything; a picture alone becomes a figure.
    pub(super) fn flush(&mut self) {
        let line = self.take_line();
        let keeps_pictures = std::mem::take(&mut self.keeps_pictures);
        match line.as_slice() {
            [] => {}
            // Editors hold blank lines open with a no-break space or a break.
            _ if self.splits_at_breaks && line.iter().all(is_blank) => {}
            [Inline::Image { asset, src, alt, title, marks }] if !keeps_pictures && marks.iter().all(links_to_picture) => {
                let figure = Figure {
                    asset: asset.clone(),
                    src: src.clone(),
                    alt: alt.clone(),
                    credit: String::new(),
                    caption: Inline::plain(title.clone()),
                    ..Figure::default()
                };
                self.blocks.push(Block::Figure(figure));
            }
            _ => self.blocks.push(Block::Paragraph { content: line }),
        }
    }

    /// Takes the line, without the one break at its end that no browser shows.
    fn take_line(&mut self) -> Vec<Inline> {
        self.pending = None;
        self.is_inked = false;
        let mut line = std::mem::take(&mut self.line);
        if matches!(line.last(), Some(Inline::HardBreak { .. })) {
            line.pop();
        }
        line
    }

    /// Ends the line and adds a block.
    pub(super) fn block(&mut self, block: Block) {
        self.flush();
        self.blocks.push(block);
    }

    /// Returns the blocks before the line, to add to them.
    pub(super) fn blocks_mut(&mut self) -> &mut Vec<Block> {
        &mut self.blocks
    }

    /// Ends the line and returns all blocks.
    pub(super) fn finish(mut self) -> Vec<Block> {
        self.flush();
        self.blocks
    }

    /// Returns all as one line; blocks become lines of it.
    pub(super) fn finish_line(mut self) -> Vec<Inline> {
        self.keeps_pictures = true;
        let mut out: Vec<Inline> = Vec::new();
        for block in self.finish() {
            let line = match block {
                Block::Paragraph { content } | Block::Heading { content, .. } | Block::PullQuote { content, .. } => content,
                other => Inline::plain(crate::Document::new(vec![other]).plain_text().replace("\n\n", " ")),
            };
            if !out.is_empty() && !line.is_empty() {
                out.push(Inline::HardBreak { marks: Vec::new() });
            }
            out.extend(line);
        }
        out
    }
}

/// Returns how far the text goes, from its first word on, with nothing but single spaces between words.
fn spaced_singly(text: &str) -> usize {
    // Not further than this at once, so that what is looked for is not looked for in all the rest again and again.
    const FAR: usize = 4_096;
    let far = (0..=FAR.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let near = &text.as_bytes()[..far];
    let end = memchr::memchr3(b'\t', b'\n', b'\r', near).unwrap_or(near.len());
    let end = memchr::memchr(b'\x0c', &near[..end]).unwrap_or(end);
    let end = two_spaces(&near[..end]).unwrap_or(end);
    end - usize::from(near[..end].last() == Some(&b' '))
}

fn is_blank(inline: &Inline) -> bool {
    match inline {
        Inline::Text { text, .. } => text.trim().is_empty(),
        Inline::HardBreak { .. } => true,
        Inline::Image { .. } | Inline::Footnote { .. } => false,
    }
}

/// Tells whether a mark is a link to a picture's file: the picture itself, larger, which a figure needs no link for.
fn links_to_picture(mark: &Mark) -> bool {
    let Mark::Link { href, .. } = mark else { return false };
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"].iter().any(|end| path.ends_with(end))
}
