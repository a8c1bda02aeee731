//! Markdown out: CommonMark with tables, footnotes, strike-through and tasks, behind YAML front matter.
//!
//! What Markdown has no form for goes out as HTML inside it. Each block is read back as it is written: one that would not
//! come back equal is written again with tags for its marks, and if that fails too, as HTML altogether.

use super::body::Html;
use super::lines::Setting;
use super::loss::Tally;
use super::presets::layout::Copies;
use super::presets::reduce::Reduction;
use super::presets::{Dialect, Preset, Profile};
use super::{Loss, Piece, clean, front_matter, loss};
use crate::article::Status;
use crate::document::{Align, Block, Document, Figure, Inline, ListItem, Mark, TableRow};
use crate::{Article, Result};

/// A story as Markdown.
#[derive(Debug)]
pub(super) struct Rendered {
    /// The file.
    pub(super) text: String,
    /// What the preset cannot carry.
    pub(super) losses: Vec<Loss>,
    /// Pictures that go with it.
    pub(super) copies: Copies,
}

/// Returns the story in Stet's own dialect, and what a reader of plain Markdown will not see as it was written.
pub fn render(article: &Article, status: Status, with_front_matter: bool) -> (String, Vec<Loss>) {
    // Without assets nothing is read that could fail.
    let rendered = render_for(Piece::new("", status, article), Preset::Stet, with_front_matter);
    rendered.map(|rendered| (rendered.text, rendered.losses)).unwrap_or_default()
}

/// Returns the story as a preset has it.
///
/// # Errors
/// Those of reading its pictures.
pub(super) fn render_for(piece: Piece<'_>, preset: Preset, with_front_matter: bool) -> Result<Rendered> {
    let profile = preset.profile();
    let standing = clean::standing(&piece.article.body);
    let mut article = piece.article.clone();
    let mut reduction = Reduction::new(piece, profile);
    let (body, places) = if preset == Preset::Stet {
        reduction.pictures(&standing)?;
        (standing.into_owned(), Vec::new())
    } else {
        let reduced = reduction.body(&standing)?;
        reduction.lead(&mut article)?;
        reduced
    };
    let Reduction { mut tally, copies, .. } = reduction;
    if preset == Preset::Stet
        && with_front_matter
        && let Some(source) = &piece.article.source
        && let Some(bytes) = piece.assets.text(&source.asset)?
        && let Some(text) = super::splice::splice(piece, &body, &bytes, source)
    {
        let losses = loss::markdown(&body, &profile.dialect).losses;
        let text = if text.as_bytes() == bytes { text } else { with_copies(text, &copies) };
        return Ok(Rendered { text, losses, copies });
    }
    let written = write_body(&body, &places, &profile.dialect, &mut tally);
    let mut out = String::new();
    if profile.has_matter && with_front_matter {
        let uses_braces = written.contains("{{") || written.contains("{%");
        if let Some((key, value)) = profile.braces.filter(|(key, _)| uses_braces && !article.extra.contains_key(*key)) {
            let value = if value == "false" { false.into() } else { value.into() };
            article.extra.insert(key.to_owned(), value);
        }
        out.push_str(&front_matter::write(piece, &article, profile, &mut tally));
        out.push_str(if written.is_empty() { "" } else { "\n" });
    } else {
        head(&article, profile, &mut out);
        without_matter(piece, profile, &mut tally);
    }
    out.push_str(&written);
    if preset == Preset::Stet {
        out = with_copies(out, &copies);
    }
    let mut losses = tally.losses;
    loss::merge(&mut losses, loss::markdown(&body, &profile.dialect).losses);
    Ok(Rendered { text: out, losses, copies })
}

/// Returns a text that names pictures by where their copies lie, rather than by their hashes.
fn with_copies(mut text: String, copies: &Copies) -> String {
    for copy in copies.values() {
        let (named, lies) = (format!("stet-asset:{}", copy.hash), &copy.path);
        for before in ["](", "](<", "src=\""] {
            text = text.replace(&format!("{before}{named}"), &format!("{before}{lies}"));
        }
    }
    text
}

/// Writes the headline and the standfirst as text, for a file without front matter.
fn head(article: &Article, profile: &'static Profile, out: &mut String) {
    let head = [("# ", &article.headline), ("", &article.standfirst)];
    for (start, text) in head.into_iter().filter(|(_, text)| !text.is_empty()) {
        let line = [Inline::Text { text: text.replace('\n', " "), marks: Vec::new() }];
        let mut writer = Writer::new(1, false, &profile.dialect);
        out.push_str(start);
        out.push_str(&writer.line(&line, writer.setting(!start.is_empty())));
        out.push_str("\n\n");
    }
}

/// Names the fields that a file without front matter cannot say.
fn without_matter(piece: Piece<'_>, profile: &Profile, tally: &mut Tally) {
    let Piece { article, .. } = piece;
    if profile.preset == Preset::Stet {
        return;
    }
    let lead = article.lead_image.as_ref().map(|lead| if lead.alt.is_empty() { lead.src.clone() } else { lead.alt.clone() });
    let time = |time: Option<chrono::DateTime<chrono::Utc>>| time.map(|time| time.to_rfc3339());
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let list = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
    let fields = [
        ("standfirst", said(&article.standfirst)),
        ("kicker", said(&article.kicker)),
        ("byline", list(&article.byline)),
        ("dateline", said(&article.dateline)),
        ("section", said(&article.section)),
        ("language", said(&article.language)),
        ("slug", said(&article.slug)),
        ("seo_title", said(&article.seo_title)),
        ("seo_description", said(&article.seo_description)),
        ("canonical_url", said(&article.canonical_url)),
        ("lead_image", lead),
        ("tags", list(&article.tags)),
        ("corrections", article.corrections.first().map(|correction| correction.text.clone())),
        ("published_at", time(article.published_at)),
        ("updated_at", time(article.updated_at)),
        ("extra", list(&article.extra.keys().cloned().collect::<Vec<_>>())),
    ];
    for (field, said) in fields.into_iter().filter_map(|(field, said)| Some((field, said?))) {
        let becomes = if field == "standfirst" { "becomes the first paragraph" } else { "is left out" };
        tally.field(field, becomes, false, &said);
    }
}

/// Returns a body in Stet's own dialect, ending in one line end; empty for an empty body.
pub fn render_body(body: &Document) -> String {
    write_body(body, &[], &Preset::Stet.profile().dialect, &mut Tally::default())
}

/// Returns a body in a dialect. `places` says where each block stands in the story, if elsewhere.
fn write_body(body: &Document, places: &[u32], dialect: &'static Dialect, tally: &mut Tally) -> String {
    if *body == Document::default() {
        return String::new();
    }
    let mut pieces: Vec<String> = Vec::new();
    let (mut notes, mut html_notes) = (String::new(), String::new());
    let mut next_note = 1;
    let mut list = ListMark::default();
    for (at, block) in body.content.iter().enumerate() {
        let written = faithful(block, next_note, &mut list, dialect, &[]);
        if let Some((what, becomes)) = written.changed {
            let place = places.get(at).copied().unwrap_or_else(|| loss::index(at));
            tally.lost(what, becomes, &[place], &loss::block_excerpt(block));
        }
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

/// A note that the text defines elsewhere, under a name of its own.
pub(super) struct KnownNote {
    pub(super) name: String,
    pub(super) content: Vec<Block>,
}

/// A block as text, with the notes that belong to it.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) notes: String,
    pub(super) html_notes: String,
    pub(super) notes_count: usize,
    /// What had to change for it to be written at all.
    changed: Option<(&'static str, &'static str)>,
}

/// Writes a block in the plainest form that is read back as the same block.
pub(super) fn faithful(block: &Block, first_note: usize, list: &mut ListMark, dialect: &'static Dialect, known: &[KnownNote]) -> Written {
    let start = *list;
    let expected = Document::new(vec![block.clone()]);
    let signs = [false].into_iter().filter(|_| !dialect.kramdown || has_simple_marks(block));
    for tags in signs.chain([true].into_iter().filter(|_| dialect.html)) {
        *list = start;
        if let Some(written) = attempt(block, &expected, first_note, tags, list, dialect, known) {
            return written;
        }
    }
    if !dialect.html {
        for (simpler, changed) in plainer(block) {
            *list = start;
            let expected = Document::new(vec![simpler.clone()]);
            if let Some(written) = attempt(&simpler, &expected, first_note, false, list, dialect, known) {
                return Written { changed: Some(changed), ..written };
            }
        }
        *list = start;
        let mut writer = Writer::new(first_note, false, dialect);
        let text = writer.block(block, list);
        let (notes, html_notes, notes_count) = writer.definitions();
        return Written { text, notes, html_notes, notes_count, changed: Some(("form", "may be read in another form")) };
    }
    *list = ListMark::default();
    let mut html = Html::new(first_note);
    html.block(block);
    let text = unread(std::mem::take(&mut html.out), dialect);
    html.notes_section();
    Written {
        text,
        notes: String::new(),
        html_notes: if html.out.is_empty() { String::new() } else { format!("{}\n\n", unread(html.out, dialect)) },
        notes_count: html.notes.len(),
        changed: None,
    }
}

/// Writes a block one way, and returns it if it is read back as `expected`.
fn attempt(
    block: &Block,
    expected: &Document,
    first_note: usize,
    tags: bool,
    list: &mut ListMark,
    dialect: &'static Dialect,
    known: &[KnownNote],
) -> Option<Written> {
    let mut writer = Writer::new(first_note, tags, dialect);
    writer.known = known;
    let text = writer.block(block, list);
    let elsewhere: String = writer.known_used().iter().map(|note| definition(&note.name, &note.content, dialect)).collect();
    let (notes, html_notes, notes_count) = writer.definitions();
    let read = crate::import::markdown::body(&format!("{text}\n\n{html_notes}\n\n{notes}\n\n{elsewhere}")).0;
    (read == *expected).then_some(Written { text, notes, html_notes, notes_count, changed: None })
}

/// Returns the definition of a note that holds no other.
fn definition(name: &str, content: &[Block], dialect: &'static Dialect) -> String {
    let text = Writer::new(1, true, dialect).blocks(content);
    format!("[^{name}]:\n{}\n\n", indent(&text, "    ", true))
}

/// Returns a block with simpler marks: without white space at their edges, without emphasis, as text alone.
fn plainer(block: &Block) -> Vec<(Block, (&'static str, &'static str))> {
    let of = |change: &mut dyn FnMut(&mut Vec<Inline>)| {
        let mut simpler = Document::new(vec![block.clone()]);
        super::presets::reduce::each_line(&mut simpler.content, change);
        simpler.normalise();
        simpler.content.swap_remove(0)
    };
    let is_emphasis = |mark: &Mark| matches!(mark, Mark::Em | Mark::Strong | Mark::Strike);
    vec![
        (of(&mut |line| super::presets::reduce::trim_marks(line)), ("emphasis", "begins and ends at its words")),
        (
            of(&mut |line| line.iter_mut().for_each(|inline| inline.marks_mut().retain(|mark| !is_emphasis(mark)))),
            ("emphasis", "leaves its text"),
        ),
        (of(&mut |line| line.iter_mut().for_each(|inline| inline.marks_mut().clear())), ("marks", "leave their text")),
    ]
}

/// Tells whether no piece of a line has more than one kind of emphasis, and each stands between spaces or signs: what every reader
/// of asterisks agrees on.
fn has_simple_marks(block: &Block) -> bool {
    let mut is_simple = true;
    let blocks = std::slice::from_ref(block);
    loss::walk(blocks, &mut Vec::new(), &mut |met, _| {
        let loss::Met::Block(block) = met else { return };
        let line = block.inlines().unwrap_or_default();
        let count = |inline: &Inline| inline.marks().iter().filter(|mark| matches!(mark, Mark::Em | Mark::Strong | Mark::Strike)).count();
        for (at, inline) in line.iter().enumerate().filter(|(_, inline)| count(inline) > 0) {
            let is_apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            let last = |inline: &Inline| if let Inline::Text { text, .. } = inline { text.chars().next_back() } else { None };
            let first = |inline: &Inline| if let Inline::Text { text, .. } = inline { text.chars().next() } else { None };
            let before = at.checked_sub(1).and_then(|at| line.get(at));
            let after = line.get(at + 1);
            let beside = before.into_iter().chain(after).any(|beside| count(beside) > 0);
            let ends = [first(inline), last(inline)].iter().any(|c| c.is_none_or(char::is_whitespace));
            is_simple &= count(inline) == 1 && !beside && !ends && is_apart(before.and_then(last)) && is_apart(after.and_then(first));
        }
    });
    is_simple
}

/// Returns HTML in which the generator finds no template.
fn unread(mut html: String, dialect: &Dialect) -> String {
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
    known: &'a [KnownNote],
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
    fn known_used(&self) -> Vec<&'a KnownNote> {
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

    fn blocks(&mut self, blocks: &'a [Block]) -> String {
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
fn indent(text: &str, by: &str, first: bool) -> String {
    let line = |(at, line): (usize, &str)| if line.is_empty() || (at == 0 && !first) { line.to_owned() } else { format!("{by}{line}") };
    text.split('\n').enumerate().map(line).collect::<Vec<_>>().join("\n")
}
