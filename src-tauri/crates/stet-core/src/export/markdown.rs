//! Markdown out: CommonMark with tables, footnotes, strike-through and tasks, behind YAML front matter.
//!
//! What Markdown has no form for goes out as HTML inside it. Each block is read back as it is written: one that would not
//! come back equal is written again with tags for its marks, and if that fails too, as HTML altogether.

use super::blocks::{KnownNote, ListMark, Writer, indent, unread};
use super::body::Html;
use super::loss::Tally;
use super::presets::layout::Copies;
use super::presets::reduce::Reduction;
use super::presets::{Dialect, Preset, Profile};
use super::{Loss, Piece, clean, front_matter, loss};
use crate::article::Status;
use crate::document::{Block, Document, Inline, Mark};
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
    loss::join(&mut losses, loss::markdown(&body, &profile.dialect).losses);
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
