//! Stet's core: the document, the library file, history, diff, import and export.
//!
//! Core owns everything that matters and refuses everything of the machine around it: it knows no window,
//! no clock, no environment and no global state. Time, author and paths are arguments.

pub mod article;
pub mod checks;
pub mod clock;
pub mod diff;
pub mod document;
mod ends;
mod error;
pub mod export;
pub mod history;
pub mod ids;
pub mod import;
pub mod library;
pub mod picture;
pub mod search;
pub mod spelling;
pub mod store;
pub mod tag;

pub use article::Article;
pub use clock::Stamp;
pub use document::Document;
pub use error::{Error, ErrorCode, Result};
pub use ids::{ArticleId, RevisionNumber};
pub use library::Library;
