//! Stories in: Markdown with front matter, HTML, plain text and the text of a copied web page.
//!
//! Everything here turns bytes into (story, warnings) and touches no library. Untrusted markup becomes document nodes
//! through the schema, never DOM.

pub(crate) mod batch;
mod dates;
pub(crate) mod front_matter;
pub mod html;
pub mod markdown;
pub(crate) mod outline;
pub mod sources;
pub mod text;
pub mod webpage;
mod zipped;

use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::document::{self, Block, Document};
use crate::{Article, Error, Result};

/// The largest file that an import takes, in bytes.
pub const MAX_BYTES: u64 = 32 * 1024 * 1024;

/// The kind of a source.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Told by the file's name and its first bytes.
    #[default]
    Auto,
    /// Markdown, with or without front matter.
    Markdown,
    /// HTML: a fragment or a whole page.
    Html,
    /// Plain text; the text of a copied web page is recognised and cleaned.
    Text,
    /// Stet's own JSON.
    Json,
}

/// A story that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The story.
    pub article: Article,
    /// What was dropped or guessed.
    pub warnings: Vec<Warning>,
}

/// Something that an editor should know about an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Warning {
    /// A stable name: `encoding`, `dropped`, `link_removed`, `date_unread`, `furniture` …
    pub code: String,
    /// A sentence.
    pub detail: String,
}

/// Reads one story from `bytes`. `name` is the file's name, for its extension and for messages.
///
/// # Errors
/// [`Error::ImportBinary`], [`Error::ImportEmpty`], [`Error::ImportTooLarge`], [`Error::ImportEncoding`],
/// [`Error::ImportFrontMatter`], [`Error::ImportFormat`].
pub fn read(name: &str, bytes: &[u8], format: Format) -> Result<Imported> {
    read_named(name, bytes, format).map(|(imported, _)| imported)
}

/// Tells whether a source is Markdown in UTF-8, so that its very bytes can go out again.
pub(crate) fn is_markdown(name: &str, bytes: &[u8], format: Format) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let format = if format == Format::Auto { recognise(name, text.trim_start_matches('\u{feff}')) } else { format };
    matches!(format, Format::Markdown | Format::Auto)
}

/// As [`read`], with the story's id where Stet itself wrote the source and named it.
pub(crate) fn read_named(name: &str, bytes: &[u8], format: Format) -> Result<(Imported, Option<String>)> {
    let (text, mut warnings) = decoded(name, bytes)?;
    let mut id = None;
    let mut imported = match if format == Format::Auto { recognise(name, &text) } else { format } {
        Format::Html => html::read(&text),
        Format::Json => {
            let (imported, named) = read_json(name, &text)?;
            id = named;
            imported
        }
        Format::Text => webpage::read(name, &text),
        Format::Markdown | Format::Auto => markdown::read(name, &text)?,
    };
    warnings.append(&mut imported.warnings);
    imported.warnings = warnings;
    cut_fields(&mut imported);
    Ok((imported, id))
}

/// Reads only a body, for `stet save --body` and for paste. Front matter is left out; a first heading stays where it is, and
/// plain text is taken as it stands.
///
/// # Errors
/// As [`read`].
pub fn body(name: &str, bytes: &[u8], format: Format) -> Result<(Document, Vec<Warning>)> {
    let (text, mut warnings) = decoded(name, bytes)?;
    let (body, found) = match if format == Format::Auto { recognise(name, &text) } else { format } {
        Format::Html => html::body(&text),
        Format::Json => (read_json(name, &text)?.0.article.body, Vec::new()),
        Format::Text => (text::paragraphs(&text), Vec::new()),
        Format::Markdown | Format::Auto => markdown::body(front_matter::split(&text).body),
    };
    warnings.extend(found);
    Ok((body, warnings))
}

/// Decodes a source, refusing what is too large, binary or empty; line ends become newlines.
fn decoded(name: &str, bytes: &[u8]) -> Result<(String, Vec<Warning>)> {
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Error::ImportTooLarge { name: name.into(), bytes: bytes.len() as u64, limit: MAX_BYTES });
    }
    let (text, warnings) = text::decode(name, bytes)?;
    if text.chars().all(|c| c.is_whitespace() || c == '\u{feff}') {
        return Err(Error::ImportEmpty { name: name.into() });
    }
    Ok((with_newlines(&text), warnings))
}

/// Returns a text each line of which ends in a newline, whatever it ended in.
pub(crate) fn with_newlines(text: &str) -> String {
    if memchr::memchr(b'\r', text.as_bytes()).is_none() {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// Reads a file, refusing one that is too large before it is read.
///
/// # Errors
/// As [`read`], and [`Error::ImportMissing`], [`Error::IsAFolder`], [`Error::Io`].
pub fn read_file(path: &Path, format: Format) -> Result<Imported> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        // Among the files of a folder stands one only where it cannot be read.
        std::fs::read_dir(path).map_err(|error| unreadable(path, &error))?;
        return Err(Error::IsAFolder { path: path.into() });
    }
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    read(&name, &sources::file_bytes(path)?, format)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    if error.kind() == std::io::ErrorKind::NotFound {
        Error::ImportMissing { path: path.into() }
    } else {
        Error::Io { path: path.into(), reason: error.to_string() }
    }
}

/// Returns the format that a file's extension names.
fn extension(name: &str) -> Option<Format> {
    let (_, end) = name.rsplit_once('.')?;
    match end.to_ascii_lowercase().as_str() {
        "md" | "markdown" | "mdown" | "mkd" | "mdx" => Some(Format::Markdown),
        "html" | "htm" | "xhtml" => Some(Format::Html),
        "txt" | "text" => Some(Format::Text),
        "json" => Some(Format::Json),
        _ => None,
    }
}

/// Tells a text's format by the file's name, and where that says nothing, by how it begins.
fn recognise(name: &str, text: &str) -> Format {
    if let Some(format) = extension(name) {
        return format;
    }
    let start = text.trim_start_matches(['\u{feff}', ' ', '\n', '\t']);
    let head: String = start.chars().take(200).collect::<String>().to_ascii_lowercase();
    if head.starts_with("<!doctype html") || head.starts_with("<html") || head.starts_with("<?xml") {
        return Format::Html;
    }
    if ["<p", "<div", "<h1", "<article", "<ul", "<table", "<meta", "<b ", "<span"].iter().any(|tag| head.starts_with(tag)) {
        return Format::Html;
    }
    if start.starts_with('{') && head.contains("\"body\"") | head.contains("\"type\"") | head.contains("\"headline\"") {
        return Format::Json;
    }
    if front_matter::split(text).matter.is_some() || has_markdown(text) { Format::Markdown } else { Format::Text }
}

/// Tells whether plain text uses Markdown: headings, links, lists, quotations or fences at the start of lines.
fn has_markdown(text: &str) -> bool {
    let marks = text.lines().take(500).filter(|line| {
        let rest = line.trim_start_matches('#');
        let hashes = line.len() - rest.len();
        ((1..=6).contains(&hashes) && rest.starts_with(' '))
            || ["- ", "* ", "> ", "```", "1. "].iter().any(|start| line.starts_with(start))
            || (line.contains("](") && line.contains('['))
            || line.contains("**")
    });
    marks.count() > 0
}

/// Reads a story as Stet writes it (bare, or with what an export says beside it), or a document alone; and the story's id.
fn read_json(name: &str, text: &str) -> Result<(Imported, Option<String>)> {
    /// What an export says beside the story's fields, and what is no part of a revision.
    const BESIDE: [&str; 8] = ["$schema", "stet", "format", "version", "id", "status", "type", "revision"];
    let invalid = |error: serde_json::Error| Error::DocumentInvalid { reason: error.to_string() };
    let mut value: serde_json::Value = serde_json::from_str(text).map_err(invalid)?;
    let is_doc = value.get("type").is_some_and(|kind| kind == "doc");
    let id = value.get("id").and_then(|id| id.as_str()).filter(|_| !is_doc).map(str::to_owned);
    let article = if is_doc {
        Article { body: Document::from_json(&value)?, ..Article::default() }
    } else if let Some(map) = value.as_object_mut() {
        let fields = match map.remove("article").or_else(|| map.remove("story")) {
            Some(inner) => inner,
            None => {
                map.retain(|key, _| !BESIDE.contains(&key.as_str()));
                value
            }
        };
        if fields.get("body").is_none() && fields.get("headline").is_none() {
            return Err(Error::ImportFormat { name: name.into() });
        }
        let article: Article = serde_json::from_value(fields).map_err(invalid)?;
        article.validate()?;
        article
    } else {
        return Err(Error::ImportFormat { name: name.into() });
    };
    Ok((Imported { article, warnings: Vec::new() }, id))
}

/// Tells whether broken JSON was meant to be a story.
fn names_a_story(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(64 * 1024)]);
    head.contains("\"headline\"") && head.contains("\"body\"")
}

/// Moves a first heading of level 1 out of the body, where the story has no headline.
fn take_headline(article: &mut Article) {
    if let Some(Block::Heading { level: 1, content }) = article.body.content.first()
        && article.headline.is_empty()
    {
        article.headline = document::text::line_text(content).replace('\n', " ");
        article.body.content.remove(0);
        article.body.normalise();
    }
}

/// Takes from a file's name what the text does not say: Jekyll's date and slug, and a headline where there is none.
fn name_fallbacks(name: &str, has_matter: bool, article: &mut Article) {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let dated = stem
        .get(..10)
        .zip(stem.get(11..))
        .filter(|_| stem.as_bytes().get(10) == Some(&b'-'))
        .and_then(|(date, rest)| Some((dates::read(date)?, rest)));
    if let Some((date, rest)) = dated {
        article.published_at = article.published_at.or(Some(date.time));
        if article.slug.is_empty() {
            article.slug = crate::library::slug::slugify(rest);
        }
    }
    if article.headline.is_empty() && !has_matter {
        let words = dated.map_or(stem, |(_, rest)| rest).replace(['-', '_'], " ");
        let mut chars = words.trim().chars();
        article.headline = chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default();
    }
}

/// Cuts fields that are longer than a story takes, and says so.
fn cut_fields(imported: &mut Imported) {
    let article = &mut imported.article;
    let mut cut = Vec::new();
    let texts = [
        ("headline", &mut article.headline),
        ("standfirst", &mut article.standfirst),
        ("kicker", &mut article.kicker),
        ("dateline", &mut article.dateline),
        ("section", &mut article.section),
        ("language", &mut article.language),
        ("SEO title", &mut article.seo_title),
        ("SEO description", &mut article.seo_description),
        ("canonical address", &mut article.canonical_url),
    ];
    let lists = article.byline.iter_mut().map(|name| ("byline", name)).chain(article.tags.iter_mut().map(|tag| ("tag", tag)));
    for (field, text) in texts.into_iter().chain(lists) {
        if let Some((end, _)) = text.char_indices().nth(crate::article::MAX_FIELD) {
            text.truncate(end);
            cut.push(field);
        }
    }
    let address = &mut imported.article.canonical_url;
    if !address.is_empty() && !crate::document::is_allowed_url(address, crate::document::LinkTarget::Source) {
        address.clear();
        let detail = "The canonical address was left out: it is not an address on the web.".to_owned();
        imported.warnings.push(Warning { code: "address".into(), detail });
    }
    for field in cut {
        let detail = format!("The {field} was cut to {} characters.", crate::article::MAX_FIELD);
        imported.warnings.push(Warning { code: "cut".into(), detail });
    }
}
