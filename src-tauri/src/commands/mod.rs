//! What the window may ask for, one file a noun. Each command binds its arguments, calls core and converts; no more.

pub(crate) mod exchange;
pub(crate) mod history;
pub(crate) mod imports;
pub(crate) mod library;
pub(crate) mod pictures;
pub(crate) mod spelling;
pub(crate) mod stories;
pub(crate) mod system;
pub(crate) mod tags;

use stet_core::{ArticleId, Library, Result};
use tauri::State;

use crate::desk::Desk;
use crate::ipc::Failure;

/// The desk, as a command gets it.
type OnDesk<'a> = State<'a, Desk>;
/// What a command gives back.
type Answer<T> = std::result::Result<T, Failure>;

/// Resolves the ids of several stories.
fn resolve_all(library: &Library, ids: &[String]) -> Result<Vec<ArticleId>> {
    ids.iter().map(|id| library.resolve(id)).collect()
}
