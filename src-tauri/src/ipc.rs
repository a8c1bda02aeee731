//! What crosses between window and shell beside core's own types. Plain data; TypeScript for all of it is generated
//! into `ui/src/backend/bindings.ts` (see [`bindings`]), and a test fails when that file is stale.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
pub use stet_core::checks::{Check, CheckLevel};
use stet_core::import::Warning;
use stet_core::library::{Counts, ImportOutcome, SavedSearch, Story, StoryPage, StoryQuery};
use stet_core::tag::Tag;
use stet_core::{ArticleId, ErrorCode};
use ts_rs::TS;

/// What the desk shows at once: put into the page before it loads.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Boot {
    /// The open library; none where it could not be opened, and then `failure` says why.
    pub library: Option<LibraryInfo>,
    /// Why there is no library.
    pub failure: Option<Failure>,
    /// The first rows of the list.
    pub page: Option<StoryPage>,
    /// Counts of the sidebar.
    pub counts: Counts,
    /// The tag tree.
    pub tags: Vec<Tag>,
    /// Saved searches.
    pub searches: Vec<SavedSearch>,
    /// The story that was open last, or the newest.
    pub story: Option<Story>,
    /// The name of the person at the desk.
    pub author: String,
    /// Settings of this library, by key.
    #[ts(type = "Record<string, string>")]
    pub settings: serde_json::Map<String, serde_json::Value>,
    /// `linux`, `macos` or `windows`.
    pub platform: String,
    /// Whether this start made the library.
    pub first_run: bool,
}

/// The open library.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LibraryInfo {
    /// Its name: the setting `publication`, or the file's name.
    pub name: String,
    /// Where it lies.
    pub path: String,
    /// Whether it can only be read.
    pub read_only: bool,
}

/// A failure as the window gets it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Failure {
    /// The stable code.
    pub code: ErrorCode,
    /// Details for those who fold them open; never shown as it is.
    pub detail: String,
    /// For `stale_save`: the version that the library has now.
    #[ts(type = "number | null")]
    pub current: Option<i64>,
}

/// Files that another program dropped on the window, where the page gets none of them itself.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct FilesDropped {
    /// The number of the drop: what the page asks about it later is about this one.
    pub drop: u32,
    /// Their names, without the folders that they lie in.
    pub names: Vec<String>,
    /// Where they fell, as a share of the page's width.
    pub x: f64,
    /// Where they fell, as a share of the page's height.
    pub y: f64,
}

/// How far long work has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Progress {
    /// Files or stories done.
    pub done: u32,
    /// Of how many.
    pub total: u32,
}

/// Which stories to export.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ExportSelection {
    /// These stories.
    Stories {
        /// Their ids.
        ids: Vec<String>,
    },
    /// All that a query has.
    Query {
        /// The query.
        query: StoryQuery,
    },
}

/// What an import did.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct ImportReport {
    /// A line a file.
    pub files: Vec<ImportedFile>,
    /// Files that are no stories: pictures, styles, programs.
    pub passed_over: u32,
    /// Whether it was asked to stop before the end.
    pub cancelled: bool,
    /// Why the library took no more; what had come in stays.
    pub stopped: Option<Failure>,
}

/// What became of one file.
#[derive(Debug, Clone, Serialize, TS)]
pub struct ImportedFile {
    /// The file's path, as it was given or inside what was dropped.
    pub name: String,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// The story that it is.
    pub story: Option<ArticleId>,
    /// Its headline.
    pub headline: String,
    /// What was dropped or guessed.
    pub warnings: Vec<Warning>,
    /// Why nothing came in.
    pub failure: Option<Failure>,
}

impl From<stet_core::library::ImportReport> for ImportReport {
    fn from(report: stet_core::library::ImportReport) -> Self {
        let file = |line: stet_core::library::ImportLine| ImportedFile {
            name: line.name,
            outcome: line.outcome,
            story: line.story,
            headline: line.headline,
            warnings: line.warnings,
            failure: line.error.map(Failure::from),
        };
        Self {
            files: report.files.into_iter().map(file).collect(),
            passed_over: report.passed_over,
            cancelled: report.cancelled,
            stopped: report.stopped.map(Failure::from),
        }
    }
}

/// The library changed, by this process or another.
#[derive(Debug, Clone, Serialize, TS)]
pub struct LibraryChanged {
    /// When it was noticed.
    pub at: DateTime<Utc>,
    /// Whether it was another process.
    pub elsewhere: bool,
}

/// What a dictionary says of words.
#[derive(Debug, Clone, Default, Serialize, TS)]
pub struct Spelled {
    /// The dictionary that was asked, e.g. `en-GB`; none where the language has none.
    pub dictionary: Option<String>,
    /// The words that it does not know, in the order of the question.
    pub wrong: Vec<String>,
}

/// Returns the TypeScript of every type that crosses, in one file.
pub fn bindings() -> String {
    use stet_core::{article, diff, document, export, import, library, tag};
    let config = ts_rs::Config::default().with_large_int("number");
    let mut out = String::from("// Generated from the Rust types; do not edit. `make bindings` writes it anew.\n/* eslint-disable */\n\n");
    out.push_str(
        "/** ProseMirror JSON of a body; see src/editor/schema.ts. */\nexport type DocumentJson = { type: 'doc'; content: BlockJson[] };\n",
    );
    out.push_str("export type BlockJson = { type: string; attrs?: Record<string, unknown>; content?: BlockJson[]; text?: string; marks?: MarkJson[] };\n");
    out.push_str("export type InlineJson = BlockJson;\nexport type MarkJson = { type: string; attrs?: Record<string, unknown> };\n\n");
    macro_rules! declare {
        ($($t:ty),* $(,)?) => { $( out.push_str("export "); out.push_str(&<$t as TS>::decl(&config)); out.push('\n'); )* };
    }
    declare!(
        ErrorCode,
        ArticleId,
        article::Article,
        document::Focal,
        document::Crop,
        article::LeadImage,
        article::Source,
        article::Correction,
        article::Status,
        tag::Tag,
        tag::Colour,
        library::Asset,
        library::StoryAsset,
        library::Removed,
        library::Linked,
        library::StorySummary,
        library::SnippetPiece,
        library::StoryQuery,
        library::Sort,
        library::StoryPage,
        library::Counts,
        library::Story,
        library::Saved,
        library::Reason,
        library::RevisionRow,
        library::Side,
        library::HistoryFilter,
        library::HistoryPage,
        library::Spot,
        library::PassageChange,
        library::PassageEvent,
        library::BlameRun,
        library::Blame,
        library::PastHit,
        library::PastHits,
        library::SincePublication,
        library::PublicVersion,
        library::Thinned,
        library::SavedSearch,
        library::Stats,
        library::CheckReport,
        library::Fault,
        diff::ArticleDiff,
        diff::Summary,
        diff::FieldDiff,
        diff::FieldChange,
        diff::TextPiece,
        diff::Op,
        diff::BlockDiff,
        diff::Parts,
        diff::Change,
        diff::Moved,
        diff::Across,
        diff::LinePiece,
        diff::LineOp,
        diff::AttrDiff,
        diff::BlockAt,
        import::Warning,
        Boot,
        LibraryInfo,
        Failure,
        Check,
        CheckLevel,
        Progress,
        FilesDropped,
        ExportSelection,
        library::ImportOutcome,
        ImportReport,
        ImportedFile,
        LibraryChanged,
        Spelled,
    );
    macro_rules! rename {
        ($($t:ty => $old:literal, $new:literal);* $(;)?) => { $( out.push_str("export "); out.push_str(&<$t as TS>::decl(&config).replacen(concat!("type ", $old, " "), concat!("type ", $new, " "), 1)); out.push('\n'); )* };
    }
    rename!(export::Format => "Format", "ExportFormat"; export::Preset => "Preset", "ExportPreset"; export::Place => "Place", "LossPlace"; export::Loss => "Loss", "Loss"; export::Renamed => "Renamed", "Renamed"; export::site::SiteOptions => "SiteOptions", "SiteOptions"; export::site::SiteReport => "SiteReport", "SiteReport");
    rename!(export::Options => "Options", "ExportOptions"; export::Preview => "Preview", "ExportPreview"; export::Report => "Report", "ExportReport");
    out.replace("format: Format,", "format: ExportFormat,")
        .replace("preset?: Preset,", "preset?: ExportPreset,")
        .replace("places: Array<Place>", "places: Array<LossPlace>")
}
