//! The body as HTML without a line end in it: for the HTML page, and for the islands of HTML in Markdown.
//!
//! Everything that comes from a story is escaped here. The importer reads back exactly what is written here.

use super::nesting::Nesting;
use crate::document::{Align, Block, Crop, Figure, Focal, Inline, ListItem, Mark, TableCell};

/// Writes blocks; keeps the notes it meets, which the caller places.
pub(crate) struct Html<'a> {
    pub(crate) out: String,
    /// The notes that were met, the first one numbered `first_note`.
    pub(crate) notes: Vec<&'a [Block]>,
    first_note: usize,
    /// Whether it is a page for readers: references to notes can be returned to, a picture that is only in the library shows its text.
    is_page: bool,
}

impl<'a> Html<'a> {
    /// Returns a writer whose first note has the number `first_note`.
    pub(crate) fn new(first_note: usize, is_page: bool) -> Self {
        Self { out: String::new(), notes: Vec::new(), first_note, is_page }
    }

    pub(crate) fn blocks(&mut self, blocks: &'a [Block]) {
        for block in blocks {
            self.block(block);
        }
    }

    pub(crate) fn block(&mut self, block: &'a Block) {
        match block {
            Block::Paragraph { content } if content.is_empty() => self.out.push_str("<p class=\"blank\"></p>"),
            Block::Paragraph { content } => self.wrapped("p", content, true),
            Block::Heading { level, content } => {
                // The page has its one h1; what stands under it begins at h2.
                let level = if self.is_page { (*level).clamp(2, 6) } else { (*level).clamp(1, 6) };
                self.wrapped(&format!("h{level}"), content, false);
            }
            Block::Blockquote { content } => self.container("blockquote", content),
            Block::PullQuote { attribution, content } => {
                self.out.push_str("<aside class=\"pull-quote\">");
                self.wrapped("p", content, false);
                if !attribution.is_empty() {
                    self.out.push_str(&format!("<footer>{}</footer>", text_html(attribution, true, true)));
                }
                self.out.push_str("</aside>");
            }
            Block::BulletList { content } => {
                self.out.push_str("<ul>");
                self.items(content);
                self.out.push_str("</ul>");
            }
            Block::OrderedList { start, content } => {
                let start = if *start == 1 { String::new() } else { format!(" start=\"{start}\"") };
                self.out.push_str(&format!("<ol{start}>"));
                self.items(content);
                self.out.push_str("</ol>");
            }
            Block::CodeBlock { language, text } => {
                let class = if language.is_empty() { String::new() } else { format!(" data-language=\"{}\"", attribute(language)) };
                self.out.push_str(&format!("<pre{class}><code>{}</code></pre>", escape(&format!("{text}\n")).replace('\n', "&#10;")));
            }
            Block::HorizontalRule => self.out.push_str("<hr>"),
            Block::Table { content, .. } => {
                self.out.push_str(if self.is_page { "<div class=\"table\"><table>" } else { "<table>" });
                for row in content {
                    self.out.push_str("<tr>");
                    row.content.iter().for_each(|cell| self.cell(cell));
                    self.out.push_str("</tr>");
                }
                self.out.push_str(if self.is_page { "</table></div>" } else { "</table>" });
            }
            Block::Figure(figure) => self.figure(figure),
            Block::Embed { url, title } => {
                let text = if title.is_empty() { url } else { title };
                self.out.push_str(&format!(
                    "<figure class=\"embed\"><a href=\"{}\">{}</a></figure>",
                    attribute(url),
                    text_html(text, true, true)
                ));
            }
            Block::FactBox { title, content } => {
                let begins_with_heading = matches!(content.first(), Some(Block::Heading { .. }));
                self.out.push_str("<aside class=\"fact-box\">");
                if !title.is_empty() || begins_with_heading {
                    self.out.push_str(&format!("<h3 class=\"title\">{}</h3>", text_html(title, true, true)));
                }
                self.blocks(content);
                self.out.push_str("</aside>");
            }
        }
    }

    fn wrapped(&mut self, tag: &str, line: &'a [Inline], keeps_picture: bool) {
        self.out.push_str(&format!("<{tag}>"));
        self.line(line, keeps_picture);
        self.out.push_str(&format!("</{tag}>"));
    }

    fn container(&mut self, tag: &str, content: &'a [Block]) {
        self.out.push_str(&format!("<{tag}>"));
        self.blocks(content);
        self.out.push_str(&format!("</{tag}>"));
    }

    fn items(&mut self, items: &'a [ListItem]) {
        for item in items {
            self.out.push_str(if item.checked.is_some() { "<li class=\"task\">" } else { "<li>" });
            match item.checked {
                Some(true) => self.out.push_str("<input type=\"checkbox\" checked disabled> "),
                Some(false) => self.out.push_str("<input type=\"checkbox\" disabled> "),
                None => {}
            }
            match item.content.as_slice() {
                // An item's first paragraph stands without tags of its own, unless another follows at once.
                [Block::Paragraph { content }, rest @ ..]
                    if !content.is_empty() && !matches!(rest.first(), Some(Block::Paragraph { .. })) =>
                {
                    self.line(content, true);
                    self.blocks(rest);
                }
                // The empty one that an item must begin with goes without saying.
                [Block::Paragraph { content }, rest @ ..]
                    if content.is_empty() && !matches!(rest.first(), None | Some(Block::Paragraph { .. })) =>
                {
                    self.blocks(rest);
                }
                [Block::Paragraph { content }] if content.is_empty() => {}
                blocks => self.blocks(blocks),
            }
            self.out.push_str("</li>");
        }
    }

    fn cell(&mut self, cell: &'a TableCell) {
        let tag = if cell.header { "th" } else { "td" };
        let mut attrs = String::new();
        match cell.align {
            Some(Align::Left) => attrs.push_str(" align=\"left\""),
            Some(Align::Center) => attrs.push_str(" align=\"center\""),
            Some(Align::Right) => attrs.push_str(" align=\"right\""),
            None => {}
        }
        if cell.colspan > 1 {
            attrs.push_str(&format!(" colspan=\"{}\"", cell.colspan));
        }
        if cell.rowspan > 1 {
            attrs.push_str(&format!(" rowspan=\"{}\"", cell.rowspan));
        }
        self.out.push_str(&format!("<{tag}{attrs}>"));
        match cell.content.as_slice() {
            [Block::Paragraph { content }] => self.line(content, false),
            blocks => self.blocks(blocks),
        }
        self.out.push_str(&format!("</{tag}>"));
    }

    fn figure(&mut self, figure: &'a Figure) {
        self.out.push_str("<figure>");
        self.picture(&figure.asset, &figure.src, &figure.alt, "", "");
        if !self.is_page {
            self.framing(figure);
        }
        if !figure.caption.is_empty() || !figure.credit.is_empty() || !figure.licence.is_empty() {
            self.out.push_str("<figcaption>");
            if self.is_page {
                self.out.push_str("<span>");
            }
            self.line(&figure.caption, false);
            if self.is_page {
                self.out.push_str("</span>");
            }
            if !figure.credit.is_empty() {
                if !figure.caption.is_empty() {
                    self.out.push(' ');
                }
                let label = if self.is_page { "<span class=\"label\">Picture: </span>" } else { "" };
                self.out.push_str(&format!("<small class=\"credit\">{label}{}</small>", text_html(&figure.credit, true, true)));
            }
            if !figure.licence.is_empty() {
                if !figure.caption.is_empty() || !figure.credit.is_empty() {
                    self.out.push(' ');
                }
                self.out.push_str(&format!("<small class=\"licence\">{}</small>", text_html(&figure.licence, true, true)));
            }
            self.out.push_str("</figcaption>");
        }
        self.out.push_str("</figure>");
    }

    /// Adds how the picture is framed to the `<img>` that was just written.
    fn framing(&mut self, figure: &Figure) {
        let framing = [("focal", figure.focal.map(Focal::text)), ("crop", figure.crop.map(Crop::text))];
        for (name, value) in framing.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            self.out.pop();
            self.out.push_str(&format!(" data-{name}=\"{value}\">"));
        }
    }

    fn picture(&mut self, asset: &str, src: &str, alt: &str, title: &str, class: &str) {
        if self.is_page && src.is_empty() {
            // The picture lies in the library; without its bytes the page can only say what it shows.
            self.out.push_str(&format!(
                "<span class=\"picture\" role=\"img\" aria-label=\"{}\">{}</span>",
                attribute(alt),
                text_html(alt, true, true)
            ));
            return;
        }
        self.out.push_str("<img");
        if !class.is_empty() {
            self.out.push_str(&format!(" class=\"{class}\""));
        }
        if src.is_empty() {
            self.out.push_str(&format!(" src=\"stet-asset:{}\"", attribute(asset)));
        } else {
            self.out.push_str(&format!(" src=\"{}\"", attribute(src)));
            if !asset.is_empty() && !self.is_page {
                self.out.push_str(&format!(" data-asset=\"{}\"", attribute(asset)));
            }
        }
        self.out.push_str(&format!(" alt=\"{}\"", attribute(alt)));
        if !title.is_empty() {
            self.out.push_str(&format!(" title=\"{}\"", attribute(title)));
        }
        self.out.push('>');
    }

    /// Writes a line. `keeps_picture` says that a picture alone in it must be marked as part of a line.
    pub(crate) fn line(&mut self, line: &'a [Inline], keeps_picture: bool) {
        let mut nesting = Nesting::new(line, false);
        for (at, inline) in line.iter().enumerate() {
            let step = nesting.step(at);
            step.close.iter().for_each(|mark| self.out.push_str(close(mark)));
            step.open.iter().for_each(|mark| self.out.push_str(&open_tag(mark)));
            match inline {
                Inline::Text { text, .. } => {
                    let starts = match at.checked_sub(1).and_then(|before| line.get(before)) {
                        None | Some(Inline::HardBreak { .. }) => true,
                        Some(Inline::Text { text, .. }) => text.ends_with(is_space),
                        Some(_) => false,
                    };
                    let ends = matches!(line.get(at + 1), None | Some(Inline::HardBreak { .. }));
                    self.out.push_str(&text_html(text, starts, ends));
                }
                Inline::HardBreak { .. } => self.out.push_str("<br>"),
                Inline::Image { asset, src, alt, title, .. } => {
                    let class = if keeps_picture && line.len() == 1 && !self.is_page { "inline" } else { "" };
                    self.picture(asset, src, alt, title, class);
                }
                Inline::Footnote { content, .. } => {
                    let number = self.first_note + self.notes.len();
                    self.notes.push(content);
                    self.reference(number);
                }
            }
        }
        nesting.step(line.len()).close.iter().for_each(|mark| self.out.push_str(close(mark)));
        if matches!(line.last(), Some(Inline::HardBreak { .. })) {
            self.out.push_str("<br>");
        }
    }

    fn reference(&mut self, number: usize) {
        let id = if self.is_page { format!(" id=\"fnref-{number}\"") } else { String::new() };
        self.out.push_str(&format!("<sup class=\"footnote-ref\"{id}><a href=\"#fn-{number}\">{number}</a></sup>"));
    }

    /// Writes the notes that were met as a list, those in them too.
    pub(crate) fn notes_section(&mut self) {
        let mut at = 0;
        if self.notes.is_empty() {
            return;
        }
        let number = |at: usize, first: usize| at + first;
        if self.is_page {
            self.out.push_str("<section class=\"footnotes\"><h2>Notes</h2><ol>");
        } else {
            self.out.push_str("<section class=\"footnotes\"><ol>");
        }
        while at < self.notes.len() {
            let content = self.notes[at];
            let number = number(at, self.first_note);
            self.out.push_str(&format!("<li id=\"fn-{number}\">"));
            self.blocks(content);
            if self.is_page {
                let back = format!(" <a class=\"footnote-backref\" href=\"#fnref-{number}\" title=\"Back to the text\">↑</a>");
                match self.out.strip_suffix("</p>").map(str::len) {
                    Some(end) => self.out.insert_str(end, &back),
                    None => self.out.push_str(&back),
                }
            }
            self.out.push_str("</li>");
            at += 1;
        }
        self.out.push_str("</ol></section>");
    }
}

fn open_tag(mark: &Mark) -> String {
    match mark {
        Mark::Link { href, title } if title.is_empty() => format!("<a href=\"{}\">", attribute(href)),
        Mark::Link { href, title } => format!("<a href=\"{}\" title=\"{}\">", attribute(href), attribute(title)),
        other => format!("<{}>", element(other)),
    }
}

fn close(mark: &Mark) -> &'static str {
    match mark {
        Mark::Link { .. } => "</a>",
        Mark::Em => "</em>",
        Mark::Strong => "</strong>",
        Mark::Underline => "</u>",
        Mark::Strike => "</del>",
        Mark::Highlight => "</mark>",
        Mark::Superscript => "</sup>",
        Mark::Subscript => "</sub>",
        Mark::Code => "</code>",
        Mark::Insertion(_) | Mark::Deletion(_) | Mark::Modification(_) | Mark::Comment { .. } => "",
    }
}

/// Returns the name of the element that a mark without attributes becomes.
pub(super) fn element(mark: &Mark) -> &'static str {
    close(mark).trim_start_matches("</").trim_end_matches('>')
}

/// Tells whether HTML collapses a character as white space.
fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

/// Returns text as HTML: escaped, and with the white space kept that HTML would collapse. `starts` and `ends` say whether
/// white space at that end of the text would be lost, because a line or other white space ends there.
pub(crate) fn text_html(text: &str, starts: bool, ends: bool) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(is_space).unwrap_or(rest.len());
        out.push_str(&escape(&rest[..end]));
        rest = &rest[end..];
        let end = rest.find(|c: char| !is_space(c)).unwrap_or(rest.len());
        let space = &rest[..end];
        rest = &rest[end..];
        let is_lost = (out.is_empty() && starts) || (rest.is_empty() && ends);
        if space == " " && !is_lost {
            out.push(' ');
        } else if !space.is_empty() {
            let space = space.replace('\n', "&#10;").replace('\r', "&#13;");
            out.push_str(&format!("<span style=\"white-space:pre-wrap\">{space}</span>"));
        }
    }
    out
}

/// Escapes text for HTML.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Escapes text for an attribute in double quotes, on one line.
pub(crate) fn attribute(text: &str) -> String {
    escape(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\r', "&#13;")
}
