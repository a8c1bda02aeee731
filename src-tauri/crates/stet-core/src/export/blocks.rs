//! Blocks as Markdown: what stands on lines of its own. What is in a line, [`super::lines`] writes; whether a block comes back as it
//! was, [`super::markdown`] looks after.

use super::body::Html;
use super::lines::Setting;
use super::presets::Dialect;
use crate::document::{Align, Block, Document, Figure, ListItem, TableRow};

/// A note that the text defines elsewhere, under a name of its own.
pub(super) struct KnownNote {
    pub(super) name: String,
    pub(super) content: Vec<Block>,
}

/// Returns HTML in which the generator finds no template.
pub(super) fn unread(mut html: String, dialect: &Dialect) -> String {
    for sign in dialect.templates {
        if html.contains(sign) {
            html = html.replace(sign, &format!("&#123;{}", &sign[1..]));
        }
    }
    html
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
    pub(super) dialect: &'static Dialect,
    pub(super) known: &'a [KnownNote],
    used: Vec<usize>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(first_note: usize, tags: bool, dialect: &'static Dialect) -> Self {
        Self { notes: Vec::new(), first_note, tags, dialect, known: &[], used: Vec::new() }
    }

    pub(super) fn setting(&self, one_line: bool) -> Setting {
        Setting { tags: self.tags, one_line, in_table: false, keeps_picture: true, dialect: self.dialect }
    }

    /// Keeps a note and returns its name: a number, or the one that it has elsewhere in the text.
    pub(super) fn note(&mut self, content: &'a [Block]) -> String {
        if let Some(at) = self.known.iter().position(|note| note.content == content) {
            self.used.push(at);
            return self.known[at].name.clone();
        }
        self.notes.push(content);
        (self.first_note + self.notes.len() - 1).to_string()
    }

    /// Returns the notes that are defined elsewhere and were met.
    pub(super) fn known_used(&self) -> Vec<&'a KnownNote> {
        self.used.iter().map(|at| &self.known[*at]).collect()
    }

    /// Writes the notes that were met, those in them too: as Markdown, as HTML where the dialect has none, and how many there are.
    pub(super) fn definitions(mut self) -> (String, String, usize) {
        if !self.dialect.notes {
            let mut html = Html::new(self.first_note);
            html.notes = self.notes;
            html.notes_section();
            let text = if html.out.is_empty() { String::new() } else { format!("{}\n\n", unread(html.out, self.dialect)) };
            return (String::new(), text, html.notes.len());
        }
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
        (out, String::new(), self.notes.len())
    }

    pub(super) fn blocks(&mut self, blocks: &'a [Block]) -> String {
        let mut list = ListMark::default();
        let pieces: Vec<String> = blocks.iter().map(|block| self.block(block, &mut list)).collect();
        pieces.join("\n\n")
    }

    pub(super) fn block(&mut self, block: &'a Block, list: &mut ListMark) -> String {
        if let Block::BulletList { content } | Block::OrderedList { content, .. } = block
            && !self.dialect.tasks
            && content.iter().any(|item| item.checked.is_some())
        {
            *list = ListMark::None;
            return self.html(block);
        }
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
            Block::Paragraph { content } if content.is_empty() && !self.dialect.html => String::new(),
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
            Block::Table { widths, content } => match alignments(content).filter(|_| widths.is_empty() && self.dialect.tables) {
                Some(aligns) => self.table(content, &aligns),
                None => self.html(block),
            },
            Block::Figure(figure) if is_bare(figure) && (figure.src.is_empty() || figure.asset.is_empty()) => {
                self.picture(&figure.asset, &figure.src, &figure.alt, "", false, self.setting(true))
            }
            Block::Figure(figure) if self.dialect.figures => self.shortcode(figure),
            Block::FactBox { title, content } if self.dialect.mixed => {
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
        if !self.dialect.html {
            // Only what a reduction leaves behind comes here; the caller sees that it is not read back, and says so.
            let text = Document::new(vec![block.clone()]).plain_text().replace('\n', " ");
            return super::lines::escape(&text, true, true, None, self.setting(true));
        }
        let mut html = Html::new(self.first_note + self.notes.len());
        html.block(block);
        let text = std::mem::take(&mut html.out);
        self.notes.extend(html.notes);
        unread(text, self.dialect)
    }

    /// Writes a figure as Hugo has it; caption and credit are read as Markdown there.
    fn shortcode(&mut self, figure: &'a Figure) -> String {
        let mut out = format!("{{{{< figure src=\"{}\"", figure.src.replace('"', "%22"));
        // A backslash before a quotation mark would hide it.
        let quoted = |text: String| text.replace("\\\\", "&#92;").replace('"', "&quot;");
        let setting = Setting { tags: false, one_line: true, in_table: false, keeps_picture: false, dialect: self.dialect };
        if !figure.alt.is_empty() {
            // A raw string says what quotation marks would hide.
            let is_plain = !figure.alt.contains(['"', '\\']);
            out.push_str(&if is_plain { format!(" alt=\"{}\"", figure.alt) } else { format!(" alt=`{}`", figure.alt) });
        }
        if !figure.caption.is_empty() {
            let caption = self.line(&figure.caption, setting);
            out.push_str(&format!(" caption=\"{}\"", quoted(caption)));
        }
        if !figure.credit.is_empty() {
            let credit = super::lines::escape(&figure.credit, true, true, None, setting);
            out.push_str(&format!(" attr=\"{}\"", quoted(credit)));
        }
        out.push_str(" >}}");
        out
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
        let setting = Setting { tags: self.tags, one_line: true, in_table: true, keeps_picture: false, dialect: self.dialect };
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

/// Tells whether a code block's language can stand behind its fence.
pub(super) fn is_plain_language(language: &str) -> bool {
    !language.contains(|c: char| c.is_whitespace() || matches!(c, '`' | '~' | '\\' | '&' | '<'))
}

fn code_block(language: &str, text: &str) -> Option<String> {
    if !is_plain_language(language) || text.contains('\r') {
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
pub(super) fn indent(text: &str, by: &str, first: bool) -> String {
    let line = |(at, line): (usize, &str)| if line.is_empty() || (at == 0 && !first) { line.to_owned() } else { format!("{by}{line}") };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}
