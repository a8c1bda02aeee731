//! Stories out: Markdown with front matter and one self-contained HTML page. Every writer writes to `impl Write`.

mod assets;
mod blocks;
pub(crate) mod body;
pub(crate) mod clean;
mod folder;
mod front_matter;
pub mod html;
mod lines;
mod linked_data;
mod loss;
pub mod markdown;
mod nesting;
pub mod pictures;
mod presets;
pub mod renditions;
pub mod site;
mod splice;
mod story_page;
pub mod theme;
mod versions;

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::article::Status;
use crate::{Article, Error, Result};

pub use assets::{AssetBytes, Assets, NoAssets};
pub use loss::{Loss, MAX_PLACES, Place};
use presets::layout::{self, Copies};

pub use presets::Preset;

/// A format that a story goes out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Markdown (CommonMark with tables, footnotes and strike-through) with YAML front matter.
    Markdown,
    /// One self-contained HTML page in the theme Broadsheet.
    Html,
    /// The body alone as HTML, to paste into another system.
    Bare,
    /// Plain text.
    Text,
    /// The story itself as JSON.
    Json,
}

impl Format {
    /// Returns the format's name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Bare => "bare",
            Self::Text => "text",
            Self::Json => "json",
        }
    }
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
    /// For whom Markdown is written.
    #[ts(optional, as = "Option<Preset>")]
    pub preset: Preset,
    /// Whether to refuse, before anything is written, where something would be lost.
    #[ts(optional, as = "Option<bool>")]
    pub strict: bool,
    /// The folder of a theme for the HTML page; Broadsheet where there is none.
    #[ts(optional, type = "string")]
    pub theme: Option<PathBuf>,
    /// Whether a published story is asked for as it was published, rather than as it stands; see [`crate::Library::outgoing_for`].
    #[ts(optional, as = "Option<bool>")]
    pub as_published: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            format: Format::Markdown,
            publication: String::new(),
            front_matter: true,
            preset: Preset::Stet,
            strict: false,
            theme: None,
            as_published: false,
        }
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
    /// Slugs that the story was published under before, oldest first.
    pub redirects: &'a [String],
    /// Where its pictures are, and what readers may see of its past.
    pub assets: &'a dyn Assets,
}

impl<'a> Piece<'a> {
    /// Returns a piece without old slugs, whose pictures stay in the library.
    pub fn new(id: &'a str, status: Status, article: &'a Article) -> Self {
        Self { id, status, article, redirects: &[], assets: &NoAssets }
    }
}

/// A story taken out of a library, to make a [`Piece`] of.
#[derive(Debug, Clone, PartialEq)]
pub struct Outgoing {
    /// The story's id.
    pub id: String,
    /// Where it stands.
    pub status: Status,
    /// The story.
    pub article: Article,
    /// Slugs that it was published under before, oldest first.
    pub redirects: Vec<String>,
}

impl Outgoing {
    /// Returns the piece, with its pictures in `assets`.
    pub fn piece<'a>(&'a self, assets: &'a dyn Assets) -> Piece<'a> {
        let Self { id, status, article, redirects } = self;
        Piece { id, status: *status, article, redirects, assets }
    }
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
    /// Files that got a number, because another file of this export, or one that Stet did not write, has the name.
    pub renamed: Vec<Renamed>,
    /// What was lost over all files.
    pub losses: Vec<Loss>,
}

/// A file that could not have the name it should have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Renamed {
    /// The name it should have.
    pub wanted: String,
    /// The name it has.
    pub written: String,
}

/// Writes one story to `out`; returns what the format could not carry.
///
/// # Errors
/// [`Error::Io`] where `out` fails; [`Error::ExportLossy`] for a strict export that would lose something.
pub fn write(piece: Piece<'_>, options: &Options, out: &mut impl Write) -> Result<Vec<Loss>> {
    let rendered = render(piece, options, &Kit::of(options)?)?;
    if options.strict {
        refuse_losses(&rendered.losses, options)?;
    }
    out.write_all(rendered.text.as_bytes()).map_err(|error| Error::Io { path: rendered.path.into(), reason: error.to_string() })?;
    Ok(rendered.losses)
}

/// Returns what [`write`] would write, with the name that [`write_folder`] would give it.
///
/// # Errors
/// As [`write`]; a strict export is shown all the same, with its losses.
pub fn preview(piece: Piece<'_>, options: &Options) -> Result<Preview> {
    let Rendered { path, text, losses, .. } = render(piece, options, &Kit::of(options)?)?;
    let bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    Ok(Preview { path, text, bytes, losses })
}

/// Returns what an export of these stories would lose, without writing anything.
///
/// # Errors
/// Those of the pieces.
pub fn losses(pieces: impl Iterator<Item = Result<Outgoing>>, assets: &dyn Assets, options: &Options) -> Result<Vec<Loss>> {
    let kit = Kit { is_written: false, ..Kit::of(options)? };
    let mut all = Vec::new();
    for piece in pieces {
        loss::merge(&mut all, render(piece?.piece(assets), options, &kit)?.losses);
    }
    Ok(all)
}

/// Refuses where something would be lost for good.
fn refuse_losses(losses: &[Loss], options: &Options) -> Result<()> {
    let lost: Vec<&Loss> = losses.iter().filter(|loss| !loss.kept).collect();
    let Some(first) = lost.first() else { return Ok(()) };
    let place = first.places.first().map(|place| place.excerpt.clone()).unwrap_or_default();
    let count = lost.iter().map(|loss| loss.count as usize).sum();
    let format = if options.format == Format::Markdown { options.preset.as_str() } else { options.format.as_str() };
    Err(Error::ExportLossy { format: format.to_owned(), count, what: first.what.clone(), becomes: first.becomes.clone(), place })
}

/// Writes stories as files into `folder` (made if need be), each whole or not at all, nothing outside it. A file that Stet did
/// not write, or that was changed since, stays: the new one gets a number. `progress` is called after each file with how many are
/// done and how many there are, and returns whether to go on. A strict export looks through all stories first and writes nothing
/// where anything would be lost.
///
/// # Errors
/// [`Error::ExportUnwritable`], [`Error::Cancelled`], [`Error::DiskFull`], [`Error::ExportLossy`].
pub fn write_folder(
    pieces: impl ExactSizeIterator<Item = Result<Outgoing>> + Clone,
    assets: &dyn Assets,
    options: &Options,
    folder: &Path,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Report> {
    if options.strict {
        refuse_losses(&losses(pieces.clone(), assets, options)?, options)?;
    }
    let kit = Kit::of(options)?;
    let mut target = folder::Target::open(folder)?;
    let written = write_pieces(pieces, assets, (options, &kit), &mut target, progress);
    let noted = target.finish();
    let report = written?;
    noted.map(|()| report)
}

fn write_pieces(
    pieces: impl ExactSizeIterator<Item = Result<Outgoing>>,
    assets: &dyn Assets,
    (options, kit): (&Options, &Kit),
    target: &mut folder::Target,
    progress: &mut dyn FnMut(usize, usize) -> bool,
) -> Result<Report> {
    let total = pieces.len();
    let mut report = Report::default();
    let mut copied = HashSet::new();
    for (done, outgoing) in pieces.enumerate() {
        let outgoing = outgoing?;
        let rendered = render(outgoing.piece(assets), options, kit)?;
        let path = target.write(&rendered.path, &outgoing.id, rendered.text.as_bytes())?;
        let parent = path.rsplit_once('/').map_or(String::new(), |(parent, _)| format!("{parent}/"));
        report.note(rendered.path, path);
        for copy in rendered.copies.into_values() {
            let wanted = if copy.beside { format!("{parent}{}", copy.path) } else { copy.path };
            // Stories may share a picture; it is copied once.
            if !copied.insert(wanted.clone()) {
                continue;
            }
            if let Some(asset) = assets.asset(&copy.hash)? {
                let path = target.write(&wanted, &outgoing.id, &asset.bytes)?;
                report.note(wanted, path);
            }
        }
        loss::merge(&mut report.losses, rendered.losses);
        if !progress(done + 1, total) && done + 1 < total {
            return Err(Error::Cancelled);
        }
    }
    Ok(report)
}

impl Report {
    fn note(&mut self, wanted: String, written: String) {
        if written != wanted {
            self.renamed.push(Renamed { wanted, written: written.clone() });
        }
        self.written.push(written);
    }
}

/// What every story of an export is rendered with.
struct Kit {
    theme: Option<theme::Theme>,
    /// Whether anybody reads what is rendered; a look for losses alone makes nothing that could not lose anything.
    is_written: bool,
}

impl Kit {
    fn of(options: &Options) -> Result<Self> {
        let read = || options.theme.as_deref().map_or_else(theme::Theme::broadsheet, theme::Theme::read);
        Ok(Self { theme: (options.format == Format::Html).then(read).transpose()?, is_written: true })
    }
}

/// A story as a file.
struct Rendered {
    path: String,
    text: String,
    losses: Vec<Loss>,
    copies: Copies,
}

fn render(piece: Piece<'_>, options: &Options, kit: &Kit) -> Result<Rendered> {
    let path = folder::file_name(piece, options);
    let plain = |(text, losses)| Rendered { path, text, losses, copies: Copies::new() };
    let mut rendered = match options.format {
        Format::Markdown => {
            let markdown::Rendered { text, losses, copies } = markdown::render_for(piece, options.preset, options.front_matter)?;
            Rendered { path: layout::path(piece, options.preset, !copies.is_empty()), text, losses, copies }
        }
        Format::Html => {
            let is_out = kit.is_written && piece.status == Status::Published;
            let history = if is_out { piece.assets.public_history(piece.id)? } else { Vec::new() };
            plain(match &kit.theme {
                Some(theme) => html::render(piece, &history, &options.publication, theme)?,
                None => html::render(piece, &history, &options.publication, &theme::Theme::broadsheet()?)?,
            })
        }
        Format::Bare => plain(html::bare(piece)),
        Format::Text => plain(text(piece.article)),
        Format::Json => plain(json(piece.article)),
    };
    loss::name(&mut rendered.losses, piece.id, &piece.article.headline);
    Ok(rendered)
}

/// Returns a story as plain text: headline, standfirst, byline, body.
pub fn text(article: &Article) -> (String, Vec<Loss>) {
    let body = clean::standing(&article.body);
    let byline = if article.byline.is_empty() { String::new() } else { format!("By {}", names(&article.byline)) };
    let parts = [article.headline.clone(), article.standfirst.clone(), byline, body.plain_text()];
    let mut out = parts.into_iter().filter(|part| !part.trim().is_empty()).collect::<Vec<_>>().join("\n\n");
    out.push('\n');
    (out, loss::text(&body).losses)
}

/// Returns a story as JSON, indented, without review marks and notes to editors.
pub fn json(article: &Article) -> (String, Vec<Loss>) {
    let mut article = article.clone();
    article.body = clean::standing(&article.body).into_owned();
    article.notes = String::new();
    article.source = None;
    let mut out = serde_json::to_string_pretty(&article).unwrap_or_default();
    out.push('\n');
    (out, Vec::new())
}

/// Returns names as a sentence has them: `Ann Lee, Bo Hurst and Cy Dane`.
fn names(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
