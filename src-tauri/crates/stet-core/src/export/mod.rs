//! Stories out: Markdown with front matter and one self-contained HTML page. Every writer writes to `impl Write`.

pub mod html;
pub mod markdown;

use std::io::Write;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::article::Status;
use crate::{Article, Error, Result};

/// A format that a story goes out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Markdown (CommonMark with tables, footnotes and strike-through) with YAML front matter.
    Markdown,
    /// One self-contained HTML page in the theme Broadsheet.
    Html,
    /// Plain text.
    Text,
    /// The story itself as JSON.
    Json,
}

/// What an export is told beside the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
pub struct Options {
    /// The format.
    pub format: Format,
    /// The publication's name, for the HTML page; may be empty.
    pub publication: String,
    /// Whether Markdown begins with front matter.
    pub front_matter: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { format: Format::Markdown, publication: String::new(), front_matter: true }
    }
}

/// A story ready to go out: the article and the facts about it that stand outside a revision.
#[derive(Debug, Clone, Copy)]
pub struct Piece<'a> {
    /// The story's id, for links between stories.
    pub id: &'a str,
    /// Where it stands; a story that is not published goes out as a draft.
    pub status: Status,
    /// The story.
    pub article: &'a Article,
}

/// Something that a format cannot carry as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Loss {
    /// A stable name: `fact_box`, `pull_quote`, `underline`, `colspan` …
    pub what: String,
    /// What becomes of it, a short clause: `becomes a titled quote`.
    pub becomes: String,
    /// How often it occurs in the story.
    pub count: u32,
}

/// A file that an export would write, for the preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Preview {
    /// The file's name inside the chosen folder, e.g. `hestray-winter-ferry.md`.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Its size in bytes.
    pub bytes: u32,
    /// What the format cannot carry.
    pub losses: Vec<Loss>,
}

/// What an export of several stories did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
pub struct Report {
    /// Names of the files written, in order.
    pub written: Vec<String>,
    /// What was lost over all files.
    pub losses: Vec<Loss>,
}

/// Writes one story to `out`; returns what the format could not carry.
///
/// # Errors
/// [`Error::Io`] where `out` fails.
pub fn write(piece: Piece<'_>, options: &Options, out: &mut impl Write) -> Result<Vec<Loss>> {
    let _ = (piece, options, out);
    Err(Error::FormatNotYet { format: "export".into() })
}

/// Returns what [`write`] would write, with the name that [`write_folder`] would give it.
///
/// # Errors
/// As [`write`].
pub fn preview(piece: Piece<'_>, options: &Options) -> Result<Preview> {
    let _ = (piece, options);
    Err(Error::FormatNotYet { format: "export".into() })
}

/// Writes stories as files into `folder` (made if need be), each whole or not at all, nothing outside it. `progress` is
/// called after each file with how many are done and returns whether to go on.
///
/// # Errors
/// [`Error::ExportUnwritable`], [`Error::Cancelled`], [`Error::DiskFull`].
pub fn write_folder<'a>(
    pieces: impl ExactSizeIterator<Item = Result<(String, Status, Article)>> + 'a,
    options: &Options,
    folder: &Path,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Report> {
    let _ = (pieces, options, folder, progress);
    Err(Error::FormatNotYet { format: "export".into() })
}
