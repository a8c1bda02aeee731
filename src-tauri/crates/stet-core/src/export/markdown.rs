//! Markdown out: CommonMark with tables, footnotes, strike-through and tasks, behind YAML front matter.
//!
//! What Markdown has no form for goes out as HTML inside it. Each block is read back as it is written: one that would not
//! come back equal is written again with tags for its marks, and if that fails too, as HTML altogether.

use super::body::Html;
use super::lines::Setting;
use super::{Loss, clean, front_matter, loss};
use crate::Article;
use crate::article::Status;
use crate::document::{Align, Block, Document, Figure, ListItem, TableRow};

/// Returns the story as Markdown, and what a reader of plain Markdown will not see as it was written.
pub fn render(article: &Article, status: Status, with_front_matter: bool) -> (String, Vec<Loss>) {
    let mut out = String::new();
    let body = clean::standing(&article.body);
    if with_front_matter {
        out.push_str(&front_matter::write(article, status));
    } else {
        let head = [("# ", &article.headline), ("", &article.standfirst)];
        for (start, text) in head.into_iter().filter(|(_, text)| !text.is_empty()) {
            let line = [crate::document::Inline::Text { text: text.replace('\n', " "), marks: Vec::new() }];
            let mut writer = Writer::new(1, false);
            out.push_str(start);
            out.push_str(&writer.line(&line, writer.setting(false)));
            out.push_str("\n\n");
        }
    }
    let text = render_body(&body);
    if with_front_matter && !text.is_empty() {
        out.push('\n');
    }
    out.push_str(&text);
    (out, loss::markdown(&body).losses)
}

/// Returns a body as Markdown, ending in one line end; empty for an empty body.
pub fn render_body(body: &Document) -> String {
    if *body == Document::default() {
        return String::new();
    }
    let mut pieces: Vec<String> = Vec::new();
    let (mut notes, mut html_notes) = (String::new(), String::new());
    let mut next_note = 1;
    let mut list = ListMark::default();
    for block in &body.content {
        let written = faithful(block, next_note, &mut list);
        next_note += written.notes_count;
        pieces.push(written.text);
        notes.push_str(&written.notes);
        html_notes.push_str(&written.html_notes);
    }
    let mut out = pieces.join("\n\n");
    out.push('\n');
    for extra in [html_notes, notes] {
        if !extra.is_empty() {
            out.push('\n');
            out.push_str(extra.trim_end());
            out.push('\n');
        }
    }
    out
}

/// A block as text, with the notes that belong to it.
struct Written {
    text: String,
    notes: String,
    html_notes: String,
    notes_count: usize,
}

/// Writes a block in the plainest form that is read back as the same block.
fn faithful(block: &Block, first_note: usize, list: &mut ListMark) -> Written {
    let expected = Document::new(vec![block.clone()]);
    let start = *list;
    for tags in [false, true] {
        *list = start;
        let mut writer = Writer::new(first_note, tags);
        let text = writer.block(block, list);
        let (notes, notes_count) = writer.definitions();
        let read = crate::import::markdown::body(&format!("{text}\n\n{notes}")).0;
        if read == expected {
            return Written { text, notes, html_notes: String::new(), notes_count };
        }
    }
    *list = ListMark::default();
    let mut html = Html::new(first_note);
    html.block(block);
    let text = std::mem::take(&mut html.out);
    html.notes_section();
    Written {
        text,
        notes: String::new(),
        html_notes: if html.out.is_empty() { String::new() } else { format!("{}\n\n", html.out) },
        notes_count: html.notes.len(),
    }
}

/// What the block before was marked with, if it was a list: the next list of its kind takes the other mark.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum ListMark {
    #[default]
    None,
    Dash,
    Star,
    Point,
    Bracket,
}

/// Writes Markdown; keeps the notes it meets.
pub(super) struct Writer<'a> {
    notes: Vec<&'a [Block]>,
    first_note: usize,
    tags: bool,
}

impl<'a> Writer<'a> {
    pub(super) fn new(first_note: usize, tags: bool) -> Self {
        Self { notes: Vec::new(), first_note, tags }
    }

    pub(super) fn setting(&self, one_line: bool) -> Setting {
        Setting { tags: self.tags, one_line, in_table: false, keeps_picture: true }
    }

    /// Keeps a note and returns its number.
    pub(super) fn note(&mut self, content: &'a [Block]) -> usize {
        self.notes.push(content);
        self.first_note + self.notes.len() - 1
    }

    /// Writes the notes that were met, those in them too, and returns how many there are.
    fn definitions(&mut self) -> (String, usize) {
        let mut out = String::new();
        let mut at = 0;
        while at < self.notes.len() {
            let content = self.notes[at];
            let text = self.blocks(content);
            let number = self.first_note + at;
            let begins_with_text = matches!(content.first(), Some(Block::Paragraph { content }) if !content.is_empty());
            if begins_with_text {
                out.push_str(&format!("[^{number}]: {}\n\n", indent(&text, "    ", false)));
            } else {
                out.push_str(&format!("[^{number}]:\n{}\n\n", indent(&text, "    ", true)));
            }
            at += 1;
        }
        (out, self.notes.len())
    }

    fn blocks(&mut self, blocks: &'a [Block]) -> String {
        let mut list = ListMark::default();
        let pieces: Vec<String> = blocks.iter().map(|block| self.block(block, &mut list)).collect();
        pieces.join("\n\n")
    }

    pub(super) fn block(&mut self, block: &'a Block, list: &mut ListMark) -> String {
        if let Block::BulletList { content } = block {
            *list = if *list == ListMark::Dash { ListMark::Star } else { ListMark::Dash };
            let marker = if *list == ListMark::Dash { "- " } else { "* " };
            return self.items(content, |_| marker.to_owned());
        }
        if let Block::OrderedList { start, content } = block {
            *list = if *list == ListMark::Point { ListMark::Bracket } else { ListMark::Point };
            let end = if *list == ListMark::Point { ". " } else { ") " };
            return self.items(content, |at| format!("{}{end}", u64::from(*start) + at as u64));
        }
        *list = ListMark::None;
        match block {
            Block::Paragraph { content } if content.is_empty() => "<p class=\"blank\"></p>".to_owned(),
            Block::Paragraph { content } => self.line(content, self.setting(false)),
            Block::Heading { level, content } => {
                let line = self.line(content, self.setting(true));
                format!("{} {line}", "#".repeat(usize::from(*level).clamp(1, 6))).trim_end_matches(' ').to_owned()
            }
            Block::Blockquote { content } => {
                let inner = if matches!(content.as_slice(), [Block::Paragraph { content }] if content.is_empty()) {
                    String::new()
                } else {
                    self.blocks(content)
                };
                quote(&inner)
            }
            Block::CodeBlock { language, text } => code_block(language, text).unwrap_or_else(|| self.html(block)),
            Block::HorizontalRule => "***".to_owned(),
            Block::Table { widths, content } => match alignments(content).filter(|_| widths.is_empty()) {
                Some(aligns) => self.table(content, &aligns),
                None => self.html(block),
            },
            Block::Figure(figure) if is_bare(figure) && (figure.src.is_empty() || figure.asset.is_empty()) => {
                self.picture(&figure.asset, &figure.src, &figure.alt, "", false, self.setting(true))
            }
            Block::FactBox { title, content } => {
                let heading = if title.is_empty() && !matches!(content.first(), Some(Block::Heading { .. })) {
                    String::new()
                } else {
                    format!("\n<h3 class=\"title\">{}</h3>", super::body::text_html(title, true, true))
                };
                format!("<aside class=\"fact-box\">{heading}\n\n{}\n\n</aside>", self.blocks(content))
            }
            _ => self.html(block),
        }
    }

    /// Writes a block as HTML on one line; its notes are numbered with the others.
    fn html(&mut self, block: &'a Block) -> String {
        let mut html = Html::new(self.first_note + self.notes.len());
        html.block(block);
        let text = std::mem::take(&mut html.out);
        self.notes.extend(html.notes);
        text
    }

    fn items(&mut self, items: &'a [ListItem], marker: impl Fn(usize) -> String) -> String {
        let is_tight = items.iter().all(is_tight_item);
        let mut out = Vec::new();
        for (at, item) in items.iter().enumerate() {
            let mark = marker(at);
            let text = self.item(item, is_tight);
            let width = " ".repeat(mark.len());
            out.push(format!("{mark}{}", indent(&text, &width, false)).trim_end_matches(' ').to_owned());
        }
        out.join(if is_tight { "\n" } else { "\n\n" })
    }

    fn item(&mut self, item: &'a ListItem, is_tight: bool) -> String {
        let checkbox = match item.checked {
            Some(true) => "[x] ",
            Some(false) => "[ ] ",
            None => "",
        };
        let between = if is_tight { "\n" } else { "\n\n" };
        let rest = match item.content.as_slice() {
            // The empty first paragraph that an item must have is not written before a block of another kind.
            [Block::Paragraph { content }] if content.is_empty() => "".to_owned(),
            [Block::Paragraph { content }, rest @ ..] if content.is_empty() && !matches!(rest.first(), Some(Block::Paragraph { .. })) => {
                self.blocks(rest)
            }
            blocks => {
                let mut list = ListMark::default();
                let pieces: Vec<String> = blocks.iter().map(|block| self.block(block, &mut list)).collect();
                pieces.join(between)
            }
        };
        format!("{checkbox}{rest}")
    }

    fn table(&mut self, rows: &'a [TableRow], aligns: &[Option<Align>]) -> String {
        let setting = Setting { tags: self.tags, one_line: true, in_table: true, keeps_picture: false };
        let mut lines = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let mut cells = Vec::new();
            for cell in &row.content {
                cells.push(match cell.content.as_slice() {
                    [Block::Paragraph { content }] => self.line(content, setting),
                    _ => String::new(),
                });
            }
            lines.push(format!("| {} |", cells.join(" | ")));
            if at == 0 {
                let rule = |align: &Option<Align>| match align {
                    None => "---",
                    Some(Align::Left) => ":---",
                    Some(Align::Center) => ":---:",
                    Some(Align::Right) => "---:",
                };
                lines.push(format!("| {} |", aligns.iter().map(rule).collect::<Vec<_>>().join(" | ")));
            }
        }
        lines.join("\n")
    }
}

/// Returns the alignment of each column, if the table is one that Markdown can write: a header row, no spans, one
/// alignment a column, one paragraph a cell.
pub(super) fn alignments(rows: &[TableRow]) -> Option<Vec<Option<Align>>> {
    let first = rows.first()?;
    let aligns: Vec<Option<Align>> = first.content.iter().map(|cell| cell.align).collect();
    let fits = |at: usize, row: &TableRow| {
        row.content.len() == aligns.len()
            && row.content.iter().zip(&aligns).all(|(cell, align)| {
                cell.header == (at == 0)
                    && cell.align == *align
                    && cell.colspan == 1
                    && cell.rowspan == 1
                    && matches!(cell.content.as_slice(), [Block::Paragraph { .. }])
            })
    };
    (!aligns.is_empty() && rows.iter().enumerate().all(|(at, row)| fits(at, row))).then_some(aligns)
}

/// Tells whether a figure says nothing that Markdown's own picture cannot.
fn is_bare(figure: &Figure) -> bool {
    let Figure { asset: _, src: _, alt: _, credit, licence, focal, crop, caption } = figure;
    caption.is_empty() && credit.is_empty() && licence.is_empty() && focal.is_none() && crop.is_none()
}

/// Tells whether an item can stand without blank lines: a paragraph, and after it at most a list that may follow it at once.
fn is_tight_item(item: &ListItem) -> bool {
    let has_text = |item: &ListItem| matches!(item.content.first(), Some(Block::Paragraph { content }) if !content.is_empty());
    let nested = |items: &[ListItem]| items.iter().all(|item| has_text(item) && is_tight_item(item));
    match item.content.as_slice() {
        [Block::Paragraph { .. }] => true,
        [Block::Paragraph { content }, Block::BulletList { content: items }] => !content.is_empty() && nested(items),
        [Block::Paragraph { content }, Block::OrderedList { start: 1, content: items }] => !content.is_empty() && nested(items),
        _ => false,
    }
}

fn code_block(language: &str, text: &str) -> Option<String> {
    if language.contains(|c: char| c.is_whitespace() || matches!(c, '`' | '~' | '\\' | '&' | '<')) || text.contains('\r') {
        return None;
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    Some(if text.is_empty() { format!("{fence}{language}\n{fence}") } else { format!("{fence}{language}\n{text}\n{fence}") })
}

fn quote(text: &str) -> String {
    if text.is_empty() {
        return ">".to_owned();
    }
    text.split('\n').map(|line| if line.is_empty() { ">".to_owned() } else { format!("> {line}") }).collect::<Vec<_>>().join("\n")
}

/// Indents every line, or every line but the first; empty lines stay empty.
fn indent(text: &str, by: &str, first: bool) -> String {
    let line = |(at, line): (usize, &str)| if line.is_empty() || (at == 0 && !first) { line.to_owned() } else { format!("{by}{line}") };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}
