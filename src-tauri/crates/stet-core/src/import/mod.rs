//! Stories in: Markdown with front matter, HTML, plain text and the text of a copied web page.
//!
//! Everything here turns bytes into (story, warnings) and touches no library. Untrusted markup becomes document nodes
//! through the schema, never DOM.

pub mod html;
pub mod markdown;
pub mod text;
pub mod webpage;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::document::Document;
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
    let _ = (bytes, format);
    Err(Error::ImportFormat { name: name.into() })
}

/// Reads a file, refusing one that is too large before it is read.
///
/// # Errors
/// As [`read`], and [`Error::ImportMissing`], [`Error::Io`].
pub fn read_file(path: &Path, format: Format) -> Result<Imported> {
    let _ = (path, format);
    Err(Error::ImportMissing { path: path.into() })
}

/// Returns the files under `path` that an import would read, sorted; `path` itself where it is a file.
///
/// # Errors
/// [`Error::ImportMissing`], [`Error::Io`].
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    Err(Error::ImportMissing { path: path.into() })
}

/// Reads only a body, for `stet save --body` and for paste: front matter, if any, is returned in the article.
///
/// # Errors
/// As [`read`].
pub fn body(name: &str, bytes: &[u8], format: Format) -> Result<(Document, Vec<Warning>)> {
    let imported = read(name, bytes, format)?;
    Ok((imported.article.body, imported.warnings))
}
