//! Every way in which core can fail: a closed set of codes, each with a sentence that helps.
//!
//! The window maps [`ErrorCode`] to words in one table and never reads the English here; the command line prints it.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::document::DocumentError;

/// Core's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong. The text is one sentence for the command line and the log.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
#[allow(missing_docs, reason = "each variant's sentence says what it is")]
pub enum Error {
    // the library file
    #[error("there is no library at {path}; make one with `stet init`")]
    LibraryMissing { path: PathBuf },
    #[error("{path} exists already; Stet does not write over it")]
    LibraryExists { path: PathBuf },
    #[error("{path} is a folder; a library is a file")]
    IsAFolder { path: PathBuf },
    #[error("{path} is not a Stet library: it is not an SQLite file")]
    NotALibrary { path: PathBuf },
    #[error("{path} belongs to another application; it was left untouched")]
    OtherApplication { path: PathBuf },
    #[error("{path} was written by a newer Stet (format {found}; this one reads up to {known}); it was left untouched")]
    NewerLibrary { path: PathBuf, found: i64, known: i64 },
    #[error("{path} cannot be written to; open a copy, or change its permissions")]
    LibraryReadOnly { path: PathBuf },
    #[error("another program holds the library; nothing was changed, try again")]
    LibraryBusy,
    #[error("the library file is damaged: {reason}; `stet recover` saves what can be saved")]
    LibraryDamaged { reason: String },
    #[error("the disk is full; nothing is half written")]
    DiskFull,
    #[error("the dictionary cannot be read: {reason}")]
    DictionaryInvalid { reason: String },
    #[error("{path}: {reason}")]
    Io { path: PathBuf, reason: String },

    // stories and revisions
    #[error("no story has the id or slug {given:?}")]
    StoryUnknown { given: String },
    #[error("{given:?} fits {count} stories; give more of the id")]
    StoryAmbiguous { given: String, count: usize },
    #[error("give a story: its id, the beginning of its id, or its slug")]
    StoryEmpty,
    #[error("the story has no revision {number}; its newest is {head}")]
    RevisionUnknown { number: u32, head: u32 },
    #[error("revision {number} is damaged: {reason}; every other revision can still be read")]
    RevisionDamaged { number: u32, reason: String },
    #[error("the words of revision {number} were thinned out; only that it was made is still known")]
    RevisionThinned { number: u32 },
    #[error("the name of a revision has at most {limit} characters; a longer text belongs into the notes")]
    RevisionNameTooLong { limit: usize },
    #[error("the story changed meanwhile (you had version {base}, it is at {current}); nothing was overwritten")]
    StaleSave { base: i64, current: i64 },
    #[error("the document is not valid: {reason}")]
    DocumentInvalid { reason: String },
    #[error("{field}: {reason}")]
    FieldInvalid { field: &'static str, reason: String },
    #[error("another story has the slug {slug:?}")]
    SlugTaken { slug: String },
    #[error("a story with the status {from} cannot become {to}")]
    StatusRefused { from: &'static str, to: &'static str },

    // tags and searches
    #[error("there is no tag {name:?}")]
    TagUnknown { name: String },
    #[error("there is a tag {name:?} already")]
    TagExists { name: String },
    #[error("{name:?} cannot be a tag's name: {reason}")]
    TagInvalid { name: String, reason: String },
    #[error("{name:?} cannot stand under {parent:?}, which stands under it")]
    TagCycle { name: String, parent: String },
    #[error("the search cannot be read: {reason}")]
    QueryInvalid { reason: String },

    // pictures
    #[error("{name} is empty")]
    PictureEmpty { name: String },
    #[error("{name} has {bytes} bytes; a picture has up to {limit}")]
    PictureTooLarge { name: String, bytes: u64, limit: u64 },
    #[error("{name} is no picture that Stet knows; it takes JPEG, PNG, WebP, GIF, AVIF and SVG")]
    PictureFormat { name: String },
    #[error("{name} is {width} × {height} pixels; a picture has up to 120 million, and 30000 on a side")]
    PictureDimensions { name: String, width: u32, height: u32 },
    #[error("{name} has {frames} frames or more; a moving picture has up to {limit}")]
    PictureFrames { name: String, frames: u32, limit: u32 },
    #[error("{name} is broken: {reason}")]
    PictureBroken { name: String, reason: String },
    #[error("the library has no picture {hash}")]
    PictureUnknown { hash: String },
    #[error("the picture {hash} is damaged: its bytes are not what they were")]
    PictureDamaged { hash: String },

    // in and out
    #[error("{path} does not exist")]
    ImportMissing { path: PathBuf },
    #[error("{name} is not text")]
    ImportBinary { name: String },
    #[error("{name} is empty")]
    ImportEmpty { name: String },
    #[error("{name} has {bytes} bytes; an import takes up to {limit}")]
    ImportTooLarge { name: String, bytes: u64, limit: u64 },
    #[error("{name} says that it is {encoding}, but its bytes are not")]
    ImportEncoding { name: String, encoding: String },
    #[error("{name}: front matter cannot be read: {reason}")]
    ImportFrontMatter { name: String, reason: String },
    #[error("{name}: Stet does not import this kind of file")]
    ImportFormat { name: String },
    #[error("{name} leads out of what was chosen; it was left where it is")]
    ImportEscapes { name: String },
    #[error("{name} swells to far more than a story when it is unpacked; nothing of it came in")]
    ImportBomb { name: String },
    #[error("{name} lies in another archive or a folder as an archive; choose it by itself to import it")]
    ImportNested { name: String },
    #[error("{name} is a Stet library whose stories cannot be read: {reason}")]
    ImportLibrary { name: String, reason: String },
    #[error("{name} is encrypted")]
    ImportEncrypted { name: String },
    #[error("{name} is damaged: {reason}")]
    ImportDamaged { name: String, reason: String },
    #[error("{name} holds {count} files; an import takes up to {limit} from one archive")]
    ImportTooMany { name: String, count: usize, limit: usize },
    #[error("{format} is not yet here; a later Stet brings it")]
    FormatNotYet { format: String },
    #[error("{path} cannot be written to: {reason}")]
    ExportUnwritable { path: PathBuf, reason: String },
    #[error("{name:?} would leave the chosen folder; nothing was written")]
    ExportEscapes { name: String },
    #[error("{} in {folder} {} not Stet's; choose an empty folder, or move what is there away (nothing was written)", list(files), if files.len() == 1 { "is" } else { "are" })]
    ExportForeign { folder: PathBuf, files: Vec<String> },
    #[error("{path} is not a theme: {reason}; `stet theme new DIR` makes one")]
    ThemeInvalid { path: PathBuf, reason: String },
    #[error("there is no folder {path}, where the theme was")]
    ThemeMissing { path: PathBuf },
    #[error("{name}, line {line}: {reason}")]
    TemplateInvalid { name: String, line: usize, reason: String },
    #[error("{name}, line {line}: the template does not come to an end")]
    TemplateEndless { name: String, line: usize },
    #[error("{format} cannot carry {count} things of what is to go out; the first is {what} ({becomes}) at {place:?}. Nothing was written")]
    ExportLossy { format: String, count: usize, what: String, becomes: String, place: String },
    #[error("stopped; what was finished before stays")]
    Cancelled,
}

/// Names the first few files, and how many more there are.
fn list(files: &[String]) -> String {
    match files {
        [first, second, rest @ ..] if rest.len() > 1 => format!("{first}, {second} and {} more", rest.len()),
        few => few.join(", "),
    }
}

/// The stable name of a failure, the same for window, command line and scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "named after the variants of Error")]
pub enum ErrorCode {
    LibraryMissing,
    LibraryExists,
    IsAFolder,
    NotALibrary,
    OtherApplication,
    NewerLibrary,
    LibraryReadOnly,
    LibraryBusy,
    LibraryDamaged,
    DiskFull,
    DictionaryInvalid,
    Io,
    StoryUnknown,
    StoryAmbiguous,
    StoryEmpty,
    RevisionUnknown,
    RevisionDamaged,
    RevisionThinned,
    RevisionNameTooLong,
    StaleSave,
    DocumentInvalid,
    FieldInvalid,
    SlugTaken,
    StatusRefused,
    TagUnknown,
    TagExists,
    TagInvalid,
    TagCycle,
    QueryInvalid,
    PictureEmpty,
    PictureTooLarge,
    PictureFormat,
    PictureDimensions,
    PictureFrames,
    PictureBroken,
    PictureUnknown,
    PictureDamaged,
    ImportMissing,
    ImportBinary,
    ImportEmpty,
    ImportTooLarge,
    ImportEncoding,
    ImportFrontMatter,
    ImportFormat,
    ImportEscapes,
    ImportBomb,
    ImportNested,
    ImportLibrary,
    ImportEncrypted,
    ImportDamaged,
    ImportTooMany,
    FormatNotYet,
    ExportUnwritable,
    ExportEscapes,
    ExportForeign,
    ThemeInvalid,
    ThemeMissing,
    TemplateInvalid,
    TemplateEndless,
    ExportLossy,
    Cancelled,
}

impl Error {
    /// Returns the failure's stable code.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::LibraryMissing { .. } => ErrorCode::LibraryMissing,
            Self::LibraryExists { .. } => ErrorCode::LibraryExists,
            Self::IsAFolder { .. } => ErrorCode::IsAFolder,
            Self::NotALibrary { .. } => ErrorCode::NotALibrary,
            Self::OtherApplication { .. } => ErrorCode::OtherApplication,
            Self::NewerLibrary { .. } => ErrorCode::NewerLibrary,
            Self::LibraryReadOnly { .. } => ErrorCode::LibraryReadOnly,
            Self::LibraryBusy => ErrorCode::LibraryBusy,
            Self::LibraryDamaged { .. } => ErrorCode::LibraryDamaged,
            Self::DiskFull => ErrorCode::DiskFull,
            Self::DictionaryInvalid { .. } => ErrorCode::DictionaryInvalid,
            Self::Io { .. } => ErrorCode::Io,
            Self::StoryUnknown { .. } => ErrorCode::StoryUnknown,
            Self::StoryAmbiguous { .. } => ErrorCode::StoryAmbiguous,
            Self::StoryEmpty => ErrorCode::StoryEmpty,
            Self::RevisionUnknown { .. } => ErrorCode::RevisionUnknown,
            Self::RevisionDamaged { .. } => ErrorCode::RevisionDamaged,
            Self::RevisionThinned { .. } => ErrorCode::RevisionThinned,
            Self::RevisionNameTooLong { .. } => ErrorCode::RevisionNameTooLong,
            Self::StaleSave { .. } => ErrorCode::StaleSave,
            Self::DocumentInvalid { .. } => ErrorCode::DocumentInvalid,
            Self::FieldInvalid { .. } => ErrorCode::FieldInvalid,
            Self::SlugTaken { .. } => ErrorCode::SlugTaken,
            Self::StatusRefused { .. } => ErrorCode::StatusRefused,
            Self::TagUnknown { .. } => ErrorCode::TagUnknown,
            Self::TagExists { .. } => ErrorCode::TagExists,
            Self::TagInvalid { .. } => ErrorCode::TagInvalid,
            Self::TagCycle { .. } => ErrorCode::TagCycle,
            Self::QueryInvalid { .. } => ErrorCode::QueryInvalid,
            Self::PictureEmpty { .. } => ErrorCode::PictureEmpty,
            Self::PictureTooLarge { .. } => ErrorCode::PictureTooLarge,
            Self::PictureFormat { .. } => ErrorCode::PictureFormat,
            Self::PictureDimensions { .. } => ErrorCode::PictureDimensions,
            Self::PictureFrames { .. } => ErrorCode::PictureFrames,
            Self::PictureBroken { .. } => ErrorCode::PictureBroken,
            Self::PictureUnknown { .. } => ErrorCode::PictureUnknown,
            Self::PictureDamaged { .. } => ErrorCode::PictureDamaged,
            Self::ImportMissing { .. } => ErrorCode::ImportMissing,
            Self::ImportBinary { .. } => ErrorCode::ImportBinary,
            Self::ImportEmpty { .. } => ErrorCode::ImportEmpty,
            Self::ImportTooLarge { .. } => ErrorCode::ImportTooLarge,
            Self::ImportEncoding { .. } => ErrorCode::ImportEncoding,
            Self::ImportFrontMatter { .. } => ErrorCode::ImportFrontMatter,
            Self::ImportFormat { .. } => ErrorCode::ImportFormat,
            Self::ImportEscapes { .. } => ErrorCode::ImportEscapes,
            Self::ImportBomb { .. } => ErrorCode::ImportBomb,
            Self::ImportNested { .. } => ErrorCode::ImportNested,
            Self::ImportLibrary { .. } => ErrorCode::ImportLibrary,
            Self::ImportEncrypted { .. } => ErrorCode::ImportEncrypted,
            Self::ImportDamaged { .. } => ErrorCode::ImportDamaged,
            Self::ImportTooMany { .. } => ErrorCode::ImportTooMany,
            Self::FormatNotYet { .. } => ErrorCode::FormatNotYet,
            Self::ExportUnwritable { .. } => ErrorCode::ExportUnwritable,
            Self::ExportEscapes { .. } => ErrorCode::ExportEscapes,
            Self::ExportForeign { .. } => ErrorCode::ExportForeign,
            Self::ThemeInvalid { .. } => ErrorCode::ThemeInvalid,
            Self::ThemeMissing { .. } => ErrorCode::ThemeMissing,
            Self::TemplateInvalid { .. } => ErrorCode::TemplateInvalid,
            Self::TemplateEndless { .. } => ErrorCode::TemplateEndless,
            Self::ExportLossy { .. } => ErrorCode::ExportLossy,
            Self::Cancelled => ErrorCode::Cancelled,
        }
    }
}

impl From<DocumentError> for Error {
    fn from(error: DocumentError) -> Self {
        Self::DocumentInvalid { reason: error.to_string() }
    }
}
