//! The body as HTML without a line end in it: for the HTML page, and for the islands of HTML in Markdown.
//!
//! Everything that comes from a story is escaped here. The importer reads back exactly what is written here.

use super::nesting::Nesting;
use super::pictures::{Around, Picture};
use crate::document::{
    Align, Block, Crop, Figure, Focal, Inline, LinkTarget, ListItem, Mark, TableCell, attribute_address, is_allowed_url, story_link,
};

/// Writes blocks; keeps the notes it meets, which the caller places.
pub(crate) struct Html<'a> {
    pub(crate) out: String,
    /// The notes that were met, the first one numbered `first_note`.
    pub(crate) notes: Vec<&'a [Block]>,
    first_note: usize,
    /// Set for a page for readers: references to notes can be returned to, pictures and links are resolved, and nothing leaves
    /// that [`is_allowed_url`] does not let through. Without it: the form that the importer reads back.
    page: Option<Around<'a>>,
    /// On a page: the headings that the next one stands under, each with its level in the story and the one it was written with.
    outline: Vec<(u8, u8)>,
}

impl<'a> Html<'a> {
    /// Returns a writer whose first note has the number `first_note`.
    pub(crate) fn new(first_note: usize) -> Self {
        Self { out: String::new(), notes: Vec::new(), first_note, page: None, outline: Vec::new() }
    }

    /// Returns a writer of a page for readers.
    pub(super) fn page(around: Around<'a>) -> Self {
        Self { out: String::with_capacity(16 * 1024), notes: Vec::new(), first_note: 1, page: Some(around), outline: Vec::new() }
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
                let level = self.level(*level);
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
            Block::Table { widths, content } => {
                self.out.push_str(if self.page.is_some() { "<div class=\"table\">" } else { "" });
                self.columns(widths);
                for row in content {
                    self.out.push_str("<tr>");
                    row.content.iter().for_each(|cell| self.cell(cell));
                    self.out.push_str("</tr>");
                }
                self.out.push_str(if self.page.is_some() { "</table></div>" } else { "</table>" });
            }
            Block::Figure(figure) => self.figure(figure),
            Block::Embed { url, title } => {
                let text = if title.is_empty() { url } else { title };
                let href = self.href(url, LinkTarget::Source);
                self.out.push_str(&format!("<figure class=\"embed\"><a{href}>{}</a></figure>", text_html(text, true, true)));
            }
            Block::FactBox { title, content } => {
                let begins_with_heading = matches!(content.first(), Some(Block::Heading { .. }));
                self.out.push_str("<aside class=\"fact-box\">");
                if !title.is_empty() || begins_with_heading {
                    let level = self.level(3);
                    self.out.push_str(&format!("<h{level} class=\"title\">{}</h{level}>", text_html(title, true, true)));
                }
                self.blocks(content);
                self.out.push_str("</aside>");
            }
        }
    }

    /// Returns the level to write a heading with. On a page, which has its one h1, what stands under it begins at h2, and no level
    /// is skipped on the way down.
    fn level(&mut self, level: u8) -> u8 {
        if self.page.is_none() {
            return level.clamp(1, 6);
        }
        while self.outline.last().is_some_and(|(own, _)| *own >= level) {
            self.outline.pop();
        }
        let written = self.outline.last().map_or(2, |(_, above)| (above + 1).min(6));
        self.outline.push((level, written));
        written
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

    /// Opens a table, with the shares of its columns: as percentages for readers, as they are for importers.
    fn columns(&mut self, widths: &[u32]) {
        if widths.is_empty() {
            return self.out.push_str("<table>");
        }
        let shares: Vec<String> = widths.iter().map(u32::to_string).collect();
        self.out.push_str(&format!("<table data-widths=\"{}\">", shares.join(" ")));
        if self.page.is_some() {
            let whole: f64 = widths.iter().copied().map(f64::from).sum();
            self.out.push_str("<colgroup>");
            for share in widths {
                self.out.push_str(&format!("<col style=\"width:{:.2}%\">", f64::from(*share) / whole * 100.0));
            }
            self.out.push_str("</colgroup>");
        }
    }

    fn cell(&mut self, cell: &'a TableCell) {
        let tag = if cell.header { "th" } else { "td" };
        let mut attrs = String::new();
        if let Some(align) = cell.align {
            let align = match align {
                Align::Left => "left",
                Align::Center => "center",
                Align::Right => "right",
            };
            // The attribute is what importers know; on a page it is out of date.
            attrs.push_str(&if self.page.is_some() { format!(" style=\"text-align:{align}\"") } else { format!(" align=\"{align}\"") });
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
        match self.page {
            Some(around) => self.shown(around, (&figure.asset, figure.crop), &figure.src, &figure.alt, ""),
            None => {
                self.picture(&figure.asset, &figure.src, &figure.alt, "", "");
                self.framing(figure);
            }
        }
        if !figure.caption.is_empty() || !figure.credit.is_empty() || !figure.licence.is_empty() {
            self.out.push_str("<figcaption>");
            if self.page.is_some() {
                self.out.push_str("<span>");
            }
            self.line(&figure.caption, false);
            if self.page.is_some() {
                self.out.push_str("</span>");
            }
            if !figure.credit.is_empty() {
                if !figure.caption.is_empty() {
                    self.out.push(' ');
                }
                let label = if self.page.is_some() { "<span class=\"label\">Picture: </span>" } else { "" };
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

    /// Writes a picture for a page.
    fn shown(&mut self, around: Around<'_>, (asset, crop): (&str, Option<Crop>), src: &str, alt: &str, title: &str) {
        let found = if asset.is_empty() { None } else { around.pictures.picture(asset, crop) };
        let found =
            found.or_else(|| is_allowed_url(src, LinkTarget::Source).then(|| Picture { url: src.to_owned(), ..Picture::default() }));
        match found {
            Some(picture) => self.out.push_str(&image(&picture, alt, title, "")),
            // The picture lies in the library; without its bytes the page can only say what it shows.
            None if alt.trim().is_empty() => {}
            None => {
                let words = text_html(alt, true, true);
                self.out.push_str(&format!("<span class=\"picture\" role=\"img\" aria-label=\"{}\">{words}</span>", attribute(alt)));
            }
        }
    }

    fn picture(&mut self, asset: &str, src: &str, alt: &str, title: &str, class: &str) {
        if let Some(around) = self.page {
            return self.shown(around, (asset, None), src, alt, title);
        }
        self.out.push_str("<img");
        if !class.is_empty() {
            self.out.push_str(&format!(" class=\"{class}\""));
        }
        if src.is_empty() {
            self.out.push_str(&format!(" src=\"stet-asset:{}\"", attribute(asset)));
        } else {
            self.out.push_str(&format!(" src=\"{}\"", attribute(src)));
            if !asset.is_empty() {
                self.out.push_str(&format!(" data-asset=\"{}\"", attribute(asset)));
            }
        }
        self.out.push_str(&format!(" alt=\"{}\"", attribute(alt)));
        if !title.is_empty() {
            self.out.push_str(&format!(" title=\"{}\"", attribute(title)));
        }
        self.out.push('>');
    }

    /// Returns the attribute of a link with a space before it; on a page, nothing for an address that must not leave or leads nowhere.
    fn href(&self, url: &str, target: LinkTarget) -> String {
        let Some(around) = self.page else { return format!(" href=\"{}\"", attribute(url)) };
        if !is_allowed_url(url, target) {
            return String::new();
        }
        match story_link(url) {
            None => format!(" href=\"{}\"", attribute_address(around.links.address(url).as_deref().unwrap_or(url))),
            Some((story, _)) => around.links.story(story).map(|url| format!(" href=\"{}\"", attribute_address(&url))).unwrap_or_default(),
        }
    }

    fn open_tag(&self, mark: &Mark) -> String {
        match mark {
            Mark::Link { href, title } if title.is_empty() => format!("<a{}>", self.href(href, LinkTarget::Link)),
            Mark::Link { href, title } => format!("<a{} title=\"{}\">", self.href(href, LinkTarget::Link), attribute(title)),
            other => format!("<{}>", element(other)),
        }
    }

    /// Writes a line. `keeps_picture` says that a picture alone in it must be marked as part of a line.
    pub(crate) fn line(&mut self, line: &'a [Inline], keeps_picture: bool) {
        let mut nesting = Nesting::new(line, false);
        for (at, inline) in line.iter().enumerate() {
            let step = nesting.step(at);
            step.close.iter().for_each(|mark| self.out.push_str(close(mark)));
            for mark in step.open {
                let tag = self.open_tag(mark);
                self.out.push_str(&tag);
            }
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
                    let class = if keeps_picture && line.len() == 1 && self.page.is_none() { "inline" } else { "" };
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
        let id = if self.page.is_some() { format!(" id=\"fnref-{number}\"") } else { String::new() };
        self.out.push_str(&format!("<sup class=\"footnote-ref\"{id}><a href=\"#fn-{number}\">{number}</a></sup>"));
    }

    /// Writes the notes that were met as a list, those in them too.
    pub(crate) fn notes_section(&mut self) {
        let mut at = 0;
        if self.notes.is_empty() {
            return;
        }
        let number = |at: usize, first: usize| at + first;
        if self.page.is_some() {
            self.outline = vec![(0, 2)];
            self.out.push_str("<section class=\"footnotes\"><h2>Notes</h2><ol>");
        } else {
            self.out.push_str("<section class=\"footnotes\"><ol>");
        }
        while at < self.notes.len() {
            let content = self.notes[at];
            let number = number(at, self.first_note);
            self.out.push_str(&format!("<li id=\"fn-{number}\">"));
            self.blocks(content);
            if self.page.is_some() {
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

/// Returns a picture of a page as an element: its sizes, its shape, loaded when it is near.
pub(super) fn image(picture: &Picture, alt: &str, title: &str, class: &str) -> String {
    let mut out = String::from("<img");
    if !class.is_empty() {
        out.push_str(&format!(" class=\"{class}\""));
    }
    out.push_str(&format!(" src=\"{}\"", attribute_address(&picture.url)));
    if !picture.sizes.is_empty() && picture.width > 0 {
        let mut set: Vec<String> = picture.sizes.iter().map(|(url, width)| format!("{} {width}w", attribute_address(url))).collect();
        set.push(format!("{} {}w", attribute_address(&picture.url), picture.width));
        out.push_str(&format!(" srcset=\"{}\" sizes=\"(max-width: 1020px) 100vw, 972px\"", set.join(", ")));
    }
    if picture.width > 0 && picture.height > 0 {
        out.push_str(&format!(" width=\"{}\" height=\"{}\"", picture.width, picture.height));
    }
    out.push_str(&format!(" alt=\"{}\"", attribute(alt)));
    if !title.is_empty() {
        out.push_str(&format!(" title=\"{}\"", attribute(title)));
    }
    // The picture above the story is seen at once; the others wait until they are near.
    out.push_str(if class.is_empty() { " loading=\"lazy\">" } else { ">" });
    out
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
    let bytes = text.as_bytes();
    let plain = |at: usize, byte: u8| {
        !is_space(char::from(byte)) || (byte == b' ' && bytes.get(at + 1).is_none_or(|next| !is_space(char::from(*next))))
    };
    let edges = (starts && text.starts_with(' ')) || (ends && text.ends_with(' '));
    if !edges && bytes.iter().enumerate().all(|(at, byte)| plain(at, *byte)) {
        return escape(text);
    }
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
    let mut out = String::with_capacity(text.len() + 8);
    let mut from = 0;
    for (at, byte) in text.bytes().enumerate() {
        let code = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            _ => continue,
        };
        out.push_str(&text[from..at]);
        out.push_str(code);
        from = at + 1;
    }
    out.push_str(&text[from..]);
    out
}

/// Escapes text for an attribute in double quotes, on one line.
pub(crate) fn attribute(text: &str) -> String {
    let text = escape(text);
    if !text.bytes().any(|byte| matches!(byte, b'"' | b'\n' | b'\r')) {
        return text;
    }
    text.replace('"', "&quot;").replace('\n', "&#10;").replace('\r', "&#13;")
}
